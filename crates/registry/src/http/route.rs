//! The table of routes. The router, the description and the tests are made of it: what is not in it is not there.

use std::sync::Arc;

use axum::routing::{MethodRouter, delete, get, post, put};
use clinic::course::CommandKind;
use clinic::referral::json_schema;
use guideline::rule_set::RuleSet;

use super::answer::json_answer;
use super::{Service, administration, cds, course, fhir, joining, nothing_here, outcome, person, session, verdict};
use crate::access::policy::Action;

/// What a route asks before it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: it answers without a store.
    Nothing,
    /// A store, and nobody signed in: it is the door itself, or says what is behind it.
    Door,
    /// Somebody signed in, about themselves or what is everybody's.
    Viewer,
    /// Somebody whom the policy lets do this.
    May(Action),
    /// Somebody whom the policy lets do what the command sent says.
    Command,
}

/// What a route changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changes {
    /// Nothing.
    Nothing,
    /// Something that others change too: the writer says which version was seen.
    Versioned,
    /// Something that has no versions, and why none is needed.
    Alone(&'static str),
}

/// A route, as the description tells it.
#[derive(Debug, Clone, Copy)]
pub struct Route {
    /// `GET`, `POST`, `PUT` or `DELETE`.
    pub method: &'static str,
    /// Its path.
    pub path: &'static str,
    /// What it asks.
    pub needs: Needs,
    /// What it changes.
    pub changes: Changes,
    /// What is sent, by its name among the schemas.
    pub body: Option<&'static str>,
    /// What it does.
    pub summary: &'static str,
}

const fn route(
    method: &'static str,
    path: &'static str,
    needs: Needs,
    changes: Changes,
    body: Option<&'static str>,
    summary: &'static str,
) -> Route {
    Route { method, path, needs, changes, body, summary }
}

const OWN: Changes = Changes::Alone("the own session");
const SAME: Changes = Changes::Alone("the same again has the same effect");
const ADDS: Changes = Changes::Alone("only adds");
const ONCE: Changes = Changes::Alone("once, and then never again");

/// The interactions of the facade with a type of resource.
macro_rules! told {
    (read $kind:literal, $action:expr) => {
        route(
            "GET",
            concat!("/fhir/", $kind, "/{id}"),
            Needs::May($action),
            Changes::Nothing,
            None,
            concat!("Reads a ", $kind, "; its ETag is the version of the course."),
        )
    };
    (search $kind:literal, $action:expr) => {
        route(
            "GET",
            concat!("/fhir/", $kind),
            Needs::May($action),
            Changes::Nothing,
            None,
            concat!("Searches ", $kind, "; /fhir/metadata names the parameters."),
        )
    };
    (post $kind:literal, $action:expr) => {
        route(
            "POST",
            concat!("/fhir/", $kind, "/_search"),
            Needs::May($action),
            Changes::Nothing,
            Some("Search"),
            concat!("Searches ", $kind, " by what a form says."),
        )
    };
}

/// Every route.
#[rustfmt::skip]
pub const ROUTES: &[Route] = &[
    route("GET", "/health", Needs::Nothing, Changes::Nothing, None, "That the service runs, and which rules it decides by."),
    route("GET", "/openapi.json", Needs::Nothing, Changes::Nothing, None, "This description."),
    route("GET", "/v1/referral/schema", Needs::Nothing, Changes::Nothing, None, "The JSON Schema of a referral."),
    route("POST", "/v1/referral/verdict", Needs::Nothing, Changes::Nothing, Some("Referral"),
        "The guideline's answer to a referral: every rule with its outcome, page and quote, what is missing, and the smallest change that would make it \
         eligible. Nothing is kept."),
    route("GET", "/cds-services", Needs::Nothing, Changes::Nothing, None, "CDS Hooks: which services there are."),
    route("POST", "/cds-services/wgs-referral", Needs::Nothing, Changes::Nothing, Some("CdsCall"),
        "CDS Hooks: the guideline's answer to an order that is being drafted, as a card. Nothing is kept."),
    route("POST", "/v1/session", Needs::Door, OWN, Some("SignIn"), "Signs in; the answer sets the cookie."),
    route("GET", "/v1/session", Needs::Viewer, Changes::Nothing, None, "Who is signed in, in which role, and which others there are."),
    route("PUT", "/v1/session", Needs::Viewer, OWN, Some("Membership"), "Works in another of the own roles."),
    route("DELETE", "/v1/session", Needs::Viewer, OWN, None, "Signs out."),
    route("POST", "/v1/session/renewal", Needs::Viewer, OWN, Some("Renewal"), "Shows again who one is; a signature asks for it within five minutes. The cookie is another from then on."),
    route("POST", "/v1/session/password", Needs::Viewer, OWN, Some("NewPassword"), "Changes the own password; every other own session ends, and the cookie is another from then on."),
    route("GET", "/v1/sessions", Needs::Viewer, Changes::Nothing, None, "The own sessions."),
    route("DELETE", "/v1/sessions", Needs::Viewer, OWN, None, "Ends all own sessions, this one too; asks for a renewed identification."),
    route("DELETE", "/v1/sessions/{id}", Needs::Viewer, OWN, None, "Ends one of the own sessions; asks for a renewed identification."),
    route("GET", "/v1/worklist", Needs::May(Action::ReadWorklist), Changes::Nothing, None, "The orders that are not ended, as far as the role sees them, the oldest first: a hundred, and where the next are."),
    route("POST", "/v1/persons", Needs::May(Action::RegisterPerson), SAME, Some("NewPerson"),
        "Puts a person on the register, and the own unit among those that treat them; answers with the pseudonym."),
    route("POST", "/v1/persons/search", Needs::May(Action::FindPerson), Changes::Nothing, Some("Sought"), "Finds a person of the own unit by number."),
    route("GET", "/v1/courses/{id}", Needs::May(Action::ReadCourse), Changes::Nothing, None, "A course, as far as the role sees it; its ETag is the version."),
    route("GET", "/v1/courses/{id}/person", Needs::May(Action::ReadPerson), Changes::Nothing, None, "Who the patient is."),
    route("PUT", "/v1/courses/{id}/person", Needs::May(Action::CorrectPerson), Changes::Versioned, Some("CorrectedPerson"),
        "Corrects who the patient is, with a reason; an earlier number finds the patient still. Another number asks for a renewed identification."),
    route("GET", "/v1/courses/{id}/joining", Needs::May(Action::JoinCourses), Changes::Nothing, None,
        "The proposal to join the course into another of the same person, and what would follow; null where there is none."),
    route("POST", "/v1/courses/{id}/joining", Needs::May(Action::JoinCourses), SAME, Some("Joining"),
        "Proposes to join the course into that of the person of a number, with a reason; somebody else confirms it within seven days. Asks for a renewed identification."),
    route("POST", "/v1/courses/{id}/joining/confirmation", Needs::May(Action::JoinCourses), ONCE, Some("Confirmation"),
        "Confirms a proposal of somebody else: the two courses are one, and the pseudonym that goes on is answered. Asks for a renewed identification."),
    route("POST", "/v1/courses/{id}/commands", Needs::Command, Changes::Versioned, Some("Command"), "Does something in a course."),
    route("POST", "/v1/courses/{id}/orders", Needs::May(Action::Submit), Changes::Versioned, Some("Submission"), "Submits an order on a referral."),
    route("GET", "/v1/courses/{id}/orders/{order}/verdict", Needs::May(Action::ReadCourse), Changes::Nothing, None,
        "The guideline's answer on which an order was submitted."),
    route("GET", "/v1/courses/{id}/orders/{order}/outcome", Needs::May(Action::Do(CommandKind::RecordOutcome)), Changes::Nothing, None,
        "What is asked and known of an outcome; what is answered is the command `record-outcome`."),
    route("GET", "/v1/outcomes", Needs::May(Action::ReadDueOutcomes), Changes::Nothing, None, "The forms of follow-up that are due, as far as the role sees them."),
    route("GET", "/v1/courses/{id}/access-log", Needs::May(Action::ReadAccessLog), Changes::Nothing, None, "Who has had to do with a patient, the oldest first: five hundred records, and where the next are."),
    route("POST", "/v1/broken-glass", Needs::May(Action::BreakGlass), ADDS, Some("Breaking"),
        "Shows a course without a relation, for an hour, with a reason that is reviewed."),
    route("GET", "/v1/broken-glass", Needs::May(Action::ReviewBreakGlass), Changes::Nothing, None, "Who looked without a relation, and why."),
    route("POST", "/v1/broken-glass/{id}/review", Needs::May(Action::ReviewBreakGlass), ONCE, Some("Review"), "Writes down what a review found."),
    route("GET", "/v1/accounts", Needs::May(Action::KeepAccounts), Changes::Nothing, None, "Every account."),
    route("PUT", "/v1/accounts/{id}", Needs::May(Action::KeepAccounts), Changes::Versioned, Some("SetAccount"),
        "Adds an account with its first password, or changes one and ends its sessions; asks for a renewed identification."),
    route("POST", "/v1/accounts/{id}/password", Needs::May(Action::KeepAccounts), SAME, Some("SetPassword"), "Sets another's password, which they change at the next sign-in, and ends their sessions; asks for a renewed identification."),
    route("DELETE", "/v1/accounts/{id}/sessions", Needs::May(Action::KeepAccounts), SAME, None, "Ends another's sessions at once."),
    route("GET", "/v1/units", Needs::Viewer, Changes::Nothing, None, "The register of units."),
    route("PUT", "/v1/units/{id}", Needs::May(Action::KeepUnits), Changes::Versioned, Some("Unit"), "Adds or changes a unit."),
    route("GET", "/fhir/metadata", Needs::Door, Changes::Nothing, None, "The CapabilityStatement of the FHIR R4 facade."),
    told!(read "Patient", Action::ReadCourse), told!(search "Patient", Action::ReadCourse), told!(post "Patient", Action::FindPerson),
    route("GET", "/fhir/Patient/{id}/$everything", Needs::May(Action::ReadCourse), Changes::Nothing, None,
        "Every resource of a patient, in pages; who it is and what reports say, as far as that is shown."),
    told!(read "ServiceRequest", Action::ReadCourse), told!(search "ServiceRequest", Action::ReadCourse), told!(post "ServiceRequest", Action::ReadCourse),
    told!(read "Task", Action::ReadCourse), told!(search "Task", Action::ReadCourse), told!(post "Task", Action::ReadCourse),
    told!(read "Specimen", Action::ReadCourse), told!(search "Specimen", Action::ReadCourse), told!(post "Specimen", Action::ReadCourse),
    told!(read "Consent", Action::ReadCourse), told!(search "Consent", Action::ReadCourse), told!(post "Consent", Action::ReadCourse),
    told!(read "QuestionnaireResponse", Action::ReadCourse), told!(search "QuestionnaireResponse", Action::ReadCourse), told!(post "QuestionnaireResponse", Action::ReadCourse),
    told!(read "Condition", Action::ReadCourse), told!(search "Condition", Action::ReadCourse), told!(post "Condition", Action::ReadCourse),
    told!(read "Observation", Action::ReadCourse), told!(search "Observation", Action::ReadCourse), told!(post "Observation", Action::ReadCourse),
    told!(read "DiagnosticReport", Action::ReadCourse), told!(search "DiagnosticReport", Action::ReadCourse), told!(post "DiagnosticReport", Action::ReadCourse),
    told!(read "Binary", Action::ReadReport), told!(read "Bundle", Action::ReadReport),
    route("GET", "/fhir/$export", Needs::May(Action::Export), Changes::Nothing, None, "Begins a bulk export of what the role sees, pseudonymous and under consent."),
    route("GET", "/fhir/Patient/$export", Needs::May(Action::Export), Changes::Nothing, None, "The same: everything that is exported is of patients."),
    route("GET", "/fhir/$export-status", Needs::May(Action::Export), Changes::Nothing, None, "The files of a bulk export."),
    route("GET", "/fhir/$export-file/{kind}/{part}", Needs::May(Action::Export), Changes::Nothing, None, "A file of a bulk export: a resource a line."),
    told!(search "AuditEvent", Action::ReadAccessLog), told!(post "AuditEvent", Action::ReadAccessLog),
];

/// The handler of a route that needs no store.
pub(super) fn open(route: &Route) -> MethodRouter<Arc<RuleSet>> {
    use axum::http::StatusCode;
    match route.path {
        "/health" => get(verdict::health),
        "/v1/referral/schema" => get(|| async { json_answer(StatusCode::OK, &json_schema()) }),
        "/v1/referral/verdict" => post(verdict::verdict),
        "/cds-services" => get(cds::services),
        "/cds-services/wgs-referral" => post(cds::called),
        _ => get(nothing_here),
    }
}

/// The handler of a route that needs one.
pub(super) fn guarded(route: &Route) -> MethodRouter<Arc<Service>> {
    match (route.method, route.path) {
        ("POST", "/v1/session") => post(session::sign_in),
        ("GET", "/v1/session") => get(session::whoami),
        ("PUT", "/v1/session") => put(session::choose),
        ("DELETE", "/v1/session") => delete(session::sign_out),
        ("POST", "/v1/session/renewal") => post(session::renew),
        ("POST", "/v1/session/password") => post(session::change_password),
        ("GET", "/v1/sessions") => get(session::own_sessions),
        ("DELETE", "/v1/sessions") => delete(session::end_own_sessions),
        ("DELETE", "/v1/sessions/{id}") => delete(session::end_own_session),
        ("GET", "/v1/worklist") => get(course::worklist),
        ("POST", "/v1/persons") => post(person::register),
        ("POST", "/v1/persons/search") => post(person::find),
        ("GET", "/v1/courses/{id}") => get(course::see),
        ("GET", "/v1/courses/{id}/person") => get(person::show),
        ("PUT", "/v1/courses/{id}/person") => put(person::correct),
        ("GET", "/v1/courses/{id}/joining") => get(joining::show),
        ("POST", "/v1/courses/{id}/joining") => post(joining::propose),
        ("POST", "/v1/courses/{id}/joining/confirmation") => post(joining::confirm),
        ("POST", "/v1/courses/{id}/commands") => post(course::command),
        ("POST", "/v1/courses/{id}/orders") => post(course::submit),
        ("GET", "/v1/courses/{id}/orders/{order}/verdict") => get(course::verdict),
        ("GET", "/v1/courses/{id}/orders/{order}/outcome") => get(outcome::of_order),
        ("GET", "/v1/outcomes") => get(outcome::list),
        ("GET", "/v1/courses/{id}/access-log") => get(course::access_log),
        ("POST", "/v1/broken-glass") => post(person::break_glass),
        ("GET", "/v1/broken-glass") => get(person::broken_glass),
        ("POST", "/v1/broken-glass/{id}/review") => post(person::review),
        ("GET", "/v1/accounts") => get(administration::accounts),
        ("PUT", "/v1/accounts/{id}") => put(administration::set_account),
        ("POST", "/v1/accounts/{id}/password") => post(administration::set_password),
        ("DELETE", "/v1/accounts/{id}/sessions") => delete(administration::end_sessions),
        ("GET", "/v1/units") => get(administration::units),
        ("PUT", "/v1/units/{id}") => put(administration::set_unit),
        (_, path) if path.starts_with("/fhir/") => fhir::guarded(route),
        _ => get(nothing_here),
    }
}
