//! The shapes of the files below `rules/period/`.

use jiff::civil::Date;
use serde::Deserialize;

use super::{Example, Head};

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Means {
    Year,
    ContextYear,
    WholeYear,
    Month,
    ContextMonth,
    Quarter,
    HalfYear,
    Week,
    Weekday,
    Day,
    BracketDay,
    ContextDay,
    Century,
    SamePeriod,
    PreviousPeriod,
    TwoYears,
    TwoDays,
    Now,
    Vague,
    Months,
    Quarters,
    PartOfMonth,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HeadRow {
    pub means: Means,
    #[serde(default)]
    pub offset: i16,
    #[serde(default)]
    pub months: (u8, u8),
    pub words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Whole {
    Year,
    Month,
    Day,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PartRow {
    pub of: Whole,
    #[serde(default)]
    pub months: (u8, u8),
    pub words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WindowRow {
    pub forward: bool,
    pub words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BesideRow {
    #[serde(default)]
    pub begins: Vec<String>,
    #[serde(default)]
    pub words: Vec<String>,
    #[serde(default)]
    pub not_after: String,
    #[serde(default)]
    pub not_before: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WordRow {
    pub words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PlanRow {
    pub words: Vec<String>,
    pub years: (i16, i16),
    pub bare: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EraRow {
    pub words: Vec<String>,
    pub first: i16,
    #[serde(default = "no_end")]
    pub last: u16,
}

fn no_end() -> u16 {
    u16::MAX
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HolidayRow {
    pub words: Vec<String>,
    pub day: Option<(i8, i8)>,
    pub lunar: Option<(u8, i32)>,
    #[serde(default)]
    pub lasts: Option<Lasts>,
}

#[derive(Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
pub(super) enum Lasts {
    Month,
    Day,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LunarYear {
    pub first: Date,
    pub leap: u8,
    pub long: String,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct File {
    pub head: Vec<HeadRow>,
    pub beside: Vec<BesideRow>,
    pub part: Vec<PartRow>,
    pub window: Vec<WindowRow>,
    pub joiner: Vec<WordRow>,
    pub until: Vec<WordRow>,
    pub from: Vec<WordRow>,
    pub since: Vec<WordRow>,
    pub names: Vec<String>,
    pub plans: Vec<PlanRow>,
    pub eras: Vec<EraRow>,
    pub holidays: Vec<HolidayRow>,
    pub needs_cue: Vec<String>,
    pub after: Vec<String>,
    pub years: Vec<LunarYear>,
    pub example: Vec<Example>,
}

impl HeadRow {
    pub(super) fn head(&self) -> Head {
        let (offset, (first, last)) = (self.offset, self.months);
        match self.means {
            Means::Year => Head::Year(offset),
            Means::ContextYear => Head::ContextYear(offset),
            Means::WholeYear => Head::WholeYear,
            Means::Month => Head::Month(offset.into()),
            Means::ContextMonth => Head::ContextMonth(offset.into()),
            Means::Quarter => Head::Quarter(offset.into()),
            Means::HalfYear => Head::HalfYear(offset.into()),
            Means::Week => Head::Week(offset.into()),
            Means::Weekday => Head::Weekday,
            Means::Day => Head::Day(offset.into()),
            Means::BracketDay => Head::BracketDay(offset.into()),
            Means::ContextDay => Head::ContextDay(offset.into()),
            Means::Century => Head::Century(offset),
            Means::SamePeriod => Head::SamePeriod(offset),
            Means::PreviousPeriod => Head::PreviousPeriod,
            Means::TwoYears => Head::TwoYears,
            Means::TwoDays => Head::TwoDays,
            Means::Now => Head::Now,
            Means::Vague => Head::Vague,
            Means::Months => Head::Months(first, last),
            Means::Quarters => Head::Quarters(first, last),
            Means::PartOfMonth => Head::PartOfMonth,
        }
    }
}
