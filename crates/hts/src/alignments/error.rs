//! What can be wrong with an alignment file, and what to do about it.

use std::fmt;
use std::io;
use std::path::PathBuf;

use genome::contig::{ContigDifference, Md5};
use genome::position::Interval;

use super::header::HeaderError;
use super::record::RecordFault;
use crate::bgzf::BlockFault;
use crate::cram::CramFault;
use crate::fasta::FastaError;
use crate::index::IndexFault;

/// The last place at which a file was still sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastGood(pub Option<(String, u32)>);

impl fmt::Display for LastGood {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some((contig, position)) => write!(f, "the last good record before it starts at {contig}:{position}"),
            None => f.write_str("no record was read before it"),
        }
    }
}

/// What to do about an unsound part of a CRAM file: what fails its checksum was damaged after it was written.
fn remedy(fault: &CramFault) -> &'static str {
    match fault {
        CramFault::Ended
        | CramFault::Checksum { .. }
        | CramFault::Block { .. }
        | CramFault::Missing("slice where the index says") => {
            "Copy the file again and compare checksums; if only the index is older than the file, run samtools index"
        }
        _ => "Ask the program that wrote the file, or make it again, for example with samtools view -C",
    }
}

/// Why an alignment file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum AlignmentError {
    /// The operating system refused.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
    /// A CRAM file of another version.
    #[error(
        "{}: this is CRAM {major}.{minor}, and 3.0 and 3.1 are read; make one of these: samtools view -C \
         --output-fmt-option version=3.0 -T REFERENCE.fa",
        path.display()
    )]
    CramVersion {
        /// The file.
        path: PathBuf,
        /// The version of the format.
        major: u8,
        /// Its second number.
        minor: u8,
    },
    /// A container, slice or block of a CRAM file is unsound.
    #[error("{}: the container or block at byte {offset} is unsound: {fault}; {last}. {}", path.display(), remedy(fault))]
    Cram {
        /// The file.
        path: PathBuf,
        /// Where it starts in the file, in bytes.
        offset: u64,
        /// What is wrong.
        fault: CramFault,
        /// The last place at which the file was sound.
        last: LastGood,
    },
    /// A CRAM file whose bases are differences from a reference, and none was named.
    #[error(
        "{}: its bases are stored as differences from a reference, and none was named; name the one that the file was \
         made with",
        path.display()
    )]
    NoReference {
        /// The file.
        path: PathBuf,
    },
    /// A CRAM file whose bases are differences from another reference.
    #[error(
        "{}: made with another reference: the bases of {contig}:{interval} have MD5 {found} where the file states \
         {stated}; give the reference that it was made with",
        path.display()
    )]
    OtherReference {
        /// The file.
        path: PathBuf,
        /// The contig.
        contig: String,
        /// The bases that were compared.
        interval: Interval,
        /// As stated in the file.
        stated: Md5,
        /// Of the reference that was named.
        found: Md5,
    },
    /// The reference cannot be read.
    #[error(transparent)]
    Reference(#[from] FastaError),
    /// Neither a BAM nor a CRAM file.
    #[error("{}: this is neither a BAM nor a CRAM file; samtools view -b makes a BAM from SAM", path.display())]
    NotBam {
        /// The file.
        path: PathBuf,
    },
    /// The end of the file was cut off.
    #[error(
        "{}: the file is truncated: its last {bytes} bytes are not those that end such a file; copy it again and \
         compare checksums",
        path.display()
    )]
    Truncated {
        /// The file.
        path: PathBuf,
        /// The length of a sound ending, in bytes.
        bytes: usize,
    },
    /// The header is unsound.
    #[error("{}: the header: {source}", path.display())]
    Header {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: HeaderError,
    },
    /// The header ends early.
    #[error("{}: the file ends in its header; copy it again and compare checksums", path.display())]
    HeaderEnd {
        /// The file.
        path: PathBuf,
    },
    /// The records are in another order.
    #[error(
        "{}: the records are not sorted by coordinate but {order:?}; run samtools sort, then samtools index",
        path.display()
    )]
    NotSorted {
        /// The file.
        path: PathBuf,
        /// The order, in the header's word.
        order: String,
    },
    /// No index beside the file.
    #[error("{0}: there is no index ({0}.{suffix}); make one: samtools index {0}", path.display())]
    NoIndex {
        /// The file.
        path: PathBuf,
        /// What its name would end in.
        suffix: &'static str,
    },
    /// The index is unsound, or of another file.
    #[error(
        "{}: this is not the index of the alignment file: {fault}; remove it and make it again: samtools index",
        path.display()
    )]
    Index {
        /// The index.
        path: PathBuf,
        /// What is wrong.
        fault: IndexFault,
    },
    /// A block is damaged.
    #[error(
        "{}: the block at byte {offset} is damaged: {fault}; {last}. Copy the file again and compare checksums; if \
         only the index is older than the file, run samtools index",
        path.display()
    )]
    Block {
        /// The file.
        path: PathBuf,
        /// Where the block starts in the file, in bytes.
        offset: u64,
        /// What is wrong.
        fault: BlockFault,
        /// The last place at which the file was sound.
        last: LastGood,
    },
    /// A record is unsound though its block is not: the program that wrote it is at fault.
    #[error(
        "{}: the record in the block at byte {offset}, {within} bytes into it, is malformed: {fault}; {last}. Ask the \
         program that wrote the file, or make it again",
        path.display()
    )]
    Record {
        /// The file.
        path: PathBuf,
        /// Where the record's block starts in the file, in bytes.
        offset: u64,
        /// Where the record starts in the inflated block, in bytes.
        within: u16,
        /// What is wrong.
        fault: RecordFault,
        /// The last place at which the file was sound.
        last: LastGood,
    },
    /// A record starts left of the one before it.
    #[error(
        "{}: the records are not sorted by coordinate: {last}; run samtools sort, then samtools index",
        path.display()
    )]
    OutOfOrder {
        /// The file.
        path: PathBuf,
        /// The record before it.
        last: LastGood,
    },
    /// A contig of the reference that the file lacks, or has with another length or checksum.
    #[error(
        "{}: not aligned to this reference: {difference}; give the reference that it was aligned to",
        path.display()
    )]
    Contigs {
        /// The file.
        path: PathBuf,
        /// The first difference, the reference's side expected.
        difference: ContigDifference,
    },
    /// A contig of the file that the reference lacks.
    #[error(
        "{}: aligned to contigs that this reference lacks: {difference}; give the reference that it was aligned to",
        path.display()
    )]
    MoreContigs {
        /// The file.
        path: PathBuf,
        /// The first difference, the file's side expected.
        difference: ContigDifference,
    },
    /// The place asked for lies on a contig that the header does not have.
    #[error("{}: there is no contig number {place}", path.display())]
    UnknownContig {
        /// The file.
        path: PathBuf,
        /// Its 0-based number.
        place: usize,
    },
    /// No read group, or none with a sample.
    #[error(
        "{}: no read group names a sample; samtools addreplacerg -r ID:1 -r SM:SAMPLE adds one",
        path.display()
    )]
    NoSample {
        /// The file.
        path: PathBuf,
    },
    /// Read groups of several samples.
    #[error(
        "{}: the read groups name several samples: {}; give each sample its own file (samtools split), or correct SM \
         (samtools reheader)",
        path.display(), samples.join(", ")
    )]
    SeveralSamples {
        /// The file.
        path: PathBuf,
        /// The samples.
        samples: Vec<String>,
    },
}
