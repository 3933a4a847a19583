//! The pages: made on the server, working without a script, in Danish and English, by keyboard and by screen reader.
//!
//! Open to everyone are the pages that need no person's data: the rules with the guideline's words, its open questions, and the check of
//! a referral, of which nothing is kept.

mod accessibility;
mod accounts;
mod age;
mod ageing;
mod board;
mod case;
mod code2d;
mod code_words;
mod correction;
mod desk;
mod door;
mod event_words;
mod evidence;
mod field_words;
mod form;
mod frame;
mod glass;
mod joining;
mod language_of_parts;
mod log;
mod moment;
mod outcome;
mod outcomes;
mod own_log;
mod paper;
mod parts;
mod people;
mod provider;
mod registers;
mod requisition;
mod route;
mod rules;
mod statements;
mod steps;
mod submission;
mod units;
mod verdict;
mod words;
mod worklist;

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use clinic::language::Language;
use clinic::referral::ReferralDraft;
use guideline::rule_set::RuleSet;
use jiff::Timestamp;

use crate::operator::Operator;
use form::Form;
use frame::{Frame, Notice, failed, language_of, page, session_script, style};

pub use accessibility::{EVALUATION, Evaluation};
pub(crate) use code_words::code_word;
pub(crate) use evidence::{as_it_is, why_not};
pub(crate) use form::whole;
pub use route::{PAGES, Page};
pub(crate) use route::{open_pages, pages};
pub use words::{Words, words};

/// What the open pages are made of.
#[derive(Clone)]
pub(crate) struct Open {
    /// The rules.
    pub rule_set: Arc<RuleSet>,
    /// Whether there is more behind a sign-in.
    pub with_store: bool,
    /// Whether it is a demonstration.
    pub demo: bool,
    /// Whether browsers come by TLS.
    pub secure: bool,
    /// Who answers for the accessibility of the pages, if that is stated.
    pub operator: Option<Arc<Operator>>,
    /// The time.
    pub now: fn() -> Timestamp,
}

impl Open {
    fn frame(&self, headers: &HeaderMap, path: &str) -> Frame {
        let mut frame = Frame::new(language_of(headers), path, &self.rule_set);
        frame.demo = self.demo;
        if self.with_store { frame.before_the_door() } else { frame }
    }
}

/// The page that says that there is none, for everything that begins no path of the interfaces.
pub(crate) fn nothing_here(headers: &HeaderMap, rule_set: &RuleSet) -> Response {
    let frame = Frame::new(language_of(headers), "", rule_set);
    Notice::of(frame, |words| (words.not_found, words.not_found_text)).answer(StatusCode::NOT_FOUND)
}

async fn start(State(open): State<Open>, headers: HeaderMap) -> Response {
    page(StatusCode::OK, &frame::Start { frame: open.frame(&headers, "/") })
}

/// Sets the language and goes back to a page of this service.
async fn language(State(open): State<Open>, Path(wanted): Path<String>, RawQuery(query): RawQuery) -> Response {
    let wanted = if wanted == "en" { Language::En } else { Language::Da };
    let query = Form::read(query.unwrap_or_default().as_bytes());
    frame::remembering(wanted, open.secure, frame::go_to(query.get("to").unwrap_or("/")))
}

async fn empty_requisition(State(open): State<Open>, headers: HeaderMap) -> Response {
    let frame = open.frame(&headers, "/requisition");
    page(StatusCode::OK, &requisition::unchecked(frame, &open.rule_set, &ReferralDraft::default(), None))
}

async fn checked_requisition(
    State(open): State<Open>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let is_form = headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/x-www-form-urlencoded");
    let (Ok(body), true) = (body, is_form) else {
        let frame = open.frame(&headers, "/requisition");
        return Notice::of(frame, |words| (words.unreadable, words.unreadable_text)).answer(StatusCode::BAD_REQUEST);
    };
    let again = open.frame(&headers, "");
    // A decision takes milliseconds of computing, which others do not wait for.
    let made = tokio::task::spawn_blocking(move || {
        let form = Form::read(&body);
        let mut frame = open.frame(&headers, "/requisition").out_of_a_form();
        match form.get("language") {
            Some("en") => frame = frame.in_language(Language::En),
            Some("da") => frame = frame.in_language(Language::Da),
            _ => {}
        }
        let (language, secure) = (frame.language, open.secure);
        let answer = requisition::checked(frame, &open.rule_set, &form.draft(), None);
        frame::remembering(language, secure, page(answer.status(), &answer))
    });
    made.await.unwrap_or_else(|_| failed(again))
}

async fn rule_list(State(open): State<Open>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let wanted = Form::read(query.unwrap_or_default().as_bytes());
    let frame = open.frame(&headers, "/rules");
    page(StatusCode::OK, &rules::list(frame, &open.rule_set, &wanted))
}

async fn one_rule(State(open): State<Open>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    let frame = open.frame(&headers, &format!("/rules/{id}"));
    match open.rule_set.rule(&id) {
        Some(rule) => page(StatusCode::OK, &rules::one(frame, &open.rule_set, rule)),
        None => nothing_here(&headers, &open.rule_set),
    }
}

async fn question_list(State(open): State<Open>, headers: HeaderMap) -> Response {
    let frame = open.frame(&headers, "/questions");
    page(StatusCode::OK, &rules::questions(frame, &open.rule_set))
}

async fn one_question(State(open): State<Open>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    let frame = open.frame(&headers, &format!("/questions/{id}"));
    match open.rule_set.find_switch(&id) {
        Some((_, own)) => page(StatusCode::OK, &rules::question(frame, &open.rule_set, own)),
        None => nothing_here(&headers, &open.rule_set),
    }
}

async fn statement_list(State(open): State<Open>, headers: HeaderMap) -> Response {
    let frame = open.frame(&headers, "/statements");
    page(StatusCode::OK, &statements::statements(frame, &open.rule_set))
}

async fn register_list(State(open): State<Open>, headers: HeaderMap) -> Response {
    let frame = open.frame(&headers, "/registers");
    page(StatusCode::OK, &registers::list(frame, &open.rule_set))
}

async fn one_register(State(open): State<Open>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    let frame = open.frame(&headers, &format!("/registers/{id}"));
    match registers::one(frame, &open.rule_set, &id) {
        Some(register) => page(StatusCode::OK, &register),
        None => nothing_here(&headers, &open.rule_set),
    }
}
