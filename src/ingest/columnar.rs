//! Parquet files, whatever the types of their columns: rows of words. Those with a text column are articles, one a row.

use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::tz::Offset;
use jiff::{Span, Timestamp};
use parquet::basic::{Compression, LogicalType, TimeUnit};
use parquet::errors::ParquetError;
use parquet::file::reader::{ChunkReader, FileReader, SerializedFileReader};
use parquet::record::Field;
use parquet::schema::types::{Type, TypePtr};

use super::fields::{Fields, Part};
use super::place::Place;
use super::problem::{Remedy, Trouble};
use super::reading::{Flow, Reading};
use super::unread::Unread;

/// Hours from UTC to where the news is: an instant without a zone is of this day.
const CHINA: i8 = 8;

const UNPACK: Remedy = Remedy::Convert("duckdb -c \"COPY (FROM 'FILE.parquet') TO 'NEW.parquet'\"");

/// A file that is open.
pub(crate) struct Columnar<R: ChunkReader> {
    reader: SerializedFileReader<R>,
    /// The columns that hold one value a row.
    columns: Vec<TypePtr>,
}

impl<R: ChunkReader + 'static> Columnar<R> {
    /// Reads what the file says of itself; the error is in words.
    pub(crate) fn open(source: R) -> Result<Self, String> {
        guarded(|| {
            let reader = SerializedFileReader::new(source)?;
            let fields = reader.metadata().file_metadata().schema_descr().root_schema().get_fields();
            let columns = fields.iter().filter(|field| field.is_primitive()).cloned().collect();
            Ok(Columnar { reader, columns })
        })
    }

    /// Whether its pages are packed in a way that is not unpacked here: of gzip and Brotli nothing tells beforehand how large
    /// a page becomes.
    fn is_foreign(&self) -> bool {
        let groups = self.reader.metadata().row_groups();
        let mut packed = groups.iter().flat_map(|group| group.columns()).map(|column| column.compression());
        packed.any(|p| matches!(p, Compression::GZIP(_) | Compression::BROTLI(_) | Compression::LZO))
    }

    /// The names of its columns.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|column| column.name())
    }

    /// How many rows it says it has.
    pub(crate) fn length(&self) -> usize {
        usize::try_from(self.reader.metadata().file_metadata().num_rows()).unwrap_or(usize::MAX)
    }

    /// Gives the cells of some columns, row by row; the error is in words.
    pub(crate) fn read(
        &self,
        wanted: &[usize],
        give: &mut dyn FnMut(Vec<Option<String>>) -> Flow,
    ) -> Result<Flow, String> {
        guarded(|| {
            let columns: Vec<&TypePtr> = wanted.iter().filter_map(|at| self.columns.get(*at)).collect();
            let name = self.reader.metadata().file_metadata().schema_descr().root_schema().name();
            let fields = columns.iter().map(|column| (*column).clone()).collect();
            let schema = Type::group_type_builder(name).with_fields(fields).build()?;
            for group in 0..self.reader.num_row_groups() {
                for row in self.reader.get_row_group(group)?.get_row_iter(Some(schema.clone()))? {
                    let cells = row?.into_columns().into_iter().zip(&columns);
                    let cells = cells.map(|((_, cell), column)| words(cell, column)).collect();
                    if give(cells).is_break() {
                        return Ok(Flow::Break(()));
                    }
                }
            }
            Ok(Flow::Continue(()))
        })
    }
}

/// A damaged file is a fault, also where the library takes it for impossible.
fn guarded<T>(work: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, String> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(done) => done.map_err(|e| e.to_string()),
        Err(_) => Err("Parquet".to_owned()),
    }
}

/// Reads the rows of a file that has a text column.
pub(super) fn read(reading: &mut Reading<'_>, place: &Place, file: std::fs::File) -> Flow {
    let damaged = |e| place.problem(None, Trouble::Damaged(e));
    let open = match Columnar::open(file) {
        Ok(open) => open,
        Err(e) => return reading.problem(damaged(e)),
    };
    if open.is_foreign() {
        return reading.problem(place.problem(None, Trouble::Foreign("Parquet (gzip, Brotli)", UNPACK)));
    }
    let parts: Vec<Option<(Part, usize)>> = open.names().map(|name| reading.options.map.part(name)).collect();
    if !parts.iter().flatten().any(|(part, _)| *part == Part::Text) {
        return match (place.depth > 0, reading.options.name_tables && !place.met) {
            (true, _) => reading.problem(place.problem(None, Trouble::TableInside)),
            (_, true) => reading.problem(place.problem(None, Trouble::IsTable)),
            _ => Flow::Continue(()),
        };
    }
    let wanted: Vec<usize> = (0..parts.len()).filter(|at| parts[*at].is_some()).collect();
    let inside = std::sync::Arc::new(place.clone());
    let mut line = 0;
    let done = open.read(&wanted, &mut |cells| {
        line += 1;
        let mut fields = Fields::default();
        for (cell, part) in cells.into_iter().zip(parts.iter().flatten()) {
            if let Some(words) = cell {
                fields.put(*part, words);
            }
        }
        reading.give(Unread::fields(&inside, Some(line), &reading.options, fields))
    });
    done.unwrap_or_else(|e| reading.problem(damaged(e)))
}

/// A cell in words; None where there is nothing, or more than one value.
fn words(cell: Field, column: &Type) -> Option<String> {
    let stamp = match column.get_basic_info().logical_type_ref() {
        Some(LogicalType::Timestamp(stamp)) => Some(stamp),
        _ => None,
    };
    let is_instant = stamp.is_some_and(|s| s.is_adjusted_to_u_t_c);
    Some(match cell {
        Field::Str(words) => words,
        Field::Bytes(bytes) => std::str::from_utf8(bytes.data()).ok()?.to_owned(),
        Field::Bool(is) => is.to_string(),
        Field::Float(value) => value.is_finite().then(|| value.to_string())?,
        Field::Double(value) => value.is_finite().then(|| value.to_string())?,
        Field::Date(days) => day(days)?,
        Field::TimestampMillis(n) => moment(Timestamp::from_millisecond(n).ok()?, is_instant),
        Field::TimestampMicros(n) => moment(Timestamp::from_microsecond(n).ok()?, is_instant),
        Field::Long(n) if stamp.is_some_and(|s| s.unit == TimeUnit::NANOS) => {
            moment(Timestamp::from_nanosecond(n.into()).ok()?, is_instant)
        }
        Field::Null | Field::Group(_) | Field::ListInternal(_) | Field::MapInternal(_) => return None,
        Field::TimeMillis(_) | Field::TimeMicros(_) => return None,
        // whole numbers and decimals as they are
        other => other.to_string(),
    })
}

/// A day, counted from 1970-01-01.
fn day(days: i32) -> Option<String> {
    let span = Span::new().try_days(days).ok()?;
    Some(jiff::civil::date(1970, 1, 1).checked_add(span).ok()?.to_string())
}

/// A moment as a clock shows it: one that names no zone as it stands, an instant where the news is.
fn moment(at: Timestamp, is_instant: bool) -> String {
    let offset = if is_instant { Offset::constant(CHINA) } else { Offset::UTC };
    let shown = offset.to_datetime(at);
    let is_day = shown.time() == jiff::civil::Time::midnight();
    if is_day { shown.date().to_string() } else { shown.to_string() }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::Arc;

    use arrow_array::{
        ArrayRef, Float64Array, Int64Array, LargeStringArray, RecordBatch, StringArray, TimestampMicrosecondArray,
        TimestampNanosecondArray,
    };
    use parquet::arrow::ArrowWriter;
    use parquet::basic::Compression;
    use parquet::file::properties::WriterProperties;

    use crate::ingest::{FieldMap, Options, documents, tables};
    use crate::model::Document;

    const NOON: i64 = 1_710_763_200; // 2024-03-18, 12:00 UTC

    fn file(columns: Vec<(&str, ArrayRef)>, packed: Compression) -> Vec<u8> {
        let batch = RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(n, c)| (n, c, true))).unwrap();
        let properties =
            WriterProperties::builder().set_compression(packed).set_max_row_group_row_count(Some(2)).build();
        let mut out = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).unwrap();
        out.write(&batch).unwrap();
        out.into_inner().unwrap()
    }

    fn news(packed: Compression) -> Vec<u8> {
        let late = NOON + 5 * 3600; // the next day in China
        file(
            vec![
                ("阅读数", Arc::new(Float64Array::from(vec![1.5, 2.0, 3.0]))),
                ("id", Arc::new(Int64Array::from(vec![7, 8, 9]))),
                ("标题", Arc::new(StringArray::from(vec![Some("一"), None, Some("三")]))),
                ("date", Arc::new(TimestampNanosecondArray::from(vec![NOON * 1_000_000_000; 3]))),
                ("pubtime", Arc::new(TimestampMicrosecondArray::from(vec![late * 1_000_000; 3]).with_timezone("UTC"))),
                ("content", Arc::new(LargeStringArray::from(vec!["甲村有12户。", "乙村有13户。", "丙村有14户。"]))),
            ],
            packed,
        )
    }

    fn read(bytes: &[u8], options: Options) -> Vec<Result<Document, String>> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        let found = documents(&[file.path().to_owned()], Options { name_tables: true, ..options });
        found.filter_map(|unread| unread.read()).map(|read| read.map_err(|e| e.message().en)).collect()
    }

    #[test]
    fn the_rows_of_a_file_are_articles() {
        for packed in [Compression::UNCOMPRESSED, Compression::SNAPPY, Compression::ZSTD(Default::default())] {
            let found: Vec<_> = read(&news(packed), Options::default()).into_iter().map(Result::unwrap).collect();
            let texts: Vec<&str> = found.iter().map(|d| d.text.as_str()).collect();
            assert_eq!(texts, ["甲村有12户。", "乙村有13户。", "丙村有14户。"]);
            assert_eq!((found[2].id.as_str(), found[2].title.as_deref(), &found[1].title), ("9", Some("三"), &None));
            assert_eq!(found[2].published, Some(jiff::civil::date(2024, 3, 18)));
            assert_eq!(found[2].origin.line, Some(3));
        }
    }

    #[test]
    fn an_instant_is_of_the_day_in_china() {
        let options = Options { map: FieldMap::parse("date=pubtime").unwrap(), ..Options::default() };
        let found = read(&news(Compression::SNAPPY), options);
        assert_eq!(found[0].as_ref().unwrap().published, Some(jiff::civil::date(2024, 3, 19)));
    }

    #[test]
    fn no_damage_is_more_than_a_fault() {
        let bytes = news(Compression::SNAPPY);
        for at in (0..bytes.len()).step_by(if cfg!(debug_assertions) { 7 } else { 1 }) {
            for with in [255, bytes[at] ^ 5] {
                let mut odd = bytes.clone();
                odd[at] = with;
                let found = read(&odd, Options::default());
                assert!(found.iter().all(|r| r.as_ref().map_or_else(|e| !e.contains("report it"), |_| true)), "{at}");
            }
        }
        for length in [4, 16, bytes.len() / 2, bytes.len() - 1] {
            assert!(read(&bytes[..length], Options::default()).iter().any(Result::is_err), "{length}");
        }
    }

    #[test]
    fn columns_without_a_text_are_a_table() {
        let folder = tempfile::tempdir().unwrap();
        let rain: ArrayRef = Arc::new(Float64Array::from(vec![12.5]));
        let bytes = file(vec![("降水量", rain)], Compression::SNAPPY);
        std::fs::write(folder.path().join("rain.parquet"), &bytes).unwrap();
        std::fs::write(folder.path().join("news.parquet"), news(Compression::SNAPPY)).unwrap();
        let found = tables(&[folder.path().to_owned()], &Options::default());
        assert_eq!(found, [folder.path().join("rain.parquet")]);
        assert!(read(&bytes, Options::default())[0].as_ref().is_err_and(|e| e.contains("--table")));
    }
}
