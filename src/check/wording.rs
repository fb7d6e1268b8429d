//! Two approximators round one number: the same thing twice, or two that contradict each other.

use crate::model::{Field, Span, Verdict};

use super::amount::Figure;
use super::report::{Draft, Report};

/// What an approximator says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sense {
    About,
    Below,
    Above,
}

/// `approx_redundant` and `approx_contradict` over all numbers.
pub fn approximators(report: &mut Report<'_, '_>) {
    let scene = report.scene();
    for figure in &scene.figures {
        let quantity = &figure.claim.quantity;
        if quantity.value_max.is_some() {
            continue;
        }
        let field = figure.claim.field;
        let (before, after, span) = around(report, figure, field);
        let (Some((first, front)), Some((last, back))) = (before, after) else { continue };
        let words = scene.words(field, span);
        let verdict = |check, verdict| {
            Draft::new(check, verdict)
                .figures([figure])
                .formula(words.to_owned())
                .word("first", first.clone())
                .word("last", last.clone())
        };
        let contradict = matches!(
            (front, back),
            (Sense::Below, Sense::Above) | (Sense::Above, Sense::Below) | (Sense::Below | Sense::Above, Sense::About)
        );
        if contradict && !range_of_two(report, figure, span) {
            report.push(verdict("approx_contradict", Verdict::Flag));
        } else if front == back {
            report.push(verdict("approx_redundant", Verdict::Flag));
        }
    }
}

type Word = Option<(String, Sense)>;

/// The approximators before and after a number, and the stretch from one to the other.
fn around(report: &Report<'_, '_>, figure: &Figure<'_>, field: Field) -> (Word, Word, Span) {
    let quantity = &figure.claim.quantity;
    let scene = report.scene();
    let words = scene.words(field, quantity.span());
    let is_digit = |c: char| c.is_ascii_digit() || "一二三四五六七八九十百千万亿两几数半".contains(c);
    let (lead, rest) = words.split_at(words.find(is_digit).unwrap_or(0));
    let tail = rest.rfind(is_digit).and_then(|i| rest.get(i..)).map_or("", |r| r.trim_start_matches(is_digit));
    let end = quantity.end;
    // 左右 may stand behind the noun that the number counts
    let following = scene.words(field, Span::new(end, (end + 4).min(figure.claim.sentence.end)));
    let preceding = scene
        .words(field, Span::new(quantity.start.saturating_sub(4).max(figure.claim.sentence.start), quantity.start));
    let ends = |lists: [(&str, Sense); 3], words: &str, at_start: bool| -> Word {
        lists.into_iter().find_map(|(list, sense)| {
            let fits = |w: &&String| if at_start { words.starts_with(w.as_str()) } else { words.ends_with(w.as_str()) };
            report.words(list).iter().find(fits).map(|w| (w.clone(), sense))
        })
    };
    let before = [
        ("check_before_about", Sense::About),
        ("check_before_below", Sense::Below),
        ("check_before_above", Sense::Above),
    ];
    let after =
        [("check_after_about", Sense::About), ("check_after_below", Sense::Below), ("check_after_above", Sense::Above)];
    let mut extra = 0;
    // “大概需要40天左右”
    let verbs = report.words("check_need_verbs");
    let bare = verbs.iter().find_map(|v| preceding.strip_suffix(v.as_str())).unwrap_or(preceding);
    let front = ends(before, if lead.is_empty() { bare } else { lead }, false);
    if front.is_none() {
        return (None, None, quantity.span());
    }
    let mut back = None;
    for (i, _) in tail.char_indices() {
        back = back.or_else(|| ends(after, tail.get(i..).unwrap_or(""), true));
    }
    if back.is_none() {
        back = ends(after, following, true).filter(|(w, _)| w.chars().count() > 1);
        extra = back.as_ref().map_or(0, |(w, _)| w.chars().count());
    }
    (front, back, Span::new(quantity.start, end + extra))
}

/// “10人以上20人以下” is a range.
fn range_of_two(report: &Report<'_, '_>, figure: &Figure<'_>, span: Span) -> bool {
    let scene = report.scene();
    let sentence = figure.claim.sentence.span();
    let near = |other: &&Figure<'_>| {
        let place = other.claim.quantity.span();
        other.claim.field == figure.claim.field
            && place != figure.claim.quantity.span()
            && sentence.contains(place)
            && (place.start < span.end + 4 && place.start >= span.end
                || place.end + 4 > span.start && place.end <= span.start)
    };
    // the figures are in order of field and place: only the two beside it can be near
    let order = |f: &Figure<'_>| (f.claim.field, f.claim.quantity.start);
    let at = scene.figures.partition_point(|f| order(f) < order(figure));
    let beside = [at.checked_sub(1), Some(at + 1)];
    beside.into_iter().flatten().filter_map(|i| scene.figures.get(i)).any(|f| near(&f))
}
