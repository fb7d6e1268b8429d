//! Parquet files → rows.

use std::ops::ControlFlow;

use super::{CELLS, Row, TableError};
use crate::ingest::Columnar;

/// The rows of a file, the first one being the names of its columns.
pub fn rows(file: &str, bytes: &[u8]) -> Result<Vec<Row>, TableError> {
    let fault = |e: String| {
        TableError::new(file, None, format!("不是能读的Parquet文件：{e}"), format!("not a readable Parquet file: {e}"))
    };
    let open = Columnar::open(bytes::Bytes::copy_from_slice(bytes)).map_err(fault)?;
    let header: Vec<String> = open.names().map(str::to_owned).collect();
    if open.length().saturating_mul(header.len()) > CELLS {
        return Err(fault(format!("{} × {} cells", open.length(), header.len())));
    }
    let wanted: Vec<usize> = (0..header.len()).collect();
    let mut rows = vec![Row { line: 1, cells: header }];
    let mut line = 1;
    let done = open.read(&wanted, &mut |cells| {
        line += 1;
        let cells = cells.into_iter().map(|cell| cell.unwrap_or_default().trim().to_owned()).collect();
        rows.push(Row { line, cells });
        if rows.len() > CELLS { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    done.map(|_| rows).map_err(fault)
}
