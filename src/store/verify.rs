//! Whether a store is sound: every block is whole, and the index says of it what it is.

use crate::check::Tally;

use super::keys::{self, Meta, Place};
use super::segment::{self, Reader};
use super::{Encoded, Store, StoreError};

/// What was found by looking at everything.
#[derive(Debug, Default)]
pub struct Soundness {
    /// Counts over all sound blocks.
    pub tally: Tally,
    /// Bytes of the segments.
    pub segments: u64,
    /// Bytes of the index.
    pub index: u64,
    /// What is wrong; empty in a sound store.
    pub faults: Vec<Fault>,
}

/// Something wrong in a store.
#[derive(Debug)]
pub enum Fault {
    /// A block or file that is damaged.
    Damage(StoreError),
    /// A block that the index does not know, or knows in another place.
    NotIndexed(Place),
    /// A key of the index that nothing in the segments accounts for: its space, how many there are and should be.
    Keys(char, u64, u64),
    /// The counts of the index are not those of the segments.
    Counts,
}

impl Store {
    /// The sizes alone.
    pub fn sizes(&self) -> Soundness {
        Soundness { segments: self.bytes(), index: self.index.bytes(), ..Soundness::default() }
    }

    /// Looks at every block and every key.
    ///
    /// # Errors
    /// A file that cannot be read at all.
    pub fn verify(&self) -> Result<Soundness, StoreError> {
        let mut found = self.sizes();
        for sealed in &self.manifest.sealed {
            let length = Reader::open(&self.folder, sealed.segment).map_or(0, |reader| reader.length());
            if length != sealed.bytes {
                let path = segment::path(&self.folder, sealed.segment);
                let word = format!("{length} bytes instead of {}", sealed.bytes);
                found.faults.push(Fault::Damage(StoreError::Block(path, length.min(sealed.bytes), word)));
            }
        }
        let (mut documents, mut flagged) = (0, 0);
        for read in self.blocks(Place::default()) {
            let (place, article) = match read {
                Ok(read) => read,
                Err(e) => {
                    found.faults.push(Fault::Damage(e));
                    continue;
                }
            };
            let Ok(encoded) = Encoded::new(&article) else { continue };
            let known = self.index.entry(&encoded.document)? == Some(encoded.entry(place))
                && (!encoded.flagged || self.index.contains(&keys::flagged(place))?);
            if !known {
                found.faults.push(Fault::NotIndexed(place));
            }
            documents += 1;
            flagged += u64::from(encoded.flagged);
            found.tally.merge(&encoded.tally);
        }
        self.verify_keys(documents, flagged, &mut found)?;
        let between = self.between().and_then(|mut found| found.try_for_each(|one| one.map(drop)));
        for list in [between.err(), self.tables().err(), self.versions().err()].into_iter().flatten() {
            found.faults.push(Fault::Damage(list));
        }
        Ok(found)
    }

    fn verify_keys(&self, documents: u64, flagged: u64, found: &mut Soundness) -> Result<(), StoreError> {
        let mut spaces = std::collections::BTreeMap::<u8, u64>::new();
        for pair in self.index.all() {
            let (key, value) = pair?;
            let space = key.first().copied().unwrap_or_default();
            *spaces.entry(space).or_default() += 1;
            if space == keys::META[0] {
                let meta: Result<Meta, _> = postcard::from_bytes(&value);
                if meta.is_ok_and(|m| m.tally != found.tally) {
                    found.faults.push(Fault::Counts);
                }
            }
        }
        let places = self.sightings()?.count() as u64;
        let expected =
            [(keys::DOCUMENT, documents), (keys::FLAGGED, flagged), (keys::PLACE, places), (keys::META[0], 1)];
        for (space, n) in expected {
            let had = spaces.remove(&space).unwrap_or_default();
            if had != n {
                found.faults.push(Fault::Keys(char::from(space), had, n));
            }
        }
        found.faults.extend(spaces.into_iter().map(|(space, n)| Fault::Keys(char::from(space), n, 0)));
        Ok(())
    }
}
