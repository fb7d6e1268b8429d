//! Words found by longest match on normalised characters.

use super::normal::normal;

/// A set of words with a value each, matched from a place forwards or, for a trie of reversed words,
/// backwards. Words are folded to their normal form; of two equal words the first one added stays.
#[derive(Debug, Clone)]
pub struct Trie<T> {
    nodes: Vec<Node>,
    values: Vec<T>,
}

#[derive(Debug, Clone, Default)]
struct Node {
    /// Sorted by character.
    next: Vec<(char, u32)>,
    value: Option<u32>,
}

impl<T> Default for Trie<T> {
    fn default() -> Self {
        Trie { nodes: vec![Node::default()], values: Vec::new() }
    }
}

impl<T> Trie<T> {
    /// Adds a word; false where it is there already.
    pub fn add(&mut self, word: &str, value: T) -> bool {
        self.add_chars(word.chars(), value)
    }

    /// Adds a word that [`Trie::before`] is to find.
    pub fn add_reversed(&mut self, word: &str, value: T) -> bool {
        self.add_chars(word.chars().rev(), value)
    }

    fn add_chars(&mut self, chars: impl Iterator<Item = char>, value: T) -> bool {
        let mut at = 0usize;
        for c in chars.map(normal) {
            let free = self.nodes.len() as u32;
            at = match self.nodes[at].next.binary_search_by_key(&c, |e| e.0) {
                Ok(i) => self.nodes[at].next[i].1,
                Err(i) => {
                    self.nodes[at].next.insert(i, (c, free));
                    self.nodes.push(Node::default());
                    free
                }
            } as usize;
        }
        if at == 0 || self.nodes[at].value.is_some() {
            return false;
        }
        self.nodes[at].value = Some(self.values.len() as u32);
        self.values.push(value);
        true
    }

    /// The longest word that begins at `at`: its length in characters and its value.
    pub fn after(&self, chars: &[char], at: usize) -> Option<(usize, &T)> {
        self.longest(chars.get(at..).unwrap_or_default().iter().copied())
    }

    /// The longest word (added reversed) that ends at `end`: its length in characters and its value.
    pub fn before(&self, chars: &[char], end: usize) -> Option<(usize, &T)> {
        self.longest(chars.get(..end).unwrap_or_default().iter().rev().copied())
    }

    fn longest(&self, chars: impl Iterator<Item = char>) -> Option<(usize, &T)> {
        let (mut at, mut best) = (0usize, None);
        for (read, c) in chars.enumerate() {
            let Ok(i) = self.nodes[at].next.binary_search_by_key(&c, |e| e.0) else { break };
            at = self.nodes[at].next[i].1 as usize;
            if let Some(value) = self.nodes[at].value {
                best = Some((read + 1, &self.values[value as usize]));
            }
        }
        best
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_word_wins_in_both_directions() {
        let mut trie = Trie::default();
        assert!(trie.add("人", 1) && trie.add("人次", 2) && !trie.add("人", 3));
        let chars: Vec<char> = "三人次".chars().collect();
        assert_eq!(trie.after(&chars, 1), Some((2, &2)));
        assert_eq!(trie.after(&chars, 2), None);
        let mut reversed = Trie::default();
        assert!(reversed.add_reversed("超過", 1) && reversed.add_reversed("过", 2));
        let chars: Vec<char> = "已超过".chars().collect();
        assert_eq!(reversed.before(&chars, 3), Some((2, &1)));
        assert_eq!(reversed.before(&chars, 99), None);
    }
}
