//! `heshu checks`, `heshu checks explain NAME`

use std::io::Write;
use std::process::ExitCode;

use heshu::desk::Unknown;
use heshu::model::Grade;
use heshu::report::Lang;
use heshu::rules::{Both, CheckRule, nearest};

use super::Session;

/// Arguments of the command.
#[derive(clap::Args)]
pub struct Options {
    #[command(subcommand)]
    task: Option<Task>,
}

#[derive(clap::Subcommand)]
enum Task {
    /// What a check reads, when it flags, what must not set it off, with examples
    Explain {
        /// Its name, e.g. change_pct
        name: String,
    },
    /// The same for all checks, as a Markdown page
    Page,
}

/// Runs the command. Without a task: one line a check.
pub fn run(options: Options, session: &Session) -> anyhow::Result<ExitCode> {
    let mut out = std::io::BufWriter::new(anstream::stdout().lock());
    let checks = session.rules.checks.all();
    match options.task {
        None => {
            for check in checks {
                let title = session.lang.pick(&check.title.zh, &check.title.en);
                writeln!(out, "{:<24} {:<11} {}", check.name, grade(check.grade), title)?;
            }
        }
        Some(Task::Explain { name }) => {
            let Some(check) = session.rules.checks.get(&name) else {
                let names = checks.iter().map(|c| c.name.as_str());
                let nearest = nearest(&name, names).map(str::to_owned);
                return Err(session.error(&Unknown { word: name, nearest }.message()));
            };
            explain(&mut out, check, session.lang)?;
        }
        Some(Task::Page) => page(&mut out, checks)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn grade(grade: Grade) -> &'static str {
    match grade {
        Grade::Decision => "decision",
        Grade::Arithmetic => "arithmetic",
        Grade::Style => "style",
    }
}

fn explain(out: &mut impl Write, check: &CheckRule, lang: Lang) -> std::io::Result<()> {
    let pick = |both: &Both| lang.pick(&both.zh, &both.en).to_owned();
    writeln!(out, "{} {} ({})", check.name, pick(&check.title), grade(check.grade))?;
    let lines = [
        (lang.pick("读", "reads"), pick(&check.reads)),
        (lang.pick("判", "rule"), pick(&check.rule)),
        (lang.pick("慎", "traps"), pick(&check.traps)),
        (lang.pick("✓", "✓"), check.pass.replace('\n', " / ")),
        (lang.pick("✗", "✗"), check.flag.replace('\n', " / ")),
    ];
    for (name, text) in lines {
        writeln!(out, "  {name}  {text}")?;
    }
    for (name, value) in check.limits() {
        writeln!(out, "  {name} = {value}")?;
    }
    Ok(())
}

/// The page under `docs/`, made from the rule files.
fn page(out: &mut impl Write, checks: &[CheckRule]) -> std::io::Result<()> {
    writeln!(out, "# The checks 检查一览\n")?;
    writeln!(out, "Made by `heshu checks page` from `rules/checks/`; edit those files, not this one.\n")?;
    let mut family = "";
    for check in checks.iter().filter(|c| c.family != "coverage") {
        if family != check.family {
            family = &check.family;
            writeln!(out, "## {family}\n")?;
        }
        writeln!(out, "### `{}` {} · {}\n", check.name, check.title.zh, check.title.en)?;
        writeln!(out, "Grade: {}{}.\n", grade(check.grade), if check.style { ", only with `--style`" } else { "" })?;
        for (name, both) in [("读 Reads", &check.reads), ("判 Rule", &check.rule), ("慎 Traps", &check.traps)] {
            writeln!(out, "- **{name}**: {} {}", both.zh, both.en)?;
        }
        writeln!(out, "- ✓ {}", check.pass.replace('\n', " / "))?;
        writeln!(out, "- ✗ {}\n", check.flag.replace('\n', " / "))?;
    }
    Ok(())
}
