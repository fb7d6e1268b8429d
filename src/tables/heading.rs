//! Headers of several rows: 2022年 over 常住人口 over 万人 is 2022年常住人口(万人).

use super::grid::Row;
use super::{TableReader, time, unit};

/// Most rows of one header.
const DEPTH: usize = 4;

/// The header at the top of some rows, as one row, and how many rows it takes; None where there are none.
pub(super) fn heading(reader: &TableReader<'_>, rows: &[Row]) -> Option<(Row, usize)> {
    let first = rows.first()?;
    let mut depth = 1;
    while depth < DEPTH
        && rows.get(depth).is_some_and(|row| goes_on(reader, rows.get(..depth).unwrap_or_default(), row))
    {
        depth += 1;
    }
    if depth == 1 {
        return Some((first.clone(), 1));
    }
    let top = rows.get(..depth)?;
    let width = top.iter().map(|r| r.cells.len()).max().unwrap_or(0);
    let cells = (0..width).map(|column| joined(reader, top, column)).collect();
    Some((Row { line: first.line, cells }, depth))
}

/// Whether a row still belongs to the header: it holds no value, and it fills what the rows above leave open
/// (an empty or merged cell) or says their units.
fn goes_on(reader: &TableReader<'_>, above: &[Row], row: &Row) -> bool {
    let cells = || row.cells.iter().enumerate().filter(|(_, c)| !c.is_empty());
    let is_period = |c: &str| time::period(c, &reader.periods).is_some();
    let value = |c: &str| unit::plain(c).is_some() && !is_period(c) || reader.rules.tables.is_missing(c);
    if cells().count() == 0
        || cells().any(|(_, c)| value(c))
        || cells().next().is_some_and(|(_, c)| reader.rules.tables.is_remark(c))
    {
        return false;
    }
    let Some(last) = above.last() else { return false };
    let text = |at: usize| last.cells.get(at).map_or("", String::as_str);
    let units = cells().all(|(at, c)| reader.units.scale(c).is_some() || text(at) == c);
    let open = |at: usize| {
        let (own, beside) = (text(at), at.checked_sub(1).map_or("", text));
        own.is_empty() || own == beside || own == text(at + 1)
    };
    let fills =
        cells().any(|(at, _)| open(at)) && cells().all(|(at, c)| open(at) || text(at) == c || text(at + 1).is_empty());
    units || fills
}

/// The words over a column, the period first, a unit in brackets.
fn joined(reader: &TableReader<'_>, top: &[Row], column: usize) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for (level, row) in top.iter().enumerate() {
        let own = row.cells.get(column).map_or("", String::as_str);
        // an empty cell of an upper row belongs to the one on its left, where something stands below it
        let below = top.iter().skip(level + 1).any(|r| r.cells.get(column).is_some_and(|c| !c.is_empty()));
        let left = || row.cells.iter().take(column).rev().find(|c| !c.is_empty()).map_or("", String::as_str);
        let part = if own.is_empty() && below && column > 0 { left() } else { own };
        if !part.is_empty() && !parts.contains(&part) {
            parts.push(part);
        }
    }
    let (periods, names): (Vec<&str>, Vec<&str>) =
        parts.iter().partition(|p| time::period(p, &reader.periods).is_some());
    let mut out = periods.concat();
    if !out.is_empty() && !names.is_empty() {
        out.push(' ');
    }
    for (at, name) in names.iter().enumerate() {
        match reader.units.scale(name).filter(|_| at > 0) {
            Some(_) => out.push_str(&format!("({name})")),
            None => out.push_str(name),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::rules::Rules;

    use super::*;

    fn head(rows: &[&[&str]]) -> (Vec<String>, usize) {
        let rules = Rules::embedded().unwrap();
        let reader = TableReader::new(&rules);
        let row = |cells: &&[&str]| Row { line: 1, cells: cells.iter().map(|c| (*c).to_owned()).collect() };
        let rows: Vec<Row> = rows.iter().map(row).collect();
        let (header, depth) = heading(&reader, &rows).unwrap();
        (header.cells, depth)
    }

    #[test]
    fn years_over_metrics_over_units() {
        let (cells, depth) = head(&[
            &["地区", "2022年", "", "2023年", ""],
            &["", "常住人口", "产值", "常住人口", "产值"],
            &["", "万人", "亿元", "万人", "亿元"],
            &["甲市", "51.5", "300", "52", "310"],
        ]);
        assert_eq!(depth, 3);
        assert_eq!(
            cells,
            ["地区", "2022年 常住人口(万人)", "2022年 产值(亿元)", "2023年 常住人口(万人)", "2023年 产值(亿元)"]
        );
    }

    #[test]
    fn metrics_over_years() {
        let (cells, depth) = head(&[&["地区", "产值", "产值"], &["地区", "2022年", "2023年"], &["甲市", "300", "310"]]);
        assert_eq!((cells, depth), (vec!["地区".into(), "2022年 产值".into(), "2023年 产值".into()], 2));
    }

    #[test]
    fn a_row_of_data_is_no_header() {
        assert_eq!(head(&[&["地区", "年份", "人口"], &["甲市", "2022", "—"], &["乙市", "2022", "5"]]).1, 1);
        assert_eq!(head(&[&["地区", "备注", "人口"], &["甲市", "初步数", "5"]]).1, 1);
    }
}
