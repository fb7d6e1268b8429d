//! Articles that stand in somebody else's memory: a JSON line, a row of a table.

use std::sync::Arc;

use super::Options;
use super::fields::Fields;
use super::place::Place;
use super::problem::Problem;
use super::unread::Unread;
use crate::model::{Document, Origin};

/// The document of a JSON object, as a line of a file would give it.
///
/// # Errors
/// What is no object, has no text, or too long a one.
pub fn line(json: String, number: u64, options: &Arc<Options>) -> Result<Document, Problem> {
    let place = Arc::new(Place { path: "-".to_owned(), ..Place::default() });
    let read = Unread::line(&place, number, options, json).read();
    read.unwrap_or_else(|| place.document(Some(number), Fields::default(), options))
}

/// The document of a row: names of columns with what stands in them, and where the row is from.
///
/// # Errors
/// A row without a text, or with too long a one.
pub fn row<'r>(
    cells: impl IntoIterator<Item = (&'r str, &'r str)>,
    origin: &Origin,
    options: &Options,
) -> Result<Document, Problem> {
    let mut fields = Fields::default();
    for (name, value) in cells {
        if let Some(part) = options.map.part(name) {
            fields.put(part, value.to_owned());
        }
    }
    let place = Place { path: origin.path.clone(), ..Place::default() };
    place.document(origin.line, fields, options)
}

/// Whether a column is read, and whether as the text.
pub fn reads(name: &str, options: &Options) -> Option<bool> {
    options.map.part(name).map(|(part, _)| part == super::fields::Part::Text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_read_as_a_line_of_json() {
        let options = Arc::new(Options::default());
        let cells = [("id", "7"), ("发布日期", "2024年3月5日"), ("正文", " 甲\r\n乙 "), ("x", "y")];
        let of_row = row(cells, &Origin::default(), &options).unwrap();
        assert_eq!((of_row.id.as_str(), of_row.text.as_str()), ("7", " 甲\r\n乙 "));
        assert_eq!(of_row.published, Some(jiff::civil::date(2024, 3, 5)));
        let json = r#"{"id": 7, "date": "2024-03-05", "text": " 甲\r\n乙 "}"#;
        let of_line = line(json.to_owned(), 1, &options).unwrap();
        assert_eq!((of_line.hash, of_line.id, of_line.published), (of_row.hash, of_row.id, of_row.published));
        assert!(row([("text", " ")], &Origin::default(), &options).is_err());
        assert!(line("7".to_owned(), 1, &options).is_err());
        assert_eq!(
            (reads("content", &options), reads("id", &options), reads("x", &options)),
            (Some(true), Some(false), None)
        );
    }
}
