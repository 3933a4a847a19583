//! What can be wrong with the bytes of a CRAM file.

use std::io;

use genome::contig::Md5;
use genome::position::Interval;

use crate::alignments::RecordFault;
use crate::fasta::FastaError;

/// Why bytes are no CRAM.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CramFault {
    /// The bytes end where more are needed.
    #[error("it ends early")]
    Ended,
    /// The checksum of a container's header or of a block does not fit its bytes.
    #[error("the CRC-32 of its {part} is {found:08x} where {stated:08x} is stated")]
    Checksum {
        /// What was looked at.
        part: &'static str,
        /// As stated in the file.
        stated: u32,
        /// As computed.
        found: u32,
    },
    /// A block of another type.
    #[error("there is a block of type {found} where the {wanted} should be")]
    Block {
        /// The block that should be there.
        wanted: &'static str,
        /// The type of the block that is there.
        found: u8,
    },
    /// A compression method that CRAM 3 does not have.
    #[error("{0} is not a compression method of CRAM 3.0 or 3.1")]
    Method(u8),
    /// Compressed bytes that do not inflate.
    #[error("its {0} data do not inflate")]
    Compressed(&'static str),
    /// More or fewer bytes than were stated.
    #[error("its data inflate to another number of bytes than the {0} stated")]
    Size(usize),
    /// A number that cannot be.
    #[error("the {what} is {value}, which cannot be")]
    Number {
        /// What is counted.
        what: &'static str,
        /// The number.
        value: i64,
    },
    /// A part that has to be there.
    #[error("there is no {0}")]
    Missing(&'static str),
    /// An encoding that is not defined, or not for this type of data.
    #[error("{0} is not an encoding that can be used there")]
    Encoding(i32),
    /// The codes of a Huffman encoding are no prefix code.
    #[error("the codes of a Huffman encoding contradict each other")]
    Huffman,
    /// The code of a read feature.
    #[error("{0} is not the code of a read feature")]
    Feature(u8),
    /// Bases that lie on no reference.
    #[error("a read takes bases from a place where there is no reference")]
    NoReference,
    /// A record that is none.
    #[error("record {number} in it: {fault}")]
    Record {
        /// The record's number in its slice, from 1.
        number: usize,
        /// What is wrong.
        fault: RecordFault,
    },
    /// More bytes than any file of reads needs.
    #[error("it would take more than the {0} bytes of memory that a slice may take")]
    Memory(usize),
}

impl CramFault {
    /// A number that cannot be.
    pub(super) fn number(what: &'static str, value: impl Into<i64>) -> Self {
        Self::Number { what, value: value.into() }
    }
}

/// Why a slice cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CramError {
    /// The operating system refused.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The bytes are unsound.
    #[error(transparent)]
    Fault(#[from] CramFault),
    /// The reference cannot be read.
    #[error(transparent)]
    Reference(#[from] FastaError),
    /// The file is made of differences from other bases than those at hand.
    #[error("the bases of {contig}:{interval} have MD5 {found} where {stated} is stated")]
    OtherBases {
        /// The contig.
        contig: String,
        /// The bases looked at.
        interval: Interval,
        /// The checksum that the file states.
        stated: Md5,
        /// The checksum of the bases at hand.
        found: Md5,
    },
    /// No reference was named, and the file needs one.
    #[error("no reference was named")]
    NoReference,
}
