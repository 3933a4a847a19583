//! Base errors of the sample, by reported quality and kind of error.
//!
//! METHOD: at sites without a variant, bases are counted by reported quality, by the trinucleotide around the reference
//! base as the read's strand has it, by mate, and by the base read. A quality's own rate is a beta posterior around the
//! reported one; each kind of error is a beta posterior around a third of that. So a sample with few counts keeps to
//! what the sequencer says. Seen from the read, damage before amplification (`G>T` of 8-oxoguanine in first mates, its
//! complement in second ones) stands out from errors of sequencing. Idea: base quality recalibration of SAGE and GATK.

use genome::probability::{Phred, Probability};
use genome::sequence::Base;

/// Qualities told apart; higher ones count as the highest.
const QUALITIES: usize = 64;
/// Trinucleotides, mates, and bases read.
const CLASSES: usize = 64 * 2 * 4;
/// The weight of what is believed beforehand, in bases: of a quality, and of a kind of error.
const PRIOR_BASES: f64 = 1e4;
/// Rates are kept within these.
const LEAST: f64 = 1e-7;
const GREATEST: f64 = 0.25;

/// What was read where: the trinucleotide of the reference, the base read, and the mate, all as on the read's own strand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SubstitutionClass(u16);

impl SubstitutionClass {
    /// From bases of the forward strand, as in a BAM file. `context`: the reference base with its neighbours; `read`:
    /// the base at its place in the read, the reference base itself for a match. `None` if any of them is `N`.
    #[must_use]
    pub fn new(context: [Base; 3], read: Base, reverse: bool, first_in_pair: bool) -> Option<Self> {
        Context::new(context)?.class(read, reverse, first_in_pair)
    }

    /// Whether the base read is the reference base.
    #[must_use]
    pub fn is_match(self) -> bool {
        self.0 % 4 == self.0 / 16 % 4
    }

    fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// A reference base with its neighbours, ready for many reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Context {
    /// The trinucleotide on either strand, from 0 to 63.
    strands: [u8; 2],
}

impl Context {
    /// `None` if any of the three is `N`.
    #[must_use]
    pub fn new(bases: [Base; 3]) -> Option<Self> {
        let code = |bases: [Base; 3]| {
            bases.into_iter().try_fold(0u8, |code, base| Some(code * 4 + u8::try_from(base.index()?).ok()?))
        };
        let [before, at, after] = bases;
        let other = [after.complement(), at.complement(), before.complement()];
        Some(Self { strands: [code(bases)?, code(other)?] })
    }

    /// The class of a base read there. `None` if it is `N`.
    #[must_use]
    pub fn class(self, read: Base, reverse: bool, first_in_pair: bool) -> Option<SubstitutionClass> {
        let read = u16::try_from(read.index()?).ok()?;
        // Bases are numbered so that a base and its complement add up to 3.
        let read = if reverse { 3 - read } else { read };
        let context = u16::from(self.strands[usize::from(reverse)]);
        Some(SubstitutionClass((u16::from(first_in_pair) * 64 + context) * 4 + read))
    }
}

fn bin(quality: Phred) -> usize {
    usize::from(quality.get()).min(QUALITIES - 1)
}

/// Counts of bases at sites without a variant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MismatchCounts {
    /// Per quality and class.
    counts: Vec<u64>,
}

impl Default for MismatchCounts {
    fn default() -> Self {
        Self { counts: vec![0; QUALITIES * CLASSES] }
    }
}

impl MismatchCounts {
    /// Adds so many bases of a quality and class, matches as well as mismatches.
    pub fn add(&mut self, quality: Phred, class: SubstitutionClass, bases: u64) {
        self.counts[bin(quality) * CLASSES + class.index()] += bases;
    }

    /// Adds the counts of another part of the genome; the order of parts does not matter.
    pub fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            *mine += theirs;
        }
    }

    /// The error rates.
    #[must_use]
    pub fn fit(&self) -> Recalibration {
        let mut recalibration = Recalibration { any: Vec::new(), one: Vec::new() };
        for (quality, counts) in self.counts.chunks_exact(CLASSES).enumerate() {
            let reported = reported_error(quality);
            let (mut all, mut wrong) = (0, 0);
            for (class, count) in (0u16..).zip(counts) {
                all += count;
                wrong += if SubstitutionClass(class).is_match() { 0 } else { *count };
            }
            let any = posterior(reported, wrong, all).clamp(3.0 * LEAST, GREATEST);
            recalibration.any.push(any);
            for context in counts.chunks_exact(4) {
                let all = context.iter().sum();
                let rates = context.iter().map(|count| posterior(any / 3.0, *count, all).clamp(LEAST, GREATEST));
                recalibration.one.extend(rates);
            }
        }
        recalibration
    }
}

/// METHOD: mean of Beta(a + k, b + n - k) with a / (a + b) the prior and a + b its weight.
#[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
fn posterior(prior: f64, events: u64, all: u64) -> f64 {
    (prior * PRIOR_BASES + events as f64) / (PRIOR_BASES + all as f64)
}

/// The error probability that a quality reports; one half for quality 0 to 3, which say nothing.
fn reported_error(quality: usize) -> f64 {
    let score = u8::try_from(quality).unwrap_or(u8::MAX);
    Probability::from(Phred::new(score).error()).get().min(0.5)
}

/// The error rates of a sample.
#[derive(Debug, Clone, PartialEq)]
pub struct Recalibration {
    /// Per quality.
    any: Vec<f64>,
    /// Per quality and class.
    one: Vec<f64>,
}

impl Default for Recalibration {
    /// As the sequencer reports.
    fn default() -> Self {
        MismatchCounts::default().fit()
    }
}

impl Recalibration {
    /// The rates to the last bit, for a checksum of them.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        self.any.iter().chain(&self.one).flat_map(|rate| rate.to_le_bytes()).collect()
    }

    /// P(the base is read wrongly | reported quality).
    #[must_use]
    pub fn error(&self, quality: Phred) -> Probability {
        probability(self.any[bin(quality)])
    }

    /// P(this base is read | the molecule has the centre of the context), for a mismatch.
    #[must_use]
    pub fn substitution(&self, quality: Phred, class: SubstitutionClass) -> Probability {
        probability(self.one[bin(quality) * CLASSES + class.index()])
    }
}

fn probability(value: f64) -> Probability {
    Probability::new(value).unwrap_or_else(|_| unreachable!("clamped when fitted"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn without_counts_the_sequencer_is_believed() {
        let plain = Recalibration::default();
        let class = SubstitutionClass::new([Base::A, Base::C, Base::G], Base::T, false, true).unwrap();
        assert!((plain.error(Phred::new(37)).get() - 10f64.powf(-3.7)).abs() < 1e-12);
        assert!((plain.substitution(Phred::new(37), class).get() - 10f64.powf(-3.7) / 3.0).abs() < 1e-12);
        assert!(plain.error(Phred::new(0)).get() <= 0.5 && plain.error(Phred::new(200)) == plain.error(Phred::new(63)));
    }

    #[test]
    fn damage_is_told_from_error() {
        let mut counts = MismatchCounts::default();
        let class = |read, reverse, first| SubstitutionClass::new([Base::C, Base::G, Base::A], read, reverse, first);
        let quality = Phred::new(37);
        for first in [true, false] {
            counts.add(quality, class(Base::G, false, first).unwrap(), 10_000_000);
        }
        counts.add(quality, class(Base::T, false, true).unwrap(), 20_000);
        let fitted = counts.fit();
        let rate = |first| fitted.substitution(quality, class(Base::T, false, first).unwrap()).get();
        assert!((rate(true) - 0.002).abs() < 1e-4 && rate(false) < 1e-5, "{} {}", rate(true), rate(false));
        assert!(fitted.error(quality).get() > 9e-4);
    }

    #[test]
    fn a_read_and_its_mirror_image_are_one_class() {
        let mirrored = |[before, at, after]: [Base; 3]| [after.complement(), at.complement(), before.complement()];
        let mut seen = std::collections::BTreeSet::new();
        for context in
            Base::ACGT.into_iter().flat_map(|a| Base::ACGT.into_iter().flat_map(move |b| Base::ACGT.map(|c| [a, b, c])))
        {
            for read in Base::ACGT {
                let class = SubstitutionClass::new(context, read, false, true).unwrap();
                assert_eq!(Some(class), SubstitutionClass::new(mirrored(context), read.complement(), true, true));
                assert_eq!(class.is_match(), read == context[1]);
                seen.insert(class);
            }
        }
        assert_eq!(seen.len(), 256);
        assert_eq!(SubstitutionClass::new([Base::A, Base::N, Base::A], Base::A, false, true), None);
    }

    proptest! {
        #[test]
        fn rates_lie_between_what_is_reported_and_what_is_counted(
            quality in 4u8..60, wrong in 0u64..10_000, right in 0u64..10_000_000,
        ) {
            let mut counts = MismatchCounts::default();
            let class = |read| SubstitutionClass::new([Base::A, Base::A, Base::A], read, false, false).unwrap();
            counts.add(Phred::new(quality), class(Base::C), wrong);
            counts.add(Phred::new(quality), class(Base::A), right);
            let rate = counts.fit().error(Phred::new(quality)).get();
            let reported = reported_error(usize::from(quality));
            #[expect(clippy::cast_precision_loss)]
            let counted = if wrong + right == 0 { reported } else { wrong as f64 / (wrong + right) as f64 };
            let (low, high) = (reported.min(counted), reported.max(counted));
            prop_assert!(rate >= low.clamp(3.0 * LEAST, GREATEST) - 1e-12 && rate <= high.max(3.0 * LEAST) + 1e-12);
        }
    }
}
