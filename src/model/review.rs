//! What a person decided about a finding.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One entry of the log of decisions. Entries are never changed: whoever thinks better of one adds another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// [`super::SCHEMA`].
    pub schema: u32,
    /// Number of the entry, from 1.
    pub n: u64,
    /// When.
    pub when: Timestamp,
    /// Who.
    pub who: String,
    /// What was decided.
    pub decision: Decision,
    /// Why it was a false alarm; only with `false_alarm`.
    #[serde(default)]
    pub reason: Option<FalseAlarm>,
    /// Free words.
    #[serde(default)]
    pub comment: String,
    /// The entry that is taken back; only with `undone`.
    #[serde(default)]
    pub undoes: Option<u64>,
    /// The finding's fingerprint, which the decision hangs on.
    pub fingerprint: String,
    /// The finding's id at that time.
    pub finding: String,
    /// Its check.
    pub check: String,
    /// The articles that it stands in.
    pub articles: Vec<ReviewedArticle>,
    /// The sentence that was judged.
    pub quoted: String,
}

/// How an article is known again after it was corrected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)] // as in Document
pub struct ReviewedArticle {
    pub id: String,
    pub title: Option<String>,
    pub url: Option<String>,
}

/// What a person says of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// The article is wrong.
    Confirmed,
    /// The article is right.
    FalseAlarm,
    /// To be asked.
    Unsure,
    /// The article was wrong and has been corrected.
    Fixed,
    /// An earlier entry is taken back.
    Undone,
}

/// Why a finding was a false alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FalseAlarm {
    /// A number, unit or time was read wrongly.
    Misread,
    /// The numbers speak of different things.
    DifferentThings,
    /// Rounding, or another way of counting, explains it.
    Rounding,
    /// The source data or the other article is wrong.
    SourceWrong,
    /// Something else, see the comment.
    Other,
}

impl Decision {
    /// The decisions that a person can take.
    pub const ALL: [Decision; 4] = [Decision::Confirmed, Decision::FalseAlarm, Decision::Unsure, Decision::Fixed];

    /// The published name.
    pub fn name(self) -> &'static str {
        match self {
            Decision::Confirmed => "confirmed",
            Decision::FalseAlarm => "false_alarm",
            Decision::Unsure => "unsure",
            Decision::Fixed => "fixed",
            Decision::Undone => "undone",
        }
    }

    /// Whether the finding was right; None where that is open.
    pub fn is_right(self) -> Option<bool> {
        match self {
            Decision::Confirmed | Decision::Fixed => Some(true),
            Decision::FalseAlarm => Some(false),
            Decision::Unsure | Decision::Undone => None,
        }
    }
}

impl FalseAlarm {
    /// All of them.
    pub const ALL: [FalseAlarm; 5] = [
        FalseAlarm::Misread,
        FalseAlarm::DifferentThings,
        FalseAlarm::Rounding,
        FalseAlarm::SourceWrong,
        FalseAlarm::Other,
    ];

    /// The published name.
    pub fn name(self) -> &'static str {
        match self {
            FalseAlarm::Misread => "misread",
            FalseAlarm::DifferentThings => "different_things",
            FalseAlarm::Rounding => "rounding",
            FalseAlarm::SourceWrong => "source_wrong",
            FalseAlarm::Other => "other",
        }
    }
}
