//! Purity and ploidy: which share of tumour cells, and which ratio for two copies, explain all segments and the acquired
//! substitutions at the least cost.
//!
//! METHOD: costs are natural logarithms of likelihoods, with prices for what is less expected in haematology. In leukaemia and
//! lymphoma most genomes are near-diploid: what balanced segments have is two copies, unless that there are four of them
//! (a doubled genome) is better by its price; depth alone can not pay it. PURPLE's search over purity and ploidy with
//! penalties for events is the model (hmftools, purple README), its failures in quiet genomes (hmftools issue 680) the reason for
//! the prices and for telling all fits.

use std::fmt::Write as _;

use genome::quantity::{Ploidy, Purity};

use super::bins::Noise;
use super::evidence::Evidence;
use super::segment::Segment;
use super::somatic_peak::SomaticPeak;
use super::state::{Copies, Mixture};

/// The price of one copy more or less.
pub(super) const STEP: f64 = 2.0;
/// Steps beyond so many are free: a chromosome that is lost and doubled, or an amplification, is one history.
const MOST_STEPS: u32 = 4;
/// The price of a segment that only a part of the tumour's cells has.
pub(super) const SUBCLONAL: f64 = 3.0;
/// The price of the same change of both parents' chromosomes.
const BOTH: f64 = 4.0;
/// The price of no copy at all of more bases than cells are known to live without.
const LETHAL: f64 = 10.0;
const LIVED_WITHOUT: u32 = 10_000_000;
/// What a segment costs at most.
const UNEXPLAINED: f64 = 25.0;
/// The price of a genome that was doubled.
const DOUBLED: f64 = 15.0;
/// An imbalance of 0 costs at most so much in a segment that is called balanced, which has so many heterozygous places.
const BALANCED: f64 = 2.0;
const BALANCED_SNPS: u32 = 20;
/// The share of the autosomes from which balanced segments tell what two copies are.
const BALANCED_SHARE: f64 = 0.1;
/// From this share on substitutions above the peak are more than strays (two in a hundred) and chance.
const MANY_ABOVE: f64 = 0.05;
/// Fewer than these are chance, however few substitutions there are.
const FEWEST_ABOVE: f64 = 3.0;
/// Two fits that differ by less are both told as possible.
pub const AMBIGUOUS: f64 = 5.0;
/// Evidence says something of purity if it makes one purity so much better than another.
const TELLS: f64 = 3.0;
/// Half the 95 % quantile of chi-square with one degree of freedom.
pub(super) const INTERVAL: f64 = 1.92;
/// Fits that are told, at most, and how far apart they are in purity.
const MOST_FITS: usize = 5;
const APART: f64 = 0.1;

/// What the user knows.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Stated {
    /// The share of tumour cells.
    pub purity: Option<Purity>,
    /// Mean copies of the autosomes in tumour cells.
    pub ploidy: Option<Ploidy>,
}

/// What a fit rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decided {
    /// The user said so.
    Stated,
    /// Depth and balance of segments.
    DepthAndBalance,
    /// The fractions of acquired substitutions.
    SomaticPeak,
    /// Both.
    Both,
    /// Neither: the purity is not known.
    PriorOnly,
}

/// One explanation of all that is seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit {
    /// What it assumes.
    pub mixture: Mixture,
    /// Mean copies of the autosomes in tumour cells.
    pub ploidy: f64,
    /// What the segments cost.
    pub segments: f64,
    /// What the substitutions cost, against the purity that suits them best under the same base copies.
    pub somatic: f64,
    /// Prices of the whole genome.
    pub prior: f64,
}

impl Fit {
    /// All costs.
    #[must_use]
    pub fn cost(&self) -> f64 {
        self.segments + self.somatic + self.prior
    }
}

/// The best explanation and the others.
#[derive(Debug, Clone, PartialEq)]
pub struct Fits {
    /// From the best on; never none.
    all: Vec<Fit>,
    /// What the best one rests on.
    pub decided: Decided,
    /// Purities that are about as good as the best, with what it assumes otherwise.
    pub interval: [f64; 2],
    /// The purity that segments alone, and that substitutions alone, would have said; `None` where they say nothing.
    pub alone: [Option<f64>; 2],
    /// Substitutions that were used.
    pub substitutions: usize,
    /// The share of them whose fraction lies above what the best one allows.
    pub substitutions_above: f64,
}

impl Fits {
    /// Fits a genome. `segments`: those that were assessed.
    #[must_use]
    pub fn of(segments: &[Segment], evidence: &Evidence, noise: &Noise, stated: Stated) -> Self {
        let level = Level::of(segments);
        let peak = SomaticPeak::of(evidence.somatic.iter().filter(|snv| {
            let at = segments.partition_point(|segment| (segment.contig, segment.end) <= (snv.contig, snv.place));
            segments.get(at).is_some_and(|segment| {
                segment.contig == snv.contig && segment.start <= snv.place && level.is_base(segment, noise)
            })
        }));
        let purities = stated
            .purity
            .map_or_else(|| (5..=100_u8).map(|p| f64::from(p) / 100.0).collect(), |p| vec![p.get().max(0.01)]);
        let mut curves: Vec<Vec<Fit>> = Vec::new();
        for (at, purity) in purities.iter().enumerate() {
            for (hypothesis, (mixture, prior)) in
                level.mixtures(*purity, evidence.tumour_in_normal, stated.ploidy).into_iter().enumerate()
            {
                let fit = Fit {
                    mixture,
                    ploidy: ploidy(segments, &mixture),
                    segments: segments.iter().map(|segment| cost(segment, &mixture)).sum(),
                    somatic: -peak.ln_likelihood(&mixture),
                    prior,
                };
                if at == 0 {
                    curves.push(Vec::new());
                }
                curves[hypothesis].push(fit);
            }
        }
        // METHOD: substitutions tell the purity under a hypothesis, and choose none: a trunk and a branch of half of its cells
        // have the peaks of two copies and of one in a doubled genome. Only depth and balance say that it is doubled.
        for curve in &mut curves {
            let least = curve.iter().map(|fit| fit.somatic).fold(f64::INFINITY, f64::min);
            for fit in curve {
                fit.somatic -= least;
            }
        }
        Self::from_curves(curves, &peak, stated)
    }

    /// Chooses from the fits of each hypothesis along the purity.
    fn from_curves(mut curves: Vec<Vec<Fit>>, peak: &SomaticPeak, stated: Stated) -> Self {
        let least = |curve: &Vec<Fit>| curve.iter().map(Fit::cost).fold(f64::INFINITY, f64::min);
        curves.sort_by(|one, other| least(one).total_cmp(&least(other)));
        let own = &curves[0];
        let best_by = |cost: fn(&Fit) -> f64| {
            let best = own.iter().min_by(|one, other| cost(one).total_cmp(&cost(other)))?;
            let most = own.iter().map(cost).fold(f64::NEG_INFINITY, f64::max);
            (most - cost(best) >= TELLS).then_some(best.mixture.purity)
        };
        let alone = [best_by(|fit| fit.segments), best_by(|fit| fit.somatic)];
        let decided = match alone {
            _ if stated.purity.is_some() => Decided::Stated,
            [Some(_), Some(_)] => Decided::Both,
            [Some(_), None] => Decided::DepthAndBalance,
            [None, Some(_)] => Decided::SomaticPeak,
            [None, None] => Decided::PriorOnly,
        };
        let good: Vec<f64> =
            own.iter().filter(|fit| fit.cost() <= least(own) + INTERVAL).map(|fit| fit.mixture.purity).collect();
        let interval = [good.first().copied().unwrap_or(0.0), good.last().copied().unwrap_or(1.0)];
        let mut rest: Vec<Fit> = curves.concat();
        rest.sort_by(|one, other| one.cost().total_cmp(&other.cost()));
        let mut all: Vec<Fit> = Vec::new();
        for fit in rest {
            let is_near = |told: &Fit| {
                told.mixture.base == fit.mixture.base
                    && (told.mixture.purity - fit.mixture.purity).abs() < APART - 1e-9
                    && (told.ploidy - fit.ploidy).abs() < 0.5
            };
            if all.len() < MOST_FITS && !all.iter().any(is_near) {
                all.push(fit);
            }
        }
        let substitutions_above = if peak.is_empty() { 0.0 } else { peak.share_above(&all[0].mixture) };
        Self { all, decided, interval, alone, substitutions: peak.len(), substitutions_above }
    }

    /// The best one.
    #[must_use]
    pub fn best(&self) -> &Fit {
        &self.all[0]
    }

    /// All that are told, from the best on.
    #[must_use]
    pub fn all(&self) -> &[Fit] {
        &self.all
    }

    /// The purity; `None` where nothing says what it is.
    #[must_use]
    pub fn purity(&self) -> Option<f64> {
        (self.decided != Decided::PriorOnly).then_some(self.best().mixture.purity)
    }

    /// Whether another fit is nearly as good, or what decides does not agree.
    #[must_use]
    pub fn is_ambiguous(&self) -> bool {
        self.decided == Decided::PriorOnly
            || self.all.get(1).is_some_and(|next| next.cost() < self.best().cost() + AMBIGUOUS)
            || self.disagree()
            || self.is_of_a_branch()
    }

    /// Whether so many substitutions lie above what the best one allows that it may be the peak of a branch.
    #[must_use]
    pub fn is_of_a_branch(&self) -> bool {
        let count = self.substitutions_above * f64::from(u32::try_from(self.substitutions).unwrap_or(u32::MAX));
        self.substitutions_above > MANY_ABOVE && count > FEWEST_ABOVE - 0.5
    }

    /// Whether segments and substitutions alone would say purities far apart.
    #[must_use]
    pub fn disagree(&self) -> bool {
        let [segments, somatic] = self.alone;
        segments.zip(somatic).is_some_and(|(one, other)| (one - other).abs() > 1.5 * APART)
    }
}

impl Fits {
    /// Why the best one is to be trusted or not, in a sentence for people.
    #[must_use]
    pub fn because(&self) -> String {
        let near = self.all.iter().skip(1).filter(|fit| fit.cost() < self.best().cost() + AMBIGUOUS).count();
        let mut text = match self.decided {
            Decided::PriorOnly => {
                return "no segment is changed and too few acquired substitutions tell: the purity is not known"
                    .to_owned();
            }
            Decided::Stated => "the purity was stated",
            Decided::DepthAndBalance => {
                "changed segments tell the purity; all of them may be of a part of the tumour's cells only"
            }
            Decided::SomaticPeak => "the fractions of acquired substitutions tell the purity; no changed segment does",
            Decided::Both => "changed segments and the fractions of acquired substitutions tell the purity",
        }
        .to_owned();
        if let ([Some(segments), Some(somatic)], true) = (self.alone, self.disagree()) {
            let _ = write!(text, "; alone, segments would say {segments:.2} and substitutions {somatic:.2}");
        }
        if self.is_of_a_branch() {
            let share = 100.0 * self.substitutions_above;
            let _ = write!(
                text,
                "; {share:.0} % of the acquired substitutions lie above what this purity allows: it may be that of a branch"
            );
        }
        if near > 0 {
            let _ = write!(text, "; other fits are nearly as good: {near}");
        }
        text
    }
}

/// The level that most of the genome has, and what it may be.
struct Level {
    ratio: f64,
    /// Mean ratio of the autosomes.
    mean: f64,
    balanced: bool,
}

fn weighted_median<'s>(segments: impl Iterator<Item = &'s Segment>) -> Option<f64> {
    let mut all: Vec<(f64, u32)> = segments.filter_map(|segment| Some((segment.ratio?, segment.windows))).collect();
    all.sort_by(|one, other| one.0.total_cmp(&other.0));
    let half = all.iter().map(|(_, windows)| u64::from(*windows)).sum::<u64>().div_ceil(2);
    let mut seen = 0;
    let middle = all.iter().find(|(_, windows)| {
        seen += u64::from(*windows);
        seen >= half
    });
    middle.map(|(ratio, _)| *ratio)
}

fn windows<'s>(segments: impl Iterator<Item = &'s Segment>) -> f64 {
    segments.map(|segment| f64::from(segment.windows)).sum()
}

impl Level {
    fn of(segments: &[Segment]) -> Self {
        let two = || segments.iter().filter(|segment| segment.inherited == 2);
        let is_balanced =
            |segment: &&Segment| segment.balance.snps >= BALANCED_SNPS && segment.balance.cost(0.0) < BALANCED;
        let told = windows(two().filter(|segment| segment.balance.snps >= BALANCED_SNPS));
        let balanced = windows(two().filter(is_balanced));
        // Where alleles tell nothing at all, depth is taken for that of two copies.
        let is_known = told > BALANCED_SHARE * windows(two());
        let use_balanced = is_known && balanced >= BALANCED_SHARE * told;
        let ratio = if use_balanced { weighted_median(two().filter(is_balanced)) } else { weighted_median(two()) };
        let mean = two().map(|segment| segment.ratio.unwrap_or_default() * f64::from(segment.windows)).sum::<f64>();
        let ratio = ratio.unwrap_or(1.0).max(0.05);
        Self { ratio, mean: (mean / windows(two()).max(1.0)).max(0.05), balanced: use_balanced || !is_known }
    }

    /// Whether a segment shows what tumour cells have where nothing happened.
    fn is_base(&self, segment: &Segment, noise: &Noise) -> bool {
        let apart = (segment.ratio.unwrap_or_default() - self.ratio).abs();
        self.balanced
            && segment.inherited == 2
            && segment.balance.cost(0.0) < 2.0 * BALANCED
            && apart < 3.0 * segment.ratio_sd().max(noise.bin_sd / 10.0)
    }

    /// What may be assumed with a purity, each with its price.
    fn mixtures(&self, purity: f64, tumour_in_normal: f64, ploidy: Option<Ploidy>) -> Vec<(Mixture, f64)> {
        let of = |base: Copies, state: Copies, ratio: f64| {
            let mixture = Mixture { purity, diploid_ratio: 1.0, base, tumour_in_normal };
            let expected = mixture.expected(state, purity, 2).ratio;
            Mixture { diploid_ratio: ratio / expected.max(0.05), ..mixture }
        };
        if let Some(ploidy) = ploidy {
            let base = if ploidy.get() < 3.0 { Copies::DIPLOID } else { Copies::DOUBLED };
            let mixture = of(base, base, self.mean);
            // The mean of the genome has the stated copies.
            let total = |copies: f64| purity * copies + 2.0 * (1.0 - purity);
            let scale = total(f64::from(base.total())) / total(ploidy.get());
            return vec![(Mixture { diploid_ratio: mixture.diploid_ratio * scale, ..mixture }, 0.0)];
        }
        if self.balanced {
            return vec![
                (of(Copies::DIPLOID, Copies::DIPLOID, self.ratio), 0.0),
                (of(Copies::DOUBLED, Copies::DOUBLED, self.ratio), DOUBLED),
            ];
        }
        let states = [(1, 0), (2, 0), (2, 1), (3, 1)].map(|(major, minor)| Copies { major, minor });
        states.map(|state| (of(Copies::DIPLOID, state, self.ratio), 0.0)).to_vec()
    }
}

/// The price of copies that are not the base's.
///
/// METHOD: both parents' chromosomes lost, or both gained, are two events in the same cells. Without it waves of depth, which
/// leave the alleles as they are, would be told as such in a few cells. Cells do not live without any copy of much of a
/// chromosome.
pub(super) fn price(segment: &Segment, state: Copies, base: Copies) -> f64 {
    let steps = STEP * f64::from(state.steps_from(base).min(MOST_STEPS));
    let both = segment.inherited == 2
        && (state.major.cmp(&base.major) == state.minor.cmp(&base.minor))
        && state.major != base.major;
    let lethal = segment.inherited == 2 && state.total() == 0 && segment.length() > LIVED_WITHOUT;
    steps + if both { BOTH } else { 0.0 } + if lethal { LETHAL } else { 0.0 }
}

/// What a segment costs under its best explanation.
fn cost(segment: &Segment, mixture: &Mixture) -> f64 {
    let base = mixture.base_of(segment.inherited);
    let of = |state: Copies| {
        let clonal = mixture.cost(segment, state, mixture.purity);
        let subclonal = mixture.best_cells(segment, state).1 + SUBCLONAL;
        price(segment, state, base) + clonal.min(subclonal)
    };
    mixture.states(segment).into_iter().map(of).fold(UNEXPLAINED, f64::min)
}

/// Mean copies of the autosomes in tumour cells.
fn ploidy(segments: &[Segment], mixture: &Mixture) -> f64 {
    let two = || segments.iter().filter(|segment| segment.inherited == 2);
    let copies = two().map(|segment| mixture.copies(segment.ratio.unwrap_or_default(), 2) * f64::from(segment.windows));
    copies.sum::<f64>() / windows(two()).max(1.0)
}
