//! The command line: one file a command.

mod check;
mod extract;
mod quantities;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Parser, Subcommand};
use heshu::rules::{RuleFiles, Rules};

/// 核数: find every numeric claim in Chinese news, and what does not add up
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Folder of rule files that extend or replace the built-in ones
    #[arg(long, global = true, value_name = "DIR")]
    rules: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Print numbers and times as JSON lines
    Quantities(quantities::Options),
    /// Print claims as JSON lines
    Extract(extract::Options),
    /// Check articles and print findings
    Check(check::Options),
}

/// Runs the command line. Exit code 0: nothing flagged, 1: flagged, 2: something could not be read.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(arguments) {
        Ok(code) => code,
        Err(e) => {
            anstream::eprintln!("heshu: {e:#}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let files = match &arguments.rules {
        Some(folder) => RuleFiles::embedded().with_folder(folder)?,
        None => RuleFiles::embedded(),
    };
    let rules = Arc::new(Rules::load(&files)?);
    match arguments.command {
        Command::Quantities(options) => quantities::run(options, &rules),
        Command::Extract(options) => extract::run(options, rules),
        Command::Check(options) => check::run(options, rules),
    }
}
