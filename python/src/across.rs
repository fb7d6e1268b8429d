//! What articles say of one another.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use arrow_array::{Array, RecordBatch};
use arrow_schema::{ArrowError, Schema, SchemaRef};
use heshu::export::columns::{BETWEEN, Compared, FINDING, batch, schema};
use heshu::pipeline::{self, MOST, compare};
use heshu::store::Article;
use pyo3::prelude::*;
use pyo3_arrow::input::AnyRecordBatch;

use crate::door::whole;
use crate::kit::Kit;
use crate::rows::{fault, packed, place};
use crate::stream::{Made, Stream, Work};

/// The windows of an archive whose articles are in these buckets, each as its own bucket and the next.
#[pyfunction]
pub fn windows(buckets: BTreeSet<i64>) -> Vec<i64> {
    pipeline::windows(&buckets).collect()
}

/// The packed articles of one window, as many as are compared at once.
struct Window {
    number: i64,
    packed: Vec<Box<[u8]>>,
}

impl Window {
    fn compare(&self, kit: &Kit, out: &mut Vec<Compared>) -> Result<(), ArrowError> {
        if self.packed.len() > 1 {
            let articles = || self.packed.iter().map(|bytes| Article::unpack(bytes));
            let found = compare(&kit.readers.rules, self.packed.len(), articles).map_err(fault)?;
            out.extend(found.into_iter().map(|between| Compared { window: self.number, between }));
        }
        Ok(())
    }
}

fn columns() -> SchemaRef {
    let (finding, between) = (schema(&FINDING), schema(&BETWEEN));
    Arc::new(Schema::new(finding.fields().iter().chain(between.fields()).cloned().collect::<Vec<_>>()))
}

fn rows(found: &[Compared]) -> Result<RecordBatch, ArrowError> {
    let findings = batch(&FINDING, &found.iter().map(|c| &c.between.finding).collect::<Vec<_>>());
    let beside = batch(&BETWEEN, &found.iter().collect::<Vec<_>>());
    RecordBatch::try_new(columns(), [findings.columns(), beside.columns()].concat())
}

/// The findings between packed articles that have a column `window` beside what `articles_table` gives. The rows of a
/// window come one after another, by likeness, so that of a window too large like articles are compared.
#[pyfunction]
#[pyo3(signature = (articles, *, rules = None))]
pub fn across_table(py: Python<'_>, articles: AnyRecordBatch, rules: Option<PathBuf>) -> PyResult<Stream> {
    let kit = py.detach(|| Kit::of(rules, None))?;
    let input = articles.into_reader()?;
    let (window, article) = (place(&input.schema(), "window")?, place(&input.schema(), "article")?);
    let mut gathered = Window { number: 0, packed: Vec::new() };
    let made: Work = Box::new(move |batch| {
        let mut found = Vec::new();
        let Some(batch) = batch else {
            gathered.compare(&kit, &mut found)?;
            return rows(&found).map(Some);
        };
        let (windows, packed) = (whole(batch.column(window))?, packed(&batch, article)?);
        for row in (0..batch.num_rows()).filter(|row| windows.is_valid(*row) && packed.is_valid(*row)) {
            let number = windows.value(row);
            if number != gathered.number || gathered.packed.len() == MOST {
                gathered.compare(&kit, &mut found)?;
                gathered = Window { number, packed: Vec::new() };
            }
            gathered.packed.push(packed.value(row).into());
        }
        rows(&found).map(Some)
    });
    Ok(Stream::new(Made::new(input, columns(), made)))
}
