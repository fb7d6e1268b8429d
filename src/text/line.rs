//! A stretch of text in which numbers and times stand as one character each, so that a pattern sees
//! “从T的Q升至T的Q” whatever the figures are.

use std::ops::Range;

use crate::model::{Kind, Span};

use super::View;

/// What kind of thing a typed item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Slot {
    /// A number.
    Quantity(Kind),
    /// A time.
    Period,
}

/// The private-use character of the first kind of quantity; the others follow in order of [`Kind`].
const FIRST: u32 = 0xE000;
/// The private-use character of a time.
const PERIOD: char = '\u{E01F}';
/// What a private-use character of the text itself is read as.
const FOREIGN: char = '\u{FFFD}';

impl Slot {
    /// The character that stands for such an item in [`Line::encoded`].
    pub fn char(self) -> char {
        match self {
            Slot::Quantity(kind) => char::from_u32(FIRST + kind as u32).unwrap_or(FOREIGN),
            Slot::Period => PERIOD,
        }
    }
}

/// One encoded stretch of a text. White space is left out, save between two ASCII characters.
#[derive(Debug, Clone, Default)]
pub struct Line {
    encoded: String,
    /// For each encoded character its first byte, its span in the document, and its item.
    units: Vec<Unit>,
}

#[derive(Debug, Clone, Copy)]
struct Unit {
    byte: u32,
    span: Span,
    item: Option<u32>,
}

impl Line {
    /// Encodes a stretch of a text. `items` are in order of place; the index of an item is its place
    /// in this list. An item that is empty, does not lie wholly inside the stretch, or overlaps an
    /// earlier one is left as plain text. Linear in the stretch and the number of items.
    pub fn new(view: &View<'_>, span: Span, items: &[(Span, Slot)]) -> Self {
        let chars = view.chars();
        let end = span.end.min(chars.len());
        let mut line = Line { encoded: String::with_capacity((end - span.start.min(end)) * 3), units: Vec::new() };
        let mut next = items.partition_point(|(s, _)| s.start < span.start);
        let mut at = span.start;
        while at < end {
            while items.get(next).is_some_and(|(s, _)| s.start < at || s.is_empty()) {
                next += 1;
            }
            match items.get(next) {
                Some((s, slot)) if s.start == at && s.end <= end => {
                    line.push(slot.char(), *s, u32::try_from(next).ok());
                    at = s.end;
                    next += 1;
                }
                _ => {
                    if !gap(chars, at) {
                        let c = if matches!(chars[at], '\u{E000}'..='\u{F8FF}') { FOREIGN } else { chars[at] };
                        line.push(c, Span::new(at, at + 1), None);
                    }
                    at += 1;
                }
            }
        }
        line
    }

    fn push(&mut self, c: char, span: Span, item: Option<u32>) {
        self.units.push(Unit { byte: self.encoded.len() as u32, span, item });
        self.encoded.push(c);
    }

    /// The encoded text.
    pub fn encoded(&self) -> &str {
        &self.encoded
    }

    /// The stretch of the document that a byte range of [`Line::encoded`] stands for.
    pub fn span_of(&self, bytes: Range<usize>) -> Span {
        let first = self.unit_at(bytes.start).or(self.units.last());
        let start = first.map_or(0, |u| if bytes.start >= self.encoded.len() { u.span.end } else { u.span.start });
        let end = bytes.end.checked_sub(1).filter(|_| !bytes.is_empty()).and_then(|last| self.unit_at(last));
        Span::new(start, end.map_or(start, |u| u.span.end))
    }

    /// The index of the item that stands at a byte of [`Line::encoded`].
    pub fn item_at(&self, byte: usize) -> Option<usize> {
        self.unit_at(byte)?.item.map(|i| i as usize)
    }

    /// The indices of the items inside a byte range of [`Line::encoded`], in order.
    pub fn items_in(&self, bytes: Range<usize>) -> impl Iterator<Item = usize> + '_ {
        let first = self.units.partition_point(|u| (u.byte as usize) < bytes.start);
        let end = self.units.partition_point(|u| (u.byte as usize) < bytes.end);
        self.units[first..end.max(first)].iter().filter_map(|u| u.item.map(|i| i as usize))
    }

    /// The byte of [`Line::encoded`] at which a code point of the document is encoded, or the next
    /// one that is.
    pub fn byte_of(&self, at: usize) -> usize {
        let unit = self.units.partition_point(|u| u.span.end <= at);
        self.units.get(unit).map_or(self.encoded.len(), |u| u.byte as usize)
    }

    /// The unit that holds a byte, None past the end.
    fn unit_at(&self, byte: usize) -> Option<&Unit> {
        if byte >= self.encoded.len() {
            return None;
        }
        let after = self.units.partition_point(|u| u.byte as usize <= byte);
        self.units.get(after.checked_sub(1)?)
    }
}

/// Whether the character is white space that Chinese typesetting put there, not a space between words.
fn gap(chars: &[char], at: usize) -> bool {
    let ascii = |c: Option<&char>| c.is_some_and(|c| c.is_ascii_graphic());
    chars[at].is_whitespace() && !(chars[at] == ' ' && at > 0 && ascii(chars.get(at - 1)) && ascii(chars.get(at + 1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PERCENT: Slot = Slot::Quantity(Kind::Percent);

    #[test]
    fn items_stand_as_one_character_and_map_back() {
        let view = View::new("前言。水位 从2011年的 18% 升至 AI lab\u{E000}的33%。");
        let items = [(Span::new(7, 12), Slot::Period), (Span::new(14, 17), PERCENT), (Span::new(29, 32), PERCENT)];
        let line = Line::new(&view, Span::new(3, 33), &items);
        let q = PERCENT.char();
        assert_eq!(line.encoded(), format!("水位从{PERIOD}的{q}升至AI lab{FOREIGN}的{q}。"));
        let first = line.encoded().find(q).unwrap();
        assert_eq!(line.item_at(first), Some(1));
        assert_eq!(line.span_of(first..first + 3), Span::new(14, 17));
        assert_eq!(view.original(line.span_of(0..first + 3)), "水位 从2011年的 18%");
        assert_eq!(line.byte_of(14), first);
        assert_eq!(line.items_in(0..line.encoded().len()).collect::<Vec<_>>(), [0, 1, 2]);
        assert_eq!(line.span_of(line.encoded().len()..line.encoded().len()), Span::new(33, 33));
    }

    #[test]
    fn items_outside_or_overlapping_stay_text() {
        let view = View::new("增长3.1%");
        let items = [(Span::new(2, 6), PERCENT), (Span::new(3, 6), PERCENT)];
        assert_eq!(Line::new(&view, Span::new(0, 6), &items).items_in(0..99).collect::<Vec<_>>(), [0]);
        assert_eq!(Line::new(&view, Span::new(0, 5), &items).encoded(), "增长3.1");
        assert_eq!(Line::new(&view, Span::new(9, 12), &items).encoded(), "");
    }
}
