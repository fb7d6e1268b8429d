//! A block: one article with its claims and findings, compressed and checksummed.
//!
//! `b"hsb1"`, length of the payload (u32, little-endian), CRC-32 of the payload (u32), payload: zstd of postcard.

use crate::store::kept::{Kept, KeptRef};

pub(crate) const HEADER: usize = 12;
pub(crate) const MAGIC: [u8; 4] = *b"hsb1";
const LEVEL: i32 = 3;
/// The largest block that is believed; a document of the size limit with its claims stays far below.
const LARGEST: u32 = 256 << 20;

/// The bytes of a block.
pub(crate) fn encode(kept: &KeptRef<'_>) -> Result<Vec<u8>, String> {
    let plain = postcard::to_stdvec(kept).map_err(|e| e.to_string())?;
    let payload = zstd::bulk::compress(&plain, LEVEL).map_err(|e| e.to_string())?;
    let length = u32::try_from(payload.len()).ok().filter(|n| *n <= LARGEST).ok_or("too large")?;
    let mut out = Vec::with_capacity(HEADER + payload.len());
    out.extend(MAGIC);
    out.extend(length.to_le_bytes());
    out.extend(crc32fast::hash(&payload).to_le_bytes());
    out.extend(payload);
    Ok(out)
}

/// Length of the payload and its checksum, from the first [`HEADER`] bytes.
pub(crate) fn header(bytes: &[u8]) -> Result<(usize, u32), String> {
    let word = |at: usize| -> Option<u32> { Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?)) };
    if bytes.get(..4) != Some(&MAGIC) {
        return Err("no block begins here".to_owned());
    }
    match (word(4), word(8)) {
        (Some(length), Some(sum)) if length <= LARGEST => Ok((length as usize, sum)),
        _ => Err("a length beyond all measure".to_owned()),
    }
}

/// Whether a payload is the one that its header tells of.
pub(crate) fn intact(payload: &[u8], sum: u32) -> Result<(), String> {
    if crc32fast::hash(payload) == sum { Ok(()) } else { Err("the checksum differs".to_owned()) }
}

/// What a payload holds.
pub(crate) fn decode(payload: &[u8]) -> Result<Kept, String> {
    let plain = zstd::stream::decode_all(payload).map_err(|e| e.to_string())?;
    postcard::from_bytes(&plain).map_err(|e| e.to_string())
}
