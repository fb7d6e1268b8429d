//! Source tables → records: one record a value cell.
//!
//! A table is long (a column says what is measured) or wide (metrics, years or places are columns).
//! What each column holds is told from its header (`rules/tables/headers.toml`), from its cells, and
//! from a description beside the file; the outcome stays on the [`Table`] so that a user can see it.

mod columns;
mod description;
mod error;
mod grid;
mod heading;
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
    /// Gives it another name, on its records too.
    pub fn rename(&mut self, name: &str) {
        self.name = name.to_owned();
        records::name(self);
    }

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

    /// Reads the tables of a file (CSV, TSV, JSON, Parquet, an Excel workbook, a page) and the description beside it.
    /// `corrections` say what columns hold, and win over both.
    ///
    /// # Errors
    /// A file that cannot be read, or holds no table; with file and line. A correction of a column that is not there.
    pub fn read(&self, path: &Path, corrections: &[Field]) -> Result<Vec<Table>, TableError> {
        let file = path.display().to_string();
        let bytes = std::fs::read(path)
            .map_err(|e| TableError::new(&file, None, format!("无法读取：{e}"), format!("cannot be read: {e}")))?;
        let mut description = description::beside(path)?;
        description.fields.retain(|f| !corrections.iter().any(|c| c.name == f.name));
        description.fields.extend_from_slice(corrections);
        let base = path.file_name().map_or(file.clone(), |n| n.to_string_lossy().into_owned());
        let mut tables = Vec::new();
        let mut fault = None;
        for sheet in grid::sheets(&file, &bytes)? {
            // a workbook may have a cover page, a page may have tables of links
            match records::table(self, &file, sheet.rows, &description) {
                Ok(mut table) => {
                    table.rename(&match sheet.name {
                        Some(sheet) => format!("{base}#{sheet}"),
                        None => base.clone(),
                    });
                    tables.push(table);
                }
                Err(e) => fault = fault.or(Some(e)),
            }
        }
        if let Some(lost) =
            corrections.iter().find(|c| !tables.iter().any(|t| t.columns.iter().any(|h| h.header == c.name)))
        {
            if let Some(fault) = fault.filter(|_| tables.is_empty()) {
                return Err(fault);
            }
            let headers: Vec<&str> = tables.iter().flat_map(|t| &t.columns).map(|c| c.header.as_str()).collect();
            return Err(TableError::new(
                &file,
                None,
                format!("没有“{}”这一列；有：{}", lost.name, headers.join("、")),
                format!("no column “{}”; there are: {}", lost.name, headers.join(", ")),
            ));
        }
        match fault {
            Some(fault) if tables.is_empty() => Err(fault),
            _ => Ok(tables),
        }
    }

    /// Reads the text of a table; `file` names it.
    ///
    /// # Errors
    /// A text that holds no table; with file and line.
    pub fn parse(&self, file: &str, text: &str, description: &Description) -> Result<Table, TableError> {
        records::table(self, file, grid::rows(file, text)?, description)
    }
}
