//! The same fact stated twice in one article.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::model::{Exact, Field, Kind, Span, Verdict};

use super::amount::{Figure, Fit};
use super::change::figure;
use super::report::{Draft, Report};
use super::scene::Scene;
use super::shares::same_unit;
use super::units::{power_of_ten, slip};

/// A number of the title against those of the text.
pub fn title_and_text(report: &mut Report<'_, '_>) {
    let scene = report.scene();
    // a number that changes with time: an update is no conflict
    let (title, text) = title_figures(scene);
    if text.iter().take(400).any(|f| f.claim.sentence.text.contains("更新")) {
        return;
    }
    // a title of more numbers is no title
    for stated in title.iter().take(20) {
        let alike: Vec<&&Figure<'_>> = text.iter().filter(|f| same_unit(f, stated)).collect();
        if let Some(same) =
            alike.iter().find(|f| f.amount.fit(&stated.amount) == Fit::Pass && related(report, scene, stated, f))
        {
            report.push(pair(Verdict::Pass, stated, same));
            continue;
        }
        if alike.iter().any(|f| f.amount.fit(&stated.amount) != Fit::No) {
            continue;
        }
        let mut named: Vec<&&&Figure<'_>> = alike.iter().filter(|f| related(report, scene, stated, f)).collect();
        // the only number of its unit in the text, with the same words about it
        if let ([only], true) = (alike.as_slice(), named.is_empty())
            && scene.document.title.is_some()
            && same_words(scene, stated, only)
        {
            named.push(only);
        }
        let related = named;
        let Some(first) = related.first() else { continue };
        let one_value = related.iter().all(|f| f.amount.point == first.amount.point);
        let updated = |f: &Figure<'_>| report.has("check_updated", &f.claim.sentence.text);
        if !one_value || updated(first) || updated(stated) {
            continue;
        }
        if power_of_ten(&stated.amount.point, &first.amount.point).is_some() {
            report.push(slip(Verdict::Flag, stated, first).message("title"));
        } else if matches!(stated.kind(), Kind::Count | Kind::Money | Kind::Percent) {
            report.push(pair(Verdict::Flag, stated, first));
            super::copied::note(report, stated, first);
        }
    }
}

/// The numbers of the title and those of the text; where no title is given, a first line without a
/// full stop is one.
fn title_figures<'s, 'a>(scene: &'s Scene<'a>) -> (Vec<&'s Figure<'a>>, Vec<&'s Figure<'a>>) {
    let titled = scene.document.title.is_some();
    let first = scene.sentences.iter().find(|s| s.field == Field::Text);
    let headline = first.filter(|s| {
        !titled && s.span.len() <= 40 && !scene.words(s.field, s.span).ends_with(['。', '！', '；', ':', '：'])
    });
    let in_title = |f: &Figure<'_>| match headline {
        Some(line) => f.claim.field == Field::Text && line.span.contains(f.claim.quantity.span()),
        None => f.claim.field == Field::Title,
    };
    scene.figures.iter().partition(|f| in_title(f))
}

fn pair<'s, 'a>(verdict: Verdict, a: &'s Figure<'a>, b: &'s Figure<'a>) -> Draft<'s, 'a> {
    let sign = if verdict == Verdict::Flag { "≠" } else { "=" };
    Draft::new("restated_conflict", verdict)
        .figures([a, b])
        .formula(format!("{} {sign} {}", figure(a), figure(b)))
        .computed(&b.amount.pass)
        .stated(&a.amount.pass)
        .word("a", a.text())
        .word("b", b.text())
}

/// Whether two numbers are of the same thing: what follows a count, or what stands before money, is
/// the same word.
fn related(report: &Report<'_, '_>, scene: &Scene<'_>, a: &Figure<'_>, b: &Figure<'_>) -> bool {
    match a.kind() {
        Kind::Count => {
            let (x, y) = (after(scene, a, 6), after(scene, b, 6));
            outcome(report, x).is_some_and(|o| outcome(report, y) == Some(o))
        }
        Kind::Money | Kind::Measure => {
            let (x, y) = (before(scene, a, 8), before(scene, b, 10));
            two_in_common(x, y) && two_in_common(after(scene, a, 8), after(scene, b, 10))
        }
        _ => false,
    }
}

/// Whether two different pairs of characters round one number also stand round the other.
fn same_words(scene: &Scene<'_>, a: &Figure<'_>, b: &Figure<'_>) -> bool {
    let round = |f: &Figure<'_>, reach| format!("{}|{}", before(scene, f, reach), after(scene, f, reach));
    let (x, y) = (round(a, 8), round(b, 12));
    let chars: Vec<char> = x.chars().collect();
    let mut pairs: Vec<&[char]> = chars.windows(2).filter(|w| w.iter().all(|c| c.is_alphabetic())).collect();
    pairs.retain(|w| y.contains(&w.iter().collect::<String>()));
    pairs.dedup();
    let slip = power_of_ten(&a.amount.point, &b.amount.point).is_some();
    pairs.len() >= if slip || a.kind() == Kind::Money { 1 } else { 2 }
}

/// What happened to those counted.
fn outcome<'s>(report: &Report<'s, '_>, words: &str) -> Option<&'s str> {
    report.pairs("check_outcomes").find(|(w, _)| words.starts_with(w)).map(|(_, o)| o)
}

/// So many characters behind a number, within its sentence.
pub fn after<'s>(scene: &'s Scene<'_>, f: &Figure<'_>, length: usize) -> &'s str {
    let end = f.claim.quantity.end;
    scene.words(f.claim.field, Span::new(end, (end + length).min(f.claim.sentence.end.max(end))))
}

fn before<'s>(scene: &'s Scene<'_>, f: &Figure<'_>, length: usize) -> &'s str {
    let start = f.claim.quantity.start;
    scene.words(f.claim.field, Span::new(start.saturating_sub(length).max(f.claim.sentence.start), start))
}

/// Whether two stretches share two neighbouring letters.
pub fn two_in_common(a: &str, b: &str) -> bool {
    let chars: Vec<char> = b.chars().collect();
    chars.windows(2).any(|w| {
        let pair: String = w.iter().collect();
        w.iter().all(|c| c.is_alphabetic()) && a.contains(&pair)
    })
}

/// The same number of the same thing again: a pass, so that the number sheet can say so.
pub fn restated(report: &mut Report<'_, '_>) {
    let scene = report.scene();
    let mut seen: HashMap<(Kind, Cow<'_, Exact>, &str), Vec<&Figure<'_>>> = HashMap::new();
    for f in scene.figures.iter().filter(|f| !matches!(f.kind(), Kind::Rank | Kind::Score)) {
        let share = matches!(f.kind(), Kind::Percent | Kind::Fraction);
        let kind = if share { Kind::Percent } else { f.kind() };
        let unit = if share || matches!(f.unit(), "个" | "個") { "" } else { f.unit() };
        let earlier = seen.entry((kind, f.value(), unit)).or_default();
        let alike = earlier.iter().rev().take(4).find(|e| {
            let far = e.claim.field != f.claim.field || e.claim.quantity.end + 20 < f.claim.quantity.start;
            far && two_in_common(after(scene, e, 8), after(scene, f, 8))
        });
        if let Some(e) = alike {
            report.push(pair(Verdict::Pass, e, f));
        }
        earlier.push(f);
    }
}
