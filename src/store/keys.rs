//! Every key of the index. One tree; the first byte of a key is its space. Numbers are big-endian, so that keys
//! sort by number.
//!
//! | space | key | value | written | read by |
//! |---|---|---|---|---|
//! | `D` document | 16 bytes of the document's hash, its day as `YYYYMMDD` (4 bytes, 0 without a date) | [`Entry`]: where its block is, where it was read from, what it resembles | once an article | `run` (seen before?), lookups by hash, the search for versions |
//! | `F` flagged | [`Place`] of a block that holds a flag or note | nothing | once such an article | the list of findings after `run` |
//! | `P` place | a document's key, 8 bytes of what [`super::places`] holds | nothing | once a further place of an article | `run` (is this place known?) |
//! | `M` meta | – | [`Meta`]: how far the index goes, and the counts up to there | once a commit | opening, `store stats` |
//!
//! Everything here can be made again from the segments and the list of places.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::check::Tally;

/// Documents by hash.
pub(crate) const DOCUMENT: u8 = b'D';
/// Further places of documents.
pub(crate) const PLACE: u8 = b'P';
/// Blocks with findings that a person should see.
pub(crate) const FLAGGED: u8 = b'F';
/// The one meta record.
pub(crate) const META: [u8; 1] = [b'M'];

/// Where a block begins. Places sort in the order of writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Place {
    /// Number of the segment, from 1.
    pub segment: u32,
    /// Offset of the block in the segment file.
    pub offset: u64,
}

/// How far the index goes: every block before `through` is indexed and counted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Meta {
    pub(crate) through: Place,
    pub(crate) tally: Tally,
    /// Length of the list of places up to there, and how many it holds.
    pub(crate) places: (u64, u64),
}

/// What is known of a document without reading its block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Where its block begins.
    pub(crate) place: Place,
    /// Fingerprint of the place it was read from.
    pub(crate) origin: u64,
    /// What it resembles, see [`super::likeness`].
    pub(crate) likeness: u64,
}

impl Entry {
    pub(crate) fn to_bytes(self) -> [u8; Place::BYTES + 16] {
        let mut out = [0; Place::BYTES + 16];
        out[..Place::BYTES].copy_from_slice(&self.place.to_bytes());
        out[Place::BYTES..Place::BYTES + 8].copy_from_slice(&self.origin.to_be_bytes());
        out[Place::BYTES + 8..].copy_from_slice(&self.likeness.to_be_bytes());
        out
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Entry> {
        let (place, rest) = bytes.split_at_checked(Place::BYTES)?;
        let (origin, likeness) = rest.split_at_checked(8)?;
        Some(Entry {
            place: Place::from_bytes(place)?,
            origin: u64::from_be_bytes(origin.try_into().ok()?),
            likeness: u64::from_be_bytes(likeness.try_into().ok()?),
        })
    }
}

/// The key of a document in the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct DocumentKey(pub(crate) [u8; DocumentKey::BYTES]);

impl DocumentKey {
    const BYTES: usize = 21;
    /// Length of the part that all days of a text share.
    const TEXT: usize = 17;

    /// From [`crate::model::Document::key`]; None for what is none.
    pub(crate) fn parse(key: &str) -> Option<DocumentKey> {
        let (hash, day) = key.split_once('-').unwrap_or((key, "0"));
        if hash.len() != 32 || !hash.is_ascii() {
            return None;
        }
        let mut out = [DOCUMENT; Self::BYTES];
        for (byte, pair) in out[1..].iter_mut().zip(hash.as_bytes().chunks_exact(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
        }
        out[Self::TEXT..].copy_from_slice(&day.parse::<u32>().ok()?.to_be_bytes());
        Some(DocumentKey(out))
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<DocumentKey> {
        bytes.try_into().ok().map(DocumentKey)
    }

    /// As [`crate::model::Document::key`] writes it.
    pub(crate) fn shown(&self) -> String {
        let hash: String = self.0[1..Self::TEXT].iter().map(|b| format!("{b:02x}")).collect();
        match self.digits() {
            0 => hash,
            day => format!("{hash}-{day}"),
        }
    }

    /// Eight bytes of the hash: with the day, enough to know a set of articles again.
    pub(crate) fn short(&self) -> u64 {
        self.0.get(1..9).and_then(|bytes| bytes.try_into().ok()).map_or(0, u64::from_be_bytes)
    }

    /// What all days of the same text begin with.
    pub(crate) fn text(&self) -> &[u8] {
        &self.0[..Self::TEXT]
    }

    fn digits(&self) -> u32 {
        self.0[Self::TEXT..].try_into().map(u32::from_be_bytes).unwrap_or_default()
    }

    /// The day of publication.
    pub(crate) fn day(&self) -> Option<Date> {
        let digits = self.digits();
        let part = |n: u32| i8::try_from(n % 100).ok();
        Date::new(i16::try_from(digits / 10_000).ok()?, part(digits / 100)?, part(digits)?).ok()
    }
}

/// The key of a further place of a document.
pub(crate) fn place(document: &DocumentKey, origin: u64) -> [u8; DocumentKey::BYTES + 8] {
    let mut out = [PLACE; DocumentKey::BYTES + 8];
    out[1..DocumentKey::BYTES].copy_from_slice(&document.0[1..]);
    out[DocumentKey::BYTES..].copy_from_slice(&origin.to_be_bytes());
    out
}

impl Place {
    pub(crate) const BYTES: usize = 12;

    pub(crate) fn to_bytes(self) -> [u8; Self::BYTES] {
        let mut out = [0; Self::BYTES];
        out[..4].copy_from_slice(&self.segment.to_be_bytes());
        out[4..].copy_from_slice(&self.offset.to_be_bytes());
        out
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Place> {
        let (segment, offset) = bytes.split_at_checked(4)?;
        Some(Place {
            segment: u32::from_be_bytes(segment.try_into().ok()?),
            offset: u64::from_be_bytes(offset.try_into().ok()?),
        })
    }
}

/// The key of a block with flags or notes.
pub(crate) fn flagged(place: Place) -> [u8; 1 + Place::BYTES] {
    let mut out = [FLAGGED; 1 + Place::BYTES];
    out[1..].copy_from_slice(&place.to_bytes());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_read_back_and_sort_by_place() {
        let (a, b) = (Place { segment: 1, offset: 300 }, Place { segment: 2, offset: 5 });
        assert_eq!(Place::from_bytes(&a.to_bytes()), Some(a));
        assert!(flagged(a) < flagged(b));
        for key in ["00ff00000000000000000000000000aa", "00ff00000000000000000000000000aa-20240318"] {
            assert_eq!(DocumentKey::parse(key).map(|k| k.shown()).as_deref(), Some(key));
        }
        let day = DocumentKey::parse("00ff00000000000000000000000000aa-20240318").and_then(|k| k.day());
        assert_eq!(day, Some(jiff::civil::date(2024, 3, 18)));
        assert_eq!(DocumentKey::parse("xyz"), None);
        assert_eq!(Place::from_bytes(&[1, 2]), None);
    }
}
