//! Sentences and clauses.

use crate::model::Span;

use super::View;

/// A sentence and the paragraph that it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence {
    /// The sentence with its closing mark, without the white space round it.
    pub span: Span,
    /// Number of the paragraph, from 0.
    pub paragraph: usize,
}

/// A sentence longer than this many characters ends at its next comma or blank: a table or a list, where
/// the numbers far apart have nothing to do with one another.
const LONG: usize = 400;
/// No sentence is longer than this many characters, so that work on a sentence stays bounded.
const LONGEST: usize = 1000;
/// How far a cut at [`LONGEST`] is moved back to spare a number.
const NUMBER: usize = 100;

/// Splits a text into sentences: at 。！？；!? and line feeds, a closing quotation mark or bracket
/// that follows belonging to the sentence before it; past 400 characters also behind a comma or blank, and
/// past 1000 anywhere, inside a number only where it has more than 100 digits. Every character that is not
/// white space is in exactly one sentence.
pub fn sentences(view: &View<'_>) -> Vec<Sentence> {
    let chars = view.chars();
    let mut out = Vec::new();
    let (mut start, mut at, mut paragraph) = (0, 0, 0);
    let push = |start: usize, end: usize, paragraph, out: &mut Vec<Sentence>| {
        let first = (start..end).find(|&i| !chars[i].is_whitespace());
        let last = (start..end).rev().find(|&i| !chars[i].is_whitespace());
        if let (Some(first), Some(last)) = (first, last) {
            out.push(Sentence { span: Span::new(first, last + 1), paragraph });
        }
    };
    while at < chars.len() {
        let c = chars[at];
        at += 1;
        if c == '\n' {
            push(start, at, paragraph, &mut out);
            start = at;
            paragraph += 1;
        } else if matches!(c, '。' | '！' | '？' | '；' | '!' | '?') {
            while at < chars.len()
                && matches!(chars[at], '”' | '’' | '」' | '』' | '）' | ')' | '"' | '。' | '！' | '？')
            {
                at += 1;
            }
            push(start, at, paragraph, &mut out);
            start = at;
        } else if at - start > LONG && ends_long(chars, at) {
            push(start, at, paragraph, &mut out);
            start = at;
        } else if at - start >= LONGEST {
            let cut = (at - NUMBER..=at).rev().find(|&i| !in_number(chars, i)).unwrap_or(at);
            push(start, cut, paragraph, &mut out);
            start = cut;
        }
    }
    push(start, at, paragraph, &mut out);
    out
}

/// Whether a long sentence may end before `at`: behind a comma or blank that belongs to no number.
fn ends_long(chars: &[char], at: usize) -> bool {
    let Some((&last, before)) = chars.get(..at).and_then(<[char]>::split_last) else { return false };
    let digit = |c: Option<&char>| c.is_some_and(char::is_ascii_digit);
    match last {
        '、' => true,
        ',' | '，' => !(digit(before.last()) && digit(chars.get(at))),
        c => c.is_whitespace() && !digit(before.last()),
    }
}

/// Whether the place before `at` is inside a number.
fn in_number(chars: &[char], at: usize) -> bool {
    let part = |c: Option<&char>| {
        c.is_some_and(|c| {
            c.is_ascii_digit() || matches!(c, '.' | ',' | '%') || "〇零一二三四五六七八九十百千万亿".contains(*c)
        })
    };
    part(at.checked_sub(1).and_then(|i| chars.get(i))) && part(chars.get(at))
}

/// Splits a span into clauses at commas, colons and dashes outside of numbers (`1,100` is none).
pub fn clauses(view: &View<'_>, span: Span) -> Vec<Span> {
    let chars = view.chars();
    let mut out = Vec::new();
    let mut start = span.start;
    for at in span.start..span.end.min(chars.len()) {
        let in_number = at > 0 && chars[at - 1].is_ascii_digit() && chars.get(at + 1).is_some_and(char::is_ascii_digit);
        if matches!(chars[at], '，' | ',' | '；' | ';' | '：' | ':') && !in_number {
            out.push(Span::new(start, at + 1));
            start = at + 1;
        }
    }
    if start < span.end {
        out.push(Span::new(start, span.end));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_and_keeps_all() {
        let view = View::new("他说：“好。”\n  增至1,100人，其中8人重伤！后续");
        let got: Vec<_> = sentences(&view).iter().map(|s| (view.original(s.span), s.paragraph)).collect();
        assert_eq!(got, [("他说：“好。”", 0), ("增至1,100人，其中8人重伤！", 1), ("后续", 1)]);
        let clauses: Vec<_> = clauses(&view, sentences(&view)[1].span).iter().map(|&s| view.original(s)).collect();
        assert_eq!(clauses, ["增至1,100人，", "其中8人重伤！"]);
    }

    #[test]
    fn no_sentence_is_longer_than_a_thousand_characters() {
        for filler in ["3个,", "3 ", "7", "一", "甲乙丙", "1,234,567", "a b\t"] {
            let text = filler.repeat(5_000);
            let view = View::new(&text);
            let cut = sentences(&view);
            assert!(cut.iter().all(|s| !s.span.is_empty() && s.span.len() <= LONGEST), "{filler}");
            assert!(cut.windows(2).all(|w| w[0].span.end <= w[1].span.start), "{filler}");
            let kept: String = cut.iter().map(|s| view.original(s.span)).collect();
            let squeezed = |t: &str| t.split_whitespace().collect::<String>();
            assert_eq!(squeezed(&kept), squeezed(&text), "{filler}");
        }
        let text = format!("{}12345.6万元", "甲".repeat(LONGEST - 3));
        let view = View::new(&text);
        assert_eq!(view.original(sentences(&view)[1].span), "12345.6万元");
    }
}
