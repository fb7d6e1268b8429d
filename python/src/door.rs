//! Documents as they come in: JSON objects, rows of Arrow tables with strings of any of their types.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, Int64Array, RecordBatch, StringArray};
use arrow_cast::cast;
use arrow_schema::{ArrowError, DataType, Schema};
use heshu::ingest::{self, FieldMap, Options, Supplied};
use heshu::model::{Document, Origin};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

/// Which columns of a table are read.
pub struct Door {
    /// Column and the name that it is read under.
    columns: Vec<(usize, String)>,
    path: Option<usize>,
    line: Option<usize>,
    options: Arc<Options>,
}

/// How documents are read, from the arguments of a Python function.
pub fn options(
    map: Option<&str>,
    date: Option<&str>,
    title: Option<String>,
    publisher: Option<String>,
) -> PyResult<Arc<Options>> {
    let map = map.map(FieldMap::parse).transpose().map_err(PyValueError::new_err)?.unwrap_or_default();
    let date = date.map(|d| d.parse().map_err(|e| PyValueError::new_err(format!("date {d:?}: {e}")))).transpose()?;
    Ok(Arc::new(Options { map, supplied: Supplied { date, title, publisher }, ..Options::default() }))
}

impl Door {
    pub fn new(schema: &Schema, options: Arc<Options>) -> PyResult<Door> {
        let names: Vec<&str> = schema.fields().iter().map(|f| f.name().as_str()).collect();
        let read = names.iter().enumerate().filter(|(_, name)| ingest::reads(name, &options).is_some());
        let columns = read.map(|(at, name)| (at, (*name).to_owned())).collect();
        if !names.iter().any(|name| ingest::reads(name, &options) == Some(true)) {
            let there = names.join(", ");
            let word = format!("no column holds the text; there are: {there}. Name it: map=\"text=COLUMN\"");
            return Err(PyValueError::new_err(word));
        }
        let at = |wanted: &str| names.iter().position(|n| *n == wanted);
        Ok(Door { columns, path: at("path"), line: at("line"), options })
    }

    /// The documents of some rows; None for a row that has no text.
    pub fn documents(&self, batch: &RecordBatch) -> Result<Vec<Option<Document>>, ArrowError> {
        let columns = self.columns.iter().map(|(at, name)| Ok((name.as_str(), strings(batch.column(*at))?)));
        let columns = columns.collect::<Result<Vec<(&str, StringArray)>, ArrowError>>()?;
        let paths = self.path.map(|at| strings(batch.column(at))).transpose()?;
        let lines = self.line.map(|at| whole(batch.column(at))).transpose()?;
        let rows = (0..batch.num_rows()).map(|row| {
            let cells = columns.iter().filter(|(_, c)| c.is_valid(row)).map(|(name, c)| (*name, c.value(row)));
            let path = paths.as_ref().filter(|p| p.is_valid(row)).map(|p| p.value(row).to_owned());
            let line = lines.as_ref().filter(|l| l.is_valid(row)).and_then(|l| u64::try_from(l.value(row)).ok());
            let origin = Origin { path: path.unwrap_or_default(), line, ..Origin::default() };
            ingest::row(cells, &origin, &self.options).ok()
        });
        Ok(rows.collect())
    }
}

/// A column of strings, dates or whole numbers as strings.
pub fn strings(column: &ArrayRef) -> Result<StringArray, ArrowError> {
    Ok(cast(column, &DataType::Utf8)?.as_string::<i32>().clone())
}

/// A column of whole numbers.
pub fn whole(column: &ArrayRef) -> Result<Int64Array, ArrowError> {
    Ok(cast(column, &DataType::Int64)?.as_primitive().clone())
}
