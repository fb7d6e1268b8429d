//! Times: absolute, relative to the publication date, spans.
//!
//! One scan over the characters: where one may begin a time, [`parse`] reads a phrase; [`resolve`] then turns the
//! phrases, in their order, into days of the calendar.

mod calendar;
mod clock;
mod date;
mod day;
mod parse;
mod phrase;
mod relative;
mod resolve;
mod starts;
mod stretch;
#[cfg(test)]
mod tests;
mod week;
mod year;

use std::sync::Arc;

use crate::model::{Period, Span};
use crate::rules::{PeriodLexicon, Rules};
use crate::text::View;

use super::Context;
use parse::Parser;
use phrase::Mention;
use resolve::Resolver;
use starts::Starts;

/// A date as written, whether such a day exists or not: for checks of the calendar itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CalendarMention {
    /// Where the time stands.
    pub span: Span,
    /// The year, where it is written.
    pub year: Option<i16>,
    /// The month as written, 1 to 99.
    pub month: Option<u8>,
    /// The day as written, 1 to 99.
    pub day: Option<u8>,
    /// The day of the week that stands beside or after it, 1 Monday to 7 Sunday.
    pub weekday: Option<u8>,
    /// The hour as written.
    pub hour: Option<u8>,
    /// The minute as written.
    pub minute: Option<u8>,
}

/// Finds and resolves times. Built once from rules.
pub struct PeriodReader {
    lexicon: Arc<PeriodLexicon>,
    starts: Starts,
}

impl PeriodReader {
    /// Takes the lexicon of times.
    pub fn new(rules: &Rules) -> Self {
        PeriodReader { starts: Starts::new(&rules.period), lexicon: rules.period.clone() }
    }

    /// All times of a text in order of place, none overlapping another.
    pub fn read(&self, view: &View<'_>, context: &Context) -> Vec<Period> {
        let chars = view.chars();
        let mut resolver = Resolver::new(&self.lexicon, context.reference);
        let mut seen = 0;
        let mentions = self.mentions(view);
        let years = mentions.iter().filter(|m| m.written.month.is_some()).filter_map(|m| m.written.year);
        resolver.suppose_year(years.max().or(mentions.iter().filter_map(|m| m.written.year).max()));
        let resolved = mentions.into_iter().map(|mention| {
            let between = chars.get(seen..mention.span.start).unwrap_or_default();
            if between.iter().any(|c| matches!(c, '。' | '！' | '？' | '；' | '\n')) {
                resolver.sentence_ended(between.iter().filter(|&&c| c == '\n').count());
            }
            seen = mention.span.end;
            let range = resolver.resolve(
                &mention.phrase,
                is_ahead(chars, mention.span.start),
                is_compared(chars, mention.span),
            );
            let days = range.and_then(|r| r.days());
            Period {
                text: view.original(mention.span).to_owned(),
                start: mention.span.start,
                end: mention.span.end,
                norm: range.map(|r| r.norm()),
                from: days.map(|d| d.0),
                to: days.map(|d| d.1),
            }
        });
        resolved.collect()
    }

    /// The dates of a text with their parts as written, in order of place.
    pub fn read_calendar(&self, view: &View<'_>) -> Vec<CalendarMention> {
        let with_parts = self.mentions(view).into_iter().filter(|m| m.written != phrase::Written::default());
        let mention = |m: Mention| CalendarMention {
            span: m.span,
            year: m.written.year,
            month: m.written.month,
            day: m.written.day,
            weekday: m.written.weekday,
            hour: m.written.hour,
            minute: m.written.minute,
        };
        with_parts.map(mention).collect()
    }

    fn mentions(&self, view: &View<'_>) -> Vec<Mention> {
        let chars = view.chars();
        let parser = Parser { chars, words: &self.lexicon, starts: &self.starts };
        let mut out: Vec<Mention> = Vec::new();
        let mut at = 0;
        while let Some(start) = self.starts.time.find(chars, at) {
            at = start;
            match parser.mention(at) {
                Some(mut mention) => {
                    let free = out.last().map_or(0, |m| m.span.end);
                    mention.span.start = mention.span.start.max(free);
                    at = mention.span.end.max(at + 1);
                    out.push(mention);
                }
                None => at = parser.past_run(at),
            }
        }
        out
    }
}

/// Whether a time is what another is compared with: 比2019年, 较去年, 与上月相比.
fn is_compared(chars: &[char], span: Span) -> bool {
    let before = span.start.checked_sub(1).and_then(|p| chars.get(p));
    let after = chars.get(span.end..).unwrap_or_default();
    matches!(before, Some('比' | '较')) || after.starts_with(&['相', '比'])
}

/// Whether a word of the future stands close before a time.
fn is_ahead(chars: &[char], start: usize) -> bool {
    let before = chars.get(start.saturating_sub(4)..start).unwrap_or_default();
    before.iter().rev().take_while(|c| c.is_alphanumeric()).any(|c| matches!(c, '将' | '拟' | '定'))
}
