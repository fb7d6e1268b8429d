//! A document's text with its normalised form, addressed by code points.

use crate::model::Span;

use super::normal::normal;

/// A text and its normalised form. Both have the same number of code points, so that one [`Span`]
/// addresses both; the view also maps code points to bytes for searches on `str`.
pub struct View<'t> {
    original: &'t str,
    original_bytes: Vec<u32>,
    chars: Vec<char>,
    text: String,
    bytes: Vec<u32>,
}

impl<'t> View<'t> {
    /// Reads a text of less than 4 GiB. Linear in its length.
    pub fn new(original: &'t str) -> Self {
        let mut view = View {
            original,
            original_bytes: Vec::with_capacity(original.len() / 2),
            chars: Vec::with_capacity(original.len() / 2),
            text: String::with_capacity(original.len()),
            bytes: Vec::with_capacity(original.len() / 2),
        };
        for (byte, c) in original.char_indices() {
            let n = normal(c);
            view.original_bytes.push(byte as u32);
            view.bytes.push(view.text.len() as u32);
            view.chars.push(n);
            view.text.push(n);
        }
        view.thousands_marks();
        view.original_bytes.push(original.len() as u32);
        view.bytes.push(view.text.len() as u32);
        view
    }

    /// Makes the full-width comma between full-width digits (９，９９９) a thousands mark; between other
    /// digits (分别为120，300) it parts two numbers.
    fn thousands_marks(&mut self) {
        if !self.original.contains('，') {
            return;
        }
        let wide = |c: Option<char>| c.is_some_and(|c| ('０'..='９').contains(&c));
        let mut chars = self.original.chars().enumerate().peekable();
        let (mut before, mut found) = (None, Vec::new());
        while let Some((at, c)) = chars.next() {
            if c == '，' && wide(before) && wide(chars.peek().map(|n| n.1)) {
                found.push(at);
            }
            before = Some(c);
        }
        if found.is_empty() {
            return;
        }
        for at in found {
            self.chars[at] = ',';
        }
        self.text.clear();
        self.bytes.clear();
        for &c in &self.chars {
            self.bytes.push(self.text.len() as u32);
            self.text.push(c);
        }
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
        &self.text
    }

    /// The text as it stands in the document.
    pub fn original_text(&self) -> &'t str {
        self.original
    }

    /// The normalised words of a span. A span beyond the text is cut to it.
    pub fn norm(&self, span: Span) -> &str {
        let (start, end) = self.clip(span);
        &self.text[self.bytes[start] as usize..self.bytes[end] as usize]
    }

    /// The words of a span as they stand in the document. A span beyond the text is cut to it.
    pub fn original(&self, span: Span) -> &'t str {
        let (start, end) = self.clip(span);
        &self.original[self.original_bytes[start] as usize..self.original_bytes[end] as usize]
    }

    /// The byte in [`View::text`] at which a code point begins.
    pub fn byte(&self, at: usize) -> usize {
        self.bytes[at.min(self.len())] as usize
    }

    /// The code point that begins at or holds a byte of [`View::text`].
    pub fn at_byte(&self, byte: usize) -> usize {
        match self.bytes.binary_search(&(byte as u32)) {
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
}
