//! A number as written, with its unit, exact value and the interval that its wording allows.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{Number, Span};

/// What kind of number it is; the closed list of the annotation guidelines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // the names are the definitions
pub enum Kind {
    Percent,
    Point,
    Fraction,
    Multiple,
    Count,
    Money,
    Measure,
    Duration,
    Rank,
    Score,
    Age,
    Ratio,
}

/// The approximator; the closed list of the annotation guidelines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Approx {
    /// No approximator.
    Exact,
    /// 约, 左右, 大约, 差不多, 上下
    About,
    /// 近, 接近, 将近: at or just below
    Near,
    /// 超过, 逾, 多, 余, 突破, 高于
    Over,
    /// 不足, 不到, 低于
    Under,
    /// 至少, 不少于, 不低于, 以上
    AtLeast,
    /// 至多, 最多, 不超过, 以下, 以内
    AtMost,
}

/// A quantity in one document. `value` is without scale words: 12.5万亿元 is 12500000000000 CNY.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Quantity {
    /// First code point of the mention (approximators and unit included).
    pub start: usize,
    /// One past its last code point.
    pub end: usize,
    /// The mention, literally.
    pub text: String,
    /// Its kind.
    pub kind: Kind,
    /// The value, or the lower end of a range.
    pub value: Number,
    /// The upper end of a range.
    pub value_max: Option<Number>,
    /// `%`, `百分点`, `倍`, an ISO 4217 code, a measure word or a unit; None where there is none.
    pub unit: Option<String>,
    /// The approximator.
    pub approx: Approx,
    /// Pass interval, lower end; None where unbounded.
    pub lower: Option<Number>,
    /// Pass interval, upper end; None where unbounded.
    pub upper: Option<Number>,
    /// Whether `lower` itself is excluded.
    pub lower_open: bool,
    /// Whether `upper` itself is excluded.
    pub upper_open: bool,
    /// The approximator's logical meaning `[lower, upper]`, None where the word has none.
    pub hard: Option<[Option<Number>; 2]>,
    /// Place value of the last written digit, times the scale word: 1.20亿 has 1000000.
    pub step: Number,
    /// The quantity in its dimension's base unit; None for a unit of unknown dimension.
    pub base: Option<BaseValue>,
    /// Other fair readings of an ambiguous wording (八到九百亿), the preferred one left out.
    pub readings: Vec<Reading>,
}

/// The same quantity in the base unit of its dimension (SI, the currency itself, 1 for shares).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BaseValue {
    /// Value, ratios rounded to 12 places.
    pub value: Decimal,
    /// Lower end of the pass interval.
    pub lower: Option<Decimal>,
    /// Upper end of the pass interval.
    pub upper: Option<Decimal>,
    /// The base unit (`m`, `m2`, `kg`, `s`, `CNY`, `1`, `人` …).
    pub unit: String,
}

/// Another value that the same words may state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// Lower end or value.
    pub value: Number,
    /// Upper end of a range.
    pub value_max: Option<Number>,
}

/// A set of numbers between two ends, each of which may be missing or excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    /// Lower end, None where unbounded.
    pub lower: Option<Number>,
    /// Upper end, None where unbounded.
    pub upper: Option<Number>,
    /// Whether the lower end is excluded.
    pub lower_open: bool,
    /// Whether the upper end is excluded.
    pub upper_open: bool,
}

impl Quantity {
    /// Where the mention stands.
    pub fn span(&self) -> Span {
        Span::new(self.start, self.end)
    }

    /// The interval that the wording allows (the pass interval).
    pub fn interval(&self) -> Interval {
        Interval { lower: self.lower, upper: self.upper, lower_open: self.lower_open, upper_open: self.upper_open }
    }
}
