//! An article with its numbers marked, and its number sheet.

use maud::{Markup, html};

use super::claim::link;
use super::{Visit, class_of, layout};
use crate::check::strongest;
use crate::model::{Field, Finding, Grade, Verdict};
use crate::report::{Lang, about, ask, how};
use crate::review::text::{Mark, foreign, marked, plain};
use crate::review::words;
use crate::store::Article;

/// The page.
pub fn article(article: &Article, visit: &Visit) -> Markup {
    let lang = visit.lang;
    let name = article.document.title.clone().unwrap_or_else(|| article.document.id.clone());
    let inner = html! {
        p.row {
            a href="/" data-key="q" { "← " (lang.pick("清单", "Queue")) }
            a href={ "/?article=" (article.document.key()) "&verdict=any&grade=any&status=any" } { (lang.pick("这一篇的全部提示", "All findings of this article")) }
        }
        div.columns.halves { div { (body(article, None, false, lang)) } div { (sheet(article, true, lang)) } }
    };
    layout(&name, visit, &inner)
}

/// How an article is called on the page.
pub(super) fn name_of(title: Option<&str>, id: &str) -> Markup {
    foreign(title.unwrap_or(id))
}

/// Title, origin and text with its numbers marked; those of a finding stand out.
pub(super) fn body(article: &Article, finding: Option<&Finding>, long: bool, lang: Lang) -> Markup {
    let document = &article.document;
    let said = strongest(&article.findings);
    let marks = |field: Field| {
        let claims = article.claims.iter().filter(|c| c.field == field).map(|claim| {
            let class = match said.get(claim.id.as_str()).map(|f| f.verdict) {
                Some(Verdict::Flag) => "v-flag",
                Some(Verdict::Note) => "v-note",
                Some(Verdict::Pass) => "v-pass",
                _ => "claim",
            };
            Mark { start: claim.quantity.start, end: claim.quantity.end, class, title: about(claim, lang) }
        });
        let spans = finding.map(|f| f.spans.as_slice()).unwrap_or_default().iter();
        let own = spans.filter(|s| s.doc == document.id && s.field == field).map(|s| Mark {
            start: s.start,
            end: s.end,
            class: "operand",
            title: String::new(),
        });
        claims.chain(own).collect::<Vec<_>>()
    };
    html! {
        article.text.long[long] lang="zh" dir="ltr" tabindex="0" aria-label=(lang.pick("文章", "Article")) {
            @if let Some(title) = &document.title { h2 { (marked(title, &marks(Field::Title))) } }
            p.small.dim {
                @if let Some(publisher) = &document.publisher { (foreign(publisher)) " · " }
                @if let Some(date) = document.published { (date) " · " }
                @if let Some(url) = &document.url {
                    @if url.starts_with("https://") || url.starts_with("http://") {
                        a href=(url) rel="noopener noreferrer nofollow" target="_blank" { (foreign(url)) }
                    } @else { (foreign(url)) }
                    " · "
                }
                @if finding.is_some() { a href={ "/article/" (document.key()) } { (lang.pick("核数单", "number sheet")) } }
            }
            (marked(&document.text, &marks(Field::Text)))
        }
    }
}

/// Every number in order, what it is about, and how it was checked. The numbers of a kept article lead to their pages.
pub(super) fn sheet(article: &Article, is_kept: bool, lang: Lang) -> Markup {
    let said = strongest(&article.findings);
    let mut counts = [0_usize; 4];
    for claim in &article.claims {
        counts[said.get(claim.id.as_str()).map_or(Verdict::Unchecked, |f| f.verdict) as usize] += 1;
    }
    let [flag, note, pass, unchecked] = counts;
    let n = article.claims.len();
    html! {
        h2 { (lang.pick("核数单", "Number sheet")) }
        p { (match lang {
            Lang::Zh => format!("共 {n} 个数字：✓ {pass} 个相符，✗ {flag} 个不符，! {note} 个留意，? {unchecked} 个未核。"),
            Lang::En => format!("{n} numbers: ✓ {pass} add up, ✗ {flag} do not, ! {note} to note, ? {unchecked} unchecked."),
        }) }
        @if n > 0 { div.scroll { table {
            tr { th {} th { (lang.pick("数字", "number")) } th { (lang.pick("说的是", "of what")) } th { (lang.pick("怎么核的", "how")) } }
            @for claim in &article.claims {
                @let finding = said.get(claim.id.as_str());
                @let verdict = finding.map_or(Verdict::Unchecked, |f| f.verdict);
                @let grade = finding.map_or(Grade::Arithmetic, |f| f.grade);
                tr {
                    td { span class={ "tag " (class_of(verdict)) } title=(words::verdict(verdict, grade, lang)) { (words::sign(verdict)) } }
                    td { @if is_kept { (link(article, claim)) } @else { (foreign(&claim.quantity.text)) } }
                    td { (foreign(&about(claim, lang))) }
                    td.small { (plain(&finding.map_or_else(|| ask(claim, lang), |f| how(f, lang)))) }
                }
            }
        } } }
    }
}
