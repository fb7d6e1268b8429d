//! Everything kept on disk; the only room that knows the database.
//!
//! ```text
//! DIR/heshu-store.json   what belongs to the store (renamed into place)
//! DIR/holder             who has it open
//! DIR/0001/              a generation: everything made with the same rules and tables
//!     000001.seg …       append-only segments of blocks, one block an article
//!     index/             sled: which documents are there, and where; see `keys`
//!     lists/             what is kept whole: source tables, findings between articles
//! ```
//!
//! Documents, claims and findings are written once and read many times: they go to the segments. The
//! index holds only what must be looked up, and can be made again from them. An article is in the
//! store when its block is synced; the index follows, one atomic batch an article, and goes on where
//! it was when the store is opened after a stop. So an article is there whole or not at all.

mod block;
mod blocks;
mod error;
mod generation;
mod index;
mod kept;
mod keys;
mod lists;
mod manifest;
mod segment;
mod verify;

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::check::Tally;
use crate::model::Verdict;

pub use error::StoreError;
pub use kept::Article;
pub use keys::Place;
pub use lists::Between;
pub use verify::{Fault, Soundness};

use blocks::{Blocks, sound_length};
use generation::remove_other_generations;
use index::Index;
use keys::Meta;
use manifest::{Manifest, Sealed};
use segment::{Reader, Writer};

/// Length from which a segment is sealed.
const SEGMENT: u64 = 64 << 20;
/// Articles between two commits.
const ARTICLES: usize = 1000;
/// Time between two commits.
const PAUSE: Duration = Duration::from_secs(5);

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
    pending: Vec<Pending>,
    pending_documents: HashSet<[u8; 17]>,
    committed: Instant,
    /// Length from which a segment is sealed.
    full: u64,
}

/// An article whose block is written but not yet indexed.
struct Pending {
    document: [u8; 17],
    place: Place,
    flagged: bool,
    tally: Tally,
}

/// An article made ready for the store, away from the thread that writes.
pub struct Encoded {
    block: Vec<u8>,
    document: [u8; 17],
    flagged: bool,
    tally: Tally,
}

impl Encoded {
    /// Compresses an article.
    ///
    /// # Errors
    /// An article too large for a block, or without a hash; in words.
    pub fn new(article: &Article) -> Result<Encoded, String> {
        let mut tally = Tally::default();
        tally.add(&article.claims, &article.findings);
        Ok(Encoded {
            block: block::encode(&kept::strip(article))?,
            document: keys::document(&article.document.hash).ok_or("a document without a hash")?,
            flagged: is_flagged(article),
            tally,
        })
    }
}

fn is_flagged(article: &Article) -> bool {
    article.findings.iter().any(|f| matches!(f.verdict, Verdict::Flag | Verdict::Note))
}

/// Tells which documents the store holds; for other threads than the one that writes.
#[derive(Clone)]
pub struct Seen(Index);

impl Seen {
    /// Whether a document with this hash is in the store (the last commit, at least).
    ///
    /// # Errors
    /// A damaged index.
    pub fn contains(&self, hash: &str) -> Result<bool, StoreError> {
        keys::document(hash).map_or(Ok(false), |key| self.0.contains(&key))
    }
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
        let mut store = Store {
            root: root.to_owned(),
            folder,
            manifest,
            standing,
            index,
            meta,
            writer,
            pending: Vec::new(),
            pending_documents: HashSet::new(),
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
            self.pending.push(Pending {
                document: encoded.document,
                place,
                flagged: encoded.flagged,
                tally: encoded.tally,
            });
            if self.pending.len() >= ARTICLES {
                // Nothing is being appended here, so the end of the last block is known only at the end.
                self.index_pending()?;
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

    /// Keeps an article, unless one of the same content is there: then false. It is safe after the next
    /// [`Store::commit`], which this calls now and then.
    ///
    /// # Errors
    /// A full disk, a damaged index.
    pub fn keep(&mut self, encoded: Encoded) -> Result<bool, StoreError> {
        if self.pending_documents.contains(&encoded.document) || self.index.contains(&encoded.document)? {
            return Ok(false);
        }
        let offset = self.writer.append(&encoded.block)?;
        let place = Place { segment: self.manifest.open_segment(), offset };
        self.pending_documents.insert(encoded.document);
        self.pending.push(Pending {
            document: encoded.document,
            place,
            flagged: encoded.flagged,
            tally: encoded.tally,
        });
        if self.pending.len() >= ARTICLES || self.committed.elapsed() >= PAUSE {
            self.commit()?;
        }
        Ok(true)
    }

    /// Makes everything kept so far safe: blocks first, then the index.
    ///
    /// # Errors
    /// A full disk, a damaged index.
    pub fn commit(&mut self) -> Result<(), StoreError> {
        self.writer.sync()?;
        self.index_pending()?;
        self.meta.through = Place { segment: self.manifest.open_segment(), offset: self.writer.length };
        self.index.put_meta(&self.meta)?;
        self.index.flush()?;
        self.committed = Instant::now();
        if self.writer.length >= self.full {
            self.seal()?;
        }
        Ok(())
    }

    fn index_pending(&mut self) -> Result<(), StoreError> {
        for article in self.pending.drain(..) {
            self.index.put_article(&article.document, article.place, article.flagged)?;
            self.meta.tally.merge(&article.tally);
        }
        self.pending_documents.clear();
        Ok(())
    }

    fn seal(&mut self) -> Result<(), StoreError> {
        self.manifest.sealed.push(Sealed { segment: self.manifest.open_segment(), bytes: self.writer.length });
        if self.standing {
            self.manifest.write(&self.root)?;
        }
        self.writer = Writer::open(&self.folder, self.manifest.open_segment(), 0)?;
        Ok(())
    }

    /// All articles, in the order in which they were kept.
    pub fn articles(&self) -> impl Iterator<Item = Result<Article, StoreError>> + use<> {
        self.blocks(Place { segment: 1, offset: 0 }).map(|read| read.map(|(_, article)| article))
    }

    /// All articles with their places, in the order in which they were kept.
    pub fn articles_by_place(&self) -> impl Iterator<Item = Result<(Place, Article), StoreError>> + use<> {
        self.blocks(Place { segment: 1, offset: 0 })
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

    /// The article with this hash.
    ///
    /// # Errors
    /// A damaged index or block.
    pub fn article(&self, hash: &str) -> Result<Option<Article>, StoreError> {
        let Some(key) = keys::document(hash) else { return Ok(None) };
        let Some(place) = self.index.place(&key)? else { return Ok(None) };
        self.article_at(place).map(Some)
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
mod tests {
    use super::*;
    use crate::model::{Document, Origin};

    fn article(n: u32) -> Article {
        let text = format!("第{n}村收获苹果{}吨。", n * 3 + 1);
        let (id, hash) = (format!("v{n}"), format!("{n:032x}"));
        let origin = Origin::default();
        let document = Document { id, hash, title: None, publisher: None, url: None, published: None, text, origin };
        Article { document, claims: Vec::new(), findings: Vec::new() }
    }

    fn keep(store: &mut Store, numbers: std::ops::Range<u32>) {
        for n in numbers {
            store.keep(Encoded::new(&article(n)).unwrap()).unwrap();
            if n % 10 == 9 {
                store.commit().unwrap();
            }
        }
        store.commit().unwrap();
    }

    fn held(store: &Store) -> Vec<String> {
        store.articles().filter_map(Result::ok).map(|a| a.document.id).collect()
    }

    #[test]
    fn sealed_segments_are_read_on_and_a_lost_one_costs_only_its_own() {
        let root = tempfile::tempdir().unwrap();
        let mut store = Store::open_or_create(root.path()).unwrap();
        store.full = 1000;
        keep(&mut store, 0..60);
        assert!(store.manifest.sealed.len() >= 3, "{:?}", store.manifest);
        drop(store);
        let mut store = Store::open(root.path()).unwrap();
        keep(&mut store, 55..70);
        assert_eq!(held(&store).len(), 70);
        assert!(store.verify().unwrap().faults.is_empty());
        assert_eq!(store.article(&format!("{:032x}", 42)).unwrap().map(|a| a.document.id).as_deref(), Some("v42"));
        let lost = segment::path(&store.folder, 2);
        drop(store);
        fs::remove_file(lost).unwrap();
        let (store, damaged) = Store::rebuild(root.path()).unwrap();
        let left = held(&store);
        assert_eq!(damaged, 1);
        assert!(left.len() >= 40 && left.contains(&"v0".to_owned()) && left.contains(&"v69".to_owned()), "{left:?}");
        assert!(store.verify().unwrap().faults.is_empty());
        assert_eq!(store.tally().articles, left.len() as u64);
    }

    #[test]
    fn a_store_stopped_while_being_made_is_made() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("heshu-store.json.new"), "{").unwrap();
        assert!(Store::open_or_create(root.path()).is_ok());
        let other = tempfile::tempdir().unwrap();
        fs::write(other.path().join("letter.txt"), "").unwrap();
        assert!(matches!(Store::open_or_create(other.path()), Err(StoreError::Foreign(_))));
    }

    #[test]
    fn a_missing_open_segment_is_said_and_not_begun_anew() {
        let root = tempfile::tempdir().unwrap();
        let mut store = Store::open_or_create(root.path()).unwrap();
        keep(&mut store, 0..5);
        let open = segment::path(&store.folder, 1);
        drop(store);
        fs::remove_file(open).unwrap();
        assert!(matches!(Store::open(root.path()), Err(StoreError::Block(..))));
        let (store, damaged) = Store::rebuild(root.path()).unwrap();
        assert_eq!((held(&store).len(), damaged), (0, 0));
    }

    #[test]
    fn a_successor_takes_the_place_only_when_it_is_complete() {
        let root = tempfile::tempdir().unwrap();
        let mut store = Store::open_or_create(root.path()).unwrap();
        keep(&mut store, 0..5);
        let mut next = store.successor("new rules").unwrap();
        keep(&mut next, 0..3);
        drop((store, next));
        let store = Store::open(root.path()).unwrap();
        assert_eq!((held(&store).len(), store.basis()), (5, ""));
        let mut next = store.successor("new rules").unwrap();
        keep(&mut next, 0..3);
        let store = store.replace(next).unwrap();
        assert_eq!((held(&store).len(), store.basis()), (3, "new rules"));
        drop(store);
        assert_eq!(held(&Store::open(root.path()).unwrap()).len(), 3);
    }
}
