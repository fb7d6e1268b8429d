//! Where a document comes from: a file, or a member of an archive inside it.

use encoding_rs::Encoding;

use crate::model::{Document, Origin};

use super::Options;
use super::fields::Fields;
use super::problem::{Problem, Trouble};

/// Longest name of a member that is shown; longer ones are made up.
const NAME: usize = 500;

/// Something that is read, and what is known of it besides its bytes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Place {
    /// The path as the user gave it; members of archives follow after `!/`.
    pub(crate) path: String,
    /// Whether it was met in a folder or an archive rather than named by the user.
    pub(crate) met: bool,
    /// The address it was fetched from.
    pub(crate) url: Option<String>,
    /// The encoding that whoever delivered it declared.
    pub(crate) charset: Option<&'static Encoding>,
    /// Archives round it.
    pub(crate) depth: usize,
}

impl Place {
    /// A member of this archive.
    pub(crate) fn member(&self, name: &str) -> Place {
        let name: String = name.chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c }).take(NAME).collect();
        Place { path: format!("{}!/{name}", self.path), met: true, depth: self.depth + 1, ..Place::default() }
    }

    /// The same with one layer of compression taken off.
    pub(crate) fn inside(&self) -> Place {
        Place { depth: self.depth + 1, ..self.clone() }
    }

    pub(crate) fn problem(&self, line: Option<u64>, trouble: Trouble) -> Problem {
        // Folders and archives hold other things beside articles: counted, and not worth a word.
        let trouble =
            if self.met && trouble.is_of_another_kind() { Trouble::Aside(Box::new(trouble)) } else { trouble };
        Problem { path: self.path.clone(), line, trouble }
    }

    /// What went wrong while reading on.
    pub(crate) fn failure(&self, line: Option<u64>, e: &std::io::Error) -> Problem {
        self.problem(line, Trouble::of(e, self.depth > 0))
    }

    pub(crate) fn origin(&self, line: Option<u64>) -> Origin {
        Origin { path: self.path.clone(), line, ..Origin::default() }
    }

    /// The document of some fields, unless it has no text or too much of it.
    pub(crate) fn document(&self, line: Option<u64>, fields: Fields, options: &Options) -> Result<Document, Problem> {
        let document = fields.document(self, line, &options.supplied);
        let document = document.ok_or_else(|| self.problem(line, Trouble::NoText))?;
        if document.text.len() > options.limit() {
            return Err(self.problem(line, Trouble::TooLarge(options.limit())));
        }
        Ok(document)
    }
}

/// The name of a member without what leads out of its archive (`..`, a root, a drive), and whether there was any.
/// Nothing is ever written under that name; it is only shown, and may hold a date.
pub(crate) fn clean_name(name: &str) -> (String, bool) {
    let unified = name.replace('\\', "/");
    let parts: Vec<&str> = unified.split('/').filter(|p| !matches!(*p, "" | ".")).collect();
    let kept: Vec<&str> = parts.iter().copied().filter(|p| *p != ".." && !p.ends_with(':')).collect();
    (kept.join("/"), kept.len() < parts.len() || unified.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_lead_out_of_an_archive_are_cut() {
        assert_eq!(clean_name("2024/03/a.txt"), ("2024/03/a.txt".to_owned(), false));
        assert_eq!(clean_name("./a.txt"), ("a.txt".to_owned(), false));
        assert_eq!(clean_name("../../etc/a"), ("etc/a".to_owned(), true));
        assert_eq!(clean_name("/etc/a"), ("etc/a".to_owned(), true));
        assert_eq!(clean_name("C:\\news\\..\\a"), ("news/a".to_owned(), true));
        let place = Place { path: "a.zip".to_owned(), ..Place::default() };
        assert_eq!(place.member("x\u{1b}[2J").path, "a.zip!/x\u{FFFD}[2J");
    }
}
