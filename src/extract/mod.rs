//! Document → claims: what every number is about.

mod cues;
pub mod facets;
pub mod fit;
pub mod frames;
pub mod linear;
mod scene;
pub mod trial;

use std::sync::Arc;

use crate::model::{
    Claim, Direction, Document, DocumentRef, EntityMention, Field, Mention, Modality, Passage, Period, Role, SCHEMA,
    Span,
};
use crate::quantity::{Context, Found, Reader};
use crate::rules::Rules;
use crate::text::{Tag, View, sentences, word_hash};

pub use scene::Scene;

/// What was found in one document.
#[derive(Debug, Default)]
pub struct Extraction {
    /// Claims in order of (field, place).
    pub claims: Vec<Claim>,
    /// Every time of the document.
    pub periods: Vec<(Field, Period)>,
    /// Numbers that are no claims, with the reason.
    pub rejected: Vec<(Field, Found)>,
}

/// Finds claims. Built once from rules; `Send + Sync`; extraction is a pure function of the document.
pub struct Extractor {
    reader: Reader,
}

impl Extractor {
    /// Compiles the rules.
    pub fn new(rules: Arc<Rules>) -> Self {
        Extractor { reader: Reader::new(&rules) }
    }

    /// All claims of a document. Never fails, never panics, linear in the text's length.
    pub fn extract(&self, document: &Document) -> Extraction {
        let mut out = Extraction::default();
        if let Some(title) = &document.title {
            self.field(document, Field::Title, title, &mut out);
        }
        self.field(document, Field::Text, &document.text, &mut out);
        out
    }

    fn field(&self, document: &Document, field: Field, text: &str, out: &mut Extraction) {
        let view = View::new(text);
        let scan = self.reader.read(&view, &Context { reference: document.published, currency: None });
        let doc = DocumentRef {
            id: document.id.clone(),
            title: document.title.clone(),
            publisher: document.publisher.clone(),
            url: document.url.clone(),
            published: document.published,
        };
        for sentence in sentences(&view) {
            let first = scan.numbers.partition_point(|n| n.quantity.start < sentence.span.start);
            let end = scan.numbers.partition_point(|n| n.quantity.start < sentence.span.end);
            if scan.numbers[first..end].iter().all(|n| n.rejected.is_some()) {
                continue;
            }
            let scene = Scene::new(&view, &scan, sentence);
            for (n, found) in scene.numbers.iter().enumerate() {
                if found.rejected.is_some() {
                    continue;
                }
                let subject = naive_subject(&scene, n);
                let before = scan.periods.partition_point(|p| p.start < found.quantity.start);
                let time = before.checked_sub(1).and_then(|p| scan.periods.get(p)).cloned();
                out.claims.push(Claim {
                    schema: SCHEMA,
                    id: claim_id(document, field, found.quantity.span()),
                    doc: doc.clone(),
                    field,
                    sentence: Passage {
                        start: sentence.span.start,
                        end: sentence.span.end,
                        text: view.original(sentence.span).to_owned(),
                    },
                    quantity: found.quantity.clone(),
                    subject: subject.map(|s| {
                        let Mention { text, start, end } = mention(&view, s);
                        EntityMention { text, start, end, entity: None }
                    }),
                    metric: None,
                    time,
                    role: Role::Level,
                    direction: None::<Direction>,
                    baseline: None,
                    source: None,
                    modality: Modality::Actual,
                    rule: "extract.attach".to_owned(),
                    score: 0.5,
                });
            }
        }
        out.periods.extend(scan.periods.into_iter().map(|p| (field, p)));
        out.rejected.extend(scan.numbers.into_iter().filter(|n| n.rejected.is_some()).map(|n| (field, n)));
    }
}

/// The words of a span.
fn mention(view: &View<'_>, span: Span) -> Mention {
    Mention { text: view.original(span).to_owned(), start: span.start, end: span.end }
}

/// The same for the same document and place.
fn claim_id(document: &Document, field: Field, span: Span) -> String {
    let place = format!("{}:{}:{}-{}", document.hash, u8::from(field == Field::Text), span.start, span.end);
    format!("{:016x}{:08x}", word_hash(&place), word_hash(&document.hash) as u32)
}

fn naive_subject(scene: &Scene<'_>, n: usize) -> Option<Span> {
    let at = scene.token_of(n)?;
    let noun = |i: usize| {
        scene.tokens.get(i).is_some_and(|t| {
            matches!(t.tag, Tag::Noun | Tag::Place | Tag::Person | Tag::Organisation | Tag::Name | Tag::NominalVerb)
        })
    };
    if noun(at + 1) {
        let end = (at + 1..scene.tokens.len()).find(|&i| !noun(i)).unwrap_or(scene.tokens.len());
        return Some(scene.tokens.get(at + 1)?.span.join(scene.tokens.get(end - 1)?.span));
    }
    let last = (0..at).rev().find(|&i| noun(i))?;
    let first = (0..last).rev().take_while(|&i| noun(i)).last().unwrap_or(last);
    Some(scene.tokens.get(first)?.span.join(scene.tokens.get(last)?.span))
}
