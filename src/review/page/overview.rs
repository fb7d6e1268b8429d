//! What the store holds, what was found, and how reviewers judged it.

use maud::{Markup, html};

use super::{Visit, check_title, layout};
use crate::model::Verdict;
use crate::report::{Lang, reason};
use crate::review::catalogue::Catalogue;
use crate::review::decided::Decided;
use crate::review::text::foreign;
use crate::review::{Office, filter, words};

/// The page.
pub fn overview(office: &Office, catalogue: &Catalogue, decided: &Decided, visit: &Visit) -> Markup {
    let lang = visit.lang;
    let title = lang.pick("总览", "Overview");
    let tally = &catalogue.tally;
    let claims = tally.claim_count();
    let share = |n: u64| if claims == 0 { 0.0 } else { n as f64 * 100.0 / claims as f64 };
    let (several, agreed) = decided.agreement();
    let open = catalogue
        .rows
        .iter()
        .filter(|row| row.verdict == Verdict::Flag && filter::status(row, catalogue, decided) == "open");
    let mut reasons: Vec<(&String, &u64)> = tally.reasons.iter().collect();
    reasons.sort_by_key(|(_, n)| std::cmp::Reverse(**n));
    let inner = html! {
        h1 { (title) }
        dl.facts {
            dt { (lang.pick("文章", "articles")) } dd { (tally.articles) }
            dt { (lang.pick("数字", "numbers")) } dd { (claims) }
            dt { (lang.pick("待审的不符", "mismatches to review")) } dd { (open.count()) }
            dt { (lang.pick("审核记录", "decisions")) } dd { (decided.all().len()) }
            dt { (lang.pick("多人审过的", "judged by several")) } dd { (match lang {
                Lang::Zh => format!("{several} 处，意见一致 {agreed} 处"),
                Lang::En => format!("{several} findings, agreed on {agreed}"),
            }) }
            dt { (lang.pick("规则", "rules")) } dd { (catalogue.basis()) }
            @if catalogue.damaged > 0 { dt { (lang.pick("损坏的文章", "damaged articles")) } dd { (catalogue.damaged) " · heshu store verify" } }
        }
        h2 { (lang.pick("核到了多少", "Coverage")) }
        table {
            @for verdict in [Verdict::Pass, Verdict::Flag, Verdict::Note, Verdict::Unchecked] {
                @let n = tally.claims.get(&verdict).copied().unwrap_or_default();
                tr {
                    td { span class={ "tag " (super::class_of(verdict)) } { (words::sign(verdict)) " " (words::verdict(verdict, crate::model::Grade::Arithmetic, lang)) } }
                    td.n { (n) } td.n { (format!("{:.1}%", share(n))) }
                    td { svg viewBox="0 0 200 10" width="200" height="10" aria-hidden="true" { rect class="computed" width=(format!("{:.1}", share(n) * 2.0)) height="10" {} } }
                }
            }
        }
        details { summary { (lang.pick("未核的原因", "Why numbers were not checked")) }
            table { @for (why, n) in reasons { tr { td { (reason(why, lang)) } td.n { (n) } } } } }
        h2 { (lang.pick("各项检查", "Checks")) }
        (checks(office, catalogue, decided, lang))
        h2 { (lang.pick("数据表", "Source tables")) }
        @if catalogue.tables.is_empty() { p.dim { (lang.pick("没有。", "None.")) } }
        ul { @for table in &catalogue.tables {
            li { (foreign(&table.name)) @for part in [&table.title, &table.publisher].into_iter().flatten() { " · " (foreign(part)) }
                " " span.dim { (table.records.len()) (lang.pick(" 个值", " values")) } }
        } }
    };
    layout(title, visit, &inner)
}

/// Findings by check, with what reviewers made of them.
fn checks(office: &Office, catalogue: &Catalogue, decided: &Decided, lang: Lang) -> Markup {
    let judged = decided.by_check();
    html! {
        div.scroll { table {
            tr {
                th { (lang.pick("检查", "check")) }
                th.n { (lang.pick("不符", "mismatch")) } th.n { (lang.pick("留意", "note")) } th.n { (lang.pick("相符", "adds up")) }
                th.n { (lang.pick("确有错", "right")) } th.n { (lang.pick("误报", "false alarm")) } th.n { (lang.pick("准确率", "precision")) }
            }
            @for (check, counts) in &catalogue.checks {
                @let j = judged.get(check.as_str()).copied().unwrap_or_default();
                tr {
                    td { a href={ "/?check=" (check) "&verdict=any&grade=any&status=any" } { (check_title(office, check, lang)) } " " code.small.dim { (check) } }
                    td.n { (counts[Verdict::Flag as usize]) } td.n { (counts[Verdict::Note as usize]) } td.n { (counts[Verdict::Pass as usize]) }
                    td.n { (j.right) } td.n { (j.wrong) }
                    td.n { @if j.right + j.wrong > 0 { (format!("{:.0}%", j.right as f64 * 100.0 / (j.right + j.wrong) as f64)) } @else { "–" } }
                }
            }
        } }
    }
}
