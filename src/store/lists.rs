//! What is kept whole and replaced whole: the source tables, the versions.
//! Each is one file, written beside the old one and renamed into place, checksummed.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::tables::Table;

use super::Store;
use super::error::StoreError;
use super::manifest::sync_folder;
use super::windows;

/// An article that is another one with small edits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// Id of the later one.
    pub id: String,
    /// Its [`crate::model::Document::key`].
    pub document: String,
    /// Id of the one that was published first.
    pub of: String,
    /// Its [`crate::model::Document::key`].
    pub of_document: String,
    /// How much of the words is the same, in percent.
    pub same: u8,
}

impl Store {
    /// Replaces the list of versions.
    ///
    /// # Errors
    /// A full disk.
    pub fn keep_versions(&mut self, versions: &[Version]) -> Result<(), StoreError> {
        self.write_list("versions", versions)
    }

    /// Articles that are others with small edits.
    ///
    /// # Errors
    /// A damaged file.
    pub fn versions(&self) -> Result<Vec<Version>, StoreError> {
        self.read_list("versions")
    }

    /// Replaces the source tables.
    ///
    /// # Errors
    /// A full disk.
    pub fn keep_tables(&mut self, tables: &[Table]) -> Result<(), StoreError> {
        self.write_list("tables", tables)
    }

    /// The source tables.
    ///
    /// # Errors
    /// A damaged file.
    pub fn tables(&self) -> Result<Vec<Table>, StoreError> {
        self.read_list("tables")
    }

    /// Adds a source table, in the place of one of the same name. The next job checks against it.
    ///
    /// # Errors
    /// A full disk, a damaged file.
    pub fn put_table(&mut self, table: Table) -> Result<(), StoreError> {
        let mut tables = self.tables()?;
        tables.retain(|t| t.name != table.name);
        tables.push(table);
        tables.sort_by(|a, b| a.name.cmp(&b.name));
        self.keep_tables(&tables)
    }

    /// Takes over the lists of another generation, as far as they are sound.
    pub(super) fn adopt_lists(&self, from: &Path) -> Result<(), StoreError> {
        let to = self.folder.join("lists");
        fs::create_dir_all(&to).map_err(StoreError::io(&to))?;
        for entry in fs::read_dir(from.join("lists")).into_iter().flatten().flatten() {
            let is_windows = entry.file_name() == windows::NAME;
            if is_windows && windows::is_sound(&entry.path()) || !is_windows && read_sound(&entry.path()).is_ok() {
                fs::copy(entry.path(), to.join(entry.file_name())).map_err(StoreError::io(&to))?;
            }
        }
        sync_folder(&to)
    }

    fn list(&self, name: &str) -> PathBuf {
        self.folder.join("lists").join(name)
    }

    pub(super) fn write_list<T: Serialize>(&self, name: &str, items: &[T]) -> Result<(), StoreError> {
        let path = self.list(name);
        let new = path.with_extension("new");
        let folder = self.folder.join("lists");
        fs::create_dir_all(&folder).map_err(StoreError::io(&folder))?;
        let bytes = postcard::to_stdvec(items).map_err(|e| StoreError::Block(path.clone(), 0, e.to_string()))?;
        let payload = zstd::bulk::compress(&bytes, 3).map_err(StoreError::io(&path))?;
        let mut file = File::create(&new).map_err(StoreError::io(&new))?;
        let sum = crc32fast::hash(&payload).to_le_bytes();
        let written = file.write_all(&sum).and_then(|()| file.write_all(&payload)).and_then(|()| file.sync_all());
        written.map_err(StoreError::io(&new))?;
        fs::rename(&new, &path).map_err(StoreError::io(&path))?;
        sync_folder(&folder)
    }

    /// The items of a list; none where it was never written.
    pub(super) fn read_list<T: DeserializeOwned>(&self, name: &str) -> Result<Vec<T>, StoreError> {
        read_list(&self.folder, name)
    }
}

/// The items of a list of a generation; none where it was never written.
pub(super) fn read_list<T: DeserializeOwned>(generation: &Path, name: &str) -> Result<Vec<T>, StoreError> {
    let path = generation.join("lists").join(name);
    match read_sound(&path) {
        Err(StoreError::Io(_, e)) if e.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(e) => Err(e),
        Ok(plain) => postcard::from_bytes(&plain).map_err(|e| StoreError::Block(path, 0, e.to_string())),
    }
}

/// What a list file holds, uncompressed.
fn read_sound(path: &Path) -> Result<Vec<u8>, StoreError> {
    let bytes = fs::read(path).map_err(StoreError::io(path))?;
    let fault = |e: &str| StoreError::Block(path.to_owned(), 0, e.to_owned());
    let (sum, payload) = bytes.split_at_checked(4).ok_or_else(|| fault("it is cut off"))?;
    if crc32fast::hash(payload).to_le_bytes() != sum {
        return Err(fault("the checksum differs"));
    }
    zstd::stream::decode_all(payload).map_err(|e| fault(&e.to_string()))
}
