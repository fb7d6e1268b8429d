//! What findings rest on.

use crate::rules::Rules;
use crate::tables::Table;

/// What everything in a store is made with: the versions of the program and the rules, the checks that are turned off and,
/// where there are tables, theirs.
pub fn basis(rules: &Rules, tables: &[Table]) -> String {
    let mut name = format!("{}-{}", env!("CARGO_PKG_VERSION"), rules.version);
    let off = rules.checks.turned_off();
    if !off.is_empty() {
        name = format!("{name}-{:08x}", crc32fast::hash(off.as_bytes()));
    }
    if tables.is_empty() {
        return name;
    }
    let sum = serde_json::to_vec(tables).map_or(0, |bytes| crc32fast::hash(&bytes));
    format!("{name}+{sum:08x}")
}
