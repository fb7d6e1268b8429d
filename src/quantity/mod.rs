//! The grammar of numbers, units, approximators and times. Pure; linear in the length of the text.

mod period;

use jiff::civil::Date;

use crate::model::{Period, Quantity, Span};
use crate::rules::Rules;
use crate::text::View;

pub use period::{CalendarMention, PeriodReader};

/// What the reader needs to know of the article.
#[derive(Debug, Clone, Default)]
pub struct Context {
    /// The publication date, for relative times.
    pub reference: Option<Date>,
    /// Whose money a bare 元 is (`CNY`, `HKD`, `TWD`); None: told from script and text.
    pub currency: Option<String>,
}

/// All numbers and times of one text.
#[derive(Debug, Default)]
pub struct Scan {
    /// Numbers in order of place; none overlaps another, nor a time.
    pub numbers: Vec<Found>,
    /// Times in order of place.
    pub periods: Vec<Period>,
}

/// A number, and whether it may be a claim.
#[derive(Debug, Clone)]
pub struct Found {
    /// The number.
    pub quantity: Quantity,
    /// Why it is no claim, where it is none.
    pub rejected: Option<Rejection>,
}

/// Why a number is no claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// The whole name, idiom or code that holds the number.
    pub span: Span,
    /// The closed list of the annotation guidelines.
    pub why: Why,
    /// Id of the rule that rejected it.
    pub rule: String,
}

/// The kinds of numbers that are no claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Why {
    /// A date or time.
    Time,
    /// A name or version (GPT-4o, 一带一路).
    Name,
    /// A fixed word (万一, 第一次).
    Idiom,
    /// Indefinite 一 (一个拐点).
    Indefinite,
    /// The number of a list item or section.
    Enumeration,
    /// A telephone number, ticker, address, document number.
    Code,
}

/// Reads numbers and times. Built once from rules; `Send + Sync`.
pub struct Reader {
    periods: PeriodReader,
}

impl Reader {
    /// Compiles the lexicons.
    pub fn new(rules: &Rules) -> Self {
        Reader { periods: PeriodReader::new(rules) }
    }

    /// Reads a text.
    pub fn read(&self, view: &View<'_>, context: &Context) -> Scan {
        Scan { numbers: Vec::new(), periods: self.periods.read(view, context) }
    }
}
