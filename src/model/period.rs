//! A time as written and as resolved.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Span;

/// A period or date. `norm` is `2022`, `2025-Q1`, `2025-W12`, `2025-03`, `2025-03-18`, or two of
/// these joined by `/` for a span, as the annotation guidelines fix it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// The time, literally.
    pub text: String,
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// Normalised form, None where it cannot be resolved (no publication date, 近日).
    pub norm: Option<String>,
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
}

impl Period {
    /// Where the mention stands.
    pub fn span(&self) -> Span {
        Span::new(self.start, self.end)
    }
}
