//! One number: what it was read as, what it was corrected to, and by whom.

use maud::{Markup, html};

use super::{Visit, layout, minute};
use crate::model::{Claim, Correction, Direction, Modality, Role, Stated};
use crate::report::{Lang, number};
use crate::review::correct::{DIRECTIONS, MODALITIES, ROLES};
use crate::review::text::{Mark, foreign, marked, plain};
use crate::review::words;
use crate::store::Article;

/// Where the page of a claim is.
pub fn address(article: &str, claim: &str) -> String {
    format!("/claim/{article}/{claim}")
}

/// The page; None where the article has no such claim. `entries`: its corrections.
pub fn claim(article: &Article, id: &str, entries: &[Correction], visit: &Visit) -> Option<Markup> {
    let lang = visit.lang;
    let claim = article.claims.iter().find(|c| c.id == id)?;
    let key = article.document.key();
    let title = lang.pick("一个数字", "One number");
    let is_corrected = entries.last().is_some_and(|e| e.now.is_some());
    let inner = html! {
        p.row {
            a href={ "/article/" (key) } data-key="q" { "← " (lang.pick("这篇文章", "The article")) }
            a href={ "/?article=" (key) "&verdict=any&grade=any&status=any" } { (lang.pick("这一篇的全部提示", "All findings of this article")) }
        }
        h1 { (foreign(&claim.quantity.text)) @if is_corrected { " " span.tag.fixed { (lang.pick("已更正", "corrected")) } } }
        article.text lang="zh" dir="ltr" { p { (sentence(claim)) } }
        p.dim { (lang.pick(
            "读错了就在这里更正：词语照原文填写，空着表示没有。更正只增不改，导出的数字照更正后的；已有的提示不重算。",
            "Correct here what was read wrongly: words as they stand in the article, empty for none. Corrections are only ever added; exports follow them, findings are not made anew.",
        )) }
        form method="post" action="/correct" {
            input type="hidden" name="article" value=(key);
            input type="hidden" name="claim" value=(id);
            (fields(&Stated::of(claim), lang))
            p { label { (lang.pick("备注 ", "Comment ")) input name="comment" maxlength="2000" data-key="c"; } }
            button { (lang.pick("更正", "Correct")) }
            @if is_corrected { " " button name="undo" value="1" data-key="z" { (lang.pick("撤回更正 ", "Take corrections back ")) kbd { "z" } } }
        }
        p.small { @for (kind, name) in [("entity", claim.subject.as_ref().map(|m| &m.text)), ("metric", claim.metric.as_ref().map(|m| &m.text))] {
            @if let Some(name) = name {
                @let query = form_urlencoded::Serializer::new(String::new()).extend_pairs([("kind", kind), ("name", name)]).finish();
                a href={ "/names?" (query) } { (lang.pick("别的名称：", "other names: ")) (foreign(name)) } " "
            }
        } }
        (history(entries, lang))
    };
    Some(layout(title, visit, &inner))
}

/// The sentence with the number marked.
fn sentence(claim: &Claim) -> Markup {
    let from = claim.sentence.start;
    let mark = Mark {
        start: claim.quantity.start.saturating_sub(from),
        end: claim.quantity.end.saturating_sub(from),
        class: "operand",
        title: String::new(),
    };
    marked(&claim.sentence.text, &[mark])
}

/// The words of the fields that hold words of the article, by name.
fn mentions(stated: &Stated) -> [(&'static str, &str); 5] {
    [
        ("subject", stated.subject.as_ref().map_or("", |m| &m.text)),
        ("metric", stated.metric.as_ref().map_or("", |m| &m.text)),
        ("time", stated.time.as_ref().map_or("", |t| &t.text)),
        ("baseline", stated.baseline.as_ref().map_or("", |m| &m.text)),
        ("source", stated.source.as_ref().map_or("", |m| &m.text)),
    ]
}

fn fields(stated: &Stated, lang: Lang) -> Markup {
    let choose = |name: &str, now: &str, all: &[&'static str]| {
        html! {
            label { (words::claim_field(name, lang))
                select name=(name) { @for value in all { option value=(value) selected[*value == now] { (words::role_of_claim(value, lang)) } } } }
        }
    };
    html! {
        div.fields {
            label { (words::claim_field("value", lang)) input name="value" required maxlength="60" value=(stated.value); }
            label { (words::claim_field("unit", lang)) input name="unit" maxlength="20" value=(stated.unit.as_deref().unwrap_or("")); }
            @for (name, now) in mentions(stated) {
                label { (words::claim_field(name, lang)) input name=(name) maxlength="200" value=(now); }
            }
            (choose("role", role(stated.role), &ROLES.map(|(_, n)| n)))
            (choose("direction", direction(stated.direction), &DIRECTIONS.map(|(_, n)| n)))
            (choose("modality", modality(stated.modality), &MODALITIES.map(|(_, n)| n)))
        }
    }
}

fn role(role: Role) -> &'static str {
    ROLES.iter().find(|(r, _)| *r == role).map_or("", |(_, name)| name)
}

fn direction(direction: Option<Direction>) -> &'static str {
    DIRECTIONS.iter().find(|(d, _)| *d == direction).map_or("", |(_, name)| name)
}

fn modality(modality: Modality) -> &'static str {
    MODALITIES.iter().find(|(m, _)| *m == modality).map_or("", |(_, name)| name)
}

/// What a correction changed: field, before, after.
pub fn changes(entry: &Correction, lang: Lang) -> Vec<(&'static str, String, String)> {
    let Some(now) = &entry.now else { return Vec::new() };
    let closed = |stated: &Stated| {
        let name = |name: &str| words::role_of_claim(name, lang).to_owned();
        [
            ("value", number(stated.value)),
            ("unit", stated.unit.clone().unwrap_or_default()),
            ("role", name(role(stated.role))),
            ("direction", name(direction(stated.direction))),
            ("modality", name(modality(stated.modality))),
        ]
    };
    let open = |stated: &Stated| mentions(stated).map(|(name, text)| (name, text.to_owned()));
    let was = closed(&entry.was).into_iter().chain(open(&entry.was));
    let pairs = was.zip(closed(now).into_iter().chain(open(now)));
    pairs
        .filter(|(was, now)| was.1 != now.1)
        .map(|(was, now)| (words::claim_field(was.0, lang), was.1, now.1))
        .collect()
}

/// A correction in a few words.
pub fn said(entry: &Correction, lang: Lang) -> Markup {
    let dash = |text: &str| if text.is_empty() { "–".to_owned() } else { text.to_owned() };
    html! {
        @if entry.now.is_none() { (lang.pick("撤回更正", "corrections taken back")) }
        @for (field, was, now) in changes(entry, lang) {
            (field) " " del { (foreign(&dash(&was))) } " → " ins { (foreign(&dash(&now))) } " "
        }
    }
}

fn history(entries: &[Correction], lang: Lang) -> Markup {
    html! {
        @if !entries.is_empty() {
            h2 { (lang.pick("更正记录", "Corrections")) }
            div.scroll { table {
                tr { th.n { "#" } th { (lang.pick("时间", "when")) } th { (lang.pick("审核人", "who")) } th { (lang.pick("改了什么", "what")) } th { (lang.pick("备注", "comment")) } }
                @for entry in entries.iter().rev() {
                    tr { td.n { (entry.n) } td { (minute(entry.when)) } td { (plain(&entry.who)) } td { (said(entry, lang)) } td { (foreign(&entry.comment)) } }
                }
            } }
        }
    }
}

/// The number of a claim, leading to its page.
pub(super) fn link(article: &Article, claim: &Claim) -> Markup {
    html! { a href=(address(&article.document.key(), &claim.id)) { (foreign(&claim.quantity.text)) } }
}
