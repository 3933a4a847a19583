//! A haplotype of a locus, and how well reads fit it.
//!
//! METHOD: a read is laid on the haplotype where words of [`WORD`] bases put it, base against base; its likelihood there is the
//! product of 1 - e where it agrees and e / 3 where not. A read that fits badly at each place is summed over all alignments
//! with gaps around the best one ([`crate::model::indel_alignment`]). Where the aligner had put it is not asked: reads that it
//! cut off, or did not place, count like the others.

use genome::probability::Probability;
use genome::sequence::Base;

use super::fragments::Read;
use crate::model::error_rate::DEFAULT_INDEL_RATE;
use crate::model::indel_alignment::{GapRates, ln_likelihood};

/// Bases of a word.
pub(super) const WORD: usize = 11;

/// Places at which a read is laid on a haplotype, those of most words.
const PLACES: usize = 4;

/// Places of a word beyond which it says nothing of where a read lies.
const REPEATED: usize = 24;

/// Below this, as a logarithm against a read that fits base by base, gaps are looked for: three mismatches of good quality.
const BADLY: f64 = -25.0;

/// No read fits worse than this: it is of another place.
const WORST: f64 = -60.0;

/// Bases to either side within which an alignment with gaps may begin.
const BAND: usize = 12;

/// A haplotype with the places of its words.
#[derive(Debug, Clone)]
pub(super) struct Haplotype {
    pub(super) bases: Vec<Base>,
    /// Words as numbers, with the places where they begin; in order.
    words: Vec<(u32, u32)>,
}

/// How a read fits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Fit {
    /// ln P(read | haplotype), against a read that fits base by base; not above 0 and not below [`WORST`].
    pub(super) ln: f64,
    /// The place of its first base; `None` if nothing says where it lies.
    pub(super) at: Option<usize>,
}

/// The words of some bases, with their places; a word with an unknown base is none.
fn words(bases: &[Base]) -> impl Iterator<Item = (u32, u32)> + '_ {
    let word = |(place, bases): (u32, &[Base])| {
        let number = bases.iter().try_fold(0u32, |number, base| Some(number * 4 + u32::try_from(base.index()?).ok()?));
        Some((number?, place))
    };
    (0u32..).zip(bases.windows(WORD)).filter_map(word)
}

impl Haplotype {
    pub(super) fn new(bases: Vec<Base>) -> Self {
        let mut words: Vec<(u32, u32)> = words(&bases).collect();
        words.sort_unstable();
        Self { bases, words }
    }

    /// The diagonals (place on the haplotype less place in the read) on which words agree, with the number of words; those
    /// of most words first.
    pub(super) fn diagonals(&self, read: &[Base]) -> Vec<(i64, usize)> {
        let mut all: Vec<i64> = Vec::new();
        for (word, at) in words(read) {
            let first = self.words.partition_point(|(other, _)| *other < word);
            let places = self.words[first..].iter().take_while(|(other, _)| *other == word);
            if places.clone().take(REPEATED + 1).count() <= REPEATED {
                all.extend(places.map(|(_, place)| i64::from(*place) - i64::from(at)));
            }
        }
        all.sort_unstable();
        let mut counted: Vec<(i64, usize)> = all.chunk_by(|a, b| a == b).map(|same| (same[0], same.len())).collect();
        counted.sort_by_key(|(diagonal, words)| (std::cmp::Reverse(*words), *diagonal));
        counted
    }

    /// How a read fits; `None` if it hangs over an end of the haplotype, and says nothing of its middle.
    pub(super) fn fit(&self, read: &Read) -> Option<Fit> {
        let length = read.bases.len();
        let places = self.diagonals(&read.bases);
        let Some((best, _)) = places.first() else { return Some(Fit { ln: WORST, at: None }) };
        let on = |diagonal: i64| {
            let at = usize::try_from(diagonal).ok()?;
            (at + length <= self.bases.len()).then_some(at)
        };
        let mut at = on(*best)?;
        let mut ln = f64::NEG_INFINITY;
        for place in places.iter().take(PLACES).filter_map(|(diagonal, _)| on(*diagonal)) {
            let here = ln_gapless(read, &self.bases[place..place + length]);
            if here > ln {
                (ln, at) = (here, place);
            }
        }
        if ln < BADLY {
            let gaps = GapRates::of_repeat(Probability::new(DEFAULT_INDEL_RATE).ok()?);
            let starts = f64::from(u32::try_from(2 * BAND + 1).unwrap_or(u32::MAX)).ln();
            let gapped = ln_likelihood(&read.bases, &read.qualities, &self.bases, at, BAND, gaps) + starts;
            ln = ln.max(gapped - ln_perfect(read));
        }
        Some(Fit { ln: ln.clamp(WORST, 0.0), at: Some(at) })
    }
}

/// The error of a base; at quality 0 and 1 it is no better than a guess.
fn error(quality: u8) -> f64 {
    10f64.powf(-f64::from(quality) / 10.0).min(0.75)
}

/// Against a read that fits base by base: the product over mismatches of e / 3 against 1 - e. Unknown bases fit nothing better than another.
fn ln_gapless(read: &Read, haplotype: &[Base]) -> f64 {
    let pairs = read.bases.iter().zip(haplotype).zip(&read.qualities);
    let mismatches = pairs.filter(|((own, other), _)| own != other && own.index().is_some() && other.index().is_some());
    mismatches.map(|(_, quality)| error(*quality)).map(|error| (error / 3.0).ln() - (-error).ln_1p()).sum()
}

fn ln_perfect(read: &Read) -> f64 {
    read.qualities.iter().map(|quality| (-error(*quality)).ln_1p()).sum()
}
