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

/// Splits a text into sentences: at 。！？；!? and line feeds, a closing quotation mark or bracket
/// that follows belonging to the sentence before it. Every character that is not white space is in
/// exactly one sentence.
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
        }
    }
    push(start, at, paragraph, &mut out);
    out
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
}
