//! A room imports only rooms below it; the pure rooms stay pure.

use std::path::Path;

use crate::{files_below, root};

/// From the lowest to the highest, as ARCHITECTURE.md lists them.
const ROOMS: [&str; 16] = [
    "model", "text", "rules", "quantity", "extract", "ingest", "tables", "link", "check", "store", "pipeline", "desk",
    "report", "export", "review", "cli",
];

/// Rooms that do no input or output, with the files that may (loading of rules).
const PURE: [(&str, &[&str]); 6] =
    [("text", &[]), ("rules", &["source.rs"]), ("quantity", &[]), ("extract", &[]), ("link", &[]), ("check", &[])];

/// What a pure room must not hold.
const IMPURE: [&str; 12] = [
    "std::fs",
    "std::net",
    "std::io",
    "std::env",
    "std::process",
    "std::thread",
    "println!",
    "eprintln!",
    "print!(",
    "SystemTime",
    "Instant::now",
    "todo!(",
];

/// Source lines without comments and without the tests at the end of a file; a `use` over several lines is one.
fn code(path: &Path) -> Vec<(usize, String)> {
    let text = std::fs::read_to_string(path).expect("a source file");
    let lines = text.lines().enumerate().take_while(|(_, line)| !line.starts_with("#[cfg(test)]"));
    let lines = lines.filter(|(_, line)| !line.trim_start().starts_with("//"));
    let mut out: Vec<(usize, String)> = Vec::new();
    for (n, line) in lines {
        let is_use = |text: &str| text.starts_with("use ") || text.starts_with("pub use ");
        match out.last_mut() {
            Some((_, last)) if is_use(last) && !last.contains(';') => last.push_str(line.trim()),
            _ => out.push((n + 1, line.to_owned())),
        }
    }
    out
}

fn room_of(path: &Path) -> Option<String> {
    let inner = path.strip_prefix(root().join("src")).ok()?;
    let first = inner.components().next()?.as_os_str().to_str()?;
    Some(first.trim_end_matches(".rs").to_owned())
}

/// The rooms that a line names after `crate::` or `heshu::`, groups in braces included.
fn named(line: &str) -> Vec<String> {
    let mut out = Vec::new();
    for prefix in ["crate::", "heshu::"] {
        for (at, _) in line.match_indices(prefix) {
            let rest = &line[at + prefix.len()..];
            let group = rest.strip_prefix('{').map(|inner| inner.split(';').next().unwrap_or(inner));
            let items = group.map_or_else(|| vec![rest], |inner| inner.split([',', ' ', '{']).collect());
            out.extend(items.iter().map(|item| {
                item.trim().chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect::<String>()
            }));
        }
    }
    out
}

#[test]
fn rooms_import_only_rooms_below_them() {
    let rank = |room: &str| ROOMS.iter().position(|r| *r == room);
    let mut wrong = Vec::new();
    for path in files_below(&root().join("src")) {
        let Some(own) = room_of(&path).filter(|_| path.extension().is_some_and(|e| e == "rs")) else { continue };
        if own == "main" || own == "lib" {
            continue;
        }
        let height = rank(&own).unwrap_or_else(|| panic!("{}: {own} is no room of ARCHITECTURE.md", path.display()));
        for (n, line) in code(&path) {
            for room in named(&line) {
                if rank(&room).is_some_and(|r| r > height) {
                    wrong.push(format!("{}:{n}: {own} must not use {room}, which stands above it", path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_import_test_sees_upward_imports() {
    let group = named("use crate::{model::{Claim, Document}, store::Store};");
    assert!(group.contains(&"model".to_owned()) && group.contains(&"store".to_owned()), "{group:?}");
    assert_eq!(named("    let x = crate::report::Lang::Zh;"), ["report"]);
}

#[test]
fn pure_rooms_do_no_input_or_output() {
    let mut wrong = Vec::new();
    for (room, exempt) in PURE {
        for path in files_below(&root().join("src").join(room)) {
            let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
            if !name.ends_with(".rs") || exempt.contains(&name) {
                continue;
            }
            for (n, line) in code(&path) {
                wrong.extend(
                    IMPURE.iter().filter(|what| line.contains(**what)).map(|w| format!("{}:{n}: {w}", path.display())),
                );
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
