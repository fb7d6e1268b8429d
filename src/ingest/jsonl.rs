//! JSON: one object a line, or spread over lines.

use std::fmt;
use std::io::{self, BufRead, Read};

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::fields::{FieldMap, Fields};
use super::problem::Trouble;

/// A line of a file that may be read, missed, or too long to hold.
pub(crate) enum Line {
    Text(String),
    TooLong,
    End,
}

/// The next line without its line feed, holding no more than `limit` bytes of it.
pub(crate) fn next_line(reader: &mut impl BufRead, limit: usize) -> io::Result<Line> {
    let mut bytes = Vec::new();
    let n = reader.by_ref().take(limit as u64 + 1).read_until(b'\n', &mut bytes)?;
    if n == 0 {
        return Ok(Line::End);
    }
    if bytes.last() != Some(&b'\n') && n > limit {
        skip_line(reader)?;
        return Ok(Line::TooLong);
    }
    // The reader below gives UTF-8, so nothing is lost here.
    let text = String::from_utf8(bytes).unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned());
    Ok(Line::Text(text))
}

fn skip_line(reader: &mut impl BufRead) -> io::Result<()> {
    loop {
        let held = reader.fill_buf()?;
        if held.is_empty() {
            return Ok(());
        }
        match held.iter().position(|b| *b == b'\n') {
            Some(at) => {
                reader.consume(at + 1);
                return Ok(());
            }
            None => {
                let n = held.len();
                reader.consume(n);
            }
        }
    }
}

/// The fields of one line.
pub(crate) fn read(line: &str, map: &FieldMap) -> Result<Fields, Trouble> {
    match parse(line, map) {
        // Lone surrogates (\ud83d without its other half) are what broken decoding leaves behind.
        Err(e) if e.to_string().contains("surrogate") || e.to_string().contains("hex escape") => {
            parse(&mend_surrogates(line), map)
        }
        other => other,
    }
    .map_err(|e| Trouble::Json(e.to_string().replace(" at line 1 column", ", column")))
}

fn parse(line: &str, map: &FieldMap) -> Result<Fields, serde_json::Error> {
    let mut json = serde_json::Deserializer::from_str(line);
    let fields = FieldSeed(map).deserialize(&mut json)?;
    json.end()?;
    Ok(fields)
}

/// The objects of JSON that is spread over lines: one object, several, or arrays of them.
pub(crate) fn read_spread(text: &str, map: &FieldMap) -> Result<Vec<Fields>, (u64, Trouble)> {
    let mut out = Vec::new();
    for value in serde_json::Deserializer::from_str(text).into_iter::<serde_json::Value>() {
        let value = value.map_err(|e| (e.line() as u64, Trouble::Json(e.to_string())))?;
        let objects = match value {
            serde_json::Value::Array(items) => items,
            object => vec![object],
        };
        for object in objects {
            out.push(FieldSeed(map).deserialize(object).map_err(|e| (1, Trouble::Json(e.to_string())))?);
        }
    }
    Ok(out)
}

/// Replaces every `\uD800`–`\uDFFF` escape that has no partner by `\uFFFD`.
fn mend_surrogates(line: &str) -> String {
    let unit = |at: usize| -> Option<u32> {
        let escape = line.get(at..at + 6)?;
        u32::from_str_radix(escape.strip_prefix("\\u")?, 16).ok()
    };
    let mut out = String::with_capacity(line.len());
    let mut at = 0;
    while let Some(c) = line[at..].chars().next() {
        if c != '\\' {
            out.push(c);
            at += c.len_utf8();
            continue;
        }
        let (length, text) = match (unit(at), unit(at + 6)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => (12, &line[at..at + 12]),
            (Some(0xD800..=0xDFFF), _) => (6, "\\uFFFD"),
            _ => {
                // An escaped character, so that `\\ud800` (a backslash and a word) stays what it is.
                let next = line[at + 1..].chars().next().map_or(0, char::len_utf8);
                (1 + next, &line[at..at + 1 + next])
            }
        };
        out.push_str(text);
        at += length;
    }
    out
}

struct FieldSeed<'m>(&'m FieldMap);

impl<'de> DeserializeSeed<'de> for FieldSeed<'_> {
    type Value = Fields;
    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<Fields, D::Error> {
        d.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for FieldSeed<'_> {
    type Value = Fields;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with a text")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Fields, A::Error> {
        let mut fields = Fields::default();
        while let Some(name) = object.next_key::<String>()? {
            if let Some(place) = self.0.part(&name) {
                if let Some(value) = object.next_value_seed(Scalar)? {
                    fields.put(place, value);
                }
            } else {
                fields.annotated |= name == "claims";
                object.next_value::<IgnoredAny>()?;
            }
        }
        Ok(fields)
    }
}

/// A string or number as text; None for null, booleans, lists and objects.
struct Scalar;

impl<'de> DeserializeSeed<'de> for Scalar {
    type Value = Option<String>;
    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<Option<String>, D::Error> {
        d.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Scalar {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }
    fn visit_str<E>(self, v: &str) -> Result<Option<String>, E> {
        Ok(Some(v.to_owned()))
    }
    fn visit_string<E>(self, v: String) -> Result<Option<String>, E> {
        Ok(Some(v))
    }
    fn visit_u64<E>(self, v: u64) -> Result<Option<String>, E> {
        Ok(Some(v.to_string()))
    }
    fn visit_i64<E>(self, v: i64) -> Result<Option<String>, E> {
        Ok(Some(v.to_string()))
    }
    fn visit_f64<E>(self, v: f64) -> Result<Option<String>, E> {
        Ok(Some(v.to_string()))
    }
    fn visit_bool<E>(self, _: bool) -> Result<Option<String>, E> {
        Ok(None)
    }
    fn visit_unit<E>(self) -> Result<Option<String>, E> {
        Ok(None)
    }
    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut list: A) -> Result<Option<String>, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }
    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Option<String>, A::Error> {
        while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::Supplied;
    use crate::ingest::place::Place;

    fn text(line: &str) -> Option<String> {
        read(line, &FieldMap::default())
            .unwrap()
            .document(&Place::default(), None, &Supplied::default())
            .map(|d| d.text)
    }

    #[test]
    fn keeps_the_text_as_it_is() {
        assert_eq!(text(r#"{"text": " 甲\r\n\u0000乙 ", "tags": [1, {"a": 2}]}"#).unwrap(), " 甲\r\n\0乙 ");
        assert_eq!(text(r#"{"text": null, "id": 7}"#), None);
        assert!(read("{\"text\": ", &FieldMap::default()).is_err());
        assert!(read("7", &FieldMap::default()).is_err());
    }

    #[test]
    fn reads_json_spread_over_lines() {
        let count = |text: &str| read_spread(text, &FieldMap::default()).map(|f| f.len()).map_err(|(line, _)| line);
        assert_eq!(count("{\n\"text\": \"甲\"\n}\n{\"text\": \"乙\"}"), Ok(2));
        assert_eq!(count("[{\"text\": \"甲\"},\n {\"text\": \"乙\"}]"), Ok(2));
        assert_eq!(count("{\n\"text\": }"), Err(2));
    }

    #[test]
    fn mends_lone_surrogates() {
        assert_eq!(text(r#"{"text": "甲\ud83d乙\ud83d\ude00丙\\ud83d"}"#).unwrap(), "甲\u{FFFD}乙😀丙\\ud83d");
    }

    #[test]
    fn long_lines_are_passed_over() {
        let mut input = io::Cursor::new(b"0123456789\nab\n".to_vec());
        assert!(matches!(next_line(&mut input, 5).unwrap(), Line::TooLong));
        assert!(matches!(next_line(&mut input, 5).unwrap(), Line::Text(t) if t == "ab\n"));
        assert!(matches!(next_line(&mut input, 5).unwrap(), Line::End));
    }
}
