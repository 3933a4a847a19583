//! The probability that a junction is somatic, and the doubts.
//!
//! METHOD: the joint model of small variants (`model::joint`) with the fragments that show the junction and those that
//! go on as the reference does; what is expected beforehand, and how often chance gives such fragments, is [`Background`]. The share
//! of tumour in the normal is integrated over.

use std::collections::BTreeSet;

use genome::breakend::{Breakend, Orientation};
use genome::contig::ContigIndex;
use genome::position::Position;
use genome::probability::{Probability, Quality};

use super::background::{Background, EdgeKind, Expectation, Fitted};
use super::crossing::Crossing;
use super::event::{Rearrangement, rearrangements};
use super::junction::{End, JunctionPlace};
use super::node::as_one;
use super::places::Places;
use crate::collect::Collected;
use crate::contamination::Contamination;
use crate::judge::joint;
use crate::model::allele_fraction::{FractionEstimate, FractionLikelihood};
use crate::model::evidence::{FragmentEvidence, FragmentStrand, Supports, narrow};
use crate::model::joint::{Event, JointPosterior};
use crate::model::prior::Priors;
use crate::model::tumour_in_normal::{TumourInNormal, TumourLeak};
use crate::pass::structure::spanning::pairs_tell;
use crate::pass::structure::{Edge, Support};

/// A reason to doubt a junction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum JunctionDoubt {
    /// It is more probably inherited.
    Germline,
    /// It is not probable enough.
    Improbable,
    /// Where one of its ends lies is not sure.
    BadlyPlaced,
    /// Both ends lie in one locus that lymphocytes rearrange themselves.
    Physiological,
    /// Fewer fragments than a call rests on.
    FewFragments,
}

impl JunctionDoubt {
    /// All doubts.
    pub const ALL: [Self; 5] =
        [Self::Germline, Self::Improbable, Self::BadlyPlaced, Self::Physiological, Self::FewFragments];

    /// Its name in `FILTER`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Germline => "germline",
            Self::Improbable => "improbable",
            Self::BadlyPlaced => "badly_placed",
            Self::Physiological => "physiological",
            Self::FewFragments => "few_fragments",
        }
    }

    /// What it says.
    #[must_use]
    pub fn description(self) -> &'static str {
        match self {
            Self::Germline => "More probably inherited than acquired",
            Self::Improbable => {
                "Not probable enough: chance, an artefact or an inherited junction explains it too well"
            }
            Self::BadlyPlaced => "The reads of one end fit elsewhere as well",
            Self::Physiological => {
                "Both ends lie in one locus of immunoglobulins or T-cell receptors, which lymphocytes join anew themselves"
            }
            Self::FewFragments => "Fewer than two fragments of one specimen, or than six of a single breakend",
        }
    }
}

/// What one specimen shows, counted in fragments.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SpecimenSupport {
    /// By what they show it.
    pub support: Support,
    /// Fragments that go on over the break as the reference does: counted, or expected from the depth where the place is not
    /// known to the base.
    pub reference: u32,
    /// The share of the fragments across the break that show the junction, under the most probable explanation.
    pub fraction: FractionEstimate,
}

/// A judged junction or single breakend.
#[derive(Debug, Clone, PartialEq)]
pub struct JunctionCall {
    /// Where.
    pub place: JunctionPlace,
    /// Per tumour, then per normal.
    pub specimens: Vec<SpecimenSupport>,
    /// Whether it is taken for somatic in the tumour or in the normal by itself.
    pub class: Event,
    /// The most probable explanation of all.
    pub best: Event,
    /// The probability that it is not somatic, in Phred units.
    pub quality: Quality,
    /// Reasons for doubt; none is a pass.
    pub doubts: Vec<JunctionDoubt>,
    /// The expected pair that it is.
    pub pair: Option<String>,
    /// The immune locus in which both ends lie.
    pub immune_locus: Option<String>,
    /// The rearrangement that it is part of, of those that passed.
    pub rearrangement: Option<Rearrangement>,
}

impl JunctionCall {
    /// Whether there is no doubt.
    #[must_use]
    pub fn passes(&self) -> bool {
        self.doubts.is_empty()
    }
}

/// Everything that is called from structural evidence.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StructuralCalls {
    /// In genome order of the first ends.
    pub calls: Vec<JunctionCall>,
    /// Edges that chance or an artefact explains: less probably somatic than one in a thousand, and not inherited.
    pub unexplained: usize,
    /// Single breakends at an end of a junction that is called.
    pub of_a_junction: usize,
}

/// P(a fragment shows a junction that is not there) in the likelihood of fractions; [`Background`] corrects it.
const FALSE: f64 = 1e-4;
/// P(a fragment with the junction seems to go on as the reference does).
const OVERLOOKED: f64 = 0.02;
/// Greatest probability of a call that passes not to be somatic; of an expected pair: more probable than not, as for any
/// site that is asked for by name.
const GREATEST_ERROR: f64 = 0.1;
const GREATEST_ERROR_OF_A_PAIR: f64 = 0.5;
/// Less probably somatic than this is not written.
const LEAST_PROBABLE: f64 = 1e-3;
/// Rounds in which what is expected is fitted.
const ROUNDS: usize = 5;
/// Mapping quality from which an end is surely placed.
const SURE: u8 = 20;
/// Fragments that a call rests on, and a call of a single breakend (ESVEE).
const FEWEST: u64 = 2;
const FEWEST_OF_SINGLE: u64 = 6;
/// How far a clip may lie from the end of the junction that it belongs to.
const SAME_PLACE: u32 = 15;

/// An edge with what its fragments say.
struct Evidence<'e> {
    edge: &'e Edge,
    place: JunctionPlace,
    kind: EdgeKind,
    /// The name of the expected pair and what is expected of it.
    pair: Option<(String, Expectation)>,
    /// Per specimen: the fragments that go on as the reference does.
    spanning: Vec<u32>,
    /// Per specimen: of the molecules that can be told apart, those with the junction, and all.
    counts: Vec<(u32, u32)>,
    likelihoods: Vec<FractionLikelihood>,
}

impl<'e> Evidence<'e> {
    fn of(edge: &'e Edge, crossing: &Crossing, places: &Places) -> Self {
        let place = JunctionPlace::of(edge);
        let pair = place.ends.1.and_then(|second| places.pair(place.ends.0.breakend, second.breakend));
        let pair = pair.map(|pair| (pair.name.clone(), Expectation::pair(pair.area())));
        let spanning = place.spanning.clone().unwrap_or_else(|| expected_spanning(&place, crossing, &edge.support));
        let counts: Vec<(u32, u32)> = edge
            .support
            .iter()
            .zip(&spanning)
            .map(|(support, spanning)| molecules(&place, support, *spanning))
            .collect();
        let likelihoods = counts.iter().map(|count| likelihood(*count)).collect();
        let pairs = edge.support.iter().map(|support| support.pair).sum();
        Self { edge, kind: EdgeKind::of(&place, pairs), place, pair, spanning, counts, likelihoods }
    }

    /// For how many artefacts of its share it stands: 0 if no normal shows it.
    fn artefacts(&self, tumours: usize) -> f64 {
        let normals = &self.counts[tumours..];
        if normals.iter().all(|(with, _)| *with == 0) {
            return 0.0;
        }
        let (with, of) = self.counts.iter().fold((0, 0), |sum, (with, of)| (sum.0 + with, sum.1 + of));
        let share = f64::from(with) / f64::from(of);
        let unseen: f64 = normals.iter().map(|(_, of)| (1.0 - share).powf(f64::from(*of))).product();
        1.0 / (1.0 - unseen)
    }

    fn posterior(&self, judge: &Judge<'_>, within: Option<Expectation>) -> Option<JointPosterior> {
        let with: u32 = self.counts.iter().map(|(with, _)| with).sum();
        let ln_chance = judge.background.ln_likelihood(self.kind, &self.counts) - f64::from(with) * FALSE.ln();
        let priors = Priors::stated(judge.background.expected(self.kind, within), ln_chance);
        joint(&priors, &self.likelihoods, judge.tumours, judge.leaks, judge.contamination, 0.0)
    }

    fn pair(&self) -> Option<Expectation> {
        self.pair.as_ref().map(|(_, expectation)| *expectation)
    }
}

/// What a judgement rests on beside an edge's own fragments.
#[derive(Clone)]
struct Judge<'j> {
    background: Background,
    tumours: usize,
    leaks: &'j [&'j TumourLeak],
    contamination: &'j [Option<Probability>],
}

/// The fragments of molecules with the junction, and of all.
///
/// METHOD: where the mates of a pair do not tell the junction from the reference, only reads count, on both sides. A molecule
/// with a tandem duplication also goes on as the reference does, at the outer side of its first copy: one fragment for the
/// reference is taken from it for each that shows the junction.
fn molecules(place: &JunctionPlace, support: &Support, spanning: u32) -> (u32, u32) {
    let (first, second) = (&place.ends.0, place.ends.1.as_ref());
    let by_read = support.split.saturating_add(support.gap);
    let only_reads =
        place.precise && second.is_some() && by_read > 0 && !pairs_tell(first.breakend, second.map(|end| end.breakend));
    let with = if only_reads { by_read } else { u32::try_from(support.fragments()).unwrap_or(u32::MAX / 2) };
    let again = if is_tandem(place) { with } else { 0 };
    (with, with.saturating_add(spanning.saturating_sub(again)))
}

fn is_tandem(place: &JunctionPlace) -> bool {
    let sides = |end: &End| (end.breakend.contig, end.breakend.orientation);
    let (first, second) = (sides(&place.ends.0), place.ends.1.as_ref().map(sides));
    first.1 == Orientation::KeepsRight && second == Some((first.0, Orientation::KeepsLeft))
}

/// What should cross as the reference does, from the depth at both ends.
fn expected_spanning(place: &JunctionPlace, crossing: &Crossing, support: &[Support]) -> Vec<u32> {
    let at: Vec<Vec<f64>> = place.each_end().map(|end| crossing.at(end.breakend)).collect();
    let mean = |specimen: usize| {
        at.iter().map(|end| end[specimen]).sum::<f64>() / f64::from(u32::try_from(at.len()).unwrap_or(1))
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not below 0, and far below 2^32")]
    let rest = |(specimen, support): (usize, &Support)| {
        (mean(specimen).round() as u32).saturating_sub(u32::try_from(support.fragments()).unwrap_or(u32::MAX))
    };
    support.iter().enumerate().map(rest).collect()
}

fn likelihood((with, of): (u32, u32)) -> FractionLikelihood {
    let fragment = |supports, ln_reference, ln_alternate| FragmentEvidence {
        ln_reference: narrow(ln_reference),
        ln_alternate: narrow(ln_alternate),
        mapping_error: 0.0,
        strand: FragmentStrand::Both,
        first_in_pair_forward: None,
        distance_to_end: 0,
        supports,
    };
    let mut fragments = vec![fragment(Supports::Alternate, FALSE.ln(), 0.0); with as usize];
    let reference = fragment(Supports::Reference, 0.0, OVERLOOKED.ln());
    fragments.extend(std::iter::repeat_n(reference, (of - with) as usize));
    FractionLikelihood::of_fragments(&fragments)
}

/// Judges all edges of a genome. `tumours`: how many of the specimens are tumours; they come first.
#[must_use]
pub fn call(
    collected: &Collected,
    tumours: usize,
    places: &Places,
    tumour_in_normal: &[TumourInNormal],
    contamination: &Contamination,
) -> StructuralCalls {
    let crossing = Crossing::of(collected);
    let leaks: Vec<TumourLeak> = tumour_in_normal.iter().map(TumourLeak::new).collect();
    let leaks: Vec<&TumourLeak> = leaks.iter().collect();
    let edges = as_one(collected.survey.edges.iter().cloned(), places);
    let evidence: Vec<Evidence<'_>> = edges.iter().map(|edge| Evidence::of(edge, &crossing, places)).collect();
    #[expect(clippy::cast_precision_loss, reason = "bases of a genome are far below 2^52")]
    let bases = collected.bases as f64;
    let contamination = &contamination.shares[..];
    let mut judge = Judge { background: Background::usual(bases), tumours, leaks: &leaks, contamination };
    let judged = |judge: &Judge<'_>| -> Vec<Option<JointPosterior>> {
        evidence.iter().map(|one| one.posterior(judge, one.pair())).collect()
    };
    let mut posteriors = judged(&judge);
    for _ in 0..ROUNDS {
        let told = evidence.iter().zip(&posteriors).filter(|(one, _)| one.pair.is_none());
        let fitted: Vec<Fitted> = told
            .filter_map(|(one, posterior)| {
                let of = |event| Some(Probability::from(posterior.as_ref()?.probability(event)).get());
                Some(Fitted {
                    kind: one.kind,
                    fragments: one.counts.iter().map(|(with, _)| with).sum(),
                    chance: of(Event::Reference)?,
                    somatic: of(Event::Somatic)? + of(Event::SomaticInNormal)?,
                    artefact: of(Event::Artefact)? * one.artefacts(tumours),
                })
            })
            .collect();
        judge.background = Background::fitted(bases, &fitted);
        posteriors = judged(&judge);
    }
    expect_exchanges(&evidence, &mut posteriors, &judge);
    let mut all = StructuralCalls::default();
    for (one, posterior) in evidence.iter().zip(&posteriors) {
        match posterior.as_ref().and_then(|posterior| junction_call(one, posterior, tumours, places)) {
            Some(call) => all.calls.push(call),
            None => all.unexplained += 1,
        }
    }
    all.calls.sort_by_key(|call| (call.place.ends.0.breakend, call.place.ends.1.map(|end| end.breakend)));
    leave_out_clips(&mut all);
    rearrangements(&mut all.calls);
    all
}

fn junction_call(
    one: &Evidence<'_>,
    posterior: &JointPosterior,
    tumours: usize,
    places: &Places,
) -> Option<JunctionCall> {
    let most = |specimens: &[Support]| specimens.iter().map(Support::fragments).max().unwrap_or(0);
    let (in_tumours, in_normals) = one.edge.support.split_at(tumours);
    let class = posterior.somatic_class();
    let fragments = if class == Event::SomaticInNormal { most(in_normals) } else { most(in_tumours) };
    let error = Probability::from(posterior.somatic_error()).get();
    let best = posterior.best();
    let germline = matches!(best, Event::GermlineHeterozygous | Event::GermlineHomozygous);
    // What only an expected pair keeps is no call.
    let lone = most(&one.edge.support) < FEWEST;
    if lone || (error > 1.0 - LEAST_PROBABLE && !germline) {
        return None;
    }
    let (first, second) = one.place.ends;
    let locus = second.and_then(|second| places.immune_locus(first.breakend, second.breakend));
    let greatest = if one.pair.is_some() { GREATEST_ERROR_OF_A_PAIR } else { GREATEST_ERROR };
    let qualities = || one.place.each_end().filter_map(|end| end.mapping_quality);
    let badly_placed = match one.pair {
        Some(_) => qualities().all(|quality| quality == 0),
        None => qualities().any(|quality| quality < SURE),
    };
    let fewest = if second.is_some() { FEWEST } else { FEWEST_OF_SINGLE };
    let doubted = |doubt: &JunctionDoubt| match doubt {
        JunctionDoubt::Germline => germline,
        JunctionDoubt::Improbable => error > greatest && !germline,
        JunctionDoubt::BadlyPlaced => badly_placed,
        JunctionDoubt::Physiological => locus.is_some(),
        JunctionDoubt::FewFragments => fragments < fewest,
    };
    let fractions = posterior.tumours().iter().chain(posterior.normals());
    let specimens = one.edge.support.iter().zip(&one.spanning).zip(fractions);
    Some(JunctionCall {
        specimens: specimens
            .map(|((support, spanning), fraction)| SpecimenSupport {
                support: *support,
                reference: *spanning,
                fraction: *fraction,
            })
            .collect(),
        class,
        best,
        quality: posterior.somatic_quality(),
        doubts: JunctionDoubt::ALL.into_iter().filter(doubted).collect(),
        pair: one.pair.as_ref().map(|(name, _)| name.clone()),
        immune_locus: locus.map(str::to_owned),
        rearrangement: None,
        place: one.place.clone(),
    })
}

/// How far apart the breaks of an exchange lie, as a rule; farther ones are found, and not expected.
const EXCHANGE: u32 = 1_000;
/// From which probability on a junction makes its other one expected.
///
/// METHOD: two weak junctions that are the two of one exchange are stronger than either, because chance would have to give both at one
/// place: P(both) is that of one, times what the other then has. So also an improbable one counts for its other.
const EXPECTING: f64 = 1e-6;

/// Judges the two junctions of an exchange again, each with what the other makes expected.
fn expect_exchanges(evidence: &[Evidence<'_>], posteriors: &mut [Option<JointPosterior>], judge: &Judge<'_>) {
    let probability =
        |posterior: &Option<JointPosterior>| Some(1.0 - Probability::from(posterior.as_ref()?.somatic_error()).get());
    let before: Vec<f64> = posteriors.iter().map(|posterior| probability(posterior).unwrap_or(0.0)).collect();
    let mut joined: Vec<(Breakend, Breakend, usize)> = evidence
        .iter()
        .enumerate()
        .filter(|(_, one)| one.pair.is_none())
        .filter_map(|(at, one)| Some((one.place.ends.0.breakend, one.place.ends.1?.breakend, at)))
        .collect();
    joined.sort_unstable();
    let opposite = |one: Breakend, other: Breakend| {
        let apart = one.position.get().abs_diff(other.position.get());
        one.contig == other.contig && one.orientation != other.orientation && apart <= EXCHANGE
    };
    for (place, (first, second, at)) in joined.iter().enumerate() {
        let near = |(other, ..): &&(Breakend, Breakend, usize)| {
            other.contig == first.contig && first.position.get().abs_diff(other.position.get()) <= EXCHANGE
        };
        let (left, right) =
            (joined[..place].iter().rev().take_while(near), joined[place + 1..].iter().take_while(near));
        let others = left.chain(right).filter(|other| opposite(*first, other.0) && opposite(*second, other.1));
        let best = others.map(|(.., other)| before[*other]).fold(0.0, f64::max);
        if best >= EXPECTING {
            posteriors[*at] = evidence[*at].posterior(judge, Some(Expectation::exchange(EXCHANGE, best)));
        }
    }
}

/// A clip at the end of a junction says again what the junction says.
fn leave_out_clips(all: &mut StructuralCalls) {
    let mut ends: BTreeSet<(ContigIndex, Orientation, Position)> = BTreeSet::new();
    for call in all.calls.iter().filter(|call| call.place.ends.1.is_some()) {
        ends.extend(call.place.each_end().map(|end| key(end.breakend)));
    }
    let before = all.calls.len();
    all.calls.retain(|call| {
        let here = call.place.ends.0.breakend;
        let from = here.position.checked_sub(SAME_PLACE).unwrap_or(Position::FIRST);
        let to = here.position.checked_add(SAME_PLACE).unwrap_or(here.position);
        let near = ends.range((here.contig, here.orientation, from)..=(here.contig, here.orientation, to));
        call.place.ends.1.is_some() || near.count() == 0
    });
    all.of_a_junction = before - all.calls.len();
}

fn key(end: Breakend) -> (ContigIndex, Orientation, Position) {
    (end.contig, end.orientation, end.position)
}
