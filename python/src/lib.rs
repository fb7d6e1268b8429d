//! heshu 核数 for Python. What the functions take and give is documented in `heshu/__init__.py` and `docs/python.md`.

mod door;
mod kit;
mod lines;
mod rows;
mod stream;

use pyo3::prelude::*;

#[pymodule(gil_used = false)]
mod _heshu {
    #[pymodule_export]
    use super::kit::Tables;
    #[pymodule_export]
    use super::lines::{check_lines, extract_lines, rules_version};
    #[pymodule_export]
    use super::rows::{check_table, extract_table, read_table};
    #[pymodule_export]
    use super::stream::Stream;
}
