//! The logs of what people decided and corrected: one JSON line an entry, which is on the disk before it is acknowledged.
//!
//! They lie beside the generations, so that no run and no rebuild touches them, and one process at a time writes them.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::error::StoreError;
use super::manifest::sync_folder;
use crate::model::{Correction, Renaming, Review};

const FOLDER: &str = "reviews";
const HOLDER: &str = "holder";

/// An entry of a log.
pub trait Entry: Serialize + DeserializeOwned {
    /// The file that the log stands in.
    const FILE: &'static str;

    /// Its number, from 1.
    fn number(&mut self) -> &mut u64;
}

impl Entry for Review {
    const FILE: &'static str = "decisions.jsonl";

    fn number(&mut self) -> &mut u64 {
        &mut self.n
    }
}

impl Entry for Correction {
    const FILE: &'static str = "corrections.jsonl";

    fn number(&mut self) -> &mut u64 {
        &mut self.n
    }
}

impl Entry for Renaming {
    const FILE: &'static str = "names.jsonl";

    fn number(&mut self) -> &mut u64 {
        &mut self.n
    }
}

/// The logs of a store, open for writing.
pub struct Logs {
    /// What was decided about findings.
    pub decisions: Log<Review>,
    /// What was corrected in claims.
    pub corrections: Log<Correction>,
    /// What was said of names.
    pub names: Log<Renaming>,
    /// Held as long as the logs are open; a process that dies lets go of it.
    _lock: File,
}

impl Logs {
    /// Opens the logs of a store and gives what is in them. Half an entry, left by a process that died before it had
    /// acknowledged it, is cut off.
    ///
    /// # Errors
    /// Another process has them open; a line that is no entry.
    pub fn open(root: &Path) -> Result<(Logs, Vec<Review>, Vec<Correction>), StoreError> {
        let folder = root.join(FOLDER);
        fs::create_dir_all(&folder).map_err(StoreError::io(&folder))?;
        let lock = hold(root, &folder)?;
        let (decisions, decided) = Log::open(&folder)?;
        let (corrections, corrected) = Log::open(&folder)?;
        let (names, _) = Log::open(&folder)?;
        sync_folder(&folder)?;
        sync_folder(root)?;
        Ok((Logs { decisions, corrections, names, _lock: lock }, decided, corrected))
    }
}

/// What a log of a store holds; also while another process writes it.
///
/// # Errors
/// A line that is no entry.
pub fn entries<E: Entry>(root: &Path) -> Result<Vec<E>, StoreError> {
    Ok(read(&root.join(FOLDER).join(E::FILE))?.0)
}

/// A log, open for writing.
pub struct Log<E> {
    path: PathBuf,
    file: File,
    length: u64,
    next: u64,
    entries: std::marker::PhantomData<E>,
}

impl<E: Entry> Log<E> {
    fn open(folder: &Path) -> Result<(Log<E>, Vec<E>), StoreError> {
        let path = folder.join(E::FILE);
        let (mut entries, length) = read::<E>(&path)?;
        let file = OpenOptions::new().create(true).append(true).open(&path).map_err(StoreError::io(&path))?;
        file.set_len(length).and_then(|()| file.sync_all()).map_err(StoreError::io(&path))?;
        let next = entries.last_mut().map_or(1, |last| *last.number() + 1);
        Ok((Log { path, file, length, next, entries: std::marker::PhantomData }, entries))
    }

    /// Number of the next entry.
    pub fn next(&self) -> u64 {
        self.next
    }

    /// Adds entries, numbered on. They are on the disk when this returns.
    ///
    /// # Errors
    /// A full disk: then none of them is in the log.
    pub fn keep(&mut self, entries: &mut [E]) -> Result<(), StoreError> {
        let mut lines = Vec::new();
        for (entry, n) in entries.iter_mut().zip(self.next..) {
            *entry.number() = n;
            serde_json::to_writer(&mut lines, entry).map_err(|e| StoreError::Io(self.path.clone(), e.into()))?;
            lines.push(b'\n');
        }
        if let Err(e) = self.file.write_all(&lines).and_then(|()| self.file.sync_data()) {
            let _ = self.file.set_len(self.length); // half an entry would spoil the next one
            return Err(StoreError::Io(self.path.clone(), e));
        }
        self.length += lines.len() as u64;
        self.next += entries.len() as u64;
        Ok(())
    }
}

/// Takes the lock, or says who has it.
fn hold(root: &Path, folder: &Path) -> Result<File, StoreError> {
    let path = folder.join("lock");
    let lock = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
    let lock = lock.map_err(StoreError::io(&path))?;
    match lock.try_lock() {
        Ok(()) => {
            let _ = fs::write(folder.join(HOLDER), format!("heshu serve, pid {}\n", std::process::id()));
            Ok(lock)
        }
        Err(TryLockError::WouldBlock) => {
            let holder = fs::read_to_string(folder.join(HOLDER)).ok().map(|t| t.trim().to_owned());
            Err(StoreError::Locked(root.to_owned(), holder))
        }
        Err(TryLockError::Error(e)) => Err(StoreError::Io(path, e)),
    }
}

/// The whole entries of a log and their length in bytes.
fn read<E: Entry>(path: &Path) -> Result<(Vec<E>, u64), StoreError> {
    let bytes = match fs::read(path) {
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok((Vec::new(), 0)),
        other => other.map_err(StoreError::io(path))?,
    };
    let whole = memchr::memrchr(b'\n', &bytes).map_or(0, |at| at + 1);
    let mut entries = Vec::new();
    let lines = bytes.get(..whole).unwrap_or_default().split(|b| *b == b'\n');
    for (n, line) in lines.enumerate().filter(|(_, line)| !line.is_empty()) {
        let entry = serde_json::from_slice(line);
        entries.push(entry.map_err(|e| StoreError::Decision(path.to_owned(), n as u64 + 1, e.to_string()))?);
    }
    Ok((entries, whole as u64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Decision, SCHEMA};

    fn entry(comment: &str) -> Review {
        Review {
            schema: SCHEMA,
            n: 0,
            when: "2025-03-01T08:00:00Z".parse().unwrap(),
            who: "阿岩".to_owned(),
            decision: Decision::Confirmed,
            reason: None,
            comment: comment.to_owned(),
            undoes: None,
            fingerprint: "f".to_owned(),
            finding: "i".to_owned(),
            check: "change_pct".to_owned(),
            articles: Vec::new(),
            quoted: "增长3%".to_owned(),
        }
    }

    #[test]
    fn entries_are_numbered_on_and_half_an_entry_is_cut_off() {
        let root = tempfile::tempdir().unwrap();
        let (mut log, had, _) = Logs::open(root.path()).unwrap();
        assert!(had.is_empty());
        log.decisions.keep(&mut [entry("a"), entry("b\nc")]).unwrap();
        let held = Logs::open(root.path()).map(|_| ()).unwrap_err();
        assert!(held.to_string().contains(&std::process::id().to_string()), "{held}");
        drop(log);
        let path = root.path().join("reviews/decisions.jsonl");
        let mut torn = fs::read(&path).unwrap();
        torn.extend(b"{\"schema\":1,\"n\":3,\"wh");
        fs::write(&path, torn).unwrap();
        assert_eq!(entries::<Review>(root.path()).unwrap().len(), 2);
        let (mut log, had, _) = Logs::open(root.path()).unwrap();
        assert_eq!(had.iter().map(|e| e.n).collect::<Vec<_>>(), [1, 2]);
        log.decisions.keep(&mut [entry("d")]).unwrap();
        let all: Vec<Review> = entries(root.path()).unwrap();
        assert_eq!(all.iter().map(|e| e.comment.as_str()).collect::<Vec<_>>(), ["a", "b\nc", "d"]);
        assert_eq!(all.last().unwrap().n, 3);
    }

    #[test]
    fn a_line_that_is_no_entry_is_named() {
        let root = tempfile::tempdir().unwrap();
        drop(Logs::open(root.path()).unwrap());
        fs::write(root.path().join("reviews/decisions.jsonl"), "{}\n").unwrap();
        let fault = Logs::open(root.path()).map(|_| ()).unwrap_err().to_string();
        assert!(fault.contains("decisions.jsonl:1"), "{fault}");
    }
}
