//! The joint model of all specimens of one person: is the variant somatic, germline, or nothing?
//!
//! METHOD: six events exclude each other, and each says which allele fractions the specimens may have.
//!
//! | event | tumour | normal |
//! |---|---|---|
//! | reference | 0, or what foreign DNA brings | the same |
//! | germline heterozygous | near 1/2, or anything after loss | near 1/2 |
//! | germline homozygous | near 1 | near 1 |
//! | somatic | free | t times the tumour's, integrated over the posterior of t |
//! | somatic in the normal | free, or 0 | free |
//! | artefact | the same small fraction everywhere | |
//!
//! The evidence of an event is the product of the likelihoods, summed over the fractions it allows with their prior
//! masses. Idea: Strelka2's grid over (`F_t`, `F_n`) (S. Kim et al., Nat Methods 2018;15:591-594), with the integral over t
//! in place of its fixed bounds on `F_n`; artefacts as events that compete, from Varlociraptor.

mod fractions;

use genome::probability::{LogProb, Probability, Quality};

use super::allele_fraction::{FractionEstimate, FractionLikelihood, GRID_POINTS, place};
use super::prior::Priors;
use super::shape::{SHAPES, Shape, dot, times};
use super::tumour_in_normal::TumourLeak;

/// What a candidate may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Event {
    /// Only the reference allele, and errors.
    Reference,
    /// In half of the person's chromosomes.
    GermlineHeterozygous,
    /// In all of the person's chromosomes.
    GermlineHomozygous,
    /// Somatic; in the normal only as far as tumour leaked into it.
    Somatic,
    /// Somatic, and in the normal by itself: clonal haematopoiesis of a blood normal.
    SomaticInNormal,
    /// An error that repeats itself.
    Artefact,
}

impl Event {
    /// All events.
    pub const ALL: [Self; 6] = [
        Self::Reference,
        Self::GermlineHeterozygous,
        Self::GermlineHomozygous,
        Self::Somatic,
        Self::SomaticInNormal,
        Self::Artefact,
    ];

    /// Whether it is a somatic variant, wherever.
    #[must_use]
    pub fn is_somatic(self) -> bool {
        matches!(self, Self::Somatic | Self::SomaticInNormal)
    }
}

/// A tumour specimen at the site.
#[derive(Debug, Clone, Copy)]
pub struct TumourSample<'a> {
    /// Its fragments' likelihood.
    pub likelihood: &'a FractionLikelihood,
    /// The share of its DNA that comes from another person; `None` if not known, which is taken for none.
    pub contamination: Option<Probability>,
}

/// A normal specimen at the site.
#[derive(Debug, Clone, Copy)]
pub struct NormalSample<'a> {
    /// Its fragments' likelihood.
    pub likelihood: &'a FractionLikelihood,
    /// The share of its DNA that comes from another person; `None` if not known, which is taken for none.
    pub contamination: Option<Probability>,
    /// Which of the tumours may have leaked into it, by its place in the list.
    pub tumour: usize,
    /// How that tumour leaks into it.
    pub leak: &'a TumourLeak,
}

/// Why specimens cannot be judged together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JointError {
    /// No tumour.
    #[error("no tumour specimen: give at least one")]
    NoTumour,
    /// A normal names a tumour that is not there.
    #[error("normal {normal} names tumour {tumour}, but there are {tumours}: name one by its place, from 0")]
    UnknownTumour {
        /// Place of the normal.
        normal: usize,
        /// The tumour it names.
        tumour: usize,
        /// How many tumours there are.
        tumours: usize,
    },
}

/// P(a specimen holds a variant | another specimen of the same kind, of the same person, may).
const SHARED: f64 = 0.7;
const NOT_SHARED: f64 = 1.0 - SHARED;

/// A specimen's likelihood, relative to its greatest value, and as the logarithm, which holds what is too small for it.
struct Specimen<'a> {
    relative: Shape,
    ln: &'a [f32; GRID_POINTS],
    contamination: f64,
}

impl<'a> Specimen<'a> {
    fn new(likelihood: &'a FractionLikelihood, contamination: Option<Probability>) -> Self {
        let contamination = contamination.map_or(0.0, Probability::get);
        Self { relative: likelihood.relative(), ln: likelihood.ln(), contamination }
    }

    /// ln of the likelihood without the variant.
    fn ln_absent(&self) -> f64 {
        f64::from(self.ln[0])
    }

    /// ln of the likelihood at a fraction, linear in the likelihood between points of the grid.
    fn ln_at(&self, fraction: f64) -> f64 {
        let (at, share) = place(fraction);
        ln_sum([(1.0 - share).ln() + f64::from(self.ln[at]), share.ln() + f64::from(self.ln[at + 1])])
    }

    /// ln of the likelihood under a prior of the fraction.
    fn ln_under(&self, shape: &Shape) -> f64 {
        dot(shape, &self.relative).ln()
    }
}

/// The likelihoods at a site in the form the sums need.
struct Site<'a> {
    tumours: Vec<Specimen<'a>>,
    normals: Vec<Specimen<'a>>,
    /// Per normal: its tumour, and its likelihood as a function of that tumour's fraction.
    leaks: Vec<(usize, Shape)>,
}

/// The posterior over the events, and the fractions under the most probable one.
#[derive(Debug, Clone, PartialEq)]
pub struct JointPosterior {
    /// ln of prior times evidence of each event of [`Event::ALL`].
    weights: [f64; 6],
    without_leak: [f64; 6],
    tumours: Vec<FractionEstimate>,
    normals: Vec<FractionEstimate>,
}

impl JointPosterior {
    /// Judges one candidate. `artefact_ln_bayes_factor`: the logarithm of how much better an artefact explains strand,
    /// orientation and place of the supporting fragments, from [`super::artefact::ArtefactEvidence`]; 0 if not examined.
    pub fn new(
        tumours: &[TumourSample<'_>],
        normals: &[NormalSample<'_>],
        priors: &Priors,
        artefact_ln_bayes_factor: f64,
    ) -> Result<Self, JointError> {
        if tumours.is_empty() {
            return Err(JointError::NoTumour);
        }
        if let Some((normal, sample)) = normals.iter().enumerate().find(|(_, sample)| sample.tumour >= tumours.len()) {
            return Err(JointError::UnknownTumour { normal, tumour: sample.tumour, tumours: tumours.len() });
        }
        let mut site = Site {
            tumours: tumours.iter().map(|sample| Specimen::new(sample.likelihood, sample.contamination)).collect(),
            normals: normals.iter().map(|sample| Specimen::new(sample.likelihood, sample.contamination)).collect(),
            leaks: Vec::new(),
        };
        let pairs = || normals.iter().zip(&site.normals);
        let sealed = pairs().map(|(sample, normal)| (sample.tumour, [normal.relative[0]; _])).collect();
        site.leaks =
            pairs().map(|(sample, normal)| (sample.tumour, sample.leak.seen_from_tumour(&normal.relative))).collect();
        let weights = site.ln_weights(priors, artefact_ln_bayes_factor);
        let best = most_probable(&weights);
        let (tumours, normals) = site.fractions(best, normals);
        site.leaks = sealed;
        let mut without_leak = weights;
        let somatic = Event::ALL.iter().zip(&mut without_leak).find(|(event, _)| **event == Event::Somatic);
        if let Some((_, weight)) = somatic {
            *weight = priors.somatic.ln() + site.ln_somatic();
        }
        Ok(Self { weights, without_leak, tumours, normals })
    }

    /// The posterior of an event.
    #[must_use]
    pub fn probability(&self, event: Event) -> LogProb {
        share(&self.weights, |other| other == event)
    }

    /// The quality of the statement that the event is true: the probability of all others, in Phred units.
    #[must_use]
    pub fn quality(&self, event: Event) -> Quality {
        Quality::of_error(share(&self.weights, |other| other != event))
    }

    /// The probability that the candidate is *not* somatic, in the tumour or in the normal itself. This is what a call
    /// is judged by; which of the two it is, [`JointPosterior::best`] says.
    #[must_use]
    pub fn somatic_error(&self) -> LogProb {
        share(&self.weights, |event| !event.is_somatic())
    }

    /// [`JointPosterior::somatic_error`] in Phred units, for `QUAL`.
    #[must_use]
    pub fn somatic_quality(&self) -> Quality {
        Quality::of_error(self.somatic_error())
    }

    /// [`JointPosterior::somatic_error`] had no tumour leaked into any normal.
    #[must_use]
    pub fn somatic_error_without_leak(&self) -> LogProb {
        share(&self.without_leak, |event| !event.is_somatic())
    }

    /// The most probable event.
    #[must_use]
    pub fn best(&self) -> Event {
        most_probable(&self.weights)
    }

    /// The more probable of the two somatic events.
    #[must_use]
    pub fn somatic_class(&self) -> Event {
        let (here, own) = (self.probability(Event::Somatic), self.probability(Event::SomaticInNormal));
        if own > here { Event::SomaticInNormal } else { Event::Somatic }
    }

    /// Whether the most probable event would be another one had no tumour leaked into any normal.
    #[must_use]
    pub fn depends_on_tumour_in_normal(&self) -> bool {
        self.best() != most_probable(&self.without_leak)
    }

    /// The fraction in each tumour, given the most probable event. If that is reference: what the fragments alone say.
    #[must_use]
    pub fn tumours(&self) -> &[FractionEstimate] {
        &self.tumours
    }

    /// The fraction in each normal, given the most probable event. If that is reference: what the fragments alone say.
    #[must_use]
    pub fn normals(&self) -> &[FractionEstimate] {
        &self.normals
    }
}

/// The event of greatest weight; the first of equals.
fn most_probable(weights: &[f64; 6]) -> Event {
    let pairs = Event::ALL.into_iter().zip(weights);
    let best =
        pairs.fold(
            (Event::Reference, f64::NEG_INFINITY),
            |best, (event, weight)| {
                if *weight > best.1 { (event, *weight) } else { best }
            },
        );
    best.0
}

/// The share of some events in the whole.
fn share(weights: &[f64; 6], chosen: impl Fn(Event) -> bool) -> LogProb {
    let part = Event::ALL.iter().zip(weights).filter(|(event, _)| chosen(**event)).map(|(_, weight)| *weight);
    // Reference is never impossible and no weight is infinite, so the whole is a number and the share none above 0.
    LogProb::new((ln_sum(part) - ln_sum(*weights)).min(0.0)).unwrap_or(LogProb::CERTAIN)
}

/// ln of a sum from the logarithms of its terms; minus infinity for none.
fn ln_sum(terms: impl IntoIterator<Item = f64, IntoIter: Clone>) -> f64 {
    let terms = terms.into_iter();
    let greatest = terms.clone().fold(f64::NEG_INFINITY, f64::max);
    if greatest == f64::NEG_INFINITY {
        return greatest;
    }
    greatest + terms.map(|term| (term - greatest).exp()).sum::<f64>().ln()
}

impl Site<'_> {
    fn all(&self) -> impl Iterator<Item = &Specimen<'_>> {
        self.tumours.iter().chain(&self.normals)
    }

    /// ln of prior times evidence, in the order of [`Event::ALL`].
    fn ln_weights(&self, priors: &Priors, artefact_ln_bayes_factor: f64) -> [f64; 6] {
        let shapes = &*SHAPES;
        let germline = |tumour: &Shape, normal: &Shape| {
            let tumours: f64 = self.tumours.iter().map(|specimen| specimen.ln_under(tumour)).sum();
            tumours + self.normals.iter().map(|specimen| specimen.ln_under(normal)).sum::<f64>()
        };
        Event::ALL.map(|event| match event {
            Event::Reference => priors.reference().ln() + self.ln_reference(priors.foreign, priors.ln_chance),
            Event::GermlineHeterozygous => {
                priors.heterozygous.ln() + germline(&shapes.heterozygous_in_tumour, &shapes.heterozygous)
            }
            Event::GermlineHomozygous => priors.homozygous.ln() + germline(&shapes.homozygous, &shapes.homozygous),
            Event::Somatic => priors.somatic.ln() + self.ln_somatic(),
            Event::SomaticInNormal => priors.somatic_in_normal.ln() + self.ln_somatic_in_normal(),
            Event::Artefact => {
                priors.artefact.ln() + self.same_everywhere().iter().sum::<f64>().ln() + artefact_ln_bayes_factor
            }
        })
    }

    /// METHOD: with a share c of another person's DNA, the fraction is 0, c/2 or c, by that person's genotype; each specimen
    /// may hold another person's. `foreign`: the probabilities of one and of two alleles. `ln_chance` is for fragments that
    /// nobody's allele explains.
    fn ln_reference(&self, [once, twice]: [f64; 2], ln_chance: f64) -> f64 {
        let (mut none, mut some) = (0.0, f64::NEG_INFINITY);
        for specimen in self.all() {
            let c = specimen.contamination;
            let (mut absent, mut present) = (specimen.ln_absent(), f64::NEG_INFINITY);
            if c > 0.0 && once + twice > 0.0 {
                absent += (1.0 - once - twice).ln();
                present = ln_sum([(once, c / 2.0), (twice, c)].map(|(prior, at)| prior.ln() + specimen.ln_at(at)));
            }
            some = ln_sum([some + absent, some + present, none + present]);
            none += absent;
        }
        ln_sum([none + ln_chance, some])
    }

    /// A tumour's masses times likelihood, with that of the normals it leaks into (but for one, if asked).
    fn present_in(&self, tumour: usize, except: Option<usize>) -> Shape {
        let mut joint = times(&SHAPES.somatic, &self.tumours[tumour].relative);
        for (normal, (source, seen)) in self.leaks.iter().enumerate() {
            if *source == tumour && Some(normal) != except {
                joint = times(&joint, seen);
            }
        }
        joint
    }

    /// ln of the likelihood of a tumour, and of the normals it leaks into (but for one, if asked), without the variant.
    fn ln_absent_in(&self, tumour: usize, except: Option<usize>) -> f64 {
        let normals = self.leaks.iter().zip(&self.normals).enumerate();
        let normals = normals.filter(|(at, ((source, _), _))| *source == tumour && Some(*at) != except);
        self.tumours[tumour].ln_absent() + normals.map(|(_, (_, specimen))| specimen.ln_absent()).sum::<f64>()
    }

    /// At least one tumour holds the variant.
    fn ln_somatic(&self) -> f64 {
        let present = |at| self.present_in(at, None).iter().sum::<f64>().ln();
        ln_at_least_one((0..self.tumours.len()).map(|at| (self.ln_absent_in(at, None), present(at))))
    }

    /// At least one normal holds the variant by itself; each tumour may.
    fn ln_somatic_in_normal(&self) -> f64 {
        let shapes = &*SHAPES;
        let maybe = |specimen: &Specimen<'_>| {
            ln_sum([NOT_SHARED.ln() + specimen.ln_absent(), SHARED.ln() + specimen.ln_under(&shapes.somatic)])
        };
        let normals = self.normals.iter().map(|normal| (normal.ln_absent(), normal.ln_under(&shapes.haematopoiesis)));
        ln_at_least_one(normals) + self.tumours.iter().map(maybe).sum::<f64>()
    }

    /// One fraction in all specimens.
    fn same_everywhere(&self) -> Shape {
        self.all().fold(SHAPES.artefact, |joint, specimen| times(&joint, &specimen.relative))
    }
}

/// ln of the evidence that at least one of several specimens holds a variant, from that of each (without it, with it);
/// minus infinity for no specimen.
///
/// METHOD: each holds it with probability q, independently, given that one does:
/// (prod((1-q) A + q P) - prod((1-q) A)) / (1 - (1-q)^n), summed without the subtraction.
fn ln_at_least_one(specimens: impl Iterator<Item = (f64, f64)>) -> f64 {
    let (mut none, mut some, mut none_beforehand) = (0.0, f64::NEG_INFINITY, 1.0);
    for (absent, present) in specimens {
        let (absent, present) = (NOT_SHARED.ln() + absent, SHARED.ln() + present);
        some = ln_sum([some + absent, some + present, none + present]);
        none += absent;
        none_beforehand *= NOT_SHARED;
    }
    if none_beforehand < 1.0 { some - (1.0 - none_beforehand).ln() } else { f64::NEG_INFINITY }
}

#[cfg(test)]
mod tests;
