//! Intervals and ratios as decimals and words.

use num_bigint::BigInt;
use num_traits::{Signed, Zero};
use rust_decimal::Decimal;

use super::{End, Range, ratio};
use crate::model::{Bounds, Exact, Number};

impl Range {
    /// Ends for print, rounded outwards to a few digits more than their distance needs.
    pub fn bounds(&self) -> Bounds {
        let places = self.places();
        let end = |at: Option<&Exact>, up: bool| at.and_then(|at| outwards(at, places, up));
        Bounds { lower: end(self.low(), false), upper: end(self.high(), true) }
    }

    /// Decimal places that tell the two ends apart.
    fn places(&self) -> u32 {
        let (Some(low), Some(high)) = (self.low(), self.high()) else { return 4 };
        let width = high - low;
        let fine = if width.is_zero() { low.abs() / ratio(1000, 1) } else { width / ratio(5, 1) };
        let (mut parts, whole, mut places) = (fine.numer(), fine.denom(), 0);
        while parts < whole && places < 8 && !fine.is_zero() {
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
fn outwards(at: &Exact, places: u32, up: bool) -> Option<Number> {
    let (scaled, parts) = (at.numer() * num_traits::pow(BigInt::from(10), places as usize), at.denom());
    // division leaves off what is left over, towards zero
    let (whole, left) = (&scaled / &parts, &scaled % &parts);
    let whole = match (left.is_zero(), up) {
        (false, true) if scaled.is_positive() => whole + 1,
        (false, false) if scaled.is_negative() => whole - 1,
        _ => whole,
    };
    decimal(&whole, places)
}

/// A ratio as a decimal, rounded to the nearest; None where it has more digits than a decimal holds.
pub fn nearest(at: &Exact, places: u32) -> Option<Number> {
    let unit = num_traits::pow(BigInt::from(10), places as usize);
    let scaled = at * Exact::from_integer(unit);
    decimal(&scaled.round().to_integer(), places)
}

fn decimal(mantissa: &BigInt, places: u32) -> Option<Number> {
    let mantissa = i128::try_from(mantissa).ok()?;
    let decimal = Decimal::try_from_i128_with_scale(mantissa, places).ok()?;
    Some(Number::Decimal(decimal.normalize()))
}
