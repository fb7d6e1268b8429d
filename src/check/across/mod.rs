//! `cross_article_conflict`: the same fact in different articles.
//!
//! An article is read once into a [`Sheet`]: its claims packed, what comparing takes of each ([`crate::link::Fact`]) and
//! the keys under which they may meet others. Sheets are laid into a [`Shelf`]; a [`Plan`] says which claims on it
//! share a key, and compares them article by article, in any number of threads. What is found between two articles
//! depends on these two alone, and on which keys are too common to say anything.

mod conflict;
mod meeting;
mod plan;
mod sheet;
mod story;

use std::sync::Arc;

use crate::model::{Claim, Finding};
use crate::rules::Rules;

pub use sheet::Sheet;

use conflict::once_a_voice;
use plan::Plan;
use sheet::{SheetReader, Shelf};

/// Gathers the claims of articles and compares those that state one fact. The outcome does not depend
/// on the order in which articles are added.
pub struct Across {
    reader: SheetReader,
    shelf: Shelf,
}

impl Across {
    /// With no article yet.
    pub fn new(rules: Arc<Rules>) -> Self {
        Across { reader: SheetReader::new(rules), shelf: Shelf::default() }
    }

    /// Reads the claims of an article; None where none says enough to be compared.
    pub fn read(&self, claims: &[Claim]) -> Option<Sheet> {
        self.reader.read(claims)
    }

    /// Adds an article.
    pub fn lay(&mut self, sheet: Sheet) {
        self.shelf.add(sheet);
    }

    /// Adds the claims of one article.
    pub fn add(&mut self, claims: &[Claim]) {
        if let Some(sheet) = self.read(claims) {
            self.lay(sheet);
        }
    }

    /// The articles that follow are compared with those so far, and not with one another.
    pub fn fence(&mut self) {
        self.shelf.own = Some(self.shelf.own());
    }

    /// The findings between the articles.
    pub fn finish(self) -> Vec<Finding> {
        self.compare(true, 1)
    }

    /// The findings between the articles, without the numbers that agree, found by so many threads.
    pub fn disagreements(self, threads: usize) -> Vec<Finding> {
        self.compare(false, threads)
    }

    fn compare(&self, passes: bool, threads: usize) -> Vec<Finding> {
        let conflicts = Plan::new(&self.reader, &self.shelf).meet(passes, threads);
        once_a_voice(conflicts).into_iter().map(|conflict| conflict.finding).collect()
    }
}
