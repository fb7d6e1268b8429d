//! Tables of documents in, tables of claims, findings and articles out.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use heshu::export::columns::{CLAIM, Column, DOCUMENT, FINDING, batch, schema};
use heshu::model::Document;
use heshu::pipeline::{guarded, ordered};
use pyo3::prelude::*;
use pyo3_arrow::input::AnyRecordBatch;

use crate::door::{self, Door};
use crate::kit::{Kit, Tables};
use crate::lines::threads;
use crate::stream::{Made, Stream, Work};

/// Works on documents in several threads; the outcomes are in their order. A document in which the program fails is left
/// out, with a warning.
fn each<O: Send>(documents: Vec<Document>, threads: usize, work: impl Fn(Document) -> O + Sync) -> Vec<O> {
    let mut out = Vec::with_capacity(documents.len());
    let work = |document: Document| {
        let (origin, id) = (document.origin.clone(), document.id.clone());
        guarded(&origin, || work(document)).map_err(|problem| format!("{id}: {}", problem.message().en))
    };
    ordered(documents.into_iter(), threads.max(1), work, |done| {
        match done {
            Ok(made) => out.push(made),
            Err(word) => eprintln!("heshu: {word}"),
        }
        ControlFlow::Continue(())
    });
    out
}

/// A stream of rows, any number of which is made of each document.
fn of_documents<T: Send + 'static>(
    documents: AnyRecordBatch,
    map: Option<&str>,
    columns: &'static [Column<T>],
    threads: usize,
    work: impl Fn(Document) -> Vec<T> + Send + Sync + 'static,
) -> PyResult<Stream> {
    let input = documents.into_reader()?;
    let door = Door::new(&input.schema(), door::options(map, None, None, None)?)?;
    let made: Work = Box::new(move |rows| {
        let Some(rows) = rows else { return Ok(None) };
        let documents = door.documents(&rows)?.into_iter().flatten().collect();
        let made: Vec<T> = each(documents, threads, &work).into_iter().flatten().collect();
        Ok(Some(batch(columns, &made.iter().collect::<Vec<_>>())))
    });
    Ok(Stream::new(Made::new(input, schema(columns), made)))
}

/// Documents as they are read: hash, date and place beside their fields.
#[pyfunction]
#[pyo3(signature = (documents, *, map = None))]
pub fn read_table(documents: AnyRecordBatch, map: Option<&str>) -> PyResult<Stream> {
    of_documents(documents, map, &DOCUMENT, 1, |document| vec![document])
}

/// The claims of documents.
#[pyfunction]
#[pyo3(signature = (documents, *, map = None, rules = None, threads = None))]
pub fn extract_table(
    py: Python<'_>,
    documents: AnyRecordBatch,
    map: Option<&str>,
    rules: Option<PathBuf>,
    threads: Option<usize>,
) -> PyResult<Stream> {
    let kit = py.detach(|| Kit::of(rules, None))?;
    let work = move |document: Document| kit.readers.extractor.extract(&document).claims;
    of_documents(documents, map, &CLAIM, self::threads(threads), work)
}

/// The findings inside documents.
#[pyfunction]
#[pyo3(signature = (documents, *, tables = None, map = None, rules = None, threads = None))]
pub fn check_table(
    py: Python<'_>,
    documents: AnyRecordBatch,
    tables: Option<PyRef<'_, Tables>>,
    map: Option<&str>,
    rules: Option<PathBuf>,
    threads: Option<usize>,
) -> PyResult<Stream> {
    let kit = kit(py, rules, tables)?;
    let work = move |document: Document| kit.readers.read(document).findings;
    of_documents(documents, map, &FINDING, self::threads(threads), work)
}

fn kit(py: Python<'_>, rules: Option<PathBuf>, tables: Option<PyRef<'_, Tables>>) -> PyResult<Arc<Kit>> {
    let tables = tables.as_deref();
    py.detach(|| Kit::of(rules, tables))
}
