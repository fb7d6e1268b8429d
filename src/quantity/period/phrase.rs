//! What a time says before it is resolved.

use crate::model::Span;

/// A year as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Year {
    /// 2025年, 98年, 民国105年
    At(i16),
    /// 去年: counted from the publication.
    Relative(i16),
    /// 次年: counted from the year last named.
    Context(i16),
    /// 全年: the year that the text is about.
    Whole,
}

/// Months or quarters of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Months {
    /// First and last month, the same for one.
    At(u8, u8),
    /// First and last quarter.
    Quarters(u8, u8),
    /// 上月
    Relative(i32),
    /// 当月
    Context(i32),
    /// 上季度
    RelativeQuarter(i32),
    /// 月底: of the month that the text is about.
    Part,
    /// 上季度末: its last month.
    RelativeQuarterEnd(i32),
    /// 上个半年
    RelativeHalf(i32),
}

/// Days of a month, or weeks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Days {
    /// First and last day, the same for one.
    At(u8, u8),
    /// The nth week that begins in the month (or year).
    Week(u8),
    /// The nth day of the week (1 Monday), -1 for the last.
    Nth(i8, u8),
    /// The first n days.
    First(u8),
}

/// A date in parts, the larger ones often left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Calendar {
    /// The year.
    pub year: Option<Year>,
    /// Months or quarters.
    pub months: Option<Months>,
    /// Days.
    pub days: Option<Days>,
}

/// The unit of an amount of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// 年
    Year,
    /// 季度
    Quarter,
    /// 个月
    Month,
    /// 周
    Week,
    /// 天, 日
    Day,
    /// 小时 and shorter: within a day.
    Hour,
}

/// What a time says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Phrase {
    /// A date in parts.
    Calendar(Calendar),
    /// Days from the publication.
    Day(i32),
    /// Days from the day last named.
    ContextDay(i32),
    /// Weeks from the publication's.
    Week(i32),
    /// Days of a week (1 Monday), of a named week or of the last such day.
    Weekdays(Option<i32>, u8, u8),
    /// So many units before (negative) or after the publication, perhaps with the date in that year.
    Ago(i32, Unit, Option<Calendar>),
    /// The last (negative) or next so many units; whether the current unit is not yet counted (过去两天).
    Window(i32, Unit, bool),
    /// The same months of the year before (去年同期), or of the year last named (同期, 0).
    SamePeriod(i16),
    /// The months last named in another year, or the year itself (2019年同期).
    SamePeriodOf(Year),
    /// The month or quarter before the one last named (前值).
    PreviousPeriod,
    /// First and last year.
    Years(i16, i16),
    /// So many months up to a month of a year (9月30日止六个月).
    MonthsTo(Option<Year>, u8, u8),
    /// A festival, and how many of its first days.
    Holiday(Option<Year>, usize, Option<u8>),
    /// Two days from the publication.
    DaysFrom(i32, i32),
    /// Two years from the publication's.
    YearsFrom(i16, i16),
    /// The time of publication.
    Now,
    /// A time that no calendar fixes.
    Vague,
    /// An hour of the day that the text is about.
    Clock,
    /// From one to another.
    Between(Box<Phrase>, Box<Phrase>),
    /// From one to the publication.
    Since(Box<Phrase>),
}

/// A phrase at its place.
#[derive(Debug, Clone)]
pub struct Mention {
    /// Where it stands.
    pub span: Span,
    /// What it says.
    pub phrase: Phrase,
    /// The parts of the date as written.
    pub written: Written,
}

/// The parts of a date as written, whether such a day exists or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Written {
    /// Year, era years converted.
    pub year: Option<i16>,
    /// Month.
    pub month: Option<u8>,
    /// Day of the month.
    pub day: Option<u8>,
    /// Day of the week, 1 Monday to 7 Sunday.
    pub weekday: Option<u8>,
    /// Hour of the day, 0 to 24 where it is one.
    pub hour: Option<u8>,
    /// Minute.
    pub minute: Option<u8>,
}
