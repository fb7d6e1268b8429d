//! Units of headers and unit columns, and the values in cells.

use rust_decimal::Decimal;

use crate::model::{BaseValue, Number, Quantity};
use crate::quantity::{Context, Reader};
use crate::rules::{Rules, TableLexicon};
use crate::text::View;

/// A unit with its scale words folded in: 万人 is 10,000 × 人.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Scale {
    /// What one step of the column is worth in `unit`.
    pub factor: Decimal,
    /// The unit as a claim would carry it; None for a bare scale word (万).
    pub unit: Option<String>,
    /// What one `factor` is worth in the base unit of the dimension, and that unit.
    pub base: Option<(Decimal, String)>,
}

impl Scale {
    /// A column without a unit.
    pub fn none() -> Self {
        Scale { factor: Decimal::ONE, unit: None, base: None }
    }
}

/// A value of a cell: value, place value of the last digit, and the unit that the cell itself names.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct CellValue {
    pub value: Number,
    pub step: Number,
    pub scale: Option<Scale>,
}

/// Reads unit phrases and cells with the grammar of numbers that reads articles.
pub(super) struct Units<'r> {
    reader: Reader,
    lexicon: &'r TableLexicon,
}

/// Scale words before a unit, the longest first.
const SCALES: [(&str, i64); 9] = [
    ("万亿", 1_000_000_000_000),
    ("千万", 10_000_000),
    ("百万", 1_000_000),
    ("十亿", 1_000_000_000),
    ("百亿", 10_000_000_000),
    ("亿", 100_000_000),
    ("万", 10_000),
    ("千", 1_000),
    ("百", 100),
];

impl<'r> Units<'r> {
    pub fn new(rules: &'r Rules) -> Self {
        Units { reader: Reader::new(rules), lexicon: &rules.tables }
    }

    /// A unit phrase (`万人`, `亿元`, `%`, `million USD`); None if it is no unit.
    pub fn scale(&self, phrase: &str) -> Option<Scale> {
        let phrase = self.lexicon.unit(phrase.trim());
        if phrase.is_empty() || phrase.chars().any(|c| c.is_ascii_digit()) {
            return None;
        }
        // a unit may itself begin with a scale character (千克), so the whole phrase is tried first
        if let Some(scale) = self.unit_alone(phrase) {
            return Some(scale);
        }
        SCALES.iter().find_map(|&(word, factor)| {
            let rest = phrase.strip_prefix(word)?;
            let factor = Decimal::from(factor);
            if rest.is_empty() {
                return Some(Scale { factor, ..Scale::none() });
            }
            let one = self.unit_alone(rest)?;
            let base = match one.base {
                Some((b, unit)) => Some((b.checked_mul(factor)?, unit)),
                None => None,
            };
            Some(Scale { factor: one.factor.checked_mul(factor)?, unit: one.unit, base })
        })
    }

    /// Reads `N` + phrase as one quantity. Two numerals are tried: `1点` would be a time of day, a
    /// count of 10.5 persons might not be read.
    fn unit_alone(&self, phrase: &str) -> Option<Scale> {
        ["1", "10.5"].iter().find_map(|numeral| {
            let one: Decimal = numeral.parse().ok()?;
            let q = self.whole(&format!("{numeral}{phrase}"))?;
            let unit = q.unit?;
            let per = |v: Decimal| v.checked_div(one);
            let Number::Decimal(value) = q.value else { return None };
            let base = match q.base {
                Some(b) => Some((per(b.value)?, b.unit)),
                None => None,
            };
            Some(Scale { factor: per(value)?, unit: Some(unit), base })
        })
    }

    /// The one quantity that a text consists of.
    fn whole(&self, text: &str) -> Option<Quantity> {
        let view = View::new(text);
        let mut numbers = self.reader.read(&view, &Context::default()).numbers;
        let found = numbers.pop().filter(|_| numbers.is_empty())?;
        (found.quantity.start == 0 && found.quantity.end == view.len()).then_some(found.quantity)
    }

    /// The value of a cell; None if it holds no number. Footnote marks behind the number and
    /// thousands separators are dropped; `1.2亿` and `3.5%` bring their own scale and unit.
    pub fn cell(&self, cell: &str) -> Option<CellValue> {
        let text: String = View::new(cell).chars().iter().filter(|c| !c.is_whitespace()).collect();
        let text = text.trim_end_matches(['*', '†', '①', '②', '③', '④', '⑤']);
        if let Some((value, step)) = plain(text) {
            return Some(CellValue { value, step, scale: None });
        }
        let q = self.whole(text)?;
        if q.value_max.is_some() || !matches!(q.value, Number::Decimal(_)) {
            return None;
        }
        let base = match (&q.base, q.value) {
            (Some(b), Number::Decimal(v)) if !v.is_zero() => b.value.checked_div(v).map(|f| (f, b.unit.clone())),
            _ => None,
        };
        let scale = q.unit.is_some().then(|| Scale { factor: Decimal::ONE, unit: q.unit.clone(), base });
        Some(CellValue { value: q.value, step: q.step, scale })
    }
}

/// `1,234.50` with the place value of its last digit; an exponent or a second dot makes it none.
pub(super) fn plain(text: &str) -> Option<(Number, Number)> {
    let digits: String = text.chars().filter(|c| *c != ',').collect();
    let digits = digits.replace('−', "-");
    let body = digits.strip_prefix(['-', '+']).unwrap_or(&digits);
    if body.is_empty() || !body.chars().all(|c| c.is_ascii_digit() || c == '.') || !body.contains(|c| c != '.') {
        return None;
    }
    let value = Decimal::from_str_exact(digits.strip_prefix('+').unwrap_or(&digits)).ok()?;
    let step = Decimal::try_new(1, value.scale()).ok()?;
    Some((Number::Decimal(value), Number::Decimal(step)))
}

/// A cell's value in the base unit, with the bounds of its last digit.
pub(super) fn base_value(value: Decimal, step: Decimal, factor: Decimal, unit: &str) -> Option<BaseValue> {
    let half = step.checked_div(Decimal::TWO)?;
    Some(BaseValue {
        value: value.checked_mul(factor)?.normalize(),
        lower: value.checked_sub(half)?.checked_mul(factor).map(|d| d.normalize()),
        upper: value.checked_add(half)?.checked_mul(factor).map(|d| d.normalize()),
        unit: unit.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_cells_keep_their_precision() {
        let read = |t| plain(t).map(|(v, s)| (v.to_string(), s.to_string()));
        assert_eq!(read("1,234.50"), Some(("1234.50".into(), "0.01".into())));
        assert_eq!(read("-0.27"), Some(("-0.27".into(), "0.01".into())));
        assert_eq!(read("141212"), Some(("141212".into(), "1".into())));
        assert_eq!(read("1.2.3"), None);
        assert_eq!(read("."), None);
        assert_eq!(read("x"), None);
    }

    #[test]
    fn header_units_fold_scale_words() {
        let rules = Rules::embedded().unwrap();
        let units = Units::new(&rules);
        let read = |t| units.scale(t).map(|s| (s.factor.normalize().to_string(), s.unit.unwrap_or_default()));
        assert_eq!(read("万人"), Some(("10000".into(), "人".into())));
        assert_eq!(read("亿元"), Some(("100000000".into(), "CNY".into())));
        assert_eq!(read("%"), Some(("1".into(), "%".into())));
        assert_eq!(read("billion USD"), Some(("1000000000".into(), "USD".into())));
        assert_eq!(read("千克").map(|r| r.0), Some("1".into()));
        assert_eq!(read("上年=100"), None);
        assert_eq!(read("不变价"), None);
    }

    #[test]
    fn cells_may_bring_their_unit() {
        let rules = Rules::embedded().unwrap();
        let units = Units::new(&rules);
        let cell = units.cell("3.5%").unwrap();
        assert_eq!((cell.value.to_string(), cell.scale.unwrap().unit), ("3.5".into(), Some("%".into())));
        assert_eq!(units.cell("1.2亿").unwrap().value.to_decimal().normalize().to_string(), "120000000");
        assert_eq!(units.cell("508.9*").unwrap().value.to_string(), "508.9");
        assert!(units.cell("初步核算").is_none());
    }
}
