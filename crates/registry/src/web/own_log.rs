//! The patient's own log: who has had to do with their data, in words that nobody has to look up (S-04, DER-16).
//!
//! It is made by those who can do nothing else, or by those who keep the log, for a patient by pseudonym, and given on paper. Reading it is
//! logged, and so stands in the next one.

use askama::Template;
use axum::extract::{Path, RawQuery};
use axum::http::StatusCode;
use axum::response::Response;
use clinic::code::CodeList;
use clinic::identifier::PatientId;
use clinic::language::Language;
use clinic::staff::Role;

use super::case::known;
use super::code_words::code_word;
use super::desk::Desk;
use super::form::Form;
use super::frame::{Frame, go_to, page};
use crate::access::policy::{Action, roles};
use crate::audit::Record;

/// What an audit record is about, as a patient would say it.
const RESOURCES: &[(&str, &str, &str)] = &[
    ("course", "dit forløb: ordrer, prøver og svar", "your course: orders, specimens and reports"),
    (
        "everything",
        "alt, hvad der vises om dig: forløb, navn, personnummer og svar",
        "all that is shown of you: course, name, person number and reports",
    ),
    ("person", "dit navn og personnummer", "your name and person number"),
    (
        "person-correction",
        "en rettelse af dit navn, din fødselsdato eller dit nummer",
        "a correction of your name, birth date or number",
    ),
    (
        "verdict",
        "om retningslinjen giver dig mulighed for undersøgelsen",
        "whether the guideline lets you have the test",
    ),
    (
        "proof",
        "et bevis for, hvad en undersøgelse blev bestilt på, uden dit navn",
        "a proof of what a test was ordered on, without your name",
    ),
    ("draft", "en henvisning, der var ved at blive skrevet", "a referral that was being written"),
    ("report", "dit svar", "your report"),
    ("orders", "en liste over patienter, som du stod på", "a list of patients that you were on"),
    ("worklist", "en liste over patienter, som du stod på", "a list of patients that you were on"),
    ("due-outcomes", "en liste over patienter, som du stod på", "a list of patients that you were on"),
    (
        "follow-up extract",
        "oplysninger til den årlige opfølgning, uden dit navn",
        "data for the yearly follow-up, without your name",
    ),
    ("open-orders", "en liste over patienter, som du stod på", "a list of patients that you were on"),
    (
        "broken-glass",
        "adgang uden at have del i din behandling, med en grund, der bliver gennemgået",
        "access without a part in your treatment, with a reason that is reviewed",
    ),
    ("audit", "denne log", "this log"),
    ("import", "oplysninger, der blev overført hertil", "data that were brought here"),
];

/// What a resource is in a patient's words; its code where there are none yet.
fn resource(code: &str, language: Language) -> String {
    // Of which type of FHIR's a part of the course was read says nothing to a patient.
    let code = if code.starts_with("fhir ") { "course" } else { code };
    let own = RESOURCES.iter().find(|(own, ..)| *own == code);
    own.map_or_else(|| code.to_owned(), |(_, da, en)| language.pick(da, en).to_owned())
}

/// The same person in the same minute, with everything that they had to do with.
pub(super) struct Row {
    pub when: String,
    pub who: String,
    pub what: Vec<String>,
}

/// The page.
#[derive(Template)]
#[template(path = "own_log.html")]
pub(super) struct OwnLog {
    frame: Frame,
    patient: String,
    made: String,
    rows: Vec<Row>,
}

fn rows(records: &[Record], desk: &Desk, frame: &Frame) -> Vec<Row> {
    let language = frame.language;
    let mut rows: Vec<Row> = Vec::new();
    for own in records.iter().rev() {
        let when = super::moment::time(own.at);
        let who = format!("{}, {}", code_word(Role::CODES, &own.role, language), desk.unit_name(&own.unit));
        let done = match own.action.as_str() {
            "read" => frame.w.lay_read,
            "write" => frame.w.lay_wrote,
            _ => frame.w.lay_refused,
        };
        let what = format!("{done}: {}", resource(&own.resource, language));
        match rows.last_mut().filter(|last| last.when == when && last.who == who) {
            Some(last) if last.what.contains(&what) => {}
            Some(last) => last.what.push(what),
            None => rows.push(Row { when, who, what: vec![what] }),
        }
    }
    rows
}

pub(super) async fn own_log(desk: Desk, Path(patient): Path<String>) -> Response {
    desk.answer(move |desk| {
        desk.may(Action::ReadOwnLog)?;
        let patient = known(&patient)?;
        let now = desk.now();
        let records = desk.service.store.own_log(&desk.viewer, &patient, now)?;
        let frame = desk.frame(&format!("/cases/{patient}/own-log"));
        let rows = rows(&records, desk, &frame);
        let made = super::moment::time(now);
        Ok(page(StatusCode::OK, &OwnLog { patient: patient.to_string(), made, rows, frame }))
    })
    .await
}

/// Whose log is wanted.
#[derive(Template)]
#[template(path = "log_of.html")]
pub(super) struct LogOf {
    frame: Frame,
    error: Option<&'static str>,
    written: String,
    may_read_all: bool,
}

pub(super) async fn whose(desk: Desk, RawQuery(query): RawQuery) -> Response {
    desk.answer(move |desk| {
        desk.may(Action::ReadOwnLog)?;
        let form = Form::read(query.unwrap_or_default().as_bytes());
        let written = form.get("patient").unwrap_or_default().to_owned();
        let frame = desk.frame("/logs");
        let may_read_all = roles(Action::ReadAccessLog).contains(&desk.viewer.role());
        match (PatientId::new(&written), written.is_empty(), form.get("do")) {
            (Ok(patient), _, Some("all")) => Ok(go_to(&format!("/cases/{patient}/log"))),
            (Ok(patient), ..) => Ok(go_to(&format!("/cases/{patient}/own-log"))),
            (Err(_), true, _) => Ok(page(StatusCode::OK, &LogOf { error: None, written, may_read_all, frame })),
            (Err(_), false, _) => {
                // What was typed may be anything, so it is not shown again.
                let error = Some(frame.w.no_pseudonym);
                Ok(page(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    &LogOf { error, written: String::new(), may_read_all, frame },
                ))
            }
        }
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_resource_is_said_in_both_languages() {
        for (code, da, en) in RESOURCES {
            assert!(!da.is_empty() && !en.is_empty() && da != en, "{code}");
            assert_ne!(resource(code, Language::Da), *code);
        }
    }
}
