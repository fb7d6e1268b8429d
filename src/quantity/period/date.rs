//! Which time a number opens, by what follows it: dates in signs, spans with one unit, the smaller units.

use super::super::numeral::calendar::{Numeral, Style};
use super::parse::{Parser, Read};
use super::phrase::{Calendar, Days, Months, Phrase, Written, Year};

impl Parser<'_> {
    /// A time that a number opens.
    pub fn by_number(&self, start: usize) -> Option<Read> {
        let (n, unit) = self.number(start)?;
        if !self.number_opens_time(n, start) {
            return None;
        }
        if let Some(prev) = self.before(start) {
            let decimal = matches!(prev, '.' | ',' | '/' | ':')
                && self.at(start.wrapping_sub(2)).is_some_and(|c| c.is_ascii_digit());
            if prev.is_ascii_digit()
                || n.style == Style::Arabic && (decimal || prev == '第')
                || n.style != Style::Arabic && prev == '第'
            {
                return None;
            }
        }
        if self.at(start + n.len) == Some('/')
            && let Some((day, unit)) = self.number(start + n.len + 1)
            && self.at(unit) == Some('日')
            && let (Ok(month @ 1..=12), Ok(day @ 1..=31)) = (u8::try_from(n.value), u8::try_from(day.value))
        {
            let calendar =
                Calendar { year: None, months: Some(Months::At(month, month)), days: Some(Days::At(day, day)) };
            let written = Written { month: Some(month), day: Some(day), ..Written::default() };
            return Some(self.after_day(unit + 1, Phrase::Calendar(calendar), written));
        }
        if let Some(read) = self.numeric_date(start, n) {
            return Some(read);
        }
        if let Some(end) = self.aeons(start + n.len) {
            return Some(Read::new(end, Phrase::Vague));
        }
        if self.at(unit) == Some('年')
            && let Some(read) = self.year(start, n, unit)
        {
            return Some(read);
        }
        self.elided(start, n)
            .or_else(|| self.ago(start))
            .or_else(|| self.smaller(start, n, unit))
            .or_else(|| self.spanning_years(start, n))
    }

    /// 1.3亿年前: the end, where the whole part of such a number was read.
    pub fn aeons(&self, place: usize) -> Option<usize> {
        let decimals = if self.at(place) == Some('.') { self.numeral(place + 1).map_or(0, |d| d.len + 1) } else { 0 };
        self.after_any(place + decimals, &["万年前", "亿年前", "万多年前", "亿多年前"])
    }

    /// What a number opens below the year.
    pub fn smaller(&self, start: usize, n: Numeral, unit: usize) -> Option<Read> {
        let value = u8::try_from(n.value).ok()?;
        match self.at(unit)? {
            '月' if (1..=12).contains(&value)
                || self.number(unit + 1).is_some_and(|(_, u)| matches!(self.at(u), Some('日' | '号'))) =>
            {
                self.month(start, value, unit)
            }
            '日' | '号' => self.bare_day(start, n, value, unit),
            '时' | '時' | ':' | '点' => {
                let clock = self.clock(start, false)?;
                Some(Read { end: clock.end, phrase: Phrase::Clock, written: clock.written })
            }
            '季' if (1..=4).contains(&value) && self.at(unit + 1) == Some('度') => {
                let months = Months::Quarters(value, value);
                let (end, calendar) =
                    self.quarter_end(unit + 2, Calendar { months: Some(months), ..Calendar::default() });
                Some(Read::new(end, Phrase::Calendar(calendar)))
            }
            '世' if self.at(unit + 1) == Some('纪') && (1..=30).contains(&value) => {
                self.century(unit + 2, i16::from(value))
            }
            '年' if self.at(unit + 1) == Some('代') && value % 10 == 0 && value < 100 => {
                let first = if value < 30 { 2000 } else { 1900 } + i16::from(value);
                Some(Read::new(unit + 2, Phrase::Years(first, first + 9)))
            }
            _ => None,
        }
    }

    pub fn is_month_unit(&self, place: usize) -> bool {
        self.at(place) == Some('月') && self.at(place + 1) != Some('龄')
    }

    /// The second of two numbers that share a unit, and the place of the unit: 1—4月, 16-17日, 5、6月.
    pub fn second_number(&self, place: usize) -> Option<(Numeral, usize)> {
        let place = self.past_joiner(place).or_else(|| self.after_any(place, &["、", "和", "及"]))?;
        let place = self.after_any(place, &["第"]).unwrap_or(place);
        self.number(place)
    }

    /// A span whose first number borrows its unit from the second: 1—4月, 2019—2022年, 16-17日, 一至三季度.
    pub fn elided(&self, start: usize, n: Numeral) -> Option<Read> {
        let (second, unit) = self.second_number(start + n.len)?;
        let small = |n: Numeral| u8::try_from(n.value).ok();
        let listed = self.chars.get(start + n.len..unit)?.iter().any(|c| matches!(c, '、' | '和' | '及'));
        match self.at(unit)? {
            '年' => {
                let full = n.is_full_year() && (second.is_full_year() || second.is_short_year());
                if !full || listed || second.is_full_year() && second.value < n.value {
                    return None;
                }
                self.years(n, second, unit + 1)
            }
            '月' if self.is_month_unit(unit) => {
                let (a, b) = (small(n)?, small(second)?);
                if !(1..=12).contains(&a) || !(1..=12).contains(&b) || listed && b != a + 1 {
                    return None;
                }
                Some(self.after_month(
                    unit + 1,
                    Calendar { months: Some(Months::At(a, b)), ..Calendar::default() },
                    Written::default(),
                ))
            }
            '日' | '号' => {
                let (a, b) = (small(n)?, small(second)?);
                if a == 0
                    || a > b
                    || b > 31
                    || listed && b != a + 1
                    || matches!(self.at(unit + 1), Some('均' | '线' | '楼' | '馆'))
                {
                    return None;
                }
                let calendar = Calendar { days: Some(Days::At(a, b)), ..Calendar::default() };
                Some(self.after_day(unit + 1, Phrase::Calendar(calendar), Written::default()))
            }
            '季' if self.at(unit + 1) == Some('度') => {
                let (a, b) = (small(n)?, small(second)?);
                ((1..=4).contains(&a) && a < b && b <= 4).then(|| {
                    let months = Some(Months::Quarters(a, b));
                    Read::new(unit + 2, Phrase::Calendar(Calendar { months, ..Calendar::default() }))
                })
            }
            '时' | '時' => {
                let clock = self.clock(start, false)?;
                Some(Read { end: clock.end, phrase: Phrase::Clock, written: clock.written })
            }
            _ => None,
        }
    }

    /// A date in numbers and signs: 2022-03-18, 2022/3/18, 2022.03.18, 1999.08.
    pub fn numeric_date(&self, start: usize, n: Numeral) -> Option<Read> {
        if n.style != Style::Arabic || n.len != 4 || !(1000..2200).contains(&n.value) {
            return None;
        }
        if self.before(start).is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '$')) {
            return None;
        }
        let sign = |p: usize| self.at(p).filter(|c| matches!(c, '-' | '/' | '.'));
        let first = sign(start + 4)?;
        let month = self.numeral(start + 5).filter(|m| m.style == Style::Arabic && m.len <= 2)?;
        let month_end = start + 5 + month.len;
        let mut written = Written { year: i16::try_from(n.value).ok(), ..Written::default() };
        written.month = u8::try_from(month.value).ok();
        let mut calendar =
            Calendar { year: written.year.map(Year::At), months: written.month.map(|m| Months::At(m, m)), days: None };
        if let Some(second) = sign(month_end)
            && let Some(day) = self.numeral(month_end + 1).filter(|d| d.style == Style::Arabic && d.len <= 2)
        {
            let end = month_end + 1 + day.len;
            if second != first && first != '.'
                || matches!(self.at(end), Some('.' | '/' | '%')) && self.at(end + 1).is_some_and(|c| c.is_ascii_digit())
            {
                return None;
            }
            written.day = u8::try_from(day.value).ok();
            calendar.days = written.day.map(|d| Days::At(d, d));
            return Some(self.after_day(end, Phrase::Calendar(calendar), written));
        }
        let joined = self.past_joiner(month_end).is_some_and(|p| self.number(p).is_some_and(|(y, _)| y.is_full_year()));
        let ends = self.is_boundary(month_end) && !matches!(self.at(month_end), Some('-' | '/'));
        let plausible = month.len == 2 && (1..=12).contains(&month.value) && (1900..2100).contains(&n.value);
        (plausible && (joined || ends)).then_some(Read { end: month_end, phrase: Phrase::Calendar(calendar), written })
    }
}
