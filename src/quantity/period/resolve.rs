//! From phrases to days: the publication date, and what the text has named before.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::rules::{FestivalDay, PeriodLexicon};

use super::calendar::{Point, Range, monday, weekday_of};
use super::phrase::{Calendar, Days, Months, Phrase, Unit, Year};
use super::stretch::{days_of, nth_week, window};

/// How far a bare date may lie ahead of the publication before it is one of the year or month before.
const AHEAD_OF_MONTHS: i32 = 160;

/// What the text has named so far.
#[derive(Debug, Clone, Default)]
struct Named {
    /// The last date, in the order of the text.
    last: Option<Range>,
    /// The year last written out, in the sentence.
    year: Option<i16>,
    /// The year last written out, anywhere.
    any_year: Option<i16>,
    /// The month of the date last written out, year or not.
    story: Option<(i16, u8)>,
    /// The day last named.
    day: Option<Point>,
    /// The month of the date last named, in the sentence.
    month: Option<(i16, u8)>,
}

/// Resolves the times of one text in their order.
pub struct Resolver<'a> {
    lexicon: &'a PeriodLexicon,
    reference: Option<Date>,
    named: Named,
}

impl<'a> Resolver<'a> {
    /// A resolver at the beginning of a text.
    pub fn new(lexicon: &'a PeriodLexicon, reference: Option<Date>) -> Self {
        Resolver { lexicon, reference, named: Named::default() }
    }

    /// Tells that a sentence has ended since the last time, and how many paragraphs.
    pub fn sentence_ended(&mut self, paragraphs: usize) {
        if paragraphs > 1 {
            self.named.story = None;
        }
        self.named.year = None;
        self.named.month = None;
    }

    /// Takes a year that the text writes out somewhere as the one of its bare dates, where no publication date is known.
    pub fn suppose_year(&mut self, year: Option<i16>) {
        self.named.any_year = year.filter(|_| self.reference.is_none());
    }

    /// The days that a phrase means. `ahead` says that the sentence speaks of the future, `compared` that the time is one
    /// that another is compared with, so that it governs nothing.
    pub fn resolve(&mut self, phrase: &Phrase, ahead: bool, compared: bool) -> Option<Range> {
        let range = self.phrase(phrase, ahead)?;
        range.days()?;
        if !compared
            && !matches!(
                phrase,
                Phrase::Now
                    | Phrase::SamePeriodOf(_)
                    | Phrase::Window(..)
                    | Phrase::Clock
                    | Phrase::SamePeriod(_)
                    | Phrase::PreviousPeriod
            )
        {
            self.named.last = Some(range);
            if governs(phrase) {
                self.named.year = Some(range.from.year());
                self.named.any_year = Some(range.from.year());
            }
            if matches!(range.to, Point::Day(_)) {
                self.named.day = Some(range.to);
            }
            let month = match range.to {
                Point::Month(y, m) => Some((y, m)),
                Point::Day(day) => Some((day.year(), day.month().unsigned_abs())),
                _ => None,
            };
            self.named.month = month.or(self.named.month);
            if matches!(phrase, Phrase::Calendar(_)) {
                self.named.story = month.or(self.named.story);
            }
        }
        Some(range)
    }

    fn phrase(&mut self, phrase: &Phrase, ahead: bool) -> Option<Range> {
        let today = self.reference;
        Some(match *phrase {
            Phrase::Calendar(calendar) => self.calendar(calendar, ahead)?,
            Phrase::Day(n) => Range::one(Point::Day(today?.checked_add(n.days()).ok()?)),
            Phrase::DaysFrom(a, b) => {
                let day = |n: i32| Some(Point::Day(today?.checked_add(n.days()).ok()?));
                Range::new(day(a)?, day(b)?)?
            }
            Phrase::YearsFrom(a, b) => Range::new(Point::Year(today?.year() + a), Point::Year(today?.year() + b))?,
            Phrase::ContextDay(n) => {
                let base = match self.named.last {
                    Some(Range { to: Point::Day(day), .. }) => day,
                    _ => today.filter(|_| n == 0)?,
                };
                Range::one(Point::Day(base.checked_add(n.days()).ok()?))
            }
            Phrase::Week(n) => {
                let first = monday(today?, n)?;
                Range::new(Point::Day(first), Point::Day(first.checked_add(6.days()).ok()?))?
            }
            Phrase::Weekdays(week, a, b) => self.weekdays(today?, week, a, b, ahead)?,
            Phrase::Ago(n, unit, date) => self.ago(today?, n, unit, date)?,
            Phrase::Window(n, unit, whole) => window(today?, n, unit, whole)?,
            Phrase::SamePeriod(n) => self.same_period(n)?,
            Phrase::SamePeriodOf(year) => {
                let year = self.year(year)?;
                let last = self.named.last.map_or(year, |r| r.from.year());
                self.same_period(year.checked_sub(last)?).unwrap_or(Range::one(Point::Year(year)))
            }
            Phrase::PreviousPeriod => self.previous_period()?,
            Phrase::MonthsTo(year, last, count) => {
                let months = Some(Months::At(last, last));
                let to = self.calendar(Calendar { year, months, days: None }, ahead)?.to;
                Range::new(Point::month_from(to.first()?, 1 - i32::from(count))?, to)?
            }
            Phrase::Years(a, b) => Range::new(Point::Year(a), Point::Year(b))?,
            Phrase::Holiday(year, index, days) => self.holiday(year, index, days, ahead)?,
            Phrase::Now => Range::one(Point::Day(today?)),
            Phrase::Vague => return None,
            Phrase::Clock => Range::one(self.named.day.or(today.map(Point::Day))?),
            Phrase::Between(ref first, ref second) => self.between(first, second, ahead)?,
            Phrase::Since(ref from) => {
                let from = self.phrase(from, false)?;
                // an article tells of what was before it: on the first of a month, of the month before
                let today = today?;
                let to = match from.to {
                    Point::Day(_) => Point::Day(today),
                    point => point.at(today.yesterday().ok()?),
                };
                match Range::new(from.from, to) {
                    Some(range) if from.to.last()? < to.last()? => range,
                    _ => from,
                }
            }
        })
    }

    /// The months last named, moved by years; of a day or a span of days nothing is known.
    fn same_period(&self, years: i16) -> Option<Range> {
        let last = self.named.last?;
        let moved = |point| {
            Some(match point {
                Point::Year(y) => Point::Year(y.checked_add(years)?),
                Point::Quarter(y, q) => Point::Quarter(y.checked_add(years)?, q),
                Point::Month(y, m) => Point::Month(y.checked_add(years)?, m),
                Point::Day(_) => return None,
            })
        };
        Range::new(moved(last.from)?, moved(last.to)?)
    }

    /// The month or quarter before the one last named.
    fn previous_period(&self) -> Option<Range> {
        let last = self.named.last.filter(|r| r.from == r.to)?;
        let months = match last.from {
            Point::Month(..) => -1,
            Point::Quarter(..) => -3,
            _ => return None,
        };
        Some(Range::one(last.from.at(Point::month_from(last.from.first()?, months)?.first()?)))
    }

    fn between(&mut self, first: &Phrase, second: &Phrase, ahead: bool) -> Option<Range> {
        let (Phrase::Calendar(a), Phrase::Calendar(b)) = (first, second) else {
            let from = self.phrase(first, ahead)?;
            let to = self.phrase(second, ahead)?;
            return Range::new(from.from, to.to);
        };
        let (mut a, mut b) = (*a, *b);
        // 3月至5月 of the year before it, 2019年1月—3月 of the first end's year
        let wraps = month_number(b) < month_number(a);
        if a.year.is_none() && b.year.is_some() && a.months.is_some() {
            a.year = b.year;
        }
        let from = self.calendar(a, ahead)?;
        if b.year.is_none() && b.months.is_some() {
            b.year = Some(Year::At(from.from.year().checked_add(i16::from(wraps))?));
        }
        if b.months.is_none()
            && b.year.is_none()
            && b.days.is_some()
            && let Point::Day(day) = from.from
        {
            b.year = Some(Year::At(day.year()));
            let month = day.month().unsigned_abs();
            b.months = Some(Months::At(month, month));
        }
        let to = self.calendar(b, ahead)?;
        match Range::new(from.from, to.to) {
            // 12月3日至5日 that was pushed a year ahead: both ends belong together
            None if a.year.is_none() => {
                a.year = Some(Year::At(to.to.year()));
                Range::new(self.calendar(a, ahead)?.from, to.to)
            }
            range => range,
        }
    }

    fn calendar(&self, date: Calendar, ahead: bool) -> Option<Range> {
        let year = match date.year {
            Some(year) => Some(self.year(year)?),
            None => None,
        };
        match (date.months, date.days) {
            (None, None) => Some(Range::one(Point::Year(year?))),
            (None, Some(days)) if year.is_some() => match days {
                Days::Week(n) => nth_week(Point::Year(year?).first()?, n)
                    .map(|r| Range::one(Point::month_of(r.to.last().unwrap_or_default()))),
                _ => None,
            },
            (None, Some(days)) => self.bare_days(days, ahead),
            (Some(months), days) => {
                let range = self.months(months, year, days, ahead)?;
                match days {
                    None => Some(range),
                    Some(days) => days_of(range.from.first()?, days),
                }
            }
        }
    }

    fn year(&self, year: Year) -> Option<i16> {
        let today = self.reference.map(Date::year);
        match year {
            Year::At(y) => Some(y),
            Year::Relative(n) => today.or(self.named.any_year)?.checked_add(n),
            Year::Context(n) => self.named.last.map(|r| r.to.year()).or(today)?.checked_add(n),
            Year::Whole => match (self.named.year, self.reference) {
                (Some(year), _) => Some(year),
                (None, Some(day)) if day.month() <= 3 => Some(day.year() - 1),
                (None, Some(day)) => Some(day.year()),
                (None, None) => self.named.any_year,
            },
        }
    }

    /// Months or quarters; without a year those of the sentence's year, else the last that had begun.
    fn months(&self, months: Months, year: Option<i16>, days: Option<Days>, ahead: bool) -> Option<Range> {
        let today = self.reference;
        let (first, last): (fn(i16, u8) -> Point, _) = match months {
            Months::Relative(n) => return Some(Range::one(Point::month_from(today?, n)?)),
            Months::RelativeQuarter(n) => {
                let moved = Point::month_from(today?, n.checked_mul(3)?)?.first()?;
                return Some(Range::one(Point::Quarter(0, 1).at(moved)));
            }
            Months::RelativeQuarterEnd(n) => {
                let moved = Point::month_from(today?, n.checked_mul(3)?)?.first()?;
                return Some(Range::one(Point::month_of(Point::Quarter(0, 1).at(moved).last()?)));
            }
            Months::RelativeHalf(n) => {
                let first = if today?.month() > 6 { 6 } else { 0 } + n * 6;
                let from = Point::month_from(today?.first_of_year(), first)?;
                return Range::new(from, Point::month_from(from.first()?, 5)?);
            }
            Months::Context(n) => {
                let base = match self.named.last.map(|r| r.to) {
                    Some(Point::Year(_)) | None => today?,
                    Some(point) => point.last()?,
                };
                return Some(Range::one(Point::month_from(base, n)?));
            }
            Months::Part => {
                let (y, m) = self.named.month.or_else(|| today.map(|d| (d.year(), d.month().unsigned_abs())))?;
                return Some(Range::one(Point::Month(y, m)));
            }
            Months::At(a, b) => ((|y, m| Point::Month(y, m)) as fn(i16, u8) -> Point, (a, b)),
            Months::Quarters(a, b) => ((|y, q| Point::Quarter(y, q)) as fn(i16, u8) -> Point, (a, b)),
        };
        let (a, b) = last;
        let of_year = |y: i16| Range::new(first(y, a), first(if b < a { y.saturating_add(1) } else { y }, b));
        if let Some(year) = year.or(self.named.year) {
            return of_year(year);
        }
        let Some(today) = today else { return of_year(self.named.any_year?) };
        if let Some(range) = self.narrated(today, a).and_then(of_year) {
            return Some(range);
        }
        let range = of_year(today.year())?;
        let begins = match days {
            Some(Days::At(day, _)) => days_of(range.from.first()?, Days::At(day, day))?.from.first()?,
            _ => range.from.first()?,
        };
        let limit = if ahead { 300 } else { AHEAD_OF_MONTHS };
        if begins > today.checked_add(limit.days()).ok()? { of_year(today.year() - 1) } else { Some(range) }
    }

    /// The year of a story told of a time long past, where the month follows those named before.
    fn narrated(&self, today: Date, month: u8) -> Option<i16> {
        let (year, named) = self.named.story?;
        (year < today.year() - 1 && month >= named).then_some(year)
    }

    /// A day without a month: of the sentence's month, else the last one.
    fn bare_days(&self, days: Days, ahead: bool) -> Option<Range> {
        if let Some((y, m)) = self.named.month {
            return days_of(Point::Month(y, m).first()?, days);
        }
        let today = self.reference?;
        let Days::At(first, _) = days else { return None };
        let limit = i32::from(today.day()) + if ahead { 31 } else { 0 };
        let month = Point::month_from(today, if i32::from(first) > limit { -1 } else { 0 })?;
        days_of(month.first()?, days)
    }

    fn weekdays(&self, today: Date, week: Option<i32>, a: u8, b: u8, ahead: bool) -> Option<Range> {
        let week = week.unwrap_or_else(|| {
            let this = i32::from(today.weekday().to_monday_one_offset()) >= i32::from(a);
            if this || ahead { 0 } else { -1 }
        });
        let day = |n| weekday_of(today, week, n).map(Point::Day);
        Range::new(day(a)?, day(b)?)
    }

    fn ago(&self, today: Date, n: i32, unit: Unit, date: Option<Calendar>) -> Option<Range> {
        let years = |n: i32| i16::try_from(i32::from(today.year()).checked_add(n)?).ok();
        if let Some(calendar) = date {
            if calendar == Calendar::default() {
                return Some(Range::one(Point::Day(today.checked_add(n.years()).ok()?)));
            }
            return self.calendar(Calendar { year: Some(Year::At(years(n)?)), ..calendar }, false);
        }
        Some(Range::one(match unit {
            Unit::Year => Point::Year(years(n)?),
            Unit::Quarter => Point::month_from(today, n.checked_mul(3)?)?,
            Unit::Month => Point::month_from(today, n)?,
            Unit::Week => Point::Day(today.checked_add(n.checked_mul(7)?.days()).ok()?),
            Unit::Day => Point::Day(today.checked_add(n.days()).ok()?),
            Unit::Hour => return None,
        }))
    }

    fn holiday(&self, year: Option<Year>, index: usize, days: Option<u8>, ahead: bool) -> Option<Range> {
        let holiday = self.lexicon.holidays.get(index)?;
        let in_year = |year: i16| match holiday.day {
            FestivalDay::Civil(month, day) => Date::new(year, month, day).ok(),
            FestivalDay::Lunar(month, day) => self.lexicon.lunar_date(year, month, day),
        };
        let first = match year {
            // 2023年大年三十 is the last night of the year that began in 2023
            Some(year) => match holiday.day {
                FestivalDay::Lunar(1, ..=0) => in_year(self.year(year)?.checked_add(1)?)?,
                _ => in_year(self.year(year)?)?,
            },
            None => {
                let today = self.reference?;
                let limit = today.checked_add(if ahead { 300 } else { AHEAD_OF_MONTHS }.days()).ok()?;
                in_year(today.year()).filter(|&day| day <= limit).or_else(|| in_year(today.year() - 1))?
            }
        };
        Some(match days {
            Some(n) => Range::new(Point::Day(first), Point::Day(first.checked_add((i32::from(n) - 1).days()).ok()?))?,
            None if holiday.month_only => Range::one(Point::month_of(first)),
            None => Range::one(Point::Day(first)),
        })
    }
}

/// Whether the year of a phrase holds for the bare months that follow in the sentence: 去年 alone is mostly a comparison.
fn governs(phrase: &Phrase) -> bool {
    match phrase {
        Phrase::Calendar(date) => match date.year {
            Some(Year::At(_)) => true,
            Some(_) => date.months.is_some(),
            None => false,
        },
        Phrase::Between(..) => true,
        _ => false,
    }
}

fn month_number(date: Calendar) -> Option<u8> {
    match date.months {
        Some(Months::At(m, _)) => Some(m),
        _ => None,
    }
}
