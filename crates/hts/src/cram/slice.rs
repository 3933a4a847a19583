//! A slice: its header, and the blocks that its records are read from (CRAM 8.5 to 8.7).

use std::borrow::Cow;

use super::bits::Bits;
use super::bytes::Bytes;
use super::container::{Block, MEMORY, kind};
use super::encoding::Input;
use super::fault::CramFault;

/// What a slice says of itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct SliceHeader {
    /// The contig of all its records, -1 for none and -2 where each record has its own.
    pub(super) contig: i32,
    /// The first base that its records cover, from 1.
    pub(super) start: i32,
    /// The bases that they cover.
    pub(super) span: i32,
    pub(super) records: usize,
    /// The number of records in the file before the first.
    pub(super) first_record: i64,
    blocks: usize,
    /// The block with the bases of the reference, where the file brings its own.
    embedded: Option<i32>,
    /// The checksum of the reference from the first to the last base that they cover; zeros for none.
    pub(super) md5: [u8; 16],
}

/// Each record has its own contig.
pub(super) const SEVERAL_CONTIGS: i32 = -2;

impl SliceHeader {
    fn read(bytes: &[u8]) -> Result<Self, CramFault> {
        let mut bytes = Bytes(bytes);
        let (contig, start, span) = (bytes.itf8()?, bytes.itf8()?, bytes.itf8()?);
        let records = bytes.count("number of records of a slice")?;
        let first_record = bytes.ltf8()?;
        let blocks = bytes.count("number of blocks of a slice")?;
        bytes.numbers("number of blocks of a slice")?;
        let embedded = Some(bytes.itf8()?).filter(|content| *content >= 0);
        let (md5, _tags) = bytes.0.split_first_chunk().ok_or(CramFault::Ended)?;
        Ok(Self { contig, start, span, records, first_record, blocks, embedded, md5: *md5 })
    }
}

/// The inflated blocks of a slice.
#[derive(Debug)]
pub(super) struct SliceBlocks<'a> {
    pub(super) header: SliceHeader,
    core: Cow<'a, [u8]>,
    /// By the number that the container's encodings call them by.
    streams: Vec<Cow<'a, [u8]>>,
    /// The bases of the reference, where the file brings its own.
    pub(super) embedded: Option<Cow<'a, [u8]>>,
}

/// Why a slice is unsound, and at which of its bytes.
pub(super) type Located<T> = Result<T, (usize, CramFault)>;

impl<'a> SliceBlocks<'a> {
    /// Reads a slice. Every block's checksum is compared; of the external ones those are inflated that an encoding needs,
    /// which are told by their content ids.
    pub(super) fn read(slice: &'a [u8], wanted: &[i32]) -> Located<Self> {
        let mut bytes = Bytes(slice);
        let mut at = 0;
        let mut next = |kind: Option<(u8, &'static str)>| {
            let place = at;
            let block = match kind {
                Some((kind, name)) => Block::read_kind(&mut bytes, kind, name),
                None => Block::read(&mut bytes),
            };
            at = slice.len() - bytes.0.len();
            block.map(|block| (place, block)).map_err(|fault| (place, fault))
        };
        let inflate = |(place, block): (usize, Block<'a>)| block.inflate().map_err(|fault| (place, fault));
        let (_, block) = next(Some((kind::SLICE_HEADER, "slice header")))?;
        let header = block.inflate().and_then(|bytes| SliceHeader::read(&bytes)).map_err(|fault| (0, fault))?;
        let mut left = MEMORY;
        let mut core = Cow::Borrowed(&[][..]);
        let (mut streams, mut embedded) = (vec![Cow::Borrowed(&[][..]); wanted.len()], None);
        for _ in 0..header.blocks {
            let (place, block) = next(None)?;
            let number = wanted.iter().position(|content| *content == block.content);
            let is_reference = header.embedded == Some(block.content);
            if block.kind != kind::CORE && (block.kind != kind::EXTERNAL || (number.is_none() && !is_reference)) {
                continue;
            }
            left = left.checked_sub(block.size).ok_or((place, CramFault::Memory(MEMORY)))?;
            let content = inflate((place, block))?;
            match (block.kind, number) {
                (kind::CORE, _) => core = content,
                (_, Some(number)) if !is_reference => streams[number] = content,
                _ => embedded = Some(content),
            }
        }
        if header.embedded.is_some() && embedded.is_none() {
            return Err((0, CramFault::Missing("block with the reference that the slice says to hold")));
        }
        Ok(Self { header, core, streams, embedded })
    }

    /// What records are read from, at its start.
    pub(super) fn input(&self) -> Input<'_> {
        Input { core: Bits::new(&self.core), streams: self.streams.iter().map(|stream| Bytes(stream)).collect() }
    }
}
