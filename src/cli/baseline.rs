//! `heshu baseline add|list|reopen`

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use heshu::desk::{Baseline, Dismissal, Layer, Status};
use heshu::model::{Document, Finding, Message};
use heshu::report;

use super::desk::{Desk, Together, is_open, names};
use super::inputs::Inputs;
use super::{Global, Session};

/// Arguments of the command.
#[derive(clap::Args)]
#[command(after_help = "\
A baseline is a file of decisions, one JSON line each, only ever added to. `heshu check --baseline FILE` shows what was
dismissed as such and does not flag it. A decision hangs on the finding's fingerprint (its check and the words of its
numbers), so it outlives edits elsewhere in the article and new rules; one that no longer meets a finding is listed.")]
pub struct Options {
    #[command(subcommand)]
    task: Task,
}

#[derive(clap::Subcommand)]
enum Task {
    /// Dismiss findings of articles, with the reason why the text stands as it is
    Add(Add),
    /// List the decisions that stand
    List(File),
    /// Take decisions back: the findings are flagged again
    Reopen(Reopen),
}

#[derive(clap::Args)]
struct Add {
    #[command(flatten)]
    inputs: Inputs,
    /// The findings, by the beginning of their fingerprints; without it they are listed
    #[arg(long, value_name = "FINGERPRINT,…", value_delimiter = ',')]
    finding: Vec<String>,
    /// All findings that are flagged or noted now
    #[arg(long, conflicts_with = "finding")]
    all: bool,
    /// Why the text stands as it is
    #[arg(long, default_value = "")]
    reason: String,
    /// The wording checks too
    #[arg(long)]
    style: bool,
    /// Source data to check against: a CSV, TSV, JSON or Excel file, or a page
    #[arg(long, value_name = "FILE")]
    table: Vec<PathBuf>,
    #[command(flatten)]
    file: File,
}

#[derive(clap::Args)]
struct Reopen {
    /// The decisions, by the beginning of their fingerprints
    #[arg(required = true, value_name = "FINGERPRINT")]
    findings: Vec<String>,
    /// Why
    #[arg(long, default_value = "")]
    reason: String,
    #[command(flatten)]
    file: File,
}

#[derive(clap::Args)]
struct File {
    /// The file of decisions [default: what `baseline` in heshu.toml names]
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Who decides [default: the user's name]
    #[arg(long, value_name = "NAME")]
    who: Option<String>,
}

/// Runs the command.
pub fn run(options: &Options, global: &Global) -> anyhow::Result<ExitCode> {
    match &options.task {
        Task::Add(task) => {
            let layer = Layer { style: task.style.then_some(true), ..Layer::default() };
            add(task, &global.session_with(&task.inputs.paths, &layer)?)
        }
        Task::List(file) => list(file, &global.session(&[])?),
        Task::Reopen(task) => reopen(task, &global.session(&[])?),
    }
}

impl File {
    fn path<'f>(&'f self, session: &'f Session) -> anyhow::Result<&'f Path> {
        let set = session.settings.baseline.as_ref().map(|b| b.value.as_path());
        self.baseline.as_deref().or(set).ok_or_else(|| {
            session.error(&Message::new(
                "记到哪个文件？用 --baseline 文件，或在 heshu.toml 里写 baseline = \"文件\"",
                "which file of decisions? --baseline FILE, or baseline = \"FILE\" in heshu.toml",
            ))
        })
    }

    fn who(&self) -> String {
        let user = || std::env::var("USER").or_else(|_| std::env::var("USERNAME")).unwrap_or_default();
        self.who.clone().unwrap_or_else(user)
    }
}

/// A finding that asks for something, with the names of its articles.
struct Open {
    finding: Finding,
    docs: Vec<String>,
    place: String,
}

fn add(task: &Add, session: &Session) -> anyhow::Result<ExitCode> {
    let lang = session.lang;
    let path = task.file.path(session)?;
    let desk = Desk::open(session, &task.inputs.paths, &task.inputs, &task.table, Some(path))?;
    let Some(baseline) = &desk.baseline else { return Ok(ExitCode::SUCCESS) };
    let mut all: Vec<Open> = Vec::new();
    let mut put = |finding: &Finding, documents: &[&Document]| {
        let docs = names(baseline, finding, documents);
        let place = documents.first().map_or(String::new(), |d| report::place(d, finding.spans.first()));
        all.push(Open { finding: finding.clone(), docs, place });
    };
    let mut together = Together::new(&desk);
    let mut unreadable = desk.all(&task.inputs, |checked| {
        checked.open().for_each(|f| put(f, &[&checked.document]));
        if let Some(between) = together.add(&checked.claims, checked.document) {
            between.open().for_each(|f| put(f, &between.of(f)));
        }
        Ok(())
    })?;
    let between = together.finish();
    between.open().for_each(|f| put(f, &between.of(f)));
    unreadable |= desk.unreadable;
    if !task.all && task.finding.is_empty() {
        return Ok(show(&all, session));
    }
    if task.reason.trim().is_empty() {
        return Err(session.error(&Message::new("请用 --reason 写明理由", "say why, with --reason")));
    }
    let mut chosen: Vec<&Open> = if task.all { all.iter().collect() } else { Vec::new() };
    for start in &task.finding {
        let found: Vec<&Open> = all.iter().filter(|o| o.finding.fingerprint.starts_with(start.as_str())).collect();
        let prints: std::collections::BTreeSet<&str> = found.iter().map(|o| o.finding.fingerprint.as_str()).collect();
        match prints.len() {
            1 => chosen.extend(found),
            0 => {
                return Err(session.error(&Message::new(
                    format!("这些稿件里没有指纹以“{start}”开头的待核之处；不带 --finding 可列出全部"),
                    format!("no open finding of these articles has a fingerprint that begins with “{start}”; without --finding they are listed"),
                )));
            }
            n => {
                return Err(session.error(&Message::new(
                    format!("有 {n} 处的指纹以“{start}”开头；请多写几位"),
                    format!("{n} findings have fingerprints that begin with “{start}”: write more of it"),
                )));
            }
        }
    }
    let who = task.file.who();
    let entry = |o: &&Open| {
        let said = lang.of(&o.finding.message);
        Dismissal::new(&o.finding, &o.docs, said, Status::Dismissed, task.reason.trim(), &who)
    };
    let entries: Vec<Dismissal> = chosen.iter().map(entry).collect();
    let n = entries.len();
    write(baseline.clone(), entries, path, session)?;
    anstream::println!(
        "{}",
        match lang {
            report::Lang::Zh => format!("{n} 处已核定，记在 {}", path.display()),
            report::Lang::En => format!("{n} dismissed, kept in {}", path.display()),
        }
    );
    Ok(ExitCode::from(if unreadable { 2 } else { 0 }))
}

/// Lists what could be dismissed.
fn show(all: &[Open], session: &Session) -> ExitCode {
    let lang = session.lang;
    let mut text = String::new();
    for open in all.iter().filter(|o| is_open(&o.finding)) {
        report::open(&mut text, &open.finding, &open.place, lang);
    }
    text.push_str(match all.is_empty() {
        true => lang.pick("没有待核之处。\n", "Nothing to dismiss.\n"),
        false => lang.pick(
            "选其中几处：--finding 指纹 --reason 理由；全部：--all --reason 理由\n",
            "To dismiss some: --finding FINGERPRINT --reason WHY; all of them: --all --reason WHY\n",
        ),
    });
    anstream::print!("{text}");
    ExitCode::SUCCESS
}

fn list(file: &File, session: &Session) -> anyhow::Result<ExitCode> {
    let baseline = session.baseline(file.path(session)?)?;
    let mut text = String::new();
    baseline.standing().for_each(|(_, d)| report::dismissal(&mut text, d, session.lang));
    if text.is_empty() {
        text.push_str(session.lang.pick("没有核定。\n", "No decisions.\n"));
    }
    anstream::stdout().write_all(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

fn reopen(task: &Reopen, session: &Session) -> anyhow::Result<ExitCode> {
    let path = task.file.path(session)?;
    let baseline = session.baseline(path)?;
    let mut entries = Vec::new();
    for start in &task.findings {
        let standing = baseline.standing().map(|(_, d)| d).filter(|d| d.fingerprint.starts_with(start.as_str()));
        let before = entries.len();
        entries.extend(standing.map(|d| d.reopened(task.reason.trim(), &task.file.who())));
        if entries.len() == before {
            let shown = path.display();
            return Err(session.error(&Message::new(
                format!("{shown}: 没有指纹以“{start}”开头的核定"),
                format!("{shown}: no decision has a fingerprint that begins with “{start}”"),
            )));
        }
    }
    let n = entries.len();
    write(baseline, entries, path, session)?;
    anstream::println!("{n} {}", session.lang.pick("条核定已撤回", "taken back"));
    Ok(ExitCode::SUCCESS)
}

fn write(mut baseline: Baseline, entries: Vec<Dismissal>, path: &Path, session: &Session) -> anyhow::Result<()> {
    let shown = path.display();
    baseline.append(entries).map_err(|e| {
        session.error(&Message::new(format!("{shown}: 写不了：{e}"), format!("{shown}: cannot be written: {e}")))
    })
}
