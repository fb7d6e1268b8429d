//! Words of one kind, looked up at a place of a text.

use std::collections::HashMap;

use crate::text::normal;

type Entry<T> = (Box<[char]>, T);

/// Words found by their first character, the longest first.
#[derive(Debug)]
pub struct WordList<T> {
    by_first: HashMap<char, Vec<Entry<T>>>,
    firsts: Vec<u64>,
}

impl<T: Copy> WordList<T> {
    pub(super) fn new() -> Self {
        WordList { by_first: HashMap::new(), firsts: vec![0; 1024] }
    }

    pub(super) fn add(&mut self, word: &str, value: T) {
        let chars: Box<[char]> = word.chars().map(normal).collect();
        let Some(&first) = chars.first() else { return };
        if let Some(bits) = self.firsts.get_mut(first as usize >> 6) {
            *bits |= 1 << (first as u32 & 63);
        }
        let list = self.by_first.entry(first).or_default();
        if list.iter().all(|(w, _)| *w != chars) {
            list.push((chars, value));
            list.sort_by_key(|(w, _)| std::cmp::Reverse(w.len()));
        }
    }

    /// Whether a word of the list begins with this character.
    pub fn begins(&self, c: char) -> bool {
        self.firsts.get(c as usize >> 6).is_some_and(|bits| bits >> (c as u32 & 63) & 1 == 1)
    }

    /// The longest word at a place, its length and meaning.
    pub fn longest(&self, chars: &[char], at: usize) -> Option<(usize, T)> {
        self.all(chars, at).next()
    }

    /// All words at a place, the longest first.
    pub fn all<'a>(&'a self, chars: &'a [char], at: usize) -> impl Iterator<Item = (usize, T)> + 'a {
        let first = chars.get(at).copied().filter(|&c| self.begins(c));
        let rest = chars.get(at..).unwrap_or_default();
        let list = first.and_then(|c| self.by_first.get(&c)).map_or(&[][..], Vec::as_slice);
        list.iter().filter(|(w, _)| rest.starts_with(w)).map(|&(ref w, t)| (w.len(), t))
    }
}
