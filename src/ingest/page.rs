//! Web pages: title, date, publisher and body, without what stands round the article.

use scraper::{Html, Selector};

use super::fields::{Fields, Part};
use super::problem::Trouble;

/// Puts the fields of a page.
pub(crate) fn read(html: &str, fields: &mut Fields) -> Result<(), Trouble> {
    let page = Html::parse_document(html);
    let paragraphs = Selector::parse("p").map_err(|e| Trouble::Internal(e.to_string()))?;
    let lines: Vec<String> = page
        .select(&paragraphs)
        .map(|p| p.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|line| !line.is_empty())
        .collect();
    if lines.is_empty() {
        return Err(Trouble::NoArticle);
    }
    fields.put((Part::Text, 0), lines.join("\n"));
    Ok(())
}
