//! The job: every document that the store does not hold is extracted, checked and kept.

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::check::{Checker, table};
use crate::extract::Extractor;
use crate::ingest::{Problem, Trouble, Unread, Weight};
use crate::link::Index;
use crate::model::{Document, Origin};
use crate::rules::Rules;
use crate::store::{Article, Encoded, Known, Sighting, Store, StoreError};
use crate::tables::Table;

use super::ordered;
use super::stages::{Stage, Stages};

/// What makes claims and findings of documents. Shared by all threads.
pub struct Readers {
    /// Documents → claims.
    pub extractor: Extractor,
    /// Claims → findings.
    pub checker: Checker,
    /// The source tables to check against.
    pub index: Index,
    /// The rules.
    pub rules: Arc<Rules>,
    /// What each stage took.
    pub stages: Stages,
}

/// What became of one input.
#[derive(Debug)]
pub enum Step {
    /// A new article was kept.
    Kept,
    /// An article of the same content was there already.
    Seen,
    /// It could not be read.
    Unread(Problem),
}

/// How a job ended.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// Articles that were new.
    pub kept: u64,
    /// Articles that were there already.
    pub seen: u64,
    /// Inputs that could not be read.
    pub unread: u64,
    /// Files, members and records that are no articles.
    pub aside: u64,
    /// Whether it was stopped before its end.
    pub stopped: bool,
}

impl Readers {
    /// Compiles the rules and indexes the tables.
    pub fn new(rules: &Arc<Rules>, tables: &[Table]) -> Readers {
        Readers {
            extractor: Extractor::new(rules.clone()),
            checker: Checker::new(rules.clone()),
            index: Index::new(rules, tables),
            rules: rules.clone(),
            stages: Stages::default(),
        }
    }

    /// An article with its claims and the findings inside it.
    pub fn read(&self, document: Document) -> Article {
        let extraction = self.stages.time(Stage::Extract, || self.extractor.extract(&document));
        let findings = self.stages.time(Stage::Check, || {
            let mut findings = self.checker.check(&document, &extraction);
            findings.extend(table::check(&self.rules, &self.index, &document, &extraction));
            findings
        });
        Article { document, claims: extraction.claims, findings }
    }

    /// Runs a job: documents are read in `threads` threads and kept in the order of the input, whatever
    /// the threads. `stop` ends it after the article at hand; everything kept is committed in any case.
    ///
    /// # Errors
    /// A full disk or a damaged store. What was committed before is safe.
    pub fn run(
        &self,
        input: impl Iterator<Item = Unread> + Send,
        store: &mut Store,
        threads: usize,
        stop: &AtomicBool,
        mut step: impl FnMut(&Step),
    ) -> Result<Outcome, StoreError> {
        let mut outcome = Outcome::default();
        let mut fault = None;
        let seen = store.seen();
        let input = input.take_while(|_| !stop.load(Ordering::Relaxed));
        let work = |unread: Unread| -> Result<Made, Failure> {
            let Some(document) = self.stages.time(Stage::Parse, || read(unread))? else { return Ok(Made::Nothing) };
            match self.stages.time(Stage::Store, || seen.look(&document))? {
                Known::No => {}
                Known::Here => return Ok(Made::Seen),
                Known::Elsewhere(sighting) => return Ok(Made::Sighting(sighting)),
            }
            let origin = document.origin.clone();
            let article = guarded(&origin, || self.read(document))?;
            let internal = |word| Problem { path: origin.path, line: origin.line, trouble: Trouble::Internal(word) };
            Ok(Made::New(self.stages.time(Stage::Store, || Encoded::new(&article)).map_err(internal)?))
        };
        ordered(input, threads, work, |done| {
            let mut keep = |encoded| store.keep(encoded).map(|new| if new { Step::Kept } else { Step::Seen });
            let done = match done {
                Ok(Made::Nothing) => return ControlFlow::Continue(()),
                Ok(Made::Seen) => Ok(Step::Seen),
                Ok(Made::New(encoded)) => self.stages.time(Stage::Store, || keep(encoded)),
                Ok(Made::Sighting(sighting)) => {
                    self.stages.time(Stage::Store, || store.note(sighting)).map(|()| Step::Seen)
                }
                Err(Failure::Input(problem)) => Ok(Step::Unread(problem)),
                Err(Failure::Store(e)) => Err(e),
            };
            match done {
                Ok(done) => {
                    match &done {
                        Step::Kept => outcome.kept += 1,
                        Step::Seen => outcome.seen += 1,
                        Step::Unread(problem) => match problem.weight() {
                            Weight::Loss => outcome.unread += 1,
                            Weight::Warning => {}
                            Weight::Aside => outcome.aside += 1,
                        },
                    }
                    step(&done);
                    ControlFlow::Continue(())
                }
                Err(e) => {
                    fault = Some(e);
                    ControlFlow::Break(())
                }
            }
        });
        match fault {
            Some(e) => Err(e),
            None => self
                .stages
                .time(Stage::Store, || store.commit())
                .map(|()| Outcome { stopped: stop.load(Ordering::Relaxed), ..outcome }),
        }
    }
}

/// Does some work on one document.
///
/// # Errors
/// A fault of the program in it, so that one document does not end the job of many.
pub fn guarded<T>(origin: &Origin, work: impl FnOnce() -> T) -> Result<T, Problem> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let word = panic.downcast_ref::<String>().map(String::as_str);
        let word = word.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("panic").to_owned();
        Problem { path: origin.path.clone(), line: origin.line, trouble: Trouble::Internal(word) }
    })
}

/// Reads one input; None for what is no article.
///
/// # Errors
/// What is wrong with it.
pub fn read(unread: Unread) -> Result<Option<Document>, Problem> {
    let origin = unread.origin();
    guarded(&origin, || unread.read())?.transpose()
}

/// What a worker makes of one input.
enum Made {
    Nothing,
    Seen,
    /// A further place of an article that is there.
    Sighting(Sighting),
    New(Encoded),
}

enum Failure {
    Input(Problem),
    Store(StoreError),
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Failure::Input(problem)
    }
}

impl From<StoreError> for Failure {
    fn from(e: StoreError) -> Self {
        Failure::Store(e)
    }
}
