//! Opening an alignment file: everything that can be known before the first record.

use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use genome::contig::{ContigIndex, ContigList};

use super::error::{AlignmentError, LastGood};
use super::header::{Header, SortOrder};
use super::reader::RegionReader;
use crate::bgzf::{BgzfError, END_OF_FILE, InflatedStream, TextReader, VirtualOffset, ends_with_end_of_file};
use crate::index::{BinningIndex, IndexFault};
use crate::unfinished::with_suffix;

/// What all readers of a file share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) path: PathBuf,
    pub(super) header: Header,
    pub(super) index: BinningIndex,
    index_path: PathBuf,
    /// Where the first record lies.
    pub(super) first_record: VirtualOffset,
}

/// A sorted BAM file with its index. A clone is the same file and costs nothing.
#[derive(Debug, Clone)]
pub struct AlignmentFile(Arc<Shared>);

impl AlignmentFile {
    /// Opens a BAM file and its index, `FILE.bam.bai`, `FILE.bai`, `FILE.bam.csi` or `FILE.csi`.
    ///
    /// Refused are: CRAM and what is no BAM, a file whose end was cut off, an unsound header, records that the header
    /// says to be in another order than by coordinate, a missing index and one that cannot be this file's. A header
    /// that says nothing of the order is accepted, because only a sorted file can be indexed; readers check each
    /// record.
    pub fn open(path: &Path) -> Result<Self, AlignmentError> {
        let path = path.to_owned();
        let io = |source| AlignmentError::Io { path: path.clone(), source };
        let mut file = File::open(&path).map_err(io)?;
        let length = file.metadata().map_err(io)?.len();
        let mut magic = Vec::new();
        (&mut file).take(4).read_to_end(&mut magic).map_err(io)?;
        match magic[..] {
            [b'C', b'R', b'A', b'M'] => return Err(AlignmentError::Cram { path }),
            [] | [0x1f] | [0x1f, 0x8b] | [0x1f, 0x8b, 0x08] => return Err(AlignmentError::Truncated { path }),
            [0x1f, 0x8b, 0x08, 0x04] => {}
            _ => return Err(AlignmentError::NotBam { path }),
        }
        if !ends_with_end_of_file(&mut file).map_err(io)? {
            return Err(AlignmentError::Truncated { path });
        }
        let mut stream = InflatedStream::new(file).map_err(|error| damaged(&path, error, LastGood(None)))?;
        let header = read_header(&path, &mut stream)?;
        if let SortOrder::Other(order) = header.sort_order() {
            return Err(AlignmentError::NotSorted { path, order });
        }
        let (index, index_path) = read_index(&path, header.contigs.contigs().len(), length)?;
        Ok(Self(Arc::new(Shared { path, header, index, index_path, first_record: stream.position() })))
    }

    /// The path it was opened by.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0.path
    }

    /// Whether the index was written before the file was last changed. The records that a region finds may then be too
    /// few; a caller should say so, and to run samtools index. `false` where the system does not say.
    #[must_use]
    pub fn is_index_older(&self) -> bool {
        let changed = |path: &Path| fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
        changed(&self.0.path).zip(changed(&self.0.index_path)).is_some_and(|(file, index)| index < file)
    }

    /// The header.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.0.header
    }

    /// A reader of its own for each thread.
    pub fn reader(&self) -> Result<RegionReader, AlignmentError> {
        RegionReader::new(Arc::clone(&self.0))
    }

    /// The mapped records of a contig as the index counts them; `None` if it does not, or there is no such contig.
    #[must_use]
    pub fn mapped_records(&self, contig: ContigIndex) -> Option<u64> {
        self.0.index.mapped(contig.get())
    }

    /// Mapped and unmapped records of the whole file as the index counts them, of all kinds; `None` if it does not.
    #[must_use]
    pub fn records(&self) -> Option<[u64; 2]> {
        self.0.index.all_records()
    }

    /// Whether the file was aligned to this reference: every contig of the one must be in the other, with the same
    /// length, and the same checksum where both state one. The two directions are two errors
    /// ([`AlignmentError::Contigs`], [`AlignmentError::MoreContigs`]), because a caller may accept a file that was
    /// aligned to a part of the reference.
    pub fn check_contigs(&self, reference: &ContigList) -> Result<(), AlignmentError> {
        let (own, path) = (&self.0.header.contigs, &self.0.path);
        if let Some(difference) = reference.first_difference(own) {
            return Err(AlignmentError::Contigs { path: path.clone(), difference });
        }
        match own.first_difference(reference) {
            Some(difference) => Err(AlignmentError::MoreContigs { path: path.clone(), difference }),
            None => Ok(()),
        }
    }

    /// The one sample of its read groups; none and several are errors.
    pub fn sample(&self) -> Result<&str, AlignmentError> {
        let path = || self.0.path.clone();
        match self.0.header.samples()[..] {
            [] => Err(AlignmentError::NoSample { path: path() }),
            [sample] => Ok(sample),
            ref several => {
                let samples = several.iter().map(|&sample| sample.to_owned()).collect();
                Err(AlignmentError::SeveralSamples { path: path(), samples })
            }
        }
    }
}

/// The error of the alignment file for an error of its blocks.
pub(super) fn damaged(path: &Path, error: BgzfError, last: LastGood) -> AlignmentError {
    let path = path.to_owned();
    match error {
        BgzfError::Io(source) => AlignmentError::Io { path, source },
        BgzfError::Block { offset, fault } => AlignmentError::Block { path, offset, fault, last },
    }
}

/// Reads a BAM header: magic, text, and the list of contigs (SAM 4.2).
fn read_header(path: &Path, stream: &mut InflatedStream<File>) -> Result<Header, AlignmentError> {
    let mut take = |count: usize| {
        let found = stream.need(count).map_err(|error| damaged(path, error, LastGood(None)))?;
        if found < count {
            return Err(AlignmentError::HeaderEnd { path: path.to_owned() });
        }
        let bytes = stream.at_hand()[..count].to_vec();
        stream.consume(count);
        Ok(bytes)
    };
    let number = |bytes: &[u8]| bytes.first_chunk().map_or(0, |bytes| u32::from_le_bytes(*bytes));
    let text = |bytes: &[u8]| {
        let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
        String::from_utf8_lossy(&bytes[..end]).into_owned()
    };
    if take(4)? != b"BAM\x01" {
        return Err(AlignmentError::NotBam { path: path.to_owned() });
    }
    let length = number(&take(4)?);
    let header = text(&take(length as usize)?);
    let count = number(&take(4)?);
    let mut contigs = Vec::new();
    for _ in 0..count {
        let length = number(&take(4)?);
        let name = text(&take(length as usize)?);
        contigs.push((name, number(&take(4)?)));
    }
    Header::parse(header, contigs).map_err(|source| AlignmentError::Header { path: path.to_owned(), source })
}

/// Finds and reads the index of a file with so many contigs and bytes.
fn read_index(path: &Path, contigs: usize, length: u64) -> Result<(BinningIndex, PathBuf), AlignmentError> {
    let places =
        [with_suffix(path, ".bai"), path.with_extension("bai"), with_suffix(path, ".csi"), path.with_extension("csi")];
    let Some(place) = places.into_iter().find(|place| place.is_file()) else {
        return Err(AlignmentError::NoIndex { path: path.to_owned() });
    };
    let io = |source| AlignmentError::Io { path: place.clone(), source };
    let mut bytes = fs::read(&place).map_err(io)?;
    if BinningIndex::is_compressed(&bytes) {
        let mut inflated = Vec::new();
        let reader = TextReader::new(io::Cursor::new(bytes)).map_err(|error| io(error.into()))?;
        BufReader::new(reader).read_to_end(&mut inflated).map_err(io)?;
        bytes = inflated;
    }
    let fault = match BinningIndex::parse(&bytes) {
        Err(fault) => fault,
        Ok(index) if index.contigs() != contigs => IndexFault::Contigs { expected: contigs, found: index.contigs() },
        Ok(index) if past_end(index.last(), length) => IndexFault::PastEnd,
        Ok(index) => return Ok((index, place)),
    };
    Err(AlignmentError::Index { path: place, fault })
}

/// Whether a place lies behind the end of a file of so many bytes. Some indexers say that the last record ends where
/// the file does; a place inside a block lies before the empty block that ends the file.
fn past_end(place: VirtualOffset, length: u64) -> bool {
    let behind = if place.within() > 0 { END_OF_FILE.len() as u64 + 1 } else { 0 };
    place.block() + behind > length
}
