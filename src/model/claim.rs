//! A numeric claim: a quantity and what it is about.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Period, Quantity, Span};

/// One numeric claim. Field meanings are those of the annotation guidelines in `docs/claims.md`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// [`super::SCHEMA`].
    pub schema: u32,
    /// Stable for the same document and quantity span.
    pub id: String,
    /// The document.
    pub doc: DocumentRef,
    /// Whether all offsets of this claim count in the title or in the text.
    pub field: Field,
    /// The sentence that states it.
    pub sentence: Passage,
    /// The number.
    pub quantity: Quantity,
    /// The bearer of the number.
    pub subject: Option<EntityMention>,
    /// What is measured; None for a bare count or share of the subject.
    pub metric: Option<MetricMention>,
    /// The period that the number holds for.
    pub time: Option<Period>,
    /// What the number does in its statement.
    pub role: Role,
    /// For `change`, `from`, `to`.
    pub direction: Option<Direction>,
    /// What a change or comparison is against (同比, 较上年, 美国).
    pub baseline: Option<Mention>,
    /// Who the text says the number comes from.
    pub source: Option<Mention>,
    /// Whether it is stated as a fact.
    pub modality: Modality,
    /// Id of the rule (frame) that made it.
    pub rule: String,
    /// How sure the attachment is, 0 to 1.
    pub score: f64,
}

/// What a claim says of its document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)] // as in Document
pub struct DocumentRef {
    pub id: String,
    pub title: Option<String>,
    pub publisher: Option<String>,
    pub url: Option<String>,
    pub published: Option<Date>,
}

/// The part of a document that offsets count in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Field {
    Title,
    Text,
}

/// A sentence or other stretch of text with its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Passage {
    pub start: usize,
    pub end: usize,
    pub text: String,
}

/// Words of the text that fill a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Mention {
    pub text: String,
    pub start: usize,
    pub end: usize,
}

/// The subject, with the id that its aliases fold to where it is a known entity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct EntityMention {
    pub text: String,
    pub start: usize,
    pub end: usize,
    pub entity: Option<String>,
}

/// The metric, with the id that its aliases fold to where it is a known one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct MetricMention {
    pub text: String,
    pub start: usize,
    pub end: usize,
    pub id: Option<String>,
}

/// What a number does in its statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A state.
    Level,
    /// The size of a change.
    Change,
    /// Where a change starts.
    From,
    /// Where a change ends.
    To,
    /// A standing.
    Rank,
    /// A ratio or difference to another subject or period.
    Compare,
    /// A part, beside its whole.
    Part,
    /// A whole, beside its parts.
    Whole,
}

/// Which way a change goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Direction {
    Up,
    Down,
}

/// How the text stands to the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Modality {
    Actual,
    Forecast,
    Target,
    Hypothetical,
    Denied,
}

impl Passage {
    /// Where it stands.
    pub fn span(&self) -> Span {
        Span::new(self.start, self.end)
    }
}
