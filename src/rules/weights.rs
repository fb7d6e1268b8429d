//! Fitted weights: `rules/weights/NAME.toml`, made by `heshu eval fit`.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::model::Message;

use super::{RuleError, RuleFiles};

/// Weights by model name, then as (feature name, weight) in the order of the file.
#[derive(Debug, Clone, Default)]
pub struct WeightTables {
    models: BTreeMap<String, Vec<(String, f32)>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "why")]
    _why: String,
    weights: String,
}

impl WeightTables {
    pub(super) fn load(files: &RuleFiles) -> Result<Self, RuleError> {
        let mut models = BTreeMap::new();
        for (path, file) in files.read_all::<File>("weights/")? {
            let mut entries = Vec::new();
            for line in file.weights.lines().filter(|l| !l.is_empty()) {
                let entry = line.split_once(' ').and_then(|(w, name)| Some((name.to_owned(), w.parse().ok()?)));
                entries.push(entry.ok_or_else(|| {
                    let text = files.all().find(|(p, _)| *p == path).map_or("", |(_, t)| t);
                    let byte = text.find(line).unwrap_or(0);
                    let message = Message::new(
                        "不是“权重 特征|词…”的写法；请用 heshu eval fit 重新生成",
                        "not `WEIGHT FEATURE|WORD…`; make the file anew with `heshu eval fit`",
                    );
                    files.error_at(&path, byte, message)
                })?);
            }
            let name = path.trim_start_matches("weights/").trim_end_matches(".toml").to_owned();
            models.insert(name, entries);
        }
        Ok(WeightTables { models })
    }

    /// The weights of one model; none where it was never fitted.
    pub fn get(&self, model: &str) -> &[(String, f32)] {
        self.models.get(model).map_or(&[], Vec::as_slice)
    }

    /// Puts weights in place of those of a model, as cross-validation does.
    pub fn set(&mut self, model: &str, weights: Vec<(String, f32)>) {
        self.models.insert(model.to_owned(), weights);
    }

    /// The file that holds a model's weights.
    pub fn write(model: &str, weights: &[(String, f32)]) -> String {
        let mut sorted: Vec<_> = weights.iter().filter(|(name, _)| !name.contains("'''")).collect();
        sorted.sort_by(|a, b| a.0.cmp(&b.0));
        let lines: String = sorted.iter().map(|(name, w)| format!("{w:.2} {name}\n")).collect();
        format!("why = \"{model}: fitted by `heshu eval fit`, not written by hand\"\nweights = '''\n{lines}'''\n")
    }
}
