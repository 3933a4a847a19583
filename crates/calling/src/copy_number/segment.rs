//! Segments, and what is seen of each.

use std::collections::BTreeSet;

use genome::chromosome::Chromosome;
use genome::contig::ContigIndex;

use super::balance::Balance;
use super::bins::{Bin, Noise, Run};
use super::evidence::Evidence;
use super::segmentation::{Point, segment};
use crate::fitness::Chromosomes;
use crate::fitness::sex::Sex;
use crate::pass::windows::WINDOW;

/// The penalty of a change, in units of the logarithm of the number of bins.
///
/// METHOD: two means and a place are 3 numbers, which the criterion of Schwarz would charge with 3 ln(bins); one more keeps noise
/// that is not normal from making segments. Waves raise it by how much they raise the variance of means.
const PENALTY: f64 = 4.0;
/// What a change at a break of the tumour's genome costs, against one elsewhere: it is expected there.
const AT_BREAK: f64 = 0.25;
/// Twice the difference of the logarithms of likelihood below which two neighbours are one segment: with two degrees of
/// freedom chance exceeds it in 1 of 10,000 cases.
const SAME: f64 = 18.0;
/// The ratio of a segment is never known better than to this share of itself.
const FLOOR_SD: f64 = 0.01;
/// Fewer windows are not assessed.
const FEWEST_WINDOWS: u32 = 3;
/// Heterozygous places from which a segment tells how much alleles scatter.
const TELLING_SNPS: u32 = 100;
/// More scatter than this is taken for imbalance.
const MOST_OVERDISPERSION: f64 = 0.003;

/// A segment, and what is seen of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// The contig.
    pub contig: ContigIndex,
    /// First base, 0-based.
    pub start: u32,
    /// Behind the last base.
    pub end: u32,
    /// Copies in the inherited genome; 0 where they are not known.
    pub inherited: u8,
    /// Windows used.
    pub windows: u32,
    /// Depth of the tumour over that of the normal, 1 for the autosomes' median; `None` where it was not assessed.
    pub ratio: Option<f64>,
    /// Standard deviation of the ratio by chance and by waves.
    sampling_sd: f64,
    /// How unequal the alleles are.
    pub balance: Balance,
}

impl Segment {
    fn of(run: &Run<'_>, bins: &[Bin], noise: &Noise) -> Option<Self> {
        let (first, last) = (bins.first()?, bins.last()?);
        let windows: u32 = bins.iter().map(|bin| bin.windows).sum();
        let ratio = bins.iter().map(|bin| bin.ratio * f64::from(bin.windows)).sum::<f64>() / f64::from(windows);
        let (start, end) = (first.at_break.unwrap_or(first.start), last.end);
        Some(Self {
            contig: run.contig,
            start,
            end,
            inherited: run.inherited,
            windows,
            ratio: Some(ratio),
            sampling_sd: sampling_sd(ratio, windows, noise),
            balance: Balance::of(run.snps_within(start, end), noise),
        })
    }

    /// Not assessed: nothing is seen.
    fn unassessed(contig: ContigIndex, start: u32, end: u32) -> Self {
        let balance = Balance::default();
        Self { contig, start, end, inherited: 0, windows: 0, ratio: None, sampling_sd: f64::INFINITY, balance }
    }

    /// Standard deviation of the ratio, never below what depth can tell.
    #[must_use]
    pub fn ratio_sd(&self) -> f64 {
        with_floor(self.sampling_sd, self.ratio.unwrap_or(1.0))
    }

    /// Bases from the first to the last.
    #[must_use]
    pub fn length(&self) -> u32 {
        self.end - self.start
    }

    /// The minor allele's mean share; `None` without a heterozygous place.
    #[must_use]
    pub fn minor_share(&self) -> Option<f64> {
        self.balance.imbalance().map(|imbalance| (1.0 - imbalance) / 2.0)
    }

    /// Twice the difference of the logarithms of likelihood of two segments and of one.
    fn difference(&self, next: &Self) -> f64 {
        let (one, other) = (self.ratio.unwrap_or_default(), next.ratio.unwrap_or_default());
        let floor = FLOOR_SD * one.max(other).max(0.3);
        let variance = self.sampling_sd.powi(2) + next.sampling_sd.powi(2) + floor * floor;
        (one - other).powi(2) / variance + 2.0 * self.balance.cost_of_joining(&next.balance)
    }

    fn join(&mut self, next: &Self, noise: &Noise) {
        let (own, others) = (f64::from(self.windows), f64::from(next.windows));
        let ratio = (self.ratio.unwrap_or_default() * own + next.ratio.unwrap_or_default() * others) / (own + others);
        self.end = next.end;
        self.windows += next.windows;
        self.ratio = Some(ratio);
        self.sampling_sd = sampling_sd(ratio, self.windows, noise);
        self.balance = self.balance.with(&next.balance);
    }
}

/// METHOD: reads scatter with their number, so the variance of a ratio grows with it; a quarter of the usual variance is kept
/// where there is no copy.
fn sampling_sd(ratio: f64, windows: u32, noise: &Noise) -> f64 {
    let bins = f64::from(windows) / f64::from(noise.windows_per_bin);
    noise.bin_sd * (noise.waves * ratio.max(0.25) / bins).sqrt()
}

fn with_floor(sampling_sd: f64, ratio: f64) -> f64 {
    sampling_sd.hypot(FLOOR_SD * ratio.max(0.3))
}

/// Standard deviation of a ratio over so many windows, never below what depth can tell.
pub(super) fn ratio_sd(ratio: f64, windows: u32, noise: &Noise) -> f64 {
    with_floor(sampling_sd(ratio, windows, noise), ratio)
}

/// The segments of all runs in genome order, and the noise with the scatter of alleles that was found.
#[must_use]
pub fn of_runs(runs: &[Run<'_>], evidence: &Evidence, noise: Noise) -> (Vec<Segment>, Noise) {
    let breaks: BTreeSet<(ContigIndex, u32)> = evidence.breaks.iter().copied().collect();
    let pieces: Vec<(&Run<'_>, Vec<&[Bin]>)> = runs.iter().map(|run| (run, pieces(run, &noise))).collect();
    let segments = |noise: &Noise| {
        let of_run = |(run, pieces): &(&Run<'_>, Vec<&[Bin]>)| {
            pieces.iter().filter_map(|bins| Segment::of(run, bins, noise)).collect::<Vec<Segment>>()
        };
        pieces.iter().map(of_run).collect::<Vec<Vec<Segment>>>()
    };
    let first = segments(&noise);
    let noise = Noise { overdispersion: overdispersion(first.iter().flatten()), ..noise };
    let joined = segments(&noise).into_iter().map(|run| joined(without_borders(run, &breaks, &noise), &noise));
    let mut all: Vec<Segment> = joined.flatten().filter(|segment| segment.windows >= FEWEST_WINDOWS).collect();
    // Where a break divides two segments, they meet there.
    for at in 1..all.len() {
        let (contig, start) = (all[at].contig, all[at].start);
        if all[at - 1].contig == contig && breaks.contains(&(contig, start)) {
            all[at - 1].end = start;
        }
    }
    (all, noise)
}

/// The bins of each segment of a run.
fn pieces<'r>(run: &'r Run<'_>, noise: &Noise) -> Vec<&'r [Bin]> {
    let variance = noise.bin_sd.powi(2);
    let point = |bin: &Bin| Point {
        first: bin.ratio,
        first_weight: f64::from(bin.windows) / f64::from(noise.windows_per_bin) / variance,
        second: bin.deviation,
        second_weight: f64::from(bin.snps) / noise.snp_sd.powi(2),
    };
    let points: Vec<Point> = run.bins.iter().map(point).collect();
    let penalty = PENALTY * f64::from(noise.bins).ln() * noise.waves;
    let at = |bin: &Bin| if bin.at_break.is_some() { AT_BREAK * penalty } else { penalty };
    let begins = segment(&points, &run.bins.iter().map(at).collect::<Vec<f64>>());
    let ends = begins.iter().skip(1).copied().chain([run.bins.len()]);
    begins.iter().zip(ends).map(|(begin, end)| &run.bins[*begin..end]).collect()
}

/// Joins the neighbours that differ least, until all differ.
fn joined(mut segments: Vec<Segment>, noise: &Noise) -> Vec<Segment> {
    let mut differences: Vec<f64> = segments.windows(2).map(|pair| pair[0].difference(&pair[1])).collect();
    loop {
        let least = differences.iter().enumerate().min_by(|one, other| one.1.total_cmp(other.1));
        let Some((at, _)) = least.filter(|(_, least)| **least < SAME) else { return segments };
        let next = segments.remove(at + 1);
        segments[at].join(&next, noise);
        differences.remove(at);
        if at > 0 {
            differences[at - 1] = segments[at - 1].difference(&segments[at]);
        }
        if at < differences.len() {
            differences[at] = segments[at].difference(&segments[at + 1]);
        }
    }
}

/// A bin in which one level ends and the next begins is no segment of its own.
///
/// METHOD: if one bin lies between two segments, and in depth or in balance between their levels, the levels meet within it: at
/// the place that gives the bin its mean.
fn without_borders(segments: Vec<Segment>, breaks: &BTreeSet<(ContigIndex, u32)>, noise: &Noise) -> Vec<Segment> {
    let place = |left: &Segment, bin: &Segment, right: &Segment| {
        let is_bin = bin.windows <= noise.windows_per_bin
            && ![bin.start, bin.end].iter().any(|place| breaks.contains(&(bin.contig, *place)));
        let share = |[left, bin, right]: [f64; 3], least: f64| {
            let share = (bin - right) / (left - right);
            ((left - right).abs() > least && (0.0..=1.0).contains(&share)).then_some(share)
        };
        let ratios = [left, bin, right].map(|segment| segment.ratio.unwrap_or_default());
        let imbalances = [left, bin, right].map(|segment| segment.balance.imbalance().unwrap_or_default());
        let share = share(ratios, 3.0 * FLOOR_SD).or_else(|| share(imbalances, 0.1)).filter(|_| is_bin)?;
        Some(bin.start + part_of(bin.length(), share))
    };
    let mut kept: Vec<Segment> = Vec::with_capacity(segments.len());
    let mut rest = segments.into_iter().peekable();
    while let Some(segment) = rest.next() {
        if let (Some(left), Some(right)) = (kept.last_mut(), rest.peek_mut())
            && let Some(place) = place(left, &segment, right)
        {
            (left.end, right.start) = (place, place);
            continue;
        }
        kept.push(segment);
    }
    kept
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a length is not longer")]
fn part_of(length: u32, share: f64) -> u32 {
    (f64::from(length) * share).round() as u32
}

/// How much more than by chance the alleles' shares scatter.
///
/// METHOD: with the correlation r of fragments the squared imbalance d^2 looks like d^2 + r. The tenth of the genome with the
/// least imbalance is taken to have none; what imbalance it shows is r. Above [`MOST_OVERDISPERSION`] it is believed to be real.
fn overdispersion<'s>(segments: impl Iterator<Item = &'s Segment>) -> f64 {
    let telling = segments.filter(|segment| segment.balance.snps >= TELLING_SNPS);
    let mut all: Vec<(f64, u32)> =
        telling.filter_map(|segment| Some((segment.balance.imbalance()?, segment.balance.snps))).collect();
    all.sort_by(|one, other| one.0.total_cmp(&other.0));
    let tenth = all.iter().map(|(_, snps)| u64::from(*snps)).sum::<u64>() / 10;
    let mut seen = 0;
    let least = all.iter().find(|(_, snps)| {
        seen += u64::from(*snps);
        seen >= tenth
    });
    least.map_or(0.0, |(imbalance, _)| (imbalance * imbalance).min(MOST_OVERDISPERSION))
}

/// A stretch for each chromosome that was looked at and of which no segment is there.
#[must_use]
pub fn unassessed(evidence: &Evidence, segments: &[Segment]) -> Vec<Segment> {
    let chromosomes = Chromosomes::of(&evidence.contigs);
    let assessed: BTreeSet<ContigIndex> = segments.iter().map(|segment| segment.contig).collect();
    let has_it = |contig: ContigIndex| match chromosomes.get(contig) {
        Some(Chromosome::X) => true,
        Some(Chromosome::Y) => evidence.sex != Some(Sex::Xx),
        _ => chromosomes.is_autosome(contig),
    };
    let contigs = evidence.windows.chunk_by(|one, next| one.contig == next.contig);
    contigs
        .filter_map(|windows| {
            let (first, last) = (windows.first()?, windows.last()?);
            let length = evidence.contigs.get(first.contig)?.length.get();
            (has_it(first.contig) && !assessed.contains(&first.contig))
                .then(|| Segment::unassessed(first.contig, first.start(), (last.start() + WINDOW).min(length)))
        })
        .collect()
}
