//! The index: a thin layer over sled that knows the keys.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use super::error::StoreError;
use super::keys::{self, DocumentKey, Entry, Meta, Place};

/// Bytes of sled's page cache; it takes about three times as much memory.
const CACHE: u64 = 32 << 20;
/// The file that says who has the store open.
const HOLDER: &str = "holder";

/// The index of one generation.
#[derive(Clone)]
pub(crate) struct Index {
    db: sled::Db,
    root: PathBuf,
}

impl Index {
    /// Opens the index; fails where another process has it open, or where it is damaged.
    pub(crate) fn open(root: &Path, folder: &Path) -> Result<Index, StoreError> {
        let config = sled::Config::new()
            .path(folder.join("index"))
            .cache_capacity(CACHE)
            .flush_every_ms(None)
            .print_profile_on_drop(false);
        // sled panics on some kinds of damage; its words on the way are of no use to the user.
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| {}));
        let opened = catch_unwind(AssertUnwindSafe(|| config.open()));
        std::panic::set_hook(hook);
        let damaged = |word: String| StoreError::Index(root.to_owned(), word);
        let db = match opened {
            Ok(Ok(db)) => db,
            Ok(Err(sled::Error::Io(e))) if is_lock(&e) => {
                let holder = fs::read_to_string(root.join(HOLDER)).ok().map(|t| t.trim().to_owned());
                return Err(StoreError::Locked(root.to_owned(), holder));
            }
            Ok(Err(sled::Error::Io(e))) => return Err(StoreError::Io(folder.join("index"), e)),
            Ok(Err(e)) => return Err(damaged(e.to_string())),
            Err(_) => return Err(damaged("sled".to_owned())),
        };
        let index = Index { db, root: root.to_owned() };
        index.hold(root);
        Ok(index)
    }

    /// Says who has the store open, for whoever finds it locked. Only a courtesy, so failing is no matter.
    pub(crate) fn hold(&self, root: &Path) {
        let command: Vec<String> = std::env::args().take(2).collect();
        let command = command.iter().map(|a| a.rsplit('/').next().unwrap_or(a)).collect::<Vec<_>>().join(" ");
        let _ = fs::write(root.join(HOLDER), format!("{command}, pid {}\n", std::process::id()));
    }

    fn fault(&self) -> impl Fn(sled::Error) -> StoreError + '_ {
        |e| match e {
            sled::Error::Io(e) => StoreError::Io(self.root.clone(), e),
            e => StoreError::Index(self.root.clone(), e.to_string()),
        }
    }

    fn odd(&self, what: &str) -> StoreError {
        StoreError::Index(self.root.clone(), what.to_owned())
    }

    pub(crate) fn contains(&self, key: &[u8]) -> Result<bool, StoreError> {
        self.db.contains_key(key).map_err(self.fault())
    }

    pub(crate) fn entry(&self, document: &DocumentKey) -> Result<Option<Entry>, StoreError> {
        let Some(value) = self.db.get(document.0).map_err(self.fault())? else { return Ok(None) };
        self.read_entry(&value).map(Some)
    }

    fn read_entry(&self, value: &[u8]) -> Result<Entry, StoreError> {
        Entry::from_bytes(value).ok_or_else(|| self.odd("an entry of a wrong length"))
    }

    /// The documents whose keys begin with some bytes.
    pub(crate) fn documents(
        &self,
        prefix: &[u8],
    ) -> impl Iterator<Item = Result<(DocumentKey, Entry), StoreError>> + use<'_> {
        self.db.scan_prefix(prefix).map(|pair| {
            let (key, value) = pair.map_err(self.fault())?;
            let key = DocumentKey::from_bytes(&key).ok_or_else(|| self.odd("a key of a wrong length"))?;
            Ok((key, self.read_entry(&value)?))
        })
    }

    /// Indexes one article, in one atomic batch.
    pub(crate) fn put_article(&self, document: &DocumentKey, entry: Entry, flagged: bool) -> Result<(), StoreError> {
        let mut batch = sled::Batch::default();
        batch.insert(&document.0, &entry.to_bytes());
        if flagged {
            batch.insert(&keys::flagged(entry.place), &[]);
        }
        self.db.apply_batch(batch).map_err(self.fault())
    }

    /// Notes a further place of an article.
    pub(crate) fn put_place(&self, document: &DocumentKey, origin: u64) -> Result<(), StoreError> {
        self.db.insert(keys::place(document, origin), &[]).map(|_| ()).map_err(self.fault())
    }

    pub(crate) fn meta(&self) -> Result<Meta, StoreError> {
        match self.db.get(keys::META).map_err(self.fault())? {
            None => Ok(Meta::default()),
            Some(value) => postcard::from_bytes(&value).map_err(|e| self.odd(&e.to_string())),
        }
    }

    pub(crate) fn put_meta(&self, meta: &Meta) -> Result<(), StoreError> {
        let value = postcard::to_stdvec(meta).map_err(|e| self.odd(&e.to_string()))?;
        self.db.insert(keys::META, value).map_err(self.fault())?;
        Ok(())
    }

    /// Waits until the index is on the disk.
    pub(crate) fn flush(&self) -> Result<(), StoreError> {
        self.db.flush().map_err(self.fault())?;
        Ok(())
    }

    /// Places of the blocks that hold flags or notes, in order.
    pub(crate) fn flagged(&self) -> impl Iterator<Item = Result<Place, StoreError>> + '_ {
        self.db.scan_prefix([keys::FLAGGED]).keys().map(|key| {
            let key = key.map_err(self.fault())?;
            Place::from_bytes(key.get(1..).unwrap_or_default()).ok_or_else(|| self.odd("a key of a wrong length"))
        })
    }

    /// Every key and value.
    pub(crate) fn all(&self) -> impl Iterator<Item = Result<(sled::IVec, sled::IVec), StoreError>> + '_ {
        self.db.iter().map(|pair| pair.map_err(self.fault()))
    }

    /// Bytes that the index takes on the disk.
    pub(crate) fn bytes(&self) -> u64 {
        self.db.size_on_disk().unwrap_or(0)
    }
}

fn is_lock(e: &std::io::Error) -> bool {
    e.kind() == std::io::ErrorKind::WouldBlock || e.to_string().contains("could not acquire lock")
}
