//! The editor's desk: a text or an address in, its number sheet and what does not add up out. Nothing of it is kept.

use maud::{Markup, html};

use super::article::{body, sheet};
use super::finding::repairs;
use super::{Office, Visit, check_title, class_of, layout};
use crate::model::Verdict;
use crate::report::{Lang, bounds};
use crate::review::text::{foreign, plain};
use crate::review::words;
use crate::store::Article;

/// What was pasted.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs)]
pub struct Pasted {
    pub text: String,
    pub title: String,
    pub date: String,
    pub publisher: String,
    pub address: String,
}

/// The page, with what came of a text.
pub fn desk(office: &Office, visit: &Visit, pasted: &Pasted, outcome: Option<Result<Article, String>>) -> Markup {
    let lang = visit.lang;
    let title = lang.pick("编辑台", "Editor's desk");
    let inner = html! {
        h1 { (title) }
        form method="post" action="/desk" {
            label for="text" { (lang.pick("贴上稿件，或把文件（DOCX、网页、纯文本）拖进来。什么都不会留下。", "Paste an article, or drop a file (DOCX, web page, plain text). Nothing of it is kept.")) }
            textarea.paste id="text" name="text" maxlength="400000" data-key="c" { "\n" (pasted.text) }
            div.fields {
                label { (lang.pick("标题", "Title")) input name="title" value=(pasted.title) maxlength="500"; }
                label { (lang.pick("发布日期（“去年”“上月”由它算起）", "Date (去年, 上月 count from it)")) input type="date" name="date" value=(pasted.date); }
                label { (lang.pick("发布者", "Publisher")) input name="publisher" value=(pasted.publisher) maxlength="200"; }
                label { (lang.pick("或给网址", "Or an address")) input type="url" name="address" value=(pasted.address) maxlength="2000" placeholder="https://"; }
                label { (lang.pick("文件", "File")) input type="file" accept=".docx,.html,.htm,.txt"; }
            }
            p.small role="status" id="file" {}
            button { (lang.pick("核数", "Check")) }
            " "
            button type="button" hidden data-comments { (lang.pick("下载带批注的 DOCX", "Download the DOCX with comments")) }
        }
        @match outcome {
            None => {}
            Some(Err(e)) => p.said.bad role="alert" { (plain(&e)) },
            Some(Ok(article)) => (checked(office, &article, lang)),
        }
    };
    layout(title, visit, &inner)
}

fn checked(office: &Office, article: &Article, lang: Lang) -> Markup {
    let shown = |v: Verdict| matches!(v, Verdict::Flag | Verdict::Note);
    let mut findings: Vec<_> = article.findings.iter().filter(|f| shown(f.verdict)).collect();
    findings.sort_by_key(|f| (f.verdict, f.grade));
    let said = |v: Verdict| findings.iter().filter(|f| f.verdict == v).count();
    html! {
        h2 id="result" { (match lang {
            Lang::Zh => format!("{} 处不符，{} 处留意", said(Verdict::Flag), said(Verdict::Note)),
            Lang::En => format!("{} do not add up, {} to note", said(Verdict::Flag), said(Verdict::Note)),
        }) }
        div.columns.halves {
            div {
                @for finding in &findings {
                    section.card {
                        p { span class={ "tag " (class_of(finding.verdict)) } { (words::verdict(finding.verdict, finding.grade, lang)) } " "
                            (check_title(office, &finding.check, lang)) }
                        p { b { (plain(lang.of(&finding.message))) } }
                        dl.facts {
                            @if let Some(stated) = &finding.stated { dt { (lang.pick("文中写", "stated")) } dd { (bounds(stated)) } }
                            @if let Some(computed) = &finding.computed { dt { (lang.pick("应当是", "follows")) } dd { (bounds(computed)) } }
                            @if !finding.formula.is_empty() { dt { (lang.pick("算式", "formula")) } dd { (foreign(&finding.formula)) } }
                        }
                        (repairs(finding, lang))
                    }
                }
                (sheet(article, false, lang))
            }
            div { (body(article, None, false, lang)) }
        }
    }
}
