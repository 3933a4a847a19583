//! Possible inherited predisposition: where clinical genetics is to be asked. One flag, *possible germline*, never a diagnosis.
//!
//! METHOD: a variant is flagged when the table lists its kind for its gene (or a laboratory has classified it as pathogenic
//! or likely pathogenic) *and* it may be in every cell: it is in the matched normal, or its share of reads is 30-60 % or at
//! least 90 % in the tumour, or 30 % or more in remission (`ELN2022`, table 2 and text; shares are remembered). What says
//! nothing of it (no normal, no share of reads, donor cells) is told, and the flag stays *unknown* rather than absent.

mod table;

use genome::quantity::AlleleFraction;
use guideline::truth::Truth;
use serde::Serialize;

use crate::driver::Reason;
use crate::gene::hotspot::Hotspot;
use crate::source::Citation;
use crate::variant::{Origin, Variant};

pub use table::{Group, Inheritance, Predisposition, Treatable, predispositions};

/// What the matched normal was made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NormalTissue {
    /// Cultured fibroblasts of the skin: the right normal for blood disease.
    SkinFibroblasts,
    /// Skin without culture: some blood in it.
    Skin,
    /// Blood or saliva: may carry the disease itself.
    BloodOrSaliva,
}

/// A laboratory's classification for inheritance (ACMG, five classes).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum GermlineClass {
    /// Class 5.
    Pathogenic,
    /// Class 4.
    LikelyPathogenic,
    /// Class 3.
    Uncertain,
    /// Class 2.
    LikelyBenign,
    /// Class 1.
    Benign,
}

/// A variant with what bears on its inheritance.
#[derive(Debug, Clone)]
pub struct Candidate<'v> {
    /// The variant.
    pub variant: &'v Variant,
    /// Its share of reads in a sample of complete remission, if there is one.
    pub remission_fraction: Option<AlleleFraction>,
    /// A laboratory's classification.
    pub classified: Option<GermlineClass>,
}

/// What bears on all variants of one patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Circumstances {
    /// What the matched normal was made of; `None` without one.
    pub normal: Option<NormalTissue>,
    /// Whether the tumour sample may hold cells of a donor (after allogeneic transplantation).
    pub donor_cells: Truth,
}

/// One flag.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PossibleGermline {
    /// The variant as it is written.
    pub variant: String,
    /// The row of the table.
    pub row: &'static Predisposition,
    /// Yes if shares of reads and tissue speak for it, unknown if they cannot be judged.
    pub may_be_inherited: Truth,
    /// Why it is flagged, and what limits the judgement.
    pub reasons: Vec<Reason>,
}

/// Half of the reads, give or take: 30 to 60 %.
const HALF: (f64, f64) = (0.30, 0.60);
/// Nearly all of the reads, the other allele being lost in the tumour.
const NEARLY_ALL: f64 = 0.90;
/// Where this stands.
const SHARES: Citation = Citation::remembered("NORDIC2019", "when to suspect");

fn reason(en: impl Into<String>, da: impl Into<String>, citation: Option<Citation>) -> Reason {
    Reason { en: en.into(), da: da.into(), citation }
}

fn percent(fraction: AlleleFraction) -> String {
    format!("{:.0} %", fraction.get() * 100.0)
}

/// Flags the variants of one patient, in the order given.
#[must_use]
pub fn flag(candidates: &[Candidate<'_>], circumstances: Circumstances) -> Vec<PossibleGermline> {
    let listed: Vec<_> =
        candidates.iter().filter_map(|candidate| listed(candidate).map(|row| (candidate, row))).collect();
    let mut flags = Vec::new();
    for (candidate, (row, meant, kind)) in &listed {
        let (in_every_cell, mut reasons) = in_every_cell(candidate, circumstances);
        let may_be_inherited = in_every_cell.and(*meant);
        if may_be_inherited == Truth::No {
            continue;
        }
        if row.inheritance == Inheritance::Recessive {
            let gene = &candidate.variant.gene;
            let of_gene = listed.iter().filter(|(other, _)| other.variant.gene == *gene).count();
            let both = of_gene >= 2 || candidate.variant.fraction.is_some_and(|fraction| fraction.get() >= NEARLY_ALL);
            if !both {
                continue;
            }
            reasons.push(reason("both alleles may be hit (recessive)", "begge alleler kan være ramt (recessiv)", None));
        }
        reasons.insert(0, kind.clone());
        reasons.extend(pair(candidate.variant, candidates));
        reasons.extend(also_acquired(candidate.variant));
        let variant = candidate.variant.name();
        flags.push(PossibleGermline { variant, row, may_be_inherited, reasons });
    }
    flags
}

/// The row that lists the variant, and why; with unknown where the change is not written as far as it would decide.
fn listed(candidate: &Candidate<'_>) -> Option<(&'static Predisposition, Truth, Reason)> {
    let variant = candidate.variant;
    let row = predispositions().iter().find(|row| row.gene == variant.gene)?;
    match candidate.classified {
        Some(GermlineClass::Benign | GermlineClass::LikelyBenign) => return None,
        Some(GermlineClass::Pathogenic | GermlineClass::LikelyPathogenic) => {
            let (en, da) = ("classified as (likely) pathogenic", "klassificeret som (sandsynligt) patogen");
            return Some((row, Truth::Yes, reason(en, da, None)));
        }
        Some(GermlineClass::Uncertain) | None => {}
    }
    let kind = |wanted| row.variants.iter().find(|kind| kind.fits(variant) == wanted).map(|kind| (kind, wanted));
    let (kind, truth) = kind(Truth::Yes).or_else(|| kind(Truth::Unknown))?;
    let doubt = if truth == Truth::Unknown {
        ("; the change is not fully written", "; ændringen er ikke fuldt angivet")
    } else {
        ("", "")
    };
    let text = format!("{}, {}", row.gene, row.disorder);
    let (en, da) = (format!("{text}: {kind}{}", doubt.0), format!("{text}: {}{}", kind.da(), doubt.1));
    Some((row, truth, reason(en, da, Some(row.citation))))
}

/// That the same change is also seen as acquired.
fn also_acquired(variant: &Variant) -> Option<Reason> {
    let found = Hotspot::of(&variant.gene, &variant.protein).filter(|found| found.same_change > 0)?;
    let count = found.same_change;
    Some(reason(
        format!("the same change is frequent as acquired ({count} counted)"),
        format!("den samme ændring er hyppig som erhvervet ({count} optalt)"),
        Some(found.hotspot.citation),
    ))
}

/// Whether the variant may be in every cell, and what is said of it.
fn in_every_cell(candidate: &Candidate<'_>, circumstances: Circumstances) -> (Truth, Vec<Reason>) {
    let variant = candidate.variant;
    let in_blood = circumstances.normal == Some(NormalTissue::BloodOrSaliva);
    if variant.origin == Origin::Germline || variant.normal_fraction.is_some_and(|seen| seen.get() >= HALF.0) {
        let mut reasons = vec![reason("in the matched normal", "i normalprøven", None)];
        if in_blood {
            reasons.push(reason(
                "the normal is blood or saliva and may carry the disease: skin fibroblasts decide",
                "normalprøven er blod eller spyt og kan bære sygdommen: fibroblaster fra hud afgør det",
                Some(SHARES),
            ));
        }
        return (Truth::Yes, reasons);
    }
    if variant.origin == Origin::Somatic {
        return (Truth::No, Vec::new());
    }
    if circumstances.donor_cells == Truth::Yes {
        return (
            Truth::Unknown,
            vec![reason(
                "the sample may hold cells of a donor: shares of reads say nothing of inheritance",
                "prøven kan indeholde donorceller: andele af reads siger intet om arvelighed",
                None,
            )],
        );
    }
    if let Some(seen) = candidate.remission_fraction.filter(|seen| seen.get() >= HALF.0) {
        let share = percent(seen);
        return (
            Truth::Yes,
            vec![reason(
                format!("{share} of reads in remission"),
                format!("{share} af reads i remission"),
                Some(SHARES),
            )],
        );
    }
    let Some(seen) = variant.fraction else {
        return (Truth::Unknown, vec![reason("share of reads not known", "andel af reads ukendt", None)]);
    };
    let share = percent(seen);
    let seen = seen.get();
    if (HALF.0..=HALF.1).contains(&seen) || seen >= NEARLY_ALL {
        let (en, da) = (
            format!("{share} of reads in the tumour, no matched normal that tells"),
            format!("{share} af reads i tumoren, ingen afgørende normalprøve"),
        );
        (Truth::Yes, vec![reason(en, da, Some(SHARES))])
    } else {
        (Truth::No, Vec::new())
    }
}

/// Pairs in which a second, acquired variant points to an inherited first.
fn pair(variant: &Variant, candidates: &[Candidate<'_>]) -> Option<Reason> {
    let other = |change: &dyn Fn(&Variant) -> bool| {
        candidates
            .iter()
            .map(|other| other.variant)
            .find(|other| other.gene == variant.gene && other.protein != variant.protein && change(other))
    };
    let (en, da) = match variant.gene.symbol() {
        "DDX41" => {
            other(&|other| other.protein.to_string() == "p.R525H")?;
            (
                "with DDX41 p.R525H, the usual acquired second hit",
                "sammen med DDX41 p.R525H, det sædvanlige erhvervede andet hit",
            )
        }
        "CEBPA" => {
            other(&|other| other.protein.span().is_some_and(|(first, _)| first >= 282) && !other.is_null())?;
            (
                "with a C-terminal CEBPA variant, the usual acquired second hit",
                "sammen med en C-terminal CEBPA-variant, det sædvanlige erhvervede andet hit",
            )
        }
        _ => return None,
    };
    Some(reason(en, da, Some(Citation::remembered("NORDIC2019", "DDX41; CEBPA"))))
}

/// `DDX41` p.R525H without another `DDX41` variant: an inherited one may have been missed.
#[must_use]
pub fn second_hit_alone(candidates: &[Candidate<'_>]) -> Option<Reason> {
    let ddx41: Vec<_> = candidates.iter().filter(|candidate| candidate.variant.gene.symbol() == "DDX41").collect();
    let alone = ddx41.len() == 1 && ddx41.iter().any(|candidate| candidate.variant.protein.to_string() == "p.R525H");
    alone.then(|| {
        reason(
            "DDX41 p.R525H alone: an inherited DDX41 variant usually stands before it, and may have been missed",
            "DDX41 p.R525H alene: en arvelig DDX41-variant går sædvanligvis forud og kan være overset",
            Some(Citation::remembered("NORDIC2019", "DDX41")),
        )
    })
}

#[cfg(test)]
mod tests;
