//! CSV and TSV → rows.

use super::{Row, TableError};

/// The text of a file: UTF-8 with or without a mark, UTF-16 with one, else GB 18030, which
/// spreadsheets in China still write.
pub fn decoded(bytes: &[u8]) -> String {
    let encoding = match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        None if std::str::from_utf8(bytes).is_ok() => encoding_rs::UTF_8,
        None => encoding_rs::GB18030,
    };
    encoding.decode(bytes).0.into_owned()
}

/// Splits a text into rows. Commas, tabs or semicolons: whichever the fullest of the first lines has most of.
pub fn rows(file: &str, text: &str) -> Result<Vec<Row>, TableError> {
    let count = |sign: char| text.lines().take(10).map(|l| l.matches(sign).count()).max().unwrap_or(0);
    let delimiter = [b',', b'\t', b';'].into_iter().max_by_key(|&d| (count(char::from(d)), d == b',')).unwrap_or(b',');
    // the reader counts a line too few where one ends in two characters
    let text = text.replace("\r\n", "\n");
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|e| {
            TableError::new(
                file,
                e.position().map(csv::Position::line),
                format!("不是有效的CSV：{e}"),
                format!("not a valid CSV: {e}"),
            )
        })?;
        let line = record.position().map_or(0, csv::Position::line);
        rows.push(Row { line, cells: record.iter().map(str::to_owned).collect() });
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tabs_and_gb18030_are_read() {
        let text = decoded(&encoding_rs::GB18030.encode("地区\t年份\n东林市\t2022\n").0);
        let read = rows("x.tsv", &text).unwrap();
        assert_eq!(read[1], Row { line: 2, cells: vec!["东林市".into(), "2022".into()] });
        assert_eq!(decoded("\u{feff}地区".as_bytes()), "地区");
        assert_eq!(rows("x.csv", "地区,年份\r\n东林市,2022\r\n").unwrap()[1].line, 2);
    }
}
