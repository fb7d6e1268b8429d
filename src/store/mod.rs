//! Everything kept on disk; the only room that knows the database.
//!
//! ```text
//! DIR/heshu-store.json   what belongs to the store (renamed into place)
//! DIR/holder             who has it open
//! DIR/reviews/           what people decided, in a log that only grows; no run or rebuild touches it
//! DIR/runs.jsonl         the runs that came to their end
//! DIR/0001/              a generation: everything made with the same rules and tables
//!     000001.seg …       append-only segments of blocks, one block an article
//!     places.jsonl       where articles that are kept were met again
//!     index/             sled: which documents are there, and where; see `keys`
//!     lists/             what is kept whole: source tables, findings between articles (by window), versions
//! ```
//!
//! Documents, claims and findings are written once and read many times: they go to the segments. The
//! index holds only what must be looked up, and can be made again from them. An article is in the
//! store when its block is synced; the index follows, one atomic batch an article, and goes on where
//! it was when the store is opened after a stop. So an article is there whole or not at all.

mod block;
mod blocks;
mod corrected;
mod error;
mod generation;
mod index;
mod kept;
mod keys;
mod likeness;
mod lists;
mod logs;
mod manifest;
mod places;
mod reading;
mod runs;
mod segment;
mod verify;
mod windows;
mod writing;

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jiff::civil::Date;

use crate::check::Tally;

pub use corrected::Corrected;
pub use error::StoreError;
pub use kept::Article;
pub use keys::Place;
pub(crate) use likeness::likeness;
pub use likeness::share;
pub use lists::Version;
pub use logs::{Logs, entries};
pub use places::Sighting;
pub use reading::{Reading, Step};
pub use runs::Run;
pub use verify::{Fault, Soundness};
pub use windows::{Between, Compared, Findings};
pub(crate) use writing::is_same_day;
pub use writing::{Encoded, Known, Seen};

use blocks::{Blocks, sound_length};
use generation::remove_other_generations;
use index::Index;
use keys::{DocumentKey, Meta};
use manifest::Manifest;
use places::Places;
use segment::{Reader, Writer};
use writing::Pending;

/// Length from which a segment is sealed.
const SEGMENT: u64 = 64 << 20;
/// Articles between two commits.
const ARTICLES: usize = 1000;
/// Time between two commits.
const PAUSE: Duration = Duration::from_secs(5);

/// What an article resembles, and where it is.
#[derive(Debug, Clone, Copy)]
pub struct Likeness {
    /// Day of publication.
    pub day: Option<Date>,
    /// 64 bits of which few differ between like texts.
    pub bits: u64,
    /// Where its block begins.
    pub place: Place,
    /// Eight bytes of its hash.
    pub document: u64,
}

/// A store, open for reading and writing. Only one process has it open at a time.
pub struct Store {
    root: PathBuf,
    folder: PathBuf,
    manifest: Manifest,
    /// Whether the manifest in the folder is this one; it is not while a successor is being written.
    standing: bool,
    index: Index,
    meta: Meta,
    writer: Writer,
    places: Places,
    pending: Vec<Pending>,
    /// Keys of the pending articles, by what all days of a text share.
    waiting: HashMap<Vec<u8>, Vec<DocumentKey>>,
    /// Further places that are not yet indexed.
    pending_places: HashSet<(DocumentKey, u64)>,
    committed: Instant,
    /// Length from which a segment is sealed.
    full: u64,
}

impl Store {
    /// Opens a store, or makes one that is empty and stands on no basis.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn open_or_create(root: &Path) -> Result<Store, StoreError> {
        match Manifest::read(root) {
            Err(StoreError::Missing(_)) => {
                fs::create_dir_all(root).map_err(StoreError::io(root))?;
                let manifest = Manifest::new(1, "");
                manifest.write(root)?;
                Store::open_generation(root, manifest, true)
            }
            other => Store::open_generation(root, other?, true),
        }
    }

    /// Opens a store that is there.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn open(root: &Path) -> Result<Store, StoreError> {
        Store::open_generation(root, Manifest::read(root)?, true)
    }

    fn open_generation(root: &Path, manifest: Manifest, standing: bool) -> Result<Store, StoreError> {
        let folder = manifest.folder(root);
        fs::create_dir_all(&folder).map_err(StoreError::io(&folder))?;
        let index = Index::open(root, &folder)?;
        if standing {
            remove_other_generations(root, &folder);
        }
        let meta = index.meta()?;
        let open = manifest.open_segment();
        let indexed = if meta.through.segment == open { meta.through.offset } else { 0 };
        let length = match Reader::open(&folder, open) {
            Ok(reader) => sound_length(&reader, indexed)?,
            Err(StoreError::Io(path, e)) if e.kind() == std::io::ErrorKind::NotFound => {
                if indexed > 0 {
                    return Err(StoreError::Block(path, 0, "the file is missing".to_owned()));
                }
                0
            }
            Err(e) => return Err(e),
        };
        let writer = Writer::open(&folder, open, length)?;
        let places = Places::open(&folder)?;
        let mut store = Store {
            root: root.to_owned(),
            folder,
            manifest,
            standing,
            index,
            meta,
            writer,
            places,
            pending: Vec::new(),
            waiting: HashMap::new(),
            pending_places: HashSet::new(),
            committed: Instant::now(),
            full: SEGMENT,
        };
        store.catch_up()?;
        Ok(store)
    }

    /// Indexes the blocks that were written but not indexed when the last job stopped.
    fn catch_up(&mut self) -> Result<(), StoreError> {
        for read in self.blocks(self.meta.through) {
            let (place, article) = read?;
            let Ok(encoded) = Encoded::new(&article) else { continue };
            let entry = encoded.entry(place);
            let Encoded { document, flagged, tally, .. } = encoded;
            self.pending.push(Pending { document, entry, flagged, tally });
            if self.pending.len() >= ARTICLES {
                // Nothing is being appended here, so the end of the last block is known only at the end.
                self.index_pending()?;
            }
        }
        self.index_pending()?;
        for sighting in places::read(&self.folder, self.meta.places.0)? {
            if let Some(document) = DocumentKey::parse(&sighting.document) {
                self.pending_places.insert((document, sighting.fingerprint()));
            }
        }
        self.commit()
    }

    /// Version of rules and tables that the store was made with.
    pub fn basis(&self) -> &str {
        &self.manifest.basis
    }

    /// Says what an empty store is going to be made with.
    ///
    /// # Errors
    /// A full disk.
    pub fn set_basis(&mut self, basis: &str) -> Result<(), StoreError> {
        self.manifest.basis = basis.to_owned();
        self.manifest.write(&self.root)
    }

    /// Its folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Counts over everything committed.
    pub fn tally(&self) -> &Tally {
        &self.meta.tally
    }

    /// Bytes of all segments.
    pub fn bytes(&self) -> u64 {
        self.manifest.sealed.iter().map(|s| s.bytes).sum::<u64>() + self.writer.length
    }

    /// A handle that tells other threads what is there already.
    pub fn seen(&self) -> Seen {
        Seen(self.index.clone())
    }

    /// All articles, in the order in which they were kept.
    pub fn articles(&self) -> impl Iterator<Item = Result<Article, StoreError>> + use<> {
        self.blocks(Place { segment: 1, offset: 0 }).map(|read| read.map(|(_, article)| article))
    }

    /// The article at a place.
    ///
    /// # Errors
    /// A damaged block.
    pub fn article_at(&self, place: Place) -> Result<Article, StoreError> {
        self.read(&Reader::open(&self.folder, place.segment)?, place)
    }

    /// The articles with a flag or a note inside them, in the order in which they were kept.
    pub fn flagged(&self) -> impl Iterator<Item = Result<Article, StoreError>> + '_ {
        self.index.flagged().map(|place| self.article_at(place?))
    }

    /// The article with this [`crate::model::Document::key`].
    ///
    /// # Errors
    /// A damaged index or block.
    pub fn article(&self, key: &str) -> Result<Option<Article>, StoreError> {
        let Some(key) = DocumentKey::parse(key) else { return Ok(None) };
        let Some(entry) = self.index.entry(&key)? else { return Ok(None) };
        self.article_at(entry.place).map(Some)
    }

    /// Day, likeness and place of every article, without reading any.
    pub fn likenesses(&self) -> impl Iterator<Item = Result<Likeness, StoreError>> + '_ {
        self.index.documents(&[keys::DOCUMENT]).map(|found| {
            let (key, entry) = found?;
            Ok(Likeness { day: key.day(), bits: entry.likeness, place: entry.place, document: key.short() })
        })
    }

    /// Further places of articles that are kept.
    ///
    /// # Errors
    /// A list that cannot be read.
    pub fn sightings(&self) -> Result<impl Iterator<Item = Sighting> + use<>, StoreError> {
        places::read(&self.folder, 0)
    }

    /// How many further places there are.
    pub fn sighting_count(&self) -> u64 {
        self.meta.places.1
    }

    fn read(&self, reader: &Reader, place: Place) -> Result<Article, StoreError> {
        let raw = reader.block(place.offset)?;
        let kept = block::decode(&raw.payload)
            .map_err(|e| StoreError::Block(segment::path(&self.folder, place.segment), place.offset, e))?;
        Ok(kept::restore(kept))
    }

    /// Every block from a place on: where it is, and its article.
    fn blocks(&self, from: Place) -> Blocks {
        Blocks::new(&self.folder, self.manifest.open_segment(), from)
    }
}

#[cfg(test)]
mod tests;
