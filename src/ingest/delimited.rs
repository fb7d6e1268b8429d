//! CSV and TSV files with a text column: one article a row.

use std::collections::VecDeque;
use std::io::BufRead;

use super::Options;
use super::fields::{Fields, Part};
use super::jsonl::{self, Line};
use super::problem::Trouble;

/// The rows of a file.
///
/// A quote that is opened and never closed would swallow the rest of a file. So lines are put together into
/// records here, and where a record over several lines has not as many cells as the header, its first line is
/// a fault and the next begins a record anew.
pub(crate) struct Rows<R> {
    reader: R,
    mark: u8,
    limit: usize,
    columns: Vec<Option<(Part, usize)>>,
    /// Lines that have been read ahead.
    ahead: VecDeque<String>,
    /// Number of the next line.
    line: u64,
}

impl<R: BufRead> Rows<R> {
    /// Reads the header; the error is in words.
    pub(crate) fn open(reader: R, mark: u8, options: &Options) -> Result<Self, String> {
        let columns = Vec::new();
        let mut rows = Rows { reader, mark, limit: options.limit(), columns, ahead: VecDeque::new(), line: 1 };
        let header = match rows.next_cells() {
            None => return Err("an empty file".to_owned()),
            Some((_, cells)) => cells.map_err(|trouble| trouble.word())?,
        };
        rows.columns = header.iter().map(|name| options.map.part(name.trim_start_matches('\u{feff}'))).collect();
        Ok(rows)
    }

    /// Whether one of the columns is a text.
    pub(crate) fn has_text(&self) -> bool {
        self.columns.iter().flatten().any(|(part, _)| *part == Part::Text)
    }

    /// The next row with the line on which it begins.
    pub(crate) fn next(&mut self) -> Option<(u64, Result<Fields, Trouble>)> {
        let (line, cells) = self.next_cells()?;
        Some((
            line,
            cells.map(|cells| {
                let mut fields = Fields::default();
                for (cell, column) in cells.iter().zip(&self.columns) {
                    if let Some(place) = column {
                        fields.put(*place, cell.to_owned());
                    }
                }
                fields
            }),
        ))
    }

    fn next_cells(&mut self) -> Option<(u64, Result<csv::StringRecord, Trouble>)> {
        let mut first;
        loop {
            first = match self.next_line()? {
                Ok(line) => line,
                Err(trouble) => return Some((self.line - 1, Err(trouble))),
            };
            if !first.trim().is_empty() {
                break;
            }
        }
        let at = self.line - 1;
        let mut text = first.clone();
        let mut more = Vec::new();
        let (mut open, mut astray) = ends_quoted(&text, self.mark, false);
        while open && text.len() <= self.limit {
            match self.next_line() {
                Some(Ok(line)) => {
                    let (still, odd) = ends_quoted(&line, self.mark, true);
                    (open, astray) = (still, astray || odd);
                    text.push_str(&line);
                    more.push(line);
                }
                _ => break,
            }
        }
        let cells = match open {
            true => Err(()),
            false => parse(&text, self.mark).ok_or(()),
        };
        let cells = match cells {
            Ok(cells) if more.is_empty() || self.columns.is_empty() => Ok(cells),
            // A record over several lines with the wrong number of cells is a quote gone astray.
            Ok(cells) if cells.len() == self.columns.len() && !astray => Ok(cells),
            _ if more.is_empty() => Err(Trouble::Row("a quote is opened and not closed".to_owned())),
            _ => {
                self.line -= more.len() as u64;
                more.into_iter().rev().for_each(|line| self.ahead.push_front(line));
                Err(Trouble::Row("a quote is opened and not closed".to_owned()))
            }
        };
        Some((at, cells))
    }

    fn next_line(&mut self) -> Option<Result<String, Trouble>> {
        if let Some(line) = self.ahead.pop_front() {
            self.line += 1;
            return Some(Ok(line));
        }
        let read = jsonl::next_line(&mut self.reader, self.limit);
        if let Ok(Line::End) = read {
            return None;
        }
        self.line += 1;
        match read {
            Err(e) => Some(Err(Trouble::Io(e.to_string()))),
            Ok(Line::End) => None,
            Ok(Line::TooLong) => Some(Err(Trouble::TooLarge(self.limit))),
            Ok(Line::Text(line)) => Some(Ok(line)),
        }
    }
}

/// Whether a quoted cell is still open at the end of a line, which begins inside one where `open`; and whether
/// words follow upon a closing quote, as they do where quotes open and close the wrong way round.
fn ends_quoted(line: &str, mark: u8, open: bool) -> (bool, bool) {
    /// Where in a cell a byte stands. A quote opens a cell only at its beginning, and a doubled one closes and opens again.
    #[derive(PartialEq)]
    enum Cell {
        Begins,
        Plain,
        Quoted,
        Closed,
    }
    let mut cell = if open { Cell::Quoted } else { Cell::Begins };
    let mut astray = false;
    for byte in line.bytes() {
        cell = match (cell, byte) {
            (Cell::Quoted, b'"') => Cell::Closed,
            (Cell::Quoted, _) | (Cell::Begins | Cell::Closed, b'"') => Cell::Quoted,
            (_, byte) if byte == mark => Cell::Begins,
            (Cell::Closed, b'\r' | b'\n') => Cell::Closed,
            (before, _) => {
                astray |= before == Cell::Closed;
                Cell::Plain
            }
        };
    }
    (cell == Cell::Quoted, astray)
}

fn parse(record: &str, mark: u8) -> Option<csv::StringRecord> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(mark)
        .flexible(true)
        .has_headers(false)
        .buffer_capacity(record.len().clamp(64, 1 << 16))
        .from_reader(record.as_bytes());
    reader.records().next()?.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(u64, Result<String, String>)> {
        let mut rows = Rows::open(text.as_bytes(), b',', &Options::default()).unwrap();
        std::iter::from_fn(|| rows.next())
            .map(|(line, row)| {
                let text = row.map_err(|t| t.word()).map(|fields| {
                    let place = crate::ingest::place::Place::default();
                    fields.document(&place, None, &Default::default()).map(|d| d.text).unwrap_or_default()
                });
                (line, text)
            })
            .collect()
    }

    #[test]
    fn cells_over_several_lines_and_doubled_quotes() {
        let rows = read("id,text\n1,\"甲\n乙 \"\"丙\"\"\n\"\n\n2,\"5\"\" 屏\"\n3,5\" 屏\n");
        let texts: Vec<_> = rows.iter().map(|(line, t)| (*line, t.as_deref().unwrap())).collect();
        assert_eq!(texts, [(2, "甲\n乙 \"丙\"\n"), (6, "5\" 屏"), (7, "5\" 屏")]);
    }

    #[test]
    fn an_unclosed_quote_costs_one_row() {
        let rows = read("id,text\n1,\"甲\n2,乙\n3,丙\n");
        assert!(rows[0].1.is_err() && rows[0].0 == 2, "{rows:?}");
        assert_eq!((rows[1].1.as_deref(), rows[2].1.as_deref()), (Ok("乙"), Ok("丙")), "{rows:?}");
        assert_eq!((rows.len(), rows[2].0), (3, 4));
        let rows = read("id,text,by\n1,\"甲,x\n2,乙,x\n3,\"丙\",x\n4,丁,x\n");
        assert_eq!(rows.iter().filter(|(_, row)| row.is_ok()).count(), 3, "{rows:?}");
    }
}
