//! `heshu export --store DIR`

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueEnum;
use heshu::store::{Decisions, Reading};

use super::Session;
use super::inputs::json_line;

/// Arguments of the command.
#[derive(clap::Args)]
pub struct Options {
    /// The store
    #[arg(long, value_name = "DIR", default_value = "heshu-store")]
    store: PathBuf,
    /// What to export
    #[arg(long, value_enum, default_value_t = What::Findings)]
    what: What,
    /// Output format
    #[arg(long, value_enum, default_value_t = Format::Jsonl)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum What {
    Documents,
    Claims,
    Findings,
    /// Where articles that are kept were met again
    Places,
    /// Articles that are others with small edits
    Versions,
    /// What reviewers decided
    Decisions,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Jsonl,
}

/// Runs the command.
pub fn run(options: Options, session: &Session) -> anyhow::Result<ExitCode> {
    let Format::Jsonl = options.format;
    // Without holding the store, so that it works while a job writes there.
    let store = Reading::open(&options.store).map_err(|e| session.fault(&e))?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut lines = Vec::new();
    match options.what {
        What::Places => store.sightings().map_err(|e| session.fault(&e))?.for_each(|s| json_line(&mut lines, &s)),
        What::Versions => {
            store.versions().map_err(|e| session.fault(&e))?.iter().for_each(|v| json_line(&mut lines, v));
        }
        What::Decisions => {
            let entries = Decisions::read(&options.store).map_err(|e| session.fault(&e))?;
            entries.iter().for_each(|entry| json_line(&mut lines, entry));
        }
        What::Documents | What::Claims | What::Findings => {}
    }
    if matches!(options.what, What::Places | What::Versions | What::Decisions) {
        out.write_all(&lines)?;
        out.flush()?;
        return Ok(ExitCode::SUCCESS);
    }
    for article in store.articles() {
        let article = article.map_err(|e| session.fault(&e))?;
        let mut lines = Vec::new();
        match options.what {
            What::Documents => json_line(&mut lines, &article.document),
            What::Claims => article.claims.iter().for_each(|c| json_line(&mut lines, c)),
            What::Findings => article.findings.iter().for_each(|f| json_line(&mut lines, f)),
            What::Places | What::Versions | What::Decisions => {}
        }
        out.write_all(&lines)?;
    }
    if let What::Findings = options.what {
        let mut lines = Vec::new();
        for between in store.between().map_err(|e| session.fault(&e))? {
            json_line(&mut lines, &between.finding);
        }
        out.write_all(&lines)?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
