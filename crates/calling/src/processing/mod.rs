//! How a specimen's reads came to their places, as the header of their file says: which program placed them, in which version
//! and with which options, and what was done to them afterwards (SAM 1.3, `@PG`).
//!
//! A header is text that anybody may have written, and a command line names folders, and perhaps people. So only what stands in
//! a table here, or is as short and plain as a version, leaves this module.
//!
//! - [`options`]: what a command line says. `chain`: which lines are of the program that placed the reads as they are.
//!   `programs`: who places reads, and who changes them.

mod chain;
pub mod options;
mod programs;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fmt;

use hts::alignments::Header;
use serde::{Deserialize, Serialize};

use options::Options;
pub use programs::Step;

/// A program that placed reads.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Aligner {
    /// Its name, from the table.
    pub program: String,
    /// Its version; `None` where none is stated that is short and plain.
    pub version: Option<String>,
    /// Its options; `None` where no command line is stated, or one that cannot be read.
    pub options: Option<Options>,
}

impl Aligner {
    /// The program whose places it gives: some are made to give the same as another.
    #[must_use]
    pub fn family(&self) -> &str {
        programs::family(&self.program)
    }
}

impl fmt::Display for Aligner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.program)?;
        self.version.as_ref().map_or(Ok(()), |version| write!(f, " {version}"))
    }
}

/// Why a header does not tell which program placed the reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unclear {
    /// It names no program at all.
    NoLine,
    /// It names none that is known to place reads.
    NoAligner,
    /// A line has no `ID`.
    NoId,
    /// Two lines have one `ID`.
    TwoOfOneId,
    /// A program ran before itself.
    Circle,
    /// It names more than [`MOST`] programs that placed reads.
    TooMany,
}

/// Programs, versions and sets of options that placed the reads of a specimen, at most: each lane may have its own line.
pub const MOST: usize = 16;

/// What a header says of the processing of a specimen's reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Processing {
    /// Which programs placed the reads, each in one version and with one set of options.
    pub placed_by: Result<BTreeSet<Aligner>, Unclear>,
    /// What was done to the reads, as far as the header says.
    pub steps: BTreeSet<Step>,
    /// Whether alternate contigs are marked.
    pub marks_alternate_contigs: bool,
}

impl Processing {
    /// As the header says.
    #[must_use]
    pub fn of(header: &Header) -> Self {
        let lines: Vec<_> = header.programs().collect();
        let placed_by = chain::last(&lines, |line| programs::places(line).is_some()).and_then(|last| {
            let aligners: BTreeSet<Aligner> = last.into_iter().filter_map(programs::aligner).collect();
            match aligners.len() {
                0 => Err(Unclear::NoAligner),
                1..=MOST => Ok(aligners),
                _ => Err(Unclear::TooMany),
            }
        });
        Self {
            placed_by,
            steps: lines.iter().filter_map(programs::step).collect(),
            marks_alternate_contigs: header.marks_alternate_contigs(),
        }
    }

    /// What is known without a header.
    #[must_use]
    pub fn unknown() -> Self {
        Self { placed_by: Err(Unclear::NoLine), steps: BTreeSet::new(), marks_alternate_contigs: false }
    }
}

/// A version or a value that is as short and plain as one: what else a header holds may be anything.
fn plain(text: &str) -> Option<&str> {
    let fits = (1..=40).contains(&text.len());
    (fits && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._,:+~-".contains(&byte))).then_some(text)
}
