//! From candidates to calls: the tumour-in-normal fraction first, then every candidate under it, then what passes.

use std::collections::BTreeSet;

use genome::probability::{LogProb, Probability, Quality};
use genome::variant::Variant;

use crate::collect::{Candidate, Collected};
use crate::contamination::Contamination;
use crate::model::allele_fraction::{FractionEstimate, FractionLikelihood};
use crate::model::artefact::{ArtefactEvidence, Judged};
use crate::model::doubt::Doubt;
use crate::model::evidence::{SiteEvidence, Supports};
use crate::model::joint::{Event, JointPosterior, NormalSample, TumourSample};
use crate::model::prior::{Priors, Tier};
use crate::model::threshold::Threshold;
use crate::model::tumour_in_normal::{Basis, TumourInNormal, TumourLeak};

/// What one specimen shows at a call, counted in fragments.
#[derive(Debug, Clone, PartialEq)]
pub struct SampleCall {
    /// For the reference allele.
    pub reference: u32,
    /// For the alternate allele.
    pub alternate: u32,
    /// All that cover the place.
    pub depth: u32,
    /// The allele fraction under the most probable explanation, with its 95 % interval.
    pub fraction: FractionEstimate,
}

/// A judged candidate.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// The variant.
    pub variant: Variant,
    /// Whether it is taken for somatic in the tumour or in the normal by itself.
    pub class: Event,
    /// The most probable explanation of all.
    pub best: Event,
    /// The probability that it is not somatic, in Phred units.
    pub quality: Quality,
    /// Reasons for doubt; none is a pass.
    pub doubts: Vec<Doubt>,
    /// The verdict would be another one if the normal held no tumour. A note, and a doubt only where it was not measured how
    /// much it holds.
    pub depends_on_leak: bool,
    /// The tier that it was judged in.
    pub tier: Tier,
    /// Per tumour, then per normal.
    pub samples: Vec<SampleCall>,
}

/// Everything that is judged.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// What was to be genotyped whatever is seen, in genome order.
    pub sites: Vec<Call>,
    /// Calls in genome order, those with doubts among them.
    pub calls: Vec<Call>,
    /// How much of the normal is tumour; per normal.
    pub tumour_in_normal: Vec<TumourInNormal>,
}

fn likelihoods(samples: &[SiteEvidence]) -> Vec<FractionLikelihood> {
    samples.iter().map(FractionLikelihood::of).collect()
}

/// The least posterior error of a candidate under some tumour-in-normal fractions: what it may still come to.
pub(crate) fn least_error(candidate: &Candidate, tumours: usize, leaks: &[TumourLeak]) -> f64 {
    let likelihoods = likelihoods(&candidate.samples);
    let errors = leaks.iter().map(|leak| {
        let leaks = vec![leak; candidate.samples.len().saturating_sub(tumours)];
        let posterior = joint(&candidate.priors(), &likelihoods, tumours, &leaks, &[], 0.0);
        posterior.map_or(1.0, |posterior| Probability::from(posterior.somatic_error()).get())
    });
    errors.fold(1.0, f64::min)
}

/// The posterior of one candidate or junction.
pub(crate) fn joint(
    priors: &Priors,
    likelihoods: &[FractionLikelihood],
    tumours: usize,
    leaks: &[&TumourLeak],
    contamination: &[Option<Probability>],
    artefact: f64,
) -> Option<JointPosterior> {
    let (in_tumours, in_normals) = likelihoods.split_at(tumours);
    let contamination = |specimen: usize| contamination.get(specimen).copied().flatten();
    let tumour = |(place, likelihood)| TumourSample { likelihood, contamination: contamination(place) };
    let normal = |(place, (likelihood, leak))| {
        let contamination = contamination(in_tumours.len() + place);
        NormalSample { likelihood, contamination, tumour: 0, leak }
    };
    let tumours: Vec<TumourSample<'_>> = in_tumours.iter().enumerate().map(tumour).collect();
    let normals: Vec<NormalSample<'_>> = in_normals.iter().zip(leaks.iter().copied()).enumerate().map(normal).collect();
    JointPosterior::new(&tumours, &normals, priors, artefact).ok()
}

/// Judges all candidates of a genome. `tumours`: how many of each candidate's samples are tumours; they come first.
#[must_use]
pub fn judge(collected: &Collected, tumours: usize, contamination: &Contamination) -> Judgement {
    let candidates = &collected.candidates;
    let all: Vec<Vec<FractionLikelihood>> =
        candidates.iter().map(|candidate| likelihoods(&candidate.samples)).collect();
    let tumour_in_normal: Vec<TumourInNormal> =
        collected.leak_sites.iter().map(|sites| TumourInNormal::estimate(sites)).collect();
    let measured = tumour_in_normal.iter().all(|estimate| !matches!(estimate.basis(), Basis::PriorOnly { .. }));
    let leaks: Vec<TumourLeak> = tumour_in_normal.iter().map(TumourLeak::new).collect();
    let leaks: Vec<&TumourLeak> = leaks.iter().collect();

    let posterior = |candidate: &Candidate, likelihoods: &[FractionLikelihood]| {
        let artefacts = ArtefactEvidence::of(&candidate.samples[0], candidate.change);
        let priors = contamination.priors(candidate, &collected.survey.alleles);
        let posterior =
            joint(&priors, likelihoods, tumours, &leaks, &contamination.shares, artefacts.ln_bayes_factor())?;
        Some((artefacts, posterior))
    };
    let judged: Vec<(&Candidate, ArtefactEvidence, JointPosterior)> = candidates
        .iter()
        .zip(&all)
        .filter_map(|(candidate, likelihoods)| {
            let (artefacts, posterior) = posterior(candidate, likelihoods)?;
            Some((candidate, artefacts, posterior))
        })
        .collect();
    let errors: Vec<_> =
        judged.iter().map(|(candidate, _, posterior)| (posterior.somatic_error(), candidate.tier)).collect();
    let passed = pass_by_tier(&errors);
    let mut calls: Vec<Call> = judged
        .iter()
        .zip(passed)
        .map(|((candidate, artefacts, posterior), passed)| {
            call(candidate, artefacts, posterior, tumours, (&leaks, measured), passed)
        })
        .collect();
    doubt_pieces(&mut calls, judged.iter().map(|(candidate, ..)| *candidate));
    // A site that is asked for is judged by itself: it passes if it is more probably somatic than not.
    let sites = collected.sites.iter().filter_map(|site| {
        let (artefacts, posterior) = posterior(site, &likelihoods(&site.samples))?;
        let passed = Probability::from(posterior.somatic_error()).get() < 0.5;
        Some(call(site, &artefacts, &posterior, tumours, (&leaks, measured), passed))
    });
    Judgement { sites: sites.collect(), calls, tumour_in_normal }
}

/// The prior of an event of a named locus in the normal itself: far below that of an inherited one (1e-4). Hot spots of clonal
/// haematopoiesis are single alleles; here any insertion of a region is asked, and an inherited one must not be taken for a clone.
const IN_NORMAL_BY_ITSELF: f64 = 1e-6;

/// Judges a candidate by itself, under what all candidates of the genome told of the pair: it passes if it is more probably
/// somatic than not. Strands, pair orientations and places in reads are not asked: they are those of whole reads against
/// haplotypes, and not of a place in an alignment.
pub(crate) fn judged_alone(
    candidate: &Candidate,
    tumours: usize,
    judgement: &Judgement,
    contamination: &Contamination,
) -> Option<Call> {
    let estimates = &judgement.tumour_in_normal;
    let measured = estimates.iter().all(|estimate| !matches!(estimate.basis(), Basis::PriorOnly { .. }));
    let leaks: Vec<TumourLeak> = estimates.iter().map(TumourLeak::new).collect();
    let leaks: Vec<&TumourLeak> = leaks.iter().collect();
    let likelihoods = likelihoods(&candidate.samples);
    let priors = candidate.priors().with_somatic_in_normal(Probability::new(IN_NORMAL_BY_ITSELF).ok()?);
    let posterior = joint(&priors, &likelihoods, tumours, &leaks, &contamination.shares, 0.0)?;
    let passed = Probability::from(posterior.somatic_error()).get() < 0.5;
    Some(call(candidate, &ArtefactEvidence::default(), &posterior, tumours, (&leaks, measured), passed))
}

/// Of several calls that tell one event, the best one stands if it passes. A hot spot is looked for by its own name.
fn doubt_pieces<'c>(calls: &mut [Call], candidates: impl Iterator<Item = &'c Candidate>) {
    let passing: BTreeSet<Variant> =
        calls.iter().filter(|call| call.doubts.is_empty()).map(|call| call.variant.clone()).collect();
    for (call, candidate) in calls.iter_mut().zip(candidates) {
        if call.tier != Tier::Hotspot && candidate.told_by.as_ref().is_some_and(|better| passing.contains(better)) {
            call.doubts.push(Doubt::SameMolecules);
            call.doubts.sort_unstable();
        }
    }
}

/// Each tier by itself: a panel's calls are not paid for by the certain ones of the genome, nor the other way round.
fn pass_by_tier(errors: &[(LogProb, Tier)]) -> Vec<bool> {
    let mut passed = vec![false; errors.len()];
    for tier in Tier::ALL {
        let of_tier: Vec<usize> = (0..errors.len()).filter(|place| errors[*place].1 == tier).collect();
        let own: Vec<(LogProb, Tier)> = of_tier.iter().map(|place| errors[*place]).collect();
        for (place, verdict) in of_tier.into_iter().zip(Threshold::of(tier).apply(&own)) {
            passed[place] = verdict;
        }
    }
    passed
}

fn call(
    candidate: &Candidate,
    artefacts: &ArtefactEvidence,
    posterior: &JointPosterior,
    tumours: usize,
    (leaks, measured): (&[&TumourLeak], bool),
    passed: bool,
) -> Call {
    let doubts = Judged {
        tumour: &candidate.samples[0],
        artefacts,
        normal: candidate.samples.get(tumours),
        leak_upper: leaks.first().map_or(0.0, |leak| leak.upper()),
        tier: candidate.tier,
        change: candidate.change,
        posterior,
        passed,
    }
    .doubts()
    .into_iter()
    // What was measured is no reason to doubt; what is only usual is.
    .filter(|doubt| !measured || *doubt != Doubt::TumourInNormalDependent)
    .collect();
    let fractions = posterior.tumours().iter().chain(posterior.normals());
    let samples = candidate
        .samples
        .iter()
        .zip(fractions)
        .map(|(site, fraction)| SampleCall {
            reference: site.count(Supports::Reference),
            alternate: site.count(Supports::Alternate),
            depth: u32::try_from(site.fragments.len()).unwrap_or(u32::MAX),
            fraction: *fraction,
        })
        .collect();
    Call {
        variant: candidate.variant.clone(),
        class: posterior.somatic_class(),
        best: posterior.best(),
        quality: posterior.somatic_quality(),
        doubts,
        depends_on_leak: posterior.depends_on_tumour_in_normal(),
        tier: candidate.tier,
        samples,
    }
}
