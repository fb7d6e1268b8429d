//! Statements that compare two entities without a number: 西山市常住人口超过东林市.

use crate::model::{Field, Period, Record, Span};
use crate::rules::LinkWord;

use super::index::Index;
use super::period;
use super::reading::{Mark, Page, Reading, What};

/// Such a statement with the cells that it speaks of.
#[derive(Debug, Clone)]
pub struct Ordering<'i> {
    /// Title or text.
    pub field: Field,
    /// From the first entity to the second.
    pub span: Span,
    /// Its words.
    pub words: String,
    /// Whether the first one is said to have more.
    pub more: bool,
    /// Pairs of cells (first entity, second entity) of the same metric and period, by table.
    pub pairs: Vec<(&'i Record, &'i Record)>,
}

/// The comparisons of a sentence for which both cells are known.
pub(crate) fn orderings<'i>(index: &'i Index, page: &Page<'_>, reading: &Reading<'_>) -> Vec<Ordering<'i>> {
    let at = |i: usize| reading.marks.get(i);
    (0..reading.marks.len())
        .filter_map(|i| {
            let more = match at(i)?.word()? {
                LinkWord::More => true,
                LinkWord::Less => false,
                _ => return None,
            };
            let second =
                at(i + 1).filter(|m| !m.entities().is_empty() && m.span.start == at(i).map_or(0, |w| w.span.end))?;
            // a further noun behind the second name would be what is compared: 超过东林市机场
            if !reading.free_after(second.span.end) {
                return None;
            }
            let before = reading.marks.get(..i)?;
            let first = before.iter().rev().find(|m| !m.entities().is_empty())?;
            let metric = before.iter().rev().find(|m| !m.metrics().is_empty())?;
            let from = first.span.start.min(metric.span.start);
            let clear = reading.residue(from, second.span.end) == 0 && reading.free_before(from);
            if !clear || before.iter().any(|m| m.is_number() && m.span.start > from) {
                return None;
            }
            let time = before.iter().rev().find_map(|m| match m.what {
                What::Time(p, _) => p.norm.as_ref().map(|_| p),
                _ => None,
            });
            let pairs = pairs(index, (first, second, metric), time);
            let span = Span::new(from, second.span.end);
            (!pairs.is_empty()).then(|| Ordering {
                field: page.field,
                span,
                words: page.words(span).to_owned(),
                more,
                pairs,
            })
        })
        .collect()
}

fn pairs<'i>(
    index: &'i Index,
    (first, second, metric): (&Mark<'_>, &Mark<'_>, &Mark<'_>),
    time: Option<&Period>,
) -> Vec<(&'i Record, &'i Record)> {
    let mut out = Vec::new();
    for &m in metric.metrics() {
        let of = |mark: &Mark<'_>| -> Vec<&'i Record> {
            let cells = mark.entities().iter().flat_map(|&e| index.cells(e, m)).filter_map(|&n| index.record(n));
            cells
                .filter(|r| time.map_or(r.period.is_none(), |t| period::fit(t, r.period.as_ref(), false).is_some()))
                .collect()
        };
        let seconds = of(second);
        for a in of(first) {
            let like = |b: &&Record| {
                b.unit == a.unit && b.column == a.column && b.period_norm() == a.period_norm() && b.entity != a.entity
            };
            out.extend(seconds.iter().copied().find(|b| like(b)).map(|b| (a, b)));
        }
    }
    out
}
