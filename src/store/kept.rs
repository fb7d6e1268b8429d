//! The form in which an article is kept: its text once, and nothing that can be cut out of it again.

use serde::{Deserialize, Serialize};

use crate::model::{Claim, Document, DocumentRef, Field, Finding};

use super::block;

/// An article with all that was made of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Article {
    /// The article.
    pub document: Document,
    /// Its claims.
    pub claims: Vec<Claim>,
    /// The findings inside it.
    pub findings: Vec<Finding>,
}

impl Article {
    /// The article in one value, as a block of a store holds it: for the way between machines. Only the same version of
    /// the program reads it.
    ///
    /// # Errors
    /// An article too large for a block; in words.
    pub fn pack(&self) -> Result<Vec<u8>, String> {
        block::encode(&strip(self))
    }

    /// What [`Article::pack`] made.
    ///
    /// # Errors
    /// Bytes that are no such value, or damaged; in words.
    pub fn unpack(bytes: &[u8]) -> Result<Article, String> {
        let (length, sum) = block::header(bytes)?;
        let payload = &bytes[block::HEADER..];
        if payload.len() != length {
            return Err("cut short".to_owned());
        }
        block::intact(payload, sum)?;
        block::decode(payload).map(restore)
    }
}

/// The stored form, as it is read.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Kept {
    pub(crate) document: Document,
    pub(crate) claims: Vec<Claim>,
    pub(crate) findings: Vec<Finding>,
}

/// The stored form, as it is written.
#[derive(Debug, Serialize)]
pub(crate) struct KeptRef<'a> {
    document: &'a Document,
    claims: Vec<Claim>,
    findings: Vec<Finding>,
}

/// Leaves out what [`restore`] puts back: the words of spans, the document's own data.
pub(crate) fn strip(article: &Article) -> KeptRef<'_> {
    let cutter = Cutter::new(&article.document);
    let mut claims = article.claims.clone();
    let reference = reference(&article.document);
    for claim in &mut claims {
        let field = claim.field;
        each_text(claim, |text, start, end| {
            if !text.is_empty() && cutter.cut(field, start, end) == Some(text.as_str()) {
                text.clear();
            }
        });
        if claim.doc == reference {
            claim.doc = DocumentRef { id: String::new(), title: None, publisher: None, url: None, published: None };
        }
    }
    let mut findings = article.findings.clone();
    for finding in &mut findings {
        for doc in finding.docs.iter_mut().chain(finding.spans.iter_mut().map(|s| &mut s.doc)) {
            if *doc == article.document.id {
                doc.clear();
            }
        }
    }
    KeptRef { document: &article.document, claims, findings }
}

/// Puts back what [`strip`] left out.
pub(crate) fn restore(kept: Kept) -> Article {
    let Kept { document, mut claims, mut findings } = kept;
    let cutter = Cutter::new(&document);
    let reference = reference(&document);
    for claim in &mut claims {
        let field = claim.field;
        each_text(claim, |text, start, end| {
            if text.is_empty() {
                text.push_str(cutter.cut(field, start, end).unwrap_or_default());
            }
        });
        if claim.doc.id.is_empty() {
            claim.doc = reference.clone();
        }
    }
    for finding in &mut findings {
        for doc in finding.docs.iter_mut().chain(finding.spans.iter_mut().map(|s| &mut s.doc)) {
            if doc.is_empty() {
                doc.clone_from(&document.id);
            }
        }
    }
    Article { document, claims, findings }
}

fn reference(document: &Document) -> DocumentRef {
    DocumentRef {
        id: document.id.clone(),
        title: document.title.clone(),
        publisher: document.publisher.clone(),
        url: document.url.clone(),
        published: document.published,
    }
}

/// Every text of a claim that stands in the document, with its place.
fn each_text(claim: &mut Claim, mut f: impl FnMut(&mut String, usize, usize)) {
    let Claim { sentence, quantity, subject, metric, time, baseline, source, .. } = claim;
    f(&mut sentence.text, sentence.start, sentence.end);
    f(&mut quantity.text, quantity.start, quantity.end);
    if let Some(m) = subject {
        f(&mut m.text, m.start, m.end);
    }
    if let Some(m) = metric {
        f(&mut m.text, m.start, m.end);
    }
    if let Some(m) = time {
        f(&mut m.text, m.start, m.end);
    }
    for m in [baseline, source].into_iter().flatten() {
        f(&mut m.text, m.start, m.end);
    }
}

/// Cuts spans of code points out of title and text.
struct Cutter<'d> {
    title: (&'d str, Vec<u32>),
    text: (&'d str, Vec<u32>),
}

impl<'d> Cutter<'d> {
    fn new(document: &'d Document) -> Self {
        // Documents are far below 4 GiB.
        let index = |t: &'d str| (t, t.char_indices().map(|(at, _)| at as u32).chain([t.len() as u32]).collect());
        Cutter { title: index(document.title.as_deref().unwrap_or_default()), text: index(&document.text) }
    }

    /// The words of a span; None for an empty span or one beyond the text.
    fn cut(&self, field: Field, start: usize, end: usize) -> Option<&'d str> {
        let (text, bytes) = match field {
            Field::Title => &self.title,
            Field::Text => &self.text,
        };
        if start >= end {
            return None;
        }
        text.get(*bytes.get(start)? as usize..*bytes.get(end)? as usize)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::check::Checker;
    use crate::extract::Extractor;
    use crate::rules::Rules;

    #[test]
    fn an_article_comes_out_of_its_package_as_it_went_in_or_not_at_all() {
        let rules = Arc::new(Rules::embedded().unwrap());
        let text = "上月产量由80吨增至100吨，增长20%。其中三分之一出口，主队2:0获胜。";
        let document = crate::ingest::pasted(text, Some("产量"), None, Some("2024-05-06")).unwrap();
        let extraction = Extractor::new(rules.clone()).extract(&document);
        let findings = Checker::new(rules).check(&document, &extraction);
        let article = Article { document, claims: extraction.claims, findings };
        assert!(!article.claims.is_empty() && !article.findings.is_empty());
        let packed = article.pack().unwrap();
        assert_eq!(Article::unpack(&packed).unwrap(), article);
        let mut damaged = packed.clone();
        *damaged.last_mut().unwrap() ^= 1;
        assert!(Article::unpack(&damaged).is_err());
        assert!(Article::unpack(&packed[..packed.len() / 2]).is_err() && Article::unpack(&[]).is_err());
    }
}
