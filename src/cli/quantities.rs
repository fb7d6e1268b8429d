//! `heshu quantities PATH…`

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use heshu::ingest;
use heshu::model::{Period, Quantity};
use heshu::quantity::{Context, Reader};
use heshu::rules::Rules;
use heshu::text::View;
use serde::Serialize;

/// Arguments of the command.
#[derive(clap::Args)]
pub struct Options {
    /// Files or folders, `-` for standard input
    #[arg(required = true)]
    paths: Vec<PathBuf>,
}

#[derive(Serialize)]
struct Line {
    id: String,
    quantities: Vec<Quantity>,
    times: Vec<Period>,
}

/// Runs the command.
pub fn run(options: Options, rules: &Rules) -> anyhow::Result<ExitCode> {
    let reader = Reader::new(rules);
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for document in ingest::documents(&options.paths)? {
        let view = View::new(&document.text);
        let scan = reader.read(&view, &Context { reference: document.published, currency: None });
        let quantities = scan.numbers.into_iter().filter(|f| f.rejected.is_none()).map(|f| f.quantity).collect();
        serde_json::to_writer(&mut out, &Line { id: document.id, quantities, times: scan.periods })?;
        out.write_all(b"\n")?;
    }
    Ok(ExitCode::SUCCESS)
}
