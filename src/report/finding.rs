//! One finding, in the manner of a compiler's message.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use crate::model::{Bounds, Document, Field, Finding, Grade, Number, Verdict};

use super::Lang;
use super::excerpt::excerpt;
use super::layout::{WIDTH, clean, width_of, wrap};

/// How a verdict looks: its sign, its name and its colour.
pub(crate) fn looks(verdict: Verdict, grade: Grade, lang: Lang) -> (char, &'static str, Style) {
    let colour = |c: AnsiColor| c.on_default().bold();
    match (verdict, grade) {
        (Verdict::Flag, Grade::Decision) => ('✗', lang.pick("矛盾", "contradiction"), colour(AnsiColor::Red)),
        (Verdict::Flag, Grade::Arithmetic) => ('✗', lang.pick("不符", "mismatch"), colour(AnsiColor::Red)),
        (Verdict::Flag, Grade::Style) => ('✗', lang.pick("措辞", "wording"), colour(AnsiColor::Yellow)),
        (Verdict::Note, _) => ('!', lang.pick("留意", "note"), colour(AnsiColor::Cyan)),
        (Verdict::Pass, _) => ('✓', lang.pick("相符", "adds up"), colour(AnsiColor::Green)),
        (Verdict::Unchecked, _) => ('?', lang.pick("未核", "unchecked"), AnsiColor::White.on_default()),
    }
}

/// Prints a finding: what is wrong, where, what the text states, what follows, what would mend it.
/// `documents` are those that its spans are in.
pub fn finding(out: &mut String, finding: &Finding, documents: &[&Document], lang: Lang) {
    let (_, name, style) = looks(finding.verdict, finding.grade, lang);
    let head = format!("{name}[{}]: ", finding.check);
    let message = wrap(lang.of(&finding.message), width_of(&head), 2);
    let _ = writeln!(out, "{style}{name}[{}]{style:#}: {message}", finding.check);
    for document in documents {
        let spans: Vec<_> = finding.spans.iter().filter(|s| s.doc == document.id).collect();
        if !spans.is_empty() {
            excerpt(out, document, &spans, style);
        }
    }
    let unit = stated_unit(finding, documents);
    let mut line = |label: &str, text: &str| {
        let label = format!("   = {label}: ");
        let _ = writeln!(out, "{label}{}", wrap(text, width_of(&label), width_of(&label)));
    };
    if let Some(stated) = &finding.stated {
        line(lang.pick("文中写", "stated"), &format!("{}{unit}", bounds(stated)));
    }
    let computed = finding.computed.as_ref().map(|c| format!("{}{unit}", bounds(c)));
    // Two statements of one thing: neither follows from the other, and the formula says nothing more.
    let two_statements = finding.formula.contains(['≠', '≟']) && finding.claims.len() > 1;
    match (computed, finding.formula.as_str()) {
        (Some(other), _) if two_statements => line(lang.pick("另一处是", "elsewhere"), &other),
        (Some(computed), "") => line(lang.pick("应当是", "follows"), &computed),
        (Some(computed), formula) => line(lang.pick("应当是", "follows"), &format!("{computed}    {formula}")),
        (None, "") => {}
        (None, formula) => line(lang.pick("算式", "formula"), formula),
    }
    if !finding.alternatives.is_empty() {
        line(lang.pick("也试过", "also tried"), &finding.alternatives.join(lang.pick("；", "; ")));
    }
    if !finding.repairs.is_empty() {
        let label = format!("   = {}: ", lang.pick("改成这样就对得上", "would add up"));
        let repairs: Vec<String> = finding.repairs.iter().take(3).map(|r| format!("{} → {}", r.from, r.to)).collect();
        let _ = writeln!(out, "{label}{}", items(&repairs, lang.pick("，或 ", ", or "), width_of(&label)));
    }
}

/// The unit of the number that is judged, the last that the finding names; empty where its words do not end in one.
fn stated_unit(finding: &Finding, documents: &[&Document]) -> String {
    // rates of exchange and powers of two are not in the unit of the number that they are read from
    if matches!(finding.check.as_str(), "currency_conversion" | "fan_doubling" | "enum_count" | "ratio_colon") {
        return String::new();
    }
    let Some(span) = finding.claims.len().checked_sub(1).and_then(|last| finding.spans.get(last)) else {
        return String::new();
    };
    let Some(document) = documents.iter().find(|d| d.id == span.doc) else { return String::new() };
    let text = match span.field {
        Field::Title => document.title.as_deref().unwrap_or(""),
        Field::Text => &document.text,
    };
    let words: String = text.chars().skip(span.start).take(span.end.saturating_sub(span.start)).collect();
    if words.contains(['%', '％', '成', '半']) || words.contains("分之") {
        return "%".to_owned();
    }
    let number = |c: char| c.is_numeric() || "一二三四五六七八九十百千万亿萬億两兩多余餘几".contains(c);
    match words.rfind(number) {
        Some(at) => {
            let unit: String = words[at..].chars().skip(1).take(8).filter(|c| !c.is_whitespace()).collect();
            ["以上", "以下", "以内", "左右", "上下"].iter().fold(unit, |unit, word| unit.replace(word, ""))
        }
        None => String::new(),
    }
}

/// Items in a row, broken between them where the line is full, and within one that fills a line alone.
/// `between` begins with the mark that stays on the line of the item before.
fn items(items: &[String], between: &str, indent: usize) -> String {
    let word = between.trim_start_matches([',', '，']);
    let mark = &between[..between.len() - word.len()];
    let mut out = String::new();
    let mut used = indent;
    for (n, item) in items.iter().enumerate() {
        let item = clean(item);
        let last = n + 1 == items.len();
        let mut piece = format!("{}{item}{}", if n == 0 { "" } else { word }, if last { "" } else { mark });
        if n > 0 && used + width_of(&piece) > WIDTH {
            piece = piece.trim_start().to_owned();
            let _ = write!(out, "\n{:indent$}", "");
            used = indent;
        }
        if used + width_of(&piece) > WIDTH {
            piece = wrap(&piece, used, indent);
        }
        used = piece.rsplit_once('\n').map_or(used + width_of(&piece), |(_, line)| width_of(line));
        out.push_str(&piece);
    }
    out
}

/// An interval in few characters.
pub(crate) fn bounds(bounds: &Bounds) -> String {
    match (bounds.lower, bounds.upper) {
        (Some(a), Some(b)) if a == b => number(a),
        (Some(a), Some(b)) => format!("{} ~ {}", number(a), number(b)),
        (Some(a), None) => format!("≥ {}", number(a)),
        (None, Some(b)) => format!("≤ {}", number(b)),
        (None, None) => "—".to_owned(),
    }
}

/// A number with its trailing zeros dropped and 万 or 亿 where it is long.
pub(crate) fn number(n: Number) -> String {
    let Number::Decimal(d) = n else { return n.to_string() };
    let d = d.normalize();
    let size = d.abs();
    let scales = [(100_000_000_i64, "亿"), (10_000, "万")];
    for (scale, name) in scales {
        let scale = rust_decimal::Decimal::from(scale);
        if size >= scale * rust_decimal::Decimal::from(10) || (size >= scale && (size / scale).normalize().scale() <= 4)
        {
            let scaled = (d / scale).normalize();
            // Only where nothing is rounded away.
            if scaled.checked_mul(scale) == Some(d) && scaled.scale() <= 6 {
                return format!("{scaled}{name}");
            }
        }
    }
    d.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_read_well() {
        let of = |a: Option<&str>, b: Option<&str>| {
            let read = |t: &str| t.parse().unwrap();
            bounds(&Bounds { lower: a.map(read), upper: b.map(read) })
        };
        assert_eq!(of(Some("11.50"), Some("12.5")), "11.5 ~ 12.5");
        assert_eq!(of(Some("12500000000"), Some("12500000000.0")), "125亿");
        assert_eq!(of(Some("2/3"), None), "≥ 2/3");
        assert_eq!(of(None, Some("79228162514264337593543950335")), "≤ 7922816251426433759354395.0335万");
        assert_eq!(of(None, Some("508900")), "≤ 50.89万");
        assert_eq!(of(Some("3000"), Some("123456789")), "3000 ~ 1.23456789亿".replace("1.23456789亿", "12345.6789万"));
    }
    #[test]
    fn no_line_of_items_passes_the_width() {
        for long in 1..120 {
            for (between, word) in [("，或 ", "宽"), (", or ", "n")] {
                let row = [word.repeat(long), word.repeat(121 - long), word.repeat(long / 2 + 1)];
                let out = items(&row, between, 22);
                let widths: Vec<usize> = out.lines().map(width_of).collect();
                assert!(widths[0] + 22 <= WIDTH && widths.iter().all(|&w| w <= WIDTH), "{out}");
                let kept = |text: &str| text.matches(word).count();
                // "or" has no letter of the items' word
                assert_eq!(kept(&out), row.iter().map(|item| kept(item)).sum::<usize>(), "{out}");
            }
        }
    }
}
