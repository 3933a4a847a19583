//! What is believed of a candidate before its fragments are seen.
//!
//! A prior is a probability per candidate: per alternate allele of a site. Where a variant is expected (a hotspot, the
//! panel) less evidence is enough; this is the only way in which a tier acts on the posterior.

use genome::probability::Probability;
use genome::quantity::AlleleFraction;
use serde::{Deserialize, Serialize};

use super::error_rate::DEFAULT_INDEL_RATE;

/// How much a somatic variant is expected at a place (SAGE's four tiers).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Tier {
    /// A recurrent variant of the disease.
    Hotspot,
    /// A gene or region of the panel.
    Panel,
    /// The part of the genome where reads can be placed well.
    HighConfidence,
    /// The rest.
    LowConfidence,
}

impl Tier {
    /// All tiers, the most expected first.
    pub const ALL: [Self; 4] = [Self::Hotspot, Self::Panel, Self::HighConfidence, Self::LowConfidence];

    /// Its place in [`Tier::ALL`].
    #[must_use]
    pub fn index(self) -> usize {
        match self {
            Self::Hotspot => 0,
            Self::Panel => 1,
            Self::HighConfidence => 2,
            Self::LowConfidence => 3,
        }
    }
}

/// What the candidate changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change {
    /// One or several bases by as many others.
    Substitution,
    /// Bases come in or are lost.
    Indel {
        /// P(a fragment shows this indel | reference) at this repeat, from [`super::error_rate::RepeatIndelRates`].
        /// The default rate outside repeats.
        error_rate: Probability,
    },
}

/// How many normals show a variant, of how many that were looked at there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NormalsShare {
    seen: u32,
    of: u32,
}

impl NormalsShare {
    /// `None` if more show it than were looked at.
    #[must_use]
    pub fn new(seen: u32, of: u32) -> Option<Self> {
        (seen <= of).then_some(Self { seen, of })
    }

    /// Whether both counts can be.
    pub(crate) fn is_possible(self) -> bool {
        self.seen <= self.of
    }

    /// The probability of a systematic artefact, where it was `usual` before the panel was looked at.
    ///
    /// METHOD: mean of Beta(usual + seen, 1 - usual + of - seen): one normal's worth of belief beforehand. Not below what is
    /// usual: that few normals show no artefact does not say that there is none.
    #[must_use]
    pub fn artefact(self, usual: f64) -> f64 {
        ((usual + f64::from(self.seen)) / (1.0 + f64::from(self.of))).max(usual)
    }
}

/// Prior probability of each event at one candidate. The rest, to 1, is reference.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Priors {
    pub(super) somatic: f64,
    pub(super) somatic_in_normal: f64,
    pub(super) heterozygous: f64,
    pub(super) homozygous: f64,
    pub(super) artefact: f64,
    /// The probabilities that another person, whose DNA contaminates, has the allele once and twice, given that this person
    /// lacks it.
    pub(super) foreign: [f64; 2],
    /// ln of how much more often chance gives these fragments than the error rates of single fragments say.
    pub(super) ln_chance: f64,
}

/// How many of each explanation are expected, in any one unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Expected {
    pub somatic: f64,
    pub somatic_in_normal: f64,
    pub heterozygous: f64,
    pub homozygous: f64,
    pub artefact: f64,
    /// Nothing is there.
    pub chance: f64,
    /// Inherited by another person, whose DNA contaminates.
    pub foreign: f64,
}

/// Somatic substitutions per allele and site, by tier.
///
/// METHOD: about one in a million bases is a somatic variant of a tumour (Mutect2's prior is 1e-6, Strelka2's 1e-4). A hot spot
/// is carried by some to some tens of per cent of the patients with its disease: one in ten, with which two fragments
/// convince if one is of quality 37 and the other not below 25. In the panel it is above that of an inherited variant, so
/// that a clonal variant whose normal holds tumour is not taken for one; what rests on two fragments is doubted there by
/// itself. What each figure costs in false calls was measured: docs/decisions/0017.
const SOMATIC: [f64; 4] = [1e-1, 1e-3, 5e-6, 2e-6];
/// Indels are rarer by this factor (Mutect2: 1e-7 to 1e-6); at a hotspot they are as expected as substitutions.
const INDELS: [f64; 4] = [1.0, 0.1, 0.1, 0.1];
/// Variants of the normal itself against those of the tumour: genes of clonal haematopoiesis are in the panel.
const IN_NORMAL: [f64; 4] = [0.2, 0.2, 0.02, 0.02];
/// Systematic artefacts per allele and site. Where reads are placed badly they are as frequent as somatic variants.
const ARTEFACT: [f64; 4] = [1e-5, 1e-6, 2e-7, 2e-6];
/// An artefact is never believed in beforehand beyond this.
const GREATEST_ARTEFACT: f64 = 0.1;
/// Heterozygous sites per base: one in a thousand for substitutions, a tenth of it for indels (Strelka2's theta).
const HETEROZYGOSITY: [f64; 2] = [1e-3, 1e-4];
/// Heterozygous variants that no population resource holds: some ten thousand per person.
const PRIVATE: [f64; 2] = [4e-6, 1e-6];
/// Reference keeps at least this.
const LEAST_REFERENCE: f64 = 1e-6;

impl Priors {
    /// The priors of a candidate. `population`: the frequency of the allele in a population resource; `Some(0)` if the
    /// resource does not hold it, `None` if there is no resource.
    #[must_use]
    pub fn new(tier: Tier, change: Change, population: Option<AlleleFraction>) -> Self {
        let at = tier.index();
        let (kind, somatic, artefact) = match change {
            Change::Substitution => (0, SOMATIC[at], ARTEFACT[at]),
            Change::Indel { error_rate } => {
                // METHOD: the rate of a repeat differs from site to site, and the more the higher it is; the odds of a
                // site with a rate of its own grow with the square of the expected rate.
                let excess = (error_rate.get() / DEFAULT_INDEL_RATE).max(1.0).powi(2);
                (1, SOMATIC[at] * INDELS[at], (0.1 * ARTEFACT[at] * excess).min(GREATEST_ARTEFACT))
            }
        };
        let frequency = population.map(AlleleFraction::get);
        let (heterozygous, homozygous) = match frequency {
            // METHOD: Hardy-Weinberg, with a floor for variants private to a family.
            Some(p) => ((2.0 * p * (1.0 - p)).max(PRIVATE[kind]), (p * p).max(0.1 * PRIVATE[kind])),
            // One of three other bases, or any indel at the place.
            None if kind == 0 => (HETEROZYGOSITY[0] / 3.0, HETEROZYGOSITY[0] / 6.0),
            None => (HETEROZYGOSITY[1], HETEROZYGOSITY[1] / 2.0),
        };
        Self {
            somatic,
            somatic_in_normal: somatic * IN_NORMAL[at],
            heterozygous,
            homozygous,
            artefact,
            ln_chance: 0.0,
            foreign: match frequency {
                Some(p) => [2.0 * p * (1.0 - p), p * p],
                // METHOD: with a density of 1/p of allele frequencies, half of the heterozygous places of a stranger, and
                // one homozygous place for every twelve heterozygous ones, lie where this person has no such allele.
                None => [heterozygous / 2.0, heterozygous / 12.0],
            },
        }
    }

    /// Priors from how many of each explanation are expected. `ln_chance`: ln of how much more often chance gives these fragments
    /// than the error rates of single fragments say.
    pub(crate) fn stated(expected: Expected, ln_chance: f64) -> Self {
        let Expected { somatic, somatic_in_normal, heterozygous, homozygous, artefact, chance, foreign } = expected;
        let all = somatic + somatic_in_normal + heterozygous + homozygous + artefact + chance + foreign;
        // METHOD: of another person's alleles that this one lacks, one in thirteen is homozygous (as for substitutions).
        let share = foreign / (foreign + chance);
        Self {
            somatic: somatic / all,
            somatic_in_normal: somatic_in_normal / all,
            heterozygous: heterozygous / all,
            homozygous: homozygous / all,
            artefact: artefact / all,
            foreign: [share * 12.0 / 13.0, share / 13.0],
            ln_chance,
        }
    }

    /// With another prior of a somatic variant; that of one in the normal keeps its share.
    #[must_use]
    pub fn with_somatic(self, somatic: Probability) -> Self {
        let share = if self.somatic > 0.0 { self.somatic_in_normal / self.somatic } else { 0.0 };
        Self { somatic: somatic.get(), somatic_in_normal: somatic.get() * share, ..self }
    }

    /// With another prior of a somatic variant in the normal itself: 0 where the normal cannot hold a clone.
    #[must_use]
    pub fn with_somatic_in_normal(self, somatic_in_normal: Probability) -> Self {
        Self { somatic_in_normal: somatic_in_normal.get(), ..self }
    }

    /// With another prior of the allele in a person whose DNA contaminates.
    ///
    /// METHOD: Hardy-Weinberg if a list holds the allele with its frequency; otherwise this share of what is usual, the
    /// share of inherited alleles that the list lacks.
    #[must_use]
    pub fn with_foreign(self, listed: Option<f64>, unlisted: f64) -> Self {
        let foreign = match listed {
            Some(p) => [2.0 * p * (1.0 - p), p * p],
            None => self.foreign.map(|prior| unlisted * prior),
        };
        Self { foreign, ..self }
    }

    /// With the prior of an artefact that a panel of normals gives.
    #[must_use]
    pub fn with_artefact_of(self, normals: NormalsShare) -> Self {
        Self { artefact: normals.artefact(self.artefact).min(GREATEST_ARTEFACT), ..self }
    }

    /// The prior of reference.
    pub(super) fn reference(&self) -> f64 {
        let others = self.somatic + self.somatic_in_normal + self.heterozygous + self.homozygous + self.artefact;
        (1.0 - others).max(LEAST_REFERENCE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tier_is_an_expectation_and_a_common_allele_is_germline() {
        let all = Tier::ALL.map(|tier| Priors::new(tier, Change::Substitution, None).somatic);
        assert!(all.windows(2).all(|pair| pair[0] > pair[1]));
        assert!(Tier::ALL.iter().enumerate().all(|(at, tier)| tier.index() == at));
        let frequency = |p| AlleleFraction::new(p).ok();
        let common = Priors::new(Tier::HighConfidence, Change::Substitution, frequency(0.3));
        let private = Priors::new(Tier::HighConfidence, Change::Substitution, frequency(0.0));
        assert!((common.heterozygous - 0.42).abs() < 1e-12 && private.heterozygous < 1e-4);
        assert!(Priors::new(Tier::Panel, Change::Substitution, frequency(1.0)).reference() > 0.0);
    }

    #[test]
    fn a_noisy_repeat_expects_artefacts() {
        let at = |rate| {
            let change = Change::Indel { error_rate: Probability::new(rate).unwrap() };
            Priors::new(Tier::HighConfidence, change, None).artefact
        };
        assert!(at(5e-5) < at(3e-4) && at(3e-4) < at(1e-2) && at(0.5) <= GREATEST_ARTEFACT);
    }
}
