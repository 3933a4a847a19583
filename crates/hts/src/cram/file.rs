//! A CRAM file: its definition, its header, its end, and its containers one by one (CRAM 5 to 7).

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use super::bytes::Bytes;
use super::container::{Block, ContainerHeader, END_OF_FILE, MEMORY, kind};
use super::fault::{CramError, CramFault};

/// Bytes of the file definition: `CRAM`, two numbers of the version, and a name of the file.
const DEFINITION: u64 = 26;

/// What is known of a file before its records are read.
#[derive(Debug)]
pub(crate) struct Opened {
    /// The text of the header.
    pub(crate) text: String,
    /// Where the first container with records begins.
    pub(crate) first_container: u64,
    /// Where the container begins that ends the file.
    pub(crate) end: u64,
}

/// Why a file is not opened.
#[derive(Debug)]
pub(crate) enum OpenFault {
    Io(io::Error),
    /// Another version than 3.0 and 3.1.
    Version(u8, u8),
    /// The container that ends a file is not at the end.
    Truncated,
    /// The header is unsound, at a byte of the file.
    Header(u64, CramFault),
}

impl From<io::Error> for OpenFault {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Reads bytes from a place on; fewer only at the end of the file.
fn read_at(file: &mut File, at: u64, count: usize) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(at))?;
    let left = usize::try_from(file.metadata()?.len().saturating_sub(at)).unwrap_or(usize::MAX);
    let mut bytes = Vec::with_capacity(count.min(left));
    file.take(count as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Reads what can be known before the first record.
pub(crate) fn open(file: &mut File) -> Result<Opened, OpenFault> {
    let definition = read_at(file, 0, 6)?;
    match definition[..] {
        [b'C', b'R', b'A', b'M', 3, 0 | 1] => {}
        [b'C', b'R', b'A', b'M', major, minor] => return Err(OpenFault::Version(major, minor)),
        _ => return Err(OpenFault::Truncated),
    }
    let end = file.metadata()?.len().checked_sub(END_OF_FILE.len() as u64).ok_or(OpenFault::Truncated)?;
    let mut last = read_at(file, end, END_OF_FILE.len())?;
    // The upper half of the byte that ends the contig's number says nothing (CRAM 2.3).
    last[8] &= 15;
    if last != END_OF_FILE || end < DEFINITION {
        return Err(OpenFault::Truncated);
    }
    let unsound = |error| match error {
        CramError::Io(error) => OpenFault::Io(error),
        CramError::Fault(fault) => OpenFault::Header(DEFINITION, fault),
        _ => OpenFault::Header(DEFINITION, CramFault::Ended),
    };
    let header = container_header(file, DEFINITION).map_err(unsound)?;
    let blocks = DEFINITION + header.size as u64;
    let first_container = blocks + header.length as u64;
    let bytes = content(file, blocks, header.length).map_err(unsound)?;
    let text = text(&bytes).map_err(|fault| OpenFault::Header(blocks, fault))?;
    Ok(Opened { text, first_container, end })
}

/// The text of the header: its length in bytes, and the text, which may be followed by room for more.
fn text(bytes: &[u8]) -> Result<String, CramFault> {
    let block = Block::read_kind(&mut Bytes(bytes), kind::FILE_HEADER, "file header")?.inflate()?;
    let mut block = Bytes(&block);
    let length = block.u32()? as usize;
    let text = block.take(length)?;
    let end = text.iter().position(|byte| *byte == 0).unwrap_or(text.len());
    Ok(String::from_utf8_lossy(&text[..end]).into_owned())
}

/// The header of the container at a place. Headers have no stated length, and most are short.
pub(super) fn container_header(file: &mut File, at: u64) -> Result<ContainerHeader, CramError> {
    let mut count = 1 << 10;
    loop {
        let bytes = read_at(file, at, count)?;
        match ContainerHeader::read(&bytes) {
            Err(CramFault::Ended) if bytes.len() == count && count < MEMORY => count *= 16,
            read => return Ok(read?),
        }
    }
}

/// Bytes that the file must have.
pub(super) fn content(file: &mut File, at: u64, count: usize) -> Result<Vec<u8>, CramError> {
    if count > MEMORY {
        return Err(CramFault::Memory(MEMORY).into());
    }
    let bytes = read_at(file, at, count)?;
    if bytes.len() < count { Err(CramFault::Ended.into()) } else { Ok(bytes) }
}
