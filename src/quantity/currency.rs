//! Whose money a bare 元 is, told from the context, the script and the words of the text.

use std::sync::Arc;

use crate::rules::QuantityLexicon;
use crate::text::{Trie, View};

use super::Context;

/// Cues for the currency of a text.
pub(super) struct Home {
    /// (currency, Traditional script, cues) in order of the rule file; the first of a script without a hit is its default.
    homes: Vec<(Arc<str>, bool, Vec<String>)>,
    names: Trie<Arc<str>>,
}

impl Home {
    pub fn new(rules: &QuantityLexicon) -> Self {
        let mut names = Trie::default();
        for currency in &rules.currencies {
            for name in &currency.names {
                names.add(name, Arc::from(currency.code.as_str()));
            }
        }
        Home {
            names,
            homes: rules.homes.iter().map(|h| (h.code.as_str().into(), h.traditional, h.cues.clone())).collect(),
        }
    }

    /// The currency of a bare 元 in this text.
    pub fn currency(&self, view: &View<'_>, context: &Context) -> Arc<str> {
        if let Some(code) = &context.currency {
            return code.as_str().into();
        }
        if let Some(code) = self.declared(view) {
            return code;
        }
        let traditional = is_traditional(view);
        let mut best: Option<(&Arc<str>, usize)> = None;
        for (code, script, cues) in &self.homes {
            if *script != traditional {
                continue;
            }
            let hits = cues.iter().map(|cue| view.text().matches(cue.as_str()).take(50).count()).sum();
            if best.is_none_or(|(_, most)| hits > most) {
                best = Some((code, hits));
            }
        }
        best.map_or_else(|| "CNY".into(), |(code, _)| code.clone())
    }
}

impl Home {
    /// (美元，下同): the text says whose money it gives.
    fn declared(&self, view: &View<'_>) -> Option<Arc<str>> {
        let byte = view.text().find("下同")?;
        let at = view.at_byte(byte);
        let from = at.saturating_sub(8);
        (from..at).find_map(|start| match self.names.after(view.chars(), start) {
            Some((len, code)) if start + len <= at => Some(code.clone()),
            _ => None,
        })
    }
}

/// Whether a text is in Traditional script: at least one character in thirty has another, Simplified form.
fn is_traditional(view: &View<'_>) -> bool {
    let (mut other, mut all) = (0usize, 0usize);
    for (original, normal) in view.original_text().chars().zip(view.chars()).take(20_000) {
        if ('\u{3400}'..='\u{9FFF}').contains(&original) {
            all += 1;
            other += usize::from(original != *normal);
        }
    }
    other * 30 > all
}
