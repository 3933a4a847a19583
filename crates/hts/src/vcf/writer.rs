//! Writing a compressed, sorted VCF file together with its tabix index.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use genome::contig::{ContigIndex, ContigList};
use genome::position::Position;

use crate::bgzf::BgzfWriter;
use crate::index::{BAI_LIMIT, Chunk, IndexBuilder};
use crate::unfinished::{UnfinishedFile, with_suffix};

/// Why a VCF file cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum VcfWriteError {
    /// The operating system refused.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
    /// A header that is none.
    #[error(
        "{}: the header must begin with ##fileformat and end with the one line that begins with #CHROM",
        path.display()
    )]
    Header {
        /// The file.
        path: PathBuf,
    },
    /// A line that is none, or says another place than was given for the index.
    #[error(
        "{}: a line with {contig}, {position} and at least six more fields is wanted, not {line:?}",
        path.display()
    )]
    Line {
        /// The file.
        path: PathBuf,
        /// The contig given.
        contig: String,
        /// The position given.
        position: Position,
        /// The line.
        line: String,
    },
    /// A line that starts left of the one before it.
    #[error("{}: {contig}:{position} is written behind a later place; write the lines in genome order", path.display())]
    OutOfOrder {
        /// The file.
        path: PathBuf,
        /// The contig.
        contig: String,
        /// The position.
        position: Position,
    },
    /// A contig that is not in the list.
    #[error("{}: there is no contig number {place}", path.display())]
    UnknownContig {
        /// The file.
        path: PathBuf,
        /// Its 0-based number.
        place: usize,
    },
    /// A place that a tabix index cannot hold, or an end left of its start.
    #[error("{}: {contig}:{position}-{end} is no place that a tabix index can hold: 1 to 536870912", path.display())]
    Place {
        /// The file.
        path: PathBuf,
        /// The contig.
        contig: String,
        /// The position.
        position: Position,
        /// The end.
        end: Position,
    },
}

/// Writes a compressed VCF file and its index. Both have temporary names until [`VcfWriter::finish`]; a writer that is
/// dropped leaves nothing behind.
#[derive(Debug)]
pub struct VcfWriter {
    path: PathBuf,
    file: BgzfWriter<UnfinishedFile>,
    contigs: ContigList,
    index: IndexBuilder,
    last: (usize, u32),
}

impl VcfWriter {
    /// Begins a file, whose path should end in `.vcf.gz`, with this header: every line from `##fileformat` to `#CHROM`,
    /// separated by line feeds.
    pub fn create(path: &Path, header: &str, contigs: &ContigList) -> Result<Self, VcfWriteError> {
        let mut lines = header.lines().rev();
        let sound = header.starts_with("##fileformat=VCFv")
            && lines.next().is_some_and(|line| line.starts_with("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO"))
            && lines.all(|line| line.starts_with("##"));
        if !sound {
            return Err(VcfWriteError::Header { path: path.to_owned() });
        }
        let io = |source| VcfWriteError::Io { path: path.to_owned(), source };
        let mut file = BgzfWriter::new(UnfinishedFile::create(path).map_err(io)?);
        file.write_all(header.trim_end_matches('\n').as_bytes()).map_err(io)?;
        file.write_all(b"\n").map_err(io)?;
        let (contigs, index) = (contigs.clone(), IndexBuilder::default());
        Ok(Self { path: path.to_owned(), file, contigs, index, last: (0, 0) })
    }

    /// Writes a line, without its line feed. `contig` and `position` are its fields `CHROM` and `POS`; `end` is the
    /// last base of the reference that it covers: that of `REF`, or `END` of a structural variant.
    pub fn write(
        &mut self,
        line: &str,
        contig: ContigIndex,
        position: Position,
        end: Position,
    ) -> Result<(), VcfWriteError> {
        let path = || self.path.clone();
        let Some(name) = self.contigs.get(contig).map(|contig| contig.name.to_string()) else {
            return Err(VcfWriteError::UnknownContig { path: path(), place: contig.get() });
        };
        if end < position || end.get() > BAI_LIMIT {
            return Err(VcfWriteError::Place { path: path(), contig: name, position, end });
        }
        let mut fields = line.split('\t');
        let said = fields.next() == Some(&name) && fields.next().is_some_and(|text| text == position.to_string());
        if !said || fields.count() < 6 || line.contains(['\n', '\r']) {
            return Err(VcfWriteError::Line { path: path(), contig: name, position, line: line.to_owned() });
        }
        let place = (contig.get(), position.get());
        if place < self.last {
            return Err(VcfWriteError::OutOfOrder { path: path(), contig: name, position });
        }
        self.last = place;
        let chunk = self.write_line(line).map_err(|source| VcfWriteError::Io { path: self.path.clone(), source })?;
        self.index.place(contig.get(), position.zero_based(), end.get(), true, chunk);
        Ok(())
    }

    fn write_line(&mut self, line: &str) -> io::Result<Chunk> {
        self.file.keep_together(line.len() + 1)?;
        let begin = self.file.position();
        self.file.write_all(line.as_bytes())?;
        self.file.write_all(b"\n")?;
        Ok(Chunk { begin, end: self.file.position() })
    }

    /// Ends the file, brings it and its index `<path>.tbi` to the disk, and gives both their names, the index first.
    pub fn finish(self) -> Result<(), VcfWriteError> {
        let io = |source| VcfWriteError::Io { path: self.path.clone(), source };
        let file = self.file.finish().map_err(io)?;
        let contigs = &self.contigs;
        let tabix = self.index.to_tabix(|place| contigs.contigs().get(place).map_or("", |contig| contig.name.as_str()));
        let index = UnfinishedFile::create(&with_suffix(&self.path, ".tbi")).map_err(io)?;
        let mut index = BgzfWriter::new(index);
        index.write_all(&tabix).map_err(io)?;
        index.finish().and_then(UnfinishedFile::publish).and_then(|()| file.publish()).map_err(io)
    }
}
