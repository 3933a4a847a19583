//! How much DNA of another person a specimen holds, from places at which another specimen tells the person's own alleles.

use std::collections::BTreeMap;

use super::Chromosomes;
use super::genotype::{LEAST_DEPTH, keeps_both_chromosomes};
use crate::model::foreign_dna::{ForeignDna, ForeignSites};
use crate::pass::alleles::{AlleleCounts, Alleles};
use crate::snps::PopulationFrequency;

/// Frequencies are told apart in steps of one in so many.
const FREQUENCY_STEPS: f64 = 40.0;

/// At most one in so many fragments of the telling specimen may show another allele: it may be contaminated itself.
const OWN_ONE_IN: u32 = 5;

/// Who tells the person's own alleles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Teller {
    /// Another specimen of the person, by its place.
    pub specimen: usize,
    /// It is a tumour: it may have one allele because it lost the other.
    pub is_tumour: bool,
}

/// Estimates the foreign DNA of a specimen. Places are those at which the teller has one allele (and, if it is a tumour,
/// both chromosomes): with a list, of either allele, elsewhere only of the alternate one, because a reference base says
/// nothing of a place where nobody differs from it.
///
/// A specimen may tell its own alleles, at places that are listed: elsewhere it is chosen by what it shows whether there is a place
/// at all. It has one allele where at most a fifth of its fragments show the other, so that beyond a sixth the estimate is too low.
#[must_use]
pub fn estimate(alleles: &AlleleCounts, chromosomes: &Chromosomes, specimen: usize, teller: Teller) -> ForeignDna {
    // Of places of one kind: how many, and the sum of their frequencies.
    let mut listed: BTreeMap<(u64, u32, u32), (u64, f64)> = BTreeMap::new();
    let mut unlisted: BTreeMap<(u32, u32), u64> = BTreeMap::new();
    let (mut other, mut fragments) = (0u64, 0u64);
    for contig in alleles.by_contig().filter(|contig| chromosomes.is_autosome(contig.contig())) {
        let kept = teller.is_tumour.then(|| keeps_both_chromosomes(&contig, teller.specimen));
        let is_kept = |at: usize| kept.as_ref().is_none_or(|kept| kept[at]);
        for (at, site) in contig.sites.iter().enumerate().filter(|(at, _)| is_kept(*at)) {
            let (told, shown) = (contig.of(at, teller.specimen), contig.of(at, specimen));
            let Some(own) = own_allele(told) else { continue };
            let depth = shown.depth();
            match (own, site.frequency.map(PopulationFrequency::get)) {
                (Own::Alternate, None) if teller.specimen == specimen => continue,
                (Own::Alternate, None) => *unlisted.entry((u32::from(shown.reference), depth)).or_default() += 1,
                (Own::Reference, None) => continue,
                (own, Some(frequency)) => {
                    let (foreign, frequency) = match own {
                        Own::Alternate => (shown.reference, 1.0 - frequency),
                        Own::Reference => (shown.alternate, frequency),
                    };
                    let key = (step(frequency), u32::from(foreign), depth);
                    let (places, sum) = listed.entry(key).or_default();
                    *places += 1;
                    *sum += frequency;
                }
            }
            other += u64::from(shown.other);
            fragments += u64::from(depth) + u64::from(shown.other);
        }
    }
    let mut sites = Vec::new();
    #[expect(clippy::cast_precision_loss, reason = "counts of places are far below 2^52")]
    sites.extend(listed.into_iter().map(|((_, foreign, depth), (places, sum))| ForeignSites {
        frequency: Some(sum / places as f64),
        foreign,
        depth,
        places,
    }));
    sites.extend(unlisted.into_iter().map(|((foreign, depth), places)| ForeignSites {
        frequency: None,
        foreign,
        depth,
        places,
    }));
    // METHOD: two bases are neither the person's nor the foreign one; the rate of one certain wrong base is half of theirs.
    #[expect(clippy::cast_precision_loss, reason = "counts of fragments are far below 2^52")]
    let error_rate = 0.5 * (other as f64 + 0.5) / (fragments as f64 + 1.0);
    ForeignDna::estimate(&sites, error_rate)
}

/// The one allele that a person has.
#[derive(Clone, Copy)]
enum Own {
    Reference,
    Alternate,
}

fn own_allele(told: Alleles) -> Option<Own> {
    let depth = told.depth();
    match told {
        _ if depth < LEAST_DEPTH => None,
        told if OWN_ONE_IN * u32::from(told.reference) <= depth => Some(Own::Alternate),
        told if OWN_ONE_IN * u32::from(told.alternate) <= depth => Some(Own::Reference),
        _ => None,
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 40")]
fn step(frequency: f64) -> u64 {
    (frequency * FREQUENCY_STEPS).round() as u64
}

#[cfg(test)]
mod tests {
    use super::super::simulated::{People, chromosomes, pair};
    use super::*;
    use crate::model::foreign_dna::Basis;

    /// The means for the tumour and for the normal, which must hold the truth within this share of it, or 0.3 points.
    fn found(people: &People, in_tumour: f64, in_normal: f64, within: f64) {
        let alleles = people.alleles(11, 5000, &pair(0.9, in_tumour, in_normal));
        for (specimen, teller, truth) in [(0, 1, in_tumour), (1, 0, in_normal)] {
            let teller = Teller { specimen: teller, is_tumour: teller == 0 };
            let estimate = estimate(&alleles, &chromosomes(), specimen, teller);
            assert!(matches!(estimate.basis(), Basis::Measured { .. }), "{:?}", estimate.basis());
            let mean = estimate.mean().get();
            assert!(
                (mean - truth).abs() < (within * truth).max(0.003),
                "lost {}, {in_tumour} in the tumour, {in_normal} in the normal: {mean} in specimen {specimen}",
                people.lost
            );
        }
    }

    #[test]
    fn either_specimen_may_be_contaminated_and_losses_do_not_matter() {
        for lost in [0.0, 0.5] {
            for (in_tumour, in_normal) in [(0.0, 0.0), (0.05, 0.0), (0.0, 0.05), (0.1, 0.1)] {
                found(&People { lost, ..People::default() }, in_tumour, in_normal, 0.3);
            }
        }
    }

    /// Without a normal a lost chromosome must not look like another person's DNA.
    #[test]
    fn a_tumour_alone_is_told_by_the_list() {
        for (lost, purity, truth) in
            [(0.0, 0.9, 0.0), (0.5, 0.9, 0.0), (0.5, 0.6, 0.02), (0.3, 0.95, 0.05), (0.0, 0.9, 0.1)]
        {
            let people = People { listed: true, lost, ..People::default() };
            let alleles = people.alleles(11, 5000, &pair(purity, truth, 0.0)[..1]);
            let estimate = estimate(&alleles, &chromosomes(), 0, Teller { specimen: 0, is_tumour: true });
            assert!(matches!(estimate.basis(), Basis::Measured { .. }), "{:?}", estimate.basis());
            let mean = estimate.mean().get();
            assert!((mean - truth).abs() < (0.3 * truth).max(0.004), "lost {lost}, purity {purity}, {truth}: {mean}");
        }
    }

    #[test]
    fn frequencies_sharpen_the_estimate() {
        let people = People { listed: true, lost: 0.3, ..People::default() };
        for (in_tumour, in_normal) in [(0.0, 0.0), (0.05, 0.0), (0.0, 0.1)] {
            found(&people, in_tumour, in_normal, 0.15);
        }
    }
}
