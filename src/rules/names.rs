//! Names of entities and metrics: `rules/entities/`, `rules/metrics/`. A file maps an id to its other
//! names; further files extend the lists.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use crate::model::Message;

use super::{RuleError, RuleFiles};

/// Names folded to ids.
#[derive(Debug, Default)]
pub struct Names {
    ids: HashMap<String, String>,
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
        for (path, file) in files.read_all::<File>(folder)? {
            for (id, others) in file.names {
                for name in std::iter::once(&id).chain(&others) {
                    if let Some(known) = ids.get(name).filter(|known| **known != id) {
                        let message = Message::new(
                            format!("{name} 已经是 {known} 的名字；一个名字只能归到一个 id"),
                            format!("{name} already names {known}; a name folds to one id"),
                        );
                        return Err(files.error_at(&path, 0, message));
                    }
                    ids.insert(name.clone(), id.clone());
                }
            }
        }
        Ok(Names { ids })
    }

    /// The id of a name, quotation marks round it aside.
    pub fn id(&self, name: &str) -> Option<&str> {
        let bare = name.trim_matches(|c| matches!(c, '“' | '”' | '「' | '」' | '《' | '》' | '"'));
        self.ids.get(bare).map(String::as_str)
    }
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
}
