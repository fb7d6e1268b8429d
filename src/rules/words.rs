//! Word lists that patterns name as `{@name}`: `rules/words/*.toml`.
//!
//! ```toml
//! [rise]
//! why   = "向上变化的动词"
//! words = ["增长", "上升"]
//! include = ["other_list"]    # optional: words of other lists too
//! ```

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use serde::Deserialize;

use crate::model::Message;

use super::{RuleError, RuleFiles};

/// Values by [`crate::text::word_hash`], which needs no further hashing.
pub type WordMap<V> = HashMap<u64, V, BuildHasherDefault<Hashed>>;

/// Takes a hash as it is.
#[derive(Debug, Default, Clone, Copy)]
pub struct Hashed(u64);

impl Hasher for Hashed {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |h, b| h.rotate_left(8) ^ u64::from(*b));
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Word lists by name.
#[derive(Debug, Default, Clone)]
pub struct Words {
    lists: HashMap<String, WordList>,
}

/// A word list.
#[derive(Debug, Default, Clone)]
struct WordList {
    /// Longest first.
    words: Vec<String>,
    /// Finds any of them in one pass; made when it is first asked for. None where they are too many for it.
    finder: OnceLock<Option<AhoCorasick>>,
}

impl WordList {
    fn new(words: Vec<String>) -> Self {
        WordList { words, finder: OnceLock::new() }
    }

    /// The first of its words in a text, the longest of those that begin there.
    fn first_in(&self, text: &str) -> Option<&str> {
        // what is looked through is a clause or less: a pre-filter costs more than it saves
        let finder = self.finder.get_or_init(|| {
            let builder = &mut AhoCorasick::builder();
            let builder = builder.kind(Some(AhoCorasickKind::DFA)).match_kind(MatchKind::LeftmostFirst);
            builder.prefilter(false).build(&self.words).ok()
        });
        match finder {
            Some(finder) => self.words.get(finder.find(text)?.pattern().as_usize()).map(String::as_str),
            None => {
                let places = self.words.iter().filter_map(|w| Some((text.find(w.as_str())?, w)));
                places.min_by_key(|(at, _)| *at).map(|(_, w)| w.as_str())
            }
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    #[allow(dead_code)] // for the reader of the file; required
    why: toml::Spanned<String>,
    #[serde(default)]
    words: Vec<toml::Spanned<String>>,
    #[serde(default)]
    include: Vec<toml::Spanned<String>>,
}

impl Words {
    /// Loads every list.
    ///
    /// # Errors
    /// A list defined twice, an empty word, a word twice in a list, an include of an unknown list or
    /// of one that includes others itself.
    pub fn load(files: &RuleFiles) -> Result<Self, RuleError> {
        let mut lists = BTreeMap::<String, Vec<String>>::new();
        let mut includes = Vec::new();
        for (path, file) in files.read_all::<BTreeMap<toml::Spanned<String>, List>>("words/")? {
            for (name, list) in file {
                let mut words = Vec::<String>::with_capacity(list.words.len());
                for word in list.words {
                    let at = word.span().start;
                    let word = word.into_inner();
                    if word.trim().is_empty() {
                        return Err(files.error_at(
                            &path,
                            at,
                            Message::new("空词处处匹配，请删去", "an empty word matches everywhere: remove it"),
                        ));
                    }
                    if words.contains(&word) {
                        return Err(files.error_at(
                            &path,
                            at,
                            Message::new(
                                format!("“{word}”在这个词表里写了两遍"),
                                format!("“{word}” stands twice in this list"),
                            ),
                        ));
                    }
                    words.push(word);
                }
                for other in list.include {
                    includes.push((path.clone(), name.get_ref().clone(), other));
                }
                let (at, name) = (name.span().start, name.into_inner());
                if lists.insert(name.clone(), words).is_some() {
                    return Err(files.error_at(
                        &path,
                        at,
                        Message::new(
                            format!("词表“{name}”已经有了"),
                            format!("a word list “{name}” is already defined"),
                        ),
                    ));
                }
            }
        }
        let plain = lists.clone();
        for (path, name, other) in includes {
            let more = plain.get(other.get_ref()).ok_or_else(|| {
                let name = other.get_ref();
                let message = Message::new(format!("没有词表“{name}”"), format!("there is no word list “{name}”"));
                files.error_at(&path, other.span().start, message)
            })?;
            let list = lists.entry(name).or_default();
            list.extend(more.iter().filter(|w| !list.contains(w)).cloned().collect::<Vec<_>>());
        }
        for list in lists.values_mut() {
            // Leftmost-first alternation: a longer word must stand before its beginning.
            list.sort_by(|a, b| b.chars().count().cmp(&a.chars().count()).then_with(|| a.cmp(b)));
        }
        Ok(Words { lists: lists.into_iter().map(|(name, words)| (name, WordList::new(words))).collect() })
    }

    /// Lists given directly, for tests and small tools.
    pub fn from_lists<const N: usize>(lists: [(&str, &[&str]); N]) -> Self {
        let own = |(name, words): (&str, &[&str])| {
            (name.to_owned(), WordList::new(words.iter().map(|&w| w.to_owned()).collect()))
        };
        Words { lists: lists.into_iter().map(own).collect() }
    }

    /// The words of a list, longest first.
    pub fn get(&self, name: &str) -> Option<&[String]> {
        self.lists.get(name).map(|l| l.words.as_slice())
    }

    /// Whether a text holds a word of a list. Linear in the text, however long the list.
    pub fn holds(&self, name: &str, text: &str) -> bool {
        self.first_in(name, text).is_some()
    }

    /// The first word of a list in a text, the longest of those that begin there. Linear in the text.
    pub fn first_in(&self, name: &str, text: &str) -> Option<&str> {
        self.lists.get(name)?.first_in(text)
    }
}
