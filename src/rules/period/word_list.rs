//! Words of one kind, looked up at a place of a text. Unlike a trie it gives every word at a place, not only the
//! longest, and turns nearly all places away by one look at two characters.

use crate::text::normal;

/// Number of code points that can begin a word: the basic plane.
const PLANE: usize = 0x1_0000;

/// A set of characters of the basic plane.
#[derive(Debug, Clone)]
pub struct CharSet(Box<[u64]>);

impl CharSet {
    /// The set of these characters.
    pub fn of(chars: impl IntoIterator<Item = char>) -> Self {
        let mut set = CharSet(vec![0; PLANE / 64].into());
        chars.into_iter().for_each(|c| set.insert(c));
        set
    }

    fn insert(&mut self, c: char) {
        if let Some(bits) = self.0.get_mut(c as usize >> 6) {
            *bits |= 1 << (c as u32 & 63);
        }
    }

    /// Whether a character is in the set.
    pub fn holds(&self, c: char) -> bool {
        self.0.get(c as usize >> 6).is_some_and(|bits| bits >> (c as u32 & 63) & 1 == 1)
    }
}

/// A word and its meaning.
type Entry<T> = (Box<[char]>, T);

#[derive(Debug)]
struct Words<T> {
    /// Which second characters occur, by their last six bits; all bits where a word is the one character.
    seconds: u64,
    /// Each word and its meaning, the longest first.
    entries: Vec<Entry<T>>,
}

/// Words found by their first character, the longest first.
#[derive(Debug)]
pub struct WordList<T> {
    firsts: CharSet,
    /// For each character the place in `words`.
    index: Box<[u16]>,
    words: Vec<Words<T>>,
}

impl<T: Copy> WordList<T> {
    pub(super) fn new() -> Self {
        WordList { firsts: CharSet::of([]), index: vec![0; PLANE].into(), words: Vec::new() }
    }

    pub(super) fn add(&mut self, word: &str, value: T) {
        let chars: Box<[char]> = word.chars().map(normal).collect();
        let Some(cell) = chars.first().and_then(|&c| self.index.get_mut(c as usize)) else { return };
        if let Some(&first) = chars.first().filter(|&&c| !self.firsts.holds(c)) {
            self.firsts.insert(first);
            *cell = u16::try_from(self.words.len()).unwrap_or(u16::MAX);
            self.words.push(Words { seconds: 0, entries: Vec::new() });
        }
        let Some(words) = self.words.get_mut(usize::from(*cell)) else { return };
        words.seconds |= chars.get(1).map_or(u64::MAX, |&c| 1 << (c as u32 & 63));
        if words.entries.iter().all(|(w, _)| *w != chars) {
            words.entries.push((chars, value));
            words.entries.sort_by_key(|(w, _)| std::cmp::Reverse(w.len()));
        }
    }

    /// The characters that begin a word.
    pub fn firsts(&self) -> impl Iterator<Item = char> + '_ {
        self.words.iter().filter_map(|w| w.entries.first()?.0.first().copied())
    }

    /// Whether a word of the list begins with this character.
    pub fn begins(&self, c: char) -> bool {
        self.firsts.holds(c)
    }

    /// The longest word at a place, its length and meaning.
    pub fn longest(&self, chars: &[char], at: usize) -> Option<(usize, T)> {
        self.all(chars, at).next()
    }

    /// All words at a place, the longest first.
    pub fn all<'a>(&'a self, chars: &'a [char], at: usize) -> impl Iterator<Item = (usize, T)> + 'a {
        let rest = chars.get(at..).unwrap_or_default();
        let entries = self.entries(rest).unwrap_or_default();
        entries.iter().filter(|(w, _)| rest.starts_with(w)).map(|&(ref w, t)| (w.len(), t))
    }

    fn entries(&self, rest: &[char]) -> Option<&[Entry<T>]> {
        let first = *rest.first().filter(|&&c| self.begins(c))?;
        let words = self.words.get(usize::from(*self.index.get(first as usize)?))?;
        let second = rest.get(1).map_or(0, |&c| c as u32);
        (words.seconds >> (second & 63) & 1 == 1).then_some(&words.entries)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gives_the_longest_first_and_folds_script() {
        let mut list = WordList::new();
        for (word, value) in [("周", 1), ("上週", 2), ("上周末", 3), ("上周", 9)] {
            list.add(word, value);
        }
        let chars: Vec<char> = "上周末周日".chars().collect();
        assert_eq!(list.all(&chars, 0).collect::<Vec<_>>(), [(3, 3), (2, 2)]);
        assert_eq!(list.longest(&chars, 3), Some((1, 1)));
        assert_eq!(list.longest(&chars, 5), None);
    }
}
