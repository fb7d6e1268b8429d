//! One article.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// An article as it was read. `text` holds no control characters other than line feeds and tabs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// The id given by the input, else the content hash.
    pub id: String,
    /// SHA-256 (hex, first 32 digits) of title and text without white space: what the store tells articles by.
    pub hash: String,
    /// Title, where known.
    pub title: Option<String>,
    /// Who published it, where known.
    pub publisher: Option<String>,
    /// Its address, where known.
    pub url: Option<String>,
    /// Publication date; relative times need it.
    pub published: Option<Date>,
    /// The body.
    pub text: String,
    /// Where it was read from.
    pub origin: Origin,
}

impl Document {
    /// What a store tells it by: hash and day, since the same words mean other times on another day.
    pub fn key(&self) -> String {
        match self.published {
            Some(day) => format!("{}-{:04}{:02}{:02}", self.hash, day.year(), day.month(), day.day()),
            None => self.hash.clone(),
        }
    }
}

/// Where a document or table was read from.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Origin {
    /// Path as the user gave it, or `-`; a member of an archive follows after `!/`.
    pub path: String,
    /// Line of a JSONL or CSV file, from 1.
    pub line: Option<u64>,
    /// The line of the file on which `text` begins, from 1, where the text stands in the file as it is.
    pub text_line: Option<u64>,
    /// Where the publication date is from, where the document does not say it in a field of its own.
    pub dated: Option<Dating>,
}

/// Where a publication date is from that the document does not declare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dating {
    /// The user said it.
    Supplied,
    /// The dateline of the text.
    Dateline,
    /// The path, the file name or the address.
    Path,
}
