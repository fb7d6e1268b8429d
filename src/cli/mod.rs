//! The command line: one file a command.

mod check;
mod checks;
mod eval;
mod export;
mod extract;
mod inputs;
mod progress;
mod quantities;
mod read;
mod rules;
mod run;
mod store;
mod table;

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Parser, Subcommand, ValueEnum};
use heshu::ingest::{Problem, Weight};
use heshu::report::Lang;
use heshu::rules::{RuleFiles, Rules};

/// 核数: find every numeric claim in Chinese news, and what does not add up
#[derive(Parser)]
#[command(version, max_term_width = 100)]
struct Arguments {
    /// Folder of rule files that extend or replace the built-in ones
    #[arg(long, global = true, value_name = "DIR")]
    rules: Option<PathBuf>,
    /// Worker threads [default: one for each core]
    #[arg(long, global = true, value_name = "N")]
    threads: Option<usize>,
    /// Language of messages
    #[arg(long, global = true, value_enum, default_value_t = Language::Zh)]
    lang: Language,
    /// No progress, no warnings
    #[arg(long, short, global = true)]
    quiet: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Copy, ValueEnum)]
enum Language {
    Zh,
    En,
}

#[derive(Subcommand)]
enum Command {
    /// Read articles and source tables, check them, keep everything in a store
    Run(run::Options),
    /// Check articles and print what does not add up
    Check(check::Options),
    /// List the checks, or explain one
    Checks(checks::Options),
    /// Print claims: every number, what it is about, and where it stands
    Extract(extract::Options),
    /// Print numbers and times only
    Quantities(quantities::Options),
    /// Print the documents as they are read
    Read(read::Options),
    /// Print what a store holds
    Export(export::Options),
    /// Test, explain and list the rules
    Rules(rules::Options),
    /// Look after a store
    Store(store::Options),
    /// Source data
    Table(table::Options),
    /// Fit and judge attachments on annotated documents
    Eval(eval::Options),
}

/// What every command is given.
pub struct Session {
    /// The rules, loaded.
    pub rules: Arc<Rules>,
    /// Worker threads, at least 1.
    pub threads: usize,
    /// Language of messages.
    pub lang: Lang,
    /// No progress, no warnings.
    pub quiet: bool,
}

impl Session {
    /// Says what could not be read. True where something was lost, so that the exit code must say so.
    pub fn report(&self, problem: &Problem) -> bool {
        let (kind, mark) = match problem.weight() {
            Weight::Aside => return false,
            Weight::Warning if self.quiet => return false,
            Weight::Warning => (self.lang.pick("注意", "warning"), anstyle::AnsiColor::Yellow),
            Weight::Loss => (self.lang.pick("错误", "error"), anstyle::AnsiColor::Red),
        };
        let style = mark.on_default().bold();
        let message = problem.message();
        anstream::eprintln!("{style}{kind}{style:#}: {}: {}", problem.place(), self.lang.of(&message));
        problem.weight() == Weight::Loss
    }
}

/// Runs the command line. Exit code 0: all well, 1: `check` flagged something, 2: something could not be read.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match dispatch(arguments) {
        Ok(code) => code,
        // Whoever reads the output has seen enough.
        Err(e) if e.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe) => {
            ExitCode::SUCCESS
        }
        Err(e) => {
            anstream::eprintln!("heshu: {e:#}");
            ExitCode::from(2)
        }
    }
}

fn dispatch(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let files = match &arguments.rules {
        Some(folder) => RuleFiles::embedded().with_folder(folder)?,
        None => RuleFiles::embedded(),
    };
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    let session = Session {
        rules: Arc::new(Rules::load(&files)?),
        threads: arguments.threads.unwrap_or_else(cores).clamp(1, 256),
        lang: match arguments.lang {
            Language::Zh => Lang::Zh,
            Language::En => Lang::En,
        },
        quiet: arguments.quiet,
    };
    match arguments.command {
        Command::Run(options) => run::run(options, &session),
        Command::Check(options) => check::run(options, &session),
        Command::Checks(options) => checks::run(options, &session),
        Command::Extract(options) => extract::run(options, &session),
        Command::Quantities(options) => quantities::run(options, &session),
        Command::Read(options) => read::run(options, &session),
        Command::Export(options) => export::run(options, &session),
        Command::Rules(options) => rules::run(options, &session),
        Command::Eval(options) => eval::run(options, &session),
        Command::Store(options) => store::run(options, &session),
        Command::Table(options) => table::run(options, &session),
    }
}
