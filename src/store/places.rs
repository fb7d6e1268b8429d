//! Further places at which an article that is kept was met: `places.jsonl` in a generation, one JSON line a place,
//! only ever appended to. It can be read without the lock of the store.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::model::Document;

use super::error::StoreError;
use super::likeness::fingerprint;

/// A place at which an article was met again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sighting {
    /// [`Document::key`] of the article that is kept.
    pub document: String,
    /// The id that the article has there.
    pub id: String,
    /// Path, and `!/` before the members of an archive.
    pub path: String,
    /// Line of the file.
    pub line: Option<u64>,
    /// Its address there.
    pub url: Option<String>,
    /// Who published it there.
    pub publisher: Option<String>,
    /// When, there.
    pub date: Option<Date>,
}

impl Sighting {
    /// The place of a document that is the article `key`.
    pub(crate) fn new(key: String, document: &Document) -> Sighting {
        let Document { id, publisher, url, published, origin, .. } = document.clone();
        Sighting { document: key, id, path: origin.path, line: origin.line, url, publisher, date: published }
    }

    /// What tells it from other places of the same article.
    pub(crate) fn fingerprint(&self) -> u64 {
        let line = self.line.map(|n| n.to_string()).unwrap_or_default();
        let path = self.path.strip_prefix("./").unwrap_or(&self.path);
        fingerprint(&[path, &line, &self.id, self.url.as_deref().unwrap_or_default()])
    }
}

/// The list, open for writing.
pub(crate) struct Places {
    file: File,
    path: PathBuf,
    /// Lines that are not written yet.
    waiting: Vec<u8>,
    /// Length with them.
    pub(crate) length: u64,
}

/// The file of a generation.
pub(crate) fn path(folder: &Path) -> PathBuf {
    folder.join("places.jsonl")
}

impl Places {
    /// Opens the list; half a line at its end is cut off.
    pub(crate) fn open(folder: &Path) -> Result<Places, StoreError> {
        let path = path(folder);
        let error = || StoreError::io(&path);
        let mut file =
            OpenOptions::new().create(true).truncate(false).read(true).write(true).open(&path).map_err(error())?;
        let mut length = file.metadata().map_err(error())?.len();
        let mut last = [0];
        while length > 0 {
            file.seek(SeekFrom::Start(length - 1)).map_err(error())?;
            io::Read::read_exact(&mut file, &mut last).map_err(error())?;
            if last == *b"\n" {
                break;
            }
            length -= 1;
        }
        file.set_len(length).map_err(error())?;
        file.seek(SeekFrom::Start(length)).map_err(error())?;
        Ok(Places { file, path, waiting: Vec::new(), length })
    }

    /// Adds a place. It is safe only after [`Places::sync`].
    pub(crate) fn append(&mut self, sighting: &Sighting) -> Result<(), StoreError> {
        let before = self.waiting.len();
        let written = serde_json::to_writer(&mut self.waiting, sighting).map_err(io::Error::other);
        written.map_err(StoreError::io(&self.path))?;
        self.waiting.push(b'\n');
        self.length += (self.waiting.len() - before) as u64;
        Ok(())
    }

    /// Waits until everything is on the disk.
    pub(crate) fn sync(&mut self) -> Result<(), StoreError> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let begin = self.length - self.waiting.len() as u64;
        if let Err(e) = self.file.write_all(&self.waiting).and_then(|()| self.file.sync_data()) {
            // What was written of it would stand there twice after the next try.
            let _ = self.file.set_len(begin).and_then(|()| self.file.seek(SeekFrom::Start(begin)));
            return Err(StoreError::Io(self.path.clone(), e));
        }
        self.waiting.clear();
        Ok(())
    }
}

/// The places of a generation from an offset on; none where there is no list.
///
/// # Errors
/// A file that cannot be read; a line that is none ends the list.
pub(crate) fn read(folder: &Path, from: u64) -> Result<impl Iterator<Item = Sighting> + use<>, StoreError> {
    let path = path(folder);
    let mut file = match File::open(&path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => None,
        other => Some(other.map_err(StoreError::io(&path))?),
    };
    if let Some(file) = &mut file {
        file.seek(SeekFrom::Start(from)).map_err(StoreError::io(&path))?;
    }
    let lines = file.map(BufReader::new).into_iter().flat_map(BufRead::lines);
    Ok(lines.map_while(|line| serde_json::from_str(&line.ok()?).ok()))
}
