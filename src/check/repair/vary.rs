//! Other numbers in place of an operand: slips undone, what would follow from the others, numbers beside it.

use num_traits::Zero;

use crate::check::interval::{nearest, ratio};
use crate::model::{Claim, Exact, Field, Kind, RepairReason, Span};

use super::Search;
use super::edits::{Run, chinese, likeliest, nearest_to, padded, scaled_by_word, scales, turned, units, value};
use super::likelihood::ten_to;
use super::window::Edit;

/// Digit strings that are tried for one operand.
const NEAR: usize = 14;
/// The same where it is not known what the number should be.
const BLIND: usize = 40;

/// How many times as far from what is wanted as the intervals allow a number is still tried: they change with it.
const GIVE: i64 = 4;

/// What a digit string would have to be.
struct Wanted {
    value: Exact,
    /// How far from it a number may lie for the statement to hold, with much to spare; None where that is not known.
    give: Option<Exact>,
}

impl Wanted {
    fn is_near(&self, to: &Exact) -> bool {
        self.give.as_ref().is_none_or(|give| (to - &self.value).abs() <= *give)
    }
}

impl Search<'_, '_, '_> {
    /// Tries another number in place of an operand.
    pub fn vary(&mut self, claim: &Claim) {
        let field = claim.field;
        let chars = self.window.chars(field);
        let mention = claim.quantity.span();
        for run in Run::all(&chars, mention) {
            let wanted = self.wanted(field, &run);
            let slips = run.slips();
            let tried = match &wanted {
                Some(wanted) => nearest_to(slips, &wanted.value, NEAR),
                None => likeliest(slips, BLIND),
            };
            let may_fit = |to: &Exact| wanted.as_ref().is_none_or(|w| w.is_near(to));
            // nobody counts 4.8 people
            let whole = claim.quantity.kind == Kind::Count && run.places() == 0 && !scaled_by_word(&chars, &run);
            for (to, reason) in tried {
                if whole && to.contains('.') || value(&to).is_some_and(|to| !may_fit(&to)) {
                    continue;
                }
                self.try_edit(claim, mention, Edit { field, span: run.span, to: run.write(&to) }, reason);
            }
            if let Some(wanted) = &wanted {
                // one place more than the number is written with, where none would not do
                for places in [run.places(), run.places() + 1] {
                    let Some(to) = nearest(&wanted.value, places).filter(|to| may_fit(&to.to_rational())) else {
                        continue;
                    };
                    let to = run.write(&padded(to.to_string(), run.places()));
                    if self.try_edit(claim, mention, Edit { field, span: run.span, to }, RepairReason::Recomputed) {
                        break;
                    }
                }
            }
            let scaled = matches!(claim.quantity.kind, Kind::Count | Kind::Money | Kind::Measure)
                && !claim.quantity.value.is_zero()
                && (self.target.gap.is_some() || self.out_of_scale(claim));
            let scale_words = if scaled { scales(&chars, &run, mention.end) } else { Vec::new() };
            for (span, to) in scale_words {
                let old: String = chars.get(span.start..span.end).unwrap_or_default().iter().collect();
                if run.value().is_some_and(|v| !may_fit(&(v * power_of_ten(ten_to(&to) - ten_to(&old))))) {
                    continue;
                }
                self.try_edit(claim, mention, Edit { field, span, to }, RepairReason::Scale);
            }
        }
        if let Some((span, to)) = turned(&chars, mention).filter(|_| self.target.check == "range_order") {
            self.try_edit(claim, mention, Edit { field, span, to }, RepairReason::Swap);
        }
        for (span, to) in chinese(&chars, mention) {
            self.try_edit(claim, mention, Edit { field, span, to }, RepairReason::Digit);
        }
        let units = if unit_matters(self.target.check) { units(&chars, mention) } else { Vec::new() };
        for (span, to) in units {
            self.try_edit(claim, mention, Edit { field, span, to }, RepairReason::Unit);
        }
        self.nearby(claim, mention);
    }

    /// What a digit string would have to be, by the secant through two trials: exact for sums and
    /// differences, near enough after a few steps for quotients.
    fn wanted(&self, field: Field, run: &Run) -> Option<Wanted> {
        let start = run.value().filter(|v| !v.is_zero())?;
        let (mut x0, mut g0) = (start.clone(), self.target.gap.clone()?);
        let mut x1 = &start * ratio(6, 5);
        for _ in 0..5 {
            let to = nearest(&x1, run.places() + 3)?;
            let trial = self.trial(&Edit { field, span: run.span, to: to.to_string() }, false)?;
            let g1 = trial.gap?;
            x1 = to.to_rational();
            let slope = &g1 - &g0;
            let give_of = |slack: &Exact| (slack * (&x1 - &x0) / &slope).abs() * ratio(GIVE, 1);
            let give = self.target.slack.as_ref().filter(|_| !slope.is_zero()).map(give_of);
            let close = trial.stated.as_ref().is_some_and(|s| g1.abs() * ratio(2000, 1) <= s.abs());
            if close {
                return Some(Wanted { value: x1, give });
            }
            if slope.is_zero() {
                return None;
            }
            let next = &x1 - &g1 * (&x1 - &x0) / slope;
            (x0, g0) = (x1, g1);
            // the search runs on few digits, not on ever longer ratios
            x1 = nearest(&next, run.places() + 4)?.to_rational();
            if !x1.is_positive() || x1 > &start * ratio(100_000, 1) {
                return None;
            }
        }
        // not there yet: nobody knows how far it still is
        Some(Wanted { value: x1, give: None })
    }

    /// Numbers of the same kind in the same sentences: one may have been written for another.
    fn nearby(&mut self, claim: &Claim, mention: Span) {
        let others: Vec<String> = self
            .window
            .claims()
            .iter()
            .filter(|c| c.quantity.kind == claim.quantity.kind && c.quantity.unit == claim.quantity.unit)
            .filter(|c| c.quantity.approx == claim.quantity.approx)
            .filter(|c| c.quantity.value != claim.quantity.value && !self.target.has(&c.id))
            .map(|c| c.quantity.text.clone())
            .take(4)
            .collect();
        for to in others {
            self.try_edit(claim, mention, Edit { field: claim.field, span: mention, to }, RepairReason::Nearby);
        }
    }
}

/// Ten to a power, which may be below zero.
fn power_of_ten(power: i32) -> Exact {
    let ten = num_traits::pow(ratio(10, 1), power.unsigned_abs() as usize);
    if power < 0 { ten.recip() } else { ten }
}

/// Checks whose statement may hold with another unit.
fn unit_matters(check: &str) -> bool {
    matches!(check, "pp_unit" | "pp_diff" | "change_pct" | "unit_conversion" | "rate_times_quantity")
}
