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
mod error;
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
                fs::create_dir_all(manifest.folder(root)).map_err(StoreError::io(root))?;
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
        let length = match Reader::open(&folder, open) {
            Ok(reader) => sound_length(&reader, if meta.through.segment == open { meta.through.offset } else { 0 })?,
            Err(StoreError::Io(_, e)) if e.kind() == std::io::ErrorKind::NotFound => 0,
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
        if self.writer.length >= SEGMENT {
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
        Blocks {
            folder: self.folder.clone(),
            last: self.manifest.open_segment(),
            at: Place { segment: from.segment.max(1), offset: from.offset },
            reader: None,
        }
    }

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
        for read in (Blocks { folder: folder.clone(), last, at: Place { segment: 1, offset: 0 }, reader: None }) {
            match read.map(|(_, article)| Encoded::new(&article)) {
                Ok(Ok(encoded)) => {
                    successor.keep(encoded)?;
                }
                Ok(Err(_)) | Err(StoreError::Block(..)) => damaged += 1,
                Err(StoreError::Io(_, e)) if e.kind() == std::io::ErrorKind::NotFound => {}
                Err(e) => return Err(e),
            }
        }
        successor.adopt_lists(&folder)?;
        let store = successor.stand()?;
        drop(index);
        let _ = fs::remove_dir_all(folder); // else at the next opening
        Ok((store, damaged))
    }
}

/// Walks over blocks.
struct Blocks {
    folder: PathBuf,
    last: u32,
    at: Place,
    reader: Option<Reader>,
}

impl Iterator for Blocks {
    type Item = Result<(Place, Article), StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if self.at.segment > self.last {
                return None;
            }
            let reader = match &mut self.reader {
                Some(reader) => reader,
                none => match Reader::open(&self.folder, self.at.segment) {
                    Ok(reader) => none.insert(reader),
                    Err(e) => {
                        self.at.segment = u32::MAX;
                        return Some(Err(e));
                    }
                },
            };
            if self.at.offset >= reader.length() {
                self.at = Place { segment: self.at.segment + 1, offset: 0 };
                self.reader = None;
                continue;
            }
            let place = self.at;
            let read = reader.block(place.offset).and_then(|raw| {
                let kept = block::decode(&raw.payload)
                    .map_err(|e| StoreError::Block(segment::path(&self.folder, place.segment), place.offset, e))?;
                Ok((raw, kept::restore(kept)))
            });
            match read {
                Ok((raw, article)) => {
                    self.at.offset = raw.next;
                    return Some(Ok((place, article)));
                }
                Err(e) => {
                    // What follows the damage may be sound.
                    match reader.resync(place.offset + 1) {
                        Ok(Some(next)) => self.at.offset = next,
                        _ => self.at.offset = reader.length(),
                    }
                    return Some(Err(e));
                }
            }
        }
    }
}

/// Length of a segment up to its last whole block; `from` is known to be sound.
fn sound_length(reader: &Reader, from: u64) -> Result<u64, StoreError> {
    if from > reader.length() {
        return Err(reader.cut_off());
    }
    let mut at = from;
    while at < reader.length() {
        match reader.block(at) {
            Ok(raw) => at = raw.next,
            Err(StoreError::Block(..)) => break,
            Err(e) => return Err(e),
        }
    }
    Ok(at)
}

/// Deletes what a stopped job left of another generation.
fn remove_other_generations(root: &Path, standing: &Path) {
    for entry in fs::read_dir(root).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let is_generation = name.to_str().is_some_and(|n| n.len() == 4 && n.bytes().all(|b| b.is_ascii_digit()));
        if is_generation && entry.path() != standing {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
