//! BGZF: gzip in blocks of at most 64 KiB, so that a reader can begin at any of them (SAM 4.1).

mod reader;
mod stream;
mod writer;

pub use reader::{BgzfError, BlockFault, TextReader};
pub use writer::BgzfWriter;

pub(crate) use reader::{END_OF_FILE, ends_with_end_of_file};
pub(crate) use stream::InflatedStream;

/// The place of a byte in a BGZF file: where its block starts, and where it lies in the inflated block (SAM 4.1.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VirtualOffset(u64);

impl VirtualOffset {
    /// From the block's offset in the file, in bytes, and the offset in the inflated block.
    #[must_use]
    pub const fn new(block: u64, within: u16) -> Self {
        Self((block << 16) | within as u64)
    }

    /// From the number that an index holds.
    #[must_use]
    pub const fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    /// The number that an index holds.
    #[must_use]
    pub const fn bits(self) -> u64 {
        self.0
    }

    /// Where the block starts in the file, in bytes.
    #[must_use]
    pub const fn block(self) -> u64 {
        self.0 >> 16
    }

    /// The offset in the inflated block, in bytes.
    #[must_use]
    pub const fn within(self) -> u16 {
        let [low, high, ..] = self.0.to_le_bytes();
        u16::from_le_bytes([low, high])
    }
}
