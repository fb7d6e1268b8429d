//! Files of any form as tables of documents.

use std::path::PathBuf;

use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::{ArrowError, SchemaRef};
use heshu::export::columns::{DOCUMENT, batch, schema};
use heshu::ingest::{self, Documents, Options, Problem, Weight};
use heshu::model::Document;
use heshu::pipeline;
use pyo3::exceptions::PyOSError;
use pyo3::prelude::*;

use crate::door;
use crate::stream::{ROWS, Stream};

/// The documents of files, some at a time.
struct Files(Documents);

impl Iterator for Files {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        // Whoever reads the stream may hold the interpreter's lock or not.
        let documents: Vec<Document> =
            Python::attach(|py| py.detach(|| self.0.by_ref().filter_map(document).take(ROWS).collect()));
        (!documents.is_empty()).then(|| Ok(batch(&DOCUMENT, &documents.iter().collect::<Vec<_>>())))
    }
}

/// One document; where it cannot be read, a word is said of it.
fn document(unread: ingest::Unread) -> Option<Document> {
    let say = |problem: &Problem| {
        if problem.weight() != Weight::Aside {
            let line = problem.line.map_or(String::new(), |line| format!(":{line}"));
            eprintln!("heshu: {}{line}: {}", problem.path, problem.message().en);
        }
    };
    pipeline::read(unread).inspect_err(say).ok().flatten()
}

impl RecordBatchReader for Files {
    fn schema(&self) -> SchemaRef {
        schema(&DOCUMENT)
    }
}

/// The documents of files and folders; `met` where the paths are those of [`files`].
#[pyfunction]
#[pyo3(signature = (paths, *, map = None, met = false))]
pub fn read_files(paths: Vec<PathBuf>, map: Option<&str>, met: bool) -> PyResult<Stream> {
    let options = door::options(map, None, None, None)?;
    let options = Options { met, ..(*options).clone() };
    Ok(Stream::new(Files(ingest::documents(&paths, options))))
}

/// The files of files and folders, in the order in which they are read.
#[pyfunction]
pub fn files(paths: Vec<PathBuf>) -> PyResult<Vec<PathBuf>> {
    ingest::files(&paths).map_err(|problem| PyOSError::new_err(format!("{}: {}", problem.path, problem.message().en)))
}
