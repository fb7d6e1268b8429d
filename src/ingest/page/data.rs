//! What a page says of its article: `<meta>`, linked data, headings, the line under the headline.

use scraper::{Html, Selector};
use serde_json::Value;

use super::lines::Line;
use crate::ingest::date;

/// Title, date, publisher and address, as the page words them.
#[derive(Debug, Default)]
pub(crate) struct Data {
    pub(crate) title: Option<String>,
    pub(crate) date: Option<String>,
    pub(crate) publisher: Option<String>,
    pub(crate) url: Option<String>,
}

impl Data {
    /// Reads them; `body` are the lines of the article.
    pub(crate) fn read(page: &Html, lines: &[Line], body: &[usize]) -> Data {
        let meta = Meta::read(page);
        let linked = linked_data(page);
        let of = |key: &str| linked.as_ref().and_then(|d| d.get(key));
        let text = |v: Option<&Value>| v.and_then(Value::as_str).map(str::to_owned);
        let (date_line, source_line) = masthead(lines, body);
        let date = meta
            .first(&DATES)
            .or_else(|| text(of("datePublished")))
            .or_else(|| attribute(page, "time[datetime]", "datetime"))
            .filter(|d| date::parse(d).is_some())
            .or(date_line);
        Data {
            title: meta.first(&["og:title", "twitter:title"]).or_else(|| text(of("headline"))).or_else(|| title(page)),
            date,
            publisher: source_line
                .or_else(|| {
                    meta.first(&["contentsource", "mediaid", "source", "publisher", "dc.publisher", "og:site_name"])
                })
                .or_else(|| text(of("publisher").and_then(|p| p.get("name")))),
            url: attribute(page, "link[rel=canonical]", "href").or_else(|| meta.first(&["og:url"])),
        }
    }
}

const DATES: [&str; 11] = [
    "article:published_time",
    "og:published_time",
    "og:release_date",
    "datepublished",
    "pubdate",
    "publishdate",
    "publish_time",
    "weibo: article:create_at",
    "parsely-pub-date",
    "dc.date",
    "date",
];

/// Names and contents of `<meta>` elements.
struct Meta(Vec<(String, String)>);

impl Meta {
    fn read(page: &Html) -> Meta {
        let Ok(selector) = Selector::parse("meta[content]") else { return Meta(Vec::new()) };
        let named = page.select(&selector).filter_map(|e| {
            let name = ["property", "name", "itemprop"].into_iter().find_map(|a| e.attr(a))?;
            Some((name.trim().to_ascii_lowercase(), e.attr("content")?.trim().to_owned()))
        });
        Meta(named.collect())
    }

    fn first(&self, names: &[&str]) -> Option<String> {
        names
            .iter()
            .find_map(|n| self.0.iter().find(|(name, value)| name == n && !value.is_empty()))
            .map(|p| p.1.clone())
    }
}

/// The article in the page's JSON-LD.
fn linked_data(page: &Html) -> Option<Value> {
    let selector = Selector::parse(r#"script[type="application/ld+json"]"#).ok()?;
    let parsed = page.select(&selector).filter_map(|e| serde_json::from_str(&e.text().collect::<String>()).ok());
    let mut todo: Vec<Value> = parsed.collect();
    todo.reverse();
    while let Some(value) = todo.pop() {
        match value {
            Value::Array(items) => todo.extend(items.into_iter().rev()),
            Value::Object(mut object) => {
                if let Some(graph) = object.remove("@graph") {
                    todo.push(graph);
                }
                if object.contains_key("headline") || object.contains_key("datePublished") {
                    return Some(Value::Object(object));
                }
            }
            _ => {}
        }
    }
    None
}

fn attribute(page: &Html, selector: &str, name: &str) -> Option<String> {
    let selector = Selector::parse(selector).ok()?;
    page.select(&selector).find_map(|e| e.attr(name)).map(|v| v.trim().to_owned()).filter(|v| !v.is_empty())
}

/// The heading that the page's `<title>` repeats, else that title without the site's name.
fn title(page: &Html) -> Option<String> {
    let texts = |selector: &str| -> Vec<String> {
        let Ok(selector) = Selector::parse(selector) else { return Vec::new() };
        let text =
            |e: scraper::ElementRef<'_>| e.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ");
        page.select(&selector).map(text).filter(|t| !t.is_empty()).collect()
    };
    let title = texts("title").into_iter().next();
    let headings = texts("h1, h2");
    let repeated = headings.iter().find(|h| h.chars().count() >= 4 && title.as_ref().is_some_and(|t| t.contains(*h)));
    if let Some(heading) = repeated {
        return Some(heading.clone());
    }
    let Some(title) = title else { return texts("h1").into_iter().next() };
    // The site's name stands last, after a mark that headlines seldom hold.
    let head = title.split(['_', '｜']).next().unwrap_or(&title);
    let head = head.rsplit_once(" - ").or_else(|| head.rsplit_once('-')).map_or(head, |(head, _)| head).trim();
    Some(if head.chars().count() >= 4 { head.to_owned() } else { title.clone() })
}

/// Date and source as the lines between headline and article say them, or else those soon after its beginning.
fn masthead(lines: &[Line], body: &[usize]) -> (Option<String>, Option<String>) {
    let begin = body.first().copied().unwrap_or(lines.len());
    // The nearest lines before the article, nearest first; then its own first lines; then the top of the page.
    let near = (begin.saturating_sub(25)..begin).rev().chain(begin..lines.len().min(begin + 6)).chain(0..begin);
    let (mut day, mut source) = (None, None);
    for line in near.filter_map(|at| lines.get(at)) {
        if day.is_none() && line.chars < 120 {
            day = day_in(&line.text);
        }
        if source.is_none() && line.chars < 120 {
            source = source_in(&line.text);
        }
    }
    (day, source)
}

/// Whether a line is the one under a headline: a date, a source, buttons, and no sentence.
pub(crate) fn is_masthead(line: &str) -> bool {
    let short = line.chars().count() < 60 && !line.contains(['。', '；', '！']);
    short && !line.contains('，') && day_in(line).is_some()
}

/// The first full date in a line.
fn day_in(line: &str) -> Option<String> {
    let starts = line
        .char_indices()
        .filter(|(at, _)| line[*at..].starts_with("20") && !line[..*at].ends_with(|c: char| c.is_ascii_digit()));
    starts
        .map(|(at, _)| &line[at..])
        .find(|rest| date::parse(rest).is_some())
        .map(|rest| rest.chars().take(20).collect())
}

/// What follows 来源：.
fn source_in(line: &str) -> Option<String> {
    let cues = ["来源：", "来源:", "來源：", "來源:"];
    let rest = cues.iter().find_map(|cue| line.split_once(cue))?.1.trim_start();
    let name: String = rest.chars().take_while(|c| !c.is_whitespace() && !"，。|（(".contains(*c)).take(20).collect();
    (!name.is_empty()).then_some(name)
}
