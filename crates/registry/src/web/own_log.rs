//! The patient's own log: who has had to do with their data, in words that nobody has to look up (S-04, DER-16).
//!
//! It is made by those who can do nothing else, or by those who keep the log, for a patient by pseudonym, and given on paper. Reading it is
//! logged, and so stands in the next one.

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, RawQuery};
use axum::http::StatusCode;
use axum::response::Response;
use clinic::code::CodeList;
use clinic::identifier::PatientId;
use clinic::language::Language;
use clinic::staff::Role;
use futures_util::stream::unfold;

use super::case::known;
use super::code_words::code_word;
use super::desk::Desk;
use super::form::Form;
use super::frame::{Frame, answer, failed, go_to, page};
use super::log::{Asked, Head};
use crate::access::LogWanted;
use crate::access::policy::{Action, roles};
use crate::audit::Record;
use crate::store::StoreError;

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
    ("figure cases", "en liste over patienter bag et tal", "a list of the patients behind a figure"),
    ("register", "oplysninger fra et register om dit forløb", "what a register says of your course"),
    ("export", "oplysninger om dit forløb, uden dit navn", "data of your course, without your name"),
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
    // Of which type of FHIR's a part of the course was read says nothing to a patient; an export names what was taken out.
    let known = match code {
        _ if code.starts_with("fhir ") => "course",
        _ if code.starts_with("export ") => "export",
        _ => code,
    };
    let own = RESOURCES.iter().find(|(own, ..)| *own == known);
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
struct OwnLog<'l> {
    frame: &'l Frame,
    patient: &'l PatientId,
    made: String,
    head: Head,
    rows: Vec<Row>,
    /// Whether it is the whole log, without an end but the last entry's.
    whole: bool,
}

/// Rows of the whole log.
#[derive(Template)]
#[template(path = "own_log_rows.html")]
struct OwnLogRows<'l> {
    frame: &'l Frame,
    rows: Vec<Row>,
}

/// Adds records to rows, the newest first.
fn add(records: &[Record], rows: &mut Vec<Row>, desk: &Desk) {
    let w = super::words(desk.language);
    for own in records {
        let when = super::moment::time(own.at);
        let who = format!("{}, {}", code_word(Role::CODES, &own.role, desk.language), desk.unit_name(&own.unit));
        let done = match own.action.as_str() {
            "read" => w.lay_read,
            "write" => w.lay_wrote,
            _ => w.lay_refused,
        };
        let what = format!("{done}: {}", resource(&own.resource, desk.language));
        match rows.last_mut().filter(|last| last.when == when && last.who == who) {
            Some(last) if last.what.contains(&what) => {}
            Some(last) => last.what.push(what),
            None => rows.push(Row { when, who, what: vec![what] }),
        }
    }
}

pub(super) async fn own_log(desk: Desk, Path(patient): Path<String>, RawQuery(query): RawQuery) -> Response {
    desk.answer(move |desk| {
        desk.may(Action::ReadOwnLog)?;
        let patient = known(&patient)?;
        let form = Form::read(query.unwrap_or_default().as_bytes());
        let frame = desk.frame(&format!("/cases/{patient}/own-log"));
        if form.get("whole").is_some() {
            return whole(desk, patient, frame);
        }
        let told = Asked::read(&form).of(desk, Action::ReadOwnLog, &patient, &frame)?;
        let (status, mut rows) = (told.status(), Vec::new());
        if let Some(part) = &told.part {
            add(&part.records, &mut rows, desk);
        }
        let made = super::moment::time(desk.now());
        Ok(page(status, &OwnLog { patient: &patient, made, head: told.head, rows, whole: false, frame: &frame }))
    })
    .await
}

/// The whole log on one page, read and sent a part at a time as far as the browser has taken what came before.
struct Whole {
    desk: Desk,
    frame: Frame,
    patient: PatientId,
    until: u64,
    /// The part that is read next, and the last one.
    next: u64,
    last: u64,
    /// What stands above the first row, and below the last.
    head: Option<String>,
    foot: Option<String>,
    /// The row that the next part may add to.
    open: Vec<Row>,
}

/// Its reading is logged before anything of it is sent. Where it cannot be read to its end, the answer is broken off, and its last line, which
/// says so, is missing.
fn whole(desk: &Desk, patient: PatientId, frame: Frame) -> Result<Response, StoreError> {
    let (now, all) = (desk.now(), LogWanted { day: None, until: None, part: 1 });
    let first = desk.service.store.log_part(Action::ReadOwnLog, &desk.viewer, &patient, all, now)?;
    let head = Head::of_whole(first.part.total);
    let made = super::moment::time(now);
    let around = OwnLog { patient: &patient, made, head, rows: vec![], whole: true, frame: &frame }.render();
    let around = around.unwrap_or_default();
    let Some((head, foot)) = around.split_once("</tbody>") else { return Ok(failed(frame)) };
    let whole = Whole {
        desk: desk.clone(),
        until: first.until,
        next: 1,
        last: first.part.count(),
        head: Some(head.to_owned()),
        foot: Some(format!("</tbody>{foot}")),
        open: vec![],
        patient,
        frame,
    };
    Ok(answer(StatusCode::OK, Body::from_stream(unfold(whole, Whole::more))))
}

impl Whole {
    /// What is sent next.
    async fn more(mut self) -> Option<(Result<String, String>, Self)> {
        if let Some(head) = self.head.take() {
            return Some((Ok(head), self));
        }
        if self.next > self.last {
            let foot = self.foot.take()?;
            let rows = std::mem::take(&mut self.open);
            return Some((self.rendered(rows).map(|rows| rows + &foot), self));
        }
        let (patient, wanted) =
            (self.patient.clone(), LogWanted { day: None, until: Some(self.until), part: self.next });
        let read = self.desk.service.waiting(move |own| own.store.log_part_of_whole(&patient, wanted)).await;
        let Ok(Ok(part)) = read else {
            self.foot = None;
            self.next = u64::MAX;
            return Some((Err(format!("part {} of the log cannot be read", wanted.part)), self));
        };
        self.next += 1;
        let mut rows = std::mem::take(&mut self.open);
        add(&part.records, &mut rows, &self.desk);
        self.open.extend(rows.pop());
        Some((self.rendered(rows), self))
    }

    fn rendered(&self, rows: Vec<Row>) -> Result<String, String> {
        OwnLogRows { frame: &self.frame, rows }.render().map_err(|error| error.to_string())
    }
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
        assert_eq!(resource("export Patient", Language::En), "data of your course, without your name");
    }
}
