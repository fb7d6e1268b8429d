//! The cells that a number may have been taken from, or be derived from.

use crate::model::{Kind, Modality, Period, Record};
use crate::rules::Facet;

use super::derive;
use super::index::{Index, Metric};
use super::period::{self, Fit};
use super::wording::{Origin, Wording};

/// How a value follows from cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Operation {
    /// The cell itself.
    Cell,
    /// The second cell less the first.
    Difference,
    /// The change from the first cell to the second, in percent of the first.
    Growth,
    /// The cell of an index less 100.
    IndexChange,
    /// The first cell over the second, or the greater over the lesser.
    Ratio,
    /// The cells together: the months of a span.
    Sum,
    /// The first cell in percent of the second: a part of its whole.
    Share,
    /// The standing of the cell among all of its column, the greatest being the first.
    Rank(u32),
}

/// How far a link can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trust {
    /// Good enough to confirm a number, not to contradict it.
    Weak,
    /// One thing was filled in (the country, the period).
    Likely,
    /// Entity, metric and period are named, and nothing narrows them.
    Sure,
}

/// One way in which a number follows from the tables.
#[derive(Debug, Clone)]
pub struct Candidate<'i> {
    /// How.
    pub operation: Operation,
    /// The cells, in the operation's order.
    pub records: Vec<&'i Record>,
    /// For changes: whether the text says that it fell; None where it does not say.
    pub falls: Option<bool>,
    /// How far to trust it.
    pub trust: Trust,
    /// 0 to 1.
    pub score: f64,
    /// Whether the period was filled in.
    pub guessed: bool,
    /// Why, in words that a reviewer reads.
    pub reasons: Vec<String>,
}

/// Why no cell was found for a number whose metric a table knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Missing {
    /// The words in front narrow the metric, or too much stands between.
    Metric,
    /// No table has this entity.
    Entity,
    /// The period is in no table.
    Period,
    /// The unit or the kind of figure is another one.
    Unit,
    /// Stated as a forecast, an aim or a condition.
    Modality,
}

/// The candidates for a number, the best first; or why there are none.
pub(crate) fn candidates<'i>(
    index: &'i Index,
    words: &Wording<'_>,
    front: &str,
) -> Result<Vec<Candidate<'i>>, Missing> {
    let (entities, named, gap) = entity(index, words, front);
    let mut out = Vec::new();
    let mut missing = Missing::Metric;
    let whole = words.metrics.iter().filter(|at| at.free && at.gap <= 2);
    for (&m, at) in whole.flat_map(|at| at.metrics.iter().map(move |m| (m, at))) {
        missing = missing.max(Missing::Entity);
        let Some(metric) = index.metrics.get(m as usize) else { continue };
        // 新增确诊5例，累计确诊90例: a name that is written whole brings its own scope
        let scope = if at.full.contains(&m) { metric.name.scope } else { words.scope };
        let metric_gap = at.gap;
        for &entity in &entities {
            let column = metric.ratio.map_or(m, |(part, _)| part);
            let cells = index.cells(entity, column);
            if cells.is_empty() {
                continue;
            }
            if words.claim.quantity.kind == Kind::Multiple {
                out.extend(derive::ratio(index, words, m, entity, metric_gap));
                continue;
            }
            let search = Search {
                index,
                words,
                metric,
                number: column,
                entity,
                cells,
                named,
                gap,
                metric_gap,
                origin: at.origin,
                scope,
                front,
            };
            match search.run() {
                Ok(found) => out.extend(found),
                Err(why) => missing = missing.max(why),
            }
        }
    }
    if out.is_empty() {
        return Err(missing);
    }
    if words.claim.modality != Modality::Actual {
        return Err(Missing::Modality);
    }
    out.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| ids(a).cmp(&ids(b))));
    out.truncate(5);
    Ok(out)
}

fn ids<'c>(candidate: &'c Candidate<'_>) -> Vec<&'c str> {
    candidate.records.iter().map(|r| r.id.as_str()).collect()
}

/// The entity that a number is of: the nearest name before it, else the country, else the one that
/// the table is about as a whole. Also whether it is named, and the words left over behind its name.
fn entity(index: &Index, words: &Wording<'_>, front: &str) -> (Vec<u32>, bool, u32) {
    if let Some(e) = words.entities.first() {
        return (e.entities.to_vec(), true, e.gap);
    }
    if index.local.iter().any(|l| front.contains(l.as_str())) {
        return (topic(index, words).map(<[u32]>::to_vec).unwrap_or_default(), false, 1);
    }
    if let Some(topic) = topic(index, words) {
        return (topic.to_vec(), false, 1);
    }
    let implied = index.national.iter().chain(&index.nameless).copied().collect();
    (implied, false, words.front_gap)
}

/// What the paragraph spoke of, unless it is the whole country.
fn topic<'a>(index: &Index, words: &Wording<'a>) -> Option<&'a [u32]> {
    words.topic.filter(|t| !t.iter().any(|e| index.national.contains(e)))
}

/// The cells of one entity and metric, searched for a number.
pub(super) struct Search<'s, 'i> {
    pub index: &'i Index,
    pub words: &'s Wording<'s>,
    pub metric: &'i Metric,
    pub number: u32,
    pub entity: u32,
    pub cells: &'i [u32],
    pub named: bool,
    pub gap: u32,
    pub metric_gap: u32,
    /// Where the metric is read.
    pub origin: Origin,
    /// New, cumulative, current, mean: what the metric's own name or the words before the number say.
    pub scope: Option<Facet>,
    pub front: &'s str,
}

impl<'i> Search<'_, 'i> {
    fn run(&self) -> Result<Vec<Candidate<'i>>, Missing> {
        if self.gap > 4 {
            return Err(Missing::Metric);
        }
        let name = &self.metric.name;
        let scope = |f: Option<Facet>| f.filter(|f| *f != Facet::Single);
        let scope_fits = match (scope(name.scope), scope(self.scope)) {
            (a, b) if a == b => true,
            // a table's running total is often just the count, and what is new follows from two of them
            (Some(Facet::Cumulative), None | Some(Facet::New)) | (None, Some(Facet::Cumulative | Facet::Current)) => {
                true
            }
            (None, Some(Facet::Mean)) => name.core.contains("均"),
            _ => false,
        };
        if !scope_fits {
            return Err(Missing::Unit);
        }
        let mut out = Vec::new();
        let mut met = false;
        for (fit, period) in self.periods() {
            for &number in self.cells {
                let Some(record) = self.index.record(number) else { continue };
                let fitted = match period {
                    Some(p) => period::fit(p, record.period.as_ref(), self.only_period()),
                    None => self.latest(record),
                };
                if let Some(fitted) = fitted {
                    met = true;
                    let found = self.derive(record, fitted.max(fit)).into_iter().chain(self.of_the_day(record, fitted));
                    // of several days that may be meant, the one before the day of printing is the likeliest
                    let age = if period.is_none() { self.distance(record) } else { 0.0 };
                    out.extend(found.map(|c| Candidate { score: (c.score - age).max(0.05), ..c }));
                }
            }
            if !out.is_empty() && fit < Fit::Latest {
                break;
            }
        }
        if out.is_empty() {
            out.extend(self.sum());
        }
        if !out.is_empty() {
            return Ok(out);
        }
        Err(if met { Missing::Unit } else { Missing::Period })
    }

    /// The periods that the number may hold for, the likeliest first.
    fn periods(&self) -> Vec<(Fit, Option<&Period>)> {
        let claim = self.words.claim;
        let known = |p: Option<&'_ Period>| p.is_some_and(|p| p.norm.is_some());
        let own = claim.time.as_ref().filter(|p| known(Some(p)));
        let against = self.words.against.and_then(|p| p.norm.as_ref());
        let own = own.filter(|p| against.is_none() || p.norm.as_ref() != against);
        let near = self.words.time.filter(|p| known(Some(p)));
        let mut periods = match (own, near) {
            (_, Some(b)) if self.words.time_is_own => vec![(Fit::Same, Some(b))],
            (Some(a), Some(b)) if a.norm != b.norm => vec![(Fit::Latest, Some(a)), (Fit::Latest, Some(b))],
            (Some(a), Some(_)) if self.words.time_is_relative => vec![(Fit::Latest, Some(a))],
            (Some(a), Some(_)) => vec![(Fit::Same, Some(a))],
            (Some(a), None) => vec![(Fit::EndOf, Some(a))],
            (None, Some(b)) => vec![(if self.words.time_is_relative { Fit::Latest } else { Fit::Same }, Some(b))],
            (None, None) => Vec::new(),
        };
        // a time that stands elsewhere in the article may not be the number's own
        if near.is_none() {
            periods.push((Fit::Latest, None));
        }
        periods
    }

    /// How unlikely a cell is as the last one before printing, in steps of a hundredth.
    fn distance(&self, record: &Record) -> f64 {
        let Some((period, published)) = record.period.as_ref().zip(self.words.claim.doc.published) else { return 0.0 };
        let Some((from, to)) = period.from.zip(period.to) else { return 0.0 };
        let (age, length) = ((published - to).get_days(), (to - from).get_days() + 1);
        let steps = if length <= 1 { (age - 1).abs() } else { (age - length).abs() / length };
        f64::from(steps.min(5)) * 0.01
    }

    fn only_period(&self) -> bool {
        let mut periods = self.cells.iter().filter_map(|&n| self.index.record(n)?.period.as_ref()?.norm.as_ref());
        periods.next().is_none_or(|first| periods.all(|p| p == first))
    }

    /// Cells without a period, or the last ones before publication.
    fn latest(&self, record: &Record) -> Option<Fit> {
        let Some(period) = &record.period else { return Some(Fit::Open) };
        let published = self.words.claim.doc.published?;
        period::is_latest(period, published).then_some(Fit::Latest)
    }

    /// A way in which the number follows from cells, the last of which is its own, weighed.
    pub(super) fn candidate(
        &self,
        operation: Operation,
        records: Vec<&'i Record>,
        falls: Option<Option<bool>>,
        fit: Fit,
    ) -> Candidate<'i> {
        let name = &self.metric.name;
        let mut score: f64 = 1.0;
        let mut trust = Trust::Sure;
        let mut reasons = Vec::new();
        let mut weaken = |to: Trust, by: f64, why: String| {
            trust = trust.min(to);
            score -= by;
            reasons.push(why);
        };
        let first = records.last();
        let entity = first.map_or("", |r| r.entity.as_str());
        reasons_of(first, &mut weaken);
        if !self.named {
            let clear = self.words.front_gap == 0 && topic(self.index, self.words).is_none();
            let to = if clear { Trust::Likely } else { Trust::Weak };
            weaken(to, 0.1, format!("文中未写主体，按{}", if entity.is_empty() { "表的主体" } else { entity }));
        }
        let time = self.words.time.or(self.words.claim.time.as_ref());
        if time.is_some_and(|t| period::is_within_day(&t.text) || period::is_now(&t.text)) {
            weaken(Trust::Weak, 0.1, "截止时间不是一整天之末".to_owned());
        }
        match fit {
            Fit::Same => {}
            Fit::EndOf => weaken(Trust::Sure, 0.05, "时期取自邻近语句或期末".to_owned()),
            Fit::Latest => weaken(Trust::Weak, 0.2, "时期为推定".to_owned()),
            Fit::Open => weaken(Trust::Weak, 0.15, "表中没有可比的时期".to_owned()),
        }
        match self.origin {
            Origin::Here => {}
            Origin::Before => weaken(Trust::Weak, 0.1, "指标取自前一句".to_owned()),
            Origin::Unit => weaken(Trust::Weak, 0.1, "指标由量词推定".to_owned()),
        }
        let gap = self.metric_gap + if self.named { self.gap } else { 0 };
        if gap > 0 {
            weaken(Trust::Weak, 0.1 * f64::from(gap), "主体或指标与数字之间另有词语".to_owned());
        } else if self.words.front_gap > 0 {
            weaken(Trust::Weak, 0.05, "句首另有词语".to_owned());
        }
        for qualifier in &name.qualifiers {
            if !self.front.contains(qualifier.as_str()) {
                weaken(Trust::Likely, 0.1, format!("文中未写“{qualifier}”"));
            }
        }
        let keys = first.map(|r| r.keys.as_slice()).unwrap_or_default();
        for (header, key) in keys.iter().filter(|(h, k)| h != crate::tables::INDEX_BASE && !self.index.has_entity(k)) {
            if !self.front.contains(key.as_str())
                && !self.index.key_aliases(key).iter().any(|a| self.front.contains(a.as_str()))
            {
                weaken(Trust::Weak, 0.1, format!("文中未写{header}“{key}”"));
            }
        }
        match (name.scope, self.scope) {
            (Some(Facet::Cumulative), None) => weaken(Trust::Weak, 0.1, "文中未写累计".to_owned()),
            (None, Some(Facet::Current)) => weaken(Trust::Weak, 0.1, "表中未写现有".to_owned()),
            _ => {}
        }
        Candidate {
            operation,
            records,
            falls: falls.flatten(),
            trust,
            score: score.max(0.05),
            guessed: fit >= Fit::Latest,
            reasons,
        }
    }
}

fn reasons_of(record: Option<&&Record>, weaken: &mut impl FnMut(Trust, f64, String)) {
    let Some(record) = record else { return };
    let period = record.period.as_ref().and_then(|p| p.norm.as_deref()).unwrap_or("无时期");
    weaken(
        Trust::Sure,
        0.0,
        format!(
            "{} {} {period}（{}，第{}行“{}”）",
            record.entity, record.metric, record.table, record.row, record.column
        ),
    );
}
