//! `heshu extract PATH…`

use std::io::Write;
use std::process::ExitCode;

use clap::ValueEnum;
use heshu::extract::Extractor;
use heshu::model::Claim;

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
        writeln!(std::io::stdout(), "{}", COLUMNS.join(","))?;
    }
    options.inputs.print(session, |document| {
        let mut out = Vec::new();
        for claim in &extractor.extract(&document).claims {
            match options.format {
                Format::Jsonl => json_line(&mut out, claim),
                Format::Csv => csv_row(&mut out, claim),
            }
        }
        out
    })
}

const COLUMNS: [&str; 27] = [
    "doc",
    "title",
    "publisher",
    "published",
    "start",
    "end",
    "quantity",
    "kind",
    "value",
    "value_max",
    "unit",
    "approx",
    "lower",
    "upper",
    "subject",
    "entity",
    "metric",
    "metric_id",
    "time",
    "from",
    "to",
    "role",
    "direction",
    "baseline",
    "source",
    "modality",
    "sentence",
];

fn csv_row(out: &mut Vec<u8>, claim: &Claim) {
    let text = |v: &Option<String>| v.clone().unwrap_or_default();
    let q = &claim.quantity;
    let time = claim.time.as_ref();
    let mut row = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(out);
    // Writing to memory cannot fail, and every row has as many cells as the header.
    let _ = row.write_record([
        claim.doc.id.clone(),
        text(&claim.doc.title),
        text(&claim.doc.publisher),
        claim.doc.published.map(|d| d.to_string()).unwrap_or_default(),
        q.start.to_string(),
        q.end.to_string(),
        q.text.clone(),
        name(&q.kind),
        q.value.to_string(),
        q.value_max.map(|v| v.to_string()).unwrap_or_default(),
        text(&q.unit),
        name(&q.approx),
        q.lower.map(|v| v.to_string()).unwrap_or_default(),
        q.upper.map(|v| v.to_string()).unwrap_or_default(),
        claim.subject.as_ref().map(|s| s.text.clone()).unwrap_or_default(),
        claim.subject.as_ref().and_then(|s| s.entity.clone()).unwrap_or_default(),
        claim.metric.as_ref().map(|m| m.text.clone()).unwrap_or_default(),
        claim.metric.as_ref().and_then(|m| m.id.clone()).unwrap_or_default(),
        time.and_then(|t| t.norm.clone()).unwrap_or_default(),
        time.and_then(|t| t.from).map(|d| d.to_string()).unwrap_or_default(),
        time.and_then(|t| t.to).map(|d| d.to_string()).unwrap_or_default(),
        name(&claim.role),
        claim.direction.as_ref().map(name).unwrap_or_default(),
        claim.baseline.as_ref().map(|b| b.text.clone()).unwrap_or_default(),
        claim.source.as_ref().map(|s| s.text.clone()).unwrap_or_default(),
        name(&claim.modality),
        claim.sentence.text.clone(),
    ]);
    let _ = row.flush();
}

/// The published name of a closed list's member.
fn name(member: &impl serde::Serialize) -> String {
    match serde_json::to_value(member) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}
