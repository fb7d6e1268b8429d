//! Where rule files come from, and errors that name the place.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};
use serde::de::DeserializeOwned;

use crate::model::Message;

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/rules");

/// A fault in a rule file or in the settings.
#[derive(Debug, thiserror::Error)]
#[error("{}: {}", self.place(), message.en)]
pub struct RuleError {
    /// Path of the file below `rules/`, or as the user gave it.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong and what to do.
    pub message: Message,
}

impl RuleError {
    /// `file:line:column`, or the file alone where the fault has no line.
    pub fn place(&self) -> String {
        if self.line == 0 { self.file.clone() } else { format!("{}:{}:{}", self.file, self.line, self.column) }
    }
}

/// The text of all rule files by path below `rules/`, e.g. `quantity/units.toml`.
#[derive(Debug, Clone)]
pub struct RuleFiles {
    files: BTreeMap<String, String>,
}

impl RuleFiles {
    /// The files built into the program.
    pub fn embedded() -> Self {
        fn walk(dir: &Dir<'_>, files: &mut BTreeMap<String, String>) {
            for file in dir.files() {
                if let (Some(path), Some(text)) = (file.path().to_str(), file.contents_utf8())
                    && path.ends_with(".toml")
                {
                    files.insert(path.replace('\\', "/"), text.to_owned());
                }
            }
            for sub in dir.dirs() {
                walk(sub, files);
            }
        }
        let mut files = BTreeMap::new();
        walk(&BUILT_IN, &mut files);
        RuleFiles { files }
    }

    /// These files with those of a user's folder laid over them.
    ///
    /// # Errors
    /// A folder or file that cannot be read, as line 0.
    pub fn with_folder(mut self, folder: &Path) -> Result<Self, RuleError> {
        let unreadable = |path: &Path, e: &dyn std::fmt::Display| RuleError {
            file: path.display().to_string(),
            line: 0,
            column: 0,
            message: Message::new(format!("读不了：{e}"), format!("cannot be read: {e}")),
        };
        let mut todo: Vec<PathBuf> = vec![folder.to_owned()];
        while let Some(at) = todo.pop() {
            for entry in std::fs::read_dir(&at).map_err(|e| unreadable(&at, &e))? {
                let path = entry.map_err(|e| unreadable(&at, &e))?.path();
                if path.is_dir() {
                    todo.push(path);
                } else if path.extension().is_some_and(|e| e == "toml") {
                    let text = std::fs::read_to_string(&path).map_err(|e| unreadable(&path, &e))?;
                    let name = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().replace('\\', "/");
                    self.files.insert(name, text);
                }
            }
        }
        Ok(self)
    }

    /// Every file as (path, text), in order of path.
    pub fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(p, t)| (p.as_str(), t.as_str()))
    }

    /// Every file below a folder (`quantity/`), in order of path, read as `T`.
    ///
    /// # Errors
    /// The first file that is no TOML or does not have the shape of `T`.
    pub fn read_all<T: DeserializeOwned>(&self, folder: &str) -> Result<Vec<(String, T)>, RuleError> {
        self.all().filter(|(p, _)| p.starts_with(folder)).map(|(p, t)| Ok((p.to_owned(), read(p, t)?))).collect()
    }

    /// One file, read as `T`.
    ///
    /// # Errors
    /// A file that is missing, no TOML, or does not have the shape of `T`.
    pub fn read<T: DeserializeOwned>(&self, path: &str) -> Result<T, RuleError> {
        let text = self.files.get(path).ok_or_else(|| RuleError {
            file: path.to_owned(),
            line: 0,
            column: 0,
            message: Message::new("缺少这个规则文件", "this rule file is missing"),
        })?;
        read(path, text)
    }

    /// The error for a fault at a byte of a file.
    pub fn error_at(&self, path: &str, byte: usize, message: Message) -> RuleError {
        error_at(path, self.files.get(path).map_or("", String::as_str), byte, message)
    }
}

/// A TOML text read as `T`.
///
/// # Errors
/// What is no TOML or does not have the shape of `T`, with the place.
pub fn read<T: DeserializeOwned>(path: &str, text: &str) -> Result<T, RuleError> {
    toml::from_str(text).map_err(|e| error_at(path, text, e.span().map_or(0, |s| s.start), toml_fault(e.message())))
}

/// The error for a fault at a byte of a text.
pub fn error_at(path: &str, text: &str, byte: usize, message: Message) -> RuleError {
    let before = text.get(..byte).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
    RuleError { file: path.to_owned(), line, column, message }
}

/// The parser's word on a fault, with the nearest known name for an unknown one.
fn toml_fault(word: &str) -> Message {
    let quoted: Vec<&str> = word.split('`').skip(1).step_by(2).collect();
    let nearest = || match quoted.split_first() {
        Some((name, known)) => nearest(name, known.iter().copied()).map(str::to_owned),
        None => None,
    };
    let (zh, en) = match quoted.as_slice() {
        [name] if word.starts_with("missing field") => (format!("缺少“{name}”"), word.to_owned()),
        [name] if word.starts_with("duplicate") => (format!("“{name}”写了两遍"), word.to_owned()),
        [name, known @ ..] if word.starts_with("unknown field") || word.starts_with("unknown variant") => {
            let (hint_zh, hint_en) = match nearest() {
                Some(near) => (format!("是不是“{near}”？"), format!(" – did you mean “{near}”?")),
                None => Default::default(),
            };
            let known = known.join("、");
            (format!("不认识“{name}”，{hint_zh}可写的有：{known}"), format!("{word}{hint_en}"))
        }
        _ if word.starts_with("invalid type") => (format!("值的类型不对：{word}"), word.to_owned()),
        _ => (format!("不合 TOML 的写法：{word}"), word.to_owned()),
    };
    Message { zh, en }
}

/// The known name that an unknown one is most like, where one is like it at all.
pub fn nearest<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let likeness = |k: &str| strsim::jaro_winkler(&name.to_lowercase(), &k.to_lowercase());
    let best = known.into_iter().map(|k| (likeness(k), k)).max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 >= 0.75).then_some(best.1)
}
