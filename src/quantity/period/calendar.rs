//! Points of the calendar at their grain, and stretches between two of them.

use jiff::ToSpan;
use jiff::civil::Date;

/// A year, quarter, month or day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Point {
    /// A calendar year.
    Year(i16),
    /// A quarter, 1 to 4.
    Quarter(i16, u8),
    /// A month, 1 to 12.
    Month(i16, u8),
    /// A day.
    Day(Date),
}

impl Point {
    /// The first day, None for what no calendar holds (month 13).
    pub fn first(self) -> Option<Date> {
        let (year, month) = match self {
            Point::Year(y) => (y, 1),
            Point::Quarter(y, q @ 1..=4) => (y, q * 3 - 2),
            Point::Month(y, m) => (y, m),
            Point::Day(day) => return Some(day),
            Point::Quarter(..) => return None,
        };
        Date::new(year, i8::try_from(month).ok()?, 1).ok()
    }

    /// The last day.
    pub fn last(self) -> Option<Date> {
        let first = self.first()?;
        let months = match self {
            Point::Year(_) => 12,
            Point::Quarter(..) => 3,
            Point::Month(..) => 1,
            Point::Day(_) => return Some(first),
        };
        first.checked_add((months - 1).months()).ok().map(Date::last_of_month)
    }

    /// The year that it is in.
    pub fn year(self) -> i16 {
        match self {
            Point::Year(y) | Point::Quarter(y, _) | Point::Month(y, _) => y,
            Point::Day(day) => day.year(),
        }
    }

    /// The point of the same grain that holds a day.
    pub fn at(self, day: Date) -> Point {
        match self {
            Point::Year(_) => Point::Year(day.year()),
            Point::Quarter(..) => Point::Quarter(day.year(), (day.month().unsigned_abs() - 1) / 3 + 1),
            Point::Month(..) => Point::month_of(day),
            Point::Day(_) => Point::Day(day),
        }
    }

    /// The month of a day.
    pub fn month_of(day: Date) -> Point {
        Point::Month(day.year(), day.month().unsigned_abs())
    }

    /// The month that lies so many months from a day's.
    pub fn month_from(day: Date, months: i32) -> Option<Point> {
        Some(Point::month_of(day.first_of_month().checked_add(months.months()).ok()?))
    }

    fn norm(self) -> String {
        match self {
            Point::Year(y) => format!("{y:04}"),
            Point::Quarter(y, q) => format!("{y:04}-Q{q}"),
            Point::Month(y, m) => format!("{y:04}-{m:02}"),
            Point::Day(day) => day.to_string(),
        }
    }
}

/// From the first day of one point to the last day of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// Where it begins.
    pub from: Point,
    /// Where it ends; the same as `from` for a single point.
    pub to: Point,
}

impl Range {
    /// A single point.
    pub fn one(point: Point) -> Self {
        Range { from: point, to: point }
    }

    /// Two points in order; None where the first begins after the second ends, or no calendar holds one.
    pub fn new(from: Point, to: Point) -> Option<Self> {
        (from.first()? <= to.last()?).then_some(Range { from, to })
    }

    /// `2025-03`, or two points joined by `/`.
    pub fn norm(self) -> String {
        if self.from == self.to { self.from.norm() } else { format!("{}/{}", self.from.norm(), self.to.norm()) }
    }

    /// First and last day.
    pub fn days(self) -> Option<(Date, Date)> {
        Some((self.from.first()?, self.to.last()?))
    }
}

/// The Monday of a day's week, moved by weeks.
pub fn monday(day: Date, weeks: i32) -> Option<Date> {
    let back = i32::from(day.weekday().to_monday_zero_offset());
    day.checked_add((weeks.checked_mul(7)? - back).days()).ok()
}

/// The day of the week (1 Monday to 7 Sunday) of the week so many weeks from a day's.
pub fn weekday_of(day: Date, weeks: i32, weekday: u8) -> Option<Date> {
    monday(day, weeks)?.checked_add((i32::from(weekday) - 1).days()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn ends_of_each_grain() {
        let ends = |p: Point| (p.first().unwrap().to_string(), p.last().unwrap().to_string());
        assert_eq!(ends(Point::Year(2024)), ("2024-01-01".into(), "2024-12-31".into()));
        assert_eq!(ends(Point::Quarter(2024, 1)), ("2024-01-01".into(), "2024-03-31".into()));
        assert_eq!(ends(Point::Month(2024, 2)), ("2024-02-01".into(), "2024-02-29".into()));
        assert_eq!(Point::Month(2024, 13).first(), None);
        assert_eq!(Point::Month(2024, 200).last(), None);
        assert_eq!(Point::month_from(date(2024, 1, 31), -11), Some(Point::Month(2023, 2)));
    }

    #[test]
    fn weeks_begin_on_monday() {
        assert_eq!(monday(date(2025, 3, 16), 0), Some(date(2025, 3, 10)));
        assert_eq!(weekday_of(date(2025, 3, 16), -1, 5), Some(date(2025, 3, 7)));
    }

    #[test]
    fn norms_join_two_points() {
        let range = Range::new(Point::Month(2025, 1), Point::Month(2025, 6)).unwrap();
        assert_eq!(range.norm(), "2025-01/2025-06");
        assert_eq!(Range::one(Point::Year(367)).norm(), "0367");
        assert_eq!(Range::new(Point::Year(2025), Point::Year(2024)), None);
    }
}
