//! Files, folders, pages → documents and source tables, one at a time.
//!
//! What a file is, and in what encoding, is told from its content. What cannot be read is a
//! [`Problem`] in the stream, and the stream goes on.

mod date;
mod delimited;
mod encoding;
mod fields;
mod form;
mod jsonl;
mod page;
mod problem;
mod walk;

use std::fs::File;
use std::io::{BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::model::{Document, Origin};

pub use fields::{FieldMap, Supplied};
pub use problem::{Problem, Trouble};

use delimited::Rows;
use encoding::{Decoded, HEAD};
use fields::{Fields, Part};
use form::Form;
use jsonl::Line;
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
}

/// Most bytes of one document where the options say nothing: a book fits, a dump does not.
pub const LIMIT: usize = 16 << 20;

type Source = std::io::Chain<Cursor<Vec<u8>>, Box<dyn Read + Send>>;
type Input = BufReader<Decoded<Source>>;

/// A file being read, for what is said of it.
struct Named {
    path: String,
    in_folder: bool,
    replaced: Arc<AtomicU64>,
}

/// An opened file: what it is and how to read on.
struct Opened {
    file: Named,
    form: Form,
    reader: Input,
}

/// The documents of some paths, in the order given, folders by name. Holds one document at a time.
pub struct Documents {
    options: Options,
    walk: Walk,
    read: Arc<AtomicU64>,
    current: Option<Current>,
}

/// What is left of the file at hand.
struct Current {
    file: Named,
    rest: Rest,
}

enum Rest {
    Lines { reader: Box<Input>, line: u64 },
    Rows(Box<Rows<Input>>),
    Objects(std::vec::IntoIter<Fields>),
    Nothing,
}

/// Reads the documents of files and folders; `-` is standard input.
pub fn documents(paths: &[PathBuf], options: Options) -> Documents {
    Documents { options, walk: Walk::new(paths), read: Arc::default(), current: None }
}

/// The source tables among the same paths: files with columns of which none is a text.
pub fn tables(paths: &[PathBuf], options: &Options) -> Vec<PathBuf> {
    let is_table = |entry: &Entry| match open(&entry.path, entry.in_folder, &Arc::default()) {
        Ok(Opened { form: Form::Delimited(mark), reader, .. }) => {
            Rows::open(reader, mark, &options.map).is_ok_and(|rows| !rows.has_text())
        }
        // What cannot be read is reported with the documents.
        _ => false,
    };
    let files = Walk::new(paths).filter_map(Result::ok).filter(|entry| entry.path.as_os_str() != "-");
    files.filter(is_table).map(|entry| entry.path).collect()
}

fn open(path: &Path, in_folder: bool, read: &Arc<AtomicU64>) -> Result<Opened, Problem> {
    let shown = path.display().to_string();
    let problem = |trouble| Problem { path: shown.clone(), line: None, trouble };
    let mut source: Box<dyn Read + Send> = if path.as_os_str() == "-" {
        Box::new(std::io::stdin())
    } else {
        Box::new(File::open(path).map_err(|e| Problem::io(&shown, &e))?)
    };
    let mut head = Vec::with_capacity(HEAD);
    source.by_ref().take(HEAD as u64).read_to_end(&mut head).map_err(|e| Problem::io(&shown, &e))?;
    let complete = head.len() < HEAD;
    if head.iter().all(u8::is_ascii_whitespace) && complete {
        return Err(problem(Trouble::Empty));
    }
    let encoding = encoding::detect(&head, complete).ok_or_else(|| problem(Trouble::Binary))?;
    let mut start = String::new();
    // Bytes in memory cannot fail to be read; a cut character at the end becomes U+FFFD here only.
    let _ = Decoded::new(head.as_slice(), encoding).read_to_string(&mut start);
    let form = form::detect(&start, complete);
    read.fetch_add(head.len() as u64, Ordering::Relaxed);
    let source: Box<dyn Read + Send> = Box::new(Counted { source, read: read.clone() });
    let decoded = Decoded::new(Cursor::new(head).chain(source), encoding);
    let replaced = decoded.replaced();
    let file = Named { path: shown, in_folder, replaced };
    Ok(Opened { file, form, reader: BufReader::with_capacity(HEAD, decoded) })
}

impl Opened {
    fn read_whole(&mut self, limit: usize) -> Result<String, Problem> {
        let mut text = String::new();
        let most = (limit as u64).saturating_add(1);
        self.reader.by_ref().take(most).read_to_string(&mut text).map_err(|e| match e.kind() {
            // The limit may cut a character in two.
            std::io::ErrorKind::InvalidData => self.file.problem(None, Trouble::TooLarge(limit)),
            _ => Problem::io(&self.file.path, &e),
        })?;
        if text.len() > limit { Err(self.file.problem(None, Trouble::TooLarge(limit))) } else { Ok(text) }
    }
}

impl Named {
    fn problem(&self, line: Option<u64>, trouble: Trouble) -> Problem {
        Problem { path: self.path.clone(), line, trouble }
    }

    fn origin(&self, line: Option<u64>, text_line: Option<u64>) -> Origin {
        Origin { path: self.path.clone(), line, text_line }
    }

    /// The document of some fields, unless it has no text or too much of it.
    fn document(&self, line: Option<u64>, fields: Fields, options: &Options) -> Result<Document, Problem> {
        let document = fields.document(self.origin(line, None), &options.supplied);
        let document = document.ok_or_else(|| self.problem(line, Trouble::NoText))?;
        if document.text.len() > options.limit() {
            return Err(self.problem(line, Trouble::TooLarge(options.limit())));
        }
        Ok(document)
    }
}

impl Options {
    fn limit(&self) -> usize {
        if self.limit == 0 { LIMIT } else { self.limit }
    }
}

impl Documents {
    /// Bytes read so far; stays readable while the documents are lent out.
    pub fn bytes_read(&self) -> Arc<AtomicU64> {
        self.read.clone()
    }

    /// Begins a file: its one document, or the reader of its many.
    fn begin(&mut self, opened: Opened) -> Option<Result<Document, Problem>> {
        match opened.form {
            Form::Jsonl => {
                let rest = Rest::Lines { reader: Box::new(opened.reader), line: 0 };
                self.current = Some(Current { file: opened.file, rest });
                None
            }
            Form::Delimited(mark) => match Rows::open(opened.reader, mark, &self.options.map) {
                Err(e) => Some(Err(opened.file.problem(Some(1), Trouble::Row(e)))),
                Ok(rows) if rows.has_text() => {
                    self.current = Some(Current { file: opened.file, rest: Rest::Rows(Box::new(rows)) });
                    None
                }
                Ok(_) if self.options.name_tables && !opened.file.in_folder => {
                    Some(Err(opened.file.problem(None, Trouble::IsTable)))
                }
                Ok(_) => None,
            },
            Form::Json => self.spread(opened),
            Form::Feed => Some(Err(opened.file.problem(None, Trouble::Feed))),
            Form::Page | Form::Text => Some(self.whole(opened)),
        }
    }

    /// JSON over several lines is held whole, so it may be no larger than one document.
    fn spread(&mut self, mut opened: Opened) -> Option<Result<Document, Problem>> {
        let limit = self.options.limit();
        let text = match opened.read_whole(limit) {
            Err(Problem { trouble: Trouble::TooLarge(_), .. }) => {
                return Some(Err(opened.file.problem(None, Trouble::JsonNotLines)));
            }
            Err(problem) => return Some(Err(problem)),
            Ok(text) => text,
        };
        match jsonl::read_spread(&text, &self.options.map) {
            Err((line, trouble)) => Some(Err(opened.file.problem(Some(line), trouble))),
            Ok(mut objects) => {
                if opened.file.in_folder {
                    // A folder also holds settings and descriptions of data.
                    objects.retain(|fields| fields.has_text() && !fields.annotated);
                }
                let rest = Rest::Objects(objects.into_iter());
                self.current = Some(Current { file: opened.file, rest });
                None
            }
        }
    }

    fn whole(&mut self, mut opened: Opened) -> Result<Document, Problem> {
        let text = opened.read_whole(self.options.limit())?;
        let mut fields = Fields::default();
        let text_line = if opened.form == Form::Page {
            page::read(&text, &mut fields).map_err(|trouble| opened.file.problem(None, trouble))?;
            None
        } else {
            fields.put((Part::Text, 0), printable(text));
            Some(1)
        };
        let document = opened.file.document(None, fields, &self.options)?;
        self.current = Some(Current { file: opened.file, rest: Rest::Nothing });
        Ok(Document { origin: Origin { text_line, ..document.origin }, ..document })
    }

    /// The next document of the file at hand; None at its end.
    fn advance(&mut self) -> Option<Result<Document, Problem>> {
        let Current { file, rest } = self.current.as_mut()?;
        match rest {
            Rest::Lines { reader, line } => loop {
                *line += 1;
                let at = Some(*line);
                match jsonl::next_line(reader, self.options.limit()) {
                    Err(e) => {
                        let problem = Problem { line: at, ..Problem::io(&file.path, &e) };
                        *rest = Rest::Nothing;
                        return Some(Err(problem));
                    }
                    Ok(Line::End) => return self.finish(),
                    Ok(Line::TooLong) => return Some(Err(file.problem(at, Trouble::TooLarge(self.options.limit())))),
                    Ok(Line::Text(text)) if text.trim().is_empty() => {}
                    Ok(Line::Text(text)) => match jsonl::read(&text, &self.options.map) {
                        Err(trouble) => return Some(Err(file.problem(at, trouble))),
                        // In a folder, annotated lines are gold that stands beside its articles.
                        Ok(fields) if fields.annotated && file.in_folder => {}
                        Ok(fields) => return Some(file.document(at, fields, &self.options)),
                    },
                }
            },
            Rest::Rows(rows) => match rows.next() {
                None => self.finish(),
                Some((line, Err(e))) => Some(Err(file.problem(Some(line), Trouble::Row(e)))),
                Some((line, Ok(fields))) => Some(file.document(Some(line), fields, &self.options)),
            },
            Rest::Objects(objects) => match objects.next() {
                None => self.finish(),
                Some(fields) => Some(file.document(None, fields, &self.options)),
            },
            Rest::Nothing => self.finish(),
        }
    }

    /// Leaves the file at hand, with a word on replaced bytes where there were any.
    fn finish(&mut self) -> Option<Result<Document, Problem>> {
        let file = self.current.take()?.file;
        let replaced = file.replaced.load(Ordering::Relaxed);
        (replaced > 0).then(|| Err(file.problem(None, Trouble::Replaced(replaced))))
    }
}

impl Iterator for Documents {
    type Item = Result<Document, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if self.current.is_some() {
                if let Some(read) = self.advance() {
                    return Some(read);
                }
                continue;
            }
            let opened = match self.walk.next()? {
                Ok(Entry { path, in_folder }) => match open(&path, in_folder, &self.read) {
                    // Folders hold other things beside articles: not worth a word.
                    Err(Problem { trouble: Trouble::Binary | Trouble::Empty, .. }) if in_folder => continue,
                    opened => opened,
                },
                Err(problem) => Err(problem),
            };
            match opened {
                Err(problem) => return Some(Err(problem)),
                Ok(opened) => {
                    if let Some(read) = self.begin(opened) {
                        return Some(read);
                    }
                }
            }
        }
    }
}

/// A reader that counts what passes.
struct Counted {
    source: Box<dyn Read + Send>,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let n = self.source.read(into)?;
        self.read.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

/// Bytes of all files that some paths name; standard input counts nothing.
pub fn bytes(paths: &[PathBuf]) -> u64 {
    let files = Walk::new(paths).filter_map(Result::ok);
    files.filter_map(|entry| std::fs::metadata(entry.path).ok()).map(|m| m.len()).sum()
}

/// Plain text as it stands, but for control characters, which become spaces so that offsets hold.
fn printable(text: String) -> String {
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        text.chars().map(|c| if c.is_control() && !matches!(c, '\n' | '\r' | '\t') { ' ' } else { c }).collect()
    } else {
        text
    }
}
