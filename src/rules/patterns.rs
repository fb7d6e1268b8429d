//! Many patterns at once: one pass over a line says which of them can match at all.

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use crate::text::Line;

use super::Pattern;

/// Most sets of texts of one pattern that are looked for.
const MOST_SETS: usize = 32;

/// A pre-filter for a list of patterns, by the texts that a match of each must hold and the numbers and times in it.
#[derive(Debug)]
pub struct Patterns {
    texts: AhoCorasick,
    /// For each text the patterns and those of their sets, as bits, that it satisfies.
    users: Vec<Vec<(u32, u32)>>,
    /// Of each pattern all of its sets, and how many numbers and times it needs.
    wanted: Vec<(u32, usize)>,
}

impl Patterns {
    /// Reads the patterns; they keep the numbers of their order.
    pub fn new<'p>(patterns: impl IntoIterator<Item = &'p Pattern>) -> Self {
        let (mut texts, mut users, mut wanted) = (Vec::<String>::new(), Vec::<Vec<(u32, u32)>>::new(), Vec::new());
        let mut place = std::collections::HashMap::new();
        for (number, pattern) in (0u32..).zip(patterns) {
            let needs = pattern.needs();
            // a comma stands in nearly every line
            let tells = |set: &&Vec<String>| set.iter().any(|t| t.chars().any(char::is_alphanumeric));
            let mut all = 0;
            for (bit, set) in needs.texts.iter().filter(tells).take(MOST_SETS).enumerate() {
                all |= 1 << bit;
                for text in set {
                    let at = *place.entry(text.clone()).or_insert_with(|| {
                        texts.push(text.clone());
                        users.push(Vec::new());
                        texts.len() - 1
                    });
                    match users[at].last_mut() {
                        Some((last, bits)) if *last == number => *bits |= 1 << bit,
                        _ => users[at].push((number, 1 << bit)),
                    }
                }
            }
            wanted.push((all, needs.items));
        }
        let build = AhoCorasick::builder().kind(Some(AhoCorasickKind::DFA)).build(&texts);
        let texts = build.unwrap_or_else(|_| {
            // Too many texts for an automaton: try everything.
            wanted.iter_mut().for_each(|(all, _)| *all = 0);
            AhoCorasick::new([""; 0]).expect("an automaton of nothing")
        });
        Patterns { texts, users, wanted }
    }

    /// The numbers of the patterns that may match, in order.
    pub fn candidates(&self, line: &Line) -> Vec<usize> {
        let items = line.items_in(0..line.encoded().len()).count();
        let mut found = vec![0u32; self.wanted.len()];
        for hit in self.texts.find_overlapping_iter(line.encoded()) {
            for &(pattern, sets) in self.users.get(hit.pattern().as_usize()).into_iter().flatten() {
                if let Some(found) = found.get_mut(pattern as usize) {
                    *found |= sets;
                }
            }
        }
        let may = self.wanted.iter().zip(found).enumerate();
        may.filter(|(_, ((all, least), found))| found == all && items >= *least).map(|(number, _)| number).collect()
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
