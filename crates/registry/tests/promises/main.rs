//! What the service promises: of the store, with the same cases on `SQLite` and on a real `PostgreSQL`, and over HTTP.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says what is wrong by failing")]

mod answers;
mod asvs;
mod cases;
mod cds;
mod cds_clients;
mod certificates;
mod client;
mod copies;
mod correction;
mod courses;
mod desk;
mod documents;
mod encrypted;
mod extract;
mod facade;
mod faults;
#[path = "../../../clinic/tests/course/fixture.rs"]
#[allow(dead_code, reason = "written for the tests of the course, which use all of it")]
mod fixture;
mod fuzz;
mod history;
mod http;
mod jobs;
mod joining;
mod kill;
mod last_resort;
mod oidc;
mod outcomes;
mod pages;
mod parsers;
mod place;
mod policy;
mod proof;
mod proofs;
mod races;
mod routes;
mod server;
mod sign_in;
mod size;
mod tampering;
mod watch;
mod world;

use place::Place;
use server::PostgreSqlServer;

type Case = (&'static str, fn(&Place));

const CASES: &[Case] = &[
    ("what is written is read, by everybody and after opening again", cases::what_is_written_is_read),
    ("a writer who has not seen the version is told", cases::a_writer_says_which_version_was_seen),
    ("of writers who have seen the same version one wins", cases::of_writers_who_saw_the_same_version_one_wins),
    ("the same key has one effect", cases::the_same_key_has_one_effect),
    ("a clock that jumps keeps the order", cases::a_clock_that_jumps_keeps_the_order),
    ("a refusal is logged and changes nothing", cases::a_refusal_is_logged_and_changes_nothing),
    ("every access has exactly one record", cases::every_access_has_exactly_one_record),
    ("a patient's log is that patient's", cases::a_patients_log_is_that_patients),
    ("without an audit nothing passes", cases::without_an_audit_nothing_passes),
    ("read models follow from events", cases::read_models_follow_from_events),
    ("tables of a later program are refused", cases::tables_of_a_later_program_are_refused),
    ("guessing is locked out", sign_in::guessing_is_locked_out),
    ("a session can be taken away", sign_in::a_session_can_be_taken_away),
    ("a way to the provider is gone once", oidc::a_way_is_gone_once_and_within_minutes),
    ("a new password ends every other session", sign_in::a_new_password_ends_every_other_session),
    ("a first password is changed at once", sign_in::a_first_password_is_changed_at_once),
    ("an account has five sessions", sign_in::an_account_has_five_sessions),
    ("viewers meet courses", desk::viewers_meet_courses),
    ("tables of the first program are brought up to date", cases::tables_1_are_brought_up_to_date),
    ("tables of a program before there were lists are brought up to date", cases::tables_5_are_brought_up_to_date),
    ("an event makes its job due", jobs::an_event_makes_its_job_due),
    ("a dead worker's claim runs out", jobs::a_dead_workers_claim_runs_out),
    ("what fails is given up in the end", jobs::what_fails_is_given_up_in_the_end),
    ("each job is claimed by one", jobs::each_job_is_claimed_by_one),
    ("an order is proven", proof::an_order_is_proven),
    ("every tampering is found", tampering::every_tampering_is_found),
    ("another key finds every record wrong", tampering::another_key_fits_no_record),
    ("a key can be changed", tampering::a_key_can_be_changed),
];

#[test]
fn cases_on_sqlite() {
    for (name, case) in CASES {
        eprintln!("SQLite: {name}");
        let folder = tempfile::tempdir().unwrap();
        case(&Place::sqlite(folder.path()));
    }
}

#[test]
fn cases_on_postgresql() {
    let Some(server) = PostgreSqlServer::start() else {
        return;
    };
    for (name, case) in CASES {
        eprintln!("PostgreSQL: {name}");
        let folder = tempfile::tempdir().unwrap();
        case(&Place::postgresql(folder.path(), &server));
    }
}

#[test]
fn both_databases_show_the_same_bytes() {
    let Some(server) = PostgreSqlServer::start() else {
        return;
    };
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let places = [Place::sqlite(folders[0].path()), Place::postgresql(folders[1].path(), &server)];
    let shown = places.map(|place| {
        let store = place.open();
        cases::a_whole_course(&store, "p1");
        cases::a_whole_course(&store, "p2");
        let before = store.verify(&[]).unwrap();
        assert_eq!(before.faults, []);
        assert_eq!(store.rebuild().unwrap(), before.read_models);
        before.read_models
    });
    assert_eq!(shown[0], shown[1]);
}
