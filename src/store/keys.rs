//! Every key of the index. One tree; the first byte of a key is its space. Numbers are big-endian, so that keys
//! sort by number.
//!
//! | space | key | value | written | read by |
//! |---|---|---|---|---|
//! | `D` document | 16 bytes of the document's hash | [`Place`] of its block | once an article | `run` (seen before?), lookups by hash |
//! | `F` flagged | [`Place`] of a block that holds a flag or note | nothing | once such an article | the list of findings after `run` |
//! | `M` meta | – | [`Meta`]: how far the index goes, and the counts up to there | once a commit | opening, `store stats` |
//!
//! Everything here can be made again from the segments.

use serde::{Deserialize, Serialize};

use crate::check::Tally;

/// Documents by hash.
pub(crate) const DOCUMENT: u8 = b'D';
/// Blocks with findings that a person should see.
pub(crate) const FLAGGED: u8 = b'F';
/// The one meta record.
pub(crate) const META: [u8; 1] = [b'M'];

/// Where a block begins. Places sort in the order of writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
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

/// The key of a document; None for what is no hash of 32 hex digits.
pub(crate) fn document(hash: &str) -> Option<[u8; 17]> {
    let mut out = [DOCUMENT; 17];
    if hash.len() != 32 || !hash.is_ascii() {
        return None;
    }
    for (byte, pair) in out[1..].iter_mut().zip(hash.as_bytes().chunks_exact(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(out)
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
        assert_eq!(document("00ff00000000000000000000000000aa").map(|k| (k[0], k[2], k[16])), Some((b'D', 255, 0xaa)));
        assert_eq!(document("xyz"), None);
        assert_eq!(Place::from_bytes(&[1, 2]), None);
    }
}
