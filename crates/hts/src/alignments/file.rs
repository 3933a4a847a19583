//! Opening an alignment file: everything that can be known before the first record.

use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use genome::contig::{ContigDifference, ContigIndex, ContigList};
use libdeflater::{Decompressor, crc32};

use super::error::{AlignmentError, LastGood};
use super::header::{Header, SortOrder};
use super::reader::RegionReader;
use crate::bgzf::{BgzfError, END_OF_FILE, InflatedStream, TextReader, VirtualOffset, ends_with_end_of_file};
use crate::cram::{self, CramIndex, OpenFault};
use crate::fasta::ReferenceGenome;
use crate::index::{BinningIndex, IndexFault};
use crate::unfinished::with_suffix;

/// What all readers of a file share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) path: PathBuf,
    pub(super) header: Header,
    index_path: PathBuf,
    pub(super) format: Format,
}

/// What a reader needs to know of a file of either format.
#[derive(Debug)]
pub(super) enum Format {
    Bam {
        index: BinningIndex,
        /// Where the first record lies.
        first_record: VirtualOffset,
    },
    Cram {
        index: CramIndex,
        /// Where the first container with records lies, and the one that ends the file.
        first_container: u64,
        end: u64,
        reference: Option<Box<ReferenceGenome>>,
    },
}

/// A sorted BAM or CRAM file with its index. A clone is the same file and costs nothing.
#[derive(Debug, Clone)]
pub struct AlignmentFile(Arc<Shared>);

impl AlignmentFile {
    /// Opens a BAM file and its index, `FILE.bam.bai`, `FILE.bai`, `FILE.bam.csi` or `FILE.csi`, or a CRAM file that
    /// needs no reference and its index, `FILE.cram.crai` or `FILE.crai`.
    ///
    /// Refused are: what is neither, CRAM of other versions than 3.0 and 3.1, a file whose end was cut off, an unsound
    /// header, records that the header says to be in another order than by coordinate, a missing index and one that
    /// cannot be this file's. A header that says nothing of the order is accepted, because only a sorted file can be
    /// indexed; readers check each record.
    pub fn open(path: &Path) -> Result<Self, AlignmentError> {
        Self::open_any(path, None)
    }

    /// As [`AlignmentFile::open`], with the reference that the bases of a CRAM file are differences from. No other place
    /// is looked at for it. Whether the file was made with this reference is found out slice by slice, by checksums.
    pub fn open_with_reference(path: &Path, reference: &ReferenceGenome) -> Result<Self, AlignmentError> {
        Self::open_any(path, Some(reference))
    }

    fn open_any(path: &Path, reference: Option<&ReferenceGenome>) -> Result<Self, AlignmentError> {
        let path = path.to_owned();
        let io = |source| AlignmentError::Io { path: path.clone(), source };
        let mut file = File::open(&path).map_err(io)?;
        let mut magic = Vec::new();
        (&mut file).take(4).read_to_end(&mut magic).map_err(io)?;
        let shared = match magic[..] {
            [b'C', b'R', b'A', b'M'] => open_cram(path, file, reference)?,
            [0x1f, 0x8b, 0x08, 0x04] => open_bam(path, file)?,
            [] | [0x1f] | [0x1f, 0x8b] | [0x1f, 0x8b, 0x08] => {
                return Err(AlignmentError::Truncated { path, bytes: END_OF_FILE.len() });
            }
            _ => return Err(AlignmentError::NotBam { path }),
        };
        Ok(Self(Arc::new(shared)))
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

    /// The mapped records of a contig as the index counts them; `None` if it does not, as that of a CRAM file, or if
    /// there is no such contig.
    #[must_use]
    pub fn mapped_records(&self, contig: ContigIndex) -> Option<u64> {
        match &self.0.format {
            Format::Bam { index, .. } => index.mapped(contig.get()),
            Format::Cram { .. } => None,
        }
    }

    /// Mapped and unmapped records of the whole file as the index counts them, of all kinds; `None` if it does not, as
    /// that of a CRAM file.
    #[must_use]
    pub fn records(&self) -> Option<[u64; 2]> {
        match &self.0.format {
            Format::Bam { index, .. } => index.all_records(),
            Format::Cram { .. } => None,
        }
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

    /// Compares the checksum that the header states of a contig (`M5`) with that of the reference, in which it has this
    /// number. If the header states none, or lacks the contig, nothing is read.
    pub fn check_checksum(&self, reference: &ReferenceGenome, contig: ContigIndex) -> Result<(), AlignmentError> {
        let name = reference.contigs().get(contig).map_or("", |contig| contig.name.as_str());
        let own = self.0.header.contigs.find(name).and_then(|own| self.0.header.contigs.get(own)?.md5);
        let Some(found) = own else { return Ok(()) };
        let expected = reference.checksum(contig)?;
        if found == expected {
            return Ok(());
        }
        let difference = ContigDifference::Md5 { name: name.to_owned(), expected, found };
        Err(AlignmentError::Contigs { path: self.0.path.clone(), difference })
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

/// A header whose records are not said to be in another order than by coordinate.
fn sorted(path: &Path, header: Header) -> Result<Header, AlignmentError> {
    match header.sort_order() {
        SortOrder::Other(order) => Err(AlignmentError::NotSorted { path: path.to_owned(), order }),
        SortOrder::Coordinate | SortOrder::Unknown => Ok(header),
    }
}

fn open_bam(path: PathBuf, mut file: File) -> Result<Shared, AlignmentError> {
    let io = |source| AlignmentError::Io { path: path.clone(), source };
    let length = file.metadata().map_err(io)?.len();
    if !ends_with_end_of_file(&mut file).map_err(io)? {
        return Err(AlignmentError::Truncated { path, bytes: END_OF_FILE.len() });
    }
    let mut stream = InflatedStream::new(file).map_err(|error| damaged(&path, error, LastGood(None)))?;
    let header = sorted(&path, read_header(&path, &mut stream)?)?;
    let (index, index_path) = read_index(&path, header.contigs.contigs().len(), length)?;
    let format = Format::Bam { index, first_record: stream.position() };
    Ok(Shared { path, header, index_path, format })
}

fn open_cram(path: PathBuf, mut file: File, reference: Option<&ReferenceGenome>) -> Result<Shared, AlignmentError> {
    let opened = cram::open(&mut file).map_err(|fault| {
        let path = path.clone();
        match fault {
            OpenFault::Io(source) => AlignmentError::Io { path, source },
            OpenFault::Version(major, minor) => AlignmentError::CramVersion { path, major, minor },
            OpenFault::Truncated => AlignmentError::Truncated { path, bytes: cram::END_OF_FILE.len() },
            OpenFault::Header(offset, fault) => AlignmentError::Cram { path, offset, fault, last: LastGood(None) },
        }
    })?;
    let header = Header::parse_text(opened.text);
    let header = header.map_err(|source| AlignmentError::Header { path: path.clone(), source })?;
    let header = sorted(&path, header)?;
    let (bytes, index_path) = index_bytes(&path, &["crai"])?;
    let index = CramIndex::parse(&bytes, header.contigs.contigs().len(), opened.end);
    let index = index.map_err(|fault| AlignmentError::Index { path: index_path.clone(), fault })?;
    let reference = reference.map(ReferenceGenome::open_again).transpose()?.map(Box::new);
    let format = Format::Cram { index, first_container: opened.first_container, end: opened.end, reference };
    Ok(Shared { path, header, index_path, format })
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

/// Finds and reads the index of a BAM file with so many contigs and bytes.
fn read_index(path: &Path, contigs: usize, length: u64) -> Result<(BinningIndex, PathBuf), AlignmentError> {
    let (bytes, place) = index_bytes(path, &["bai", "csi"])?;
    let fault = match BinningIndex::parse(&bytes) {
        Err(fault) => fault,
        Ok(index) if index.contigs() != contigs => IndexFault::Contigs { expected: contigs, found: index.contigs() },
        Ok(index) if past_end(index.last(), length) => IndexFault::PastEnd,
        Ok(index) => return Ok((index, place)),
    };
    Err(AlignmentError::Index { path: place, fault })
}

/// Finds an index beside the file, under the file's name with a suffix or with it in the place of the file's own, and
/// reads it. Compressed ones are inflated.
fn index_bytes(path: &Path, suffixes: &[&'static str]) -> Result<(Vec<u8>, PathBuf), AlignmentError> {
    let beside = |suffix: &&str| [with_suffix(path, &format!(".{suffix}")), path.with_extension(suffix)];
    let Some(place) = suffixes.iter().flat_map(beside).find(|place| place.is_file()) else {
        let suffix = suffixes.first().copied().unwrap_or_default();
        return Err(AlignmentError::NoIndex { path: path.to_owned(), suffix });
    };
    let io = |source| AlignmentError::Io { path: place.clone(), source };
    let mut bytes = fs::read(&place).map_err(io)?;
    if bytes.starts_with(&[0x1f, 0x8b]) {
        bytes = inflated(bytes).map_err(io)?;
    }
    Ok((bytes, place))
}

/// The bytes of a compressed index: CSI is BGZF, a CRAM index a single member of gzip.
fn inflated(bytes: Vec<u8>) -> io::Result<Vec<u8>> {
    if bytes.get(3) == Some(&4) {
        let mut inflated = Vec::new();
        BufReader::new(TextReader::new(io::Cursor::new(bytes))?).read_to_end(&mut inflated)?;
        return Ok(inflated);
    }
    let unsound = || io::Error::new(io::ErrorKind::InvalidData, "this is not gzip of a single member");
    // The member ends with the checksum and the length of what is in it (RFC 1952, 2.3.1).
    let Some([.., checksum, length]) = bytes.as_rchunks::<4>().1.split_last_chunk::<2>().map(|(_, last)| *last) else {
        return Err(unsound());
    };
    let (checksum, length) = (u32::from_le_bytes(checksum), u32::from_le_bytes(length) as usize);
    // Deflate makes bytes at most 1,032 times fewer.
    if length / 1032 > bytes.len() {
        return Err(unsound());
    }
    let mut inflated = vec![0; length];
    let written = Decompressor::new().gzip_decompress(&bytes, &mut inflated);
    let whole = written.is_ok_and(|written| written == length) && crc32(&inflated) == checksum;
    whole.then_some(inflated).ok_or_else(unsound)
}

/// Whether a place lies behind the end of a file of so many bytes. Some indexers say that the last record ends where
/// the file does; a place inside a block lies before the empty block that ends the file.
fn past_end(place: VirtualOffset, length: u64) -> bool {
    let behind = if place.within() > 0 { END_OF_FILE.len() as u64 + 1 } else { 0 };
    place.block() + behind > length
}
