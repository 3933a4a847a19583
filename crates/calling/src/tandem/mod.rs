//! Tandem duplications and insertions of 3 to 400 bases at named loci, such as those within exons 13 to 15 of *FLT3*.
//!
//! One engine for all loci, from the reads that [`crate::pass::tandem`] keeps whole: also those that the aligner cut off,
//! placed in doubt or not at all. No depth is too great, and no rule asks for strands or for reads of the reference.
//!
//! - [`found`]: which events the tumours' reads show, from [`split_read`] to competing haplotypes ([`haplotype`], [`event`], [`allele`]).
//! - [`places`], [`evidence`]: what fragments say of an event, whatever its length; the posterior is that of all small variants
//!   ([`crate::model::joint`]), under the tumour-in-normal fraction that they told.
//! - [`callable`]: from which fraction on an event would have been seen.
//! - [`partial`]: partial tandem duplications, of exons with the introns between them.
//! - [`output`]: `tandem.vcf.gz` and `tandem.json`.

mod allele;
pub mod callable;
mod event;
mod evidence;
mod found;
mod fragments;
mod haplotype;
pub mod output;
pub mod partial;
mod places;
mod split_read;
#[cfg(test)]
mod tests;

use genome::contig::ContigList;
use genome::position::Interval;
use genome::quantity::AlleleFraction;
use genome::variant::Variant;

use self::allele::Alleles;
pub use self::callable::Callable;
pub use self::event::Inserted;
use self::event::{Around, Event};
use self::evidence::Specimen;
use self::fragments::{Fragment, fragments};
pub use self::partial::{Partial, PartialLocus};
use crate::collect::{Candidate, Collected, SampleSummary};
use crate::contamination::Contamination;
use crate::judge::{Call, Judgement, judged_alone};
use crate::model::allele_fraction::FractionLikelihood;
use crate::model::error_rate::{Repeat, RepeatIndelRates};
use crate::model::prior::{Change, Tier};
use crate::pass::tandem::{LocusEvidence, PARTIAL, Place};

/// ln of how much better a haplotype must explain a fragment for it to tell: 150 to 1, a base of quality 20.
const TELLING: f64 = 5.0;

/// What one molecule can say is bounded: it may have been copied wrongly before it was read.
const COPYING_ERROR: f64 = 1e-5;

/// Template lengths by which those of a specimen are represented.
const TEMPLATES: u64 = 16;

/// An event at a locus.
#[derive(Debug, Clone, PartialEq)]
pub struct TandemCall {
    /// The name of the locus.
    pub locus: String,
    /// What came in.
    pub inserted: Inserted,
    /// The verdict, as of any small variant.
    pub call: Call,
    /// Per specimen: the ratio to the molecules without any event of the locus.
    pub ratios: Vec<AllelicRatio>,
}

impl TandemCall {
    /// Whether a call among the small variants tells the same event: the same change, or as many bases that come in at the same
    /// stretch, written in another way.
    fn tells(&self, call: &Call) -> bool {
        let longer = |variant: &Variant| {
            let edit = variant.edit();
            edit.inserted.len().saturating_sub(edit.deleted.len())
        };
        let (own, other) = (&self.call.variant, &call.variant);
        let start = self.inserted.template.map_or(own.position(), |template| template.start().min(own.position()));
        let end =
            self.inserted.template.map_or(own.interval().end(), |template| template.end().max(own.interval().end()));
        let here = Interval::new(start, end).is_ok_and(|stretch| stretch.overlaps(other.interval()));
        own == other || own.contig() == other.contig() && longer(own) > 0 && longer(own) == longer(other) && here
    }
}

impl Tandem {
    /// The small variants of which an event of this list that stands in `tandem.vcf.gz` tells: there they are told with their length.
    pub fn tell<'c>(&'c self, calls: &'c [Call]) -> impl Iterator<Item = &'c Variant> + 'c {
        let told = |call: &&Call| self.calls.iter().any(|tandem| output::is_written(tandem) && tandem.tells(call));
        calls.iter().filter(told).map(|call| &call.variant)
    }
}

/// The ratio of molecules with an event to those without any, with its 95 % interval; none where no molecule without one is there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AllelicRatio {
    /// The most likely.
    pub most_likely: Option<f64>,
    /// 2.5 % lie below.
    pub lower: Option<f64>,
    /// 2.5 % lie above.
    pub upper: Option<f64>,
}

/// A locus with what was looked at of it.
#[derive(Debug, Clone, PartialEq)]
pub struct TandemLocus {
    /// Its name.
    pub name: String,
    /// What was asked for and looked at, in genome order.
    pub asked: Vec<Place>,
    /// Per tumour, then per normal.
    pub callable: Vec<Callable>,
}

/// What the loci of tandem duplications show.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tandem {
    /// The loci that were looked at, by name.
    pub loci: Vec<TandemLocus>,
    /// Events in genome order, those with doubts among them.
    pub calls: Vec<TandemCall>,
    /// The loci that were searched for partial tandem duplications, by name.
    pub partial: Vec<PartialLocus>,
}

/// Finds and judges the events at all loci.
#[must_use]
pub fn call(
    collected: &Collected,
    contigs: &ContigList,
    tumours: usize,
    judgement: &Judgement,
    contamination: &Contamination,
) -> Tandem {
    let mut all = Tandem::default();
    let judge = |candidate: &Candidate| judged_alone(candidate, tumours, judgement, contamination);
    for (name, locus) in collected.survey.tandem_reads.iter() {
        let mut at_stretches: Vec<Vec<Fragment>> = vec![Vec::new(); locus.specimens.len()];
        for stretch in &locus.places.stretches {
            let Some(contig) = contigs.get(stretch.contig).map(|contig| contig.length) else { continue };
            let Some(around) = Around::new(stretch, contig) else { continue };
            let of_specimens: Vec<Vec<Fragment>> =
                locus.specimens.iter().map(|reads| fragments(reads, around.place)).collect();
            all.calls.extend(at_stretch(name, locus, &around, &of_specimens, &collected.samples, tumours, &judge));
            for (all, here) in at_stretches.iter_mut().zip(of_specimens) {
                all.extend(here);
            }
        }
        if name.ends_with(PARTIAL) {
            all.partial.push(partial::search(name, &locus.places.asked, collected, tumours, judgement));
        }
        if !locus.places.stretches.is_empty() {
            let asked = locus.places.asked.clone();
            let callable = at_stretches.iter().map(|all| Callable::of(&asked, all.iter())).collect();
            all.loci.push(TandemLocus { name: name.to_owned(), asked, callable });
        }
    }
    all.calls.sort_by(|one, other| (&one.call.variant, &one.locus).cmp(&(&other.call.variant, &other.locus)));
    all
}

fn at_stretch(
    name: &str,
    locus: &LocusEvidence,
    around: &Around<'_>,
    of_specimens: &[Vec<Fragment>],
    samples: &[SampleSummary],
    tumours: usize,
    judge: &dyn Fn(&Candidate) -> Option<Call>,
) -> Vec<TandemCall> {
    let here = locus.places.asked.iter().filter(|asked| asked.contig == around.place.contig);
    let asked: Vec<Interval> = here.map(|asked| asked.interval).collect();
    let in_tumours = of_specimens.iter().take(tumours).flatten();
    let alleles = found::alleles(in_tumours, around, &asked);
    if alleles.events.is_empty() {
        return Vec::new();
    }
    let reference = &around.reference;
    let specimens: Vec<Specimen> = of_specimens
        .iter()
        .enumerate()
        .map(|(place, fragments)| {
            let templates = samples.get(place).map(templates).unwrap_or_default();
            Specimen::new(fragments, templates, reference, &alleles)
        })
        .collect();
    let judged = alleles.events.iter().enumerate().filter_map(|(place, event)| {
        let samples: Option<_> = specimens.iter().map(|specimen| specimen.of(place, &alleles, reference)).collect();
        let candidate = Candidate {
            variant: event.variant.clone(),
            tier: Tier::Hotspot,
            change: change(event, around)?,
            normals: None,
            told_by: None,
            samples: samples?,
        };
        Some((place, with_fractions_of_fragments(judge(&candidate)?, &candidate)))
    });
    with_ratios(name, &alleles, &judged.collect::<Vec<_>>())
}

/// METHOD: the fraction is that of greatest likelihood, all fractions being as likely beforehand: under a prior that expects low
/// ones, as the posterior's does, the ratio of a few molecules would be too low on average, and a ratio divides patients into groups.
fn with_fractions_of_fragments(mut call: Call, candidate: &Candidate) -> Call {
    for (sample, site) in call.samples.iter_mut().zip(&candidate.samples) {
        sample.fraction = FractionLikelihood::of(site).estimate();
    }
    call
}

/// An event as the model knows it: an indel, with the rate at which its repeat slips.
fn change(event: &Event, around: &Around<'_>) -> Option<Change> {
    let edit = event.variant.edit();
    let rates = RepeatIndelRates::default();
    let error_rate = if edit.deleted.is_empty() {
        rates.of_indel(&around.reference.bases, around.at(edit.start)?, &edit.inserted)
    } else {
        rates.rate(Repeat::NONE)
    };
    Some(Change::Indel { error_rate })
}

/// Quantiles of a specimen's template lengths.
fn templates(sample: &SampleSummary) -> Vec<u32> {
    let pairs: u64 = sample.template_lengths.values().sum();
    let wanted = (0..TEMPLATES.min(pairs)).map(|place| pairs * (2 * place + 1) / (2 * TEMPLATES.min(pairs)));
    let mut lengths = Vec::new();
    for wanted in wanted {
        let mut below = 0;
        let found = sample.template_lengths.iter().find(|(_, pairs)| {
            below += **pairs;
            below > wanted
        });
        lengths.extend(found.map(|(length, _)| *length));
    }
    lengths
}

/// METHOD: fragment analysis measures the peak of a duplication against that of the wild type: f over the rest of all events
/// of the locus, which for a single one is f / (1 - f). A molecule with two events is one molecule.
fn with_ratios(name: &str, alleles: &Alleles, judged: &[(usize, Call)]) -> Vec<TandemCall> {
    let ratios = |event: usize, call: &Call| -> Vec<AllelicRatio> {
        (0..call.samples.len())
            .map(|at| {
                let others = judged.iter().filter(|(other, call)| *other != event && call.doubts.is_empty());
                let (mut apart, mut together) = (0.0, 0.0f64);
                for (other, call) in others {
                    let fraction = fraction(call, at).get();
                    if alleles.together(event, *other) {
                        together = together.max(fraction);
                    } else {
                        apart += fraction;
                    }
                }
                let ratio = |fraction: f64| {
                    let rest = 1.0 - fraction.max(together) - apart;
                    (rest > LEAST_REST).then(|| fraction / rest)
                };
                let interval = call.samples[at].fraction.interval;
                AllelicRatio {
                    most_likely: ratio(fraction(call, at).get()),
                    lower: ratio(interval.lower().get()),
                    upper: ratio(interval.upper().get()),
                }
            })
            .collect()
    };
    let call = |(event, call): &(usize, Call)| TandemCall {
        locus: name.to_owned(),
        inserted: alleles.events[*event].inserted.clone(),
        ratios: ratios(*event, call),
        call: call.clone(),
    };
    judged.iter().map(call).collect()
}

/// A share of molecules without an event below which no ratio to them is told.
const LEAST_REST: f64 = 1e-3;

fn fraction(call: &Call, specimen: usize) -> AlleleFraction {
    call.samples[specimen].fraction.most_likely
}
