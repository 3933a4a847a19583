//! Base qualities as a patterned flow cell with four quality bins gives them, and the errors that they announce.
//!
//! METHOD: the bins 37, 23, 12 and 2 form a Markov chain along the read. The chance to leave the highest bin is
//! 0.02 + 0.08 (t/n)^2 at cycle t of n, four times that in 3 of 100 reads. A base is read wrongly with the probability
//! 10^(-Q/10) of its bin (times the plan's scale), and then is any of the three others with equal chance. The numbers
//! are chosen to give about 90 % of bases in the highest bin and 0.4 % errors; they are not fitted to a machine.

use genome::sequence::Base;

use crate::random::Random;

/// The bins, Phred.
const BINS: [u8; 4] = [37, 23, 12, 2];
/// Where a read goes from the highest bin when it leaves it.
const FALL: [f64; 3] = [0.58, 0.40, 0.02];
/// Where a read goes from the other bins.
const LOW: [[f64; 4]; 3] = [[0.60, 0.21, 0.18, 0.01], [0.55, 0.15, 0.29, 0.01], [0.30, 0.15, 0.25, 0.30]];
/// The share of reads of poor quality.
const POOR: f64 = 0.03;

/// A probability as a number of 2^32.
fn of_u32(probability: f64) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` cuts to the range of u32")]
    let number = (probability * 4_294_967_296.0) as u32;
    number
}

/// For each bin, the upper bounds of the draws that lead to the first three bins.
type Transitions = [[u32; 3]; 4];

/// The transitions of a cycle.
fn transitions(leave: f64) -> Transitions {
    let mut rows = [[0.0; 4]; 4];
    rows[0] = [1.0 - leave, leave * FALL[0], leave * FALL[1], leave * FALL[2]];
    rows[1..].copy_from_slice(&LOW);
    rows.map(|row| [row[0], row[0] + row[1], row[0] + row[1] + row[2]].map(of_u32))
}

/// The chain for reads of one length.
#[derive(Debug, Clone)]
pub(crate) struct QualityModel {
    good: Vec<Transitions>,
    poor: Vec<Transitions>,
    /// The probability of a wrong base in each bin, of 2^32.
    errors: [u32; 4],
}

impl QualityModel {
    /// A model for reads of this length, with this many times the errors that the qualities say.
    pub(crate) fn new(read_length: u32, error_scale: f64) -> Self {
        let leave = |cycle: u32| 0.02 + 0.08 * (f64::from(cycle) / f64::from(read_length)).powi(2);
        let chain = |times: f64| (0..read_length).map(|cycle| transitions(times * leave(cycle))).collect();
        let error = |bin: u8| of_u32((10f64.powf(-f64::from(bin) / 10.0) * error_scale).min(0.75));
        Self { good: chain(1.0), poor: chain(4.0), errors: BINS.map(error) }
    }

    /// Gives the bases of a read, in the order in which they are sequenced, qualities and errors. A failed read is in
    /// the lowest bin throughout.
    pub(crate) fn sequence<'a>(
        &self,
        failed: bool,
        random: &mut Random,
        bases: impl IntoIterator<Item = (&'a mut Base, &'a mut u8)>,
    ) {
        let chain = if random.chance(POOR) { &self.poor } else { &self.good };
        let mut bin = 0;
        for ((base, quality), transitions) in bases.into_iter().zip(chain) {
            let bits = random.bits();
            let (step, error) = ((bits >> 32) as u32, (bits & 0xffff_ffff) as u32);
            bin = if failed { 3 } else { transitions[bin].iter().filter(|bound| step >= **bound).count() };
            *quality = BINS[bin];
            if error < self.errors[bin] {
                *base = random.other_base(*base);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counts of bases and of errors by bin, over many reads.
    fn counted(scale: f64, failed: bool) -> [(u32, u32); 4] {
        let model = QualityModel::new(151, scale);
        let mut random = Random::stream(4, &[]);
        let mut counts = [(0, 0); 4];
        for _ in 0..20_000 {
            let (mut bases, mut qualities) = (vec![Base::A; 151], vec![0; 151]);
            model.sequence(failed, &mut random, bases.iter_mut().zip(&mut qualities));
            for (base, quality) in bases.iter().zip(&qualities) {
                let bin = BINS.iter().position(|bin| bin == quality).unwrap();
                counts[bin].0 += 1;
                counts[bin].1 += u32::from(*base != Base::A);
            }
        }
        counts
    }

    #[test]
    fn errors_are_as_many_as_the_qualities_say() {
        for scale in [1.0, 1.1] {
            for (bin, (bases, errors)) in BINS.iter().zip(counted(scale, false)) {
                let expected = 10f64.powf(-f64::from(*bin) / 10.0) * scale * f64::from(bases);
                let difference = (f64::from(errors) - expected).abs();
                assert!(difference < 4.5 * expected.sqrt(), "Q{bin}: {errors} errors, {expected} expected");
            }
        }
    }

    #[test]
    fn most_bases_are_in_the_highest_bin() {
        let counts = counted(1.0, false);
        let all: u32 = counts.iter().map(|(bases, _)| bases).sum();
        let share = |bin: usize| f64::from(counts[bin].0) / f64::from(all);
        assert!((0.88..0.94).contains(&share(0)), "{}", share(0));
        assert!((1..4).all(|bin| share(bin) > 0.001 && share(bin) < 0.06));
        let errors: u32 = counts.iter().map(|(_, errors)| errors).sum();
        let rate = f64::from(errors) / f64::from(all);
        assert!((0.002..0.008).contains(&rate), "{rate} errors per base");
    }

    #[test]
    fn a_failed_read_is_noise() {
        let [.., (bases, errors)] = counted(1.0, true);
        assert_eq!(bases, 20_000 * 151);
        assert!(errors > bases / 2);
    }
}
