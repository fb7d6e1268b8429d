//! From a mention to what its wording allows: `checks.md` §1. All bounds are exact.

use rust_decimal::Decimal;

use crate::model::{Approx, Kind, Number};

use crate::rules::Halo;

use super::core::{Core, Form, UnitText};
use super::mention::Mention;

/// What a wording allows.
#[derive(Debug, Clone, Default)]
pub(super) struct Allowed {
    pub lower: Option<Number>,
    pub upper: Option<Number>,
    pub lower_open: bool,
    pub upper_open: bool,
    /// The approximator's logical meaning.
    pub hard: Option<[Option<Number>; 2]>,
}

/// The interval of a mention.
pub(super) fn allowed(mention: &Mention, reach: &Halo) -> Allowed {
    let core = &mention.core;
    // 60%~40% and 负三四百 name the higher end first
    let ends = (core.value, core.max.unwrap_or(core.value));
    let (low, high) = (ends.0.min(ends.1), ends.0.max(ends.1));
    let closed = |lower, upper| Allowed { lower, upper, ..Allowed::default() };
    if let Some((lower, upper)) = core.bounds
        && matches!(mention.approx, Approx::Exact | Approx::About)
    {
        return Allowed { upper_open: false, ..closed(lower, upper) };
    }
    match mention.approx {
        Approx::Exact => exact(core, low, high),
        Approx::About => {
            let (below, above) = (halo(core, low, reach), halo(core, high, reach));
            closed(minus(low, below), plus(high, above))
        }
        Approx::Near => {
            Allowed { hard: Some([None, Some(high)]), ..closed(minus(low, halo(core, low, reach)), Some(high)) }
        }
        Approx::Over => {
            let end = match (core.tail, core.max) {
                (Some(_), None) => plus(low, core.grain),
                (Some(_), Some(max)) => Some(max),
                _ => None,
            };
            Allowed {
                lower_open: true,
                upper_open: end.is_some(),
                hard: Some([Some(low), end]),
                ..closed(Some(low), end)
            }
        }
        Approx::Under => Allowed { upper_open: true, hard: Some([None, Some(high)]), ..closed(None, Some(high)) },
        Approx::AtLeast => Allowed { hard: Some([Some(low), None]), ..closed(Some(low), None) },
        Approx::AtMost => Allowed { hard: Some([None, Some(high)]), ..closed(None, Some(high)) },
    }
}

fn exact(core: &Core, low: Number, high: Number) -> Allowed {
    let closed = |lower, upper| Allowed { lower, upper, ..Allowed::default() };
    match core.form {
        Form::Fraction => {
            let share = |n: Number, percent: i64| scale(n, percent);
            let (below, above) = if low.is_negative() { (105, 95) } else { (95, 105) };
            return closed(share(low, below), share(high, above));
        }
        Form::Terms => return closed(Some(low), Some(high)),
        _ => {}
    }
    let whole = is_whole_count(core);
    if core.few {
        return Allowed { upper_open: !whole, ..closed(Some(low), Some(high)) };
    }
    if core.max.is_some() && core.form != Form::Range {
        if high.is_negative() {
            return Allowed { lower_open: true, ..closed(minus(low, core.step), Some(high)) };
        }
        // 三四百, 七八成: up to the next step
        let top = plus(high, core.step);
        return if whole {
            closed(Some(low), top.and_then(|t| minus(t, Decimal::ONE)))
        } else {
            Allowed { upper_open: true, ..closed(Some(low), top) }
        };
    }
    if whole && core.step <= Decimal::ONE && core.scale == 0 {
        return closed(Some(low), Some(high));
    }
    let half = core.step.checked_mul(Decimal::new(5, 1)).unwrap_or(core.step);
    let grid = matches!(&core.unit, UnitText::Unit(u, ..) if u.dimension == "tenth") || core.kind == Kind::Multiple;
    Allowed { upper_open: grid, ..closed(minus(low, half), plus(high, half)) }
}

/// Things counted one by one, as against amounts measured.
fn is_whole_count(core: &Core) -> bool {
    let whole = core.decimal().is_some_and(|d| d.is_integer());
    whole && matches!(core.kind, Kind::Count | Kind::Rank | Kind::Age | Kind::Score)
        || whole && core.kind == Kind::Duration && core.scale == 0
}

/// How far an approximator may stray: a part of the number, more of a coarse one, half a step at least.
fn halo(core: &Core, at: Number, reach: &Halo) -> Decimal {
    let at = at.to_decimal().abs();
    let coarse = core.form == Form::Fraction || is_coarse(at);
    let percent = if coarse { reach.coarse_percent } else { reach.fine_percent };
    let share = at.checked_mul(percent.to_decimal() / Decimal::ONE_HUNDRED).unwrap_or_default();
    let step = if core.form == Form::Fraction { Decimal::ZERO } else { core.step };
    let step =
        if core.decimal().is_some_and(|d| d.is_integer()) && core.scale == 0 { Decimal::ONE.min(step) } else { step };
    share.max(step.checked_mul(Decimal::new(5, 1)).unwrap_or_default())
}

/// Whether a number is a round one: of one significant digit, or of two and a multiple of 5. An approximator lets it
/// stray twice as far as another.
fn is_coarse(value: Decimal) -> bool {
    let mut mantissa = value.normalize().mantissa().unsigned_abs();
    while mantissa != 0 && mantissa.is_multiple_of(10) {
        mantissa /= 10;
    }
    mantissa < 10 || mantissa < 100 && mantissa.is_multiple_of(5)
}

fn plus(n: Number, d: Decimal) -> Option<Number> {
    match n {
        Number::Decimal(n) => n.checked_add(d).map(Number::Decimal),
        other => other.to_decimal().checked_add(d).map(Number::Decimal),
    }
}

fn minus(n: Number, d: Decimal) -> Option<Number> {
    plus(n, -d)
}

/// A percentage of a number, exact.
fn scale(n: Number, percent: i64) -> Option<Number> {
    match n {
        Number::Ratio(n, d) => Some(Number::Ratio(n.checked_mul(percent)?, d.checked_mul(100)?)),
        Number::Decimal(v) => v.checked_mul(Decimal::new(percent, 2)).map(Number::Decimal),
        Number::Terms(..) => Some(n),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_numbers_have_one_digit_or_two_and_the_second_a_five() {
        for (value, expected) in
            [(0, true), (30, true), (25, true), (400, true), (27, false), (36_000, false), (5, true), (120, false)]
        {
            assert_eq!(is_coarse(Decimal::from(value)), expected, "{value}");
        }
        assert!(is_coarse(Decimal::new(250, 4)) && !is_coarse(Decimal::new(123, 2)));
    }
}
