//! What a quality database says of outcomes, as answers of follow-up: a row each, in the words of the store.

use std::collections::BTreeMap;

use clinic::follow_up::{Question, Said};

use super::ExchangeFault;
use super::fill::each_row;
use super::map::{Field, FieldMap};

/// What a row of theirs says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Its line; the heading is 1.
    pub line: u64,
    /// The referral, as `patient/order`; `None`: the row is the patient's.
    pub referral: Option<String>,
    /// The patient's pseudonym, where the row says it.
    pub patient: Option<String>,
    /// The criteria of the response, where the row says them.
    pub criteria: Option<String>,
    /// What is said.
    pub answers: BTreeMap<Question, Said>,
}

/// Our columns that are answers of follow-up. The choice of treatment is not among them: a yes in a table does not say whether it was changed or supported.
const ANSWERS: &[(&str, Question)] = &[
    ("choice_variant", Question::Variant),
    ("treatment_category", Question::TreatmentCategory),
    ("class_changed", Question::ClassChanged),
    ("risk_changed", Question::RiskChanged),
    ("first_dose", Question::FirstDose),
    ("because_of_wgs", Question::BecauseOfWgs),
    ("protocol_id", Question::ProtocolId),
    ("response", Question::Response),
    ("assessed", Question::Assessed),
    ("progression", Question::Progression),
    ("death", Question::Death),
    ("last_seen", Question::LastSeen),
];

/// What their table says, or everything that is wrong with it or with the map.
///
/// # Errors
/// A map whose keys are not a referral or a patient, or that has a column which is no answer of follow-up; each bad cell; a row that is of a patient alone and
/// says something of an order.
pub fn statements(theirs: &[u8], map: &FieldMap) -> Result<Vec<Statement>, Vec<ExchangeFault>> {
    map.check()?;
    let mut faults: Vec<ExchangeFault> = map.field.iter().filter_map(misplaced).collect();
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut all = Vec::new();
    each_row(theirs, map, &mut faults, |line, values, faults| {
        let own = statement(line, &values);
        let of_an_order = |question: &&Question| !matches!(question, Question::Death | Question::LastSeen);
        if own.referral.is_none() && own.answers.keys().any(|own| of_an_order(&own)) {
            let fault = "it says something of an order and not which; make the referral a key of the map".to_owned();
            faults.push(ExchangeFault::Row { line, fault });
        }
        all.push(own);
    })?;
    if faults.is_empty() { Ok(all) } else { Err(faults) }
}

fn misplaced(field: &Field) -> Option<ExchangeFault> {
    let wrong = |fault| Some(ExchangeFault::Map { field: field.ours.clone(), fault });
    let (name, is_key) = (field.ours.as_str(), field.key);
    match name {
        "referral" | "patient" if is_key => None,
        "referral" | "patient" => wrong("it says whose row this is; mark it as a key"),
        _ if is_key => wrong("a row of the store is found by referral or patient alone"),
        "criteria" | "protocol" => None,
        _ if ANSWERS.iter().any(|(own, _)| *own == name) => None,
        _ => wrong("it is no answer of follow-up, and is not read into the store; leave it out"),
    }
}

fn statement(line: u64, values: &[(&Field, String)]) -> Statement {
    let value = |name: &str| {
        let found = values.iter().find(|(field, _)| field.ours == name).map(|(_, value)| value.as_str());
        found.filter(|value| !value.is_empty())
    };
    let said = |(name, question): &(&str, Question)| Some((*question, Said::read(value(name)?)));
    let mut answers: BTreeMap<Question, Said> = ANSWERS.iter().filter_map(said).collect();
    // That no treatment in a protocol was started is the answer to when it was.
    if value("protocol") == Some("no") {
        answers.entry(Question::FirstDose).or_insert(Said::No);
    }
    let own = |name| value(name).map(str::to_owned);
    Statement { line, referral: own("referral"), patient: own("patient"), criteria: own("criteria"), answers }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(text: &str) -> FieldMap {
        toml::from_str(text).unwrap()
    }

    const MAP: &str = r#"
        database = "A register"
        day = "%d-%m-%Y"
        field = [
            { ours = "referral", theirs = "HENV", key = true },
            { ours = "protocol", theirs = "PROT", values = { yes = "1", no = "0" } },
            { ours = "first_dose", theirs = "DOSIS" },
            { ours = "response", theirs = "RESP", values = { CR = "1", PR = "2" } },
            { ours = "death", theirs = "DOED" },
        ]"#;

    #[test]
    fn a_row_is_what_it_says_in_our_words() {
        let theirs = "HENV,PROT,DOSIS,RESP,DOED\np-1/o-1,1,02-03-2027,2,\np-2/o-1,0,,,05-06-2027\n";
        let own = statements(theirs.as_bytes(), &map(MAP)).unwrap();
        let of = |place: usize| {
            own[place].answers.iter().map(|(question, said)| (*question, said.to_string())).collect::<Vec<_>>()
        };
        assert_eq!(of(0), [(Question::FirstDose, "2027-03-02".to_owned()), (Question::Response, "PR".to_owned())]);
        assert_eq!(of(1), [(Question::FirstDose, "no".to_owned()), (Question::Death, "2027-06-05".to_owned())]);
        assert_eq!(own[1].referral.as_deref(), Some("p-2/o-1"));
    }

    #[test]
    fn everything_that_is_wrong_is_told() {
        let bad = statements(b"HENV,PROT,DOSIS,RESP,DOED\np-1/o-1,7,2027-03-02,9,\n", &map(MAP)).unwrap_err();
        assert_eq!(bad.len(), 3, "{bad:?}");
        let patient = r#"
            database = "A register"
            field = [{ ours = "patient", theirs = "P", key = true }, { ours = "first_dose", theirs = "D" }]"#;
        let bad = statements(b"P,D\np-1,2027-03-02\n", &map(patient)).unwrap_err();
        assert!(bad[0].to_string().contains("make the referral a key"), "{bad:?}");
        for (field, told) in [
            ("driver", "no answer of follow-up"),
            ("choice_by_wgs", "no answer of follow-up"),
            ("referral", "mark it as a key"),
        ] {
            let text = format!(
                "database = \"A register\"\nfield = [{{ ours = \"patient\", theirs = \"P\", key = true }}, {{ ours = \"{field}\", theirs = \"D\" }}]"
            );
            let bad = statements(b"P,D\n", &map(&text)).unwrap_err();
            assert!(bad[0].to_string().contains(told), "{bad:?}");
        }
    }
}
