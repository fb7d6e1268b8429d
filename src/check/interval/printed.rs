//! Intervals and ratios as decimals and words.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};
use rust_decimal::Decimal;

use super::{End, Range, ratio};
use crate::model::{Bounds, Number};

impl Range {
    /// Ends for print, rounded outwards to a few digits more than their distance needs.
    pub fn bounds(&self) -> Bounds {
        let places = self.places();
        let end = |at: Option<&BigRational>, up: bool| at.and_then(|at| outwards(at, places, up));
        Bounds { lower: end(self.low(), false), upper: end(self.high(), true) }
    }

    /// Decimal places that tell the two ends apart.
    fn places(&self) -> u32 {
        let (Some(low), Some(high)) = (self.low(), self.high()) else { return 4 };
        let width = high - low;
        let fine = if width.is_zero() { low.abs() / ratio(1000, 1) } else { width / ratio(5, 1) };
        let (mut parts, mut places) = (fine.numer().clone(), 0);
        while parts < *fine.denom() && places < 8 && !fine.is_zero() {
            parts *= 10;
            places += 1;
        }
        places
    }

    /// The interval as words: `[13.8, 16.1]`, `(30, ∞)`.
    pub fn show(&self) -> String {
        let bounds = self.bounds();
        let end = |n: Option<Number>, none: &str| n.map_or(none.to_owned(), |n| n.to_decimal().normalize().to_string());
        if let (Some(low), Some(high)) = (bounds.lower, bounds.upper)
            && low == high
        {
            return low.to_decimal().normalize().to_string();
        }
        let open = |end: &End| !matches!(end, End::At { open: false, .. });
        format!(
            "{}{}, {}{}",
            if open(&self.low) { '(' } else { '[' },
            end(bounds.lower, "−∞"),
            end(bounds.upper, "∞"),
            if open(&self.high) { ')' } else { ']' }
        )
    }
}

/// A ratio as a decimal of some places, rounded away from the inside of an interval; None where it
/// has more digits than a decimal holds.
fn outwards(at: &BigRational, places: u32, up: bool) -> Option<Number> {
    let scaled = at.numer() * num_traits::pow(BigInt::from(10), places as usize);
    // division leaves off what is left over, towards zero
    let (whole, left) = (&scaled / at.denom(), &scaled % at.denom());
    let whole = match (left.is_zero(), up) {
        (false, true) if scaled.is_positive() => whole + 1,
        (false, false) if scaled.is_negative() => whole - 1,
        _ => whole,
    };
    decimal(&whole, places)
}

/// A ratio as a decimal, rounded to the nearest; None where it has more digits than a decimal holds.
pub fn nearest(at: &BigRational, places: u32) -> Option<Number> {
    let unit = num_traits::pow(BigInt::from(10), places as usize);
    let scaled = at * BigRational::from_integer(unit);
    decimal(&scaled.round().to_integer(), places)
}

fn decimal(mantissa: &BigInt, places: u32) -> Option<Number> {
    let mantissa = i128::try_from(mantissa).ok()?;
    let decimal = Decimal::try_from_i128_with_scale(mantissa, places).ok()?;
    Some(Number::Decimal(decimal.normalize()))
}
