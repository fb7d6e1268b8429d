//! How unlikely a slip is: the smaller, the sooner a repair is shown.

use num_traits::Zero;

use crate::check::interval::ratio;
use crate::model::{Exact, RepairReason};

use super::window::Edit;

/// How unlikely a slip is; less comes first.
pub fn likelihood(reason: RepairReason, check: &str) -> f64 {
    let turned = matches!(check, "change_direction" | "comparison_order" | "record_claim");
    match reason {
        RepairReason::Direction if turned => 0.6,
        RepairReason::Unit if check == "pp_unit" || check == "pp_diff" => 0.7,
        RepairReason::Scale => 0.9,
        RepairReason::Swap => 1.0,
        RepairReason::Digit | RepairReason::Unit | RepairReason::Date => 1.1,
        RepairReason::PointMoved => 1.1,
        RepairReason::DigitAdded | RepairReason::DigitDropped => 1.4,
        RepairReason::Approximator => 1.2,
        RepairReason::Direction => 1.5,
        RepairReason::Nearby => 1.7,
        RepairReason::Recomputed => 1.9,
    }
}

/// How unlikely a first digit is, where the change is one of the first digit: 0 for a 1, 0.8 for a 9 (Benford's law).
pub fn first_digit(chars: &[char], edit: &Edit) -> f64 {
    let old = chars.get(edit.span.start..edit.span.end).unwrap_or_default().iter().find(|c| c.is_ascii_digit());
    let new = edit.to.chars().find(char::is_ascii_digit);
    match (old, new.and_then(|c| c.to_digit(10))) {
        (Some(old), Some(new)) if old.to_digit(10) != Some(new) && new > 0 => {
            (2f64.log10() / (1.0 + 1.0 / f64::from(new)).log10()).log10()
        }
        _ => 0.0,
    }
}

/// What moves a number by powers of ten is unlikelier still where nothing says how large it should be.
pub fn blind(reason: RepairReason) -> f64 {
    match reason {
        RepairReason::DigitAdded | RepairReason::DigitDropped | RepairReason::PointMoved => 0.6,
        RepairReason::Approximator => 0.4,
        _ => 0.0,
    }
}

/// The power of ten of scale words: 8 for 亿.
pub fn ten_to(words: &str) -> i32 {
    words
        .chars()
        .map(|c| match c {
            '千' => 3,
            '万' => 4,
            '亿' => 8,
            _ => 0,
        })
        .sum()
}

/// The power of ten of a number's first digit.
pub fn magnitude(value: &Exact) -> i32 {
    let mut value = value.abs();
    let (ten, one) = (ratio(10, 1), ratio(1, 1));
    let mut power = 0;
    while value >= ten && power < 30 {
        value /= &ten;
        power += 1;
    }
    while !value.is_zero() && value < one && power > -30 {
        value *= &ten;
        power -= 1;
    }
    power
}
