//! Containers and blocks (CRAM 7 and 8).

use std::borrow::Cow;

use libdeflater::crc32;

use super::bytes::Bytes;
use super::codec;
use super::fault::CramFault;

/// Bytes that a block, and all that is kept of a slice, may take: far more than any program writes.
pub(super) const MEMORY: usize = if cfg!(fuzzing) { 1 << 22 } else { 1 << 30 };

/// The container that ends a file (CRAM 9).
pub(crate) const END_OF_FILE: [u8; 38] = [
    0x0f, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0x0f, 0xe0, 0x45, 0x4f, 0x46, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00,
    0x05, 0xbd, 0xd9, 0x4f, 0x00, 0x01, 0x00, 0x06, 0x06, 0x01, 0x00, 0x01, 0x00, 0x01, 0x00, 0xee, 0x63, 0x01, 0x4b,
];

/// Compares a checksum. A fuzzer cannot make one, and would never get behind it.
fn check(part: &'static str, bytes: &[u8], stated: u32) -> Result<(), CramFault> {
    let found = crc32(bytes);
    if found == stated || cfg!(fuzzing) { Ok(()) } else { Err(CramFault::Checksum { part, stated, found }) }
}

/// What stands before the blocks of a container.
#[derive(Debug, Clone)]
pub(super) struct ContainerHeader {
    /// Bytes of the header itself.
    pub(super) size: usize,
    /// Bytes of all blocks.
    pub(super) length: usize,
    /// Where the slices lie, in bytes from the end of the header; in ascending order.
    pub(super) landmarks: Vec<usize>,
}

impl ContainerHeader {
    /// Reads a header off the front of bytes that may hold more.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, CramFault> {
        let mut rest = Bytes(bytes);
        let length = rest.u32()? as usize;
        // Contig, start, span and number of records; records and bases before; number of blocks.
        for _ in 0..4 {
            rest.itf8()?;
        }
        rest.ltf8()?;
        rest.ltf8()?;
        rest.itf8()?;
        let landmarks = rest.numbers("number of slices")?;
        let checked = bytes.len() - rest.0.len();
        check("container header", &bytes[..checked], rest.u32()?)?;
        let mut ascending = Vec::with_capacity(landmarks.len());
        for landmark in landmarks {
            let place = usize::try_from(landmark).ok();
            let place = place.filter(|place| *place < length && ascending.last().is_none_or(|last| last < place));
            ascending.push(place.ok_or(CramFault::number("place of a slice", landmark))?);
        }
        Ok(Self { size: checked + 4, length, landmarks: ascending })
    }

    /// Where a slice ends that begins at a landmark; `None` if none begins there.
    pub(super) fn slice_end(&self, landmark: usize) -> Option<usize> {
        let place = self.landmarks.binary_search(&landmark).ok()?;
        Some(self.landmarks.get(place + 1).copied().unwrap_or(self.length))
    }
}

/// A block as it lies in the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block<'a> {
    method: u8,
    /// Its content type.
    pub(super) kind: u8,
    /// The number by which encodings refer to it.
    pub(super) content: i32,
    data: &'a [u8],
    /// Bytes when inflated.
    pub(super) size: usize,
}

/// Content types.
pub(super) mod kind {
    pub(in super::super) const FILE_HEADER: u8 = 0;
    pub(in super::super) const COMPRESSION_HEADER: u8 = 1;
    pub(in super::super) const SLICE_HEADER: u8 = 2;
    pub(in super::super) const EXTERNAL: u8 = 4;
    pub(in super::super) const CORE: u8 = 5;
}

impl<'a> Block<'a> {
    /// Reads a block off the front of bytes.
    pub(super) fn read(bytes: &mut Bytes<'a>) -> Result<Self, CramFault> {
        let whole = bytes.0;
        let (method, kind, content) = (bytes.u8()?, bytes.u8()?, bytes.itf8()?);
        let (deflated, size) = (bytes.count("size of a block")?, bytes.count("size of a block")?);
        let data = bytes.take(deflated)?;
        let checked = whole.len() - bytes.0.len();
        check("block", &whole[..checked], bytes.u32()?)?;
        if size > MEMORY {
            return Err(CramFault::Memory(MEMORY));
        }
        Ok(Self { method, kind, content, data, size })
    }

    /// Reads a block that must be of a type.
    pub(super) fn read_kind(bytes: &mut Bytes<'a>, kind: u8, wanted: &'static str) -> Result<Self, CramFault> {
        let block = Self::read(bytes)?;
        if block.kind == kind { Ok(block) } else { Err(CramFault::Block { wanted, found: block.kind }) }
    }

    /// The bytes of the block. An empty one may state any method.
    pub(super) fn inflate(&self) -> Result<Cow<'a, [u8]>, CramFault> {
        match self.method {
            _ if self.size == 0 => Ok(Cow::Borrowed(&[])),
            0 if self.data.len() != self.size => Err(CramFault::Size(self.size)),
            0 => Ok(Cow::Borrowed(self.data)),
            method => codec::inflate(method, self.data, self.size).map(Cow::Owned),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_file_is_a_container() {
        let header = ContainerHeader::read(&END_OF_FILE).unwrap();
        assert_eq!((header.size, header.length, header.landmarks.len()), (23, 15, 0));
        let mut bytes = Bytes(&END_OF_FILE[header.size..]);
        let block = Block::read_kind(&mut bytes, kind::COMPRESSION_HEADER, "compression header").unwrap();
        assert_eq!((&*block.inflate().unwrap(), bytes.0), (&[1, 0, 1, 0, 1, 0][..], &[][..]));
        for place in 0..END_OF_FILE.len() {
            let mut bytes = END_OF_FILE;
            bytes[place] ^= 0x10;
            let found = ContainerHeader::read(&bytes).and_then(|header| Block::read(&mut Bytes(&bytes[header.size..])));
            assert!(found.is_err(), "byte {place}");
        }
    }
}
