//! Windows joined into bins, as many as the noise asks for, with the alleles that lie in them.

use genome::contig::ContigIndex;

use super::evidence::{Evidence, HeterozygousSnp};
use super::normalise::{Ratio, median};
use crate::fitness::Chromosomes;
use crate::pass::windows::WINDOW;

/// Fewer windows in the whole genome tell nothing.
pub const FEWEST_WINDOWS: usize = 100;
/// Standard deviation of a bin's ratio that is aimed at.
const AIMED_SD: f64 = 0.04;
/// Most windows of a bin by noise.
const LONGEST_BIN: u32 = 50;
/// Most bins of a run: the time of the segmentation grows with their square where nothing changes.
const MOST_BINS: u32 = 30_000;
/// Bins whose means are compared to tell noise over long ranges.
const BLOCK: usize = 10;
/// The median absolute deviation of a normal distribution, in standard deviations.
const MAD: f64 = 0.674_49;

/// How much windows and alleles scatter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Noise {
    /// Standard deviation of the ratio of a window.
    pub window_sd: f64,
    /// Windows of a bin.
    pub windows_per_bin: u32,
    /// Standard deviation of the ratio of a whole bin.
    pub bin_sd: f64,
    /// How many times the variance of means over [ten bins](BLOCK) is greater than single bins would have it: waves.
    pub waves: f64,
    /// Standard deviation of the distance of an allele's share from the middle.
    pub snp_sd: f64,
    /// Bins of the genome.
    pub bins: u32,
    /// The share of the alternate allele where there are as many copies of both.
    pub alternate_share: f64,
    /// Correlation of the alleles of two fragments of one place: how much more than by chance shares scatter.
    pub overdispersion: f64,
}

/// Some windows on end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bin {
    /// First base, 0-based.
    pub start: u32,
    /// Behind the last base.
    pub end: u32,
    /// Windows used.
    pub windows: u32,
    /// Depth of the tumour over that of the normal; 1 for the autosomes' median.
    pub ratio: f64,
    /// Heterozygous places.
    pub snps: u32,
    /// Mean of their `|alternate - reference| / (alternate + reference)` in the tumour; 0 without any.
    pub deviation: f64,
    /// Where the tumour's genome is broken, if the bin begins at a break.
    pub at_break: Option<u32>,
}

/// The bins of an unbroken stretch.
#[derive(Debug, Clone, PartialEq)]
pub struct Run<'e> {
    /// The contig.
    pub contig: ContigIndex,
    /// Copies in the inherited genome.
    pub inherited: u8,
    /// The bins from left to right.
    pub bins: Vec<Bin>,
    /// The heterozygous places of the stretch, from left to right.
    pub snps: &'e [HeterozygousSnp],
}

impl<'e> Run<'e> {
    /// The bins of all runs, with how much they scatter; `None` with too few windows.
    #[must_use]
    pub fn all(windows: &[Ratio], evidence: &'e Evidence) -> Option<(Vec<Self>, Noise)> {
        if windows.len() < FEWEST_WINDOWS {
            return None;
        }
        let chromosomes = Chromosomes::of(&evidence.contigs);
        let of_runs = || windows.chunk_by(|one, next| one.run == next.run);
        let single = |run: &[Ratio]| run.iter().map(|window| window.tumour / window.normal).collect::<Vec<f64>>();
        let window_sd = scatter(of_runs().map(single))?;
        let longest = of_runs().map(<[Ratio]>::len).max().and_then(|longest| u32::try_from(longest).ok())?;
        let windows_per_bin = windows_for(window_sd).max(longest.div_ceil(MOST_BINS));
        let mut runs: Vec<Self> = of_runs().filter_map(|run| Self::of(run, windows_per_bin, evidence)).collect();

        let autosomal = runs.iter().filter(|run| chromosomes.is_autosome(run.contig));
        let mut ratios: Vec<f64> = autosomal.flat_map(|run| run.bins.iter().map(|bin| bin.ratio)).collect();
        let middle = median(&mut ratios).filter(|middle| *middle > 0.0)?;
        for bin in runs.iter_mut().flat_map(|run| &mut run.bins) {
            bin.ratio /= middle;
        }
        let ratios = |run: &Self| run.bins.iter().map(|bin| bin.ratio).collect::<Vec<f64>>();
        let bin_sd = scatter(runs.iter().map(ratios))
            .unwrap_or(window_sd / f64::from(windows_per_bin).sqrt())
            .max(window_sd / f64::from(windows_per_bin).sqrt() / 2.0)
            .max(1e-3);
        let snp_sd = scatter(runs.iter().map(|run| run.snps.iter().map(deviation).collect())).unwrap_or(0.1).max(0.01);
        for run in &mut runs {
            run.put_alleles(snp_sd);
            run.tame_single_bins(bin_sd);
        }
        let bins = runs.iter().map(|run| run.bins.len()).sum::<usize>();
        let noise = Noise {
            window_sd,
            windows_per_bin,
            bin_sd,
            waves: waves(&runs, bin_sd),
            snp_sd,
            bins: u32::try_from(bins).unwrap_or(u32::MAX),
            alternate_share: alternate_share(evidence),
            overdispersion: 0.0,
        };
        Some((runs, noise))
    }

    /// The bins of one stretch: a bin ends when it has its windows, and at every break.
    fn of(windows: &[Ratio], windows_per_bin: u32, evidence: &'e Evidence) -> Option<Self> {
        let (first, last) = (windows.first()?, windows.last()?);
        let (contig, inherited) = (first.contig, first.inherited);
        let from = evidence.breaks.partition_point(|at| *at <= (contig, first.start() + WINDOW / 2));
        let mut breaks = evidence.breaks.get(from..)?.iter().filter(|at| at.0 == contig).map(|at| at.1).peekable();
        let mut bins: Vec<Bin> = Vec::new();
        let mut sums = [0.0; 2];
        for window in windows {
            let middle = window.start() + WINDOW / 2;
            let mut at_break = None;
            while let Some(place) = breaks.next_if(|place| *place <= middle) {
                at_break = Some(place);
            }
            match bins.last_mut() {
                Some(bin) if bin.windows < windows_per_bin && at_break.is_none() => {
                    bin.windows += 1;
                    bin.end = window.start() + WINDOW;
                }
                _ => {
                    let (start, end) = (window.start(), window.start() + WINDOW);
                    sums = [0.0; 2];
                    bins.push(Bin { start, end, windows: 1, ratio: 0.0, snps: 0, deviation: 0.0, at_break });
                }
            }
            sums = [sums[0] + window.tumour, sums[1] + window.normal];
            if let Some(bin) = bins.last_mut() {
                bin.ratio = sums[0] / sums[1];
            }
        }
        let place = |snp: &HeterozygousSnp| (snp.contig, snp.place);
        let from = evidence.snps.partition_point(|snp| place(snp) < (contig, first.start()));
        let to = evidence.snps.partition_point(|snp| place(snp) < (contig, last.start() + WINDOW));
        let snps = if inherited == 2 { evidence.snps.get(from..to)? } else { &[] };
        Some(Self { contig, inherited, bins, snps })
    }

    /// The heterozygous places between two 0-based bases.
    #[must_use]
    pub fn snps_within(&self, start: u32, end: u32) -> &'e [HeterozygousSnp] {
        let from = self.snps.partition_point(|snp| snp.place < start);
        let to = self.snps.partition_point(|snp| snp.place < end);
        self.snps.get(from..to).unwrap_or_default()
    }

    fn put_alleles(&mut self, sd: f64) {
        let deviations: Vec<f64> = self.snps.iter().map(deviation).collect();
        let tamed = tamed(&deviations, 2, 4.0 * sd);
        for bin in &mut self.bins {
            let from = self.snps.partition_point(|snp| snp.place < bin.start);
            let to = self.snps.partition_point(|snp| snp.place < bin.end);
            let within = tamed.get(from..to).unwrap_or_default();
            bin.snps = u32::try_from(within.len()).unwrap_or(u32::MAX);
            bin.deviation = if within.is_empty() { 0.0 } else { within.iter().sum::<f64>() / f64::from(bin.snps) };
        }
    }

    /// A bin alone that stands out is a place of repeats; two are an event.
    fn tame_single_bins(&mut self, sd: f64) {
        let ratios: Vec<f64> = self.bins.iter().map(|bin| bin.ratio).collect();
        for (bin, ratio) in self.bins.iter_mut().zip(tamed(&ratios, 1, 5.0 * sd)) {
            bin.ratio = ratio;
        }
    }
}

/// How far an allele's share in the tumour is from the middle, times two.
fn deviation(snp: &HeterozygousSnp) -> f64 {
    f64::from(snp.alternate.abs_diff(snp.reference)) / f64::from((snp.alternate + snp.reference).max(1))
}

/// Values no further than so much from the median of themselves and so many neighbours to either side.
fn tamed(values: &[f64], neighbours: usize, most: f64) -> Vec<f64> {
    let at = |place: usize| {
        let near = values.get(place.saturating_sub(neighbours)..(place + neighbours + 1).min(values.len()));
        let middle = median(&mut near.unwrap_or_default().to_vec()).unwrap_or_default();
        values[place].clamp(middle - most, middle + most)
    };
    // At an end the median of too few is the value itself or its neighbour.
    if values.len() <= 2 * neighbours { values.to_vec() } else { (0..values.len()).map(at).collect() }
}

/// The standard deviation of values from the differences of successive ones, which changes of level hardly touch.
fn scatter(runs: impl Iterator<Item = Vec<f64>>) -> Option<f64> {
    let mut differences: Vec<f64> = Vec::new();
    for run in runs {
        differences.extend(run.windows(2).map(|pair| (pair[1] - pair[0]).abs()));
    }
    Some(median(&mut differences)? / MAD / std::f64::consts::SQRT_2)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it lies between 1 and 50")]
fn windows_for(window_sd: f64) -> u32 {
    (window_sd / AIMED_SD).powi(2).ceil().clamp(1.0, f64::from(LONGEST_BIN)) as u32
}

/// METHOD: bins without waves have means over ten with a tenth of their variance. What the means of neighbouring tens differ
/// more, waves of GC content and replication do; penalties and intervals are wider by it.
fn waves(runs: &[Run<'_>], bin_sd: f64) -> f64 {
    let block = f64::from(u8::try_from(BLOCK).unwrap_or(u8::MAX));
    let means = |run: &Run<'_>| {
        let tens = run.bins.chunks_exact(BLOCK);
        tens.map(|ten| ten.iter().map(|bin| bin.ratio).sum::<f64>() / block).collect::<Vec<f64>>()
    };
    let all: Vec<Vec<f64>> = runs.iter().map(means).collect();
    if all.iter().map(Vec::len).sum::<usize>() < 3 * BLOCK {
        return 1.0;
    }
    let of_means = scatter(all.into_iter()).unwrap_or_default();
    (of_means.powi(2) * block / bin_sd.powi(2)).clamp(1.0, 20.0)
}

/// METHOD: over all heterozygous places the alternate allele is on either parent's chromosome as often, so that losses and gains
/// cancel and what remains is that reads with it are placed less well.
fn alternate_share(evidence: &Evidence) -> f64 {
    let sum = |of: fn(&HeterozygousSnp) -> u32| evidence.snps.iter().map(|snp| f64::from(of(snp))).sum::<f64>();
    let (alternate, reference) = (sum(|snp| snp.alternate), sum(|snp| snp.reference));
    // A hundred fragments of each, as if seen before.
    ((alternate + 100.0) / (alternate + reference + 200.0)).clamp(0.4, 0.6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_alone_is_tamed_and_two_are_an_event() {
        let one = [1.0, 1.0, 0.1, 1.0, 1.0];
        assert_eq!(tamed(&one, 1, 0.2), [1.0, 1.0, 0.8, 1.0, 1.0]);
        let two = [1.0, 1.0, 0.1, 0.1, 1.0, 1.0];
        assert_eq!(tamed(&two, 1, 0.2), two);
        assert_eq!(tamed(&[5.0, 1.0], 1, 0.2), [5.0, 1.0], "too few to tell");
    }

    #[test]
    fn scatter_is_that_of_the_noise_and_not_of_the_levels() {
        let mut random = fastrand::Rng::with_seed(3);
        let mut noise = |level: f64| level + (0..12).map(|_| random.f64()).sum::<f64>() - 6.0;
        let run: Vec<f64> = (0..4000).map(|at| noise(f64::from(at / 1000) * 10.0)).collect();
        let found = scatter(std::iter::once(run)).unwrap();
        assert!((found - 1.0).abs() < 0.05, "{found}");
        assert_eq!(scatter(std::iter::empty()), None);
        assert_eq!((windows_for(0.02), windows_for(0.12), windows_for(2.0)), (1, 9, LONGEST_BIN));
    }
}
