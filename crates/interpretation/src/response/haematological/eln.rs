//! Response in acute myeloid leukaemia by the European `LeukemiaNet`.

use super::{
    Assessment, Response, blast_free, blasts_halved, compared, marrow_below, neutrophils, not_stated, platelets, stated,
};
use crate::decision_list::{Ambiguity, DecisionList, Evidence, Rule};
use crate::laboratory::BlastPercentage;
use crate::language::Words;
use crate::source::Citation;
use guideline::truth::Truth;

const ELN: Citation = Citation::read("ELN2022", "response criteria");

/// Response in acute myeloid leukaemia; [`WITHOUT_RESIDUAL_DISEASE`] says whether it carries `MRD-`.
pub static ELN_2022_RESPONSE: DecisionList<Assessment, Response> = DecisionList {
    edition: "ELN 2022 response",
    ambiguities: &[Ambiguity {
        id: "neither lineage recovered",
        en: "CRi asks for residual neutropenia or thrombocytopenia. Is it also CRi when both are below?",
        da: "CRi kræver resterende neutropeni eller trombocytopeni. Er det også CRi, når begge ligger under?",
        readings: &["MLFS", "CRi"],
        citation: ELN,
    }],
    sections: &[&[
        Rule {
            id: "ELNR-1",
            class: Response::Complete,
            en: "Marrow blasts below 5 %, none in the blood, no extramedullary disease, neutrophils 1.0 and platelets 100 or more.",
            da: "Marvblaster under 5 %, ingen i blodet, ingen ekstramedullær sygdom, neutrofile 1,0 og trombocytter 100 eller mere.",
            citation: ELN,
            reading: None,
            holds: |a| Evidence::all([blast_free(a), neutrophils(a, 1.0), platelets(a, 100.0)]),
        },
        Rule {
            id: "ELNR-2",
            class: Response::PartialRecovery,
            en: "As CR, but with neutrophils 0.5 and platelets 50 or more.",
            da: "Som CR, men med neutrofile 0,5 og trombocytter 50 eller mere.",
            citation: ELN,
            reading: None,
            holds: |a| Evidence::all([blast_free(a), neutrophils(a, 0.5), platelets(a, 50.0)]),
        },
        Rule {
            id: "ELNR-3",
            class: Response::IncompleteRecovery,
            en: "As CR, but with neutrophils below 1.0 or platelets below 100, the other being recovered.",
            da: "Som CR, men med neutrofile under 1,0 eller trombocytter under 100, mens den anden er genvundet.",
            citation: ELN,
            reading: Some(("neither lineage recovered", "MLFS")),
            holds: |a| Evidence::all([blast_free(a), Evidence::any([neutrophils(a, 1.0), platelets(a, 100.0)])]),
        },
        Rule {
            id: "ELNR-3b",
            class: Response::IncompleteRecovery,
            en: "As CR, but with neutrophils below 1.0 or platelets below 100.",
            da: "Som CR, men med neutrofile under 1,0 eller trombocytter under 100.",
            citation: ELN,
            reading: Some(("neither lineage recovered", "CRi")),
            holds: |a| Evidence::all([blast_free(a), Evidence::any([neutrophils(a, 0.0), platelets(a, 0.0)])]),
        },
        Rule {
            id: "ELNR-4",
            class: Response::LeukaemiaFree,
            en: "Marrow blasts below 5 %, none in the blood, no extramedullary disease, no recovery; the marrow has 200 cells or a \
                 cellularity of 10 % or more.",
            da: "Marvblaster under 5 %, ingen i blodet, ingen ekstramedullær sygdom, ingen genvinding; marven har 200 celler eller \
                 en cellularitet på 10 % eller mere.",
            citation: ELN,
            reading: None,
            holds: |a| {
                Evidence::all([
                    blast_free(a),
                    stated(Words::new("a marrow that can be judged", "en marv, der kan bedømmes"), a.adequate_marrow),
                ])
            },
        },
        Rule {
            id: "ELNR-5",
            class: Response::Partial,
            en: "Counts as in CR, marrow blasts 5 to 25 % and fallen by half or more.",
            da: "Blodtal som ved CR, marvblaster 5 til 25 % og faldet med halvdelen eller mere.",
            citation: ELN,
            reading: None,
            holds: |a| {
                let at_most_25 = compared(
                    "marrow blasts 25 % or less".into(),
                    a.now.blasts.map(BlastPercentage::get),
                    "%",
                    |seen| seen <= 25.0,
                );
                Evidence::all([
                    !marrow_below(a, 5.0),
                    at_most_25,
                    blasts_halved(a),
                    neutrophils(a, 1.0),
                    platelets(a, 100.0),
                ])
            },
        },
        Rule {
            id: "ELNR-6",
            class: Response::None,
            en: "None of these. After two intensive courses without CR, CRh or CRi the disease is refractory.",
            da: "Ingen af disse. Efter to intensive kure uden CR, CRh eller CRi er sygdommen refraktær.",
            citation: ELN,
            reading: None,
            holds: |_| Evidence::all([]),
        },
    ]],
};

/// CR, `CRh` or `CRi`, in the default reading of ELN's list.
fn remission(a: &Assessment) -> Evidence {
    let partial = Evidence::all([neutrophils(a, 0.5), platelets(a, 50.0)]);
    Evidence::all([blast_free(a), Evidence::any([neutrophils(a, 1.0), platelets(a, 100.0), partial])])
}

/// Whether a response of ELN is one without measurable residual disease: CR, `CRh` or `CRi` with `MRD-`.
pub static WITHOUT_RESIDUAL_DISEASE: DecisionList<Assessment, bool> = DecisionList {
    edition: "CR, CRh or CRi without MRD (ELN 2022)",
    ambiguities: &[],
    sections: &[&[
        Rule::new(
            "ELNM-1",
            true,
            "CR, CRh or CRi, and a test for measurable residual disease that is negative.",
            "CR, CRh eller CRi, og en negativ test for målbar restsygdom.",
            ELN,
            |a| {
                let name = Words::new("no measurable residual disease", "ingen målbar restsygdom");
                Evidence::all([remission(a), stated(name, !a.residual_disease)])
            },
        ),
        Rule::new("ELNM-2", false, "Otherwise not.", "Ellers ikke.", ELN, |_| Evidence::all([])),
    ]],
};

/// Whether the leukaemia is refractory by ELN.
pub static REFRACTORY: DecisionList<Assessment, bool> = DecisionList {
    edition: "refractory disease (ELN 2022)",
    ambiguities: &[],
    sections: &[&[
        Rule::new(
            "ELNX-1",
            false,
            "CR, CRh or CRi is no refractory disease.",
            "CR, CRh eller CRi er ikke refraktær sygdom.",
            ELN,
            remission,
        ),
        Rule::new(
            "ELNX-2",
            true,
            "No CR, CRh or CRi after two intensive courses.",
            "Ingen CR, CRh eller CRi efter to intensive kure.",
            ELN,
            |a| {
                let name = Words::new("two intensive courses or more", "to intensive kure eller flere");
                match a.courses {
                    Some(courses) => Evidence::fact(name, (courses >= 2).into(), courses.to_string()),
                    None => Evidence::fact(name, Truth::Unknown, not_stated()),
                }
            },
        ),
        Rule::new(
            "ELNX-3",
            false,
            "After fewer courses no disease is called refractory.",
            "Efter færre kure kaldes ingen sygdom refraktær.",
            ELN,
            |_| Evidence::all([]),
        ),
    ]],
};
