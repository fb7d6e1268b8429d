//! Files of several forms → sheets of rows that know their line.

#[cfg(feature = "parquet")]
mod columnar;
mod delimited;
mod html;
mod json;
mod workbook;

use super::TableError;

pub(super) use delimited::{decoded, rows};

/// One row as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// Line of the file or row of the sheet, from 1.
    pub line: u64,
    /// Its cells, without white space round them.
    pub cells: Vec<String>,
}

impl Row {
    /// Different texts in its cells: a title over merged cells has one.
    pub fn filled(&self) -> usize {
        let mut texts: Vec<&str> = self.cells.iter().map(String::as_str).filter(|c| !c.is_empty()).collect();
        texts.sort_unstable();
        texts.dedup();
        texts.len()
    }
}

/// A table of a file: the whole file, a sheet of a workbook, a table of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sheet {
    /// Its name in the file, where the file may hold several.
    pub name: Option<String>,
    pub rows: Vec<Row>,
}

/// Most cells of one table: what bounds memory whatever a page's spans say.
const CELLS: usize = 20_000_000;

/// The tables of a file, the form told from its content.
pub(super) fn sheets(file: &str, bytes: &[u8]) -> Result<Vec<Sheet>, TableError> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        return workbook::sheets(file, bytes);
    }
    #[cfg(feature = "parquet")]
    if bytes.starts_with(b"PAR1") {
        return columnar::rows(file, bytes).map(|rows| vec![Sheet { name: None, rows }]);
    }
    let text = decoded(bytes);
    let start = text.trim_start();
    if start.starts_with(['{', '[']) {
        return json::rows(file, start).map(|rows| vec![Sheet { name: None, rows }]);
    }
    if start.starts_with('<') {
        return html::sheets(file, &text);
    }
    Ok(vec![Sheet { name: None, rows: rows(file, &text)? }])
}
