//! The store: a reference with its genes and bands in one checksummed file, which opens in milliseconds.
//!
//! [`prepare`] makes it once. Opening reads the index; genes and bases are read where they are asked for, and each section
//! is believed only after its checksum was compared.

mod file;
mod packed;
mod prepare;

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use genome::assembly::Assembly;
use genome::chromosome::Chromosome;
use genome::contig::{ContigIndex, ContigList};
use genome::position::{Interval, Position, Strand};
use genome::sequence::{Base, Sequence};
use serde::{Deserialize, Serialize};

pub use file::StoreError;
pub use prepare::{PrepareError, Prepared, ReferenceBases, Sources, prepare};

use crate::accession;
use crate::amino_acid::AminoAcid;
use crate::coding;
use crate::cytoband::Cytobands;
use crate::transcript::{Gene, Transcript};
use crate::vrs::SequenceId;
use file::{Section, StoreFile};
use packed::{BLOCK, Packed};

/// Sections that are kept in memory, of genes and of bases each.
const KEPT: usize = 256;

/// A file that a store was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceFile {
    /// What it was: `genes`, `mane` or `cytobands`.
    pub role: String,
    /// Its name, without the folder.
    pub name: String,
    /// Its length.
    pub bytes: u64,
    /// Its checksum.
    pub sha256: String,
}

/// Neighbouring genes, in one section.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Group {
    contig: ContigIndex,
    interval: Interval,
    symbols: Vec<String>,
    section: Section,
}

/// Where the bases of a block lie; `None` if none is known.
type Block = Option<Section>;

#[derive(Debug, Serialize, Deserialize)]
struct Index {
    assembly: String,
    contigs: ContigList,
    sources: Vec<SourceFile>,
    cytobands: Cytobands,
    groups: Vec<Group>,
    sequences: Vec<Option<SequenceId>>,
    blocks: Vec<Vec<Block>>,
}

/// A transcript's bases, and the protein that they say.
#[derive(Debug, Clone)]
pub struct Spliced {
    /// The bases of all exons, in the direction of transcription.
    pub bases: Sequence,
    /// The protein with its end; `None` if it is not translated, or its bases do not say what the source says.
    pub protein: Option<Vec<AminoAcid>>,
}

/// A gene, with the bases of its transcripts once they were asked for.
#[derive(Debug)]
pub struct StoredGene {
    /// The gene.
    pub gene: Gene,
    spliced: Vec<OnceLock<Spliced>>,
}

/// A few values by number; when there are too many all are let go, and read anew where they are asked for.
#[derive(Debug)]
struct Cache<Key, Value>(Mutex<HashMap<Key, Arc<Value>>>);

impl<Key: std::hash::Hash + Eq, Value> Cache<Key, Value> {
    fn new() -> Self {
        Self(Mutex::new(HashMap::new()))
    }

    fn get_or<Error>(&self, key: Key, read: impl FnOnce() -> Result<Value, Error>) -> Result<Arc<Value>, Error> {
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(value) = lock().get(&key) {
            return Ok(Arc::clone(value));
        }
        let value = Arc::new(read()?);
        let mut kept = lock();
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(key, Arc::clone(&value));
        Ok(value)
    }
}

/// A store that is open.
#[derive(Debug)]
pub struct AnnotationStore {
    file: StoreFile,
    index: Index,
    id: String,
    genes: Cache<usize, Vec<Arc<StoredGene>>>,
    bases: Cache<(usize, usize), Packed>,
}

impl AnnotationStore {
    /// Opens a store.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let (file, index, id) = StoreFile::open::<Index>(path)?;
        let blocks_fit = index.blocks.len() == index.contigs.contigs().len()
            && index
                .blocks
                .iter()
                .zip(index.contigs.contigs())
                .all(|(blocks, contig)| blocks.len() == (contig.length.get() as usize).div_ceil(BLOCK as usize));
        if !blocks_fit {
            return Err(file.damaged("its parts do not fit together"));
        }
        Ok(Self { file, index, id, genes: Cache::new(), bases: Cache::new() })
    }

    /// The checksum of the whole (SHA-256), 64 hexadecimal digits.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.file.path()
    }

    /// The name of the assembly.
    #[must_use]
    pub fn assembly(&self) -> &str {
        &self.index.assembly
    }

    /// The contigs, with their checksums.
    #[must_use]
    pub fn contigs(&self) -> &ContigList {
        &self.index.contigs
    }

    /// What it was made from, the reference apart, whose checksums are those of the contigs.
    #[must_use]
    pub fn sources(&self) -> &[SourceFile] {
        &self.index.sources
    }

    /// The bands; none if no table was given.
    #[must_use]
    pub fn cytobands(&self) -> &Cytobands {
        &self.index.cytobands
    }

    /// How HGVS names a contig: by the accession of the chromosome of a known assembly, else by its name.
    #[must_use]
    pub fn accession(&self, contig: ContigIndex) -> String {
        let name = self.index.contigs.get(contig).map_or("", |contig| contig.name.as_str());
        let assembly = self.index.assembly.parse::<Assembly>().ok();
        match (assembly, Chromosome::of_name(name)) {
            (Some(assembly), Some(chromosome)) => accession::of_chromosome(assembly, chromosome),
            _ => name.to_owned(),
        }
    }

    /// The identifier of a contig's sequence; `None` where the store was not made from its letters.
    #[must_use]
    pub fn sequence_id(&self, contig: ContigIndex) -> Option<&SequenceId> {
        self.index.sequences.get(contig.get())?.as_ref()
    }

    /// The genes that share a base with an interval, in genome order.
    pub fn genes(&self, contig: ContigIndex, interval: Interval) -> Result<Vec<Arc<StoredGene>>, StoreError> {
        let (groups, mut found) = (&self.index.groups, Vec::new());
        // Groups are in genome order; those that begin behind the interval cannot overlap it.
        let from = groups.partition_point(|group| group.contig < contig);
        let to = groups.partition_point(|group| (group.contig, group.interval.start()) <= (contig, interval.end()));
        for (number, group) in groups.iter().enumerate().take(to).skip(from) {
            if group.interval.overlaps(interval) {
                let genes = self.group(number, group)?;
                found.extend(genes.iter().filter(|gene| gene.gene.interval.overlaps(interval)).cloned());
            }
        }
        Ok(found)
    }

    /// The genes of a symbol, mostly one, in genome order.
    pub fn genes_named(&self, symbol: &str) -> Result<Vec<Arc<StoredGene>>, StoreError> {
        let mut found = Vec::new();
        for (number, group) in self.index.groups.iter().enumerate() {
            if group.symbols.iter().any(|held| held == symbol) {
                let genes = self.group(number, group)?;
                found.extend(genes.iter().filter(|gene| gene.gene.symbol == symbol).cloned());
            }
        }
        Ok(found)
    }

    fn group(&self, number: usize, group: &Group) -> Result<Arc<Vec<Arc<StoredGene>>>, StoreError> {
        self.genes.get_or(number, || {
            let genes: Vec<Gene> = self.file.read(&group.section, "a section of genes")?;
            let stored = |gene: Gene| {
                let spliced = gene.transcripts.iter().map(|_| OnceLock::new()).collect();
                Arc::new(StoredGene { gene, spliced })
            };
            Ok(genes.into_iter().map(stored).collect())
        })
    }

    /// The bases of an interval.
    pub fn bases(&self, contig: ContigIndex, interval: Interval) -> Result<Sequence, StoreError> {
        let outside = || StoreError::Outside { path: self.path().to_owned(), place: interval.to_string() };
        let length = self.index.contigs.get(contig).ok_or_else(outside)?.length;
        let blocks = self.index.blocks.get(contig.get()).ok_or_else(outside)?;
        if interval.end() > length.last() {
            return Err(outside());
        }
        let (mut begin, end) = interval.to_half_open();
        let mut bases: Vec<Base> = Vec::with_capacity((end - begin) as usize);
        while begin < end {
            let number = (begin / BLOCK) as usize;
            let block_begin = begin - begin % BLOCK;
            let stop = end.min(block_begin + BLOCK);
            match blocks.get(number) {
                Some(Some(section)) => {
                    let block = self.bases.get_or((contig.get(), number), || {
                        let block: Packed = self.file.read(section, "a section of bases")?;
                        if block.is_sound() { Ok(block) } else { Err(self.file.damaged("a section of bases")) }
                    })?;
                    bases.extend_from_slice(&block.bases(begin - block_begin, stop - block_begin));
                }
                _ => bases.extend(std::iter::repeat_n(Base::N, (stop - begin) as usize)),
            }
            begin = stop;
        }
        Ok(bases.into_iter().collect())
    }

    /// The bases of a transcript and its protein.
    pub fn splice(&self, gene: &Gene, transcript: &Transcript) -> Result<Spliced, StoreError> {
        let mut bases = Vec::with_capacity(transcript.length() as usize);
        for exon in &transcript.exons {
            let exon = self.bases(gene.contig, *exon)?;
            match gene.strand {
                Strand::Forward => bases.extend_from_slice(&exon),
                Strand::Reverse => bases.extend(exon.iter().rev().map(|base| base.complement())),
            }
        }
        let coding = transcript.coding.as_ref();
        let protein = coding.and_then(|coding| coding::protein(coding, &bases, gene.code));
        Ok(Spliced { bases: bases.into_iter().collect(), protein })
    }

    /// The bases of a transcript of a stored gene, by its place in the gene; read once.
    pub fn spliced<'a>(&self, gene: &'a StoredGene, place: usize) -> Result<Option<&'a Spliced>, StoreError> {
        let (Some(transcript), Some(cell)) = (gene.gene.transcripts.get(place), gene.spliced.get(place)) else {
            return Ok(None);
        };
        if let Some(spliced) = cell.get() {
            return Ok(Some(spliced));
        }
        let spliced = self.splice(&gene.gene, transcript)?;
        Ok(Some(cell.get_or_init(|| spliced)))
    }

    /// An interval with bases on either side, within the contig; `None` for a contig that is none.
    #[must_use]
    pub fn widened(&self, contig: ContigIndex, interval: Interval, by: u32) -> Option<Interval> {
        let last = self.index.contigs.get(contig)?.length.last();
        let start = interval.start().checked_sub(by).unwrap_or(Position::FIRST);
        let end = interval.end().checked_add(by).filter(|end| *end <= last).unwrap_or(last);
        Interval::new(start, end).ok()
    }
}
