//! Asked regions, such as arms that define a disease: what is seen of each, whether anything is called or not.

use hts::bed::NamedRegion;

use super::balance::Balance;
use super::bins::{Noise, Run};
use super::call::SegmentCall;
use super::fit::Fit;
use super::segment::{Segment, ratio_sd};

/// What is seen of a region.
#[derive(Debug, Clone, PartialEq)]
pub struct Arm {
    /// The region.
    pub region: NamedRegion,
    /// Windows used.
    pub windows: u32,
    /// Depth of the tumour over that of the normal, against that of unchanged copies; `None` without a window.
    pub ratio: Option<f64>,
    /// How many standard deviations it is from 1.
    pub score: Option<f64>,
    /// The alleles.
    pub balance: Balance,
    /// The least share of the specimen's cells whose loss of one copy would have been seen by depth.
    pub limit: Option<f64>,
    /// What is called, with the shares of the region's bases, from the most on.
    pub called: Vec<(&'static str, f64)>,
}

/// Standard deviations at which a change is called, and those by which a change is seen in 95 of 100 cases.
const SEEN: f64 = 4.0 + 1.645;

impl Arm {
    /// What is seen of a region.
    #[must_use]
    pub fn of(
        region: &NamedRegion,
        runs: &[Run<'_>],
        segments: &[(Segment, SegmentCall)],
        fit: &Fit,
        noise: &Noise,
    ) -> Self {
        let (start, end) = region.interval.to_half_open();
        let (mut windows, mut sum, mut balance) = (0, 0.0, Balance::default());
        let mut inherited = 2;
        for run in runs.iter().filter(|run| run.contig == region.contig) {
            let within = run.bins.iter().filter(|bin| (start..end).contains(&u32::midpoint(bin.start, bin.end)));
            for bin in within {
                windows += bin.windows;
                sum += f64::from(bin.windows) * bin.ratio;
                inherited = run.inherited;
            }
            balance = balance.with(&Balance::of(run.snps_within(start, end), noise));
        }
        let expected = fit.mixture.expected(fit.mixture.base_of(inherited), fit.mixture.purity, inherited).ratio;
        let ratio = (windows > 0).then(|| sum / f64::from(windows));
        let sd = ratio.map(|ratio| ratio_sd(ratio, windows, noise) / expected);
        let ratio = ratio.map(|ratio| ratio / expected);
        let limit = sd.map(|sd| SEEN * sd * f64::from(inherited)).filter(|share| *share < 1.0);
        let mut called: Vec<(&'static str, f64)> = Vec::new();
        for (segment, call) in segments.iter().filter(|(segment, _)| segment.contig == region.contig) {
            let shared = segment.end.min(end).saturating_sub(segment.start.max(start));
            if shared > 0 {
                let share = f64::from(shared) / f64::from(end - start);
                match called.iter_mut().find(|(kind, _)| *kind == call.kind.code()) {
                    Some((_, sum)) => *sum += share,
                    None => called.push((call.kind.code(), share)),
                }
            }
        }
        called.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(other.0)));
        let score = ratio.zip(sd).map(|(ratio, sd)| (ratio - 1.0) / sd);
        Self { region: region.clone(), windows, ratio, score, balance, limit, called }
    }
}
