//! Writing a sorted BAM file together with its index.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use genome::contig::{ContigIndex, ContigList};

use super::buffer::{BufferFault, RecordBuffer};
use super::header::Header;
use super::record::{Placement, Record, RecordFault};
use super::source::LONGEST;
use crate::bgzf::BgzfWriter;
use crate::index::{BAI_LIMIT, Chunk, IndexBuilder};
use crate::unfinished::{UnfinishedFile, with_suffix};

/// Why a BAM file cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum BamWriteError {
    /// The operating system refused.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
    /// A contig too long for the index.
    #[error("{}: contig {name} is longer than the 536870912 bases that a BAI index can hold", path.display())]
    LongContig {
        /// The file.
        path: PathBuf,
        /// The contig.
        name: String,
    },
    /// A header that BAM cannot hold.
    #[error("{}: the header is longer than BAM can say", path.display())]
    LongHeader {
        /// The file.
        path: PathBuf,
    },
    /// A record that cannot be written.
    #[error("{}: record {name}: {fault}", path.display())]
    Record {
        /// The file.
        path: PathBuf,
        /// The record's name.
        name: String,
        /// What is wrong.
        fault: BufferFault,
    },
    /// A record too long for any reader.
    #[error("{}: record {name}: {fault}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// The record's name.
        name: String,
        /// What is wrong.
        fault: RecordFault,
    },
}

/// Writes a sorted BAM file and its index. Both have temporary names until [`BamWriter::finish`]; a writer that is
/// dropped leaves nothing behind.
#[derive(Debug)]
pub struct BamWriter {
    path: PathBuf,
    file: BgzfWriter<UnfinishedFile>,
    contigs: ContigList,
    index: IndexBuilder,
    /// The record that is being written.
    bytes: Vec<u8>,
    last: (u32, i32),
}

impl BamWriter {
    /// Begins a file with this header, whose text is written as it stands: it should say `SO:coordinate`.
    pub fn create(path: &Path, header: &Header) -> Result<Self, BamWriteError> {
        let long = header.contigs.contigs().iter().find(|contig| contig.length.get() > BAI_LIMIT);
        if let Some(contig) = long {
            return Err(BamWriteError::LongContig { path: path.to_owned(), name: contig.name.to_string() });
        }
        let bytes = encode_header(header).ok_or_else(|| BamWriteError::LongHeader { path: path.to_owned() })?;
        let io = |source| BamWriteError::Io { path: path.to_owned(), source };
        let mut file = BgzfWriter::new(UnfinishedFile::create(path).map_err(io)?);
        file.write_all(&bytes).map_err(io)?;
        // The first record gets a block of its own, so that the header can be replaced.
        file.flush().map_err(io)?;
        let (contigs, index) = (header.contigs.clone(), IndexBuilder::default());
        Ok(Self { path: path.to_owned(), file, contigs, index, bytes, last: (0, -1) })
    }

    /// Writes a record. Refused are records that the file's readers would refuse, and any that starts left of the one
    /// before it.
    pub fn write(&mut self, record: &RecordBuffer) -> Result<(), BamWriteError> {
        let mut bytes = std::mem::take(&mut self.bytes);
        bytes.clear();
        let written = match record.encode(&mut bytes) {
            Ok(()) => self.append(&bytes),
            Err(fault) => Err(self.refuse(&record.name, fault)),
        };
        self.bytes = bytes;
        written
    }

    /// Writes a record of another file with the same contigs as it stands, all its optional fields included.
    pub fn write_record(&mut self, record: Record<'_>) -> Result<(), BamWriteError> {
        self.append(record.as_bytes())
    }

    fn append(&mut self, bytes: &[u8]) -> Result<(), BamWriteError> {
        let record = Record::from_checked(bytes);
        let name = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let placement = Record::check(bytes).map_err(|fault| {
            let name = bytes.get(super::record::FIXED..).map(name).unwrap_or_default();
            BamWriteError::Malformed { path: self.path.clone(), name, fault }
        })?;
        self.check_place(record, placement).map_err(|fault| self.refuse(record.name(), fault))?;
        let size = u32::try_from(bytes.len()).ok().filter(|size| *size <= LONGEST);
        let size = size.ok_or_else(|| self.refuse(record.name(), BufferFault::Long))?;
        let chunk = self.write_bytes(size, bytes).map_err(|source| self.io(source))?;
        match (usize::try_from(placement.contig), u32::try_from(placement.start), u32::try_from(placement.end)) {
            (Ok(contig), Ok(begin), Ok(end)) => {
                self.index.place(contig, begin, end, !record.flags().is_unmapped(), chunk);
            }
            _ => self.index.unplaced(),
        }
        Ok(())
    }

    fn write_bytes(&mut self, size: u32, bytes: &[u8]) -> io::Result<Chunk> {
        self.file.keep_together(4 + bytes.len())?;
        let begin = self.file.position();
        self.file.write_all(&size.to_le_bytes())?;
        self.file.write_all(bytes)?;
        Ok(Chunk { begin, end: self.file.position() })
    }

    fn check_place(&mut self, record: Record<'_>, placement: Placement) -> Result<(), BufferFault> {
        let length = |contig: Option<ContigIndex>| match contig {
            Some(contig) => self.contigs.get(contig).map(|contig| Some(contig.length)).ok_or(BufferFault::Contig),
            None => Ok(None),
        };
        length(record.mate_contig())?;
        if let Some(length) = length(record.contig())?
            && u32::try_from(placement.end).is_ok_and(|end| end > length.get())
        {
            return Err(BufferFault::PastEnd);
        }
        let order = (placement.contig.cast_unsigned(), placement.start);
        if order < self.last {
            return Err(BufferFault::OutOfOrder);
        }
        self.last = order;
        Ok(())
    }

    fn refuse(&self, name: &[u8], fault: BufferFault) -> BamWriteError {
        let name = String::from_utf8_lossy(name).into_owned();
        BamWriteError::Record { path: self.path.clone(), name, fault }
    }

    fn io(&self, source: io::Error) -> BamWriteError {
        BamWriteError::Io { path: self.path.clone(), source }
    }

    /// Ends the file, brings it and its index `<path>.bai` to the disk, and gives both their names: the index first, so
    /// that no file without its index has its name.
    pub fn finish(self) -> Result<(), BamWriteError> {
        let io = |source| BamWriteError::Io { path: self.path.clone(), source };
        let file = self.file.finish().map_err(io)?;
        let bai = self.index.to_bai(self.contigs.contigs().len());
        let mut index = UnfinishedFile::create(&with_suffix(&self.path, ".bai")).map_err(io)?;
        index.write_all(&bai).and_then(|()| index.publish()).and_then(|()| file.publish()).map_err(io)
    }
}

/// The header as BAM has it (SAM 4.2); `None` if it is longer than 32 bits can say.
fn encode_header(header: &Header) -> Option<Vec<u8>> {
    let length = |bytes: usize| i32::try_from(bytes).ok().map(i32::to_le_bytes);
    let mut bytes = b"BAM\x01".to_vec();
    bytes.extend(length(header.text.len())?);
    bytes.extend(header.text.as_bytes());
    bytes.extend(length(header.contigs.contigs().len())?);
    for contig in header.contigs.contigs() {
        let name = contig.name.as_str();
        bytes.extend(length(name.len() + 1)?);
        bytes.extend(name.bytes().chain([0]));
        bytes.extend(contig.length.get().to_le_bytes());
    }
    Some(bytes)
}
