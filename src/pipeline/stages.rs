//! How much of the processors' time each stage of a job takes.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// A stage of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Bytes to documents: pages parsed, fields read, copies known again.
    Parse,
    /// Documents to claims.
    Extract,
    /// Claims to findings, inside the article and against tables.
    Check,
    /// Articles packed and kept.
    Store,
    /// Versions found.
    Versions,
    /// Articles compared with one another.
    Compare,
}

impl Stage {
    /// All of them, in the order of a job.
    pub const ALL: [Stage; 6] =
        [Stage::Parse, Stage::Extract, Stage::Check, Stage::Store, Stage::Versions, Stage::Compare];
}

/// The time that stages took in all threads. What finds files and unpacks archives has a thread of its own and is not
/// counted.
#[derive(Debug, Default)]
pub struct Stages([AtomicU64; Stage::ALL.len()]);

impl Stages {
    /// Does some work and counts the time for which it kept the processor busy.
    pub fn time<T>(&self, stage: Stage, work: impl FnOnce() -> T) -> T {
        let before = busy(ClockId::ThreadCPUTime);
        let done = work();
        let taken = busy(ClockId::ThreadCPUTime).saturating_sub(before);
        self.0[stage as usize].fetch_add(taken, Ordering::Relaxed);
        done
    }

    /// The same for work that has all threads of the program to itself.
    pub fn time_all<T>(&self, stage: Stage, work: impl FnOnce() -> T) -> T {
        let before = busy(ClockId::ProcessCPUTime);
        let done = work();
        let taken = busy(ClockId::ProcessCPUTime).saturating_sub(before);
        self.0[stage as usize].fetch_add(taken, Ordering::Relaxed);
        done
    }

    /// What a stage took so far.
    pub fn of(&self, stage: Stage) -> Duration {
        Duration::from_nanos(self.0[stage as usize].load(Ordering::Relaxed))
    }
}

/// Nanoseconds for which this thread, or the whole program, has kept processors busy.
fn busy(clock: ClockId) -> u64 {
    let time = clock_gettime(clock);
    let part = |n: i64| u64::try_from(n).unwrap_or_default();
    part(time.tv_sec).saturating_mul(1_000_000_000).saturating_add(part(time.tv_nsec))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_is_no_work() {
        let stages = Stages::default();
        stages.time(Stage::Parse, || std::thread::sleep(Duration::from_millis(60)));
        let sum = stages.time(Stage::Check, || (0..3_000_000_u64).fold(7, |sum: u64, n| (sum ^ n).wrapping_mul(31)));
        assert!(stages.of(Stage::Check) > Duration::ZERO && sum > 0);
        assert!(stages.of(Stage::Parse) < Duration::from_millis(30), "{:?}", stages.of(Stage::Parse));
    }
}
