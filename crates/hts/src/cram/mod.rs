//! CRAM: reads as differences from a reference, in columns of which each is compressed by itself.
//!
//! Read are the versions 3.0 and 3.1; nothing is written. A slice, some thousand records that lie together, is decoded
//! whole and turned into the bytes of BAM records, of which every other part of the house takes views. All of what a BAM
//! of the same reads has is there, but for the field `MD`, which CRAM leaves to be made anew and nothing here reads, and
//! but for `=` and `X` of a CIGAR, which CRAM does not tell from `M`.
//!
//! The reference is the FASTA file that the user names. No other place is looked at.
//!
//! Sources: *CRAM* is "CRAM format specification (version 3.1)", *CRAM codecs* is "CRAM codec specification (version
//! 3.1)", both at samtools/hts-specs.

mod bits;
mod bytes;
mod codec;
mod compression_header;
mod container;
mod encoding;
mod fault;
mod features;
mod file;
mod huffman;
mod index;
mod mates;
mod read;
mod reader;
mod records;
mod reference;
mod slice;

pub use fault::CramFault;

pub(crate) use container::END_OF_FILE;
pub(crate) use fault::CramError;
pub(crate) use file::{OpenFault, open};
pub(crate) use index::{CramIndex, SlicePlace};
pub(crate) use reader::SliceReader;
pub(crate) use records::Records;
