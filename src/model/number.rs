//! Exact numbers: decimals, or ratios of whole numbers where the text writes a fraction.

use std::fmt;
use std::str::FromStr;

use num_traits::Zero;
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Exact;

/// An exact number. Prints and serialises as a plain decimal (`12500000000000`, `0.30`, trailing
/// zeros kept), as `2/3`, or as `3:1`. Ordering and equality are by value (`0.5 == 1/2`).
#[derive(Debug, Clone, Copy)]
pub enum Number {
    /// A decimal of at most 28 digits.
    Decimal(Decimal),
    /// A fraction as written, not reduced (`2/4` stays `2/4`); the denominator is never zero.
    Ratio(i64, i64),
    /// The two terms of a ratio or a score (3:1, 4比2). Its value is their quotient; a score with a
    /// second term of zero has the first term as its value, so that it can still be ordered.
    Terms(Decimal, Decimal),
}

/// Why a text is no [`Number`].
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("not a decimal or a fraction of whole numbers: {0:?}")]
pub struct NumberError(String);

impl Number {
    /// Zero.
    pub const ZERO: Number = Number::Decimal(Decimal::ZERO);

    /// The exact value, for comparisons that must not round.
    pub fn to_rational(self) -> Exact {
        match self {
            Number::Decimal(d) => {
                // at most 28 places
                Exact::new(d.mantissa(), 10i128.checked_pow(d.scale()).unwrap_or(1))
            }
            Number::Ratio(n, d) => Exact::new(n.into(), d.into()),
            Number::Terms(a, b) if b.is_zero() => Number::Decimal(a).to_rational(),
            Number::Terms(a, b) => Number::Decimal(a).to_rational() / Number::Decimal(b).to_rational(),
        }
    }

    /// The decimal, or a ratio rounded to 12 places. For printing and grouping, never for verdicts.
    pub fn to_decimal(self) -> Decimal {
        match self {
            Number::Decimal(d) => d,
            Number::Ratio(n, d) => (Decimal::from(n) / Decimal::from(d)).round_dp(12),
            Number::Terms(a, b) => a.checked_div(b).unwrap_or(a).round_dp(12),
        }
    }

    /// Whether the number is below zero.
    pub fn is_negative(self) -> bool {
        self.to_rational().is_negative()
    }

    /// Whether the number is zero.
    pub fn is_zero(self) -> bool {
        self.to_rational().is_zero()
    }
}

impl From<Decimal> for Number {
    fn from(d: Decimal) -> Self {
        Number::Decimal(d)
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}
impl Eq for Number {}
impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Number {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        match (self, other) {
            (Number::Decimal(a), Number::Decimal(b)) => a.cmp(b),
            _ => self.to_rational().cmp(&other.to_rational()),
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Number::Decimal(d) => write!(f, "{d}"),
            Number::Ratio(n, d) => write!(f, "{n}/{d}"),
            Number::Terms(a, b) => write!(f, "{a}:{b}"),
        }
    }
}

impl FromStr for Number {
    type Err = NumberError;

    fn from_str(text: &str) -> Result<Self, NumberError> {
        let bad = || NumberError(text.to_owned());
        if let Some((n, d)) = text.split_once('/') {
            let (n, d) = (n.parse().map_err(|_| bad())?, d.parse().map_err(|_| bad())?);
            return if d == 0 { Err(bad()) } else { Ok(Number::Ratio(n, d)) };
        }
        if let Some((a, b)) = text.split_once(':') {
            let term = |t| Decimal::from_str_exact(t).map_err(|_| bad());
            return Ok(Number::Terms(term(a)?, term(b)?));
        }
        Decimal::from_str_exact(text).map(Number::Decimal).map_err(|_| bad())
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_what_it_reads() {
        for text in ["29", "0.30", "-1.42", "2/3", "4:2", "2:0", "12500000000000"] {
            assert_eq!(text.parse::<Number>().unwrap().to_string(), text);
        }
        assert!("1/0".parse::<Number>().is_err());
        assert!("一".parse::<Number>().is_err());
    }

    #[test]
    fn equal_by_value() {
        assert_eq!("0.5".parse::<Number>(), "1/2".parse::<Number>());
        assert!("1/3".parse::<Number>().unwrap() > "0.333".parse::<Number>().unwrap());
    }
}
