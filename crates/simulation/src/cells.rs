//! The haplotypes of the cells that a sample is mixed of, and their shares.
//!
//! METHOD: see [`ClonePlan`]. With the clones in order of size, v(1) >= v(2) >= ... >= v(K), a
//! tumour cell of generation g carries the variants of the first g clones; 2 v(g) - 2 v(g+1) of the tumour cells are of
//! generation g, with 2 v(0) = 1 and v(K+1) = 0. A normal cell is of generation 0. A cell gives DNA in proportion to its
//! chromosomes: with shares f(g) of the patient's cells and d(g) times the DNA of a cell with two copies of everything, a
//! copy of a base has the share f(g) / 2 D of the patient's depth, D = sum f(g) d(g).

use genome::contig::ContigIndex;

use crate::plan::{ClonePlan, Plan, SamplePlan};
use crate::structure::{Evolution, Stretch};
use crate::variants::SomaticVariant;

/// Which of the two samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SampleKind {
    /// The tumour sample.
    Tumour,
    /// The normal sample.
    Normal,
}

/// The depth that one copy of a base adds in a sample, in multiples of the mean depth.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Shares {
    /// By generation of the patient's cells; the first are normal cells and tumour cells before the first clone.
    generations: Vec<f64>,
    /// The other person.
    pub contaminant: f64,
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

    /// The allele fraction that a clone's variants have in a sample, in the mean, if all cells have two copies of everything.
    #[must_use]
    pub fn expected_fraction(&self, clone: &ClonePlan, sample: SampleKind) -> f64 {
        let (tumour_cells, contamination) = self.mixture(sample);
        (1.0 - contamination) * tumour_cells * clone.allele_fraction
    }

    /// The share of the tumour's cells that are of each generation.
    pub(crate) fn tumour_cells(&self) -> Vec<f64> {
        let mut cells: Vec<f64> = self.clones().iter().map(|clone| 2.0 * clone.allele_fraction).collect();
        cells.sort_by(|a, b| b.total_cmp(a));
        let next = |place: usize| cells.get(place).copied().unwrap_or(0.0);
        std::iter::once(1.0 - next(0)).chain((0..cells.len()).map(|place| next(place) - next(place + 1))).collect()
    }

    /// The shares of DNA in a sample.
    pub(crate) fn shares(&self, sample: SampleKind, evolution: &Evolution) -> Shares {
        let (tumour_cells, contaminant) = self.mixture(sample);
        let patient = 1.0 - contaminant;
        let tumour = self.tumour_cells();
        let before = patient * (1.0 - tumour_cells * (1.0 - tumour[0]));
        let later = tumour.iter().skip(1).map(|share| patient * tumour_cells * share);
        let cells: Vec<f64> = std::iter::once(before).chain(later).collect();
        let content = |(generation, share): (usize, &f64)| share * evolution.content(generation);
        let content =
            if evolution.is_plain() { 1.0 } else { cells.iter().enumerate().map(content).sum::<f64>() / patient };
        Shares {
            generations: cells.iter().map(|share| share / (2.0 * content)).collect(),
            contaminant: contaminant / 2.0,
        }
    }
}

impl Shares {
    /// The depth that one copy adds in the cells of a generation.
    pub(crate) fn of(&self, generation: usize) -> f64 {
        self.generations.get(generation).copied().unwrap_or_default()
    }

    /// The depth at a base, in multiples of the mean depth.
    pub(crate) fn depth(&self, evolution: &Evolution, contig: ContigIndex, at: usize) -> f64 {
        self.patient(evolution, contig, at, |_| true) + 2.0 * self.contaminant
    }

    /// The expected allele fraction of an acquired variant.
    pub(crate) fn fraction(&self, evolution: &Evolution, variant: &SomaticVariant) -> f64 {
        let (contig, at) = (variant.variant.contig(), variant.edit.start.zero_based() as usize);
        let first = evolution.first_generation(variant.clone);
        let mut carried = 0.0;
        for generation in first..evolution.generations().end {
            let carries = |stretch: &&Stretch| evolution.descends(stretch, variant.haplotype, variant.birth);
            let copies = evolution.copies_of(generation, contig, at).filter(carries).count();
            carried += self.of(generation) * count(copies);
        }
        carried / self.depth(evolution, contig, at)
    }

    /// The depth that some of the patient's copies of a base add.
    fn patient(&self, evolution: &Evolution, contig: ContigIndex, at: usize, wanted: impl Fn(&Stretch) -> bool) -> f64 {
        let copies = |generation| evolution.copies_of(generation, contig, at).filter(|stretch| wanted(stretch)).count();
        evolution.generations().map(|generation| self.of(generation) * count(copies(generation))).sum()
    }
}

/// A small number.
pub(crate) fn count(copies: usize) -> f64 {
    u32::try_from(copies).map_or(f64::INFINITY, f64::from)
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
        let evolution = Evolution::new(&plan.clones(), &[1000], Vec::new()).unwrap();
        for sample in [SampleKind::Tumour, SampleKind::Normal] {
            let shares = plan.shares(sample, &evolution);
            let all = shares.generations.iter().sum::<f64>() + shares.contaminant;
            assert!((2.0 * all - 1.0).abs() < 1e-12);
            for (place, clone) in plan.somatic.clones.iter().enumerate() {
                let fraction: f64 = shares.generations[evolution.first_generation(place)..].iter().sum::<f64>();
                assert!((fraction - plan.expected_fraction(clone, sample)).abs() < 1e-12);
            }
        }
        let half = plan.somatic.clones.iter().find(|clone| clone.name == "vaf0.5").unwrap();
        assert!((plan.expected_fraction(half, SampleKind::Tumour) - 0.97 * 0.8 * 0.5).abs() < 1e-12);
        assert!((plan.expected_fraction(half, SampleKind::Normal) - 0.05).abs() < 1e-12);
    }
}
