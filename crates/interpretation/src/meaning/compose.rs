//! From a case to the document.

use guideline::truth::Truth;

use super::variants::{self, CalledVariant};
use super::{Asked, BandedKaryotype, MdsRisk, Meaning, NotPerformed, SCHEMA};
use crate::case_file::CaseFile;
use crate::classification::{Case, classify};
use crate::clinical::DiseaseGroup;
use crate::cytogenetics::Abnormality::{Del5q, Del7q, Loss17p, Monosomy7, Monosomy17, Unbalanced5q, Unbalanced7q};
use crate::decision_list::Evidence;
use crate::eln::{ELN_2017, ELN_2022, ELN_2024};
use crate::karyotype::{self, groups};
use crate::refractoriness::REFRACTORINESS;
use crate::risk::ipss::{self, ipss};
use crate::risk::ipss_m::{Gene, GeneStatus, Input, MutationCount, Tp53, ipss_m};
use crate::risk::ipss_r::{CytogeneticGroup, ipss_r, ipss_ra};
use crate::workup::{Event, FusionsAssessed, Workup};

/// What the case's findings mean, those of the called variants with them. Called variants can only be judged in a disease:
/// without one they are left out, and the document says so.
#[must_use]
pub fn compose(file: &CaseFile, called: Vec<CalledVariant>) -> Meaning {
    let mut case = file.case.clone();
    let unjudged = called.len();
    let variants =
        case.clinical.group.zip(file.disease).map(|(group, disease)| variants::judge(called, group, disease));
    variants::state(variants.as_deref().unwrap_or_default(), &mut case.workup);
    let case = &case;
    let mut not_performed = not_performed(&case.workup);
    if variants.is_none() && unjudged > 0 {
        not_performed.push(NotPerformed {
            en: "Called variants: not judged, since no disease group is stated.".into(),
            da: "Kaldte varianter: ikke vurderet, da ingen sygdomsgruppe er angivet.".into(),
        });
    }
    Meaning {
        schema: SCHEMA,
        sample: file.sample.clone(),
        date: file.date.clone(),
        karyotype: file.karyotype.as_deref().map(|text| banded(text, file.sex)),
        variants: variants.unwrap_or_default(),
        classes: classify(case),
        eln: match case.clinical.group {
            None | Some(DiseaseGroup::Aml) => {
                Asked::Answered([&ELN_2017, &ELN_2022, &ELN_2024].map(|list| list.decide(&case.workup)).into())
            }
            Some(_) => Asked::NotApplicable {
                en: "the requester states another group than acute myeloid leukaemia",
                da: "rekvirenten angiver en anden gruppe end akut myeloid leukæmi",
            },
        },
        mds: match case.clinical.group {
            None | Some(DiseaseGroup::Mds) => Asked::Answered(mds(file, case)),
            Some(_) => Asked::NotApplicable {
                en: "the requester states another group than a myelodysplastic neoplasm",
                da: "rekvirenten angiver en anden gruppe end en myelodysplastisk neoplasi",
            },
        },
        refractoriness: REFRACTORINESS.decide(case),
        not_performed,
    }
}

fn banded(text: &str, sex: Option<karyotype::Sex>) -> BandedKaryotype {
    let karyotype = karyotype::parse(text, sex);
    let seen = karyotype.cytogenetics();
    BandedKaryotype {
        text: text.to_owned(),
        not_understood: karyotype.not_understood().map(|span| span.of(text).to_owned()).collect(),
        complex_2017: groups::complex_2017(&seen),
        complex_2022: groups::complex_2022(&seen),
        monosomal: groups::monosomal(&seen),
        ipss_group: groups::ipss_group(&seen),
        ipss_r_group: groups::ipssr_group(&seen),
    }
}

fn mds(file: &CaseFile, case: &Case) -> MdsRisk {
    let workup = &case.workup;
    let (ipss_groups, ipss_r_groups) = match &workup.banded {
        Some(seen) => (groups::ipss_group(seen).possible, groups::ipssr_group(seen).possible),
        None => (ipss::KaryotypeGroup::ALL.to_vec(), CytogeneticGroup::ALL.to_vec()),
    };
    let revised = ipss_r(&file.values, &ipss_r_groups);
    MdsRisk {
        ipss: ipss(&file.values, &ipss_groups),
        ipss_ra: ipss_ra(&revised, file.age),
        ipss_m: ipss_m(&ipss_m_input(file, workup, ipss_r_groups)),
        ipss_r: revised,
    }
}

/// The input of IPSS-M: what the rules ask of the work-up, in the words of the reference program.
fn ipss_m_input(file: &CaseFile, workup: &Workup, cytogenetics: Vec<CytogeneticGroup>) -> Input {
    let any =
        |abnormalities: &[_]| Evidence::any(abnormalities.iter().map(|abnormality| workup.has(*abnormality))).truth;
    let mut genes = GeneStatus::unknown();
    for gene in Gene::ALL {
        genes.set(
            *gene,
            match gene {
                Gene::Kmt2aPtd => workup.duplicated("KMT2A", Event::PartialTandemDuplication).truth,
                Gene::Flt3 => {
                    workup.mutated("FLT3").truth.or(workup.duplicated("FLT3", Event::InternalTandemDuplication).truth)
                }
                other => workup.mutated(other.name()).truth,
            },
        );
    }
    Input {
        values: file.values,
        cytogenetics,
        del5q: any(&[Del5q, Unbalanced5q]),
        del7_7q: any(&[Monosomy7, Del7q, Unbalanced7q]),
        del17_17p: any(&[Loss17p, Monosomy17]),
        complex: workup.banded.as_ref().map_or(Truth::Unknown, groups::three_or_more),
        tp53: tp53(workup),
        genes,
    }
}

fn tp53(workup: &Workup) -> Tp53 {
    let mutations = workup.mutations("TP53", Event::SmallVariant);
    let mutated = workup.mutated("TP53").truth;
    Tp53 {
        mutations: match (mutated, mutations.len()) {
            (Truth::Unknown, _) => None,
            (Truth::No, _) => Some(MutationCount::None),
            (Truth::Yes, 0 | 1) => Some(MutationCount::One),
            (Truth::Yes, _) => Some(MutationCount::TwoOrMore),
        },
        greatest_fraction: mutations.iter().filter_map(|mutation| mutation.fraction).max(),
        loss_of_heterozygosity: match mutated {
            Truth::No => Truth::Unknown,
            _ => {
                mutations.iter().map(|mutation| mutation.other_allele_lost).reduce(Truth::or).unwrap_or(Truth::Unknown)
            }
        },
    }
}

/// What nobody looked for.
fn not_performed(workup: &Workup) -> Vec<NotPerformed> {
    let mut parts = Vec::new();
    let mut add = |missing: bool, en: &str, da: &str| {
        if missing {
            parts.push(NotPerformed { en: en.to_owned(), da: da.to_owned() });
        }
    };
    let unknown = |evidence: Evidence| evidence.truth == Truth::Unknown;
    add(workup.banded.is_none(), "Karyotype by banding: not stated.", "Karyotype ved båndfarvning: ikke oplyst.");
    add(
        workup.other_genes_at.is_none(),
        "Small variants: only the genes that are named were looked at, if any.",
        "Små varianter: kun de nævnte gener er undersøgt, hvis nogen.",
    );
    add(
        unknown(workup.duplicated("FLT3", Event::InternalTandemDuplication)),
        "FLT3 internal tandem duplication: not assessed.",
        "FLT3 intern tandem-duplikation: ikke undersøgt.",
    );
    add(
        unknown(workup.duplicated("KMT2A", Event::PartialTandemDuplication)),
        "KMT2A partial tandem duplication: not assessed.",
        "KMT2A partiel tandem-duplikation: ikke undersøgt.",
    );
    add(
        workup.fusions_assessed != FusionsAssessed::All,
        "Fusions: not looked for in all genes.",
        "Fusioner: ikke undersøgt i alle gener.",
    );
    add(
        workup.genomic.is_none(),
        "Copy number, loss of heterozygosity and karyotype from the genome: not performed.",
        "Kopital, tab af heterozygoti og karyotype ud fra genomet: ikke udført.",
    );
    parts
}
