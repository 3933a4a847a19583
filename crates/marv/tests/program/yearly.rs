//! `marv yearly` as the steering group's secretary uses it: two years, once each.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;

use super::follow_up::twenty;

fn marv(folder: &Path, arguments: &[&str]) -> Output {
    Command::cargo_bin("marv").unwrap().current_dir(folder).arg("yearly").args(arguments).output().unwrap()
}

fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.clone(), fs::read(path).unwrap()))
        .collect();
    files.sort();
    files
}

#[test]
fn a_year_is_published_once_and_the_same_table_gives_the_same_bytes() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    fs::write(folder.join("t.csv"), twenty()).unwrap();
    let year = ["t.csv", "--year", "2027", "--freeze", "2028-03-01", "--out"];
    let to = |out: &'static str, more: &[&'static str]| marv(folder, &[&year[..], &[out], more].concat());
    let output = to("one", &[]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(to("two", &[]).status.success());
    let bytes = |out: &str| files(&folder.join(out)).into_iter().map(|(_, bytes)| bytes).collect::<Vec<_>>();
    assert_eq!(bytes("one").len(), 6);
    assert!(bytes("one") == bytes("two"), "two runs of one table differ");

    let refused = |output: &Output, words: &str| {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && said.contains(words), "{said}");
    };
    refused(&to("one", &[]), "give another folder with --out");
    // Four of twenty are not recorded: in public they are told with others, and a table that tells them is no earlier report.
    let table = |out: &str| fs::read_to_string(folder.join(out).join("figures.csv")).unwrap();
    assert!(table("one").contains("KPI-RR-1,all,all,no+not-recorded+not-due,14"), "{}", table("one"));
    assert!(to("internal", &["--internal"]).status.success());
    assert!(table("internal").contains("KPI-RR-1,all,all,not-recorded,4"));
    refused(&to("again", &["--earlier", "one/figures.csv"]), "was published before");
    refused(&to("again", &["--earlier", "t.csv"]), "give figures.csv of an earlier yearly report");
    refused(&marv(folder, &["t.csv", "--year", "2028", "--freeze", "2027-03-01", "--out", "again"]), "has not begun");
    let next = ["t.csv", "--year", "2028", "--freeze", "2029-03-01", "--out", "next", "--earlier"];
    refused(&marv(folder, &[&next[..], &["internal/figures.csv"]].concat()), "the table is internal");
    assert!(!folder.join("again").exists() && !folder.join("next").exists());
    assert!(marv(folder, &[&next[..], &["one/figures.csv"]].concat()).status.success());
}
