//! A finding in the making: what a check says of which numbers.

use crate::model::{Field, Grade, Span, Verdict};
use crate::rules::Rules;

use super::amount::Figure;
use super::interval::Range;
use super::outcome::Outcome;

/// What a check says of numbers and places of one article, not yet in words.
pub struct Draft<'s, 'a> {
    pub(super) outcome: Outcome,
    figures: Vec<&'s Figure<'a>>,
    places: Vec<(Field, Span)>,
}

impl<'s, 'a> Draft<'s, 'a> {
    /// A finding of a check.
    pub fn new(check: &'static str, verdict: Verdict) -> Self {
        Draft { outcome: Outcome::new(check, verdict), figures: Vec::new(), places: Vec::new() }
    }

    /// With the numbers that it is about.
    pub fn figures(mut self, figures: impl IntoIterator<Item = &'s Figure<'a>>) -> Self {
        self.figures.extend(figures);
        self
    }

    /// With a place that is no number (a list, a date).
    pub fn place(mut self, field: Field, span: Span) -> Self {
        self.places.push((field, span));
        self
    }

    /// With the calculation in figures.
    pub fn formula(mut self, formula: impl Into<String>) -> Self {
        self.outcome.formula = formula.into();
        self
    }

    /// With what follows from the operands.
    pub fn computed(mut self, range: &Range) -> Self {
        self.outcome.computed = Some(range.clone());
        self
    }

    /// With what the text states.
    pub fn stated(mut self, range: &Range) -> Self {
        self.outcome.stated = Some(range.clone());
        self
    }

    /// With a word for the message.
    pub fn word(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.outcome.words.push((name, value.into()));
        self
    }

    /// With another message than that of the verdict.
    pub fn message(mut self, key: &'static str) -> Self {
        self.outcome.message = key;
        self
    }

    /// With another grade than the check's.
    pub fn grade(mut self, grade: Grade) -> Self {
        self.outcome.grade = Some(grade);
        self
    }

    /// With the reason why it was not checked.
    pub fn reason(mut self, reason: &'static str) -> Self {
        self.outcome.reason = Some(reason);
        self
    }

    /// With the other ways that were tried.
    pub fn alternatives(mut self, ways: Vec<String>) -> Self {
        self.outcome.alternatives = ways;
        self
    }

    /// Its check.
    pub fn check(&self) -> &'static str {
        self.outcome.check
    }

    /// Its verdict.
    pub fn verdict(&self) -> Verdict {
        self.outcome.verdict
    }

    /// Whether the check that made it is wanted.
    pub fn is_on(&self, rules: &Rules) -> bool {
        rules.checks.is_on(self.outcome.check, self.outcome.final_grade(rules))
    }

    /// Ids of the claims that it is about, none twice.
    pub fn claims(&self) -> Vec<&'a str> {
        let mut claims: Vec<&str> = Vec::with_capacity(self.figures.len());
        for figure in &self.figures {
            if !claims.contains(&figure.claim.id.as_str()) {
                claims.push(&figure.claim.id);
            }
        }
        claims
    }

    /// Every place that it is about, numbers first, none twice.
    pub fn spans(&self) -> Vec<(Field, Span)> {
        let numbers = self.figures.iter().map(|f| (f.claim.field, f.claim.quantity.span()));
        let mut spans = Vec::with_capacity(self.figures.len() + self.places.len());
        for place in numbers.chain(self.places.iter().copied()) {
            if !spans.contains(&place) {
                spans.push(place);
            }
        }
        spans
    }
}
