//! `marv yearly` as the steering group's secretary uses it: two years, once each.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use jiff::ToSpan;
use outcomes::kpi::{COLUMNS, Column};

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

/// Ten national years at the guideline's planning numbers: 560 referrals a year, each with everything that follow-up asks.
fn ten_years() -> String {
    const REFERRALS: i64 = 5_600;
    let regions = ["hovedstaden", "sjaelland", "syddanmark", "midtjylland", "nordjylland"];
    let mut table = COLUMNS.iter().map(|Column(name, _)| *name).collect::<Vec<_>>().join(",") + "\n";
    for number in 0..REFERRALS {
        let accepted = jiff::civil::date(2023, 1, 2) + (number * 3_640 / REFERRALS).days();
        let rr = number % 5 == 0;
        let day = |days: i64| (accepted + days.days()).to_string();
        let at = |days: i64, hour: i64| format!("{}T{hour:02}:{:02}:00Z", day(days), number % 60);
        let signed = 18 + number % 31;
        let said = |every: i64| {
            if number % 29 == 0 {
                ""
            } else if number % every == 0 {
                "yes"
            } else {
                "no"
            }
            .to_owned()
        };
        let treated = rr && number % 15 == 0;
        let cell = |name: &str| match name {
            "referral" => format!("r{number}"),
            "patient" => format!("p{number}"),
            "indication" => if rr { "RR" } else { "MC" }.to_owned(),
            "region" => regions[usize::try_from(number * number % 11 % 5).unwrap()].to_owned(),
            "route" => if !rr && number % 9 == 0 { "B" } else { "A" }.to_owned(),
            "disease_group" => if rr {
                "RR-LYM"
            } else if number % 3 == 0 {
                "MC-AML"
            } else {
                "MC-MDS"
            }
            .to_owned(),
            "kind" => if number % 40 == 0 { "repeat" } else { "new" }.to_owned(),
            "accepted" => accepted.to_string(),
            "aml" => if !rr && number % 3 == 0 { "yes" } else { "no" }.to_owned(),
            "fast_track" => if number % 20 == 0 { "yes" } else { "no" }.to_owned(),
            "germline_reused" => "no".to_owned(),
            "T0" => at(-2, 7),
            "T1" => at(-1, 8),
            "T2a" => at(3, 8),
            "T2b" | "T2" => at(6, 9),
            "T3" => at(9, 9),
            "T4" => at(13, 9),
            "T5" => at(14, 9),
            "T6" => at(signed, 10),
            "T7" => at(signed + 2, 10),
            "T8" => at(signed + 5, 10),
            "units" => format!("{accepted}=reserve:4 {}=consume:4", day(13)),
            "form_seconds" => (60 + number % 120).to_string(),
            "report_signed" => day(signed),
            "driver" | "earlier_tests_complete" => said(2),
            "new_driver" | "class_changed" | "clonal" => said(4),
            "risk_changed" | "clonal_by_panel" => said(7),
            "choice_recorded" => day(signed + 30),
            "choice_by_wgs" => said(3),
            "choice_variant" | "treatment_category" | "protocol_id" => "x".to_owned(),
            "protocol" | "because_of_wgs" => if treated { "yes" } else { "no" }.to_owned(),
            "first_dose" if treated => day(signed + 20),
            "criteria" if treated => "lugano".to_owned(),
            "response" if treated => if number % 2 == 0 { "PR" } else { "SD" }.to_owned(),
            "assessed" if treated => day(signed + 100),
            "progression" if treated && number % 4 == 0 => day(signed + 150),
            "death" if number % 3 == 0 => day(signed + 200 + number % 400),
            "last_seen" => day(signed + 200 + number % 400),
            _ => String::new(),
        };
        table += &(COLUMNS.iter().map(|Column(name, _)| cell(name)).collect::<Vec<_>>().join(",") + "\n");
    }
    table
}

#[test]
fn ten_national_years_are_reported_in_half_a_minute_and_the_same_again() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    fs::write(folder.join("t.csv"), ten_years()).unwrap();
    let report = |out: &str| {
        let begun = std::time::Instant::now();
        let output = marv(folder, &["t.csv", "--year", "2031", "--freeze", "2032-12-31", "--out", out]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        (begun.elapsed(), files(&folder.join(out)).into_iter().map(|(_, bytes)| bytes).collect::<Vec<_>>())
    };
    let ((first, one), (_, two)) = (report("one"), report("two"));
    assert!(one == two, "two runs of one table differ");
    eprintln!("the report of a year of a table of ten national years took {:.1} s", first.as_secs_f64());
    assert!(first.as_secs() < 30, "{first:?}");
}
