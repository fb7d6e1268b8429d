//! What a person decided about a finding.

use serde::{Deserialize, Serialize};

/// A decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Decision {
    Confirmed,
    FalseAlarm,
    Unsure,
    Fixed,
}

/// A review; never overwritten, only followed by another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// The finding's fingerprint.
    pub fingerprint: String,
    /// Who.
    pub reviewer: String,
    /// When, RFC 3339 in UTC.
    pub at: String,
    /// What.
    pub decision: Decision,
    /// Why.
    pub reason: String,
}
