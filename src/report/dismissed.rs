//! Findings that somebody dismissed, and decisions that no longer meet one.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Effects, Style};

use crate::desk::Dismissal;
use crate::model::{Document, Finding};

use super::Lang;
use super::excerpt::place;
use super::finding::looks;
use super::layout::{width_of, wrap};

pub(crate) const DIM: Style = Style::new().effects(Effects::DIMMED);

/// Prints a dismissed finding: it stays visible, in two lines.
pub fn dismissed(out: &mut String, finding: &Finding, dismissal: &Dismissal, documents: &[&Document], lang: Lang) {
    let head = format!("{}[{}]: ", lang.pick("已核定", "dismissed"), finding.check);
    let message = wrap(lang.of(&finding.message), width_of(&head), 2);
    let _ = writeln!(out, "{DIM}{head}{message}{DIM:#}");
    for document in documents {
        let first = finding.spans.iter().find(|s| s.doc == document.id);
        let _ = writeln!(out, "{DIM}   ┌ {}{DIM:#}", place(document, first));
    }
    let label = format!("   = {}: ", lang.pick("理由", "reason"));
    let reason = wrap(&reason(dismissal, lang), width_of(&label), width_of(&label));
    let _ = writeln!(out, "{DIM}{label}{reason}{DIM:#}");
}

/// The reason of a decision, with who took it and when.
pub(crate) fn reason(dismissal: &Dismissal, lang: Lang) -> String {
    let day: String = dismissal.when.to_string().chars().take(10).collect();
    let who = [dismissal.who.as_str(), &day];
    let who: Vec<&str> = who.into_iter().filter(|w| !w.is_empty()).collect();
    match lang {
        Lang::Zh => format!("{}（{}）", dismissal.reason, who.join("，")),
        Lang::En => format!("{} ({})", dismissal.reason, who.join(", ")),
    }
}

/// Lists decisions that no finding meets any more.
pub fn orphans(out: &mut String, orphans: &[&Dismissal], lang: Lang) {
    if orphans.is_empty() {
        return;
    }
    let n = orphans.len();
    let head = match lang {
        Lang::Zh => format!("有 {n} 条核定已对不上任何一处（稿件改过，或检查变了）："),
        Lang::En => format!("{n} decision(s) no longer meet a finding (the text or the check has changed):"),
    };
    let style = AnsiColor::Yellow.on_default();
    let _ = writeln!(out, "{style}{}{style:#}", wrap(&head, 0, 0));
    for orphan in orphans {
        let line =
            format!("{} {}[{}] {}", short(&orphan.fingerprint), orphan.docs.join(" "), orphan.check, orphan.said);
        let _ = writeln!(out, "  {}", wrap(&line, 2, 4));
    }
}

/// Lists a finding by the fingerprint that a decision names.
pub fn open(out: &mut String, finding: &Finding, place: &str, lang: Lang) {
    let (_, name, style) = looks(finding.verdict, finding.grade, lang);
    let head = format!("{}  {place} {name}[{}]: ", short(&finding.fingerprint), finding.check);
    let message = wrap(lang.of(&finding.message), width_of(&head), 10);
    let _ =
        writeln!(out, "{}  {place} {style}{name}{style:#}[{}]: {message}", short(&finding.fingerprint), finding.check);
}

/// Lists a decision.
pub fn dismissal(out: &mut String, dismissal: &Dismissal, lang: Lang) {
    let docs = dismissal.docs.join(" ");
    let line = format!("{}  {docs} [{}]: {}", short(&dismissal.fingerprint), dismissal.check, dismissal.said);
    let _ = writeln!(out, "{}", wrap(&line, 0, 10));
    let _ = writeln!(out, "          {}", wrap(&reason(dismissal, lang), 10, 10));
}

/// As much of a fingerprint as tells it from others.
pub(crate) fn short(fingerprint: &str) -> &str {
    fingerprint.get(..8).unwrap_or(fingerprint)
}
