//! Growth in multiples, doublings and yearly rates.

use num_traits::{One, Zero};

use crate::model::{Approx, Exact, Kind, Verdict};

use super::amount::{Amount, Figure, Fit};
use super::change::{Change, figure, signed};
use super::interval::{Range, ratio};
use super::report::{Draft, Report, Way};
use super::scene::{Hit, year, years};

/// “是原来的N倍”.
pub fn times<'s, 'a>(report: &mut Report<'s, 'a>, from: &'s Figure<'a>, to: &'s Figure<'a>, stated: &'s Figure<'a>) {
    let Some(amount) = to.amount.div(&from.amount) else { return };
    let more = amount.clone();
    let more = || Some(more.shift(&ratio(-1, 1)));
    let way = Way { operands: vec![from, to], amount, formula: format!("{} / {}", figure(to), figure(from)) };
    let check = if stated.text().contains('番') { "fan_doubling" } else { "growth_times" };
    report.judge(check, stated, &stated.stated(), vec![way], &[("off_by_one", &more)]);
}

/// “增长了N倍”: the increase over the first value.
pub fn grown_times<'s, 'a>(
    report: &mut Report<'s, 'a>,
    hit: &Hit<'_, 's, 'a>,
    from: &'s Figure<'a>,
    to: &'s Figure<'a>,
    stated: &'s Figure<'a>,
) {
    let Some(quotient) = to.amount.div(&from.amount) else { return };
    let amount = quotient.shift(&ratio(-1, 1));
    let formula = format!("({} − {}) / {}", figure(to), figure(from), figure(from));
    // in speech, 增长3倍 often means 3×
    let spoken = hit.sentence_words().contains(['“', '"']) || hit.sentence_words().contains("说");
    // 3亿 to 12亿 is 4 times, whatever their rounding could hide
    let exactly = stated.is_plain() && quotient.point == stated.amount.point;
    let misused = quotient.fit(&stated.amount) == Fit::Pass && amount.fit(&stated.amount) == Fit::No;
    let verdict = match (spoken, exactly, misused) {
        (true, true, _) | (true, _, true) => Some(Verdict::Note),
        (false, true, false) => Some(Verdict::Flag),
        _ => None,
    };
    if let Some(verdict) = verdict {
        report.push(
            Draft::new("growth_times", verdict)
                .figures([from, to, stated])
                .formula(formula)
                .computed(&amount.pass)
                .stated(&stated.amount.pass)
                .word("value", super::shown::show(&amount, stated))
                .word("said", stated.text())
                .message("off_by_one"),
        );
        return;
    }
    let way = Way { operands: vec![from, to], amount, formula };
    report.judge("growth_times", stated, &stated.stated(), vec![way], &[("off_by_one", &|| Some(quotient.clone()))]);
}

/// 翻n番 is 2ⁿ times; a little give, since nobody says 翻了1.1番.
pub fn fan<'s, 'a>(report: &mut Report<'s, 'a>, from: &'s Figure<'a>, to: &'s Figure<'a>, stated: &'s Figure<'a>) {
    let Some(amount) = to.amount.div(&from.amount) else { return };
    let (low, high) = (report.limit("fan_doubling", "low"), report.limit("fan_doubling", "high"));
    let value = stated.amount.point.clone();
    let exact = matches!(stated.claim.quantity.approx, Approx::Exact);
    let claim = if exact {
        let range = Range::closed(&value * low, &value * high);
        Amount { point: value, pass: range.clone(), wide: range }
    } else {
        stated.stated()
    };
    let way = Way { operands: vec![from, to], amount, formula: format!("{} / {}", figure(to), figure(from)) };
    report.judge("fan_doubling", stated, &claim, vec![way], &[]);
}

/// “年均增长x%”: (1 + x)^t against b / a.
pub fn yearly<'s, 'a>(
    report: &mut Report<'s, 'a>,
    hit: &Hit<'_, 's, 'a>,
    change: &Change<'s, 'a>,
    size: &'s Figure<'a>,
) {
    let Some(count) = span_of_years(hit) else { return };
    let (from, to) = (change.from, change.to);
    let Some(quotient) = to.amount.div(&from.amount) else { return };
    if size.kind() != Kind::Percent || quotient.point <= Exact::zero() {
        return;
    }
    let rate = size.stated().scale(&ratio(1, 100));
    let down = change.size.and_then(|(_, r)| r) == Some(false);
    let rate = signed(rate, down);
    let grown = |t: u32| {
        let base = rate.shift(&Exact::one());
        Some(Amount {
            point: num_traits::pow(base.point.clone(), t as usize),
            pass: base.pass.power(t)?,
            wide: base.wide.power(t)?,
        })
    };
    let Some(stated) = grown(count) else { return };
    let fit = quotient.fit(&stated);
    // five years may be counted as 2018 to 2023 or as 2019 to 2023
    let off_by_one = [count.saturating_sub(1), count + 1].into_iter().filter(|t| *t > 0);
    let loosely = off_by_one.filter_map(grown).any(|s| quotient.fit(&s) == Fit::Pass);
    let verdict = match fit {
        Fit::Pass => Verdict::Pass,
        Fit::Loose => Verdict::Note,
        Fit::No if loosely => Verdict::Note,
        Fit::No => Verdict::Flag,
    };
    let root = mean_rate(&quotient.point, count);
    let simple = quotient.shift(&ratio(-1, 1)).scale(&ratio(1, i64::from(count)));
    let misuse = verdict == Verdict::Flag && signed(simple, down).fit(&size.amount.scale(&ratio(1, 100))) == Fit::Pass;
    let mut draft = Draft::new("annual_avg_growth", verdict)
        .figures([from, to, size])
        .formula(format!("({} / {})^(1/{count}) − 1 = {root}%", figure(to), figure(from)))
        .stated(&size.amount.pass)
        .word("value", format!("{root}%"))
        .word("said", size.text())
        .word("years", count.to_string());
    if misuse {
        draft = draft.message("simple_mean");
    }
    report.push(draft);
}

/// Years between the two values: told by their times, or by a span in the sentence.
fn span_of_years(hit: &Hit<'_, '_, '_>) -> Option<u32> {
    if let (Some(a), Some(b)) = (hit.time("t0").and_then(year), hit.time("t1").and_then(year)) {
        return u32::try_from(b - a).ok().filter(|t| (1..=60).contains(t));
    }
    let field = hit.sentence.field;
    let line = &hit.sentence.line;
    let near = line.byte_of(hit.found.span.start.saturating_sub(100))..line.byte_of(hit.found.span.end);
    let mut spans = line.items_in(near).filter_map(|i| match hit.scene.item(field, i)? {
        super::scene::Item::Time(p) => years(p),
        super::scene::Item::Number(_) => None,
    });
    if let Some((a, b)) = spans.next() {
        return u32::try_from(b - a).ok().filter(|t| (1..=60).contains(t));
    }
    None
}

/// The yearly rate in percent with one place, rounded down: the largest r with (1 + r)^t ≤ quotient.
fn mean_rate(quotient: &Exact, years: u32) -> String {
    let fits = |tenths: i64| {
        let base = ratio(1000 + tenths, 1000);
        !base.is_negative() && num_traits::pow(base, years as usize) <= *quotient
    };
    let (mut low, mut high) = (-1000i64, 100_000i64);
    while high - low > 1 {
        let middle = (low + high) / 2;
        if fits(middle) { low = middle } else { high = middle }
    }
    let sign = if low < 0 { "-" } else { "" };
    format!("{sign}{}.{}", low.abs() / 10, low.abs() % 10)
}
