//! One finding, with all that is needed to decide on it.

use maud::{Markup, html};

use super::article::{body, name_of};
use super::claim::address;
use super::{Visit, buttons, check_title, class_of, just_done, layout, said, when};
use crate::model::{Bounds, Claim, Field, FieldSpan, Finding, Number, Record};
use crate::report::{Lang, about, bounds, number};
use crate::review::catalogue::{Catalogue, Row};
use crate::review::decided::Decided;
use crate::review::drawing::{Bar, Dot, number_line, plot};
use crate::review::filter::Filter;
use crate::review::text::{foreign, plain};
use crate::review::{Office, words};
use crate::store::{Article, StoreError};
use crate::tables::Table;

/// Values of other articles that are looked up.
const ELSEWHERE: usize = 60;
/// Rows of a table that are shown on either side of the one that is meant.
const BESIDE: u64 = 2;

/// The page; None where there is no such finding.
///
/// # Errors
/// A damaged block.
pub fn finding(
    office: &Office,
    catalogue: &Catalogue,
    decided: &Decided,
    visit: &Visit,
    id: &str,
) -> Result<Option<Markup>, StoreError> {
    let lang = visit.lang;
    let Some(position) = catalogue.position(id) else { return Ok(None) };
    let Some(row) = catalogue.rows.get(position) else { return Ok(None) };
    let mut articles = Vec::new();
    for n in &row.articles {
        articles.extend(catalogue.article(*n)?.map(|article| (*n, article)));
    }
    let inside = || articles.iter().find_map(|(_, a)| a.findings.iter().find(|f| f.id == row.id));
    let Some(finding) = row.between.as_deref().or_else(inside) else { return Ok(None) };
    let filter = Filter::read(&visit.pairs);
    let query = filter.query();
    let shown = |r: &&Row| filter.shows(r, catalogue, decided);
    let next = catalogue.rows.iter().skip(position + 1).find(shown);
    let previous = catalogue.rows.iter().take(position).rev().find(shown);
    let at = |r: &Row| format!("/finding/{}?{query}", r.id);
    let message = plain(lang.of(&finding.message));
    let inner = html! {
        (just_done(visit, decided))
        p.row {
            a href={ "/?" (query) } data-key="q" { "← " (lang.pick("清单", "Queue")) }
            @if let Some(r) = previous { a href=(at(r)) data-key="p" { (lang.pick("上一条", "Previous")) } }
            @if let Some(r) = next { a href=(at(r)) data-key="n" { (lang.pick("下一条", "Next")) } }
            span.dim { (match lang {
                Lang::Zh => format!("筛选中的第 {} 处之后还有 {} 处", catalogue.rows.iter().take(position).filter(shown).count() + 1, catalogue.rows.iter().skip(position + 1).filter(shown).count()),
                Lang::En => format!("number {} of the choice, {} after it", catalogue.rows.iter().take(position).filter(shown).count() + 1, catalogue.rows.iter().skip(position + 1).filter(shown).count()),
            }) }
        }
        h1 { (message) }
        p {
            span class={ "tag " (class_of(row.verdict)) } { (words::verdict(row.verdict, row.grade, lang)) } " "
            (check_title(office, &row.check, lang)) " " code.small { (row.check) } " · "
            (lang.pick("把握 ", "sure ")) (row.score) "%"
            @if let Some(entry) = decided.standing(row, catalogue) {
                " " span class={ "tag " (entry.decision.name()) } { (said(entry, lang)) " – " (plain(&entry.who)) }
            }
        }
        @if let Some(entry) = decided.elsewhere(row, catalogue) {
            p.said { (lang.pick("同样的话在另一篇文章里曾判为：", "The same words in another article were judged: ")) (said(entry, lang))
                " – " (plain(&entry.who)) ", " (when(entry))
                @for a in entry.articles.iter().take(1) { " " (foreign(a.title.as_deref().unwrap_or(&a.id))) } }
        }
        div.columns.halves {
            div {
                (outcome(finding, lang))
                (operands(finding, &articles, lang))
                (repairs(finding, lang))
                (records(catalogue, finding, lang))
                (elsewhere(catalogue, finding, &articles, lang)?)
                (explained(office, decided, &row.check, lang))
                (history(decided, catalogue, row, lang))
            }
            div { @for (_, article) in &articles { (body(article, Some(finding), articles.len() == 1, lang)) } }
        }
        form.decide method="post" action="/decide" {
            input type="hidden" name="finding" value=(row.id);
            input type="hidden" name="query" value=(query);
            input type="hidden" name="then" value="next";
            div.row {
                (buttons(lang, false))
                input name="comment" data-key="c" placeholder=(lang.pick("备注（c）", "Comment (c)")) maxlength="2000";
            }
        }
    };
    Ok(Some(layout(&message, visit, &inner)))
}

/// What is stated, what follows, and how.
fn outcome(finding: &Finding, lang: Lang) -> Markup {
    let label = lang.pick("文中写的与应当是的", "stated and computed");
    let (stated, follows) = (lang.pick("文中写", "stated"), lang.pick("应当是", "follows"));
    let pairs = [(stated, "stated", &finding.stated), (follows, "computed", &finding.computed)];
    let bars: Vec<Bar<'_>> = pairs
        .iter()
        .filter_map(|(label, class, bounds)| bounds.as_ref().map(|bounds| Bar { label, class, bounds }))
        .collect();
    html! {
        dl.facts {
            @for (label, _, ends) in &pairs {
                @if let Some(ends) = ends { dt { (label) } dd { (bounds(ends)) } }
            }
            @if !finding.formula.is_empty() { dt { (lang.pick("算式", "formula")) } dd.formula { (foreign(&finding.formula)) } }
            @if !finding.alternatives.is_empty() {
                dt { (lang.pick("也试过", "also tried")) }
                dd { @for tried in &finding.alternatives { (foreign(tried)) br; } }
            }
        }
        @if let Some(drawing) = number_line(&bars, label) { (drawing) }
    }
}

/// The words that a span stands for.
fn cut(articles: &[(u32, Article)], span: &FieldSpan) -> String {
    let Some((_, article)) = articles.iter().find(|(_, a)| a.document.id == span.doc) else { return String::new() };
    let text = match span.field {
        Field::Title => article.document.title.as_deref().unwrap_or_default(),
        Field::Text => &article.document.text,
    };
    text.chars().skip(span.start).take(span.end.saturating_sub(span.start)).collect()
}

/// The claims of a finding with the number of their article.
fn concerned<'a>(finding: &Finding, articles: &'a [(u32, Article)]) -> Vec<(u32, &'a Claim)> {
    let claims = articles.iter().flat_map(|(n, a)| a.claims.iter().map(|c| (*n, c)));
    claims.filter(|(_, c)| finding.claims.contains(&c.id)).collect()
}

/// The numbers it was reckoned with, and what each was read as.
fn operands(finding: &Finding, articles: &[(u32, Article)], lang: Lang) -> Markup {
    let claims = concerned(finding, articles);
    let claim_at = |span: &FieldSpan| {
        claims.iter().find_map(|(n, c)| {
            let is_it = c.doc.id == span.doc
                && c.field == span.field
                && c.quantity.start == span.start
                && c.quantity.end == span.end;
            is_it.then_some((&articles.iter().find(|(own, _)| own == n)?.1, *c))
        })
    };
    html! {
        @if !finding.spans.is_empty() {
            h2 { (lang.pick("所用的数", "The numbers used")) }
            div.scroll { table {
                tr { th { (lang.pick("原文", "words")) } th { (lang.pick("说的是", "of what")) } th { (lang.pick("可取的范围", "range")) } }
                @for span in &finding.spans {
                    tr {
                        @let claim = claim_at(span);
                        td { (foreign(&cut(articles, span))) @if let Some((article, claim)) = claim { " " a.small href=(address(&article.document.key(), &claim.id)) { (lang.pick("更正", "correct")) } } }
                        @if let Some((_, claim)) = claim {
                            td { (foreign(&about(claim, lang))) }
                            td.n { (bounds(&Bounds { lower: claim.quantity.lower, upper: claim.quantity.upper }))
                                @for reading in &claim.quantity.readings {
                                    br; span.dim { (lang.pick("或 ", "or ")) (range(reading.value, reading.value_max)) }
                                }
                            }
                        } @else { td {} td {} }
                    }
                }
            } }
        }
    }
}

fn range(value: Number, max: Option<Number>) -> String {
    bounds(&Bounds { lower: Some(value), upper: Some(max.unwrap_or(value)) })
}

/// The smallest changes that would make it hold.
pub(super) fn repairs(finding: &Finding, lang: Lang) -> Markup {
    html! {
        @if !finding.repairs.is_empty() {
            h2 { (lang.pick("改成这样就对得上", "It would add up with")) }
            ul.repair { @for repair in &finding.repairs {
                li { del { (plain(&repair.from)) } " → " ins { (plain(&repair.to)) } " " span.dim { (plain(lang.of(&repair.note))) } }
            } }
        }
    }
}

/// The rows of source tables that it was held against.
fn records(catalogue: &Catalogue, finding: &Finding, lang: Lang) -> Markup {
    let found: Vec<(&Table, &Record)> = finding.records.iter().filter_map(|id| catalogue.record(id)).collect();
    let mut tables: Vec<&Table> = Vec::new();
    for (table, _) in &found {
        if !tables.iter().any(|t| t.name == table.name) {
            tables.push(table);
        }
    }
    html! {
        @for table in tables {
            @let hits: Vec<&Record> = found.iter().filter(|(t, _)| t.name == table.name).map(|(_, r)| *r).collect();
            h2 { (lang.pick("数据表 ", "Table ")) (foreign(&table.name))
                span.dim.small { @for part in [&table.title, &table.publisher].into_iter().flatten() { " · " (foreign(part)) } } }
            (rows(table, &hits, lang))
        }
    }
}

fn rows(table: &Table, hits: &[&Record], lang: Lang) -> Markup {
    let near = |row: u64| hits.iter().any(|h| h.row.abs_diff(row) <= BESIDE);
    let shown: Vec<&Record> = table.records.iter().filter(|r| near(r.row)).collect();
    let mut columns: Vec<&str> = Vec::new();
    let mut lines: Vec<u64> = Vec::new();
    for record in &shown {
        if !columns.contains(&record.column.as_str()) {
            columns.push(&record.column);
        }
        if !lines.contains(&record.row) {
            lines.push(record.row);
        }
    }
    // Of a wide table the columns that matter, and their neighbours.
    let few = columns.len() <= 6;
    columns.retain(|column| few || hits.iter().any(|h| h.column == *column));
    lines.sort_unstable();
    let of = |line: u64, column: &str| shown.iter().find(|r| r.row == line && r.column == column);
    html! {
        div.scroll { table {
            tr { th.n { (lang.pick("行", "row")) } th { (lang.pick("是谁", "of")) } th { (lang.pick("时期", "period")) } @for column in &columns { th.n { (foreign(column)) } } }
            @for line in lines {
                @let first = shown.iter().find(|r| r.row == line);
                tr {
                    td.n { (line) }
                    td { @if let Some(r) = first { (foreign(&r.entity)) @for (name, value) in &r.keys { " " (foreign(&format!("{name}={value}"))) } } }
                    td { @if let Some(p) = first.and_then(|r| r.period.as_ref()) { (foreign(p.norm.as_deref().unwrap_or(&p.text))) } }
                    @for column in &columns {
                        @if let Some(r) = of(line, column) {
                            td.n.hit[hits.iter().any(|h| h.id == r.id)] { (number(r.value)) @if let Some(unit) = &r.unit { " " (foreign(unit)) } }
                        } @else { td {} }
                    }
                }
            }
        } }
    }
}

/// What other articles say of the same thing.
fn elsewhere(
    catalogue: &Catalogue,
    finding: &Finding,
    articles: &[(u32, Article)],
    lang: Lang,
) -> Result<Markup, StoreError> {
    let mut parts = Vec::new();
    for (n, claim) in concerned(finding, articles).into_iter().take(6) {
        let told: Vec<_> = catalogue.told_elsewhere(n, claim).take(ELSEWHERE).collect();
        let mut others: Vec<(u32, Claim)> = Vec::new();
        for place in told {
            let Some(article) = catalogue.article(place.article)? else { continue };
            others.extend(article.claims.into_iter().nth(place.claim as usize).map(|c| (place.article, c)));
        }
        if !others.is_empty() {
            parts.push((n, claim, others));
        }
    }
    Ok(html! {
        @if !parts.is_empty() { h2 { (lang.pick("其他文章里的同一个数", "The same figure in other articles")) } }
        @for (n, claim, others) in &parts { (series(catalogue, *n, claim, others, lang)) }
    })
}

fn series(catalogue: &Catalogue, n: u32, own: &Claim, others: &[(u32, Claim)], lang: Lang) -> Markup {
    let mut all: Vec<(u32, &Claim)> = others.iter().map(|(n, c)| (*n, c)).chain([(n, own)]).collect();
    let date = |c: &Claim| c.time.as_ref().and_then(|t| t.to).or(c.doc.published);
    all.sort_by_key(|(_, c)| (date(c), c.quantity.start));
    let title = |c: &Claim| format!("{} {}", date(c).map_or(String::new(), |d| d.to_string()), plain(&c.quantity.text));
    let day = |c: &Claim| {
        let since = jiff::civil::date(2000, 1, 1).until(date(c)?).ok()?;
        Some(f64::from(since.get_days()))
    };
    let dots: Vec<Dot> = all
        .iter()
        .filter_map(|(_, c)| {
            let value = c.quantity.base.as_ref().map_or(c.quantity.value, |b| b.value.into());
            Some(Dot { day: day(c)?, value, own: c.id == own.id, title: title(c) })
        })
        .collect();
    html! {
        p { b { (foreign(&about(own, lang))) } }
        @if let Some(drawing) = plot(&dots, lang.pick("各篇文章的数值与时间", "values by time")) { (drawing) }
        div.scroll { table {
            tr { th { (lang.pick("时间", "time")) } th { (lang.pick("数", "number")) } th { (lang.pick("文章", "article")) } }
            @for (n, c) in all.iter().take(12) {
                tr {
                    td { (c.time.as_ref().map_or(String::new(), |t| plain(t.norm.as_deref().unwrap_or(&t.text)))) }
                    td.hit[c.id == own.id] { (foreign(&c.quantity.text)) }
                    td { @if let Some(entry) = catalogue.articles.get(*n as usize) { a href={ "/article/" (entry.key) } { (name_of(entry.title.as_deref(), &entry.id)) } @if let Some(p) = &entry.publisher { " " span.dim { (foreign(p)) } } } }
                }
            }
        } }
    }
}

/// What the check does, and how it fared.
fn explained(office: &Office, decided: &Decided, check: &str, lang: Lang) -> Markup {
    let judged = decided.by_check().get(check).copied().unwrap_or_default();
    html! {
        @if let Some(rule) = office.rules.checks.get(check) {
            details {
                summary { (lang.pick("这项检查", "About this check")) }
                dl.facts {
                    @for (label, both) in [(lang.pick("看什么", "reads"), &rule.reads), (lang.pick("怎么判", "rule"), &rule.rule), (lang.pick("不该误伤的", "traps"), &rule.traps)] {
                        dt { (label) } dd { (lang.pick(&both.zh, &both.en)) }
                    }
                    dt { (lang.pick("审核结果", "judged")) }
                    dd { (match lang {
                        Lang::Zh => format!("确有错 {}，误报 {}，未定 {}", judged.right, judged.wrong, judged.open),
                        Lang::En => format!("right {}, false alarms {}, open {}", judged.right, judged.wrong, judged.open),
                    }) }
                }
            }
        }
    }
}

/// Every decision on it.
fn history(decided: &Decided, catalogue: &Catalogue, row: &Row, lang: Lang) -> Markup {
    let entries: Vec<_> = decided.of(row, catalogue).collect();
    html! {
        @if !entries.is_empty() {
            h2 { (lang.pick("审核记录", "Decisions")) }
            ul { @for entry in entries {
                li {
                    span class={ "tag " (entry.decision.name()) } { (said(entry, lang)) } " "
                    (plain(&entry.who)) " " span.dim { (when(entry)) } " " (foreign(&entry.comment)) " "
                    form.row method="post" action="/undo" {
                        input type="hidden" name="from" value=(entry.n);
                        input type="hidden" name="to" value=(entry.n);
                        button.link { (lang.pick("撤销", "Undo")) }
                    }
                }
            } }
        }
    }
}
