//! The local web page on which reviewers decide about findings, and its HTTP interface.
//!
//! It reads the store's segments without holding them, so that a job can write meanwhile; what people decide goes to
//! the log of decisions, on the disk before it is acknowledged. Pages are made here and need no other host: their
//! style and script are files of the program, and nothing works only with the script but keys.

mod answer;
mod catalogue;
mod correct;
mod decide;
mod decided;
mod drawing;
mod filter;
mod folding;
mod guard;
mod page;
mod reading;
mod server;
mod text;
mod words;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock, RwLockReadGuard};
use std::time::{Duration, Instant};

use crate::ingest::Manners;
use crate::pipeline::Readers;
use crate::report::Lang;
use crate::rules::Rules;
use crate::store::{Corrected, Logs, Reading, StoreError};

pub use guard::Guard;
pub use server::serve;

use catalogue::Catalogue;
use decided::Decided;
use folding::Folding;

/// Time between two looks at the store.
const LOOK: Duration = Duration::from_millis(700);
/// Blocks that are read while pages wait; a fresh catalogue is read aside.
const BLOCKS: usize = 100;
/// How long opening waits for the store to be read.
const PATIENCE: Duration = Duration::from_secs(2);

/// Everything that pages are made from.
pub struct Office {
    root: PathBuf,
    rules: Arc<Rules>,
    /// The user's own rules.
    folder: Option<PathBuf>,
    lang: Lang,
    who: String,
    guard: Guard,
    /// How addresses are fetched that are given at the desk.
    manners: Manners,
    catalogue: RwLock<Catalogue>,
    decided: RwLock<Decided>,
    corrected: Arc<RwLock<Corrected>>,
    folding: Arc<RwLock<Folding>>,
    /// Whether names were changed since the catalogue was made.
    renamed: AtomicBool,
    log: Mutex<Logs>,
    readers: OnceLock<Arc<Readers>>,
    /// Articles read so far while the first catalogue is made; `u64::MAX` once it is there.
    reading: AtomicU64,
}

impl Office {
    /// Opens a store for review with rules and the folder of the user's own: takes hold of its log of decisions and reads its segments, as far as that goes in a
    /// moment. `who` signs decisions of visitors that give no name.
    ///
    /// # Errors
    /// No store, a log that another process has open.
    pub fn open(
        root: &Path,
        (rules, folder): (Arc<Rules>, Option<PathBuf>),
        lang: Lang,
        who: String,
        guard: Guard,
        manners: Manners,
    ) -> Result<Arc<Office>, StoreError> {
        let reading = Reading::open(root)?;
        let (log, entries, corrections) = Logs::open(root)?;
        let folding = Arc::new(RwLock::new(Folding::new(&rules)));
        let corrected = Arc::new(RwLock::new(Corrected::new(corrections)));
        let office = Arc::new(Office {
            root: root.to_owned(),
            rules,
            folder,
            lang,
            who,
            guard,
            manners,
            catalogue: RwLock::new(Catalogue::new(reading, corrected.clone(), folding.clone())),
            decided: RwLock::new(Decided::new(entries)),
            corrected,
            folding,
            renamed: AtomicBool::new(false),
            log: Mutex::new(log),
            readers: OnceLock::new(),
            reading: AtomicU64::new(0),
        });
        let follower = office.clone();
        std::thread::spawn(move || follower.follow());
        let began = Instant::now();
        while office.still_reading().is_some() && began.elapsed() < PATIENCE {
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(office)
    }

    /// Reads the store, and on as it grows.
    fn follow(&self) {
        let mut anew = true;
        loop {
            // A store that cannot be read just now, being written anew, is looked at again.
            let more = if anew { self.read_anew() } else { self.write_catalogue().read_on(BLOCKS) };
            if matches!(more, Ok(true)) {
                continue;
            }
            std::thread::sleep(LOOK);
            let renamed = self.renamed.swap(false, Ordering::Relaxed);
            anew = renamed || more.is_err() || self.write_catalogue().is_stale().unwrap_or(true);
        }
    }

    fn read_anew(&self) -> Result<bool, StoreError> {
        let mut fresh = Catalogue::new(Reading::open(&self.root)?, self.corrected.clone(), self.folding.clone());
        while fresh.read_on(BLOCKS)? {
            if self.still_reading().is_some() {
                self.reading.store(fresh.articles.len() as u64, Ordering::Relaxed);
            }
        }
        *self.write_catalogue() = fresh;
        self.reading.store(u64::MAX, Ordering::Relaxed);
        Ok(false)
    }

    /// Articles read so far, while the store is being read for the first time.
    fn still_reading(&self) -> Option<u64> {
        Some(self.reading.load(Ordering::Relaxed)).filter(|n| *n != u64::MAX)
    }

    fn write_catalogue(&self) -> std::sync::RwLockWriteGuard<'_, Catalogue> {
        self.catalogue.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn catalogue(&self) -> RwLockReadGuard<'_, Catalogue> {
        self.catalogue.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn decided(&self) -> RwLockReadGuard<'_, Decided> {
        self.decided.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn folding(&self) -> RwLockReadGuard<'_, Folding> {
        self.folding.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn corrected(&self) -> RwLockReadGuard<'_, Corrected> {
        self.corrected.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn log(&self) -> MutexGuard<'_, Logs> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What reads pasted texts, made at the first of them.
    fn readers(&self) -> Arc<Readers> {
        let made = || Arc::new(Readers::new(&self.rules, &self.catalogue().tables));
        self.readers.get_or_init(made).clone()
    }
}
