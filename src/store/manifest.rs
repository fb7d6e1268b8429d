//! The list of what belongs to the store: renamed into place, so that it is always a whole one.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::error::StoreError;

/// Number of the layout that this program writes.
pub(crate) const LAYOUT: u32 = 2;
/// Its file name; a folder that holds it is a store.
pub(crate) const NAME: &str = "heshu-store.json";

/// What belongs to the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    pub(crate) layout: u32,
    /// Folder of the segments and the index that count; any other is left over from a stopped job.
    pub(crate) generation: u32,
    /// Version of the rules, and of the source tables, that everything in it was made with.
    pub(crate) basis: String,
    /// Segments that are full, in order; the one after the last is being written.
    pub(crate) sealed: Vec<Sealed>,
}

/// A full segment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sealed {
    pub(crate) segment: u32,
    pub(crate) bytes: u64,
}

impl Manifest {
    pub(crate) fn new(generation: u32, basis: &str) -> Self {
        Manifest { layout: LAYOUT, generation, basis: basis.to_owned(), sealed: Vec::new() }
    }

    /// Reads the manifest of a store.
    pub(crate) fn read(store: &Path) -> Result<Self, StoreError> {
        let path = store.join(NAME);
        let text = match fs::read_to_string(&path) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                // A store that was stopped while being made holds nothing but this file's draft.
                let draft = |name: &std::ffi::OsStr| name == format!("{NAME}.new").as_str();
                let empty = fs::read_dir(store)
                    .map_or(true, |folder| folder.filter_map(Result::ok).all(|entry| draft(&entry.file_name())));
                return Err(if empty { StoreError::Missing(store.into()) } else { StoreError::Foreign(store.into()) });
            }
            other => other.map_err(StoreError::io(&path))?,
        };
        #[derive(Deserialize)]
        struct Layout {
            layout: u32,
        }
        let bad = |e: serde_json::Error| StoreError::Index(store.to_owned(), format!("{NAME}: {e}"));
        let Layout { layout } = serde_json::from_str(&text).map_err(bad)?;
        if layout != LAYOUT {
            return Err(StoreError::Layout(store.to_owned(), layout));
        }
        serde_json::from_str(&text).map_err(bad)
    }

    /// Writes it beside the old one and renames it into place.
    pub(crate) fn write(&self, store: &Path) -> Result<(), StoreError> {
        let (path, new) = (store.join(NAME), store.join(format!("{NAME}.new")));
        let text = serde_json::to_string_pretty(self)
            .map_err(|e| StoreError::Io(new.clone(), std::io::Error::other(e.to_string())))?;
        let mut file = File::create(&new).map_err(StoreError::io(&new))?;
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(StoreError::io(&new))?;
        fs::rename(&new, &path).map_err(StoreError::io(&path))?;
        sync_folder(store)
    }

    /// Folder of the generation that counts.
    pub(crate) fn folder(&self, store: &Path) -> PathBuf {
        store.join(format!("{:04}", self.generation))
    }

    /// Number of the segment that is being written.
    pub(crate) fn open_segment(&self) -> u32 {
        self.sealed.last().map_or(1, |s| s.segment + 1)
    }
}

/// Makes renames and new files in a folder last.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), StoreError> {
    File::open(folder).and_then(|f| f.sync_all()).map_err(StoreError::io(folder))
}
