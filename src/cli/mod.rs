//! The command line: one file a command.

mod addresses;
mod against;
mod baseline;
mod check;
mod checks;
mod config;
mod desk;
mod eval;
mod export;
mod extract;
mod facts;
mod faults;
mod inputs;
mod install;
mod progress;
mod quantities;
mod read;
mod rules;
mod run;
mod seeded;
mod serve;
mod store;
mod table;
mod trials;

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::error::ErrorKind;
use clap::{Parser, Subcommand, ValueEnum};
use heshu::desk::{Layer, Selection, Settings};
use heshu::ingest::{self, Problem, Weight};
use heshu::model::Message;
use heshu::report::Lang;
use heshu::rules::{RuleError, RuleFiles, Rules};

/// 核数: find every numeric claim in Chinese news, and what does not add up
#[derive(Parser)]
#[command(version, max_term_width = 100)]
struct Arguments {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// What every command takes.
#[derive(clap::Args)]
struct Global {
    /// Folder of rule files that extend or replace the built-in ones
    #[arg(long, global = true, value_name = "DIR")]
    rules: Option<PathBuf>,
    /// Worker threads [default: one for each core]
    #[arg(long, global = true, value_name = "N")]
    threads: Option<usize>,
    /// Language of messages [default: zh]
    #[arg(long, global = true, value_enum)]
    lang: Option<Language>,
    /// Whose money a bare 元 is, where neither publisher nor text tells: TWD, HKD, … [default: by script]
    #[arg(long, global = true, value_name = "CODE")]
    currency: Option<String>,
    /// No progress, no warnings
    #[arg(long, short, global = true)]
    quiet: bool,
    /// Settings, instead of the heshu.toml in the folder of the input or above it
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// No settings but the built-in ones
    #[arg(long, global = true, conflicts_with = "config")]
    no_config: bool,
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
    /// Dismiss findings with a reason, list such decisions, take them back
    Baseline(baseline::Options),
    /// List the checks, or explain one
    Checks(checks::Options),
    /// Show the settings that hold and where each comes from, or begin a heshu.toml
    Config(config::Options),
    /// Print claims: every number, what it is about, and where it stands
    Extract(extract::Options),
    /// Print numbers and times only
    Quantities(quantities::Options),
    /// Print the documents as they are read
    Read(read::Options),
    /// The review page of a store, in the browser
    Serve(serve::Options),
    /// Say what a store's articles state about one thing over time, and where they disagree
    Facts(facts::Options),
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
    /// Print what completes the commands in a shell
    Completions(install::Completions),
    /// Print the manual page, or write one for each command into a folder
    Man(install::Man),
}

/// What every command is given.
pub struct Session {
    /// The rules, loaded, with the settings laid over them.
    pub rules: Arc<Rules>,
    /// The folder of rule files laid over the built-in ones.
    pub folder: Option<PathBuf>,
    /// What the newsroom set.
    pub settings: Settings,
    /// The checks that are wanted.
    pub selection: Selection,
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

    /// The source tables that the settings name.
    pub fn tables(&self) -> Vec<PathBuf> {
        let listed = self.settings.tables.iter().flat_map(|t| &t.value);
        let files = listed.flat_map(|path| {
            if path.is_dir() {
                ingest::tables(std::slice::from_ref(path), &ingest::Options::default())
            } else {
                vec![path.clone()]
            }
        });
        files.collect()
    }

    /// A message as an error.
    pub fn error(&self, message: &Message) -> anyhow::Error {
        anyhow::anyhow!("{}", self.lang.of(message))
    }
}

/// Runs the command line. Exit code 0: all well, 1: `check` flagged something, 2: something could not be read.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        // What a figure came from: the program, and the rules that are built into it.
        Err(e) if e.kind() == ErrorKind::DisplayVersion => {
            anstream::println!("heshu {} (rules {})", env!("CARGO_PKG_VERSION"), RuleFiles::embedded().version());
            return ExitCode::SUCCESS;
        }
        Err(e) => e.exit(),
    };
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

fn dispatch(Arguments { global, command }: Arguments) -> anyhow::Result<ExitCode> {
    match command {
        Command::Check(options) => {
            let sessions = global.sessions(&options.inputs.paths, &options.layer())?;
            check::run(&options, &sessions)
        }
        Command::Run(options) => {
            let session = global.session(&options.inputs.paths)?;
            run::run(options, &session)
        }
        Command::Baseline(options) => baseline::run(&options, &global),
        Command::Checks(options) => checks::run(options, &global.session(&[])?),
        Command::Config(options) => config::run(options, &global),
        Command::Extract(options) => {
            let session = global.session(&options.inputs.paths)?;
            extract::run(options, &session)
        }
        Command::Quantities(options) => {
            let session = global.session(&options.inputs.paths)?;
            quantities::run(options, &session)
        }
        Command::Read(options) => {
            let session = global.session(&options.inputs.paths)?;
            read::run(options, &session)
        }
        Command::Serve(options) => serve::run(options, &global.session(&[])?),
        Command::Facts(options) => facts::run(options, &global.session(&[])?),
        Command::Export(options) => export::run(options, &global.session(&[])?),
        Command::Rules(options) => rules::run(options, &global.session(&[])?),
        Command::Eval(options) => eval::run(options, &global.session(&[])?),
        Command::Store(options) => store::run(options, &global.session(&[])?),
        Command::Table(options) => table::run(options, &global.session(&[])?),
        Command::Completions(options) => install::completions(&options),
        Command::Man(options) => install::man(&options),
    }
}

impl Global {
    /// The settings file that holds for a path.
    fn file_for(&self, path: &Path) -> Option<PathBuf> {
        match &self.config {
            _ if self.no_config => None,
            Some(file) => Some(file.clone()),
            None => heshu::desk::find(path),
        }
    }

    /// One session for each settings file among some paths, with the paths that it holds for, in order of the paths;
    /// for no paths, the folder at hand. `layer` is what the command line says about checks.
    fn sessions(&self, paths: &[PathBuf], layer: &Layer) -> anyhow::Result<Vec<(Session, Vec<PathBuf>)>> {
        let mut groups: Vec<(Option<PathBuf>, Vec<PathBuf>)> = Vec::new();
        for path in paths {
            let file = self.file_for(path);
            match groups.iter_mut().find(|(f, _)| *f == file) {
                Some((_, paths)) => paths.push(path.clone()),
                None => groups.push((file, vec![path.clone()])),
            }
        }
        if paths.is_empty() {
            groups.push((self.file_for(Path::new(".")), Vec::new()));
        }
        groups.into_iter().map(|(file, paths)| Ok((self.open(file.as_deref(), layer)?, paths))).collect()
    }

    /// The session of a command that works with one set of rules.
    fn session(&self, paths: &[PathBuf]) -> anyhow::Result<Session> {
        self.session_with(paths, &Layer::default())
    }

    /// The same, with what the command line says about checks.
    fn session_with(&self, paths: &[PathBuf], layer: &Layer) -> anyhow::Result<Session> {
        let mut files: Vec<Option<PathBuf>> = paths.iter().map(|p| self.file_for(p)).collect();
        files.dedup();
        if let [first, second, ..] = files.as_slice() {
            let name = |f: &Option<PathBuf>| f.as_ref().map_or("–".to_owned(), |f| f.display().to_string());
            let (a, b) = (name(first), name(second));
            let message = Message::new(
                format!("这些输入各有设置（{a}、{b}）；请分开运行，或用 --config 指定一个"),
                format!(
                    "these inputs stand under different settings ({a}, {b}); run them apart, or name one with --config"
                ),
            );
            return Err(anyhow::anyhow!("{}", self.lang().of(&message)));
        }
        let file = if paths.is_empty() { self.file_for(Path::new(".")) } else { files.pop().flatten() };
        self.open(file.as_deref(), layer)
    }

    /// Loads the settings and the rules.
    fn open(&self, file: Option<&Path>, layer: &Layer) -> anyhow::Result<Session> {
        let fault = |e: RuleError| anyhow::anyhow!("{}: {}", e.place(), self.lang().of(&e.message));
        let settings = file.map(Settings::load).transpose().map_err(fault)?.unwrap_or_default();
        let lang = self.lang.map(Lang::from).or(settings.lang.as_ref().map(|l| l.value)).unwrap_or_default();
        let fault = |e: RuleError| anyhow::anyhow!("{}: {}", e.place(), lang.of(&e.message));
        let files = RuleFiles::embedded();
        let folder = self.rules.clone().or_else(|| settings.rules.as_ref().map(|r| r.value.clone()));
        let files = match &folder {
            Some(folder) => files.with_folder(folder).map_err(fault)?,
            None => files,
        };
        let mut rules = Rules::load(&files).map_err(fault)?;
        let selection = settings.apply(&mut rules).map_err(fault)?;
        if let Some(code) = &self.currency {
            rules.set_currency(&code.to_uppercase()).map_err(|_| {
                let message = Message::new(
                    format!("--currency {code}：没有这个货币代码；请写 ISO 4217 代码，如 CNY、HKD、TWD"),
                    format!("--currency {code}: no such currency; give an ISO 4217 code such as CNY, HKD or TWD"),
                );
                anyhow::anyhow!("{}", lang.of(&message))
            })?;
        }
        let selection =
            selection.with(layer, &rules.checks).map_err(|e| anyhow::anyhow!("{}", lang.of(&e.message())))?;
        selection.apply(&mut rules.checks);
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Session {
            rules: Arc::new(rules),
            folder,
            settings,
            selection,
            threads: self.threads.unwrap_or_else(cores).clamp(1, 256),
            lang,
            quiet: self.quiet,
        })
    }

    /// The language before any settings are known.
    fn lang(&self) -> Lang {
        self.lang.map(Lang::from).unwrap_or_default()
    }
}

impl From<Language> for Lang {
    fn from(language: Language) -> Lang {
        match language {
            Language::Zh => Lang::Zh,
            Language::En => Lang::En,
        }
    }
}
