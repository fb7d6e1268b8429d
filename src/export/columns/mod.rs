//! Claims, findings and documents as Arrow record batches: what Parquet files and the Python package hold.
//!
//! A table is a list of [`Column`]s; the schema, the batches and the pages of `docs/` that describe them come from it.
//! Numbers are `decimal(38, 12)`: ratios are rounded to 12 places, and a number with more than 26 digits before
//! its point is null. What is written stands beside them as text, exactly. Offsets are 32-bit whole numbers.

mod articles;
mod claims;
mod documents;
mod findings;
mod page;

use std::borrow::Cow;
use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::{
    ArrayRef, BinaryArray, BooleanArray, Date32Array, Decimal128Array, Float64Array, Int32Array, Int64Array, ListArray,
    RecordBatch, RecordBatchOptions, StringArray, StructArray,
};
use arrow_buffer::OffsetBuffer;
use arrow_schema::{DataType, Field, Fields, Schema, SchemaRef};
use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::model::Number;

pub use articles::{ARTICLE, BETWEEN, Packed};
pub use claims::CLAIM;
pub use documents::DOCUMENT;
pub use findings::FINDING;
pub use page::page;

/// Digits of a decimal column.
const DIGITS: u8 = 38;
/// Digits behind its point.
const PLACES: u32 = 12;

/// A column of a table of `T`s.
pub struct Column<T: 'static> {
    /// Its name.
    pub name: &'static str,
    /// Whether it may be null.
    pub nullable: bool,
    /// What it holds.
    pub about: &'static str,
    get: Get<T>,
}

/// How a column's cell is taken from a row.
enum Get<T: 'static> {
    Text(fn(&T) -> Option<Cow<'_, str>>),
    Texts(fn(&T) -> &[String]),
    Bytes(fn(&T) -> &[u8]),
    Int(fn(&T) -> Option<usize>),
    Long(fn(&T) -> Option<i64>),
    Date(fn(&T) -> Option<Date>),
    Decimal(fn(&T) -> Option<Number>),
    Bool(fn(&T) -> bool),
    Float(fn(&T) -> f64),
    /// A list of rows of another table: its columns, and the lists of some rows.
    Rows(fn() -> Fields, fn(&[&T]) -> ArrayRef),
}

const fn column<T>(name: &'static str, get: Get<T>, nullable: bool, about: &'static str) -> Column<T> {
    Column { name, nullable, about, get }
}

/// The schema of a table.
pub fn schema<T>(columns: &[Column<T>]) -> SchemaRef {
    Arc::new(Schema::new(fields(columns)))
}

/// Some rows as a batch.
pub fn batch<T>(columns: &[Column<T>], rows: &[&T]) -> RecordBatch {
    let arrays = columns.iter().map(|c| c.array(rows)).collect();
    let options = RecordBatchOptions::new().with_row_count(Some(rows.len()));
    // The arrays have the types and the lengths that the schema is made of.
    RecordBatch::try_new_with_options(schema(columns), arrays, &options)
        .unwrap_or_else(|_| RecordBatch::new_empty(schema(columns)))
}

fn fields<T>(columns: &[Column<T>]) -> Fields {
    columns.iter().map(|c| Field::new(c.name, c.data_type(), c.nullable)).collect()
}

impl<T> Column<T> {
    /// The type of its cells.
    pub fn data_type(&self) -> DataType {
        match &self.get {
            Get::Text(_) => DataType::Utf8,
            Get::Texts(_) => DataType::List(item(DataType::Utf8)),
            Get::Bytes(_) => DataType::Binary,
            Get::Int(_) => DataType::Int32,
            Get::Long(_) => DataType::Int64,
            Get::Date(_) => DataType::Date32,
            Get::Decimal(_) => DataType::Decimal128(DIGITS, PLACES as i8),
            Get::Bool(_) => DataType::Boolean,
            Get::Float(_) => DataType::Float64,
            Get::Rows(fields, _) => DataType::List(item(DataType::Struct(fields()))),
        }
    }

    fn array(&self, rows: &[&T]) -> ArrayRef {
        let rows = || rows.iter().copied();
        match &self.get {
            Get::Text(get) => Arc::new(rows().map(get).collect::<StringArray>()),
            Get::Texts(get) => Arc::new(texts(rows().map(get))),
            Get::Bytes(get) => Arc::new(BinaryArray::from_iter_values(rows().map(get))),
            Get::Long(get) => Arc::new(rows().map(get).collect::<Int64Array>()),
            Get::Int(get) => {
                let whole = |n: usize| i32::try_from(n).ok();
                Arc::new(rows().map(|row| get(row).and_then(whole)).collect::<Int32Array>())
            }
            Get::Date(get) => Arc::new(rows().map(|row| get(row).map(days)).collect::<Date32Array>()),
            Get::Decimal(get) => {
                let array: Decimal128Array = rows().map(|row| get(row).and_then(scaled)).collect();
                Arc::new(array.with_data_type(self.data_type()))
            }
            Get::Bool(get) => Arc::new(rows().map(|row| Some(get(row))).collect::<BooleanArray>()),
            Get::Float(get) => Arc::new(rows().map(|row| Some(get(row))).collect::<Float64Array>()),
            Get::Rows(_, lists) => lists(&rows().collect::<Vec<_>>()),
        }
    }
}

fn item(of: DataType) -> Arc<Field> {
    Arc::new(Field::new("item", of, false))
}

fn texts<'r>(rows: impl Iterator<Item = &'r [String]>) -> ListArray {
    let mut list = ListBuilder::new(StringBuilder::new()).with_field(item(DataType::Utf8));
    for row in rows {
        row.iter().for_each(|text| list.values().append_value(text));
        list.append(true);
    }
    list.finish()
}

/// Lists of rows of another table, one list a row.
fn lists<'r, I: 'r>(columns: &[Column<I>], of: impl Iterator<Item = &'r [I]>) -> ArrayRef {
    let (mut lengths, mut items) = (Vec::new(), Vec::new());
    for list in of {
        lengths.push(list.len());
        items.extend(list);
    }
    let rows = StructArray::from(batch(columns, &items));
    let field = item(DataType::Struct(fields(columns)));
    Arc::new(ListArray::new(field, OffsetBuffer::from_lengths(lengths), Arc::new(rows), None))
}

/// Days since 1970-01-01.
fn days(date: Date) -> i32 {
    let since = jiff::civil::date(1970, 1, 1).until(date);
    since.map(|span| span.get_days()).unwrap_or_default()
}

/// A number in units of the last place of a decimal column; None where it is too large for one.
fn scaled(number: Number) -> Option<i128> {
    let decimal: Decimal = number.to_decimal().round_dp(PLACES);
    let factor = 10_i128.checked_pow(PLACES.checked_sub(decimal.scale())?)?;
    let units = decimal.mantissa().checked_mul(factor)?;
    (units.unsigned_abs() < 10_u128.pow(u32::from(DIGITS))).then_some(units)
}

/// The published name of a closed list's member.
fn name(member: impl serde::Serialize) -> Option<Cow<'static, str>> {
    match serde_json::to_value(member) {
        Ok(serde_json::Value::String(name)) => Some(Cow::Owned(name)),
        _ => None,
    }
}

/// A number as it is written.
fn written(number: Number) -> Option<Cow<'static, str>> {
    Some(Cow::Owned(number.to_string()))
}

fn text(text: &Option<String>) -> Option<Cow<'_, str>> {
    text.as_deref().map(Cow::Borrowed)
}

fn borrowed(text: &str) -> Option<Cow<'_, str>> {
    Some(Cow::Borrowed(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_keep_their_value_or_are_null() {
        let of = |text: &str| scaled(text.parse().unwrap());
        assert_eq!(of("0.30"), Some(300_000_000_000));
        assert_eq!(of("-12500000000000"), Some(-12_500_000_000_000_000_000_000_000));
        assert_eq!(of("1/3"), Some(333_333_333_333));
        assert_eq!(of("9999999999999999999999999999"), None);
        assert_eq!(days(jiff::civil::date(2024, 2, 29)), 19_782);
    }
}
