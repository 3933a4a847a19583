//! Copies of both parents' chromosomes, and what a mixture of cells would show.

use super::segment::Segment;

/// Copies in a cell, without saying whose chromosome is which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Copies {
    /// Of the chromosome with more.
    pub major: u32,
    /// Of the other.
    pub minor: u32,
}

impl Copies {
    /// One of each.
    pub const DIPLOID: Self = Self { major: 1, minor: 1 };
    /// Two of each: a genome that was doubled.
    pub const DOUBLED: Self = Self { major: 2, minor: 2 };

    /// Both together.
    #[must_use]
    pub fn total(self) -> u32 {
        self.major + self.minor
    }

    /// Changes of one copy that lead from one state to the other, counted for each chromosome.
    #[must_use]
    pub fn steps_from(self, other: Self) -> u32 {
        self.major.abs_diff(other.major) + self.minor.abs_diff(other.minor)
    }

    /// All states of up to so many copies, where the inherited genome has one copy or two.
    fn up_to(total: u32, inherited: u8) -> impl Iterator<Item = Self> {
        (0..=total).flat_map(move |total| {
            let most = if inherited == 1 { 0 } else { total / 2 };
            (0..=most).map(move |minor| Self { major: total - minor, minor })
        })
    }
}

/// What a fit assumes of the whole genome.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mixture {
    /// The share of tumour cells.
    pub purity: f64,
    /// The ratio that two copies of an autosome have in every cell.
    pub diploid_ratio: f64,
    /// What tumour cells have where nothing happened: [`Copies::DIPLOID`] or [`Copies::DOUBLED`].
    pub base: Copies,
    /// The share of tumour cells in the normal, over that in the tumour.
    pub tumour_in_normal: f64,
}

/// What is expected to be seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Expected {
    /// Depth of the tumour over that of the normal.
    pub ratio: f64,
    /// How unequal the alleles are; `None` where the genome has one copy.
    pub imbalance: Option<f64>,
}

/// States of up to so many copies are tried; beyond, only the number of copies is told.
const MOST_COPIES: u32 = 8;

impl Mixture {
    /// What tumour cells have where nothing happened, of a place with so many inherited copies.
    #[must_use]
    pub fn base_of(&self, inherited: u8) -> Copies {
        if inherited == 1 { Copies { major: self.base.major, minor: 0 } } else { self.base }
    }

    /// Mean copies in the tumour of a place at which so many of all cells have a state, the other tumour cells the base, and
    /// the rest the inherited copies.
    fn mean(&self, state: Copies, cells: f64, inherited: u8) -> [f64; 2] {
        let base = self.base_of(inherited);
        let own = [1.0, f64::from(inherited) - 1.0];
        let of = |state: u32, base: u32, own: f64| {
            cells * f64::from(state) + (self.purity - cells) * f64::from(base) + (1.0 - self.purity) * own
        };
        [of(state.major, base.major, own[0]), of(state.minor, base.minor, own[1])]
    }

    /// METHOD: with T mean copies in the tumour's specimen and e inherited ones, the normal with a share t of the tumour has N = e +
    /// t (T - e), and the ratio is k T / N. The imbalance is |A - B| / (A + B) of the two chromosomes' mean copies (PURPLE,
    /// purity adjustment, hmftools README; here for cells of a part of the tumour too).
    #[must_use]
    pub fn expected(&self, state: Copies, cells: f64, inherited: u8) -> Expected {
        let [major, minor] = self.mean(state, cells, inherited);
        let (total, own) = (major + minor, f64::from(inherited));
        let normal = own + self.tumour_in_normal * (total - own);
        let imbalance = if total > 1e-9 { (major - minor).abs() / total } else { 0.0 };
        Expected {
            ratio: self.diploid_ratio * total / normal.max(1e-9),
            imbalance: (inherited == 2).then_some(imbalance),
        }
    }

    /// Mean copies in the tumour's specimen that a ratio means.
    fn mean_total(&self, ratio: f64, inherited: u8) -> f64 {
        let (own, t, k) = (f64::from(inherited), self.tumour_in_normal, self.diploid_ratio);
        let relative = (ratio / k).min(0.95 / t.max(1e-9));
        relative * own * (1.0 - t) / (1.0 - relative * t)
    }

    /// Copies of a tumour cell that a ratio means, if all tumour cells have them.
    #[must_use]
    pub fn copies(&self, ratio: f64, inherited: u8) -> f64 {
        let rest = (1.0 - self.purity) * f64::from(inherited);
        ((self.mean_total(ratio, inherited) - rest) / self.purity).max(0.0)
    }

    /// The states that may explain a segment.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "copies are few and not below 0")]
    pub fn states(&self, segment: &Segment) -> Vec<Copies> {
        let mut states: Vec<Copies> = Copies::up_to(MOST_COPIES, segment.inherited).collect();
        let copies = self.copies(segment.ratio.unwrap_or_default(), segment.inherited).round().min(1e4) as u32;
        if copies > MOST_COPIES {
            let minors = if segment.inherited == 1 { 0..=0 } else { 0..=1 };
            states.extend(minors.map(|minor| Copies { major: copies - minor, minor }));
        }
        states
    }

    /// By how much less likely what is seen of a segment is than it could be, if so many cells have a state.
    #[must_use]
    pub fn cost(&self, segment: &Segment, state: Copies, cells: f64) -> f64 {
        let expected = self.expected(state, cells, segment.inherited);
        let ratio = segment.ratio.map_or(0.0, |ratio| ((ratio - expected.ratio) / segment.ratio_sd()).powi(2) / 2.0);
        ratio + expected.imbalance.map_or(0.0, |imbalance| segment.balance.cost(imbalance))
    }

    /// The share of all cells, up to the purity, with which a state explains a segment best, nearly; and its cost.
    ///
    /// METHOD: the mean copies are linear in the share of cells, so depth and balance each give one; the best lies between them.
    #[must_use]
    pub fn best_cells(&self, segment: &Segment, state: Copies) -> (f64, f64) {
        let base = self.base_of(segment.inherited);
        let none = self.mean(state, 0.0, segment.inherited);
        let total = self.mean_total(segment.ratio.unwrap_or_default(), segment.inherited);
        let step = f64::from(state.total()) - f64::from(base.total());
        let by_depth = (step.abs() > 0.5).then(|| (total - none[0] - none[1]) / step);
        let unequal = f64::from(state.major - state.minor);
        let by_balance = segment.balance.imbalance().filter(|_| unequal > 0.5 && segment.inherited == 2);
        let by_balance = by_balance.map(|imbalance| {
            // |A - B| = cells * (major - minor), over all copies, which depend on the cells too.
            imbalance * (none[0] + none[1]) / (unequal - imbalance * step).max(1e-6)
        });
        let between = by_depth.zip(by_balance);
        let shares = [0.25, 0.5, 0.75].map(|share| between.map(|(one, other)| one + share * (other - one)));
        let tried = [by_depth, by_balance, Some(self.purity)].into_iter().chain(shares).flatten();
        let tried = tried.map(|cells| cells.clamp(0.0, self.purity));
        tried
            .map(|cells| (cells, self.cost(segment, state, cells)))
            .min_by(|one, other| one.1.total_cmp(&other.1))
            .unwrap_or((self.purity, f64::INFINITY))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mixture(purity: f64, tumour_in_normal: f64) -> Mixture {
        Mixture { purity, diploid_ratio: 1.0, base: Copies::DIPLOID, tumour_in_normal }
    }

    #[test]
    fn what_is_expected_is_as_by_hand() {
        let loss = mixture(0.6, 0.0).expected(Copies { major: 1, minor: 0 }, 0.6, 2);
        assert!((loss.ratio - 0.7).abs() < 1e-12 && (loss.imbalance.unwrap() - 0.6 / 1.4).abs() < 1e-12);
        let neutral = mixture(0.6, 0.0).expected(Copies { major: 2, minor: 0 }, 0.3, 2);
        assert!((neutral.ratio - 1.0).abs() < 1e-12 && (neutral.imbalance.unwrap() - 0.3).abs() < 1e-12);
        let gain_of_x = mixture(0.5, 0.0).expected(Copies { major: 2, minor: 0 }, 0.5, 1);
        assert_eq!((gain_of_x.imbalance, (gain_of_x.ratio - 1.5).abs() < 1e-12), (None, true));
        let doubled = Mixture { base: Copies::DOUBLED, ..mixture(0.5, 0.0) }.expected(Copies::DOUBLED, 0.5, 2);
        assert!((doubled.ratio - 1.5).abs() < 1e-12 && doubled.imbalance.unwrap() < 1e-12);
    }

    #[test]
    fn tumour_in_the_normal_is_allowed_for() {
        let mixed = mixture(0.8, 0.25);
        let loss = mixed.expected(Copies { major: 1, minor: 0 }, 0.8, 2);
        assert!((loss.ratio - 1.2 / 1.8).abs() < 1e-12, "{loss:?}");
        assert!((mixed.copies(loss.ratio, 2) - 1.0).abs() < 1e-9);
        assert!((mixture(0.8, 0.0).copies(2.6 / 2.0, 2) - 2.75).abs() < 1e-9);
    }
}
