//! Who decided what, and when.

use maud::{Markup, html};

use super::claim::{address, said as corrected_to};
use super::{Visit, layout, minute, said, when};
use crate::report::Lang;
use crate::review::catalogue::Catalogue;
use crate::review::decided::Decided;
use crate::review::text::{foreign, plain};
use crate::store::Corrected;

/// Entries on a page.
const PAGE: usize = 100;

/// The page, newest first.
pub fn log(catalogue: &Catalogue, decided: &Decided, corrected: &Corrected, visit: &Visit) -> Markup {
    let lang = visit.lang;
    let title = lang.pick("审核记录", "Decisions");
    let before = visit.get("before").and_then(|n| n.parse().ok()).unwrap_or(u64::MAX);
    let entries: Vec<_> = decided.all().iter().rev().filter(|e| e.n < before).take(PAGE).collect();
    let inner = html! {
        h1 { (title) " " span.dim { (decided.all().len()) } }
        p { (match lang {
            Lang::Zh => "每条记录写入磁盘后才算数，只增不改；撤销也是一条。",
            Lang::En => "An entry counts once it is on the disk. None is ever changed; taking one back is a further entry.",
        }) " " a href="/decisions.jsonl" download { (lang.pick("全部下载（JSON Lines）", "Download all (JSON Lines)")) } }
        div.scroll { table {
            tr { th.n { "#" } th { (lang.pick("时间", "when")) } th { (lang.pick("审核人", "who")) } th { (lang.pick("判断", "decision")) } th { (lang.pick("所判", "of what")) } th { (lang.pick("备注", "comment")) } }
            @for entry in &entries {
                tr {
                    td.n { (entry.n) } td { (when(entry)) } td { (plain(&entry.who)) }
                    td { span class={ "tag " (entry.decision.name()) } { (said(entry, lang)) }
                        @if decided.is_undone(entry) { " " span.dim { (lang.pick("（已撤销）", "(taken back)")) } } }
                    td {
                        @if catalogue.position(&entry.finding).is_some() { a href={ "/finding/" (entry.finding) "?status=any&verdict=any&grade=any" } { (plain(&entry.quoted)) } }
                        @else { (foreign(&entry.quoted)) }
                        @if !catalogue.has_print(&entry.fingerprint) { " " span.tag.note { (lang.pick("已不再提示", "no longer found")) } }
                        br; span.small.dim { @for a in &entry.articles { (foreign(a.title.as_deref().unwrap_or(&a.id))) " " } code { (entry.check) } }
                    }
                    td { (foreign(&entry.comment)) }
                }
            }
        } }
        @if let Some(last) = entries.last().filter(|e| e.n > 1) { p { a href={ "/decisions?before=" (last.n) } data-key="n" { (lang.pick("更早的", "Earlier")) " →" } } }
        @if before == u64::MAX { (corrections(catalogue, corrected, lang)) }
    };
    layout(title, visit, &inner)
}

/// The last corrections of numbers, newest first.
fn corrections(catalogue: &Catalogue, corrected: &Corrected, lang: Lang) -> Markup {
    let all = corrected.all();
    let key = |id: &str| catalogue.articles.iter().find(|a| a.id == id).map(|a| a.key.as_str());
    html! {
        @if !all.is_empty() {
            h2 { (lang.pick("更正的数字", "Corrected numbers")) " " span.dim { (all.len()) } }
            p { a href="/corrections.jsonl" download { (lang.pick("全部下载（JSON Lines）", "Download all (JSON Lines)")) } }
            div.scroll { table {
                tr { th.n { "#" } th { (lang.pick("时间", "when")) } th { (lang.pick("审核人", "who")) } th { (lang.pick("数字", "number")) } th { (lang.pick("改了什么", "what")) } th { (lang.pick("备注", "comment")) } }
                @for entry in all.iter().rev().take(PAGE) {
                    tr {
                        td.n { (entry.n) } td { (minute(entry.when)) } td { (plain(&entry.who)) }
                        td { @if let Some(key) = key(&entry.article.id) { a href=(address(key, &entry.claim)) { (foreign(&entry.quoted)) } } @else { (foreign(&entry.quoted)) } }
                        td { (corrected_to(entry, lang)) } td { (foreign(&entry.comment)) }
                    }
                }
            } }
        }
    }
}
