//! Files, folders, archives, pages → documents and source tables, one at a time.
//!
//! What a file is, and in what encoding, is told from its content. What cannot be read is a
//! [`Problem`] in the stream, and the stream goes on.

mod address;
#[cfg(feature = "parquet")]
mod columnar;
mod date;
mod delimited;
mod docx;
mod encoding;
mod feed;
mod fetch;
mod fields;
mod form;
mod http;
mod jsonl;
mod limit;
mod magic;
mod page;
mod pasted;
mod place;
mod problem;
mod reading;
mod row;
mod sqlite;
mod tarball;
mod unread;
mod walk;
mod warc;
mod zipped;

use std::fs::File;
use std::io::{BufReader, Cursor, Read};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

#[cfg(feature = "parquet")]
pub(crate) use columnar::Columnar;
pub use docx::{Piece, pieces};
pub use fetch::Manners;
pub use fields::{FieldMap, Supplied};
pub use pasted::{fetched, pasted, sent};
pub use problem::{Problem, Remedy, Trouble, Weight};
pub use row::{line, reads, row};
pub use unread::Unread;

use delimited::Rows;
use encoding::{Decoded, HEAD};
use form::Form;
#[cfg(feature = "parquet")]
use magic::Magic;
use reading::Reading;
use walk::{Entry, Walk};

/// How inputs are read.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Other names of fields.
    pub map: FieldMap,
    /// What documents do not say themselves.
    pub supplied: Supplied,
    /// Most bytes (as UTF-8) of one document; [`LIMIT`] where 0.
    pub limit: usize,
    /// Whether a table given by name is worth a word, because the command has no use for it.
    pub name_tables: bool,
    /// How addresses are fetched.
    pub manners: Manners,
    /// A file of addresses, one a line, that are read after the paths.
    pub addresses: Option<PathBuf>,
    /// Whether the paths were met in a folder by whoever listed it ([`files`]), rather than named by the user.
    pub met: bool,
}

/// Most bytes of one document where the options say nothing: a book fits, a dump does not.
pub const LIMIT: usize = 16 << 20;

/// Inputs that are found ahead of those who read them.
const AHEAD: usize = 4;

impl Options {
    pub(crate) fn limit(&self) -> usize {
        if self.limit == 0 { LIMIT } else { self.limit }
    }
}

/// The documents of some paths, in the order given, folders by name; a thread of its own finds them, a few ahead.
pub struct Documents {
    found: Receiver<Unread>,
    read: Arc<AtomicU64>,
}

/// Finds the documents of files, folders and archives; `-` is standard input.
pub fn documents(paths: &[PathBuf], options: Options) -> Documents {
    let (give, found) = sync_channel(AHEAD);
    let read = Arc::<AtomicU64>::default();
    let (walk, met, options, bytes) = (Walk::new(paths), options.met, Arc::new(options), read.clone());
    thread::spawn(move || {
        let mut take = |unread| match give.send(unread) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()), // whoever took them has seen enough
        };
        let mut reading = Reading::new(options, bytes, &mut take);
        for entry in walk {
            let flow = match entry {
                Err(problem) => reading.problem(problem),
                Ok(entry) => {
                    let entry = Entry { in_folder: entry.in_folder || met, ..entry };
                    let read = catch_unwind(AssertUnwindSafe(|| reading.file(&entry)));
                    read.unwrap_or_else(|_| {
                        let path = entry.path.display().to_string();
                        let trouble = Trouble::Internal("panic".to_owned());
                        reading.problem(Problem { path, line: None, trouble })
                    })
                }
            };
            if flow.is_break() {
                return;
            }
        }
        // The taker may have left; then there is nobody to tell.
        let _ = reading.listed();
    });
    Documents { found, read }
}

impl Documents {
    /// Bytes read so far; stays readable while the documents are lent out.
    pub fn bytes_read(&self) -> Arc<AtomicU64> {
        self.read.clone()
    }
}

impl Iterator for Documents {
    type Item = Unread;

    fn next(&mut self) -> Option<Unread> {
        self.found.recv().ok()
    }
}

/// The files that [`documents`] would read of some paths, in the same order.
///
/// # Errors
/// A folder that cannot be listed.
pub fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Problem> {
    Walk::new(paths).map(|entry| entry.map(|e| e.path)).collect()
}

/// The source tables among the same paths: files with columns of which none is a text.
pub fn tables(paths: &[PathBuf], options: &Options) -> Vec<PathBuf> {
    let files = Walk::new(paths).filter_map(Result::ok);
    let files = files.filter(|entry| entry.path.as_os_str() != "-" && !is_address(&entry.path));
    // What cannot be read is reported with the documents.
    files.filter(|entry| is_table(&entry.path, options).unwrap_or(false)).map(|entry| entry.path).collect()
}

/// Whether a path is an address.
fn is_address(path: &Path) -> bool {
    path.to_str().is_some_and(|path| path.starts_with("http://") || path.starts_with("https://"))
}

fn is_table(path: &Path, options: &Options) -> std::io::Result<bool> {
    let mut source = File::open(path)?;
    let mut head = Vec::with_capacity(HEAD);
    source.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
    let complete = head.len() < HEAD;
    match magic::detect(&head) {
        #[cfg(feature = "parquet")]
        Some(Magic::Parquet) => {
            let open = Columnar::open(File::open(path)?);
            return Ok(open.is_ok_and(|open| open.names().all(|name| reads(name, options) != Some(true))));
        }
        Some(_) => return Ok(false),
        None => {}
    }
    let Some(encoding) = encoding::detect(&head, complete, None) else { return Ok(false) };
    let mut start = String::new();
    Decoded::new(head.as_slice(), encoding).read_to_string(&mut start)?;
    let Form::Delimited(mark) = form::detect(&start, complete) else { return Ok(false) };
    let whole = BufReader::new(Decoded::new(Cursor::new(head).chain(source), encoding));
    Ok(Rows::open(whole, mark, options).is_ok_and(|rows| !rows.has_text()))
}

/// Bytes of all files that some paths name; standard input counts nothing.
pub fn bytes(paths: &[PathBuf]) -> u64 {
    let files = Walk::new(paths).filter_map(Result::ok);
    files.filter_map(|entry| std::fs::metadata(entry.path).ok()).map(|m| m.len()).sum()
}
