//! Tables of HTML pages → sheets. Cells that span rows or columns stand in all their places.

use std::collections::HashMap;

use scraper::{ElementRef, Html, Selector};

use super::{CELLS, Row, Sheet, TableError};

/// Most rows or columns that one cell may span.
const SPAN: usize = 200;

pub fn sheets(file: &str, text: &str) -> Result<Vec<Sheet>, TableError> {
    let page = Html::parse_document(text);
    let Ok(tables) = Selector::parse("table") else { return Ok(Vec::new()) };
    // a table that holds tables is layout
    let innermost = page.select(&tables).filter(|t| t.select(&tables).next().is_none());
    let found: Vec<(Option<String>, Vec<Row>)> = innermost
        .map(|t| (caption(t), rows(t)))
        .filter(|(_, rows)| rows.iter().filter(|r| r.filled() > 1).count() > 1)
        .collect();
    if found.is_empty() {
        return Err(TableError::new(file, None, "网页里没有表格", "no table in this page"));
    }
    let several = found.len() > 1;
    let sheets = found.into_iter().zip(1_usize..).map(|((caption, mut rows), n)| {
        if let Some(caption) = caption {
            rows.insert(0, Row { line: 1, cells: vec![caption] });
        }
        Sheet { name: several.then(|| n.to_string()), rows }
    });
    Ok(sheets.collect())
}

fn caption(table: ElementRef<'_>) -> Option<String> {
    let found = table.child_elements().find(|e| e.value().name() == "caption").map(words);
    found.filter(|t| !t.is_empty())
}

fn rows(table: ElementRef<'_>) -> Vec<Row> {
    let lines = table.descendent_elements().filter(|e| e.value().name() == "tr");
    let mut out: Vec<Row> = Vec::new();
    // cells that reach down from above: (row, column) → text
    let mut below: HashMap<(usize, usize), String> = HashMap::new();
    let mut cells_made = 0_usize;
    for (r, line) in lines.enumerate() {
        let mut cells: Vec<String> = Vec::new();
        for cell in line.child_elements().filter(|e| matches!(e.value().name(), "td" | "th")) {
            while let Some(above) = below.remove(&(r, cells.len())) {
                cells.push(above);
            }
            let span =
                |name: &str| cell.attr(name).and_then(|s| s.trim().parse().ok()).unwrap_or(1_usize).clamp(1, SPAN);
            let (wide, high) = (span("colspan"), span("rowspan"));
            let text = words(cell);
            for _ in 0..wide {
                for down in 1..high {
                    below.insert((r + down, cells.len()), text.clone());
                }
                cells.push(text.clone());
            }
            cells_made += wide * high;
        }
        while let Some(above) = below.remove(&(r, cells.len())) {
            cells.push(above);
        }
        if cells_made > CELLS {
            break;
        }
        out.push(Row { line: u64::try_from(r).unwrap_or(u64::MAX).saturating_add(1), cells });
    }
    out
}

/// The words of a cell, white space folded; a footnote's mark in `sup` says nothing of the value.
fn words(element: ElementRef<'_>) -> String {
    let mut out = String::new();
    for node in element.descendants() {
        let noted = node
            .ancestors()
            .filter_map(ElementRef::wrap)
            .any(|e| matches!(e.value().name(), "sup" | "style" | "script"));
        if let Some(text) = node.value().as_text().filter(|_| !noted) {
            out.push_str(text);
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_fill_their_places() {
        let page = "<html><body><table><caption>某地人口</caption><tr><th rowspan=2>地区<th colspan=2>2022年</tr>\
            <tr><th>常住人口<th>户籍人口</tr><tr><td>甲市<td>51.5<sup>①</sup><td>50</tr></table></body></html>";
        let found = sheets("p.html", page).unwrap();
        let cells: Vec<Vec<String>> = found[0].rows.iter().map(|r| r.cells.clone()).collect();
        assert_eq!(
            cells,
            [
                vec!["某地人口"],
                vec!["地区", "2022年", "2022年"],
                vec!["地区", "常住人口", "户籍人口"],
                vec!["甲市", "51.5", "50"]
            ]
        );
        assert!(sheets("p.html", "<p>没有表</p>").is_err());
    }
}
