//! A description beside a table: Frictionless (`datapackage.json`) or CSVW (`NAME.csv-metadata.json`).

use std::path::Path;

use serde_json::Value;

use crate::model::Message;

use super::{Role, TableError};

/// What a description says of one table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Description {
    /// Title of the table.
    pub title: Option<String>,
    /// Who published the data.
    pub publisher: Option<String>,
    /// Where they stand.
    pub url: Option<String>,
    /// Columns by the header that they have in the file.
    pub fields: Vec<Field>,
    /// Other names of entities and metrics: the property `aliases` of a resource or table,
    /// `{"本科毕业国": ["本科毕业于"]}`.
    pub aliases: Vec<(String, Vec<String>)>,
}

/// What a description says of one column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Field {
    /// Header in the file.
    pub name: String,
    /// Words for people, read in the place of the header.
    pub title: Option<String>,
    /// Unit phrase (万人).
    pub unit: Option<String>,
    /// What the column holds, where that is not to be worked out.
    pub role: Option<Role>,
}

impl Field {
    /// Reads a correction: `COLUMN=ROLE` or `COLUMN=ROLE:HEADER`, the column to be read as if HEADER stood over it.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn correction(text: &str) -> Result<Field, Message> {
        let wrong = |zh: String, en: String| Message { zh, en };
        let Some((name, what)) = text.rsplit_once('=').filter(|(n, w)| !n.trim().is_empty() && !w.trim().is_empty())
        else {
            return Err(wrong(format!("“{text}”应写作 列名=角色"), format!("“{text}” should read COLUMN=ROLE")));
        };
        let (role, title) = match what.split_once([':', '：']) {
            Some((role, title)) => (role.trim(), Some(title.trim().to_owned())),
            None => (what.trim(), None),
        };
        let Some(role) = Role::named(role) else {
            let roles = Role::NAMES.map(|(n, _)| n).join(", ");
            return Err(wrong(
                format!("没有“{role}”这种角色；可用：{roles}"),
                format!("there is no role “{role}”; use one of: {roles}"),
            ));
        };
        Ok(Field { name: name.trim().to_owned(), title, unit: None, role: Some(role) })
    }
}

/// The description of a table file, from the files beside it; an empty one if there is none.
///
/// # Errors
/// A description that cannot be read or is no JSON.
pub(super) fn beside(table: &Path) -> Result<Description, TableError> {
    let Some(name) = table.file_name().and_then(|n| n.to_str()) else { return Ok(Description::default()) };
    let folder = table.parent().unwrap_or(Path::new(""));
    let csvw = [folder.join(format!("{name}-metadata.json")), table.with_extension("csv-metadata.json")];
    if let Some(path) = csvw.iter().find(|p| p.is_file()) {
        return Ok(from_csvw(&json(path)?));
    }
    let package = folder.join("datapackage.json");
    if package.is_file() {
        return Ok(from_package(&json(&package)?, name).unwrap_or_default());
    }
    Ok(Description::default())
}

fn json(path: &Path) -> Result<Value, TableError> {
    let file = path.display().to_string();
    let text = std::fs::read_to_string(path)
        .map_err(|e| TableError::new(&file, None, format!("无法读取：{e}"), format!("cannot be read: {e}")))?;
    serde_json::from_str(&text).map_err(|e| {
        let line = u64::try_from(e.line()).ok();
        TableError::new(
            &file,
            line,
            format!("表的说明不是有效的JSON：{e}"),
            format!("the table's description is not valid JSON: {e}"),
        )
    })
}

/// The part of a Frictionless package that describes the file `name`; None if it names no such file.
fn from_package(package: &Value, name: &str) -> Option<Description> {
    let resource = package["resources"]
        .as_array()?
        .iter()
        .find(|r| r["path"].as_str().is_some_and(|p| p.rsplit('/').next() == Some(name)))?;
    let source = [&resource["sources"][0], &package["sources"][0]].into_iter().find(|s| s.is_object());
    let fields = resource["schema"]["fields"].as_array().map(Vec::as_slice).unwrap_or_default();
    Some(Description {
        title: words(&resource["title"]).or_else(|| words(&package["title"])),
        publisher: source.and_then(|s| words(&s["title"])),
        url: source.and_then(|s| words(&s["path"])),
        fields: fields.iter().filter_map(|f| field(f, "name", "title", &["unit", "unitText"])).collect(),
        aliases: aliases(&resource["aliases"]),
    })
}

fn from_csvw(table: &Value) -> Description {
    let table = if table["tables"][0].is_object() { &table["tables"][0] } else { table };
    let columns = table["tableSchema"]["columns"].as_array().map(Vec::as_slice).unwrap_or_default();
    Description {
        title: words(&table["dc:title"]).or_else(|| words(&table["schema:name"])),
        publisher: words(&table["dc:publisher"]).or_else(|| words(&table["dc:publisher"]["schema:name"])),
        url: words(&table["dc:source"]).or_else(|| words(&table["schema:url"])),
        fields: columns
            .iter()
            .filter_map(|c| {
                field(c, "titles", "dc:title", &["schema:unitText", "unit"])
                    .or_else(|| field(c, "name", "dc:title", &["schema:unitText", "unit"]))
            })
            .collect(),
        aliases: aliases(&table["aliases"]),
    }
}

fn aliases(value: &Value) -> Vec<(String, Vec<String>)> {
    let list = |v: &Value| v.as_array().into_iter().flatten().filter_map(words).collect();
    value.as_object().into_iter().flatten().map(|(name, v)| (name.clone(), list(v))).collect()
}

fn field(value: &Value, name: &str, title: &str, unit: &[&str]) -> Option<Field> {
    Some(Field {
        name: words(&value[name])?,
        title: words(&value[title]),
        unit: unit.iter().find_map(|u| words(&value[*u])),
        role: None,
    })
}

/// A string, the first of several, or that in the first of several languages.
fn words(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(s) => s.as_str(),
        Value::Array(a) => a.first()?.as_str()?,
        Value::Object(o) => o.get("zh").or_else(|| o.get("@value")).or_else(|| o.get("en"))?.as_str()?,
        _ => return None,
    };
    (!text.trim().is_empty()).then(|| text.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_package_describes_the_file_that_it_names() {
        let package = json!({"sources": [{"title": "某统计局", "path": "https://example.org"}], "resources": [
            {"path": "data/pop.csv", "title": "人口", "schema": {"fields": [{"name": "pop", "title": "常住人口", "unit": "万人"}]}}
        ]});
        let got = from_package(&package, "pop.csv").unwrap();
        assert_eq!((got.title.as_deref(), got.publisher.as_deref()), (Some("人口"), Some("某统计局")));
        assert_eq!(got.fields[0].unit.as_deref(), Some("万人"));
        assert_eq!(from_package(&package, "gdp.csv"), None);
    }

    #[test]
    fn a_correction_names_column_role_and_header() {
        let field = Field::correction("pop=measure:常住人口(万人)").unwrap();
        assert_eq!((field.name.as_str(), field.role), ("pop", Some(Role::Measure)));
        assert_eq!(field.title.as_deref(), Some("常住人口(万人)"));
        assert_eq!(Field::correction("备注=ignored").unwrap().title, None);
        assert!(Field::correction("备注").is_err() && Field::correction("备注=x").unwrap_err().en.contains("measure"));
    }

    #[test]
    fn csvw_columns_are_found_by_their_titles() {
        let table = json!({"dc:title": {"zh": "人口"}, "dc:publisher": {"schema:name": {"zh": "某局"}}, "tableSchema":
            {"columns": [{"name": "pop", "titles": ["人口数"], "schema:unitText": "万人"}]}});
        let got = from_csvw(&table);
        assert_eq!((got.title.as_deref(), got.publisher.as_deref()), (Some("人口"), Some("某局")));
        assert_eq!(got.fields, [Field { name: "人口数".into(), title: None, unit: Some("万人".into()), role: None }]);
    }
}
