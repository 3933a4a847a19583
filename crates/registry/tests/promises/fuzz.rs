//! A foreign fuzzer asks whatever the description says can be asked: `schemathesis` of `PyPI`, which is not ours.

use std::path::{Path, PathBuf};
use std::process::Command;

use registry::demo::PASSWORD;

use crate::client::Browser;
use crate::pages::demo::SERVED;

/// Each answer is told in the description, has the type and the form that it names, and is no failure of the service.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,\
                      unsupported_method,allow_header_conformance";
/// What the description forbids is refused. Of somebody signed in this is not asked: the fuzzer takes the cookie away, and is given it.
const REFUSED: &str = "negative_data_rejection";

fn fuzzer() -> Option<PathBuf> {
    let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    let target = target.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target"));
    let program = target.join("fuzzer/bin/schemathesis");
    if !program.exists() {
        eprintln!("SKIPPED: {} is missing (./test installs it): no foreign fuzzer has asked", program.display());
    }
    program.exists().then_some(program)
}

/// Asks for so many seconds (`MARV_FUZZ_SECONDS`), as somebody who is signed in, or as a stranger.
fn fuzzed(account: Option<&str>) {
    let Some(program) = fuzzer() else { return };
    let seconds = std::env::var("MARV_FUZZ_SECONDS").unwrap_or_else(|_| "50".to_owned());
    let mut command = Command::new(program);
    command.args(["run", &format!("http://{}/openapi.json", *SERVED), "--max-time", &seconds]);
    command.args(["--phases", "examples,coverage,fuzzing", "--seed", "1", "--no-shrink", "--continue-on-failure"]);
    command.args(["--suppress-health-check", "all", "--warnings", "off", "--request-timeout", "20"]);
    let checks = if account.is_some() { CHECKS.to_owned() } else { format!("{CHECKS},{REFUSED}") };
    command.args(["--checks", &checks]);
    if let Some(account) = account {
        let mut browser = Browser::at(*SERVED);
        assert_eq!(browser.sign_in(account, PASSWORD).status, 200);
        command.args(["--header", &format!("Cookie: {}", browser.cookie.unwrap())]);
        // Whoever signs out or locks the door asks no further; a stranger does both.
        command.args(["--exclude-path-regex", "^/v1/session(s|/password|/renewal)?$"]);
    }
    let folder = tempfile::tempdir().unwrap();
    let output = command.current_dir(folder.path()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let count = said.lines().find(|line| line.contains(" generated, ")).unwrap_or_default();
    eprintln!("{account:?}: {}", count.trim());
    assert!(!count.is_empty(), "nothing was asked: {said}");
}

#[test]
#[ignore = "a minute each, on their own: ./test runs them"]
fn a_fuzzer_finds_no_answer_that_is_not_told() {
    fuzzed(Some("rekvirent"));
}

#[test]
#[ignore = "a minute each, on their own: ./test runs them"]
fn a_fuzzer_without_a_session_finds_no_answer_that_is_not_told() {
    fuzzed(None);
}
