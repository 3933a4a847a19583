//! `marv karyotype` as a user runs it.

use std::collections::BTreeMap;

use assert_cmd::Command;
use interpretation::karyotype::table::ADDED;
use serde_json::Value;

/// Runs `marv karyotype`: exit code, what was written, what was said.
fn karyotype(arguments: &[&str], input: &str) -> (i32, String, String) {
    let mut command = Command::cargo_bin("marv").unwrap();
    let output = command.arg("karyotype").args(arguments).write_stdin(input).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn rows(text: &str, separator: char) -> Vec<BTreeMap<String, String>> {
    let mut lines = text.lines().map(|line| line.split(separator).map(str::to_owned).collect::<Vec<_>>());
    let names = lines.next().unwrap();
    lines.map(|cells| names.iter().cloned().zip(cells).collect()).collect()
}

#[test]
fn a_text_is_shown_with_the_words_and_rules() {
    let (code, text, said) = karyotype(&["45,XY,inv(3)(q21q26),-7[12]/46,XY[8]"], "");
    assert_eq!((code, said.as_str()), (0, ""));
    insta::assert_snapshot!(text);
}

#[test]
fn what_is_not_understood_is_shown_and_nothing_is_settled() {
    let (code, text, _) = karyotype(&["46,XX,Philadelphia positive[20]"], "");
    assert_eq!(code, 0);
    assert!(
        text.contains("not understood: philadelphia positive")
            || text.contains("not understood: Philadelphia positive")
    );
    assert!(text.contains("not settled") && !text.contains('\x1b'), "{text}");
    let (_, text, _) = karyotype(&["no metaphases"], "");
    assert!(text.contains("not assessed"), "{text}");
}

#[test]
fn json_has_the_spans_and_the_sources() {
    let (code, text, _) = karyotype(&["45,X[20]", "--sex", "male", "--json"], "");
    assert_eq!(code, 0);
    let answer: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(answer["groups"]["ipssr"]["possible"], serde_json::json!(["very_good"]));
    assert_eq!(answer["groups"]["ipssr"]["path"][0]["citation"]["source"], "SCHANZ2012");
    assert_eq!(answer["abnormalities"][0]["words"], "-Y (written X)");
    assert_eq!(answer["karyotype"]["tokens"][1]["span"], serde_json::json!({"start": 3, "end": 4}));
}

#[test]
fn a_table_gets_columns_added() {
    let table = "id\tsex\tcells\nT1\tM\t45,x[20]\nT2\tF\t46,xx,del(5)(q13q33)[5]/46,xx[5]\nT3\tNA\t\nT4\tK\t44,xx,-5,-7,nonsense[9]\n";
    let (code, text, said) = karyotype(&["--table", "-", "--column", "cells", "--sex-column", "sex"], table);
    assert_eq!((code, said.as_str()), (0, ""));
    let rows = rows(&text, '\t');
    assert_eq!(rows.len(), 4);
    let column = |name: &str| rows.iter().map(|row| row[name].as_str()).collect::<Vec<_>>();
    assert_eq!(column("id"), ["T1", "T2", "T3", "T4"]);
    assert_eq!(column("ipssr_group"), ["Very Good", "Good", "NA", "NA"]);
    assert_eq!(column("karyotype_count"), ["1", "1", "NA", "2+"]);
    assert_eq!(column("monosomal"), ["0", "0", "NA", "NA"]);
    assert_eq!(column("karyotype_del5q"), ["0", "1", "NA", "NA"]);
    assert_eq!(column("karyotype_not_understood"), ["", "", "", "nonsense"]);
    assert_eq!(column("karyotype_abnormalities"), ["-Y (written x)", "del(5)(q13q33)", "", "-5; -7"]);
    assert_eq!(column("karyotype_understood"), ["1.000", "1.000", "NA", "0.833"]);
}

#[test]
fn what_is_wrong_with_a_table_is_said_with_the_columns_there_are() {
    let (code, text, said) = karyotype(&["--table", "-", "--column", "karyotype"], "id,cells\nT1,\"46,XX\"\n");
    assert_eq!((code, text.as_str()), (2, ""));
    assert!(said.contains("there is no column karyotype; the columns are: id, cells"), "{said}");
    let (code, _, said) =
        karyotype(&["--table", "-", "--column", "k", "--sex-column", "s"], "k,s,monosomal\n\"46,XX\",woman,0\n");
    assert_eq!(code, 2);
    assert!(said.contains("monosomal"), "{said}");
    let (code, _, said) = karyotype(&["--table", "-", "--column", "k", "--sex-column", "s"], "k,s\n\"46,XX\",woman\n");
    assert_eq!(code, 2);
    assert!(said.contains("line 2, column s: woman is no sex"), "{said}");
    assert_eq!(karyotype(&["--table", "-"], "k\n46\n").0, 2);
    assert_eq!(karyotype(&[], "").0, 2);
}

#[test]
fn a_file_that_is_there_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.csv");
    let arguments = ["--table", "-", "--column", "k", "--out", out.to_str().unwrap()];
    assert_eq!(karyotype(&arguments, "k\n\"46,XX\"\n").0, 0);
    let first = std::fs::read(&out).unwrap();
    assert_eq!(karyotype(&arguments, "k\n\"47,XX,+8\"\n").0, 1);
    assert_eq!(std::fs::read(&out).unwrap(), first);
}

#[test]
fn every_added_column_is_documented() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/tables.md")).unwrap();
    for (name, _) in ADDED {
        assert!(page.contains(&format!("`{name}`")), "{name}");
    }
}
