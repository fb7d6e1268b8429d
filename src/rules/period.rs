//! The lexicon of times: `rules/period/`.

use super::{RuleError, RuleFiles};

/// Words of time.
#[derive(Debug)]
pub struct PeriodLexicon {}

impl PeriodLexicon {
    pub(super) fn load(_files: &RuleFiles) -> Result<Self, RuleError> {
        Ok(PeriodLexicon {})
    }
}
