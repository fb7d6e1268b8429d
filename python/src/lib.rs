//! heshu 核数 for Python. What the functions take and give is documented in `heshu/__init__.py` and `docs/python.md`.

mod across;
mod door;
mod files;
mod kit;
mod lines;
mod rows;
mod stream;

use pyo3::prelude::*;

#[pymodule(gil_used = false)]
mod _heshu {
    #[pymodule_export]
    use super::across::across_table;
    #[pymodule_export]
    use super::files::{files, read_files};
    #[pymodule_export]
    use super::kit::Tables;
    #[pymodule_export]
    use super::lines::{check_lines, extract_lines, rules_version};
    #[pymodule_export]
    use super::rows::{articles_table, check_table, claims_of, extract_table, findings_of, read_table};
    #[pymodule_export]
    use super::stream::Stream;
}
