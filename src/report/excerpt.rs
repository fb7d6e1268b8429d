//! The sentences that a finding is about, with the numbers underlined.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use crate::model::{Document, Field, FieldSpan, Span};
use crate::text::{View, sentences};

use super::layout::{WIDTH, cut, fold, shown, width, width_of};

/// The longest sentence that is shown whole, in characters; of a longer one, what stands round the numbers.
const LONGEST: usize = 240;
/// Characters shown on each side of a number in a longer one.
const AROUND: usize = 60;

const FRAME: Style = AnsiColor::Blue.on_default();

/// A stretch of text to show.
struct Passage {
    field: Field,
    /// Line of the file, where the text stands in it as it is.
    line: Option<u64>,
    chars: Vec<char>,
    /// Which of them to underline.
    marked: Vec<bool>,
}

/// Prints the sentences of one document that hold some spans, under a line saying where they are.
pub(crate) fn excerpt(out: &mut String, document: &Document, spans: &[&FieldSpan], mark: Style) {
    let passages: Vec<Passage> = [Field::Title, Field::Text]
        .into_iter()
        .flat_map(|field| {
            let here = spans.iter().filter(|s| s.field == field).map(|s| Span::new(s.start, s.end)).collect();
            passages(document, field, here)
        })
        .collect();
    let digits = passages.iter().filter_map(|p| p.line).max().map_or(1, |n| n.to_string().len());
    let gutter = digits.max(2) + 1;
    let line = passages.iter().find_map(|p| p.line);
    let _ = writeln!(out, "{:gutter$}{FRAME}┌{FRAME:#} {}", "", heading(document, line, gutter + 2));
    for (n, passage) in passages.iter().enumerate() {
        if n > 0 {
            let _ = writeln!(out, "{:gutter$}{FRAME}┊{FRAME:#}", "");
        }
        let label = match (passage.field, passage.line) {
            (Field::Title, _) => "题".to_owned(),
            (_, Some(line)) => line.to_string(),
            _ => String::new(),
        };
        let pad = gutter.saturating_sub(width_of(&label) + 1);
        for (row, range) in fold(&passage.chars, WIDTH.saturating_sub(gutter + 3)).into_iter().enumerate() {
            let text: String = passage.chars[range.clone()].iter().copied().map(shown).collect();
            let head = if row == 0 { format!("{:pad$}{label} ", "") } else { " ".repeat(gutter) };
            let _ = writeln!(out, "{FRAME}{head}│{FRAME:#} {}", text.trim_end());
            let mut under = String::new();
            for at in range {
                let sign = if passage.marked[at] { '^' } else { ' ' };
                under.extend(std::iter::repeat_n(sign, width(passage.chars[at])));
            }
            let under = under.trim_end();
            if !under.is_empty() {
                let _ = writeln!(out, "{:gutter$}{FRAME}│{FRAME:#} {mark}{under}{mark:#}", "");
            }
        }
    }
}

/// `path:line` of a span, as far as its line is known.
pub fn place(document: &Document, span: Option<&FieldSpan>) -> String {
    let origin = &document.origin;
    let in_text = span.filter(|s| s.field == Field::Text).zip(origin.text_line);
    let line = in_text.map(|(s, first)| first + Lines::new(&document.text).before(s.start)).or(origin.line);
    line.map_or_else(|| origin.path.clone(), |line| format!("{}:{line}", origin.path))
}

/// `path:line 《title》`, the title cut to the room that is left.
pub(crate) fn heading(document: &Document, line: Option<u64>, indent: usize) -> String {
    let place = match line.or(document.origin.line) {
        Some(line) => format!("{}:{line}", document.origin.path),
        None => document.origin.path.clone(),
    };
    let room = WIDTH.saturating_sub(indent + width_of(&place) + 1);
    // A plain text keeps its headline in its first line.
    let first = || document.text.lines().map(str::trim).find(|l| !l.is_empty()).filter(|l| !l.contains('。'));
    let first = document.origin.text_line.and_then(|_| first());
    match document.title.as_deref().or(first) {
        Some(title) if room > 10 => format!("{place} 《{}》", cut(title, room - 4)),
        _ => place,
    }
}

/// The stretches of a field that hold spans: whole sentences, or of very long ones what stands round the spans.
fn passages(document: &Document, field: Field, mut spans: Vec<Span>) -> Vec<Passage> {
    if spans.is_empty() {
        return Vec::new();
    }
    spans.sort();
    let text = match field {
        Field::Title => document.title.as_deref().unwrap_or_default(),
        Field::Text => &document.text,
    };
    let view = View::new(text);
    let mut windows: Vec<(Span, Span)> = Vec::new();
    for sentence in sentences(&view) {
        let held = spans.iter().filter(|s| s.overlaps(sentence.span));
        for span in held {
            let window = if sentence.span.len() <= LONGEST {
                sentence.span
            } else {
                let start = span.start.saturating_sub(AROUND).max(sentence.span.start);
                Span::new(start, (span.end + AROUND).min(sentence.span.end))
            };
            match windows.last_mut() {
                Some((last, of)) if *of == sentence.span && window.start <= last.end => *last = last.join(window),
                _ => windows.push((window, sentence.span)),
            }
        }
    }
    let lines = Lines::new(text);
    let passage = |(window, sentence): (Span, Span)| {
        let mut chars: Vec<char> = view.original(window).chars().collect();
        let mut marked: Vec<bool> =
            (window.start..window.end).map(|at| spans.iter().any(|s| s.start <= at && at < s.end)).collect();
        if window.start > sentence.start {
            chars.insert(0, '…');
            marked.insert(0, false);
        }
        if window.end < sentence.end {
            chars.push('…');
            marked.push(false);
        }
        let first = document.origin.text_line.filter(|_| field == Field::Text);
        Passage { field, line: first.map(|n| n + lines.before(window.start)), chars, marked }
    };
    windows.into_iter().map(passage).collect()
}

/// Where the lines of a text end, in code points.
struct Lines(Vec<usize>);

impl Lines {
    fn new(text: &str) -> Self {
        Lines(text.chars().enumerate().filter(|(_, c)| *c == '\n').map(|(at, _)| at).collect())
    }

    /// Line feeds before a place.
    fn before(&self, at: usize) -> u64 {
        self.0.partition_point(|end| *end < at) as u64
    }
}
