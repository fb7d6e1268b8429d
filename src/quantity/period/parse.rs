//! From characters to phrases: which word or number opens a time, and what joins two times to a span.

use crate::model::Span;
use crate::rules::{Head, PeriodLexicon};

use super::super::numeral::calendar::{self, Numeral, Style};
use super::phrase::{Calendar, Days, Mention, Months, Phrase, Written, Year};
use super::starts::Starts;

/// A reader of one text. Every method takes the place where it shall read and gives the place where it stopped.
#[derive(Clone, Copy)]
pub struct Parser<'a> {
    pub chars: &'a [char],
    pub words: &'a PeriodLexicon,
    pub starts: &'a Starts,
}

impl Parser<'_> {
    /// Whether a number at a place can be part of a time by what follows it.
    pub fn number_opens_time(&self, n: Numeral, start: usize) -> bool {
        n.len == 4 || self.at(start + n.len).is_some_and(|c| self.starts.after_number.holds(c))
    }
}

/// What was read, where it ends, and the date as written.
#[derive(Debug, Clone)]
pub struct Read {
    pub end: usize,
    pub phrase: Phrase,
    pub written: Written,
}

impl Read {
    pub fn new(end: usize, phrase: Phrase) -> Self {
        Read { end, phrase, written: Written::default() }
    }
}

/// Whether two times of such kinds can be the ends of a span.
fn is_end(phrase: &Phrase) -> bool {
    matches!(
        phrase,
        Phrase::Calendar(_)
            | Phrase::Day(_)
            | Phrase::ContextDay(_)
            | Phrase::Weekdays(..)
            | Phrase::Holiday(..)
            | Phrase::Now
            | Phrase::Clock
    )
}

impl<'a> Parser<'a> {
    pub fn at(&self, place: usize) -> Option<char> {
        self.chars.get(place).copied()
    }

    pub fn before(&self, place: usize) -> Option<char> {
        self.at(place.checked_sub(1)?)
    }

    /// Whether the words stand at a place.
    pub fn has(&self, place: usize, words: &str) -> bool {
        let mut rest = self.chars.get(place..).unwrap_or_default().iter();
        words.chars().all(|c| rest.next() == Some(&c))
    }

    /// The place after the first of these words that stands here.
    pub fn after_any(&self, place: usize, words: &[&str]) -> Option<usize> {
        let rest = self.chars.get(place..)?;
        words.iter().find_map(|word| {
            let mut end = 0;
            for c in word.chars() {
                if rest.get(end) != Some(&c) {
                    return None;
                }
                end += 1;
            }
            Some(place + end)
        })
    }

    /// The place after a single space, or the place itself.
    pub fn past_space(&self, place: usize) -> usize {
        place + usize::from(self.at(place) == Some(' '))
    }

    pub fn numeral(&self, place: usize) -> Option<Numeral> {
        calendar::read(self.chars, place)
    }

    /// A numeral with the place after it and after a space that may stand before its unit.
    pub fn number(&self, place: usize) -> Option<(Numeral, usize)> {
        let n = self.numeral(place)?;
        Some((n, self.past_space(place + n.len)))
    }

    /// The place after a word or dash that joins two ends of a span.
    pub fn past_joiner(&self, place: usize) -> Option<usize> {
        let start = self.past_space(place);
        let (len, ()) = self.words.joiners.after(self.chars, start)?;
        Some(self.past_space(start + len))
    }

    /// Whether a place is the end of a text, or no letter, digit or Chinese character stands there.
    pub fn is_boundary(&self, place: usize) -> bool {
        self.at(place).is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '%' | '.' | '·'))
    }

    /// The time that begins at a place, with all that belongs to it.
    pub fn mention(&self, start: usize) -> Option<Mention> {
        let first = self.simple(start)?;
        let mut whole = self.span_of(start, first.clone()).unwrap_or(first);
        let mut begin = self.quoted_from(start, whole.end);
        if let Some(end) = self.since(start, &whole) {
            whole.end = end;
            whole.phrase = Phrase::Since(Box::new(whole.phrase));
            begin = self.opened_by(start, &["自从", "自", "从"]);
        } else if matches!(whole.phrase, Phrase::Between(..)) {
            begin = self.opened_by(start, &["自", "从", "由"]);
        } else if begin == start {
            begin = self.opened_by(start, &["截至到", "截止到", "截至", "截止"]);
        }
        Some(Mention { span: Span::new(begin, whole.end), phrase: whole.phrase, written: whole.written })
    }

    /// Takes the opening quotation mark in where the closing one was read (“十四五”期间).
    fn quoted_from(&self, start: usize, end: usize) -> usize {
        let close = match self.before(start) {
            Some('“') => '”',
            Some('「') => '」',
            Some('"') => '"',
            _ => return start,
        };
        if self.chars.get(start..end).is_some_and(|c| c.contains(&close)) { start - 1 } else { start }
    }

    /// Where a time begins when one of these words stands before it.
    fn opened_by(&self, start: usize, words: &[&str]) -> usize {
        let opens = |w: &&&str| start.checked_sub(w.chars().count()).is_some_and(|p| self.has(p, w));
        words.iter().find(opens).map_or(start, |w| start - w.chars().count())
    }

    /// The end of 以来 after a time, or of 自…以来 round it.
    fn since(&self, start: usize, read: &Read) -> Option<usize> {
        if !is_end(&read.phrase) || matches!(read.phrase, Phrase::Clock | Phrase::Now) {
            return None;
        }
        let end = self.past_space(read.end);
        if let Some((len, ())) = self.words.sinces.after(self.chars, end) {
            return Some(end + len);
        }
        let longest = if self.opened_by(start, &["自"]) == start { 8 } else { 14 };
        let rest = self.chars.get(end..)?;
        let clause = rest
            .iter()
            .take(longest + 2)
            .take_while(|&&c| c.is_alphabetic() && !calendar::begins(c) && !matches!(c, '是' | '的' | '为'))
            .count();
        (0..clause).find(|&i| self.has(end + i, "以来")).map(|i| end + i + 2)
    }

    /// A span whose first end was read.
    fn span_of(&self, start: usize, first: Read) -> Option<Read> {
        if !is_end(&first.phrase) {
            return None;
        }
        let after = self.after_any(first.end, &["起", "开始"]).unwrap_or(first.end);
        let from = self.opened_by(start, &["自", "从", "由"]) != start;
        let (second, closed) = if let Some(place) = self.past_joiner(after) {
            (self.simple(place).or_else(|| self.bare_year(place))?, true)
        } else if let Some(place) = self.after_any(self.past_space(after), &["和", "与", "及"]) {
            (self.simple(self.past_space(place))?, false)
        } else {
            return None;
        };
        if !is_end(&second.phrase) || first.phrase == Phrase::Clock && second.phrase != Phrase::Clock {
            return None;
        }
        let mut end = second.end;
        if let Some(place) = self.after_any(end, &["之间", "间"]) {
            end = place;
        } else if !closed && self.before(end) != Some('间') {
            return None;
        } else if let Some(place) = self.after_any(end, &["期间", "止"]).filter(|_| from || self.has(end, "期间"))
        {
            end = place;
        }
        let written = first.written;
        let phrase = if second.phrase == Phrase::Clock {
            first.phrase
        } else {
            Phrase::Between(Box::new(first.phrase), Box::new(second.phrase))
        };
        Some(Read { end, phrase, written })
    }

    /// One time without span and 以来.
    pub fn simple(&self, start: usize) -> Option<Read> {
        let c = self.at(start)?;
        let read = self.by_word(start);
        if read.is_some() {
            return read;
        }
        if calendar::begins(c) {
            return self.by_number(start);
        }
        match c {
            '第' | '首' | '头' | 'Q' | '最' => self.by_order(start),
            '半' => self.ago(start),
            _ if self.words.day_parts.begins(c) => {
                let clock = self.clock(start, false)?;
                Some(Read { end: clock.end, phrase: Phrase::Clock, written: clock.written })
            }
            _ => None,
        }
    }

    /// A time that a word of the lexicon opens.
    fn by_word(&self, start: usize) -> Option<Read> {
        if !self.words.heads.begins(self.at(start)?) {
            return None;
        }
        for (len, &(head, neighbours)) in self.words.heads.all(self.chars, start) {
            if head == Head::Name {
                return None;
            }
            if !self.words.fits_between(neighbours, self.before(start), self.at(start + len)) {
                continue;
            }
            if let Some(read) = self.headed(start, start + len, head) {
                return Some(read);
            }
        }
        None
    }

    fn headed(&self, start: usize, end: usize, head: Head) -> Option<Read> {
        let calendar = |months| Calendar { months: Some(months), ..Calendar::default() };
        Some(match head {
            Head::Year(n) => self.after_year(end, Year::Relative(n), Written::default()),
            Head::ContextYear(n) => self.after_year(end, Year::Context(n), Written::default()),
            Head::WholeYear => self.after_year(end, Year::Whole, Written::default()),
            Head::Month(n) => self.after_month(end, calendar(Months::Relative(n)), Written::default()),
            Head::ContextMonth(n) => self.after_month(end, calendar(Months::Context(n)), Written::default()),
            Head::Quarter(n) => self.ended(end, calendar(Months::RelativeQuarter(n))),
            Head::HalfYear(n) => self.ended(end, calendar(Months::RelativeHalf(n))),
            Head::Months(a, b) => self.ended(end, calendar(Months::At(a, b))),
            Head::Quarters(a, b) => self.ended(end, calendar(Months::Quarters(a, b))),
            Head::PartOfMonth => self.ended(end, calendar(Months::Part)),
            Head::Week(n) => self.week(end, n),
            Head::Weekday => self.weekday(end, None)?,
            Head::Day(n) => self.after_day(end, Phrase::Day(n), Written::default()),
            Head::ContextDay(n) => self.after_day(end, Phrase::ContextDay(n), Written::default()),
            Head::BracketDay(_) => {
                let (close, inner) = self.bracketed_date(end)?;
                self.after_day(close, inner.phrase, inner.written)
            }
            Head::Century(n) => self.century(end, 21 + n)?,
            Head::SamePeriod(n) => Read::new(end, Phrase::SamePeriod(n)),
            Head::PreviousPeriod => Read::new(end, Phrase::PreviousPeriod),
            Head::TwoYears => Read::new(end, Phrase::YearsFrom(0, 1)),
            Head::TwoDays => Read::new(end, Phrase::DaysFrom(1, 2)),
            Head::Now => Read::new(end, Phrase::Now),
            Head::Vague => Read::new(end, Phrase::Vague),
            Head::Holiday(index) => self.holiday(start, end, None, index)?,
            Head::Plan(first, last, bare) => self.plan(start, end, (first, last), bare)?,
            Head::Era(base, last) => self.era(end, base, last)?,
            Head::Window(forward) => self.window(start, end, forward)?,
            Head::Name => return None,
        })
    }

    /// A part of a year or month that 末, 底 or 初 may close.
    fn ended(&self, end: usize, calendar: Calendar) -> Read {
        let (end, calendar) = self.quarter_end(end, calendar);
        Read::new(end, Phrase::Calendar(calendar))
    }

    /// 第一季度, 第3季, Q1, 首周, 第五天: what an ordinal opens.
    fn by_order(&self, start: usize) -> Option<Read> {
        if let Some((end, months)) =
            self.part_of_year(start).filter(|&(end, _)| !self.has(start, "第") || self.before(end) != Some('月'))
        {
            let (end, calendar) = self.quarter_end(end, Calendar { months: Some(months), ..Calendar::default() });
            return Some(Read::new(end, Phrase::Calendar(calendar)));
        }
        if let Some((end, days @ Days::Nth(..))) = self.nth_week(start) {
            return Some(Read::new(end, Phrase::Calendar(Calendar { days: Some(days), ..Calendar::default() })));
        }
        if self.at(start) != Some('第') || self.before(start) == Some('续') {
            return None;
        }
        let (_, unit) = self.number(start + 1)?;
        let end = self
            .after_any(unit, &["天", "日", "个交易日", "个比赛日", "比赛日", "交易日", "个工作日", "财季", "个年头"])?;
        (!matches!(self.at(end), Some('然' | '赋' | '线' | '气'))).then(|| Read::new(end, Phrase::Vague))
    }
}

impl Parser<'_> {
    /// The place after a number or name that is no time.
    pub fn past_run(&self, start: usize) -> usize {
        if let Some((len, (Head::Name, _))) = self.words.heads.after(self.chars, start) {
            return start + len;
        }
        match self.numeral(start) {
            Some(n) if n.style == Style::Arabic => start + n.len,
            _ => start + 1,
        }
    }
}
