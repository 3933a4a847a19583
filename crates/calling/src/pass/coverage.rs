//! How deep the reads lie: over contigs, over genes, and where a somatic variant could be called at all.

use std::collections::BTreeMap;

use genome::contig::ContigIndex;
use genome::position::Interval;
use serde::{Deserialize, Serialize};

use super::counts::Counts;
use crate::genes::Genes;
use crate::shard::Shard;

/// Depths from this on share one place of a histogram, in fragments' reads.
pub const DEEPEST: usize = 1_000;

/// Least depth of a tumour, and of a normal, at which a base is callable.
///
/// METHOD: of 60 reads, three or more show an allele of 10 % with a probability of 95 % (binomial), and 15 reads of a normal
/// without the allele leave a heterozygous genotype a probability of 3e-5.
pub const CALLABLE: (u32, u32) = (60, 15);

/// Bases of the reference (without `N`) by depth, one entry a depth; the last possible one holds all deeper ones.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepthHistogram(Vec<u64>);

impl DepthHistogram {
    /// Takes one base.
    pub fn count(&mut self, depth: u32) {
        let place = (depth as usize).min(DEEPEST);
        if self.0.len() <= place {
            self.0.resize(place + 1, 0);
        }
        self.0[place] += 1;
    }

    /// Adds another histogram.
    pub fn add(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        for (sum, bases) in self.0.iter_mut().zip(&other.0) {
            *sum += bases;
        }
    }

    /// Bases.
    #[must_use]
    pub fn bases(&self) -> u64 {
        self.0.iter().sum()
    }

    /// Whether it is one of so many bases.
    fn is_of(&self, bases: u64) -> bool {
        let sum = self.0.iter().try_fold(0u64, |sum, bases| sum.checked_add(*bases));
        self.0.len() <= DEEPEST + 1 && sum == Some(bases)
    }

    /// Bases at least so deep.
    #[must_use]
    pub fn at_least(&self, depth: u32) -> u64 {
        self.0.iter().skip(depth as usize).sum()
    }

    /// The sum of the depths of all bases.
    #[must_use]
    pub fn total(&self) -> u64 {
        (0u64..).zip(&self.0).map(|(depth, bases)| depth * bases).sum()
    }

    /// The depth that half of the bases exceed; between whole depths in proportion. `None` without a base.
    ///
    /// METHOD: the median of grouped data: a depth of d is spread evenly over d - 1/2 to d + 1/2. Unlike the mean it does
    /// not move with the few places where reads pile up.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of bases are far below 2^52")]
    pub fn median(&self) -> Option<f64> {
        let half = self.bases() as f64 / 2.0;
        let mut below = 0.0;
        for (depth, bases) in (0u32..).zip(&self.0) {
            let bases = *bases as f64;
            if bases > 0.0 && below + bases >= half {
                return Some((f64::from(depth) - 0.5 + (half - below) / bases).max(0.0));
            }
            below += bases;
        }
        None
    }
}

/// The coverage of one gene, or of a part of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GeneCoverage {
    /// Bases that every specimen covers sufficiently.
    pub callable: u64,
    /// Per tumour, then per normal.
    pub specimens: Vec<DepthHistogram>,
}

impl GeneCoverage {
    /// Whether every specimen has a histogram of the same bases, at most so many.
    fn is_of(&self, specimens: usize, most: u64) -> bool {
        let bases =
            self.specimens.first().map_or(0, |first| first.0.iter().fold(0, |sum: u64, at| sum.saturating_add(*at)));
        self.specimens.len() == specimens
            && self.callable <= bases
            && bases <= most
            && self.specimens.iter().all(|histogram| histogram.is_of(bases))
    }

    fn add(&mut self, other: &Self) {
        self.callable += other.callable;
        add_each(&mut self.specimens, &other.specimens);
    }
}

fn add_each(sums: &mut Vec<DepthHistogram>, others: &[DepthHistogram]) {
    sums.resize(sums.len().max(others.len()), DepthHistogram::default());
    for (sum, other) in sums.iter_mut().zip(others) {
        sum.add(other);
    }
}

/// The coverage of everything that was asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// By contig: per tumour, then per normal.
    pub contigs: BTreeMap<ContigIndex, Vec<DepthHistogram>>,
    /// Bases that every specimen covers sufficiently; see [`CALLABLE`].
    pub callable: u64,
    /// By the gene's place in its list; a gene without a base that was asked for is missing.
    pub genes: BTreeMap<usize, GeneCoverage>,
}

impl Coverage {
    /// The coverage of a piece. `counts`: those of the specimens, `tumours` of them tumours, which come first. `known`: for
    /// each base of the piece whether the reference knows it.
    #[must_use]
    pub fn of(shard: &Shard, counts: &[Counts], tumours: usize, known: &[bool], genes: &Genes) -> Self {
        let depths: Vec<&[u32]> = counts.iter().map(|counts| counts.depths(shard.owned)).collect();
        let part = |interval: Interval| {
            let (from, to) = interval.to_half_open();
            let first = shard.owned.start().zero_based();
            coverage_of(&depths, tumours, known, (from - first) as usize..(to - first) as usize)
        };
        let mut coverage = Self::default();
        for (gene, interval) in genes.within(shard.contig, shard.owned) {
            coverage.genes.entry(gene).or_default().add(&part(interval));
        }
        let GeneCoverage { callable, specimens } = part(shard.owned);
        coverage.callable = callable;
        coverage.contigs.insert(shard.contig, specimens);
        coverage
    }

    /// Whether it can be of one piece with so many known bases, of so many specimens and genes.
    pub(crate) fn is_of(&self, piece: &Shard, specimens: usize, genes: usize, bases: u64) -> bool {
        self.callable <= bases
            && self.contigs.iter().all(|(contig, histograms)| {
                *contig == piece.contig
                    && histograms.len() == specimens
                    && histograms.iter().all(|histogram| histogram.is_of(bases))
            })
            && self.genes.iter().all(|(gene, coverage)| *gene < genes && coverage.is_of(specimens, bases))
    }

    /// Adds another part of the genome.
    pub fn add(&mut self, other: Self) {
        self.callable += other.callable;
        for (contig, specimens) in other.contigs {
            add_each(self.contigs.entry(contig).or_default(), &specimens);
        }
        for (gene, part) in other.genes {
            self.genes.entry(gene).or_default().add(&part);
        }
    }

    /// One specimen's histogram over some contigs.
    #[must_use]
    pub fn over(&self, specimen: usize, wanted: impl Fn(ContigIndex) -> bool) -> DepthHistogram {
        let mut sum = DepthHistogram::default();
        for (_, specimens) in self.contigs.iter().filter(|(contig, _)| wanted(**contig)) {
            if let Some(histogram) = specimens.get(specimen) {
                sum.add(histogram);
            }
        }
        sum
    }
}

fn coverage_of(depths: &[&[u32]], tumours: usize, known: &[bool], places: std::ops::Range<usize>) -> GeneCoverage {
    let least = |specimen: usize| if specimen < tumours { CALLABLE.0 } else { CALLABLE.1 };
    let mut coverage = GeneCoverage { callable: 0, specimens: vec![DepthHistogram::default(); depths.len()] };
    for place in places.filter(|place| known.get(*place).copied().unwrap_or(false)) {
        let mut callable = true;
        for (specimen, (histogram, depths)) in coverage.specimens.iter_mut().zip(depths).enumerate() {
            let depth = depths.get(place).copied().unwrap_or(0);
            histogram.count(depth);
            callable &= depth >= least(specimen);
        }
        coverage.callable += u64::from(callable);
    }
    coverage
}

#[cfg(test)]
mod tests {
    use super::*;

    fn histogram(depths: &[u32]) -> DepthHistogram {
        let mut histogram = DepthHistogram::default();
        for depth in depths {
            histogram.count(*depth);
        }
        histogram
    }

    #[test]
    fn a_histogram_gives_sums_and_its_median() {
        let some = histogram(&[0, 3, 3, 4, 100_000]);
        assert_eq!((some.bases(), some.total(), some.at_least(3), some.at_least(1000)), (5, 1010, 4, 1));
        // 2.5 of 5 bases: one lies at 0, and three quarters of the two at 3 are wanted.
        assert!((some.median().unwrap() - 3.25).abs() < 1e-12, "{:?}", some.median());
        assert_eq!((histogram(&[]).median(), histogram(&[0, 0, 0]).median()), (None, Some(0.0)));
    }

    #[test]
    fn a_base_is_callable_where_every_specimen_is_deep_enough() {
        let (tumour, normal) = ([60, 59, 60, 90], [15, 15, 14, 30]);
        let coverage = coverage_of(&[&tumour, &normal], 1, &[true, true, true, false], 0..4);
        assert_eq!(coverage.callable, 1, "the last base is N");
        assert_eq!(coverage.specimens, [histogram(&[60, 59, 60]), histogram(&[15, 15, 14])]);
    }

    #[test]
    fn the_order_of_parts_does_not_matter() {
        let contig = |place| ContigIndex::new(place).unwrap();
        let part = |place, depths: &[u32], gene| Coverage {
            contigs: BTreeMap::from([(contig(place), vec![histogram(depths)])]),
            callable: u64::from(depths[0]),
            genes: BTreeMap::from([(gene, GeneCoverage { callable: 1, specimens: vec![histogram(&depths[..1])] })]),
        };
        let parts = [part(0, &[1, 2], 7), part(1, &[5, 6], 7), part(0, &[9, 9], 3)];
        let join = |order: [usize; 3]| {
            let mut sum = Coverage::default();
            for place in order {
                sum.add(parts[place].clone());
            }
            sum
        };
        let sum = join([0, 1, 2]);
        assert!([[2, 1, 0], [1, 2, 0]].into_iter().all(|order| join(order) == sum));
        assert_eq!(sum.over(0, |_| true).bases(), 6);
        assert_eq!(sum.over(0, |found| found == contig(1)), histogram(&[5, 6]));
        assert_eq!((sum.callable, sum.genes[&7].callable, sum.over(1, |_| true).bases()), (15, 2, 0));
    }
}
