//! Going through the blocks of a store in the order of writing.

use std::path::{Path, PathBuf};

use super::block;
use super::error::StoreError;
use super::kept::{self, Article};
use super::keys::Place;
use super::segment::{self, Reader};

/// Walks over blocks.
pub(crate) struct Blocks {
    folder: PathBuf,
    last: u32,
    at: Place,
    reader: Option<Reader>,
}

impl Blocks {
    /// The blocks of a generation from a place on, up to the end of segment `last`.
    pub(crate) fn new(folder: &Path, last: u32, from: Place) -> Blocks {
        let at = Place { segment: from.segment.max(1), offset: from.offset };
        Blocks { folder: folder.to_owned(), last, at, reader: None }
    }
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
                        // What follows a lost segment may be sound.
                        self.at = Place { segment: self.at.segment + 1, offset: 0 };
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
pub(crate) fn sound_length(reader: &Reader, from: u64) -> Result<u64, StoreError> {
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
