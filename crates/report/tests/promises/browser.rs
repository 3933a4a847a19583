//! The report in a browser: three widths, light and dark, the keyboard alone, no network; axe-core finds nothing.
//!
//! `./test` installs what it needs. `MARV_SHOTS=FOLDER` leaves pictures of the whole pages there, to be looked at.

use crate::made;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use interpretation::language::Language::Danish;
use report::bundle::Bundle;
use report::compose::{Meta, compose};
use report::html::html;
use report::page::{page, patient_page, reads_page};

/// The browser, and the folder that `./test` installs the modules into; `None` where one is missing, which is said.
fn browser() -> Option<(PathBuf, PathBuf)> {
    let found = |names: &[&str]| {
        let paths = std::env::var_os("PATH").unwrap_or_default();
        let files = std::env::split_paths(&paths).flat_map(|folder| names.iter().map(move |name| folder.join(name)));
        files.into_iter().find(|file| file.is_file())
    };
    // The modules need this version.
    let node = Command::new("node").arg("--version").output().ok().and_then(|output| {
        let version = String::from_utf8(output.stdout).ok()?;
        version.trim().strip_prefix('v')?.split('.').next()?.parse::<u32>().ok().filter(|version| *version >= 20)
    });
    let modules = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../browser");
    let chromium = found(&["chromium", "chromium-browser", "google-chrome"]);
    match (node, chromium, modules.join("node_modules/playwright-core").is_dir()) {
        (Some(_), Some(chromium), true) => Some((chromium, modules)),
        (node, chromium, installed) => {
            eprintln!(
                "SKIPPED: the report is not opened in a browser (node 20: {}, chromium: {}, modules: {installed}); ./test installs them",
                node.is_some(),
                chromium.is_some()
            );
            None
        }
    }
}

/// What the browser finds wrong, a line each.
pub fn faults(files: &[PathBuf]) -> Option<String> {
    faults_by("check.mjs", files)
}

/// What a script finds wrong in the browser, a line each.
pub fn faults_by(script: &str, files: &[PathBuf]) -> Option<String> {
    let (chromium, modules) = browser()?;
    let mut command = Command::new("node");
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser").join(script)).arg(modules).arg(chromium);
    if let Some(shots) = std::env::var_os("MARV_SHOTS") {
        command.arg("--shots").arg(shots);
    }
    let output = command.args(files).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn the_report_is_used_at_any_width_by_the_keyboard_and_without_a_network() {
    let folder = tempfile::tempdir().unwrap();
    made::bundle(folder.path());
    let bundle = Bundle::open(folder.path()).unwrap_or_else(|faults| panic!("{faults}"));
    let draft = Meta { signers: Vec::new(), ..made::meta() };
    let document = compose(&bundle, &made::referral(&[]), &draft).unwrap();
    let signed = compose(&bundle, &made::referral(&[]), &made::meta()).unwrap();
    let sites = bundle.reads.as_deref().unwrap();
    let pages = [
        ("report", page(&document, Danish)),
        ("reads", reads_page(&document, sites, Danish).unwrap()),
        ("patient", patient_page(&signed, Danish).unwrap()),
    ];
    let mut files = Vec::new();
    for (name, page) in pages {
        let file = folder.path().join(format!("{name}.da.html"));
        fs::write(&file, html(&page, "hash")).unwrap();
        files.push(file);
    }
    let Some(faults) = faults(&files) else { return };
    assert!(faults.is_empty(), "{faults}");
}

/// What is wrong is seen: otherwise the test above would say nothing.
#[test]
fn a_faulty_page_is_found_faulty() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("faulty.html");
    let page = "<!DOCTYPE html><html><head><style>a { outline: none } p { color: #bbb }</style></head><body>\
        <p style='width: 2000px'>wide and pale</p><a href='#x'>unmarked</a><img src='https://example.invalid/x.png'></body></html>";
    fs::write(&file, page).unwrap();
    let Some(faults) = faults(&[file]) else { return };
    for wanted in ["px wide", "axe color-contrast", "axe html-has-lang", "axe image-alt", "is not marked", "asks https"]
    {
        assert!(faults.contains(wanted), "{wanted} is not among\n{faults}");
    }
}
