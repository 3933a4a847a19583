//! Whether two specimens are of one person, although a tumour loses chromosomes.
//!
//! METHOD: a tumour that loses an allele turns heterozygous places into homozygous ones, of either allele; nothing makes a
//! homozygous place heterozygous, or homozygous for the other allele. So of the places at which one specimen has nothing but
//! the alternate allele, the share is taken at which the other has the reference's base in a quarter of its fragments or
//! more: next to none for the same person, nearly a third for parents, children, brothers and sisters, and half for strangers
//! (frequencies of density 1/p; see [`crate::model::foreign_dna`]). Losses of the first specimen raise it, so it is taken in
//! both directions and the smaller share counts: of two specimens of one person one is without losses.
//! Opposite homozygous genotypes (IBS0) tell strangers from parents and children, who share an allele everywhere
//! (A. Manichaikul et al., Bioinformatics 2010;26:2867-2873; somalier: B. S. Pedersen et al., Genome Med 2020;12:62).
//! Identical twins are one person here.

use super::Chromosomes;
use super::genotype::{Genotype, LEAST_DEPTH};
use crate::pass::alleles::{AlleleCounts, Alleles};

/// Genotypes of two specimens beside each other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Places at which the first has nothing but the alternate allele and the second is covered, and the other way round.
    pub homozygous: [u64; 2],
    /// Of these, those at which the other has the reference's base as well.
    pub discordant: [u64; 2],
    /// Places at which both have a single allele, not both the reference's base.
    pub both_homozygous: u64,
    /// Of these, those at which it is not the same one.
    pub opposite: u64,
    /// Heterozygous places of each.
    pub heterozygous: [u64; 2],
    /// Heterozygous in both.
    pub both_heterozygous: u64,
}

/// Fewer places than this say nothing.
const FEWEST_PLACES: u64 = 50;

impl Comparison {
    /// Compares two specimens, by their places, over the autosomes.
    #[must_use]
    pub fn of(alleles: &AlleleCounts, chromosomes: &Chromosomes, first: usize, second: usize) -> Self {
        let mut comparison = Self::default();
        for contig in alleles.by_contig().filter(|contig| chromosomes.is_autosome(contig.contig())) {
            for site in 0..contig.sites.len() {
                comparison.add([contig.of(site, first), contig.of(site, second)]);
            }
        }
        comparison
    }

    fn add(&mut self, alleles: [Alleles; 2]) {
        let genotypes = alleles.map(Genotype::of);
        for (one, other) in [(0, 1), (1, 0)] {
            let depth = alleles[other].depth();
            if genotypes[one] == Some(Genotype::Alternate) && depth >= LEAST_DEPTH {
                self.homozygous[one] += 1;
                self.discordant[one] += u64::from(4 * u32::from(alleles[other].reference) >= depth);
            }
            self.heterozygous[one] += u64::from(genotypes[one] == Some(Genotype::Heterozygous));
        }
        match genotypes {
            [Some(Genotype::Heterozygous), Some(Genotype::Heterozygous)] => self.both_heterozygous += 1,
            [Some(Genotype::Alternate), Some(Genotype::Alternate)] => self.both_homozygous += 1,
            [Some(Genotype::Alternate), Some(Genotype::Reference)]
            | [Some(Genotype::Reference), Some(Genotype::Alternate)] => {
                self.both_homozygous += 1;
                self.opposite += 1;
            }
            _ => {}
        }
    }

    /// The smaller share of discordant places; `None` with too few places.
    #[must_use]
    pub fn discordance(&self) -> Option<f64> {
        let share = |at: usize| ratio(self.discordant[at], self.homozygous[at], FEWEST_PLACES);
        Some(share(0)?.min(share(1)?))
    }

    /// The share of opposite genotypes among those with a single allele in both; `None` with too few places.
    #[must_use]
    pub fn opposite_share(&self) -> Option<f64> {
        ratio(self.opposite, self.both_homozygous, FEWEST_PLACES)
    }

    /// Relatedness: 1 for the same person, about one half for parents, children, brothers and sisters, about 0 for strangers
    /// (somalier's: shared heterozygous places less twice the opposite ones, over the fewer heterozygous ones). Lost
    /// chromosomes lower it, so no verdict rests on it. `None` with too few places.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of places are far below 2^52")]
    pub fn relatedness(&self) -> Option<f64> {
        let fewer = self.heterozygous[0].min(self.heterozygous[1]);
        (fewer >= FEWEST_PLACES).then(|| (self.both_heterozygous as f64 - 2.0 * self.opposite as f64) / fewer as f64)
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of places are far below 2^52")]
fn ratio(part: u64, whole: u64, least: u64) -> Option<f64> {
    (whole >= least).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
mod tests {
    use super::super::simulated::{People, chromosomes, pair};
    use super::*;

    fn compared(people: &People, specimens: &[super::super::simulated::Mixture]) -> Comparison {
        Comparison::of(&people.alleles(3, 4000, specimens), &chromosomes(), 1, 0)
    }

    #[test]
    fn a_tumour_that_lost_half_of_its_chromosomes_is_of_the_same_person() {
        for (lost, tumour) in [(0.0, 1.0), (0.5, 1.0), (0.9, 1.0), (0.5, 0.6)] {
            let comparison = compared(&People { lost, ..People::default() }, &pair(tumour, 0.0, 0.0));
            assert!(comparison.discordance().unwrap() < 0.01, "{lost}: {comparison:?}");
            assert!(comparison.opposite_share().unwrap() < 0.005, "{lost}: {comparison:?}");
        }
        let kept = compared(&People::default(), &pair(1.0, 0.0, 0.0)).relatedness().unwrap();
        let lost = compared(&People { lost: 0.5, ..People::default() }, &pair(1.0, 0.0, 0.0)).relatedness().unwrap();
        assert!(kept > 0.95 && lost < 0.85, "losses look like kinship here: {kept} {lost}");
    }

    #[test]
    fn strangers_and_relatives_are_not_the_same_person() {
        // All of the second specimen's DNA is the other person's.
        let stranger = compared(&People::default(), &pair(0.0, 1.0, 0.0));
        assert!(stranger.discordance().unwrap() > 0.3 && stranger.opposite_share().unwrap() > 0.1, "{stranger:?}");
        assert!(stranger.relatedness().unwrap() < 0.3, "{stranger:?}");
        let child = compared(&People { shared: 1, ..People::default() }, &pair(0.0, 1.0, 0.0));
        assert!(child.discordance().unwrap() > 0.15 && child.opposite_share().unwrap() < 0.001, "{child:?}");
        let twin = compared(&People { shared: 2, ..People::default() }, &pair(0.0, 1.0, 0.0));
        assert!(twin.discordance().unwrap() < 0.01, "{twin:?}");
    }

    #[test]
    fn the_order_of_the_two_does_not_matter_for_the_verdict() {
        let alleles = People { lost: 0.4, ..People::default() }.alleles(5, 3000, &pair(1.0, 0.0, 0.0));
        let [one, other] = [(0, 1), (1, 0)].map(|(a, b)| Comparison::of(&alleles, &chromosomes(), a, b));
        assert_eq!((one.discordance(), one.opposite_share()), (other.discordance(), other.opposite_share()));
        assert_eq!(one.relatedness(), other.relatedness());
        assert_ne!(one.discordant, other.discordant, "losses of the tumour show in one direction only");
    }

    #[test]
    fn few_places_say_nothing() {
        let alleles = People::default().alleles(5, 100, &pair(1.0, 0.0, 0.0));
        let comparison = Comparison::of(&alleles, &chromosomes(), 0, 1);
        assert_eq!((comparison.discordance(), comparison.opposite_share()), (None, None));
    }
}
