//! The page of the documentation that lists the columns.

use arrow_schema::DataType;

use super::{ARTICLE, BETWEEN, CLAIM, Column, DOCUMENT, FINDING};

/// What `docs/columns.md` says of every column.
pub fn page() -> String {
    let mut out = String::from(
        "# Columns of Parquet files and Arrow streams\n\n\
         This page is made from the program: `COLUMNS_PAGE=overwrite cargo test --test heshu columns` writes it.\n\n\
         Numbers are `decimal(38, 12)`: ratios are rounded to twelve places, and a number with more than 26 digits before its\n\
         point is null; what the text says stands beside them exactly. Offsets count code points. \
         [claims.md](claims.md) says what the fields mean.\n",
    );
    table(&mut out, "Claims", &CLAIM);
    table(&mut out, "Findings", &FINDING);
    table(&mut out, "Documents", &DOCUMENT);
    table(&mut out, "Articles on a cluster", &ARTICLE);
    table(&mut out, "Findings between articles on a cluster, besides the columns of findings", &BETWEEN);
    out
}

fn table<T>(out: &mut String, title: &str, columns: &[Column<T>]) {
    out.push_str(&format!("\n## {title}\n\n| column | type | null | what |\n|---|---|---|---|\n"));
    for column in columns {
        let (kind, null) = (kind(&column.data_type()), if column.nullable { "yes" } else { "" });
        out.push_str(&format!("| `{}` | {kind} | {null} | {} |\n", column.name, column.about));
    }
}

/// A type in few words.
fn kind(of: &DataType) -> String {
    match of {
        DataType::Utf8 => "text".to_owned(),
        DataType::Binary => "bytes".to_owned(),
        DataType::Int32 => "int32".to_owned(),
        DataType::Int64 => "int64".to_owned(),
        DataType::Date32 => "date".to_owned(),
        DataType::Decimal128(digits, places) => format!("decimal({digits}, {places})"),
        DataType::Boolean => "bool".to_owned(),
        DataType::Float64 => "double".to_owned(),
        DataType::List(item) => format!("list of {}", kind(item.data_type())),
        DataType::Struct(fields) => {
            let names: Vec<String> = fields.iter().map(|f| format!("`{}`", f.name())).collect();
            format!("({})", names.join(", "))
        }
        other => other.to_string(),
    }
}
