//! `marv report` as a user gives it, from what `marv interpret` left.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use report::bundle::sha256;
use serde_json::Value;

const CASE: &str = r#"
sample = "S-0001"
date = 2026-11-26
[disease]
group = "AML"
[patient]
age = 64
[marrow]
blasts = 62
[karyotype]
banded = "46,XX[20]"
[assessed]
genes = "all"
limit = 0.05
internal_tandem_duplications = ["FLT3"]
[[mutation]]
gene = "NPM1"
name = "p.(Trp288CysfsTer12)"
fraction = 0.42
"#;

fn marv(arguments: &[&str]) -> Output {
    Command::cargo_bin("marv").unwrap().args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A bundle with findings alone, and the referral of the guideline's examples.
fn bundle(folder: &Path) -> (PathBuf, PathBuf) {
    let case = folder.join("case.toml");
    fs::write(&case, CASE).unwrap();
    let bundle = folder.join("bundle");
    let made = marv(&["interpret", "--case", case.to_str().unwrap(), "--out", bundle.to_str().unwrap()]);
    assert!(made.status.success(), "{}", text(&made.stderr));
    let referral = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../guidelines/examples/aml-outside-centre.json");
    (bundle, referral)
}

const SIGNED: [&str; 4] = ["--signed-by", "Testlæge Et (TST01)", "--signed-by", "Testlæge To (TST02)"];

fn report(bundle: &Path, referral: &Path, out: &Path, more: &[&str]) -> Output {
    let [bundle, referral, out] = [bundle, referral, out].map(|path| path.to_str().unwrap());
    let arguments = ["report", bundle, "--referral", referral, "--out", out, "--date", "2026-11-27"];
    marv(&[&arguments, more].concat())
}

#[test]
fn a_report_is_made_of_what_interpret_left_with_the_same_bytes_each_time() {
    let folder = tempfile::tempdir().unwrap();
    let (bundle, referral) = bundle(folder.path());
    let [first, second] = ["first", "second"].map(|name| folder.path().join(name));
    for out in [&first, &second] {
        let made = report(&bundle, &referral, out, &SIGNED);
        assert!(made.status.success(), "{}", text(&made.stderr));
        assert!(text(&made.stdout).contains("signed by two persons"));
    }
    let mut names: Vec<_> =
        fs::read_dir(&first).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(
        names,
        [
            "report.da.html",
            "report.da.pdf",
            "report.en.html",
            "report.en.pdf",
            "report.fhir.json",
            "report.json",
            "report.phenopacket.json",
            "signatures.json"
        ]
    );
    for name in &names {
        assert_eq!(fs::read(first.join(name)).unwrap(), fs::read(second.join(name)).unwrap(), "{name}");
    }
    let document: Value = serde_json::from_slice(&fs::read(first.join("report.json")).unwrap()).unwrap();
    assert_eq!(document["schema"], "marv-report/1");
    let signed: Value = serde_json::from_slice(&fs::read(first.join("signatures.json")).unwrap()).unwrap();
    assert_eq!(signed["report"], sha256(&fs::read(first.join("report.json")).unwrap()));
    assert_eq!(signed["signatures"][1]["name"], "Testlæge To (TST02)");
    assert_eq!(document["small_variants"]["result"]["variants"][0]["gene"], "NPM1");
    assert_eq!(document["copy_number"]["state"], "not_performed");
    let fhir: Value = serde_json::from_slice(&fs::read(first.join("report.fhir.json")).unwrap()).unwrap();
    assert_eq!(fhir["entry"][0]["resource"]["status"], "final");
    let danish = fs::read_to_string(first.join("report.da.html")).unwrap();
    assert!(danish.contains("NPM1 p.(Trp288CysfsTer12)") && danish.contains("42 %"), "{danish}");
}

/// What two persons read as a draft is what they sign, byte by byte; the pages are set from it again.
#[test]
fn a_draft_is_signed_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let (bundle, referral) = bundle(folder.path());
    let [draft, at_once, signed] = ["draft", "at-once", "signed"].map(|name| folder.path().join(name));
    assert!(report(&bundle, &referral, &draft, &[]).status.success());
    assert!(report(&bundle, &referral, &at_once, &SIGNED).status.success());
    let data = fs::read(draft.join("report.json")).unwrap();
    let (hash, paths) = (sha256(&data), [&draft, &referral, &signed].map(|path| path.to_str().unwrap()));
    let sign = |hash: &str, more: &[&str]| {
        let arguments = ["sign", paths[0], "--referral", paths[1], "--out", paths[2], "--sha256", hash];
        marv(&[&arguments[..], more].concat())
    };
    let persons = [&SIGNED[..], &["--date", "2026-11-27"]].concat();
    let refused = sign(&hash.replace(|_: char| true, "0"), &persons);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("sign what you have read"), "{}", text(&refused.stderr));
    let refused = sign(&hash, &["--signed-by", "Testlæge Et (TST01)", "--date", "2026-11-26"]);
    assert_eq!(refused.status.code(), Some(2));
    let said = text(&refused.stderr);
    assert!(said.contains("1 persons") && said.contains("before the report was composed"), "{said}");
    assert!(!signed.exists());
    let made = sign(&hash, &persons);
    assert!(made.status.success() && text(&made.stdout).contains("signed by two persons"), "{}", text(&made.stderr));
    for entry in fs::read_dir(&at_once).unwrap() {
        let name = entry.unwrap().file_name();
        let [one, other] = [&at_once, &signed].map(|folder| fs::read(folder.join(&name)).unwrap());
        assert_eq!(one, other, "{name:?}: signed later or at once, it is the same");
    }
    assert_eq!(fs::read(signed.join("report.json")).unwrap(), data);
    assert_eq!(sign(&hash, &persons).status.code(), Some(1), "nothing is overwritten");
}

#[test]
fn earlier_reports_stay_and_nothing_half_written_does() {
    let folder = tempfile::tempdir().unwrap();
    let (bundle, referral) = bundle(folder.path());
    let out = folder.path().join("out");
    assert!(report(&bundle, &referral, &out, &["--language", "da"]).status.success());
    let before = fs::read(out.join("report.json")).unwrap();
    let again = report(&bundle, &referral, &out, &SIGNED);
    assert_eq!(again.status.code(), Some(1));
    assert!(text(&again.stderr).contains("give another folder with --out"), "{}", text(&again.stderr));
    assert_eq!(fs::read(out.join("report.json")).unwrap(), before);
    assert!(!out.join("report.en.html").exists());
    let amended = folder.path().join("amended");
    let more = [&SIGNED[..], &["--amends", "1", "--reason", "the second fusion was misread"]].concat();
    assert!(report(&bundle, &referral, &amended, &more).status.success());
    let document: Value = serde_json::from_slice(&fs::read(amended.join("report.json")).unwrap()).unwrap();
    assert_eq!(document["version"]["number"], 2);
}

#[test]
fn what_stands_against_a_report_is_told_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let (bundle, referral) = bundle(folder.path());
    let out = folder.path().join("out");
    let twice = ["--signed-by", "Testlæge Et (TST01)", "--signed-by", "testlæge et (TST01)"];
    let refused = report(&bundle, &referral, &out, &twice);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("four eyes"), "{}", text(&refused.stderr));
    let faulty = folder.path().join("referral.json");
    fs::write(&faulty, fs::read_to_string(&referral).unwrap().replace("\"2026-04-17\"", "\"2026-02-30\"")).unwrap();
    let refused = report(&bundle, &faulty, &out, &[]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("requisition.date"), "{}", text(&refused.stderr));
    fs::write(bundle.join("findings.json"), "{}").unwrap();
    let refused = report(&bundle, &referral, &out, &[]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused.stderr).contains("findings.json: schema"), "{}", text(&refused.stderr));
    assert!(!out.exists());
}

/// As `sh` runs it where a file may have at most so many blocks of 512 bytes: a full disk in small.
fn on_a_full_disk(blocks: u32, arguments: &[&str]) -> Output {
    let limited = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"");
    let program = assert_cmd::cargo::cargo_bin("marv");
    std::process::Command::new("sh").args(["-c", &limited, "sh"]).arg(program).args(arguments).output().unwrap()
}

#[test]
fn a_full_disk_leaves_no_report_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let (bundle, referral) = bundle(folder.path());
    let out = folder.path().join("out");
    let paths = [&bundle, &referral, &out].map(|path| path.to_str().unwrap());
    let arguments = ["report", paths[0], "--referral", paths[1], "--out", paths[2], "--date", "2026-11-27"];
    // The first file is too long; the first fits and a later one is too long.
    for blocks in [2, 96] {
        let full = on_a_full_disk(blocks, &arguments);
        assert_eq!(full.status.code(), Some(1), "{}", text(&full.stderr));
        assert!(text(&full.stderr).contains("cannot write"), "{}", text(&full.stderr));
        let left: Vec<_> = fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(left.is_empty(), "{left:?}");
    }
    assert!(marv(&arguments).status.success(), "with room it is made in the same folder");
}

/// What the patient reads has nothing that two persons have not signed, no numbers, and nothing that may be inherited.
#[test]
fn a_page_for_the_patient_is_made_of_a_signed_report_only() {
    let folder = tempfile::tempdir().unwrap();
    let (bundle, referral) = bundle(folder.path());
    let out = folder.path().join("out");
    let refused = report(&bundle, &referral, &out, &["--patient-page"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("a draft goes to no patient") && !out.exists(), "{}", text(&refused.stderr));
    let made = report(&bundle, &referral, &out, &[&SIGNED[..], &["--patient-page", "--language", "da"]].concat());
    assert!(made.status.success(), "{}", text(&made.stderr));
    assert!(fs::read(out.join("patient.da.pdf")).unwrap().starts_with(b"%PDF"));
    let page = fs::read_to_string(out.join("patient.da.html")).unwrap();
    assert!(page.contains("Din undersøgelse i almindelige ord"), "{page}");
}

/// A doubt that a caller can have has words in both languages; on a page its code would say nothing.
#[test]
fn every_doubt_of_a_caller_has_words() {
    let small = calling::model::doubt::Doubt::ALL.map(calling::model::doubt::Doubt::code);
    let junctions = calling::structural::JunctionDoubt::ALL.map(calling::structural::JunctionDoubt::code);
    let partial = calling::tandem::partial::PartialDoubt::ALL.map(calling::tandem::partial::PartialDoubt::code);
    for code in small.into_iter().chain(junctions).chain(partial) {
        let words = report::words::caller::doubt(code).unwrap_or_else(|| panic!("{code} has no words"));
        assert!(words.en != words.da && !words.en.contains('_'), "{code}: {words:?}");
    }
}
