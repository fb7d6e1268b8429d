//! Reading a store without holding it: beside a job that writes to it, or another reader.
//!
//! The segments only grow and every block carries its checksum, so what is whole can be read while more is being
//! written; sled's index, which knows one owner, is not needed. What is half written is not there yet.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::block;
use super::error::StoreError;
use super::kept::{self, Article};
use super::keys::Place;
use super::lists::{self, Version};
use super::manifest::Manifest;
use super::places::{self, Sighting};
use super::segment::{self, Reader};
use super::windows::{self, Findings};
use crate::tables::Table;

/// A store that is only read.
pub struct Reading {
    root: PathBuf,
    manifest: Manifest,
}

/// One block on the way through a store.
pub struct Step {
    /// Where it begins.
    pub place: Place,
    /// What it holds, or how it is damaged.
    pub article: Result<Article, StoreError>,
    /// Where to look for the one after it.
    pub next: Place,
}

impl Reading {
    /// Reads what belongs to a store.
    ///
    /// # Errors
    /// No store, or one of another layout.
    pub fn open(root: &Path) -> Result<Reading, StoreError> {
        Ok(Reading { root: root.to_owned(), manifest: Manifest::read(root)? })
    }

    /// Looks again at what belongs to the store; true where it was written anew, so that no place that was known
    /// counts any longer.
    ///
    /// # Errors
    /// As for [`Reading::open`].
    pub fn renew(&mut self) -> Result<bool, StoreError> {
        let manifest = Manifest::read(&self.root)?;
        let anew = (manifest.generation, &manifest.basis) != (self.manifest.generation, &self.manifest.basis);
        self.manifest = manifest;
        Ok(anew)
    }

    /// Its folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Version of rules and tables that the store was made with.
    pub fn basis(&self) -> &str {
        &self.manifest.basis
    }

    /// The first block at or after a place; None where nothing more is there yet.
    ///
    /// # Errors
    /// The operating system's word on a file.
    pub fn step(&self, from: Place) -> Result<Option<Step>, StoreError> {
        let folder = self.manifest.folder(&self.root);
        let open = self.manifest.open_segment();
        let mut at = Place { segment: from.segment.max(1), offset: from.offset };
        while at.segment <= open {
            let following = Place { segment: at.segment + 1, offset: 0 };
            let reader = match Reader::open(&folder, at.segment) {
                Ok(reader) => reader,
                Err(StoreError::Io(_, e)) if e.kind() == ErrorKind::NotFound && at.segment == open => return Ok(None),
                Err(e) if at.offset == 0 => return Ok(Some(Step { place: at, article: Err(e), next: following })),
                Err(e) => return Err(e),
            };
            if at.offset >= reader.length() {
                at = following;
                continue;
            }
            let read = reader.block(at.offset);
            match read {
                Ok(raw) => {
                    let fault = |e| StoreError::Block(segment::path(&folder, at.segment), at.offset, e);
                    let article = block::decode(&raw.payload).map(kept::restore).map_err(fault);
                    let next = Place { segment: at.segment, offset: raw.next };
                    return Ok(Some(Step { place: at, article, next }));
                }
                Err(e @ StoreError::Block(..)) => {
                    let next = match reader.resync(at.offset + 1)? {
                        Some(offset) => Place { segment: at.segment, offset },
                        None if at.segment < open => following,
                        None => return Ok(None), // being written
                    };
                    return Ok(Some(Step { place: at, article: Err(e), next }));
                }
                Err(e) => return Err(e),
            }
        }
        Ok(None)
    }

    /// Number of the folder of its segments.
    pub(super) fn generation(&self) -> u32 {
        self.manifest.generation
    }

    /// All articles, in the order in which they were kept.
    pub fn articles(&self) -> impl Iterator<Item = Result<Article, StoreError>> + '_ {
        self.articles_from(Place::default())
    }

    /// The articles at a place and behind it.
    pub(super) fn articles_from(&self, from: Place) -> impl Iterator<Item = Result<Article, StoreError>> + '_ {
        let mut at = Some(from);
        std::iter::from_fn(move || {
            let step = self.step(at?);
            at = step.as_ref().ok().and_then(|s| s.as_ref().map(|s| s.next));
            match step {
                Ok(step) => step.map(|s| s.article),
                Err(e) => Some(Err(e)),
            }
        })
    }

    /// The article at a place.
    ///
    /// # Errors
    /// A damaged block, a store that was written anew meanwhile.
    pub fn article_at(&self, place: Place) -> Result<Article, StoreError> {
        let folder = self.manifest.folder(&self.root);
        let raw = Reader::open(&folder, place.segment)?.block(place.offset)?;
        let fault = |e| StoreError::Block(segment::path(&folder, place.segment), place.offset, e);
        block::decode(&raw.payload).map(kept::restore).map_err(fault)
    }

    /// The findings between articles.
    ///
    /// # Errors
    /// A damaged file.
    pub fn between(&self) -> Result<Findings, StoreError> {
        Findings::open(&self.manifest.folder(&self.root))
    }

    /// Articles that are others with small edits.
    ///
    /// # Errors
    /// A damaged file.
    pub fn versions(&self) -> Result<Vec<Version>, StoreError> {
        lists::read_list(&self.manifest.folder(&self.root), "versions")
    }

    /// Where articles that are kept were met again.
    ///
    /// # Errors
    /// A damaged file.
    pub fn sightings(&self) -> Result<impl Iterator<Item = Sighting> + use<>, StoreError> {
        places::read(&self.manifest.folder(&self.root), 0)
    }

    /// When the findings between articles and the tables were last written.
    pub fn lists_changed(&self) -> [Option<SystemTime>; 2] {
        let folder = self.manifest.folder(&self.root).join("lists");
        [windows::NAME, "tables"].map(|name| folder.join(name).metadata().and_then(|m| m.modified()).ok())
    }

    /// The source tables.
    ///
    /// # Errors
    /// A damaged file.
    pub fn tables(&self) -> Result<Vec<Table>, StoreError> {
        lists::read_list(&self.manifest.folder(&self.root), "tables")
    }
}
