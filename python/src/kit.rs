//! Rules, dictionary and source tables, loaded once a process.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use heshu::desk::{Layer, Selection, Settings};
use heshu::pipeline::{Readers, basis};
use heshu::rules::{RuleError, RuleFiles, Rules};
use heshu::tables::{Table, TableReader};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

/// Everything that reading and checking needs.
pub struct Kit {
    pub readers: Readers,
    pub selection: Selection,
    /// What its findings rest on, as a store names it.
    pub basis: String,
}

type Kept = Mutex<HashMap<(Option<PathBuf>, u64), Arc<Kit>>>;

static KITS: std::sync::LazyLock<Kept> = std::sync::LazyLock::new(Mutex::default);

fn fault(e: &RuleError) -> PyErr {
    PyValueError::new_err(format!("{}: {}", e.place(), e.message.en))
}

fn load(folder: Option<&Path>) -> PyResult<(Rules, Selection)> {
    let files = RuleFiles::embedded();
    let files = match folder {
        Some(folder) => files.with_folder(folder).map_err(|e| fault(&e))?,
        None => files,
    };
    let mut rules = Rules::load(&files).map_err(|e| fault(&e))?;
    let selection = Settings::default().apply(&mut rules).map_err(|e| fault(&e))?;
    let selection =
        selection.with(&Layer::default(), &rules.checks).map_err(|e| PyValueError::new_err(e.message().en))?;
    selection.apply(&mut rules.checks);
    Ok((rules, selection))
}

impl Kit {
    /// The kit for a folder of rules and some tables; made when it is first asked for, kept as long as the process.
    pub fn of(folder: Option<PathBuf>, tables: Option<&Tables>) -> PyResult<Arc<Kit>> {
        let key = (folder, tables.map_or(0, |t| t.sum));
        let mut kits = KITS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(kit) = kits.get(&key) {
            return Ok(kit.clone());
        }
        let (rules, selection) = load(key.0.as_deref())?;
        let tables = tables.map(|t| t.tables.as_slice()).unwrap_or_default();
        let basis = basis(&rules, tables);
        let kit = Arc::new(Kit { readers: Readers::new(&Arc::new(rules), tables), selection, basis });
        kits.insert(key, kit.clone());
        Ok(kit)
    }
}

/// Source data to check against, read once and carried to wherever it is needed (it can be pickled).
#[pyclass(module = "heshu", frozen)]
pub struct Tables {
    tables: Vec<Table>,
    sum: u64,
}

#[pymethods]
impl Tables {
    /// Reads CSV, TSV, JSON and Excel files and saved pages.
    #[new]
    #[pyo3(signature = (paths, *, rules = None))]
    fn new(py: Python<'_>, paths: Vec<PathBuf>, rules: Option<PathBuf>) -> PyResult<Tables> {
        py.detach(|| {
            let (rules, _) = load(rules.as_deref())?;
            let reader = TableReader::new(&rules);
            let mut tables: Vec<Table> = Vec::new();
            for path in paths {
                let read = reader.read(&path, &[]).map_err(|e| {
                    let line = e.line.map_or(String::new(), |l| format!(":{l}"));
                    PyValueError::new_err(format!("{}{line}: {}", e.file, e.message.en))
                })?;
                tables.extend(read);
            }
            tables.sort_by(|a, b| a.name.cmp(&b.name));
            Ok(Tables::with(tables))
        })
    }

    /// The tables of a pickled object.
    #[staticmethod]
    fn from_bytes(bytes: &[u8]) -> PyResult<Tables> {
        let tables = serde_json::from_slice(bytes).map_err(|e| PyValueError::new_err(e.to_string()))?;
        Ok(Tables::with(tables))
    }

    /// What [`Tables::from_bytes`] reads.
    fn to_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let bytes = serde_json::to_vec(&self.tables).map_err(|e| PyValueError::new_err(e.to_string()))?;
        Ok(PyBytes::new(py, &bytes))
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, (Bound<'py, PyBytes>,))> {
        let bytes = slf.get().to_bytes(slf.py())?;
        Ok((slf.get_type().getattr("from_bytes")?, (bytes,)))
    }

    /// Names of the tables.
    #[getter]
    fn names(&self) -> Vec<&str> {
        self.tables.iter().map(|t| t.name.as_str()).collect()
    }

    fn __len__(&self) -> usize {
        self.tables.iter().map(|t| t.records.len()).sum()
    }

    fn __repr__(&self) -> String {
        format!("heshu.Tables({:?}, {} cells)", self.names(), self.__len__())
    }
}

impl Tables {
    fn with(tables: Vec<Table>) -> Tables {
        use std::hash::{DefaultHasher, Hasher};
        let mut hasher = DefaultHasher::new();
        hasher.write(&serde_json::to_vec(&tables).unwrap_or_default());
        Tables { tables, sum: hasher.finish().max(1) }
    }
}
