//! Called variants with what is said of each, and what they are to the rules.

use genome::detection::Detection;
use guideline::truth::Truth;
use serde::{Deserialize, Serialize};

use crate::clinical::DiseaseGroup;
use crate::disease::Disease;
use crate::driver::{Driver, DriverStatus};
use crate::gene::role::Lineage;
use crate::oncogenicity::{LaboratoryEvidence, Oncogenicity};
use crate::protein::ProteinChange;
use crate::resistance::{Resistance, resistance_of};
use crate::tier::{Tiers, significance};
use crate::variant::{Origin, Variant};
use crate::workup::{Doubted, Event, Mutation, Workup};

/// Reads, or fragments, of the tumour as the caller counts them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reads {
    /// Those with the variant.
    pub alternate: u32,
    /// Those that tell one allele from the other.
    pub depth: u32,
}

/// A variant as a file of calls holds it, with what annotation says of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CalledVariant {
    /// The place and change on the chromosome, in HGVS where it is known.
    pub genomic: String,
    /// Its GA4GH identifier (VRS 2.0); `None` where it is not known.
    pub vrs: Option<String>,
    /// What it does.
    #[serde(flatten)]
    pub variant: Variant,
    /// The reads that the fraction rests on; `None` where the file does not count them.
    pub reads: Option<Reads>,
    /// Filters of the caller that it did not pass; empty if it passed, or if none were applied.
    pub filters: Vec<String>,
    /// The file and line that it comes from.
    pub from: String,
}

/// A called variant with every judgement on it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VariantFinding {
    /// The call.
    #[serde(flatten)]
    pub called: CalledVariant,
    /// Whether it counts as a mutation of its gene in the rules, and what it is there.
    pub counts: bool,
    /// Whether it would count if its caller did not doubt it: the gene is then not known.
    pub doubted: bool,
    /// Whether it drives the disease.
    pub driver: Driver,
    /// Points for and against.
    pub oncogenicity: Oncogenicity,
    /// Tiers by aspect.
    pub tiers: Tiers,
    /// Drugs that it resists.
    pub resistance: Vec<ResistanceFinding>,
}

/// A drug's loss of effect.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ResistanceFinding {
    /// The row of the table.
    pub row: &'static Resistance,
    /// Unknown if the change is not written far enough.
    pub truth: Truth,
}

impl DiseaseGroup {
    /// The code of the group among the diseases.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Aml => "AML",
            Self::Mds => "MDS",
            Self::MdsMpn => "MDS/MPN",
            Self::Mpn => "MPN",
            Self::BAll => "BLL",
            Self::TAll => "TLL",
            Self::Cll => "CLLSLL",
            Self::Myeloma => "PCM",
            Self::BCellLymphoma => "MBN",
            Self::TCellLymphoma => "MTNN",
        }
    }

    /// The lineage whose drivers count.
    #[must_use]
    pub fn lineage(self) -> Lineage {
        match self {
            Self::Aml | Self::Mds | Self::MdsMpn | Self::Mpn => Lineage::Myeloid,
            Self::BAll | Self::Cll | Self::BCellLymphoma => Lineage::BCell,
            Self::TAll | Self::TCellLymphoma => Lineage::TCell,
            Self::Myeloma => Lineage::PlasmaCell,
        }
    }
}

/// Judges every called variant of a disease; what does not touch a known gene or is silent and says nothing is left out.
#[must_use]
pub fn judge(called: Vec<CalledVariant>, group: DiseaseGroup, disease: Disease) -> Vec<VariantFinding> {
    let judged = called.into_iter().map(|called| {
        let driver = Driver::judge(&called.variant, group.lineage());
        let oncogenicity = Oncogenicity::judge(&called.variant, group.lineage(), &LaboratoryEvidence::default());
        let statements = significance(&called.variant, disease);
        let tiers = Tiers::of(oncogenicity.class, statements);
        let resistance: Vec<ResistanceFinding> =
            resistance_of(&called.variant, disease).map(|(row, truth)| ResistanceFinding { row, truth }).collect();
        let drives = called.variant.origin != Origin::Germline
            && matches!(driver.status, DriverStatus::Established | DriverStatus::Likely);
        let passed = called.filters.is_empty();
        let (counts, doubted) = (drives && passed, drives && !passed);
        VariantFinding { called, counts, doubted, driver, oncogenicity, tiers, resistance }
    });
    let mut findings: Vec<VariantFinding> = judged
        .filter(|finding| finding.driver.status != DriverStatus::NoneKnown || !finding.resistance.is_empty())
        .collect();
    findings.sort_by_key(|finding| (!finding.counts, !finding.doubted, finding.driver.status));
    findings
}

/// States in the work-up the variants that count, and those that would if their caller did not doubt them. What is already
/// stated of a gene stays beside them.
///
/// A doubted one below the limit at which the gene was looked at leaves it not found: that nothing would have escaped above the
/// limit stays true, whatever the doubted reads are.
pub fn state(findings: &[VariantFinding], workup: &mut Workup) {
    let looked_at = workup.clone();
    for finding in findings.iter().filter(|finding| finding.counts || finding.doubted) {
        let variant = &finding.called.variant;
        let gene = variant.gene.symbol();
        let event = event_of(variant);
        let mutation = Mutation {
            fraction: variant.fraction,
            allelic_ratio: variant.allelic_ratio,
            in_frame_bzip: in_frame_bzip(variant),
            ..Mutation::named(variant.name())
        };
        let below_limit = || match looked_at.detection(gene, event).as_deref() {
            Some(Detection::NotFoundAtLimit(limit)) => variant.fraction.is_some_and(|fraction| fraction < *limit),
            _ => false,
        };
        if finding.doubted && below_limit() {
            continue;
        }
        if finding.doubted {
            workup.doubt(gene, event, Doubted { mutation, filters: finding.called.filters.clone() });
        } else {
            let mut mutations = workup.mutations(gene, event).to_vec();
            mutations.push(mutation);
            workup.set_gene(gene, event, Detection::Found(mutations));
        }
    }
}

/// An in-frame duplication within `FLT3`, `UBTF` or `BCOR` is an internal tandem duplication, whatever found it.
fn event_of(variant: &Variant) -> Event {
    let duplicated =
        matches!(variant.gene.symbol(), "FLT3" | "UBTF" | "BCOR") && variant.is_internal_tandem_duplication();
    if duplicated { Event::InternalTandemDuplication } else { variant.event }
}

/// The residues of the basic leucine zipper of `CEBPA` (F. Taube et al., Blood 2022;139:87; remembered).
const BZIP: std::ops::RangeInclusive<u32> = 278..=345;

/// METHOD: in-frame insertions and deletions within the zipper count; what shifts the frame or ends the protein does not. A
/// substitution there is neither called in-frame nor excluded by the table, and stays unknown.
fn in_frame_bzip(variant: &Variant) -> Truth {
    let within = |(first, last): (u32, u32)| BZIP.contains(&first) && BZIP.contains(&last);
    match (&variant.protein, variant.protein.span()) {
        (ProteinChange::InFrame { .. }, Some(span)) => within(span).into(),
        (ProteinChange::Substitution { .. }, Some(span)) if !variant.protein.truncates() && within(span) => {
            Truth::Unknown
        }
        (ProteinChange::Unknown, _) => Truth::Unknown,
        _ => Truth::No,
    }
}
