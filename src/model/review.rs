//! What a person decided about a finding.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One decision. Never overwritten: a later one on the same finding of the same articles follows it and counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// [`super::SCHEMA`].
    pub schema: u32,
    /// The finding's `fingerprint`.
    pub fingerprint: String,
    /// The articles that it stands in: the id that the input gave, else the path of the file.
    pub docs: Vec<String>,
    /// The check that made it, for the reader of the file.
    pub check: String,
    /// What the finding said, for the reader of the file.
    pub said: String,
    /// What was decided.
    pub decision: Decision,
    /// Why.
    pub reason: String,
    /// By whom; empty where nobody said.
    pub who: String,
    /// When.
    pub when: Timestamp,
}

/// What can be decided about a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// The text stands as it is.
    Dismissed,
    /// An earlier decision no longer holds.
    Reopened,
}
