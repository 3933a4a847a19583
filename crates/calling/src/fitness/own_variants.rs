//! Which of two specimens of one person carries acquired variants of its own: the tumour, unless they were exchanged.
//!
//! METHOD: a substitution is a specimen's own where at least five fragments and a tenth of them show it, and none of at least
//! sixteen of the other specimen do: a heterozygous inherited place gives that with a probability of 2^-16. An inherited
//! place at which the *other* specimen lost the allele looks the same; it lies among others that were lost. So the nearest
//! heterozygous places to either side must have both alleles in the other specimen. Places of a population's list are
//! inherited and do not count.

use genome::sequence::Base;

use super::Chromosomes;
use super::genotype::Genotype;
use crate::pass::alleles::{AlleleCounts, AlleleSite, Alleles, ContigAlleles};

/// Least fragments with the allele, and one in how many of all.
const LEAST_SHOWN: u32 = 5;
const SHOWN_ONE_IN: u32 = 10;
/// Least depth of either specimen, in fragments.
const LEAST_DEPTH: u32 = 16;

/// Substitutions that only one of two specimens has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OwnVariants {
    /// Of the tumour.
    pub tumour: u64,
    /// Of the normal.
    pub normal: u64,
    /// Of the tumour's and of the normal's, those that ultraviolet light makes: C to T behind a pyrimidine.
    pub ultraviolet: [u64; 2],
}

impl OwnVariants {
    /// Counts those of a tumour and a normal, by their places, over the autosomes.
    #[must_use]
    pub fn of(alleles: &AlleleCounts, chromosomes: &Chromosomes, tumour: usize, normal: usize) -> Self {
        let mut own = Self::default();
        for contig in alleles.by_contig().filter(|contig| chromosomes.is_autosome(contig.contig())) {
            let found = [own_of(&contig, tumour, normal), own_of(&contig, normal, tumour)];
            own.tumour += found[0].len() as u64;
            own.normal += found[1].len() as u64;
            for (sum, found) in own.ultraviolet.iter_mut().zip(&found) {
                *sum += found.iter().filter(|at| is_ultraviolet(&contig.sites[**at])).count() as u64;
            }
        }
        own
    }
}

/// The places of the variants that only one specimen of a contig has.
fn own_of(contig: &ContigAlleles<'_>, holder: usize, other: usize) -> Vec<usize> {
    let (mut own, mut waiting): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
    // Whether the last heterozygous place of the holder has both alleles in the other specimen.
    let mut before: Option<bool> = None;
    for site in 0..contig.sites.len() {
        let (holds, lacks) = (contig.of(site, holder), contig.of(site, other));
        let heterozygous = Genotype::of(holds) == Some(Genotype::Heterozygous);
        if heterozygous {
            let kept = lacks.reference > 0 && lacks.alternate > 0;
            if kept {
                own.append(&mut waiting);
            }
            waiting.clear();
        }
        if contig.sites[site].frequency.is_none() && is_own(holds, lacks) && before != Some(false) {
            waiting.push(site);
        }
        if heterozygous {
            before = Some(lacks.reference > 0 && lacks.alternate > 0);
        }
    }
    // The last ones have a place to one side only.
    if before == Some(true) {
        own.append(&mut waiting);
    }
    own
}

fn is_own(holds: Alleles, lacks: Alleles) -> bool {
    let shown = u32::from(holds.alternate);
    shown >= LEAST_SHOWN
        && shown * SHOWN_ONE_IN >= holds.depth()
        && holds.depth() >= LEAST_DEPTH
        && lacks.alternate == 0
        && lacks.depth() >= LEAST_DEPTH
}

/// METHOD: signatures 7a and 7b, of ultraviolet light, are C to T behind C or T on either strand (L. B. Alexandrov et al.,
/// Nature 2020;578:94-101).
fn is_ultraviolet(site: &AlleleSite) -> bool {
    match (site.reference, site.alternate, site.beside) {
        (Base::C, Base::T, [before, _]) => matches!(before, Base::C | Base::T),
        (Base::G, Base::A, [_, after]) => matches!(after, Base::G | Base::A),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::simulated::{People, chromosomes, pair};
    use super::*;

    fn own(people: &People, tumour: usize, normal: usize) -> OwnVariants {
        OwnVariants::of(&people.alleles(8, 8000, &pair(1.0, 0.0, 0.0)), &chromosomes(), tumour, normal)
    }

    #[test]
    fn the_tumour_has_variants_of_its_own_and_losses_are_none() {
        for lost in [0.0, 0.5] {
            let people = People { lost, ..People::default() };
            let found = own(&people, 0, 1);
            assert!(found.tumour > 100 && found.normal <= 3, "{lost}: {found:?}");
            let exchanged = own(&people, 1, 0);
            assert_eq!((exchanged.tumour, exchanged.normal), (found.normal, found.tumour));
            // A third of the acquired variants are C to T, half of them behind a T.
            assert!((1..exchanged.normal / 3).contains(&exchanged.ultraviolet[1]), "{exchanged:?}");
        }
    }

    #[test]
    fn ultraviolet_light_changes_c_behind_a_pyrimidine() {
        let people = People::default().alleles(1, 10, &pair(1.0, 0.0, 0.0));
        let site = *people.iter().next().unwrap().0;
        let of = |reference, alternate, beside| is_ultraviolet(&AlleleSite { reference, alternate, beside, ..site });
        assert!(of(Base::C, Base::T, [Base::T, Base::A]) && of(Base::G, Base::A, [Base::T, Base::G]));
        assert!(!of(Base::C, Base::T, [Base::G, Base::T]) && !of(Base::C, Base::A, [Base::T, Base::T]));
        assert!(!of(Base::T, Base::C, [Base::T, Base::T]) && !of(Base::G, Base::A, [Base::A, Base::C]));
    }
}
