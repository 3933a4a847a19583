//! Markers and risk of a mature lymphoid neoplasm.

use guideline::truth::Truth;
use interpretation::language::Words;

use super::answers::{answer, score, scored};
use crate::bundle::{Asked, Findings, Lymphoid, Marker};
use crate::document::Section;
use crate::document::answer::{EditionAnswer, Named, Reason};

/// The scores and stages.
pub(super) fn risk(findings: &Findings) -> Section<Vec<EditionAnswer>> {
    asked(findings, |told| {
        let myeloma = told
            .myeloma
            .iter()
            .flat_map(|risk| [answer(&risk.ims_imwg), answer(&risk.iss), answer(&risk.r_iss), scored(&risk.r2_iss)]);
        let cll = told
            .cll
            .iter()
            .flat_map(|risk| [answer(&risk.tp53), answer(&risk.ighv), answer(&risk.leading), scored(&risk.ipi)]);
        myeloma.chain(cll).collect()
    })
}

/// What is looked for in the disease.
pub(super) fn markers(findings: &Findings) -> Section<Vec<EditionAnswer>> {
    asked(findings, |told| told.markers.iter().map(marker).collect())
}

fn asked(findings: &Findings, told: impl Fn(&Lymphoid) -> Vec<EditionAnswer>) -> Section<Vec<EditionAnswer>> {
    let none = || Section::NotApplicable {
        why: Words::new("None is known for the stated disease.", "Ingen er kendt for den angivne sygdom."),
    };
    match &findings.lymphoid {
        Some(Asked::Answered(meaning)) => {
            let result = told(meaning);
            if result.is_empty() { none() } else { Section::Performed { result } }
        }
        Some(Asked::NotApplicable(why)) => Section::NotApplicable { why: why.clone() },
        None => {
            Section::NotPerformed { why: Words::new("The findings do not speak of it.", "Fundene omtaler det ikke.") }
        }
    }
}

fn marker(Marker { row, truth, facts }: &Marker) -> EditionAnswer {
    let (code, words) = match truth {
        Truth::Yes => ("found", Words::new("found", "fundet")),
        Truth::No => ("not_found", Words::new("not found", "ikke fundet")),
        Truth::Unknown => ("not_settled", Words::new("not settled", "ikke afgjort")),
    };
    let state = Named { code: Some(code.to_owned()), words };
    let open = facts.iter().filter(|fact| *truth == Truth::Unknown && fact.truth == Truth::Unknown);
    let reason = Reason {
        rule: row.id.clone(),
        class: state.clone(),
        holds: Truth::Yes,
        says: row.says.clone(),
        citation: row.citation.clone(),
        facts: facts.clone(),
    };
    EditionAnswer {
        missing: open.map(|fact| fact.name.clone()).collect(),
        reasons: vec![reason],
        ..score(row.name.clone().into(), vec![state], Vec::new())
    }
}
