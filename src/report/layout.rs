//! Text in columns: wide characters take two, lines end where Chinese lines may end.

use std::ops::Range;

use unicode_width::UnicodeWidthChar;

/// Columns of a report: it fits every terminal.
pub(crate) const WIDTH: usize = 80;

/// What a character looks like on a terminal: no control character gets through to it.
pub(crate) fn shown(c: char) -> char {
    if c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    {
        ' '
    } else {
        c
    }
}

/// Columns that a character takes.
pub(crate) fn width(c: char) -> usize {
    shown(c).width().unwrap_or(0)
}

/// Columns that a text takes.
pub(crate) fn width_of(text: &str) -> usize {
    text.chars().map(width).sum()
}

/// A text without control characters.
pub(crate) fn clean(text: &str) -> String {
    text.chars().map(shown).collect()
}

/// A text cut to so many columns, with `…` where something was cut off.
pub(crate) fn cut(text: &str, columns: usize) -> String {
    if width_of(text) <= columns {
        return clean(text);
    }
    let mut used = 1;
    let kept = text.chars().take_while(|&c| {
        used += width(c);
        used <= columns
    });
    let mut out: String = kept.map(shown).collect();
    out.push('…');
    out
}

/// Splits a line of characters into lines of at most `columns` columns: not inside of a number or a Latin
/// word, not before a closing mark, not after an opening one, as far as the width allows.
pub(crate) fn fold(chars: &[char], columns: usize) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    while start < chars.len() {
        let mut end = start;
        let mut used = 0;
        while end < chars.len() && used + width(chars[end]) <= columns.max(2) {
            used += width(chars[end]);
            end += 1;
        }
        if end < chars.len() {
            let earliest = start + (end - start) / 4;
            let good = (earliest + 1..=end).rev().find(|&at| may_break(chars[at - 1], chars[at]));
            end = good.unwrap_or(end).max(start + 1);
        }
        out.push(start..end);
        start = end;
    }
    out
}

fn may_break(before: char, after: char) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | ',' | '%' | '-' | '/' | '$');
    let closing = "，。、；：？！）】》」』”’,.;:?!)]}%％…";
    let opening = "（【《「『“‘([{$";
    let torn = (word(before) && word(after)) || closing.contains(after) || opening.contains(before);
    !torn
}

/// A text folded to the width, every line but the first indented by `indent` columns.
pub(crate) fn wrap(text: &str, first: usize, indent: usize) -> String {
    let chars: Vec<char> = text.chars().map(shown).collect();
    let mut out = String::new();
    let mut rest = &chars[..];
    let mut room = WIDTH.saturating_sub(first);
    while !rest.is_empty() {
        let line = fold(rest, room).first().cloned().unwrap_or(0..rest.len());
        if !out.is_empty() {
            out.push('\n');
            out.extend(std::iter::repeat_n(' ', indent));
        }
        out.extend(&rest[line.clone()]);
        if line.end < rest.len() {
            out.truncate(out.trim_end_matches(' ').len());
        }
        rest = &rest[line.end..];
        while rest.first() == Some(&' ') {
            rest = &rest[1..];
        }
        room = WIDTH.saturating_sub(indent);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str, columns: usize) -> Vec<String> {
        let chars: Vec<char> = text.chars().collect();
        fold(&chars, columns).into_iter().map(|r| chars[r].iter().collect()).collect()
    }

    #[test]
    fn lines_keep_numbers_and_marks_together() {
        assert_eq!(folded("收入为1,234.5万元，增长", 12), ["收入为", "1,234.5万", "元，增长"].map(String::from));
        assert_eq!(folded("增长三成。", 8), ["增长三", "成。"].map(String::from));
        assert_eq!(folded("aaaaaaaaaa", 4), ["aaaa", "aaaa", "aa"].map(String::from));
        assert!(folded("", 4).is_empty());
    }

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!((width_of("占50%"), width_of("e\u{301}"), width_of("😀")), (5, 1, 2));
        assert_eq!(cut("占比为百分之五十", 9), "占比为百…");
        assert_eq!(clean("\u{1b}[31m红"), " [31m红");
    }
}
