//! Two values of one thing and the change between them.

use num_traits::{One, Zero};

use crate::model::{Exact, Grade, Kind, Number, Verdict};

use super::amount::{Amount, Figure, Fit, is_negative};
use super::growth::{fan, grown_times, times, yearly};
use super::interval::{Range, ratio};
use super::report::{Draft, Report, Way};
use super::scene::{Hit, year};

/// A change found in a sentence.
pub struct Change<'s, 'a> {
    /// The earlier value.
    pub from: &'s Figure<'a>,
    /// The later value.
    pub to: &'s Figure<'a>,
    /// Whether the words say that it rose; None where they say neither.
    pub rises: Option<bool>,
    /// The size, and whether its verb says that it rose.
    pub size: Option<(&'s Figure<'a>, Option<bool>)>,
    /// “是原来的N倍”.
    pub ratio: Option<&'s Figure<'a>>,
    /// Words between the later value and the size.
    pub lead: &'s str,
    /// All words from the first value to the size.
    pub words: &'s str,
}

/// Whether a verb of a pattern says that something rose.
fn rises(report: &Report<'_, '_>, verb: &str) -> Option<bool> {
    let stem = verb.trim_end_matches(['至', '到', '为', '了', '达']);
    if verb.is_empty() {
        None
    } else if report.is_word("check_rise", stem) || stem == "多" || stem.ends_with("增") {
        Some(true)
    } else if report.is_word("check_fall", stem) || stem == "少" || stem.ends_with("降") {
        Some(false)
    } else if report.is_word("check_rise_names", verb) {
        Some(true)
    } else if report.is_word("check_fall_names", verb) {
        Some(false)
    } else {
        None
    }
}

/// `change.from_to`, `change.to_from`, `change.years`.
pub fn pair<'s, 'a>(report: &mut Report<'s, 'a>, hit: &Hit<'_, 's, 'a>) {
    let (Some(from), Some(to)) = (hit.figure("from"), hit.figure("to")) else { return };
    if !from.comparable(to) || unfit(from) || unfit(to) {
        return;
    }
    let size = hit.figure("size").map(|s| (s, rises(report, hit.words("sizeverb"))));
    let last = hit.figure("size").or(hit.figure("ratio"));
    let after_pair = from.claim.quantity.end.max(to.claim.quantity.end);
    let lead = last.map_or("", |l| {
        hit.scene.words(hit.sentence.field, crate::model::Span::new(after_pair, l.claim.quantity.start))
    });
    let change = Change {
        from,
        to,
        rises: rises(report, hit.words("verb")),
        size,
        ratio: hit.figure("ratio"),
        lead,
        words: hit.match_words(),
    };
    direction(report, hit, &change);
    if !turned(report, hit, &change) {
        sized(report, hit, &change);
    }
}

/// Ranks, scores of two terms, ages and vague ends are no values to compute with.
fn unfit(figure: &Figure<'_>) -> bool {
    matches!(figure.kind(), Kind::Rank | Kind::Ratio | Kind::Point)
        || matches!(figure.claim.quantity.value, Number::Terms(..))
}

fn turned(report: &Report<'_, '_>, hit: &Hit<'_, '_, '_>, change: &Change<'_, '_>) -> bool {
    let before: String = hit.before().chars().rev().take(14).collect::<Vec<_>>().into_iter().rev().collect();
    report.has("check_turned", change.words) || report.has("check_turned_before", &before)
}

fn direction<'s, 'a>(report: &mut Report<'s, 'a>, hit: &Hit<'_, 's, 'a>, change: &Change<'s, 'a>) {
    let Some(up) = change.rises else { return };
    let (from, to) = (change.from, change.to);
    let both_negative = is_negative(&from.claim.quantity) && is_negative(&to.claim.quantity);
    let (a, b) = (&from.amount.wide, &to.amount.wide);
    let (a, b) = if both_negative && report.has("check_magnitude", hit.words("verb")) {
        (a.abs(), b.abs())
    } else {
        (a.clone(), b.clone())
    };
    let wrong = if up { a.not_below(&b) } else { b.not_below(&a) };
    let same = from.amount.point == to.amount.point;
    // a record in seconds is "raised" by falling; profit and loss change sides
    let unclear = turned(report, hit, change)
        || (from.kind() == Kind::Duration && report.has("check_better", hit.words("verb")))
        || (from.kind() == Kind::Age && !hit.words("what").contains("年龄") && !hit.before().ends_with("年龄"));
    let verdict = match (wrong, same || unclear) {
        (false, _) => Verdict::Pass,
        (true, true) => Verdict::Note,
        (true, false) => Verdict::Flag,
    };
    let sign = if up { "<" } else { ">" };
    let sign = if verdict == Verdict::Pass { sign } else { if up { "≥" } else { "≤" } };
    report.push(
        Draft::new("change_direction", verdict)
            .figures([from, to])
            .formula(format!("{} {sign} {}", figure(from), figure(to)))
            .computed(&to.amount.pass)
            .stated(&if up {
                Range::above(from.amount.point.clone(), true)
            } else {
                Range::below(from.amount.point.clone(), true)
            })
            .word("from", from.text())
            .word("to", to.text())
            .word("verb", hit.words("verb")),
    );
}

/// The figure as it stands in a formula.
pub fn figure(figure: &Figure<'_>) -> String {
    let words = figure.text();
    let cut = |c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '%' | '/' | '万' | '亿' | ','));
    let digits = words.trim_matches(|c: char| cut(c));
    if digits.chars().any(|c| c.is_ascii_digit()) && figure.claim.quantity.value_max.is_none() {
        digits.trim_end_matches(['%', '-']).to_owned()
    } else {
        figure.claim.quantity.value.to_string()
    }
}

fn sized<'s, 'a>(report: &mut Report<'s, 'a>, hit: &Hit<'_, 's, 'a>, change: &Change<'s, 'a>) {
    let (from, to) = (change.from, change.to);
    if let Some(stated) = change.ratio {
        times(report, from, to, stated);
    }
    let Some((size, size_rises)) = change.size else { return };
    if report.has("check_other_basis", change.lead) || report.has("check_other_basis_after", hit.after()) {
        return;
    }
    if report.has("check_yearly", change.lead) {
        yearly(report, hit, change, size);
        return;
    }
    if report.has("check_own_baseline", change.lead) && !neighbours(report, hit) {
        return;
    }
    // an up that is followed by a down is about something else
    if let (Some(a), Some(b)) = (change.rises, size_rises)
        && a != b
    {
        return;
    }
    if size_rises.is_none() && !size.text().contains('番') {
        return;
    }
    let down = match (change.rises.or(size_rises), size_rises) {
        (_, Some(b)) => !b,
        (Some(a), None) => !a,
        _ => to.amount.point < from.amount.point,
    };
    match size.kind() {
        Kind::Percent | Kind::Fraction => percent(report, from, to, size, down),
        Kind::Point => points(report, from, to, size, down),
        Kind::Multiple if down => {}
        Kind::Multiple if size.text().contains('番') => fan(report, from, to, size),
        Kind::Multiple if size_rises.is_some() => grown_times(report, hit, from, to, size),
        _ if size.comparable(from) => {
            let amount = signed(to.amount.sub(&from.amount), down);
            let formula = difference(from, to, down);
            let way = Way { operands: vec![from, to], amount, formula };
            let stated = size.stated().abs();
            report.judge("change_amount", size, &stated, vec![way], &[]);
        }
        _ => {}
    }
}

/// A change in the direction that its words name.
pub fn signed(amount: Amount, down: bool) -> Amount {
    if down { amount.scale(&ratio(-1, 1)) } else { amount }
}

fn difference(from: &Figure<'_>, to: &Figure<'_>, down: bool) -> String {
    let (a, b) = if down { (from, to) } else { (to, from) };
    format!("{} − {}", figure(a), figure(b))
}

/// Whether the two values stand in neighbouring periods, so that “同比” may mean them.
fn neighbours(report: &Report<'_, '_>, hit: &Hit<'_, '_, '_>) -> bool {
    if hit.time("t0").is_some_and(|t| report.has("check_last_year", &t.text)) {
        return true;
    }
    match (hit.time("t0"), hit.time("t1")) {
        (Some(a), Some(b)) => match (year(a), year(b)) {
            (Some(a), Some(b)) => (b - a).abs() <= 1,
            _ => false,
        },
        (Some(a), None) => hit.scene.document.published.is_none_or(|p| year(a).is_some_and(|y| p.year() - y <= 1)),
        _ => true,
    }
}

fn percent<'s, 'a>(
    report: &mut Report<'s, 'a>,
    from: &'s Figure<'a>,
    to: &'s Figure<'a>,
    size: &'s Figure<'a>,
    down: bool,
) {
    let Some(stated) = size.stated_percent().map(|p| p.abs()) else { return };
    if from.amount.point <= Exact::zero() || to.amount.point < Exact::zero() {
        return;
    }
    let Some(growth) = from.amount.growth_to(&to.amount) else { return };
    let growth = signed(growth, down);
    let formula = format!("({} − {}) / {}", figure(to), figure(from), figure(from));
    let way = Way { operands: vec![from, to], amount: growth, formula };
    let new_base = || to.amount.growth_to(&from.amount).map(|g| signed(g.scale(&ratio(-1, 1)), down));
    if from.kind() == Kind::Percent {
        let gap = || Some(signed(to.amount.sub(&from.amount), down));
        report.judge("pp_unit", size, &stated, vec![way], &[("points", &gap), ("new_base", &new_base)]);
    } else {
        report.judge("change_pct", size, &stated, vec![way], &[("new_base", &new_base)]);
    }
}

fn points<'s, 'a>(
    report: &mut Report<'s, 'a>,
    from: &'s Figure<'a>,
    to: &'s Figure<'a>,
    size: &'s Figure<'a>,
    down: bool,
) {
    let (Some(a), Some(b)) = (from.percent(), to.percent()) else { return };
    let gap = signed(b.sub(&a), down);
    let basis = size.unit().contains('基') || size.unit().contains("bp") || size.unit().contains("BP");
    let permille = size.unit().contains("千分");
    let factor = if basis {
        ratio(100, 1)
    } else if permille {
        ratio(10, 1)
    } else {
        Exact::one()
    };
    let amount = gap.scale(&factor);
    let way = Way { operands: vec![from, to], amount: amount.clone(), formula: difference(from, to, down) };
    let stated = size.stated().abs();
    if basis {
        let tens = [ratio(10, 1), ratio(100, 1), ratio(1, 10), ratio(1, 100)];
        let slip = || tens.iter().map(|t| amount.scale(t)).find(|m| m.fit(&stated) == Fit::Pass);
        report.judge("pp_unit", size, &stated, vec![way], &[("slip", &slip)]);
    } else {
        let relative = || from.amount.growth_to(&to.amount).map(|g| signed(g, down));
        report.judge("pp_diff", size, &stated, vec![way], &[("relative", &relative)]);
    }
}

/// `change.by_amount`: level, change and rate: d / (b − d) against x.
pub fn base_recover<'s, 'a>(report: &mut Report<'s, 'a>, hit: &Hit<'_, 's, 'a>) {
    let (Some(level), Some(amount), Some(size)) = (hit.figure("to"), hit.figure("amount"), hit.figure("size")) else {
        return;
    };
    if !level.comparable(amount)
        || unfit(level)
        || level.kind() == Kind::Percent
        || report.has("check_other_basis_sentence", hit.sentence_words())
    {
        return;
    }
    let Some(up) = rises(report, hit.words("verb").trim_start_matches('净')) else { return };
    let base = if up { level.amount.sub(&amount.amount) } else { level.amount.add(&amount.amount) };
    let Some(rate) = amount.amount.percent_of(&base) else { return };
    if base.point <= Exact::zero() {
        return;
    }
    let sign = if up { "−" } else { "+" };
    let formula = format!("{} / ({} {sign} {})", figure(amount), figure(level), figure(amount));
    let new_base = || amount.amount.percent_of(&level.amount);
    let way = Way { operands: vec![level, amount], amount: rate, formula };
    let Some(stated) = size.stated_percent() else { return };
    report.judge("base_recover", size, &stated.abs(), vec![way], &[("new_base", &new_base)]);
}

/// `change.grow_by`: a grown by x, giving y.
pub fn grow_by<'s, 'a>(report: &mut Report<'s, 'a>, hit: &Hit<'_, 's, 'a>) {
    let (Some(from), Some(amount), Some(to)) = (hit.figure("from"), hit.figure("amount"), hit.figure("to")) else {
        return;
    };
    if !from.comparable(amount) || !from.comparable(to) || unfit(from) {
        return;
    }
    let Some(up) = rises(report, hit.words("verb")) else { return };
    let sum = if up { from.amount.add(&amount.amount) } else { from.amount.sub(&amount.amount) };
    let sign = if up { "+" } else { "−" };
    let way = Way {
        operands: vec![from, amount],
        amount: sum,
        formula: format!("{} {sign} {}", figure(from), figure(amount)),
    };
    report.judge("grow_to_vs_by", to, &to.stated(), vec![way], &[("to_not_by", &|| Some(amount.amount.clone()))]);
}

/// `change.fall_times`: nothing falls by N times itself.
pub fn fall_times<'s, 'a>(report: &mut Report<'s, 'a>, hit: &Hit<'_, 's, 'a>) {
    let Some(size) = hit.figure("size") else { return };
    if size.amount.point < Exact::one() || size.text().contains('番') {
        return;
    }
    let quoted = hit.before().matches('“').count() > hit.before().matches('”').count();
    let verdict = if quoted { Verdict::Note } else { Verdict::Flag };
    report.push(
        Draft::new("decrease_by_times", verdict)
            .figures([size])
            .formula(format!("1 − {} ≤ 0", figure(size)))
            .stated(&size.amount.pass)
            .word("verb", hit.words("verb"))
            .word("said", size.text()),
    );
}

/// `change.fall_percent`: a quantity that cannot be negative falls by 100 % at most.
pub fn fall_percent<'s, 'a>(report: &mut Report<'s, 'a>, hit: &Hit<'_, 's, 'a>) {
    let Some(size) = hit.figure("size") else { return };
    let hundred = ratio(100, 1);
    if size.kind() != Kind::Percent || size.amount.point.abs() <= hundred {
        return;
    }
    let words = hit.sentence_words();
    let may_be_negative = report.has("check_signed", words);
    let verdict = if may_be_negative { Verdict::Pass } else { Verdict::Flag };
    report.push(
        Draft::new("decrease_over_100pct", verdict)
            .figures([size])
            .formula(format!("{} > 100", figure(size)))
            .stated(&size.amount.pass)
            .word("verb", hit.words("verb"))
            .word("said", size.text())
            .grade(Grade::Arithmetic),
    );
}
