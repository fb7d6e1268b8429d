//! Names of entities and metrics: `rules/entities/`, `rules/metrics/`. A file maps an id to its other
//! names; further files extend the lists.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use crate::model::Message;

use super::{RuleError, RuleFiles, read};

/// The file below `entities/` and `metrics/` that is laid over all others: names that a user merged or set apart.
pub const OWN: &str = "own.toml";

/// Names folded to ids.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// As the files have them but for the user's own.
    base: HashMap<String, String>,
    own: OwnNames,
    ids: HashMap<String, String>,
}

/// Names that a user merged or set apart.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct OwnNames {
    /// Why they are here.
    pub why: String,
    /// Names that fold to nothing but themselves.
    #[serde(default)]
    pub apart: Vec<String>,
    /// Names by what they fold to; they take along what folds to them.
    #[serde(default)]
    pub names: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "why")]
    _why: String,
    names: BTreeMap<String, Vec<String>>,
}

impl Names {
    pub(super) fn load(files: &RuleFiles, folder: &str) -> Result<Self, RuleError> {
        let mut ids: HashMap<String, String> = HashMap::new();
        let own = format!("{folder}{OWN}");
        for (path, text) in files.all().filter(|(path, _)| path.starts_with(folder) && *path != own) {
            let file: File = read(path, text)?;
            for (id, others) in file.names {
                for name in std::iter::once(&id).chain(&others) {
                    if let Some(known) = ids.get(name).filter(|known| **known != id) {
                        let message = Message::new(
                            format!("{name} 已经是 {known} 的名字；一个名字只能归到一个 id"),
                            format!("{name} already names {known}; a name folds to one id"),
                        );
                        return Err(files.error_at(path, 0, message));
                    }
                    ids.insert(name.clone(), id.clone());
                }
            }
        }
        let names = Names { ids: ids.clone(), base: ids, own: OwnNames::default() };
        match files.all().find(|(path, _)| *path == own) {
            Some((path, text)) => Ok(names.with_own(read(path, text)?)),
            None => Ok(names),
        }
    }

    /// The id of a name, quotation marks round it aside.
    pub fn id(&self, name: &str) -> Option<&str> {
        self.ids.get(bare(name)).map(String::as_str)
    }

    /// What the user merged or set apart.
    pub fn own(&self) -> &OwnNames {
        &self.own
    }

    /// Every other name that folds to what a name folds to, in order.
    pub fn others(&self, name: &str) -> Vec<&str> {
        let name = bare(name);
        let Some(id) = self.id(name) else { return Vec::new() };
        let all = self.ids.iter().filter(|(other, own)| *own == id && *other != name);
        let mut out: Vec<&str> = all.map(|(other, _)| other.as_str()).collect();
        out.sort_unstable();
        out
    }

    /// These names with one folded to what another folds to; as they are where it does so already.
    pub fn merged(&self, name: &str, into: &str) -> Names {
        let (name, into) = (bare(name).to_owned(), bare(into));
        let id = self.id(into).unwrap_or(into).to_owned();
        if id == name || self.id(&name) == Some(&id) {
            return self.clone();
        }
        let mut own = self.own.clone().without(&name);
        own.apart.retain(|apart| *apart != id);
        if self.base.get(&name) != Some(&id) {
            own.names.entry(id).or_default().push(name);
        }
        self.with_own(own)
    }

    /// These names with one that folds to itself alone; None for one that others fold to.
    pub fn set_apart(&self, name: &str) -> Option<Names> {
        let name = bare(name).to_owned();
        if self.id(&name) == Some(name.as_str()) {
            return None;
        }
        let mut own = self.own.clone().without(&name);
        if self.base.get(&name).is_some_and(|id| *id != name) {
            own.apart.push(name);
        }
        Some(self.with_own(own))
    }

    fn with_own(&self, own: OwnNames) -> Names {
        let mut ids = self.base.clone();
        for (id, names) in &own.names {
            let id = ids.get(id).unwrap_or(id).clone();
            for name in names {
                ids.values_mut().filter(|had| *had == name).for_each(|had| had.clone_from(&id));
                ids.insert(name.clone(), id.clone());
            }
            ids.insert(id.clone(), id);
        }
        for name in &own.apart {
            ids.remove(name);
        }
        Names { base: self.base.clone(), own, ids }
    }
}

impl OwnNames {
    fn without(mut self, name: &str) -> OwnNames {
        self.apart.retain(|apart| apart != name);
        self.names.values_mut().for_each(|names| names.retain(|own| own != name));
        self.names.retain(|_, names| !names.is_empty());
        self
    }
}

fn bare(name: &str) -> &str {
    name.trim_matches(|c| matches!(c, '“' | '”' | '「' | '」' | '《' | '》' | '"'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fold_to_one_id() {
        let names = Names::load(&RuleFiles::embedded(), "entities/").unwrap();
        assert_eq!(names.id("中科院"), names.id("中国科学院"));
        assert_eq!(names.id("“湖南省”"), Some("湖南"));
        assert_eq!(names.id("乌有市"), None);
    }

    #[test]
    fn a_users_own_names_are_laid_over_the_others() {
        let names = Names::load(&RuleFiles::embedded(), "entities/").unwrap();
        let merged = names.merged("乌有市", "湖南省");
        assert_eq!((merged.id("乌有市"), names.id("乌有市")), (Some("湖南"), None));
        assert!(merged.others("乌有市").contains(&"湖南省"));
        // What folds to a name goes along with it, and comes back when it is set apart again.
        let all = names.merged("中国科学院", "乌有院");
        assert_eq!((all.id("中科院"), all.id("中国科学院")), (Some("乌有院"), Some("乌有院")));
        let back = all.set_apart("中国科学院").unwrap();
        assert_eq!(back.id("中科院"), Some("中国科学院"));
        let apart = names.set_apart("中科院").unwrap();
        assert_eq!((apart.id("中科院"), apart.own().apart.len()), (None, 1));
        assert!(names.set_apart("中国科学院").is_none(), "others fold to it");
        assert_eq!(merged.merged("湖南省", "乌有市").own(), merged.own(), "they are one already");
        assert_eq!(names.merged("甲", "乙").merged("乙", "甲").own(), names.merged("甲", "乙").own());
        assert_eq!(apart.merged("中科院", "中国科学院").own(), names.own());
        // As it is written it is read again.
        let text = toml::to_string(&OwnNames { why: "试".to_owned(), ..apart.own().clone() }).unwrap();
        assert_eq!(read::<OwnNames>("own.toml", &text).unwrap().apart, ["中科院"]);
    }
}
