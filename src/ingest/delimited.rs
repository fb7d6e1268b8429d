//! CSV and TSV files with a text column: one article a row.

use std::io::Read;

use super::fields::{FieldMap, Fields, Part};

/// The rows of a file.
pub(crate) struct Rows<R> {
    reader: csv::Reader<R>,
    columns: Vec<Option<(Part, usize)>>,
    record: csv::StringRecord,
    broken: bool,
}

impl<R: Read> Rows<R> {
    /// Reads the header; the error is the parser's word.
    pub(crate) fn open(reader: R, mark: u8, map: &FieldMap) -> Result<Self, String> {
        let mut reader = csv::ReaderBuilder::new().delimiter(mark).flexible(true).from_reader(reader);
        let header = reader.headers().map_err(|e| e.to_string())?;
        let columns = header.iter().map(|name| map.part(name.trim_start_matches('\u{feff}'))).collect();
        Ok(Rows { reader, columns, record: csv::StringRecord::new(), broken: false })
    }

    /// Whether one of the columns is a text.
    pub(crate) fn has_text(&self) -> bool {
        self.columns.iter().flatten().any(|(part, _)| *part == Part::Text)
    }

    /// The next row with the line on which it begins.
    pub(crate) fn next(&mut self) -> Option<(u64, Result<Fields, String>)> {
        if self.broken {
            return None;
        }
        let line = self.reader.position().line();
        match self.reader.read_record(&mut self.record) {
            Ok(false) => None,
            Err(e) => {
                self.broken = e.is_io_error(); // it would fail for ever
                Some((e.position().map_or(line, csv::Position::line), Err(e.to_string())))
            }
            Ok(true) => {
                let line = self.record.position().map_or(line, csv::Position::line);
                let mut fields = Fields::default();
                for (cell, column) in self.record.iter().zip(&self.columns) {
                    if let Some(place) = column {
                        fields.put(*place, cell.to_owned());
                    }
                }
                Some((line, Ok(fields)))
            }
        }
    }
}
