//! The table of pages. The router and the tests are made of it: what is not in it is not there.

use std::sync::Arc;

use axum::Router;
use axum::routing::{MethodRouter, get, post};
use clinic::course::CommandKind;
use clinic::staff::Role;

use super::{
    Open, accessibility, accounts, ageing, board, case, correction, door, evidence, glass, joining, log, outcome,
    outcomes, own_log, paper, people, provider, submission, units, worklist,
};
use crate::access::policy::{Action, roles};
use crate::http::{Changes, Needs, Service};

/// A page, or what a form on one is sent to.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// Its path.
    pub path: &'static str,
    /// What it asks.
    pub needs: Needs,
    /// What it changes.
    pub changes: Changes,
}

const fn see(path: &'static str, needs: Needs) -> Page {
    Page { method: "GET", path, needs, changes: Changes::Nothing }
}

const fn send(path: &'static str, needs: Needs, changes: Changes) -> Page {
    Page { method: "POST", path, needs, changes }
}

const OWN: Changes = Changes::Alone("the own session");
const ADDS: Changes = Changes::Alone("only adds");
const ONCE: Changes = Changes::Alone("once, and then never again");
const SAME: Changes = Changes::Alone("the same again has the same effect");

/// Every page.
#[rustfmt::skip]
pub const PAGES: &[Page] = &[
    see("/", Needs::Nothing),
    see("/style.css", Needs::Nothing),
    see("/session.js", Needs::Nothing),
    see("/language/{language}", Needs::Nothing),
    see("/requisition", Needs::Nothing),
    send("/requisition", Needs::Nothing, Changes::Nothing),
    see("/rules", Needs::Nothing),
    see("/rules/{id}", Needs::Nothing),
    see("/questions", Needs::Nothing),
    see("/questions/{id}", Needs::Nothing),
    see("/statements", Needs::Nothing),
    see("/registers", Needs::Nothing),
    see("/registers/{id}", Needs::Nothing),
    see("/accessibility", Needs::Nothing),
    see("/was", Needs::Nothing),
    see("/home", Needs::Door),
    see("/sign-in", Needs::Door),
    send("/sign-in", Needs::Door, OWN),
    see("/sign-in/provider", Needs::Door),
    see("/sign-in/returned", Needs::Door),
    see("/sign-in/left", Needs::Door),
    send("/sign-in/ended", Needs::Door, SAME),
    send("/sign-out", Needs::Viewer, OWN),
    send("/role", Needs::Viewer, OWN),
    see("/sessions", Needs::Viewer),
    send("/sessions", Needs::Viewer, OWN),
    see("/worklist", Needs::May(Action::ReadWorklist)),
    see("/ageing", Needs::May(Action::ReadWorklist)),
    see("/figures", Needs::May(Action::ReadFigures)),
    see("/figures/{figure}", Needs::May(Action::ReadFigures)),
    see("/figures/{figure}/cases", Needs::May(Action::ListFigureCases)),
    see("/published", Needs::May(Action::ReadPublished)),
    see("/published/{figure}", Needs::May(Action::ReadPublished)),
    see("/patients", Needs::May(Action::FindPerson)),
    send("/patients", Needs::May(Action::FindPerson), SAME),
    see("/cases/{patient}", Needs::May(Action::ReadCourse)),
    send("/cases/{patient}", Needs::Command, Changes::Versioned),
    send("/cases/{patient}/renewal", Needs::Viewer, OWN),
    see("/cases/{patient}/person", Needs::May(Action::CorrectPerson)),
    send("/cases/{patient}/person", Needs::May(Action::CorrectPerson), Changes::Versioned),
    see("/cases/{patient}/joining", Needs::May(Action::JoinCourses)),
    send("/cases/{patient}/joining", Needs::May(Action::JoinCourses), ONCE),
    see("/cases/{patient}/log", Needs::May(Action::ReadAccessLog)),
    see("/cases/{patient}/own-log", Needs::May(Action::ReadOwnLog)),
    see("/cases/{patient}/orders/{order}/reports/{report}", Needs::May(Action::ReadReport)),
    see("/cases/{patient}/orders/{order}/reports/{report}/{file}", Needs::May(Action::ReadReport)),
    see("/outcomes", Needs::May(Action::ReadDueOutcomes)),
    see("/cases/{patient}/orders/{order}/outcome", Needs::May(Action::Do(CommandKind::RecordOutcome))),
    send("/cases/{patient}/orders/{order}/outcome", Needs::May(Action::Do(CommandKind::RecordOutcome)), Changes::Versioned),
    see("/cases/{patient}/requisition", Needs::May(Action::Submit)),
    send("/cases/{patient}/requisition", Needs::May(Action::Submit), Changes::Versioned),
    see("/cases/{patient}/requisition/print", Needs::May(Action::Submit)),
    see("/cases/{patient}/specimens/{specimen}/label", Needs::May(Action::ReadCourse)),
    see("/accounts", Needs::May(Action::KeepAccounts)),
    send("/accounts", Needs::May(Action::KeepAccounts), ONCE),
    see("/accounts/{account}", Needs::May(Action::KeepAccounts)),
    send("/accounts/{account}", Needs::May(Action::KeepAccounts), Changes::Versioned),
    see("/units", Needs::May(Action::KeepUnits)),
    send("/units", Needs::May(Action::KeepUnits), Changes::Versioned),
    see("/logs", Needs::May(Action::ReadOwnLog)),
    see("/break-glass", Needs::May(Action::BreakGlass)),
    send("/break-glass", Needs::May(Action::BreakGlass), ADDS),
    see("/broken-glass", Needs::May(Action::ReviewBreakGlass)),
    send("/broken-glass", Needs::May(Action::ReviewBreakGlass), ONCE),
];

/// Whether a role may open a page at an address, as far as the role decides that; what is no page is for the router to say.
pub(super) fn may_open(role: Role, address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or(address);
    let fits = |page: &&Page| {
        let same = |(own, asked): (&str, &str)| own == asked || own.starts_with('{');
        page.method == "GET"
            && page.path.split('/').count() == path.split('/').count()
            && page.path.split('/').zip(path.split('/')).all(same)
    };
    PAGES.iter().find(fits).is_none_or(|page| match page.needs {
        Needs::May(action) => roles(action).contains(&role),
        _ => true,
    })
}

/// The pages that need no sign-in.
pub(crate) fn open_pages(open: Open) -> Router {
    let pages = PAGES.iter().filter(|page| page.needs == Needs::Nothing);
    pages.fold(Router::new(), |router, page| router.route(page.path, without_a_store(page))).with_state(open)
}

/// The pages for whoever is signed in, and the door.
pub(crate) fn pages() -> Router<Arc<Service>> {
    let pages = PAGES.iter().filter(|page| page.needs != Needs::Nothing);
    pages.fold(Router::new(), |router, page| router.route(page.path, guarded(page)))
}

fn without_a_store(page: &Page) -> MethodRouter<Open> {
    match (page.method, page.path) {
        ("GET", "/") => get(super::start),
        ("GET", "/style.css") => get(|| async { super::style() }),
        ("GET", "/session.js") => get(|| async { super::session_script() }),
        ("GET", "/language/{language}") => get(super::language),
        ("GET", "/requisition") => get(super::empty_requisition),
        ("POST", "/requisition") => post(super::checked_requisition),
        ("GET", "/rules") => get(super::rule_list),
        ("GET", "/rules/{id}") => get(super::one_rule),
        ("GET", "/questions") => get(super::question_list),
        ("GET", "/questions/{id}") => get(super::one_question),
        ("GET", "/statements") => get(super::statement_list),
        ("GET", "/registers") => get(super::register_list),
        ("GET", "/registers/{id}") => get(super::one_register),
        ("GET", "/accessibility") => get(accessibility::statement),
        ("GET", "/was") => get(accessibility::was),
        _ => MethodRouter::new(),
    }
}

fn guarded(page: &Page) -> MethodRouter<Arc<Service>> {
    match (page.method, page.path) {
        ("GET", "/home") => get(door::beginning),
        ("GET", "/sign-in") => get(door::sign_in),
        ("POST", "/sign-in") => post(door::come_in),
        ("GET", "/sign-in/provider") => get(provider::sets_out),
        ("GET", "/sign-in/returned") => get(provider::returned),
        ("GET", "/sign-in/left") => get(provider::left),
        ("POST", "/sign-in/ended") => post(provider::ended),
        ("POST", "/sign-out") => post(door::go_out),
        ("POST", "/role") => post(door::choose),
        ("GET", "/sessions") => get(door::sessions),
        ("POST", "/sessions") => post(door::set_sessions),
        ("GET", "/worklist") => get(worklist::worklist),
        ("GET", "/ageing") => get(ageing::ageing),
        ("GET", "/figures") => get(board::figures),
        ("GET", "/figures/{figure}") => get(board::figure),
        ("GET", "/figures/{figure}/cases") => get(board::cases),
        ("GET", "/published") => get(board::published),
        ("GET", "/published/{figure}") => get(board::published_figure),
        ("GET", "/patients") => get(people::empty),
        ("POST", "/patients") => post(people::asked),
        ("GET", "/cases/{patient}") => get(case::case),
        ("POST", "/cases/{patient}") => post(case::act),
        ("POST", "/cases/{patient}/renewal") => post(case::renew),
        ("GET", "/cases/{patient}/person") => get(correction::before),
        ("POST", "/cases/{patient}/person") => post(correction::correct),
        ("GET", "/cases/{patient}/joining") => get(joining::before),
        ("POST", "/cases/{patient}/joining") => post(joining::asked),
        ("GET", "/cases/{patient}/log") => get(log::log),
        ("GET", "/cases/{patient}/own-log") => get(own_log::own_log),
        ("GET", "/cases/{patient}/orders/{order}/reports/{report}") => get(evidence::evidence),
        ("GET", "/cases/{patient}/orders/{order}/reports/{report}/{file}") => get(evidence::file),
        ("GET", "/outcomes") => get(outcomes::list),
        ("GET", "/cases/{patient}/orders/{order}/outcome") => get(outcome::form),
        ("POST", "/cases/{patient}/orders/{order}/outcome") => post(outcome::send),
        ("GET", "/cases/{patient}/requisition") => get(submission::write),
        ("POST", "/cases/{patient}/requisition") => post(submission::send),
        ("GET", "/cases/{patient}/requisition/print") => get(paper::requisition),
        ("GET", "/cases/{patient}/specimens/{specimen}/label") => get(paper::label),
        ("GET", "/accounts") => get(accounts::accounts),
        ("POST", "/accounts") => post(accounts::add),
        ("GET", "/accounts/{account}") => get(accounts::account),
        ("POST", "/accounts/{account}") => post(accounts::set),
        ("GET", "/units") => get(units::units),
        ("POST", "/units") => post(units::set),
        ("GET", "/logs") => get(own_log::whose),
        ("GET", "/break-glass") => get(glass::before),
        ("POST", "/break-glass") => post(glass::broken),
        ("GET", "/broken-glass") => get(glass::list),
        ("POST", "/broken-glass") => post(glass::review),
        _ => MethodRouter::new(),
    }
}
