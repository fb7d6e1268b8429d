//! Annotated documents, as the fitting and the scoring of attachments read them.

use jiff::civil::Date;
use serde::Deserialize;

use crate::model::{Approx, Direction, Document, Kind, Modality, Number, Origin, Quantity, Role, Span};
use crate::quantity::Found;

/// One annotated document: a line of a gold file.
#[derive(Debug, Clone, Deserialize)]
pub struct Gold {
    /// Its id.
    pub doc: String,
    /// The article.
    pub text: String,
    /// Its date.
    #[serde(default)]
    pub published: Option<String>,
    /// Its claims.
    pub claims: Vec<GoldClaim>,
    /// Near-duplicates share a group.
    #[serde(default)]
    pub group: Option<String>,
    /// The kind of outlet.
    #[serde(default)]
    pub origin: Option<String>,
}

/// One annotated claim.
#[derive(Debug, Clone, Deserialize)]
#[allow(missing_docs)] // as in Claim
pub struct GoldClaim {
    pub quantity: GoldSpan,
    pub kind: Kind,
    pub value: String,
    pub value_max: Option<String>,
    pub unit: Option<String>,
    pub approx: Approx,
    pub subject: Option<String>,
    pub metric: Option<String>,
    pub time: Option<GoldTime>,
    pub role: Role,
    pub direction: Option<Direction>,
    pub baseline: Option<String>,
    pub source: Option<String>,
    pub modality: Modality,
}

/// Where a quantity stands.
#[derive(Debug, Clone, Deserialize)]
#[allow(missing_docs)]
pub struct GoldSpan {
    pub start: usize,
    pub end: usize,
    pub text: String,
}

/// An annotated time.
#[derive(Debug, Clone, Deserialize)]
#[allow(missing_docs)]
pub struct GoldTime {
    pub text: Option<String>,
    pub norm: Option<String>,
}

impl Gold {
    /// The document without its annotation.
    pub fn document(&self) -> Document {
        Document {
            id: self.doc.clone(),
            hash: self.doc.clone(),
            title: None,
            publisher: None,
            url: None,
            published: self.published.as_deref().and_then(|d| d.get(..10)?.parse::<Date>().ok()),
            text: self.text.clone(),
            origin: Origin::default(),
        }
    }

    /// The annotated quantities as a scan would give them, so that attachment can be judged apart from reading.
    pub fn numbers(&self) -> Vec<Found> {
        let mut numbers: Vec<Found> = Vec::new();
        for claim in &self.claims {
            let span = Span::new(claim.quantity.start, claim.quantity.end);
            if numbers.iter().any(|n| n.quantity.span().overlaps(span)) {
                continue;
            }
            let value: Number = claim.value.parse().unwrap_or(Number::ZERO);
            numbers.push(Found {
                quantity: Quantity {
                    start: span.start,
                    end: span.end,
                    text: claim.quantity.text.clone(),
                    kind: claim.kind,
                    value,
                    value_max: claim.value_max.as_deref().and_then(|v| v.parse().ok()),
                    unit: claim.unit.clone(),
                    approx: claim.approx,
                    lower: None,
                    upper: None,
                    lower_open: false,
                    upper_open: false,
                    hard: None,
                    step: value,
                    base: None,
                    readings: Vec::new(),
                },
                rejected: None,
            });
        }
        numbers.sort_by_key(|n| n.quantity.start);
        numbers
    }

    /// The claim annotated at a span: the one that overlaps it most.
    pub fn claim_at(&self, span: Span) -> Option<&GoldClaim> {
        let shared = |c: &GoldClaim| c.quantity.end.min(span.end) as i64 - c.quantity.start.max(span.start) as i64;
        self.claims.iter().filter(|c| shared(c) > 0).max_by_key(|c| shared(c))
    }
}

/// Leaves out white space, quotation marks, brackets, most punctuation, 的 and 了, which the comparison of
/// two wordings does not look at; sorted.
pub fn squash(text: &str) -> Vec<char> {
    let mut chars = Vec::new();
    squash_into(text, &mut chars);
    chars
}

/// As [`squash`], into an empty list.
pub fn squash_into(text: &str, chars: &mut Vec<char>) {
    chars.extend(text.chars().filter(|&c| {
        !(c.is_whitespace()
            || matches!(c, '\u{2018}'..='\u{201d}' | '\u{3008}'..='\u{3011}')
            || matches!(c, '"' | '\'' | '(' | ')' | '[' | ']' | ',' | '.' | ':' | ';' | '、' | '。' | '（' | '）')
            || matches!(c, '，' | '：' | '；' | '的' | '了'))
    }));
    chars.sort_unstable();
}

/// How alike two squashed wordings are: the F1 of their characters where one holds nothing that the
/// other lacks, else 0. Two empty ones are alike.
pub fn alike(a: &[char], b: &[char]) -> f32 {
    if a.is_empty() || b.is_empty() {
        return f32::from(u8::from(a.len() == b.len()));
    }
    let least = a.len().min(b.len());
    let f1 = 2.0 * least as f32 / (a.len() + b.len()) as f32;
    if f1 < 0.6 {
        return 0.0;
    }
    let (mut i, mut j, mut hit) = (0, 0, 0usize);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                hit += 1;
                i += 1;
                j += 1;
            }
        }
    }
    if hit == least { f1 } else { 0.0 }
}
