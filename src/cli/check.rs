//! `heshu check PATH…`

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueEnum;
use heshu::check::{Across, Tally};
use heshu::desk::Layer;
use heshu::ingest;
use heshu::model::{Claim, Document, Finding, Verdict};
use heshu::pipeline::Readers;
use heshu::report;
use heshu::store::Article;

use super::Session;
use super::inputs::{Inputs, json_line};

/// Arguments of the command.
#[derive(clap::Args)]
pub struct Options {
    #[command(flatten)]
    pub inputs: Inputs,
    /// Every number with its verdict (the number sheet, 核数单)
    #[arg(long)]
    all: bool,
    /// Only these checks: names, families (change) or grades (decision), see `heshu checks`
    #[arg(long, value_name = "NAME,…", value_delimiter = ',')]
    select: Vec<String>,
    /// Not these checks
    #[arg(long, value_name = "NAME,…", value_delimiter = ',')]
    ignore: Vec<String>,
    /// The wording checks too
    #[arg(long)]
    style: bool,
    /// Output format
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Source data to check against: a CSV or TSV file
    #[arg(long, value_name = "FILE")]
    table: Vec<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Jsonl,
}

/// What one document comes to.
struct Checked {
    printed: Vec<u8>,
    tally: Tally,
    document: Document,
    claims: Vec<Claim>,
}

/// Articles that are compared with one another and held for that; `run` compares whole archives.
const TOGETHER: usize = 4000;

/// Articles that are compared with one another.
struct Together {
    across: Across,
    documents: Vec<Document>,
}

impl Together {
    fn new(session: &Session) -> Self {
        Together { across: Across::new(session.rules.clone()), documents: Vec::new() }
    }

    /// What the comparison comes to.
    fn print(self, options: &Options, session: &Session, tally: &mut Tally) -> Vec<u8> {
        let between = self.across.finish();
        tally.add_findings(&between);
        let mut printed = Vec::new();
        for finding in between.iter().filter(|f| options.shows(f)) {
            match options.format {
                Format::Jsonl => json_line(&mut printed, finding),
                Format::Text if finding.verdict == Verdict::Pass => {}
                Format::Text => {
                    let of = |d: &&Document| finding.docs.contains(&d.id);
                    let concerned: Vec<&Document> = self.documents.iter().filter(of).collect();
                    let mut text = String::new();
                    report::finding(&mut text, finding, &concerned, session.lang);
                    text.push('\n');
                    printed.extend(text.into_bytes());
                }
            }
        }
        printed
    }
}

/// Runs the command: each group of paths under its own settings, the articles of all compared with one another.
pub fn run(options: &Options, sessions: Vec<(Session, Vec<PathBuf>)>) -> anyhow::Result<ExitCode> {
    let Some((first, _)) = sessions.first() else { return Ok(ExitCode::SUCCESS) };
    let lang = first.lang;
    let mut out = io::BufWriter::new(anstream::stdout().lock());
    let mut tally = Tally::default();
    let mut together = Together::new(first);
    let mut unreadable = false;
    for (session, paths) in &sessions {
        unreadable |= check(options, session, paths, |checked| {
            tally.merge(&checked.tally);
            out.write_all(&checked.printed)?;
            together.across.add(&checked.claims);
            together.documents.push(checked.document);
            if together.documents.len() == TOGETHER {
                let full = std::mem::replace(&mut together, Together::new(first));
                out.write_all(&full.print(options, first, &mut tally))?;
            }
            Ok(())
        })?;
    }
    out.write_all(&together.print(options, first, &mut tally))?;
    if options.format == Format::Text && tally.articles > 0 {
        let mut text = String::new();
        report::brief(&mut text, &tally, lang);
        if !options.all {
            text.push_str(lang.pick("逐个数字的核对见 --all。\n", "--all shows every number.\n"));
        }
        out.write_all(text.as_bytes())?;
    }
    out.flush()?;
    let flagged = tally.findings_of(Verdict::Flag) > 0;
    Ok(ExitCode::from(if unreadable { 2 } else { u8::from(flagged) }))
}

/// Checks some paths under one settings file. True where something could not be read.
fn check(
    options: &Options,
    session: &Session,
    paths: &[PathBuf],
    take: impl FnMut(Checked) -> io::Result<()>,
) -> io::Result<bool> {
    let reading = options.inputs.options(false);
    let mut files = ingest::tables(paths, &reading);
    files.extend(options.table.iter().cloned());
    files.extend(session.tables());
    let (tables, unreadable) = super::table::read_all(&files, session);
    let readers = Readers::new(&session.rules, &tables);
    let work = |document: Document| {
        let Article { document, claims, mut findings } = readers.read(document);
        findings.retain(|f| session.selection.shows(f));
        findings.iter_mut().for_each(|f| session.settings.tolerate(f));
        let mut tally = Tally::default();
        tally.add(&claims, &findings);
        let mut printed = Vec::new();
        match options.format {
            Format::Jsonl => findings.iter().filter(|f| options.shows(f)).for_each(|f| json_line(&mut printed, f)),
            Format::Text => {
                let mut text = String::new();
                if options.all {
                    report::sheet(&mut text, &document, &claims, &findings, session.lang);
                    text.push('\n');
                }
                for finding in findings.iter().filter(|f| matches!(f.verdict, Verdict::Flag | Verdict::Note)) {
                    report::finding(&mut text, finding, &[&document], session.lang);
                    text.push('\n');
                }
                printed = text.into_bytes();
            }
        }
        Checked { printed, tally, document, claims }
    };
    Ok(options.inputs.each(session, paths, reading, work, take)? | unreadable)
}

impl Options {
    /// What the command line says about checks.
    pub fn layer(&self) -> Layer {
        Layer { select: self.select.clone(), ignore: self.ignore.clone(), style: self.style.then_some(true) }
    }

    fn shows(&self, finding: &Finding) -> bool {
        self.all || matches!(finding.verdict, Verdict::Flag | Verdict::Note)
    }
}
