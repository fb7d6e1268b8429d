//! What follows from cells: differences, growth, shares, sums, ratios, standings.

use crate::model::{Kind, Quantity, Record};
use crate::rules::Facet;

use super::candidate::{Candidate, Operation, Search, Trust};
use super::index::Index;
use super::metric::Stat;
use super::period::{self, Fit};
use super::wording::Wording;

/// Most cells that one sum is made of.
const PARTS: usize = 60;

impl<'i> Search<'_, 'i> {
    /// What a cell and its neighbours say of the number.
    pub(super) fn derive(&self, record: &'i Record, fit: Fit) -> Option<Candidate<'i>> {
        let (q, words, name) = (&self.words.claim.quantity, self.words, &self.metric.name);
        let percent = q.unit.as_deref() == Some("%");
        let of_percent = record.unit.as_deref() == Some("%");
        let yearly = record.period.as_ref().and_then(|p| p.norm.as_ref()).is_some_and(|n| n.len() == 4);
        if let Some((_, whole)) = self.metric.ratio {
            return self.rate(record, whole, fit);
        }
        if q.kind == Kind::Rank {
            return self.rank(record, fit);
        }
        if name.scope == Some(Facet::Cumulative) && self.scope == Some(Facet::New) {
            return self.accrued(record, fit);
        }
        if percent && words.share && !of_percent && name.stat == Stat::Level {
            return self.share(record, fit);
        }
        let Some(falls) = words.change.map(|rises| rises.map(|r| !r)) else {
            if q.kind == Kind::Multiple || name.stat == Stat::Rate {
                return None;
            }
            // a share that no word calls one may be another rate of the same thing
            let unsaid = name.stat == Stat::Share && !words.share;
            let candidate = fits_unit(record, q).then(|| self.candidate(Operation::Cell, vec![record], None, fit))?;
            return Some(if unsaid { Candidate { trust: Trust::Weak, ..candidate } } else { candidate });
        };
        if name.stat == Stat::Rate {
            let same = words.basis == name.basis
                || name.basis.is_none()
                    && (words.basis == Some(if yearly { Facet::Yoy } else { Facet::Mom }) || words.basis.is_none())
                || words.basis.is_none() && name.basis == Some(Facet::Yoy) && yearly;
            if percent && same {
                return Some(self.candidate(Operation::Cell, vec![record], Some(falls), fit));
            }
        }
        if self.metric.index_base {
            let same = words.basis == name.basis || words.basis.is_none() && yearly;
            return (percent && same).then(|| self.candidate(Operation::IndexChange, vec![record], Some(falls), fit));
        }
        if name.stat == Stat::Rate {
            // 环比上涨0.2%，涨幅比上月扩大0.1个百分点 says nothing of a table of yearly changes
            if words.rate_basis.is_some_and(|of| name.basis.is_some_and(|table| table != of)) {
                return None;
            }
            // 降幅收窄0.1个百分点: a change of the change, against the period before; its sign is that of the
            // fall's size, which the words do not always tell
            let earlier =
                self.earlier(record, words.own_basis.unwrap_or(if yearly { Facet::Yoy } else { Facet::Mom }))?;
            let point = q.kind == Kind::Point && of_percent;
            return point.then(|| Candidate {
                trust: Trust::Weak,
                ..self.candidate(Operation::Difference, vec![earlier, record], None, fit)
            });
        }
        // 比7月回落0.3个百分点 names what it is against
        let named = words.against.filter(|_| !words.against_is_relative).map(|_| Facet::Mom);
        let earlier = self.earlier(record, if yearly { Facet::Yoy } else { words.basis.or(named)? })?;
        let operation = match (q.kind, percent, of_percent) {
            (Kind::Point, _, true) => Operation::Difference,
            (_, true, false) => Operation::Growth,
            (_, false, false) if fits_unit(record, q) => Operation::Difference,
            _ => return None,
        };
        if self.metric_gap > 0 {
            return None;
        }
        let candidate = self.candidate(operation, vec![earlier, record], Some(falls), fit);
        // the growth of an amount of money is mostly told without the rise of prices
        let money = operation == Operation::Growth && q.base.is_some() && record.is_money();
        Some(if money { Candidate { trust: Trust::Weak, ..candidate } } else { candidate })
    }

    /// What is new in a period, from a running total: corrections of the total are in the difference too, so
    /// that it confirms and does not contradict.
    fn accrued(&self, record: &'i Record, fit: Fit) -> Option<Candidate<'i>> {
        let q = &self.words.claim.quantity;
        let earlier = self.earlier_of(record, Facet::Mom)?;
        let counted = fits_unit(record, q) && !matches!(q.kind, Kind::Percent | Kind::Point | Kind::Multiple);
        let found =
            counted.then(|| self.candidate(Operation::Difference, vec![earlier, record], Some(Some(false)), fit))?;
        let mut reasons = found.reasons;
        reasons.push("新增数由两期累计数相减".to_owned());
        Some(Candidate { trust: Trust::Weak, score: (found.score - 0.05).max(0.05), reasons, ..found })
    }

    /// 分别为5例（12日）、8例（13日）: days in a row may tell what each added, though no word says that it is new.
    pub(super) fn of_the_day(&self, record: &'i Record, fit: Fit) -> Option<Candidate<'i>> {
        let unsaid = self.metric.name.scope == Some(Facet::Cumulative) && self.scope.is_none();
        let daily = unsaid && self.words.time_is_own && self.metric.ratio.is_none();
        let found = daily.then(|| self.accrued(record, fit)).flatten()?;
        // likelier than that the running total is listed day by day
        Some(Candidate { score: (found.score + 0.1).min(1.0), ..found })
    }

    /// A rate that the table has no column for, from the two that it follows from.
    fn rate(&self, part: &'i Record, whole: u32, fit: Fit) -> Option<Candidate<'i>> {
        let told = self.words.claim.quantity.unit.as_deref() == Some("%") && self.words.change.is_none();
        let wholes = self.index.cells(self.entity, whole).iter().filter_map(|&n| self.index.record(n));
        let mut alike = wholes.filter(|w| w.period_norm() == part.period_norm() && w.keys == part.keys);
        let whole = alike.next().filter(|_| told && self.scope != Some(Facet::New))?;
        let mut found = self.candidate(Operation::Share, vec![whole, part], None, fit);
        found.reasons.push(format!("{}为{}与{}之比", self.metric.name.core, part.metric, whole.metric));
        Some(Candidate { trust: found.trust.min(Trust::Weak), records: vec![part, whole], ..found })
    }

    /// The share of the whole country: 占全国的5%.
    fn share(&self, record: &'i Record, fit: Fit) -> Option<Candidate<'i>> {
        let of_country = ["占全国", "占中国", "占我国"].iter().any(|w| self.front.contains(w));
        let period = |r: &Record| r.period.as_ref().and_then(|p| p.norm.clone());
        let mut whole = self.index.national.iter().flat_map(|&e| self.index.cells(e, self.number)).filter_map(|&n| {
            self.index.record(n).filter(|w| period(w) == period(record) && w.unit == record.unit && w.id != record.id)
        });
        let whole = whole.next().filter(|_| of_country && self.named)?;
        let found = self.candidate(Operation::Share, vec![whole, record], None, fit);
        Some(Candidate { trust: found.trust.min(Trust::Likely), records: vec![record, whole], ..found })
    }

    /// The standing among all entities of the column.
    fn rank(&self, record: &'i Record, fit: Fit) -> Option<Candidate<'i>> {
        let stands = ["位居", "位列", "名列", "排名", "排在", "居", "列"].iter().any(|w| self.front.contains(w));
        if !stands || self.front.contains("倒数") || !self.named || self.words.change.is_some() {
            return None;
        }
        let alike =
            |r: &&Record| r.keys == record.keys && r.column == record.column && r.period_norm() == record.period_norm();
        let entities = u32::try_from(self.index.entities.len()).unwrap_or(u32::MAX);
        let all = (0..entities).flat_map(|e| self.index.cells(e, self.number)).filter_map(|&n| self.index.record(n));
        let greater = all.filter(alike).filter(|r| r.value.to_rational() > record.value.to_rational()).count();
        let standing = u32::try_from(greater).ok()?.checked_add(1)?;
        let found = self.candidate(Operation::Rank(standing), vec![record], None, fit);
        Some(Candidate { trust: found.trust.min(Trust::Likely), ..found })
    }

    /// The months of a span together: 1—7月 from seven cells. Only amounts add up, no rates and no states.
    pub(super) fn sum(&self) -> Option<Candidate<'i>> {
        let (q, name) = (&self.words.claim.quantity, &self.metric.name);
        let adds = name.stat == Stat::Level && !self.metric.index_base && name.scope == Some(Facet::Single)
            || name.scope == Some(Facet::New);
        let period =
            self.words.time.or(self.words.claim.time.as_ref()).filter(|_| adds && self.words.change.is_none())?;
        let (from, to) = (period.from?, period.to?);
        let mut parts: Vec<&Record> = Vec::new();
        let mut next = from;
        for record in self.cells.iter().filter_map(|&n| self.index.record(n)) {
            let cell = record.period.as_ref()?;
            if cell.from == Some(next) && cell.to? <= to && fits_unit(record, q) && parts.len() < PARTS {
                parts.push(record);
                next = cell.to?.tomorrow().ok()?;
            }
        }
        let whole = parts.len() > 1 && next.yesterday().ok() == Some(to);
        let found = whole.then(|| self.candidate(Operation::Sum, parts, None, Fit::Same))?;
        Some(Candidate { trust: found.trust.min(Trust::Likely), ..found })
    }

    /// The cell of the period that a change is against.
    fn earlier(&self, record: &Record, basis: Facet) -> Option<&'i Record> {
        // 上年 counts from the period of the statement, 2010年 stands for itself
        let explicit = self.words.against.filter(|_| !self.words.against_is_relative).and_then(|p| p.norm.clone());
        match explicit {
            Some(norm) => self.at(record, &norm),
            None => self.earlier_of(record, basis),
        }
    }

    fn earlier_of(&self, record: &Record, basis: Facet) -> Option<&'i Record> {
        self.at(record, &period::before(record.period_norm()?, basis)?)
    }

    /// The cell of another period in the series of a cell.
    fn at(&self, record: &Record, norm: &str) -> Option<&'i Record> {
        let same_keys = |r: &Record| r.keys == record.keys && r.unit == record.unit;
        let series = self.cells.iter().filter_map(|&n| self.index.record(n));
        let mut others = series.filter(|r| r.period_norm() == Some(norm) && same_keys(r));
        others.next().filter(|_| record.period_norm() != Some(norm))
    }
}

/// One entity's cell over another's: 中国人口约为美国的4倍.
pub(super) fn ratio<'i>(
    index: &'i Index,
    words: &Wording<'_>,
    metric: u32,
    second: u32,
    metric_gap: u32,
) -> Option<Candidate<'i>> {
    let other = words.entities.iter().skip(1).find(|e| !e.entities.contains(&second))?;
    let time = words.time.or(words.claim.time.as_ref());
    let of = |entity: u32| {
        let cells = index.cells(entity, metric).iter().rev().filter_map(|&n| index.record(n));
        let mut cells = cells.filter(|r| match time {
            Some(t) => period::fit(t, r.period.as_ref(), false).is_some(),
            None => {
                words.claim.doc.published.is_some_and(|d| r.period.as_ref().is_some_and(|p| period::is_latest(p, d)))
            }
        });
        cells.next()
    };
    let (a, b) = (other.entities.iter().find_map(|&e| of(e))?, of(second)?);
    let clear = metric_gap == 0 && other.gap == 0 && time.is_some() && words.change.is_none();
    let (trust, score) = if clear { (Trust::Likely, 0.9) } else { (Trust::Weak, 0.7) };
    let reasons = vec![format!("{} {} ÷ {}（{}）", a.entity, a.metric, b.entity, a.table)];
    let same = a.period_norm() == b.period_norm() && a.unit == b.unit;
    same.then(|| Candidate {
        operation: Operation::Ratio,
        records: vec![a, b],
        falls: None,
        trust,
        score,
        guessed: time.is_none(),
        reasons,
    })
}

/// Whether a number can be a value of this cell.
fn fits_unit(record: &Record, q: &Quantity) -> bool {
    let bases = record.base.as_ref().zip(q.base.as_ref()).is_some_and(|(a, b)| a.unit == b.unit);
    let counted =
        |unit: &Option<String>| unit.as_deref().is_none_or(|u| u.chars().count() == 1 && u != "%" && u != "倍");
    record.unit == q.unit && q.kind != Kind::Rank
        || bases
        || record.unit.is_none() && matches!(q.kind, Kind::Count | Kind::Score)
        || q.kind == Kind::Count && counted(&record.unit) && record.base.is_none()
}
