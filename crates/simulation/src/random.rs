//! Random numbers: a stream per seed and place, so that no thread and no order of work changes a number.
//!
//! METHOD: xoshiro256++ (D. Blackman, S. Vigna, ACM Trans Math Softw 2021;47:36), its state filled by `SplitMix64` (G.
//! L. Steele, D. Lea, C. H. Flood, OOPSLA 2014), as its authors advise. Nothing here calls the platform's logarithm or
//! sine: apart from [`Random::poisson`], which takes one exponential, all is multiplication and addition.

use genome::sequence::Base;

/// 2^-53, the step of [`Random::unit`].
const STEP: f64 = 1.0 / 9_007_199_254_740_992.0;

/// One step of `SplitMix64`: the state moves on, and its scrambled value is returned.
fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A number that is not below 0, rounded to the nearest whole.
fn rounded(value: f64) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "`as` cuts to the range of u32, which is meant"
    )]
    let whole = value.round() as u32;
    whole
}

/// A stream of random numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Random {
    state: [u64; 4],
}

impl Random {
    /// The stream of a seed at a place: what is drawn for (purpose, contig, window) is the same whoever draws it, and
    /// independent of what is drawn elsewhere.
    #[must_use]
    pub fn stream(seed: u64, place: &[u64]) -> Self {
        let mut key = seed;
        let mut mixed = split_mix(&mut key);
        for step in place {
            key = mixed ^ step.wrapping_mul(0xd6e8_feb8_6659_fd93);
            mixed = split_mix(&mut key);
        }
        let mut state = [0; 4];
        state.fill_with(|| split_mix(&mut mixed));
        Self { state }
    }

    /// 64 random bits.
    #[inline]
    pub fn bits(&mut self) -> u64 {
        let [a, b, c, d] = self.state;
        let result = a.wrapping_add(d).rotate_left(23).wrapping_add(a);
        let (c, d) = (c ^ a, d ^ b);
        self.state = [a ^ d, b ^ c, c ^ (b << 17), d.rotate_left(45)];
        result
    }

    /// A whole number from 0 to `bound` - 1; 0 for a bound of 0. Its bias is below 2^-32.
    #[inline]
    pub fn below(&mut self, bound: u32) -> u32 {
        (((self.bits() >> 32) * u64::from(bound)) >> 32) as u32
    }

    /// A whole number from `least` to `most`, both included.
    pub fn between(&mut self, least: u32, most: u32) -> u32 {
        least + self.below(most.saturating_sub(least).saturating_add(1))
    }

    /// A number from 0 up to, but not, 1, in steps of 2^-53.
    #[inline]
    pub fn unit(&mut self) -> f64 {
        let bits = self.bits() >> 11;
        let (high, low) = ((bits >> 32) as u32, (bits & 0xffff_ffff) as u32);
        (f64::from(high) * 4_294_967_296.0 + f64::from(low)) * STEP
    }

    /// Whether something of this probability happens.
    #[inline]
    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// The place of the first weight that a random share of their sum falls into; the last place for no weight at all.
    pub fn choice(&mut self, weights: &[f64]) -> usize {
        let mut left = self.unit() * weights.iter().sum::<f64>();
        for (place, weight) in weights.iter().enumerate() {
            left -= weight;
            if left < 0.0 {
                return place;
            }
        }
        weights.len().saturating_sub(1)
    }

    /// A number from the standard normal distribution, cut at six standard deviations.
    ///
    /// METHOD: the sum of twelve uniform numbers, less six (Irwin-Hall).
    pub fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }

    /// A count from the Poisson distribution.
    ///
    /// METHOD: up to a mean of 64 by D. E. Knuth's product of uniform numbers (The Art of Computer Programming 2,
    /// 3.4.1), beyond that by the normal distribution of the same mean and variance.
    pub fn poisson(&mut self, mean: f64) -> u32 {
        if mean > 64.0 {
            return rounded((mean + mean.sqrt() * self.normal()).max(0.0));
        }
        let (limit, mut product, mut count) = ((-mean).exp(), self.unit(), 0);
        while product > limit {
            product *= self.unit();
            count += 1;
        }
        count
    }

    /// The number of trials up to and with the first that ends a series, each ending it with this probability: 1, 2, ...
    /// up to `most`.
    pub fn geometric(&mut self, end: f64, most: u32) -> u32 {
        let mut trials = 1;
        while trials < most && !self.chance(end) {
            trials += 1;
        }
        trials
    }

    /// A length about a mean, not below `least`.
    pub fn length(&mut self, mean: f64, deviation: f64, least: u32) -> u32 {
        rounded((mean + deviation * self.normal()).max(0.0)).max(least)
    }

    /// Any of the four bases.
    pub fn base(&mut self) -> Base {
        Base::ACGT[(self.bits() >> 62) as usize]
    }

    /// Any of the three (for `N`: four) bases that differ from this one.
    pub fn other_base(&mut self, base: Base) -> Base {
        match Base::ACGT.iter().position(|other| *other == base) {
            Some(at) => Base::ACGT[(at + 1 + self.below(3) as usize) % 4],
            None => self.base(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_the_same_at_its_place_and_another_elsewhere() {
        let draw = |seed, place: &[u64]| Random::stream(seed, place).bits();
        assert_eq!(draw(7, &[1, 2]), draw(7, &[1, 2]));
        let all = [draw(7, &[1, 2]), draw(8, &[1, 2]), draw(7, &[2, 1]), draw(7, &[1]), draw(7, &[1, 2, 0])];
        assert!((0..5).all(|i| (0..i).all(|j| all[i] != all[j])));
    }

    #[test]
    fn the_first_numbers_never_change() {
        // Written down once: old seeds must make the old files.
        let mut random = Random::stream(2022, &[3, 1]);
        let numbers: Vec<u64> = (0..3).map(|_| random.bits()).collect();
        assert_eq!(numbers, FIRST);
    }

    const FIRST: [u64; 3] = [7_253_147_358_493_953_410, 11_115_555_668_525_652_561, 17_559_651_408_707_211_840];

    #[test]
    fn distributions_have_their_moments() {
        let mut random = Random::stream(1, &[]);
        let n = 40_000;
        let mean = |mut draw: Box<dyn FnMut(&mut Random) -> f64>, random: &mut Random| {
            (0..n).map(|_| draw(random)).sum::<f64>() / f64::from(n)
        };
        let close = |value: f64, expected: f64, tolerance: f64| {
            assert!((value - expected).abs() < tolerance, "{value} is not {expected} within {tolerance}");
        };
        close(mean(Box::new(Random::unit), &mut random), 0.5, 0.006);
        close(mean(Box::new(Random::normal), &mut random), 0.0, 0.02);
        close(mean(Box::new(|r| r.normal().powi(2)), &mut random), 1.0, 0.03);
        close(mean(Box::new(|r| f64::from(r.poisson(3.0))), &mut random), 3.0, 0.04);
        close(mean(Box::new(|r| f64::from(r.poisson(900.0))), &mut random), 900.0, 0.7);
        close(mean(Box::new(|r| f64::from(r.geometric(0.25, 1000))), &mut random), 4.0, 0.07);
        close(mean(Box::new(|r| f64::from(r.below(7))), &mut random), 3.0, 0.05);
        close(mean(Box::new(|r| if r.choice(&[1.0, 0.0, 3.0]) == 2 { 1.0 } else { 0.0 }), &mut random), 0.75, 0.01);
    }

    #[test]
    fn another_base_is_another() {
        let mut random = Random::stream(1, &[]);
        for base in Base::ACGT {
            assert!((0..50).all(|_| random.other_base(base) != base));
        }
        assert_ne!(random.other_base(Base::N), Base::N);
    }
}
