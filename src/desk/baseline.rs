//! The baseline: what was decided about findings, one JSON line a decision, only ever added to.

use std::collections::{BTreeSet, HashMap};
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::model::{Document, Finding, Message, SCHEMA};
use crate::rules::RuleError;

/// One decision on a finding. It is never changed: a later one on the same finding of the same articles follows it and
/// counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dismissal {
    /// [`SCHEMA`].
    pub schema: u32,
    /// The finding's `fingerprint`.
    pub fingerprint: String,
    /// The articles that it stands in, as [`Baseline::name`] names them.
    pub docs: Vec<String>,
    /// The check that made it, for the reader of the file.
    pub check: String,
    /// What the finding said, for the reader of the file.
    pub said: String,
    /// What was decided.
    pub status: Status,
    /// Why.
    pub reason: String,
    /// By whom; empty where nobody said.
    pub who: String,
    /// When.
    pub when: Timestamp,
}

/// What can be decided about a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The text stands as it is.
    Dismissed,
    /// An earlier decision no longer holds.
    Reopened,
}

impl Dismissal {
    /// A decision on a finding.
    pub fn new(finding: &Finding, docs: &[String], said: &str, status: Status, reason: &str, who: &str) -> Self {
        Dismissal {
            schema: SCHEMA,
            fingerprint: finding.fingerprint.clone(),
            docs: docs.to_vec(),
            check: finding.check.clone(),
            said: said.to_owned(),
            status,
            reason: reason.to_owned(),
            who: who.to_owned(),
            when: now(),
        }
    }

    /// The decision that takes this one back.
    pub fn reopened(&self, reason: &str, who: &str) -> Dismissal {
        let (reason, who) = (reason.to_owned(), who.to_owned());
        Dismissal { status: Status::Reopened, reason, who, when: now(), ..self.clone() }
    }
}

/// Now, to the second.
fn now() -> Timestamp {
    let now = Timestamp::now();
    now.round(jiff::Unit::Second).unwrap_or(now)
}

/// The decisions of one file.
#[derive(Debug, Clone, Default)]
pub struct Baseline {
    path: PathBuf,
    entries: Vec<Dismissal>,
    /// The last decision on a finding of some articles.
    last: HashMap<(String, Vec<String>), usize>,
}

/// What became of the decisions of a baseline: which of them met a finding, and in which articles findings were
/// looked for.
#[derive(Debug, Clone, Default)]
pub struct Met {
    docs: BTreeSet<String>,
    entries: BTreeSet<usize>,
}

impl Baseline {
    /// Reads a file of decisions.
    ///
    /// # Errors
    /// A file that cannot be read, or a line that is no decision, with its number.
    pub fn load(path: &Path) -> Result<Baseline, RuleError> {
        let fault = |line: usize, zh: String, en: String| RuleError {
            file: path.display().to_string(),
            line,
            column: 1,
            message: Message::new(zh, en),
        };
        let text = std::fs::read_to_string(path)
            .map_err(|e| fault(0, format!("读不了：{e}"), format!("cannot be read: {e}")))?;
        let mut baseline = Baseline { path: path.to_owned(), ..Baseline::default() };
        for (n, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let entry = serde_json::from_str(line).map_err(|e| {
                let zh = format!("这一行不是一条核定：{e}；核定用 heshu baseline 添加");
                fault(n + 1, zh, format!("this line is no decision: {e}; `heshu baseline` adds decisions"))
            })?;
            baseline.put(entry);
        }
        Ok(baseline)
    }

    /// An empty one that is to be written to a file.
    pub fn new(path: &Path) -> Baseline {
        Baseline { path: path.to_owned(), ..Baseline::default() }
    }

    fn put(&mut self, entry: Dismissal) {
        self.last.insert((entry.fingerprint.clone(), entry.docs.clone()), self.entries.len());
        self.entries.push(entry);
    }

    /// Writes further decisions to the end of the file.
    ///
    /// # Errors
    /// What the disk says.
    pub fn append(&mut self, entries: Vec<Dismissal>) -> io::Result<()> {
        let mut lines = Vec::new();
        for entry in &entries {
            serde_json::to_writer(&mut lines, entry)?;
            lines.push(b'\n');
        }
        OpenOptions::new().create(true).append(true).open(&self.path)?.write_all(&lines)?;
        entries.into_iter().for_each(|r| self.put(r));
        Ok(())
    }

    /// How the baseline names an article: the id that the input gave, else the path of its file seen from the
    /// folder of the baseline. Both outlive a change of the text.
    pub fn name(&self, document: &Document) -> String {
        if document.id != document.hash {
            return document.id.clone();
        }
        let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let folder = self.path.parent().filter(|p| !p.as_os_str().is_empty());
        let folder = absolute(folder.unwrap_or(Path::new(".")));
        match document.origin.path.as_str() {
            "-" => "-".to_owned(),
            path => seen_from(&absolute(Path::new(path)), &folder),
        }
    }

    /// The standing decision to dismiss a finding of some articles; it is marked as met.
    pub fn dismissed(&self, finding: &Finding, docs: &[String], met: &mut Met) -> Option<&Dismissal> {
        let at = *self.last.get(&(finding.fingerprint.clone(), docs.to_vec()))?;
        let entry = self.entries.get(at).filter(|r| r.status == Status::Dismissed)?;
        met.entries.insert(at);
        Some(entry)
    }

    /// The standing decisions to dismiss, in order.
    pub fn standing(&self) -> impl Iterator<Item = (usize, &Dismissal)> {
        let mut places: Vec<usize> = self.last.values().copied().collect();
        places.sort_unstable();
        let standing = places.into_iter().filter_map(|at| Some((at, self.entries.get(at)?)));
        standing.filter(|(_, r)| r.status == Status::Dismissed)
    }

    /// The decisions on articles that were looked at, in which no finding stands any more to which they belong.
    pub fn orphans<'b>(&'b self, met: &'b Met) -> impl Iterator<Item = &'b Dismissal> {
        let looked_at = |r: &Dismissal| r.docs.iter().all(|d| met.docs.contains(d));
        let standing = self.standing().filter(move |(at, r)| !met.entries.contains(at) && looked_at(r));
        standing.map(|(_, r)| r)
    }
}

impl Met {
    /// Notes that an article was looked at.
    pub fn look_at(&mut self, doc: String) {
        self.docs.insert(doc);
    }

    /// Adds what was met elsewhere.
    pub fn merge(&mut self, other: Met) {
        self.docs.extend(other.docs);
        self.entries.extend(other.entries);
    }
}

/// A path as seen from a folder, with `/` between its parts.
fn seen_from(path: &Path, folder: &Path) -> String {
    let names = |p: &Path| -> Vec<String> {
        let kept = p.components().filter(|c| !matches!(c, Component::CurDir));
        kept.map(|c| c.as_os_str().to_string_lossy().into_owned()).collect()
    };
    let (path, folder) = (names(path), names(folder));
    let shared = path.iter().zip(&folder).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..", folder.len() - shared);
    let down = path.iter().skip(shared).map(String::as_str);
    up.chain(down).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_seen_from_the_folder_of_the_baseline() {
        let seen = |path: &str, folder: &str| seen_from(Path::new(path), Path::new(folder));
        assert_eq!(seen("/desk/a/x.txt", "/desk"), "a/x.txt");
        assert_eq!(seen("/desk/x.txt", "/desk/decided"), "../x.txt");
        assert_eq!(seen("/x.txt", "/"), "x.txt");
    }
}
