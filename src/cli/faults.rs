//! What could not be read: said as it is met, and listed in a file for whoever looks after the archive.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use anyhow::Context;
use heshu::ingest::{Problem, Weight};
use heshu::report::Lang;
use serde::Serialize;

use super::Session;
use super::inputs::json_line;

/// Faults that are said one by one where a file lists them all.
const SAID: u64 = 20;

/// The list of faults of one job.
pub struct Faults {
    file: Option<(PathBuf, Mutex<BufWriter<File>>)>,
    met: AtomicU64,
}

/// One line of the file.
#[derive(Serialize)]
struct Line<'p> {
    path: &'p str,
    line: Option<u64>,
    /// The kind of fault in one word.
    reason: &'static str,
    /// `lost`, `warning` (read all the same), or `aside` (no article).
    outcome: &'static str,
    message: &'p str,
}

impl Faults {
    /// Begins the list, in a file where one is named.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub fn new(path: Option<&Path>) -> anyhow::Result<Faults> {
        let file = path.map(|path| {
            let file = File::create(path).with_context(|| path.display().to_string())?;
            anyhow::Ok((path.to_owned(), Mutex::new(BufWriter::new(file))))
        });
        Ok(Faults { file: file.transpose()?, met: AtomicU64::new(0) })
    }

    /// Says and lists one. True where something was lost, so that the exit code must say so.
    pub fn report(&self, session: &Session, problem: &Problem) -> bool {
        let weight = problem.weight();
        if let Some((path, file)) = &self.file {
            let message = problem.message();
            let outcome = match weight {
                Weight::Aside => "aside",
                Weight::Warning => "warning",
                Weight::Loss => "lost",
            };
            let (reason, message) = (problem.trouble.code(), session.lang.of(&message));
            let mut text = Vec::new();
            json_line(&mut text, &Line { path: &problem.path, line: problem.line, reason, outcome, message });
            // A full disk shows when the list is closed; the job goes on.
            let _ = file.lock().unwrap_or_else(PoisonError::into_inner).write_all(&text);
            let met = self.met.load(Ordering::Relaxed) + u64::from(weight != Weight::Aside);
            self.met.store(met, Ordering::Relaxed);
            if met == SAID + 1 && weight != Weight::Aside {
                let path = path.display();
                anstream::eprintln!(
                    "{}",
                    match session.lang {
                        Lang::Zh => format!("…其余见 {path}"),
                        Lang::En => format!("… the rest is in {path}"),
                    }
                );
            }
            if met > SAID {
                return weight == Weight::Loss;
            }
        }
        session.report(problem)
    }

    /// Writes out what is left of the list.
    ///
    /// # Errors
    /// A full disk.
    pub fn end(&self) -> anyhow::Result<()> {
        match &self.file {
            Some((path, file)) => {
                file.lock().unwrap_or_else(PoisonError::into_inner).flush().with_context(|| path.display().to_string())
            }
            None => Ok(()),
        }
    }
}
