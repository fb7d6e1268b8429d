//! Words found at a place of a text, on normalised characters.

use super::normal::normal;

/// A set of words with a value each, matched from a place forwards or, for words added reversed, backwards.
/// Words are folded to their normal form; of two equal words the first one added stays.
///
/// The branches of all nodes are in one hash table, so that a step costs one probe however many words there are.
#[derive(Debug, Clone)]
pub struct Trie<T> {
    nodes: Vec<Node>,
    values: Vec<T>,
    /// Branches by node and character: a power of two of slots, at most half of them in use.
    branches: Vec<Branch>,
    /// Which characters begin a word, by their last ten bits: turns nearly all places away at once.
    firsts: [u64; 16],
}

/// A beginning of words.
#[derive(Debug, Clone, Copy)]
struct Node {
    /// Place of the value of the word that ends here, or [`NONE`].
    value: u32,
    /// The beginning that is one character shorter.
    parent: u32,
}

#[derive(Debug, Clone, Copy)]
struct Branch {
    from: u32,
    /// The character, or [`NONE`] in a free slot.
    c: u32,
    to: u32,
}

const NONE: u32 = u32::MAX;
const FREE: Branch = Branch { from: 0, c: NONE, to: 0 };

impl<T> Default for Trie<T> {
    fn default() -> Self {
        let root = Node { value: NONE, parent: NONE };
        Trie { nodes: vec![root], values: Vec::new(), branches: vec![FREE; 16], firsts: [0; 16] }
    }
}

impl<T> Trie<T> {
    /// Adds a word; false where it is there already.
    pub fn add(&mut self, word: &str, value: T) -> bool {
        let known = self.values.len();
        self.entry(word.chars(), value);
        self.values.len() > known
    }

    /// Adds a word that [`Trie::before`] is to find.
    pub fn add_reversed(&mut self, word: &str, value: T) -> bool {
        let known = self.values.len();
        self.entry(word.chars().rev(), value);
        self.values.len() > known
    }

    /// The value of a word, which is `value` if the word is new; None for the empty word.
    pub fn entry(&mut self, word: impl Iterator<Item = char>, value: T) -> Option<&mut T> {
        let mut at = 0;
        for c in word.map(normal) {
            if at == 0 {
                let (cell, bit) = first_bit(c);
                self.firsts[cell] |= bit;
            }
            at = match self.step(at, c) {
                Some(next) => next,
                None => self.branch(at, c),
            };
        }
        let node = self.nodes.get_mut(at as usize).filter(|_| at > 0)?;
        if node.value == NONE {
            node.value = self.values.len() as u32;
            self.values.push(value);
        }
        self.values.get_mut(node.value as usize)
    }

    /// Makes a new node below `from`.
    fn branch(&mut self, from: u32, c: char) -> u32 {
        let to = self.nodes.len() as u32;
        self.nodes.push(Node { value: NONE, parent: from });
        if self.nodes.len() * 2 > self.branches.len() {
            let doubled = vec![FREE; self.branches.len() * 2];
            for branch in std::mem::replace(&mut self.branches, doubled) {
                if branch.c != NONE {
                    self.place(branch);
                }
            }
        }
        self.place(Branch { from, c: c as u32, to });
        to
    }

    fn place(&mut self, branch: Branch) {
        let mut slot = self.slot(branch.from, branch.c);
        while self.branches[slot].c != NONE {
            slot = (slot + 1) & (self.branches.len() - 1);
        }
        self.branches[slot] = branch;
    }

    /// The slot at which the search for a branch begins.
    fn slot(&self, from: u32, c: u32) -> usize {
        let key = (u64::from(from) << 21 | u64::from(c)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (key >> 32) as usize & (self.branches.len() - 1)
    }

    fn step(&self, from: u32, c: char) -> Option<u32> {
        let c = c as u32;
        let mut slot = self.slot(from, c);
        loop {
            let branch = self.branches.get(slot)?;
            if branch.c == c && branch.from == from {
                return Some(branch.to);
            }
            if branch.c == NONE {
                return None;
            }
            slot = (slot + 1) & (self.branches.len() - 1);
        }
    }

    /// Whether a word begins (of words added reversed: ends) with this character.
    pub fn begins(&self, c: char) -> bool {
        self.may_begin(c) && self.step(0, c).is_some()
    }

    fn may_begin(&self, c: char) -> bool {
        let (cell, bit) = first_bit(c);
        self.firsts[cell] & bit != 0
    }

    /// The longest word that begins at `at`: its length in characters and its value.
    pub fn after(&self, chars: &[char], at: usize) -> Option<(usize, &T)> {
        self.all(chars, at).next()
    }

    /// All words that begin at `at`, the longest first.
    pub fn all(&self, chars: &[char], at: usize) -> impl Iterator<Item = (usize, &T)> + '_ {
        self.found(chars.get(at..).unwrap_or_default().iter().copied())
    }

    /// The longest word (added reversed) that ends at `end`: its length in characters and its value.
    pub fn before(&self, chars: &[char], end: usize) -> Option<(usize, &T)> {
        self.all_before(chars, end).next()
    }

    /// All words (added reversed) that end at `end`, the longest first.
    pub fn all_before(&self, chars: &[char], end: usize) -> impl Iterator<Item = (usize, &T)> + '_ {
        self.found(chars.get(..end).unwrap_or_default().iter().rev().copied())
    }

    #[inline]
    fn found(&self, mut chars: impl Iterator<Item = char>) -> impl Iterator<Item = (usize, &T)> + '_ {
        let (mut at, mut len) = (0, 0);
        if let Some(first) = chars.next().filter(|&c| self.may_begin(c)) {
            let mut next = self.step(0, first);
            while let Some(to) = next {
                at = to;
                len += 1;
                next = chars.next().and_then(|c| self.step(at, c));
            }
        }
        std::iter::from_fn(move || {
            while at > 0 {
                let node = self.nodes.get(at as usize)?;
                let here = len;
                at = node.parent;
                len -= 1;
                if let Some(value) = self.values.get(node.value as usize) {
                    return Some((here, value));
                }
            }
            None
        })
    }

    /// The characters that begin a word.
    pub fn firsts(&self) -> impl Iterator<Item = char> + '_ {
        self.branches.iter().filter(|b| b.from == 0).filter_map(|b| char::from_u32(b.c))
    }
}

/// The cell and bit of a character in [`Trie::firsts`].
#[inline]
fn first_bit(c: char) -> (usize, u64) {
    (c as usize >> 6 & 15, 1 << (c as u32 & 63))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_word_wins_in_both_directions() {
        let mut trie = Trie::default();
        assert!(trie.add("人", 1) && trie.add("人次", 2) && !trie.add("人", 3) && !trie.add("", 4));
        let chars: Vec<char> = "三人次".chars().collect();
        assert_eq!(trie.after(&chars, 1), Some((2, &2)));
        assert_eq!(trie.after(&chars, 2), None);
        let mut reversed = Trie::default();
        assert!(reversed.add_reversed("超過", 1) && reversed.add_reversed("过", 2));
        let chars: Vec<char> = "已超过".chars().collect();
        assert_eq!(reversed.before(&chars, 3), Some((2, &1)));
        assert_eq!(reversed.before(&chars, 99), None);
    }

    #[test]
    fn gives_every_word_at_a_place_the_longest_first() {
        let mut trie = Trie::default();
        for (word, value) in [("周", 1), ("上週", 2), ("上周末", 3), ("上周", 9)] {
            trie.add(word, value);
        }
        let chars: Vec<char> = "上周末周日".chars().collect();
        assert_eq!(trie.all(&chars, 0).collect::<Vec<_>>(), [(3, &3), (2, &2)]);
        assert_eq!(trie.after(&chars, 3), Some((1, &1)));
        assert_eq!(trie.after(&chars, 5), None);
        let mut firsts: Vec<char> = trie.firsts().collect();
        firsts.sort_unstable();
        assert_eq!(firsts, ['上', '周']);
    }

    #[test]
    fn finds_each_of_many_words() {
        let words: Vec<String> = (0..3_000u32).map(|n| format!("{n}个")).collect();
        let mut trie = Trie::default();
        assert!(words.iter().enumerate().all(|(n, word)| trie.add(word, n)));
        for (n, word) in words.iter().enumerate() {
            let chars: Vec<char> = word.chars().collect();
            assert_eq!(trie.after(&chars, 0), Some((chars.len(), &n)));
        }
    }
}
