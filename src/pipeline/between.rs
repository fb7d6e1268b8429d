//! The findings between the articles of a store.

use std::collections::HashMap;
use std::sync::Arc;

use crate::check::Across;
use crate::rules::Rules;
use crate::store::{Between, Store, StoreError};

/// Counters for keys of facts; a power of two, so that memory is the same for any archive.
const COUNTERS: usize = 1 << 25;

/// Compares the claims of all articles of a store and keeps what comes of it. Reads the store twice: once to
/// count under how many claims each key of a fact stands, once for the claims whose key stands under another
/// claim too; only these are held in memory.
///
/// # Errors
/// A damaged block, a full disk.
pub fn between(store: &mut Store, rules: &Arc<Rules>) -> Result<(), StoreError> {
    let mut across = Across::new(rules.clone());
    let mut counters = vec![0_u8; COUNTERS];
    let slot = |key: u64| (key % COUNTERS as u64) as usize;
    for article in store.articles() {
        for claim in &article?.claims {
            for key in across.keys(claim) {
                let counter = &mut counters[slot(key)];
                *counter = counter.saturating_add(1);
            }
        }
    }
    let mut hashes: HashMap<String, String> = HashMap::new();
    for article in store.articles() {
        let article = article?;
        let mut claims = article.claims;
        claims.retain(|claim| across.keys(claim).iter().any(|key| counters[slot(*key)] > 1));
        if !claims.is_empty() {
            across.add(&claims);
            hashes.insert(article.document.id, article.document.hash);
        }
    }
    let findings = across.finish().into_iter().map(|finding| {
        let documents = finding.docs.iter().filter_map(|id| hashes.get(id).cloned()).collect();
        Between { finding, documents }
    });
    let findings: Vec<Between> = findings.collect();
    store.keep_between(&findings)
}
