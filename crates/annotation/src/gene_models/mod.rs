//! Gene models as they are published, GTF or GFF3, read into [`Gene`]s.

mod draft;
mod mane;
mod record;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use genome::assembly::Assembly;
use genome::chromosome::Chromosome;
use genome::contig::{ContigIndex, ContigList};
use hts::lines::Lines;

pub use mane::{Mane, ManeEntry};

use crate::accession;
use crate::transcript::Gene;
use draft::Drafts;
use record::Record;

/// Why gene models cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum GeneModelError {
    /// The operating system refused, or the file is damaged.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
    /// Lines that are no features.
    #[error("{} is not GTF or GFF3 throughout{}; take the file anew from its source", path.display(), listed(faults))]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Lines, from 1, with what is wrong; at most [`MOST_FAULTS`].
        faults: Vec<(usize, String)>,
    },
    /// No gene could be placed on the reference.
    #[error(
        "{}: no transcript lies on a contig of the reference ({}); gene models and FASTA must be of one assembly",
        path.display(),
        contigs.join(", ")
    )]
    NoGene {
        /// The file.
        path: PathBuf,
        /// Some contigs of the file.
        contigs: Vec<String>,
    },
    /// The gene models are of another assembly.
    #[error(
        "{}: line {line}: {contig} is a chromosome of {found}, the reference is {expected}; take gene models of {expected}",
        path.display()
    )]
    OtherAssembly {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The contig.
        contig: String,
        /// That of the gene models.
        found: Assembly,
        /// That of the reference.
        expected: Assembly,
    },
    /// No summary of MANE.
    #[error(
        "{}: this is not a summary of MANE: columns RefSeq_nuc, Ensembl_nuc and MANE_status are expected \
         (MANE.GRCh38.v1.x.summary.txt)",
        path.display()
    )]
    NotMane {
        /// The file.
        path: PathBuf,
    },
}

/// Malformed lines that are told at once.
pub const MOST_FAULTS: usize = 20;

fn listed(faults: &[(usize, String)]) -> String {
    faults.iter().fold(String::new(), |text, (line, fault)| format!("{text}; line {line}: {fault}"))
}

/// Genes on the contigs of a reference, in genome order.
#[derive(Debug, Clone)]
pub struct GeneModels {
    /// The genes.
    pub genes: Vec<Gene>,
    /// Contigs that the reference lacks, with the number of features on them, which were left out.
    pub left_out: BTreeMap<String, usize>,
    /// Transcripts without exons, or with exons that overlap, which were left out.
    pub unusable: Vec<String>,
}

impl GeneModels {
    /// Reads GTF or GFF3, as Ensembl, GENCODE and NCBI write them. Contigs are found by their name, in UCSC's style or
    /// not, or by the accession of the chromosome. Features that are neither exon nor translated are passed over.
    pub fn read(
        path: &Path,
        contigs: &ContigList,
        assembly: Option<Assembly>,
        mane: Option<&Mane>,
    ) -> Result<Self, GeneModelError> {
        let io = |source| GeneModelError::Io { path: path.to_owned(), source };
        let mut lines = Lines::open(path).map_err(io)?;
        let (mut drafts, mut faults) = (Drafts::default(), Vec::new());
        let mut left_out: BTreeMap<String, usize> = BTreeMap::new();
        let mut known: Option<(String, Option<ContigIndex>)> = None;
        while lines.advance().map_err(io)? && faults.len() < MOST_FAULTS {
            let (line, number) = (lines.text().map_err(io)?, lines.number());
            if line.starts_with("##FASTA") {
                break;
            }
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let record = match Record::parse(line) {
                Ok(record) => record,
                Err(fault) => {
                    faults.push((number, fault.to_string()));
                    continue;
                }
            };
            if known.as_ref().is_none_or(|(name, _)| name != record.contig) {
                if let (Some((found, chromosome)), Some(expected)) = (accession::parse(record.contig), assembly)
                    && found != expected
                    && chromosome != Chromosome::Mitochondrion
                {
                    let (path, contig) = (path.to_owned(), record.contig.to_owned());
                    return Err(GeneModelError::OtherAssembly { path, line: number, contig, found, expected });
                }
                known = Some((record.contig.to_owned(), find_contig(record.contig, contigs)));
            }
            let Some((_, Some(contig))) = known else {
                *left_out.entry(record.contig.to_owned()).or_default() += 1;
                continue;
            };
            if let Err(fault) = drafts.add(contig, &record) {
                faults.push((number, fault.to_string()));
            }
        }
        if !faults.is_empty() {
            return Err(GeneModelError::Malformed { path: path.to_owned(), faults });
        }
        let mitochondrial = |contig: ContigIndex| {
            let name = contigs.get(contig).and_then(|contig| Chromosome::of_name(contig.name.as_str()));
            name == Some(Chromosome::Mitochondrion)
        };
        let (genes, unusable) = drafts.genes(mane, mitochondrial);
        if genes.is_empty() {
            let contigs = left_out.into_keys().take(5).collect();
            return Err(GeneModelError::NoGene { path: path.to_owned(), contigs });
        }
        Ok(Self { genes, left_out, unusable })
    }
}

/// The contig of a name: itself, in the other style, or the chromosome of an accession.
fn find_contig(name: &str, contigs: &ContigList) -> Option<ContigIndex> {
    let chromosome = accession::parse(name).map(|(_, chromosome)| chromosome).or_else(|| Chromosome::of_name(name));
    contigs.find(name).or_else(|| {
        let same = |(place, contig): (usize, &genome::contig::Contig)| {
            (Chromosome::of_name(contig.name.as_str()) == chromosome).then_some(place)
        };
        chromosome.and_then(|_| contigs.contigs().iter().enumerate().find_map(same)).and_then(ContigIndex::new)
    })
}

#[cfg(test)]
mod tests;
