//! Writing a reference genome with its index.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use genome::contig::ContigName;
use genome::sequence::Base;

use super::{FastaError, write_index};
use crate::unfinished::UnfinishedFile;

/// Bases of a line.
const LINE: usize = 60;

/// Writes a plain FASTA file, under a temporary name until [`FastaWriter::finish`].
#[derive(Debug)]
pub struct FastaWriter {
    path: PathBuf,
    file: BufWriter<UnfinishedFile>,
}

impl FastaWriter {
    /// Begins a file.
    pub fn create(path: &Path) -> Result<Self, FastaError> {
        let file = UnfinishedFile::create(path).map_err(|source| FastaError::Io { path: path.to_owned(), source })?;
        Ok(Self { path: path.to_owned(), file: BufWriter::new(file) })
    }

    /// Writes a contig, 60 bases a line.
    pub fn write(&mut self, name: &ContigName, bases: &[Base]) -> Result<(), FastaError> {
        let written = writeln!(self.file, ">{name}").and_then(|()| {
            bases.chunks(LINE).try_for_each(|line| {
                let mut text: Vec<u8> = line.iter().map(|base| base.letter()).collect();
                text.push(b'\n');
                self.file.write_all(&text)
            })
        });
        written.map_err(|source| FastaError::Io { path: self.path.clone(), source })
    }

    /// Brings the file to the disk, gives it its name and writes its index `<path>.fai`.
    pub fn finish(self) -> Result<(), FastaError> {
        let path = self.path;
        let published = self.file.into_inner().map_err(std::io::IntoInnerError::into_error);
        published.and_then(UnfinishedFile::publish).map_err(|source| FastaError::Io { path: path.clone(), source })?;
        write_index(&path)
    }
}
