//! Genotypes of one specimen, told by counts where they are plain.

use crate::pass::alleles::{Alleles, ContigAlleles};

/// A plain genotype.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Genotype {
    /// Nothing but the reference's base.
    Reference,
    /// Both alleles, about as often.
    Heterozygous,
    /// Nothing but the other allele.
    Alternate,
}

/// Least fragments.
pub const LEAST_DEPTH: u32 = 12;

impl Genotype {
    /// The genotype that counts show.
    ///
    /// METHOD: one allele has at most a tenth of the fragments, or each has at least a quarter; what lies between, and what
    /// fewer than 12 fragments cover, is not told. A heterozygous place looks homozygous in 3 of 1000 cases at 12 fragments
    /// (binomial), in 2 of 100,000 at 20.
    #[must_use]
    pub fn of(alleles: Alleles) -> Option<Self> {
        let (alternate, depth) = (u32::from(alleles.alternate), alleles.depth());
        if depth < LEAST_DEPTH {
            None
        } else if 10 * alternate <= depth {
            Some(Self::Reference)
        } else if 10 * alternate >= 9 * depth {
            Some(Self::Alternate)
        } else if 4 * alternate >= depth && 4 * alternate <= 3 * depth {
            Some(Self::Heterozygous)
        } else {
            None
        }
    }
}

/// For each site of a contig, whether a specimen has heterozygous ones near it to both sides, and so both parents'
/// chromosomes.
#[must_use]
pub fn keeps_both_chromosomes(contig: &ContigAlleles<'_>, specimen: usize) -> Vec<bool> {
    let one_side = |sites: &mut dyn Iterator<Item = usize>| {
        let mut near = vec![false; contig.sites.len()];
        let mut last: Option<u32> = None;
        for site in sites {
            let place = contig.sites[site].position.get();
            near[site] = last.is_some_and(|last| last.abs_diff(place) <= NEAR);
            if Genotype::of(contig.of(site, specimen)) == Some(Genotype::Heterozygous) {
                last = Some(place);
            }
        }
        near
    };
    let left = one_side(&mut (0..contig.sites.len()));
    let right = one_side(&mut (0..contig.sites.len()).rev());
    left.into_iter().zip(right).map(|(left, right)| left && right).collect()
}

/// How far a heterozygous site may lie, in bases. There is about one in a thousand: without one in so many to either side a
/// chromosome is probably lost, or the person's parents were related.
const NEAR: u32 = 20_000;

#[cfg(test)]
mod tests {
    use genome::contig::ContigIndex;
    use genome::position::Position;
    use genome::sequence::Base;

    use super::*;
    use crate::pass::alleles::{AlleleCounts, AlleleSite};

    fn alleles(reference: u16, alternate: u16) -> Alleles {
        Alleles { reference, alternate, other: 0 }
    }

    #[test]
    fn only_plain_genotypes_are_told() {
        for (counts, expected) in [
            ((30, 0), Some(Genotype::Reference)),
            ((27, 3), Some(Genotype::Reference)),
            ((26, 4), None),
            ((15, 15), Some(Genotype::Heterozygous)),
            ((20, 7), Some(Genotype::Heterozygous)),
            ((3, 27), Some(Genotype::Alternate)),
            ((5, 25), None),
            ((0, 11), None),
        ] {
            assert_eq!(Genotype::of(alleles(counts.0, counts.1)), expected, "{counts:?}");
        }
    }

    #[test]
    fn a_chromosome_is_kept_where_heterozygous_sites_are_near() {
        let site = |at: u32| AlleleSite {
            contig: ContigIndex::new(0).unwrap(),
            position: Position::new(at).unwrap(),
            reference: Base::A,
            alternate: Base::C,
            beside: [Base::A; 2],
            frequency: None,
        };
        let (own, both) = (alleles(0, 30), alleles(15, 15));
        let sites =
            [(1, own), (15_000, both), (30_000, own), (40_000, both), (55_000, own), (75_000, both), (80_000, own)];
        let counts = AlleleCounts::from_sites(sites.map(|(at, alleles)| (site(at), vec![alleles])));
        let contig = counts.by_contig().next().unwrap();
        assert_eq!(keeps_both_chromosomes(&contig, 0), [false, false, true, false, true, false, false]);
    }
}
