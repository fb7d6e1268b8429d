//! What an archive may unpack to.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Archives inside one another that are opened: a compressed tar of compressed WARC files has four.
pub(crate) const NESTING: usize = 8;
/// Bytes that anything may unpack to.
const FLOOR: u64 = 64 << 20;
/// Times its size that an archive may unpack to beyond that. News compresses to a fifth, the most repetitive
/// dumps to a fiftieth.
const RATIO: u64 = 200;

/// An archive that unpacks to far more than it could hold.
#[derive(Debug)]
pub(crate) struct Bomb;

impl std::fmt::Display for Bomb {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("unpacks to more than it could hold")
    }
}

impl std::error::Error for Bomb {}

/// How much has been taken in of the file at hand: what unpacked bytes are measured against.
#[derive(Clone)]
pub(crate) struct Fed {
    all: Arc<AtomicU64>,
    before: u64,
}

impl Fed {
    /// From now on; `all` counts the bytes of all files.
    pub(crate) fn new(all: &Arc<AtomicU64>) -> Fed {
        Fed { all: all.clone(), before: all.load(Ordering::Relaxed) }
    }

    fn allows(&self, given: u64) -> bool {
        given <= FLOOR + RATIO * (self.all.load(Ordering::Relaxed) - self.before)
    }
}

/// A reader of unpacked bytes that ends with [`Bomb`] where they are too many.
pub(crate) struct Watched<'g, R> {
    source: R,
    fed: Fed,
    given: &'g mut u64,
}

impl<'g, R: Read> Watched<'g, R> {
    /// `given` goes on counting where an archive has several members.
    pub(crate) fn new(source: R, fed: &Fed, given: &'g mut u64) -> Self {
        Watched { source, fed: fed.clone(), given }
    }
}

impl<R: Read> Read for Watched<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = self.source.read(into)?;
        *self.given += n as u64;
        if self.fed.allows(*self.given) { Ok(n) } else { Err(io::Error::other(Bomb)) }
    }
}

/// A reader that counts what passes.
pub(crate) struct Counted<R> {
    source: R,
    read: Arc<AtomicU64>,
}

impl<R> Counted<R> {
    pub(crate) fn new(source: R, read: &Arc<AtomicU64>) -> Self {
        Counted { source, read: read.clone() }
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = self.source.read(into)?;
        self.read.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_unpacks_beyond_measure_is_stopped() {
        let all = Arc::new(AtomicU64::new(7));
        let fed = Fed::new(&all);
        let mut given = 0;
        let mut bomb = Watched::new(io::repeat(b'0'), &fed, &mut given);
        let error = io::copy(&mut bomb, &mut io::sink()).unwrap_err();
        assert!(error.get_ref().is_some_and(|e| e.is::<Bomb>()));
        assert!(given <= FLOOR + (1 << 20), "{given}");
        all.store(7 + (1 << 20), Ordering::Relaxed);
        let mut given = 0;
        let mut sound = Watched::new(io::repeat(b'0').take(150 << 20), &fed, &mut given);
        assert_eq!(io::copy(&mut sound, &mut io::sink()).unwrap(), 150 << 20);
    }
}
