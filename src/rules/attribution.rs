//! The words of attribution: `rules/attribution/`.

use std::collections::HashSet;

use aho_corasick::AhoCorasick;
use serde::Deserialize;

use crate::model::Message;
use crate::text::word_hash;

use super::{RuleError, RuleFiles};

/// Who says it: verbs that follow a speaker, words that come before one.
#[derive(Debug)]
pub struct AttributionLexicon {
    said: HashSet<u64>,
    by: HashSet<u64>,
    any: AhoCorasick,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "why")]
    _why: String,
    said: Vec<String>,
    by: Vec<String>,
}

impl AttributionLexicon {
    pub(super) fn load(files: &RuleFiles) -> Result<Self, RuleError> {
        let (mut said, mut by, mut all) = (HashSet::new(), HashSet::new(), Vec::new());
        for (path, file) in files.read_all::<File>("attribution/")? {
            if let Some(empty) = file.said.iter().chain(&file.by).find(|w| w.trim().is_empty()) {
                return Err(files.error_at(
                    &path,
                    0,
                    Message::new(format!("空词 {empty:?}，请删去"), format!("an empty word: {empty:?}; remove it")),
                ));
            }
            said.extend(file.said.iter().map(|w| word_hash(w)));
            by.extend(file.by.iter().map(|w| word_hash(w)));
            // One character alone is too common to fetch a sentence for.
            all.extend(file.said.into_iter().filter(|w| w.chars().count() > 1 || w == "称" || w == "说"));
        }
        let any = AhoCorasick::new(&all)
            .map_err(|e| files.error_at("attribution/", 0, Message::new(e.to_string(), e.to_string())))?;
        Ok(AttributionLexicon { said, by, any })
    }

    /// Whether a text holds a word of saying.
    pub fn speaks(&self, text: &str) -> bool {
        self.any.is_match(text)
    }

    /// Whether a word (by its hash) is a verb of saying.
    pub fn is_said(&self, word: u64) -> bool {
        self.said.contains(&word)
    }

    /// Whether a word (by its hash) comes before whoever is quoted.
    pub fn is_by(&self, word: u64) -> bool {
        self.by.contains(&word)
    }
}
