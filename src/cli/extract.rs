//! `heshu extract PATH…`

use std::io::Write;
use std::process::ExitCode;

use clap::ValueEnum;
use heshu::export::rows;
use heshu::extract::Extractor;

use super::Session;
use super::inputs::{Inputs, json_line};

/// Arguments of the command.
#[derive(clap::Args)]
pub struct Options {
    #[command(flatten)]
    pub inputs: Inputs,
    /// Output format
    #[arg(long, value_enum, default_value_t = Format::Jsonl)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Jsonl,
    Csv,
}

/// Runs the command.
pub fn run(options: Options, session: &Session) -> anyhow::Result<ExitCode> {
    let extractor = Extractor::new(session.rules.clone());
    if let Format::Csv = options.format {
        writeln!(std::io::stdout(), "{}", rows::CLAIM.join(","))?;
    }
    options.inputs.print(session, |document| {
        let mut out = Vec::new();
        for claim in &extractor.extract(&document).claims {
            match options.format {
                Format::Jsonl => json_line(&mut out, claim),
                Format::Csv => rows::claim(&mut out, claim),
            }
        }
        out
    })
}
