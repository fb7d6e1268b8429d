//! The articles that a command is given, and the way from them to lines of output.

use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::OnceLock;

use heshu::ingest::{self, FieldMap, Supplied, Unread};
use heshu::model::Document;
use heshu::pipeline::{guarded, ordered, read};
use jiff::civil::Date;

use super::Session;
use super::addresses::Addresses;
use super::faults::Faults;

/// Arguments of every command that reads articles.
#[derive(clap::Args)]
pub struct Inputs {
    /// Text files, web pages, feeds, JSONL, CSV, Parquet or SQLite with a text column, DOCX, archives of these (gz, zst, tar, zip,
    /// WARC), folders; `-` for standard input; addresses (http, https) of pages and feeds
    #[arg(required_unless_present = "addresses", value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Other names of fields in JSONL and CSV, e.g. text=content,date=pubtime
    #[arg(long, value_name = "FIELD=NAME,…", value_parser = FieldMap::parse)]
    map: Option<FieldMap>,
    /// Publication date of articles that do not say theirs; relative times need it
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<Date>,
    /// Title of articles that do not say theirs
    #[arg(long)]
    title: Option<String>,
    /// Publisher of articles that do not say theirs
    #[arg(long)]
    publisher: Option<String>,
    /// List what could not be read in this file, a JSON line each with the reason
    #[arg(long, value_name = "FILE")]
    errors: Option<PathBuf>,
    #[command(flatten)]
    fetching: Box<Addresses>,
    #[arg(skip)]
    faults: OnceLock<Box<Faults>>,
}

impl Inputs {
    /// How they are to be read. `name_tables`: whether a table among them deserves a word.
    pub fn options(&self, name_tables: bool) -> ingest::Options {
        ingest::Options {
            map: self.map.clone().unwrap_or_default(),
            supplied: Supplied { date: self.date, title: self.title.clone(), publisher: self.publisher.clone() },
            limit: 0,
            name_tables,
            manners: self.fetching.manners(),
            addresses: self.fetching.addresses.clone(),
            met: false,
        }
    }

    /// The list of what cannot be read.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub fn faults(&self) -> anyhow::Result<&Faults> {
        match self.faults.get() {
            Some(faults) => Ok(faults),
            None => Faults::new(self.errors.as_deref()).map(|faults| &**self.faults.get_or_init(|| Box::new(faults))),
        }
    }

    /// Bytes of all of them, as far as that can be known beforehand.
    pub fn bytes(&self) -> u64 {
        if self.paths.iter().any(|p| p.as_os_str() == "-") { 0 } else { ingest::bytes(&self.paths) }
    }

    /// Gives every document of some of the paths to `work`, in all threads, and the results to `take`, in order of the input.
    /// What cannot be read is said on the way; true where there was something.
    pub fn each<O: Send>(
        &self,
        session: &Session,
        paths: &[PathBuf],
        options: ingest::Options,
        work: impl Fn(Document) -> O + Sync,
        mut take: impl FnMut(O) -> io::Result<()>,
    ) -> io::Result<bool> {
        let mut unreadable = false;
        let mut outcome = Ok(());
        let faults = self.faults().map_err(io::Error::other)?;
        let work = |unread: Unread| {
            let Some(document) = read(unread)? else { return Ok(None) };
            let origin = document.origin.clone();
            guarded(&origin, || Some(work(document)))
        };
        ordered(ingest::documents(paths, options), session.threads, work, |done| {
            match done {
                Ok(None) => {}
                Ok(Some(result)) => outcome = take(result),
                Err(problem) => unreadable |= faults.report(session, &problem),
            }
            if outcome.is_err() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        faults.end().map_err(io::Error::other)?;
        outcome.map(|()| unreadable)
    }

    /// Prints what `work` makes of every document, which ends in a line feed or is empty.
    pub fn print(&self, session: &Session, work: impl Fn(Document) -> Vec<u8> + Sync) -> anyhow::Result<ExitCode> {
        let mut out = io::BufWriter::new(io::stdout().lock());
        let unreadable = self.each(session, &self.paths, self.options(true), work, |lines| out.write_all(&lines))?;
        out.flush()?;
        Ok(if unreadable { ExitCode::from(2) } else { ExitCode::SUCCESS })
    }
}

/// One JSON line.
pub fn json_line(out: &mut Vec<u8>, value: &impl serde::Serialize) {
    // Writing plain data to memory cannot fail.
    if serde_json::to_writer(&mut *out, value).is_ok() {
        out.push(b'\n');
    }
}
