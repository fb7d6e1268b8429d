//! Times counted from another: 三年前, 近十年, 未来3个月, plans, eras, festivals, centuries.

use super::super::numeral::calendar::Style;
use super::parse::{Parser, Read};
use super::phrase::{Calendar, Months, Phrase, Unit, Written, Year};

/// Amounts of time beyond this many units name no day: 5万年前 is a vague time.
const LARGEST: u32 = 10_000;

impl Parser<'_> {
    /// A unit of an amount of time and the place after it.
    fn unit(&self, place: usize) -> Option<(Unit, usize)> {
        const UNITS: [(&str, Unit); 16] = [
            ("年度", Unit::Year),
            ("年期", Unit::Year),
            ("年", Unit::Year),
            ("个季度", Unit::Quarter),
            ("个多月", Unit::Month),
            ("个月", Unit::Month),
            ("个星期", Unit::Week),
            ("个礼拜", Unit::Week),
            ("星期", Unit::Week),
            ("周", Unit::Week),
            ("天", Unit::Day),
            ("日", Unit::Day),
            ("个小时", Unit::Hour),
            ("小时", Unit::Hour),
            ("分钟", Unit::Hour),
            ("秒", Unit::Hour),
        ];
        if !matches!(self.at(place)?, '年' | '个' | '星' | '周' | '天' | '日' | '小' | '分' | '秒') {
            return None;
        }
        UNITS.iter().find(|(w, _)| self.has(place, w)).map(|&(w, u)| (u, place + w.chars().count()))
    }

    /// 三年前, 10天后, 五年来, 十年间: an amount of time that points at a time.
    pub fn ago(&self, start: usize) -> Option<Read> {
        if let Some(end) = self.after_any(start, &["半年多", "半年"]) {
            let after = self.after_any(end, &["之前", "以前", "前"]).map(|p| (p, -6));
            let (end, months) = after.or_else(|| self.after_any(end, &["之后", "以后", "后"]).map(|p| (p, 6)))?;
            return Some(Read::new(end, Phrase::Ago(months, Unit::Month, None)));
        }
        let n = self.numeral(start)?;
        let place = self.past_space(start + n.len);
        let more = self.after_any(place, &["多", "余", "几", "来"]).filter(|_| n.value >= 10);
        let place = more.unwrap_or(place);
        let (unit, end) = self.unit(place)?;
        let end = self.after_any(end, &["多", "半"]).unwrap_or(end);
        // 20多年前, 数十年来: no year can be named
        let vague = n.value > LARGEST
            || more.is_some()
            || self.has(place, "个多月")
            || n.style == Style::Digits
            || self.before(end) == Some('多')
            || matches!(self.before(start), Some('数' | '几' | '上' | '好'));
        let point = |phrase| if vague { Phrase::Vague } else { phrase };
        let mut unit = unit;
        let mut amount = i32::try_from(n.value.min(LARGEST)).ok().filter(|&a| a > 0)?;
        if self.before(end) == Some('半') && unit == Unit::Year {
            (unit, amount) = (Unit::Month, amount.checked_mul(12)?.checked_add(6)?);
        }
        if let Some(after) = self.after_any(end, &["之前", "以前", "前"]) {
            if matches!(self.at(after), Some('三' | '景' | '途' | '列' | '者' | '提'))
                || self.after_any(after, &["后"]).is_some()
            {
                return None;
            }
            if unit == Unit::Year
                && let Some((month, place)) = self.number(self.after_any(after, &["的"]).unwrap_or(after))
                && self.at(place) == Some('月')
                && let Ok(month @ 1..=12) = u8::try_from(month.value)
            {
                let calendar = Calendar { months: Some(Months::At(month, month)), ..Calendar::default() };
                let date = self.after_month(place + 1, calendar, Written { month: Some(month), ..Written::default() });
                if let Phrase::Calendar(calendar) = date.phrase {
                    return Some(Read { phrase: Phrase::Ago(-amount, unit, Some(calendar)), ..date });
                }
            }
            if self.has(after, "今日") || self.has(after, "今天") {
                return Some(Read::new(after + 2, Phrase::Ago(-amount, unit, Some(Calendar::default()))));
            }
            return Some(Read::new(after, point(Phrase::Ago(-amount, unit, None))));
        }
        if let Some(after) = self.after_any(end, &["之后", "以后", "后"]) {
            return Some(Read::new(after, point(Phrase::Ago(amount, unit, None))));
        }
        if let Some(after) = self.after_any(end, &["以来", "来", "间", "里"]) {
            if self.at(end) == Some('来') && matches!(self.at(after), Some('自' | '到' | '了' | '访')) {
                return None;
            }
            return Some(Read::new(after, point(Phrase::Window(-amount, unit, false))));
        }
        // 3日内, 14天内 are time limits, counted
        let after = self.after_any(end, &["之内", "以内", "内"]).filter(|_| !matches!(unit, Unit::Day | Unit::Hour))?;
        let opens = self.before(start).is_none_or(|c| !c.is_alphanumeric());
        Some(Read::new(after, if opens && !vague { Phrase::Window(amount, unit, true) } else { Phrase::Vague }))
    }

    /// The amount after 近, 过去, 未来, 前, 这.
    pub fn window(&self, start: usize, end: usize, forward: bool) -> Option<Read> {
        let opener = self.at(start);
        let single = end == start + 1;
        if single
            && opener == Some('前')
            && let Some((end, months)) = self.part_of_year(start)
        {
            return Some(Read::new(end, Phrase::Calendar(Calendar { months: Some(months), ..Calendar::default() })));
        }
        let mut place = self.past_space(self.after_any(end, &["的"]).unwrap_or(end));
        if opener != Some('前') {
            place = self.after_any(place, &["接近", "将近", "近", "约"]).unwrap_or(place);
        }
        let n = self.numeral(place)?;
        let place = self.past_space(place + n.len);
        let (unit, end) = self.unit(place)?;
        // 抵港前14日, 术后3天 are counted from something else
        let order = matches!(opener, Some('前' | '后' | '上' | '下')) && single;
        if order
            && (unit == Unit::Hour
                || n.value > 31
                || self.before(start).is_some_and(|c| c.is_alphanumeric() && !matches!(c, '的' | '在')))
        {
            return None;
        }
        let amount = i32::try_from(n.value.min(LARGEST)).ok().filter(|&a| a > 0)?;
        let amount = if forward { amount } else { -amount };
        if unit == Unit::Day && self.after_any(end, &["均", "线"]).is_some()
            || self.after_any(end, &["时间", "之久"]).is_some()
        {
            return None;
        }
        let end = self.after_any(end, &["多来", "多以来", "以来", "来", "内", "间", "里", "期间"]).unwrap_or(end);
        let whole = opener == Some('过') || single && opener == Some('前') || self.has(start, "往");
        // 近一两年: no year can be named
        let phrase = if n.style == Style::Digits || n.value > LARGEST {
            Phrase::Vague
        } else {
            Phrase::Window(amount, unit, whole)
        };
        Some(Read::new(end, phrase))
    }

    /// 十四五 within quotation marks, or where nothing else is meant, with 前三年, 末, 期间.
    pub fn plan(&self, start: usize, end: usize, years: (i16, i16), bare: bool) -> Option<Read> {
        let quoted = matches!(self.before(start), Some('“' | '‘' | '「' | '『' | '"'));
        let closed = matches!(self.at(end), Some('”' | '’' | '」' | '』' | '"'));
        if !(quoted && closed || bare && !self.before(start).is_some_and(super::super::numeral::calendar::begins)) {
            return None;
        }
        let mut end = end + usize::from(quoted && closed);
        let (first, last) = years;
        if let Some(after) = self.after_any(end, &["末", "收官之年", "末期"]) {
            return Some(Read::new(after, Phrase::Years(last, last)));
        }
        if let Some(after) = self.after_any(end, &["初", "开局之年"]) {
            return Some(Read::new(after, Phrase::Years(first, first)));
        }
        if let Some((n, unit)) = self.after_any(end, &["前", "头"]).and_then(|p| self.number(p))
            && self.at(unit) == Some('年')
            && let Ok(n @ 1..=5) = i16::try_from(n.value)
        {
            return Some(Read::new(unit + 1, Phrase::Years(first, first + n - 1)));
        }
        if let Some(after) = self.after_any(end, &["规划期间", "规划时期", "期间", "时期", "以来", "规划"])
        {
            end = after;
        }
        Some(Read::new(end, Phrase::Years(first, last)))
    }

    /// 民国105年5月, 令和6年, 平成元年.
    pub fn era(&self, end: usize, base: i16, last: u16) -> Option<Read> {
        let place = self.past_space(end);
        if self.at(place) == Some('前') {
            let (_, unit) = self.number(place + 1)?;
            return (self.at(unit) == Some('年')).then(|| Read::new(unit + 1, Phrase::Vague));
        }
        let (value, unit) = if self.has(place, "元年") {
            (1, place + 1)
        } else {
            let (n, unit) = self.number(place)?;
            (i16::try_from(n.value).ok().filter(|&v| v > 0)?, unit)
        };
        if self.at(unit) != Some('年') || value.unsigned_abs() > last || value > 2999 {
            return None;
        }
        let year = base.checked_add(value)?;
        Some(self.after_year(unit + 1, Year::At(year), Written { year: Some(year), ..Written::default() }))
    }

    /// A festival, with 假期, 期间, 前三天.
    pub fn holiday(&self, start: usize, end: usize, year: Option<Year>, index: usize) -> Option<Read> {
        let holiday = self.words.holidays.get(index)?;
        let quoted =
            matches!(self.before(start), Some('“' | '「' | '"')) && matches!(self.at(end), Some('”' | '」' | '"'));
        let cued = self.words.holiday_cues.after(self.chars, end + usize::from(quoted)).is_some();
        if holiday.needs_cue && !quoted && !cued && year.is_none() {
            return None;
        }
        if matches!(
            self.at(end),
            Some('路' | '街' | '广' | '村' | '镇' | '小' | '中' | '队' | '老' | '树' | '晚' | '档' | '联')
        ) {
            return None;
        }
        let end = end + usize::from(quoted && cued);
        let end = self.after_any(end, &["中秋双节", "假期", "长假", "小长假", "黄金周", "期间"]).unwrap_or(end);
        if let Some(after) = self.after_any(end, &["当天", "当日"]) {
            return Some(Read::new(after, Phrase::Holiday(year, index, Some(1))));
        }
        if let Some((n, unit)) = self.after_any(end, &["前", "头", "首"]).and_then(|p| self.number(p))
            && matches!(self.at(unit), Some('天' | '日'))
            && let Ok(days @ 1..=15) = u8::try_from(n.value)
        {
            return Some(Read::new(unit + 1, Phrase::Holiday(year, index, Some(days))));
        }
        Some(Read::new(end, Phrase::Holiday(year, index, None)))
    }

    /// A century and its decade: 20世纪, 20世纪90年代.
    pub fn century(&self, end: usize, century: i16) -> Option<Read> {
        let first = (century - 1) * 100;
        let place = self.after_any(end, &["的"]).unwrap_or(end);
        if let Some((n, unit)) = self.number(place)
            && self.has(unit, "年代")
            && let Ok(decade @ 0..=90) = i16::try_from(n.value)
        {
            let end = self.after_any(unit + 2, &["初", "末", "中期", "后期", "前期"]);
            if end.is_some() {
                return Some(Read::new(end.unwrap_or(unit + 2), Phrase::Vague));
            }
            return Some(Read::new(unit + 2, Phrase::Years(first + decade, first + decade + 9)));
        }
        if let Some(end) =
            self.after_any(end, &["初", "末", "中叶", "中期", "后半叶", "上半叶", "以来", "末期", "初期"])
        {
            return Some(Read::new(end, Phrase::Vague));
        }
        Some(Read::new(end, Phrase::Years(first, first + 99)))
    }
}
