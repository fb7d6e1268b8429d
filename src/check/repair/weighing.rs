//! What a change that fits costs: the less, the sooner it is shown.

use num_traits::Zero;

use crate::check::interval::ratio;
use crate::model::{Claim, RepairReason, Span};

use super::Search;
use super::edits::{distance, value};
use super::likelihood::{blind, first_digit, likelihood, magnitude, ten_to};
use super::target::Trial;
use super::window::Edit;

impl Search<'_, '_, '_> {
    /// How unlikely a change of an operand is that makes the statement hold.
    pub fn cost(&self, claim: &Claim, mention: Span, edit: &Edit, reason: RepairReason, trial: &Trial) -> f64 {
        let closeness = match (&trial.gap, &trial.stated) {
            (Some(gap), Some(stated)) if !stated.is_zero() => distance(&(stated + gap), stated).min(0.25) * 4.0,
            // where any number on one side would do, a small change is likelier than a large one
            _ => {
                0.4 * self.shift(edit, reason) + 0.8 * first_digit(&self.window.chars(edit.field), edit) + blind(reason)
            }
        };
        let confirmed = if self.confirmed.contains(claim.id.as_str()) { 0.5 } else { 0.0 };
        let known = reason != RepairReason::Nearby && self.known_elsewhere(claim, mention, edit);
        let known = if known { -0.4 } else { 0.0 };
        let double = if self.doubles(mention, edit) { 1.0 } else { 0.0 };
        // what is derived is wrong a little more often than what it is derived from
        let derived = if self.target.derived() == Some(&claim.id) { -0.1 } else { 0.0 };
        // what makes another statement hold as well is likely the number that stood there
        let gained =
            trial.gained.iter().any(|(check, claims)| self.target.is_other(check) && claims.contains(&claim.id));
        let gained = if gained { 0.6 } else { 0.0 };
        let scale = if self.out_of_scale(claim) { self.scale_cost(claim, edit, reason) } else { 0.0 };
        likelihood(reason, self.target.check) + closeness + confirmed + known + double + derived + scale - gained
    }

    /// Whether a number is fifty times another of the statement, or a fiftieth of it.
    pub fn out_of_scale(&self, claim: &Claim) -> bool {
        let value = claim.quantity.value.to_rational().abs();
        let others = self.window.claims().iter().filter(|c| c.id != claim.id && self.target.has(&c.id));
        others
            .map(|c| c.quantity.value.to_rational().abs())
            .any(|o| o > &value * ratio(50, 1) || value > &o * ratio(50, 1))
    }

    /// Where numbers are many powers of ten apart, a scale word is the likeliest slip, most of all one that brings
    /// them together, and a word of direction the least likely.
    fn scale_cost(&self, claim: &Claim, to: &Edit, reason: RepairReason) -> f64 {
        match reason {
            RepairReason::Scale => {
                let factor = ten_to(&to.to) - ten_to(&self.cut(to));
                let value = magnitude(&claim.quantity.value.to_rational());
                let others = self.window.claims().iter().filter(|c| c.id != claim.id && self.target.has(&c.id));
                let nearest = others.map(|c| (magnitude(&c.quantity.value.to_rational()) - value - factor).abs()).min();
                f64::from(nearest.unwrap_or(0)) * 0.1 - 0.7
            }
            RepairReason::Direction => 0.5,
            _ => 0.0,
        }
    }

    /// What an edit replaces.
    fn cut(&self, edit: &Edit) -> String {
        self.window.chars(edit.field).get(edit.span.start..edit.span.end).unwrap_or_default().iter().collect()
    }

    /// How far a change moves a number: 0 to 1.
    fn shift(&self, edit: &Edit, reason: RepairReason) -> f64 {
        let chars = self.window.chars(edit.field);
        let old: String = chars.get(edit.span.start..edit.span.end).unwrap_or_default().iter().collect();
        match (value(&old.replace(',', "")), value(&edit.to.replace(',', ""))) {
            (Some(a), Some(b)) => distance(&a, &b),
            _ if matches!(reason, RepairReason::Digit | RepairReason::Scale) => 0.4,
            _ => 0.0,
        }
    }

    /// Whether the number becomes the same as another one of the statement: that would hold, and say nothing.
    fn doubles(&self, mention: Span, edit: &Edit) -> bool {
        let Some((_, to)) = self.wording(mention, edit) else { return false };
        self.window.claims().iter().any(|c| self.target.has(&c.id) && c.quantity.text == to)
    }

    /// Whether the new wording of a mention stands elsewhere in the article.
    fn known_elsewhere(&self, claim: &Claim, mention: Span, edit: &Edit) -> bool {
        let Some((_, to)) = self.wording(mention, edit) else { return false };
        self.scene.figures.iter().any(|f| f.claim.id != claim.id && f.claim.quantity.text == to)
    }
}
