//! Times: absolute, relative to the publication date, spans.

use crate::model::Period;
use crate::rules::Rules;
use crate::text::View;

use super::Context;

/// Finds and resolves times. Built once from rules.
pub struct PeriodReader {}

impl PeriodReader {
    /// Compiles the lexicon of times.
    pub fn new(_rules: &Rules) -> Self {
        PeriodReader {}
    }

    /// All times of a text in order of place, none overlapping another.
    pub fn read(&self, _view: &View<'_>, _context: &Context) -> Vec<Period> {
        Vec::new()
    }
}
