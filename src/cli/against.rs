//! `heshu check --against OLD NEW…`

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use heshu::desk::{Changes, Draft, changes, pair};
use heshu::model::{Claim, Finding, Message, Verdict};
use heshu::report;
use serde::Serialize;

use super::check::{Format, Options};
use super::desk::{Checked, Desk};
use super::inputs::json_line;

/// One change as a line of JSON.
#[derive(Serialize)]
#[serde(tag = "change", rename_all = "snake_case")]
enum Line<'d> {
    FindingNew { finding: &'d Finding },
    FindingStanding { finding: &'d Finding },
    FindingGone { finding: &'d Finding },
    NumberChanged { old: &'d Claim, new: &'d Claim },
    NumberAdded { new: &'d Claim },
    NumberRemoved { old: &'d Claim },
}

/// Prints what the new drafts changed. Exit code 1: something in them is flagged.
pub fn run(options: &Options, desks: &[Desk<'_>], old: &Path) -> anyhow::Result<ExitCode> {
    let Some(first) = desks.first() else { return Ok(ExitCode::SUCCESS) };
    let lang = first.session.lang;
    if options.format == Format::Sarif {
        return Err(first.session.error(&Message::new(
            "--against 没有 sarif 格式；用 --format jsonl",
            "--against has no SARIF form; say --format jsonl",
        )));
    }
    let (mut before, mut after) = (Vec::new(), Vec::new());
    let mut unreadable = first.each(&options.inputs, &[old.to_owned()], |c| keep(&mut before, c))?;
    for desk in desks {
        unreadable |= desk.all(&options.inputs, |c| keep(&mut after, c))? | desk.unreadable;
    }
    let (pairs, lost) = pair(&before, &after);
    let mut out = io::BufWriter::new(anstream::stdout().lock());
    let mut all = Vec::new();
    for (old, new) in pairs {
        let nothing = || Changes { new: new.findings.iter().collect(), ..Changes::default() };
        let made = old.map_or_else(nothing, |old| changes(old, new));
        let mut bytes = Vec::new();
        if options.format == Format::Jsonl {
            lines(&made).iter().for_each(|line| json_line(&mut bytes, line));
        } else {
            let mut text = String::new();
            report::changes(&mut text, old, new, &made, lang);
            text.push('\n');
            bytes = text.into_bytes();
        }
        out.write_all(&bytes)?;
        all.push(made);
    }
    if options.format == Format::Text {
        let mut text = String::new();
        report::changes_in_short(&mut text, &all, lost.len(), lang);
        out.write_all(text.as_bytes())?;
    }
    out.flush()?;
    let flagged = all.iter().flat_map(|c| c.new.iter().chain(&c.standing)).any(|f| f.verdict == Verdict::Flag);
    Ok(ExitCode::from(if unreadable { 2 } else { u8::from(flagged) }))
}

fn keep(drafts: &mut Vec<Draft>, checked: Checked) -> io::Result<()> {
    let findings = checked.open().cloned().collect();
    drafts.push(Draft { document: checked.document, claims: checked.claims, findings });
    Ok(())
}

fn lines<'d>(made: &Changes<'d>) -> Vec<Line<'d>> {
    let findings = made.new.iter().map(|&finding| Line::FindingNew { finding });
    let findings = findings.chain(made.standing.iter().map(|&finding| Line::FindingStanding { finding }));
    let findings = findings.chain(made.gone.iter().map(|&finding| Line::FindingGone { finding }));
    let numbers = made.changed.iter().map(|&(old, new)| Line::NumberChanged { old, new });
    let numbers = numbers.chain(made.added.iter().map(|&new| Line::NumberAdded { new }));
    let numbers = numbers.chain(made.removed.iter().map(|&old| Line::NumberRemoved { old }));
    findings.chain(numbers).collect()
}
