//! `marv follow-up`: the yearly figures of a small table, in both languages, and what is refused.

use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use outcomes::kpi::{COLUMNS, Column};

fn marv(table: &Path, arguments: &[&str]) -> Output {
    Command::cargo_bin("marv").unwrap().arg("follow-up").arg(table).args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Twenty RR patients of two regions: six treated in a protocol because of WGS, ten not, four of whom it is not recorded.
pub fn twenty() -> String {
    let mut table = COLUMNS.iter().map(|Column(name, _)| *name).collect::<Vec<_>>().join(",") + "\n";
    for number in 0..20 {
        let cell = |name: &str| -> String {
            match name {
                "referral" => format!("r{number}"),
                "patient" => format!("p{number}"),
                "indication" => "RR".into(),
                "region" => if number % 2 == 0 { "midtjylland" } else { "sjaelland" }.into(),
                "route" => "A".into(),
                "disease_group" => "lymphoma".into(),
                "kind" => "new".into(),
                "accepted" => "2027-01-10".into(),
                "report_signed" => "2027-02-01".into(),
                "protocol" | "because_of_wgs" if number < 6 => "yes".into(),
                "protocol" if number < 16 => "no".into(),
                "first_dose" if number < 6 => "2027-03-01".into(),
                "choice_variant" | "protocol_id" if number < 6 => "x".into(),
                "T2" => "2027-01-12T09:00:00Z".into(),
                "T6" if number != 3 => "2027-02-01T15:00:00Z".into(),
                "aml" | "fast_track" => if number == 1 { "yes" } else { "no" }.into(),
                "units" => "2027-01-10=reserve:4 2027-01-20=consume:4".into(),
                "holds" if number == 5 => "2027-01-15T09:00:00Z/2027-01-16T21:00:00Z".into(),
                "form_seconds" if number < 10 => "140".into(),
                "last_seen" => "2028-03-01".into(),
                "death" if number == 0 => "2027-09-01".into(),
                _ => String::new(),
            }
        };
        table += &(COLUMNS.iter().map(|Column(name, _)| cell(name)).collect::<Vec<_>>().join(",") + "\n");
    }
    let refused = |name: &str| match name {
        "referral" => "r20",
        "patient" => "p20",
        "indication" => "RR",
        "region" => "sjaelland",
        "route" => "A",
        "disease_group" => "lymphoma",
        "kind" => "new",
        "refused" => "2027-05-01",
        "refused_as" => "not-eligible",
        "refused_by" => "RR-ELIG-05",
        _ => "",
    };
    table + &COLUMNS.iter().map(|Column(name, _)| refused(name)).collect::<Vec<_>>().join(",") + "\n"
}

#[test]
fn a_year_is_told_with_its_definitions_and_what_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("extract.csv");
    // The last day of a patient lies behind the death: as registers have it.
    fs::write(&table, twenty()).unwrap();
    let output = marv(&table, &["--year", "2027", "--freeze", "2028-03-01", "--by", "region", "--lang", "en"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    insta::assert_snapshot!("year.en", text(&output.stdout));
    let figures = folder.path().join("regions.toml");
    let regions = |year: &str| {
        let of = |code, incident| {
            format!("[[region]]\ncode = \"{code}\"\nadults = 700000\nincident = {{ RR = {incident} }}\n")
        };
        let text = format!("year = {year}\nsource = \"made up\"\n{}{}", of("midtjylland", 40), of("sjaelland", 9));
        fs::write(&figures, text).unwrap();
    };
    regions("2027");
    let held = ["--denominators", figures.to_str().unwrap()];
    let output = marv(&table, &[&["--year", "2027", "--freeze", "2028-03-01"][..], &held].concat());
    insta::assert_snapshot!("year.da", text(&output.stdout));
}

#[test]
fn a_wrong_table_is_refused_whole() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("extract.csv");
    fs::write(&table, twenty().replacen("2027-03-01", "March", 1).replacen("sjaelland", "", 1)).unwrap();
    let output = marv(&table, &["--year", "2027", "--freeze", "2028-03-01"]);
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), String::new()));
    let told = text(&output.stderr);
    assert!(told.contains("line 2, first_dose: \"March\"") && told.contains("line 3, region"), "{told}");
    fs::write(&table, [0xff, 0xfe, 0x00]).unwrap();
    assert_eq!(marv(&table, &["--year", "2027", "--freeze", "2028-03-01"]).status.code(), Some(2));
    let output = marv(&table, &["--year", "2027", "--freeze", "2026-03-01"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("has not begun"));
    fs::write(&table, twenty()).unwrap();
    let figures = folder.path().join("regions.toml");
    for (wrong, told) in [("year = 2026\nsource = \"s\"\nregion = []", "figures of 2026"), ("yaer = 2027", "yaer")] {
        fs::write(&figures, wrong).unwrap();
        let held = ["--denominators", figures.to_str().unwrap()];
        let output = marv(&table, &[&["--year", "2027", "--freeze", "2028-03-01"][..], &held].concat());
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(1), String::new()));
        assert!(text(&output.stderr).contains(told), "{}", text(&output.stderr));
    }
}

#[test]
fn findings_are_compared_with_the_tests_before_wgs() {
    let folder = tempfile::tempdir().unwrap();
    let sheet = folder.path().join("sheet.toml");
    let told = |text: &str| {
        fs::write(&sheet, text).unwrap();
        let output = Command::cargo_bin("marv").unwrap().arg("earlier-tests").arg(&sheet).output().unwrap();
        (output.status.code(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
    };
    let whole = "found = [\"RUNX1::RUNX1T1\", \"PHF6 p.R274Q 45%\"]\n\
                 earlier = [\"banding 46,XX,t(8;21)(q22;q22)[20]\", \"panel NPM1 limit 2% found none\"]\n";
    let (code, text) = told(whole);
    assert_eq!(code, Some(0), "{text}");
    assert!(
        text.contains("fundet før") && text.contains("kun ved WGS") && text.contains("standardlæsningen): ja"),
        "{text}"
    );
    let (code, text) = told(&whole.replace("found none", "").replace("45%", "many%"));
    assert!(code == Some(2) && text.contains("found none") && text.contains("many%"), "{text}");
    assert_eq!(told("fund = []").0, Some(2));
}

#[test]
fn a_quality_database_gets_its_columns_and_fills_empty_cells() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("extract.csv"), twenty()).unwrap();
    let field = |ours: &str, theirs: &str, key: bool| {
        format!("[[field]]\nours = \"{ours}\"\ntheirs = \"{theirs}\"\nkey = {key}\n")
    };
    let fields = [field("referral", "HENV", true), field("progression", "PD", false)].concat();
    fs::write(path("map.toml"), format!("database = \"d\"\nday = \"%d.%m.%Y\"\n{fields}")).unwrap();
    let rkkp = |arguments: &[&str]| {
        let arguments =
            arguments.iter().map(|own| if own.contains('.') { path(own).into_os_string() } else { (*own).into() });
        Command::cargo_bin("marv").unwrap().arg("rkkp").args(arguments).output().unwrap()
    };
    fs::write(path("theirs.csv"), "HENV,PD\nr1,01.07.2027\nr99,01.07.2027\n").unwrap();
    let fill = ["fill", "extract.csv", "--from", "theirs.csv", "--map", "map.toml", "--into", "filled.csv"];
    let output = rkkp(&fill);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(text(&output.stdout), "filled     1\nthe same   0\nof others  1\n");
    assert!(rkkp(&["export", "filled.csv", "--map", "map.toml", "--into", "out.csv"]).status.success());
    let out = fs::read_to_string(path("out.csv")).unwrap();
    assert!(out.starts_with("HENV,PD\nr0,\nr1,01.07.2027\n"), "{out}");
    fs::remove_file(path("filled.csv")).unwrap();
    fs::write(path("theirs.csv"), "HENV,PD\nr1,soon\n").unwrap();
    let output = rkkp(&fill);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("their line 2, PD: \"soon\"") && !path("filled.csv").exists());
}
