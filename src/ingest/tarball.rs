//! tar: members one after the other.

use std::io::{Read, copy, sink};

use tar::{Archive, EntryType};

use super::place::{Place, clean_name};
use super::problem::Trouble;
use super::reading::{Flow, Reading};
use super::walk;

/// Reads every member that is a file.
pub(crate) fn read(reading: &mut Reading<'_>, place: &Place, source: &mut dyn Read) -> Flow {
    let mut archive = Archive::new(source);
    let mut entries = match archive.entries() {
        Ok(entries) => entries,
        Err(e) => return reading.problem(place.failure(None, &e)),
    };
    loop {
        let mut entry = match entries.next() {
            None => return Flow::Continue(()),
            Some(Err(e)) => return reading.problem(place.failure(None, &e)), // what follows has lost its footing
            Some(Ok(entry)) => entry,
        };
        let name = entry.path_bytes();
        let (name, odd) = clean_name(&super::encoding::name(&name));
        let member = place.member(&name);
        match entry.header().entry_type() {
            EntryType::Regular | EntryType::Continuous => {}
            EntryType::Directory | EntryType::XGlobalHeader => continue,
            // Links lead elsewhere, sparse files hold more zeros than bytes.
            _ => {
                reading.problem(member.problem(None, Trouble::Aside(Box::new(Trouble::NoFile))))?;
                continue;
            }
        }
        if walk::is_aside_name(&name) {
            continue;
        }
        if odd {
            reading.problem(member.problem(None, Trouble::OddName))?;
        }
        reading.bytes(member.clone(), &mut entry, None)?;
        if let Err(e) = copy(&mut entry, &mut sink()) {
            return reading.problem(member.failure(None, &e));
        }
    }
}
