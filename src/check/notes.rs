//! What a person should know of a number that is not wrong: a share without its whole, a majority that
//! depends on the whole, an order turned round, wording that editors avoid. Notes, never flags.

use crate::model::{Approx, Kind, Span, Verdict};

use super::amount::Figure;
use super::change::figure;
use super::repetition::{after, two_in_common};
use super::report::{Draft, Report};
use super::scene::{Hit, Item};

/// Digits from which on a rounded number is not rounded.
const DIGITS: usize = 5;

/// Scopes of one article that are compared.
const MOST_TOPS: usize = 40;

/// `note.missing_base`: “经费降至15%” of what?
pub fn missing_base<'s, 'a>(report: &mut Report<'s, 'a>, hit: &Hit<'_, 's, 'a>) {
    let Some(share) = hit.figure("to") else { return };
    let before = hit.words("what");
    // a rate, a share or a growth rate is a percentage by itself
    let rate = report.has("check_rate_names", before);
    let numbers = &hit.sentence.numbers;
    let other = numbers.iter().filter_map(|&i| hit.scene.figures.get(i)).any(|f| {
        matches!(f.kind(), Kind::Percent | Kind::Fraction) && f.claim.quantity.start < share.claim.quantity.start
    });
    if rate || other || hit.words("tail").starts_with(['以', '的']) {
        return;
    }
    let draft = Draft::new("missing_base", Verdict::Note).figures([share]).formula(format!("{}% × ?", figure(share)));
    report.push(draft.word("said", share.text()).word("verb", hit.words("verb")));
}

/// `compare.crossover`: what overtakes is greater.
pub fn crossover<'s, 'a>(report: &mut Report<'s, 'a>, hit: &Hit<'_, 's, 'a>) {
    let (Some(x), Some(y)) = (hit.figure("x"), hit.figure("y")) else { return };
    if !x.comparable(y) || matches!(x.kind(), Kind::Rank | Kind::Score | Kind::Ratio | Kind::Point | Kind::Duration) {
        return;
    }
    let wrong = y.amount.wide.not_below(&x.amount.wide);
    let sign = if wrong { "≤" } else { ">" };
    report.push(
        Draft::new("crossover", if wrong { Verdict::Note } else { Verdict::Pass })
            .figures([x, y])
            .formula(format!("{} {sign} {}", figure(x), figure(y)))
            .computed(&x.amount.pass)
            .stated(&y.amount.pass)
            .word("x", x.text())
            .word("y", y.text())
            .word("word", hit.words("word")),
    );
}

/// `overprecise`, `two_vs_er`, `dropped_unit`, `mixed_numerals`: the wording of single numbers.
pub fn wording(report: &mut Report<'_, '_>) {
    let scene = report.scene();
    for figure in &scene.figures {
        let check = if overprecise(figure) {
            "overprecise"
        } else if dropped_unit(figure) {
            "dropped_unit"
        } else if two(report, figure) {
            "two_vs_er"
        } else if mixed(&figure.claim.quantity.text) {
            "mixed_numerals"
        } else {
            continue;
        };
        let words = scene.words(figure.claim.field, figure.claim.quantity.span()).to_owned();
        report.push(Draft::new(check, Verdict::Note).figures([figure]).formula(words).word("said", figure.text()));
    }
}

/// “约12345.67元”.
fn overprecise(figure: &Figure<'_>) -> bool {
    let quantity = &figure.claim.quantity;
    let digits: String = quantity.text.chars().filter(char::is_ascii_digit).collect();
    quantity.approx == Approx::About
        && quantity.value_max.is_none()
        && digits.trim_matches('0').len() >= DIGITS
        && matches!(quantity.kind, Kind::Count | Kind::Money | Kind::Measure | Kind::Percent)
}

/// “5-10万元”: 5元 or 5万元.
fn dropped_unit(figure: &Figure<'_>) -> bool {
    let quantity = &figure.claim.quantity;
    let Some((first, last)) = quantity.text.split_once(['-', '~', '～', '—', '–']) else { return false };
    let scaled = |w: &str| w.contains(['万', '亿', '萬', '億']);
    let digits = |w: &str| w.chars().any(|c| c.is_ascii_digit());
    quantity.value_max.is_some() && digits(first) && digits(last) && scaled(last) && !scaled(first)
}

/// “二个” for “两个”.
fn two(report: &Report<'_, '_>, figure: &Figure<'_>) -> bool {
    let words = report.scene().words(figure.claim.field, figure.claim.quantity.span());
    let unit = words.strip_prefix('二').unwrap_or("");
    figure.kind() == Kind::Count && report.is_word("check_two_units", unit)
}

/// Chinese numerals that stand for digits; 千, 百, 万, 亿 behind digits are usual.
const NUMERALS: &str = "一二三四五六七八九〇十";

/// “5千三百元”.
fn mixed(words: &str) -> bool {
    words.contains(|c: char| c.is_ascii_digit()) && words.contains(|c| NUMERALS.contains(c))
}

/// `mixed_numerals` of dates: “2024年三月5日”.
pub fn mixed_dates(report: &mut Report<'_, '_>) {
    let scene = report.scene();
    for (field, item) in scene.items() {
        let Item::Time(period) = item else { continue };
        let words = scene.words(field, period.span());
        let before_unit: Vec<char> =
            words.chars().zip(words.chars().skip(1)).filter(|(_, u)| "年月日号".contains(*u)).map(|(c, _)| c).collect();
        let chinese = before_unit.iter().any(|c| NUMERALS.contains(*c));
        if chinese && before_unit.iter().any(char::is_ascii_digit) {
            let draft = Draft::new("mixed_numerals", Verdict::Note).place(field, period.span()).formula(words);
            report.push(draft.word("said", words));
        }
    }
}

/// `nested_scope`: “前2%的选手” and “前20%的选手”.
pub fn nested(report: &mut Report<'_, '_>) {
    let scene = report.scene();
    let top = |f: &&Figure<'_>| f.kind() == Kind::Percent && f.is_plain() && f.text().starts_with('前');
    let tops: Vec<&Figure<'_>> = scene.figures.iter().filter(top).take(MOST_TOPS).collect();
    let inside = |a: &&&Figure<'_>, b: &Figure<'_>| {
        a.amount.point < b.amount.point && two_in_common(after(scene, a, 4), after(scene, b, 4))
    };
    let found = tops.iter().find_map(|large| Some((*tops.iter().find(|small| inside(small, large))?, *large)));
    if let Some((small, large)) = found {
        report.push(
            Draft::new("nested_scope", Verdict::Note)
                .figures([small, large])
                .formula(format!("{} ⊂ {}", small.text(), large.text()))
                .word("small", small.text())
                .word("large", large.text()),
        );
    }
}

/// `stale_year`: 今年 and 去年 in an article without a date.
pub fn stale_year(report: &mut Report<'_, '_>) {
    let scene = report.scene();
    if scene.document.published.is_some() {
        return;
    }
    let relative = scene.items().find_map(|(field, item)| match item {
        Item::Time(period) if period.norm.is_none() => {
            let words = scene.words(field, period.span());
            report
                .words("check_relative_years")
                .iter()
                .any(|w| words.starts_with(w.as_str()))
                .then_some((field, period))
        }
        _ => None,
    });
    if let Some((field, period)) = relative {
        let span = Span::new(period.start, period.end);
        let draft = Draft::new("stale_year", Verdict::Note).place(field, span).formula(format!("{} = ?", period.text));
        report.push(draft.word("said", period.text.clone()));
    }
}
