//! Aligned reads: BAM files with their indexes (SAM 4 and 5), and CRAM files as if they were BAM.
//!
//! ```no_run
//! # use genome::position::{Interval, Position};
//! # use hts::alignments::AlignmentFile;
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let file = AlignmentFile::open("tumour.bam".as_ref())?;
//! let chromosome = file.header().contigs.find("chr5").ok_or("no chr5")?;
//! let mut reader = file.reader()?; // each thread has its own
//! reader.query(chromosome, Interval::new(Position::new(171_410_539)?, Position::new(171_410_543)?)?)?;
//! while let Some(record) = reader.read()? {
//!     println!("{:?} {:?}", record.position(), record.flags());
//! }
//! # Ok(())
//! # }
//! ```

mod buffer;
mod cigar;
mod error;
mod file;
mod flags;
mod header;
mod reader;
mod record;
mod source;
mod tag;
mod writer;

pub use buffer::{BufferFault, RecordBuffer};
pub use cigar::{Cigar, CigarKind, CigarOperation};
pub use error::{AlignmentError, LastGood};
pub use file::AlignmentFile;
pub use flags::Flags;
pub use header::{Header, HeaderError, ProgramLine, ReadGroup, SortOrder};
pub use reader::RegionReader;
pub use record::{BASE_OF_CODE, Record, RecordFault};
pub use tag::{TagArray, TagValue, Tags};

pub(crate) use tag::is_whole_field;
pub use writer::{BamWriteError, BamWriter};

pub use crate::cram::CramFault;
pub use crate::index::IndexFault;
