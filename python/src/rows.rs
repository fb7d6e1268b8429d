//! Tables of documents in, tables of claims, findings and articles out.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{BinaryArray, RecordBatch};
use arrow_schema::{ArrowError, DataType, Schema};
use heshu::export::columns::{ARTICLE, CLAIM, Column, DOCUMENT, FINDING, Packed, batch, schema};
use heshu::model::Document;
use heshu::pipeline::{Copies, guarded, ordered};
use heshu::store::Article;
use pyo3::exceptions::PyValueError;
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

/// A stream of rows, any number of which is made of each document that passes.
fn of_documents<T: Send + 'static>(
    documents: AnyRecordBatch,
    map: Option<&str>,
    columns: &'static [Column<T>],
    threads: usize,
    mut passes: impl FnMut(&Document) -> bool + Send + 'static,
    work: impl Fn(Document) -> Vec<T> + Send + Sync + 'static,
) -> PyResult<Stream> {
    let input = documents.into_reader()?;
    let door = Door::new(&input.schema(), door::options(map, None, None, None)?)?;
    let made: Work = Box::new(move |rows| {
        let Some(rows) = rows else { return Ok(None) };
        let documents = door.documents(&rows)?.into_iter().flatten().filter(|d| passes(d)).collect();
        let made: Vec<T> = each(documents, threads, &work).into_iter().flatten().collect();
        Ok(Some(batch(columns, &made.iter().collect::<Vec<_>>())))
    });
    Ok(Stream::new(Made::new(input, schema(columns), made)))
}

/// Documents as they are read: hash, date and place beside their fields.
#[pyfunction]
#[pyo3(signature = (documents, *, map = None))]
pub fn read_table(documents: AnyRecordBatch, map: Option<&str>) -> PyResult<Stream> {
    of_documents(documents, map, &DOCUMENT, 1, |_| true, |document| vec![document])
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
    of_documents(documents, map, &CLAIM, self::threads(threads), |_| true, work)
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
    of_documents(documents, map, &FINDING, self::threads(threads), |_| true, work)
}

/// Articles with all that is made of them, packed.
#[pyfunction]
#[pyo3(signature = (documents, *, tables = None, map = None, copies = true, rules = None, threads = None))]
pub fn articles_table(
    py: Python<'_>,
    documents: AnyRecordBatch,
    tables: Option<PyRef<'_, Tables>>,
    map: Option<&str>,
    copies: bool,
    rules: Option<PathBuf>,
    threads: Option<usize>,
) -> PyResult<Stream> {
    let kit = kit(py, rules, tables)?;
    let mut known = Copies::default();
    let passes = move |document: &Document| copies || known.is_new(document);
    let work = move |document: Document| {
        let id = document.id.clone();
        let packed = Packed::new(kit.readers.read(document), &kit.basis);
        packed.inspect_err(|word| eprintln!("heshu: {id}: {word}")).into_iter().collect()
    };
    of_documents(documents, map, &ARTICLE, self::threads(threads), passes, work)
}

/// A stream of rows, any number of which is taken out of each packed article.
fn of_articles<T: Send + 'static>(
    articles: AnyRecordBatch,
    columns: &'static [Column<T>],
    take: impl Fn(Article) -> Vec<T> + Send + 'static,
) -> PyResult<Stream> {
    let input = articles.into_reader()?;
    let at = place(&input.schema(), "article")?;
    let made: Work = Box::new(move |rows| {
        let Some(rows) = rows else { return Ok(None) };
        let packed = packed(&rows, at)?;
        let articles = packed.iter().flatten().map(|bytes| Article::unpack(bytes).map_err(fault));
        let articles: Vec<Article> = articles.collect::<Result<_, _>>()?;
        let made: Vec<T> = articles.into_iter().flat_map(&take).collect();
        Ok(Some(batch(columns, &made.iter().collect::<Vec<_>>())))
    });
    Ok(Stream::new(Made::new(input, schema(columns), made)))
}

/// The claims of packed articles.
#[pyfunction]
pub fn claims_of(articles: AnyRecordBatch) -> PyResult<Stream> {
    of_articles(articles, &CLAIM, |article| article.claims)
}

/// The findings inside packed articles.
#[pyfunction]
pub fn findings_of(articles: AnyRecordBatch) -> PyResult<Stream> {
    of_articles(articles, &FINDING, |article| article.findings)
}

/// Where a column of packed articles is.
pub fn place(schema: &Schema, name: &str) -> PyResult<usize> {
    schema.index_of(name).map_err(|_| {
        let there: Vec<&str> = schema.fields().iter().map(|f| f.name().as_str()).collect();
        PyValueError::new_err(format!("no column {name}; there are: {}. articles_table gives it", there.join(", ")))
    })
}

/// A column of packed articles.
pub fn packed(rows: &RecordBatch, at: usize) -> Result<BinaryArray, ArrowError> {
    Ok(arrow_cast::cast(rows.column(at), &DataType::Binary)?.as_binary::<i32>().clone())
}

/// A fault in words, as whoever reads a stream is told of it.
pub fn fault(word: String) -> ArrowError {
    ArrowError::ComputeError(word)
}

fn kit(py: Python<'_>, rules: Option<PathBuf>, tables: Option<PyRef<'_, Tables>>) -> PyResult<Arc<Kit>> {
    let tables = tables.as_deref();
    py.detach(|| Kit::of(rules, tables))
}
