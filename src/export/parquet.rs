//! Claims, findings and documents as Parquet files: the columns of [`super::columns`], compressed with zstd.
//!
//! A file's bytes hang on its rows alone. Row groups end at 32 MB, so that an export of any size needs little memory.

use std::io::Write;

use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;

use super::columns::{Column, batch, schema};

/// Rows that are turned into columns at once.
const ROWS: usize = 4096;
/// Bytes of a row group before compression.
const GROUP: usize = 32 << 20;

/// A file of `T`s in the making.
pub struct Writer<T: 'static, W: Write + Send> {
    columns: &'static [Column<T>],
    rows: Vec<T>,
    out: ArrowWriter<W>,
}

impl<T, W: Write + Send> Writer<T, W> {
    /// A file with these columns.
    ///
    /// # Errors
    /// Where `out` cannot be written to.
    pub fn new(columns: &'static [Column<T>], out: W) -> Result<Self, ParquetError> {
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(Default::default()))
            .set_max_row_group_bytes(Some(GROUP))
            .build();
        Ok(Writer { columns, rows: Vec::new(), out: ArrowWriter::try_new(out, schema(columns), Some(properties))? })
    }

    /// Adds a row.
    ///
    /// # Errors
    /// Where `out` cannot be written to.
    pub fn push(&mut self, row: T) -> Result<(), ParquetError> {
        self.rows.push(row);
        if self.rows.len() < ROWS { Ok(()) } else { self.write() }
    }

    fn write(&mut self) -> Result<(), ParquetError> {
        let rows: Vec<&T> = self.rows.iter().collect();
        self.out.write(&batch(self.columns, &rows))?;
        self.rows.clear();
        Ok(())
    }

    /// Writes the rest and what a reader begins with; gives `out` back.
    ///
    /// # Errors
    /// Where `out` cannot be written to.
    pub fn finish(mut self) -> Result<W, ParquetError> {
        self.write()?;
        self.out.into_inner()
    }
}
