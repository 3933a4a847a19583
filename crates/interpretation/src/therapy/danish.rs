//! The words of the table of drugs in Danish.

/// A setting of the table of drugs, in Danish; what is not listed stays in English.
#[must_use]
pub fn danish_setting(setting: &str) -> Option<&'static str> {
    Some(match setting {
        "alone" => "alene",
        "alone or with chemotherapy" => "alene eller med kemoterapi",
        "alone or with an antibody" => "alene eller med et antistof",
        "alone or in combination" => "alene eller i kombination",
        "in combination" => "i kombination",
        "with daunorubicin and cytarabine" => "med daunorubicin og cytarabin",
        "with tretinoin, first line" => "med tretinoin, første linje",
        "with cytarabine and an anthracycline" => "med cytarabin og et antracyklin",
        "with azacitidine, not fit for intensive treatment" => "med azacitidin, ikke egnet til intensiv behandling",
        "with azacitidine or decitabine, not fit for intensive treatment" => {
            "med azacitidin eller decitabin, ikke egnet til intensiv behandling"
        }
        "alone, transfusion-dependent, lower risk" => "alene, transfusionsafhængig, lavere risiko",
        "alone, anaemia, lower risk, ring sideroblasts" => "alene, anæmi, lavere risiko, ringsideroblaster",
        "alone, anaemia, lower risk, first line" => "alene, anæmi, lavere risiko, første linje",
        "alone, after a covalent BTK inhibitor" => "alene, efter en kovalent BTK-hæmmer",
        _ => return None,
    })
}

/// When a drug was approved, in Danish: days as they are, the words of the table's notation turned.
#[must_use]
pub fn danish_approval(approval: &str) -> String {
    [
        ("approved, day not known", "godkendt, dag ukendt"),
        ("not approved by", "ikke godkendt pr."),
        ("not known", "ikke kendt"),
        (", withdrawn after", ", trukket tilbage efter"),
        ("(to be confirmed)", "(skal bekræftes)"),
    ]
    .into_iter()
    .fold(approval.to_owned(), |text, (en, da)| text.replace(en, da))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::NONE;
    use crate::therapy::therapies;

    #[test]
    fn approvals_are_said_in_danish() {
        assert_eq!(danish_approval("2021 (to be confirmed)"), "2021 (skal bekræftes)");
        assert_eq!(danish_approval("not approved by 2025-11-13"), "ikke godkendt pr. 2025-11-13");
    }

    #[test]
    fn every_setting_of_the_table_has_danish_words() {
        for row in therapies() {
            assert!(row.setting == NONE || danish_setting(row.setting).is_some(), "{}", row.setting);
        }
    }
}
