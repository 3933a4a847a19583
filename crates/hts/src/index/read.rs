//! Reading BAI and CSI from bytes that may say anything.

use super::{BAI, Bin, Binning, BinningIndex, Chunk, ContigBins};
use crate::bgzf::VirtualOffset;

/// Why bytes are no index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IndexFault {
    /// Neither `BAI\1` nor `CSI\1`.
    #[error("it does not begin as an index does")]
    Magic,
    /// It ends early, or counts more than it holds.
    #[error("it ends early")]
    Short,
    /// A CSI whose bins no contig can have.
    #[error("its bins are of an impossible size")]
    Binning,
    /// It is of a file with another number of contigs.
    #[error("it has {found} contigs where the file has {expected}")]
    Contigs {
        /// Of the file.
        expected: usize,
        /// Of the index.
        found: usize,
    },
    /// A line of a CRAM index that is none.
    #[error("line {0} is none of a CRAM index")]
    Line(usize),
    /// It points behind the end of the file.
    #[error("it points behind the end of the file")]
    PastEnd,
}

/// Takes numbers off the front of the bytes.
struct Numbers<'a>(&'a [u8]);

impl<'a> Numbers<'a> {
    fn bytes(&mut self, count: usize) -> Result<&'a [u8], IndexFault> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(IndexFault::Short)?;
        self.0 = rest;
        Ok(taken)
    }

    fn u32(&mut self) -> Result<u32, IndexFault> {
        let (taken, rest) = self.0.split_first_chunk().ok_or(IndexFault::Short)?;
        self.0 = rest;
        Ok(u32::from_le_bytes(*taken))
    }

    fn u64(&mut self) -> Result<u64, IndexFault> {
        let (taken, rest) = self.0.split_first_chunk().ok_or(IndexFault::Short)?;
        self.0 = rest;
        Ok(u64::from_le_bytes(*taken))
    }

    /// A count of things that take at least so many bytes each, so that no memory is set aside for what cannot be
    /// there.
    fn count(&mut self, each: usize) -> Result<usize, IndexFault> {
        let count = self.u32()? as usize;
        if count > self.0.len() / each { Err(IndexFault::Short) } else { Ok(count) }
    }

    fn chunk(&mut self) -> Result<Chunk, IndexFault> {
        let (begin, end) = (VirtualOffset::from_bits(self.u64()?), VirtualOffset::from_bits(self.u64()?));
        Ok(Chunk { begin, end })
    }
}

impl BinningIndex {
    /// Reads a BAI, or a CSI after inflation.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, IndexFault> {
        let mut numbers = Numbers(bytes);
        let csi = match numbers.bytes(4)? {
            b"BAI\x01" => false,
            b"CSI\x01" => true,
            _ => return Err(IndexFault::Magic),
        };
        let mut binning = BAI;
        if csi {
            binning = Binning { min_shift: numbers.u32()?, depth: numbers.u32()? };
            // 2^31 bases at most, and bin numbers of 32 bits.
            if binning.depth > 9 || !(1..=31).contains(&binning.min_shift) {
                return Err(IndexFault::Binning);
            }
            let auxiliary = numbers.count(1)?;
            numbers.bytes(auxiliary)?;
        }
        let count = numbers.count(4)?;
        let contigs = (0..count).map(|_| contig(&mut numbers, binning, csi)).collect::<Result<_, _>>()?;
        // The last number may be missing (SAM 5.2).
        let unplaced = numbers.u64().ok();
        Ok(Self { binning, contigs, unplaced })
    }
}

fn contig(numbers: &mut Numbers<'_>, binning: Binning, csi: bool) -> Result<ContigBins, IndexFault> {
    let mut contig = ContigBins::default();
    let count = numbers.count(if csi { 16 } else { 8 })?;
    for _ in 0..count {
        let number = numbers.u32()?;
        let first_overlap = if csi { Some(VirtualOffset::from_bits(numbers.u64()?)) } else { None };
        let count = numbers.count(16)?;
        let chunks: Vec<Chunk> = (0..count).map(|_| numbers.chunk()).collect::<Result<_, _>>()?;
        if number != binning.pseudo() {
            contig.bins.push(Bin { number, first_overlap, chunks });
        } else if let [_, counts] = chunks[..] {
            contig.records = Some([counts.begin.bits(), counts.end.bits()]);
        }
    }
    contig.bins.sort_by_key(|bin| bin.number);
    if !csi {
        let count = numbers.count(8)?;
        contig.windows = (0..count).map(|_| numbers.u64().map(VirtualOffset::from_bits)).collect::<Result<_, _>>()?;
    }
    Ok(contig)
}
