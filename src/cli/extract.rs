//! `heshu extract PATH…`

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use heshu::extract::Extractor;
use heshu::ingest;
use heshu::rules::Rules;

/// Arguments of the command.
#[derive(clap::Args)]
pub struct Options {
    /// Files or folders, `-` for standard input
    #[arg(required = true)]
    paths: Vec<PathBuf>,
}

/// Runs the command.
pub fn run(options: Options, rules: Arc<Rules>) -> anyhow::Result<ExitCode> {
    let extractor = Extractor::new(rules);
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for document in ingest::documents(&options.paths)? {
        for claim in extractor.extract(&document).claims {
            serde_json::to_writer(&mut out, &claim)?;
            out.write_all(b"\n")?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
