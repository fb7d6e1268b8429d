//! Excel workbooks → sheets. A cell of numbers is read as the shortest decimal that Excel keeps, at most 15
//! digits, which is what Excel itself shows; merged cells stand in all their places.

use std::io::Cursor;

use calamine::{Data, Dimensions, Reader, Sheets};

use super::{CELLS, Row, Sheet, TableError};

pub fn sheets(file: &str, bytes: &[u8]) -> Result<Vec<Sheet>, TableError> {
    let fault = |e: String| {
        TableError::new(file, None, format!("不是能读的Excel文件：{e}"), format!("not a readable Excel file: {e}"))
    };
    let mut book = calamine::open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(|e| fault(e.to_string()))?;
    let names = book.sheet_names();
    let mut out = Vec::new();
    for name in &names {
        let range = book.worksheet_range(name).map_err(|e| fault(e.to_string()))?;
        let Some((top, left)) = range.start() else { continue };
        if range.height().saturating_mul(range.width()) > CELLS {
            return Err(fault(format!("{name}: {} × {} cells", range.height(), range.width())));
        }
        let mut rows: Vec<Row> = range
            .rows()
            .zip(u64::from(top) + 1..)
            .map(|(cells, line)| Row { line, cells: cells.iter().map(text).collect() })
            .collect();
        for region in merged(&mut book, name) {
            spread(&mut rows, (top, left), region);
        }
        let name = (names.len() > 1).then(|| name.clone());
        out.push(Sheet { name, rows });
    }
    Ok(out)
}

fn merged(book: &mut Sheets<Cursor<&[u8]>>, name: &str) -> Vec<Dimensions> {
    match book {
        Sheets::Xlsx(book) => book.merge_cells_by_sheet_name(name).unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// Puts the text of a merged cell into all its places.
fn spread(rows: &mut [Row], (top, left): (u32, u32), region: Dimensions) {
    let at = |r: u32, c: u32| (r.checked_sub(top).map(|r| r as usize), c.checked_sub(left).map(|c| c as usize));
    let (Some(first), Some(column)) = at(region.start.0, region.start.1) else { return };
    let Some(text) = rows.get(first).and_then(|r| r.cells.get(column)).cloned() else { return };
    let (Some(last), Some(end)) = at(region.end.0, region.end.1) else { return };
    for row in rows.iter_mut().take(last.saturating_add(1)).skip(first) {
        for cell in row.cells.iter_mut().take(end.saturating_add(1)).skip(column) {
            cell.clone_from(&text);
        }
    }
}

fn text(cell: &Data) -> String {
    match cell {
        Data::Empty | Data::Error(_) => String::new(),
        Data::String(s) => s.trim().to_owned(),
        Data::Int(i) => i.to_string(),
        Data::Float(f) => shortest(*f),
        Data::Bool(b) => b.to_string(),
        Data::DateTime(d) if d.is_datetime() => {
            let (year, month, day, ..) = d.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        Data::DateTime(d) => shortest(d.as_f64()),
        Data::DateTimeIso(s) | Data::DurationIso(s) => s.clone(),
    }
}

/// 508.90000000000003 → 508.9: Excel keeps 15 digits, the rest is noise of its binary form.
fn shortest(value: f64) -> String {
    let plain = format!("{value}");
    if plain.chars().filter(char::is_ascii_digit).count() <= 15 || !plain.contains('.') {
        return plain;
    }
    let whole = plain.trim_start_matches('-').split('.').next().map_or(1, str::len);
    let rounded = format!("{value:.*}", 15_usize.saturating_sub(whole));
    let short = rounded.trim_end_matches('0').trim_end_matches('.');
    short.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_of_binary_numbers_is_dropped() {
        assert_eq!(shortest(508.900_000_000_000_03), "508.9");
        assert_eq!(shortest(-2.2), "-2.2");
        assert_eq!(shortest(141_177.87), "141177.87");
        assert_eq!(shortest(40.0), "40");
    }

    #[test]
    fn a_merged_cell_stands_in_all_its_places() {
        let row = |cells: &[&str]| Row { line: 1, cells: cells.iter().map(|c| (*c).to_owned()).collect() };
        let mut rows = vec![row(&["地区", "2022年", ""]), row(&["", "人口", "产值"])];
        spread(&mut rows, (0, 0), Dimensions { start: (0, 1), end: (0, 2) });
        spread(&mut rows, (0, 0), Dimensions { start: (0, 0), end: (1, 0) });
        assert_eq!(rows, [row(&["地区", "2022年", "2022年"]), row(&["地区", "人口", "产值"])]);
    }
}
