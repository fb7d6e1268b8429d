//! Stretches of days round a given one: days and weeks of a month, the last and the next so many units.

use jiff::ToSpan;
use jiff::civil::Date;

use super::calendar::{Point, Range, monday};
use super::phrase::{Days, Unit};

/// The days of the month (or year) that begins on a day.
pub fn days_of(first: Date, days: Days) -> Option<Range> {
    let day = |n: u8| Date::new(first.year(), first.month(), i8::try_from(n).ok()?).ok().map(Point::Day);
    match days {
        Days::At(a, b) => Range::new(day(a)?, day(b)?),
        Days::First(n) => Range::new(day(1)?, day(n)?),
        Days::Week(n) => nth_week(first, n),
        Days::Nth(n, weekday) => {
            let from_monday = i32::from(weekday) - 1;
            let (base, weeks) =
                if n < 0 { (first.last_of_month(), i32::from(n) + 1) } else { (first, i32::from(n) - 1) };
            let offset = from_monday - i32::from(base.weekday().to_monday_zero_offset());
            let step = match (n < 0, offset) {
                (false, ..0) => offset + 7,
                (true, 1..) => offset - 7,
                _ => offset,
            };
            Some(Range::one(Point::Day(base.checked_add((step + weeks * 7).days()).ok()?)))
        }
    }
}

/// The nth week whose Monday lies in the month or year that begins on a day.
pub fn nth_week(first: Date, n: u8) -> Option<Range> {
    let start = monday(first.checked_add(6.days()).ok()?, i32::from(n) - 1)?;
    Range::new(Point::Day(start), Point::Day(start.checked_add(6.days()).ok()?))
}

/// The last (negative) or next units, at their own grain: 近十年 in 2025 is 2015/2025, 过去两天 on the 20th the 18th and
/// the 19th, 未来三天 the 20th to the 22nd.
pub fn window(today: Date, n: i32, unit: Unit, whole: bool) -> Option<Range> {
    let days = |n: i32| {
        let moved = today.checked_add(n.days()).ok()?;
        let to = if whole { today.yesterday().ok()? } else { today };
        if n < 0 {
            Range::new(Point::Day(moved), Point::Day(to))
        } else {
            Range::new(Point::Day(today), Point::Day(moved.yesterday().ok()?))
        }
    };
    let (other, this) = match unit {
        Unit::Year if n == -1 => (Point::month_from(today, -12)?, Point::month_of(today)),
        Unit::Year => {
            // 三年内 counts this year in, 未来三年 does not
            let n = if whole && n > 0 { n - 1 } else { n };
            let other = i16::try_from(i32::from(today.year()).checked_add(n)?).ok()?;
            (Point::Year(other), Point::Year(today.year()))
        }
        Unit::Quarter => (Point::month_from(today, n.checked_mul(3)?)?, Point::month_of(today)),
        Unit::Month => (Point::month_from(today, n)?, Point::month_from(today, if whole && n < 0 { -1 } else { 0 })?),
        Unit::Week => return days(n.checked_mul(7)?),
        Unit::Day => return days(n),
        Unit::Hour if n % 24 == 0 => (Point::Day(today.checked_add((n / 24).days()).ok()?), Point::Day(today)),
        Unit::Hour => return None,
    };
    if n < 0 { Range::new(other, this) } else { Range::new(this, other) }
}
