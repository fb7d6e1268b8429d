//! What is wrong with a table file.

use crate::model::Message;

/// A table that cannot be read, with the place and what to do.
#[derive(Debug, Clone, thiserror::Error)]
pub struct TableError {
    /// File as the user gave it.
    pub file: String,
    /// Line, from 1, where one line is at fault.
    pub line: Option<u64>,
    /// What was found and what to do.
    pub message: Message,
}

impl TableError {
    pub(super) fn new(file: &str, line: Option<u64>, zh: impl Into<String>, en: impl Into<String>) -> Self {
        TableError { file: file.to_owned(), line, message: Message { zh: zh.into(), en: en.into() } }
    }
}

impl std::fmt::Display for TableError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {} / {}", self.file, self.message.zh, self.message.en),
            None => write!(f, "{}: {} / {}", self.file, self.message.zh, self.message.en),
        }
    }
}
