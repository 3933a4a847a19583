//! From a case to the document.

use guideline::truth::Truth;

use super::trials;
use super::variants::{self, CalledVariant, VariantFinding};
use super::{
    Asked, BandedKaryotype, GenomeEvent, GenomeKaryotype, LookedFor, MdsRisk, Meaning, NotPerformed,
    PossibleGermlineSaid, SCHEMA,
};
use crate::case_file::CaseFile;
use crate::classification::{Case, classify};
use crate::clinical::DiseaseGroup;
use crate::course;
use crate::cytogenetics::Abnormality;
use crate::decision_list::{Answer, Evidence};
use crate::eln::{self, ELN_2017, ELN_2022, ELN_2024, ElnRisk};
use crate::findings::Findings;
use crate::genomic::{self, GenomicKaryotype, confirm};
use crate::incidental::{Disclosure, HeldBack};
use crate::karyotype::{self, groups};
use crate::lymphoid::{LymphoidMeaning, lymphoid_meaning};
use crate::predisposition::{self, Candidate};
use crate::refractoriness::REFRACTORINESS;
use crate::response::transcript::TimePoint;
use crate::risk::from_workup::{ipss_m_input, tp53_findings};
use crate::risk::ipss::{self, ipss};
use crate::risk::ipss_m::ipss_m;
use crate::risk::ipss_r::{CytogeneticGroup, ipss_r, ipss_ra};
use crate::risk::tp53::{self, SameCells, allelic_states};
use crate::therapy::{self, Question};
use crate::trial::ctml::Trial;
use crate::variant::Origin;
use crate::workup::{Event, FusionsAssessed, Workup};

/// What the case's findings mean, those of the called variants with them. Called variants can only be judged in a disease:
/// without one they are left out, and the document says so.
#[must_use]
pub fn compose(file: &CaseFile, called: Vec<CalledVariant>, given: &[Trial]) -> Meaning {
    let mut case = file.case.clone();
    let unjudged = called.len();
    let possible_germline = possible_germline(file, &called);
    // What is in the normal too is said by the patient's choice, and not among the tumour's.
    let acquired = called.into_iter().filter(|called| called.variant.origin != Origin::Germline).collect();
    let variants =
        case.clinical.group.zip(file.disease).map(|(group, disease)| variants::judge(acquired, group, disease));
    if let Some(genome) = &file.genomic {
        case.workup.genomic = Some(genome.cytogenetics.clone());
    }
    variants::state(variants.as_deref().unwrap_or_default(), &mut case.workup);
    let case = &case;
    let mut not_performed = not_performed(&case.workup);
    if matches!(case.clinical.group, None | Some(DiseaseGroup::Aml)) && eln::speaks_of(&case.workup) == Truth::Unknown {
        not_performed.push(NotPerformed {
            en: "PML::RARA: not settled; where it is there, the ELN groups do not apply.".into(),
            da: "PML::RARA: ikke afgjort; hvor den findes, gælder ELN-grupperne ikke.".into(),
        });
    }
    if variants.is_none() && unjudged > 0 {
        not_performed.push(NotPerformed {
            en: "Called variants: not judged, since no disease group is stated.".into(),
            da: "Kaldte varianter: ikke vurderet, da ingen sygdomsgruppe er angivet.".into(),
        });
    }
    let counting = variants.iter().flatten().filter(|finding| finding.counts);
    let findings = Findings {
        workup: case.workup.clone(),
        variants: counting.map(|finding| finding.called.variant.clone()).collect(),
        ..Findings::default()
    };
    let (eln, mds, lymphoid) = (eln_asked(file, case), mds_asked(file, case), lymphoid_asked(file, case, &findings));
    let tp53 = allelic_states(&tp53_findings(&case.workup))
        .with(hits_in_the_same_cells(&case.workup, variants.as_deref().unwrap_or_default()));
    let groups = if let Asked::Answered(answers) = &eln { answers.as_slice() } else { &[] };
    let scores = if let Asked::Answered(scores) = &mds { Some(scores) } else { None };
    Meaning {
        schema: SCHEMA,
        sample: file.sample.clone(),
        date: file.date,
        karyotype: file.karyotype.as_deref().map(|text| banded(text, file.sex)),
        looked_for: LookedFor::of(&case.workup),
        genome_karyotype: file.genomic.as_ref().map(|genome| of_genome(genome, file)),
        classes: if is_after_induction(file) { Vec::new() } else { classify(case) },
        trials: trials::matched(given, file, &findings, groups, scores, &tp53.bernard),
        therapy: file
            .disease
            .map(|disease| therapy::ask(Question { findings: &findings, disease, line: file.line, on: file.date })),
        eln,
        mds,
        lymphoid,
        tp53,
        possible_germline,
        refractoriness: REFRACTORINESS.decide(case),
        variants: variants.unwrap_or_default(),
        course: course::stated(file, case.workup.has(Abnormality::T8_21).truth == Truth::Yes),
        not_performed,
    }
}

/// Of the mutations of `TP53` that count, those that were called have reads.
fn hits_in_the_same_cells(workup: &Workup, variants: &[VariantFinding]) -> Option<SameCells> {
    let reads = |name: &str| {
        let called = variants.iter().filter(|finding| finding.counts).map(|finding| &finding.called);
        called.filter(|called| called.variant.name() == name).find_map(|called| called.reads)
    };
    let found = workup.mutations("TP53", Event::SmallVariant).iter();
    let mutations: Vec<_> =
        found.map(|one| tp53::Counted { name: one.name.clone(), reads: reads(&one.name) }).collect();
    let doubted = !workup.doubted("TP53", Event::SmallVariant).is_empty();
    tp53::same_cells(&mutations, workup.tp53_place.as_ref(), doubted)
}

/// The sample was taken after induction. Class and risk are those of the disease before it: the blasts and clones that
/// treatment has left say nothing of them. A later sample may be one of a relapse, and is asked.
fn is_after_induction(file: &CaseFile) -> bool {
    let time = file.response.as_ref().and_then(|response| response.time);
    matches!(time, Some(TimePoint::AfterFirstInduction | TimePoint::AfterSecondInduction))
}

const AFTER_INDUCTION: (&str, &str) = (
    "the sample was taken after induction; the risk is that of the disease at diagnosis",
    "prøven er taget efter induktion; risikoen er den, sygdommen havde ved diagnosen",
);

fn eln_asked(file: &CaseFile, case: &Case) -> Asked<Vec<Answer<ElnRisk>>> {
    if is_after_induction(file) {
        let (en, da) = AFTER_INDUCTION;
        return Asked::NotApplicable { en, da };
    }
    match case.clinical.group {
        None | Some(DiseaseGroup::Aml) if eln::speaks_of(&case.workup) == Truth::No => Asked::NotApplicable {
            en: "acute promyelocytic leukaemia (PML::RARA): the ELN recommendations on acute myeloid leukaemia leave it out",
            da: "akut promyelocytleukæmi (PML::RARA): ELN-anbefalingerne om akut myeloid leukæmi omfatter den ikke",
        },
        None | Some(DiseaseGroup::Aml) => {
            Asked::Answered([&ELN_2017, &ELN_2022, &ELN_2024].map(|list| list.decide(&case.workup)).into())
        }
        Some(_) => Asked::NotApplicable {
            en: "the requester states another group than acute myeloid leukaemia",
            da: "rekvirenten angiver en anden gruppe end akut myeloid leukæmi",
        },
    }
}

fn mds_asked(file: &CaseFile, case: &Case) -> Asked<MdsRisk> {
    if is_after_induction(file) {
        let (en, da) = AFTER_INDUCTION;
        return Asked::NotApplicable { en, da };
    }
    match case.clinical.group {
        None | Some(DiseaseGroup::Mds) => Asked::Answered(mds(file, case)),
        Some(_) => Asked::NotApplicable {
            en: "the requester states another group than a myelodysplastic neoplasm",
            da: "rekvirenten angiver en anden gruppe end en myelodysplastisk neoplasi",
        },
    }
}

fn lymphoid_asked(file: &CaseFile, case: &Case, findings: &Findings) -> Asked<LymphoidMeaning> {
    let stated = case.clinical.group.zip(file.disease);
    let told = stated.and_then(|(group, disease)| lymphoid_meaning(findings, group, disease, &file.serum, file.age));
    told.map_or(
        Asked::NotApplicable {
            en: "the requester states no mature lymphoid neoplasm",
            da: "rekvirenten angiver ingen moden lymfoid neoplasi",
        },
        Asked::Answered,
    )
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

fn of_genome(genome: &GenomicKaryotype, file: &CaseFile) -> GenomeKaryotype {
    let banded = file.karyotype.as_deref().map(|text| karyotype::parse(text, file.sex));
    let (banded, only_genome) = banded.map(|banded| confirm(&banded, genome)).unwrap_or_default();
    let event = |one: &genomic::Abnormality| GenomeEvent {
        iscn: one.iscn.clone(),
        cells: one.cells,
        not_counted: one.not_counted,
    };
    GenomeKaryotype {
        text: genome.text.clone(),
        text_with_fractions: genome.text_with_fractions.clone(),
        events: genome.abnormalities.iter().map(event).collect(),
        unexplained: genome.unexplained.iter().flat_map(|group| group.junctions.clone()).collect(),
        notes: genome.notes.clone(),
        complex_2017: groups::complex_2017(&genome.cytogenetics),
        complex_2022: groups::complex_2022(&genome.cytogenetics),
        monosomal: groups::monosomal(&genome.cytogenetics),
        banded,
        only_genome,
    }
}

/// Flags of the acquired and the inherited alike; what the patient does not want to be told is only counted.
fn possible_germline(file: &CaseFile, called: &[CalledVariant]) -> PossibleGermlineSaid {
    let candidate = |called: &'_ CalledVariant| called.filters.is_empty();
    let candidates: Vec<Candidate<'_>> = called
        .iter()
        .filter(|called| candidate(called))
        .map(|called| Candidate { variant: &called.variant, remission_fraction: None, classified: None })
        .collect();
    let flags = predisposition::flag(&candidates, file.circumstances);
    let said = Disclosure::by_choice(flags, file.incidental, HeldBack::ToClinicalGenetics);
    PossibleGermlineSaid {
        choice: said.choice,
        ask_clinical_genetics: said.task.is_some(),
        shown: said.shown,
        held_back: said.held_back,
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
        ipss_m: ipss_m(&ipss_m_input(workup, file.values)),
        ipss_r: revised,
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
