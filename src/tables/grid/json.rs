//! JSON → rows: a list of objects or of lists, an object of columns, either one inside an object; or an object a line.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};

use super::{Row, TableError};

/// JSON whose fields keep their order, which a table's columns need.
#[derive(Debug, Clone, PartialEq)]
enum Json {
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

/// The rows of a JSON text, the first one being the header.
pub fn rows(file: &str, text: &str) -> Result<Vec<Row>, TableError> {
    let lines = || serde_json::Deserializer::from_str(text).into_iter::<Json>().collect::<Result<Vec<_>, _>>();
    let found = lines().map_err(|e| {
        let line = u64::try_from(e.line()).ok();
        TableError::new(file, line, format!("不是有效的JSON：{e}"), format!("not valid JSON: {e}"))
    })?;
    let whole = match <[Json; 1]>::try_from(found) {
        Ok([one]) => one,
        Err(several) => Json::List(several),
    };
    table(&whole).ok_or_else(|| {
        TableError::new(
            file,
            None,
            "JSON里没有表：需要对象的列表、数组的列表，或各列等长的对象",
            "no table in this JSON: a list of objects, a list of lists, or an object of equal columns is needed",
        )
    })
}

fn table(json: &Json) -> Option<Vec<Row>> {
    match json {
        Json::Text(_) => None,
        Json::List(items) if items.iter().all(|i| matches!(i, Json::Object(_))) && !items.is_empty() => {
            let mut header: Vec<String> = Vec::new();
            let objects: Vec<&Vec<(String, Json)>> =
                items.iter().filter_map(|i| if let Json::Object(o) = i { Some(o) } else { None }).collect();
            let mut known = std::collections::HashMap::new();
            for (name, _) in objects.iter().copied().flatten() {
                known.entry(name.clone()).or_insert_with(|| {
                    header.push(name.clone());
                    header.len() - 1
                });
            }
            let width = header.len();
            let cells = objects.into_iter().map(|object| {
                let mut cells = vec![String::new(); width];
                for (name, value) in object {
                    if let (Some(cell), Json::Text(text)) = (known.get(name).and_then(|&at| cells.get_mut(at)), value) {
                        cell.clone_from(text);
                    }
                }
                cells
            });
            Some(numbered(std::iter::once(header.clone()).chain(cells)))
        }
        Json::List(items) if items.iter().all(|i| matches!(i, Json::List(_))) && !items.is_empty() => {
            Some(numbered(items.iter().map(texts)))
        }
        Json::List(_) => None,
        Json::Object(fields) => columns(fields).or_else(|| fields.iter().find_map(|(_, inner)| table(inner))),
    }
}

/// An object of columns of one length.
fn columns(fields: &[(String, Json)]) -> Option<Vec<Row>> {
    let column = |json: &Json| match json {
        Json::List(cells) if cells.iter().all(|c| matches!(c, Json::Text(_))) => Some(texts(json)),
        _ => None,
    };
    let columns: Vec<Vec<String>> = fields.iter().map(|(_, v)| column(v)).collect::<Option<_>>()?;
    let length = columns.first()?.len();
    if columns.len() < 2 || columns.iter().any(|c| c.len() != length) {
        return None;
    }
    let header = fields.iter().map(|(name, _)| name.clone()).collect();
    let body = (0..length).map(|r| columns.iter().map(|c| c.get(r).cloned().unwrap_or_default()).collect());
    Some(numbered(std::iter::once(header).chain(body)))
}

fn texts(json: &Json) -> Vec<String> {
    let Json::List(cells) = json else { return Vec::new() };
    cells.iter().map(|c| if let Json::Text(t) = c { t.clone() } else { String::new() }).collect()
}

fn numbered(rows: impl Iterator<Item = Vec<String>>) -> Vec<Row> {
    rows.zip(1..).map(|(cells, line)| Row { line, cells }).collect()
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Json, D::Error> {
        deserializer.deserialize_any(Reading)
    }
}

struct Reading;

impl<'de> Visitor<'de> for Reading {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, v: bool) -> Result<Json, E> {
        Ok(Json::Text(v.to_string()))
    }

    fn visit_i64<E>(self, v: i64) -> Result<Json, E> {
        Ok(Json::Text(v.to_string()))
    }

    fn visit_u64<E>(self, v: u64) -> Result<Json, E> {
        Ok(Json::Text(v.to_string()))
    }

    // the shortest decimal that reads as the same number, which is the one that was written up to 17 digits
    fn visit_f64<E>(self, v: f64) -> Result<Json, E> {
        Ok(Json::Text(v.to_string()))
    }

    fn visit_str<E>(self, v: &str) -> Result<Json, E> {
        Ok(Json::Text(v.trim().to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Text(String::new()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Json, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Json::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = map.next_entry()? {
            fields.push(field);
        }
        Ok(Json::Object(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_lists_columns_and_lines_are_tables() {
        let wanted = [vec!["地区", "人口"], vec!["甲市", "51.5"], vec!["乙市", ""]];
        for text in [
            r#"[{"地区": "甲市", "人口": 51.5}, {"地区": "乙市", "人口": null}]"#,
            r#"{"code": 0, "data": {"rows": [["地区", "人口"], ["甲市", "51.5"], ["乙市", null]]}}"#,
            r#"{"地区": ["甲市", "乙市"], "人口": [51.5, null]}"#,
            "{\"地区\": \"甲市\", \"人口\": 51.5}\n{\"地区\": \"乙市\"}\n",
        ] {
            let got: Vec<Vec<String>> = rows("t.json", text).unwrap().into_iter().map(|r| r.cells).collect();
            assert_eq!(got, wanted, "{text}");
        }
        assert!(rows("t.json", r#"{"a": 1}"#).is_err());
        assert!(rows("t.json", "[1, 2").is_err());
    }
}
