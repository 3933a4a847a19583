//! Correcting who a patient is: name, birth date, or another number.

use askama::Template;
use axum::body::Bytes;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use clinic::cpr::Cpr;
use clinic::identifier::PatientId;
use clinic::referral::Fault;
use jiff::civil::Date;

use super::case::{known, seen_version};
use super::desk::Desk;
use super::form::Form;
use super::frame::{Frame, go_to, page};
use super::people::field;
use super::requisition::{Control, FieldView, Wrong};
use crate::access::policy::Action;
use crate::person::{Identity, Person};
use crate::store::StoreError;

/// The page.
#[derive(Template)]
#[template(path = "correction.html")]
struct Correction {
    frame: Frame,
    patient: String,
    version: u64,
    error: Option<String>,
    changed: bool,
    fields: Vec<FieldView>,
    protected: bool,
    step_up: bool,
}

/// What came of the last form.
#[derive(Default)]
struct Came {
    error: Option<String>,
    changed: bool,
    wrong: Vec<(&'static str, String)>,
}

fn shown(desk: &Desk, person: &Person, form: &Form, came: Came) -> Response {
    let empty = form.is_empty();
    let path = format!("/cases/{}/person", person.patient);
    let frame = desk.frame(if empty { &path } else { "" });
    let w = frame.w;
    let own = &person.identity;
    let birth = own.birth.to_string();
    let given =
        |name: &str, own: &str| if empty { own.to_owned() } else { form.get(name).unwrap_or_default().to_owned() };
    let mut fields = vec![
        field("number", "number", w.number, &given("number", own.number.as_str()), true),
        field("name", "name", w.name, &given("name", &own.name), true),
        field("birth", "birth", w.birth, &given("birth", &birth), true),
        field("reason", "reason", w.reason, &given("reason", ""), true),
    ];
    for one in &mut fields {
        match one.name.as_str() {
            "birth" => w.date_form.clone_into(&mut one.hint),
            "reason" => one.control = Control::Area,
            _ => {}
        }
        if let Some((_, remedy)) = came.wrong.iter().find(|(name, _)| *name == one.name) {
            one.wrong = Some(Wrong { remedy: remedy.clone(), given: None });
        }
    }
    let status = match (came.changed, came.error.is_some() || !came.wrong.is_empty()) {
        (true, _) => StatusCode::PRECONDITION_FAILED,
        (_, true) => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::OK,
    };
    let answer = Correction {
        patient: person.patient.to_string(),
        version: person.version.0,
        error: came.error,
        changed: came.changed,
        fields,
        protected: if empty { own.protected } else { form.get("protected").is_some() },
        step_up: !desk.viewer.staff().may_sign(desk.now()),
        frame,
    };
    page(status, &answer)
}

fn person(desk: &Desk, patient: &PatientId) -> Result<Person, StoreError> {
    desk.service.store.person(&desk.viewer, patient, desk.now())
}

pub(super) async fn before(desk: Desk, Path(patient): Path<String>) -> Response {
    desk.answer(move |desk| {
        desk.may(Action::CorrectPerson)?;
        let person = person(desk, &known(&patient)?)?;
        if person.joined_into.is_some() {
            return Ok(go_to(&format!("/cases/{patient}")));
        }
        Ok(shown(desk, &person, &Form::default(), Came::default()))
    })
    .await
}

pub(super) async fn correct(mut desk: Desk, Path(patient): Path<String>, body: Bytes) -> Response {
    let form = Form::read(&body);
    let not_renewed = match desk.shows_again(&form).await {
        Ok(not_renewed) => not_renewed,
        Err(response) => return response,
    };
    desk.answer(move |desk| {
        desk.may(Action::CorrectPerson)?;
        let patient = known(&patient)?;
        let (language, w) = (desk.language, super::words(desk.language));
        let mut wrong = Vec::new();
        let missing = |name: &str| form.get(name).is_none().then(|| Fault::Required.remedy(language));
        let number = Cpr::parse(form.get("number").unwrap_or_default());
        if let Err(error) = &number {
            wrong.push(("number", missing("number").unwrap_or_else(|| Fault::Cpr(*error).remedy(language))));
        }
        let birth: Option<Date> = form.get("birth").and_then(|text| text.parse().ok());
        if birth.is_none() {
            wrong.push(("birth", missing("birth").unwrap_or_else(|| Fault::NotADate.remedy(language))));
        }
        wrong.extend(["name", "reason"].into_iter().filter_map(|name| Some((name, missing(name)?))));
        let again = |came: Came| Ok(shown(desk, &person(desk, &patient)?, &form, came));
        let (Ok(number), Some(birth), true) = (number, birth, wrong.is_empty()) else {
            return again(Came { wrong, ..Came::default() });
        };
        if not_renewed.is_some() {
            return again(Came { error: not_renewed, ..Came::default() });
        }
        let name = form.get("name").unwrap_or_default().to_owned();
        let new = Identity { number, name, birth, protected: form.get("protected").is_some() };
        let reason = form.get("reason").unwrap_or_default();
        let (store, seen) = (&desk.service.store, seen_version(&form));
        let told = |words: &str| Came { error: Some(words.to_owned()), ..Came::default() };
        match store.correct_person(&desk.viewer, &patient, (&new, reason), seen, desk.now()) {
            Ok(_) => Ok(go_to(&format!("/cases/{patient}?done"))),
            Err(StoreError::Unmet(_)) => again(Came { changed: true, ..Came::default() }),
            Err(StoreError::NotRenewed) => again(told(w.number_step_up)),
            Err(StoreError::NumberTaken) => again(told(w.number_taken)),
            Err(error) => Err(error),
        }
    })
    .await
}
