//! Whether the fragments that support a variant look like those of an artefact.
//!
//! METHOD: for each kind of artefact, a Bayes factor on one property of the supporting fragments (strand, pair
//! orientation, place in the read, mapping). Without artefact the property is as frequent as among the other fragments of
//! the site, in beta-binomial form, so that a site with few or no other fragments falls back on what is usual; no
//! reference fragment is needed. With the artefact nearly all supporting fragments have it. Idea: Varlociraptor's bias
//! events; the factors enter the event "artefact" of [`super::joint`].

use std::f32::consts::LN_2;

use super::allele_fraction::{FractionLikelihood, place};
use super::detection_limit::binomial_tail;
use super::doubt::Doubt;
use super::evidence::{FragmentEvidence, FragmentStrand, PairOrientation, SiteEvidence, Supports};
use super::joint::{Event, JointPosterior};
use super::prior::{Change, Tier};

/// How often a biased artefact lacks its bias.
const LEAK: f64 = 0.02;
/// Bases from the end of a read within which artefacts of alignment gather.
const NEAR_END: u16 = 10;
/// The odds of a base of quality 30, 3 (1 - e) / e, as a logarithm: below it a base is poor.
const POOR: f32 = 8.005;
/// A fragment is badly placed above this probability of a wrong place: mapping quality 30.
const BADLY_PLACED: f32 = 1e-3;
/// The Bayes factor from which a bias is written as a doubt: ten of ten fragments on one strand.
const DOUBTFUL: f64 = 300.0;
/// The share of artefacts without any of the biases below; the others share the rest evenly.
const UNBIASED: f64 = 0.4;
/// The rate of false indels in a repeat from which it is a doubt.
const DOUBTFUL_REPEAT: f64 = 1e-3;
/// How improbable support must be under the repeat's own rate for it to be no doubt.
const FAR_MORE: f64 = 1e-6;
/// With fewer fragments of the normal a germline variant cannot be ruled out: all of eight miss it once in 256.
const FEWEST_NORMAL: u32 = 8;
/// How far the reads of a molecule with a long change differ in number from those of one without.
const LONG: f32 = 0.1;
/// How surprising support in the normal must be: one in a hundred.
const SURPRISING: f64 = 0.01;
/// Errors expected in a normal, per fragment, where support is weighed.
const STRAY: f64 = 0.002;

/// ln Bayes factors, artefact against none, of each bias.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ArtefactEvidence {
    /// All support on one strand.
    pub strand: f64,
    /// All support in one pair orientation.
    pub orientation: f64,
    /// Support near the ends of reads.
    pub read_end: f64,
    /// Support by badly placed fragments.
    pub mapping: f64,
    /// Support by poor bases; 0 for what is no substitution.
    pub poor_bases: f64,
}

/// How many have a property, of how many.
#[derive(Clone, Copy, Default)]
struct Share {
    with: u32,
    all: u32,
}

impl Share {
    fn of<'a>(
        fragments: impl Iterator<Item = &'a FragmentEvidence>,
        property: impl Fn(&FragmentEvidence) -> bool,
    ) -> Self {
        fragments.fold(Self::default(), |share, fragment| Self {
            with: share.with + u32::from(property(fragment)),
            all: share.all + 1,
        })
    }

    /// ln of the probability of these, in this order, with the property at a rate.
    fn ln_at(self, rate: f64) -> f64 {
        f64::from(self.with) * rate.ln() + f64::from(self.all - self.with) * (1.0 - rate).ln()
    }

    /// ln of the probability of these, in this order, after others, the rate having been Beta(a, b) before those.
    ///
    /// METHOD: beta-binomial, B(a + k, b + n - k) / B(a, b) as rising factorials.
    fn ln_after(self, others: Self, a: f64, b: f64) -> f64 {
        let (a, b) = (a + f64::from(others.with), b + f64::from(others.all - others.with));
        let rising = |from: f64, steps: u32| (0..steps).map(|step| (from + f64::from(step)).ln()).sum::<f64>();
        rising(a, self.with) + rising(b, self.all - self.with) - rising(a + b, self.all)
    }

    /// ln Bayes factor for nearly all having the property.
    fn ln_factor(self, others: Self, a: f64, b: f64) -> f64 {
        self.ln_at(1.0 - LEAK) - self.ln_after(others, a, b)
    }

    /// ln Bayes factor for nearly all having it or nearly all lacking it.
    fn ln_one_sided(self, others: Self, a: f64, b: f64) -> f64 {
        let (all, none) = (self.ln_at(1.0 - LEAK), self.ln_at(LEAK));
        all.max(none) + (-(all - none).abs()).exp().ln_1p() - std::f64::consts::LN_2 - self.ln_after(others, a, b)
    }
}

impl ArtefactEvidence {
    /// The evidence of a site, usually of the tumour. All zero without a supporting fragment.
    #[must_use]
    pub fn of(site: &SiteEvidence, change: Change) -> Self {
        let alternate = || site.of(Supports::Alternate);
        let reference = || site.of(Supports::Reference);
        let both = |fragment: &FragmentEvidence| fragment.strand == FragmentStrand::Both;
        let single = |fragment: &&FragmentEvidence| fragment.strand != FragmentStrand::Both;
        let forward = |fragment: &FragmentEvidence| fragment.strand == FragmentStrand::Forward;
        // Mates that agree, one on either strand, speak against an artefact of a strand.
        let (both_alternate, both_reference) = (Share::of(alternate(), both), Share::of(reference(), both));
        let agreeing = both_alternate.ln_at(LEAK) - both_alternate.ln_after(both_reference, 1.0, 4.0);
        let strands = Share::of(alternate().filter(single), forward);
        let strand = strands.ln_one_sided(Share::of(reference().filter(single), forward), 10.0, 10.0);
        let paired = |fragment: &&FragmentEvidence| fragment.first_in_pair_forward.is_some();
        let f1r2 = |fragment: &FragmentEvidence| fragment.first_in_pair_forward == Some(PairOrientation::F1R2);
        let orientations = Share::of(alternate().filter(paired), f1r2);
        let near_end = |fragment: &FragmentEvidence| fragment.distance_to_end < NEAR_END;
        let badly = |fragment: &FragmentEvidence| fragment.mapping_error > BADLY_PLACED;
        let poor = |fragment: &FragmentEvidence| (fragment.ln_alternate - fragment.ln_reference).abs() < POOR;
        // One base in ten is poor.
        let poor_bases = Share::of(alternate(), poor).ln_factor(Share::of(reference(), poor), 1.0, 9.0);
        Self {
            strand: strand + if both_alternate.with > 0 { agreeing } else { 0.0 },
            orientation: orientations.ln_one_sided(Share::of(reference().filter(paired), f1r2), 10.0, 10.0),
            // Twenty of 151 bases lie near an end.
            read_end: Share::of(alternate(), near_end).ln_factor(Share::of(reference(), near_end), 2.0, 13.0),
            mapping: Share::of(alternate(), badly).ln_factor(Share::of(reference(), badly), 1.0, 19.0),
            poor_bases: if change == Change::Substitution { poor_bases } else { 0.0 },
        }
    }

    /// ln of the Bayes factor of an artefact of unknown kind, for [`JointPosterior::new`].
    ///
    /// METHOD: ln of the mean of the factors, with that of an artefact without bias, which is 1, by their shares.
    #[must_use]
    pub fn ln_bayes_factor(&self) -> f64 {
        let factors = [self.strand, self.orientation, self.read_end, self.mapping, self.context()];
        let greatest = factors.iter().copied().fold(0.0, f64::max);
        let share = (1.0 - UNBIASED) / 5.0;
        let sum: f64 = factors.iter().map(|factor| share * (factor - greatest).exp()).sum();
        greatest + (UNBIASED * (-greatest).exp() + sum).ln()
    }

    /// ln Bayes factor of an error of the sequence context.
    ///
    /// METHOD: after some sequences the sequencer falls out of step, on one strand only and with poor bases (K. Nakamura et
    /// al., Nucleic Acids Res 2011;39:e90; F. Meacham et al., BMC Bioinformatics 2011;12:451). Without an artefact the two
    /// properties are independent, so their factors multiply; as the mean of a Bayes factor is then 1, the product exceeds
    /// [`DOUBTFUL`] for at most one true variant in that many.
    fn context(&self) -> f64 {
        self.strand + self.poor_bases
    }

    fn each(&self) -> [(Doubt, f64); 4] {
        [
            (Doubt::StrandBias, if self.strand > 0.0 { self.strand.max(self.context()) } else { self.strand }),
            (Doubt::OrientationBias, self.orientation),
            (Doubt::ReadEnd, self.read_end),
            (Doubt::LowMappingQuality, self.mapping),
        ]
    }
}

/// What is known of a candidate when doubts are named.
#[derive(Debug, Clone, Copy)]
pub struct Judged<'a> {
    /// The tumour's fragments.
    pub tumour: &'a SiteEvidence,
    /// Their artefact evidence.
    pub artefacts: &'a ArtefactEvidence,
    /// The normal's fragments; `None` if there is no normal.
    pub normal: Option<&'a SiteEvidence>,
    /// The 97.5 % quantile of the tumour-in-normal fraction ([`super::tumour_in_normal::TumourLeak::upper`]).
    pub leak_upper: f64,
    /// The tier.
    pub tier: Tier,
    /// What the candidate changes.
    pub change: Change,
    /// The joint posterior.
    pub posterior: &'a JointPosterior,
    /// Whether it passed the threshold.
    pub passed: bool,
}

impl Judged<'_> {
    /// The doubts, in the order in which they are written; none is a pass.
    #[must_use]
    pub fn doubts(&self) -> Vec<Doubt> {
        Doubt::ALL.into_iter().filter(|doubt| self.has(*doubt)).collect()
    }

    fn has(&self, doubt: Doubt) -> bool {
        let biased = |wanted| self.artefacts.each().iter().any(|(doubt, ln)| *doubt == wanted && *ln > DOUBTFUL.ln());
        let best = self.posterior.best();
        match doubt {
            Doubt::LowPosterior => !self.passed,
            Doubt::Germline => matches!(best, Event::GermlineHeterozygous | Event::GermlineHomozygous),
            Doubt::Artefact => best == Event::Artefact,
            Doubt::StrandBias | Doubt::OrientationBias | Doubt::ReadEnd => biased(doubt),
            Doubt::LowMappingQuality => {
                biased(doubt) || self.median(|fragment| fragment.mapping_error).is_some_and(|error| error > 0.01)
            }
            Doubt::LowBaseQuality => {
                // The odds that one fragment gives are those of its base: 3 (1 - e) / e, which is 297 at quality 20.
                let odds = self.median(|fragment| fragment.ln_alternate - fragment.ln_reference);
                self.change == Change::Substitution && odds.is_some_and(|ln| ln < 297.0f32.ln())
            }
            Doubt::FewFragments => {
                let fewest = if self.tier == Tier::Hotspot { 2 } else { 3 };
                self.tumour.count(Supports::Alternate) < fewest
            }
            Doubt::FewNormalFragments => {
                self.normal.is_some_and(|normal| informative(normal) < FEWEST_NORMAL && !rules_out_heterozygous(normal))
            }
            Doubt::NormalSupport => self.normal.is_some_and(|normal| self.too_much_in(normal)),
            Doubt::RepeatIndel => match self.change {
                Change::Indel { error_rate } => {
                    error_rate.get() >= DOUBTFUL_REPEAT && !self.far_more_than(error_rate.get())
                }
                Change::Substitution => false,
            },
            // Asked of all calls together.
            Doubt::SameMolecules => false,
            Doubt::TumourInNormalDependent => self.posterior.depends_on_tumour_in_normal(),
        }
    }

    /// The median over supporting fragments, the greater of the middle two; `None` without one.
    fn median(&self, value: impl Fn(&FragmentEvidence) -> f32) -> Option<f32> {
        let mut values: Vec<f32> = self.tumour.of(Supports::Alternate).map(value).collect();
        values.sort_unstable_by(f32::total_cmp);
        values.get(values.len() / 2).copied()
    }

    /// METHOD: P(at least k of n | twice the rate) below one in a million: repeats of one kind differ among each other.
    fn far_more_than(&self, rate: f64) -> bool {
        let (k, n) = (self.tumour.count(Supports::Alternate), informative(self.tumour));
        binomial_tail(k, n, (2.0 * rate).min(0.99)) < FAR_MORE
    }

    /// METHOD: P(at least k of n | rate) below one in a hundred, with the rate that leaked tumour explains at most.
    fn too_much_in(&self, normal: &SiteEvidence) -> bool {
        let (k, n) = (normal.count(Supports::Alternate), informative(normal));
        let in_tumour = self.posterior.tumours().first().map_or(0.0, |estimate| estimate.most_likely.get());
        let rate = (self.leak_upper * in_tumour + STRAY).min(0.99);
        k >= 2 && binomial_tail(k, n, rate) < SURPRISING
    }
}

/// Whether the fragments that fit both alleles say that more should have shown this one: at a long change, where they
/// fit both because they end before it, and not because a repeat makes them ambiguous.
fn rules_out_heterozygous(normal: &SiteEvidence) -> bool {
    if (normal.sampling - 1.0).abs() < LONG {
        return false;
    }
    let likelihood = FractionLikelihood::of(normal);
    let (half, _) = place(0.5);
    likelihood.ln()[half] - likelihood.ln()[0] < -f32::from(u16::try_from(FEWEST_NORMAL).unwrap_or(u16::MAX)) * LN_2
}

/// Fragments that support either allele.
fn informative(site: &SiteEvidence) -> u32 {
    site.count(Supports::Reference) + site.count(Supports::Alternate)
}

#[cfg(test)]
mod tests;
