//! `table_agreement`: what an article states against the cells of source tables.

use std::collections::HashMap;

use crate::extract::Extraction;
use crate::link::{self, Candidate, Index, Missing, Operation, Ordering, Trust};
use crate::model::{Claim, Document, Exact, FieldSpan, Finding, Grade, Quantity, Record, Verdict};
use crate::rules::Rules;

use super::amount::{Amount, Fit};
use super::interval::{Range, ratio};
use super::outcome::{Outcome, Places};

const CHECK: &str = "table_agreement";

/// Every number of a document whose metric a table knows, and every comparison between entities of a
/// table, as findings in order of place.
pub fn check(rules: &Rules, index: &Index, document: &Document, extraction: &Extraction) -> Vec<Finding> {
    let links = link::links(index, document, extraction);
    let mut made: Vec<(Outcome, Places)> = Vec::new();
    for (claim, found) in &links.numbers {
        let outcome = match found {
            Ok(candidates) => judge(claim, candidates),
            Err(missing) => match reason(*missing) {
                Some(reason) => unchecked(claim, reason),
                None => continue,
            },
        };
        let mut places = Places::default();
        places.claim(claim);
        made.push((outcome, places));
    }
    for ordering in &links.orderings {
        made.extend(judge_ordering(ordering).map(|outcome| (outcome, place_of(document, ordering))));
    }
    let mut occurrences: HashMap<Vec<String>, usize> = HashMap::new();
    let mut findings: Vec<Finding> = made
        .into_iter()
        .map(|(outcome, places)| {
            let n = occurrences.entry(places.quoted.clone()).or_default();
            *n += 1;
            outcome.at(places, *n - 1, rules)
        })
        .filter(|f: &Finding| rules.checks.is_on(&f.check, f.grade))
        .collect();
    findings.sort_by(|a, b| a.spans.cmp(&b.spans));
    findings
}

/// Why a number has no cell; nothing is said of numbers that merely stand near a name.
fn reason(missing: Missing) -> Option<&'static str> {
    match missing {
        Missing::Metric | Missing::Entity => None,
        Missing::Period => Some("no_period_in_tables"),
        Missing::Unit => Some("other_kind_of_figure"),
        Missing::Modality => Some("not_stated_as_fact"),
    }
}

fn unchecked(claim: &Claim, reason: &'static str) -> Outcome {
    let words = vec![("said", claim.quantity.text.clone())];
    Outcome { reason: Some(reason), words, message: reason, ..Outcome::new(CHECK, Verdict::Unchecked) }
}

/// A number whose cell is known, but not whether it is all that the number speaks of. Cells that are equally
/// likely are not named.
fn unsure(claim: &Claim, judged: &[Judged<'_, '_>], best: &Judged<'_, '_>) -> Outcome {
    let mut outcome = unchecked(claim, "scope_unsure");
    let torn = judged.iter().any(|j| !std::ptr::eq(j, best) && j.candidate.score >= best.candidate.score);
    if best.fit == Fit::Pass || !torn && !best.candidate.guessed {
        outcome.formula = formula(best.candidate);
        outcome.records = best.candidate.records.iter().map(|r| r.id.clone()).collect();
        outcome.alternatives = best.candidate.reasons.clone();
    }
    outcome
}

/// A candidate with what follows from it.
struct Judged<'c, 'i> {
    candidate: &'c Candidate<'i>,
    computed: Amount,
    fit: Fit,
}

fn judge(claim: &Claim, candidates: &[Candidate<'_>]) -> Outcome {
    let quantity = &claim.quantity;
    let judged: Vec<Judged<'_, '_>> = candidates
        .iter()
        .filter_map(|candidate| {
            let computed = computed(candidate, quantity)?;
            let fit = stated(quantity, candidate).iter().map(|s| computed.fit(s)).min()?;
            Some(Judged { candidate, computed, fit })
        })
        .collect();
    // the best that agrees, else the best of all
    let Some(best) = judged.iter().find(|j| j.fit == Fit::Pass).or(judged.first()) else {
        return unchecked(claim, "other_kind_of_figure");
    };
    let rivals = judged.iter().filter(|j| j.candidate.score > best.candidate.score - 0.15);
    let torn = rivals.clone().any(|r| !r.computed.pass.meets(&best.computed.pass));
    let trust = best.candidate.trust;
    let verdict = match best.fit {
        // one digit agrees too easily
        Fit::Pass if trust == Trust::Weak && best.candidate.operation == Operation::Cell && digits(quantity) < 2 => {
            return unsure(claim, &judged, best);
        }
        Fit::Pass => Verdict::Pass,
        _ if trust == Trust::Weak => return unsure(claim, &judged, best),
        Fit::Loose => Verdict::Note,
        Fit::No if trust == Trust::Likely || torn => Verdict::Note,
        Fit::No => Verdict::Flag,
    };
    let mut outcome = Outcome::new(CHECK, verdict);
    outcome.alternatives = judged
        .iter()
        .filter(|j| !std::ptr::eq(*j, best))
        .map(|j| format!("{} = {}", formula(j.candidate), j.computed.pass.show()))
        .collect();
    let stated = stated(quantity, best.candidate);
    outcome.formula = formula(best.candidate);
    outcome.computed = Some(best.computed.pass.clone());
    outcome.stated = stated.first().map(|s| s.pass.clone());
    outcome.records = best.candidate.records.iter().map(|r| r.id.clone()).collect();
    outcome.message = match (verdict, best.candidate.operation) {
        (Verdict::Flag, Operation::Cell) => "flag",
        (Verdict::Flag, _) => "flag_derived",
        (Verdict::Note, _) if torn => "note_several",
        (Verdict::Note, _) => "note",
        _ => "pass",
    };
    let record = best.candidate.records.last();
    outcome.words = vec![
        ("said", quantity.text.clone()),
        ("value", spoken(&best.computed.point, quantity)),
        ("table", record.map_or(String::new(), |r| r.table.clone())),
        ("row", record.map_or(String::new(), |r| r.row.to_string())),
        ("column", record.map_or(String::new(), |r| r.column.clone())),
        ("computed", best.computed.pass.show()),
        ("stated", stated.first().map_or(String::new(), |s| s.pass.show())),
        ("why", best.candidate.reasons.join("；")),
    ];
    outcome
}

/// What the text states, with the sign of its verb; both signs where no word tells it.
fn stated(quantity: &Quantity, candidate: &Candidate<'_>) -> Vec<Amount> {
    let amount = Amount::of(quantity);
    let changes = matches!(candidate.operation, Operation::Difference | Operation::Growth | Operation::IndexChange)
        || candidate.falls.is_some();
    match candidate.falls {
        _ if !changes || amount.point.is_negative() => vec![amount],
        Some(true) => vec![amount.scale(&ratio(-1, 1))],
        Some(false) => vec![amount],
        None => vec![amount.clone(), amount.scale(&ratio(-1, 1))],
    }
}

/// What follows from the cells, in the unit of the number.
fn computed(candidate: &Candidate<'_>, quantity: &Quantity) -> Option<Amount> {
    let cells: Vec<Amount> = candidate.records.iter().map(|r| cell(r)).collect();
    let first = cells.first()?;
    let amount = match candidate.operation {
        Operation::Cell => first.clone(),
        Operation::IndexChange => first.shift(&ratio(-100, 1)),
        Operation::Difference => cells.get(1)?.sub(first),
        Operation::Growth => first.growth_to(cells.get(1)?)?,
        Operation::Ratio => return first.div(cells.get(1)?),
        Operation::Share => return first.percent_of(cells.get(1)?),
        Operation::Rank(standing) => return Some(Amount::exact(ratio(i64::from(standing), 1))),
        Operation::Sum => cells.iter().skip(1).fold(first.clone(), |sum, c| sum.add(c)),
    };
    if matches!(candidate.operation, Operation::Growth | Operation::IndexChange) {
        return Some(amount);
    }
    Some(amount.scale(&factor(candidate.records.first()?, quantity)?))
}

/// A cell: its value and what its last digit allows, the ends themselves excluded, since a value at
/// either end is printed as the next number.
fn cell(record: &Record) -> Amount {
    let point = record.value.to_rational();
    let half = record.step.to_rational().abs() / ratio(2, 1);
    let pass = Range::above(&point - &half, true).with_high(&point + &half, true);
    Amount { wide: pass.clone(), pass, point }
}

/// What one unit of a record is in units of a quantity.
fn factor(record: &Record, quantity: &Quantity) -> Option<Exact> {
    if record.unit == quantity.unit {
        return Some(ratio(1, 1));
    }
    let (Some(a), Some(b)) = (&record.base, &quantity.base) else { return Some(ratio(1, 1)) };
    let number = |d: rust_decimal::Decimal| crate::model::Number::Decimal(d).to_rational();
    let zero = record.value.is_zero() || quantity.value.is_zero() || b.value.is_zero();
    if zero || a.unit != b.unit {
        return (a.unit == b.unit).then(|| ratio(1, 1));
    }
    let of_record = number(a.value) / record.value.to_rational();
    let of_quantity = number(b.value) / quantity.value.to_rational();
    Some(of_record / of_quantity)
}

fn formula(candidate: &Candidate<'_>) -> String {
    let named: Vec<String> = candidate
        .records
        .iter()
        .map(|r| {
            let period = r.period.as_ref().and_then(|p| p.norm.as_deref()).unwrap_or("");
            let at = [r.entity.as_str(), r.metric.as_str(), period]
                .iter()
                .filter(|t| !t.is_empty())
                .copied()
                .collect::<Vec<_>>()
                .join(" ");
            format!("[{at}]{}", spoken_value(&r.value.to_rational(), r.unit.as_deref()))
        })
        .collect();
    let (a, b) = (named.first().map_or("", String::as_str), named.get(1).map_or("", String::as_str));
    match candidate.operation {
        Operation::Cell => a.to_owned(),
        Operation::IndexChange => format!("{a} − 100"),
        Operation::Difference => format!("{b} − {a}"),
        Operation::Growth => format!("({b} − {a}) / {a}"),
        Operation::Ratio | Operation::Share => format!("{a} / {b}"),
        Operation::Rank(standing) => format!("{a} → {standing}"),
        Operation::Sum => named.join(" + "),
    }
}

/// Digits of a number as written.
fn digits(quantity: &Quantity) -> usize {
    quantity.value.to_decimal().normalize().to_string().chars().filter(char::is_ascii_digit).count()
}

fn spoken(point: &Exact, like: &Quantity) -> String {
    spoken_value(point, like.unit.as_deref())
}

/// A value as an article would print it: 377.2万人.
fn spoken_value(value: &Exact, unit: Option<&str>) -> String {
    let unit = match unit.unwrap_or("") {
        "CNY" => "元",
        "USD" => "美元",
        "HKD" => "港元",
        "EUR" => "欧元",
        "JPY" => "日元",
        other => other,
    };
    let size = value.abs();
    let (divisor, scale) = if size >= ratio(100_000_000, 1) {
        (ratio(100_000_000, 1), "亿")
    } else if size >= ratio(100_000, 1) {
        (ratio(10_000, 1), "万")
    } else {
        (ratio(1, 1), "")
    };
    let number = super::interval::nearest(&(value / divisor), 4).map_or("?".to_owned(), |n| n.to_string());
    format!("{number}{scale}{unit}")
}

fn place_of(document: &Document, ordering: &Ordering<'_>) -> Places {
    let span = FieldSpan {
        doc: document.id.clone(),
        field: ordering.field,
        start: ordering.span.start,
        end: ordering.span.end,
    };
    let words = ordering.words.split_whitespace().collect();
    Places { docs: vec![document.id.clone()], claims: Vec::new(), spans: vec![span], quoted: vec![words] }
}

/// A comparison without a number: it fails where every table that knows both cells says the reverse.
fn judge_ordering(ordering: &Ordering<'_>) -> Option<Outcome> {
    let holds = |(a, b): &(&Record, &Record)| {
        let (a, b) = (cell(a), cell(b));
        let (more, less) = if ordering.more { (a, b) } else { (b, a) };
        if more.pass.before(&less.pass) { Some(false) } else { less.pass.before(&more.pass).then_some(true) }
    };
    let told: Vec<(bool, &(&Record, &Record))> = ordering.pairs.iter().filter_map(|p| Some((holds(p)?, p))).collect();
    let (first, (a, b)) = told.first()?;
    let verdict = match told.iter().all(|(h, _)| h == first) {
        false => Verdict::Note,
        true if *first => Verdict::Pass,
        true => Verdict::Flag,
    };
    let show = |r: &Record| spoken_value(&r.value.to_rational(), r.unit.as_deref());
    let mut outcome = Outcome::new(CHECK, verdict);
    outcome.grade = Some(Grade::Decision);
    outcome.message = match verdict {
        Verdict::Flag => "flag_order",
        Verdict::Note => "note_several",
        _ => "pass",
    };
    let sign = match (ordering.more == *first, verdict) {
        (true, _) => ">",
        (false, _) => "<",
    };
    outcome.formula = format!("[{} {}]{} {sign} [{} {}]{}", a.entity, a.metric, show(a), b.entity, b.metric, show(b));
    outcome.records = vec![a.id.clone(), b.id.clone()];
    outcome.words = vec![
        ("said", ordering.words.clone()),
        ("table", a.table.clone()),
        ("row", format!("{}、{}", a.row, b.row)),
        ("column", a.column.clone()),
        ("value", outcome.formula.clone()),
        ("why", String::new()),
    ];
    Some(outcome)
}
