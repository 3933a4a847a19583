//! The pages: made on the server, working without a script, in Danish and English, by keyboard and by screen reader.
//!
//! Open to everyone are the pages that need no person's data: the rules with the guideline's words, its open questions, and the check of
//! a referral, of which nothing is kept.

mod code_words;
mod field_words;
mod form;
mod frame;
mod requisition;
mod rules;
mod verdict;
mod words;

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use axum::routing::get;
use clinic::language::Language;
use guideline::rule_set::RuleSet;

use form::Form;
use frame::{Frame, Notice, failed, language_of, page, style};

pub use words::{Words, words};

type Rules = State<Arc<RuleSet>>;

/// The pages that need no sign-in.
pub fn open_pages(rule_set: &Arc<RuleSet>) -> Router {
    Router::new()
        .route("/", get(start))
        .route("/style.css", get(|| async { style() }))
        .route("/language/{language}", get(language))
        .route("/requisition", get(empty_requisition).post(checked_requisition))
        .route("/rules", get(rule_list))
        .route("/rules/{id}", get(one_rule))
        .route("/questions", get(question_list))
        .route("/questions/{id}", get(one_question))
        .with_state(Arc::clone(rule_set))
}

/// The page that says that there is none, for everything that begins no path of the interfaces.
pub(crate) fn nothing_here(headers: &HeaderMap, rule_set: &RuleSet) -> Response {
    let frame = Frame::new(language_of(headers), "", rule_set);
    Notice::of(frame, |words| (words.not_found, words.not_found_text)).answer(StatusCode::NOT_FOUND)
}

async fn start(State(rule_set): Rules, headers: HeaderMap) -> Response {
    page(StatusCode::OK, &frame::Start { frame: Frame::new(language_of(&headers), "/", &rule_set) })
}

/// Sets the language and goes back to a page of this service.
async fn language(Path(wanted): Path<String>, RawQuery(query): RawQuery) -> Response {
    let wanted = if wanted == "en" { Language::En } else { Language::Da };
    let query = Form::read(query.unwrap_or_default().as_bytes());
    frame::remember(wanted, query.get("to").unwrap_or("/"))
}

async fn empty_requisition(State(rule_set): Rules, headers: HeaderMap) -> Response {
    let frame = Frame::new(language_of(&headers), "/requisition", &rule_set);
    page(StatusCode::OK, &requisition::empty(frame, &rule_set))
}

async fn checked_requisition(
    State(rule_set): Rules,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let language = language_of(&headers);
    let is_form = headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/x-www-form-urlencoded");
    let (Ok(body), true) = (body, is_form) else {
        let frame = Frame::new(language, "/requisition", &rule_set);
        return Notice::of(frame, |words| (words.unreadable, words.unreadable_text)).answer(StatusCode::BAD_REQUEST);
    };
    let rules = Arc::clone(&rule_set);
    // A decision takes milliseconds of computing, which others do not wait for.
    let made = tokio::task::spawn_blocking(move || {
        let form = Form::read(&body);
        let language = match form.get("language") {
            Some("en") => Language::En,
            Some("da") => Language::Da,
            _ => language,
        };
        let answer = requisition::checked(Frame::new(language, "/requisition", &rules), &rules, &form.draft());
        frame::remembering(language, page(answer.status(), &answer))
    });
    made.await.unwrap_or_else(|_| failed(Frame::new(language, "", &rule_set)))
}

async fn rule_list(State(rule_set): Rules, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let wanted = Form::read(query.unwrap_or_default().as_bytes());
    let frame = Frame::new(language_of(&headers), "/rules", &rule_set);
    page(StatusCode::OK, &rules::list(frame, &rule_set, &wanted))
}

async fn one_rule(State(rule_set): Rules, Path(id): Path<String>, headers: HeaderMap) -> Response {
    let frame = Frame::new(language_of(&headers), &format!("/rules/{id}"), &rule_set);
    match rule_set.rule(&id) {
        Some(rule) => page(StatusCode::OK, &rules::one(frame, &rule_set, rule)),
        None => nothing_here(&headers, &rule_set),
    }
}

async fn question_list(State(rule_set): Rules, headers: HeaderMap) -> Response {
    let frame = Frame::new(language_of(&headers), "/questions", &rule_set);
    page(StatusCode::OK, &rules::questions(frame, &rule_set))
}

async fn one_question(State(rule_set): Rules, Path(id): Path<String>, headers: HeaderMap) -> Response {
    let frame = Frame::new(language_of(&headers), &format!("/questions/{id}"), &rule_set);
    match rule_set.find_switch(&id) {
        Some((_, own)) => page(StatusCode::OK, &rules::question(frame, &rule_set, own)),
        None => nothing_here(&headers, &rule_set),
    }
}
