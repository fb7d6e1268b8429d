//! zip: archives of files, and the documents of office programs, which are zip archives too.

use std::fs::File;
use std::io::{self, Read};
use std::sync::Arc;

use zip::ZipArchive;
use zip::result::ZipError;

use super::docx;
use super::limit::Watched;
use super::place::{Place, clean_name};
use super::problem::Trouble;
use super::reading::{Flow, Reading};
use super::unread::Unread;
use super::walk;

/// Most bytes of the properties of a document.
const CORE: u64 = 1 << 20;

/// Reads every member that is a file, or the one document that the archive is.
pub(crate) fn read(reading: &mut Reading<'_>, place: &Place, file: File) -> Flow {
    let length = file.metadata().map_or(0, |m| m.len());
    let mut archive = match ZipArchive::new(io::BufReader::new(file)) {
        Ok(archive) => archive,
        Err(e) => return reading.problem(place.problem(None, trouble(e))),
    };
    if let Some(kind) = office(&archive) {
        return document(reading, place, &mut archive, kind);
    }
    // The bytes of members may lie over one another, so that a small file unpacks to a large one many times.
    let (mut given, mut packed) = (0, 0_u64);
    for at in 0..archive.len() {
        let fed = reading.fed.clone();
        let shown = archive.name_for_index(at).and_then(Result::ok).unwrap_or_default().into_owned();
        let mut entry = match archive.by_index(at) {
            Ok(entry) => entry,
            Err(e) => {
                let member = place.member(&clean_name(&shown).0);
                reading.problem(member.problem(None, trouble(e)))?;
                continue;
            }
        };
        let (name, odd) = clean_name(&super::encoding::name(entry.name_raw()));
        let member = place.member(&name);
        packed = packed.saturating_add(entry.compressed_size());
        if packed > length {
            return reading.problem(member.problem(None, Trouble::Bomb));
        }
        reading.count(if place.depth == 0 { entry.compressed_size() } else { 0 });
        if !entry.is_file() || walk::is_aside_name(&name) {
            continue;
        }
        if odd {
            reading.problem(member.problem(None, Trouble::OddName))?;
        }
        reading.bytes(member, &mut Watched::new(&mut entry, &fed, &mut given), None)?;
    }
    Flow::Continue(())
}

fn trouble(e: ZipError) -> Trouble {
    match e {
        ZipError::Io(e) => Trouble::of(&e, true),
        ZipError::UnsupportedArchive(word) if word == ZipError::PASSWORD_REQUIRED => Trouble::Encrypted,
        e => Trouble::Damaged(e.to_string()),
    }
}

/// What an office program made.
#[derive(Clone, Copy)]
enum Office {
    Docx,
    Other(&'static str),
}

fn office(archive: &ZipArchive<impl Read + io::Seek>) -> Option<Office> {
    let has = |name| archive.index_for_name(name).is_some();
    let package = has("[Content_Types].xml");
    match package {
        true if has("word/document.xml") => Some(Office::Docx),
        true if has("xl/workbook.xml") => Some(Office::Other("XLSX")),
        true if has("ppt/presentation.xml") => Some(Office::Other("PPTX")),
        _ if has("mimetype") && has("content.xml") && has("styles.xml") => Some(Office::Other("ODF")),
        _ => None,
    }
}

fn document(
    reading: &mut Reading<'_>,
    place: &Place,
    archive: &mut ZipArchive<impl Read + io::Seek>,
    kind: Office,
) -> Flow {
    let Office::Docx = kind else {
        let Office::Other(name) = kind else { return Flow::Continue(()) };
        let remedy = super::magic::Remedy::Convert(if name == "XLSX" { "CSV" } else { "DOCX" });
        return reading.problem(place.problem(None, Trouble::Foreign(name, remedy)));
    };
    let mut core = Vec::new();
    if let Ok(entry) = archive.by_name("docProps/core.xml") {
        // Only its title is wanted; without one the document has one of its own.
        let _ = entry.take(CORE).read_to_end(&mut core);
    }
    let fed = reading.fed.clone();
    match archive.by_name("word/document.xml") {
        Err(e) => reading.problem(place.problem(None, trouble(e))),
        Ok(entry) => {
            let mut given = 0;
            let text = io::BufReader::new(Watched::new(entry, &fed, &mut given));
            match docx::read(text, &core, reading.options.limit()) {
                Ok(fields) => reading.give(Unread::fields(&Arc::new(place.clone()), None, &reading.options, fields)),
                Err(e) => reading.problem(place.problem(None, Trouble::Damaged(e))),
            }
        }
    }
}
