//! Many patterns at once: one pass over a line says which of them can match at all.

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use crate::text::Line;

use super::Pattern;

/// A pre-filter for a list of patterns, by the words that a match of each must hold.
#[derive(Debug)]
pub struct Patterns {
    words: AhoCorasick,
    /// For each word of `words` the patterns that it may begin to satisfy.
    users: Vec<Vec<u32>>,
    /// Patterns without such words, which always have to be tried.
    always: Vec<u32>,
}

impl Patterns {
    /// Reads the patterns; they keep the numbers of their order.
    pub fn new<'p>(patterns: impl IntoIterator<Item = &'p Pattern>) -> Self {
        let (mut words, mut users, mut always) = (Vec::<String>::new(), Vec::<Vec<u32>>::new(), Vec::new());
        let mut place = std::collections::HashMap::new();
        for (number, pattern) in (0u32..).zip(patterns) {
            let Some(literals) = pattern.literals() else {
                always.push(number);
                continue;
            };
            for literal in literals {
                let at = *place.entry(literal.clone()).or_insert_with(|| {
                    words.push(literal.clone());
                    users.push(Vec::new());
                    words.len() - 1
                });
                if users[at].last() != Some(&number) {
                    users[at].push(number);
                }
            }
        }
        let build = AhoCorasick::builder().kind(Some(AhoCorasickKind::DFA)).build(&words);
        let words = build.unwrap_or_else(|_| {
            // Too many words for an automaton: try everything.
            always = users.drain(..).flatten().chain(always.drain(..)).collect();
            always.sort_unstable();
            always.dedup();
            AhoCorasick::new([""; 0]).expect("an automaton of nothing")
        });
        Patterns { words, users, always }
    }

    /// The numbers of the patterns that may match, in order.
    pub fn candidates(&self, line: &Line) -> Vec<usize> {
        let mut found = self.always.clone();
        for hit in self.words.find_overlapping_iter(line.encoded()) {
            found.extend(&self.users[hit.pattern().as_usize()]);
        }
        found.sort_unstable();
        found.dedup();
        found.into_iter().map(|n| n as usize).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Span;
    use crate::rules::Words;
    use crate::text::View;

    #[test]
    fn no_matching_pattern_is_left_out() {
        let words = Words::from_lists([("rise", &["上升", "升"])]);
        let compile = |s: &&str| Pattern::compile(s, &words).unwrap();
        let patterns: Vec<_> = ["{@rise}.", ".升.", "[一二]个", "下降|上.*", "\\p{Han}"].iter().map(compile).collect();
        let filter = Patterns::new(&patterns);
        for (text, expected) in [("上升了", &[0, 1, 3, 4][..]), ("二个", &[2, 4]), ("下降", &[3, 4]), ("x", &[4])]
        {
            let line = Line::new(&View::new(text), Span::new(0, 9), &[]);
            let candidates = filter.candidates(&line);
            assert_eq!(candidates, expected, "{text}");
            assert!(patterns.iter().enumerate().all(|(i, p)| !p.is_match(&line) || candidates.contains(&i)));
        }
    }
}
