//! The findings between articles: `lists/windows`, a record for each set of articles that were compared. What was found
//! between articles is taken over as it stands while the set is the same, so that a job compares only what is new.
//!
//! A record: `b"hsw1"`, what was compared (16 bytes), how many findings (u32, little-endian), length of the payload (u32),
//! CRC-32 of all that and the payload (u32), payload: zstd of findings, each as its length (u32) and postcard. The last record
//! has no payload and says of how many articles the store was when all were compared.
//!
//! A job writes `windows.new` and renames it at its end. What a stopped job left there is taken over too.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Cursor, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::model::Finding;

use super::Store;
use super::error::StoreError;
use super::manifest::sync_folder;

/// The file's name.
pub(super) const NAME: &str = "windows";

const MAGIC: [u8; 4] = *b"hsw1";
const HEADER: usize = 32;
/// What is compared in the last record: the store, of so many articles.
const WHOLE: [u8; 8] = *b"articles";
const LEVEL: i32 = 3;
/// The largest finding that is believed.
const LARGEST: usize = 16 << 20;

/// A finding between articles.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Between {
    /// The finding.
    pub finding: Finding,
    /// [`crate::model::Document::key`] of its documents, in the order of `finding.docs`.
    pub documents: Vec<String>,
}

/// The first bytes of a record.
#[derive(Debug, Clone, Copy)]
struct Header {
    of: [u8; 16],
    findings: u32,
    length: u32,
    sum: u32,
}

impl Header {
    fn new(of: [u8; 16], findings: usize, payload: &[u8]) -> Option<Header> {
        let (findings, length) = (u32::try_from(findings).ok()?, u32::try_from(payload.len()).ok()?);
        let mut header = Header { of, findings, length, sum: 0 };
        header.sum = header.checksum(payload);
        Some(header)
    }

    fn checksum(&self, payload: &[u8]) -> u32 {
        let mut sum = crc32fast::Hasher::new();
        sum.update(self.to_bytes().get(..HEADER - 4).unwrap_or_default());
        sum.update(payload);
        sum.finalize()
    }

    fn to_bytes(self) -> [u8; HEADER] {
        let mut out = [0; HEADER];
        out[..4].copy_from_slice(&MAGIC);
        out[4..20].copy_from_slice(&self.of);
        out[20..24].copy_from_slice(&self.findings.to_le_bytes());
        out[24..28].copy_from_slice(&self.length.to_le_bytes());
        out[28..].copy_from_slice(&self.sum.to_le_bytes());
        out
    }

    fn from_bytes(bytes: &[u8; HEADER]) -> Option<Header> {
        let word = |at: usize| bytes.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes);
        let of = bytes.get(4..20)?.try_into().ok()?;
        (bytes.starts_with(&MAGIC)).then_some(Header { of, findings: word(20)?, length: word(24)?, sum: word(28)? })
    }

    /// Of how many articles the store was.
    fn articles(&self) -> Option<u64> {
        let (name, count) = self.of.split_at(8);
        (name == WHOLE).then(|| count.try_into().map_or(0, u64::from_be_bytes))
    }
}

/// A file of records.
struct Records {
    file: BufReader<File>,
    path: PathBuf,
    at: u64,
    length: u64,
}

impl Records {
    /// None where there is no such file.
    fn open(path: PathBuf) -> Result<Option<Records>, StoreError> {
        let file = match File::open(&path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
            other => other.map_err(StoreError::io(&path))?,
        };
        let length = file.metadata().map_err(StoreError::io(&path))?.len();
        Ok(Some(Records { file: BufReader::new(file), path, at: 0, length }))
    }

    fn fault(&self, word: &str) -> StoreError {
        StoreError::Block(self.path.clone(), self.at, word.to_owned())
    }

    /// The next header; None at the end. What follows it must be read or passed over.
    fn header(&mut self) -> Result<Option<Header>, StoreError> {
        if self.at == self.length {
            return Ok(None);
        }
        let mut bytes = [0; HEADER];
        if self.at + HEADER as u64 > self.length {
            return Err(self.fault("it is cut off"));
        }
        self.file.read_exact(&mut bytes).map_err(StoreError::io(&self.path))?;
        let header = Header::from_bytes(&bytes).ok_or_else(|| self.fault("no record begins here"))?;
        if self.at + HEADER as u64 + u64::from(header.length) > self.length {
            return Err(self.fault("it is cut off"));
        }
        Ok(Some(header))
    }

    /// The payload of a header that was just read.
    fn payload(&mut self, header: &Header) -> Result<Vec<u8>, StoreError> {
        let mut payload = vec![0; header.length as usize];
        self.file.read_exact(&mut payload).map_err(StoreError::io(&self.path))?;
        if header.checksum(&payload) != header.sum {
            return Err(self.fault("the checksum differs"));
        }
        self.at += HEADER as u64 + u64::from(header.length);
        Ok(payload)
    }

    fn pass_over(&mut self, header: &Header) -> Result<(), StoreError> {
        self.file.seek_relative(i64::from(header.length)).map_err(StoreError::io(&self.path))?;
        self.at += HEADER as u64 + u64::from(header.length);
        Ok(())
    }

    fn go_to(&mut self, at: u64) -> Result<(), StoreError> {
        self.file.seek(SeekFrom::Start(at)).map_err(StoreError::io(&self.path))?;
        self.at = at;
        Ok(())
    }
}

/// The findings between articles, one after another; no more than those of one window are held, packed.
pub struct Findings {
    records: Option<Records>,
    open: Option<zstd::Decoder<'static, BufReader<Cursor<Vec<u8>>>>>,
    left: u32,
}

impl Findings {
    pub(super) fn open(generation: &Path) -> Result<Findings, StoreError> {
        let records = Records::open(generation.join("lists").join(NAME))?;
        Ok(Findings { records, open: None, left: 0 })
    }

    fn read(&mut self) -> Result<Option<Between>, StoreError> {
        let Some(records) = &mut self.records else { return Ok(None) };
        while self.left == 0 {
            let Some(header) = records.header()? else { return Ok(None) };
            let payload = records.payload(&header)?;
            if header.findings > 0 {
                self.open = Some(zstd::Decoder::new(Cursor::new(payload)).map_err(StoreError::io(&records.path))?);
                self.left = header.findings;
            }
        }
        self.left -= 1;
        let item = self.open.as_mut().and_then(|open| {
            let mut length = [0; 4];
            open.read_exact(&mut length).ok()?;
            let length = usize::try_from(u32::from_le_bytes(length)).ok().filter(|n| *n <= LARGEST)?;
            let mut bytes = vec![0; length];
            open.read_exact(&mut bytes).ok()?;
            postcard::from_bytes(&bytes).ok()
        });
        item.map(Some).ok_or_else(|| records.fault("a finding that cannot be read"))
    }
}

impl Iterator for Findings {
    type Item = Result<Between, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        let read = self.read();
        if read.is_err() {
            self.records = None;
        }
        read.transpose()
    }
}

/// Writes what was found between articles, and takes over what stands.
pub struct Compared {
    folder: PathBuf,
    /// What was found before, and where.
    before: Vec<Records>,
    known: HashMap<[u8; 16], (usize, u64)>,
    out: BufWriter<File>,
}

impl Compared {
    fn new(folder: PathBuf) -> Result<Compared, StoreError> {
        fs::create_dir_all(&folder).map_err(StoreError::io(&folder))?;
        let (new, left) = (folder.join("windows.new"), folder.join("windows.left"));
        let length = |path: &Path| path.metadata().map_or(0, |m| m.len());
        if length(&new) > length(&left) {
            fs::rename(&new, &left).map_err(StoreError::io(&new))?;
        }
        let mut before = Vec::new();
        let mut known = HashMap::new();
        for path in [folder.join(NAME), left] {
            let Some(mut records) = Records::open(path)? else { continue };
            // What is damaged, or cut off with its job, is compared again.
            while let Ok(Some(header)) = records.header() {
                known.insert(header.of, (before.len(), records.at));
                if records.pass_over(&header).is_err() {
                    break;
                }
            }
            before.push(records);
        }
        let out = BufWriter::new(File::create(&new).map_err(StoreError::io(&new))?);
        Ok(Compared { folder, before, known, out })
    }

    /// Takes over what was found between these articles when they were last compared; false where they have not been.
    ///
    /// # Errors
    /// A full disk.
    pub fn stands(&mut self, of: [u8; 16]) -> Result<bool, StoreError> {
        let Some((which, at)) = self.known.get(&of).copied() else { return Ok(false) };
        let Some(records) = self.before.get_mut(which) else { return Ok(false) };
        records.go_to(at)?;
        let read = records.header().and_then(|header| match header {
            Some(header) => records.payload(&header).map(|payload| Some((header, payload))),
            None => Ok(None),
        });
        let Ok(Some((header, payload))) = read else { return Ok(false) };
        self.write(header, &payload)?;
        Ok(true)
    }

    /// Adds what was found between some articles.
    ///
    /// # Errors
    /// A full disk.
    pub fn add(&mut self, of: [u8; 16], found: &[Between]) -> Result<(), StoreError> {
        let fault = |e: &str| StoreError::Block(self.folder.join(NAME), 0, e.to_owned());
        let mut payload = Vec::new();
        if !found.is_empty() {
            let packed = zstd::Encoder::new(&mut payload, LEVEL).and_then(|mut packed| {
                for one in found {
                    let bytes = postcard::to_stdvec(one).map_err(io::Error::other)?;
                    let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
                    packed.write_all(&length.to_le_bytes())?;
                    packed.write_all(&bytes)?;
                }
                packed.finish().map(drop)
            });
            packed.map_err(|e| fault(&e.to_string()))?;
        }
        let header = Header::new(of, found.len(), &payload).ok_or_else(|| fault("too many findings"))?;
        self.write(header, &payload)
    }

    fn write(&mut self, header: Header, payload: &[u8]) -> Result<(), StoreError> {
        let written = self.out.write_all(&header.to_bytes()).and_then(|()| self.out.write_all(payload));
        // With the system, where a kill does not reach it.
        written.and_then(|()| self.out.flush()).map_err(StoreError::io(&self.folder.join("windows.new")))
    }

    /// Puts what was written in the place of what stood: all articles of the store were compared, so many.
    ///
    /// # Errors
    /// A full disk.
    pub fn end(mut self, articles: u64) -> Result<(), StoreError> {
        let mut of = [0; 16];
        of[..8].copy_from_slice(&WHOLE);
        of[8..].copy_from_slice(&articles.to_be_bytes());
        self.add(of, &[])?;
        let (new, path) = (self.folder.join("windows.new"), self.folder.join(NAME));
        self.out.get_ref().sync_all().map_err(StoreError::io(&new))?;
        fs::rename(&new, &path).map_err(StoreError::io(&path))?;
        let _ = fs::remove_file(self.folder.join("windows.left")); // else when the next job ends
        sync_folder(&self.folder)
    }
}

impl Store {
    /// Begins to compare the articles; what was found before stands until [`Compared::end`].
    ///
    /// # Errors
    /// A full disk.
    pub fn compare(&mut self) -> Result<Compared, StoreError> {
        Compared::new(self.folder.join("lists"))
    }

    /// Whether the findings between articles are those of all articles that are in the store now.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn is_compared(&self) -> Result<bool, StoreError> {
        let Some(mut records) = Records::open(self.folder.join("lists").join(NAME))? else { return Ok(false) };
        let mut last = None;
        loop {
            match records.header() {
                Ok(None) => return Ok(last == Some(self.tally().articles)),
                Ok(Some(header)) => {
                    last = header.articles();
                    records.pass_over(&header)?;
                }
                Err(StoreError::Block(..)) => return Ok(false),
                Err(e) => return Err(e),
            }
        }
    }

    /// The findings between articles.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn between(&self) -> Result<Findings, StoreError> {
        Findings::open(&self.folder)
    }
}

/// Whether every record of a file is whole.
pub(super) fn is_sound(path: &Path) -> bool {
    let sound = |records: &mut Records| -> Result<(), StoreError> {
        while let Some(header) = records.header()? {
            records.payload(&header)?;
        }
        Ok(())
    };
    Records::open(path.to_owned()).ok().flatten().is_some_and(|mut records| sound(&mut records).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Grade, Message, Verdict};

    fn between(id: &str) -> Between {
        let finding = Finding {
            schema: crate::model::SCHEMA,
            id: id.to_owned(),
            fingerprint: String::new(),
            check: "cross_article_conflict".to_owned(),
            verdict: Verdict::Flag,
            grade: Grade::Arithmetic,
            reason: None,
            docs: vec!["a".to_owned(), "b".to_owned()],
            claims: Vec::new(),
            records: Vec::new(),
            spans: Vec::new(),
            formula: String::new(),
            computed: None,
            stated: None,
            alternatives: Vec::new(),
            repairs: Vec::new(),
            message: Message::new(id, id),
            rule_version: String::new(),
        };
        Between { finding, documents: vec![id.to_owned()] }
    }

    fn ids(folder: &Path) -> Vec<String> {
        Findings::open(folder).unwrap().map(|b| b.unwrap().finding.id).collect()
    }

    #[test]
    fn what_was_found_before_is_taken_over_and_what_a_stopped_job_found_too() {
        let folder = tempfile::tempdir().unwrap();
        let lists = folder.path().join("lists");
        assert!(ids(folder.path()).is_empty());
        let mut first = Compared::new(lists.clone()).unwrap();
        assert!(!first.stands([1; 16]).unwrap());
        first.add([1; 16], &[between("x"), between("y")]).unwrap();
        first.add([2; 16], &[]).unwrap();
        first.end(5).unwrap();
        assert_eq!(ids(folder.path()), ["x", "y"]);
        // One that is stopped in the middle, twice; the second time earlier.
        for more in [2, 0] {
            let mut stopped = Compared::new(lists.clone()).unwrap();
            assert!(stopped.stands([1; 16]).unwrap());
            (0..more).for_each(|n| stopped.add([n + 3; 16], &[between("z")]).unwrap());
        }
        assert_eq!(ids(folder.path()), ["x", "y"]);
        let mut last = Compared::new(lists.clone()).unwrap();
        assert!(last.stands([2; 16]).unwrap() && last.stands([4; 16]).unwrap() && !last.stands([9; 16]).unwrap());
        last.end(6).unwrap();
        assert_eq!(ids(folder.path()), ["z"]);
        assert_eq!(fs::read_dir(&lists).unwrap().count(), 1);
    }

    #[test]
    fn damage_is_said_and_what_is_damaged_is_not_taken_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lists").join(NAME);
        let mut first = Compared::new(folder.path().join("lists")).unwrap();
        first.add([1; 16], &[between("x")]).unwrap();
        first.add([2; 16], &[between("y")]).unwrap();
        first.end(2).unwrap();
        assert!(is_sound(&path));
        let whole = fs::read(&path).unwrap();
        for at in [0, 10, 30, HEADER + 3, whole.len() - HEADER - 1, whole.len() - 1] {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x55;
            fs::write(&path, bytes).unwrap();
            assert!(!is_sound(&path), "{at}");
            assert!(Findings::open(folder.path()).unwrap().any(|b| b.is_err()), "{at}");
            let _ = fs::remove_file(path.with_extension("left"));
            let _ = fs::remove_file(path.with_extension("new"));
            let mut again = Compared::new(folder.path().join("lists")).unwrap();
            let stands = [again.stands([1; 16]).unwrap(), again.stands([2; 16]).unwrap()];
            assert!(at + 1 == whole.len() || stands != [true, true], "{at}");
        }
        for cut in [1, HEADER, whole.len() / 2] {
            fs::write(&path, &whole[..whole.len() - cut]).unwrap();
            let found: Vec<_> = Findings::open(folder.path()).unwrap().collect();
            assert!(found.len() <= 3 && (cut == HEADER || found.last().is_some_and(|b| b.is_err())), "{cut}");
        }
    }
}
