//! From candidates to calls: the tumour-in-normal fraction first, then every candidate under it, then what passes.

use genome::probability::{Probability, Quality};
use genome::variant::Variant;

use crate::collect::Candidate;
use crate::model::allele_fraction::{FractionEstimate, FractionLikelihood};
use crate::model::artefact::{ArtefactEvidence, Judged};
use crate::model::doubt::Doubt;
use crate::model::evidence::{SiteEvidence, Supports};
use crate::model::joint::{Event, JointPosterior, NormalSample, TumourSample};
use crate::model::prior::{Change, Priors, Tier};
use crate::model::threshold::Threshold;
use crate::model::tumour_in_normal::{InformativeSite, TumourInNormal, TumourLeak};

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
    /// Per tumour, then per normal.
    pub samples: Vec<SampleCall>,
}

/// Everything that is judged.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// Calls in genome order, those with doubts among them.
    pub calls: Vec<Call>,
    /// How much of the normal is tumour; per normal.
    pub tumour_in_normal: Vec<TumourInNormal>,
}

/// Fragments of the tumour from which a substitution tells of the tumour in the normal.
const INFORMATIVE_FRAGMENTS: u32 = 5;

fn likelihoods(samples: &[SiteEvidence]) -> Vec<FractionLikelihood> {
    samples.iter().map(FractionLikelihood::of).collect()
}

/// The posterior error of a candidate before the tumour-in-normal fraction is known, and the likelihoods it rests on.
pub(crate) fn first_look(candidate: &Candidate, tumours: usize, leak: &TumourLeak) -> (f64, Vec<FractionLikelihood>) {
    let likelihoods = likelihoods(&candidate.samples);
    let leaks = vec![leak; candidate.samples.len().saturating_sub(tumours)];
    let posterior = joint(candidate, &likelihoods, tumours, &leaks, 0.0);
    let error = posterior.map_or(1.0, |posterior| Probability::from(posterior.somatic_error()).get());
    (error, likelihoods)
}

fn joint(
    candidate: &Candidate,
    likelihoods: &[FractionLikelihood],
    tumours: usize,
    leaks: &[&TumourLeak],
    artefact: f64,
) -> Option<JointPosterior> {
    let (in_tumours, in_normals) = likelihoods.split_at(tumours);
    let tumours: Vec<TumourSample<'_>> =
        in_tumours.iter().map(|likelihood| TumourSample { likelihood, contamination: None }).collect();
    let normals: Vec<NormalSample<'_>> = in_normals
        .iter()
        .zip(leaks)
        .map(|(likelihood, leak)| NormalSample { likelihood, contamination: None, tumour: 0, leak })
        .collect();
    let priors = Priors::new(Tier::HighConfidence, candidate.change, None);
    JointPosterior::new(&tumours, &normals, &priors, artefact).ok()
}

/// Judges all candidates of a genome. `tumours`: how many of each candidate's samples are tumours; they come first.
#[must_use]
pub fn judge(candidates: &[Candidate], tumours: usize, normals: usize) -> Judgement {
    let all: Vec<Vec<FractionLikelihood>> =
        candidates.iter().map(|candidate| likelihoods(&candidate.samples)).collect();
    let tumour_in_normal: Vec<TumourInNormal> =
        (0..normals).map(|normal| estimate(candidates, &all, tumours + normal)).collect();
    let leaks: Vec<TumourLeak> = tumour_in_normal.iter().map(TumourLeak::new).collect();
    let leaks: Vec<&TumourLeak> = leaks.iter().collect();

    let mut judged = Vec::with_capacity(candidates.len());
    for (candidate, likelihoods) in candidates.iter().zip(&all) {
        let artefacts = ArtefactEvidence::of(&candidate.samples[0]);
        if let Some(posterior) = joint(candidate, likelihoods, tumours, &leaks, artefacts.ln_bayes_factor()) {
            judged.push((candidate, artefacts, posterior));
        }
    }
    let errors: Vec<_> =
        judged.iter().map(|(_, _, posterior)| (posterior.somatic_error(), Tier::HighConfidence)).collect();
    let passed = Threshold::usual().apply(&errors);
    let calls = judged
        .iter()
        .zip(passed)
        .map(|((candidate, artefacts, posterior), passed)| {
            call(candidate, artefacts, posterior, tumours, &leaks, passed)
        })
        .collect();
    Judgement { calls, tumour_in_normal }
}

/// The tumour-in-normal fraction of one normal, from substitutions that the first tumour shows well.
fn estimate(candidates: &[Candidate], likelihoods: &[Vec<FractionLikelihood>], normal: usize) -> TumourInNormal {
    let sites: Vec<InformativeSite> = candidates
        .iter()
        .zip(likelihoods)
        .filter(|(candidate, _)| {
            candidate.change == Change::Substitution
                && candidate.samples[0].count(Supports::Alternate) >= INFORMATIVE_FRAGMENTS
        })
        .map(|(_, likelihoods)| InformativeSite { tumour: likelihoods[0].clone(), normal: likelihoods[normal].clone() })
        .collect();
    TumourInNormal::estimate(&sites)
}

fn call(
    candidate: &Candidate,
    artefacts: &ArtefactEvidence,
    posterior: &JointPosterior,
    tumours: usize,
    leaks: &[&TumourLeak],
    passed: bool,
) -> Call {
    let doubts = Judged {
        tumour: &candidate.samples[0],
        artefacts,
        normal: candidate.samples.get(tumours),
        leak_upper: leaks.first().map_or(0.0, |leak| leak.upper()),
        tier: Tier::HighConfidence,
        change: candidate.change,
        posterior,
        passed,
    }
    .doubts();
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
        samples,
    }
}
