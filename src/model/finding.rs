//! The outcome of one check.

use serde::{Deserialize, Serialize};

use super::{Field, Interval, Number};

/// What a check says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// No reading fits.
    Flag,
    /// Something a person should know, no error.
    Note,
    /// It adds up.
    Pass,
    /// It could not be checked, see `reason`.
    Unchecked,
}

/// How much a flag matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// It turns the statement around (direction, order, majority, record).
    Decision,
    /// The numbers do not add up.
    Arithmetic,
    /// Wording only.
    Style,
}

/// One finding. Serialises as the published JSON line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// [`super::SCHEMA`].
    pub schema: u32,
    /// The same for the same documents and rules.
    pub id: String,
    /// What decisions hang on: check, normalised quoted operands and their occurrence; survives
    /// edits elsewhere in the article and changes of the rules.
    pub fingerprint: String,
    /// Name of the check (`change_pct`).
    pub check: String,
    /// What it says.
    pub verdict: Verdict,
    /// How much a flag would matter.
    pub grade: Grade,
    /// Why it was not checked; only with `unchecked`.
    pub reason: Option<String>,
    /// Ids of the documents concerned.
    pub docs: Vec<String>,
    /// Ids of the claims used.
    pub claims: Vec<String>,
    /// Ids of the table records used.
    pub records: Vec<String>,
    /// Every operand in the text, the base among them.
    pub spans: Vec<FieldSpan>,
    /// The formula with its numbers.
    pub formula: String,
    /// What follows from the operands.
    pub computed: Option<Bounds>,
    /// What the text states.
    pub stated: Option<Bounds>,
    /// Other readings that were tried, in words.
    pub alternatives: Vec<String>,
    /// Smallest changes that would make the statement hold, most likely first.
    pub repairs: Vec<Repair>,
    /// The finding in plain words.
    pub message: Message,
    /// Version of the rules that made it.
    pub rule_version: String,
}

/// A place in a document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FieldSpan {
    /// The document's id.
    pub doc: String,
    /// Title or text.
    pub field: Field,
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
}

/// Printed ends of an interval, rounded outwards; None where unbounded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bounds {
    /// Lower end.
    pub lower: Option<Number>,
    /// Upper end.
    pub upper: Option<Number>,
}

/// A change of one number, unit, word or date that would make a flagged statement hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repair {
    /// Where.
    pub span: FieldSpan,
    /// What stands there: the whole mention, or the word.
    pub from: String,
    /// What would have to stand there.
    pub to: String,
    /// What kind of slip it would undo.
    pub reason: RepairReason,
    /// What the check says of the statement so repaired.
    pub note: Message,
}

/// The kind of slip that a repair undoes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RepairReason {
    /// Two neighbouring digits changed places (32 for 23).
    Swap,
    /// One digit is another (12 for 15).
    Digit,
    /// A digit was added (122 for 12).
    DigitAdded,
    /// A digit was left out (12 for 112).
    DigitDropped,
    /// The decimal point moved (1.25 for 12.5).
    PointMoved,
    /// 万 for 亿 and the like.
    Scale,
    /// % for 百分点 and the like.
    Unit,
    /// A word of direction or order (上升 for 下降).
    Direction,
    /// An approximator (超过 for 不足).
    Approximator,
    /// A part of a date or a weekday.
    Date,
    /// A number that stands elsewhere in the text.
    Nearby,
    /// What follows from the other numbers.
    Recomputed,
}

/// A sentence for people, in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Message {
    pub zh: String,
    pub en: String,
}

impl Message {
    /// A sentence in Chinese and in English.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Message { zh: zh.into(), en: en.into() }
    }
}

impl From<Interval> for Bounds {
    fn from(i: Interval) -> Self {
        Bounds { lower: i.lower, upper: i.upper }
    }
}
