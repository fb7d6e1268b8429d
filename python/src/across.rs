//! What articles say of one another.

use std::path::PathBuf;
use std::sync::Arc;

use arrow_array::{Array, RecordBatch};
use arrow_schema::{ArrowError, Schema, SchemaRef};
use heshu::export::columns::{BETWEEN, FINDING, batch, schema};
use heshu::pipeline::{self, MOST};
use heshu::store::{Article, Between};
use pyo3::prelude::*;
use pyo3_arrow::input::AnyRecordBatch;

use crate::door::whole;
use crate::kit::Kit;
use crate::rows::{fault, packed, place};
use crate::stream::{Made, Stream, Work};

/// The packed articles of one window, as many as are compared at once.
#[derive(Default)]
struct Window {
    number: i64,
    packed: pipeline::Window<Box<[u8]>>,
}

impl Window {
    fn compare(&self, kit: &Kit, out: &mut Vec<Between>) -> Result<(), ArrowError> {
        let found = self.packed.compare(&kit.readers.rules, 1, |bytes| Article::unpack(bytes));
        out.extend(found.map_err(fault)?);
        Ok(())
    }
}

fn columns() -> SchemaRef {
    let (finding, between) = (schema(&FINDING), schema(&BETWEEN));
    Arc::new(Schema::new(finding.fields().iter().chain(between.fields()).cloned().collect::<Vec<_>>()))
}

fn rows(found: &[Between]) -> Result<RecordBatch, ArrowError> {
    let findings = batch(&FINDING, &found.iter().map(|b| &b.finding).collect::<Vec<_>>());
    let beside = batch(&BETWEEN, &found.iter().collect::<Vec<_>>());
    RecordBatch::try_new(columns(), [findings.columns(), beside.columns()].concat())
}

/// The findings between packed articles that have a column `window` beside what `articles_table` gives: those of the bucket
/// of that number are compared with one another and with the others of the window. The rows of a window come one after
/// another, by likeness, so that of a window too large like articles are compared.
#[pyfunction]
#[pyo3(signature = (articles, *, rules = None))]
pub fn across_table(py: Python<'_>, articles: AnyRecordBatch, rules: Option<PathBuf>) -> PyResult<Stream> {
    let kit = py.detach(|| Kit::of(rules, None))?;
    let input = articles.into_reader()?;
    let schema = input.schema();
    let [window, bucket] = [place(&schema, "window")?, place(&schema, "bucket")?];
    let article = place(&schema, "article")?;
    let mut gathered = Window::default();
    let made: Work = Box::new(move |batch| {
        let mut found = Vec::new();
        let Some(batch) = batch else {
            gathered.compare(&kit, &mut found)?;
            return rows(&found).map(Some);
        };
        let (windows, buckets) = (whole(batch.column(window))?, whole(batch.column(bucket))?);
        let packed = packed(&batch, article)?;
        for row in (0..batch.num_rows()).filter(|row| windows.is_valid(*row) && packed.is_valid(*row)) {
            let number = windows.value(row);
            if number != gathered.number || gathered.packed.len() == MOST {
                gathered.compare(&kit, &mut found)?;
                gathered = Window { number, ..Window::default() };
            }
            let own = buckets.is_valid(row) && buckets.value(row) == number;
            let side = if own { &mut gathered.packed.own } else { &mut gathered.packed.next };
            side.push(packed.value(row).into());
        }
        rows(&found).map(Some)
    });
    Ok(Stream::new(Made::new(input, columns(), made)))
}
