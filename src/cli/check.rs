//! `heshu check PATH…`

use std::collections::HashMap;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueEnum;
use heshu::check::Tally;
use heshu::desk::{Dismissal, Layer, Met};
use heshu::export::sarif;
use heshu::model::{Document, Finding, Verdict};
use heshu::report::{self, Lang};
use serde::Serialize;

use super::Session;
use super::desk::{Between, Checked, Desk, Together, is_open};
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
    /// Decisions on findings: what was dismissed there is shown as such and no longer flagged, see `heshu baseline`
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// An older draft, or several: prints what the new ones changed, in findings and in numbers
    #[arg(long, value_name = "OLD", conflicts_with = "all")]
    against: Option<PathBuf>,
    /// Output format
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Source data to check against: a CSV, TSV, JSON or Excel file, or a page
    #[arg(long, value_name = "FILE")]
    table: Vec<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Text,
    /// One finding a line
    Jsonl,
    /// SARIF 2.1.0, for editors and continuous integration
    Sarif,
}

/// A finding as a line of JSON, with the decision on it.
#[derive(Serialize)]
struct Line<'f> {
    #[serde(flatten)]
    finding: &'f Finding,
    #[serde(skip_serializing_if = "Option::is_none")]
    dismissed: Option<Why<'f>>,
}

/// Why, by whom and when a finding was dismissed.
#[derive(Serialize)]
struct Why<'f> {
    reason: &'f str,
    who: &'f str,
    when: jiff::Timestamp,
}

/// Runs the command: each group of paths under its own settings, the articles of all compared with one another.
pub fn run(options: &Options, sessions: &[(Session, Vec<PathBuf>)]) -> anyhow::Result<ExitCode> {
    let mut desks = Vec::new();
    for (session, paths) in sessions {
        desks.push(Desk::open(session, paths, &options.inputs, &options.table, options.baseline.as_deref())?);
    }
    if let Some(old) = &options.against {
        return super::against::run(options, &desks, old);
    }
    let Some(first) = desks.first() else { return Ok(ExitCode::SUCCESS) };
    let mut printer = Printer::new(options, first.session);
    let mut together = Together::new(first);
    let mut unreadable = false;
    let mut met = vec![Met::default(); desks.len()];
    for (desk, met) in desks.iter().zip(&mut met) {
        let lost = desk.all(&options.inputs, |checked| {
            printer.article(&checked)?;
            met.merge(checked.met);
            match together.add(&checked.claims, checked.document) {
                Some(between) => printer.between(&between),
                None => Ok(()),
            }
        })?;
        unreadable |= lost | desk.unreadable;
    }
    let between = together.finish();
    printer.between(&between)?;
    met.iter_mut().take(1).for_each(|m| m.merge(between.met.clone()));
    let flagged = printer.tally.findings_of(Verdict::Flag) > 0;
    printer.close(&desks, &met, unreadable)?;
    Ok(ExitCode::from(if unreadable { 2 } else { u8::from(flagged) }))
}

/// What is printed, and what is gathered on the way.
struct Printer<'o> {
    options: &'o Options,
    lang: Lang,
    out: io::BufWriter<anstream::AutoStream<io::StdoutLock<'static>>>,
    tally: Tally,
    dismissed: usize,
    log: sarif::Log,
}

impl<'o> Printer<'o> {
    fn new(options: &'o Options, session: &Session) -> Self {
        Printer {
            options,
            lang: session.lang,
            out: io::BufWriter::new(anstream::stdout().lock()),
            tally: Tally::default(),
            dismissed: 0,
            log: sarif::Log::new(session.lang, session.rules.clone()),
        }
    }

    /// One article: its number sheet where that is asked for, and its findings.
    fn article(&mut self, checked: &Checked) -> io::Result<()> {
        self.tally.merge(&checked.tally());
        let Checked { document, claims, findings, dismissed, .. } = checked;
        if self.options.all && self.options.format == Format::Text {
            let mut text = String::new();
            report::sheet(&mut text, document, claims, findings, dismissed, self.lang);
            writeln!(self.out, "{text}")?;
        }
        findings.iter().try_for_each(|f| self.finding(f, &[document], dismissed))
    }

    /// What the comparison of articles comes to.
    fn between(&mut self, between: &Between) -> io::Result<()> {
        self.tally.merge(&between.tally());
        between.findings.iter().try_for_each(|f| self.finding(f, &between.of(f), &between.dismissed))
    }

    fn finding(
        &mut self,
        finding: &Finding,
        documents: &[&Document],
        dismissed: &HashMap<String, Dismissal>,
    ) -> io::Result<()> {
        let dismissed = dismissed.get(&finding.id);
        self.dismissed += usize::from(dismissed.is_some());
        if !(is_open(finding) || self.options.all) {
            return Ok(());
        }
        match self.options.format {
            Format::Jsonl => {
                let mut line = Vec::new();
                let dismissed = dismissed.map(|d| Why { reason: &d.reason, who: &d.who, when: d.when });
                json_line(&mut line, &Line { finding, dismissed });
                self.out.write_all(&line)
            }
            Format::Sarif => self.log.add(&mut self.out, finding, documents, dismissed.map(Into::into)),
            Format::Text if !is_open(finding) => Ok(()), // the sheet has it
            Format::Text => {
                let mut text = String::new();
                match dismissed {
                    Some(dismissal) => report::dismissed(&mut text, finding, dismissal, documents, self.lang),
                    None => report::finding(&mut text, finding, documents, self.lang),
                }
                writeln!(self.out, "{text}")
            }
        }
    }

    /// The account at the end, and the decisions that no longer meet anything.
    fn close(mut self, desks: &[Desk<'_>], met: &[Met], unreadable: bool) -> anyhow::Result<()> {
        let orphans =
            || desks.iter().zip(met).flat_map(|(desk, met)| desk.baseline.iter().flat_map(|b| b.orphans(met)));
        match self.options.format {
            Format::Text if self.tally.articles > 0 => {
                let mut text = String::new();
                report::brief(&mut text, &self.tally, self.dismissed, self.lang);
                if !self.options.all {
                    text.push_str(self.lang.pick("逐个数字的核对见 --all。\n", "--all shows every number.\n"));
                }
                report::orphans(&mut text, &orphans().collect::<Vec<_>>(), self.lang);
                self.out.write_all(text.as_bytes())?;
            }
            Format::Text => {}
            Format::Jsonl => {
                self.out.flush()?;
                let mut text = String::new();
                report::orphans(&mut text, &orphans().collect::<Vec<_>>(), self.lang);
                anstream::eprint!("{text}");
            }
            Format::Sarif => {
                orphans().for_each(|o| self.log.orphan(o));
                self.log.finish(&mut self.out, !unreadable)?;
            }
        }
        self.out.flush()?;
        Ok(())
    }
}

impl Options {
    /// What the command line says about checks.
    pub fn layer(&self) -> Layer {
        Layer { select: self.select.clone(), ignore: self.ignore.clone(), style: self.style.then_some(true) }
    }
}
