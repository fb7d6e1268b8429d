//! Interval arithmetic over exact ratios of whole numbers. Every operation gives an interval that
//! holds the result for every choice of operands; ends may be excluded or missing.

use num_traits::Zero;

use crate::model::{Exact, Interval, Number};

mod printed;

pub use printed::nearest;

/// A set of numbers between two ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Range {
    low: End,
    high: End,
}

/// One end of a [`Range`].
#[derive(Debug, Clone, PartialEq, Eq)]
enum End {
    /// Unbounded on this side.
    Missing,
    /// Bounded, the bound itself excluded if `open`.
    At { at: Exact, open: bool },
}

/// The ratio of two whole numbers; a zero denominator reads as 1, so that a constant cannot panic.
pub fn ratio(numerator: i64, denominator: i64) -> Exact {
    Exact::new(numerator.into(), if denominator == 0 { 1 } else { denominator.into() })
}

impl Range {
    /// Exactly one value.
    pub fn exact(at: Exact) -> Self {
        Range::closed(at.clone(), at)
    }

    /// From `low` to `high`, both included.
    pub fn closed(low: Exact, high: Exact) -> Self {
        Range { low: End::At { at: low, open: false }, high: End::At { at: high, open: false } }
    }

    /// From a number on, upwards.
    pub fn above(at: Exact, open: bool) -> Self {
        Range { low: End::At { at, open }, high: End::Missing }
    }

    /// Up to a number.
    pub fn below(at: Exact, open: bool) -> Self {
        Range { low: End::Missing, high: End::At { at, open } }
    }

    /// Every number.
    pub fn all() -> Self {
        Range { low: End::Missing, high: End::Missing }
    }

    /// The same with another upper end.
    pub fn with_high(self, at: Exact, open: bool) -> Self {
        Range { high: End::At { at, open }, ..self }
    }

    /// The lower end, where there is one.
    pub fn low(&self) -> Option<&Exact> {
        self.low.at()
    }

    /// The upper end, where there is one.
    pub fn high(&self) -> Option<&Exact> {
        self.high.at()
    }

    /// Whether a number lies inside.
    pub fn contains(&self, x: &Exact) -> bool {
        let above = match &self.low {
            End::Missing => true,
            End::At { at, open } => x > at || (!open && x == at),
        };
        let below = match &self.high {
            End::Missing => true,
            End::At { at, open } => x < at || (!open && x == at),
        };
        above && below
    }

    /// Whether every number of `self` is less than every number of `other`.
    pub fn before(&self, other: &Range) -> bool {
        match (&self.high, &other.low) {
            (End::At { at: a, open: x }, End::At { at: b, open: y }) => a < b || (a == b && (*x || *y)),
            _ => false,
        }
    }

    /// Whether no number of `self` is less than a number of `other`: `self` may at best equal it.
    pub fn not_below(&self, other: &Range) -> bool {
        match (&self.low, &other.high) {
            (End::At { at: a, .. }, End::At { at: b, .. }) => a >= b,
            _ => false,
        }
    }

    /// Whether the two share a number.
    pub fn meets(&self, other: &Range) -> bool {
        !self.before(other) && !other.before(self)
    }

    /// Whether there is a number in it at all.
    pub fn is_empty(&self) -> bool {
        match (&self.low, &self.high) {
            (End::At { at: a, open: x }, End::At { at: b, open: y }) => a > b || (a == b && (*x || *y)),
            _ => false,
        }
    }

    /// The numbers that are in both.
    pub fn intersect(&self, other: &Range) -> Range {
        let low = if tighter_low(&self.low, &other.low) { self.low.clone() } else { other.low.clone() };
        let high = if tighter_high(&self.high, &other.high) { self.high.clone() } else { other.high.clone() };
        Range { low, high }
    }

    /// The smallest interval that holds both.
    pub fn hull(&self, other: &Range) -> Range {
        let low = if tighter_low(&self.low, &other.low) { other.low.clone() } else { self.low.clone() };
        let high = if tighter_high(&self.high, &other.high) { other.high.clone() } else { self.high.clone() };
        Range { low, high }
    }

    /// Sums.
    pub fn add(&self, other: &Range) -> Range {
        Range { low: self.low.add(&other.low), high: self.high.add(&other.high) }
    }

    /// Differences.
    pub fn sub(&self, other: &Range) -> Range {
        self.add(&other.neg())
    }

    /// Negated.
    pub fn neg(&self) -> Range {
        Range { low: self.high.neg(), high: self.low.neg() }
    }

    /// Absolute values.
    pub fn abs(&self) -> Range {
        let zero = Exact::zero();
        let negative = self.high().is_some_and(|h| *h <= zero);
        let positive = self.low().is_some_and(|l| *l >= zero);
        if positive {
            self.clone()
        } else if negative {
            self.neg()
        } else {
            let high = self.neg().high;
            let high = if tighter_high(&high, &self.high) { self.high.clone() } else { high };
            Range { low: End::At { at: zero, open: false }, high }
        }
    }

    /// Every number times a factor.
    pub fn scale(&self, factor: &Exact) -> Range {
        if factor.is_zero() {
            return Range::exact(Exact::zero());
        }
        let range = Range { low: self.low.scale(factor), high: self.high.scale(factor) };
        if factor.is_negative() { Range { low: range.high, high: range.low } } else { range }
    }

    /// Every number plus a constant.
    pub fn shift(&self, by: &Exact) -> Range {
        self.add(&Range::exact(by.clone()))
    }

    /// Products.
    pub fn mul(&self, other: &Range) -> Range {
        // of positive numbers the ends are the products of the ends
        if let (Some(a), Some(b), Some(_), Some(_)) = (self.low(), other.low(), self.high(), other.high())
            && a.is_positive()
            && b.is_positive()
        {
            return Range { low: self.low.product(&other.low), high: self.high.product(&other.high) };
        }
        let corners = [
            self.low.times(true, &other.low, true),
            self.low.times(true, &other.high, false),
            self.high.times(false, &other.low, true),
            self.high.times(false, &other.high, false),
        ];
        hull_of(&corners)
    }

    /// Quotients; None where the divisor may be zero.
    pub fn div(&self, other: &Range) -> Option<Range> {
        other.inverse().map(|inverse| self.mul(&inverse))
    }

    /// `1 / x`; None where `x` may be zero.
    pub fn inverse(&self) -> Option<Range> {
        let zero = Exact::zero();
        let positive = match &self.low {
            End::At { at, open } => *at > zero || (*at == zero && *open),
            End::Missing => false,
        };
        let negative = match &self.high {
            End::At { at, open } => *at < zero || (*at == zero && *open),
            End::Missing => false,
        };
        if !positive && !negative {
            return None;
        }
        // The reciprocal falls on either side of zero, so the ends change places.
        let turn = |end: &End| match end {
            End::Missing => End::At { at: Exact::zero(), open: true },
            End::At { at, .. } if at.is_zero() => End::Missing,
            End::At { at, open } => End::At { at: at.recip(), open: *open },
        };
        Some(Range { low: turn(&self.high), high: turn(&self.low) })
    }

    /// Powers of numbers that are not negative; None where one may be.
    pub fn power(&self, exponent: u32) -> Option<Range> {
        self.low().filter(|l| !l.is_negative())?;
        let raise = |end: &End| match end {
            End::Missing => End::Missing,
            End::At { at, open } => End::At { at: num_traits::pow(at.clone(), exponent as usize), open: *open },
        };
        Some(Range { low: raise(&self.low), high: raise(&self.high) })
    }
}

impl From<Interval> for Range {
    fn from(i: Interval) -> Self {
        let end = |at: Option<Number>, open| at.map_or(End::Missing, |n| End::At { at: n.to_rational(), open });
        Range { low: end(i.lower, i.lower_open), high: end(i.upper, i.upper_open) }
    }
}

impl End {
    fn at(&self) -> Option<&Exact> {
        match self {
            End::Missing => None,
            End::At { at, .. } => Some(at),
        }
    }

    fn add(&self, other: &End) -> End {
        match (self, other) {
            (End::At { at: a, open: x }, End::At { at: b, open: y }) => End::At { at: a + b, open: *x || *y },
            _ => End::Missing,
        }
    }

    /// The product of two ends of ranges of positive numbers.
    fn product(&self, other: &End) -> End {
        match (self, other) {
            (End::At { at: a, open: x }, End::At { at: b, open: y }) => End::At { at: a * b, open: *x || *y },
            _ => End::Missing,
        }
    }

    fn neg(&self) -> End {
        match self {
            End::Missing => End::Missing,
            End::At { at, open } => End::At { at: -at, open: *open },
        }
    }

    fn scale(&self, factor: &Exact) -> End {
        match self {
            End::Missing => End::Missing,
            End::At { at, open } => End::At { at: at * factor, open: *open },
        }
    }

    /// One corner of a product; a missing end stands for infinity, whose product with zero is zero.
    fn times(&self, low: bool, other: &End, other_low: bool) -> Corner {
        let sign = |end: &End, low: bool| match end {
            End::Missing if low => -1,
            End::Missing => 1,
            End::At { at, .. } if at.is_zero() => 0,
            End::At { at, .. } if at.is_negative() => -1,
            End::At { .. } => 1,
        };
        match (self, other) {
            (End::At { at: a, open: x }, End::At { at: b, open: y }) => {
                // zero times an excluded number is still reached if zero itself is included
                let zero_included = (a.is_zero() && !x) || (b.is_zero() && !y);
                Corner::At { at: a * b, open: (*x || *y) && !zero_included }
            }
            _ => match sign(self, low) * sign(other, other_low) {
                0 => Corner::At { at: Exact::zero(), open: false },
                1 => Corner::High,
                _ => Corner::Low,
            },
        }
    }
}

/// A corner of a product of intervals.
enum Corner {
    Low,
    High,
    At { at: Exact, open: bool },
}

fn hull_of(corners: &[Corner]) -> Range {
    let mut range: Option<Range> = None;
    let (mut no_low, mut no_high) = (false, false);
    for corner in corners {
        match corner {
            Corner::Low => no_low = true,
            Corner::High => no_high = true,
            Corner::At { at, open } => {
                let one = Range {
                    low: End::At { at: at.clone(), open: *open },
                    high: End::At { at: at.clone(), open: *open },
                };
                range = Some(range.map_or(one.clone(), |r| r.hull(&one)));
            }
        }
    }
    let mut range = range.unwrap_or_else(Range::all);
    if no_low {
        range.low = End::Missing;
    }
    if no_high {
        range.high = End::Missing;
    }
    range
}

fn tighter_low(a: &End, b: &End) -> bool {
    match (a, b) {
        (End::Missing, _) => false,
        (_, End::Missing) => true,
        (End::At { at: a, open: x }, End::At { at: b, open: y }) => a > b || (a == b && *x && !*y),
    }
}

fn tighter_high(a: &End, b: &End) -> bool {
    match (a, b) {
        (End::Missing, _) => false,
        (_, End::Missing) => true,
        (End::At { at: a, open: x }, End::At { at: b, open: y }) => a < b || (a == b && *x && !*y),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A range and a number inside it.
    fn range_with_member() -> impl Strategy<Value = (Range, Exact)> {
        (-200i64..200, 0i64..60, 0i64..=8, 1i64..9).prop_map(|(low, width, at, d)| {
            let (low, width) = (ratio(low, d), ratio(width, d));
            let member = &low + &width * ratio(at, 8);
            (Range::closed(low.clone(), low + width), member)
        })
    }

    proptest! {
        #[test]
        fn every_choice_of_operands_lies_in_the_result((a, x) in range_with_member(), (b, y) in range_with_member()) {
            prop_assert!(a.add(&b).contains(&(&x + &y)));
            prop_assert!(a.sub(&b).contains(&(&x - &y)));
            prop_assert!(a.mul(&b).contains(&(&x * &y)));
            prop_assert!(a.abs().contains(&x.abs()));
            if let Some(quotient) = a.div(&b) {
                prop_assert!(quotient.contains(&(&x / &y)));
            }
            if let Some(cube) = a.power(3) {
                prop_assert!(cube.contains(&num_traits::pow(x.clone(), 3)));
            }
            let half_open = Range::above(x.clone(), false).mul(&b);
            prop_assert!(half_open.contains(&(&(&x + ratio(7, 1)) * &y)));
            prop_assert_eq!(a.meets(&b), !a.intersect(&b).is_empty());
        }

        #[test]
        fn printed_ends_hold_the_interval((a, x) in range_with_member()) {
            let bounds = a.bounds();
            prop_assert!(bounds.lower.unwrap().to_rational() <= x);
            prop_assert!(bounds.upper.unwrap().to_rational() >= x);
        }
    }

    #[test]
    fn excluded_ends_do_not_meet() {
        let at = |n| ratio(n, 1);
        assert!(!Range::below(at(30), true).meets(&Range::above(at(30), false)));
        assert!(Range::below(at(30), false).meets(&Range::above(at(30), false)));
        assert!(Range::exact(at(3)).not_below(&Range::exact(at(3))));
    }

    #[test]
    fn the_change_of_two_rounded_amounts() {
        let (from, to) = (Range::closed(ratio(795, 10), ratio(805, 10)), Range::closed(ratio(675, 10), ratio(685, 10)));
        let change = to.div(&from).unwrap().shift(&ratio(-1, 1)).scale(&ratio(100, 1));
        assert_eq!(change.show(), "[-16.2, -13.8]");
        assert!(!change.meets(&Range::closed(ratio(-125, 10), ratio(-115, 10))));
    }
}
