//! The log of what people decided: one JSON line an entry, which is on the disk before it is acknowledged.
//!
//! It lies beside the generations, so that no run and no rebuild touches it, and one process at a time writes it.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::error::StoreError;
use super::manifest::sync_folder;
use crate::model::Review;

const FOLDER: &str = "reviews";
const LOG: &str = "decisions.jsonl";
const HOLDER: &str = "holder";

/// The log, open for writing.
pub struct Decisions {
    path: PathBuf,
    file: File,
    length: u64,
    next: u64,
    /// Held as long as the log is open; a process that dies lets go of it.
    _lock: File,
}

impl Decisions {
    /// Opens the log of a store and gives what is in it. Half an entry, left by a process that died before it had
    /// acknowledged it, is cut off.
    ///
    /// # Errors
    /// Another process has it open; a line that is no entry.
    pub fn open(root: &Path) -> Result<(Decisions, Vec<Review>), StoreError> {
        let folder = root.join(FOLDER);
        fs::create_dir_all(&folder).map_err(StoreError::io(&folder))?;
        let lock = hold(root, &folder)?;
        let path = folder.join(LOG);
        let (entries, length) = read(&path)?;
        let file = OpenOptions::new().create(true).append(true).open(&path).map_err(StoreError::io(&path))?;
        file.set_len(length).and_then(|()| file.sync_all()).map_err(StoreError::io(&path))?;
        sync_folder(&folder)?;
        sync_folder(root)?;
        let next = entries.last().map_or(1, |last| last.n + 1);
        Ok((Decisions { path, file, length, next, _lock: lock }, entries))
    }

    /// What the log of a store holds; also while another process writes it.
    ///
    /// # Errors
    /// A line that is no entry.
    pub fn read(root: &Path) -> Result<Vec<Review>, StoreError> {
        Ok(read(&root.join(FOLDER).join(LOG))?.0)
    }

    /// Number of the next entry.
    pub fn next(&self) -> u64 {
        self.next
    }

    /// Adds entries, numbered on. They are on the disk when this returns.
    ///
    /// # Errors
    /// A full disk: then none of them is in the log.
    pub fn keep(&mut self, entries: &mut [Review]) -> Result<(), StoreError> {
        let mut lines = Vec::new();
        for (entry, n) in entries.iter_mut().zip(self.next..) {
            entry.n = n;
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
fn read(path: &Path) -> Result<(Vec<Review>, u64), StoreError> {
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
        let (mut log, had) = Decisions::open(root.path()).unwrap();
        assert!(had.is_empty());
        log.keep(&mut [entry("a"), entry("b\nc")]).unwrap();
        let held = Decisions::open(root.path()).map(|_| ()).unwrap_err();
        assert!(held.to_string().contains(&std::process::id().to_string()), "{held}");
        drop(log);
        let path = root.path().join("reviews/decisions.jsonl");
        let mut torn = fs::read(&path).unwrap();
        torn.extend(b"{\"schema\":1,\"n\":3,\"wh");
        fs::write(&path, torn).unwrap();
        assert_eq!(Decisions::read(root.path()).unwrap().len(), 2);
        let (mut log, had) = Decisions::open(root.path()).unwrap();
        assert_eq!(had.iter().map(|e| e.n).collect::<Vec<_>>(), [1, 2]);
        log.keep(&mut [entry("d")]).unwrap();
        let all = Decisions::read(root.path()).unwrap();
        assert_eq!(all.iter().map(|e| e.comment.as_str()).collect::<Vec<_>>(), ["a", "b\nc", "d"]);
        assert_eq!(all.last().unwrap().n, 3);
    }

    #[test]
    fn a_line_that_is_no_entry_is_named() {
        let root = tempfile::tempdir().unwrap();
        drop(Decisions::open(root.path()).unwrap());
        fs::write(root.path().join("reviews/decisions.jsonl"), "{}\n").unwrap();
        let fault = Decisions::open(root.path()).map(|_| ()).unwrap_err().to_string();
        assert!(fault.contains("decisions.jsonl:1"), "{fault}");
    }
}
