//! Is this pair fit to call? Each check with its number and a verdict; what is not checked says so.
//!
//! - [`check`]: verdicts and names.
//! - [`sample`]: reads, depth, coverage. [`leak`]: tumour in a normal. [`genes`]: coverage of genes.
//! - [`foreign_dna`], [`identity`], [`sex`]: whose DNA it is, from [`fitness`](crate::fitness).
//! - [`processing`]: whether all reads were placed alike, from [`processing`](crate::processing).

pub mod check;
pub mod foreign_dna;
pub mod genes;
pub mod identity;
pub mod leak;
pub mod processing;
pub mod sample;
pub mod sex;
#[cfg(test)]
mod tests;

use serde::Serialize;

use crate::collect::Collected;
use crate::fitness::{self, Fitness};
use crate::identity::PairIdentity;
use crate::model::foreign_dna::Basis;
use crate::model::tumour_in_normal::TumourInNormal;
pub use check::{Check, Kind, Verdict, stopping_checks};
use foreign_dna::ForeignQuality;
use genes::GeneQuality;
use identity::{IdentityQuality, OwnVariantsQuality};
use leak::LeakQuality;
use processing::ProcessingQuality;
use sample::SampleQuality;
use sex::SexQuality;

/// Everything that is known of a pair's fitness.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Quality {
    /// Per specimen.
    pub samples: Vec<SampleQuality>,
    /// Per normal.
    pub tumour_in_normal: Vec<LeakQuality>,
    /// Per specimen for which another one tells the person's own alleles.
    pub foreign_dna: Vec<ForeignQuality>,
    /// Per specimen but the one that all are compared with.
    pub identity: Vec<IdentityQuality>,
    /// Per tumour, against the first normal.
    pub own_variants: Vec<OwnVariantsQuality>,
    /// Per specimen.
    pub sex: Vec<SexQuality>,
    /// Per specimen.
    pub processing: Vec<ProcessingQuality>,
    /// Bases looked at.
    pub bases: u64,
    /// Places at which alleles were counted.
    pub allele_places: usize,
    /// Share of the bases at which a somatic variant could be called: every tumour covers them at least 60 times, every
    /// normal 15 times ([`CALLABLE`](crate::pass::coverage::CALLABLE)).
    pub callable: Option<f64>,
    /// The genes of the list, in its order.
    pub genes: Vec<GeneQuality>,
    /// Candidates of the pass that were judged.
    pub candidates: usize,
    /// The checks.
    pub checks: Vec<Check>,
    /// What was not checked, and why.
    pub not_performed: Vec<String>,
}

#[expect(clippy::cast_precision_loss, reason = "counts of reads and bases are far below 2^52")]
fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// A share for people: one decimal where it has one.
fn percent(share: f64) -> String {
    let text = format!("{:.1}", 100.0 * share);
    format!("{} %", text.strip_suffix(".0").unwrap_or(&text))
}

/// A share with its 95 % interval.
fn percent_within(share: f64, [lower, upper]: [f64; 2]) -> String {
    format!("{:.1} % (95 % {:.1} to {:.1})", 100.0 * share, 100.0 * lower, 100.0 * upper)
}

/// Judges a pair's fitness. `genes`: the names of the genes whose coverage was watched. `leaks`: per normal.
#[must_use]
pub fn quality(
    pair: &PairIdentity,
    genes: &[String],
    collected: &Collected,
    fitness: &Fitness,
    leaks: &[TumourInNormal],
) -> Quality {
    let tumours = pair.tumours.len();
    let samples: Vec<&str> = pair.specimens().map(|specimen| specimen.sample.as_str()).collect();
    let compared_with = samples.get(fitness.compared_with).copied().unwrap_or_default();
    let coverage = &collected.survey.coverage;
    let mut quality = Quality {
        samples: pair
            .specimens()
            .zip(&collected.samples)
            .enumerate()
            .map(|(place, (specimen, summary))| {
                let role = if place < tumours { "tumour" } else { "normal" };
                SampleQuality::of(role, specimen, summary, &coverage.over(place, |_| true))
            })
            .collect(),
        tumour_in_normal: pair
            .normals
            .iter()
            .zip(leaks)
            .map(|(normal, leak)| LeakQuality::of(&normal.sample, leak))
            .collect(),
        foreign_dna: (samples.iter().zip(&fitness.foreign).enumerate())
            .filter_map(|(place, (sample, foreign))| {
                let teller = samples.get(fitness::teller(place, (tumours, samples.len() - tumours)).specimen)?;
                Some(ForeignQuality::of(sample, teller, foreign.as_ref()?))
            })
            .collect(),
        identity: (samples.iter().zip(&fitness.comparisons))
            .filter_map(|(sample, comparison)| Some(IdentityQuality::of(sample, compared_with, comparison.as_ref()?)))
            .collect(),
        own_variants: (samples.iter().zip(&fitness.own_variants))
            .map(|(tumour, own)| OwnVariantsQuality::of(tumour, compared_with, *own))
            .collect(),
        sex: samples.iter().zip(&fitness.sex).map(|(sample, sex)| SexQuality::of(sample, sex)).collect(),
        processing: (pair.specimens().zip(&collected.samples))
            .map(|(specimen, summary)| ProcessingQuality::of(specimen, &summary.tally))
            .collect(),
        bases: collected.bases,
        allele_places: collected.survey.alleles.len(),
        callable: ratio(coverage.callable, collected.bases),
        genes: (0..).zip(genes).map(|(place, name)| GeneQuality::of(name, coverage.genes.get(&place))).collect(),
        candidates: collected.candidates.len(),
        checks: Vec::new(),
        not_performed: not_performed(pair, fitness),
    };
    quality.checks = checks(&quality, pair, fitness, leaks);
    quality
}

fn checks(quality: &Quality, pair: &PairIdentity, fitness: &Fitness, leaks: &[TumourInNormal]) -> Vec<Check> {
    let mut checks: Vec<Check> = quality.samples.iter().flat_map(SampleQuality::checks).collect();
    checks.extend(pair.specimens().filter(|specimen| specimen.index_older).map(|specimen| {
        let because = format!(
            "the index is older than {}, so reads may have been missed; run samtools index and call again",
            specimen.file
        );
        Check::new(Kind::Index, &specimen.sample, Verdict::Warn, because)
    }));
    checks.extend(processing::checks(&quality.processing, fitness.compared_with));
    checks.extend(genes::check(&quality.genes));

    let measured = |sample: &str| {
        let mut all = quality.foreign_dna.iter();
        all.find(|foreign| foreign.sample == sample)?.mean
    };
    let more = |one: &str, other: &str| measured(one).into_iter().chain(measured(other)).reduce(f64::max);
    let same: Vec<Check> = quality
        .identity
        .iter()
        .map(|identity| identity.check(more(&identity.sample, &identity.compared_with)))
        .collect();
    let same_person = |sample: &str| {
        let place = quality.identity.iter().position(|identity| identity.sample == sample)?;
        same.get(place).map(|check| check.verdict)
    };
    checks.extend(same.iter().cloned());
    let other = pair.specimens().nth(fitness.compared_with).zip(fitness.sex.get(fitness.compared_with));
    for (place, (specimen, sex)) in pair.specimens().zip(&fitness.sex).enumerate() {
        let other = other.filter(|_| place != fitness.compared_with);
        let other = other.map(|(specimen, sex)| (specimen.sample.as_str(), sex));
        checks.extend(sex::check(&specimen.sample, sex, other, same_person(&specimen.sample)));
    }
    checks.extend(quality.own_variants.iter().map(|own| {
        let mixed = more(&own.tumour, &own.normal).is_some_and(|share| share >= UNCLEAR);
        own.check(match same_person(&own.tumour) {
            Some(Verdict::Pass) if !mixed => None,
            Some(Verdict::Stop) => Some("the specimens are not of one person"),
            Some(Verdict::Pass) => Some("there is too much DNA of another person"),
            _ => Some("it is not told whether the specimens are of one person"),
        })
    }));
    checks.extend(quality.foreign_dna.iter().flat_map(ForeignQuality::checks));
    checks.extend(quality.tumour_in_normal.iter().zip(leaks).map(|(leak, posterior)| leak.check(posterior.basis())));
    if pair.normals.is_empty() {
        let because = "tumour alone: germline variants are not told from somatic ones".into();
        checks.push(Check { name: "no-normal".into(), verdict: Verdict::Warn, because });
    }
    checks
}

/// From this share of foreign DNA on, the other person's inherited variants pass for a specimen's own.
const UNCLEAR: f64 = 0.05;

/// What cannot be checked, and why.
fn not_performed(pair: &PairIdentity, fitness: &Fitness) -> Vec<String> {
    let mut not: Vec<String> = Vec::new();
    if pair.normals.is_empty() {
        not.push("contamination, donor cells: without a normal nothing tells the patient's own alleles".into());
        not.push("exchange of tumour and normal: there is no normal".into());
    }
    if pair.specimens().count() < 2 {
        not.push("same person: there is one specimen".into());
    }
    if fitness.sex.iter().all(|sex| sex.x.is_none()) {
        not.push("sex: X or the autosomes are not in the reference by name, or not in what was asked for".into());
    }
    for (specimen, foreign) in pair.specimens().zip(&fitness.foreign) {
        let sample = &specimen.sample;
        match foreign {
            None if !pair.normals.is_empty() => {
                not.push(format!("contamination, donor cells of {sample}: the other specimen is a mixture itself"));
            }
            Some(foreign) if matches!(foreign.basis(), Basis::PriorOnly { .. }) => {
                not.push(format!("donor cells of {sample}: too few places tell of foreign DNA"));
            }
            _ => {}
        }
        if specimen.records.is_none() {
            not.push(format!("mapped reads of {sample}: the index does not count them"));
        }
    }
    not
}
