//! What goes into a store: articles once, their further places, all safe at the next commit.

use std::path::Path;
use std::time::Instant;

use jiff::civil::Date;

use crate::check::Tally;
use crate::model::{Document, Verdict};

use super::error::StoreError;
use super::index::Index;
use super::kept::{self, Article};
use super::keys::{self, DocumentKey, Entry, Place};
use super::likeness::likeness;
use super::manifest::Sealed;
use super::places::{self, Sighting};
use super::segment::Writer;
use super::{ARTICLES, PAUSE, Store, block};

/// Days between which two copies of a text are the same article: outlets print what others had a day or two before.
const SAME: i32 = 3;

/// An article whose block is written but not yet indexed.
pub(super) struct Pending {
    pub(super) document: DocumentKey,
    pub(super) entry: Entry,
    pub(super) flagged: bool,
    pub(super) tally: Tally,
}

/// An article made ready for the store, away from the thread that writes.
pub struct Encoded {
    block: Vec<u8>,
    pub(super) document: DocumentKey,
    pub(super) flagged: bool,
    pub(super) tally: Tally,
    /// Where it was read from.
    sighting: Sighting,
    likeness: u64,
}

impl Encoded {
    /// Compresses an article.
    ///
    /// # Errors
    /// An article too large for a block, or without a hash; in words.
    pub fn new(article: &Article) -> Result<Encoded, String> {
        let mut tally = Tally::default();
        tally.add(&article.claims, &article.findings);
        let key = article.document.key();
        Ok(Encoded {
            block: block::encode(&kept::strip(article))?,
            document: DocumentKey::parse(&key).ok_or("a document without a hash")?,
            flagged: article.findings.iter().any(|f| matches!(f.verdict, Verdict::Flag | Verdict::Note)),
            tally,
            sighting: Sighting::new(key, &article.document),
            likeness: likeness(&article.document.text),
        })
    }

    pub(super) fn entry(&self, place: Place) -> Entry {
        Entry { place, origin: self.sighting.fingerprint(), likeness: self.likeness }
    }
}

/// What a store knows of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// Nothing.
    No,
    /// It is there, read from this place.
    Here,
    /// It is there, read from another place.
    Elsewhere(Sighting),
}

/// Tells which documents the store holds; for other threads than the one that writes.
#[derive(Clone)]
pub struct Seen(pub(super) Index);

impl Seen {
    /// What the store (the last commit, at least) knows of a document.
    ///
    /// # Errors
    /// A damaged index.
    pub fn look(&self, document: &Document) -> Result<Known, StoreError> {
        let Some(key) = DocumentKey::parse(&document.key()) else { return Ok(Known::No) };
        let Some((kept, entry)) = same_article(&self.0, &key)? else { return Ok(Known::No) };
        let sighting = Sighting::new(kept.shown(), document);
        let origin = sighting.fingerprint();
        let here = entry.origin == origin || self.0.contains(&keys::place(&kept, origin))?;
        Ok(if here { Known::Here } else { Known::Elsewhere(sighting) })
    }
}

/// The article in the index that a document is: of the same text, and of a day near enough.
fn same_article(index: &Index, key: &DocumentKey) -> Result<Option<(DocumentKey, Entry)>, StoreError> {
    for found in index.documents(key.text()) {
        let (kept, entry) = found?;
        if is_same_day(kept.day(), key.day()) {
            return Ok(Some((kept, entry)));
        }
    }
    Ok(None)
}

/// A copy without a date adds nothing to one with a date; one with a date adds it to a copy without.
pub(crate) fn is_same_day(kept: Option<Date>, new: Option<Date>) -> bool {
    match (kept, new) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(kept), Some(new)) => kept.until(new).is_ok_and(|span| span.get_days().abs() <= SAME),
    }
}

impl Store {
    /// Keeps an article, unless it is there: then its place is noted, and false. It is safe after the next
    /// [`Store::commit`], which this calls now and then.
    ///
    /// # Errors
    /// A full disk, a damaged index.
    pub fn keep(&mut self, encoded: Encoded) -> Result<bool, StoreError> {
        let key = encoded.document;
        let waiting =
            self.waiting.get(key.text()).and_then(|days| days.iter().find(|kept| is_same_day(kept.day(), key.day())));
        let known = match waiting {
            Some(kept) => Some(*kept),
            None => same_article(&self.index, &key)?.map(|(kept, _)| kept),
        };
        if let Some(kept) = known {
            self.note(Sighting { document: kept.shown(), ..encoded.sighting })?;
            return Ok(false);
        }
        let offset = self.writer.append(&encoded.block)?;
        let place = Place { segment: self.manifest.open_segment(), offset };
        self.waiting.entry(key.text().to_vec()).or_default().push(key);
        let entry = encoded.entry(place);
        self.pending.push(Pending { document: key, entry, flagged: encoded.flagged, tally: encoded.tally });
        self.commit_now_and_then()?;
        Ok(true)
    }

    /// Notes a further place of an article that is kept, unless it is known.
    ///
    /// # Errors
    /// A full disk, a damaged index.
    pub fn note(&mut self, sighting: Sighting) -> Result<(), StoreError> {
        let Some(kept) = DocumentKey::parse(&sighting.document) else { return Ok(()) };
        let origin = sighting.fingerprint();
        let first = match self.pending.iter().rfind(|p| p.document == kept) {
            Some(pending) => Some(pending.entry.origin),
            None => self.index.entry(&kept)?.map(|entry| entry.origin),
        };
        let key = (kept, origin);
        if first == Some(origin)
            || self.pending_places.contains(&key)
            || self.index.contains(&keys::place(&kept, origin))?
        {
            return Ok(());
        }
        self.places.append(&sighting)?;
        self.pending_places.insert(key);
        self.commit_now_and_then()
    }

    fn commit_now_and_then(&mut self) -> Result<(), StoreError> {
        let many = self.pending.len() + self.pending_places.len() >= ARTICLES;
        if many || self.committed.elapsed() >= PAUSE { self.commit() } else { Ok(()) }
    }

    /// Makes everything kept so far safe: blocks and places first, then the index.
    ///
    /// # Errors
    /// A full disk, a damaged index.
    pub fn commit(&mut self) -> Result<(), StoreError> {
        self.writer.sync()?;
        self.places.sync()?;
        self.index_pending()?;
        self.meta.through = Place { segment: self.manifest.open_segment(), offset: self.writer.length };
        self.meta.places.0 = self.places.length;
        self.index.put_meta(&self.meta)?;
        self.index.flush()?;
        self.committed = Instant::now();
        if self.writer.length >= self.full {
            self.seal()?;
        }
        Ok(())
    }

    pub(super) fn index_pending(&mut self) -> Result<(), StoreError> {
        for article in self.pending.drain(..) {
            self.index.put_article(&article.document, article.entry, article.flagged)?;
            self.meta.tally.merge(&article.tally);
        }
        self.waiting.clear();
        for (document, origin) in self.pending_places.drain() {
            self.index.put_place(&document, origin)?;
            self.meta.places.1 += 1;
        }
        Ok(())
    }

    /// Takes over the places of another generation. Those of articles that are not here are left out.
    ///
    /// # Errors
    /// A full disk, a damaged index.
    pub(super) fn adopt_places(&mut self, from: &Path) -> Result<(), StoreError> {
        for sighting in places::read(from, 0)? {
            let kept = DocumentKey::parse(&sighting.document);
            if kept.is_some_and(|kept| self.index.entry(&kept).is_ok_and(|entry| entry.is_some())) {
                self.note(sighting)?;
            }
        }
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_of_one_text_are_the_same_article_within_days() {
        let day = |d| Some(jiff::civil::date(2024, 3, d));
        assert!(is_same_day(day(18), day(20)) && is_same_day(day(18), day(15)) && is_same_day(day(18), None));
        assert!(!is_same_day(day(18), day(28)) && !is_same_day(None, day(18)));
    }
}
