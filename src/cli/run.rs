//! `heshu run PATH… --store DIR`

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use heshu::ingest::{self, Unread};
use heshu::model::{Finding, Grade, Verdict};
use heshu::pipeline::{Outcome, Readers, Stage, Stages, Step, basis, between, versions};
use heshu::report::{self, Lang};
use heshu::store::{Article, Between, Store, StoreError};
use heshu::tables::Table;

use super::Session;
use super::faults::Faults;
use super::inputs::Inputs;
use super::progress::Progress;

/// Arguments of the command.
#[derive(clap::Args)]
pub struct Options {
    #[command(flatten)]
    pub inputs: Inputs,
    /// Where everything is kept
    #[arg(long, value_name = "DIR", default_value = "heshu-store")]
    store: PathBuf,
    /// Source data to check against besides the tables among the paths: a CSV, TSV, JSON or Excel file, or a page
    #[arg(long, value_name = "FILE")]
    table: Vec<PathBuf>,
    /// Show what the wording checks say too
    #[arg(long)]
    style: bool,
    /// Findings that are shown at the end, 0 for none
    #[arg(long, value_name = "N", default_value_t = 50)]
    show: usize,
    /// Say what each stage took of the processors' time, and the most memory that was held
    #[arg(long)]
    timings: bool,
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

    let settings = &session.settings;
    let set = [(settings.tolerance.is_some(), "tolerance"), (settings.baseline.is_some(), "baseline")];
    let set: Vec<&str> = set.into_iter().filter_map(|(is, name)| is.then_some(name)).collect();
    if !set.is_empty() && !session.quiet {
        let names = set.join(lang.pick("、", ", "));
        anstream::eprintln!(
            "{}",
            match lang {
                report::Lang::Zh => format!("heshu.toml 里的 {names} 只用于 heshu check；仓里照原样记"),
                report::Lang::En => format!(
                    "heshu.toml sets {names}, which heshu check alone applies; the store keeps findings as they are"
                ),
            }
        );
    }
    let mut store = Store::open_or_create(&options.store).map_err(|e| session.fault(&e))?;
    let (tables, unreadable) = tables(&options, session, &store)?;
    let basis = basis(&session.rules, &tables);
    let readers = Readers::new(&session.rules, &tables);
    let faults = options.inputs.faults()?;
    let mut lost = 0;
    if store.basis() != basis {
        if store.tally().articles > 0 {
            (store, lost) = again(store, (&basis, &tables), (&readers, faults), session, &stop)?;
        } else {
            store.keep_tables(&tables).and_then(|()| store.set_basis(&basis)).map_err(|e| session.fault(&e))?;
        }
    }
    let mut outcome = if stop.load(Ordering::Relaxed) {
        Outcome { stopped: true, ..Outcome::default() }
    } else {
        let documents = ingest::documents(&options.inputs.paths, options.inputs.options(false));
        let progress = Progress::new(session, documents.bytes_read(), options.inputs.bytes());
        let step = |step: &Step| progress.step(session, faults, step);
        let outcome = readers.run(documents, &mut store, session.threads, &stop, step);
        progress.end();
        let outcome = outcome.map_err(|e| session.fault(&e))?;
        Outcome { unread: outcome.unread + unreadable + lost, ..outcome }
    };
    let compared = store.is_compared().map_err(|e| session.fault(&e))?;
    if !compared && !outcome.stopped {
        if !session.quiet && store.tally().articles > 1000 {
            anstream::eprintln!("{}", lang.pick("比对各篇之间的说法…", "comparing the articles with one another…"));
        }
        let done =
            readers.stages.time(Stage::Versions, || versions(&mut store, &stop)).map_err(|e| session.fault(&e))?;
        let progress = Progress::counting(session, store.tally().articles);
        let step = |done: usize, _| progress.done(done as u64);
        let between = || between(&mut store, &session.rules, session.threads, &stop, step);
        let done = if done { readers.stages.time_all(Stage::Compare, between) } else { Ok(false) };
        progress.end();
        outcome.stopped = !done.map_err(|e| session.fault(&e))?;
    }
    faults.end()?;
    if !outcome.stopped {
        store.end_run(jiff::Timestamp::now()).map_err(|e| session.fault(&e))?;
    }
    if options.timings {
        anstream::eprintln!("{}", timings(&readers.stages, lang));
    }
    print(&options, session, &store, outcome, began)
}

/// One line a stage.
fn timings(stages: &Stages, lang: Lang) -> String {
    let line = |stage: Stage| {
        let name = match stage {
            Stage::Parse => lang.pick("读入", "read"),
            Stage::Extract => lang.pick("抽取", "extract"),
            Stage::Check => lang.pick("核对", "check"),
            Stage::Store => lang.pick("存储", "store"),
            Stage::Versions => lang.pick("版本", "versions"),
            Stage::Compare => lang.pick("互比", "compare"),
        };
        format!("{name} {:.1} s", stages.of(stage).as_secs_f64())
    };
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|l| l.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    let peak = peak.map(|kb| format!("{} {} MB", lang.pick("内存峰值", "peak memory"), kb / 1024));
    let parts: Vec<String> = Stage::ALL.into_iter().map(line).chain(peak).collect();
    format!("{} {}", lang.pick("处理器用时：", "processor time:"), parts.join(lang.pick("，", ", ")))
}

/// The tables of the store with those among the paths in the place of older ones of the same name, and how many
/// could not be read.
fn tables(options: &Options, session: &Session, store: &Store) -> anyhow::Result<(Vec<Table>, u64)> {
    let mut files = ingest::tables(&options.inputs.paths, &options.inputs.options(false));
    files.extend(options.table.iter().cloned());
    files.extend(session.tables());
    let (read, unreadable) = super::table::read_all(&files, &[], session);
    let mut tables = store.tables().map_err(|e| session.fault(&e))?;
    tables.retain(|old| !read.iter().any(|new| new.name == old.name));
    tables.extend(read);
    tables.sort_by(|a, b| a.name.cmp(&b.name));
    Ok((tables, u64::from(unreadable)))
}

/// Works again on every article of a store that stands on other rules or tables; gives the new store and how many
/// articles could not be taken over.
fn again(
    store: Store,
    (basis, tables): (&str, &[Table]),
    (readers, faults): (&Readers, &Faults),
    session: &Session,
    stop: &AtomicBool,
) -> anyhow::Result<(Store, u64)> {
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
    successor.keep_tables(tables).map_err(|e| session.fault(&e))?;
    let mut damaged = Vec::new();
    let mut fatal = None;
    let documents = store.articles().map_while(|read| match read {
        Ok(article) => Some(Some(Ok(article.document))),
        Err(e @ StoreError::Block(..)) => {
            damaged.push(e);
            Some(None)
        }
        Err(e) => {
            fatal = Some(e);
            None
        }
    });
    let progress = Progress::counting(session, n);
    let step = |step: &Step| progress.step(session, faults, step);
    let outcome = readers.run(documents.flatten().map(Unread::from), &mut successor, session.threads, stop, step);
    progress.end();
    let outcome = outcome.map_err(|e| session.fault(&e))?;
    if let Some(e) = fatal {
        return Err(session.fault(&e)); // the old one stands
    }
    for e in &damaged {
        anstream::eprintln!("{}", session.fault(e));
    }
    if outcome.stopped {
        return Ok((store, 0)); // the old one stands; the next run begins anew
    }
    let lost = damaged.len() as u64 + outcome.unread;
    store.replace(successor).map(|store| (store, lost)).map_err(|e| session.fault(&e))
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
    let versions = store.versions().map_err(|e| session.fault(&e))?.len() as u64;
    let (bytes, places) = (store.bytes(), store.sighting_count());
    report::job(&mut text, &report::Job { outcome, seconds, store: &options.store, bytes, places, versions }, lang);
    let mut shown = 0;
    let mut tally = store.tally().clone();
    for one in store.between().map_err(|e| session.fault(&e))? {
        tally.add_findings(&[one.map_err(|e| session.fault(&e))?.finding]);
    }
    let style = tally.findings.get(&(Verdict::Flag, Grade::Style)).copied().unwrap_or_default();
    let with_style = options.style || session.selection.style();
    let total = tally.findings_of(Verdict::Flag) - if with_style { 0 } else { style };
    report::summary(&mut text, &tally, lang);
    if options.show > 0 && total > 0 {
        text.push('\n');
    }
    out.write_all(text.as_bytes())?;
    let inside = store.flagged().flat_map(|article| match article {
        Ok(Article { document, findings, .. }) => {
            let document = Arc::new(document);
            findings.into_iter().map(|finding| Ok((finding, vec![document.clone()]))).collect()
        }
        Err(e) => vec![Err(e)],
    });
    let between = store.between().map_err(|e| session.fault(&e))?.map(|one| {
        let Between { finding, documents } = one?;
        let read = documents.iter().filter_map(|hash| store.article(hash).transpose());
        let documents = read.map(|article| article.map(|a| Arc::new(a.document))).collect::<Result<Vec<_>, _>>()?;
        Ok((finding, documents))
    });
    let shows = |f: &Finding| f.verdict == Verdict::Flag && (with_style || f.grade != Grade::Style);
    let flagged = inside.chain(between).filter(|f| f.as_ref().map_or(true, |(f, _)| shows(f)));
    for found in flagged.take(options.show) {
        let (finding, documents) = found.map_err(|e| session.fault(&e))?;
        shown += 1;
        let mut text = String::new();
        let documents: Vec<_> = documents.iter().map(AsRef::as_ref).collect();
        report::finding(&mut text, &finding, &documents, lang);
        text.push('\n');
        out.write_all(text.as_bytes())?;
    }
    let left = total.saturating_sub(shown as u64);
    if left > 0 && options.show > 0 {
        writeln!(
            out,
            "{}",
            match lang {
                Lang::Zh => format!("另有 {left} 处不符没有列出；--show N 多列一些，heshu export 全部导出。"),
                Lang::En => format!("{left} more do not add up; --show N lists more, heshu export gives all."),
            }
        )?;
    }
    out.flush()?;
    // Flagged findings are what the job is for, not a failure of it; `check` is the command that gates.
    Ok(match (outcome.stopped, outcome.unread > 0) {
        (true, _) => ExitCode::from(130),
        (_, true) => ExitCode::from(2),
        _ => ExitCode::SUCCESS,
    })
}

impl Session {
    /// A fault of the store, in the user's language.
    pub fn fault(&self, e: &StoreError) -> anyhow::Error {
        anyhow::anyhow!("{}", self.lang.of(&e.message()))
    }
}
