//! What stands of the log of corrections.

use std::collections::HashMap;

use super::kept::Article;
use crate::model::{Claim, Correction};

/// The corrections of claims, held so that a claim's are found.
#[derive(Debug, Default)]
pub struct Corrected {
    by_claim: HashMap<String, Vec<Correction>>,
}

impl Corrected {
    /// The log as it was read.
    pub fn new(entries: Vec<Correction>) -> Corrected {
        let mut out = Corrected::default();
        entries.into_iter().for_each(|entry| out.add(entry));
        out
    }

    /// Adds an entry that is on the disk.
    pub fn add(&mut self, entry: Correction) {
        self.by_claim.entry(entry.claim.clone()).or_default().push(entry);
    }

    /// Every entry on a claim, the first one first.
    pub fn of(&self, claim: &str) -> &[Correction] {
        self.by_claim.get(claim).map(Vec::as_slice).unwrap_or_default()
    }

    /// Every entry, in order.
    pub fn all(&self) -> Vec<&Correction> {
        let mut out: Vec<&Correction> = self.by_claim.values().flatten().collect();
        out.sort_by_key(|entry| entry.n);
        out
    }

    /// The entry that stands on a claim, unless its corrections were taken back.
    pub fn standing(&self, claim: &str) -> Option<&Correction> {
        self.of(claim).last().filter(|entry| entry.now.is_some())
    }

    /// Makes a claim say what it was corrected to; whether it was.
    pub fn put(&self, claim: &mut Claim) -> bool {
        let now = self.standing(&claim.id).and_then(|entry| entry.now.clone());
        now.map(|now| now.put(claim)).is_some()
    }

    /// Corrects the claims of an article.
    pub fn correct(&self, article: &mut Article) {
        if !self.by_claim.is_empty() {
            for claim in &mut article.claims {
                self.put(claim);
            }
        }
    }
}
