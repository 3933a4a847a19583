//! What needs no store: health, the schema of a referral, and the guideline's verdict on one.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use clinic::eligibility::{CannotAssess, assess};
use clinic::language::Language;
use clinic::referral::{DraftError, FieldError, Referral, ReferralDraft};
use guideline::rule_set::RuleSet;
use serde_json::json;

use super::answer::{Problem, json_answer, problem};
use super::body::is_json;

pub(super) async fn health(State(rule_set): State<Arc<RuleSet>>) -> Response {
    let identity = &rule_set.identity;
    let rules = json!({ "id": identity.id, "version": identity.version, "hash": rule_set.hash.to_string() });
    json_answer(StatusCode::OK, &json!({ "status": "ok", "rule_set": rules }))
}

pub(super) async fn verdict(
    State(rule_set): State<Arc<RuleSet>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    if !is_json(&headers) {
        return problem(Problem::KIND, &[]);
    }
    let Ok(body) = body else { return problem(Problem::TOO_LARGE, &[]) };
    // A decision takes milliseconds of computing, which others do not wait for.
    let decided = tokio::task::spawn_blocking(move || decide(&rule_set, &body)).await;
    decided.unwrap_or_else(|_| problem(Problem::FAILED, &[]))
}

fn decide(rule_set: &RuleSet, body: &[u8]) -> Response {
    let draft = match ReferralDraft::from_json(body) {
        Ok(draft) => draft,
        Err(DraftError::TooLarge) => return problem(Problem::TOO_LARGE, &[]),
        // The words of a parser may repeat what was sent; the place does not.
        Err(DraftError::Unreadable { line, column, .. }) => {
            return problem(Problem::UNREADABLE, &[json!({ "line": line, "column": column })]);
        }
    };
    let referral = match Referral::from_draft(&draft) {
        Ok(referral) => referral,
        Err(errors) => return problem(Problem::FIELDS, &errors.iter().map(field_error).collect::<Vec<_>>()),
    };
    match assess(rule_set, &referral, rule_set.default_switches()) {
        Ok(assessment) => json_answer(StatusCode::OK, &assessment.record(false)),
        Err(error) => cannot(&error),
    }
}

/// Why a referral is not put to the rules.
pub(super) fn cannot(error: &CannotAssess) -> Response {
    match error {
        CannotAssess::BeforeForce { from, .. } => {
            problem(Problem::BEFORE_FORCE, &[json!({ "path": "requisition.date", "from": from.to_string() })])
        }
        CannotAssess::NoSuchTrack { known, .. } => {
            problem(Problem::NO_TRACK, &[json!({ "path": "requisition.indication", "known": known })])
        }
    }
}

/// Path, code and remedy; never what was given, which may be a person's.
pub(super) fn field_error(error: &FieldError) -> serde_json::Value {
    json!({
        "path": error.path,
        "code": error.fault.code(),
        "da": error.fault.remedy(Language::Da),
        "en": error.fault.remedy(Language::En),
    })
}
