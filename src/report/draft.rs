//! What a new draft changed, for people.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use crate::desk::{Changes, Draft};
use crate::model::{Claim, Document, Field, FieldSpan, Finding};

use super::Lang;
use super::excerpt::{heading, place};
use super::finding::{finding, looks};
use super::layout::{WIDTH, cut, width_of, wrap};
use super::sheet::about;

const BOLD: Style = Style::new().bold();

/// Prints what became of one article; `old` is None for one that has no older draft.
pub fn changes(out: &mut String, old: Option<&Draft>, new: &Draft, changes: &Changes<'_>, lang: Lang) {
    let before = old.map_or(lang.pick("（没有旧稿）", "(no older draft)"), |d| d.document.origin.path.as_str());
    let head = format!("{before} → ");
    let _ = writeln!(out, "{BOLD}{head}{}{BOLD:#}", heading(&new.document, None, width_of(&head)));
    let title = |out: &mut String, zh: &str, en: &str, n: usize| {
        if n > 0 {
            let _ = match lang {
                Lang::Zh => writeln!(out, "{BOLD}{zh}{BOLD:#}（{n}）"),
                Lang::En => writeln!(out, "{BOLD}{en}{BOLD:#} ({n})"),
            };
        }
        n > 0
    };
    if title(out, "新出现", "new findings", changes.new.len()) {
        for f in &changes.new {
            finding(out, f, &[&new.document], lang);
        }
    }
    title(out, "仍在", "still there", changes.standing.len());
    changes.standing.iter().for_each(|f| one_line(out, f, &new.document, lang));
    title(out, "不再出现", "no longer there", changes.gone.len());
    if let Some(old) = old {
        changes.gone.iter().for_each(|f| one_line(out, f, &old.document, lang));
    }
    title(out, "改了的数字", "numbers changed", changes.changed.len());
    for (before, after) in &changes.changed {
        let text = format!("{} → {}", before.quantity.text, after.quantity.text);
        number(out, ('~', AnsiColor::Yellow), &text, after, &new.document, lang);
    }
    title(out, "添上的数字", "numbers added", changes.added.len());
    for claim in &changes.added {
        number(out, ('+', AnsiColor::Green), &claim.quantity.text, claim, &new.document, lang);
    }
    title(out, "删去的数字", "numbers removed", changes.removed.len());
    if let Some(old) = old {
        for claim in &changes.removed {
            number(out, ('-', AnsiColor::Red), &claim.quantity.text, claim, &old.document, lang);
        }
    }
    if changes.is_empty() {
        let _ = writeln!(
            out,
            "  {}",
            lang.pick("数字没有变，也没有新的不符之处。", "No number changed, nothing new that does not add up.")
        );
    }
}

/// A finding in a line or two, with its place.
fn one_line(out: &mut String, finding: &Finding, document: &Document, lang: Lang) {
    let (sign, name, style) = looks(finding.verdict, finding.grade, lang);
    let place = place(document, finding.spans.first());
    let head = format!("  {sign} {place} {name}[{}]: ", finding.check);
    let message = wrap(lang.of(&finding.message), width_of(&head), 4);
    let _ = writeln!(out, "  {style}{sign}{style:#} {place} {style}{name}[{}]{style:#}: {message}", finding.check);
}

/// A number with what it is about and its place.
fn number(
    out: &mut String,
    (sign, colour): (char, AnsiColor),
    text: &str,
    claim: &Claim,
    document: &Document,
    lang: Lang,
) {
    let span = FieldSpan {
        doc: document.id.clone(),
        field: claim.field,
        start: claim.quantity.start,
        end: claim.quantity.end,
    };
    let line = match claim.field {
        Field::Title => lang.pick("题", "title").to_owned(),
        Field::Text => place(document, Some(&span)).rsplit_once(':').map_or(String::new(), |(_, line)| line.to_owned()),
    };
    let style = colour.on_default();
    let text = cut(text, 34);
    let pad = 36_usize.saturating_sub(width_of(&text));
    let about = cut(&about(claim, lang), WIDTH - 46);
    let _ = writeln!(out, "  {style}{sign}{style:#} {line:>4}  {text}{:pad$} {about}", "");
}

/// One line on all articles.
pub fn changes_in_short(out: &mut String, all: &[Changes<'_>], lost: usize, lang: Lang) {
    let sum = |count: &dyn Fn(&Changes<'_>) -> usize| all.iter().map(count).sum::<usize>();
    let (gone, new, standing) = (sum(&|c| c.gone.len()), sum(&|c| c.new.len()), sum(&|c| c.standing.len()));
    let (changed, added, removed) = (sum(&|c| c.changed.len()), sum(&|c| c.added.len()), sum(&|c| c.removed.len()));
    let mut text = match lang {
        Lang::Zh => format!(
            "不符与留意：新出现 {new}，仍在 {standing}，不再出现 {gone}。数字：改 {changed}，添 {added}，删 {removed}。"
        ),
        Lang::En => format!(
            "Findings: {new} new, {standing} still there, {gone} no longer there. Numbers: {changed} changed, {added} added, {removed} removed."
        ),
    };
    if lost > 0 {
        text.push_str(&match lang {
            Lang::Zh => format!("有 {lost} 篇旧稿没有新稿。"),
            Lang::En => format!(" {lost} older article(s) have no new draft."),
        });
    }
    let _ = writeln!(out, "{}", wrap(&text, 0, 0));
}
