//! The pages in a browser: three widths, light and dark, both languages, by mouse and by keyboard; axe-core finds nothing.
//!
//! `./test` installs what it needs. `MARV_SHOTS=FOLDER` leaves pictures of the whole pages there, to be looked at.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::asked::{guidelines, started};

/// The browser, and the folder that `./test` installs the modules into; `None` where one is missing, which is said.
fn browser() -> Option<(PathBuf, PathBuf)> {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let chromium = std::env::split_paths(&paths)
        .flat_map(|folder| names.map(|name| folder.join(name)))
        .find(|file| file.is_file());
    let node = Command::new("node").arg("--version").output().ok().and_then(|output| {
        let version = String::from_utf8(output.stdout).ok()?;
        version.trim().strip_prefix('v')?.split('.').next()?.parse::<u32>().ok().filter(|version| *version >= 20)
    });
    let modules = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../browser");
    match (node, chromium, modules.join("node_modules/playwright-core").is_dir()) {
        (Some(_), Some(chromium), true) => Some((chromium, modules)),
        (node, chromium, installed) => {
            eprintln!(
                "SKIPPED: the pages are not opened in a browser (node 20: {}, chromium: {}, modules: {installed}); ./test installs them",
                node.is_some(),
                chromium.is_some()
            );
            None
        }
    }
}

/// What the browser finds wrong, a line each.
pub fn faults(script: &str, address: SocketAddr, more: &[&str]) -> Option<String> {
    let (chromium, modules) = browser()?;
    let mut command = Command::new("node");
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/promises/pages").join(script));
    command.arg(modules).arg(chromium).arg(format!("http://{address}")).args(more);
    command.env("MARV_EVALUATION", serde_json::to_string(&registry::web::EVALUATION).unwrap());
    if let Some(shots) = std::env::var_os("MARV_SHOTS") {
        command.env("MARV_SHOTS", shots);
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn the_open_pages_are_used_at_any_width_and_by_the_keyboard() {
    let examples = guidelines().join("examples");
    let Some(faults) = faults("open.mjs", started(), &[examples.to_str().unwrap()]) else { return };
    assert!(faults.is_empty(), "{faults}");
}

/// The five main tasks from a new patient to a closed order.
fn flow(language: &str, way: &str, number: &str) {
    let checksum = super::filed::checksum();
    let Some(faults) = faults("flow.mjs", *super::demo::SERVED, &[language, way, number, &checksum]) else { return };
    assert!(faults.is_empty(), "{faults}");
}

#[test]
fn the_main_tasks_by_mouse_in_danish() {
    flow("da", "mouse", "630358-2101");
}

#[test]
fn the_main_tasks_by_keyboard_in_english() {
    flow("en", "keyboard", "630358-2102");
}

#[test]
fn the_main_tasks_by_keyboard_in_danish() {
    flow("da", "keyboard", "630358-2103");
}

#[test]
fn the_main_tasks_by_mouse_in_english() {
    flow("en", "mouse", "630358-2104");
}

/// A session ends by itself, and says so before.
fn ending(language: &str) {
    let Some(faults) = faults("ending.mjs", *super::demo::SERVED, &[language]) else { return };
    assert!(faults.is_empty(), "{faults}");
}

#[test]
fn a_session_says_in_danish_that_it_ends() {
    ending("da");
}

#[test]
fn a_session_says_in_english_that_it_ends() {
    ending("en");
}

/// A clinician fills in the form of follow-up that waits.
fn outcome(language: &str, way: &str) {
    let Some(faults) = faults("outcome.mjs", *super::demo::SERVED, &[language, way]) else { return };
    assert!(faults.is_empty(), "{faults}");
}

#[test]
fn a_clinician_fills_in_the_outcome_in_danish() {
    outcome("da", "mouse");
}

#[test]
fn a_clinician_fills_in_the_outcome_in_english() {
    outcome("en", "keyboard");
}

/// Somebody who has read nothing but the pages, from the first of them to a submitted referral.
fn newcomer(language: &str) {
    let Some(faults) = faults("newcomer.mjs", *super::demo::SERVED, &[language]) else { return };
    assert!(faults.is_empty(), "{faults}");
}

#[test]
fn a_newcomer_refers_in_danish() {
    newcomer("da");
}

#[test]
fn a_newcomer_refers_in_english() {
    newcomer("en");
}
