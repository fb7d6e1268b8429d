//! Whether two articles may speak of one thing: the names in them.

use std::collections::BTreeSet;

use crate::model::{Claim, Span};
use crate::text::{Segmenter, Tag, View};

use super::sheet::Head;

/// Sentences with numbers in which the names of a story are looked for.
const LEAD: usize = 12;

/// Names, and the places among them.
#[derive(Debug, Default, Clone)]
pub(super) struct Names {
    all: BTreeSet<String>,
    places: BTreeSet<String>,
}

impl Names {
    /// The names in an article's title and its first sentences with numbers.
    pub(super) fn of_lead(head: &Head, words: &Segmenter) -> Names {
        let mut out = Names::default();
        head.doc.title.iter().for_each(|title| out.read(title, words));
        head.sentences.iter().take(LEAD).for_each(|(_, text)| out.read(text, words));
        out
    }

    /// These, and those in a claim's sentence.
    pub(super) fn with(&self, claim: &Claim, words: &Segmenter) -> Names {
        let mut out = self.clone();
        out.read(&claim.sentence.text, words);
        out
    }

    /// Whether names of both, if there are any, have one in common, and so their places.
    pub(super) fn allow(&self, other: &Names) -> bool {
        let share = |a: &BTreeSet<String>, b: &BTreeSet<String>| {
            a.iter().any(|x| b.iter().any(|y| x.contains(y.as_str()) || y.contains(x.as_str())))
        };
        let places = self.places.is_empty() || other.places.is_empty() || share(&self.places, &other.places);
        let names = self.all.is_empty() && other.all.is_empty() || share(&self.all, &other.all);
        places && names
    }

    fn read(&mut self, text: &str, words: &Segmenter) {
        let view = View::new(text);
        for token in words.tokens(&view, Span::new(0, view.len()), std::iter::empty()) {
            if token.span.len() >= 2 && matches!(token.tag, Tag::Place | Tag::Organisation | Tag::Person | Tag::Name) {
                let word = view.norm(token.span).to_owned();
                if token.tag == Tag::Place {
                    self.places.insert(word.clone());
                }
                self.all.insert(word);
            }
        }
    }
}
