//! The inflated bytes of a BGZF file as one stream, in which what straddles two blocks still lies in one piece.

use std::io::{Read, Seek};

use super::VirtualOffset;
use super::reader::{BgzfError, BlockFault, BlockReader};

/// A window onto the inflated bytes. Only what is left of a block when the next is needed is ever copied.
#[derive(Debug)]
pub(crate) struct InflatedStream<R> {
    blocks: BlockReader<R>,
    /// Bytes at hand: `data[cursor..end]`.
    data: Vec<u8>,
    cursor: usize,
    end: usize,
    /// Where the last block inflated begins in `data`, and in the file.
    block_begin: usize,
    block_offset: u64,
}

impl<R: Read + Seek> InflatedStream<R> {
    /// From the start of the file.
    pub(crate) fn new(file: R) -> Result<Self, BgzfError> {
        let blocks = BlockReader::new(file)?;
        Ok(Self { blocks, data: Vec::new(), cursor: 0, end: 0, block_begin: 0, block_offset: 0 })
    }

    /// The bytes at hand.
    pub(crate) fn at_hand(&self) -> &[u8] {
        &self.data[self.cursor..self.end]
    }

    /// Tries to have this many bytes at hand, in one piece; fewer only at the end of the file. Says how many.
    pub(crate) fn need(&mut self, wanted: usize) -> Result<usize, BgzfError> {
        while self.end - self.cursor < wanted {
            self.data.copy_within(self.cursor..self.end, 0);
            (self.cursor, self.end) = (0, self.end - self.cursor);
            (self.block_begin, self.block_offset) = (self.end, self.blocks.offset());
            match self.blocks.inflate(&mut self.data, self.end)? {
                Some(length) => self.end += length,
                None => break,
            }
        }
        Ok(self.end - self.cursor)
    }

    /// Passes over bytes at hand.
    pub(crate) fn consume(&mut self, count: usize) {
        self.cursor = self.end.min(self.cursor + count);
    }

    /// Where the next byte lies. Right only where the bytes consumed end in the block inflated last, as they do when
    /// what was needed has been consumed.
    pub(crate) fn position(&self) -> VirtualOffset {
        match u16::try_from(self.cursor.saturating_sub(self.block_begin)) {
            Ok(within) if self.cursor < self.end => VirtualOffset::new(self.block_offset, within),
            _ => VirtualOffset::new(self.blocks.offset(), 0),
        }
    }

    /// Goes on at this byte.
    pub(crate) fn seek(&mut self, offset: VirtualOffset) -> Result<(), BgzfError> {
        let within = usize::from(offset.within());
        let inflated = self.block_begin < self.end && self.block_offset == offset.block();
        if !inflated {
            self.blocks.seek(offset.block())?;
            (self.cursor, self.end) = (0, 0);
            (self.block_begin, self.block_offset) = (0, offset.block());
            self.end = self.blocks.inflate(&mut self.data, 0)?.unwrap_or(0);
        }
        if self.end - self.block_begin < within {
            return Err(BgzfError::Block { offset: offset.block(), fault: BlockFault::PastEnd });
        }
        self.cursor = self.block_begin + within;
        Ok(())
    }
}
