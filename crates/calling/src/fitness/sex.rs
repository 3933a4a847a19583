//! Copies of X and Y, from depth, and whether X has two alleles anywhere.

use genome::chromosome::Chromosome;
use genome::contig::{ContigIndex, ContigList};

use super::Chromosomes;
use super::genotype::Genotype;
use crate::survey::Survey;

/// The sex chromosomes of one specimen.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct SexChromosomes {
    /// Copies of X per cell, against two of the autosomes; `None` where too little of either was looked at.
    pub x: Option<f64>,
    /// Copies of Y per cell; `None` likewise.
    pub y: Option<f64>,
    /// Places of X, outside the regions that it shares with Y, with nothing but the alternate allele.
    pub x_homozygous: u64,
    /// Such places with both alleles.
    pub x_heterozygous: u64,
}

/// What the chromosomes are, where it is plain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sex {
    /// Two X and no Y.
    Xx,
    /// One X and a Y, which some cells may have lost.
    Xy,
}

/// Fewer bases than this of a chromosome, or of the autosomes, say nothing.
const FEWEST_BASES: u64 = 20_000;

/// From how many copies of X there are two, and up to how many one; from how many of Y it is there. In a tenth of a man's
/// blood cells or more Y may be lost, so little of it is enough; reads of X that are placed on Y raise a woman's median
/// not at all.
const TWO_X: f64 = 1.6;
const ONE_X: f64 = 1.4;
const SOME_Y: f64 = 0.2;

impl SexChromosomes {
    /// Of one specimen, by its place.
    ///
    /// METHOD: twice the median depth over that of the autosomes. The median does not see the places where reads of repeats
    /// pile up, of which Y has many.
    #[must_use]
    pub fn of(survey: &Survey, contigs: &ContigList, chromosomes: &Chromosomes, specimen: usize) -> Self {
        let median = |wanted: &dyn Fn(Chromosome) -> bool| {
            let over = survey.coverage.over(specimen, |contig| chromosomes.get(contig).is_some_and(wanted));
            over.median().filter(|_| over.bases() >= FEWEST_BASES)
        };
        let autosomes =
            median(&|chromosome| matches!(chromosome, Chromosome::Autosome(_))).filter(|depth| *depth > 1.0);
        let copies = |wanted: Chromosome| Some(2.0 * median(&|chromosome| chromosome == wanted)? / autosomes?);
        let mut sex = Self { x: copies(Chromosome::X), y: copies(Chromosome::Y), ..Self::default() };
        let is_x = |contig: ContigIndex| chromosomes.get(contig) == Some(Chromosome::X);
        for contig in survey.alleles.by_contig().filter(|contig| is_x(contig.contig())) {
            let shared = contigs.get(contig.contig()).and_then(|x| Chromosome::X.pseudoautosomal(x.length));
            for (at, site) in contig.sites.iter().enumerate() {
                if shared.is_some_and(|shared| shared.iter().any(|region| region.contains(site.position))) {
                    continue;
                }
                match Genotype::of(contig.of(at, specimen)) {
                    Some(Genotype::Heterozygous) => sex.x_heterozygous += 1,
                    Some(Genotype::Alternate) => sex.x_homozygous += 1,
                    _ => {}
                }
            }
        }
        sex
    }

    /// What they are; `None` where it is not plain or not known.
    #[must_use]
    pub fn sex(&self) -> Option<Sex> {
        match (self.x?, self.y?) {
            (x, y) if x >= TWO_X && y < SOME_Y => Some(Sex::Xx),
            (x, y) if x <= ONE_X && y >= SOME_Y => Some(Sex::Xy),
            _ => None,
        }
    }

    /// Whether some cells have a Y; `None` if not known.
    #[must_use]
    pub fn has_y(&self) -> Option<bool> {
        self.y.map(|copies| copies >= SOME_Y)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use genome::contig::{Contig, ContigName};
    use genome::position::{Length, Position};
    use genome::sequence::Base;

    use super::*;
    use crate::pass::alleles::{AlleleCounts, AlleleSite, Alleles};
    use crate::pass::coverage::{Coverage, DepthHistogram};

    /// Chromosome 1 at 30x, X and Y at other depths, over so many bases each.
    fn survey(x: u32, y: u32, bases: u64) -> (Survey, ContigList) {
        let contig = |(name, length): (&str, u32)| Contig {
            name: ContigName::new(name).unwrap(),
            length: Length::new(length).unwrap(),
            md5: None,
        };
        let contigs = [("chr1", 1_000_000), ("chrX", 156_040_895), ("chrY", 57_227_415)].map(contig);
        let even = |depth: u32| {
            let mut histogram = DepthHistogram::default();
            (0..bases).for_each(|_| histogram.count(depth));
            histogram
        };
        let depths = [30, x, y].into_iter().enumerate();
        let covered = depths.map(|(place, depth)| (ContigIndex::new(place).unwrap(), vec![even(depth)])).collect();
        let coverage = Coverage { contigs: covered, callable: 0, genes: BTreeMap::new() };
        (Survey { coverage, ..Survey::default() }, ContigList::new(contigs.to_vec()).unwrap())
    }

    fn sex(x: u32, y: u32) -> SexChromosomes {
        let (survey, contigs) = survey(x, y, FEWEST_BASES);
        SexChromosomes::of(&survey, &contigs, &Chromosomes::of(&contigs), 0)
    }

    #[test]
    fn copies_follow_the_depth() {
        assert_eq!((sex(30, 0).sex(), sex(15, 15).sex()), (Some(Sex::Xx), Some(Sex::Xy)));
        assert_eq!(sex(15, 4).sex(), Some(Sex::Xy), "Y is lost in most cells");
        assert_eq!((sex(15, 0).sex(), sex(15, 0).has_y()), (None, Some(false)), "a lost Y, or a lost X");
        assert_eq!((sex(30, 15).sex(), sex(22, 0).sex()), (None, None));
        assert!((sex(15, 15).x.unwrap() - 1.0).abs() < 0.05);
    }

    #[test]
    fn without_the_chromosomes_nothing_is_guessed() {
        let (survey, contigs) = survey(15, 15, FEWEST_BASES - 1);
        assert_eq!(SexChromosomes::of(&survey, &contigs, &Chromosomes::of(&contigs), 0), SexChromosomes::default());
    }

    #[test]
    fn alleles_of_x_are_counted_where_y_has_none() {
        let (mut survey, contigs) = survey(30, 0, FEWEST_BASES);
        let site = |at: u32| AlleleSite {
            contig: ContigIndex::new(1).unwrap(),
            position: Position::new(at).unwrap(),
            reference: Base::A,
            alternate: Base::C,
            beside: [Base::A; 2],
            frequency: None,
        };
        let [both, one] = [15, 0].map(|reference| vec![Alleles { reference, alternate: 15, other: 0 }]);
        survey.alleles = AlleleCounts::from_sites([
            (site(2_000_000), both.clone()),
            (site(3_000_000), both),
            (site(4_000_000), one),
        ]);
        let sex = SexChromosomes::of(&survey, &contigs, &Chromosomes::of(&contigs), 0);
        assert_eq!((sex.x_heterozygous, sex.x_homozygous), (1, 1), "the first lies in PAR1");
    }
}
