//! The specimens of one person, opened and found to belong together, before anything is called.

use std::path::{Path, PathBuf};

use genome::contig::{ContigDifference, ContigIndex};
use hts::alignments::{AlignmentError, AlignmentFile};
use hts::fasta::{FastaError, ReferenceGenome};

/// Why specimens are not called together.
#[derive(Debug, thiserror::Error)]
pub enum PairError {
    /// A file of reads cannot be used.
    #[error(transparent)]
    Alignment(#[from] AlignmentError),
    /// The reference cannot be used.
    #[error(transparent)]
    Reference(#[from] FastaError),
    /// The same file, or two specimens of one name.
    #[error(
        "{first} and {second} are both the sample \"{sample}\": give each specimen its own file and its own SM in the read groups"
    )]
    SameSample {
        /// A file.
        first: PathBuf,
        /// Another.
        second: PathBuf,
        /// Their sample name.
        sample: String,
    },
    /// Two specimens aligned to different references of the same names and lengths.
    #[error("{first} and {second} were aligned to different references: {difference}; align both to one reference")]
    OtherReference {
        /// A file.
        first: PathBuf,
        /// Another.
        second: PathBuf,
        /// Their first difference, the first file's side expected.
        difference: ContigDifference,
    },
    /// No tumour.
    #[error("no tumour was given: name at least one with --tumour")]
    NoTumour,
}

/// One specimen.
#[derive(Debug, Clone)]
pub struct Specimen {
    /// Its reads.
    pub file: AlignmentFile,
    /// Its pseudonym: the `SM` of its read groups.
    pub sample: String,
}

/// The specimens of one person and their reference.
#[derive(Debug)]
pub struct Pair {
    /// Tumours, in the order given; at least one.
    pub tumours: Vec<Specimen>,
    /// Normals, in the order given; none for a tumour alone.
    pub normals: Vec<Specimen>,
    /// The reference genome.
    pub reference: ReferenceGenome,
}

impl Pair {
    /// Opens the files and compares them: indexes are there, every file was aligned to contigs of this reference's names
    /// and lengths, and to the same as every other; it holds reads of one sample, and no two are the same sample.
    ///
    /// # Errors
    /// The first thing that is wrong, with what to do about it.
    pub fn open(tumours: &[PathBuf], normals: &[PathBuf], reference: &Path) -> Result<Self, PairError> {
        if tumours.is_empty() {
            return Err(PairError::NoTumour);
        }
        let reference = ReferenceGenome::open(reference)?;
        let open = |path: &PathBuf| specimen(path, &reference);
        let tumours = tumours.iter().map(open).collect::<Result<Vec<Specimen>, PairError>>()?;
        let normals = normals.iter().map(open).collect::<Result<Vec<Specimen>, PairError>>()?;
        let all: Vec<&Specimen> = tumours.iter().chain(&normals).collect();
        for (place, first) in all.iter().enumerate() {
            let differs = |second: &&Specimen| {
                let difference = first.file.header().contigs.first_difference(&second.file.header().contigs);
                Some((second.file.path().to_owned(), difference?))
            };
            if let Some((second, difference)) = all[place + 1..].iter().find_map(differs) {
                return Err(PairError::OtherReference { first: first.file.path().to_owned(), second, difference });
            }
            if let Some(second) = all[place + 1..].iter().find(|second| second.sample == first.sample) {
                return Err(PairError::SameSample {
                    first: first.file.path().to_owned(),
                    second: second.file.path().to_owned(),
                    sample: first.sample.clone(),
                });
            }
        }
        Ok(Self { tumours, normals, reference })
    }

    /// Compares the checksums that the files state of contigs (`M5`) with those of the reference. A contig is read for
    /// that, once, where a file states one: a human genome in some seconds.
    ///
    /// # Errors
    /// The first contig whose bases differ, or that cannot be read.
    pub fn check_checksums(&self, contigs: impl Iterator<Item = ContigIndex>) -> Result<(), PairError> {
        for contig in contigs {
            for specimen in self.specimens() {
                specimen.file.check_checksum(&self.reference, contig)?;
            }
        }
        Ok(())
    }

    /// Tumours, then normals.
    pub fn specimens(&self) -> impl Iterator<Item = &Specimen> {
        self.tumours.iter().chain(&self.normals)
    }
}

fn specimen(path: &Path, reference: &ReferenceGenome) -> Result<Specimen, PairError> {
    let file = AlignmentFile::open_with_reference(path, reference)?;
    file.check_contigs(reference.contigs())?;
    let sample = file.sample()?.to_owned();
    Ok(Specimen { file, sample })
}
