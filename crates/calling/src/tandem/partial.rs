//! Partial tandem duplications: exons of a gene that stand twice, with the introns between them (*KMT2A*).
//!
//! Three things are asked of one stretch within the locus, and each is told by itself: a *junction* from its end back to its
//! beginning, a *depth step* at both of its edges, and the *balance* of the alleles that the normal has from both parents. Two of
//! them make a call: junctions alone also come from repeats in introns, and depth alone from what is uneven in the library. (So many
//! are asked in the laboratories' own rules; a duplication that banding does not see is told by depth over exons.)

use genome::breakend::Orientation;
use genome::position::{Interval, Position};
use genome::quantity::AlleleFraction;

use super::callable::limit;
use crate::collect::Collected;
use crate::judge::Judgement;
use crate::model::detection_limit::binomial_tail;
use crate::model::tumour_in_normal::TumourLeak;
use crate::pass::structure::{Edge, Side, Support};
use crate::pass::tandem::Place;
use crate::pass::windows::{WINDOW, Window};

/// Shortest stretch, in bases; shorter ones are no exons with an intron.
const SHORTEST: u32 = 1_000;

/// Fragments of a tumour that show a junction.
const FEWEST_FRAGMENTS: u64 = 2;

/// Windows within a stretch, and outside of it, from which a depth step is told; and within one that no junction names.
const FEWEST_WINDOWS: [usize; 2] = [3, 5];
const FEWEST_UNNAMED: usize = 5;

/// How many standard errors of the logarithm a depth step rises: where a junction names its edges, and where they were
/// looked for over all windows.
const RISES: f64 = 3.0;
const RISES_UNNAMED: f64 = 5.0;

/// Standard errors for an error of 5 %, on one side, and for 95 % on both.
const ONE_SIDE: f64 = 1.645;
const BOTH_SIDES: f64 = 1.96;

/// Twice the ln likelihood ratio from which alleles are out of balance: chi-square of one degree of freedom, one in a thousand.
const OUT_OF_BALANCE: f64 = 10.83;

/// Windows of the stretch from exon 2 to exon 8 of *KMT2A*, the shortest usual one; the limit is told for it.
const USUAL_WINDOWS: f64 = 14.0;

/// Fragments that make a site's genotype, and a tumour's balance, known.
const FEWEST_ALLELES: [u32; 2] = [10, 20];

/// Junction fragments of the normal per fragment that nothing explains.
const STRAY: f64 = 0.002;

/// A doubt about a partial tandem duplication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PartialDoubt {
    /// Fewer than two of junction, depth step and balance.
    OneEvidence,
    /// The normal shows the junction more often than tumour in it explains.
    NormalSupport,
}

impl PartialDoubt {
    /// All doubts.
    pub const ALL: [Self; 2] = [Self::OneEvidence, Self::NormalSupport];

    /// Its name in `FILTER`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::OneEvidence => "one_evidence",
            Self::NormalSupport => "normal_support",
        }
    }
}

/// How much deeper the stretch is than the rest of the locus.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DepthStep {
    /// The ratio, and its 95 % interval. An allele fraction f with one further copy makes it 1 + f.
    pub fold: [f64; 3],
    /// Whether it rises beyond chance.
    pub met: bool,
}

/// The balance of the normal's heterozygous alleles in the tumour.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Balance {
    /// Sites.
    pub sites: usize,
    /// The most likely share of the more frequent allele.
    pub share: f64,
    /// Whether it is beyond chance.
    pub met: bool,
}

/// What speaks for one stretch.
#[derive(Debug, Clone, PartialEq)]
pub struct Partial {
    /// The stretch that stands twice; to the window where no junction names it.
    pub place: Place,
    /// Fragments that show the junction, per tumour, then per normal; `None` where there is none.
    pub junction: Option<Vec<u64>>,
    /// `None` where too few windows are there.
    pub depth: Option<DepthStep>,
    /// `None` where the normal has no heterozygous site.
    pub balance: Option<Balance>,
    /// Reasons for doubt; none is a pass.
    pub doubts: Vec<PartialDoubt>,
}

/// A locus that was searched.
#[derive(Debug, Clone, PartialEq)]
pub struct PartialLocus {
    /// Its name.
    pub name: String,
    /// What was asked for and looked at.
    pub asked: Vec<Place>,
    /// Windows with depth, and their median depth in the first tumour.
    pub windows: usize,
    /// See `windows`.
    pub depth: Option<f64>,
    /// The allele fraction from which on junction and depth step would both have been seen, each with 95 %; `None` if none can be stated.
    pub limit: Option<AlleleFraction>,
    /// In genome order, those with doubts among them.
    pub found: Vec<Partial>,
}

/// One window of the locus.
#[derive(Debug, Clone, Copy)]
struct Depth {
    /// Its first base, zero-based.
    start: u32,
    tumour: f64,
    /// ln of the tumour's depth against the normal's; of the tumour's alone without a normal.
    ln: f64,
}

/// Searches one locus.
pub(super) fn search(
    name: &str,
    asked: &[Place],
    collected: &Collected,
    tumours: usize,
    judgement: &Judgement,
) -> PartialLocus {
    let mut found = Vec::new();
    let (mut all, mut limits) = (Vec::new(), Vec::new());
    for place in asked {
        let windows = windows(*place, collected, tumours);
        let mut named: Vec<Partial> = Vec::new();
        for edge in collected.survey.edges.iter() {
            named.extend(junction(edge, *place, tumours).map(|(interval, fragments)| {
                let depth = depth_step(&windows, interval, RISES);
                partial(Place { interval, ..*place }, Some(fragments), depth, collected, tumours, judgement)
            }));
        }
        if named.iter().all(|partial| !partial.depth.is_some_and(|depth| depth.met))
            && let Some((interval, depth)) = steepest(&windows)
        {
            named.push(partial(Place { interval, ..*place }, None, Some(depth), collected, tumours, judgement));
        }
        limits.extend(limit_of(&windows));
        all.extend(windows);
        found.extend(named);
    }
    found.sort_by_key(|partial| partial.place);
    let mut depths: Vec<f64> = all.iter().map(|window| window.tumour).collect();
    depths.sort_by(f64::total_cmp);
    PartialLocus {
        name: name.to_owned(),
        asked: asked.to_vec(),
        windows: all.len(),
        depth: depths.get(depths.len() / 2).copied(),
        limit: limits.into_iter().max_by(|one, other| one.get().total_cmp(&other.get())),
        found,
    }
}

/// The stretch that an edge joins back to its own beginning, if both ends lie in the locus and a tumour shows it.
fn junction(edge: &Edge, locus: Place, tumours: usize) -> Option<(Interval, Vec<u64>)> {
    let second = edge.second?;
    let inside = |side: &Side| side.contig == locus.contig && locus.interval.encloses(side.interval);
    let back = edge.first.orientation == Orientation::KeepsRight && second.orientation == Orientation::KeepsLeft;
    if !back || !inside(&edge.first) || !inside(&second) {
        return None;
    }
    let exact = edge.breakpoints.iter().find_map(|breakpoint| Some((breakpoint.first, breakpoint.second?)));
    // A pair leaves open how far inside of the stretch the break lies.
    let (start, end) = exact.unwrap_or((edge.first.interval.start(), second.interval.end()));
    let interval = Interval::new(start, end).ok().filter(|interval| interval.length().get() >= SHORTEST)?;
    let fragments: Vec<u64> = edge.support.iter().map(Support::fragments).collect();
    let shown = fragments.iter().take(tumours).any(|fragments| *fragments >= FEWEST_FRAGMENTS);
    shown.then_some((interval, fragments))
}

fn windows(locus: Place, collected: &Collected, tumours: usize) -> Vec<Depth> {
    let (from, to) = locus.interval.to_half_open();
    let within = collected.survey.windows.iter().filter(|(window, _)| {
        let start = window.place.saturating_mul(WINDOW);
        window.contig == locus.contig && start >= from && start + WINDOW <= to && u32::from(window.known) == WINDOW
    });
    let depth = |(window, depths): (&Window, Vec<Option<f64>>)| {
        let tumour = depths.first().copied().flatten()?;
        let against = if depths.len() > tumours { depths.get(tumours).copied().flatten()? } else { 1.0 };
        let ln = (tumour / against).ln();
        ln.is_finite().then_some(Depth { start: window.place * WINDOW, tumour, ln })
    };
    within.filter_map(depth).collect()
}

/// METHOD: difference of the mean ln ratios within and outside, with the standard error of the pooled variance.
fn depth_step(windows: &[Depth], stretch: Interval, rises: f64) -> Option<DepthStep> {
    let (from, to) = stretch.to_half_open();
    let within: Vec<f64> =
        windows.iter().filter(|w| w.start >= from && w.start + WINDOW <= to).map(|window| window.ln).collect();
    let outside: Vec<f64> =
        windows.iter().filter(|w| w.start + WINDOW <= from || w.start >= to).map(|window| window.ln).collect();
    if within.len() < FEWEST_WINDOWS[0] || outside.len() < FEWEST_WINDOWS[1] {
        return None;
    }
    let (inner, outer) = (mean(&within), mean(&outside));
    let squares: f64 = within.iter().map(|ln| (ln - inner).powi(2)).sum::<f64>()
        + outside.iter().map(|ln| (ln - outer).powi(2)).sum::<f64>();
    let (n, m) = (count(within.len()), count(outside.len()));
    let error = (squares / (n + m - 2.0) * (1.0 / n + 1.0 / m)).sqrt();
    let rise = inner - outer;
    let fold = [0.0, -BOTH_SIDES, BOTH_SIDES].map(|errors| (rise + errors * error).exp());
    Some(DepthStep { fold, met: rise > rises * error })
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / count(values.len())
}

fn count(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::INFINITY, f64::from)
}

/// The stretch of windows, both edges within the locus, that rises most beyond chance.
fn steepest(windows: &[Depth]) -> Option<(Interval, DepthStep)> {
    let mut best: Option<(f64, Interval, DepthStep)> = None;
    let edge = FEWEST_WINDOWS[0];
    for first in edge..windows.len() {
        for last in first + FEWEST_UNNAMED - 1..windows.len().saturating_sub(edge) {
            let Ok(interval) = Interval::from_half_open(windows[first].start, windows[last].start + WINDOW) else {
                continue;
            };
            let Some(step) = depth_step(windows, interval, RISES_UNNAMED).filter(|step| step.met) else { continue };
            let error = (step.fold[2] / step.fold[0]).ln();
            let rises = step.fold[0].ln() / error;
            if best.as_ref().is_none_or(|(most, ..)| rises > *most) {
                best = Some((rises, interval, step));
            }
        }
    }
    best.map(|(_, interval, step)| (interval, step))
}

/// METHOD: one of the two alleles stands on the longer copy, and nobody knows which: each site is a mixture of shares s and 1 - s
/// with equal weights, against one half.
fn balance(place: Place, collected: &Collected, tumours: usize) -> Option<Balance> {
    let here = collected
        .survey
        .alleles
        .iter()
        .filter(|(site, _)| site.contig == place.contig && place.interval.contains(site.position));
    let counts: Vec<[f64; 2]> = here
        .filter_map(|(_, alleles)| {
            let (tumour, normal) = (alleles.first()?, alleles.get(tumours)?);
            let share = f64::from(normal.alternate) / f64::from(normal.depth().max(1));
            let heterozygous = normal.depth() >= FEWEST_ALLELES[0] && (0.25..=0.75).contains(&share);
            let known = heterozygous && tumour.depth() >= FEWEST_ALLELES[1];
            known.then(|| [tumour.alternate, tumour.reference].map(f64::from))
        })
        .collect();
    if counts.is_empty() {
        return None;
    }
    let ln = |share: f64| -> f64 {
        let of = |[alternate, reference]: &[f64; 2]| {
            let one = alternate * share.ln() + reference * (1.0 - share).ln();
            let other = reference * share.ln() + alternate * (1.0 - share).ln();
            one.max(other) + (-(one - other).abs()).exp().ln_1p()
        };
        counts.iter().map(of).sum()
    };
    let even = ln(0.5);
    let shares = (0..=48u32).map(|step| 0.5 + f64::from(step) / 100.0);
    let (share, best) = shares
        .map(|share| (share, ln(share)))
        .fold((0.5, even), |best, next| if next.1 > best.1 { next } else { best });
    Some(Balance { sites: counts.len(), share, met: 2.0 * (best - even) > OUT_OF_BALANCE })
}

fn partial(
    place: Place,
    junction: Option<Vec<u64>>,
    depth: Option<DepthStep>,
    collected: &Collected,
    tumours: usize,
    judgement: &Judgement,
) -> Partial {
    let balance = balance(place, collected, tumours);
    let evidences =
        [junction.is_some(), depth.is_some_and(|depth| depth.met), balance.is_some_and(|balance| balance.met)];
    let mut doubts = Vec::new();
    if evidences.iter().filter(|met| **met).count() < 2 {
        doubts.push(PartialDoubt::OneEvidence);
    }
    if junction.as_deref().is_some_and(|fragments| too_much_in_normal(fragments, place, collected, tumours, judgement))
    {
        doubts.push(PartialDoubt::NormalSupport);
    }
    Partial { place, junction, depth, balance, doubts }
}

/// METHOD: as for small variants, P(at least k of n | what leaked tumour explains at most) below one in a hundred; n is the depth at the
/// place, of the normal, and the tumour's fraction is that of its junction fragments.
fn too_much_in_normal(
    fragments: &[u64],
    place: Place,
    collected: &Collected,
    tumours: usize,
    judgement: &Judgement,
) -> bool {
    let depths = windows(Place { interval: wide(place.interval), ..place }, collected, tumours);
    let in_tumour = mean(&depths.iter().map(|window| window.tumour).collect::<Vec<_>>());
    let in_normal = mean(&depths.iter().map(|window| window.tumour / window.ln.exp()).collect::<Vec<_>>());
    let whole = |number: f64| if number.is_finite() && number > 1.0 { number } else { 1.0 };
    let upper = judgement.tumour_in_normal.first().map_or(0.0, |estimate| TumourLeak::new(estimate).upper());
    let number = |fragments: u64| u32::try_from(fragments).map_or(f64::INFINITY, f64::from);
    let fraction = (number(fragments.first().copied().unwrap_or(0)) / whole(in_tumour)).min(1.0);
    fragments.iter().skip(tumours).any(|fragments| {
        let k = u32::try_from(*fragments).unwrap_or(u32::MAX);
        let n = depth(whole(in_normal)).max(k);
        k >= 2 && binomial_tail(k, n, (upper * fraction + STRAY).min(0.99)) < 0.01
    })
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a depth is above 0 and far below 2^32")]
fn depth(mean: f64) -> u32 {
    mean.round() as u32
}

/// A stretch with a window to either side.
fn wide(interval: Interval) -> Interval {
    let start = interval.start().checked_sub(WINDOW).unwrap_or(Position::FIRST);
    let end = interval.end().checked_add(WINDOW).unwrap_or(interval.end());
    Interval::new(start, end).unwrap_or(interval)
}

/// METHOD: the junction as for any allele at that depth; the depth step where 1 + f rises by the standard errors asked for, and by
/// those of an error of 5 % more.
fn limit_of(windows: &[Depth]) -> Option<AlleleFraction> {
    let ln: Vec<f64> = windows.iter().map(|window| window.ln).collect();
    let outside = count(ln.len()) - USUAL_WINDOWS;
    if outside < count(FEWEST_WINDOWS[1]) {
        return None;
    }
    let middle = mean(&ln);
    let variance = ln.iter().map(|ln| (ln - middle).powi(2)).sum::<f64>() / (count(ln.len()) - 1.0);
    let error = (variance * (1.0 / USUAL_WINDOWS + 1.0 / outside)).sqrt();
    let step = ((RISES + ONE_SIDE) * error).exp_m1();
    let deep = limit(depth(mean(&windows.iter().map(|window| window.tumour).collect::<Vec<_>>())))?;
    AlleleFraction::new(step.max(deep.get())).ok()
}
