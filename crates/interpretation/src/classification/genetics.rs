//! Conditions that several editions share, each edition with its own lists of genes and chromosomes.

use genome::quantity::AlleleFraction;
use guideline::truth::Truth;

use super::Case;
use crate::clinical::DiseaseGroup;
use crate::cytogenetics::Abnormality::{
    self, Abnormal17p, Del5q, Del7q, Del11q, Del13q, Del20q, IdicXq13, Iso17q, Loss12p, Loss17p,
    MdsRelatedTranslocation, Monosomy5, Monosomy7, Monosomy13, Monosomy17, T3_5, Trisomy8, Unbalanced5q, Unbalanced7q,
};
use crate::decision_list::{DecisionList, Evidence, Step};
use crate::language::Words;
use crate::risk::from_workup::tp53_findings;
use crate::risk::tp53::{self, AllelicState, Findings};

pub(super) fn has(case: &Case, abnormality: Abnormality) -> Evidence {
    case.workup.has(abnormality)
}

pub(super) fn any_of(case: &Case, abnormalities: &[Abnormality]) -> Evidence {
    Evidence::any(abnormalities.iter().map(|abnormality| case.workup.has(*abnormality)))
}

pub(super) fn mutated(case: &Case, gene: &str) -> Evidence {
    case.workup.mutated(gene)
}

pub(super) fn any_mutated(case: &Case, genes: &[&str]) -> Evidence {
    Evidence::any(genes.iter().map(|gene| case.workup.mutated(gene)))
}

/// Blasts in marrow or blood at or above a bound.
pub(super) fn blasts(case: &Case, bound: f64) -> Evidence {
    case.clinical.blasts_at_least(bound)
}

/// Fewer than 5 % of blasts in the marrow and fewer than 2 % in the blood.
pub(super) fn low_blasts(case: &Case) -> Evidence {
    Evidence::all([!case.clinical.marrow_blasts_at_least(5.0), !case.clinical.blood_blasts_at_least(2.0)])
}

/// The requester states acute myeloid leukaemia or a myelodysplastic neoplasm: blasts then decide which of the two it is.
pub(super) fn stated_mds(case: &Case) -> Evidence {
    let name = Words::new(
        "acute myeloid leukaemia or myelodysplastic neoplasm stated",
        "akut myeloid leukæmi eller myelodysplastisk neoplasi angivet",
    );
    match case.clinical.group {
        Some(group) => {
            let stated = matches!(group, DiseaseGroup::Aml | DiseaseGroup::Mds);
            Evidence::fact(name, stated.into(), Words::new("stated by the requester", "angivet af rekvirenten"))
        }
        None => Evidence::fact(name, Truth::Unknown, Words::new("not stated", "ikke oplyst")),
    }
}

fn three() -> Words {
    Words::new("three or more unrelated abnormalities", "tre eller flere urelaterede abnormiteter")
}

pub(super) fn complex(case: &Case) -> Evidence {
    case.workup.counts(three(), |seen| seen.abnormalities, 3)
}

/// del(5q) alone or with one other abnormality that is not -7 or del(7q).
pub(super) fn isolated_del_5q(case: &Case) -> Evidence {
    Evidence::all([has(case, Del5q), !complex(case), !any_of(case, &[Monosomy7, Del7q])])
}

/// The eight genes of WHO 5th edition.
pub(super) const WHO5_MR_GENES: &[&str] = &["ASXL1", "BCOR", "EZH2", "SF3B1", "SRSF2", "STAG2", "U2AF1", "ZRSR2"];

/// The nine genes of ICC: the eight, and `RUNX1`.
pub(super) const ICC_MR_GENES: &[&str] =
    &["ASXL1", "BCOR", "EZH2", "RUNX1", "SF3B1", "SRSF2", "STAG2", "U2AF1", "ZRSR2"];

/// Loss of 5q or 7q by whatever means, i(17q), idic(X)(q13), loss of 17p or 12p: common to both editions of 2022.
const MR_COMMON: &[Abnormality] =
    &[Del5q, Unbalanced5q, Monosomy5, Monosomy7, Del7q, Unbalanced7q, Loss12p, Loss17p, Monosomy17, Iso17q, IdicXq13];

pub(super) fn who5_mr_cytogenetics(case: &Case) -> Evidence {
    Evidence::any([complex(case), any_of(case, MR_COMMON), any_of(case, &[Del11q, Monosomy13, Del13q])])
}

pub(super) fn icc_mr_cytogenetics(case: &Case) -> Evidence {
    Evidence::any([complex(case), any_of(case, MR_COMMON), any_of(case, &[Trisomy8, Del20q])])
}

pub(super) fn who2017_mr_cytogenetics(case: &Case) -> Evidence {
    Evidence::any([
        complex(case),
        any_of(case, MR_COMMON),
        any_of(case, &[Del11q, Monosomy13, Del13q, Abnormal17p, T3_5, MdsRelatedTranslocation]),
    ])
}

/// Biallelic `TP53` of WHO 5th edition, table 3, presumed or known.
pub(super) fn tp53_biallelic(case: &Case) -> Evidence {
    let name = Words::new("TP53 biallelic, known or presumed", "TP53 biallelisk, kendt eller formodet");
    hit_twice(case, name, &tp53::WHO5)
}

/// Multi-hit `TP53` of ICC, in a clone of 10 % or more.
pub(super) fn tp53_multi_hit(case: &Case) -> Evidence {
    let name = Words::new("TP53 multi-hit", "TP53 ramt flere gange");
    Evidence::all([case.workup.mutated_at("TP53", AlleleFraction::TENTH), hit_twice(case, name, &tp53::ICC)])
}

/// What a definition of the allelic state says of both alleles; the rules that led there are what was seen.
fn hit_twice(case: &Case, name: Words, definition: &DecisionList<Findings, AllelicState>) -> Evidence {
    let answer = definition.decide(&tp53_findings(&case.workup));
    let hit = |state: &AllelicState| matches!(state, AllelicState::MultiHit | AllelicState::PresumedBiallelic);
    let truth = match (answer.possible.iter().any(hit), answer.possible.iter().all(hit)) {
        (false, _) => Truth::No,
        (true, true) => Truth::Yes,
        (true, false) => Truth::Unknown,
    };
    let rules = |words: fn(&Step<AllelicState>) -> &'static str| {
        answer
            .path
            .iter()
            .filter(|step| step.truth == truth || truth == Truth::No)
            .map(words)
            .collect::<Vec<_>>()
            .join("; ")
    };
    Evidence::fact(name, truth, Words::new(rules(|step| step.en), rules(|step| step.da)))
}
