//! What may be inherited, as far as the patient wants to be told.
//!
//! The choice in force when the report is given decides (DER-13, COM-GEN-04): that of the referral. The findings were made
//! under the choice that the case file stated; what they hold back is not known here, so that the stricter of both is followed.

use clinic::code::{CodeList, IncidentalChoice as Chosen};
use clinic::referral::Referral;
use interpretation::incidental::IncidentalChoice;

use crate::bundle::{Findings, Flag};
use crate::document::Statement;
use crate::document::finding::{Hereditary, HereditaryRow};

pub(super) fn hereditary(findings: &Findings, referral: &Referral) -> Hereditary {
    let said = &findings.possible_germline;
    let chosen = choice(referral.consent.incidental_choice);
    let (shown, kept): (Vec<&Flag>, Vec<&Flag>) = said.shown.iter().partition(|flag| allows(chosen, flag));
    Hereditary {
        choice: stricter(chosen, said.choice),
        shown: shown.into_iter().map(row).collect(),
        held_back: said.held_back + kept.len(),
        ask_clinical_genetics: said.ask_clinical_genetics,
    }
}

/// The codes are the same on both sides; one that is missing or not known shows nothing.
fn choice(chosen: Option<Chosen>) -> IncidentalChoice {
    match chosen.map(CodeList::code) {
        Some("all") => IncidentalChoice::All,
        Some("treatable-only") => IncidentalChoice::TreatableOnly,
        Some("none") => IncidentalChoice::None,
        _ => IncidentalChoice::Undecided,
    }
}

fn allows(choice: IncidentalChoice, flag: &Flag) -> bool {
    match choice {
        IncidentalChoice::All => true,
        IncidentalChoice::TreatableOnly => flag.row.treatable == "yes",
        IncidentalChoice::None | IncidentalChoice::Undecided => false,
    }
}

fn stricter(one: IncidentalChoice, other: IncidentalChoice) -> IncidentalChoice {
    let strictness = |choice| match choice {
        IncidentalChoice::All => 0,
        IncidentalChoice::TreatableOnly => 1,
        IncidentalChoice::None => 2,
        IncidentalChoice::Undecided => 3,
    };
    if strictness(one) >= strictness(other) { one } else { other }
}

fn row(flag: &Flag) -> HereditaryRow {
    let reasons = flag.reasons.iter();
    HereditaryRow {
        variant: flag.variant.clone(),
        disorder: flag.row.disorder.clone(),
        reasons: reasons
            .map(|reason| Statement { says: reason.says.clone(), citations: reason.citation.iter().cloned().collect() })
            .collect(),
    }
}
