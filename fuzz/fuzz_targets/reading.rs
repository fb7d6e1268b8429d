//! What holds for every reader: bytes give documents or faults, never a failure of the program.

use std::io::Write;
use std::time::{Duration, Instant};

use heshu::ingest::{Options, Trouble, documents};

/// Longest time for one input, which is a few kilobytes.
const PATIENCE: Duration = Duration::from_secs(5);
/// Largest document; what is larger is a fault.
const LIMIT: usize = 1 << 20;

/// Reads a file of these bytes.
pub fn after(before: &[u8], data: &[u8]) {
    let began = Instant::now();
    let mut file = tempfile::NamedTempFile::new_in(memory()).expect("a file");
    file.write_all(before).and_then(|()| file.write_all(data)).expect("written");
    let options = Options { limit: LIMIT, ..Options::default() };
    for read in documents(&[file.path().to_owned()], options).filter_map(|unread| unread.read()) {
        match read {
            Ok(document) => {
                assert!(document.text.len() <= LIMIT && !document.text.trim().is_empty());
                assert_eq!(document.hash.len(), 32);
            }
            Err(problem) => {
                assert!(!matches!(problem.trouble, Trouble::Internal(_)), "{problem:?}");
                assert!(!problem.message().en.is_empty());
            }
        }
    }
    assert!(began.elapsed() < PATIENCE, "{:?}", began.elapsed());
}

/// Files that are gone in a moment need no disk.
fn memory() -> &'static std::path::Path {
    let memory = std::path::Path::new("/dev/shm");
    if memory.is_dir() { memory } else { std::path::Path::new(".") }
}
