//! Two things set beside each other: order, difference, records, extremes, means.

use num_traits::Zero;

use crate::model::{Exact, Kind, Number, Span, Verdict};

use super::amount::{Amount, Figure, Fit};
use super::change::figure;
use super::interval::Range;
use super::report::{Draft, Report, Way};
use super::scene::Hit;
use super::shares::same_unit;

/// `compare.order`: x above or below y.
pub fn order<'s, 'a>(report: &mut Report<'s, 'a>, hit: &Hit<'_, 's, 'a>) {
    let (Some(x), Some(y)) = (hit.figure("x"), hit.figure("y")) else { return };
    let word = hit.words("word");
    let more = report.is_word("check_more", word);
    let skipped = x.kind() != y.kind() && !(x.percent().is_some() && y.percent().is_some());
    if skipped || !x.comparable(y) || matches!(x.kind(), Kind::Rank | Kind::Point | Kind::Age | Kind::Ratio) {
        return;
    }
    let terms = |f: &Figure<'_>| matches!(f.claim.quantity.value, Number::Terms(..));
    if terms(x) || terms(y) {
        return;
    }
    let whose = format!("{}{}", hit.words("whose"), hit.words("whose2"));
    // “超过5万人” is an approximator; a comparison names whose number y is
    let named = !whose.is_empty() || hit.found.items.len() > 2;
    if !named
        || report.has("check_no_comparison", &whose)
        || whose.starts_with(['了', '过']) && whose.chars().count() < 2
    {
        return;
    }
    let tail = hit.words("tail");
    if tail.starts_with("个百分点") || tail.starts_with('倍') {
        return;
    }
    let wrong = if more { y.amount.wide.not_below(&x.amount.wide) } else { x.amount.wide.not_below(&y.amount.wide) };
    let context: String = {
        let from = x.claim.quantity.start.saturating_sub(8).max(hit.sentence.span.start);
        hit.scene.words(hit.sentence.field, Span::new(from, y.claim.quantity.end)).to_owned()
    };
    let signed = report.has("check_hidden_sign", &context);
    let loose = hit.words("between").chars().count() > 4 || x.amount.point == y.amount.point;
    let verdict = match (wrong, signed || loose) {
        (false, _) => Verdict::Pass,
        (true, true) => return,
        (true, false) => Verdict::Flag,
    };
    let sign = match (more, wrong) {
        (true, false) => ">",
        (false, false) => "<",
        (true, true) => "≤",
        (false, true) => "≥",
    };
    report.push(
        Draft::new("comparison_order", verdict)
            .figures([x, y])
            .formula(format!("{} {sign} {}", figure(x), figure(y)))
            .computed(&x.amount.pass)
            .stated(&if more {
                Range::above(y.amount.point.clone(), true)
            } else {
                Range::below(y.amount.point.clone(), true)
            })
            .word("x", x.text())
            .word("y", y.text())
            .word("verb", word),
    );
}

/// `compare.diff`: x is d more than y.
pub fn diff<'s, 'a>(report: &mut Report<'s, 'a>, hit: &Hit<'_, 's, 'a>) {
    let (Some(x), Some(y), Some(d)) = (hit.figure("x"), hit.figure("y"), hit.figure("diff")) else { return };
    if !x.comparable(y) || matches!(x.kind(), Kind::Rank | Kind::Point | Kind::Ratio) {
        return;
    }
    let gap = hit.scene.words(hit.sentence.field, Span::new(x.claim.quantity.end, y.claim.quantity.start));
    if report.has("check_diff_foreign", gap) || hit.words("whose").contains(['多', '少']) {
        return;
    }
    let verb = hit.words("verb");
    let (down, up) = (report.has("check_diff_down", verb), report.has("check_diff_up", verb));
    let difference = x.amount.sub(&y.amount);
    let difference = if down { difference.scale(&super::interval::ratio(-1, 1)) } else { difference };
    // “快” fits either sign: a shorter time, a higher speed
    let difference = if down || up { difference } else { difference.abs() };
    let formula =
        if down { format!("{} − {}", figure(y), figure(x)) } else { format!("{} − {}", figure(x), figure(y)) };
    let way = Way { operands: vec![x, y], amount: difference.clone(), formula };
    let alike = d.comparable(x) && d.kind() != Kind::Percent;
    if alike || d.kind() == Kind::Point && x.percent().is_some() {
        report.judge("comparison_diff", d, &d.stated(), vec![way], &[]);
    } else if d.kind() == Kind::Percent
        && x.kind() != Kind::Percent
        && let Some(growth) = y.amount.growth_to(&x.amount)
    {
        let growth = if down { growth.scale(&super::interval::ratio(-1, 1)) } else { growth };
        let way = Way {
            operands: vec![x, y],
            amount: growth,
            formula: format!("({} − {}) / {}", figure(x), figure(y), figure(y)),
        };
        let new_base = || x.amount.growth_to(&y.amount).map(|g| g.abs());
        report.judge("change_pct", d, &d.stated(), vec![way], &[("new_base", &new_base)]);
    }
}

/// `compare.record`: a record is better than the old one.
pub fn record<'s, 'a>(report: &mut Report<'s, 'a>, hit: &Hit<'_, 's, 'a>) {
    let (Some(x), Some(y)) = (hit.figure("x"), hit.figure("y")) else { return };
    if !x.comparable(y) {
        return;
    }
    let words = hit.words("claim");
    let old = hit.words("old");
    let low = words.contains("新低") || words.contains("最低") || old.contains("最低");
    let high = words.contains("新高") || words.contains("最高") || old.contains("最高") || old.contains("峰值");
    if low == high || x.kind() == Kind::Duration {
        return;
    }
    let (a, b) = (&x.amount.wide, &y.amount.wide);
    let wrong = if high {
        b.not_below(a) && !x.amount.point.eq(&y.amount.point)
    } else {
        a.not_below(b) && x.amount.point != y.amount.point
    };
    let verdict = if wrong { Verdict::Flag } else { Verdict::Pass };
    let sign = match (high, wrong) {
        (true, false) | (false, true) => ">",
        _ => "<",
    };
    report.push(
        Draft::new("record_claim", verdict)
            .figures([x, y])
            .formula(format!("{} {sign} {}", figure(x), figure(y)))
            .computed(&x.amount.pass)
            .stated(&y.amount.pass)
            .word("x", x.text())
            .word("y", y.text()),
    );
}

/// `compare.range_extreme`: an extreme or mean lies inside the range that is given.
pub fn range_extreme<'s, 'a>(report: &mut Report<'s, 'a>, hit: &Hit<'_, 's, 'a>) {
    let (Some(range), Some(member)) = (hit.figure("range"), hit.figure("member")) else { return };
    if range.claim.quantity.value_max.is_none() || !range.comparable(member) {
        return;
    }
    let mean = report.has("check_means", hit.words("which"));
    let inside = range.amount.wide.meets(&member.amount.wide);
    let verdict = if inside { Verdict::Pass } else { Verdict::Flag };
    report.push(
        Draft::new(if mean { "average_bounds" } else { "range_member" }, verdict)
            .figures([range, member])
            .formula(format!("{} {} {}", figure(member), if inside { "∈" } else { "∉" }, range.amount.pass.show()))
            .computed(&range.amount.pass)
            .stated(&member.amount.pass)
            .word("said", member.text())
            .word("range", range.text()),
    );
}

/// `compare.mean_bounds`: the mean lies between lowest and highest.
pub fn mean_bounds<'s, 'a>(report: &mut Report<'s, 'a>, hit: &Hit<'_, 's, 'a>) {
    let (Some(high), Some(low), Some(mean)) = (hit.figure("high"), hit.figure("low"), hit.figure("mean")) else {
        return;
    };
    if !high.comparable(low) || !high.comparable(mean) {
        return;
    }
    let labelled = |f: &Figure<'_>, group: &str, word: &str| {
        hit.match_words().contains(word) && (f.text().starts_with(word) || hit.found.group(group).is_some())
    };
    if !labelled(high, "a", "最高") || !labelled(low, "b", "最低") {
        return;
    }
    let bounds = Range::closed(low.amount.point.clone(), high.amount.point.clone());
    let inside = bounds.meets(&mean.amount.wide);
    report.push(
        Draft::new("average_bounds", if inside { Verdict::Pass } else { Verdict::Flag })
            .figures([low, high, mean])
            .formula(format!("{} ≤ {} ≤ {}", figure(low), figure(mean), figure(high)))
            .computed(&bounds)
            .stated(&mean.amount.pass)
            .word("said", mean.text())
            .word("range", format!("{}～{}", low.text(), high.text())),
    );
}

/// `compare.average`: total over number, for every pair of earlier numbers that could be the two.
pub fn average<'s, 'a>(report: &mut Report<'s, 'a>, hit: &Hit<'_, 's, 'a>) {
    let Some(mean) = hit.figure("mean") else { return };
    let scene = hit.scene;
    // the nearest dozen before it
    let numbers = &hit.sentence.numbers;
    let end = numbers.partition_point(|&i| scene.figures[i].claim.quantity.start < hit.found.span.start);
    let near = numbers.get(end.saturating_sub(12)..end).unwrap_or_default();
    let before: Vec<&Figure<'a>> = near.iter().map(|&i| &scene.figures[i]).collect();
    let key = hit.words("key");
    if report.is_word("check_mean_of_time", key) || mean.kind() == Kind::Percent {
        return;
    }
    let counted = key.trim_start_matches("平均").trim_start_matches('每').trim_end_matches('均');
    let mut ways = Vec::new();
    for n in before.iter().filter(|f| f.kind() == Kind::Count && f.amount.point > Exact::zero()) {
        let people = |s: &str| matches!(s, "人" | "名" | "位");
        let unit_fits = counted.is_empty()
            || n.unit() == counted
            || (people(counted) && people(n.unit()))
            || (counted == "校" && (n.unit() == "所" || noun_after(hit, n).contains('学')))
            || (counted == "店" && n.unit() == "家")
            || (counted == "班" && n.unit() == "个")
            || noun_after(hit, n).contains(counted);
        if !unit_fits {
            continue;
        }
        for total in before.iter().filter(|t| {
            !std::ptr::eq(**t, *n)
                && t.kind() == mean.kind()
                && t.kind() != Kind::Duration
                && t.amount.pass.high().is_some()
        }) {
            let units = total.unit() == mean.unit()
                || same_unit(total, mean)
                || (mean.unit().is_empty() && total.kind() == Kind::Count);
            if !units || total.amount.point <= n.amount.point && total.kind() == Kind::Count {
                continue;
            }
            let Some(amount) = total.amount.div(&n.amount) else { continue };
            ways.push(Way {
                operands: vec![*total, *n],
                amount,
                formula: format!("{} / {}", figure(total), figure(n)),
            });
        }
    }
    let doubtful = report.has("check_mean_doubtful", hit.sentence_words());
    if ways.is_empty() {
        return;
    }
    // a flag needs a sentence about these three numbers and no more
    let alone = before.len() <= 2 && ways.len() == 1 && !doubtful;
    let fits = ways.iter().any(|w| w.amount.fit(&mean.stated()) != Fit::No);
    if fits || alone {
        report.judge("average_total", mean, &mean.stated(), ways, &[]);
    }
}

/// A few words after a number.
fn noun_after<'s>(hit: &Hit<'_, 's, '_>, figure: &Figure<'_>) -> &'s str {
    let end = figure.claim.quantity.end;
    hit.scene.words(hit.sentence.field, Span::new(end, (end + 4).min(hit.sentence.span.end)))
}

/// Ranks and the values that stand by them: values run one way.
pub fn ranks<'s, 'a>(report: &mut Report<'s, 'a>) {
    let scene = report.scene();
    for sentence in &scene.sentences {
        let figures: Vec<&Figure<'a>> = sentence.numbers.iter().map(|&i| &scene.figures[i]).collect();
        if figures.len() < 3 {
            continue;
        }
        let words = scene.words(sentence.field, sentence.span);
        if report.has("check_rank_other", words) {
            continue;
        }
        let mut pairs: Vec<(Exact, &Figure<'a>)> = Vec::new();
        for (i, rank) in figures.iter().enumerate().filter(|(_, f)| f.kind() == Kind::Rank) {
            // the value stands in the same clause, before the rank
            let Some(value) = i.checked_sub(1).and_then(|j| figures.get(j)) else { continue };
            let between = scene.words(sentence.field, Span::new(value.claim.quantity.end, rank.claim.quantity.start));
            if between.contains(['，', ',', '。', '；', '、'])
                || between.chars().count() > 8
                || value.kind() == Kind::Rank
            {
                continue;
            }
            pairs.push((rank.amount.point.clone(), value));
        }
        judge_ranks(report, pairs);
        listed_ranks(report, sentence, &figures, words);
    }
}

/// “前三名依次为甲（5.2）、乙（4.7）、丙（3.9）”.
fn listed_ranks<'s, 'a>(
    report: &mut Report<'s, 'a>,
    sentence: &super::scene::SceneLine,
    figures: &[&'s Figure<'a>],
    words: &str,
) {
    let Some(at) = words.find("依次为").or_else(|| words.find("依次是")) else { return };
    if !report.has("check_rank_names", words.get(..at).unwrap_or("")) {
        return;
    }
    let start = sentence.span.start + words[..at].chars().count();
    let after: Vec<&Figure<'a>> = figures.iter().copied().filter(|f| f.claim.quantity.start > start).collect();
    let Some(first) = after.first() else { return };
    // the list ends where another kind of number begins
    let listed = after.iter().take_while(|f| f.comparable(first)).count();
    if listed < 3 {
        return;
    }
    let pairs = after.into_iter().take(listed).zip(1i64..).map(|(f, i)| (super::interval::ratio(i, 1), f)).collect();
    judge_ranks(report, pairs);
}

fn judge_ranks<'s, 'a>(report: &mut Report<'s, 'a>, mut pairs: Vec<(Exact, &'s Figure<'a>)>) {
    pairs.sort_by(|a, b| a.0.cmp(&b.0));
    let distinct = pairs.windows(2).all(|w| w[0].0 != w[1].0);
    let Some((_, first)) = pairs.first() else { return };
    if pairs.len() < 3 || !distinct || !pairs.iter().all(|(_, f)| f.comparable(first)) {
        return;
    }
    let figures: Vec<&Figure<'a>> = pairs.iter().map(|(_, f)| *f).collect();
    let falls = figures.windows(2).all(|w| !w[0].amount.wide.before(&w[1].amount.wide));
    let rises = figures.windows(2).all(|w| !w[1].amount.wide.before(&w[0].amount.wide));
    let verdict = if falls || rises { Verdict::Pass } else { Verdict::Flag };
    let formula = figures.iter().map(|f| figure(f)).collect::<Vec<_>>().join(" ≥ ");
    report.push(Draft::new("rank_order", verdict).figures(figures).formula(formula));
}

/// Ranges whose ends stand in the wrong order.
pub fn ranges(report: &mut Report<'_, '_>) {
    let scene = report.scene();
    for figure in &scene.figures {
        let quantity = &figure.claim.quantity;
        let Some(max) = quantity.value_max else { continue };
        let reversed = quantity.value > max;
        let kind = matches!(quantity.kind, Kind::Percent | Kind::Count | Kind::Money | Kind::Measure | Kind::Age);
        // 十几, 三四百 have no ends of their own; -5~-10℃ is usage
        let written = report.has("check_range_marks", &quantity.text);
        if !written || !kind || quantity.value.is_negative() || max.is_negative() {
            continue;
        }
        let before = scene.words(
            figure.claim.field,
            Span::new(quantity.start.saturating_sub(12).max(figure.claim.sentence.start), quantity.start),
        );
        // a fall runs from high to low, a price band is often written so, and 190-24 is no range
        let falls = report.has("check_range_falls", before);
        let usage = quantity.kind == Kind::Money
            || quantity.text.contains(['-', '—', '–'])
            || quantity.unit.as_deref().is_some_and(|u| u.contains('℃') || u.contains('度'));
        if falls {
            continue;
        }
        let verdict = match (reversed, usage) {
            (false, _) => Verdict::Pass,
            (true, true) => Verdict::Note,
            (true, false) => Verdict::Flag,
        };
        if verdict == Verdict::Pass {
            continue;
        }
        let way = format!("{} > {}", quantity.value, max);
        report.push(Draft::new("range_order", verdict).figures([figure]).formula(way).word("said", figure.text()));
    }
}

/// Sum of amounts.
pub fn sum<'a>(figures: impl IntoIterator<Item = &'a Amount>) -> Amount {
    figures.into_iter().fold(Amount::exact(Exact::zero()), |sum, f| sum.add(f))
}
