//! A text that stands in no file of the user's: pasted, sent, or at an address.

use std::io::Write;
use std::path::PathBuf;

use super::fields::{FieldMap, Fields, Supplied};
use super::place::Place;
use super::problem::{Problem, Trouble};
use super::reading::printable;
use super::{Manners, Options, documents, is_address};
use crate::model::Document;

/// A text that was pasted, as a document; None where it holds nothing.
pub fn pasted(text: &str, title: Option<&str>, publisher: Option<&str>, date: Option<&str>) -> Option<Document> {
    let mut fields = Fields::default();
    let given = [("text", Some(text)), ("title", title), ("publisher", publisher), ("date", date)];
    let map = FieldMap::default();
    for (name, value) in given {
        if let (Some(part), Some(value)) = (map.part(name), value) {
            fields.put(part, printable(value.replace("\r\n", "\n")));
        }
    }
    fields.document(&Place::default(), None, &Supplied::default())
}

/// The first article that some bytes hold, of any form that a file may have (DOCX, a page, plain text …). They stand
/// in a file meanwhile that is gone afterwards. `name` is what faults call them.
///
/// # Errors
/// Bytes that hold no article.
pub fn sent(bytes: &[u8], name: &str) -> Result<Document, Problem> {
    let problem = |trouble| Problem { path: name.to_owned(), line: None, trouble };
    let kept = tempfile::NamedTempFile::new().and_then(|mut file| file.write_all(bytes).map(|()| file));
    let file = kept.map_err(|e| problem(Trouble::of(&e, false)))?;
    let options = Options { limit: bytes.len().max(1 << 20) * 4, ..Options::default() };
    let mut found = documents(&[file.path().to_owned()], options).filter_map(|unread| unread.read());
    let document = found.next().unwrap_or_else(|| Err(problem(Trouble::NoText)));
    let mut document = document.map_err(|e| problem(e.trouble))?;
    document.origin.path = name.to_owned();
    Ok(document)
}

/// The first article at an address (`http://…` or `https://…`, a page or a feed).
///
/// # Errors
/// What is no address, one that may not be fetched, one that holds no article.
pub fn fetched(address: &str, manners: Manners) -> Result<Document, Problem> {
    let path = PathBuf::from(address);
    let problem = |trouble| Problem { path: address.to_owned(), line: None, trouble };
    if !is_address(&path) {
        return Err(problem(Trouble::Fetch("http:// … https:// …".to_owned())));
    }
    let options = Options { manners, ..Options::default() };
    let mut found = documents(&[path], options).filter_map(|unread| unread.read());
    found.next().unwrap_or_else(|| Err(problem(Trouble::NoText)))
}
