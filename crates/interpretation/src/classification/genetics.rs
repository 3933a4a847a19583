//! Conditions that several editions share, each edition with its own lists of genes and chromosomes.

use genome::quantity::AlleleFraction;
use guideline::truth::Truth;

use super::Case;
use crate::clinical::DiseaseGroup;
use crate::cytogenetics::Abnormality::{
    self, Abnormal17p, Del5q, Del7q, Del11q, Del13q, Del20q, IdicXq13, Iso17q, Loss12p, Loss17p,
    MdsRelatedTranslocation, Monosomy5, Monosomy7, Monosomy13, Monosomy17, T3_5, Trisomy8, Unbalanced5q, Unbalanced7q,
};
use crate::decision_list::Evidence;
use crate::language::Words;
use crate::workup::{Event, Mutation};

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
const MR_COMMON: &[Abnormality] = &[
    Del5q,
    Unbalanced5q,
    Monosomy5,
    Monosomy7,
    Del7q,
    Unbalanced7q,
    Loss12p,
    Loss17p,
    Abnormal17p,
    Monosomy17,
    Iso17q,
    IdicXq13,
];

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
        any_of(case, &[Del11q, Monosomy13, Del13q, T3_5, MdsRelatedTranslocation]),
    ])
}

fn tp53(case: &Case) -> &[Mutation] {
    case.workup.mutations("TP53", Event::SmallVariant)
}

/// The other `TP53` allele is lost: said of a mutation, or 17p lost in the karyotype.
fn other_allele_lost(case: &Case) -> Evidence {
    let said = tp53(case).iter().map(|mutation| mutation.other_allele_lost).fold(Truth::No, Truth::or);
    Evidence::any([
        Evidence::fact(
            Words::new("the other TP53 allele lost", "den anden TP53-allel tabt"),
            said,
            Words::new("copy number at TP53", "kopital ved TP53"),
        ),
        any_of(case, &[Loss17p, Monosomy17, Iso17q]),
    ])
}

fn count_at(case: &Case, fraction: AlleleFraction) -> Truth {
    let (mut sure, mut perhaps) = (0, 0);
    for mutation in tp53(case) {
        match mutation.fraction {
            Some(seen) if seen >= fraction => sure += 1,
            Some(_) => {}
            None => perhaps += 1,
        }
    }
    match (sure, sure + perhaps) {
        (2.., _) => Truth::Yes,
        (_, ..=1) => Truth::No,
        _ => Truth::Unknown,
    }
}

fn fraction_above(case: &Case, percent: f64) -> Truth {
    let above = |mutation: &Mutation| match mutation.fraction {
        Some(seen) => (seen.get() * 100.0 > percent).into(),
        None => Truth::Unknown,
    };
    tp53(case).iter().map(above).fold(Truth::No, Truth::or)
}

/// METHOD: biallelic `TP53` of WHO 5th edition, table 3: two mutations or more, or one with loss of the other allele; a
/// fraction above 49 % is presumed to be so.
pub(super) fn tp53_biallelic(case: &Case) -> Evidence {
    Evidence::all([
        mutated(case, "TP53"),
        Evidence::any([
            Evidence::fact(
                Words::new("two or more TP53 mutations", "to eller flere TP53-mutationer"),
                (tp53(case).len() >= 2).into(),
                tp53(case).len().to_string(),
            ),
            other_allele_lost(case),
            Evidence::fact(
                Words::new("TP53 fraction above 49 % (presumptive)", "TP53-andel over 49 % (formodet)"),
                fraction_above(case, 49.0),
                Words::new("share of reads", "andel af reads"),
            ),
        ]),
    ])
}

/// METHOD: multi-hit `TP53` of ICC: two mutations of 10 % or more; or one with loss of the other allele, with a fraction
/// above 50 %, or with a complex karyotype.
pub(super) fn tp53_multi_hit(case: &Case) -> Evidence {
    Evidence::all([
        case.workup.mutated_at("TP53", AlleleFraction::TENTH),
        Evidence::any([
            Evidence::fact(
                Words::new(
                    "two or more TP53 mutations of 10 % or more",
                    "to eller flere TP53-mutationer på 10 % eller mere",
                ),
                count_at(case, AlleleFraction::TENTH),
                tp53(case).len().to_string(),
            ),
            other_allele_lost(case),
            Evidence::fact(
                Words::new("TP53 fraction above 50 %", "TP53-andel over 50 %"),
                fraction_above(case, 50.0),
                Words::new("share of reads", "andel af reads"),
            ),
            complex(case),
        ]),
    ])
}
