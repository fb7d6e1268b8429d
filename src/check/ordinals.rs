//! Announced points and their labels.

use num_traits::ToPrimitive;

use crate::model::{Kind, Span, Verdict};

use super::amount::Figure;
use super::report::{Draft, Report};
use super::scene::{Scene, SceneLine};

/// Announced points and their labels: 一是…二是…, 首先…其次…, 第一…第二…; they may run over several
/// sentences of a paragraph.
pub fn labelled(report: &mut Report<'_, '_>) {
    let scene = report.scene();
    let mut index = 0;
    while let Some(sentence) = scene.sentences.get(index) {
        let mut labels = labels(scene.words(sentence.field, sentence.span));
        let mut span = sentence.span;
        index += 1;
        if labels.first() != Some(&1) && announcement(scene, sentence).is_none() {
            continue;
        }
        while let Some(next) = scene.sentences.get(index) {
            let words = scene.words(next.field, next.span);
            let follows = next.field == sentence.field && starts_with_label(words);
            if !follows || self::labels(words).first().is_some_and(|l| *l <= labels.last().copied().unwrap_or(0)) {
                break;
            }
            labels.extend(self::labels(words));
            span = span.join(next.span);
            index += 1;
        }
        judge_ordinals(report, sentence, span, &labels);
    }
}

fn judge_ordinals(report: &mut Report<'_, '_>, sentence: &SceneLine, span: Span, labels: &[i64]) {
    let scene = report.scene();
    let (Some(first), Some(last)) = (labels.first().copied(), labels.last().copied()) else { return };
    let jump = labels.windows(2).any(|w| w[1] != w[0] + 1);
    if labels.len() < 2 || first != 1 {
        return;
    }
    let quoted = scene.words(sentence.field, span).contains('“');
    let draft = |verdict| {
        Draft::new("ordinal_sequence", verdict)
            .place(sentence.field, span)
            .word("value", last.to_string())
            .formula(labels.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
    };
    let Some(number) = announcement(scene, sentence) else {
        if jump && !quoted {
            report.push(draft(Verdict::Note).message("jump"));
        }
        return;
    };
    let stated = number.amount.point.to_integer().to_i64().unwrap_or(0);
    let verdict = match (!jump && last == stated, quoted) {
        (true, _) => Verdict::Pass,
        (false, true) => Verdict::Note,
        (false, false) => Verdict::Flag,
    };
    let formula = format!("{last} {} {stated}", if verdict == Verdict::Pass { "=" } else { "≠" });
    report.push(draft(verdict).figures([number]).formula(formula).word("said", number.text()));
}

/// The number that announces the points: “三点建议：”, right before the first label.
fn announcement<'s, 'a>(scene: &'s Scene<'a>, sentence: &SceneLine) -> Option<&'s Figure<'a>> {
    let words = scene.words(sentence.field, sentence.span);
    let colon = words.find(['：', ':'])?;
    let at = sentence.span.start + words.get(..colon)?.chars().count();
    let mut figures = sentence.numbers.iter().map(|&i| &scene.figures[i]);
    let near = |f: &&Figure<'a>| {
        f.claim.quantity.end <= at && at - f.claim.quantity.end <= 6 && f.kind() == Kind::Count && f.is_plain()
    };
    figures.rfind(near)
}

const NUMERALS: [char; 10] = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];

fn starts_with_label(words: &str) -> bool {
    let trimmed = words.trim_start_matches(['“', ' ']);
    trimmed.split(['，', ',', '、', '：']).next().and_then(label_at).is_some()
}

/// The label that a clause begins with.
fn label_at(clause: &str) -> Option<i64> {
    let mut chars = clause.chars();
    let first = chars.next()?;
    let rest = chars.as_str();
    let number = |c: char| NUMERALS.iter().position(|n| *n == c).map(|i| i as i64 + 1);
    if let Some(n) = number(first)
        && (rest.starts_with('是') || rest.starts_with('要') && !rest.starts_with("要求"))
    {
        return Some(n);
    }
    if first == '第'
        && let Some(second) = chars.next()
        && let Some(n) = number(second)
        && chars.as_str().is_empty()
    {
        return Some(n);
    }
    if clause.starts_with("首先") {
        return Some(1);
    }
    if clause.starts_with("其次") {
        return Some(2);
    }
    None
}

/// The labels of a sentence in order.
fn labels(words: &str) -> Vec<i64> {
    words
        .split(['，', ',', '；', ';', '：', ':', '。', '、'])
        .filter_map(|clause| label_at(clause.trim_start()))
        .collect()
}
