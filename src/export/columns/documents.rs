//! The columns of documents.

use crate::model::Document;

use super::Get::{Date, Int, Text};
use super::{Column, borrowed, column, text};

/// Documents, one a row.
pub static DOCUMENT: [Column<Document>; 9] = [
    column("id", Text(|d| borrowed(&d.id)), false, "as claims and findings name it"),
    column("hash", Text(|d| borrowed(&d.hash)), false, "of title and text without white space"),
    column("title", Text(|d| text(&d.title)), true, ""),
    column("publisher", Text(|d| text(&d.publisher)), true, ""),
    column("url", Text(|d| text(&d.url)), true, ""),
    column("published", Date(|d| d.published), true, "day of publication"),
    column("text", Text(|d| borrowed(&d.text)), false, "what offsets count in"),
    column("path", Text(|d| borrowed(&d.origin.path)), false, "where it was read"),
    column("line", Int(|d| d.origin.line.and_then(|n| usize::try_from(n).ok())), true, "line of that file, from 1"),
];
