//! The file of a store: sections, each with its checksum in the index, and the index with its own at the end.
//!
//! ```text
//! magic (8 bytes)   sections ...   index   offset of the index (8, little-endian)   SHA-256 of the index (32)   magic (8)
//! ```
//!
//! The checksum of the index stands for the whole: it changes when any section does.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use hts::unfinished::UnfinishedFile;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// First and last bytes of a store; the digits are the version of its form.
const MAGIC: &[u8; 8] = b"MarvST02";

/// Bytes behind the index.
const FOOTER: usize = 8 + 32 + 8;

/// Why a store cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The operating system refused.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
    /// Another kind of file, or a store of another version.
    #[error(
        "{}: this is not a reference store of this version of marv; make one with marv reference prepare",
        path.display()
    )]
    NotAStore {
        /// The file.
        path: PathBuf,
    },
    /// Bytes that are not those that were written.
    #[error(
        "{}: the store is damaged ({what}); copy it anew, or make it anew with marv reference prepare",
        path.display()
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Where.
        what: String,
    },
    /// A place that is not on any contig of the store.
    #[error("{}: {place} does not lie on a contig of the store", path.display())]
    Outside {
        /// The file.
        path: PathBuf,
        /// The place.
        place: String,
    },
}

/// Where a section lies, and its checksum (SHA-256).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Section {
    offset: u64,
    length: u32,
    checksum: [u8; 32],
}

/// A store that is being written. Dropped before it is finished, it leaves nothing behind.
#[derive(Debug)]
pub(super) struct StoreWriter {
    file: io::BufWriter<UnfinishedFile>,
    offset: u64,
}

fn encoded(value: &impl Serialize) -> io::Result<Vec<u8>> {
    postcard::to_allocvec(value).map_err(io::Error::other)
}

impl StoreWriter {
    pub(super) fn create(path: &Path) -> io::Result<Self> {
        let mut file = io::BufWriter::with_capacity(1 << 18, UnfinishedFile::create(path)?);
        file.write_all(MAGIC)?;
        Ok(Self { file, offset: MAGIC.len() as u64 })
    }

    pub(super) fn section(&mut self, value: &impl Serialize) -> io::Result<Section> {
        let bytes = encoded(value)?;
        let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
        self.file.write_all(&bytes)?;
        let section = Section { offset: self.offset, length, checksum: Sha256::digest(&bytes).into() };
        self.offset += u64::from(length);
        Ok(section)
    }

    pub(super) fn finish(mut self, index: &impl Serialize) -> io::Result<()> {
        let bytes = encoded(index)?;
        self.file.write_all(&bytes)?;
        self.file.write_all(&self.offset.to_le_bytes())?;
        self.file.write_all(&Sha256::digest(&bytes))?;
        self.file.write_all(MAGIC)?;
        self.file.into_inner().map_err(io::IntoInnerError::into_error)?.publish()
    }
}

/// A store that is open. Sections are read when they are asked for, and believed when their checksum is right.
#[derive(Debug)]
pub(super) struct StoreFile {
    path: PathBuf,
    file: Mutex<File>,
}

impl StoreFile {
    /// Opens a store; gives its index and the checksum of that.
    pub(super) fn open<Index: DeserializeOwned>(path: &Path) -> Result<(Self, Index, String), StoreError> {
        let io = |source| StoreError::Io { path: path.to_owned(), source };
        let not_a_store = || StoreError::NotAStore { path: path.to_owned() };
        let mut file = File::open(path).map_err(io)?;
        let length = file.metadata().map_err(io)?.len();
        let mut magic = [0; 8];
        if length < MAGIC.len() as u64 {
            return Err(not_a_store());
        }
        file.read_exact(&mut magic).map_err(io)?;
        if magic != *MAGIC {
            return Err(not_a_store());
        }
        let damaged = |what: &str| StoreError::Damaged { path: path.to_owned(), what: what.to_owned() };
        let cut_off = || damaged("its end is cut off");
        let footer_at = length.checked_sub(FOOTER as u64).filter(|at| *at >= MAGIC.len() as u64).ok_or_else(cut_off)?;
        file.seek(SeekFrom::Start(footer_at)).map_err(io)?;
        let mut footer = [0; FOOTER];
        file.read_exact(&mut footer).map_err(io)?;
        let (offset, rest) = footer.split_first_chunk::<8>().ok_or_else(cut_off)?;
        let (checksum, magic) = rest.split_first_chunk::<32>().ok_or_else(cut_off)?;
        let offset = u64::from_le_bytes(*offset);
        if magic != MAGIC {
            return Err(cut_off());
        }
        let count = footer_at.checked_sub(offset).and_then(|count| usize::try_from(count).ok());
        let mut bytes = vec![0; count.ok_or_else(|| damaged("the place of the index"))?];
        file.seek(SeekFrom::Start(offset)).map_err(io)?;
        file.read_exact(&mut bytes).map_err(io)?;
        if Sha256::digest(&bytes)[..] != checksum[..] {
            return Err(damaged("the index has another checksum"));
        }
        let index = postcard::from_bytes(&bytes).map_err(|_| not_a_store())?;
        let id = checksum.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
        Ok((Self { path: path.to_owned(), file: Mutex::new(file) }, index, id))
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn damaged(&self, what: &str) -> StoreError {
        StoreError::Damaged { path: self.path.clone(), what: what.to_owned() }
    }

    /// Reads a section; `what` names it where it is damaged.
    pub(super) fn read<Value: DeserializeOwned>(&self, section: &Section, what: &str) -> Result<Value, StoreError> {
        let io = |source: io::Error| match source.kind() {
            io::ErrorKind::UnexpectedEof => self.damaged(what),
            _ => StoreError::Io { path: self.path.clone(), source },
        };
        let mut bytes = vec![0; section.length as usize];
        // A lock is poisoned when another thread stopped in the middle of reading; each reading begins with a seek.
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(section.offset)).map_err(io)?;
        file.read_exact(&mut bytes).map_err(io)?;
        drop(file);
        if Sha256::digest(&bytes)[..] != section.checksum {
            return Err(self.damaged(what));
        }
        postcard::from_bytes(&bytes).map_err(|_| self.damaged(what))
    }
}
