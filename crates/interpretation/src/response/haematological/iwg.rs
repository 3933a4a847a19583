//! Response in myelodysplastic neoplasms by the International Working Group.

use super::{
    Assessment, Response, blasts_halved, compared, haemoglobin, marrow_below, neutrophils, no_blood_blasts, platelets,
    stated,
};
use crate::decision_list::{Ambiguity, DecisionList, Evidence, Rule};
use crate::laboratory::BlastPercentage;
use crate::language::Words;
use crate::source::Citation;

const IWG23: Citation = Citation::read("IWG2023", "table on response criteria");

/// The three lineages as in CR: by themselves, without a transfusion or a growth factor.
fn lineages(a: &Assessment, haemoglobin_from: f64) -> [Evidence; 3] {
    [
        Evidence::all([haemoglobin(a, haemoglobin_from), no_red_cells(a)]),
        own_platelets(a, 100.0),
        own_neutrophils(a, 1.0),
    ]
}

fn no_red_cells(a: &Assessment) -> Evidence {
    let name =
        Words::new("no red cells transfused, no erythropoietin", "ingen erytrocyttransfusion, intet erytropoietin");
    stated(name, !a.support.red_cells)
}

fn own_platelets(a: &Assessment, bound: f64) -> Evidence {
    let name = Words::new("no platelets transfused", "ingen trombocyttransfusion");
    Evidence::all([platelets(a, bound), stated(name, !a.support.platelets)])
}

fn own_neutrophils(a: &Assessment, bound: f64) -> Evidence {
    let name = Words::new("no growth factor for neutrophils", "ingen vækstfaktor for neutrofile");
    Evidence::all([neutrophils(a, bound), stated(name, !a.support.neutrophils)])
}

fn marrow_and_blood_free(a: &Assessment) -> Evidence {
    Evidence::all([marrow_below(a, 5.0), no_blood_blasts(a)])
}

/// Response in higher-risk myelodysplastic neoplasms, 2023. A lineage that is held up by transfusion or growth factor has not
/// recovered.
pub static IWG_2023: DecisionList<Assessment, Response> = DecisionList {
    edition: "IWG 2023 (higher-risk MDS)",
    ambiguities: &[Ambiguity {
        id: "CRh and one lineage",
        en: "A marrow in response with one lineage recovered and CRh counts: which of the two names goes first?",
        da: "En marv i respons med én genvundet cellelinje og CRh-tal: hvilket af de to navne går forud?",
        readings: &["CRL first", "CRh first"],
        citation: IWG23,
    }],
    sections: &[&[
        Rule {
            id: "IWG23-1",
            class: Response::CompleteEquivalent,
            en: "Fewer than 5 % marrow blasts before treatment, the cytogenetic clone gone, and counts as in CR.",
            da: "Færre end 5 % marvblaster før behandling, den cytogenetiske klon væk, og blodtal som ved CR.",
            citation: IWG23,
            reading: None,
            holds: |a| {
                let before = a.blasts_before.map(BlastPercentage::get);
                let low = compared(
                    Words::new("marrow blasts below 5 % before", "marvblaster under 5 % før"),
                    before,
                    "%",
                    |seen| seen < 5.0,
                );
                let clear = stated(
                    Words::new("the cytogenetic clone is gone", "den cytogenetiske klon er væk"),
                    a.cytogenetic_clearance,
                );
                Evidence::all([low, clear, marrow_and_blood_free(a)].into_iter().chain(lineages(a, 10.0)))
            },
        },
        Rule {
            id: "IWG23-2",
            class: Response::Complete,
            en: "Marrow blasts below 5 %, none in the blood, haemoglobin 10 g/dL, platelets 100 and neutrophils 1.0 or more.",
            da: "Marvblaster under 5 %, ingen i blodet, hæmoglobin 10 g/dL, trombocytter 100 og neutrofile 1,0 eller mere.",
            citation: IWG23,
            reading: None,
            holds: |a| {
                let before = a.blasts_before.map(BlastPercentage::get);
                let raised = compared(
                    Words::new("marrow blasts 5 % or more before", "marvblaster 5 % eller mere før"),
                    before,
                    "%",
                    |seen| seen >= 5.0,
                );
                Evidence::all([raised, marrow_and_blood_free(a)].into_iter().chain(lineages(a, 10.0)))
            },
        },
        Rule {
            id: "IWG23-3",
            class: Response::TwoLineages,
            en: "Marrow and blood as in CR, two of the three lineages as in CR.",
            da: "Marv og blod som ved CR, to af de tre cellelinjer som ved CR.",
            citation: IWG23,
            reading: None,
            holds: |a| {
                let [red, platelets, white] = lineages(a, 10.0);
                let pairs = [[&red, &platelets], [&red, &white], [&platelets, &white]];
                let two = Evidence::any(pairs.map(|pair| Evidence::all(pair.map(Evidence::clone))));
                Evidence::all([marrow_and_blood_free(a), two])
            },
        },
        Rule {
            id: "IWG23-5b",
            class: Response::PartialRecovery,
            en: "Marrow and blood as in CR, platelets 50 and neutrophils 0.5 or more; before one lineage.",
            da: "Marv og blod som ved CR, trombocytter 50 og neutrofile 0,5 eller mere; før én cellelinje.",
            citation: IWG23,
            reading: Some(("CRh and one lineage", "CRh first")),
            holds: |a| Evidence::all([marrow_and_blood_free(a), own_platelets(a, 50.0), own_neutrophils(a, 0.5)]),
        },
        Rule {
            id: "IWG23-4",
            class: Response::OneLineage,
            en: "Marrow and blood as in CR, one of the three lineages as in CR.",
            da: "Marv og blod som ved CR, én af de tre cellelinjer som ved CR.",
            citation: IWG23,
            reading: None,
            holds: |a| Evidence::all([marrow_and_blood_free(a), Evidence::any(lineages(a, 10.0))]),
        },
        Rule {
            id: "IWG23-5",
            class: Response::PartialRecovery,
            en: "Marrow and blood as in CR, platelets 50 and neutrophils 0.5 or more.",
            da: "Marv og blod som ved CR, trombocytter 50 og neutrofile 0,5 eller mere.",
            citation: IWG23,
            reading: None,
            holds: |a| Evidence::all([marrow_and_blood_free(a), own_platelets(a, 50.0), own_neutrophils(a, 0.5)]),
        },
        Rule {
            id: "IWG23-6",
            class: Response::Partial,
            en: "Counts as in CR, marrow blasts still 5 % or more but fallen by half.",
            da: "Blodtal som ved CR, marvblaster stadig 5 % eller mere, men halveret.",
            citation: IWG23,
            reading: None,
            holds: |a| {
                Evidence::all(
                    [!marrow_below(a, 5.0), blasts_halved(a), no_blood_blasts(a)].into_iter().chain(lineages(a, 10.0)),
                )
            },
        },
        Rule {
            id: "IWG23-7",
            class: Response::None,
            en: "None of these. Marrow CR and stable disease are no categories in this edition.",
            da: "Ingen af disse. Marv-CR og stabil sygdom er ikke kategorier i denne udgave.",
            citation: IWG23,
            reading: None,
            holds: |_| Evidence::all([]),
        },
    ]],
};

const IWG06: Citation = Citation::read("IWG2006", "as compared in the table of IWG 2023");

fn marrow_at_most_5(a: &Assessment) -> Evidence {
    compared(
        Words::new("marrow blasts 5 % or less", "marvblaster 5 % eller mindre"),
        a.now.blasts.map(BlastPercentage::get),
        "%",
        |seen| seen <= 5.0,
    )
}

/// Response in myelodysplastic neoplasms, 2006.
pub static IWG_2006: DecisionList<Assessment, Response> = DecisionList {
    edition: "IWG 2006 (MDS)",
    ambiguities: &[],
    sections: &[&[
        Rule {
            id: "IWG06-1",
            class: Response::Complete,
            en: "Marrow blasts 5 % or less, none in the blood, haemoglobin 11 g/dL, platelets 100 and neutrophils 1.0 or more.",
            da: "Marvblaster 5 % eller mindre, ingen i blodet, hæmoglobin 11 g/dL, trombocytter 100 og neutrofile 1,0 eller mere.",
            citation: IWG06,
            reading: None,
            holds: |a| Evidence::all([marrow_at_most_5(a), no_blood_blasts(a)].into_iter().chain(lineages(a, 11.0))),
        },
        Rule {
            id: "IWG06-2",
            class: Response::Partial,
            en: "As CR, but with marrow blasts above 5 % that fell by half.",
            da: "Som CR, men med marvblaster over 5 %, der er halveret.",
            citation: IWG06,
            reading: None,
            holds: |a| {
                let parts = [!marrow_at_most_5(a), blasts_halved(a), no_blood_blasts(a)];
                Evidence::all(parts.into_iter().chain(lineages(a, 11.0)))
            },
        },
        Rule {
            id: "IWG06-3",
            class: Response::Marrow,
            en: "Marrow blasts 5 % or less that fell by half, without recovery of the blood.",
            da: "Marvblaster 5 % eller mindre, der er halveret, uden genvinding af blodet.",
            citation: IWG06,
            reading: None,
            holds: |a| Evidence::all([marrow_at_most_5(a), blasts_halved(a)]),
        },
        Rule {
            id: "IWG06-4",
            class: Response::None,
            en: "None of these: stable disease, failure or progression, which need the course over eight weeks.",
            da: "Ingen af disse: stabil sygdom, svigt eller progression, som kræver forløbet over otte uger.",
            citation: IWG06,
            reading: None,
            holds: |_| Evidence::all([]),
        },
    ]],
};
