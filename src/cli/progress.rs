//! How far a job is: a bar on a terminal, a line now and then in a log, nothing with `--quiet`.

use std::cell::Cell;
use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use heshu::pipeline::Step;
use heshu::report::Lang;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Session;
use super::faults::Faults;

/// Time between two lines in a log.
const PAUSE: Duration = Duration::from_secs(30);

/// The progress of one job.
pub struct Progress {
    bar: ProgressBar,
    /// Bytes read so far, where they are the measure; else articles are.
    bytes: Option<Arc<AtomicU64>>,
    articles: Cell<u64>,
    log: Option<Cell<Instant>>,
    began: Instant,
    lang: Lang,
}

impl Progress {
    /// Measured by bytes read of `total`; 0 where that is not known.
    pub fn new(session: &Session, bytes: Arc<AtomicU64>, total: u64) -> Self {
        let template = if total > 0 {
            "{bar:24} {percent:>3}%  {msg}  {decimal_bytes_per_sec}  {prefix} {eta}"
        } else {
            "{spinner} {decimal_bytes}  {msg}  {decimal_bytes_per_sec}"
        };
        Progress::with(session, Some(bytes), total, template)
    }

    /// Measured by articles.
    pub fn counting(session: &Session, total: u64) -> Self {
        Progress::with(session, None, total, "{bar:24} {percent:>3}%  {msg}  {prefix} {eta}")
    }

    fn with(session: &Session, bytes: Option<Arc<AtomicU64>>, total: u64, template: &str) -> Self {
        let terminal = std::io::stderr().is_terminal();
        let target =
            if session.quiet || !terminal { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let bar = ProgressBar::with_draw_target((total > 0).then_some(total), target);
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_prefix(session.lang.pick("还需", "left"));
        let log = (!session.quiet && !terminal).then(|| Cell::new(Instant::now()));
        Progress { bar, bytes, articles: Cell::new(0), log, began: Instant::now(), lang: session.lang }
    }

    /// Counts one input and says what could not be read.
    pub fn step(&self, session: &Session, faults: &Faults, step: &Step) {
        if let Step::Unread(problem) = step {
            self.bar.suspend(|| faults.report(session, problem));
            return;
        }
        self.done(self.articles.get() + 1);
    }

    /// Says how many articles are done.
    pub fn done(&self, articles: u64) {
        self.articles.set(articles);
        match &self.bytes {
            Some(bytes) => self.bar.set_position(bytes.load(Ordering::Relaxed)),
            None => self.bar.set_position(articles),
        }
        if articles.is_multiple_of(16) || articles < 16 || self.bytes.is_none() {
            self.bar.set_message(format!("{articles} {}", self.lang.pick("篇", "articles")));
        }
        if let Some(last) = &self.log
            && last.get().elapsed() >= PAUSE
        {
            last.set(Instant::now());
            let rate = articles as f64 / self.began.elapsed().as_secs_f64();
            let share = self.bar.length().filter(|n| *n > 0).map(|n| self.bar.position() as f64 / n as f64);
            let left = share.filter(|s| *s > 0.0).map(|s| self.began.elapsed().div_f64(s).mul_f64((1.0 - s).max(0.0)));
            let left = left.map(|left| indicatif::HumanDuration(left).to_string());
            let (percent, left) = (share.map_or(0.0, |s| s * 100.0), left.unwrap_or_else(|| "?".to_owned()));
            eprintln!(
                "{}",
                match (self.lang, share) {
                    (Lang::Zh, Some(_)) => format!("{percent:.0}%，{articles} 篇，每秒 {rate:.0} 篇，还需 {left}"),
                    (Lang::Zh, None) => format!("{articles} 篇，每秒 {rate:.0} 篇"),
                    (Lang::En, Some(_)) => {
                        format!("{percent:.0}%, {articles} articles, {rate:.0} a second, {left} left")
                    }
                    (Lang::En, None) => format!("{articles} articles, {rate:.0} a second"),
                }
            );
        }
    }

    /// Takes the bar away.
    pub fn end(&self) {
        self.bar.finish_and_clear();
    }
}
