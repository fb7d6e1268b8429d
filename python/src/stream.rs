//! Arrow streams in and out.

use std::sync::Mutex;

use arrow_array::{ArrayRef, RecordBatch, RecordBatchReader, StructArray};
use arrow_schema::{ArrowError, Field, SchemaRef};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use pyo3_arrow::ffi::{ArrayIterator, to_schema_pycapsule, to_stream_pycapsule};

/// A stream of record batches that is made while it is read: `pyarrow.table(s)`, `polars.from_arrow(s)`, DuckDB's
/// `FROM s`. It can be read once.
#[pyclass(module = "heshu", frozen)]
pub struct Stream {
    schema: SchemaRef,
    reader: Mutex<Option<Box<dyn RecordBatchReader + Send>>>,
}

impl Stream {
    pub fn new(reader: impl RecordBatchReader + Send + 'static) -> Stream {
        Stream { schema: reader.schema(), reader: Mutex::new(Some(Box::new(reader))) }
    }
}

#[pymethods]
impl Stream {
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        Ok(to_schema_pycapsule(py, self.schema.as_ref())?)
    }

    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let taken = self.reader.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
        let reader = taken.ok_or_else(|| PyValueError::new_err("this stream has been read already; make a new one"))?;
        let field = Field::new_struct("", self.schema.fields().clone(), false);
        let arrays = reader.map(|batch| batch.map(|b| std::sync::Arc::new(StructArray::from(b)) as ArrayRef));
        Ok(to_stream_pycapsule(py, Box::new(ArrayIterator::new(arrays, field.into())), requested_schema)?)
    }

    fn __repr__(&self) -> String {
        let names: Vec<&str> = self.schema.fields().iter().map(|f| f.name().as_str()).collect();
        format!("heshu.Stream({})", names.join(", "))
    }
}

/// Rows of the input that are worked on at once: what bounds the size of a batch that comes out.
pub const ROWS: usize = 256;

/// What is made of some rows; None at the end of the input, where something may be left to give.
pub type Work = Box<dyn FnMut(Option<RecordBatch>) -> Result<Option<RecordBatch>, ArrowError> + Send>;

/// A stream that is made of another one, some rows at a time, without the interpreter's lock.
pub struct Made {
    input: Box<dyn RecordBatchReader + Send>,
    rest: Option<RecordBatch>,
    ended: bool,
    schema: SchemaRef,
    work: Work,
}

impl Made {
    pub fn new(input: Box<dyn RecordBatchReader + Send>, schema: SchemaRef, work: Work) -> Made {
        Made { input, rest: None, ended: false, schema, work }
    }

    fn rows(&mut self) -> Result<Option<RecordBatch>, ArrowError> {
        loop {
            if let Some(batch) = self.rest.take() {
                let n = batch.num_rows();
                if n > ROWS {
                    self.rest = Some(batch.slice(ROWS, n - ROWS));
                    return Ok(Some(batch.slice(0, ROWS)));
                }
                if n > 0 {
                    return Ok(Some(batch));
                }
            }
            match self.input.next().transpose()? {
                Some(batch) => self.rest = Some(batch),
                None => return Ok(None),
            }
        }
    }
}

impl Iterator for Made {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            let rows = match self.rows() {
                Ok(rows) => rows,
                Err(e) => {
                    self.ended = true;
                    return Some(Err(e));
                }
            };
            self.ended = rows.is_none();
            let work = &mut self.work;
            // Whoever reads the stream may hold the lock or not.
            match Python::attach(|py| py.detach(|| work(rows))) {
                Ok(Some(made)) if made.num_rows() > 0 => return Some(Ok(made)),
                Ok(_) => {}
                Err(e) => {
                    self.ended = true;
                    return Some(Err(e));
                }
            }
        }
        None
    }
}

impl RecordBatchReader for Made {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }
}
