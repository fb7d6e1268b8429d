//! `heshu eval faults PATH…`: alters one number in each relation that holds, and counts what the checks
//! find and repair.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::Arc;

use heshu::check::Checker;
use heshu::check::faults::{self, AMONG, FaultKind};
use heshu::extract::Extractor;
use heshu::model::Document;

use super::Session;
use super::inputs::Inputs;

/// Arguments of the command.
#[derive(clap::Args)]
pub struct Options {
    #[command(flatten)]
    inputs: Inputs,
    /// Which digit is altered depends on this number and the article
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many faults to show that were not flagged, or not repaired
    #[arg(long, value_name = "N", default_value_t = 0)]
    show: usize,
}

/// Counts of one kind of fault.
#[derive(Default, Clone, Copy)]
struct Count {
    made: u32,
    flagged: u32,
    first: u32,
    among_three: u32,
}

/// Runs the command.
pub fn run(options: Options, session: &Session) -> anyhow::Result<ExitCode> {
    let extractor = Extractor::new(Arc::clone(&session.rules));
    let checker = Checker::new(Arc::clone(&session.rules));
    let work = |document: Document| {
        let extraction = extractor.extract(&document);
        let findings = checker.check(&document, &extraction);
        let faults = faults::seed(&session.rules, &document, &extraction, &findings, options.seed);
        faults.into_iter().map(|f| (faults::judge(&extractor, &checker, &f), f)).collect::<Vec<_>>()
    };
    let mut kinds: BTreeMap<FaultKind, Count> = BTreeMap::new();
    let mut checks: BTreeMap<String, Count> = BTreeMap::new();
    let (mut told, mut open) = (Count::default(), Count::default());
    let mut shown = 0;
    let unreadable =
        options.inputs.each(session, &options.inputs.paths, options.inputs.options(true), work, |faults| {
            for (outcome, fault) in faults {
                let count = |c: &mut Count| {
                    c.made += 1;
                    c.flagged += u32::from(outcome.flagged);
                    c.first += u32::from(outcome.repaired == Some(0));
                    c.among_three += u32::from(outcome.repaired.is_some_and(|n| n < AMONG));
                };
                count(kinds.entry(fault.kind).or_default());
                count(checks.entry(fault.check.clone()).or_default());
                count(if fault.is_determined() { &mut told } else { &mut open });
                if shown < options.show && outcome.repaired.is_none_or(|n| n >= AMONG) {
                    shown += 1;
                    let missed = if outcome.flagged { "not repaired" } else { "not flagged" };
                    let offered = match outcome.offered.as_slice() {
                        [] => String::new(),
                        some => format!("; offered {}", some.join(", ")),
                    };
                    anstream::println!(
                        "{missed}: {} {} {}:{}-{} {} → {}{offered}",
                        fault.check,
                        name(fault.kind),
                        fault.document.id,
                        fault.span.start,
                        fault.span.end,
                        fault.original,
                        fault.altered
                    );
                }
            }
            Ok(())
        })?;
    anstream::println!("{:22}{:>7}{:>9}{:>7}{:>14}{:>9}", "", "faults", "flagged", "share", "among first 3", "share");
    let mut total = Count::default();
    for (kind, c) in &kinds {
        line(name(*kind), c);
        total.made += c.made;
        total.flagged += c.flagged;
        total.first += c.first;
        total.among_three += c.among_three;
    }
    line("all", &total);
    anstream::println!();
    line("one value fits", &told);
    line("many values fit", &open);
    anstream::println!();
    for (check, c) in &checks {
        line(check, c);
    }
    Ok(if unreadable { ExitCode::from(2) } else { ExitCode::SUCCESS })
}

fn name(kind: FaultKind) -> &'static str {
    match kind {
        FaultKind::Percent => "percent",
        FaultKind::Count => "count",
        FaultKind::Unit => "unit",
        FaultKind::Direction => "direction",
        FaultKind::Date => "date",
    }
}

fn line(name: &str, c: &Count) {
    let share = |part: u32, whole: u32| (100 * part).checked_div(whole).map_or("–".to_owned(), |n| format!("{n}%"));
    anstream::println!(
        "{name:22}{:>7}{:>9}{:>7}{:>14}{:>9}",
        c.made,
        c.flagged,
        share(c.flagged, c.made),
        c.among_three,
        share(c.among_three, c.flagged)
    );
}
