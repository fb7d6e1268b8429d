//! Words of others on the page: shown as they are, whatever they hold, with what would be invisible made visible.

use maud::{Markup, PreEscaped, html};

/// A stretch of a text to be marked, in code points.
#[derive(Debug, Clone)]
pub struct Mark {
    /// First code point.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// Class of the mark, of our own making.
    pub class: &'static str,
    /// What is said where one points at it.
    pub title: String,
}

/// Whether a character is unseen and changes how others are read: bidi controls, zero-width and tag characters.
fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}' | '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}')
}

/// A text with its hidden characters spelled out, for where no markup can stand.
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_hidden(c) {
            out.push_str(&format!("⟨{:04X}⟩", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    out
}

/// A text of others in a line.
pub fn foreign(text: &str) -> Markup {
    html! { bdi { (plain(text)) } }
}

/// A whole text in paragraphs with its marks.
pub fn marked(text: &str, marks: &[Mark]) -> Markup {
    let chars: Vec<char> = text.chars().collect();
    let mut cuts: Vec<usize> = marks.iter().flat_map(|m| [m.start, m.end]).filter(|at| *at <= chars.len()).collect();
    cuts.extend([0, chars.len()]);
    for (at, c) in chars.iter().enumerate() {
        if *c == '\n' {
            cuts.extend([at, at + 1]);
        }
    }
    cuts.sort_unstable();
    cuts.dedup();
    // Marks in the order in which they begin; those that have ended are dropped as the text goes on.
    let mut waiting: Vec<&Mark> = marks.iter().filter(|m| m.start < m.end).collect();
    waiting.sort_by_key(|m| std::cmp::Reverse(m.start));
    let mut open: Vec<&Mark> = Vec::new();
    let mut paragraphs = vec![String::new()];
    for pair in cuts.windows(2) {
        let [from, to] = *pair else { continue };
        while waiting.last().is_some_and(|m| m.start <= from) {
            open.extend(waiting.pop());
        }
        open.retain(|m| m.end > from);
        let words: String = chars.get(from..to).unwrap_or_default().iter().collect();
        if words == "\n" {
            paragraphs.push(String::new());
            continue;
        }
        let Some(paragraph) = paragraphs.last_mut() else { continue };
        let words = plain(&words);
        let piece = if open.is_empty() {
            html! { (words) }
        } else {
            let mut classes: Vec<&str> = open.iter().map(|m| m.class).collect();
            classes.sort_unstable();
            classes.dedup();
            let title = open.iter().map(|m| plain(&m.title)).filter(|t| !t.is_empty()).collect::<Vec<_>>().join("\n");
            html! { mark class=(classes.join(" ")) title=(title) { (words) } }
        };
        paragraph.push_str(&piece.into_string());
    }
    html! {
        @for paragraph in paragraphs.iter().filter(|p| !p.trim().is_empty()) { p { (PreEscaped(paragraph)) } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(start: usize, end: usize, class: &'static str) -> Mark {
        Mark { start, end, class, title: String::new() }
    }

    #[test]
    fn what_an_article_holds_is_shown_and_never_done() {
        let out = marked("<script>alert(1)</script>\u{202e}增长&30%", &[mark(27, 31, "claim")]).into_string();
        assert!(!out.contains("<script>") && out.contains("&lt;script&gt;"), "{out}");
        assert!(out.contains("⟨202E⟩") && !out.contains('\u{202e}'), "{out}");
        assert!(!foreign("\u{2066}a\"<b>").into_string().contains("<b>"));
    }

    #[test]
    fn marks_that_overlap_share_a_stretch() {
        let out = marked("零一二三四\n六七", &[mark(1, 4, "claim"), mark(2, 5, "operand"), mark(6, 99, "claim")]);
        let expected = "<p>零<mark class=\"claim\" title=\"\">一</mark><mark class=\"claim operand\" title=\"\">二三</mark>\
                        <mark class=\"operand\" title=\"\">四</mark></p><p><mark class=\"claim\" title=\"\">六七</mark></p>";
        assert_eq!(out.into_string(), expected);
    }
}
