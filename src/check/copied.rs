//! Numbers of one thing that differ as a slip in copying would make them: 232 and 223.

use std::collections::HashMap;

use crate::model::{Kind, Verdict};

use super::amount::Figure;
use super::change::figure;
use super::repetition::{after, two_in_common};
use super::report::{Draft, Report};

/// Digits from which on a swap is no chance.
const LEAST: usize = 3;

/// How two numbers differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Slip {
    /// Two neighbouring digits changed places.
    Swap,
    /// One digit is another.
    Digit,
}

/// `transcription_near_miss` over the numbers of the article: the same things counted, two digits changed places.
pub fn near_misses(report: &mut Report<'_, '_>) {
    let scene = report.scene();
    // numbers that differ by a swap have the same digits
    let mut seen: HashMap<(Kind, &str, String), Vec<&Figure<'_>>> = HashMap::new();
    for f in scene.figures.iter().filter(|f| matches!(f.kind(), Kind::Count | Kind::Money | Kind::Measure)) {
        let mut digits: Vec<char> = digits(f).chars().collect();
        if digits.len() < LEAST || !f.is_plain() {
            continue;
        }
        digits.sort_unstable();
        let alike = seen.entry((f.kind(), f.unit(), digits.into_iter().collect())).or_default();
        let same =
            |e: &&&Figure<'_>| slip(e, f) == Some(Slip::Swap) && two_in_common(after(scene, e, 6), after(scene, f, 6));
        if let Some(e) = alike.iter().rev().take(4).find(same) {
            note(report, e, f);
        }
        alike.push(f);
    }
}

/// The same of two numbers that are known to be of one thing and to differ.
pub fn note<'s, 'a>(report: &mut Report<'s, 'a>, a: &'s Figure<'a>, b: &'s Figure<'a>) {
    let message = match slip(a, b) {
        Some(Slip::Swap) => "note",
        Some(Slip::Digit) => "digit",
        None => return,
    };
    report.push(
        Draft::new("transcription_near_miss", Verdict::Note)
            .figures([a, b])
            .formula(format!("{} ≠ {}", figure(a), figure(b)))
            .message(message)
            .word("a", a.text())
            .word("b", b.text()),
    );
}

fn slip(a: &Figure<'_>, b: &Figure<'_>) -> Option<Slip> {
    let (x, y): (Vec<char>, Vec<char>) = (digits(a).chars().collect(), digits(b).chars().collect());
    if x.len() != y.len() || x.len() < 2 {
        return None;
    }
    let differ: Vec<usize> = (0..x.len()).filter(|&i| x.get(i) != y.get(i)).collect();
    match differ.as_slice() {
        [_] => Some(Slip::Digit),
        [i, j] if *j == i + 1 && x.get(*i) == y.get(*j) && x.get(*j) == y.get(*i) => Some(Slip::Swap),
        _ => None,
    }
}

/// The digits of a number as written, its point among them.
fn digits(figure: &Figure<'_>) -> String {
    figure.text().chars().filter(|c| c.is_ascii_digit() || *c == '.').collect()
}
