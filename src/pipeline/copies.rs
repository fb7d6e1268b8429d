//! Which of several copies of an article is kept, without a store.

use jiff::civil::Date;

use crate::model::Document;
use crate::store::is_same_day;

/// Tells copies as a store does: of documents whose copies come one after another, in the order in which they would be
/// kept.
#[derive(Debug, Default)]
pub struct Copies {
    hash: String,
    kept: Vec<Option<Date>>,
}

impl Copies {
    /// Whether a document is a copy of none that came before it.
    pub fn is_new(&mut self, document: &Document) -> bool {
        if self.hash != document.hash {
            self.hash.clone_from(&document.hash);
            self.kept.clear();
        }
        let new = !self.kept.iter().any(|kept| is_same_day(*kept, document.published));
        if new {
            self.kept.push(document.published);
        }
        new
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::pasted;

    #[test]
    fn a_copy_within_days_is_not_new_and_another_text_begins_anew() {
        let mut copies = Copies::default();
        let mut is_new = |text, day| copies.is_new(&pasted(text, None, None, day).unwrap());
        assert!(is_new("3人。", None));
        assert!(is_new("3 人。", Some("2024-03-18")));
        assert!(!is_new("3人。", Some("2024-03-20")));
        assert!(!is_new("3人。", None));
        assert!(is_new("3人。", Some("2024-03-22")));
        assert!(is_new("4人。", Some("2024-03-20")));
    }
}
