//! Source data: one cell of a table.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{BaseValue, Number, Period};

/// One cell of a source table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Stable for the same table, row and column.
    pub id: String,
    /// Name of the table (file name without folder).
    pub table: String,
    /// Line of the file or row of the sheet, from 1.
    pub row: u64,
    /// Column header as written.
    pub column: String,
    /// Whose value it is, as written (东林市; empty where the whole table is of one entity).
    pub entity: String,
    /// Further keys of the row as (header, value), e.g. ("population", "top 20%").
    pub keys: Vec<(String, String)>,
    /// What is measured, without its unit (常住人口).
    pub metric: String,
    /// The period, `norm` as for claims.
    pub period: Option<Period>,
    /// The unit as a claim would carry it (`人`, `CNY`, `%`), scale folded into `value`.
    pub unit: Option<String>,
    /// The value, scale words of the header applied (万人 → times 10000).
    pub value: Number,
    /// Place value of the last written digit, scale applied.
    pub step: Number,
    /// The value in its dimension's base unit, with the bounds that its last digit allows; None for
    /// a unit of unknown dimension or no unit.
    pub base: Option<BaseValue>,
    /// When the value was current, where the table says so.
    pub as_of: Option<Date>,
    /// Who published the table, where known.
    pub publisher: Option<String>,
}

impl Record {
    /// The period in its normal form, where there is one.
    pub fn period_norm(&self) -> Option<&str> {
        self.period.as_ref()?.norm.as_deref()
    }

    /// Whether the unit is a currency, by the form of its code.
    pub fn is_money(&self) -> bool {
        let unit = self.unit.as_deref().unwrap_or("");
        unit.get(..3).is_some_and(|c| c.bytes().all(|b| b.is_ascii_uppercase()))
    }
}
