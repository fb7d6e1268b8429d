//! A part of a whole, and what is left of it.

use crate::model::{Kind, Span, Verdict};

use super::amount::{Figure, Fit};
use super::change::figure;
use super::interval::Range;
use super::report::{Draft, Report, Way};
use super::scene::Hit;
use super::shares::{PEOPLE, before, same_unit, shares_two};

/// `share.subset`: a part is no greater than its whole.
pub fn subset<'s, 'a>(report: &mut Report<'s, 'a>, hit: &Hit<'_, 's, 'a>) {
    let (Some(whole), Some(part)) = (hit.figure("whole"), hit.figure("part")) else { return };
    let differ = !same_unit(whole, part);
    let counts = |k: Kind| matches!(k, Kind::Count | Kind::Rank);
    if differ && !(counts(whole.kind()) && counts(part.kind())) {
        return;
    }
    let greater = whole.amount.wide.before(&part.amount.wide);
    if greater && (differ || !firm_subset(report, hit, whole, part)) {
        return;
    }
    let verdict = if greater { Verdict::Flag } else { Verdict::Pass };
    let sign = if greater { ">" } else { "≤" };
    report.push(
        Draft::new("subset_le_total", verdict)
            .figures([whole, part])
            .formula(format!("{} {sign} {}", figure(part), figure(whole)))
            .computed(&part.amount.pass)
            .stated(&Range::below(whole.amount.point.clone(), false))
            .word("part", part.text())
            .word("whole", whole.text()),
    );
}

/// A flag needs 其中, or 中 and the same people or noun, and nothing that counts differently (人次, 户, 增长, 另有).
fn firm_subset(report: &Report<'_, '_>, hit: &Hit<'_, '_, '_>, whole: &Figure<'_>, part: &Figure<'_>) -> bool {
    let field = hit.sentence.field;
    let words = hit.scene.words(field, Span::new(before(whole, 8).start, whole.claim.quantity.end));
    let between = hit.scene.words(field, Span::new(whole.claim.quantity.end, part.claim.quantity.start));
    if report.has("check_no_subset", between)
        || report.has("check_no_whole", words)
        || whole.claim.quantity.value_max.is_some()
    {
        return false;
    }
    let noun = |f: &Figure<'_>| hit.scene.words(field, Span::new(f.claim.quantity.end, f.claim.quantity.end + 8));
    let people = |f: &Figure<'_>| PEOPLE.contains(&f.unit()) || matches!(f.unit(), "例" | "宗");
    // “90种产品中，35种实现增长”: the second noun is left out; 个 counts too many things for that
    let ellipsis = whole.unit() != "个"
        && whole.unit() == part.unit()
        && between.trim_end_matches(['有', '，', ',']).ends_with('中');
    let bound =
        between.contains("其中") || people(whole) && people(part) || ellipsis || shares_two(noun(whole), noun(part));
    bound && same_unit(whole, part)
}

/// `share.remainder`: whole − parts = rest.
pub fn remainder<'s, 'a>(report: &mut Report<'s, 'a>, hit: &Hit<'_, 's, 'a>) {
    let (Some(whole), Some(rest)) = (hit.figure("whole"), hit.figure("rest")) else { return };
    let figures = hit.figures();
    let Some(parts) = figures.get(1..figures.len().saturating_sub(1)) else { return };
    let alike = parts.iter().chain([&rest]).all(|f| same_unit(f, whole));
    if parts.is_empty() || !alike {
        return;
    }
    if report.has("check_third_state", hit.match_words()) {
        return;
    }
    let amount = parts.iter().fold(whole.amount.clone(), |a, p| a.sub(&p.amount));
    let taken: Vec<_> = parts.iter().map(|p| figure(p)).collect();
    let mut operands = vec![whole];
    operands.extend(parts);
    let way = Way { operands, amount, formula: format!("{} − {}", figure(whole), taken.join(" − ")) };
    // “甲市15例，乙州3例，尚有15例” is no account of a whole
    let gap = parts.first().map_or(Span::new(0, 0), |p| Span::new(whole.claim.quantity.end, p.claim.quantity.start));
    let head = hit.scene.words(hit.sentence.field, gap).split(['，', ',']).next().unwrap_or("");
    let said = head.ends_with(['中', '里']) || report.has("check_whole_before", hit.words("whole_before"));
    // “累计追踪到200人，已解除150人，尚有50人”
    let spent = parts.iter().all(|p| report.has("check_spent", hit.scene.words(hit.sentence.field, before(p, 8))));
    let firm = said && (hit.words("word") != "尚有" || spent);
    if !firm && parts.iter().any(|p| p.amount.point > whole.amount.point) {
        return;
    }
    if firm || way.amount.fit(&rest.stated()) == Fit::Pass {
        report.judge("remainder", rest, &rest.stated(), vec![way], &[]);
    }
}
