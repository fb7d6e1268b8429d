//! Generations: a store is written anew beside the old one, and takes its place in one rename.

use std::fs;
use std::path::Path;

use super::blocks::Blocks;
use super::error::StoreError;
use super::index::Index;
use super::keys::Place;
use super::manifest::Manifest;
use super::segment;
use super::{Encoded, Store};

impl Store {
    /// A new generation of this store, empty, that stands on another basis. Nothing changes until it is
    /// given to [`Store::replace`].
    ///
    /// # Errors
    /// A full disk.
    pub fn successor(&self, basis: &str) -> Result<Store, StoreError> {
        Store::begin_generation(&self.root, self.manifest.generation + 1, basis)
    }

    fn begin_generation(root: &Path, generation: u32, basis: &str) -> Result<Store, StoreError> {
        let manifest = Manifest::new(generation, basis);
        let folder = manifest.folder(root);
        if folder.exists() {
            fs::remove_dir_all(&folder).map_err(StoreError::io(&folder))?; // left over from a stopped job
        }
        Store::open_generation(root, manifest, false)
    }

    /// Puts a successor in the place of the store; the old generation is deleted.
    ///
    /// # Errors
    /// A full disk; the old generation stands then.
    pub fn replace(self, successor: Store) -> Result<Store, StoreError> {
        let old = self.folder.clone();
        let mut successor = successor;
        successor.commit()?;
        successor.adopt_places(&old)?;
        let store = successor.stand()?;
        drop(self);
        let _ = fs::remove_dir_all(old); // else at the next opening
        Ok(store)
    }

    fn stand(mut self) -> Result<Store, StoreError> {
        self.commit()?;
        self.manifest.write(&self.root)?;
        self.standing = true;
        Ok(self)
    }

    /// Writes a store anew from what is sound in it: segments without damage, a new index. Gives the
    /// number of damaged places besides.
    ///
    /// # Errors
    /// A full disk; the store is as it was then.
    pub fn rebuild(root: &Path) -> Result<(Store, u64), StoreError> {
        let manifest = Manifest::read(root)?;
        let folder = manifest.folder(root);
        // Holds the lock; a damaged index cannot, and nothing else can open it either.
        let index = match Index::open(root, &folder) {
            Ok(index) => Some(index),
            Err(StoreError::Index(..)) => None,
            Err(e) => return Err(e),
        };
        let mut successor = Store::begin_generation(root, manifest.generation + 1, &manifest.basis)?;
        let mut damaged = 0;
        let last = manifest.open_segment();
        for read in Blocks::new(&folder, last, Place::default()) {
            match read.map(|(_, article)| Encoded::new(&article)) {
                Ok(Ok(encoded)) => {
                    successor.keep(encoded)?;
                }
                Ok(Err(_)) | Err(StoreError::Block(..)) => damaged += 1,
                // The open segment may not have been begun; a sealed one is lost.
                Err(StoreError::Io(path, e)) if e.kind() == std::io::ErrorKind::NotFound => {
                    damaged += u64::from(path != segment::path(&folder, last));
                }
                Err(e) => return Err(e),
            }
        }
        successor.commit()?;
        successor.adopt_places(&folder)?;
        successor.adopt_lists(&folder)?;
        let store = successor.stand()?;
        drop(index);
        let _ = fs::remove_dir_all(folder); // else at the next opening
        Ok((store, damaged))
    }
}

/// Deletes what a stopped job left of another generation.
pub(super) fn remove_other_generations(root: &Path, standing: &Path) {
    for entry in fs::read_dir(root).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let is_generation = name.to_str().is_some_and(|n| n.len() == 4 && n.bytes().all(|b| b.is_ascii_digit()));
        if is_generation && entry.path() != standing {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
