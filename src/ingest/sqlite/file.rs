//! The file format of SQLite (<https://sqlite.org/fileformat2.html>), as far as the rows of tables need it: pages, trees
//! of pages, records. Any bytes are read without panic; a page is read at most once on the way through a table.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;

use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE};

/// Bytes of the file's header, which stands before the first page's.
const HEADER: usize = 100;
/// Kinds of pages of a table: one that points to others, one that holds rows.
const INNER: u8 = 5;
const LEAF: u8 = 13;

/// What is wrong with a file, in words.
pub(super) type Fault = String;

/// The pages of a file.
pub(super) struct Pages {
    file: File,
    size: usize,
    /// Bytes of a page that count.
    usable: usize,
    /// How many there are.
    count: u64,
    encoding: &'static encoding_rs::Encoding,
    /// Whether the newest rows may stand in a file beside this one.
    pub(super) has_log: bool,
}

impl Pages {
    pub(super) fn open(file: File) -> Result<Pages, Fault> {
        let mut header = [0; HEADER];
        file.read_exact_at(&mut header, 0).map_err(word)?;
        let size = match u16_at(&header, 16) {
            Some(1) => 65536,
            Some(n) if n >= 512 && n.is_power_of_two() => usize::from(n),
            _ => return Err("a page size that cannot be".to_owned()),
        };
        let usable = size - usize::from(header[20]);
        if usable < 480 {
            return Err("a page size that cannot be".to_owned());
        }
        let encoding = match header[59] {
            2 => UTF_16LE,
            3 => UTF_16BE,
            _ => UTF_8,
        };
        let count = file.metadata().map_err(word)?.len().div_ceil(size as u64);
        Ok(Pages { file, size, usable, count, encoding, has_log: header[19] == 2 })
    }

    /// A page, from 1.
    fn page(&self, number: u32) -> Result<Vec<u8>, Fault> {
        if number == 0 || u64::from(number) > self.count {
            return Err(format!("no page {number}"));
        }
        let mut page = vec![0; self.size];
        self.file.read_exact_at(&mut page, u64::from(number - 1) * self.size as u64).map_err(word)?;
        page.truncate(self.usable);
        Ok(page)
    }

    /// The rows of the table whose tree begins at a page. Of a row larger than `most` bytes only that is said.
    pub(super) fn rows(&self, root: u32, most: usize) -> Rows<'_> {
        Rows { pages: self, way: Vec::new(), next: Some(root), read: 0, most }
    }

    /// The words of a text.
    fn text(&self, bytes: &[u8]) -> String {
        self.encoding.decode_without_bom_handling(bytes).0.into_owned()
    }
}

/// The rows of a table, in the order of their numbers.
pub(super) struct Rows<'p> {
    pages: &'p Pages,
    /// Pages that are not done with, and which of their cells comes next.
    way: Vec<(Node, usize)>,
    /// A page that is to be entered.
    next: Option<u32>,
    /// Pages read so far: more than there are means that they lead in a circle.
    read: u64,
    most: usize,
}

/// A row as it stands in the file.
pub(super) struct Row<'p> {
    pages: &'p Pages,
    pub(super) number: i64,
    /// None where it is too large.
    record: Option<Vec<u8>>,
}

/// One page of a tree.
struct Node {
    bytes: Vec<u8>,
    /// Where the header of the page begins.
    from: usize,
    leaf: bool,
    cells: usize,
}

impl Node {
    fn new(bytes: Vec<u8>, number: u32) -> Result<Node, Fault> {
        let from = if number == 1 { HEADER } else { 0 };
        let leaf = match bytes.get(from) {
            Some(&LEAF) => true,
            Some(&INNER) => false,
            _ => return Err(format!("page {number} is of no table")),
        };
        let cells = usize::from(u16_at(&bytes, from + 3).unwrap_or_default());
        Ok(Node { bytes, from, leaf, cells })
    }

    /// The bytes from a cell on.
    fn cell(&self, at: usize) -> Option<&[u8]> {
        let begin = u16_at(&self.bytes, self.from + if self.leaf { 8 } else { 12 } + 2 * at)?;
        self.bytes.get(usize::from(begin)..)
    }

    /// The page that a cell of an inner page points to, the last one after all cells.
    fn child(&self, at: usize) -> Option<u32> {
        if at < self.cells { u32_at(self.cell(at)?, 0) } else { u32_at(&self.bytes, self.from + 8) }
    }
}

impl<'p> Rows<'p> {
    fn enter(&mut self, number: u32) -> Result<(), Fault> {
        self.read += 1;
        if self.read > self.pages.count {
            return Err("pages that lead in a circle".to_owned());
        }
        self.way.push((Node::new(self.pages.page(number)?, number)?, 0));
        Ok(())
    }

    /// The row that a cell holds.
    fn row(&mut self, cell: &[u8]) -> Result<Row<'p>, Fault> {
        let cut = || "a row is cut off".to_owned();
        let mut rest = cell;
        let length = usize::try_from(varint(&mut rest).ok_or_else(cut)?).map_err(|_| cut())?;
        let number = varint(&mut rest).ok_or_else(cut)?;
        if length > self.most {
            return Ok(Row { pages: self.pages, number, record: None });
        }
        let local = local(length, self.pages.usable);
        let mut record = rest.get(..local).ok_or_else(cut)?.to_vec();
        let mut next = if local < length { u32_at(rest, local) } else { None };
        while record.len() < length {
            self.read += 1;
            if self.read > self.pages.count {
                return Err("pages that lead in a circle".to_owned());
            }
            let page = self.pages.page(next.ok_or_else(cut)?)?;
            next = u32_at(&page, 0);
            let part = page.get(4..).unwrap_or_default();
            record.extend(&part[..part.len().min(length - record.len())]);
        }
        Ok(Row { pages: self.pages, number, record: Some(record) })
    }
}

impl<'p> Iterator for Rows<'p> {
    type Item = Result<Row<'p>, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(number) = self.next.take()
                && let Err(e) = self.enter(number)
            {
                self.way.clear();
                return Some(Err(e));
            }
            let (node, at) = self.way.last_mut()?;
            let here = *at;
            *at += 1;
            if node.leaf && here < node.cells {
                let cell = node.cell(here).unwrap_or_default().to_vec();
                let row = self.row(&cell);
                if row.is_err() {
                    self.way.clear();
                }
                return Some(row);
            } else if !node.leaf && here <= node.cells {
                self.next = Some(node.child(here).unwrap_or_default());
            } else {
                self.way.pop();
            }
        }
    }
}

impl Row<'_> {
    /// The columns, each as text; None for what is empty or no text or number, and for all where the row is too large.
    pub(super) fn columns(&self) -> Option<Vec<Option<String>>> {
        let record = self.record.as_ref()?;
        let mut head = record.as_slice();
        let length = usize::try_from(varint(&mut head)?).ok()?;
        let begin = record.len() - head.len();
        let mut head = record.get(begin..length)?;
        let mut body = record.get(length..)?;
        let mut columns = Vec::new();
        while !head.is_empty() {
            let kind = varint(&mut head)?;
            let length = match kind {
                0 | 8 | 9 => 0,
                1..=4 => usize::try_from(kind).ok()?,
                5 => 6,
                6 | 7 => 8,
                n => usize::try_from((n - 12) / 2).ok()?,
            };
            let value = body.get(..length)?;
            body = body.get(length..)?;
            let whole = || {
                value.iter().fold(if value.first() >= Some(&128) { -1 } else { 0 }, |n: i64, b| n << 8 | i64::from(*b))
            };
            columns.push(match kind {
                1..=6 => Some(whole().to_string()),
                7 => Some(f64::from_be_bytes(value.try_into().ok()?).to_string()),
                8 => Some("0".to_owned()),
                9 => Some("1".to_owned()),
                n if n >= 13 && n % 2 == 1 => Some(self.pages.text(value)),
                _ => None,
            });
        }
        Some(columns)
    }

    /// Whether it is more than was asked for.
    pub(super) fn is_too_large(&self) -> bool {
        self.record.is_none()
    }
}

/// How much of a record stands in its page.
fn local(length: usize, usable: usize) -> usize {
    let most = usable - 35;
    if length <= most {
        return length;
    }
    let least = (usable - 12) * 32 / 255 - 23;
    let even = least + (length - least) % (usable - 4);
    if even <= most { even } else { least }
}

/// A number of one to nine bytes; takes them off.
fn varint(bytes: &mut &[u8]) -> Option<i64> {
    let mut value = 0_u64;
    for at in 0..9 {
        let byte = *bytes.get(at)?;
        if at == 8 {
            value = value << 8 | u64::from(byte);
        } else {
            value = value << 7 | u64::from(byte & 127);
        }
        if byte < 128 || at == 8 {
            *bytes = &bytes[at + 1..];
            break;
        }
    }
    Some(value.cast_signed())
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2)?.try_into().ok().map(u16::from_be_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.try_into().ok().map(u32::from_be_bytes)
}

fn word(e: io::Error) -> Fault {
    e.to_string()
}
