//! Hours of a day: 18时, 下午4时, 9:30, 0—24时, 晚11时许.

use super::super::numeral::calendar::Style;
use super::parse::Parser;
use super::phrase::Written;

/// An hour or a part of a day that was read.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    pub end: usize,
    pub written: Written,
}

impl Parser<'_> {
    /// The part of a day and the hour at a place. After a date (`dated`) a part of the day alone and `9:30` do.
    pub fn clock(&self, start: usize, dated: bool) -> Option<Clock> {
        let mut place = self.past_space(start);
        if dated {
            place = self.after_any(place, &["的", "约", "截至", "大约", "纽约", "北京时间"]).unwrap_or(place);
        }
        let mut parts = 0;
        while let Some((len, ())) = self.words.day_parts.after(self.chars, place) {
            let opens_word = len == 1
                && matches!(
                    self.at(place + 1),
                    Some('报' | '餐' | '饭' | '会' | '盘' | '年' | '期' | '间' | '班' | '已' | '就')
                );
            if opens_word || parts == 3 {
                break;
            }
            place += len;
            parts += 1;
        }
        let after_parts = place;
        let place = self.after_any(place, &["约", "大约", "近", " "]).unwrap_or(place);
        let hour = self.hour(place, dated || parts > 0);
        match hour {
            Some(clock) => Some(self.with_second_hour(clock, dated || parts > 0)),
            None if parts > 0 && dated => Some(Clock { end: after_parts, written: Written::default() }),
            None => None,
        }
    }

    /// 至次日2时, -24时 after an hour.
    fn with_second_hour(&self, first: Clock, cued: bool) -> Clock {
        let second = self.past_joiner(first.end).and_then(|place| {
            let place = self.after_any(place, &["次日", "翌日", "当日", "当天", "今天"]).unwrap_or(place);
            let place = self.words.day_parts.after(self.chars, place).map_or(place, |(len, ())| place + len);
            self.hour(place, cued)
        });
        Clock { end: second.map_or(first.end, |c| c.end), written: first.written }
    }

    /// 18时30分, 9:30, 0—24时, 晚上9点半, with what follows.
    fn hour(&self, start: usize, cued: bool) -> Option<Clock> {
        if !cued && self.before(start).is_some_and(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | ':' | '千')) {
            return None;
        }
        let (hour, unit) = self.number(start)?;
        let value = u8::try_from(hour.value).ok()?;
        let plausible = hour.len <= 3 && (cued || value <= 24 && hour.style == Style::Arabic);
        if !plausible {
            return None;
        }
        let mut written = Written { hour: Some(value), ..Written::default() };
        // 9:30
        if self.at(start + hour.len) == Some(':') && hour.style == Style::Arabic {
            let (minute, _) = self.number(start + hour.len + 1)?;
            let end = start + hour.len + 1 + minute.len;
            if !cued || minute.len != 2 || minute.style != Style::Arabic || value > 24 {
                return None;
            }
            written.minute = u8::try_from(minute.value).ok();
            let second = (self.at(end) == Some(':')).then(|| self.number(end + 1)).flatten();
            return Some(Clock { end: second.map_or(end, |(s, _)| end + 1 + s.len), written });
        }
        // 0—24时: the unit stands after the second number
        if let Some((last, end)) = self.past_joiner(start + hour.len).and_then(|p| self.number(p)) {
            let end = self.past_hour_unit(end, cued)?;
            return (last.value <= 24 && last.len <= 3).then(|| Clock { end: self.past_hour_tail(end), written });
        }
        let end = self.past_hour_unit(unit, cued)?;
        let mut end = self.past_hour_tail(end);
        if let Some((minute, unit)) = self.number(end)
            && minute.value < 100
        {
            if self.at(unit) == Some('分') && !matches!(self.at(unit + 1), Some('之' | '钟' | '会')) {
                written.minute = u8::try_from(minute.value).ok();
                end = self.past_hour_tail(unit + 1);
                if let Some((_, unit)) = self.number(end)
                    && self.at(unit) == Some('秒')
                {
                    end = unit + 1;
                }
            } else if cued && minute.style == Style::Arabic && minute.len == 2 && self.is_boundary(end + 2) {
                written.minute = u8::try_from(minute.value).ok();
                end += 2;
            }
        }
        Some(Clock { end, written })
    }

    /// After 时 or, where a date or a part of the day stands before, 点.
    fn past_hour_unit(&self, place: usize, cued: bool) -> Option<usize> {
        match self.at(place)? {
            '时' | '時' if !matches!(self.at(place + 1), Some('代' | '候' | '段' | '速' | '尚' | '长' | '差')) => {
                Some(place + 1)
            }
            '点' | '點'
                if cued && !matches!(self.at(place + 1), Some('建' | '意' | '要' | '位' | '名' | '上' | '多')) =>
            {
                Some(place + 1)
            }
            _ => None,
        }
    }

    fn past_hour_tail(&self, place: usize) -> usize {
        self.after_any(place, &["左右", "许", "多", "钟", "半", "正", "整"]).unwrap_or(place)
    }
}
