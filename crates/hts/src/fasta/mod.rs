//! Reference genomes: FASTA with its index.

mod index;
mod writer;

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use genome::contig::{Contig, ContigError, ContigIndex, ContigList, ContigName, Md5};
use genome::position::{Interval, Length, PositionError};
use genome::sequence::{Ambiguity, NotABase, Sequence};

use md5::Digest;

pub use index::write_index;
pub use writer::FastaWriter;

use crate::bgzf::{BgzfError, InflatedStream, VirtualOffset, ends_with_end_of_file};
use crate::unfinished::with_suffix;
use index::{BlockIndex, Line};

/// Why a reference genome cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FastaError {
    /// The operating system refused.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
    /// No index beside the file.
    #[error("{0}: there is no index {0}.fai; make one: samtools faidx {0}", path.display())]
    NoIndex {
        /// The FASTA file.
        path: PathBuf,
    },
    /// A compressed file that is not BGZF, or has no index of its blocks.
    #[error(
        "{0}: a compressed reference must be BGZF with an index of its blocks: gunzip {0}, or bgzip it anew and run \
         samtools faidx, which makes .fai and .gzi",
        path.display()
    )]
    NoBlockIndex {
        /// The FASTA file.
        path: PathBuf,
    },
    /// A line of the index that is none.
    #[error("{}: line {line} is no line of a FASTA index; remove the file and run samtools faidx", path.display())]
    IndexLine {
        /// The index.
        path: PathBuf,
        /// Its line, from 1.
        line: usize,
    },
    /// The index of blocks is unsound.
    #[error("{}: this is no index of BGZF blocks; remove it and run samtools faidx", path.display())]
    BlockIndex {
        /// The index.
        path: PathBuf,
    },
    /// The index is of another file.
    #[error(
        "{}: contig {contig} does not lie where the index says; remove the .fai and run samtools faidx",
        path.display()
    )]
    StaleIndex {
        /// The FASTA file.
        path: PathBuf,
        /// The contig.
        contig: String,
    },
    /// A contig that is none, or comes twice.
    #[error("{}: {source}", path.display())]
    Contig {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: ContigError,
    },
    /// A contig without a base, or with too many.
    #[error("{}: contig {contig}: {source}", path.display())]
    Length {
        /// The file.
        path: PathBuf,
        /// The contig.
        contig: String,
        /// What is wrong.
        source: PositionError,
    },
    /// A character that is no base.
    #[error("{}: contig {contig}, from position {start}: {source}", path.display())]
    Base {
        /// The file.
        path: PathBuf,
        /// The contig.
        contig: String,
        /// The position of the first character of the sequence in which it is.
        start: u32,
        /// What is wrong.
        source: NotABase,
    },
    /// A place that is not on any contig.
    #[error("{}: {interval} does not lie on contig {contig}", path.display())]
    Outside {
        /// The file.
        path: PathBuf,
        /// The contig's name, or its number if there is none.
        contig: String,
        /// The place.
        interval: Interval,
    },
    /// Lines of a contig that are not all of one length, so that no index can find its bases.
    #[error(
        "{}: line {line}: the lines of a contig must all be of one length but the last; write the file anew, for \
         example with seqtk seq -l 60",
        path.display()
    )]
    Lines {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// A damaged block of a compressed file.
    #[error("{}: {source}", path.display())]
    Block {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: BgzfError,
    },
}

/// The bytes of the FASTA file, compressed or not.
#[derive(Debug)]
enum Source {
    Plain(File),
    Blocks { stream: InflatedStream<File>, index: BlockIndex },
}

impl Source {
    /// Reads bytes of the uncompressed file; fewer only at its end.
    fn read(&mut self, offset: u64, count: usize) -> Result<Vec<u8>, BgzfError> {
        match self {
            Self::Plain(file) => {
                file.seek(SeekFrom::Start(offset))?;
                let left = file.metadata()?.len().saturating_sub(offset);
                let mut bytes = Vec::with_capacity(count.min(usize::try_from(left).unwrap_or(0)));
                file.take(count as u64).read_to_end(&mut bytes)?;
                Ok(bytes)
            }
            Self::Blocks { stream, index } => {
                let (block, begins) = index.holding(offset);
                stream.seek(VirtualOffset::new(block, 0))?;
                let mut skip = usize::try_from(offset - begins).unwrap_or(usize::MAX);
                let mut bytes = Vec::new();
                while bytes.len() < count && stream.need(1)? > 0 {
                    let passed = stream.at_hand().len().min(skip);
                    stream.consume(passed);
                    skip -= passed;
                    let taken = stream.at_hand().len().min(count - bytes.len());
                    bytes.extend(&stream.at_hand()[..taken]);
                    stream.consume(taken);
                }
                Ok(bytes)
            }
        }
    }
}

/// An indexed FASTA file. It can be shared between threads, which then wait for each other; for a thread of its own use
/// [`ReferenceGenome::open_again`].
#[derive(Debug)]
pub struct ReferenceGenome {
    path: PathBuf,
    contigs: ContigList,
    lines: Vec<Line>,
    source: Mutex<Source>,
    /// The checksums that were computed so far.
    checksums: Vec<OnceLock<Md5>>,
}

/// Bases of a contig whose checksum is computed at a time.
const PIECE: u32 = 1 << 20;

impl ReferenceGenome {
    /// Opens a FASTA file, plain or BGZF, with its index `.fai` and, for BGZF, the index of its blocks `.gzi`.
    pub fn open(path: &Path) -> Result<Self, FastaError> {
        let io = |path: &Path, source| FastaError::Io { path: path.to_owned(), source };
        let mut file = File::open(path).map_err(|error| io(path, error))?;
        let fai = with_suffix(path, ".fai");
        let text = match std::fs::read(&fai) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(FastaError::NoIndex { path: path.to_owned() });
            }
            Err(error) => return Err(io(&fai, error)),
        };
        let (mut contigs, mut lines) = (Vec::new(), Vec::new());
        for (number, line) in text.split(|byte| *byte == b'\n').enumerate().filter(|(_, line)| !line.is_empty()) {
            let malformed = || FastaError::IndexLine { path: fai.clone(), line: number + 1 };
            let (name, length, line) = Line::parse(line).ok_or_else(malformed)?;
            let name = ContigName::new(name).map_err(|source| FastaError::Contig { path: fai.clone(), source })?;
            let length = Length::new(length).map_err(|source| FastaError::Length {
                path: fai.clone(),
                contig: name.to_string(),
                source,
            })?;
            contigs.push(Contig { name, length, md5: None });
            lines.push(line);
        }
        let contigs = ContigList::new(contigs).map_err(|source| FastaError::Contig { path: fai, source })?;
        let mut magic = Vec::new();
        (&mut file).take(2).read_to_end(&mut magic).map_err(|error| io(path, error))?;
        let source = if magic == [0x1f, 0x8b] { blocks(path, file)? } else { Source::Plain(file) };
        let checksums = lines.iter().map(|_| OnceLock::new()).collect();
        Ok(Self { path: path.to_owned(), contigs, lines, source: Mutex::new(source), checksums })
    }

    /// The same file with a file handle of its own.
    pub fn open_again(&self) -> Result<Self, FastaError> {
        Self::open(&self.path)
    }

    /// The path it was opened by.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The contigs, in the order of the index. Their checksums are not known.
    #[must_use]
    pub fn contigs(&self) -> &ContigList {
        &self.contigs
    }

    /// The bases of an interval, read from the file. Soft masking is not kept, and every ambiguity code becomes `N`.
    pub fn sequence(&self, contig: ContigIndex, interval: Interval) -> Result<Sequence, FastaError> {
        let letters = self.letters(contig, interval)?;
        Sequence::parse(&letters, Ambiguity::ToN).map_err(|source| FastaError::Base {
            path: self.path.clone(),
            contig: self.name(contig),
            start: interval.start().get(),
            source,
        })
    }

    /// The checksum of a contig: of its letters in upper case, ambiguity codes as they stand (SAM 1.3.2). The contig is
    /// read whole when it is first asked for, some 600 million bases a second; [`ReferenceGenome::contigs`] does not hold
    /// it.
    pub fn checksum(&self, contig: ContigIndex) -> Result<Md5, FastaError> {
        let known = self.checksums.get(contig.get());
        if let Some(checksum) = known.and_then(OnceLock::get) {
            return Ok(*checksum);
        }
        let checksum = Md5::from_bytes(self.digest::<md5::Md5>(contig)?.into());
        Ok(known.map_or(checksum, |known| *known.get_or_init(|| checksum)))
    }

    /// SHA-512 of a contig's letters, as those of [`ReferenceGenome::checksum`]: what GA4GH names a sequence by (refget v2). The
    /// contig is read whole each time.
    pub fn sha512(&self, contig: ContigIndex) -> Result<[u8; 64], FastaError> {
        self.digest::<sha2::Sha512>(contig).map(Into::into)
    }

    fn digest<D: Digest>(&self, contig: ContigIndex) -> Result<md5::digest::Output<D>, FastaError> {
        let length = self.contigs.get(contig).map_or(1, |contig| contig.length.get());
        let mut digest = D::new();
        for begin in (0..length).step_by(PIECE as usize) {
            let piece = Interval::from_half_open(begin, length.min(begin.saturating_add(PIECE)));
            let whole = |source| FastaError::Length { path: self.path.clone(), contig: self.name(contig), source };
            let mut letters = self.letters(contig, piece.map_err(whole)?)?;
            letters.make_ascii_uppercase();
            digest.update(&letters);
        }
        Ok(digest.finalize())
    }

    /// The name of a contig, or its number if there is none.
    fn name(&self, contig: ContigIndex) -> String {
        self.contigs.get(contig).map_or_else(|| contig.get().to_string(), |contig| contig.name.to_string())
    }

    /// The letters of an interval as they stand in the file.
    pub(crate) fn letters(&self, contig: ContigIndex, interval: Interval) -> Result<Vec<u8>, FastaError> {
        let (path, name) = (|| self.path.clone(), || self.name(contig));
        let found = self.contigs.get(contig).zip(self.lines.get(contig.get()));
        let inside = found.filter(|(contig, _)| interval.end().get() <= contig.length.get());
        let Some((_, line)) = inside else {
            return Err(FastaError::Outside { path: path(), contig: name(), interval });
        };
        let stale = || FastaError::StaleIndex { path: path(), contig: name() };
        let (begin, end) = interval.to_half_open();
        let (first, last) = (line.byte(begin).ok_or_else(stale)?, line.byte(end - 1).ok_or_else(stale)?);
        let count = usize::try_from(last + 1 - first).map_err(|_| stale())?;
        // A lock is poisoned when another thread stopped in the middle of reading; each reading begins with a seek.
        let mut source = self.source.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes = source.read(first, count).map_err(|error| match error {
            BgzfError::Io(source) => FastaError::Io { path: path(), source },
            source @ BgzfError::Block { .. } => FastaError::Block { path: path(), source },
        })?;
        drop(source);
        if bytes.len() < count {
            return Err(stale());
        }
        line.join(begin, bytes).ok_or_else(stale)
    }
}

/// The checksum of letters that are in upper case.
pub(crate) fn md5(letters: &[u8]) -> Md5 {
    Md5::from_bytes(md5::Md5::digest(letters).into())
}

/// A compressed file with its index of blocks.
fn blocks(path: &Path, mut file: File) -> Result<Source, FastaError> {
    let io = |path: &Path, source| FastaError::Io { path: path.to_owned(), source };
    if !ends_with_end_of_file(&mut file).map_err(|error| io(path, error))? {
        return Err(FastaError::NoBlockIndex { path: path.to_owned() });
    }
    let gzi = with_suffix(path, ".gzi");
    let bytes = match std::fs::read(&gzi) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(FastaError::NoBlockIndex { path: path.to_owned() });
        }
        Err(error) => return Err(io(&gzi, error)),
    };
    let index = BlockIndex::parse(&bytes).ok_or(FastaError::BlockIndex { path: gzi })?;
    let stream = InflatedStream::new(file).map_err(|source| FastaError::Block { path: path.to_owned(), source })?;
    Ok(Source::Blocks { stream, index })
}

#[cfg(test)]
mod tests;
