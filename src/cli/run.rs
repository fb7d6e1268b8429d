//! `heshu run PATH… --store DIR`

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use heshu::check::Checker;
use heshu::extract::Extractor;
use heshu::ingest;
use heshu::model::Verdict;
use heshu::pipeline::{Outcome, Readers, Step};
use heshu::report;
use heshu::store::{Store, StoreError};

use super::Session;
use super::inputs::Inputs;
use super::progress::Progress;

/// Arguments of the command.
#[derive(clap::Args)]
pub struct Options {
    #[command(flatten)]
    inputs: Inputs,
    /// Where everything is kept
    #[arg(long, value_name = "DIR", default_value = "heshu-store")]
    store: PathBuf,
    /// Findings that are shown at the end, 0 for none
    #[arg(long, value_name = "N", default_value_t = 50)]
    show: usize,
}

/// Runs the command.
pub fn run(options: Options, session: &Session) -> anyhow::Result<ExitCode> {
    let began = Instant::now();
    let stop = Arc::new(AtomicBool::new(false));
    let signal = stop.clone();
    let lang = session.lang;
    ctrlc::set_handler(move || {
        if signal.swap(true, Ordering::Relaxed) {
            std::process::exit(130); // asked twice
        }
        eprintln!("\n{}", lang.pick("正在收尾，已读的文章会存好…", "stopping, what was read is being stored…"));
    })?;

    let basis = session.rules.version.clone();
    let mut store = Store::open_or_create(&options.store, &basis).map_err(|e| session.fault(&e))?;
    let readers =
        Readers { extractor: Extractor::new(session.rules.clone()), checker: Checker::new(session.rules.clone()) };
    if store.basis() != basis {
        store = again(store, &basis, &readers, session, &stop)?;
    }
    let outcome = if stop.load(Ordering::Relaxed) {
        Outcome { stopped: true, ..Outcome::default() }
    } else {
        let documents = ingest::documents(&options.inputs.paths, options.inputs.options(false));
        let progress = Progress::new(session, documents.bytes_read(), options.inputs.bytes());
        let step = |step: &Step| progress.step(session, step);
        let outcome = readers.run(documents, &mut store, session.threads, &stop, step);
        progress.end();
        outcome.map_err(|e| session.fault(&e))?
    };
    print(&options, session, &store, outcome, began)
}

/// Works again on every article of a store that stands on other rules or tables.
fn again(store: Store, basis: &str, readers: &Readers, session: &Session, stop: &AtomicBool) -> anyhow::Result<Store> {
    let n = store.tally().articles;
    if !session.quiet {
        let lang = session.lang;
        anstream::eprintln!(
            "{} {n} {} ({} → {basis})",
            lang.pick("规则或数据表变了，重新核对仓里的", "rules or tables have changed, working again on the"),
            lang.pick("篇文章", "articles of the store"),
            store.basis(),
        );
    }
    let mut successor = store.successor(basis).map_err(|e| session.fault(&e))?;
    let mut damaged = Vec::new();
    let documents = store.articles().filter_map(|read| match read {
        Ok(article) => Some(Ok(article.document)),
        Err(e) => {
            damaged.push(e);
            None
        }
    });
    let progress = Progress::counting(session, n);
    let step = |step: &Step| progress.step(session, step);
    let outcome = readers.run(documents, &mut successor, session.threads, stop, step);
    progress.end();
    let outcome = outcome.map_err(|e| session.fault(&e))?;
    for e in &damaged {
        anstream::eprintln!("{}", session.fault(e));
    }
    if outcome.stopped {
        return Ok(store); // the old one stands; the next run begins anew
    }
    store.replace(successor).map_err(|e| session.fault(&e))
}

/// The account of the job, then what does not add up.
fn print(
    options: &Options,
    session: &Session,
    store: &Store,
    outcome: Outcome,
    began: Instant,
) -> anyhow::Result<ExitCode> {
    let lang = session.lang;
    let mut out = io::BufWriter::new(anstream::stdout().lock());
    let seconds = began.elapsed().as_secs_f64();
    let mut text = String::new();
    report::job(&mut text, &report::Job { outcome, seconds, store: &options.store, bytes: store.bytes() }, lang);
    report::summary(&mut text, store.tally(), lang);
    text.push('\n');
    out.write_all(text.as_bytes())?;
    let mut shown = 0;
    let total = store.tally().findings_of(Verdict::Flag);
    if options.show > 0 {
        for article in store.flagged() {
            let article = article.map_err(|e| session.fault(&e))?;
            let mut text = String::new();
            for finding in article.findings.iter().filter(|f| f.verdict == Verdict::Flag) {
                shown += 1;
                report::finding(&mut text, finding, &[&article.document], lang);
                text.push('\n');
                if shown >= options.show {
                    break;
                }
            }
            out.write_all(text.as_bytes())?;
            if shown >= options.show {
                break;
            }
        }
    }
    let left = total.saturating_sub(shown as u64);
    if left > 0 && options.show > 0 {
        writeln!(
            out,
            "{}",
            match lang {
                report::Lang::Zh => format!("另有 {left} 处不符没有列出；--show N 多列一些，heshu export 全部导出。"),
                report::Lang::En => format!("{left} more do not add up; --show N lists more, heshu export gives all."),
            }
        )?;
    }
    out.flush()?;
    Ok(match (outcome.stopped, outcome.unread > 0, total > 0) {
        (true, ..) => ExitCode::from(130),
        (_, true, _) => ExitCode::from(2),
        (_, _, flagged) => ExitCode::from(u8::from(flagged)),
    })
}

impl Session {
    /// A fault of the store, in the user's language.
    pub fn fault(&self, e: &StoreError) -> anyhow::Error {
        anyhow::anyhow!("{}", self.lang.of(&e.message()))
    }
}
