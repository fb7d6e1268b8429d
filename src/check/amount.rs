//! What a number may stand for: its value, the interval that its wording allows, and the wider one
//! beyond which the wording would be wrong.

use std::borrow::Cow;

use num_traits::Zero;

use crate::model::{Approx, Claim, Exact, Kind, Quantity};
use crate::rules::Halo;

use super::interval::{Range, ratio};

/// A number under arithmetic: its point value, the pass interval, and the interval outside of which
/// a statement is flagged. Between the two lies what is noted.
#[derive(Debug, Clone)]
pub struct Amount {
    /// The value as written.
    pub point: Exact,
    /// What the wording allows.
    pub pass: Range,
    /// What it can be stretched to: more than the halo of an approximator, truncation instead of rounding.
    pub wide: Range,
}

/// How a computed amount stands to a stated one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// The pass intervals meet.
    Pass,
    /// Only the wide ones do.
    Loose,
    /// Nothing meets.
    No,
}

impl Amount {
    /// A constant.
    pub fn exact(point: Exact) -> Self {
        Amount { pass: Range::exact(point.clone()), wide: Range::exact(point.clone()), point }
    }

    /// The same between articles, whose settings may differ: an approximator stretches to twice its halo.
    pub fn of(quantity: &Quantity) -> Self {
        Amount::operand(quantity, &ratio(2, 1))
    }

    /// What the words of a quantity allow where it is an operand: plain numbers as they are rounded. Approximators
    /// stretch to so many times their halo.
    pub fn operand(quantity: &Quantity, stretch: &Exact) -> Self {
        let pass = Range::from(quantity.interval());
        let wide = if quantity.approx == Approx::Exact { pass.clone() } else { stretched(quantity, &pass, stretch) };
        Amount { point: midpoint(quantity), wide, pass }
    }

    /// The same where it is what is judged: a plain number may also have been cut off.
    pub fn stated(quantity: &Quantity, stretch: &Exact) -> Self {
        let pass = Range::from(quantity.interval());
        Amount { point: midpoint(quantity), wide: stretched(quantity, &pass, stretch), pass }
    }

    /// How the amount stands to what the text states.
    pub fn fit(&self, stated: &Amount) -> Fit {
        if self.pass.meets(&stated.pass) {
            Fit::Pass
        } else if self.wide.meets(&stated.wide) {
            Fit::Loose
        } else {
            Fit::No
        }
    }

    /// Sum.
    pub fn add(&self, other: &Amount) -> Amount {
        self.with(other, |a, b| a + b, Range::add)
    }

    /// Difference.
    pub fn sub(&self, other: &Amount) -> Amount {
        self.with(other, |a, b| a - b, Range::sub)
    }

    /// Product.
    pub fn mul(&self, other: &Amount) -> Amount {
        self.with(other, |a, b| a * b, Range::mul)
    }

    /// Quotient; None where the divisor may be zero.
    pub fn div(&self, other: &Amount) -> Option<Amount> {
        if other.point.is_zero() {
            return None;
        }
        let pass = self.pass.div(&other.pass)?;
        let wide = if self.is_firm() && other.is_firm() { pass.clone() } else { self.wide.div(&other.wide)? };
        Some(Amount { point: &self.point / &other.point, pass, wide })
    }

    /// Times a constant.
    pub fn scale(&self, factor: &Exact) -> Amount {
        self.each(&self.point * factor, |r| r.scale(factor))
    }

    /// Plus a constant.
    pub fn shift(&self, by: &Exact) -> Amount {
        self.each(&self.point + by, |r| r.shift(by))
    }

    /// Without its sign.
    pub fn abs(&self) -> Amount {
        self.each(self.point.abs(), Range::abs)
    }

    /// Growth from `self` to `to` in percent; None where `self` may be zero.
    pub fn growth_to(&self, to: &Amount) -> Option<Amount> {
        Some(to.div(self)?.shift(&ratio(-1, 1)).scale(&ratio(100, 1)))
    }

    /// `self` as percent of a whole; None where the whole may be zero.
    pub fn percent_of(&self, whole: &Amount) -> Option<Amount> {
        Some(self.div(whole)?.scale(&ratio(100, 1)))
    }

    fn with(
        &self,
        other: &Amount,
        point: impl Fn(&Exact, &Exact) -> Exact,
        range: impl Fn(&Range, &Range) -> Range,
    ) -> Amount {
        let pass = range(&self.pass, &other.pass);
        let wide = if self.is_firm() && other.is_firm() { pass.clone() } else { range(&self.wide, &other.wide) };
        Amount { point: point(&self.point, &other.point), pass, wide }
    }

    /// The same done to both intervals, once where they are one.
    fn each(&self, point: Exact, range: impl Fn(&Range) -> Range) -> Amount {
        let pass = range(&self.pass);
        let wide = if self.is_firm() { pass.clone() } else { range(&self.wide) };
        Amount { point, pass, wide }
    }

    /// Whether it cannot be stretched.
    fn is_firm(&self) -> bool {
        self.pass == self.wide
    }
}

/// The value that calculations for people use: the middle of a range, else the value.
fn midpoint(quantity: &Quantity) -> Exact {
    let value = quantity.value.to_rational();
    match quantity.value_max {
        Some(max) => (value + max.to_rational()) / ratio(2, 1),
        None => value,
    }
}

/// The wide interval: so many times the halo for soft bounds, the logical meaning for hard ones, truncation
/// for plain numbers.
fn stretched(quantity: &Quantity, pass: &Range, stretch: &Exact) -> Range {
    let value = quantity.value.to_rational();
    // a bare count has no width, unless it is a range
    if quantity.approx == Approx::Exact {
        let step = quantity.step.to_rational().abs();
        let half = &step / ratio(2, 1);
        if pass.low() == pass.high() || quantity.kind == Kind::Multiple && half >= ratio(1, 2) {
            return pass.clone();
        }
        let top = quantity.value_max.map_or(value.clone(), |m| m.to_rational());
        return pass.hull(&Range::closed(value - half, top.clone()).with_high(top + step, true));
    }
    // the halo is what the pass interval leaves on either side
    let top = quantity.value_max.map_or(value.clone(), |m| m.to_rational());
    let (from, to) = (value.clone().min(top.clone()), value.clone().max(top));
    let low = || pass.low().map_or(from.clone(), |low| &from - (&from - low) * stretch);
    let high = || pass.high().map_or(to.clone(), |high| &to + (high - &to) * stretch);
    let stretched = match quantity.approx {
        Approx::Exact => pass.clone(),
        Approx::About => Range::closed(low(), high()),
        Approx::Near => Range::closed(low(), to.clone()),
        Approx::Under => Range::below(value, true),
        Approx::Over => match (pass.high(), &quantity.hard) {
            // 30多 ends at 40 by logic; 超过30 does not end
            (Some(end), Some([_, Some(_)])) => Range::above(value, true).with_high(end.clone(), true),
            _ => Range::above(value, true),
        },
        Approx::AtLeast => Range::above(value, false),
        Approx::AtMost => Range::below(value, false),
    };
    stretched.hull(pass)
}

/// A claim's number with its amount.
#[derive(Debug)]
pub struct Figure<'a> {
    /// The claim.
    pub claim: &'a Claim,
    /// What its number may stand for.
    pub amount: Amount,
    /// How many times its halo an approximator stretches to.
    stretch: Exact,
}

impl<'a> Figure<'a> {
    /// Reads a claim's number.
    pub fn new(claim: &'a Claim, halo: &Halo) -> Self {
        let stretch = halo.stretch.to_rational();
        Figure { claim, amount: Amount::operand(&claim.quantity, &stretch), stretch }
    }

    /// Its kind.
    pub fn kind(&self) -> Kind {
        self.claim.quantity.kind
    }

    /// Its words.
    pub fn text(&self) -> &str {
        &self.claim.quantity.text
    }

    /// Its unit, empty where it has none.
    pub fn unit(&self) -> &str {
        self.claim.quantity.unit.as_deref().unwrap_or("")
    }

    /// Whether the two can be added and compared as they stand: shares with shares, and otherwise the
    /// same kind and unit.
    pub fn comparable(&self, other: &Figure<'_>) -> bool {
        let share = |k: Kind| matches!(k, Kind::Percent | Kind::Fraction);
        if share(self.kind()) && share(other.kind()) {
            return self.unit() == other.unit() || self.kind() != other.kind();
        }
        let large = |f: &Figure<'_>| f.amount.point >= ratio(10_000, 1);
        let unit_left_out = self.kind() == Kind::Count
            && (self.unit().is_empty() || other.unit().is_empty())
            && large(self)
            && large(other);
        self.kind() == other.kind() && (self.unit() == other.unit() || unit_left_out)
    }

    /// The number where it is what is judged.
    pub fn stated(&self) -> Amount {
        Amount::stated(&self.claim.quantity, &self.stretch)
    }

    /// Its value as it is told from others: shares in percent.
    pub fn value(&self) -> Cow<'_, Exact> {
        match (self.kind(), self.unit()) {
            (Kind::Percent, "‰") => Cow::Owned(&self.amount.point / ratio(10, 1)),
            (Kind::Fraction, _) => Cow::Owned(&self.amount.point * ratio(100, 1)),
            _ => Cow::Borrowed(&self.amount.point),
        }
    }

    /// The amount in percent: 三分之二 is 66.7, 30% is 30; None where it is no share.
    pub fn percent(&self) -> Option<Amount> {
        self.in_percent(&self.amount)
    }

    /// The same where it is what is judged.
    pub fn stated_percent(&self) -> Option<Amount> {
        self.in_percent(&self.stated())
    }

    fn in_percent(&self, amount: &Amount) -> Option<Amount> {
        match (self.kind(), self.unit()) {
            (Kind::Percent, "‰") => Some(amount.scale(&ratio(1, 10))),
            (Kind::Percent, _) => Some(amount.clone()),
            (Kind::Fraction, _) => Some(amount.scale(&ratio(100, 1))),
            _ => None,
        }
    }

    /// Whether the number holds no approximator and is no range.
    pub fn is_plain(&self) -> bool {
        self.claim.quantity.approx == Approx::Exact && self.claim.quantity.value_max.is_none()
    }
}

/// Whether a quantity is below zero.
pub fn is_negative(quantity: &Quantity) -> bool {
    quantity.value.to_rational().is_negative()
}
