//! From bytes to what is in them: layers are taken off until a text is left, and its documents are given away.
//!
//! Everything is read forwards, once, and given to a taker as it is met; so an archive in an archive needs no
//! more memory than one document.

use std::fs::File;
use std::io::{BufReader, Cursor, Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::encoding::{self, Decoded, HEAD};
use super::fetch::Fetcher;
use super::fields::Fields;
use super::form::{self, Form};
use super::jsonl::{self, Line};
use super::limit::{Counted, Fed, NESTING, Watched};
use super::magic::{self, Magic};
use super::place::Place;
use super::problem::{Problem, Trouble};
use super::unread::Unread;
use super::walk::Entry;
use super::{Options, delimited::Rows, feed, is_address, sqlite, tarball, warc, zipped};

/// Whether the taker wants more.
pub(crate) type Flow = ControlFlow<()>;

/// Most bytes of an archive inside another that has to be laid on the disk to be read.
const SPOOL: u64 = 4 << 30;

/// A reading under way.
pub(crate) struct Reading<'t> {
    pub(crate) options: Arc<Options>,
    take: &'t mut dyn FnMut(Unread) -> Flow,
    /// Bytes read of all files.
    read: Arc<AtomicU64>,
    pub(crate) fed: Fed,
    pub(super) fetcher: Option<Fetcher>,
}

impl<'t> Reading<'t> {
    pub(crate) fn new(options: Arc<Options>, read: Arc<AtomicU64>, take: &'t mut dyn FnMut(Unread) -> Flow) -> Self {
        let fed = Fed::new(&read);
        Reading { options, take, read, fed, fetcher: None }
    }

    pub(crate) fn give(&mut self, unread: Unread) -> Flow {
        (self.take)(unread)
    }

    pub(crate) fn problem(&mut self, problem: Problem) -> Flow {
        self.give(Unread::from(Err(problem)))
    }

    /// Reads a file; `-` is standard input.
    pub(crate) fn file(&mut self, entry: &Entry) -> Flow {
        let place = Place { path: entry.path.display().to_string(), met: entry.in_folder, ..Place::default() };
        self.fed = Fed::new(&self.read);
        if is_address(&entry.path) {
            return self.addresses(&[place.path], true);
        }
        if entry.path.as_os_str() == "-" {
            let mut source = Counted::new(std::io::stdin(), &self.read);
            return self.bytes(place, &mut source, None);
        }
        match File::open(&entry.path) {
            Err(e) => self.problem(place.failure(None, &e)),
            Ok(file) => {
                let mut source = Counted::new(file, &self.read);
                self.bytes(place, &mut source, Some(&entry.path))
            }
        }
    }

    /// Reads bytes, whatever they are; `file` where they are a file from its beginning.
    pub(crate) fn bytes(&mut self, place: Place, source: &mut dyn Read, file: Option<&Path>) -> Flow {
        let mut head = Vec::with_capacity(HEAD);
        if let Err(e) = source.take(HEAD as u64).read_to_end(&mut head) {
            return self.problem(place.failure(None, &e));
        }
        let complete = head.len() < HEAD;
        if head.iter().all(u8::is_ascii_whitespace) && complete {
            return self.problem(place.problem(None, Trouble::Empty));
        }
        let Some(magic) = magic::detect(&head) else { return self.text(&Arc::new(place), head, complete, source) };
        if place.depth >= NESTING && magic.is_archive() {
            return self.problem(place.problem(None, Trouble::Nested(NESTING)));
        }
        let mut whole = Cursor::new(head).chain(source);
        match magic {
            Magic::Gzip => self.unpacked(&place, flate2::read::MultiGzDecoder::new(whole)),
            Magic::Zstd => match zstd::stream::read::Decoder::new(whole) {
                Ok(mut unpacked) => match unpacked.window_log_max(27) {
                    Ok(()) => self.unpacked(&place, unpacked),
                    Err(e) => self.problem(place.failure(None, &e)),
                },
                Err(e) => self.problem(place.failure(None, &e)),
            },
            Magic::Tar => tarball::read(self, &place, &mut whole),
            Magic::Warc => warc::read(self, &place, &mut whole),
            Magic::Zip => match self.seekable(&mut whole, file) {
                Ok(file) => zipped::read(self, &place, file),
                Err(e) => self.problem(place.failure(None, &e)),
            },
            Magic::Sqlite => match self.seekable(&mut whole, file) {
                Ok(found) => sqlite::read(self, &place, found, file),
                Err(e) => self.problem(place.failure(None, &e)),
            },
            #[cfg(feature = "parquet")]
            Magic::Parquet => match self.seekable(&mut whole, file) {
                Ok(file) => super::columnar::read(self, &place, file),
                Err(e) => self.problem(place.failure(None, &e)),
            },
            Magic::Other(what, remedy) => self.problem(place.problem(None, Trouble::Foreign(what, remedy))),
        }
    }

    fn unpacked(&mut self, place: &Place, source: impl Read) -> Flow {
        let fed = self.fed.clone();
        let mut given = 0;
        self.bytes(place.inside(), &mut Watched::new(source, &fed, &mut given), None)
    }

    /// The bytes as a file that can be read in any order: the file itself, or a nameless one on the disk.
    fn seekable(&mut self, source: &mut dyn Read, file: Option<&Path>) -> std::io::Result<File> {
        if let Some(path) = file {
            return File::open(path);
        }
        let mut spooled = tempfile::tempfile()?;
        if std::io::copy(&mut source.take(SPOOL), &mut spooled)? == SPOOL {
            return Err(std::io::Error::other(super::limit::Bomb));
        }
        spooled.seek(SeekFrom::Start(0))?;
        Ok(spooled)
    }

    /// Counts bytes that are read past the counting reader of the file.
    pub(crate) fn count(&self, bytes: u64) {
        self.read.fetch_add(bytes, Ordering::Relaxed);
    }

    fn text(&mut self, place: &Arc<Place>, head: Vec<u8>, complete: bool, source: &mut dyn Read) -> Flow {
        let Some(encoding) = encoding::detect(&head, complete, place.charset) else {
            return self.problem(place.problem(None, Trouble::Binary));
        };
        let mut start = String::new();
        // Bytes in memory cannot fail to be read; a cut character at the end becomes U+FFFD here only.
        let _ = Decoded::new(head.as_slice(), encoding).read_to_string(&mut start);
        let form = form::detect(&start, complete);
        let decoded = Decoded::new(Cursor::new(head).chain(source), encoding);
        let replaced = decoded.replaced();
        let mut reader = BufReader::with_capacity(HEAD, decoded);
        match form {
            Form::Jsonl => self.lines(place, &mut reader)?,
            Form::Json => self.spread(place, &mut reader)?,
            Form::JsonFeed => self.whole(place, &mut reader, feed::read_json)?,
            Form::Feed => feed::read(self, place, reader)?,
            Form::Delimited(mark) => self.rows(place, reader, mark)?,
            Form::Page => self.whole(place, &mut reader, |reading, place, html| {
                reading.give(Unread::page(place, &reading.options, html))
            })?,
            Form::Text => self.whole(place, &mut reader, |reading, place, text| {
                reading.give(Unread::text(place, &reading.options, printable(text)))
            })?,
        }
        match replaced.load(Ordering::Relaxed) {
            0 => Flow::Continue(()),
            n => self.problem(place.problem(None, Trouble::Replaced(n))),
        }
    }

    /// Holds a text whole, so that it may be no larger than one document.
    fn whole(
        &mut self,
        place: &Arc<Place>,
        reader: &mut dyn Read,
        then: impl FnOnce(&mut Self, &Arc<Place>, String) -> Flow,
    ) -> Flow {
        match read_whole(reader, self.options.limit()) {
            Ok(Some(text)) => then(self, place, text),
            Ok(None) => self.problem(place.problem(None, Trouble::TooLarge(self.options.limit()))),
            Err(e) => self.problem(place.failure(None, &e)),
        }
    }

    fn lines(&mut self, place: &Arc<Place>, reader: &mut impl std::io::BufRead) -> Flow {
        for line in 1.. {
            match jsonl::next_line(reader, self.options.limit()) {
                Err(e) => return self.problem(place.failure(Some(line), &e)),
                Ok(Line::End) => break,
                Ok(Line::TooLong) => {
                    self.problem(place.problem(Some(line), Trouble::TooLarge(self.options.limit())))?;
                }
                Ok(Line::Text(text)) if text.trim().is_empty() => {}
                Ok(Line::Text(text)) => self.give(Unread::line(place, line, &self.options, text))?,
            }
        }
        Flow::Continue(())
    }

    fn rows(&mut self, place: &Arc<Place>, reader: impl std::io::BufRead, mark: u8) -> Flow {
        let mut rows = match Rows::open(reader, mark, &self.options) {
            Err(e) => return self.problem(place.problem(Some(1), Trouble::Row(e))),
            Ok(rows) => rows,
        };
        if !rows.has_text() {
            return match (place.depth > 0, self.options.name_tables && !place.met) {
                (true, _) => self.problem(place.problem(None, Trouble::TableInside)),
                (_, true) => self.problem(place.problem(None, Trouble::IsTable)),
                _ => Flow::Continue(()),
            };
        }
        while let Some((line, row)) = rows.next() {
            match row {
                Err(Trouble::Io(e)) => return self.problem(place.problem(Some(line), Trouble::Io(e))),
                Err(trouble) => self.problem(place.problem(Some(line), trouble))?,
                Ok(fields) => self.give(Unread::fields(place, Some(line), &self.options, fields))?,
            }
        }
        Flow::Continue(())
    }

    /// JSON over several lines.
    fn spread(&mut self, place: &Arc<Place>, reader: &mut dyn Read) -> Flow {
        let text = match read_whole(reader, self.options.limit()) {
            Ok(Some(text)) => text,
            Ok(None) => return self.problem(place.problem(None, Trouble::JsonNotLines)),
            Err(e) => return self.problem(place.failure(None, &e)),
        };
        match jsonl::read_spread(&text, &self.options.map) {
            Err((line, trouble)) => self.problem(place.problem(Some(line), trouble)),
            Ok(objects) => {
                // A folder also holds settings and descriptions of data.
                let wanted = |fields: &Fields| !place.met || fields.has_text() && !fields.annotated;
                for fields in objects.into_iter().filter(wanted) {
                    self.give(Unread::fields(place, None, &self.options, fields))?;
                }
                Flow::Continue(())
            }
        }
    }
}

/// All of a text; None where it is larger than the limit.
pub(crate) fn read_whole(reader: &mut dyn Read, limit: usize) -> std::io::Result<Option<String>> {
    let mut text = String::new();
    match reader.take((limit as u64).saturating_add(1)).read_to_string(&mut text) {
        // The limit may cut a character in two.
        Err(e) if e.kind() == std::io::ErrorKind::InvalidData && e.get_ref().is_none() => Ok(None),
        Err(e) => Err(e),
        Ok(_) => Ok((text.len() <= limit).then_some(text)),
    }
}

/// Plain text as it stands, but for control characters, which become spaces so that offsets hold.
pub(super) fn printable(text: String) -> String {
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        text.chars().map(|c| if c.is_control() && !matches!(c, '\n' | '\r' | '\t') { ' ' } else { c }).collect()
    } else {
        text
    }
}
