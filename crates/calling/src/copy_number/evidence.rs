//! What copy numbers are told from.

use genome::chromosome::Chromosome;
use genome::contig::{ContigIndex, ContigList};

use crate::fitness::Chromosomes;
use crate::fitness::sex::Sex;
use crate::pass::windows::WINDOW;

/// A window of [`WINDOW`] bases with the mean depth of both specimens.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WindowDepth {
    /// The contig.
    pub contig: ContigIndex,
    /// The place on the grid of windows, from 0.
    pub place: u32,
    /// Bases that the reference knows.
    pub known: u32,
    /// Their GC content, from 0 to 1.
    pub gc: f64,
    /// Mean depth of the tumour over these bases.
    pub tumour: f64,
    /// Mean depth of the normal.
    pub normal: f64,
}

impl WindowDepth {
    /// First base, 0-based.
    #[must_use]
    pub fn start(&self) -> u32 {
        self.place * WINDOW
    }
}

/// A place at which the normal is heterozygous, with the tumour's fragments for either allele.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeterozygousSnp {
    /// The contig.
    pub contig: ContigIndex,
    /// The base, 0-based.
    pub place: u32,
    /// Fragments of the tumour with the reference's base.
    pub reference: u32,
    /// Fragments of the tumour with the other allele.
    pub alternate: u32,
}

/// An acquired substitution of an autosome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SomaticSnv {
    /// The contig.
    pub contig: ContigIndex,
    /// The base, 0-based.
    pub place: u32,
    /// Fragments of the tumour with it.
    pub alternate: u32,
    /// Fragments of the tumour with either allele.
    pub depth: u32,
}

/// A place at which the tumour's genome, and not the normal's, is joined anew: 0-based, the first base behind the break.
pub type Break = (ContigIndex, u32);

/// Everything copy numbers are told from, in genome order.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// The contigs of the reference.
    pub contigs: ContigList,
    /// Whether there is a normal. Without one nothing is assessed.
    pub paired: bool,
    /// Windows that were looked at, those without a known base among them, with a depth of 0.
    pub windows: Vec<WindowDepth>,
    /// Heterozygous places.
    pub snps: Vec<HeterozygousSnp>,
    /// Acquired substitutions.
    pub somatic: Vec<SomaticSnv>,
    /// Breaks, each once.
    pub breaks: Vec<Break>,
    /// The person's sex chromosomes, where they are plain.
    pub sex: Option<Sex>,
    /// The fraction that a clonal variant has in the normal, over the one in the tumour.
    pub tumour_in_normal: f64,
}

impl Evidence {
    /// Copies in the person's inherited genome at a place; `None` where that is not known or there are none.
    #[must_use]
    pub fn inherited_copies(&self, chromosomes: &Chromosomes, contig: ContigIndex, place: u32) -> Option<u8> {
        match (chromosomes.get(contig), self.sex) {
            _ if chromosomes.is_autosome(contig) => Some(2),
            (Some(Chromosome::X), Some(Sex::Xx)) => Some(2),
            (Some(Chromosome::X), Some(Sex::Xy)) if self.is_pseudoautosomal(Chromosome::X, contig, place) => Some(2),
            (Some(Chromosome::Y), Some(Sex::Xy)) if self.is_pseudoautosomal(Chromosome::Y, contig, place) => None,
            (Some(Chromosome::X | Chromosome::Y), Some(Sex::Xy)) => Some(1),
            _ => None,
        }
    }

    fn is_pseudoautosomal(&self, chromosome: Chromosome, contig: ContigIndex, place: u32) -> bool {
        let length = self.contigs.get(contig).map(|contig| contig.length);
        let regions = length.and_then(|length| chromosome.pseudoautosomal(length));
        regions.is_some_and(|regions| {
            regions.iter().any(|region| {
                let (start, end) = region.to_half_open();
                (start..end).contains(&place)
            })
        })
    }

    fn has_sex_chromosomes(&self) -> bool {
        let chromosomes = Chromosomes::of(&self.contigs);
        let contigs = self.windows.chunk_by(|one, next| one.contig == next.contig);
        contigs
            .filter_map(<[_]>::first)
            .any(|window| matches!(chromosomes.get(window.contig), Some(Chromosome::X | Chromosome::Y)))
    }

    /// Why parts of the genome cannot be assessed, whatever the depth.
    #[must_use]
    pub fn not_assessable(&self) -> Vec<String> {
        let mut reasons = Vec::new();
        if !self.paired {
            reasons.push(
                "there is no normal: depth is not told from what places and the person's genome do to it".to_owned(),
            );
        } else if self.sex.is_none() && self.has_sex_chromosomes() {
            reasons.push("X and Y: how many copies the person has is not plain".to_owned());
        }
        reasons
    }
}
