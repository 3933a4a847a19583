//! The probability of a read given a haplotype.
//!
//! METHOD: a pair hidden Markov model with states match (M), insertion in the read (I) and deletion from the read (D)
//! (R. Durbin et al., Biological sequence analysis, 1998, section 4). All ways of aligning the whole read to a stretch of
//! the haplotype are summed. M emits 1 - e for the haplotype's base and e/3 for another, I one quarter; gaps open at the
//! rate of false indels of the repeat ([`super::error_rate`]) and grow by one factor per base. The read may start
//! anywhere within the band around its expected place, each place as likely.
//!
//! From there alignments may drift. Only those that stay in a corridor are summed, and it is as wide as the read makes
//! necessary: what lies outside is less than a tenth of the sum, or of e^-30 of what a read weighs that fits base by base,
//! for any read on any haplotype. A read that fits badly needs a wide corridor, because an alignment far away, behind long gaps,
//! might fit better. One that fits worse than by e^-30 (three mismatches of good quality) is not looked for any further: it
//! is cut off or of another place, and what it weighs behind a long gap, it weighs on either haplotype.
//!
//! What two haplotypes share in length of read and band cancels, so likelihoods of one read may be compared between
//! haplotypes, and between those only.

mod gapless;
mod left_out;

use std::sync::LazyLock;

use genome::probability::{Phred, Probability};
use genome::sequence::Base;

/// How gaps come about.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GapRates {
    insertion: f64,
    deletion: f64,
    extension: f64,
}

impl GapRates {
    /// Each further base of a gap, against its end (GATK's pair-HMM: gap continuation 10, that is one in ten).
    pub const EXTENSION: f64 = 0.1;

    /// From the rate of false indels at a repeat, half of them insertions.
    #[must_use]
    pub fn of_repeat(rate: Probability) -> Self {
        let open = (rate.get() / 2.0).clamp(1e-9, 0.2);
        Self { insertion: open, deletion: open, extension: Self::EXTENSION }
    }

    fn matching(self) -> f64 {
        1.0 - self.insertion - self.deletion
    }
}

/// What a base that is not known, or that was inserted, is worth.
const ANY: f64 = 0.25;

/// Emissions by base quality.
struct Emissions {
    /// 1 - e.
    same: [f64; 256],
    /// e / 3.
    other: [f64; 256],
    /// ln (1 - e).
    ln_same: [f64; 256],
    /// ln (e / 3) - ln (1 - e): what a mismatch costs; not above 0.
    ln_mismatch: [f64; 256],
    /// ln 1/4 - ln (1 - e): what an unknown base costs; not above 0.
    ln_unknown: [f64; 256],
}

static EMISSIONS: LazyLock<Emissions> = LazyLock::new(|| {
    let none = [0.0; 256];
    let mut emissions = Emissions { same: none, other: none, ln_same: none, ln_mismatch: none, ln_unknown: none };
    for quality in 0..=u8::MAX {
        let at = usize::from(quality);
        // At quality 0 and 1 the base is no better than a guess.
        let error = Probability::from(Phred::new(quality).error()).get().min(0.75);
        emissions.same[at] = 1.0 - error;
        emissions.other[at] = error / 3.0;
        emissions.ln_same[at] = (-error).ln_1p();
        emissions.ln_mismatch[at] = (error / 3.0).ln() - emissions.ln_same[at];
        emissions.ln_unknown[at] = ANY.ln() - emissions.ln_same[at];
    }
    emissions
});

/// ln P(read | haplotype). `qualities`: reported, one per base (missing ones count as 0). `offset`: the 0-based place on the
/// haplotype where the read is expected to start; `band`: how many bases from there it may start, to either side, at least the
/// longest indel to be told. At most a tenth of a nat too low for a read that fits at all. Minus infinity if no such place lies on the haplotype, which
/// should go beyond the read by the band on either side.
#[must_use]
pub fn ln_likelihood(
    bases: &[Base],
    qualities: &[u8],
    haplotype: &[Base],
    offset: usize,
    band: usize,
    gaps: GapRates,
) -> f64 {
    if bases.is_empty() {
        return 0.0;
    }
    let read = Read { bases, qualities };
    let starts = f64::from(u32::try_from(2 * band + 1).unwrap_or(u32::MAX));
    let sum = gapless::ln_sum(read, haplotype, offset, band, gaps)
        .unwrap_or_else(|| ln_gapped(read, haplotype, offset, band, gaps));
    sum - starts.ln()
}

/// A read, base by base.
#[derive(Clone, Copy)]
struct Read<'a> {
    bases: &'a [Base],
    qualities: &'a [u8],
}

impl Read<'_> {
    fn quality(&self, at: usize) -> usize {
        self.qualities.get(at).map_or(0, |quality| usize::from(*quality))
    }

    /// ln of what a haplotype emits that has every base of the read; none emits more.
    fn ln_fit(&self, emissions: &Emissions) -> f64 {
        (0..self.bases.len()).map(|at| emissions.ln_same[self.quality(at)]).sum()
    }
}

/// What a read is taken to weigh, as a logarithm against one that fits base by base, when its corridor is first chosen: a
/// short indel in ordinary sequence, or a mismatch of good quality.
const LN_USUAL: f64 = -11.0;

/// What a read may weigh at least for its corridor to be widened, likewise.
const LN_WORST: f64 = -30.0;

/// The sum over all alignments from a start in the band, the start not yet shared among its places.
///
/// METHOD: a first sum in a corridor of the usual width is a lower bound of the whole, and says how wide the corridor must be.
fn ln_gapped(read: Read<'_>, haplotype: &[Base], offset: usize, band: usize, gaps: GapRates) -> f64 {
    let starts = f64::from(u32::try_from(2 * band + 1).unwrap_or(u32::MAX)).ln();
    let everything = haplotype.len().max(read.bases.len());
    let room = |ln_sum: f64| {
        let needed = left_out::room(read.bases.len(), gaps, ln_sum + left_out::TOLERATED.ln() - starts);
        needed.map_or(everything, |room| room.min(everything))
    };
    let usual = room(LN_USUAL);
    let sum = ln_in_corridor(read, haplotype, offset, [band, usual], gaps);
    let needed = room((sum - read.ln_fit(&EMISSIONS)).max(LN_WORST));
    if needed <= usual { sum } else { ln_in_corridor(read, haplotype, offset, [band, needed], gaps) }
}

/// Rows between two looks at the scale.
const ROWS_PER_SCALING: usize = 8;
/// The scale is raised by the inverse of this where a row has sunk below it. Eight rows sink by less than that again.
const SMALL: f64 = 1e-120;
/// Zeros left of a row, so that the columns before it can be read.
const PAD: usize = 4;

/// What the window of the haplotype emits, apart from the read's qualities: 1 where a base is, else 0.
struct Profile {
    /// Per base A, C, G, T: where the haplotype has it.
    has: [Vec<f64>; 4],
    /// Where the haplotype has a known base.
    known: Vec<f64>,
    /// Where the haplotype has an `N`.
    unknown: Vec<f64>,
}

impl Profile {
    /// The window from `offset - reach`, long enough for a read of that length. Nothing is emitted off the haplotype.
    fn new(length: usize, haplotype: &[Base], offset: usize, reach: usize) -> Self {
        let window = length + 2 * reach;
        let none = || vec![0.0; window];
        let mut profile = Self { has: [none(), none(), none(), none()], known: none(), unknown: none() };
        let skipped = reach.saturating_sub(offset);
        let start = (offset + skipped).saturating_sub(reach);
        let bases = haplotype.iter().skip(start);
        for (at, base) in (skipped..window).zip(bases) {
            match base.index() {
                Some(code) => {
                    profile.has[code][at] = 1.0;
                    profile.known[at] = 1.0;
                }
                None => profile.unknown[at] = 1.0,
            }
        }
        profile
    }
}

/// The rows of the forward algorithm: one column per diagonal `j - i - offset + reach`.
struct Rows {
    m: Vec<f64>,
    i: Vec<f64>,
    d: Vec<f64>,
    next_m: Vec<f64>,
    next_i: Vec<f64>,
    /// Terms of the recursion of `d`.
    terms: Vec<f64>,
    width: usize,
}

impl Rows {
    fn new(reach: usize) -> Self {
        let width = 2 * reach + 1;
        // Room for whole chunks of four on the right.
        let none = || vec![0.0; PAD + width + PAD];
        Self { m: none(), i: none(), d: none(), next_m: none(), next_i: none(), terms: none(), width }
    }

    /// The row of a further base. `emission`: of M, per column.
    fn advance(&mut self, emission: &Emission<'_>, gaps: GapRates) {
        let columns = PAD..PAD + self.width;
        let shifted = PAD + 1..PAD + self.width + 1;
        let before = [&self.m[columns.clone()], &self.i[columns.clone()], &self.d[columns.clone()]];
        match_columns(&mut self.next_m[columns.clone()], before, emission, gaps);
        insert_columns(&mut self.next_i[columns], [&self.m[shifted.clone()], &self.i[shifted]], gaps);
        std::mem::swap(&mut self.m, &mut self.next_m);
        std::mem::swap(&mut self.i, &mut self.next_i);
        delete_columns(&mut self.d, &self.m, &mut self.terms, gaps);
    }

    /// Raises the scale if needed; returns the logarithm of what was taken out.
    fn rescale(&mut self) -> f64 {
        let greatest = self.m.iter().chain(&self.i).copied().fold(0.0, f64::max);
        if greatest >= SMALL || greatest == 0.0 {
            return 0.0;
        }
        for value in self.m.iter_mut().chain(&mut self.i).chain(&mut self.d) {
            *value /= SMALL;
        }
        SMALL.ln()
    }
}

/// What M emits per column at one base of the read.
struct Emission<'a> {
    known: &'a [f64],
    unknown: &'a [f64],
    has: &'a [f64],
    /// There is a known base in every column.
    all_known: bool,
    /// For any known base, and for the right one on top of it.
    other: f64,
    more: f64,
}

// The rows are functions of slices of one length, so that the compiler sees that they do not overlap.

fn match_columns(next: &mut [f64], [m, i, d]: [&[f64]; 3], emission: &Emission<'_>, gaps: GapRates) {
    let width = next.len();
    let (m, i, d) = (&m[..width], &i[..width], &d[..width]);
    let (known, unknown, has) = (&emission.known[..width], &emission.unknown[..width], &emission.has[..width]);
    let (matching, closing) = (gaps.matching(), 1.0 - gaps.extension);
    let from_before = |at: usize| matching * m[at] + closing * (i[at] + d[at]);
    if emission.all_known {
        for (at, next) in next.iter_mut().enumerate() {
            *next = (emission.other + emission.more * has[at]) * from_before(at);
        }
        return;
    }
    for (at, next) in next.iter_mut().enumerate() {
        let emitted = emission.other * known[at] + emission.more * has[at] + ANY * unknown[at];
        *next = emitted * from_before(at);
    }
}

fn insert_columns(next: &mut [f64], [m, i]: [&[f64]; 2], gaps: GapRates) {
    let width = next.len();
    let (m, i) = (&m[..width], &i[..width]);
    let (open, extend) = (ANY * gaps.insertion, ANY * gaps.extension);
    for (at, next) in next.iter_mut().enumerate() {
        *next = open * m[at] + extend * i[at];
    }
}

/// METHOD: D(c) = del M(c-1) + ext D(c-1), the only recursion within a row. With b(c) = del M(c) + ext del M(c-1)
/// and t(c) = b(c) + ext^2 b(c-2) it is D(c) = t(c-1) + ext^4 D(c-4): four columns at a time.
fn delete_columns(d: &mut [f64], m: &[f64], terms: &mut [f64], gaps: GapRates) {
    let (length, ext, ext2) = (d.len(), gaps.extension, gaps.extension * gaps.extension);
    let count = length - PAD;
    let [m0, m1, m2, m3] = [0, 1, 2, 3].map(|before| &m[PAD - before..][..count]);
    for (at, term) in terms[PAD..][..count].iter_mut().enumerate() {
        let pair = |one: f64, before: f64| gaps.deletion * (one + ext * before);
        *term = pair(m0[at], m1[at]) + ext2 * pair(m2[at], m3[at]);
    }
    let (ext4, mut last) = (ext2 * ext2, [0.0; 4]);
    for (ds, terms) in d[PAD..].chunks_exact_mut(4).zip(terms[PAD - 1..].chunks_exact(4)) {
        last = [
            terms[0] + ext4 * last[0],
            terms[1] + ext4 * last[1],
            terms[2] + ext4 * last[2],
            terms[3] + ext4 * last[3],
        ];
        ds.copy_from_slice(&last);
    }
}

/// The sum over all alignments that start in the band and stay within `room` bases of it.
///
/// METHOD: forward algorithm in linear space, one row per base of the read. A row whose greatest value has become small
/// is scaled up, and the factor kept as a logarithm.
fn ln_in_corridor(read: Read<'_>, haplotype: &[Base], offset: usize, [band, room]: [usize; 2], gaps: GapRates) -> f64 {
    let emissions = &*EMISSIONS;
    let profile = Profile::new(read.bases.len(), haplotype, offset, band + room);
    let mut rows = Rows::new(band + room);
    let width = rows.width;
    let starts = room..room + 2 * band + 1;
    let all_known = profile.known.iter().all(|known| *known > 0.0);
    let mut ln_scale = 0.0;
    // Before the first base: every place in the band may start, in M or in I, which `advance` reads from M.
    let start = (1.0 - gaps.insertion) / gaps.matching();
    rows.m[PAD..][starts.clone()].fill(start);
    for (row, base) in read.bases.iter().enumerate() {
        let window = row..row + width;
        let (known, unknown) = (&profile.known[window.clone()], &profile.unknown[window.clone()]);
        let quality = read.quality(row);
        let (same, other) = (emissions.same[quality], emissions.other[quality]);
        let emission = match base.index() {
            Some(code) => {
                Emission { known, unknown, has: &profile.has[code][window], all_known, other, more: same - other }
            }
            None => Emission { known, unknown, has: known, all_known, other: ANY, more: 0.0 },
        };
        rows.advance(&emission, gaps);
        if row == 0 {
            // A read may start with an inserted base at any place in the band, not with an opened gap of another.
            rows.i.fill(0.0);
            let on_haplotype = known.iter().zip(unknown).map(|(known, unknown)| known + unknown);
            for (i, here) in rows.i[PAD..].iter_mut().zip(on_haplotype).take(starts.end).skip(starts.start) {
                *i = gaps.insertion * ANY * here;
            }
        }
        if row % ROWS_PER_SCALING == ROWS_PER_SCALING - 1 {
            ln_scale += rows.rescale();
        }
    }
    (rows.m.iter().sum::<f64>() + rows.i.iter().sum::<f64>()).ln() + ln_scale
}

#[cfg(test)]
mod tests;
