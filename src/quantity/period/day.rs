//! Months and days, and what may follow them: thirds, weeks, brackets.

use super::super::numeral::calendar::{Numeral, Style};
use super::parse::{Parser, Read};
use super::phrase::{Calendar, Days, Months, Phrase, Written};
use super::week::weekday_number;

impl Parser<'_> {
    pub fn month(&self, _start: usize, value: u8, unit: usize) -> Option<Read> {
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
        if let Some((len, ())) = self.words.month_parts.after(self.chars, place) {
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
    pub fn bare_day(&self, start: usize, n: Numeral, value: u8, unit: usize) -> Option<Read> {
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
    pub fn numbers_a_day(&self, start: usize) -> bool {
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
    pub fn closed_period(&self, read: &Read) -> Option<Read> {
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
    pub fn bracketed_weekday(&self, place: usize) -> Option<(usize, u8)> {
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
