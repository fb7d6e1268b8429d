//! The runs that filled a store: a list that only grows, so that one can ask for what came after a run.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::error::StoreError;
use super::keys::Place;
use super::reading::Reading;
use super::{Article, Store};

const NAME: &str = "runs.jsonl";

/// One run that came to its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// Its number, from 1.
    pub run: u64,
    /// When it ended.
    pub ended: Timestamp,
    /// Version of the rules and tables that the store stood on.
    pub basis: String,
    /// Articles in the store then.
    pub articles: u64,
    /// Folder of the segments.
    generation: u32,
    /// Where the next article was to be kept.
    through: Place,
}

impl Store {
    /// Writes down that a run has ended; gives its number.
    ///
    /// # Errors
    /// A full disk.
    pub fn end_run(&self, ended: Timestamp) -> Result<u64, StoreError> {
        let run = read(&self.root)?.last().map_or(1, |last| last.run + 1);
        let entry = Run {
            run,
            ended,
            basis: self.manifest.basis.clone(),
            articles: self.meta.tally.articles,
            generation: self.manifest.generation,
            through: self.meta.through,
        };
        let path = self.root.join(NAME);
        let line = serde_json::to_string(&entry).map_err(|e| StoreError::Io(path.clone(), e.into()))?;
        let mut file = OpenOptions::new().create(true).append(true).open(&path).map_err(StoreError::io(&path))?;
        // a line break in front too: a stop may have left half a line
        file.write_all(format!("\n{line}\n").as_bytes()).map_err(StoreError::io(&path))?;
        file.sync_all().map_err(StoreError::io(&path))?;
        Ok(run)
    }
}

impl Reading {
    /// The runs that came to their end, the first one first.
    ///
    /// # Errors
    /// The operating system's word on the file.
    pub fn runs(&self) -> Result<Vec<Run>, StoreError> {
        read(self.root())
    }

    /// The articles that were kept after a run, in order: all of them where everything was worked on again since.
    pub fn articles_since(&self, run: &Run) -> impl Iterator<Item = Result<Article, StoreError>> + '_ {
        self.articles_from(if self.is_current(run) { run.through } else { Place::default() })
    }

    /// Whether what a run left still stands: no other rules or tables have come since.
    pub fn is_current(&self, run: &Run) -> bool {
        self.generation() == run.generation && self.basis() == run.basis
    }
}

fn read(root: &Path) -> Result<Vec<Run>, StoreError> {
    let path = root.join(NAME);
    match std::fs::read_to_string(&path) {
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        other => {
            let text = other.map_err(StoreError::io(&path))?;
            Ok(text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect())
        }
    }
}
