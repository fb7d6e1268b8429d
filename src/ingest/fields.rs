//! The named fields of a JSON line or a CSV row, and the document that they make.

use jiff::civil::Date;
use sha2::{Digest, Sha256};

use crate::model::{Dating, Document, Origin};

use super::date;
use super::place::Place;

/// The fields that heshu reads, in the order of [`NAMES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Id,
    Title,
    Date,
    Publisher,
    Url,
    Text,
}

/// Every name that a field goes by without being told; the first that holds something counts.
const NAMES: [(Part, &[&str]); 6] = [
    (Part::Id, &["id", "doc"]),
    (Part::Title, &["title", "标题", "標題"]),
    (Part::Date, &["date", "published", "reference", "日期", "发布日期", "发布时间"]),
    (Part::Publisher, &["publisher", "source", "媒体", "来源"]),
    (Part::Url, &["url", "link", "链接"]),
    (Part::Text, &["text", "content", "body", "正文", "内容", "內容"]),
];

/// Which input field is which, with the user's `--map`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldMap {
    told: Vec<(String, Part)>,
}

impl FieldMap {
    /// Reads `text=content,date=pubtime`.
    ///
    /// # Errors
    /// The faulty part, where it is no `field=name` or names a field that there is not.
    pub fn parse(text: &str) -> Result<FieldMap, String> {
        let told = text.split(',').map(|pair| {
            let (field, name) = pair.split_once('=').ok_or(pair)?;
            let (part, _) = NAMES.iter().find(|(_, names)| names[0] == field.trim()).ok_or(pair)?;
            Ok((name.trim().to_owned(), *part))
        });
        told.collect::<Result<_, &str>>().map(|told| FieldMap { told }).map_err(|pair| {
            format!("{pair:?}: --map is field=name,… with the fields id, title, date, publisher, url, text")
        })
    }

    /// The field that an input name stands for, and its rank among the names of that field (0 first).
    pub(crate) fn part(&self, name: &str) -> Option<(Part, usize)> {
        if let Some((_, part)) = self.told.iter().find(|(told, _)| told == name) {
            return Some((*part, 0));
        }
        let name = name.trim();
        NAMES.iter().find_map(|(part, names)| {
            let rank = names.iter().position(|n| n.eq_ignore_ascii_case(name))?;
            (!self.told.iter().any(|(_, told)| told == part)).then_some((*part, rank + 1))
        })
    }
}

/// Field values as they are met, the best name of each kept.
#[derive(Debug, Default)]
pub(crate) struct Fields {
    values: [Option<(usize, String)>; 6],
    /// Whether the object is an annotated one (has `claims`).
    pub(crate) annotated: bool,
}

impl Fields {
    pub(crate) fn put(&mut self, (part, rank): (Part, usize), value: String) {
        let slot = &mut self.values[part as usize];
        if !value.trim().is_empty() && slot.as_ref().is_none_or(|(had, _)| rank < *had) {
            *slot = Some((rank, value));
        }
    }

    pub(crate) fn has_text(&self) -> bool {
        self.values[Part::Text as usize].is_some()
    }

    fn take(&mut self, part: Part) -> Option<String> {
        self.values[part as usize].take().map(|(_, value)| value)
    }

    /// The document, with what the user supplied for fields that are missing; None without a text.
    pub(crate) fn document(mut self, place: &Place, line: Option<u64>, supplied: &Supplied) -> Option<Document> {
        let text = self.take(Part::Text)?;
        let title = self.take(Part::Title).or_else(|| supplied.title.clone());
        let url = self.take(Part::Url).or_else(|| place.url.clone());
        let own = self.take(Part::Date).and_then(|d| date::parse(&d));
        let (published, dated) = match own {
            Some(day) => (Some(day), None),
            None => {
                let found = supplied.date.map(|day| (day, Dating::Supplied));
                let found = found.or_else(|| date::dateline(&text).map(|day| (day, Dating::Dateline)));
                let path = || url.as_deref().and_then(date::in_path).or_else(|| date::in_path(&place.path));
                found.or_else(|| path().map(|day| (day, Dating::Path))).unzip()
            }
        };
        let hash = hash(title.as_deref(), &text);
        Some(Document {
            id: self.take(Part::Id).unwrap_or_else(|| hash.clone()),
            hash,
            title,
            publisher: self.take(Part::Publisher).or_else(|| supplied.publisher.clone()),
            url,
            published,
            text,
            origin: Origin { dated, ..place.origin(line) },
        })
    }
}

/// What the user says of documents that do not say it themselves.
#[derive(Debug, Clone, Default)]
pub struct Supplied {
    /// Publication date.
    pub date: Option<Date>,
    /// Title.
    pub title: Option<String>,
    /// Publisher.
    pub publisher: Option<String>,
}

/// SHA-256 (first 32 hex digits) of title and text without white space.
pub(crate) fn hash(title: Option<&str>, text: &str) -> String {
    let mut squeezed = String::with_capacity(text.len());
    squeezed.extend(title.unwrap_or_default().chars().filter(|c| !c.is_whitespace()));
    squeezed.push('\0');
    squeezed.extend(text.chars().filter(|c| !c.is_whitespace()));
    Sha256::digest(squeezed.as_bytes()).iter().take(16).map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn map_names_fields_and_refuses_others() {
        let map = FieldMap::parse("text=稿件,date=pubtime").unwrap();
        assert_eq!(map.part("稿件"), Some((Part::Text, 0)));
        assert_eq!(map.part("text"), None, "a mapped field has one name only");
        assert_eq!(map.part("source").map(|p| p.0), Some(Part::Publisher));
        assert!(FieldMap::parse("body=x").unwrap_err().contains("body=x"));
        assert!(FieldMap::parse("text").is_err());
    }

    #[test]
    fn first_name_that_holds_something_counts() {
        let map = FieldMap::default();
        let mut fields = Fields::default();
        for (name, value) in [("published", "2024-03-18"), ("date", ""), ("doc", "a"), ("id", "b"), ("text", "好")] {
            fields.put(map.part(name).unwrap(), value.to_owned());
        }
        let document = fields.document(&Place::default(), None, &Supplied::default()).unwrap();
        assert_eq!((document.id.as_str(), document.published.map(|d| d.year())), ("b", Some(2024)));
        assert_eq!(document.hash, hash(None, " 好\n"));
    }

    #[test]
    fn a_date_that_is_not_the_documents_own_says_where_it_is_from() {
        let dated = |text: &str, path: &str, supplied: Option<Date>| {
            let mut fields = Fields::default();
            fields.put((Part::Text, 0), text.to_owned());
            let place = Place { path: path.to_owned(), ..Place::default() };
            let document = fields.document(&place, None, &Supplied { date: supplied, ..Supplied::default() }).unwrap();
            (document.published.map(|d| d.to_string()), document.origin.dated)
        };
        let path = "news/2024/03/18/a.txt";
        assert_eq!(dated("好", path, None), (Some("2024-03-18".to_owned()), Some(Dating::Path)));
        let day = jiff::civil::date(2024, 5, 1);
        assert_eq!(dated("好", path, Some(day)), (Some("2024-05-01".to_owned()), Some(Dating::Supplied)));
        let text = "核数社东屏2024年6月1日电 好";
        assert_eq!(dated(text, path, None), (Some("2024-06-01".to_owned()), Some(Dating::Dateline)));
        assert_eq!(dated("好", "a.txt", None), (None, None));
    }
}
