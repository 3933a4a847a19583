//! The criteria one by one.

use std::sync::LazyLock;

use guideline::truth::Truth;

use super::{Assessment, Criterion, LaboratoryEvidence, Outcome};
use crate::consequence::Consequence;
use crate::gene::hotspot::{Hotspot, HotspotMatch};
use crate::gene::role::{AlterationKind, GeneRole, Lineage, Role, role_in};
use crate::gene::{Gene, Symbol};
use crate::pattern::Pattern;
use crate::protein::ProteinChange;
use crate::source::{Citation, Standing};
use crate::table::{self, TableErrors};
use crate::variant::Variant;

/// The standard itself: tables 2 and 3 were read.
const STANDARD: Citation = Citation::read("HORAK2022", "tables 2 and 3");

/// A variant whose function has been shown.
pub(super) struct Established {
    gene: Gene,
    variants: Pattern,
    effect: &'static str,
    citation: Citation,
}

pub(super) static ESTABLISHED: LazyLock<Result<Vec<Established>, TableErrors>> = LazyLock::new(|| {
    table::read(
        "knowledge/variants/established.tsv",
        include_str!("../../../../knowledge/variants/established.tsv"),
        &["gene", "variants", "effect"],
        |row, faults| {
            let gene = row.value("gene", faults).map(|Symbol(gene)| gene);
            let variants = row.value("variants", faults);
            Some(Established { gene: gene?, variants: variants?, effect: row.text("effect"), citation: row.citation() })
        },
    )
});

struct Case<'v> {
    variant: &'v Variant,
    role: Option<&'static GeneRole>,
    hotspot: Option<HotspotMatch>,
    laboratory: &'v LaboratoryEvidence,
}

/// How a criterion stands, what was seen, and where the row stands if it rests on one.
type Finding = (Outcome, String, Option<Citation>);

pub(super) fn assess(variant: &Variant, lineage: Lineage, laboratory: &LaboratoryEvidence) -> Vec<Assessment> {
    let case = Case {
        variant,
        role: role_in(&variant.gene, lineage),
        hotspot: Hotspot::of(&variant.gene, &variant.protein),
        laboratory,
    };
    let mut assessed: Vec<Assessment> = Vec::new();
    for criterion in Criterion::ALL.iter().copied() {
        let (mut outcome, mut evidence, citation) = case.finding(criterion);
        let met =
            |other: &Criterion| assessed.iter().any(|done| done.criterion == *other && done.outcome == Outcome::Met);
        if let Some(other) = excluded_by(criterion).iter().find(|other| met(other))
            && outcome == Outcome::Met
        {
            outcome = Outcome::NotMet;
            evidence = format!("{evidence}; not counted beside {}", other.code());
        }
        assessed.push(Assessment { criterion, outcome, evidence, citation: citation.unwrap_or(STANDARD) });
    }
    assessed
}

/// Criteria beside which another is not counted (comments of table 2; those on OS3 and OM3 were read, the others are
/// remembered and only ever lower the sum). A stop at one codon of a tumour suppressor is no second evidence beside OVS1.
fn excluded_by(criterion: Criterion) -> &'static [Criterion] {
    use Criterion::{Om1, Om2, Om3, Om4, Op3, Os1, Os3, Ovs1};
    match criterion {
        Os3 => &[Ovs1, Os1],
        Om1 => &[Ovs1, Os1, Os3],
        Om3 => &[Ovs1, Os1, Om1],
        Om4 => &[Os1, Os3, Om1, Om3],
        Om2 | Op3 => &[Ovs1],
        _ => &[],
    }
}

fn met(evidence: impl Into<String>, citation: Option<Citation>) -> Finding {
    (Outcome::Met, evidence.into(), citation)
}

fn not_met(evidence: impl Into<String>) -> Finding {
    (Outcome::NotMet, evidence.into(), None)
}

fn not_assessed(evidence: impl Into<String>) -> Finding {
    (Outcome::NotAssessed, evidence.into(), None)
}

impl Case<'_> {
    fn finding(&self, criterion: Criterion) -> Finding {
        match criterion {
            Criterion::Ovs1 => self.null_in_tumour_suppressor(),
            Criterion::Os1 => Self::told(self.laboratory.classified_oncogenic.as_ref()),
            Criterion::Os2 => self.function_shown(),
            Criterion::Os3 | Criterion::Om3 | Criterion::Op3 => self.hot_spot(criterion),
            Criterion::Om1 => self.critical_part(),
            Criterion::Om2 => self.length_changed(),
            Criterion::Om4 => Self::told(self.laboratory.other_missense_oncogenic.as_ref()),
            Criterion::Op1 => Self::judged(self.laboratory.predictions.as_ref(), true),
            Criterion::Op2 => not_assessed("no disease of this field has a single genetic cause in the sense meant"),
            Criterion::Op4 | Criterion::Sbvs1 | Criterion::Sbs1 => self.population(criterion),
            Criterion::Sbs2 => Self::judged(self.laboratory.function.as_ref(), false),
            Criterion::Sbp1 => Self::judged(self.laboratory.predictions.as_ref(), false),
            Criterion::Sbp2 => self.synonymous(),
        }
    }

    fn told(source: Option<&String>) -> Finding {
        source.map_or_else(|| not_assessed("no earlier classification given"), |source| met(source.clone(), None))
    }

    fn judged(judgement: Option<&(bool, String)>, wanted: bool) -> Finding {
        match judgement {
            None => not_assessed("not given"),
            Some((says, source)) if *says == wanted => met(source.clone(), None),
            Some((_, source)) => not_met(format!("{source}: the contrary")),
        }
    }

    fn null_in_tumour_suppressor(&self) -> Finding {
        let gene = &self.variant.gene;
        if !self.variant.is_null() {
            return not_met("no null variant");
        }
        let Some(row) = self.role.filter(|row| matches!(row.role, Role::TumourSuppressor | Role::Both)) else {
            return not_met(format!("{gene} is not listed as a tumour suppressor in this lineage"));
        };
        let truncating = row.alterations.iter().find(|alteration| alteration.kind == AlterationKind::Truncating);
        let Some(truncating) = truncating else {
            return not_met(format!("loss of {gene} by a null variant is not established"));
        };
        let start = self.variant.has(Consequence::StartLost) && truncating.residues.is_none();
        match (start, truncating.fits(self.variant)) {
            (true, _) | (_, Truth::Yes) => met(format!("null variant, {gene}: {truncating}"), Some(row.citation)),
            (_, Truth::No) => not_met(format!("null variant outside of {gene}: {truncating}")),
            (_, Truth::Unknown) => {
                not_assessed(format!("null variant at a place that is not known; {gene}: {truncating}"))
            }
        }
    }

    fn function_shown(&self) -> Finding {
        if let Some((oncogenic, source)) = &self.laboratory.function {
            return if *oncogenic { met(source.clone(), None) } else { not_met(format!("{source}: the contrary")) };
        }
        let rows = ESTABLISHED.as_deref().unwrap_or(&[]).iter();
        let row =
            rows.filter(|row| row.gene == self.variant.gene).find(|row| row.variants.fits(self.variant) == Truth::Yes);
        match row {
            Some(row) => met(format!("{} {}: {}", row.gene, row.variants, row.effect), Some(row.citation)),
            None => not_assessed("no study given, and none in the table"),
        }
    }

    fn hot_spot(&self, criterion: Criterion) -> Finding {
        let Some(found) = &self.hotspot else {
            return match self.variant.protein {
                ProteinChange::Unknown => not_assessed("the change of the protein is not known"),
                _ => not_met("no listed hot spot"),
            };
        };
        let Some(all) = found.at_residue else {
            let listed = found.change_listed && criterion == Criterion::Op3;
            let evidence = format!("{} {}: listed, not counted", found.hotspot.gene, found.hotspot.residue);
            return if listed { met(evidence, Some(found.hotspot.citation)) } else { not_assessed(evidence) };
        };
        let same = found.same_change;
        let holds = match criterion {
            Criterion::Os3 => all >= 50 && same >= 10,
            Criterion::Om3 => all < 50 && same >= 10,
            _ => same < 10 && found.change_listed,
        };
        let evidence = format!("{} {}: {same} of {all} mutations", found.hotspot.gene, found.hotspot.residue);
        if holds { met(evidence, Some(found.hotspot.citation)) } else { not_met(evidence) }
    }

    /// A part of the protein that the table of roles names is taken for one where a missense change counts. The paper asks for
    /// a critical part, such as an active site: the rows wait for a haematologist.
    fn critical_part(&self) -> Finding {
        let Some(row) = self.role else { return not_met("no part of this protein is listed in this lineage") };
        let here = row.alterations.iter().filter(|alteration| {
            alteration.residues.is_some()
                && matches!(alteration.kind, AlterationKind::Missense | AlterationKind::Inframe)
        });
        let truths: Vec<_> = here.map(|alteration| (alteration, alteration.fits(self.variant))).collect();
        if let Some((alteration, _)) = truths.iter().find(|(_, truth)| *truth == Truth::Yes) {
            return met(
                format!("{}: {alteration}", row.gene),
                Some(Citation { standing: Standing::Remembered, ..row.citation }),
            );
        }
        if truths.iter().any(|(_, truth)| *truth == Truth::Unknown) {
            return not_assessed("the change of the protein is not known");
        }
        not_met("outside of the listed parts")
    }

    fn length_changed(&self) -> Finding {
        let role = self.role.map(|row| (row.role, row.citation));
        let in_frame = self.variant.has(Consequence::Inframe) || self.variant.is_internal_tandem_duplication();
        match role {
            Some((Role::Oncogene | Role::TumourSuppressor | Role::Both, citation)) if in_frame => {
                met("in-frame change of length", Some(citation))
            }
            Some((Role::TumourSuppressor | Role::Both, citation)) if self.variant.has(Consequence::StopLost) => {
                met("stop lost in a tumour suppressor", Some(citation))
            }
            _ if in_frame => not_met("neither oncogene nor tumour suppressor in this lineage"),
            _ => not_met("no in-frame change of length"),
        }
    }

    fn population(&self, criterion: Criterion) -> Finding {
        let listed = self.hotspot.as_ref().is_some_and(|found| found.change_listed);
        if listed && self.variant.gene.is_of_clonal_haematopoiesis() {
            return not_assessed("a hot spot of clonal haematopoiesis: blood of healthy people carries it");
        }
        let Some(frequency) = self.variant.population else { return not_assessed("not looked up") };
        let seen = format!("{:.4} % of a population", frequency.get() * 100.0);
        let holds = match criterion {
            // "or at an extremely low frequency": the paper gives no number, so that none is taken.
            Criterion::Op4 => frequency.get() == 0.0,
            Criterion::Sbvs1 => frequency.get() > 0.05,
            _ => frequency.get() > 0.01 && frequency.get() <= 0.05,
        };
        if holds { met(seen, None) } else { not_met(seen) }
    }

    fn synonymous(&self) -> Finding {
        if !self.variant.has(Consequence::Synonymous) {
            return not_met("not synonymous");
        }
        if self.variant.has(Consequence::SpliceRegion) || self.variant.has(Consequence::EssentialSplice) {
            return not_met("near a splice site");
        }
        not_assessed("synonymous; whether splicing or conservation speak for an effect was not given")
    }
}
