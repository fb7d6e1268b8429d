//! Names that reviewers merge or set apart, in the user's own rule files.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use jiff::Timestamp;

use super::Office;
use super::decide::{Refused, asked, name as signed};
use crate::model::{NameKind, Renaming, SCHEMA};
use crate::rules::{Names, OWN, OwnNames, Rules};
use crate::store::{Article, StoreError};
use crate::text::View;

/// Longest name in characters.
const LONGEST: usize = 60;

const WHY: &str = "审核页写的：并为一个、分开的名称。手写的名称请放在别的文件里 / written by the review page; put names of your own into another file";

/// The names as they stand, of entities and of metrics.
pub struct Folding {
    names: [Names; 2],
    /// Whether they are others than those that the store was made with may have been.
    is_own: bool,
}

impl Folding {
    /// Those of the rules.
    pub fn new(rules: &Rules) -> Folding {
        let names = [rules.entities.clone(), rules.metrics.clone()];
        let is_own = names.iter().any(|names| *names.own() != OwnNames::default());
        Folding { names, is_own }
    }

    /// The names of a kind.
    pub fn of(&self, kind: NameKind) -> &Names {
        &self.names[kind as usize]
    }

    /// Folds the names of an article's claims again.
    pub fn fold(&self, article: &mut Article) {
        if !self.is_own {
            return;
        }
        let id = |kind, text: &str| self.of(kind).id(View::new(text).text()).map(str::to_owned);
        for claim in &mut article.claims {
            if let Some(subject) = &mut claim.subject {
                subject.entity = id(NameKind::Entity, &subject.text);
            }
            if let Some(metric) = &mut claim.metric {
                metric.id = id(NameKind::Metric, &metric.text);
            }
        }
    }
}

impl Office {
    /// The folder of the user's rules, where names are written.
    pub fn rule_folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// Merges a name into another, or sets it apart where there is no other; it is in the user's rule file and in the
    /// log when this returns, and the page counts with it soon after.
    ///
    /// # Errors
    /// No folder of the user's own, a name that is none or that others fold to, a full disk.
    pub fn rename(&self, kind: NameKind, name: &str, into: Option<&str>, who: &str) -> Result<(), Refused> {
        let Some(folder) = self.rule_folder() else {
            return Err(asked(
                "没有自己的规则目录；用 heshu serve --rules 目录 启动，再来并名。",
                "There is no rule folder of your own; start heshu serve --rules DIR to merge names.",
            ));
        };
        let bad = |n: &str| n.is_empty() || n.chars().count() > LONGEST || n.chars().any(char::is_control);
        if bad(name) || into.is_some_and(|into| bad(into) || into == name) {
            return Err(asked(
                "请填两个不同的名称，每个至多 60 个字。",
                "Give two different names of at most 60 characters.",
            ));
        }
        let mut log = self.log();
        let mut folding = self.folding.write().unwrap_or_else(PoisonError::into_inner);
        let normal = |n: &str| View::new(n).text().to_owned();
        let names = folding.of(kind);
        let changed = match into {
            Some(into) => names.merged(&normal(name), &normal(into)),
            None => names.set_apart(&normal(name)).ok_or_else(|| {
                asked(
                    &format!("别的名称都归到“{name}”；请把它们分开。"),
                    &format!("Other names fold to “{name}”; set those apart."),
                )
            })?,
        };
        if changed.own() == names.own() {
            return Err(asked("本来就是这样。", "It is so already."));
        }
        write(&folder.join(kind.folder()).join(OWN), changed.own()).map_err(Refused::Store)?;
        let entry = Renaming {
            schema: SCHEMA,
            n: 0,
            when: Timestamp::now(),
            who: signed(who),
            kind,
            name: name.to_owned(),
            into: into.map(str::to_owned),
        };
        log.names.keep(&mut [entry]).map_err(Refused::Store)?;
        folding.names[kind as usize] = changed;
        folding.is_own = true;
        self.renamed.store(true, Ordering::Relaxed);
        Ok(())
    }
}

/// Writes the file whole or not at all.
fn write(path: &Path, own: &OwnNames) -> Result<(), StoreError> {
    let io = |e: std::io::Error| StoreError::Io(path.to_owned(), e);
    let own = OwnNames { why: WHY.to_owned(), ..own.clone() };
    let text = toml::to_string(&own).map_err(|e| io(std::io::Error::other(e)))?;
    let folder: PathBuf = path.parent().map(Path::to_owned).unwrap_or_default();
    fs::create_dir_all(&folder).map_err(io)?;
    let mut file = tempfile::NamedTempFile::new_in(&folder).map_err(io)?;
    file.write_all(text.as_bytes()).and_then(|()| file.as_file().sync_all()).map_err(io)?;
    file.persist(path).map_err(|e| io(e.error))?;
    Ok(())
}
