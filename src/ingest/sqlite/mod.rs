//! SQLite databases: the tables with a text column, an article a row.

mod file;
mod schema;

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use super::fields::{Fields, Part};
use super::place::Place;
use super::problem::Trouble;
use super::reading::{Flow, Reading};
use super::unread::Unread;
use file::Pages;
use schema::Table;

/// Most bytes of the text that makes a table.
const SCHEMA: usize = 1 << 20;

/// Reads every table that has a text column; `path` where the file has one.
pub(super) fn read(reading: &mut Reading<'_>, place: &Place, file: File, path: Option<&Path>) -> Flow {
    let damaged = |place: &Place, e| place.problem(None, Trouble::Damaged(e));
    let pages = match Pages::open(file) {
        Ok(pages) => pages,
        Err(e) => return reading.problem(damaged(place, e)),
    };
    if pages.has_log && path.is_some_and(has_log) {
        reading.problem(place.problem(None, Trouble::Unmerged))?;
    }
    let mut found = false;
    for row in pages.rows(1, SCHEMA) {
        let row = match row {
            Ok(row) => row,
            Err(e) => return reading.problem(damaged(place, e)),
        };
        let Some(table) = row.columns().and_then(|columns| Table::read(&columns)) else { continue };
        let parts: Vec<_> = table.columns.iter().map(|name| reading.options.map.part(name)).collect();
        if !parts.iter().flatten().any(|(part, _)| *part == Part::Text) {
            continue;
        }
        found = true;
        let inside = Arc::new(Place { met: place.met, ..place.member(&table.name) });
        match table.root {
            Some(root) => {
                let columns = Columns { parts, number: table.number };
                rows(reading, &inside, &pages, root, &columns)?;
            }
            None => reading.problem(inside.problem(None, Trouble::Damaged("WITHOUT ROWID".to_owned())))?,
        }
    }
    if !found && reading.options.name_tables && !place.met {
        return reading.problem(place.problem(None, Trouble::IsTable));
    }
    Flow::Continue(())
}

/// Whether a file beside a database holds changes that are not in it yet.
fn has_log(path: &Path) -> bool {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    std::fs::metadata(log).is_ok_and(|m| m.len() > 0)
}

/// What the columns of a table are.
struct Columns {
    /// Which field each is, and the rank of its name.
    parts: Vec<Option<(Part, usize)>>,
    /// The one that is the number of the row.
    number: Option<usize>,
}

/// Reads the rows of one table.
fn rows(reading: &mut Reading<'_>, place: &Arc<Place>, pages: &Pages, root: u32, known: &Columns) -> Flow {
    let limit = reading.options.limit();
    for row in pages.rows(root, limit.saturating_mul(2)) {
        let row = match row {
            Ok(row) => row,
            Err(e) => return reading.problem(place.problem(None, Trouble::Damaged(e))),
        };
        let line = u64::try_from(row.number).ok();
        let Some(columns) = row.columns() else {
            let large = row.is_too_large();
            let trouble = if large { Trouble::TooLarge(limit) } else { Trouble::Row("a broken record".to_owned()) };
            reading.problem(place.problem(line, trouble))?;
            continue;
        };
        let mut fields = Fields::default();
        for (at, part) in known.parts.iter().enumerate() {
            let value = columns.get(at).cloned().flatten();
            let value = value.or_else(|| (known.number == Some(at)).then(|| row.number.to_string()));
            if let (Some(part), Some(value)) = (part, value) {
                fields.put(*part, value);
            }
        }
        reading.give(Unread::fields(place, line, &reading.options, fields))?;
    }
    Flow::Continue(())
}

#[cfg(test)]
mod tests;
