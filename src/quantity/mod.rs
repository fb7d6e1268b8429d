//! The grammar of numbers, units, approximators and times. Pure; linear in the length of the text.

mod assemble;
mod attach;
mod context;
mod core;
mod currency;
mod forms;
mod interval;
mod lexicon;
mod mention;
mod numeral;
mod parts;
mod period;
mod range;
mod reject;
mod shape;
mod share;
mod symbol;

use std::borrow::Cow;
use std::cell::OnceCell;

use jiff::civil::Date;

use crate::model::{Period, Quantity, Span};
use crate::rules::{Halo, Rules};
use crate::text::View;

pub use period::{CalendarMention, PeriodReader};

use context::{Cues, Read};
use currency::Home;
use lexicon::Lexicon;
use mention::{Reach, mention};
use reject::Rejects;
use symbol::{Symbol, symbol};

/// What the reader needs to know of the article.
#[derive(Debug, Clone, Default)]
pub struct Context {
    /// The publication date, for relative times.
    pub reference: Option<Date>,
    /// Whose money a bare 元 is (`CNY`, `HKD`, `TWD`); None: told from publisher, script and text.
    pub currency: Option<String>,
    /// Who published the text.
    pub publisher: Option<String>,
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
    pub rule: Cow<'static, str>,
    /// Whether the words still say a number (第二次, 一个, 几十), as against digits of a name or code.
    pub number: bool,
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

impl Found {
    /// Whether the words say a number, be it a claim or not: what `heshu quantities` prints.
    pub fn is_number(&self) -> bool {
        self.rejected.as_ref().is_none_or(|r| r.number)
    }
}

/// Reads numbers and times. Built once from rules; `Send + Sync`.
pub struct Reader {
    periods: PeriodReader,
    words: Lexicon,
    rejects: Rejects,
    home: Home,
    cues: Cues,
    halo: Halo,
}

impl Reader {
    /// Compiles the lexicons.
    pub fn new(rules: &Rules) -> Self {
        Reader {
            periods: PeriodReader::new(rules),
            words: Lexicon::new(&rules.quantity),
            rejects: Rejects::new(&rules.quantity),
            home: Home::new(&rules.quantity),
            cues: Cues::new(&rules.quantity),
            halo: rules.quantity.halo,
        }
    }

    /// Reads a text: the times first, then the numbers outside of them.
    pub fn read(&self, view: &View<'_>, context: &Context) -> Scan {
        let periods = self.periods.read(view, context);
        let numbers = self.numbers(view, context, &periods);
        Scan { numbers, periods }
    }

    fn numbers(&self, view: &View<'_>, context: &Context, periods: &[Period]) -> Vec<Found> {
        let chars = view.chars();
        let mut fixed = self.rejects.fixed(chars).peekable();
        let mut read: Vec<Read> = Vec::new();
        let (mut at, mut floor, mut next_period) = (0, 0, 0);
        while let Some(start) = self.words.starts.find(chars, at) {
            at = start;
            if let Some(period) = periods.get(next_period)
                && at >= period.start
            {
                at = at.max(period.end);
                floor = floor.max(period.end);
                next_period += 1;
                continue;
            }
            let limit = periods.get(next_period).map_or(chars.len(), |p| p.start);
            while fixed.next_if(|f| f.end <= at).is_some() {}
            let word = fixed.peek().filter(|f| f.start <= at);
            let reach = Reach { floor, limit };
            let Some(mut mention) = mention(&self.words, chars, at, reach) else {
                at += 1;
                continue;
            };
            let end = mention.end.max(at + 1);
            // A fixed word holds the number, unless the number goes on beyond it (三星期 is no 三星).
            let word = word.filter(|f| {
                let scaled =
                    matches!(chars.get(f.end).copied().and_then(symbol), Some(Symbol::Place(_) | Symbol::Scale(_)));
                f.end >= mention.core.end || f.start < at && !scaled
            });
            let rejected = match word {
                Some(word) => Some(self.rejects.by_fixed(word)),
                None => self.rejects.reject(chars, &mention),
            };
            at = word.map_or(end, |w| end.min(w.end.max(at + 1)));
            floor = at;
            // What goes on beyond the word may be a number of its own.
            mention.end = mention.end.min(at);
            mention.core.end = mention.core.end.min(at);
            read.push((mention, rejected));
        }
        self.cues.settle(&self.words, chars, &mut read);
        let home = OnceCell::new();
        let currency = || home.get_or_init(|| self.home.currency(view, context).to_string()).clone();
        read.into_iter()
            .map(|(mention, rejected)| Found {
                quantity: assemble::quantity(view, &mention, &self.halo, currency),
                rejected,
            })
            .collect()
    }
}
