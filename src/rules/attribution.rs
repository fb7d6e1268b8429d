//! The words of attribution: `rules/attribution/`.

use aho_corasick::AhoCorasick;
use serde::Deserialize;

use crate::model::Message;
use crate::text::word_hash;

use super::{RuleError, RuleFiles, WordMap};

/// What a word has to do with saying.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saying {
    /// A verb of saying, which follows its speaker.
    Said,
    /// A word that is one at times.
    Perhaps,
    /// A word that comes before whoever is quoted.
    By,
}

/// Who says it: verbs that follow a speaker, words that come before one.
#[derive(Debug)]
pub struct AttributionLexicon {
    words: WordMap<Saying>,
    vague: WordMap<()>,
    any: AhoCorasick,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "why")]
    _why: String,
    said: Vec<String>,
    perhaps: Vec<String>,
    by: Vec<String>,
    vague: Vec<String>,
}

impl AttributionLexicon {
    pub(super) fn load(files: &RuleFiles) -> Result<Self, RuleError> {
        let (mut words, mut vague, mut fetch) = (WordMap::default(), WordMap::default(), Vec::new());
        for (path, file) in files.read_all::<File>("attribution/")? {
            let lists = [(&file.perhaps, Saying::Perhaps), (&file.said, Saying::Said), (&file.by, Saying::By)];
            if lists.iter().flat_map(|(l, _)| l.iter()).chain(&file.vague).any(|w| w.trim().is_empty()) {
                return Err(files.error_at(&path, 0, Message::new("有空词，请删去", "an empty word: remove it")));
            }
            words.extend(lists.iter().flat_map(|(l, saying)| l.iter().map(|w| (word_hash(w), *saying))));
            vague.extend(file.vague.iter().map(|w| (word_hash(w), ())));
            // One character alone is too common to fetch a sentence for.
            fetch.extend(file.said.into_iter().filter(|w| w.chars().count() > 1 || w == "称" || w == "说"));
        }
        let any = AhoCorasick::new(&fetch)
            .map_err(|e| files.error_at("attribution/", 0, Message::new(e.to_string(), e.to_string())))?;
        Ok(AttributionLexicon { words, vague, any })
    }

    /// Whether a text holds a word of saying.
    pub fn speaks(&self, text: &str) -> bool {
        self.any.is_match(text)
    }

    /// What a word (by its hash) has to do with saying.
    pub fn saying(&self, word: u64) -> Option<Saying> {
        self.words.get(&word).copied()
    }

    /// Whether a word (by its hash) stands for a speaker or text without naming it.
    pub fn is_vague(&self, word: u64) -> bool {
        self.vague.contains_key(&word)
    }
}
