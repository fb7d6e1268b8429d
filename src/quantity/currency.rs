//! Whose money a bare 元 is, told from the context, the script and the words of the text.

use std::sync::Arc;

use crate::rules::QuantityLexicon;
use crate::text::{CharSet, Trie, View, normal};

use super::Context;

/// Cues for the currency of a text.
pub(super) struct Home {
    /// (currency, Traditional script) in order of the rule file; the first of a script without a hit is its default.
    homes: Vec<(Arc<str>, bool)>,
    /// The words that speak for a home: its place and that of the word.
    cues: Trie<Vec<(usize, usize)>>,
    cues_begin: CharSet,
    cue_count: usize,
    names: Trie<Arc<str>>,
    /// What the settings say for a text without any cue.
    default: Option<Arc<str>>,
    /// The home of each word in the name of a publisher.
    publishers: Vec<(Vec<char>, Arc<str>)>,
}

/// A cue speaks so many times at most.
const MOST: u8 = 50;

impl Home {
    pub fn new(rules: &QuantityLexicon) -> Self {
        let mut names = Trie::default();
        for currency in &rules.currencies {
            for name in &currency.names {
                names.add(name, Arc::from(currency.code.as_str()));
            }
        }
        let (mut cues, mut cue_count) = (Trie::default(), 0);
        for (home, rule) in rules.homes.iter().enumerate() {
            for cue in &rule.cues {
                if let Some(homes) = cues.entry(cue.chars(), Vec::new()) {
                    homes.push((home, cue_count));
                    cue_count += 1;
                }
            }
        }
        let folded = |word: &String| word.chars().map(normal).collect::<Vec<char>>();
        let of_home = |h: &crate::rules::Home| -> Vec<_> {
            h.publishers.iter().map(|word| (folded(word), Arc::from(h.code.as_str()))).collect()
        };
        Home {
            names,
            default: rules.default_currency.as_deref().map(Arc::from),
            publishers: rules.homes.iter().flat_map(of_home).collect(),
            homes: rules.homes.iter().map(|h| (h.code.as_str().into(), h.traditional)).collect(),
            cues_begin: CharSet::of(cues.firsts()),
            cues,
            cue_count,
        }
    }

    /// The currency of a bare 元 in this text.
    pub fn currency(&self, view: &View<'_>, context: &Context) -> Arc<str> {
        if let Some(code) = &context.currency {
            return code.as_str().into();
        }
        let chars = view.chars();
        if let Some(code) = self.declared(chars) {
            return code;
        }
        if let Some(code) = context.publisher.as_deref().and_then(|name| self.of_publisher(name)) {
            return code;
        }
        let mut hits = vec![0usize; self.homes.len()];
        let mut spoken = vec![0u8; self.cue_count];
        for (at, _) in chars.iter().enumerate().filter(|(_, c)| self.cues_begin.holds(**c)) {
            for &(home, cue) in self.cues.all(chars, at).flat_map(|(_, homes)| homes) {
                if let (Some(hits), Some(spoken)) = (hits.get_mut(home), spoken.get_mut(cue))
                    && *spoken < MOST
                {
                    *spoken += 1;
                    *hits += 1;
                }
            }
        }
        let traditional = view.is_traditional();
        let mut best: Option<(&Arc<str>, usize)> = None;
        for ((code, script), hits) in self.homes.iter().zip(hits) {
            if *script == traditional && best.is_none_or(|(_, most)| hits > most) {
                best = Some((code, hits));
            }
        }
        match (best, &self.default) {
            (None | Some((_, 0)), Some(default)) => default.clone(),
            (None, None) => "CNY".into(),
            (Some((code, _)), _) => code.clone(),
        }
    }

    /// The home of the longest word in the name of a publisher.
    fn of_publisher(&self, name: &str) -> Option<Arc<str>> {
        let name: Vec<char> = name.chars().map(normal).collect();
        let found = self.publishers.iter().filter(|(word, _)| name.windows(word.len().max(1)).any(|w| w == word));
        found.max_by_key(|(word, _)| word.len()).map(|(_, code)| code.clone())
    }

    /// (美元，下同): the text says whose money it gives.
    fn declared(&self, chars: &[char]) -> Option<Arc<str>> {
        let at = chars.windows(2).position(|pair| pair == ['下', '同'])?;
        (at.saturating_sub(8)..at).find_map(|start| match self.names.after(chars, start) {
            Some((len, code)) if start + len <= at => Some(code.clone()),
            _ => None,
        })
    }
}
