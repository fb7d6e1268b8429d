//! What people decided so far, and what it means for a finding.

use std::collections::{BTreeMap, HashMap};

use super::catalogue::{Catalogue, Row};
use crate::model::{Decision, Review, ReviewedArticle};

/// The log of decisions, held so that a finding's are found.
#[derive(Default)]
pub struct Decided {
    all: Vec<Review>,
    by_print: HashMap<String, Vec<usize>>,
    undone: HashMap<u64, usize>,
}

/// What a check's findings came to in the eyes of reviewers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Judged {
    /// Found right.
    pub right: u64,
    /// Found wrong.
    pub wrong: u64,
    /// Left open.
    pub open: u64,
}

impl Decided {
    /// The log as it was read.
    pub fn new(entries: Vec<Review>) -> Decided {
        let mut out = Decided::default();
        entries.into_iter().for_each(|entry| out.add(entry));
        out
    }

    /// Adds an entry that is on the disk.
    pub fn add(&mut self, entry: Review) {
        let n = self.all.len();
        match entry.undoes {
            Some(undone) => {
                self.undone.insert(undone, n);
            }
            None => self.by_print.entry(entry.fingerprint.clone()).or_default().push(n),
        }
        self.all.push(entry);
    }

    /// Every entry, in order.
    pub fn all(&self) -> &[Review] {
        &self.all
    }

    /// The entry of a number.
    pub fn get(&self, n: u64) -> Option<&Review> {
        self.all.iter().rfind(|e| e.n == n)
    }

    /// Whether an entry was taken back.
    pub fn is_undone(&self, entry: &Review) -> bool {
        self.undone.contains_key(&entry.n)
    }

    fn of_print(&self, fingerprint: &str) -> impl DoubleEndedIterator<Item = &Review> {
        let entries = self.by_print.get(fingerprint).map(Vec::as_slice).unwrap_or_default();
        entries.iter().filter_map(|n| self.all.get(*n)).filter(|e| !self.is_undone(e))
    }

    /// The decision that stands on a finding: the last one on the same words of the same article.
    pub fn standing(&self, row: &Row, catalogue: &Catalogue) -> Option<&Review> {
        self.of_print(&row.fingerprint).rfind(|e| is_of(e, row, catalogue))
    }

    /// Every decision on a finding that was not taken back, the first one first.
    pub fn of<'v>(&'v self, row: &'v Row, catalogue: &'v Catalogue) -> impl Iterator<Item = &'v Review> {
        self.of_print(&row.fingerprint).filter(|e| is_of(e, row, catalogue))
    }

    /// The last decision on the same words in another article.
    pub fn elsewhere(&self, row: &Row, catalogue: &Catalogue) -> Option<&Review> {
        self.of_print(&row.fingerprint).rfind(|e| !is_of(e, row, catalogue))
    }

    /// For each check, what the last decision of each finding came to.
    pub fn by_check(&self) -> BTreeMap<&str, Judged> {
        let mut last: HashMap<(&str, Option<&str>), &Review> = HashMap::new();
        for entry in self.decisions() {
            last.insert(finding_of(entry), entry);
        }
        let mut out: BTreeMap<&str, Judged> = BTreeMap::new();
        for entry in last.values() {
            let judged = out.entry(entry.check.as_str()).or_default();
            match entry.decision.is_right() {
                Some(true) => judged.right += 1,
                Some(false) => judged.wrong += 1,
                None => judged.open += 1,
            }
        }
        out
    }

    /// Findings that two or more people judged, and those on which all agree.
    pub fn agreement(&self) -> (u64, u64) {
        let mut said: HashMap<_, BTreeMap<&str, bool>> = HashMap::new();
        for entry in self.decisions() {
            if let Some(right) = entry.decision.is_right() {
                said.entry(finding_of(entry)).or_default().insert(&entry.who, right);
            }
        }
        let several = said.values().filter(|by| by.len() > 1);
        several.fold((0, 0), |(n, agreed), by| {
            let all_right = by.values().all(|right| *right);
            (n + 1, agreed + u64::from(all_right || by.values().all(|right| !right)))
        })
    }

    fn decisions(&self) -> impl Iterator<Item = &Review> {
        self.all.iter().filter(|e| e.decision != Decision::Undone && !self.is_undone(e))
    }
}

fn finding_of(entry: &Review) -> (&str, Option<&str>) {
    (&entry.fingerprint, entry.articles.first().map(|a| a.id.as_str()))
}

/// Whether an entry speaks of an article of the row: the same id, address, or title.
fn is_of(entry: &Review, row: &Row, catalogue: &Catalogue) -> bool {
    let articles = row.articles.iter().filter_map(|n| catalogue.articles.get(*n as usize));
    let same = |a: &Option<String>, b: &Option<String>| a.is_some() && a == b;
    articles.into_iter().any(|article| {
        let is_it =
            |r: &ReviewedArticle| r.id == article.id || same(&r.url, &article.url) || same(&r.title, &article.title);
        entry.articles.iter().any(is_it)
    })
}
