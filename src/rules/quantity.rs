//! The lexicon of numbers: `rules/quantity/`.

use super::{RuleError, RuleFiles};

/// Units, measure words, approximators, names that hold digits.
#[derive(Debug)]
pub struct QuantityLexicon {}

impl QuantityLexicon {
    pub(super) fn load(_files: &RuleFiles) -> Result<Self, RuleError> {
        Ok(QuantityLexicon {})
    }
}
