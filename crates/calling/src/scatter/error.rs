//! Why evidence is not used.

use std::io;
use std::path::{Path, PathBuf};

use genome::contig::ContigList;

use super::run::Difference;
use crate::shard::Shard;

/// Why evidence is not used.
#[derive(Debug, thiserror::Error)]
pub enum EvidenceError {
    /// The operating system refused.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
    /// Another file.
    #[error("{}: this is no evidence that marv call --part wrote, or that of a later version", path.display())]
    NotEvidence {
        /// The file.
        path: PathBuf,
    },
    /// Another program: its numbers may be other ones.
    #[error(
        "{}: this is evidence of {made_by}, and this is {here}; use that program, or remove the file and collect anew",
        path.display()
    )]
    OtherProgram {
        /// The file.
        path: PathBuf,
        /// The program that made it.
        made_by: String,
        /// This program.
        here: String,
    },
    /// Bytes that are not what was written.
    #[error("{}: damaged at byte {offset}: {what}; remove the file and collect anew", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Where the record begins.
        offset: u64,
        /// What is wrong.
        what: &'static str,
    },
    /// The last record is missing.
    #[error("{}: the end is missing; copy the file again, or collect anew", path.display())]
    Unfinished {
        /// The file.
        path: PathBuf,
    },
    /// Another process has it.
    #[error("{}: another run is writing it; wait for that one, or give another folder with --out", path.display())]
    Locked {
        /// The file.
        path: PathBuf,
    },
    /// The evidence of an interrupted run with other files or options.
    #[error(
        "{0}: an interrupted run with other files or options left this; {what} was {first} and is {second} now; give \
         another folder with --out, or remove the file to begin anew",
        path.display(), what = difference.what, first = difference.first, second = difference.second
    )]
    OtherJournal {
        /// The file.
        path: PathBuf,
        /// What differs.
        difference: Difference,
    },
    /// The evidence of an interrupted run over other regions.
    #[error(
        "{}: an interrupted run left this, and it holds {places}, which is not asked for now; give another folder with \
         --out, or remove the file to begin anew",
        path.display()
    )]
    OtherRegions {
        /// The file.
        path: PathBuf,
        /// The pieces.
        places: String,
    },
    /// Two parts that are not of one result.
    #[error(
        "{0} and {1} are not of one result: {what} is {first_is} in the first and {second_is} in the second; collect \
         all parts from the same files with the same options",
        first.display(), second.display(),
        what = difference.what, first_is = difference.first, second_is = difference.second
    )]
    OtherRun {
        /// A file.
        first: PathBuf,
        /// Another.
        second: PathBuf,
        /// What differs.
        difference: Difference,
    },
    /// The same piece in two files.
    #[error("{} and {} both hold {places}; give each part once", first.display(), second.display())]
    Twice {
        /// A file.
        first: PathBuf,
        /// Another, or the same.
        second: PathBuf,
        /// The piece.
        places: String,
    },
    /// Pieces that no file holds.
    #[error(
        "{count} of {all} pieces are missing: {places}; give all parts, or with --regions or --region the same regions \
         that they were made of"
    )]
    Missing {
        /// How many.
        count: usize,
        /// Of how many.
        all: usize,
        /// Where they lie.
        places: String,
    },
    /// Pieces that are not asked for.
    #[error(
        "{} holds {places}, which is no piece of what is asked for; give the same regions that the parts were made of, \
         and cut parts only where a multiple of 100,000 bases ends, or with --part NUMBER/OF",
        path.display()
    )]
    NotAsked {
        /// The file.
        path: PathBuf,
        /// The pieces.
        places: String,
    },
}

impl EvidenceError {
    /// For the errors of the operating system on a file.
    pub(super) fn io(path: &Path) -> impl Fn(io::Error) -> Self + '_ {
        |source| Self::Io { path: path.to_owned(), source }
    }
}

/// Stretches of the genome are named up to this many.
const NAMED: usize = 6;

/// Pieces in words: neighbours joined, and after some the number of those that are left.
pub(super) fn places<'p>(pieces: impl IntoIterator<Item = &'p Shard>, contigs: &ContigList) -> String {
    let mut stretches: Vec<(&Shard, u32)> = Vec::new();
    for piece in pieces {
        match stretches.last_mut() {
            Some((first, end)) if first.contig == piece.contig && *end == piece.owned.start().zero_based() => {
                *end = piece.owned.end().get();
            }
            _ => stretches.push((piece, piece.owned.end().get())),
        }
    }
    let name = |piece: &Shard| contigs.get(piece.contig).map_or("?", |contig| contig.name.as_str()).to_owned();
    let said = stretches.iter().take(NAMED);
    let mut said: Vec<String> =
        said.map(|(first, end)| format!("{}:{}-{end}", name(first), first.owned.start())).collect();
    if stretches.len() > NAMED {
        said.push(format!("and {} more stretches", stretches.len() - NAMED));
    }
    said.join(", ")
}
