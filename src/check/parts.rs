//! Totals and their listed parts.

use num_traits::Zero;

use crate::model::{Exact, Grade, Kind, Span, Verdict};

use super::amount::{Figure, Fit};
use super::change::figure;
use super::comparison::sum;
use super::report::{Draft, Report};
use super::scene::{Scene, SceneLine};
use super::shares::same_unit;

/// A total, its parts, and how they are listed.
struct Parts<'s, 'a> {
    total: &'s Figure<'a>,
    parts: Vec<&'s Figure<'a>>,
    /// Nothing is left out: 分别为, a 其他 at the end, or “共” behind the parts.
    closed: bool,
    /// The parts may overlap (党员, 女教师), or it is not sure that they are parts of this total.
    doubtful: bool,
}

/// Parts that are listed after or before their total.
pub fn listed<'s, 'a>(report: &mut Report<'s, 'a>) {
    let scene = report.scene();
    for sentence in &scene.sentences {
        let figures = outside_brackets(scene, sentence);
        bracketed(report, scene, sentence, figures.len());
        let mut at = 0;
        while at < figures.len() {
            let found = after_total(report, scene, sentence, &figures, at)
                .or_else(|| before_total(report, scene, sentence, &figures, at));
            match found {
                Some((parts, next)) => {
                    judge_parts(report, parts);
                    at = next;
                }
                None => at += 1,
            }
        }
    }
}

/// “新增12例（其中甲市7例、乙市5例），累计40例（其中……）”: totals with their parts in a bracket of their own, where
/// the numbers outside of brackets, `outside` of them, are told apart.
fn bracketed<'s, 'a>(report: &mut Report<'s, 'a>, scene: &'s Scene<'a>, sentence: &SceneLine, outside: usize) {
    let figures: Vec<&Figure<'a>> = sentence.numbers.iter().map(|&i| &scene.figures[i]).collect();
    if outside == figures.len() {
        return;
    }
    let mut at = 0;
    while let (Some(total), Some(first)) = (figures.get(at), figures.get(at + 1)) {
        let gap = between(scene, sentence, total, first);
        let opens = gap.chars().take(6).any(|c| matches!(c, '（' | '(')) && !gap.contains(['）', ')', '，', ',']);
        let found = if opens { inside(report, scene, sentence, &figures, at) } else { None };
        at = match found {
            Some((parts, next)) => {
                judge_parts(report, parts);
                next
            }
            None => at + 1,
        };
    }
}

/// The parts of the total at `at` in the bracket behind it, and the index after them.
fn inside<'s, 'a>(
    report: &Report<'s, 'a>,
    scene: &'s Scene<'a>,
    sentence: &SceneLine,
    figures: &[&'s Figure<'a>],
    at: usize,
) -> Option<(Parts<'s, 'a>, usize)> {
    let (total, first) = total_and_first(figures, at)?;
    if !report.has("check_parts_inside", between(scene, sentence, total, first)) {
        return None;
    }
    let (parts, end) = several(report, scene, sentence, figures, at + 1)?;
    let last = parts.last()?;
    let list = scene.words(sentence.field, Span::new(first.claim.quantity.start, last.claim.quantity.end));
    // brackets within the bracket, or a list that goes on past it, are left alone
    if list.contains(['（', '(', '）', ')']) {
        return None;
    }
    let doubtful = overlapping(report, list) || commas_only(list);
    Some((Parts { total, parts, closed: false, doubtful }, end))
}

/// The numbers of a sentence that stand outside of brackets; where a bracket opens right behind a
/// number, as in “共15人（男8人、女7人）”, those inside may be its parts and are kept if there are several.
fn outside_brackets<'s, 'a>(scene: &'s Scene<'a>, sentence: &SceneLine) -> Vec<&'s Figure<'a>> {
    let figures: Vec<&Figure<'a>> = sentence.numbers.iter().map(|&i| &scene.figures[i]).collect();
    let mut depth = 0i32;
    let mut depths = Vec::with_capacity(figures.len());
    let mut next = 0;
    for (at, c) in (sentence.span.start..).zip(scene.words(sentence.field, sentence.span).chars()) {
        while figures.get(next).is_some_and(|f| f.claim.quantity.start <= at) {
            depths.push(depth);
            next += 1;
        }
        match c {
            '（' | '(' => depth += 1,
            '）' | ')' => depth -= 1,
            _ => {}
        }
    }
    let outside = depths.iter().filter(|d| **d <= 0).count();
    if outside < 2 {
        return figures;
    }
    figures.into_iter().zip(depths).filter(|(_, d)| *d <= 0).map(|(f, _)| f).collect()
}

/// Words without what stands in whole brackets: “（含某县5例）” says nothing of the list.
fn without_brackets(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut rest = words;
    while let Some(open) = rest.find(['（', '(']) {
        let (before, inside) = rest.split_at(open);
        let Some(close) = inside.find(['）', ')']) else { break };
        out.push_str(before);
        rest = inside.get(close..).unwrap_or("").trim_start_matches(['）', ')']);
    }
    out.push_str(rest);
    out
}

/// Words between two numbers.
fn between<'s>(scene: &'s Scene<'_>, sentence: &SceneLine, a: &Figure<'_>, b: &Figure<'_>) -> &'s str {
    scene.words(sentence.field, Span::new(a.claim.quantity.end, b.claim.quantity.start))
}

/// Most parts of one total.
const LONGEST: usize = 60;

/// What stands between the items of a list.
const JOINERS: [char; 6] = ['、', '，', ',', '和', '及', '与'];

/// A run of numbers of one unit from `at` on, each joined to the next by a short list-like gap.
/// Gives the index after the run.
fn run(report: &Report<'_, '_>, scene: &Scene<'_>, sentence: &SceneLine, figures: &[&Figure<'_>], at: usize) -> usize {
    let mut end = at + 1;
    while end < figures.len() && end < at + LONGEST {
        let (Some(before), Some(next), Some(first)) = (figures.get(end - 1), figures.get(end), figures.get(at)) else {
            break;
        };
        if !same_unit(next, first) || !next.is_part() {
            break;
        }
        let gap = between(scene, sentence, before, next);
        let joined = gap.chars().count() <= 16 && gap.contains(JOINERS);
        if !joined || report.has("check_parts_break", gap) {
            break;
        }
        end += 1;
    }
    end
}

/// A total and the number behind it, which may be its first part.
fn total_and_first<'s, 'a>(figures: &[&'s Figure<'a>], at: usize) -> Option<(&'s Figure<'a>, &'s Figure<'a>)> {
    let (total, first) = (*figures.get(at)?, *figures.get(at + 1)?);
    (same_unit(total, first) && total.is_part() && first.is_part()).then_some((total, first))
}

/// The run of numbers from `at` on where there are several, and the index after it.
fn several<'s, 'a>(
    report: &Report<'_, '_>,
    scene: &Scene<'_>,
    sentence: &SceneLine,
    figures: &[&'s Figure<'a>],
    at: usize,
) -> Option<(Vec<&'s Figure<'a>>, usize)> {
    let end = run(report, scene, sentence, figures, at);
    let parts = figures.get(at..end)?;
    (parts.len() > 1).then(|| (parts.to_vec(), end))
}

/// “共46人，包括甲28人、乙9人、丙12人”.
fn after_total<'s, 'a>(
    report: &Report<'s, 'a>,
    scene: &'s Scene<'a>,
    sentence: &SceneLine,
    figures: &[&'s Figure<'a>],
    at: usize,
) -> Option<(Parts<'s, 'a>, usize)> {
    let (total, first) = total_and_first(figures, at)?;
    let gap = without_brackets(between(scene, sentence, total, first));
    let gap = gap.as_str();
    let marker = report.first_of("check_parts_marker", gap)?;
    // the marker stands right behind the total's noun
    let head = gap.split(marker).next().unwrap_or("");
    let near = head.chars().count() <= 12 && head.matches(['，', ',']).count() <= 1;
    if !near || gap.chars().count() > 22 || report.has("check_parts_foreign", gap) {
        return None;
    }
    let (parts, end) = several(report, scene, sentence, figures, at + 1)?;
    let last = parts.last()?;
    let tail_end = figures.get(end).map_or(sentence.span.end, |f| f.claim.quantity.start);
    let tail = scene.words(sentence.field, Span::new(last.claim.quantity.end, tail_end));
    let list_end = last.claim.quantity.end;
    let list = scene.words(sentence.field, Span::new(total.claim.quantity.end, list_end));
    let tail_head: String = tail.chars().take(6).collect();
    let open =
        tail_head.contains('等') || list.contains('等') || tail.chars().take(8).collect::<String>().contains("另");
    let rest = report.has("check_rest", list);
    let closed = !open && (rest || marker.starts_with("分别"));
    let doubtful = overlapping(report, list) || commas_only(list) || gap.contains("分别") && parts.len() > 6;
    Some((Parts { total, parts, closed, doubtful }, end))
}

/// “甲1.1万辆、乙0.9万辆，共2万辆”.
fn before_total<'s, 'a>(
    report: &Report<'s, 'a>,
    scene: &'s Scene<'a>,
    sentence: &SceneLine,
    figures: &[&'s Figure<'a>],
    at: usize,
) -> Option<(Parts<'s, 'a>, usize)> {
    let (parts, end) = several(report, scene, sentence, figures, at)?;
    let total = *figures.get(end)?;
    let (first, last) = (parts.first()?, parts.last()?);
    if !same_unit(total, first) || !total.is_part() || !first.is_part() {
        return None;
    }
    let gap = between(scene, sentence, last, total);
    let marker = report.first_of("check_sum_marker", gap)?;
    if gap.chars().count() > 14 || report.has("check_sum_foreign", gap) {
        return None;
    }
    // “男子组18人、女子组14人”: the first item's name stands before its number
    let start = first.claim.quantity.start.saturating_sub(6).max(sentence.span.start);
    let list = scene.words(sentence.field, Span::new(start, last.claim.quantity.end));
    let open = gap.chars().take(4).collect::<String>().contains('等');
    // 累计 may reach further back than the list
    let verbal = gap.contains("有") && commas_only(list);
    let doubtful =
        verbal || overlapping(report, list) || (marker == "累计" && !gap.contains("季") && !gap.contains("半年"));
    Some((Parts { total, parts, closed: !open, doubtful }, end + 1))
}

/// Whether the listed things are attributes that may go together (女, 党员), not groups apart.
fn overlapping(report: &Report<'_, '_>, list: &str) -> bool {
    report.has("check_attributes", list) && !report.has_pair("check_apart_groups", list)
}

/// Whether the items are parted by commas alone: clauses rather than a list.
fn commas_only(list: &str) -> bool {
    !list.contains(['、', '和', '及', '与'])
}

/// Parts whose shares were taken of one whole: together they do not exceed it.
pub fn of_shares(report: &mut Report<'_, '_>) {
    let found = report.parts().to_vec();
    let mut at = 0;
    while let Some(&(_, whole)) = found.get(at) {
        let end = found.iter().skip(at).take_while(|(_, w)| std::ptr::eq(*w, whole)).count() + at;
        let parts: Vec<_> = found.get(at..end).unwrap_or_default().iter().map(|(p, _)| *p).collect();
        at = end;
        let amount = sum(parts.iter().map(|p| &p.amount));
        if parts.len() > 1 && !whole.amount.wide.before(&amount.wide) {
            let formula = parts.iter().map(|p| figure(p)).collect::<Vec<_>>().join(" + ");
            report.push(
                Draft::new("parts_sum_total", Verdict::Pass)
                    .figures([whole])
                    .figures(parts)
                    .formula(format!("{formula} = {} ≤ {}", super::shown::show(&amount, whole), figure(whole)))
                    .computed(&amount.pass)
                    .stated(&whole.amount.pass),
            );
        }
    }
}

fn judge_parts<'s, 'a>(report: &mut Report<'s, 'a>, found: Parts<'s, 'a>) {
    let Parts { total, parts, closed, doubtful } = found;
    let amount = sum(parts.iter().map(|p| &p.amount));
    let words: Vec<String> = parts.iter().map(|p| figure(p)).collect();
    let formula = words.join(" + ");
    let fit = amount.fit(&total.stated());
    let under = amount.wide.before(&total.stated().wide);
    // one number may be wrong; where the others alone exceed the total, the items overlap
    let largest = parts.iter().max_by(|a, b| a.amount.point.cmp(&b.amount.point));
    let others = largest.map(|l| amount.sub(&l.amount));
    let doubtful = doubtful || !closed && others.is_some_and(|o| total.amount.wide.before(&o.wide));
    let verdict = match fit {
        Fit::Pass => Verdict::Pass,
        _ if under && !closed => Verdict::Pass,
        Fit::Loose => Verdict::Note,
        Fit::No if doubtful => return,
        Fit::No => Verdict::Flag,
    };
    let sign = if fit == Fit::Pass {
        "="
    } else if under {
        "<"
    } else {
        ">"
    };
    let way = format!("{formula} = {} {sign} {}", super::shown::show(&amount, total), figure(total));
    let mut draft = Draft::new("parts_sum_total", verdict)
        .figures([total])
        .figures(parts)
        .formula(way)
        .computed(&amount.pass)
        .stated(&total.amount.pass)
        .word("value", super::shown::show(&amount, total))
        .word("said", total.text());
    if verdict == Verdict::Flag && !under {
        draft = draft.grade(Grade::Decision).message("exceeds");
    }
    report.push(draft);
}

impl Figure<'_> {
    /// Whether the number can be added up: a count, money or measure above zero.
    fn is_part(&self) -> bool {
        matches!(self.kind(), Kind::Count | Kind::Money | Kind::Measure)
            && self.claim.quantity.value_max.is_none()
            && !self.unit().is_empty()
            && self.amount.point > Exact::zero()
    }
}
