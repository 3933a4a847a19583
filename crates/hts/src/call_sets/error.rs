//! Why a file of calls is refused, for the person who gave it.

use std::fmt;
use std::io;
use std::path::PathBuf;

use genome::contig::ContigError;
use genome::position::Length;

/// Faults that are written out; the others are counted.
const SHOWN: usize = 8;

/// Why a file is refused.
#[derive(Debug, thiserror::Error)]
pub enum CallSetError {
    /// The operating system refused.
    #[error("{}: {source}", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
    /// The compression is damaged, the file is cut short, or a line is no text.
    #[error(
        "{}: line {line}: {source}; a copy was cut short, or a program that wrote it broke off: make it anew and compare \
         the checksums",
        path.display()
    )]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        source: io::Error,
    },
    /// A line that is no text in UTF-8.
    #[error(
        "{}: line {line} is not UTF-8 text; save the file as UTF-8 (a program on Windows may have written letters as æ, ø and \
         å in its own code)",
        path.display()
    )]
    NotUtf8 {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// Nothing stands in it.
    #[error(
        "{}: the file is empty, which does not mean that nothing was found: a call file without calls has a header",
        path.display()
    )]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// Something else than a text of calls, told by its first bytes.
    #[error("{}: this is {what}; {remedy}", path.display())]
    OtherContent {
        /// The file.
        path: PathBuf,
        /// What it is.
        what: &'static str,
        /// What to give instead.
        remedy: &'static str,
    },
    /// A table that is known and holds no calls.
    #[error("{}: this is {what}; {remedy}", path.display())]
    NotCalls {
        /// The file.
        path: PathBuf,
        /// What it is.
        what: &'static str,
        /// What to give instead.
        remedy: &'static str,
    },
    /// A text that is not known.
    #[error(
        "{}: no call file has these columns: {columns}; docs/import.md lists what is read; columns are separated by tabs",
        path.display()
    )]
    UnknownTable {
        /// The file.
        path: PathBuf,
        /// What its first line says.
        columns: String,
    },
    /// The header of a VCF is none.
    #[error("{}: line {line}: {problem}", path.display())]
    Header {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong, and the remedy.
        problem: &'static str,
    },
    /// It cannot be told which column is the tumour.
    #[error(
        "{}: the header does not say which column is the tumour; say it with --tumour NAME, or of a file without one with \
         --normal NAME: {}",
        path.display(), columns.join(", ")
    )]
    Roles {
        /// The file.
        path: PathBuf,
        /// The columns.
        columns: Vec<String>,
    },
    /// A column was named that does not exist, or twice.
    #[error("{}: {name} cannot be the {role}: the columns are {}", path.display(), columns.join(", "))]
    NoColumn {
        /// The file.
        path: PathBuf,
        /// The name given.
        name: String,
        /// For which role.
        role: &'static str,
        /// The columns.
        columns: Vec<String>,
    },
    /// Lines that are wrong.
    #[error("{}: {}", path.display(), Listed { faults, total: *total })]
    Lines {
        /// The file.
        path: PathBuf,
        /// The first of them.
        faults: Vec<LineFault>,
        /// How many there are.
        total: usize,
    },
}

/// A line and what is wrong with it.
#[derive(Debug, Clone, PartialEq)]
pub struct LineFault {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub fault: Fault,
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Fault {
    /// Another number of fields than the header has.
    #[error("{found} fields where the header has {expected}; the line is cut off, or holds spaces for tabs")]
    Fields {
        /// Fields expected.
        expected: usize,
        /// Fields found.
        found: usize,
    },
    /// No name of a contig.
    #[error(transparent)]
    Contig(#[from] ContigError),
    /// No position.
    #[error("{field} is {text:?}, where a position from 1 to 2147483647 is wanted")]
    Position {
        /// The field.
        field: &'static str,
        /// As written.
        text: String,
    },
    /// Past the end of the contig.
    #[error("position {position} lies past the end of contig {contig}, which has {length} bases by the header")]
    PastEnd {
        /// The contig.
        contig: String,
        /// The position.
        position: u32,
        /// Its length.
        length: Length,
    },
    /// An end before the start.
    #[error("{start} to {end} holds no base; the columns of start and end may be the wrong way round")]
    Interval {
        /// As written.
        start: String,
        /// As written.
        end: String,
    },
    /// An allele that is none.
    #[error("{field} is {text:?}, where A, C, G, T and N are wanted; bcftools norm --check-ref s writes them anew")]
    Allele {
        /// The field.
        field: &'static str,
        /// As written, cut.
        text: String,
    },
    /// A breakend that is none.
    #[error("ALT: {0}")]
    Breakend(String),
    /// A field that should be a number.
    #[error("{field} is {text:?}, where {wanted} is wanted")]
    Number {
        /// The field.
        field: String,
        /// As written, cut.
        text: String,
        /// What is wanted.
        wanted: &'static str,
    },
    /// A structural variant whose end is not said.
    #[error("{allele} has neither END nor SVLEN in INFO, so where it ends is not known")]
    NoEnd {
        /// The alternate allele.
        allele: String,
    },
    /// An assembly that is none.
    #[error("NCBI_Build is {0:?}, where GRCh38, hg38, 38, GRCh37, hg19 or 37 is wanted")]
    Build(String),
}

/// The faults of a file while it is read.
#[derive(Debug, Default)]
pub(super) struct Faults {
    shown: Vec<LineFault>,
    total: usize,
}

impl Faults {
    /// Keeps what a line gave, or its fault.
    pub(super) fn take<T>(&mut self, line: usize, result: Result<T, Fault>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(fault) => {
                self.total += 1;
                if self.shown.len() < SHOWN {
                    self.shown.push(LineFault { line, fault });
                }
                None
            }
        }
    }

    /// An error if there was one.
    pub(super) fn refuse(self, path: &std::path::Path) -> Result<(), CallSetError> {
        if self.total == 0 {
            return Ok(());
        }
        Err(CallSetError::Lines { path: path.to_owned(), faults: self.shown, total: self.total })
    }
}

/// Faults as text.
struct Listed<'a> {
    faults: &'a [LineFault],
    total: usize,
}

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, LineFault { line, fault }) in self.faults.iter().enumerate() {
            write!(f, "{}line {line}: {fault}", if place == 0 { "" } else { "\n  " })?;
        }
        match self.total - self.faults.len() {
            0 => Ok(()),
            more => write!(f, "\n  and {more} more lines"),
        }
    }
}
