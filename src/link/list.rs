//! Lists of places behind what they count: `新增确诊5例。其中外地来人2例。甲市3例，乙市2例。`

use std::collections::BTreeMap;

use crate::model::{Exact, Kind};
use crate::rules::Facet;

use super::reading::{Mark, Reading, What};
use super::wording::{MetricAt, Origin, wording};

/// Most counts of a sentence, and of the sentences before it, that a list is compared with.
const HEADS: usize = 8;

/// Most items of a list.
const ITEMS: usize = 60;

/// A count that a list behind it may divide.
#[derive(Debug, Clone)]
pub(crate) struct Head<'a> {
    pub metric: MetricAt<'a>,
    pub scope: Option<Facet>,
    unit: &'a str,
    value: Exact,
    /// The first count of its sentence.
    first: bool,
}

/// What the sentences of a paragraph leave for lists behind them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Carried<'a> {
    heads: Vec<Head<'a>>,
    /// The last sentence that names a metric counts something.
    last: bool,
}

impl<'a> Carried<'a> {
    /// Takes up the counts of a sentence that names a metric.
    pub fn follow(&mut self, reading: &Reading<'a>) {
        let counts = (0..reading.marks.len()).filter(|&n| reading.marks.get(n).is_some_and(is_count)).take(HEADS);
        let heads: Vec<Head<'a>> = counts.enumerate().filter_map(|(i, n)| head(reading, n, i == 0)).collect();
        self.last = heads.iter().any(|h| h.first);
        self.heads.extend(heads);
        self.heads.drain(..self.heads.len().saturating_sub(HEADS));
    }

    /// The count that the items of a list add up to; for a sentence without a metric of its own else the first
    /// of the sentence before.
    fn of(&self, reading: &Reading<'a>, unit: &str, sum: &Exact) -> Option<&Head<'a>> {
        let alike = || self.heads.iter().rev().filter(|h| h.unit == unit);
        let before = || alike().find(|h| h.first).filter(|_| self.last);
        let bare = reading.marks.iter().all(|m| m.metrics().is_empty());
        alike().find(|h| h.value == *sum).or_else(|| before().filter(|_| bare))
    }
}

fn head<'a>(reading: &Reading<'a>, n: usize, first: bool) -> Option<Head<'a>> {
    let words = wording(reading, n, None)?;
    let metric = *words.metrics.first().filter(|m| m.free && m.gap == 0 && m.origin != Origin::Before)?;
    let unit = words.claim.quantity.unit.as_deref()?;
    let value = words.claim.quantity.value.to_rational();
    Some(Head { metric: MetricAt { origin: Origin::Before, ..metric }, scope: words.scope, unit, value, first })
}

/// The items of lists of places in a sentence, each with the count before that they belong to.
pub(crate) fn items<'a>(reading: &Reading<'a>) -> BTreeMap<usize, Head<'a>> {
    let mut out = BTreeMap::new();
    if reading.carried.heads.is_empty() {
        return out;
    }
    let mut at = 0;
    while let Some((unit, sum, items, end)) = list(reading, at) {
        if let Some(head) = reading.carried.of(reading, unit, &sum) {
            out.extend(items.into_iter().map(|n| (n, head.clone())));
        }
        at = end;
    }
    out
}

/// The next list from a mark on: its unit, its sum, the marks of its numbers, and where to look on.
fn list<'a>(reading: &Reading<'a>, from: usize) -> Option<(&'a str, Exact, Vec<usize>, usize)> {
    let first = (from..reading.marks.len()).find(|&n| item(reading, n).is_some())?;
    let (unit, mut sum) = item(reading, first)?;
    let (mut items, mut end, mut n) = (vec![first], first, first + 1);
    while items.len() < ITEMS
        && let Some(mark) = reading.marks.get(n)
    {
        let last = reading.marks.get(end)?.span.end;
        match item(reading, n).filter(|(u, _)| *u == unit) {
            Some((_, value)) if reading.residue_outside(last, mark.span.start) == 0 => {
                sum = sum + value;
                items.push(n);
                end = n;
            }
            // what a bracket says of an item is not one
            _ if mark.is_number() && !reading.in_bracket(mark.span) => break,
            _ => {}
        }
        n += 1;
    }
    Some((unit, sum, items, n.max(end + 1)))
}

/// A count right behind the name of an entity, outside brackets: its unit and value.
fn item<'a>(reading: &Reading<'a>, n: usize) -> Option<(&'a str, Exact)> {
    let (mark, name) = (reading.marks.get(n)?, reading.marks.get(n.checked_sub(1)?)?);
    let What::Number(claim, None) = mark.what else { return None };
    let beside = !name.entities().is_empty() && reading.residue(name.span.end, mark.span.start) == 0;
    let counts = beside && is_count(mark) && !reading.in_bracket(mark.span);
    counts.then_some((claim.quantity.unit.as_deref()?, claim.quantity.value.to_rational()))
}

pub(crate) fn is_count(mark: &Mark<'_>) -> bool {
    matches!(mark.what, What::Number(c, _) if c.quantity.kind == Kind::Count)
}
