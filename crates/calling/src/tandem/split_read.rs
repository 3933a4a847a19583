//! What one read says of a tandem duplication or an insertion: its beginning follows the reference, and its end follows it
//! from further left on.
//!
//! METHOD: the read is laid on the reference without gaps, on every diagonal on which a word of it agrees. Of each diagonal the
//! best score of a part that ends at a base, and of one that begins there (local alignment along the diagonal; T. Smith, M.
//! Waterman, J Mol Biol 1981;147:195-197). The change is the pair of a diagonal and one further left with the greatest sum, less a cost
//! for the bases between. It comes from single reads, so that two molecules of ninety can be enough; that several molecules
//! show it is asked afterwards. (Published callers align each read
//! whole, as that of T. Blätte et al., Leukemia 2019, or split reads.)

use super::fragments::Read;
use super::haplotype::Haplotype;

/// Shortest and longest change, in bases that come in beyond those that are lost.
pub(super) const SHORTEST: u32 = 3;
pub(super) const LONGEST: u32 = 400;

/// Diagonals of a read that are looked at.
const DIAGONALS: usize = 24;

/// Least score of either part: so many bases in agreement.
const ANCHOR: i32 = 40;

/// Scores, in quarters of an agreeing base.
const AGREES: i32 = 4;
const DIFFERS: i32 = -16;
const BETWEEN: i32 = 1;
const ANY_BETWEEN: i32 = 4;

/// Base quality below which a base neither agrees nor differs.
const LEAST_QUALITY: u8 = 15;

/// A change as two places with bases between: the reference up to `from`, `between`, the reference from `to` on. Places
/// count from the first base of the stretch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Split {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) between: std::ops::Range<usize>,
}

/// Bases beside a change within which one that differs from the reference may belong to it.
const BESIDE: usize = 12;

impl Split {
    /// The same change with what differs beside it; `None` if nothing does.
    ///
    /// METHOD: where bases that came in are like the reference's but for one, a part reaches over that one for what agrees behind it, and the
    /// change would have the reference's base there. Or that one is misread. Nobody knows from one read: both are named, and compete.
    pub(super) fn wider(&self, read: &Read, reference: &Haplotype) -> Option<Self> {
        let differs = |at: usize, place: Option<usize>| {
            let other = place.and_then(|place| reference.bases.get(place));
            read.qualities[at] >= LEAST_QUALITY && other.is_some_and(|other| *other != read.bases[at])
        };
        let Split { from, to, between } = self;
        let before = between.start.saturating_sub(BESIDE)..between.start;
        let start = before.clone().find(|at| differs(*at, from.checked_sub(between.start - at)));
        let behind = between.end..(between.end + BESIDE).min(read.bases.len());
        let end = behind.rev().find(|at| differs(*at, Some(to + at - between.end))).map(|at| at + 1);
        start.or(end)?;
        let (start, end) = (start.unwrap_or(between.start), end.unwrap_or(between.end));
        let from = from.checked_sub(between.start - start)?;
        Some(Self { from, to: to + end - between.end, between: start..end })
    }
}

/// What a read says; `None` if it says nothing of the kind.
pub(super) fn split(read: &Read, reference: &Haplotype) -> Option<Split> {
    let mut diagonals: Vec<i64> =
        reference.diagonals(&read.bases).into_iter().take(DIAGONALS).map(|(at, _)| at).collect();
    diagonals.sort_unstable();
    let parts: Vec<(i64, Parts)> =
        diagonals.into_iter().map(|diagonal| (diagonal, Parts::of(read, reference, diagonal))).collect();
    let whole = parts.iter().flat_map(|(_, parts)| parts.ending.iter()).copied().max()?;
    let mut best: Option<(i32, u32, Split)> = None;
    for (first, before) in &parts {
        for (second, behind) in &parts {
            let Ok(longer) = u32::try_from(first - second) else { continue };
            if !(SHORTEST..=LONGEST).contains(&longer) {
                continue;
            }
            let Some((score, ends, begins)) = joined(before, behind) else { continue };
            let place = |diagonal: i64, at: usize| usize::try_from(diagonal + i64::try_from(at).ok()?).ok();
            let (Some(from), Some(to)) = (place(*first, ends), place(*second, begins)) else { continue };
            if best.as_ref().is_none_or(|(most, shorter, _)| {
                (score, std::cmp::Reverse(longer)) > (*most, std::cmp::Reverse(*shorter))
            }) {
                best = Some((score, longer, Split { from, to, between: ends..begins }));
            }
        }
    }
    best.filter(|(score, ..)| *score >= whole + ANCHOR / 2).map(|(.., split)| split)
}

/// The best score of the two parts, where the first ends and where the second begins.
fn joined(before: &Parts, behind: &Parts) -> Option<(i32, usize, usize)> {
    let mut best: Option<(i32, usize, usize)> = None;
    // The best end of the first part so far, with the cost of the bases since.
    let mut open: Option<(i32, usize)> = None;
    for (at, begins) in behind.beginning.iter().enumerate() {
        if let Some((score, _)) = &mut open {
            *score -= BETWEEN;
        }
        let ends = before.ending[at];
        if *begins >= ANCHOR {
            let direct = (ends >= ANCHOR).then_some((ends + begins, at));
            let apart = open.map(|(score, from)| (score - ANY_BETWEEN + begins, from));
            if let Some((score, from)) = direct.max_by_score(apart)
                && best.is_none_or(|(most, ..)| score > most)
            {
                best = Some((score, from, at));
            }
        }
        if ends >= ANCHOR && open.is_none_or(|(score, _)| ends > score) {
            open = Some((ends, at));
        }
    }
    best
}

/// The better of two, the first of equals.
trait Better: Sized {
    fn max_by_score(self, other: Self) -> Self;
}

impl Better for Option<(i32, usize)> {
    fn max_by_score(self, other: Self) -> Self {
        match (self, other) {
            (Some(one), Some(two)) => Some(if two.0 > one.0 { two } else { one }),
            (one, two) => one.or(two),
        }
    }
}

/// The best parts of a read on one diagonal.
struct Parts {
    /// Of the parts that end before a base; one place more than bases.
    ending: Vec<i32>,
    /// Of the parts that begin at a base.
    beginning: Vec<i32>,
}

impl Parts {
    fn of(read: &Read, reference: &Haplotype, diagonal: i64) -> Self {
        let score = |at: usize| {
            let place = i64::try_from(at).ok().and_then(|at| usize::try_from(at + diagonal).ok());
            let other = place.and_then(|place| reference.bases.get(place));
            let own = read.bases[at];
            match other {
                Some(_) if read.qualities[at] < LEAST_QUALITY || own.index().is_none() => 0,
                Some(other) if *other == own => AGREES,
                // Nothing lies beyond the stretch.
                _ => DIFFERS,
            }
        };
        let length = read.bases.len();
        let (mut ending, mut beginning) = (vec![0; length + 1], vec![0; length + 1]);
        for at in 0..length {
            ending[at + 1] = (ending[at] + score(at)).max(0);
        }
        for at in (0..length).rev() {
            beginning[at] = (beginning[at + 1] + score(at)).max(0);
        }
        Self { ending, beginning }
    }
}
