//! What a person said of a name.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One entry of the log of names. What stands is in the user's rule files; this says who made it so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Renaming {
    /// [`super::SCHEMA`].
    pub schema: u32,
    /// Number of the entry, from 1.
    pub n: u64,
    /// When.
    pub when: Timestamp,
    /// Who.
    pub who: String,
    /// What it is a name of.
    pub kind: NameKind,
    /// The name.
    pub name: String,
    /// The name that it means the same as; None: it means nothing but itself.
    pub into: Option<String>,
}

/// What a name is a name of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NameKind {
    /// The bearer of a number.
    Entity,
    /// What is measured.
    Metric,
}

impl NameKind {
    /// Both.
    pub const ALL: [NameKind; 2] = [NameKind::Entity, NameKind::Metric];

    /// The published name.
    pub fn name(self) -> &'static str {
        match self {
            NameKind::Entity => "entity",
            NameKind::Metric => "metric",
        }
    }

    /// The folder of rules that its names stand in.
    pub fn folder(self) -> &'static str {
        match self {
            NameKind::Entity => "entities",
            NameKind::Metric => "metrics",
        }
    }
}
