//! Words that the segmenter's dictionary lacks: `rules/segment/`.

use std::collections::HashSet;

use serde::Deserialize;

use crate::model::Message;
use crate::text::Segmenter;

use super::{RuleError, RuleFiles};

/// A file of the folder. Each line of `words` is a word and its part of speech in jieba's letters (`同比 d`).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "why")]
    _why: String,
    words: String,
}

/// Loads the words.
///
/// # Errors
/// A line that is no word with a tag, a word that stands twice.
pub(super) fn load(files: &RuleFiles) -> Result<Segmenter, RuleError> {
    let (mut words, mut seen) = (Vec::new(), HashSet::new());
    for (path, file) in files.read_all::<File>("segment/")? {
        for line in file.words.lines().filter(|line| !line.trim().is_empty()) {
            let fault = |zh: &str, en: &str| {
                let source = files.all().find(|(p, _)| *p == path).map_or("", |(_, text)| text);
                let at = source.find(line).unwrap_or(0);
                Err(files.error_at(&path, at, Message::new(format!("{line:?}：{zh}"), format!("{line:?}: {en}"))))
            };
            let Some((word, tag)) = line.trim().split_once(' ') else {
                return fault("要写“词 词性”", "write a word, a blank and its tag");
            };
            if tag.is_empty() || !tag.bytes().all(|b| b.is_ascii_lowercase()) {
                return fault("词性是小写字母，如 n、v、d", "a tag is of small letters, as n, v or d");
            }
            if !seen.insert(word.to_owned()) {
                return fault("这个词已经有了", "the word is there already");
            }
            words.push((word.to_owned(), tag.to_owned()));
        }
    }
    Ok(Segmenter::new(words))
}
