//! Documents and what is made of them as JSON lines.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use heshu::check::Across;
use heshu::ingest::{self, Options};
use heshu::model::{Claim, Finding, Verdict};
use heshu::pipeline::{guarded, ordered};
use heshu::store::Article;
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;

use crate::door;
use crate::kit::{Kit, Tables};

/// Worker threads where the caller says nothing: one for each core.
pub fn threads(asked: Option<usize>) -> usize {
    asked.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from)).clamp(1, 256)
}

/// Reads, extracts and, where asked, checks some documents, in order.
fn read<O: Send>(
    documents: Vec<String>,
    options: &Arc<Options>,
    threads: usize,
    work: impl Fn(heshu::model::Document) -> O + Sync,
    mut take: impl FnMut(O),
) -> PyResult<()> {
    let mut fault = None;
    let input = documents.into_iter().zip(1..);
    let work = |(json, number): (String, u64)| {
        let document = ingest::line(json, number, options)?;
        let origin = document.origin.clone();
        guarded(&origin, || work(document))
    };
    ordered(input, threads, work, |done| match done {
        Ok(made) => {
            take(made);
            ControlFlow::Continue(())
        }
        Err(problem) => {
            let line = problem.line.unwrap_or_default();
            fault = Some(PyValueError::new_err(format!("document {line}: {}", problem.message().en)));
            ControlFlow::Break(())
        }
    });
    fault.map_or(Ok(()), Err)
}

fn json(values: &[impl serde::Serialize]) -> PyResult<String> {
    serde_json::to_string(values).map_err(|e| PyRuntimeError::new_err(e.to_string()))
}

/// The claims of documents, JSON objects each, as one JSON list.
#[pyfunction]
#[pyo3(signature = (documents, *, date = None, title = None, publisher = None, rules = None, threads = None))]
pub fn extract_lines(
    py: Python<'_>,
    documents: Vec<String>,
    date: Option<&str>,
    title: Option<String>,
    publisher: Option<String>,
    rules: Option<PathBuf>,
    threads: Option<usize>,
) -> PyResult<String> {
    let options = door::options(None, date, title, publisher)?;
    py.detach(|| {
        let kit = Kit::of(rules, None)?;
        let mut claims: Vec<Claim> = Vec::new();
        let work = |document| kit.readers.extractor.extract(&document).claims;
        read(documents, &options, self::threads(threads), work, |c| claims.extend(c))?;
        json(&claims)
    })
}

/// The findings of documents, JSON objects each, as one JSON list: those inside each, then those between them.
#[pyfunction]
#[pyo3(signature = (documents, *, date = None, title = None, publisher = None, tables = None, every = false, rules = None, threads = None))]
#[allow(clippy::too_many_arguments)] // they are named in Python
pub fn check_lines(
    py: Python<'_>,
    documents: Vec<String>,
    date: Option<&str>,
    title: Option<String>,
    publisher: Option<String>,
    tables: Option<PyRef<'_, Tables>>,
    every: bool,
    rules: Option<PathBuf>,
    threads: Option<usize>,
) -> PyResult<String> {
    let options = door::options(None, date, title, publisher)?;
    let tables = tables.as_deref();
    py.detach(|| {
        let kit = Kit::of(rules, tables)?;
        let mut findings: Vec<Finding> = Vec::new();
        let mut across = Across::new(kit.readers.rules.clone());
        read(
            documents,
            &options,
            self::threads(threads),
            |d| kit.readers.read(d),
            |article: Article| {
                across.add(&article.claims);
                findings.extend(article.findings);
            },
        )?;
        findings.extend(across.finish());
        let open = |f: &Finding| every || matches!(f.verdict, Verdict::Flag | Verdict::Note);
        findings.retain(|f| open(f) && kit.selection.shows(f));
        json(&findings)
    })
}

/// Version of the program and of its rules, as a store's basis names them.
#[pyfunction]
#[pyo3(signature = (*, rules = None, tables = None))]
pub fn rules_version(py: Python<'_>, rules: Option<PathBuf>, tables: Option<PyRef<'_, Tables>>) -> PyResult<String> {
    let tables = tables.as_deref();
    py.detach(|| Kit::of(rules, tables).map(|kit| kit.basis.clone()))
}
