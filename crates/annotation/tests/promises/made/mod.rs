//! Small invented genes, on a contig and on its mirror image.

#![allow(dead_code, reason = "each test takes what it needs")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use annotation::annotate::{Annotated, Asked, annotate};
use annotation::store::{AnnotationStore, Prepared, ReferenceBases, Sources, prepare};
use genome::contig::{Contig, ContigIndex, ContigList, ContigName, Md5};
use genome::position::{Interval, Length, Position};
use genome::sequence::{Base, Sequence};
use hts::fasta::FastaError;

/// Known stretches of a contig: the 0-based place of the first base, and the bases.
pub type Stretches = Vec<(u32, Sequence)>;

/// A reference in memory: contigs of which stretches are known.
pub struct Memory {
    pub contigs: ContigList,
    /// Of each contig, the 0-based places of the first bases of known stretches, and their bases.
    pub known: Vec<Stretches>,
}

impl Memory {
    pub fn new(contigs: Vec<(String, u32, Stretches)>) -> Self {
        let contig = |(name, length, _): &(String, u32, Stretches)| Contig {
            name: ContigName::new(name).unwrap(),
            length: Length::new(*length).unwrap(),
            md5: None,
        };
        Self {
            contigs: ContigList::new(contigs.iter().map(contig).collect()).unwrap(),
            known: contigs.into_iter().map(|(_, _, known)| known).collect(),
        }
    }
}

fn end(start: u32, bases: &[Base]) -> u32 {
    start + u32::try_from(bases.len()).unwrap()
}

impl ReferenceBases for Memory {
    fn contigs(&self) -> &ContigList {
        &self.contigs
    }

    fn bases(&self, contig: ContigIndex, interval: Interval) -> Result<Sequence, FastaError> {
        let (begin, stop) = interval.to_half_open();
        let mut found = vec![Base::N; (stop - begin) as usize];
        for (start, bases) in &self.known[contig.get()] {
            let (from, to) = (begin.max(*start), stop.min(end(*start, bases)));
            if from < to {
                let part = &bases[(from - start) as usize..(to - start) as usize];
                found[(from - begin) as usize..(to - begin) as usize].copy_from_slice(part);
            }
        }
        Ok(found.into_iter().collect())
    }

    fn checksum(&self, _: ContigIndex) -> Result<Option<Md5>, FastaError> {
        Ok(None)
    }

    fn may_be_known(&self, contig: ContigIndex, interval: Interval) -> bool {
        let (begin, stop) = interval.to_half_open();
        self.known[contig.get()].iter().any(|(start, bases)| begin < end(*start, bases) && stop > *start)
    }
}

/// Bases of no meaning, the same for a seed.
pub fn random(seed: u64, count: usize) -> String {
    let mut random = fastrand::Rng::with_seed(seed);
    (0..count).map(|_| char::from(b"ACGT"[random.usize(..4)])).collect()
}

pub const UTR: &str = "GGCACCGACC";
/// M A K W Q Q Q R S E L F G H I D P V C T Y N K D and the end.
pub const CODING: &str = "ATGGCTAAATGGCAGCAGCAGCGTTCTGAATTGTTCGGTCACATCGACCCGGTGTGTACCTATAACAAGGATTAA";
pub const BEHIND: &str = "GCATGACCTAAGCCC";
pub const INTRON: &str = "GTAAGTACCGATTACGCTAGGCATCGAATCCTTTTTCTCTTTCCTTGCAG";

/// Bases before the gene.
const FLANK: usize = 6_000;

/// An invented gene `INV` of three exons on a contig of its own, and where its bases lie.
pub struct World {
    pub store: AnnotationStore,
    pub length: u32,
    /// The place on the contig, from 1, of each coding base, in the forward world.
    pub coding: Vec<u32>,
    pub exons: Vec<(u32, u32)>,
    mirrored: bool,
    bases: Sequence,
    _folder: tempfile::TempDir,
}

impl World {
    pub fn new(mirrored: bool) -> Self {
        let exons =
            [format!("{UTR}{}", &CODING[..31]), CODING[31..60].to_owned(), format!("{}{BEHIND}", &CODING[60..])];
        let (mut contig, mut places, mut transcript) = (random(1, FLANK), Vec::new(), Vec::new());
        for (number, exon) in exons.iter().enumerate() {
            if number > 0 {
                contig.push_str(INTRON);
            }
            let start = u32::try_from(contig.len()).unwrap() + 1;
            contig.push_str(exon);
            let end = u32::try_from(contig.len()).unwrap();
            places.push((start, end));
            transcript.extend(start..=end);
        }
        contig.push_str(&random(2, FLANK));
        let bases: Sequence = contig.parse().unwrap();
        let length = u32::try_from(bases.len()).unwrap();
        let bases = if mirrored { bases.reverse_complement() } else { bases };
        let coding = transcript[UTR.len()..UTR.len() + CODING.len()].to_vec();
        let strand = if mirrored { '-' } else { '+' };
        let place = |(start, end): (u32, u32)| {
            if mirrored { (length + 1 - end, length + 1 - start) } else { (start, end) }
        };
        let mut gtf = String::new();
        let mut line = |feature: &str, interval: (u32, u32), gene: &str| {
            let (start, end) = place(interval);
            let _ = writeln!(
                gtf,
                "chr1\tx\t{feature}\t{start}\t{end}\t.\t{strand}\t0\tgene_id \"{gene}\"; transcript_id \"{gene}T\"; \
                 transcript_version \"1\"; gene_name \"{gene}\"; transcript_biotype \"{}\"; tag \"MANE_Select\";",
                if gene == "INV" { "protein_coding" } else { "lncRNA" }
            );
        };
        for exon in &places {
            line("exon", *exon, "INV");
        }
        for exon in &places {
            let (start, end) = (exon.0.max(coding[0]), exon.1.min(coding[74]));
            line("CDS", (start, end), "INV");
        }
        line("exon", (100, 200), "LNC");
        line("exon", (300, 400), "LNC");
        let folder = tempfile::tempdir().unwrap();
        let genes = folder.path().join("genes.gtf");
        std::fs::write(&genes, gtf).unwrap();
        let memory = Memory::new(vec![
            ("chr1".into(), length, vec![(0, bases.clone())]),
            ("chr2".into(), 50_000, vec![(0, random(3, 50_000).parse().unwrap())]),
        ]);
        let store = prepared(&memory, &genes, folder.path(), None, Some("invented")).store;
        Self { store, length, coding, exons: places, mirrored, bases, _folder: folder }
    }

    /// Replaces `deleted` bases of the forward contig from `position` on by `inserted`.
    pub fn annotate(&self, position: u32, deleted: u32, inserted: &str, asked: Asked) -> Annotated {
        let contig = self.store.contigs().find("chr1").unwrap();
        let inserted: Sequence = inserted.parse().unwrap();
        let (position, inserted) = if self.mirrored {
            (self.length + 2 - position - deleted, inserted.reverse_complement())
        } else {
            (position, inserted)
        };
        let begin = position as usize - 1;
        let reference = &self.bases[begin..begin + deleted as usize];
        annotate(&self.store, contig, Position::new(position).unwrap(), reference, &inserted, asked).unwrap()
    }
}

/// A store of a reference in memory.
pub fn prepared(memory: &Memory, genes: &Path, folder: &Path, mane: Option<&Path>, other: Option<&str>) -> Prepared {
    let sources = Sources { genes, mane, cytobands: None, other_assembly: other };
    prepare(memory, &sources, &folder.join("store")).unwrap()
}

/// The folder of shared data, if it is there; says loudly that a test was skipped if not.
pub fn shared(test: &str) -> Option<PathBuf> {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("MARV_SHARED_DATA").map_or(default, PathBuf::from);
    if folder.join("grch38_gene_regions").is_dir() {
        return Some(folder);
    }
    eprintln!("SKIPPED: no shared data (MARV_SHARED_DATA, or ../shared/data): {test}");
    None
}
