//! Alleles of simulated persons for tests: genotypes and binomial draws, no reads.

use genome::contig::ContigIndex;
use genome::position::Position;
use genome::sequence::Base;

use super::Chromosomes;
use crate::model::simulated::{ERROR, Random};
use crate::pass::alleles::{AlleleCounts, AlleleSite, Alleles};
use crate::snps::PopulationFrequency;

/// A specimen as a mixture.
#[derive(Clone, Copy)]
pub(crate) struct Mixture {
    pub depth: f64,
    /// Share of DNA of the second person.
    pub foreign: f64,
    /// Share of tumour cells.
    pub tumour: f64,
}

/// Two persons and a tumour of the first.
pub(crate) struct People {
    /// Shared chromosomes of the second person with the first: 0 for a stranger, 1 for a parent or child, 2 for the same.
    pub shared: usize,
    /// The share of the genome at which the tumour has lost one chromosome and doubled the other.
    pub lost: f64,
    /// One in so many places is an acquired variant of the tumour; 0 for none.
    pub acquired_one_in: usize,
    /// Whether the places are listed with their frequencies.
    pub listed: bool,
}

impl Default for People {
    fn default() -> Self {
        Self { shared: 0, lost: 0.0, acquired_one_in: 40, listed: false }
    }
}

/// One contig, an autosome.
pub(crate) fn chromosomes() -> Chromosomes {
    Chromosomes { all: vec![None], has_autosomes: false }
}

impl People {
    /// The alleles of specimens at so many places, a thousand bases apart. Losses lie in stretches of half
    /// a megabase.
    pub(crate) fn alleles(&self, seed: u64, places: usize, specimens: &[Mixture]) -> AlleleCounts {
        let mut random = Random(seed);
        let (mut lost, mut lost_side) = (false, 0);
        let sites = (0..places).filter_map(|place| {
            if place % 500 == 0 {
                lost = random.uniform() < self.lost;
                lost_side = usize::from(random.uniform() < 0.5);
            }
            let p = 1e-2f64.powf(random.uniform());
            let acquired = self.acquired_one_in > 0 && place % self.acquired_one_in == 7;
            let mut chromosome = || !acquired && random.uniform() < p;
            let own = [chromosome(), chromosome()];
            let mut other = [chromosome(), chromosome()];
            other[..self.shared].copy_from_slice(&own[..self.shared]);
            let count = |person: [bool; 2]| f64::from(u8::from(person[0]) + u8::from(person[1])) / 2.0;
            let in_tumour = match (acquired, lost) {
                (true, _) => 0.5,
                (false, true) => count([own[lost_side]; 2]),
                (false, false) => count(own),
            };
            let alleles: Vec<Alleles> = specimens
                .iter()
                .map(|specimen| {
                    let person = specimen.tumour * in_tumour + (1.0 - specimen.tumour) * count(own);
                    let share = (1.0 - specimen.foreign) * person + specimen.foreign * count(other);
                    let depth = random.poisson(specimen.depth);
                    let alternate = random.binomial(depth, share * (1.0 - ERROR) + (1.0 - share) * ERROR);
                    let reads = |count: u32| u16::try_from(count).unwrap();
                    let wrong = random.binomial(depth, 2.0 * ERROR);
                    Alleles { reference: reads(depth - alternate), alternate: reads(alternate), other: reads(wrong) }
                })
                .collect();
            let shown = alleles
                .iter()
                .any(|alleles| alleles.alternate >= 4 && 10 * u32::from(alleles.alternate) >= alleles.depth());
            let site = AlleleSite {
                contig: ContigIndex::new(0).unwrap(),
                position: Position::new(u32::try_from(1000 * place + 1).unwrap()).unwrap(),
                reference: Base::C,
                alternate: if place % 3 == 0 { Base::T } else { Base::A },
                beside: [if place % 7 < 4 { Base::T } else { Base::G }, Base::A],
                frequency: if self.listed && !acquired { PopulationFrequency::new(p) } else { None },
            };
            (shown || site.frequency.is_some()).then_some((site, alleles))
        });
        AlleleCounts::from_sites(sites.collect::<Vec<_>>())
    }
}

/// A tumour at 80 fragments and a normal at 25.
pub(crate) fn pair(tumour: f64, in_tumour: f64, in_normal: f64) -> [Mixture; 2] {
    [Mixture { depth: 80.0, foreign: in_tumour, tumour }, Mixture { depth: 25.0, foreign: in_normal, tumour: 0.0 }]
}
