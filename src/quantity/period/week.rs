//! Weeks and the days of the week.

use super::parse::{Parser, Read};
use super::phrase::{Days, Phrase, Written};

impl Parser<'_> {
    /// 本周, 上周五, 下周末, 上周星期三
    pub fn week(&self, end: usize, week: i32) -> Read {
        let inner = self.after_any(end, &["周", "星期", "礼拜"]).unwrap_or(end);
        self.weekday(inner, Some(week)).unwrap_or_else(|| Read::new(end, Phrase::Week(week)))
    }

    /// The day of the week after 周, perhaps two of them (上星期五六).
    pub fn weekday(&self, place: usize, week: Option<i32>) -> Option<Read> {
        if self.at(place) == Some('末') {
            return Some(Read::new(place + 1, Phrase::Weekdays(week, 6, 7)));
        }
        let first = weekday_number(self.at(place)?)?;
        let mut end = place + 1;
        if self.at(end).is_some_and(|c| matches!(c, '次' | '个' | '均' | '年' | '岁' | '刊' | '报' | '线')) {
            return None;
        }
        let mut last = first;
        if let Some(second) =
            self.at(end).and_then(weekday_number).filter(|&n| n == first + 1 && self.at(end + 1) != Some('日'))
        {
            (last, end) = (second, self.after_any(end + 1, &["两日", "两天"]).unwrap_or(end + 1));
        }
        let written = Written { weekday: Some(first), ..Written::default() };
        Some(self.after_day(end, Phrase::Weekdays(week, first, last), written))
    }

    /// The nth week or day of the week of a month or year: 第一周, 第二个星期一, 最后一个周三.
    pub fn nth_week(&self, start: usize) -> Option<(usize, Days)> {
        let start = self.after_any(start, &["的"]).unwrap_or(start);
        let (nth, place) = if let Some(place) = self.after_any(start, &["最后一个", "最后一"]) {
            (-1, self.after_any(place, &["的"]).unwrap_or(place))
        } else if self.has(start, "首周") || self.has(start, "首个星期") {
            (1, start + 1)
        } else {
            let (n, place) = self.number(self.after_any(start, &["第"])?)?;
            (i8::try_from(n.value).ok().filter(|n| (1..=53).contains(n))?, place)
        };
        let place = self.after_any(place, &["个"]).unwrap_or(place);
        let end = self.after_any(place, &["周", "星期", "礼拜"])?;
        if let Some(day) = self.at(end).and_then(weekday_number) {
            return Some((end + 1, Days::Nth(nth, day)));
        }
        Some((end, Days::Week(u8::try_from(nth).ok()?)))
    }
}

/// 1 for Monday to 7 for Sunday.
pub fn weekday_number(c: char) -> Option<u8> {
    "一二三四五六日".chars().position(|d| d == c || c == '天' && d == '日').and_then(|i| u8::try_from(i + 1).ok())
}
