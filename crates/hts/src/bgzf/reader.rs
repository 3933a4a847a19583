//! Block by block: header, inflation, length and checksum.

use std::fmt;
use std::io::{self, BufRead, Read, Seek, SeekFrom};

use libdeflater::{Decompressor, crc32};

use super::InflatedStream;

/// The last block of every complete file: empty, and always these bytes (SAM 4.1.2).
pub(crate) const END_OF_FILE: [u8; 28] = [
    0x1f, 0x8b, 0x08, 0x04, 0x00, 0x00, 0x00, 0x00, 0x00, 0xff, 0x06, 0x00, 0x42, 0x43, 0x02, 0x00, 0x1b, 0x00, 0x03,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
];

/// Bytes of a block, before and after inflation, at most.
const BLOCK: usize = 1 << 16;
/// Bytes read at once.
const WINDOW: usize = 4 * BLOCK;
/// Bytes before the extra field (RFC 1952, 2.3).
const HEADER: usize = 12;
const TRAILER: usize = 8;

/// What is wrong with a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BlockFault {
    /// It does not begin as a BGZF block does.
    #[error("no BGZF block begins there")]
    NotABlock,
    /// The file ends before the block does.
    #[error("the file ends inside the block")]
    Truncated,
    /// The deflated data are no deflate stream.
    #[error("its data cannot be inflated")]
    Inflate,
    /// It inflates to another number of bytes than it says, or says more than 65,536.
    #[error("it says that it holds {stated} bytes and holds {found}")]
    Length {
        /// Bytes, as the block says (ISIZE).
        stated: u32,
        /// Bytes found; for a block that says more than 65,536, 65,536.
        found: u32,
    },
    /// The checksum of the inflated bytes is not the block's.
    #[error("its checksum is {stated:08x} and that of its data {found:08x}")]
    Checksum {
        /// As the block says (CRC32).
        stated: u32,
        /// Of the inflated bytes.
        found: u32,
    },
    /// An index points behind the end of the block.
    #[error("it holds fewer bytes than the index says")]
    PastEnd,
}

/// Why no block could be read.
#[derive(Debug, thiserror::Error)]
pub enum BgzfError {
    /// The operating system refused.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// A block is damaged.
    #[error("the block at byte {offset} is damaged: {fault}; copy the file again and compare checksums")]
    Block {
        /// Where the block starts in the file, in bytes.
        offset: u64,
        /// What is wrong.
        fault: BlockFault,
    },
}

impl From<BgzfError> for io::Error {
    fn from(error: BgzfError) -> Self {
        match error {
            BgzfError::Io(error) => error,
            block @ BgzfError::Block { .. } => Self::new(io::ErrorKind::InvalidData, block),
        }
    }
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

/// Whether the file ends with the empty block that says that it is complete.
pub(crate) fn ends_with_end_of_file(file: &mut (impl Read + Seek)) -> io::Result<bool> {
    let marker = END_OF_FILE.len() as u64;
    if file.seek(SeekFrom::End(0))? < marker {
        return Ok(false);
    }
    file.seek(SeekFrom::End(-28))?;
    let mut last = [0; END_OF_FILE.len()];
    file.read_exact(&mut last)?;
    Ok(last == END_OF_FILE)
}

/// Inflates the blocks of a file in order, from any of them on.
pub(crate) struct BlockReader<R> {
    file: R,
    /// Bytes read but not yet used: `window[at..filled]`.
    window: Vec<u8>,
    at: usize,
    filled: usize,
    /// Offset in the file of `window[0]`.
    origin: u64,
    decompressor: Decompressor,
}

impl<R> fmt::Debug for BlockReader<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlockReader").field("offset", &self.offset()).finish_non_exhaustive()
    }
}

impl<R> BlockReader<R> {
    /// Offset in the file of the next block, in bytes.
    pub(crate) fn offset(&self) -> u64 {
        self.origin + self.at as u64
    }
}

impl<R: Read + Seek> BlockReader<R> {
    /// From the start of the file.
    pub(crate) fn new(mut file: R) -> io::Result<Self> {
        file.rewind()?;
        let (window, decompressor) = (vec![0; WINDOW], Decompressor::new());
        Ok(Self { file, window, at: 0, filled: 0, origin: 0, decompressor })
    }

    /// Goes on at the block that starts at this offset.
    pub(crate) fn seek(&mut self, offset: u64) -> io::Result<()> {
        let inside = offset.checked_sub(self.origin).and_then(|distance| usize::try_from(distance).ok());
        match inside {
            Some(at) if at <= self.filled => self.at = at,
            _ => {
                self.file.seek(SeekFrom::Start(offset))?;
                (self.origin, self.at, self.filled) = (offset, 0, 0);
            }
        }
        Ok(())
    }

    /// Tries to have this many bytes at hand; fewer only at the end of the file.
    fn fill(&mut self, wanted: usize) -> io::Result<usize> {
        if self.filled - self.at < wanted {
            self.window.copy_within(self.at..self.filled, 0);
            self.origin += self.at as u64;
            (self.at, self.filled) = (0, self.filled - self.at);
            while self.filled < wanted {
                match self.file.read(&mut self.window[self.filled..]) {
                    Ok(0) => break,
                    Ok(count) => self.filled += count,
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(self.filled - self.at)
    }

    /// The length of the next block and of its header, in bytes, from the extra field `BC` (SAM 4.1).
    fn measure(&mut self) -> Result<Result<(usize, usize), BlockFault>, io::Error> {
        if self.fill(HEADER)? < HEADER {
            return Ok(Err(BlockFault::Truncated));
        }
        let header = &self.window[self.at..self.at + HEADER];
        if header[..4] != END_OF_FILE[..4] {
            return Ok(Err(BlockFault::NotABlock));
        }
        let head = HEADER + usize::from(u16_at(header, 10));
        if self.fill(head)? < head {
            return Ok(Err(BlockFault::Truncated));
        }
        let mut extra = &self.window[self.at + HEADER..self.at + head];
        while extra.len() >= 4 {
            let length = usize::from(u16_at(extra, 2));
            if extra[..2] == *b"BC" && length == 2 && extra.len() >= 6 {
                let size = usize::from(u16_at(extra, 4)) + 1;
                let enough = size >= head + TRAILER;
                return Ok(if enough { Ok((size, head)) } else { Err(BlockFault::NotABlock) });
            }
            extra = extra.get(4 + length..).unwrap_or_default();
        }
        Ok(Err(BlockFault::NotABlock))
    }

    /// Inflates the next block behind the first `end` bytes of `data`, which grows as needed. The number of bytes;
    /// `None` at the end of the file.
    pub(crate) fn inflate(&mut self, data: &mut Vec<u8>, end: usize) -> Result<Option<usize>, BgzfError> {
        if self.fill(1)? == 0 {
            return Ok(None);
        }
        let offset = self.offset();
        let damaged = |fault| BgzfError::Block { offset, fault };
        let (size, head) = self.measure()?.map_err(damaged)?;
        if self.fill(size)? < size {
            return Err(damaged(BlockFault::Truncated));
        }
        let block = &self.window[self.at..self.at + size];
        let (deflated, trailer) = block[head..].split_at(size - head - TRAILER);
        let stated = u32_at(trailer, 4);
        let length = usize::try_from(stated).unwrap_or(usize::MAX);
        if length > BLOCK {
            return Err(damaged(BlockFault::Length { stated, found: 1 << 16 }));
        }
        if data.len() < end + length {
            data.resize(end + BLOCK, 0);
        }
        let target = &mut data[end..end + length];
        let found = self.decompressor.deflate_decompress(deflated, target).map_err(|error| match error {
            libdeflater::DecompressionError::InsufficientSpace => {
                damaged(BlockFault::Length { stated, found: stated + 1 })
            }
            libdeflater::DecompressionError::BadData => damaged(BlockFault::Inflate),
        })?;
        if found != length {
            let found = u32::try_from(found).unwrap_or(u32::MAX);
            return Err(damaged(BlockFault::Length { stated, found }));
        }
        let (stated, found) = (u32_at(trailer, 0), crc32(target));
        if stated != found {
            return Err(damaged(BlockFault::Checksum { stated, found }));
        }
        self.at += size;
        Ok(Some(length))
    }
}

/// The inflated bytes of a BGZF file, from its start to its end.
#[derive(Debug)]
pub struct TextReader<R> {
    stream: InflatedStream<R>,
}

impl<R: Read + Seek> TextReader<R> {
    /// From the start of the file. A file whose end was cut off is refused here.
    pub fn new(mut file: R) -> Result<Self, BgzfError> {
        if !ends_with_end_of_file(&mut file)? {
            let offset = file.seek(SeekFrom::End(0))?;
            return Err(BgzfError::Block { offset, fault: BlockFault::Truncated });
        }
        Ok(Self { stream: InflatedStream::new(file)? })
    }
}

impl<R: Read + Seek> Read for TextReader<R> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        let source = self.fill_buf()?;
        let count = source.len().min(target.len());
        target[..count].copy_from_slice(&source[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl<R: Read + Seek> BufRead for TextReader<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.stream.need(1)?;
        Ok(self.stream.at_hand())
    }

    fn consume(&mut self, count: usize) {
        self.stream.consume(count);
    }
}
