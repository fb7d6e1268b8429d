//! `heshu read PATH…`

use std::process::ExitCode;

use clap::ValueEnum;
use heshu::model::Origin;
use jiff::civil::Date;
use serde::Serialize;

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
}

/// A document under the names that inputs have, so that the output can be read again.
#[derive(Serialize)]
struct Line {
    id: String,
    title: Option<String>,
    date: Option<Date>,
    publisher: Option<String>,
    url: Option<String>,
    text: String,
    origin: Origin,
}

/// Runs the command.
pub fn run(options: Options, session: &Session) -> anyhow::Result<ExitCode> {
    let Format::Jsonl = options.format;
    options.inputs.print(session, |d| {
        let mut out = Vec::with_capacity(d.text.len() + 512);
        let line = Line {
            id: d.id,
            title: d.title,
            date: d.published,
            publisher: d.publisher,
            url: d.url,
            text: d.text,
            origin: d.origin,
        };
        json_line(&mut out, &line);
        out
    })
}
