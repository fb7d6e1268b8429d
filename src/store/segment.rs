//! Append-only files of blocks.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use super::block::{self, HEADER};
use super::error::StoreError;
use super::manifest::sync_folder;

/// The file of a segment.
pub(crate) fn path(folder: &Path, segment: u32) -> PathBuf {
    folder.join(format!("{segment:06}.seg"))
}

/// The segment that is written to.
pub(crate) struct Writer {
    file: File,
    path: PathBuf,
    /// Length of the file.
    pub(crate) length: u64,
}

impl Writer {
    /// Opens a segment at its end, which must be `length`; what stands after it is cut off.
    pub(crate) fn open(folder: &Path, segment: u32, length: u64) -> Result<Self, StoreError> {
        let path = path(folder, segment);
        let error = || StoreError::io(&path);
        let mut file =
            OpenOptions::new().create(true).truncate(false).read(true).write(true).open(&path).map_err(error())?;
        if length == 0 {
            sync_folder(folder)?; // else a new file may be gone after a power cut, and what the index says of it not
        }
        file.set_len(length).map_err(error())?;
        file.seek(SeekFrom::Start(length)).map_err(error())?;
        Ok(Writer { file, path, length })
    }

    /// Appends a block and says where it begins. It is safe only after [`Writer::sync`].
    pub(crate) fn append(&mut self, block: &[u8]) -> Result<u64, StoreError> {
        let at = self.length;
        if let Err(e) = self.file.write_all(block) {
            // A full disk leaves half a block: cut it, so that what follows is sound.
            let _ = self.file.set_len(at).and_then(|()| self.file.seek(SeekFrom::Start(at)));
            return Err(StoreError::Io(self.path.clone(), e));
        }
        self.length += block.len() as u64;
        Ok(at)
    }

    /// Waits until everything appended is on the disk.
    pub(crate) fn sync(&self) -> Result<(), StoreError> {
        self.file.sync_data().map_err(StoreError::io(&self.path))
    }
}

/// A segment that is read.
pub(crate) struct Reader {
    file: File,
    path: PathBuf,
    length: u64,
}

/// One block as read: its payload, and where the next begins.
pub(crate) struct Raw {
    pub(crate) payload: Vec<u8>,
    pub(crate) next: u64,
}

impl Reader {
    pub(crate) fn open(folder: &Path, segment: u32) -> Result<Self, StoreError> {
        let path = path(folder, segment);
        let file = File::open(&path).map_err(StoreError::io(&path))?;
        let length = file.metadata().map_err(StoreError::io(&path))?.len();
        Ok(Reader { file, path, length })
    }

    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    /// That the segment is shorter than the index says.
    pub(crate) fn cut_off(&self) -> StoreError {
        StoreError::Block(self.path.clone(), self.length, "the file is cut off".to_owned())
    }

    /// The block that begins at an offset, whole and intact.
    pub(crate) fn block(&self, offset: u64) -> Result<Raw, StoreError> {
        let fault = |e: String| StoreError::Block(self.path.clone(), offset, e);
        let read = |buffer: &mut [u8], at: u64| match self.file.read_exact_at(buffer, at) {
            Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => Err(fault("it is cut off".to_owned())),
            other => other.map_err(StoreError::io(&self.path)),
        };
        let mut head = [0; HEADER];
        read(&mut head, offset)?;
        let (length, sum) = block::header(&head).map_err(fault)?;
        let body = offset + HEADER as u64;
        if body + length as u64 > self.length {
            return Err(fault("it is cut off".to_owned()));
        }
        let mut payload = vec![0; length];
        read(&mut payload, body)?;
        block::intact(&payload, sum).map_err(fault)?;
        Ok(Raw { payload, next: body + length as u64 })
    }

    /// Where the next block may begin at or after an offset, passing over damage.
    pub(crate) fn resync(&self, from: u64) -> Result<Option<u64>, StoreError> {
        let mut file = &self.file;
        file.seek(SeekFrom::Start(from)).map_err(StoreError::io(&self.path))?;
        let mut rest = Vec::new();
        file.read_to_end(&mut rest).map_err(StoreError::io(&self.path))?;
        let mut candidates = memchr::memmem::find_iter(&rest, &block::MAGIC).map(|at| from + at as u64);
        Ok(candidates.find(|at| self.block(*at).is_ok()))
    }
}
