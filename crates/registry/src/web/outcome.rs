//! The outcome form of an order: at most five fields, only what is due and not known, and beside it what is known and who said so. Any one field can be
//! opened by itself, to be recorded early or corrected with a reason.

use std::collections::BTreeMap;

use askama::Template;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery};
use axum::http::StatusCode;
use axum::response::Response;
use clinic::code::CodeList;
use clinic::consent::Rules;
use clinic::course::{Command, CommandKind};
use clinic::follow_up::{Choice as Chosen, Outcome, Question, Response as DiseaseResponse, Said, Takes};
use clinic::identifier::{OrderId, PatientId};
use clinic::order::Order;
use jiff::Timestamp;

use super::case::{Against, against, known, wish};
use super::code_words::code_word;
use super::desk::Desk;
use super::event_words::said;
use super::form::{Form, new_id};
use super::frame::{Frame, go_to, page};
use super::requisition::Choice;
use crate::access::Seen;
use crate::access::policy::{Action, Denial};
use crate::store::StoreError;

/// Longest time that a form is thought to have been worked at, in seconds: who comes back the next day has done something else.
const LONGEST: i64 = 4 * 3_600;

const RECORD: Action = Action::Do(CommandKind::RecordOutcome);

/// A field of the form.
pub(super) struct Field {
    pub id: String,
    pub code: &'static str,
    pub label: &'static str,
    /// What can be written, where something can: a label, a hint, what stands there, and what is proposed.
    pub line: Option<Line>,
    pub choices: Vec<Choice>,
    /// A list is long enough to be folded.
    pub folded: bool,
    pub error: String,
}

/// A line to write in.
pub(super) struct Line {
    pub label: &'static str,
    pub hint: &'static str,
    pub value: String,
    pub proposed: Vec<String>,
}

/// Something that is known, and from where.
pub(super) struct Known {
    pub label: &'static str,
    pub value: String,
    pub source: String,
    pub otherwise: Option<String>,
    pub link: String,
}

/// The page.
#[derive(Template)]
#[template(path = "outcome.html")]
pub(super) struct Page {
    frame: Frame,
    patient: String,
    order: String,
    path: String,
    version: u64,
    key: String,
    opened: String,
    signed: bool,
    criteria: Option<&'static str>,
    drivers: String,
    fields: Vec<Field>,
    why: Option<String>,
    known: Vec<Known>,
    more: Vec<(String, &'static str)>,
    against: Vec<Against>,
    changed: bool,
}

/// What came of the form that was sent.
#[derive(Default)]
struct Came {
    form: Form,
    against: Vec<Against>,
    wrong: BTreeMap<Question, String>,
    changed: bool,
}

fn questions() -> impl Iterator<Item = Question> {
    Question::CODES.iter().filter_map(|code| Question::from_code(code))
}

struct Making<'a> {
    desk: &'a Desk,
    seen: &'a Seen,
    order: &'a Order,
    came: &'a Came,
}

impl Making<'_> {
    fn label(&self, question: Question) -> &'static str {
        code_word(Question::CODES, question.code(), self.desk.language)
    }

    /// The answers that can be chosen, each with its code and words.
    fn offered(&self, question: Question) -> Vec<(String, String)> {
        let (w, language) = (super::words(self.desk.language), self.desk.language);
        let own = |code: &str, words: &str| (code.to_owned(), words.to_owned());
        let mut all: Vec<(String, String)> = match question.takes() {
            Takes::Truth => vec![own("yes", w.yes), own("no", w.no)],
            Takes::Code(codes) => codes.iter().map(|code| own(code, code_word(codes, code, language))).collect(),
            Takes::Response => {
                let criteria = self.order.criteria().unwrap_or_default();
                DiseaseResponse::all(criteria).map(|response| own(response.code(), response.code())).collect()
            }
            Takes::DayOrNo => vec![own(
                "no",
                match question {
                    Question::Death => w.alive,
                    Question::FirstDose => w.no_protocol,
                    _ => w.no_progression,
                },
            )],
            Takes::Day | Takes::Text => vec![],
        };
        all.extend([own("not-known", w.nobody_knows), own("not-yet", w.not_yet)]);
        all
    }

    /// What the report names, to be pointed at.
    fn drivers(&self) -> Vec<String> {
        self.order.findings.as_ref().map(|own| own.drivers.clone()).unwrap_or_default()
    }

    fn field(&self, question: Question) -> Field {
        let (w, form, code) = (super::words(self.desk.language), &self.came.form, question.code());
        let sent = !form.is_empty();
        let line_name = format!("{code}.line");
        let proposed = if question == Question::Variant { self.drivers() } else { vec![] };
        // What a form shows first: what was sent; the one driver that there is; else that it is not settled.
        let only = (proposed.len() == 1 && !sent).then(|| proposed[0].clone());
        let written = form.get(&line_name).map(str::to_owned).or_else(|| only.clone()).unwrap_or_default();
        let chosen = match form.get(code) {
            Some(own) => own.to_owned(),
            None if only.is_some() || (sent && !written.is_empty()) => String::new(),
            None => "not-yet".to_owned(),
        };
        let line = match question.takes() {
            Takes::Day | Takes::DayOrNo => Some(Line { label: w.the_day, hint: w.date_form, value: written, proposed }),
            Takes::Text => Some(Line { label: w.the_text, hint: "", value: written, proposed }),
            _ => None,
        };
        let offered = self.offered(question);
        let folded = offered.len() > 6;
        let choice = |(value, name): (String, String)| Choice { chosen: value == chosen, value, name };
        Field {
            id: format!("field-{code}"),
            code,
            label: self.label(question),
            line,
            choices: offered.into_iter().map(choice).collect(),
            folded,
            error: self.came.wrong.get(&question).cloned().unwrap_or_default(),
        }
    }

    fn known(&self) -> Vec<Known> {
        let (w, language, own) = (super::words(self.desk.language), self.desk.language, &self.order.outcomes);
        let contradictions: BTreeMap<Question, String> = own
            .contradictions()
            .map(|(question, _, register)| (question, said(question, &register.said, language)))
            .collect();
        let link = |question: Question| {
            format!("/cases/{}/orders/{}/outcome?field={}", self.seen.course.patient, self.order.id, question.code())
        };
        let mut all = Vec::new();
        if let (Some(choice), None) = (self.order.settled_choice(), own.answer(Question::TreatmentChoice)) {
            all.push(Known {
                label: self.label(Question::TreatmentChoice),
                value: code_word(Chosen::CODES, choice.code(), language).to_owned(),
                source: w.by_conference.to_owned(),
                otherwise: None,
                link: link(Question::TreatmentChoice),
            });
        }
        for (question, answer) in questions().filter_map(|question| Some((question, own.answer(question)?))) {
            let at = super::moment::time(answer.at);
            all.push(Known {
                label: self.label(question),
                value: said(question, &answer.said, language),
                source: answer
                    .register
                    .as_ref()
                    .map_or_else(|| format!("{} {at}", w.by_person), |own| format!("{own} {at}")),
                otherwise: contradictions.get(&question).cloned(),
                link: link(question),
            });
        }
        all
    }

    fn page(&self, asked: &[Question]) -> Result<Page, StoreError> {
        let (now, own) = (self.desk.now(), self.order);
        let path = format!("/cases/{}/orders/{}/outcome", self.seen.course.patient, own.id);
        let came_back = !self.came.form.is_empty();
        let answered = asked.iter().any(|question| own.outcomes.persons.contains_key(question));
        let other = |question: &Question| own.outcomes.answer(*question).is_none() && !asked.contains(question);
        let more =
            questions().filter(other).filter(|question| *question != Question::Response || own.criteria().is_some());
        let frame = self.desk.frame(if came_back { "" } else { &path });
        Ok(Page {
            patient: self.seen.course.patient.to_string(),
            order: own.id.to_string(),
            version: self.seen.version.0,
            key: new_id()?,
            opened: self.came.form.get("opened").map_or_else(|| now.to_string(), str::to_owned),
            signed: own.stamps.signed.is_some(),
            criteria: own.criteria().filter(|_| asked.contains(&Question::Response)),
            drivers: self.drivers().join(", "),
            fields: asked.iter().map(|question| self.field(*question)).collect(),
            why: answered.then(|| self.came.form.get("reason").unwrap_or_default().to_owned()),
            known: self.known(),
            more: more.map(|question| (format!("{path}?field={}", question.code()), self.label(question))).collect(),
            against: self
                .came
                .against
                .iter()
                .map(|own| Against { code: own.code.clone(), words: own.words.clone(), rules: own.rules.clone() })
                .collect(),
            changed: self.came.changed,
            path,
            frame,
        })
    }
}

/// What is asked of an order: the field that is wanted, else what is due.
fn asked(desk: &Desk, seen: &Seen, order: &Order, wanted: &Form) -> Vec<Question> {
    let named: Vec<Question> = wanted.all("field").filter_map(Question::from_code).collect();
    if !named.is_empty() {
        return named;
    }
    seen.course.due(order, desk.now()).map(|own| own.questions).unwrap_or_default()
}

fn shown(
    desk: &Desk,
    patient: &PatientId,
    order: &OrderId,
    wanted: &Form,
    came: &Came,
) -> Result<Response, StoreError> {
    let seen = desk.service.store.see_order(&desk.viewer, patient, order, RECORD, desk.now())?;
    let own = seen.course.order(order).ok_or(StoreError::Denied(Denial::Relation))?;
    let asked = if own.stamps.signed.is_some() { asked(desk, &seen, own, wanted) } else { vec![] };
    let status = match (came.changed, came.against.is_empty(), came.wrong.is_empty()) {
        (true, ..) => StatusCode::PRECONDITION_FAILED,
        (_, false, _) => StatusCode::CONFLICT,
        (.., false) => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::OK,
    };
    let made = Making { desk, seen: &seen, order: own, came }.page(&asked)?;
    Ok(page(status, &made))
}

/// Whose order it is. What is no name is nobody's.
fn place((patient, order): (String, String)) -> Result<(PatientId, OrderId), StoreError> {
    Ok((known(&patient)?, OrderId::new(&order).map_err(|_| StoreError::Denied(Denial::Relation))?))
}

pub(super) async fn form(desk: Desk, Path(asked): Path<(String, String)>, RawQuery(query): RawQuery) -> Response {
    desk.answer(move |desk| {
        let (patient, order) = place(asked)?;
        let wanted = Form::read(query.unwrap_or_default().as_bytes());
        shown(desk, &patient, &order, &wanted, &Came::default())
    })
    .await
}

/// What a field of the form says, or that it says two things.
fn answer(form: &Form, question: Question) -> Result<Said, ()> {
    let chosen = form.get(question.code()).filter(|own| *own != "not-yet");
    let line = form.get(&format!("{}.line", question.code()));
    match (line, chosen) {
        (Some(_), Some(_)) => Err(()),
        (Some(line), None) => match question.takes() {
            // A text is a text, also where it reads like an answer or a day.
            Takes::Text => Ok(Said::Word(line.to_owned())),
            _ => Ok(Said::read(line)),
        },
        (None, Some(own)) => Ok(Said::read(own)),
        (None, None) => Ok(Said::NotYet),
    }
}

/// Seconds since the form was opened; nothing where it lay about.
fn seconds(form: &Form, now: Timestamp) -> Option<u32> {
    let opened: Timestamp = form.get("opened")?.parse().ok()?;
    let took = now.duration_since(opened).as_secs();
    (0..=LONGEST).contains(&took).then(|| u32::try_from(took).ok()).flatten()
}

pub(super) async fn send(desk: Desk, Path(asked): Path<(String, String)>, body: Bytes) -> Response {
    desk.answer(move |desk| {
        let (patient, order) = place(asked)?;
        let form = Form::read(&body);
        let (mut answers, mut wrong) = (BTreeMap::new(), BTreeMap::new());
        let w = super::words(desk.language);
        for question in form.all("field").filter_map(Question::from_code) {
            match answer(&form, question) {
                Ok(said) => drop(answers.insert(question, said)),
                Err(()) => drop(wrong.insert(question, w.both_given.to_owned())),
            }
        }
        if !wrong.is_empty() {
            let sent = Form::read(&body);
            return shown(desk, &patient, &order, &sent, &Came { form, wrong, ..Came::default() });
        }
        let seconds = seconds(&form, desk.now());
        let reason = form.get("reason").map(str::to_owned);
        let outcome = Outcome { answers, register: None, seconds, reason };
        // How long it took is no part of what is asked again under the same key.
        let content = format!("outcome {order} {:?} {:?}", outcome.answers, outcome.reason);
        let command = Command::RecordOutcome { order: order.clone(), outcome };
        let rule_set = &desk.service.rule_set;
        let switches = rule_set.default_switches();
        let wish = wish(desk, &patient, &form, content);
        let came = match desk.service.store.act(&desk.viewer, &wish, &command, Rules { rule_set, switches: &switches })
        {
            Ok(_) => return Ok(go_to("/outcomes?saved=yes")),
            Err(StoreError::Refused(refusals)) => {
                let wrong = of_fields(&refusals, desk);
                Came { against: against(&refusals, desk), wrong, form, changed: false }
            }
            Err(StoreError::Unmet(_)) => Came { changed: true, form, ..Came::default() },
            Err(error) => return Err(error),
        };
        shown(desk, &patient, &order, &Form::read(&body), &came)
    })
    .await
}

/// Refusals that name a field, by field.
fn of_fields(refusals: &[clinic::course::Refusal], desk: &Desk) -> BTreeMap<Question, String> {
    use clinic::course::Refusal;
    let of = |own: &Refusal| match own {
        Refusal::Answer(question, _) | Refusal::Days(question, _) => Some((*question, own.words(desk.language))),
        _ => None,
    };
    refusals.iter().filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_says_one_thing() {
        let read = |text: &str, question| answer(&Form::read(text.as_bytes()), question);
        assert_eq!(read("death=not-yet", Question::Death), Ok(Said::NotYet));
        assert_eq!(read("", Question::Death), Ok(Said::NotYet), "nothing said is not yet");
        assert_eq!(read("death=no", Question::Death), Ok(Said::No));
        let day = Said::read("2027-03-31");
        assert_eq!(read("death=not-yet&death.line=2027-03-31", Question::Death), Ok(day), "what is written goes first");
        assert_eq!(read("death=not-known&death.line=2027-03-31", Question::Death), Err(()));
        assert_eq!(read("variant.line=no", Question::Variant), Ok(Said::Word("no".into())), "a text is a text");
    }

    #[test]
    fn the_time_is_that_of_the_form_and_not_of_a_night() {
        let now: Timestamp = "2027-03-31T12:00:00Z".parse().unwrap();
        let took = |opened: &str| seconds(&Form::read(format!("opened={opened}").as_bytes()), now);
        assert_eq!(took("2027-03-31T11:58:00Z"), Some(120));
        assert_eq!(took("2027-03-30T11:58:00Z"), None);
        assert_eq!(took("2027-03-31T12:58:00Z"), None, "from the future");
        assert_eq!(took("x"), None);
    }
}
