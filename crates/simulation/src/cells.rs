//! The haplotypes of the cells that a sample is mixed of, and their shares.
//!
//! METHOD: see [`ClonePlan`]. With the clones in order of size, v(1) >= v(2) >= ... >= v(K), a
//! tumour cell of generation g carries the variants of the first g clones; 2 v(g) - 2 v(g+1) of the tumour cells are of
//! generation g, with 2 v(0) = 1 and v(K+1) = 0. A normal cell is of generation 0.

use std::ops::Range;

use genome::sequence::Base;

use crate::haplotype::Haplotype;
use crate::plan::{ClonePlan, Plan, SamplePlan};
use crate::variants::{ContigVariants, GermlineSite, SomaticVariant};

/// Which of the two samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SampleKind {
    /// The tumour sample.
    Tumour,
    /// The normal sample.
    Normal,
}

/// The shares of DNA in a sample.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Shares {
    /// By generation of the patient's cells; the first are normal cells and tumour cells before the first clone.
    generations: Vec<f64>,
    /// The other person.
    contaminant: f64,
}

/// The generation in which each clone's variants first occur, by the clone's place in the plan.
pub(crate) fn first_generations(clones: &[ClonePlan]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..clones.len()).collect();
    order.sort_by(|a, b| clones[*b].allele_fraction.total_cmp(&clones[*a].allele_fraction));
    let mut generations = vec![0; clones.len()];
    for (generation, clone) in order.iter().enumerate() {
        generations[*clone] = generation + 1;
    }
    generations
}

impl Plan {
    /// How a sample is sequenced.
    #[must_use]
    pub fn sample(&self, sample: SampleKind) -> &SamplePlan {
        match sample {
            SampleKind::Tumour => &self.tumour,
            SampleKind::Normal => &self.normal,
        }
    }

    /// The share of tumour cells among the patient's cells of a sample, and of the other person's DNA.
    pub(crate) fn mixture(&self, sample: SampleKind) -> (f64, f64) {
        let tumour_cells = match sample {
            SampleKind::Tumour => self.purity,
            SampleKind::Normal => self.tumour_in_normal,
        };
        (tumour_cells, self.sample(sample).contamination)
    }

    /// The allele fraction that a clone's variants have in a sample, in the mean.
    #[must_use]
    pub fn expected_fraction(&self, clone: &ClonePlan, sample: SampleKind) -> f64 {
        let (tumour_cells, contamination) = self.mixture(sample);
        (1.0 - contamination) * tumour_cells * clone.allele_fraction
    }

    /// The shares of DNA in a sample.
    pub(crate) fn shares(&self, sample: SampleKind) -> Shares {
        let (tumour_cells, contaminant) = self.mixture(sample);
        let mut fractions: Vec<f64> = self.clones().iter().map(|clone| clone.allele_fraction).collect();
        fractions.sort_by(|a, b| b.total_cmp(a));
        let cells = |place: usize| fractions.get(place).map_or(0.0, |fraction| 2.0 * fraction);
        let patient = 1.0 - contaminant;
        let before = patient * (1.0 - tumour_cells * cells(0));
        let later = (0..fractions.len()).map(|place| patient * tumour_cells * (cells(place) - cells(place + 1)));
        Shares { generations: std::iter::once(before).chain(later).collect(), contaminant }
    }
}

/// The haplotypes of a stretch of a contig, each that differs once.
#[derive(Debug, Clone)]
pub(crate) struct Genomes {
    haplotypes: Vec<Haplotype>,
    /// By generation, the two haplotypes of a cell.
    generations: Vec<[usize; 2]>,
    contaminant: [usize; 2],
}

impl Genomes {
    /// Builds the haplotypes of a stretch.
    pub(crate) fn build(
        contig: &[Base],
        range: &Range<usize>,
        variants: &ContigVariants,
        first_generations: &[usize],
    ) -> Self {
        let germline = within(&variants.germline, range, |site| site.edit.start.zero_based());
        let somatic = within(&variants.somatic, range, |variant| variant.edit.start.zero_based());
        let build = |carried: &dyn Fn(&GermlineSite) -> bool, acquired: &dyn Fn(&SomaticVariant) -> bool| {
            let inherited = germline.iter().filter(|site| carried(site)).map(|site| &site.edit);
            let acquired = somatic.iter().filter(|variant| acquired(variant)).map(|variant| &variant.edit);
            let mut edits: Vec<_> = inherited.chain(acquired).collect();
            edits.sort_by_key(|edit| edit.start);
            Haplotype::build(contig, range.clone(), edits)
        };
        let last = first_generations.iter().copied().max().unwrap_or(0);
        let (mut haplotypes, mut generations): (Vec<Haplotype>, Vec<[usize; 2]>) = (Vec::new(), Vec::new());
        for generation in 0..=last {
            let mut cell = [0; 2];
            for (side, place) in cell.iter_mut().enumerate() {
                let own = |variant: &SomaticVariant| variant.haplotype == side;
                let new = somatic.iter().any(|v| own(v) && first_generations.get(v.clone) == Some(&generation));
                *place = match generations.last() {
                    Some(before) if !new => before[side],
                    _ => {
                        let reached = |v: &SomaticVariant| {
                            first_generations.get(v.clone).is_some_and(|first| *first <= generation)
                        };
                        haplotypes.push(build(&|site| site.patient[side], &|v| own(v) && reached(v)));
                        haplotypes.len() - 1
                    }
                };
            }
            generations.push(cell);
        }
        let contaminant = [0, 1].map(|side: usize| {
            haplotypes.push(build(&|site| site.contaminant[side], &|_| false));
            haplotypes.len() - 1
        });
        Self { haplotypes, generations, contaminant }
    }

    /// The haplotypes with their shares in a sample; together the shares are 1.
    pub(crate) fn shared(&self, shares: &Shares) -> Vec<(&Haplotype, f64)> {
        let mut all: Vec<(&Haplotype, f64)> = self.haplotypes.iter().map(|haplotype| (haplotype, 0.0)).collect();
        let cells = self.generations.iter().zip(&shares.generations);
        for (cell, share) in cells.chain([(&self.contaminant, &shares.contaminant)]) {
            for place in cell {
                all[*place].1 += share / 2.0;
            }
        }
        all.retain(|(_, share)| *share > 0.0);
        all
    }
}

/// The part of a sorted list whose places lie in a stretch.
fn within<'a, T>(list: &'a [T], range: &Range<usize>, start: impl Fn(&T) -> u32) -> &'a [T] {
    let from = list.partition_point(|item| (start(item) as usize) < range.start);
    let to = list.partition_point(|item| (start(item) as usize) < range.end);
    &list[from..to]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_add_up_and_give_each_clone_its_fraction() {
        let mut plan = Plan { purity: 0.8, tumour_in_normal: 0.1, ..Plan::default() };
        plan.tumour.contamination = 0.03;
        // The order of the clones in the plan does not matter.
        plan.somatic.clones.swap(0, 5);
        let first = first_generations(&plan.somatic.clones);
        for sample in [SampleKind::Tumour, SampleKind::Normal] {
            let shares = plan.shares(sample);
            let all = shares.generations.iter().sum::<f64>() + shares.contaminant;
            assert!((all - 1.0).abs() < 1e-12);
            for (clone, first) in plan.somatic.clones.iter().zip(&first) {
                let fraction: f64 = shares.generations[*first..].iter().sum::<f64>() / 2.0;
                assert!((fraction - plan.expected_fraction(clone, sample)).abs() < 1e-12);
            }
        }
        let half = plan.somatic.clones.iter().find(|clone| clone.name == "vaf0.5").unwrap();
        assert!((plan.expected_fraction(half, SampleKind::Tumour) - 0.97 * 0.8 * 0.5).abs() < 1e-12);
        assert!((plan.expected_fraction(half, SampleKind::Normal) - 0.05).abs() < 1e-12);
    }
}
