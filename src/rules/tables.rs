//! The lexicon of source tables: `rules/tables/`.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use crate::model::Message;

use super::{RuleError, RuleFiles};

/// What a column of a source table holds, as far as its header tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // the names are the definitions; see `tables::Role`
pub enum HeaderWord {
    Period,
    Entity,
    Metric,
    Value,
    Unit,
    AsOf,
    Publisher,
    Ignored,
}

/// Header words, missing marks, remarks and units of source tables.
#[derive(Debug)]
pub struct TableLexicon {
    headers: HashMap<String, HeaderWord>,
    missing: Vec<String>,
    remarks: Vec<String>,
    unit_labels: Vec<String>,
    units: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    columns: Columns,
    cells: Cells,
    units: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Columns {
    period: Vec<String>,
    entity: Vec<String>,
    metric: Vec<String>,
    value: Vec<String>,
    unit: Vec<String>,
    as_of: Vec<String>,
    publisher: Vec<String>,
    ignored: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cells {
    missing: Vec<String>,
    remarks: Vec<String>,
    unit_labels: Vec<String>,
}

impl TableLexicon {
    pub(super) fn load(files: &RuleFiles) -> Result<Self, RuleError> {
        const PATH: &str = "tables/headers.toml";
        let file: File = files.read(PATH)?;
        let mut headers = HashMap::new();
        let columns = [
            (HeaderWord::Period, &file.columns.period),
            (HeaderWord::Entity, &file.columns.entity),
            (HeaderWord::Metric, &file.columns.metric),
            (HeaderWord::Value, &file.columns.value),
            (HeaderWord::Unit, &file.columns.unit),
            (HeaderWord::AsOf, &file.columns.as_of),
            (HeaderWord::Publisher, &file.columns.publisher),
            (HeaderWord::Ignored, &file.columns.ignored),
        ];
        for (role, words) in columns {
            for word in words {
                if headers.insert(folded(word), role).is_some() {
                    return Err(files.error_at(
                        PATH,
                        0,
                        Message::new(
                            format!("{word:?} 写在两个列名表里"),
                            format!("{word:?} stands in two lists of columns"),
                        ),
                    ));
                }
            }
        }
        let lower = |words: Vec<String>| words.into_iter().map(|w| w.to_lowercase()).collect();
        Ok(TableLexicon {
            headers,
            missing: lower(file.cells.missing),
            remarks: lower(file.cells.remarks),
            unit_labels: lower(file.cells.unit_labels),
            units: file.units,
        })
    }

    /// What a header says of its column; None where it is no word of the lists.
    pub fn header(&self, text: &str) -> Option<HeaderWord> {
        self.headers.get(&folded(text)).copied()
    }

    /// Whether a cell says that there is no value. An empty one does.
    pub fn is_missing(&self, cell: &str) -> bool {
        let cell = cell.trim().to_lowercase();
        cell.is_empty() || self.missing.contains(&cell)
    }

    /// Whether a row that begins with this cell is a remark.
    pub fn is_remark(&self, cell: &str) -> bool {
        let cell = cell.trim().to_lowercase();
        self.remarks.iter().any(|r| cell.starts_with(r.as_str()))
    }

    /// The unit phrase behind `单位：` in a cell.
    pub fn labelled_unit<'c>(&self, cell: &'c str) -> Option<&'c str> {
        self.unit_labels.iter().find_map(|label| {
            let at = cell.find(label.as_str())?;
            cell.get(at + label.len()..)
                .map(|rest| rest.trim_matches(|c: char| c.is_whitespace() || "()（）".contains(c)))
        })
    }

    /// A unit phrase as an article would write it (`million USD` → 百万美元).
    pub fn unit<'u>(&'u self, phrase: &'u str) -> &'u str {
        self.units.get(&phrase.trim().to_lowercase()).map_or(phrase, String::as_str)
    }
}

fn folded(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use crate::rules::Rules;

    use super::*;

    #[test]
    fn words_fold_case_and_space() {
        let rules = Rules::embedded().unwrap();
        let lexicon = &rules.tables;
        assert_eq!(lexicon.header(" Year "), Some(HeaderWord::Period));
        assert_eq!(lexicon.header("地 区"), Some(HeaderWord::Entity));
        assert_eq!(lexicon.header("常住人口"), None);
        assert!(lexicon.is_missing("N/A") && lexicon.is_missing(" ") && !lexicon.is_missing("0"));
        assert!(lexicon.is_remark("注：2024年为初步数"));
        assert_eq!(lexicon.labelled_unit("表1 人口（单位：万人）"), Some("万人"));
        assert_eq!(lexicon.unit("Million USD"), "百万美元");
    }
}
