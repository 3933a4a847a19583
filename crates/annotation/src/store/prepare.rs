//! Making a store from a reference, gene models and bands.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use genome::assembly::Assembly;
use genome::contig::{Contig, ContigError, ContigIndex, ContigList, Md5};
use genome::position::{Interval, Position};
use genome::sequence::{Base, Sequence};
use hts::fasta::{FastaError, ReferenceGenome};
use sha2::{Digest, Sha256};

use super::file::{StoreError, StoreWriter};
use super::packed::{BLOCK, Packed};
use super::{AnnotationStore, Block, Group, Index, SourceFile};
use crate::cytoband::{CytobandError, Cytobands};
use crate::gene_models::{GeneModelError, GeneModels, Mane};
use crate::vrs::SequenceId;

/// Genes of a section.
const GROUP: usize = 16;

/// Why a store cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum PrepareError {
    /// The operating system refused.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
    /// The reference cannot be read.
    #[error(transparent)]
    Fasta(#[from] FastaError),
    /// The gene models cannot be used.
    #[error(transparent)]
    GeneModels(#[from] GeneModelError),
    /// The bands cannot be used.
    #[error(transparent)]
    Cytobands(#[from] CytobandError),
    /// The contigs cannot be written down.
    #[error(transparent)]
    Contigs(#[from] ContigError),
    /// The store that was written cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A reference that is not GRCh38.
    #[error("the reference is {found}; {advice}")]
    Assembly {
        /// What it is.
        found: String,
        /// The remedy.
        advice: &'static str,
    },
}

/// Where bases come from.
pub trait ReferenceBases {
    /// The contigs.
    fn contigs(&self) -> &ContigList;

    /// Bases of an interval that lies on the contig.
    fn bases(&self, contig: ContigIndex, interval: Interval) -> Result<Sequence, FastaError>;

    /// The checksum of a contig, if there is one.
    fn checksum(&self, contig: ContigIndex) -> Result<Option<Md5>, FastaError>;

    /// The identifier of a contig's sequence, if its letters are known.
    fn sequence_id(&self, _contig: ContigIndex) -> Result<Option<SequenceId>, FastaError> {
        Ok(None)
    }

    /// Whether any base of the interval may be known; `false` spares asking for them.
    fn may_be_known(&self, _contig: ContigIndex, _interval: Interval) -> bool {
        true
    }
}

impl ReferenceBases for ReferenceGenome {
    fn contigs(&self) -> &ContigList {
        self.contigs()
    }

    fn bases(&self, contig: ContigIndex, interval: Interval) -> Result<Sequence, FastaError> {
        self.sequence(contig, interval)
    }

    fn checksum(&self, contig: ContigIndex) -> Result<Option<Md5>, FastaError> {
        self.checksum(contig).map(Some)
    }

    fn sequence_id(&self, contig: ContigIndex) -> Result<Option<SequenceId>, FastaError> {
        Ok(Some(SequenceId::of_sha512(&self.sha512(contig)?)))
    }
}

/// What a store is made from.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    /// Gene models, GTF or GFF3.
    pub genes: &'a Path,
    /// The summary of MANE, if the gene models do not name its transcripts or their counterparts.
    pub mane: Option<&'a Path>,
    /// Bands, UCSC's `cytoBand.txt`.
    pub cytobands: Option<&'a Path>,
    /// A name for a reference that is no human assembly; without it, one that is not GRCh38 is refused.
    pub other_assembly: Option<&'a str>,
}

/// A store that was made, and what is to be known of it.
#[derive(Debug)]
pub struct Prepared {
    /// The store, open.
    pub store: AnnotationStore,
    /// Genes.
    pub genes: usize,
    /// Transcripts.
    pub transcripts: usize,
    /// Transcripts that are said to be translated as a whole.
    pub translated: usize,
    /// Of these, symbol and accession of those whose bases do not say so: no protein is stated for them.
    pub untranslatable: Vec<(String, String)>,
    /// Contigs of the gene models that the reference lacks, with the features that were left out.
    pub left_out: BTreeMap<String, usize>,
    /// Transcripts without exons, or with exons that overlap, which were left out.
    pub unusable: Vec<String>,
}

fn source_file(role: &str, path: &Path) -> Result<SourceFile, PrepareError> {
    let io = |source| PrepareError::Io { path: path.to_owned(), source };
    let mut file = File::open(path).map_err(io)?;
    let (mut digest, mut buffer, mut bytes) = (Sha256::new(), vec![0; 1 << 20], 0u64);
    loop {
        let count = file.read(&mut buffer).map_err(io)?;
        if count == 0 {
            break;
        }
        digest.update(&buffer[..count]);
        bytes += count as u64;
    }
    let sha256 = digest.finalize().iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(SourceFile { role: role.to_owned(), name, bytes, sha256 })
}

/// The name of the assembly, which must be GRCh38 unless another name is given.
fn assembly_name(contigs: &ContigList, other: Option<&str>) -> Result<(Option<Assembly>, String), PrepareError> {
    let known = Assembly::ALL.into_iter().find(|assembly| assembly.first_difference(contigs).is_none());
    match (known, other) {
        (Some(Assembly::GRCh38), None) => Ok((known, Assembly::GRCh38.to_string())),
        (None, Some(name)) => Ok((None, name.to_owned())),
        (Some(Assembly::GRCh37), _) => Err(PrepareError::Assembly {
            found: Assembly::GRCh37.to_string(),
            advice: "interpretation is defined on GRCh38; give that reference with gene models of it",
        }),
        (Some(found), Some(_)) => {
            Err(PrepareError::Assembly { found: found.to_string(), advice: "leave out the name of another assembly" })
        }
        (None, None) => {
            let difference = Assembly::GRCh38.first_difference(contigs);
            Err(PrepareError::Assembly {
                found: difference
                    .map_or_else(|| "not known".to_owned(), |difference| format!("not GRCh38: {difference}")),
                advice: "give GRCh38 with all its chromosomes, or name another assembly with --other-assembly",
            })
        }
    }
}

/// Makes a store. The file gets its name when it is complete.
///
/// METHOD: the bases of the whole reference go into the store, two bits each, beside the transcripts: a variant anywhere
/// can be compared with the reference, and moved to where HGVS wants it, without the FASTA.
pub fn prepare(reference: &impl ReferenceBases, sources: &Sources, out: &Path) -> Result<Prepared, PrepareError> {
    let io = |source| PrepareError::Io { path: out.to_owned(), source };
    let (known, assembly) = assembly_name(reference.contigs(), sources.other_assembly)?;
    let mane = sources.mane.map(Mane::read).transpose()?;
    let models = GeneModels::read(sources.genes, reference.contigs(), known, mane.as_ref())?;
    let cytobands = sources.cytobands.map(|path| Cytobands::read(path, reference.contigs())).transpose()?;
    let mut files = vec![source_file("genes", sources.genes)?];
    for (role, path) in [("mane", sources.mane), ("cytobands", sources.cytobands)] {
        files.extend(path.map(|path| source_file(role, path)).transpose()?);
    }

    let mut writer = StoreWriter::create(out).map_err(io)?;
    let mut groups = Vec::new();
    for genes in models.genes.chunk_by(|a, b| a.contig == b.contig).flat_map(|genes| genes.chunks(GROUP)) {
        let Some(first) = genes.first() else { continue };
        let end = genes.iter().map(|gene| gene.interval.end()).max().unwrap_or(first.interval.end());
        let Ok(interval) = Interval::new(first.interval.start(), end) else { continue };
        let symbols = genes.iter().map(|gene| gene.symbol.clone()).collect();
        let section = writer.section(&genes).map_err(io)?;
        groups.push(Group { contig: first.contig, interval, symbols, section });
    }
    let (mut contigs, mut sequences, mut blocks) = (Vec::new(), Vec::new(), Vec::new());
    for (place, contig) in reference.contigs().contigs().iter().enumerate() {
        let Some(index) = ContigIndex::new(place) else { continue };
        contigs.push(Contig { md5: reference.checksum(index)?, ..contig.clone() });
        sequences.push(reference.sequence_id(index)?);
        blocks.push(pack(reference, index, contig, &mut writer, out)?);
    }
    let index = Index {
        assembly,
        contigs: ContigList::new(contigs)?,
        sources: files,
        cytobands: cytobands.unwrap_or_default(),
        groups,
        sequences,
        blocks,
    };
    writer.finish(&index).map_err(io)?;

    let store = AnnotationStore::open(out)?;
    let mut prepared = Prepared {
        store,
        genes: models.genes.len(),
        transcripts: 0,
        translated: 0,
        untranslatable: Vec::new(),
        left_out: models.left_out,
        unusable: models.unusable,
    };
    for gene in &models.genes {
        for transcript in &gene.transcripts {
            prepared.transcripts += 1;
            let whole = transcript.coding.as_ref().is_some_and(|coding| coding.start_complete && coding.end_complete);
            if !whole {
                continue;
            }
            prepared.translated += 1;
            if prepared.store.splice(gene, transcript)?.protein.is_none() {
                prepared.untranslatable.push((gene.symbol.clone(), transcript.id.clone()));
            }
        }
    }
    Ok(prepared)
}

/// Writes the bases of a contig in blocks; a block without a known base is not written.
fn pack(
    reference: &impl ReferenceBases,
    index: ContigIndex,
    contig: &Contig,
    writer: &mut StoreWriter,
    out: &Path,
) -> Result<Vec<Block>, PrepareError> {
    let io = |source| PrepareError::Io { path: out.to_owned(), source };
    let length = contig.length.get();
    let mut blocks = Vec::new();
    for begin in (0..length).step_by(BLOCK as usize) {
        let (first, last) = (Position::from_zero_based(begin), Position::new(length.min(begin.saturating_add(BLOCK))));
        let interval = first.and_then(|first| Interval::new(first, last?));
        let Ok(interval) = interval else { continue };
        let bases = reference.may_be_known(index, interval).then(|| reference.bases(index, interval)).transpose()?;
        let known = bases.filter(|bases| bases.iter().any(|base| *base != Base::N));
        blocks.push(known.map(|bases| writer.section(&Packed::new(&bases)).map_err(io)).transpose()?);
    }
    Ok(blocks)
}
