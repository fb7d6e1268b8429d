//! Web pages: title, date, publisher and body, without what stands round the article.

mod body;
mod data;
mod lines;

use scraper::Html;

use super::fields::{Fields, Part};
use super::problem::Trouble;

/// Puts the fields of a page.
pub(crate) fn read(html: &str, fields: &mut Fields) -> Result<(), Trouble> {
    if is_too_deep(html) {
        return Err(Trouble::TooDeep);
    }
    let page = Html::parse_document(html);
    let lines = lines::lines(&page);
    let mut body = body::body(&page, &lines);
    let data = data::Data::read(&page, &lines, &body);
    // The headline and the line under it are often the first of the body.
    let is_head = |line: &str| Some(line.trim()) == data.title.as_deref() || data::is_masthead(line);
    let head = body.iter().take(6).rposition(|at| is_head(&lines[*at].text)).map_or(0, |n| n + 1);
    body.drain(..head);
    if body.is_empty() {
        return Err(Trouble::NoArticle);
    }
    let found = [
        (Part::Title, data.title),
        (Part::Date, data.date),
        (Part::Publisher, data.publisher),
        (Part::Url, data.url),
        (Part::Text, Some(body.iter().map(|at| lines[*at].text.trim()).collect::<Vec<_>>().join("\n"))),
    ];
    for (part, value) in found {
        fields.put((part, 0), value.unwrap_or_default());
    }
    Ok(())
}

/// The words of a piece of HTML, a line a block; text without tags as it stands.
pub(crate) fn words(html: &str) -> String {
    if !html.contains(['<', '&']) {
        return html.trim().to_owned();
    }
    if is_too_deep(html) {
        return String::new();
    }
    let page = Html::parse_fragment(html);
    lines::lines(&page).iter().map(|line| line.text.trim()).collect::<Vec<_>>().join("\n")
}

/// Elements inside of one another, more than any page made by people has. The parser takes time that grows with
/// the square of the depth.
const DEEPEST: usize = 4000;

/// Whether elements stand too deep, judged by the tags alone.
fn is_too_deep(html: &str) -> bool {
    let bytes = html.as_bytes();
    let mut depth = 0_usize;
    for at in memchr::memchr_iter(b'<', bytes) {
        let Some(rest) = bytes.get(at + 1..) else { break };
        let name_of = |from: &[u8]| {
            let length = from.iter().take(12).take_while(|b| b.is_ascii_alphanumeric()).count();
            from[..length].to_ascii_lowercase()
        };
        match rest.first() {
            Some(b'/') => depth = depth.saturating_sub(1),
            Some(b) if b.is_ascii_alphabetic() && !closes_itself(&name_of(rest)) => {
                depth += 1;
                if depth > DEEPEST {
                    return true;
                }
            }
            _ => {}
        }
    }
    false
}

/// Elements that have no end tag, or need none.
fn closes_itself(name: &[u8]) -> bool {
    const NAMES: [&str; 26] = [
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
        "p", "li", "dd", "dt", "td", "th", "tr", "tbody", "thead", "option", "path", "o",
    ];
    NAMES.iter().any(|n| n.as_bytes() == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::Supplied;
    use crate::ingest::place::Place;
    use crate::model::Document;

    fn page(html: &str) -> Option<Document> {
        let mut fields = Fields::default();
        read(html, &mut fields).ok()?;
        fields.document(&Place::default(), None, &Supplied::default())
    }

    #[test]
    fn takes_the_article_and_leaves_what_stands_round_it() {
        let html = r#"<!doctype html><html><head><title>果园丰收_东屏新闻网</title>
            <meta property="og:title" content="果园丰收"><meta name="PubDate" content="2024-10-18 08:00">
            <link rel="canonical" href="https://news.example/1.html"></head><body>
            <div class="nav"><a href="/">首页</a> <a href="/a">要闻</a></div>
            <div class="main"><h1>果园丰收</h1><div class="info">2024-10-18 来源：东屏日报 <a>字号</a></div>
            <div class="content"><p>今年东屏县共收获苹果<b>200</b>吨，比上年增加两成。</p>
            <p>其中早熟品种60吨，<br>占三成，价格也有所上涨。</p><p>责任编辑：王五</p></div>
            <div class="related"><h3>相关阅读</h3><ul><li><a>梨园也丰收了，农户笑开颜。</a></li></ul></div></div>
            <div class="footer">版权所有，未经许可不得转载。ICP备12345号</div><script>var a = "脚本，不是正文。";</script>
            </body></html>"#;
        let d = page(html).unwrap();
        assert_eq!(d.text, "今年东屏县共收获苹果200吨，比上年增加两成。\n其中早熟品种60吨，\n占三成，价格也有所上涨。");
        assert_eq!(d.title.as_deref(), Some("果园丰收"));
        assert_eq!(d.published.map(|d| d.to_string()).as_deref(), Some("2024-10-18"));
        assert_eq!(d.publisher.as_deref(), Some("东屏日报"));
        assert_eq!(d.url.as_deref(), Some("https://news.example/1.html"));
    }

    #[test]
    fn takes_title_and_date_from_the_page_where_nothing_declares_them() {
        let d = page(
            "<html><head><title>果园丰收-东屏新闻网</title></head><body><h1>果园丰收</h1><span>2024年10月18日 08:00</span>\
             <div>全县共收获苹果200吨，比上年增加两成，价格也有所上涨。</div></body></html>",
        )
        .unwrap();
        assert_eq!(d.title.as_deref(), Some("果园丰收"));
        assert_eq!(d.published.map(|d| d.to_string()).as_deref(), Some("2024-10-18"));
    }

    #[test]
    fn reads_linked_data() {
        let d = page(
            r#"<html><head><title>x</title><script type="application/ld+json">{"@graph":[{"@type":"NewsArticle",
            "headline":"果园丰收","datePublished":"2024-10-18T08:00:00+08:00","publisher":{"name":"东屏日报"}}]}</script></head>
            <body><article><p>全县共收获苹果200吨，比上年增加两成，价格也有所上涨。</p></article></body></html>"#,
        )
        .unwrap();
        assert_eq!((d.title.as_deref(), d.publisher.as_deref()), (Some("果园丰收"), Some("东屏日报")));
        assert_eq!(d.published.map(|d| d.to_string()).as_deref(), Some("2024-10-18"));
    }

    #[test]
    fn a_page_without_an_article_is_none_and_depth_is_no_danger() {
        assert!(page("<html><body><a>首页</a></body></html>").is_none());
        let nested = |n| format!("{}全县共收获苹果200吨，比上年增加两成。{}", "<div>".repeat(n), "</div>".repeat(n));
        assert!(page(&nested(1500)).is_some());
        assert!(matches!(read(&nested(100_000), &mut Fields::default()), Err(Trouble::TooDeep)));
    }
}
