//! What is installed beside the program.

use clap::ValueEnum;
use clap_complete::Shell;

use crate::{root, run_in};

/// The commands, as `heshu help` lists them.
fn commands() -> Vec<String> {
    let help = run_in(root(), &["help"]).stdout;
    let help = String::from_utf8(help).expect("UTF-8");
    let listed = help.lines().skip_while(|l| !l.starts_with("Commands:")).skip(1).take_while(|l| !l.is_empty());
    listed.filter(|l| !l.starts_with("   ")).filter_map(|l| Some(l.split_whitespace().next()?.to_owned())).collect()
}

#[test]
fn the_version_names_the_rules() {
    let printed = run_in(root(), &["--version"]);
    let printed = String::from_utf8(printed.stdout).expect("UTF-8");
    let rules = heshu::rules::Rules::embedded().expect("rules").version;
    assert_eq!(printed.trim(), format!("heshu {} (rules {rules})", env!("CARGO_PKG_VERSION")));
}

#[test]
fn every_shell_completes_every_command() {
    let commands = commands();
    assert!(commands.len() > 15 && commands.iter().any(|c| c == "check"), "{commands:?}");
    for shell in Shell::value_variants() {
        let made = run_in(root(), &["completions", &shell.to_string()]);
        let script = String::from_utf8(made.stdout).expect("UTF-8");
        let missing: Vec<&String> = commands.iter().filter(|c| !script.contains(c.as_str())).collect();
        assert!(made.status.success() && missing.is_empty(), "{shell}: {missing:?}");
    }
}

#[test]
fn every_command_has_a_manual_page() {
    let folder = tempfile::tempdir().expect("a folder");
    let made = run_in(folder.path(), &["man", "share/man1"]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    for command in commands().iter().filter(|c| *c != "help") {
        let page = folder.path().join(format!("share/man1/heshu-{command}.1"));
        let page = std::fs::read_to_string(&page).unwrap_or_else(|e| panic!("{}: {e}", page.display()));
        assert!(page.contains(".SH SYNOPSIS") && page.contains(".SH OPTIONS"), "{page}");
    }
    let refused = run_in(root(), &["man", "Cargo.toml/pages"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("Cargo.toml/pages"));
}
