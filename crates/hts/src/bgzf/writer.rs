//! Writing BGZF.

use std::fmt;
use std::io::{self, Write};

use libdeflater::{CompressionLvl, Compressor, crc32};

use super::{END_OF_FILE, VirtualOffset};

/// Bytes of a block before deflation, at most. 256 fewer than a block may hold, so that what does not shrink fits too.
const CAPACITY: usize = 65_280;
/// Bytes before the deflated data.
const HEADER: usize = 18;

/// Writes BGZF blocks. Nothing is complete before [`BgzfWriter::finish`].
pub struct BgzfWriter<W> {
    target: W,
    pending: Vec<u8>,
    block: Vec<u8>,
    /// Bytes written to the target.
    offset: u64,
    compressor: Compressor,
}

impl<W> fmt::Debug for BgzfWriter<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BgzfWriter").field("position", &self.position()).finish_non_exhaustive()
    }
}

impl<W> BgzfWriter<W> {
    /// Where the next byte will lie.
    #[must_use]
    pub fn position(&self) -> VirtualOffset {
        // A block holds at most 65,280 bytes.
        VirtualOffset::new(self.offset, u16::try_from(self.pending.len()).unwrap_or(u16::MAX))
    }
}

impl<W: Write> BgzfWriter<W> {
    /// A writer at libdeflate's level 6.
    pub fn new(target: W) -> Self {
        let (pending, compressor) = (Vec::with_capacity(CAPACITY), Compressor::new(CompressionLvl::default()));
        Self { target, pending, block: Vec::new(), offset: 0, compressor }
    }

    /// Begins a new block if these bytes would not fit into the one begun; then they lie in one block, if they fit into
    /// any.
    pub fn keep_together(&mut self, length: usize) -> io::Result<()> {
        if self.pending.len() + length > CAPACITY { self.write_block() } else { Ok(()) }
    }

    /// Writes what is pending, and the empty block that ends the file.
    pub fn finish(mut self) -> io::Result<W> {
        self.write_block()?;
        self.target.write_all(&END_OF_FILE)?;
        self.target.flush()?;
        Ok(self.target)
    }

    fn write_block(&mut self) -> io::Result<()> {
        if self.pending.is_empty() {
            return Ok(());
        }
        self.block.resize(1 << 16, 0);
        let deflated = self
            .compressor
            .deflate_compress(&self.pending, &mut self.block[HEADER..(1 << 16) - 8])
            .map_err(|error| io::Error::other(error.to_string()))?;
        let size = HEADER + deflated + 8;
        let less_one = u16::try_from(size - 1).map_err(io::Error::other)?;
        let length = u32::try_from(self.pending.len()).map_err(io::Error::other)?;
        self.block[..16].copy_from_slice(&END_OF_FILE[..16]);
        self.block[16..HEADER].copy_from_slice(&less_one.to_le_bytes());
        self.block[size - 8..size - 4].copy_from_slice(&crc32(&self.pending).to_le_bytes());
        self.block[size - 4..size].copy_from_slice(&length.to_le_bytes());
        self.target.write_all(&self.block[..size])?;
        self.offset += size as u64;
        self.pending.clear();
        Ok(())
    }
}

impl<W: Write> Write for BgzfWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.pending.len() == CAPACITY {
            self.write_block()?;
        }
        let count = bytes.len().min(CAPACITY - self.pending.len());
        self.pending.extend_from_slice(&bytes[..count]);
        Ok(count)
    }

    /// Writes the block begun, however short.
    fn flush(&mut self) -> io::Result<()> {
        self.write_block()?;
        self.target.flush()
    }
}
