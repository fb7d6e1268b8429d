//! Databases that are made here, byte by byte.

use std::io::Write;

use crate::ingest::{Options, documents};

const PAGE: usize = 512;

fn varint(n: usize) -> Vec<u8> {
    if n < 128 { vec![n as u8] } else { vec![(n >> 7) as u8 | 128, (n & 127) as u8] }
}

/// A record of texts; an empty one is null.
fn record(texts: &[&[u8]]) -> Vec<u8> {
    let kinds: Vec<u8> = texts.iter().flat_map(|t| varint(if t.is_empty() { 0 } else { t.len() * 2 + 13 })).collect();
    [vec![kinds.len() as u8 + 1], kinds, texts.concat()].concat()
}

/// A page of cells; the first page of a file has `before` bytes of header.
fn page(kind: u8, before: usize, cells: &[Vec<u8>], right: u32) -> Vec<u8> {
    let mut out = vec![0; PAGE];
    out[before] = kind;
    out[before + 3..before + 5].copy_from_slice(&(cells.len() as u16).to_be_bytes());
    out[before + 8..before + 12].copy_from_slice(&right.to_be_bytes());
    let list = before + if kind == 5 { 12 } else { 8 };
    let mut end = PAGE;
    for (at, cell) in cells.iter().enumerate() {
        end -= cell.len();
        out[end..end + cell.len()].copy_from_slice(cell);
        out[list + 2 * at..list + 2 * at + 2].copy_from_slice(&(end as u16).to_be_bytes());
    }
    out
}

fn cell(number: usize, record: &[u8]) -> Vec<u8> {
    [varint(record.len()), varint(number), record.to_vec()].concat()
}

/// A table of two leaves, the last row of which goes on on another page.
fn database() -> (Vec<u8>, String) {
    let sql = "CREATE TABLE news(id INTEGER PRIMARY KEY, title TEXT, text TEXT, date TEXT)";
    let mut schema = record(&[b"table", b"news", b"news", b"\x02", sql.as_bytes()]);
    let root = schema.iter().position(|b| *b == 15).unwrap();
    schema[root] = 1; // the page is a number, no text
    let long = "全村有120户，比上年多3户。".repeat(20);
    let row = |n: usize, text: &str| record(&[b"", format!("第{n}条").as_bytes(), text.as_bytes(), b"2024-03-18"]);
    let whole = row(3, &long);
    // Of a long record a part stands in the page: see `local`.
    let least = (PAGE - 12) * 32 / 255 - 23;
    let even = least + (whole.len() - least) % (PAGE - 4);
    let here = if even <= PAGE - 35 { even } else { least };
    let spilled = [varint(whole.len()), varint(3), whole[..here].to_vec(), 5_u32.to_be_bytes().to_vec()].concat();
    let mut first = page(13, 100, &[cell(1, &schema)], 0);
    first[..16].copy_from_slice(b"SQLite format 3\0");
    first[16..18].copy_from_slice(&(PAGE as u16).to_be_bytes());
    first[59] = 1;
    let inner = page(5, 0, &[[3_u32.to_be_bytes().to_vec(), varint(2)].concat()], 4);
    let leaf = page(13, 0, &[cell(1, &row(1, "甲村有12户。")), cell(2, &row(2, "乙村有13户。"))], 0);
    let last = page(13, 0, &[spilled], 0);
    let mut bytes = [first, inner, leaf, last].concat();
    let rest: Vec<&[u8]> = whole[here..].chunks(PAGE - 4).collect();
    for (at, part) in rest.iter().enumerate() {
        let next = if at + 1 < rest.len() { 6 + at as u32 } else { 0 };
        let mut page = [next.to_be_bytes().to_vec(), part.to_vec()].concat();
        page.resize(PAGE, 0);
        bytes.extend(page);
    }
    (bytes, long)
}

fn read(bytes: &[u8]) -> Vec<Result<crate::model::Document, String>> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    let found = documents(&[file.path().to_owned()], Options { name_tables: true, ..Options::default() });
    found.filter_map(|unread| unread.read()).map(|read| read.map_err(|e| e.message().en)).collect()
}

#[test]
fn the_rows_of_a_table_are_articles() {
    let (bytes, long) = database();
    let found: Vec<_> = read(&bytes).into_iter().map(Result::unwrap).collect();
    let texts: Vec<&str> = found.iter().map(|d| d.text.as_str()).collect();
    assert_eq!(texts, ["甲村有12户。", "乙村有13户。", &long]);
    assert_eq!((found[2].id.as_str(), found[2].title.as_deref()), ("3", Some("第3条")));
    assert_eq!(found[2].published.map(|d| d.to_string()).as_deref(), Some("2024-03-18"));
    assert!(found[1].origin.path.ends_with("!/news") && found[1].origin.line == Some(2), "{:?}", found[1].origin);
}

#[test]
fn no_damage_is_more_than_a_fault() {
    let (bytes, _) = database();
    for at in (0..bytes.len()).step_by(if cfg!(debug_assertions) { 7 } else { 1 }) {
        for with in [255, bytes[at] ^ 5] {
            let mut odd = bytes.clone();
            odd[at] = with;
            assert!(read(&odd).iter().all(|r| r.as_ref().map_or_else(|e| !e.contains("report it"), |_| true)), "{at}");
        }
    }
    for length in [0, 16, 99, 100, 511, 700, 1600, bytes.len() - 1] {
        assert!(read(&bytes[..length]).iter().any(Result::is_err), "{length}");
    }
    // Pages that lead in a circle end.
    let mut circle = bytes.clone();
    circle[PAGE + 8..PAGE + 12].copy_from_slice(&2_u32.to_be_bytes());
    assert!(read(&circle).last().is_some_and(|r| r.as_ref().is_err_and(|e| e.contains("circle"))));
}
