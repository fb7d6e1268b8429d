//! The queue: findings that await a decision, what matters most first.

use std::collections::HashMap;

use maud::{Markup, html};

use super::{Visit, buttons, check_title, class_of, just_done, layout};
use crate::report::Lang;
use crate::review::catalogue::{Catalogue, Row};
use crate::review::decided::Decided;
use crate::review::filter::{self, By, Filter};
use crate::review::text::{foreign, plain};
use crate::review::{Office, words};

/// Findings on a page.
const PAGE: usize = 50;
/// Values of a filter that are listed.
const VALUES: usize = 12;
/// What can be chosen from a list.
const LISTED: [By; 8] =
    [By::Status, By::Verdict, By::Grade, By::Check, By::Publisher, By::Entity, By::Metric, By::Reviewer];

/// The page.
pub fn queue(office: &Office, catalogue: &Catalogue, decided: &Decided, visit: &Visit) -> Markup {
    let lang = visit.lang;
    let filter = Filter::read(&visit.pairs);
    // By which filters each finding is hidden: what is shown, hidden and counted all follows from it.
    let misses: Vec<u16> = catalogue.rows.iter().map(|row| filter.misses(row, catalogue, decided)).collect();
    let total = misses.iter().filter(|m| **m == 0).count();
    let (from, rows) = page(catalogue, visit, &misses);
    let last = rows.last().map(|row| row.id.as_str());
    let more = from + rows.len() < total;
    let title = lang.pick("审核", "Queue");
    let query = filter.query();
    let with = |name: &str, value: &str| {
        let mut out = form_urlencoded::Serializer::new(query.clone());
        format!("/?{}", out.append_pair(name, value).finish())
    };
    let inner = html! {
        h1 { (title) " " span.dim { (match lang { Lang::Zh => format!("{total} 处"), Lang::En => format!("{total} findings") }) } }
        (just_done(visit, decided))
        @if let Some(n) = office.still_reading() {
            p.said role="status" { (match lang { Lang::Zh => format!("正在读取数据仓，已读 {n} 篇…"), Lang::En => format!("reading the store, {n} articles so far…") }) }
        }
        (chips(&filter, catalogue, &misses, lang))
        div.columns {
            div {
                @if rows.is_empty() {
                    p { (empty(catalogue, lang)) }
                } @else {
                    form method="post" action="/decide" {
                        input type="hidden" name="query" value=(query);
                        input type="hidden" name="then" value="queue";
                        ol.queue start=(from + 1) {
                            @for row in &rows { (item(office, catalogue, decided, row, &query, lang)) }
                        }
                        div.decide.row {
                            button type="button" data-all { (lang.pick("全选", "All")) }
                            span { (lang.pick("选中 ", "Chosen ")) b data-chosen { "0" } }
                            (buttons(lang, true))
                            input name="comment" data-key="c" placeholder=(lang.pick("备注", "Comment")) maxlength="2000" size="14";
                        }
                    }
                    p.row {
                        @if from > 0 {
                            @if let Some(first) = rows.first() { a href=(with("before", &first.id)) data-key="p" { "← " (lang.pick("前一页", "Previous")) } }
                        }
                        span.dim { (from + 1) "–" (from + rows.len()) " / " (total) }
                        @if let (true, Some(last)) = (more, last) { a href=(with("after", last)) data-key="n" { (lang.pick("后一页", "Next")) " →" } }
                    }
                }
            }
            aside aria-label=(lang.pick("筛选", "Filters")) {
                (search(&filter, lang))
                @for by in LISTED { (list(office, catalogue, decided, (&filter, &misses), by, lang)) }
            }
        }
    };
    layout(title, visit, &inner)
}

/// The findings of a page by the key in the address, and how many that are shown stand before them.
fn page<'c>(catalogue: &'c Catalogue, visit: &Visit, misses: &[u16]) -> (usize, Vec<&'c Row>) {
    let at = |name: &str| visit.get(name).and_then(|id| catalogue.position(id));
    let shown: Vec<usize> = misses.iter().enumerate().filter(|(_, m)| **m == 0).map(|(n, _)| n).collect();
    let from = match (at("before"), at("after")) {
        (Some(end), _) => shown.partition_point(|n| *n < end).saturating_sub(PAGE),
        (None, Some(start)) => shown.partition_point(|n| *n <= start),
        (None, None) => 0,
    };
    let picked = shown.iter().skip(from).take(PAGE).filter_map(|n| catalogue.rows.get(*n));
    (from, picked.collect())
}

fn empty(catalogue: &Catalogue, lang: Lang) -> &'static str {
    if catalogue.articles.is_empty() && catalogue.damaged > 0 {
        lang.pick(
            "数据仓里的文章一篇也读不出来；heshu store verify 说明原因，多半要重跑 heshu run。",
            "None of the store's articles can be read: heshu store verify says why; most likely heshu run has to be run again.",
        )
    } else if catalogue.articles.is_empty() {
        lang.pick(
            "数据仓里还没有文章；用 heshu run 路径 --store 数据仓 读入。",
            "No articles yet: heshu run PATH --store DIR reads some.",
        )
    } else if catalogue.rows.is_empty() {
        lang.pick("没有发现不符。", "Nothing was found that does not add up.")
    } else {
        lang.pick("没有符合筛选的；去掉上面的条件再看。", "Nothing fits the filters; take one of those above away.")
    }
}

/// What narrows the queue, and how much each of it hides.
fn chips(filter: &Filter, catalogue: &Catalogue, misses: &[u16], lang: Lang) -> Markup {
    let hidden = misses.iter().filter(|m| **m != 0).count();
    html! {
        p.row {
            @for by in filter.kinds() {
                @let without = filter.without(by);
                @let more = misses.iter().filter(|m| **m == filter::bit(by)).count();
                @let values: Vec<String> = filter.of(by).map(|v| label(by, v, catalogue, lang)).collect();
                a.chip href={ "/?" (without.query()) } title=(lang.pick("去掉这个条件", "Take this filter away")) {
                    span { (words::by(by, lang)) (lang.pick("：", ": ")) b { (plain(&values.join(lang.pick("、", ", ")))) } }
                    span.dim { (match lang { Lang::Zh => format!("另有{more}"), Lang::En => format!("{more} more") }) }
                    span.x aria-hidden="true" { "×" }
                }
            }
            @if hidden > 0 {
                span.dim { (match lang { Lang::Zh => format!("筛掉了 {hidden} 处"), Lang::En => format!("{hidden} hidden by filters") }) }
            }
            @if !filter.query().is_empty() { a href="/" { (lang.pick("恢复通常的筛选", "Usual filters")) } }
        }
    }
}

/// What a value of a filter is called.
fn label(by: By, value: &str, catalogue: &Catalogue, lang: Lang) -> String {
    let title = || {
        let entry = catalogue.articles.get(catalogue.number_of(value)? as usize)?;
        Some(entry.title.clone().unwrap_or_else(|| entry.id.clone()))
    };
    match by {
        By::Article => title().unwrap_or_else(|| value.to_owned()),
        _ => words::value(by, value, lang),
    }
}

fn item(office: &Office, catalogue: &Catalogue, decided: &Decided, row: &Row, query: &str, lang: Lang) -> Markup {
    let entries = || row.articles.iter().filter_map(|n| catalogue.articles.get(*n as usize));
    let standing = decided.standing(row, catalogue);
    html! {
        li {
            input type="checkbox" name="finding" value=(row.id) aria-label=(lang.pick("选中", "Choose")) tabindex="-1";
            div {
                a.open href={ "/finding/" (row.id) "?" (query) } { (plain(lang.of(&row.message))) }
                p { (foreign(&row.excerpt)) }
                p.small.dim {
                    span class={ "tag " (class_of(row.verdict)) } { (words::verdict(row.verdict, row.grade, lang)) } " "
                    (check_title(office, &row.check, lang)) " · "
                    @for entry in entries() {
                        (foreign(entry.title.as_deref().unwrap_or(&entry.id)))
                        @if let Some(publisher) = &entry.publisher { " · " (foreign(publisher)) }
                        @if let Some(date) = entry.published { " · " (date) }
                        " "
                    }
                    " · " (lang.pick("把握 ", "sure ")) (row.score) "% "
                    @if let Some(entry) = standing {
                        span class={ "tag " (entry.decision.name()) } { (super::said(entry, lang)) " – " (plain(&entry.who)) }
                    } @else if let Some(entry) = decided.elsewhere(row, catalogue) {
                        span class={ "tag " (entry.decision.name()) } { (lang.pick("同样的话曾判：", "same words before: ")) (super::said(entry, lang)) }
                    }
                }
            }
        }
    }
}

fn search(filter: &Filter, lang: Lang) -> Markup {
    let kept = [By::Words, By::From, By::To];
    let value = |by: By| filter.of(by).next().unwrap_or_default().to_owned();
    html! {
        form method="get" action="/" {
            @for (name, v) in filter.pairs() {
                @if !kept.iter().any(|by| by.name() == name) { input type="hidden" name=(name) value=(v); }
            }
            p { label { (lang.pick("搜索 ", "Search ")) kbd.opt { "/" } br; input type="search" name="q" value=(value(By::Words)) data-key="/" maxlength="100"; } }
            p { label { (words::by(By::From, lang)) br; input type="date" name="from" value=(value(By::From)); } }
            p { label { (words::by(By::To, lang)) br; input type="date" name="to" value=(value(By::To)); } }
            button { (lang.pick("筛选", "Filter")) }
        }
    }
}

/// The values of a filter with how many findings each would show.
fn list(
    office: &Office,
    catalogue: &Catalogue,
    decided: &Decided,
    (filter, misses): (&Filter, &[u16]),
    by: By,
    lang: Lang,
) -> Markup {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for (row, _) in catalogue.rows.iter().zip(misses).filter(|(_, m)| **m & !filter::bit(by) == 0) {
        filter::each_value(row, by, catalogue, decided, |value| *counts.entry(value).or_default() += 1);
    }
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    let left = counts.len().saturating_sub(VALUES);
    let name = |value: &str| match by {
        By::Check => check_title(office, value, lang),
        _ => words::value(by, value, lang),
    };
    html! {
        @if !counts.is_empty() {
            details open[matches!(by, By::Status | By::Verdict | By::Check)] {
                summary { (words::by(by, lang)) }
                ul {
                    @for (value, n) in counts.iter().take(VALUES) {
                        li {
                            a href={ "/?" (filter.with(by, value).query()) } aria-current=[filter.of(by).any(|v| v == *value).then_some("true")] { (plain(&name(value))) }
                            span.dim { (n) }
                        }
                    }
                    @if left > 0 { li.dim { (match lang { Lang::Zh => format!("另有 {left} 种，请搜索"), Lang::En => format!("{left} more, search for them") }) } }
                }
            }
        }
    }
}
