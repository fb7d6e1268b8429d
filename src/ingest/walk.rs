//! Paths → files, folders walked in order of name.

use std::collections::VecDeque;
use std::path::PathBuf;

use super::problem::{Problem, Trouble};

/// A file to read.
pub(crate) struct Entry {
    pub(crate) path: PathBuf,
    /// Whether it was met in a folder rather than named by the user.
    pub(crate) in_folder: bool,
}

/// The files of some paths.
pub(crate) struct Walk {
    paths: VecDeque<PathBuf>,
    folder: Option<walkdir::IntoIter>,
}

impl Walk {
    pub(crate) fn new(paths: &[PathBuf]) -> Self {
        Walk { paths: paths.iter().cloned().collect(), folder: None }
    }
}

impl Iterator for Walk {
    type Item = Result<Entry, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(folder) = &mut self.folder {
                match folder.next() {
                    None => self.folder = None,
                    Some(Err(e)) => {
                        let path = e.path().map(|p| p.display().to_string()).unwrap_or_default();
                        let word = e.io_error().map_or_else(|| e.to_string(), ToString::to_string);
                        return Some(Err(Problem { path, line: None, trouble: Trouble::Io(word) }));
                    }
                    Some(Ok(entry)) if entry.depth() > 0 && is_aside(&entry) => {
                        if entry.file_type().is_dir() {
                            folder.skip_current_dir();
                        }
                    }
                    Some(Ok(entry)) if entry.file_type().is_file() => {
                        return Some(Ok(Entry { path: entry.into_path(), in_folder: true }));
                    }
                    Some(Ok(_)) => {}
                }
                continue;
            }
            let path = self.paths.pop_front()?;
            if path.is_dir() {
                let walk = walkdir::WalkDir::new(&path).follow_links(true).sort_by_file_name();
                self.folder = Some(walk.into_iter());
            } else {
                return Some(Ok(Entry { path, in_folder: false }));
            }
        }
    }
}

/// Hidden files and folders, stores, and the papers that accompany a collection.
fn is_aside(entry: &walkdir::DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    name.starts_with('.')
        || entry.file_type().is_file() && is_paper(&name)
        || entry.path().join("heshu-store.json").exists()
}

/// The same of a file in an archive, by its name.
pub(crate) fn is_aside_name(path: &str) -> bool {
    path.split('/').any(|part| part.starts_with('.') || part == "__MACOSX")
        || path.rsplit('/').next().is_some_and(is_paper)
}

fn is_paper(name: &str) -> bool {
    ["README", "LICENSE", "LICENCE", "NOTICE", "COPYING"].iter().any(|p| name.starts_with(p))
}
