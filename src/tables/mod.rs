//! Source tables → records: one record a value cell.
//!
//! A table is long (a column says what is measured) or wide (metrics, years or places are columns).
//! What each column holds is told from its header (`rules/tables/headers.toml`), from its cells, and
//! from a description beside the file; the outcome stays on the [`Table`] so that a user can see it.

mod columns;
mod description;
mod error;
mod grid;
mod records;
mod time;
mod unit;

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::model::Record;
use crate::quantity::PeriodReader;
use crate::rules::Rules;

pub use columns::{Column, Role};
pub use description::{Description, Field};
pub use error::TableError;

/// A source table that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// File name without its folder; the name that findings give.
    pub name: String,
    /// Title, from its description or the lines above the header.
    pub title: Option<String>,
    /// Who published the data.
    pub publisher: Option<String>,
    /// Where they stand.
    pub url: Option<String>,
    /// The columns and what each was taken for.
    pub columns: Vec<Column>,
    /// One record a value cell, by row and column.
    pub records: Vec<Record>,
    /// Rows and cells that gave no record though something stands there.
    pub skipped: Vec<Skipped>,
    /// Other names of entities and metrics, from the description.
    pub aliases: Vec<(String, Vec<String>)>,
}

/// Name of the key that holds the base of an index (`上年=100`).
pub const INDEX_BASE: &str = "基期";

impl Table {
    /// Other names of an entity or a metric.
    pub fn aliases(&self, name: &str) -> impl Iterator<Item = &String> {
        self.aliases.iter().filter(move |(n, _)| n == name).flat_map(|(_, aliases)| aliases)
    }
}

/// A row or cell that was left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    /// Line of the file, from 1.
    pub line: u64,
    /// What stands there.
    pub text: String,
}

/// Reads tables. Built once from rules.
pub struct TableReader<'r> {
    rules: &'r Rules,
    units: unit::Units<'r>,
    periods: PeriodReader,
}

impl<'r> TableReader<'r> {
    /// Compiles the lexicons.
    pub fn new(rules: &'r Rules) -> Self {
        TableReader { rules, units: unit::Units::new(rules), periods: PeriodReader::new(rules) }
    }

    /// Reads a CSV or TSV file and the description beside it.
    ///
    /// # Errors
    /// A file that cannot be read, or holds no table; with file and line.
    pub fn read(&self, path: &Path) -> Result<Table, TableError> {
        let file = path.display().to_string();
        let bytes = std::fs::read(path)
            .map_err(|e| TableError::new(&file, None, format!("无法读取：{e}"), format!("cannot be read: {e}")))?;
        let description = description::beside(path)?;
        let mut table = self.parse(&file, &grid::decoded(&bytes), &description)?;
        if let Some(name) = path.file_name() {
            table.name = name.to_string_lossy().into_owned();
            records::name(&mut table);
        }
        Ok(table)
    }

    /// Reads the text of a table; `file` names it.
    ///
    /// # Errors
    /// A text that holds no table; with file and line.
    pub fn parse(&self, file: &str, text: &str, description: &Description) -> Result<Table, TableError> {
        records::table(self, file, grid::rows(file, text)?, description)
    }
}
