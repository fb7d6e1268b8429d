//! A document's text with its normalised form, addressed by code points.

use std::sync::OnceLock;

use crate::model::Span;

use super::normal::folder;

/// A text and its normalised form. Both have the same number of code points, so that one [`Span`]
/// addresses both. The normalised text as a string, for searches on `str`, is made when it is first asked for.
pub struct View<'t> {
    original: &'t str,
    chars: Vec<char>,
    /// For each code point its first byte in `original`.
    original_bytes: Vec<u32>,
    traditional: bool,
    text: OnceLock<Text>,
}

/// The normalised text as a string.
struct Text {
    text: String,
    /// For each code point its first byte in `text`; none where they are those of the original.
    bytes: Option<Vec<u32>>,
}

impl<'t> View<'t> {
    /// Reads a text of less than 4 GiB. Linear in its length.
    pub fn new(original: &'t str) -> Self {
        let len = original.chars().count();
        let (mut chars, mut original_bytes) = (vec!['\0'; len], vec![original.len() as u32; len + 1]);
        let fold = folder();
        let (mut wide_comma, mut han, mut other) = (false, 0u32, 0u32);
        for ((byte, c), (cell, at)) in original.char_indices().zip(chars.iter_mut().zip(&mut original_bytes)) {
            let n = fold(c);
            let is_han = (c as u32).wrapping_sub(0x3400) < 0x6C00;
            han += u32::from(is_han);
            other += u32::from(is_han & (n != c));
            wide_comma |= c == '，';
            (*cell, *at) = (n, byte as u32);
        }
        // At least one character in thirty has another, Simplified form.
        let traditional = u64::from(other) * 30 > u64::from(han);
        let mut view = View { original, chars, original_bytes, traditional, text: OnceLock::new() };
        if wide_comma {
            view.thousands_marks();
        }
        view
    }

    /// Makes the full-width comma between full-width digits (９，９９９) a thousands mark; between other
    /// digits (分别为120，300) it parts two numbers.
    fn thousands_marks(&mut self) {
        let wide = |c: Option<char>| c.is_some_and(|c| ('０'..='９').contains(&c));
        let mut from = 0;
        while let Some(found) = self.original.get(from..).and_then(|rest| rest.find('，')) {
            let comma = from + found;
            from = comma + '，'.len_utf8();
            let before = self.original.get(..comma).and_then(|t| t.chars().next_back());
            let after = self.original.get(from..).and_then(|t| t.chars().next());
            if wide(before)
                && wide(after)
                && let Ok(at) = self.original_bytes.binary_search(&(comma as u32))
                && let Some(c) = self.chars.get_mut(at)
            {
                *c = ',';
            }
        }
    }

    fn as_text(&self) -> &Text {
        self.text.get_or_init(|| {
            let mut text = String::with_capacity(self.original.len());
            let mut bytes = Vec::with_capacity(self.chars.len() + 1);
            for &c in &self.chars {
                bytes.push(text.len() as u32);
                text.push(c);
            }
            bytes.push(text.len() as u32);
            Text { text, bytes: (bytes != self.original_bytes).then_some(bytes) }
        })
    }

    fn bytes(&self) -> &[u32] {
        self.as_text().bytes.as_ref().unwrap_or(&self.original_bytes)
    }

    /// Length in code points.
    pub fn len(&self) -> usize {
        self.chars.len()
    }

    /// Whether the text is empty.
    pub fn is_empty(&self) -> bool {
        self.chars.is_empty()
    }

    /// The normalised characters.
    pub fn chars(&self) -> &[char] {
        &self.chars
    }

    /// The normalised text.
    pub fn text(&self) -> &str {
        &self.as_text().text
    }

    /// Whether the text is in Traditional script.
    pub fn is_traditional(&self) -> bool {
        self.traditional
    }

    /// The text as it stands in the document.
    pub fn original_text(&self) -> &'t str {
        self.original
    }

    /// The normalised words of a span. A span beyond the text is cut to it.
    pub fn norm(&self, span: Span) -> &str {
        let (start, end) = self.clip(span);
        let bytes = self.bytes();
        &self.text()[bytes[start] as usize..bytes[end] as usize]
    }

    /// The words of a span as they stand in the document. A span beyond the text is cut to it.
    pub fn original(&self, span: Span) -> &'t str {
        let (start, end) = self.clip(span);
        &self.original[self.original_bytes[start] as usize..self.original_bytes[end] as usize]
    }

    /// The byte in [`View::text`] at which a code point begins.
    pub fn byte(&self, at: usize) -> usize {
        self.bytes()[at.min(self.len())] as usize
    }

    /// The code point that begins at or holds a byte of [`View::text`].
    pub fn at_byte(&self, byte: usize) -> usize {
        match self.bytes().binary_search(&(byte as u32)) {
            Ok(at) => at,
            Err(next) => next.saturating_sub(1),
        }
    }

    /// The span of a byte range of [`View::text`].
    pub fn span_of_bytes(&self, range: std::ops::Range<usize>) -> Span {
        Span::new(self.at_byte(range.start), self.at_byte(range.end))
    }

    fn clip(&self, span: Span) -> (usize, usize) {
        let end = span.end.min(self.len());
        (span.start.min(end), end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_span_addresses_both_forms() {
        let view = View::new("升至５０％，😀好");
        assert_eq!(view.norm(Span::new(2, 5)), "50%");
        assert_eq!(view.original(Span::new(2, 5)), "５０％");
        assert_eq!(view.span_of_bytes(view.byte(6)..view.byte(7)), Span::new(6, 7));
        assert_eq!(view.original(Span::new(7, 99)), "好");
    }

    #[test]
    fn a_text_is_traditional_by_its_characters() {
        assert!(View::new("訪港旅客約426萬人次").is_traditional());
        assert!(!View::new("访港旅客约４２６万人次").is_traditional());
        assert!(!View::new("").is_traditional());
    }

    #[test]
    fn a_wide_comma_is_a_thousands_mark_between_wide_digits_only() {
        let text = |t| View::new(t).text().to_owned();
        assert_eq!(text("共９，９９９人，分别为120，300"), "共9,999人，分别为120，300");
        assert_eq!(text("，９"), "，9");
    }
}
