//! Years, months and days, in Arabic or Chinese numbers.

use super::numeral::{Numeral, Style};
use super::parse::{Parser, Read, weekday_number};
use super::phrase::{Calendar, Days, Months, Phrase, Written, Year};
use crate::rules::Head;

/// Of years in two digits those up to here are of this century: 24年, but 49年 is 1949.
const LAST_SHORT_YEAR: i16 = 31;

impl Parser<'_> {
    /// A time that a number opens.
    pub fn by_number(&self, start: usize) -> Option<Read> {
        let (n, unit) = self.number(start)?;
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
    fn aeons(&self, place: usize) -> Option<usize> {
        let decimals = if self.at(place) == Some('.') { self.numeral(place + 1).map_or(0, |d| d.len + 1) } else { 0 };
        self.after_any(place + decimals, &["万年前", "亿年前", "万多年前", "亿多年前"])
    }

    /// What a number opens below the year.
    fn smaller(&self, start: usize, n: Numeral, unit: usize) -> Option<Read> {
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

    /// A number before 年: whether it is a year, and what follows.
    fn year(&self, start: usize, n: Numeral, unit: usize) -> Option<Read> {
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

    fn year_written(&self, end: usize, year: i16) -> Read {
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
        if let Some(n) = self.numeral(end).filter(|n| {
            n.is_full_year() && n.style == Style::Arabic && self.at(end + 4).is_some_and(char::is_alphabetic)
        }) {
            (end, year) = (end + 4, i16::try_from(n.value).map_or(year, Year::At));
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
        for (len, head) in self.words.heads.all(self.chars, place) {
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
        for (len, (first, last)) in self.words.year_parts.all(self.chars, end) {
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

    fn is_month_unit(&self, place: usize) -> bool {
        self.at(place) == Some('月') && self.at(place + 1) != Some('龄')
    }

    /// Quarters, first months and the like inside a year: 第一季度, 三季度, Q2, 前9个月, 首两个月, 最后4个月.
    pub fn part_of_year(&self, start: usize) -> Option<(usize, Months)> {
        if self.at(start) == Some('Q') {
            let (n, end) = (self.numeral(start + 1)?, start + 2);
            let quarter = u8::try_from(n.value).ok().filter(|q| (1..=4).contains(q) && n.len == 1)?;
            return Some((self.after_any(end, &["季度"]).unwrap_or(end), Months::Quarters(quarter, quarter)));
        }
        if let Some((len, Head::Quarters(a, b))) = self.words.heads.longest(self.chars, start) {
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

    /// The second of two numbers that share a unit, and the place of the unit: 1—4月, 16-17日, 5、6月.
    pub fn second_number(&self, place: usize) -> Option<(Numeral, usize)> {
        let place = self.past_joiner(place).or_else(|| self.after_any(place, &["、", "和", "及"]))?;
        let place = self.after_any(place, &["第"]).unwrap_or(place);
        self.number(place)
    }

    /// A span whose first number borrows its unit from the second: 1—4月, 2019—2022年, 16-17日, 一至三季度.
    fn elided(&self, start: usize, n: Numeral) -> Option<Read> {
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

    /// Two years, the second perhaps in two digits, with 度 after 年.
    fn years(&self, first: Numeral, second: Numeral, end: usize) -> Option<Read> {
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
    fn spanning_years(&self, start: usize, n: Numeral) -> Option<Read> {
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

    /// A date in numbers and signs: 2022-03-18, 2022/3/18, 2022.03.18, 1999.08.
    fn numeric_date(&self, start: usize, n: Numeral) -> Option<Read> {
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

    /// A year without 年 as the end of a span (2008.03-2009).
    pub fn bare_year(&self, place: usize) -> Option<Read> {
        let n = self.numeral(place).filter(|n| n.is_full_year() && self.is_boundary(place + n.len))?;
        let year = i16::try_from(n.value).ok()?;
        let calendar = Calendar { year: Some(Year::At(year)), ..Calendar::default() };
        Some(Read::new(place + n.len, Phrase::Calendar(calendar)))
    }

    fn month(&self, _start: usize, value: u8, unit: usize) -> Option<Read> {
        if !self.is_month_unit(unit) {
            return None;
        }
        let written = Written { month: Some(value), ..Written::default() };
        let calendar = Calendar { months: Some(Months::At(value, value)), ..Calendar::default() };
        Some(self.after_month(unit + 1, calendar, written))
    }

    /// What may follow a month: a day, days, a third of it, a week, or nothing.
    pub fn after_month(&self, end: usize, calendar: Calendar, mut written: Written) -> Read {
        let end = self.after_any(end, &["份"]).unwrap_or(end);
        let place = self.past_space(self.after_any(end, &["的"]).unwrap_or(end));
        if let Some((n, unit)) = self.number(place) {
            let day = u8::try_from(n.value).unwrap_or(0);
            let is_day =
                |p: usize| matches!(self.at(p), Some('日' | '号')) && !matches!(self.at(p + 1), Some('均' | '线'));
            if let Some((last, unit)) =
                self.second_number(place + n.len).filter(|&(l, u)| is_day(u) && n.value < l.value)
            {
                let days = Some(Days::At(day, u8::try_from(last.value).unwrap_or(0)));
                return self.after_day(unit + 1, Phrase::Calendar(Calendar { days, ..calendar }), written);
            }
            let unmarked = (1..=31).contains(&day)
                && (self.is_boundary(place + n.len) && !matches!(self.at(place + n.len), Some(',' | '/' | '、'))
                    || self
                        .past_joiner(place + n.len)
                        .is_some_and(|p| self.number(p).is_some_and(|(_, u)| self.at(u) == Some('月'))));
            if is_day(unit) && (1..=99).contains(&day) || unmarked && place == end {
                written.day = Some(day);
                let end = if is_day(unit) { unit + 1 } else { place + n.len };
                return self.after_day(
                    end,
                    Phrase::Calendar(Calendar { days: Some(Days::At(day, day)), ..calendar }),
                    written,
                );
            }
        }
        let phrase = Phrase::Calendar(calendar);
        if let Some((end, days)) = self.nth_week(place) {
            return Read { end, phrase: Phrase::Calendar(Calendar { days: Some(days), ..calendar }), written };
        }
        if let Some((n, unit)) = self.after_any(place, &["前"]).and_then(|p| self.number(p))
            && self.at(unit) == Some('天')
            && let Ok(days @ 1..=31) = u8::try_from(n.value)
        {
            return Read {
                end: unit + 1,
                phrase: Phrase::Calendar(Calendar { days: Some(Days::First(days)), ..calendar }),
                written,
            };
        }
        if let Some((len, ())) = self.words.month_parts.longest(self.chars, place) {
            let next = self.at(place + len);
            let inside = match self.at(place) {
                Some('中') if len == 1 => {
                    !self.is_boundary(place + 1) && !matches!(next, Some('以' | '至' | '到' | '起' | '前' | '后'))
                }
                Some('初' | '末' | '底' | '尾' | '内' | '间') if len == 1 => {
                    matches!(next, Some('中' | '步' | '次' | '盘' | '接' | '谍' | '需' | '地'))
                }
                _ => false,
            };
            if !inside {
                return Read { end: place + len, phrase, written };
            }
        }
        Read { end, phrase, written }
    }

    /// 8日, 十八日, 24号 without a month.
    fn bare_day(&self, start: usize, n: Numeral, value: u8, unit: usize) -> Option<Read> {
        let prev = self.before(start);
        let next = self.at(unit + 1);
        if !(1..=31).contains(&value) || n.len > 3 {
            return None;
        }
        let counted = prev.is_some_and(|c| "近续满每第逾超达这前后为隔用离升跌涨过束需".contains(c));

        let counts = next.is_some_and(|c| {
            matches!(c, '内' | '线' | '均' | '游' | '间' | '之' | '龄' | '元' | '子' | '本' | '常' | '薪' | '租' | '圆')
        }) || self.after_any(unit + 1, &["以来", "后", "前", "以上", "或", "为限"]).is_some()
            && n.style != Style::Arabic;
        if counted || counts {
            return None;
        }
        if self.at(unit) == Some('号') {
            let boundary = self.is_boundary(unit + 1)
                || self
                    .after_any(unit + 1, &["上午", "下午", "晚", "凌晨", "早", "中午", "至", "到", "起", "在", "开"])
                    .is_some()
                || self.number(unit + 1).is_some();
            let cue = self.numbers_a_day(start);
            if !boundary || !cue {
                return None;
            }
        } else if n.style != Style::Arabic && value < 10 {
            let cue = value > 1 && self.numbers_a_day(start);
            if !cue || self.after_any(unit + 1, &["日", "两"]).is_some() {
                return None;
            }
        }
        let calendar = Calendar { days: Some(Days::At(value, value)), ..Calendar::default() };
        let written = Written { day: Some(value), ..Written::default() };
        Some(self.after_day(unit + 1, Phrase::Calendar(calendar), written))
    }

    /// Whether what stands before lets 25号 be a day: not 月球-25号, 大道20号.
    fn numbers_a_day(&self, start: usize) -> bool {
        self.before(start).is_none_or(|c| !c.is_alphanumeric() && c != '-' || "于自至到从止在".contains(c))
    }

    /// What may follow a day: its date or day of the week in brackets, a part of the day, an hour.
    pub fn after_day(&self, end: usize, phrase: Phrase, written: Written) -> Read {
        let mut read = Read { end, phrase, written };
        if let Some((close, inner)) = self.bracketed_date(read.end) {
            read = Read { end: close, ..inner };
        } else if let Some((close, day)) = self.bracketed_weekday(read.end) {
            read.end = close;
            read.written.weekday = Some(day);
        }
        if let Some(closed) = self.closed_period(&read) {
            return closed;
        }
        if let Some(clock) = self.clock(read.end, true) {
            read.end = clock.end;
            read.written.hour = clock.written.hour;
            read.written.minute = clock.written.minute;
        }
        read
    }

    /// 2020年9月30日止六个月: the months of an account that closes on a day.
    fn closed_period(&self, read: &Read) -> Option<Read> {
        let Phrase::Calendar(Calendar { year, months: Some(Months::At(last, _)), days: Some(_) }) = read.phrase else {
            return None;
        };
        let place = self.after_any(read.end, &["止"])?;
        let (count, end) = match self.after_any(place, &["年度", "全年", "财年", "财政年度"]) {
            Some(end) => (12, end),
            None => {
                let (n, unit) = self.number(self.past_space(place))?;
                (u8::try_from(n.value).ok()?, self.after_any(unit, &["个月"])?)
            }
        };
        let phrase = Phrase::MonthsTo(year, last, count);
        Some(Read { end, phrase, written: read.written })
    }

    /// (7月29日), (12日), (7/11) after a word for a day.
    pub fn bracketed_date(&self, place: usize) -> Option<(usize, Read)> {
        let open = self.past_space(place);
        if self.at(open) != Some('(') {
            return None;
        }
        let start = open + 1;
        let (n, unit) = self.number(start)?;
        if self.at(unit) == Some('/')
            && let Some(second) = self.numeral(unit + 1)
            && self.at(unit + 1 + second.len) == Some(')')
        {
            let (first, second) = (u8::try_from(n.value).ok()?, u8::try_from(second.value).ok()?);
            let (month, day) = if first > 12 { (second, first) } else { (first, second) };
            let calendar =
                Calendar { months: Some(Months::At(month, month)), days: Some(Days::At(day, day)), year: None };
            let end = unit + 2 + self.numeral(unit + 1)?.len;
            return Some((end, Read::new(end, Phrase::Calendar(calendar))));
        }
        let read = self.by_number(start)?;
        let close = (self.at(read.end) == Some(')')).then_some(read.end + 1)?;
        matches!(read.phrase, Phrase::Calendar(Calendar { days: Some(Days::At(..)), .. })).then_some((close, read))
    }

    /// (周五), （星期三） or , 星期一 after a date.
    fn bracketed_weekday(&self, place: usize) -> Option<(usize, u8)> {
        let open = self.after_any(self.past_space(place), &["(", "，", ",", " "]).unwrap_or(place);
        let named = self.after_any(self.past_space(open), &["周", "星期", "礼拜"])?;
        let day = weekday_number(self.at(named)?)?;
        let bracket = open > place && self.at(open - 1) == Some('(');
        match (bracket, self.at(named + 1)) {
            (true, Some(')')) => Some((named + 2, day)),
            (true, _) => None,
            (false, _) => Some((named + 1, day)),
        }
    }
}
