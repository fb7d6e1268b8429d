//! Decided findings as schema.org ClaimReview. Only what a person has found right or wrong is a review; what the program
//! says by itself is none.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::{Value, json};

use crate::model::{Document, Finding, Lang, Review};

/// The decisions that stand, waiting for their findings.
pub struct Reviews {
    standing: Vec<Review>,
    by_print: HashMap<String, Vec<usize>>,
    told: BTreeMap<usize, Value>,
    lang: Lang,
}

impl Reviews {
    /// Of the entries of a log those that stand: not taken back, the last on their words and articles, and either
    /// way.
    pub fn new(entries: Vec<Review>, lang: Lang) -> Self {
        let undone: HashSet<u64> = entries.iter().filter_map(|e| e.undoes).collect();
        let mut last: BTreeMap<(String, Vec<String>), Review> = BTreeMap::new();
        for entry in entries.into_iter().filter(|e| e.undoes.is_none() && !undone.contains(&e.n)) {
            let articles = entry.articles.iter().map(|a| a.id.clone()).collect();
            last.insert((entry.fingerprint.clone(), articles), entry);
        }
        let mut standing: Vec<Review> = last.into_values().filter(|e| e.decision.is_right().is_some()).collect();
        standing.sort_by_key(|e| e.n);
        let mut by_print: HashMap<String, Vec<usize>> = HashMap::new();
        for (i, entry) in standing.iter().enumerate() {
            by_print.entry(entry.fingerprint.clone()).or_default().push(i);
        }
        Reviews { standing, by_print, told: BTreeMap::new(), lang }
    }

    /// Takes from a finding what the log does not hold: its words, and who printed the article.
    pub fn see(&mut self, finding: &Finding, documents: &[&Document]) {
        for &i in self.by_print.get(&finding.fingerprint).map(Vec::as_slice).unwrap_or_default() {
            let Some(entry) = self.standing.get(i) else { continue };
            if let Some(document) = documents.iter().find(|d| is_of(entry, d)) {
                self.told.insert(i, review(entry, Some((finding, document)), self.lang));
            }
        }
    }

    /// The decision that stands on a finding.
    pub fn on(&self, finding: &Finding, documents: &[&Document]) -> Option<&Review> {
        let of_words = self.by_print.get(&finding.fingerprint)?.iter().filter_map(|&i| self.standing.get(i));
        of_words.rev().find(|entry| documents.iter().any(|d| is_of(entry, d)))
    }

    /// The reviews in the order of the decisions; those of an article that was corrected meanwhile from the log alone.
    pub fn finish(self) -> impl Iterator<Item = Value> {
        let Reviews { standing, mut told, lang, .. } = self;
        standing
            .into_iter()
            .enumerate()
            .map(move |(i, entry)| told.remove(&i).unwrap_or_else(|| review(&entry, None, lang)))
    }
}

/// Whether an article is one that a decision was about.
fn is_of(entry: &Review, document: &Document) -> bool {
    entry.articles.iter().any(|a| a.id == document.id || a.url.is_some() && a.url == document.url)
}

fn review(entry: &Review, found: Option<(&Finding, &Document)>, lang: Lang) -> Value {
    let wrong = entry.decision.is_right() == Some(true);
    let rating = match wrong {
        true => lang.pick("数字不符", "the numbers do not add up"),
        false => lang.pick("数字无误", "the numbers are right"),
    };
    let article = entry.articles.first();
    let mut appearance = json!({ "@type": "NewsArticle" });
    let document = found.map(|(_, d)| d);
    let fields = [
        ("headline", article.and_then(|a| a.title.clone()).map(Value::from)),
        ("url", article.and_then(|a| a.url.clone()).map(Value::from)),
        ("datePublished", document.and_then(|d| d.published).map(|d| d.to_string().into())),
        (
            "publisher",
            document.and_then(|d| d.publisher.as_ref()).map(|p| json!({ "@type": "Organization", "name": p })),
        ),
    ];
    if let Some(object) = appearance.as_object_mut() {
        object.extend(fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
    }
    let said = found.map(|(f, _)| lang.of(&f.message).to_owned());
    let body: Vec<String> =
        said.into_iter().chain((!entry.comment.is_empty()).then(|| entry.comment.clone())).collect();
    json!({
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "@id": format!("urn:heshu:review:{}", entry.n),
        "datePublished": entry.when.to_string().get(..10).unwrap_or_default(),
        "author": { "@type": "Person", "name": entry.who },
        "claimReviewed": entry.quoted,
        "reviewBody": body.join("\n"),
        "reviewRating": {
            "@type": "Rating", "ratingValue": if wrong { 1 } else { 5 }, "worstRating": 1, "bestRating": 5,
            "alternateName": rating,
        },
        "itemReviewed": { "@type": "Claim", "appearance": appearance },
    })
}
