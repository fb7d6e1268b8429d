//! Years in two, three and four digits, and the parts of a year that may follow.

use super::super::numeral::calendar::{Numeral, Style};
use super::parse::{Parser, Read};
use super::phrase::{Calendar, Days, Months, Phrase, Written, Year};
use crate::rules::Head;

/// Of years in two digits those up to here are of this century: 24年, but 49年 is 1949.
const LAST_SHORT_YEAR: i16 = 31;

impl Parser<'_> {
    /// A number before 年: whether it is a year, and what follows.
    pub fn year(&self, start: usize, n: Numeral, unit: usize) -> Option<Read> {
        let value = i16::try_from(n.value).ok()?;
        let next = unit + 1;
        if n.is_full_year() {
            let points_back = self.after_any(next, &["前", "后", "来", "间"]).is_some();
            if points_back && value >= 2100 || self.has(next, "代") {
                return self.has(next, "代").then(|| Read::new(next + 1, Phrase::Years(value, value + 9)));
            }
            return Some(self.year_written(next, value));
        }
        let dated_after = self.number(next).is_some_and(|(m, u)| {
            self.at(u) == Some('月') && m.value <= 12 || self.at(u) == Some('季') && m.value <= 4
        });
        if n.is_short_year() {
            let followed = dated_after
                || self
                    .after_any(
                        next,
                        &["第", "上半年", "下半年", "前三季", "底", "末", "全年", "同期", "版", "年底", "年末"],
                    )
                    .is_some()
                    && !self.has(next, "第一次")
                || self.has(next, "前")
                    && self.number(next + 1).is_some_and(|(_, u)| self.after_any(u, &["个月", "月", "季"]).is_some());
            let zero = value < 10;
            // 九八年, 零六年, 一五年, but 两三年, 七八年 and 三五年 are counts
            let spoken = n.style == Style::Digits
                && value % 10 != value / 10 + 1
                && value != 35
                && !matches!(self.at(start), Some('两'));
            let from = self.before(start).is_some_and(|c| matches!(c, '于' | '自' | '从' | '较' | '到'));
            let last_century = value >= 50
                && self.before(start).is_none_or(|c| !c.is_alphanumeric() || "在自从于到至是为".contains(c))
                && self
                    .after_any(
                        next,
                        &[
                            "的", "代", "以上", "期", "内", "多", "级", "来", "前", "后", "间", "历", "龄", "租", "半",
                            "以",
                        ],
                    )
                    .is_none();
            if last_century {
                return Some(self.year_written(next, 1900 + value));
            }
            if !(followed || zero || spoken || from && value < 50 && self.is_boundary(next)) {
                return None;
            }
            if self.after_any(next, &["前", "后", "来", "间", "内"]).is_some() && !zero && !spoken && !followed {
                return None;
            }
            return Some(self.year_written(next, if value <= LAST_SHORT_YEAR { 2000 + value } else { 1900 + value }));
        }
        // 105年5月: the Republic of China's years; 367年1月1日: the Christian era's, read digit by digit
        if n.style == Style::Arabic && (80..=130).contains(&value) && (dated_after || self.has(next, "度")) {
            return Some(self.year_written(next, value + 1911));
        }
        let digits = n.len == 3 && n.style == Style::Digits;
        let placed = n.len == 3 && self.before(start).is_some_and(|c| matches!(c, '在' | '于'));
        (digits || placed && self.is_boundary(next)).then(|| self.year_written(next, value))
    }

    pub fn year_written(&self, end: usize, year: i16) -> Read {
        self.after_year(end, Year::At(year), Written { year: Some(year), ..Written::default() })
    }

    /// What may follow a year: a part of it, a month, a festival, or nothing.
    pub fn after_year(&self, end: usize, year: Year, mut written: Written) -> Read {
        let mut year = year;
        let mut end = end;
        if self.at(end) == Some('(')
            && let Some((n, unit)) = self.number(end + 1)
            && n.is_full_year()
            && (self.has(unit, "年)") || self.at(unit) == Some(')'))
        {
            end = unit + if self.at(unit) == Some('年') { 2 } else { 1 };
            year = i16::try_from(n.value).map_or(year, Year::At);
        }
        // 去年2023年, 今年2024春节; but 去年2000个 counts
        let dated = |end| {
            let part = ["年", "春节", "上半年", "下半年", "全年", "前三季度", "第", "Q", "财"];
            self.after_any(end, &part).is_some() || self.at(end).is_some_and(|c| c.is_ascii_alphabetic())
        };
        if let Some(n) =
            self.numeral(end).filter(|n| n.is_full_year() && n.style == Style::Arabic && dated(end + n.len))
        {
            (end, year) = (end + n.len, i16::try_from(n.value).map_or(year, Year::At));
        }
        if let Some(after) = self.after_any(end, &["财年", "财政年度", "会计年度"]) {
            let quarter = self.number(after + 1).filter(|_| self.at(after) == Some('第'));
            let end = quarter.and_then(|(_, u)| self.after_any(u, &["财季", "季度", "季"])).unwrap_or(after);
            return Read::new(end, Phrase::Vague);
        }
        if let Some(after) = self.after_any(end, &["同期"]) {
            return Read::new(after, Phrase::SamePeriodOf(year));
        }
        let plain = Calendar { year: Some(year), ..Calendar::default() };
        let whole = Read {
            end: self.after_any(end, &["度", "全年", "整年"]).unwrap_or(end),
            phrase: Phrase::Calendar(plain),
            written,
        };
        let place = self.past_space(self.after_any(self.past_space(whole.end), &["的"]).unwrap_or(whole.end));
        if let Some((days_end, Days::Week(n))) = self.nth_week(place) {
            let phrase = Phrase::Calendar(Calendar { days: Some(Days::Week(n)), ..plain });
            return Read { end: days_end, phrase, written };
        }
        if let Some((part_end, months)) = self.part_of_year(place) {
            let (part_end, calendar) = self.quarter_end(part_end, Calendar { months: Some(months), ..plain });
            return Read { end: part_end, phrase: Phrase::Calendar(calendar), written };
        }
        if let Some((n, unit)) = self.number(place) {
            let month = u8::try_from(n.value).unwrap_or(0);
            if let Some((last, end)) = self.second_number(place + n.len).filter(|&(_, e)| self.is_month_unit(e)) {
                let months = Some(Months::At(month, u8::try_from(last.value).unwrap_or(0)));
                return self.after_month(end + 1, Calendar { months, ..plain }, written);
            }
            if self.is_month_unit(unit) && (1..=99).contains(&month) && (month <= 12 || self.number(unit + 1).is_some())
            {
                written.month = Some(month);
                return self.after_month(
                    unit + 1,
                    Calendar { months: Some(Months::At(month, month)), ..plain },
                    written,
                );
            }
        }
        for (len, &(head, _)) in self.words.heads.all(self.chars, place) {
            let months = match head {
                Head::Holiday(index) => {
                    if let Some(read) = self.holiday(place, place + len, Some(year), index) {
                        return read;
                    }
                    continue;
                }
                Head::Months(a, b) => Months::At(a, b),
                _ => continue,
            };
            let calendar = Calendar { months: Some(months), ..plain };
            return Read { end: place + len, phrase: Phrase::Calendar(calendar), written };
        }
        for (len, &(first, last)) in self.words.year_parts.all(self.chars, end) {
            let next = self.at(end + len);
            let inside = match self.at(end) {
                Some('中') if len == 1 => !self.is_boundary(end + len) && !matches!(next, Some('以' | '的' | '至')),
                Some('初') if len == 1 => matches!(next, Some('中' | '步' | '次')),
                _ => false,
            };
            if !inside {
                let calendar = Calendar { months: Some(Months::At(first, last)), ..plain };
                return Read { end: end + len, phrase: Phrase::Calendar(calendar), written };
            }
        }
        Read { end: self.after_any(whole.end, &["内"]).unwrap_or(whole.end), ..whole }
    }

    /// Quarters, first months and the like inside a year: 第一季度, 三季度, Q2, 前9个月, 首两个月, 最后4个月.
    pub fn part_of_year(&self, start: usize) -> Option<(usize, Months)> {
        if self.at(start) == Some('Q') {
            let (n, end) = (self.numeral(start + 1)?, start + 2);
            let quarter = u8::try_from(n.value).ok().filter(|q| (1..=4).contains(q) && n.len == 1)?;
            return Some((self.after_any(end, &["季度"]).unwrap_or(end), Months::Quarters(quarter, quarter)));
        }
        if let Some((len, &(Head::Quarters(a, b), _))) = self.words.heads.after(self.chars, start) {
            return Some((start + len, Months::Quarters(a, b)));
        }
        let ordinal = self.after_any(start, &["第"]);
        let first = self.after_any(start, &["前", "首", "头"]);
        let last = self.after_any(start, &["最后", "最後", "后"]);
        let (n, unit) = self.number(self.past_space(ordinal.or(first).or(last).unwrap_or(start)))?;
        let value = u8::try_from(n.value).ok()?;
        let unit_of = |unit: usize| self.after_any(unit, &["个季度", "季度", "季"]);
        if let Some(end) = unit_of(unit).filter(|_| (1..=4).contains(&value)) {
            let bare_season = self.at(end.saturating_sub(1)) == Some('季') && ordinal.or(first).is_none();
            if bare_season || last.is_some() {
                return None;
            }
            return Some((end, Months::Quarters(if first.is_some() { 1 } else { value }, value)));
        }
        if let Some((second, unit)) = self.second_number(unit) {
            let second = u8::try_from(second.value).ok().filter(|q| (1..=4).contains(q) && *q > value)?;
            return Some((
                unit_of(unit).filter(|_| ordinal.is_some() || self.has(unit, "季度"))?,
                Months::Quarters(value, second),
            ));
        }
        let end = self.after_any(unit, &["个月份", "个月", "月份", "月"])?;
        if !(1..=12).contains(&value) {
            return None;
        }
        match (first, last, ordinal) {
            (Some(_), ..) => Some((end, Months::At(1, value))),
            (_, Some(_), _) => Some((end, Months::At(13 - value, 12))),
            (.., Some(_)) if self.has(unit, "个月") => Some((end, Months::At(value, value))),
            _ => None,
        }
    }

    /// 一季度末: the last month of a quarter.
    pub fn quarter_end(&self, end: usize, calendar: Calendar) -> (usize, Calendar) {
        let Some(Months::Quarters(_, quarter @ 1..=4)) = calendar.months else {
            if let Some(Months::RelativeQuarter(n)) = calendar.months {
                let months = Some(Months::RelativeQuarterEnd(n));
                return match self.after_any(end, &["末", "底"]) {
                    Some(end) => (end, Calendar { months, ..calendar }),
                    None => (end, calendar),
                };
            }
            return (end, calendar);
        };
        let month = if self.has(end, "末") || self.has(end, "底") {
            quarter * 3
        } else if self.has(end, "初") {
            quarter * 3 - 2
        } else {
            return (end, calendar);
        };
        (end + 1, Calendar { months: Some(Months::At(month, month)), ..calendar })
    }

    /// Two years, the second perhaps in two digits, with 度 after 年.
    pub fn years(&self, first: Numeral, second: Numeral, end: usize) -> Option<Read> {
        let from = i16::try_from(first.value).ok()?;
        let mut to = i16::try_from(second.value).ok()?;
        if to < 100 {
            to += from / 100 * 100;
        }
        if to < from {
            return None;
        }
        if self.number(end).is_some_and(|(m, u)| self.is_month_unit(u) && m.value <= 12) {
            let left = Calendar { year: Some(Year::At(from)), ..Calendar::default() };
            let right = self.year_written(end, to);
            return Some(Read {
                phrase: Phrase::Between(Box::new(Phrase::Calendar(left)), Box::new(right.phrase)),
                ..right
            });
        }
        let end = self.after_any(end, &["度", "期间", "间"]).unwrap_or(end);
        Some(Read::new(end, Phrase::Years(from, to)))
    }

    /// 2019-2022, 2025/26年度: years without 年 between brackets or before 年度, 学年, 财年.
    pub fn spanning_years(&self, start: usize, n: Numeral) -> Option<Read> {
        if !n.is_full_year() || n.style != Style::Arabic || !(1900..2100).contains(&n.value) {
            return None;
        }
        let after = start + n.len;
        let place = self.after_any(after, &["/"]).or_else(|| self.past_joiner(after));
        if let Some((second, end)) = place.and_then(|p| self.number(p)) {
            let followed = self.after_any(end, &["财政年度", "年度", "学年", "赛季", "度", "年"]);
            let alone = matches!(self.before(start), Some('(')) && self.at(end) == Some(')');
            if second.style == Style::Arabic
                && (second.len == 2 || second.is_full_year())
                && (followed.is_some() || alone)
            {
                return self.years(n, second, followed.unwrap_or(end));
            }
        }
        // in (2019), 生于1967，; 今年2019; 2014级
        let opened = self.before(start).is_some_and(|c| matches!(c, '(' | '于' | '在' | '年' | '自' | '从'));
        if opened && (self.is_boundary(after) || self.has(after, "时")) && !self.has(self.past_space(after), "-")
            || self.has(after, "级")
        {
            let year = i16::try_from(n.value).ok()?;
            if self.has(after, "级") {
                return Some(Read::new(after + 1, Phrase::Years(year, year)));
            }
            return Some(self.year_written(after + usize::from(self.has(after, "时")), year));
        }
        // 2024春节, 2025Q1, 2025上半年, 2025全年
        let end = after;
        if self.after_any(end, &["上半年", "下半年", "春节", "全年", "Q", "前三季度", "财年"]).is_some()
        {
            return Some(self.year_written(end, i16::try_from(n.value).ok()?));
        }
        None
    }

    /// A year without 年 as the end of a span (2008.03-2009).
    pub fn bare_year(&self, place: usize) -> Option<Read> {
        let n = self.numeral(place).filter(|n| n.is_full_year() && self.is_boundary(place + n.len))?;
        let year = i16::try_from(n.value).ok()?;
        let calendar = Calendar { year: Some(Year::At(year)), ..Calendar::default() };
        Some(Read::new(place + n.len, Phrase::Calendar(calendar)))
    }
}
