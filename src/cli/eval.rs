//! `heshu eval …`: fits the models of attachment on annotated documents and judges them on documents
//! that they were not fitted on.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use heshu::extract::gold::Gold;
use heshu::extract::learn::{Part, Teacher};
use heshu::rules::WeightTables;

use super::Session;

/// Arguments of the command.
#[derive(clap::Args)]
pub struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Fit all weights: five-fold cross-validation first, then on everything
    Fit(Fit),
    /// Alter one number in each relation that holds, and count what is flagged and repaired
    Faults(super::seeded::Options),
}

#[derive(clap::Args)]
struct Fit {
    /// Annotated documents (JSON lines)
    #[arg(required = true)]
    gold: Vec<PathBuf>,
    /// Folder for the weights, one file a model (`rules/weights` for the built-in ones)
    #[arg(long, value_name = "DIR")]
    weights: Option<PathBuf>,
    /// File for the claims of each document as models see it that were not fitted on it
    #[arg(long, value_name = "FILE")]
    claims: Option<PathBuf>,
    /// Take the annotated quantities instead of reading them: the faults of attachment alone
    #[arg(long)]
    oracle: bool,
    /// Fit these alone; the others stay as they are, so that figures of what rests on them are not held out
    #[arg(long, value_name = "PART", value_parser = Part::ALL.map(|(name, _)| name))]
    only: Vec<String>,
}

/// Runs the command.
pub fn run(options: Options, session: &Session) -> anyhow::Result<ExitCode> {
    let fit = match options.command {
        Command::Fit(fit) => fit,
        Command::Faults(options) => return super::seeded::run(options, session),
    };
    let mut docs: Vec<Gold> = Vec::new();
    for path in &fit.gold {
        let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
        for (n, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
            docs.push(serde_json::from_str(line).with_context(|| format!("{}:{}", path.display(), n + 1))?);
        }
    }
    let chosen = |name: &str| fit.only.is_empty() || fit.only.iter().any(|o| o == name);
    let parts: Vec<Part> = Part::ALL.iter().filter(|(name, _)| chosen(name)).map(|(_, part)| *part).collect();
    let teacher = Teacher::new(Arc::clone(&session.rules), &docs, fit.oracle, &parts);
    let learned = teacher.learn(|what| {
        if !session.quiet {
            anstream::eprintln!("{what}");
        }
    });
    if let Some(path) = &fit.claims {
        let mut out = std::io::BufWriter::new(std::fs::File::create(path)?);
        for claim in teacher.extract(&learned.folds) {
            serde_json::to_writer(&mut out, &claim)?;
            out.write_all(b"\n")?;
        }
        out.flush()?;
    }
    if let Some(folder) = &fit.weights {
        std::fs::create_dir_all(folder)?;
        for (model, weights) in &learned.weights {
            std::fs::write(folder.join(format!("{model}.toml")), WeightTables::write(model, weights))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
