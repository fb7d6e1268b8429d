//! What the words round a number say of it: which name and metric it belongs to, whether it is a
//! change, and against what.

use crate::model::{Claim, Direction, Kind, Period, Role, Span};
use crate::rules::{Facet, LinkWord};

use super::list::{self, Head, is_count};
use super::reading::{Mark, Reading, What};

/// A number in its sentence.
pub(crate) struct Wording<'a> {
    pub claim: &'a Claim,
    /// The names of metrics that the number may belong to, the nearest first.
    pub metrics: Vec<MetricAt<'a>>,
    /// The nearest entity before the number, and the one before that.
    pub entities: Vec<EntityAt<'a>>,
    /// What the paragraph spoke of before this sentence.
    pub topic: Option<&'a [u32]>,
    /// Unexplained characters from the beginning of the sentence to the number.
    pub front_gap: u32,
    /// Rising or falling, if the number is the size of a change; None inside where no word says which.
    pub change: Option<Option<bool>>,
    /// What a change is against.
    pub basis: Option<Facet>,
    /// What the change is against whose size is said to change: 同比 of 同比上涨2%，涨幅比上月扩大1个百分点.
    pub rate_basis: Option<Facet>,
    /// The basis that stands right before the number, behind the one before it.
    pub own_basis: Option<Facet>,
    /// An explicit period that a change is against (比2010年).
    pub against: Option<&'a Period>,
    /// That period counts from the one of the statement (上年).
    pub against_is_relative: bool,
    /// New, cumulative, current, mean.
    pub scope: Option<Facet>,
    pub share: bool,
    /// The nearest time before the number in the sentence.
    pub time: Option<&'a Period>,
    /// That time counts from another one of the text (上年末).
    pub time_is_relative: bool,
    /// That time stands in brackets behind the number: 90例（12日）.
    pub time_is_own: bool,
    /// Words of the sentence before the number, as names of qualifiers may stand there.
    pub front: Span,
}

/// A metric's name beside a number.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MetricAt<'a> {
    pub metrics: &'a [u32],
    /// Those of them whose whole name is written.
    pub full: &'a [u32],
    /// Where it is read.
    pub origin: Origin,
    /// Nothing unexplained, which would narrow it, stands right before the name.
    pub free: bool,
    /// Unexplained characters between the name and the number.
    pub gap: u32,
}

/// Where the name of a number's metric stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// In the sentence.
    Here,
    /// In a sentence before: 新增确诊5例。甲市3例，乙市2例.
    Before,
    /// Nowhere; the unit tells it: 甲省新增5例.
    Unit,
}

/// An entity's name before a number.
#[derive(Clone, Copy)]
pub(crate) struct EntityAt<'a> {
    pub entities: &'a [u32],
    /// Unexplained characters between the name and the number.
    pub gap: u32,
}

/// The numbers of a sentence that have a metric of the tables, or an entity.
pub(crate) fn wordings<'a>(reading: &Reading<'a>) -> Vec<Wording<'a>> {
    let mut lists = list::items(reading);
    (0..reading.marks.len()).filter_map(|n| wording(reading, n, lists.remove(&n))).collect()
}

/// A number's wording; `head` is the count before the sentence that it is a part of.
pub(crate) fn wording<'a>(reading: &Reading<'a>, n: usize, head: Option<Head<'a>>) -> Option<Wording<'a>> {
    let mark = reading.marks.get(n)?;
    let What::Number(claim, unit_metric) = mark.what else { return None };
    let before = reading.marks.get(..n)?;
    let here = before.iter().rposition(Mark::is_number).map_or(0, |p| p + 1);
    let stretch = before.get(here..)?;
    let metrics = match unit_metric {
        Some(meaning) => vec![MetricAt::beside(&meaning.metrics, &meaning.full)],
        None => metrics(reading, n),
    };
    let head = head.filter(|_| metrics.is_empty());
    let metrics = match &head {
        Some(head) => vec![head.metric],
        None if metrics.is_empty() => told_by_unit(reading, n, stretch).into_iter().collect(),
        None => metrics,
    };
    if metrics.is_empty() {
        return None;
    }
    let mut out = Wording {
        claim,
        metrics,
        entities: entities(reading, n),
        topic: reading.topic,
        front_gap: reading.residue(reading.span.start, mark.span.start),
        change: change(stretch, claim),
        basis: None,
        rate_basis: rate_basis(before, here),
        own_basis: stretch.iter().rev().find_map(basis_of),
        against: None,
        against_is_relative: false,
        scope: None,
        share: false,
        time: None,
        time_is_relative: false,
        time_is_own: false,
        front: Span::new(reading.span.start, mark.span.start),
    };
    // 同比分别增长3%和5%: the second number is a change as the first one is
    if out.change.is_none() && stretch.iter().all(|m| m.facet().is_none() && m.metrics().is_empty()) && here > 0 {
        let earlier = before.get(..here - 1).unwrap_or_default();
        let from = earlier.iter().rposition(Mark::is_number).map_or(0, |p| p + 1);
        if let Some(What::Number(previous, _)) = before.get(here - 1).map(|m| m.what)
            && previous.quantity.unit == claim.quantity.unit
            && !reading.shut_away(previous.quantity.span(), mark.span.start)
        {
            out.change = change(earlier.get(from..).unwrap_or_default(), previous);
        }
    }
    let facet = |wanted: &[Facet]| before.iter().rev().find_map(|m| m.facet().filter(|f| wanted.contains(f)));
    out.scope = facet(&[Facet::New, Facet::Cumulative, Facet::Current, Facet::Mean]);
    // 现有重症5例，死亡2例: what stands now was the one before
    let named = stretch.iter().any(|m| !m.metrics().is_empty());
    if out.scope == Some(Facet::Current) && named && !stretch.iter().any(|m| m.facet() == Some(Facet::Current)) {
        out.scope = None;
    }
    if let Some(head) = head {
        (out.scope, out.change) = (head.scope, None);
    }
    out.share = before.iter().any(|m| m.facet() == Some(Facet::Share));
    if out.change.is_some() {
        out.basis = facet(&[Facet::Yoy, Facet::Mom]);
    }
    let is_base = |i: usize| {
        let touching = i.checked_sub(1).and_then(|p| before.get(p)).zip(before.get(i));
        touching.is_some_and(|(w, t)| w.span.end == t.span.start && matches!(w.what, What::Name(m) if m.base))
    };
    for (i, m) in before.iter().enumerate() {
        if let What::Time(period, basis) = m.what {
            // 比7月的49.8%回升: the number is that of July
            let owns = before.get(i + 1..).is_some_and(|rest| rest.iter().all(|w| w.word() == Some(LinkWord::Neutral)))
                && reading.residue(m.span.end, mark.span.start) == 0;
            if is_base(i) && !owns {
                out.against = (i >= here).then_some(period);
                out.against_is_relative = basis.is_some();
                if i >= here && out.change.is_some() {
                    out.basis = basis.or(out.basis);
                }
            } else {
                out.time = Some(period);
                out.time_is_relative = basis.is_some();
            }
        }
    }
    if let Some(Mark { span, what: What::Time(period, None) }) = reading.marks.get(n + 1)
        && reading.bracketed_after(mark.span.end, *span)
    {
        (out.time, out.time_is_relative, out.time_is_own) = (Some(*period), false, true);
    }
    Some(out)
}

impl<'a> MetricAt<'a> {
    /// A name that touches its number.
    fn beside(metrics: &'a [u32], full: &'a [u32]) -> Self {
        MetricAt { metrics, full, origin: Origin::Here, free: true, gap: 0 }
    }
}

/// What a count is of whose sentence says only that it is new or a total: 甲省新增5例，累计90例.
fn told_by_unit<'a>(reading: &Reading<'a>, n: usize, stretch: &[Mark<'a>]) -> Option<MetricAt<'a>> {
    let (number, word) = (reading.marks.get(n)?, stretch.iter().rfind(|m| m.facet().is_some())?);
    let What::Number(claim, _) = number.what else { return None };
    let counted = matches!(word.facet(), Some(Facet::New | Facet::Cumulative)) && is_count(number);
    let clear = reading.residue(word.span.end, number.span.start) == 0 && reading.free_after(number.span.end);
    let metrics = reading.counted_in(claim.quantity.unit.as_deref()?).filter(|_| counted && clear)?;
    Some(MetricAt { origin: Origin::Unit, ..MetricAt::beside(metrics, &[]) })
}

/// The metrics' names that a number may belong to: `总人口为14亿`, `27枚金牌`.
fn metrics<'a>(reading: &Reading<'a>, n: usize) -> Vec<MetricAt<'a>> {
    let Some(number) = reading.marks.get(n) else { return Vec::new() };
    let before = reading.marks.get(..n).unwrap_or_default();
    let mut out = Vec::new();
    // a noun behind a count is what is counted; behind a percentage a new statement begins
    let counted = matches!(number.what, What::Number(c, _) if c.quantity.kind == Kind::Count);
    let beside = |i: usize| {
        let (a, b) = (reading.marks.get(i), reading.marks.get(i + 1));
        a.zip(b).is_some_and(|(a, b)| a.span.end == b.span.start)
    };
    let metric = |i: usize| reading.marks.get(i).is_some_and(|m| !m.metrics().is_empty());
    // 新增4例累计确诊90例: the name belongs to the number behind it, unless that one has its own (3枚金牌2枚银牌)
    let of_next =
        beside(n + 1) && reading.marks.get(n + 2).is_some_and(Mark::is_number) && !(beside(n + 2) && metric(n + 3));
    let behind = reading.marks.get(n + 1).filter(|_| counted && beside(n) && metric(n + 1) && !of_next);
    // 甲市4例（1例已治愈）
    let within = reading.marks.get(n + 2).filter(|m| {
        let inside = Span::new(number.span.start, m.span.end);
        counted
            && !m.metrics().is_empty()
            && reading.residue(inside.start, inside.end) == 0
            && reading.fills_bracket(inside)
    });
    let behind = behind.or(within);
    // 新增4例累计确诊90例 leaves out its own 确诊
    let new =
        n.checked_sub(1).is_some_and(|p| beside(p) && reading.marks.get(p).and_then(Mark::facet) == Some(Facet::New));
    if let Some(m) = reading.marks.get(n + 1).filter(|_| counted && new && of_next && metric(n + 1)) {
        out.push(MetricAt::beside(m.metrics(), &[]));
        return out;
    }
    if let Some(m) = behind {
        out.push(MetricAt::beside(m.metrics(), m.full()));
        return out;
    }
    // counts of another thing in between take the name for themselves: 确诊90例，31个省…
    let other_count = |m: &Mark<'_>| match (m.what, number.what) {
        (What::Number(a, _), What::Number(b, _)) => {
            let counts = [a, b].iter().all(|c| c.quantity.kind == Kind::Count && c.quantity.unit.is_some());
            counts && a.quantity.unit != b.quantity.unit
        }
        _ => false,
    };
    let mut end = n;
    let open = |m: &Mark<'_>| !m.metrics().is_empty() && !reading.shut_away(m.span, number.span.start);
    while let Some(at) = before.get(..end).unwrap_or_default().iter().rposition(open) {
        if before.get(at..).is_some_and(|rest| rest.iter().any(other_count)) {
            break;
        }
        let Some((first, found)) = joined(reading, at, n) else { break };
        out.push(found);
        // 上涨 may be the name of a metric, and may be the change of the metric named before it
        if before.get(first).is_none_or(|m| m.facet().is_none()) {
            break;
        }
        end = first;
    }
    out
}

/// A metric's name before the number `n`, with the names that only carry it on, and the first of its
/// marks: in 金牌总数 the second name is also a plain word, in 居民消费价格指数（CPI） it repeats the first.
fn joined<'a>(reading: &Reading<'a>, mut at: usize, n: usize) -> Option<(usize, MetricAt<'a>)> {
    let mark = |i: usize| reading.marks.get(i);
    let gap = gap(reading, at, n)?;
    while let Some((previous, current)) =
        at.checked_sub(1).and_then(mark).filter(|p| !p.metrics().is_empty()).zip(mark(at))
    {
        let apart = current.span.start.saturating_sub(previous.span.end);
        let same = current.metrics().iter().any(|m| previous.metrics().contains(m));
        let bracketed = same && apart <= 1 && reading.residue(previous.span.end, current.span.start) == 0;
        if apart > 0 && !bracketed {
            break;
        }
        at -= 1;
    }
    let first = mark(at)?;
    let free = reading.free_before(first.span.start);
    Some((at, MetricAt { metrics: first.metrics(), full: first.full(), origin: Origin::Here, free, gap }))
}

/// Unexplained characters between the name of a metric and a number; None where another number has taken the
/// name and nothing carries it on. In a list (确诊病例中，甲市5例、乙市3例) the items before do not matter.
fn gap(reading: &Reading<'_>, metric: usize, n: usize) -> Option<u32> {
    let (name, number) = (reading.marks.get(metric)?, reading.marks.get(n)?);
    let between = reading.marks.get(metric + 1..n)?;
    let Some(last) = between.iter().rposition(Mark::is_number) else {
        return Some(reading.residue(name.span.end, number.span.start));
    };
    let item = between.get(last + 1..)?;
    let from = between.get(last)?.span.end;
    match item.iter().rev().find(|m| !m.entities().is_empty()) {
        Some(entity) => {
            // 新增病例中，甲市5例；重症中，甲市1例: the second list is of something else
            let own = reading.residue(entity.span.end, number.span.start);
            if is_count(number) && (own > 0 || reading.residue_outside(from, entity.span.start) > 0) {
                return None;
            }
            let lead = reading.residue(name.span.end, reading.stop_after(name.span.end).min(entity.span.start));
            Some(lead + own)
        }
        // 比重为5%，增速比上月加快1个百分点 goes on; 确诊90例，其中重症5例 does not
        None if is_count(number) && reading.residue_outside(from, number.span.start) > 0 => None,
        // 疑似100人，尚有19人接受观察: what follows says whom it counts
        None if is_count(number) && !reading.free_after(number.span.end) => None,
        None if !is_count(number) => Some(reading.residue(name.span.end, number.span.start)),
        None => between.iter().find(|m| m.is_number()).map(|m| reading.residue(name.span.end, m.span.start)),
    }
}

/// Entities before a number, the nearest first; those that a change or share is against are left out.
fn entities<'a>(reading: &Reading<'a>, n: usize) -> Vec<EntityAt<'a>> {
    let Some(number) = reading.marks.get(n) else { return Vec::new() };
    let before = reading.marks.get(..n).unwrap_or_default();
    let mut out: Vec<EntityAt<'a>> = Vec::new();
    for (i, m) in before.iter().enumerate().rev().filter(|(_, m)| !m.entities().is_empty()) {
        let against = i.checked_sub(1).and_then(|p| before.get(p)).is_some_and(|w| {
            w.span.end == m.span.start && (matches!(w.what, What::Name(b) if b.base) || w.facet() == Some(Facet::Share))
        });
        if !against && !reading.shut_away(m.span, number.span.start) {
            out.push(EntityAt { entities: m.entities(), gap: entity_gap(reading, i, n) });
        }
    }
    out
}

/// Unexplained characters between an entity and a number. The items of a list between the first metric and
/// the number's own words do not count.
fn entity_gap(reading: &Reading<'_>, entity: usize, n: usize) -> u32 {
    let (Some(name), Some(number)) = (reading.marks.get(entity), reading.marks.get(n)) else { return u32::MAX };
    let whole = reading.residue(name.span.end, number.span.start);
    let between = reading.marks.get(entity + 1..n).unwrap_or_default();
    let metric = between.iter().position(|m| !m.metrics().is_empty());
    let last = between.iter().rposition(Mark::is_number);
    match metric.zip(last) {
        Some((m, l)) if m < l => {
            let (first, last) = (between.get(m), between.get(l));
            let lead = first.map_or(0, |f| reading.residue_outside(name.span.end, f.span.start));
            let own = last.map_or(0, |l| reading.residue_outside(l.span.end, number.span.start));
            whole.min(lead + own)
        }
        _ => whole,
    }
}

/// Whether the words between the number before and this one make it a change.
fn change(stretch: &[Mark<'_>], claim: &Claim) -> Option<Option<bool>> {
    for m in stretch.iter().rev() {
        match m.facet() {
            // 新增5例 and 累计90例 are amounts
            Some(Facet::New | Facet::Cumulative | Facet::Current) => return None,
            Some(Facet::Rise) => return Some(Some(true)),
            Some(Facet::Fall) => return Some(Some(false)),
            Some(Facet::Rate) => return Some(Some(!m.falls())),
            _ => {}
        }
    }
    // 累计确诊90例 is a total, written as a metric's whole name
    let total = is_amount(claim) && stretch.iter().any(|m| !m.full().is_empty());
    let change = claim.role == Role::Change && claim.quantity.kind != Kind::Multiple && !total;
    change.then(|| claim.direction.map(|d| d == Direction::Up))
}

fn is_amount(claim: &Claim) -> bool {
    !matches!(claim.quantity.kind, Kind::Percent | Kind::Point)
}

/// What the change is against whose size the stretch from `here` on speaks of.
fn rate_basis(before: &[Mark<'_>], here: usize) -> Option<Facet> {
    let mut own = before.get(here..).unwrap_or_default().iter().filter_map(basis_of);
    let (first, second) = (own.next(), own.next());
    // 同比降幅比上月收窄: the first is that of the fall, the second that of its narrowing
    first.filter(|_| second.is_some()).or_else(|| before.get(..here)?.iter().rev().find_map(basis_of))
}

fn basis_of(mark: &Mark<'_>) -> Option<Facet> {
    match (mark.facet(), mark.what) {
        (Some(f @ (Facet::Yoy | Facet::Mom)), _) => Some(f),
        (_, What::Time(_, basis)) => basis,
        _ => None,
    }
}
