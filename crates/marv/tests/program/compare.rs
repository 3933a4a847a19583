//! `marv compare` as a user gives it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use serde_json::Value;

const CASE: &str = "sample = \"S-0001\"\ndate = 2026-11-26\n[disease]\ngroup = \"AML\"\n[patient]\nage = 64\n\
                    [[mutation]]\ngene = \"NPM1\"\nname = \"p.(Trp288CysfsTer12)\"\nfraction = 0.42\n";

fn marv(arguments: &[&str]) -> Output {
    Command::cargo_bin("marv").unwrap().args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A bundle with its report.
fn bundle(folder: &Path, name: &str, case: &str) -> PathBuf {
    let (bundle, file) = (folder.join(name), folder.join(format!("{name}.toml")));
    fs::write(&file, case).unwrap();
    let made = marv(&["interpret", "--case", file.to_str().unwrap(), "--out", bundle.to_str().unwrap()]);
    assert!(made.status.success(), "{}", text(&made.stderr));
    let referral = concat!(env!("CARGO_MANIFEST_DIR"), "/../../guidelines/examples/aml-outside-centre.json");
    let out = bundle.join("report");
    let arguments = ["report", bundle.to_str().unwrap(), "--referral", referral, "--date", "2026-11-27", "--out"];
    let made = marv(&[&arguments, &[out.to_str().unwrap()][..]].concat());
    assert!(made.status.success(), "{}", text(&made.stderr));
    bundle
}

#[test]
fn two_bundles_are_compared_by_what_their_reports_say() {
    let folder = tempfile::tempdir().unwrap();
    let old = bundle(folder.path(), "old", CASE);
    let same = bundle(folder.path(), "same", &format!("# a remark\n{CASE}"));
    let more = "[[mutation]]\ngene = \"TP53\"\nname = \"p.(Arg175His)\"\nfraction = 0.3\n";
    let new = bundle(folder.path(), "new", &format!("{CASE}{more}"));
    let compare = |one: &Path, other: &Path, more: &[&str]| {
        marv(&[&["compare", one.to_str().unwrap(), other.to_str().unwrap()], more].concat())
    };
    let quiet = compare(&old, &same, &["--lang", "en"]);
    assert_eq!(quiet.status.code(), Some(0), "{}", text(&quiet.stdout));
    assert!(text(&quiet.stdout).contains("The same is told."));
    let told = compare(&old, &new, &[]);
    assert_eq!(told.status.code(), Some(17), "{}", text(&told.stderr));
    let said = text(&told.stdout);
    assert!(said.contains("Der siges noget andet") && said.contains("  + TP53 p.(Arg175His) ("), "{said}");
    assert!(said.contains("  ~ ELN 2022"), "{said}");
    let json = compare(&old.join("report/report.json"), &new.join("report"), &["--json"]);
    assert_eq!(json.status.code(), Some(17));
    let json: Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!((&json["schema"], &json["same"]), (&"marv-comparison/1".into(), &false.into()));
    assert!(json["differences"].as_array().unwrap().iter().any(|one| one["change"] == "added"));
    let none = compare(&old, folder.path(), &[]);
    assert_eq!(none.status.code(), Some(1));
    assert!(text(&none.stderr).contains("marv report"), "{}", text(&none.stderr));
}
