//! Everything a user could see, and the laws of the house. One binary, because each further one links for long.

mod archives;
mod browser;
mod checks;
#[cfg(feature = "arrow")]
mod columns;
mod corpus;
mod exports;
mod facts;
mod fetched;
mod formats;
mod gold;
mod installed;
mod interrupted;
mod lexicon;
mod numbers;
mod properties;
mod repeated;
mod review;
mod rooms;
mod rules;
mod sessions;
mod source_data;
mod styles;
mod tables;
mod unreadable;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The repository.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The program with some arguments.
fn heshu(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_heshu"));
    command.args(arguments);
    command
}

/// What the program prints with some arguments in a folder.
fn run_in(folder: &Path, arguments: &[&str]) -> Output {
    heshu(arguments).current_dir(folder).output().expect("heshu starts")
}

/// Every file below a folder.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    let mut todo = vec![folder.to_owned()];
    while let Some(at) = todo.pop() {
        for entry in std::fs::read_dir(&at).expect("a folder").map(|e| e.expect("an entry").path()) {
            if entry.is_dir() { todo.push(entry) } else { out.push(entry) }
        }
    }
    out.sort();
    out
}
