//! Whether the reads of all specimens were placed and treated alike: what differs between two programs differs between the
//! specimens, and looks like the tumour's own.

use std::collections::BTreeSet;

use serde::Serialize;

use super::check::{Check, Kind, Verdict};
use crate::identity::SpecimenIdentity;
use crate::pass::reads::ReadTally;
use crate::processing::options::{Options, has_values};
use crate::processing::{Aligner, MOST, Processing, Step, Unclear};

/// How one specimen's reads came to their places.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProcessingQuality {
    /// The specimen's read-group sample.
    pub sample: String,
    /// Which programs placed its reads; empty if that is not known.
    pub placed_by: BTreeSet<Aligner>,
    /// Why that is not known.
    pub unclear: Option<Unclear>,
    /// What was done to the reads, as far as the header says.
    pub steps: BTreeSet<Step>,
    /// Whether alternate contigs are marked.
    pub marks_alternate_contigs: bool,
    /// Whether copies of a molecule were looked for: the header says so, or reads are marked. Missing if the header does not and
    /// the reads are too few to tell.
    pub duplicates_marked: Option<bool>,
}

/// Among so many reads of a genome, some are copies.
const TELLING_READS: u64 = 10_000;

impl ProcessingQuality {
    pub(super) fn of(specimen: &SpecimenIdentity, tally: &ReadTally) -> Self {
        let Processing { placed_by, steps, marks_alternate_contigs } = specimen.processing.clone();
        let marked = tally.duplicates > 0 || steps.contains(&Step::DuplicateMarking);
        Self {
            sample: specimen.sample.clone(),
            unclear: placed_by.as_ref().err().copied(),
            placed_by: placed_by.unwrap_or_default(),
            steps,
            marks_alternate_contigs,
            duplicates_marked: (marked || tally.primary >= TELLING_READS).then_some(marked),
        }
    }

    /// The programs, in words.
    fn programs(&self) -> String {
        let programs: BTreeSet<String> = self.placed_by.iter().map(ToString::to_string).collect();
        programs.into_iter().collect::<Vec<_>>().join(" and ")
    }

    /// Why it is not known how the reads were placed, if it is not.
    fn unknown(&self) -> Option<String> {
        let sample = &self.sample;
        Some(match self.unclear? {
            Unclear::NoLine => format!("the header of {sample} names no program (@PG)"),
            Unclear::NoAligner => format!("the header of {sample} names no program that is known to place reads (@PG)"),
            Unclear::NoId => format!("the header of {sample} has a line @PG without ID"),
            Unclear::TwoOfOneId => format!("the header of {sample} has two lines @PG of one ID"),
            Unclear::Circle => format!("the lines @PG in the header of {sample} go in a circle"),
            Unclear::TooMany => {
                format!(
                    "the header of {sample} names more than {MOST} programs, versions or sets of options that placed reads"
                )
            }
        })
    }

    /// All options of all programs; `None` if those of one are not known.
    fn options(&self) -> Option<Options> {
        let all: Option<Vec<_>> = self.placed_by.iter().map(|aligner| aligner.options.clone()).collect();
        Some(Options(all?.into_iter().flat_map(|options| options.0).collect()))
    }

    /// Which program placed the reads, against another specimen.
    ///
    /// METHOD: two programs give the same read different places and mapping qualities, so depth and alleles differ by
    /// themselves; that stops the pair (docs/decisions/0043). Versions of one program differ less: a warning.
    fn aligner(&self, other: &Self) -> Check {
        let check = |verdict, because| Check::new(Kind::Aligner, &self.sample, verdict, because);
        let families =
            |of: &Self| -> BTreeSet<String> { of.placed_by.iter().map(|by| by.family().to_owned()).collect() };
        let (own, others, name) = (self.programs(), other.programs(), &other.sample);
        if let Some(unknown) = self.unknown().or_else(|| other.unknown()) {
            return check(Verdict::Warn, format!("not told: {unknown}"));
        }
        if families(self) != families(other) {
            let because = format!(
                "placed by {own}, and {name} by {others}: programs place reads differently, and depth and alleles differ by \
                 that alone. Place the reads of both with one program"
            );
            return check(Verdict::Stop, because);
        }
        let without_version = |of: &&Self| of.placed_by.iter().any(|by| by.version.is_none());
        if let Some(of) = [self, other].into_iter().find(without_version) {
            let because = format!(
                "placed by {own}, and {name} by {others}; the header of {} does not state the version",
                of.sample
            );
            return check(Verdict::Warn, because);
        }
        if own != others {
            let because = format!(
                "placed by {own}, and {name} by {others}: versions may place some reads differently. Place the reads of both with \
                 one version"
            );
            return check(Verdict::Warn, because);
        }
        check(Verdict::Pass, format!("placed by {own}, as those of {name}"))
    }

    /// The options of the program, against another specimen whose reads the same program placed.
    fn aligner_options(&self, other: &Self) -> Option<Check> {
        let programs = |of: &Self| -> BTreeSet<String> { of.placed_by.iter().map(|by| by.program.clone()).collect() };
        if self.placed_by.is_empty() || programs(self) != programs(other) {
            return None;
        }
        let check = |verdict, because| Some(Check::new(Kind::AlignerOptions, &self.sample, verdict, because));
        let name = &other.sample;
        let (Some(own), Some(others)) = (self.options(), other.options()) else {
            let of = if self.options().is_none() { self } else { other };
            return check(
                Verdict::Warn,
                format!("not told: the header of {} does not state the options (@PG, CL)", of.sample),
            );
        };
        let told = match (own.beside(&others), others.beside(&own)) {
            (None, None) if self.placed_by.iter().all(|by| has_values(&by.program)) => {
                return check(Verdict::Pass, format!("the same options as for {name}"));
            }
            (None, None) => {
                return check(
                    Verdict::Pass,
                    format!("options of the same names as for {name}; values are not compared"),
                );
            }
            (Some(only), None) => format!("only here {only}"),
            (None, Some(only)) => format!("only there {only}"),
            (Some(here), Some(there)) => format!("here {here}, there {there}"),
        };
        check(Verdict::Warn, format!("other options than for {name}: {told}"))
    }

    /// What was done to the reads of one specimen only.
    fn treatment<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = Check> + 'a {
        let states = |of: &Self| of.unclear != Some(Unclear::NoLine);
        let only = move |kind, own: bool, others: bool, told: &str, why: &str| {
            let sample = if own { &self.sample } else { &other.sample };
            let because = format!("{told} in {sample} only: {why}");
            (own != others).then(|| Check::new(kind, &self.sample, Verdict::Warn, because))
        };
        let marked = self.duplicates_marked.zip(other.duplicates_marked).and_then(|(own, others)| {
            only(
                Kind::DuplicateMarking,
                own,
                others,
                "duplicates are marked",
                "in the other, copies of a molecule count as several",
            )
        });
        let (own, others) = (self.marks_alternate_contigs, other.marks_alternate_contigs);
        let alternate = only(
            Kind::AlternateContigs,
            own,
            others,
            "alternate contigs are marked (@SQ, AH)",
            "if the program did not know them in the other, reads of their counterparts have lower mapping qualities there",
        );
        let steps = TREATMENTS.into_iter().filter(move |_| states(self) && states(other));
        let steps = steps.filter_map(move |(step, kind, told, why)| {
            only(kind, self.steps.contains(&step), other.steps.contains(&step), told, why)
        });
        marked.into_iter().chain(alternate).chain(steps)
    }
}

/// What only the header tells of.
const TREATMENTS: [(Step, Kind, &str, &str); 3] = [
    (Step::Recalibration, Kind::Recalibration, "base qualities were recalibrated", "errors are weighed differently"),
    (
        Step::IndelRealignment,
        Kind::IndelRealignment,
        "reads were placed anew around indels",
        "mismatches beside indels differ by that alone",
    ),
    (
        Step::Consensus,
        Kind::Consensus,
        "the copies of a molecule were made into one read",
        "errors and depth are not comparable",
    ),
];

/// Each specimen against the one that all are compared with.
pub(super) fn checks(all: &[ProcessingQuality], compared_with: usize) -> Vec<Check> {
    let Some(other) = all.get(compared_with) else { return Vec::new() };
    let mut checks = Vec::new();
    for (_, own) in all.iter().enumerate().filter(|(place, _)| *place != compared_with) {
        checks.push(own.aligner(other));
        checks.extend(own.aligner_options(other));
        checks.extend(own.treatment(other));
    }
    checks
}
