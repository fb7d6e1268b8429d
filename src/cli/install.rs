//! `heshu completions`, `heshu man`: what shells and `man` know of the program, made from the definitions of its commands.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::CommandFactory;

use super::Arguments;

/// Arguments of `heshu completions`.
#[derive(clap::Args)]
pub struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: clap_complete::Shell,
}

/// Arguments of `heshu man`.
#[derive(clap::Args)]
pub struct Man {
    /// Folder for the pages, one for each command [default: print that of the program]
    folder: Option<PathBuf>,
}

/// Prints a script that completes commands and arguments.
pub fn completions(options: &Completions) -> anyhow::Result<ExitCode> {
    // Made whole before it is written: the generator panics where its output is closed.
    let mut script = Vec::new();
    clap_complete::generate(options.shell, &mut Arguments::command(), "heshu", &mut script);
    std::io::stdout().write_all(&script)?;
    Ok(ExitCode::SUCCESS)
}

/// Prints the manual page of the program, or writes all pages.
pub fn man(options: &Man) -> anyhow::Result<ExitCode> {
    match &options.folder {
        None => clap_mangen::Man::new(Arguments::command()).render(&mut std::io::stdout())?,
        Some(folder) => std::fs::create_dir_all(folder)
            .and_then(|()| clap_mangen::generate_to(Arguments::command(), folder))
            .with_context(|| folder.display().to_string())?,
    }
    Ok(ExitCode::SUCCESS)
}
