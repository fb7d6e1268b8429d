//! The slips that people make with a number, undone: other digits, swaps, scale words, units, opposites.

use num_traits::Zero;

use crate::check::interval::ratio;
use crate::model::{Exact, Number, RepairReason, Span};

/// Most digits of a number that are varied.
const LONGEST: usize = 9;
const DIGITS: [char; 9] = ['一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// A digit string in a mention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Where it stands in the window.
    pub span: Span,
    /// The digits, with a point and without thousands marks.
    pub digits: String,
    /// Whether it has thousands marks.
    pub marked: bool,
}

impl Run {
    /// The digit strings inside a stretch of a text.
    pub fn all(chars: &[char], span: Span) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        for at in span.start..span.end.min(chars.len()) {
            let Some(&c) = chars.get(at) else { break };
            let joins = matches!(c, '.' | ',') && chars.get(at + 1).is_some_and(char::is_ascii_digit);
            match runs.last_mut() {
                Some(run) if run.span.end == at && (c.is_ascii_digit() || joins) => {
                    run.span.end = at + 1;
                    if c == ',' {
                        run.marked = true;
                    } else {
                        run.digits.push(c);
                    }
                }
                _ if c.is_ascii_digit() => {
                    runs.push(Run { span: Span::new(at, at + 1), digits: c.to_string(), marked: false })
                }
                _ => {}
            }
        }
        runs
    }

    /// Other digits as this number is written: with thousands marks if it has them.
    pub fn write(&self, digits: &str) -> String {
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        if !self.marked || whole.len() < 4 {
            return digits.to_owned();
        }
        let mut out = String::new();
        for (i, c) in whole.chars().enumerate() {
            if i > 0 && (whole.len() - i).is_multiple_of(3) {
                out.push(',');
            }
            out.push(c);
        }
        if fraction.is_empty() { out } else { format!("{out}.{fraction}") }
    }

    /// Its value.
    pub fn value(&self) -> Option<Exact> {
        value(&self.digits)
    }

    /// Places behind the point.
    pub fn places(&self) -> u32 {
        self.digits.split_once('.').map_or(0, |(_, f)| u32::try_from(f.len()).unwrap_or(0))
    }

    /// What else could have been meant by the digits, with the slip that it would undo.
    pub fn slips(&self) -> Vec<(String, RepairReason)> {
        let chars: Vec<char> = self.digits.chars().collect();
        let mut out: Vec<(String, RepairReason)> = Vec::new();
        if chars.iter().filter(|c| c.is_ascii_digit()).count() > LONGEST {
            return out;
        }
        let mut add = |chars: Vec<char>, reason| {
            let text: String = chars.into_iter().collect();
            let leading_zero = text.starts_with('0') && text.len() > 1 && !text.starts_with("0.");
            if text != self.digits
                && !text.is_empty()
                && !leading_zero
                && !text.starts_with('.')
                && !text.ends_with('.')
            {
                out.push((text, reason));
            }
        };
        for at in 0..chars.len() {
            if chars[at] == '.' {
                continue;
            }
            let next = (at + 1..chars.len()).find(|&i| chars[i] != '.');
            if let Some(next) = next {
                let mut swapped = chars.clone();
                swapped.swap(at, next);
                add(swapped, RepairReason::Swap);
            }
            for digit in '0'..='9' {
                let mut other = chars.clone();
                other[at] = digit;
                add(other, RepairReason::Digit);
            }
            let mut shorter = chars.clone();
            shorter.remove(at);
            add(shorter, RepairReason::DigitAdded);
        }
        for at in 0..=chars.len() {
            for digit in '0'..='9' {
                let mut longer = chars.clone();
                longer.insert(at, digit);
                add(longer, RepairReason::DigitDropped);
            }
        }
        for (moved, reason) in
            [(self.point_moved(true), RepairReason::PointMoved), (self.point_moved(false), RepairReason::PointMoved)]
        {
            add(moved.unwrap_or_default().chars().collect(), reason);
        }
        out
    }

    fn point_moved(&self, right: bool) -> Option<String> {
        let (whole, fraction) = self.digits.split_once('.').unwrap_or((&self.digits, ""));
        if right {
            let first = fraction.chars().next()?;
            let rest: String = fraction.chars().skip(1).collect();
            let whole = format!("{}{first}", whole.trim_start_matches('0'));
            return Some(if rest.is_empty() { whole } else { format!("{whole}.{rest}") });
        }
        let last = whole.chars().last()?;
        let head: String = whole.chars().take(whole.len() - 1).collect();
        let head = if head.is_empty() { "0".to_owned() } else { head };
        Some(format!("{head}.{last}{fraction}"))
    }
}

/// The value of a digit string.
pub fn value(digits: &str) -> Option<Exact> {
    digits.parse::<Number>().ok().map(Number::to_rational)
}

/// Digits near a wanted value, nearest first, at most so many.
pub fn nearest_to(slips: Vec<(String, RepairReason)>, wanted: &Exact, most: usize) -> Vec<(String, RepairReason)> {
    let limit = wanted.abs() * ratio(35, 100);
    let mut near: Vec<(Exact, (String, RepairReason))> = slips
        .into_iter()
        .filter_map(|slip| Some(((value(&slip.0)? - wanted).abs(), slip)))
        .filter(|(gap, _)| *gap <= limit)
        .collect();
    near.sort_by(|a, b| a.0.cmp(&b.0));
    near.into_iter().map(|(_, slip)| slip).take(most).collect()
}

/// The likeliest slips where it is not known what the number should be: a digit put in only as a last zero.
pub fn likeliest(slips: Vec<(String, RepairReason)>, most: usize) -> Vec<(String, RepairReason)> {
    let mut out: Vec<_> =
        slips.into_iter().filter(|(to, r)| *r != RepairReason::DigitDropped || to.ends_with('0')).collect();
    out.sort_by_key(|(_, reason)| matches!(reason, RepairReason::Digit));
    out.truncate(most);
    out
}

/// The two ends of a range in the other order.
pub fn turned(chars: &[char], mention: Span) -> Option<(Span, String)> {
    let runs = Run::all(chars, mention);
    let [first, last] = runs.as_slice() else { return None };
    let between: String = chars.get(first.span.end..last.span.start)?.iter().collect();
    Some((first.span.join(last.span), format!("{}{between}{}", last.digits, first.digits)))
}

/// How far a number is from another, relative to it: 0 to 1.
pub fn distance(a: &Exact, b: &Exact) -> f64 {
    let size = a.abs().max(b.abs());
    if size.is_zero() {
        return 0.0;
    }
    let share = ((a - b).abs() / size * ratio(1000, 1)).to_integer();
    i32::try_from(share).map_or(1.0, |n| f64::from(n) / 1000.0)
}

/// A Chinese digit put in place of another, in a mention.
pub fn chinese(chars: &[char], span: Span) -> Vec<(Span, String)> {
    let mut out = Vec::new();
    for at in span.start..span.end.min(chars.len()) {
        let Some(c) = chars.get(at).copied() else { break };
        // 百分之三十 and 三分之二 have digits too; 万分 and 千 are left alone
        if !DIGITS.contains(&c) && c != '两' {
            continue;
        }
        for digit in DIGITS.into_iter().filter(|d| *d != c && !(c == '两' && *d == '二')) {
            let counted = chars.get(at + 1).is_some_and(|n| !matches!(n, '十' | '百' | '千' | '成' | '分'));
            let digit = if digit == '二' && c != '二' && counted && at == span.start { '两' } else { digit };
            out.push((Span::new(at, at + 1), digit.to_string()));
        }
    }
    out
}

/// Scale words put in, left out or exchanged behind a digit string.
pub fn scales(chars: &[char], run: &Run, end: usize) -> Vec<(Span, String)> {
    let at = run.span.end;
    let here = |n: usize| chars.get(at + n).copied().filter(|_| at + n < end);
    let words: &[&str] = match (here(0), here(1)) {
        (Some('万'), Some('亿')) => &["亿", "万"],
        (Some('亿'), _) => &["万", "万亿"],
        (Some('万'), _) => &["亿", ""],
        (Some('千'), _) => &["万", ""],
        _ => &["万"],
    };
    let length = match (here(0), here(1)) {
        (Some('万'), Some('亿')) => 2,
        (Some('亿' | '万' | '千'), _) => 1,
        _ => 0,
    };
    words.iter().map(|w| (Span::new(at, at + length), (*w).to_owned())).collect()
}

/// Units that are mistaken for one another.
pub fn units(chars: &[char], span: Span) -> Vec<(Span, String)> {
    let text: String = chars.get(span.start..span.end.min(chars.len())).unwrap_or_default().iter().collect();
    let pairs = [
        ("个百分点", "%"),
        ("百分点", "%"),
        ("%", "个百分点"),
        ("‰", "%"),
        ("个基点", "个百分点"),
        ("公里", "米"),
        ("亩", "公顷"),
        ("公顷", "亩"),
        ("公斤", "吨"),
        ("吨", "公斤"),
    ];
    let mut out: Vec<(Span, String)> = Vec::new();
    for (from, to) in pairs {
        let Some(byte) = text.rfind(from) else { continue };
        let at = span.start + text[..byte].chars().count();
        let place = Span::new(at, at + from.chars().count());
        if !out.iter().any(|(s, _)| s.end == place.end && s.start < place.start) {
            out.push((place, to.to_owned()));
        }
    }
    out
}

/// Whether 万 or 亿 follows a digit string.
pub fn scaled_by_word(chars: &[char], run: &Run) -> bool {
    matches!(chars.get(run.span.end), Some('千' | '万' | '亿'))
}

/// With as many places as the number had: 12 for 12.0 is 12.0.
pub fn padded(digits: String, places: u32) -> String {
    let places = places as usize;
    match digits.split_once('.') {
        Some((_, fraction)) if fraction.len() < places => {
            let missing = places - fraction.len();
            format!("{digits}{}", "0".repeat(missing))
        }
        None if places > 0 => format!("{digits}.{}", "0".repeat(places)),
        _ => digits,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(text: &str) -> Run {
        let chars: Vec<char> = text.chars().collect();
        Run::all(&chars, Span::new(0, chars.len())).remove(0)
    }

    #[test]
    fn digit_strings_of_a_mention() {
        assert_eq!(run("约1,234.5万元").digits, "1234.5");
        assert_eq!(run("约1,234.5万元").span, Span::new(1, 8));
    }

    #[test]
    fn every_common_slip_is_undone() {
        let slips = run("12.5").slips();
        let has = |text: &str, reason| slips.contains(&(text.to_owned(), reason));
        assert!(has("21.5", RepairReason::Swap));
        assert!(has("12.8", RepairReason::Digit));
        assert!(has("125", RepairReason::PointMoved));
        assert!(has("1.25", RepairReason::PointMoved));
        assert!(has("112.5", RepairReason::DigitDropped));
        assert!(has("2.5", RepairReason::DigitAdded));
        assert!(!slips.iter().any(|(s, _)| s == "12.5" || s.starts_with("02")));
    }

    #[test]
    fn any_text_has_slips_without_a_panic() {
        for text in ["", "0", "0.0", "999999999999999999", "一二三", "%", "5%"] {
            let chars: Vec<char> = text.chars().collect();
            for run in Run::all(&chars, Span::new(0, chars.len() + 3)) {
                let _ = (run.slips(), run.value(), scales(&chars, &run, chars.len()));
            }
            let _ = (chinese(&chars, Span::new(0, chars.len() + 3)), units(&chars, Span::new(0, chars.len())));
        }
    }
}
