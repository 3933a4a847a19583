//! What tells a pair's files from others: enough to know that two runs read the same ones, and to say so in a result.
//!
//! Files of reads are too large to be hashed whole: their header and their size stand for them. Small files (BED) are
//! hashed whole. Paths are not kept, only names: the same file may lie elsewhere on another computer.

use std::fmt::Write;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use genome::contig::ContigList;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::pair::{Pair, Specimen};
use crate::processing::Processing;

/// A file that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{}: {source}", path.display())]
pub struct IdentityError {
    /// The file.
    path: PathBuf,
    /// What the operating system said.
    source: io::Error,
}

fn size(path: &Path) -> Result<u64, IdentityError> {
    fs::metadata(path).map(|data| data.len()).map_err(|source| IdentityError { path: path.to_owned(), source })
}

/// A digest as 64 hexadecimal digits.
pub(crate) fn hexadecimal(hash: Sha256) -> String {
    let mut text = String::with_capacity(64);
    for byte in hash.finalize() {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

fn name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// A small file, known by its content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileIdentity {
    /// Its name, without folders.
    pub file: String,
    /// Its size.
    pub bytes: u64,
    /// SHA-256 of its content, in hexadecimal digits.
    pub sha256: String,
}

impl FileIdentity {
    /// Reads a file from end to end.
    pub fn of(path: &Path) -> Result<Self, IdentityError> {
        let error = |source| IdentityError { path: path.to_owned(), source };
        let (mut hash, mut bytes, mut buffer) = (Sha256::new(), 0, vec![0; 1 << 16]);
        let mut file = File::open(path).map_err(error)?;
        loop {
            match file.read(&mut buffer) {
                Ok(0) => return Ok(Self { file: name(path), bytes, sha256: hexadecimal(hash) }),
                Ok(read) => {
                    hash.update(&buffer[..read]);
                    bytes += read as u64;
                }
                Err(source) if source.kind() == io::ErrorKind::Interrupted => {}
                Err(source) => return Err(error(source)),
            }
        }
    }
}

/// A specimen, known by its file's name, size and header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpecimenIdentity {
    /// Its pseudonym: the `SM` of its read groups.
    pub sample: String,
    /// The name of the file of its reads, without folders.
    pub file: String,
    /// The size of that file.
    pub bytes: u64,
    /// SHA-256 of the text of its header, in hexadecimal digits.
    pub header_sha256: String,
    /// Whether the index was older than the file. Of the copy that was read: two copies may differ in it.
    pub index_older: bool,
    /// Mapped and unmapped records of the whole file, as the index of the copy that was read counts them.
    pub records: Option<[u64; 2]>,
    /// How its reads came to their places, as its header says.
    pub processing: Processing,
}

impl SpecimenIdentity {
    fn of(specimen: &Specimen) -> Result<Self, IdentityError> {
        let path = specimen.file.path();
        Ok(Self {
            sample: specimen.sample.clone(),
            file: name(path),
            bytes: size(path)?,
            header_sha256: hexadecimal(Sha256::new_with_prefix(&specimen.file.header().text)),
            index_older: specimen.file.is_index_older(),
            records: specimen.file.records(),
            processing: Processing::of(specimen.file.header()),
        })
    }
}

/// A reference, known by its file's name and size and by its contigs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferenceIdentity {
    /// The name of the file, without folders.
    pub file: String,
    /// Its size.
    pub bytes: u64,
    /// Names and lengths, in genome order.
    pub contigs: ContigList,
}

impl ReferenceIdentity {
    /// SHA-256 of the contigs, a line of name, tab and length each, in hexadecimal digits.
    #[must_use]
    pub fn contigs_sha256(&self) -> String {
        let mut hash = Sha256::new();
        for contig in self.contigs.contigs() {
            hash.update(format!("{}\t{}\n", contig.name, contig.length));
        }
        hexadecimal(hash)
    }
}

/// What is known of a pair without its files: all that judging and writing need beside the evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairIdentity {
    /// Tumours, in the order given; at least one.
    pub tumours: Vec<SpecimenIdentity>,
    /// Normals, in the order given; none for a tumour alone.
    pub normals: Vec<SpecimenIdentity>,
    /// The reference genome.
    pub reference: ReferenceIdentity,
}

impl PairIdentity {
    /// Of an open pair.
    pub fn of(pair: &Pair) -> Result<Self, IdentityError> {
        let all = |specimens: &[Specimen]| specimens.iter().map(SpecimenIdentity::of).collect::<Result<_, _>>();
        let path = pair.reference.path();
        let contigs = pair.reference.contigs().clone();
        let reference = ReferenceIdentity { file: name(path), bytes: size(path)?, contigs };
        Ok(Self { tumours: all(&pair.tumours)?, normals: all(&pair.normals)?, reference })
    }

    /// Tumours, then normals.
    pub fn specimens(&self) -> impl Iterator<Item = &SpecimenIdentity> {
        self.tumours.iter().chain(&self.normals)
    }
}
