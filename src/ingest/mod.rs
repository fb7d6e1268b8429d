//! Files, folders, pages → documents.

use std::io::Read;
use std::path::PathBuf;

use jiff::civil::Date;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::model::{Document, Origin};

#[derive(Deserialize)]
struct Line {
    #[serde(alias = "doc")]
    id: Option<String>,
    title: Option<String>,
    #[serde(alias = "published", alias = "reference")]
    date: Option<String>,
    #[serde(alias = "source")]
    publisher: Option<String>,
    url: Option<String>,
    text: String,
}

/// Reads the documents of JSONL files; `-` is standard input.
///
/// # Errors
/// A file that cannot be read or a line that is no document.
pub fn documents(paths: &[PathBuf]) -> Result<Vec<Document>, std::io::Error> {
    let mut out = Vec::new();
    for path in paths {
        let mut text = String::new();
        if path.as_os_str() == "-" {
            std::io::stdin().read_to_string(&mut text)?;
        } else {
            text = std::fs::read_to_string(path)?;
        }
        for (n, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
            let line: Line = serde_json::from_str(line)?;
            let hash: String =
                Sha256::digest(line.text.as_bytes()).iter().take(16).map(|b| format!("{b:02x}")).collect();
            let date = line.date.as_deref().and_then(|d| d.get(..10)?.parse::<Date>().ok());
            out.push(Document {
                id: line.id.unwrap_or_else(|| hash.clone()),
                hash,
                title: line.title.filter(|t| !t.is_empty()),
                publisher: line.publisher,
                url: line.url,
                published: date,
                text: line.text,
                origin: Origin { path: path.display().to_string(), line: Some(n as u64 + 1), text_line: None },
            });
        }
    }
    Ok(out)
}
