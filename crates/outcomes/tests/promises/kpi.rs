//! The yearly indicators: against a second reading in Python on three simulated national years, and case by case.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use fastrand::Rng;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use outcomes::kpi::{COLUMNS, Case, Column, Stratum, Tally, read, year};

/// One row, by column; a column that is not named is empty.
fn row(cells: &[(&str, &str)]) -> String {
    let of = |name: &str| cells.iter().find(|(own, _)| *own == name).map_or("", |(_, value)| *value);
    for (name, _) in cells {
        assert!(COLUMNS.iter().any(|Column(own, _)| own == name), "{name}");
    }
    COLUMNS.iter().map(|Column(name, _)| of(name)).collect::<Vec<_>>().join(",") + "\n"
}

fn heading() -> String {
    COLUMNS.iter().map(|Column(name, _)| *name).collect::<Vec<_>>().join(",") + "\n"
}

const RR: [(&str, &str); 8] = [
    ("patient", "p1"),
    ("indication", "RR"),
    ("region", "midtjylland"),
    ("route", "A"),
    ("disease_group", "lymphoma"),
    ("kind", "new"),
    ("accepted", "2027-01-10"),
    ("report_signed", "2027-02-01"),
];

fn with<'t>(more: &[(&'t str, &'t str)]) -> Vec<(&'t str, &'t str)> {
    RR.into_iter().filter(|(name, _)| more.iter().all(|(own, _)| own != name)).chain(more.iter().copied()).collect()
}

fn tally(cells: &[(&str, &str)], freeze: Date, id: &'static str) -> Option<Tally> {
    let cases = read((heading() + &row(cells)).as_bytes()).unwrap();
    year(&cases, 2027, freeze).shares.get(&(id, Stratum::All, "all".to_owned())).copied()
}

const YES: Tally = Tally { yes: 1, no: 0, not_recorded: 0, not_due: 0 };
const NO: Tally = Tally { yes: 0, no: 1, not_recorded: 0, not_due: 0 };
const NOT_RECORDED: Tally = Tally { yes: 0, no: 0, not_recorded: 1, not_due: 0 };
const NOT_DUE: Tally = Tally { yes: 0, no: 0, not_recorded: 0, not_due: 1 };

#[test]
fn protocol_treatment_needs_the_mark_the_variant_and_the_protocol_within_180_days() {
    let late = date(2028, 3, 1);
    let started = |dose, more: &[(&'static str, &'static str)]| {
        let own = [
            ("protocol", "yes"),
            ("first_dose", dose),
            ("because_of_wgs", "yes"),
            ("choice_variant", "NPM1 W288fs"),
            ("protocol_id", "NCT1"),
        ];
        let own: Vec<_> = own
            .into_iter()
            .filter(|(name, _)| more.iter().all(|(other, _)| other != name))
            .chain(more.iter().copied())
            .collect();
        tally(&with(&own), late, "KPI-RR-1").unwrap()
    };
    assert_eq!(started("2027-07-31", &[]), YES, "the 180th day");
    assert_eq!(started("2027-08-01", &[]), NO, "the 181st");
    assert_eq!(started("2027-01-31", &[]), NO, "before the report it was not because of it");
    assert_eq!(started("2027-03-01", &[("because_of_wgs", "no")]), NO);
    assert_eq!(started("2027-03-01", &[("because_of_wgs", "")]), NOT_RECORDED, "not recorded is not no");
    assert_eq!(started("2027-03-01", &[("protocol_id", "")]), NOT_RECORDED, "a mark without its protocol is no answer");
    assert_eq!(started("", &[]), NOT_RECORDED);
    let answer = |more: &[(&'static str, &'static str)], freeze| tally(&with(more), freeze, "KPI-RR-1").unwrap();
    assert_eq!(answer(&[("protocol", "no")], date(2027, 7, 31)), NOT_DUE, "the window is open: it may still come");
    assert_eq!(answer(&[("protocol", "no")], date(2027, 8, 1)), NO);
    assert_eq!(answer(&[], late), NOT_RECORDED);
    let dead = [("protocol", "no"), ("death", "2027-03-01"), ("last_seen", "2027-03-01")];
    assert_eq!(answer(&dead, date(2027, 4, 1)), NO, "the dead start nothing");
    assert_eq!(answer(&dead, date(2027, 2, 20)), NOT_DUE, "at the freeze the patient lived");
}

#[test]
fn stable_disease_is_neither_response_nor_progression() {
    let more = |response: &'static str| {
        let base = [
            ("protocol", "yes"),
            ("first_dose", "2027-03-01"),
            ("because_of_wgs", "yes"),
            ("choice_variant", "v"),
            ("protocol_id", "p"),
        ];
        with(
            &[
                &base[..],
                &[
                    ("criteria", "lugano"),
                    ("response", response),
                    ("assessed", "2027-06-01"),
                    ("last_seen", "2027-12-01"),
                ],
            ]
            .concat(),
        )
    };
    let late = date(2028, 3, 1);
    assert_eq!(tally(&more("PR"), late, "KPI-RR-2a"), Some(YES));
    assert_eq!(tally(&more("SD"), late, "KPI-RR-2a"), Some(NO));
    let cases = read((heading() + &row(&more("SD"))).as_bytes()).unwrap();
    let figures = year(&cases, 2027, late).survival;
    assert!(figures.progression.steps().iter().all(|step| step.events == 0));
    assert!((figures.since_dose.steps()[0].time.get() - 275.0).abs() < 1e-9);
}

#[test]
fn what_happened_after_the_freeze_is_not_known_at_the_freeze() {
    let cells = with(&[("driver", "yes"), ("report_signed", "2027-11-01")]);
    assert_eq!(tally(&cells, date(2027, 10, 31), "KPI-RR-3"), None);
    assert_eq!(tally(&cells, date(2027, 11, 1), "KPI-RR-3"), Some(YES));
}

#[test]
fn every_fault_of_a_table_is_told_at_once() {
    let table = heading()
        + &row(&with(&[("driver", "maybe"), ("first_dose", "2027-03-01"), ("assessed", "2027-02-01")]))
        + &row(&with(&[("criteria", "lugano"), ("response", "sCR"), ("region", ""), ("report_signed", "01-02-2027")]));
    let faults: Vec<String> = read(table.as_bytes()).unwrap_err().iter().map(ToString::to_string).collect();
    assert_eq!(
        faults,
        [
            "line 2: assessed (2027-02-01) lies before first_dose (2027-03-01); correct one of them",
            "line 2, driver: \"maybe\" is not yes, no or empty",
            "line 3, report_signed: \"01-02-2027\" is not a day, or empty: no report yet",
            "line 3, response: \"sCR\" is not a response of lugano: CR, PR, SD, PD",
            "line 3, region: \"\" is not a code of a region",
            "line 3: p1 with RR stands above already; one row for each patient and indication",
        ]
    );
    let wrong = heading().replace("driver,", "drivers,");
    let faults = read(wrong.as_bytes()).unwrap_err();
    assert!(
        faults.len() >= 2 && faults.iter().any(|fault| fault.to_string().contains("\"drivers\" is not known")),
        "{faults:?}"
    );
    assert!(read(b"").is_err());
    // What a spreadsheet writes.
    let spreadsheet = format!("\u{feff}{}", (heading() + &row(&RR)).replace(',', ";").replace('\n', "\r\n"));
    assert_eq!(read(spreadsheet.as_bytes()).unwrap().len(), 1);
}

/// Three national years with everything that can be missing, late, or in the future.
pub fn drawn(random: &mut Rng, patients: u32) -> String {
    let mut table = heading();
    let regions = ["hovedstaden", "sjaelland", "syddanmark", "midtjylland", "nordjylland"];
    for patient in 0..patients {
        let accepted = date(2026, 1, 1) + i64::from(random.i32(0..1095)).days();
        let after = |random: &mut Rng, day: Date, most: i32| day + i64::from(random.i32(0..most)).days();
        let rr = random.u8(0..5) == 0;
        let mut cells: Vec<(&str, String)> = vec![
            ("patient", format!("p{patient}")),
            ("indication", if rr { "RR" } else { "MC" }.into()),
            ("region", random.choice(regions).unwrap().into()),
            ("route", random.choice(["A", "B", "C"]).unwrap().into()),
            ("disease_group", random.choice(["aml", "mds", "lymphoma", "myeloma"]).unwrap().into()),
            ("kind", random.choice(["new", "new", "new", "previously-referred", "repeat"]).unwrap().into()),
            ("accepted", accepted.to_string()),
        ];
        for name in [
            "driver",
            "earlier_tests_complete",
            "new_driver",
            "clonal_by_panel",
            "clonal",
            "class_changed",
            "risk_changed",
            "choice_by_wgs",
            "because_of_wgs",
            "protocol",
        ] {
            cells.push((name, random.choice(["yes", "yes", "no", "no", ""]).unwrap().into()));
        }
        for name in ["choice_variant", "protocol_id", "treatment_category"] {
            cells.push((name, random.choice(["x", "x", "x", ""]).unwrap().into()));
        }
        let signed = (random.u8(0..10) > 0).then(|| after(random, accepted, 60));
        if let Some(signed) = signed {
            cells.push(("report_signed", signed.to_string()));
            if random.u8(0..5) > 0 {
                cells.push(("choice_recorded", after(random, signed, 130).to_string()));
            }
            if random.u8(0..5) > 0 {
                let dose = if random.u8(0..20) == 0 { signed - 5.days() } else { after(random, signed, 260) };
                cells.push(("first_dose", dose.to_string()));
                if random.bool() {
                    let codes = [
                        ("lugano", "PR"),
                        ("lugano", "SD"),
                        ("imwg", "VGPR"),
                        ("imwg", "MR"),
                        ("eln-aml", "CRi"),
                        ("iwg-mds", "HI"),
                    ];
                    let (criteria, response) = random.choice(codes).unwrap();
                    cells.extend([("criteria", criteria.into()), ("response", response.into())]);
                }
                if random.u8(0..4) > 0 {
                    cells.push(("assessed", after(random, dose, 260).to_string()));
                }
                let grown = after(random, dose.max(signed), 300);
                if random.bool() {
                    cells.push(("progression", grown.to_string()));
                }
                let end = after(random, grown, 300);
                if random.bool() {
                    cells.push(("death", end.to_string()));
                }
                if random.u8(0..10) > 0 {
                    cells.push(("last_seen", end.to_string()));
                }
            }
        }
        table += &row(&cells.iter().map(|(name, value)| (*name, value.as_str())).collect::<Vec<_>>());
    }
    table
}

/// Our figures in the lines of the second reading.
fn lines(cases: &[Case], of: i16, freeze: Date) -> (Vec<String>, Vec<(String, f64)>) {
    let figures = year(cases, of, freeze);
    let mut lines = Vec::new();
    for ((id, stratum, value), tally) in &figures.shares {
        let Tally { yes, no, not_recorded, not_due } = tally;
        lines.push(format!("{id}\t{}\t{value}\t{yes}\t{no}\t{not_recorded}\t{not_due}", stratum.name()));
    }
    for ((indication, stratum, value), count) in &figures.accepted {
        lines.push(format!("accepted\t{indication}\t{}\t{value}\t{count}", stratum.name()));
    }
    let mut curves = Vec::new();
    let survival = &figures.survival;
    for (name, curve) in [("since-report", &survival.since_report), ("since-dose", &survival.since_dose)] {
        curves.extend(curve.steps().iter().map(|step| (format!("{name}\t{}", step.time.get()), step.survival)));
    }
    curves.extend(
        survival.progression.steps().iter().map(|step| (format!("progression\t{}", step.time.get()), step.incidence)),
    );
    lines.sort();
    (lines, curves)
}

#[test]
fn a_second_reading_agrees_on_every_cell_of_three_years() {
    let folder = std::env::temp_dir().join(format!("marv-follow-up-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../reference/follow_up.py");
    let (mut cells, mut points) = (0, 0);
    for seed in 0..3 {
        let table = drawn(&mut Rng::with_seed(seed), 1_700);
        let cases = read(table.as_bytes()).unwrap();
        let path = folder.join(format!("{seed}.csv"));
        std::fs::write(&path, &table).unwrap();
        for (of, freeze) in
            [(2026, date(2027, 3, 1)), (2027, date(2028, 3, 1)), (2028, date(2028, 12, 31)), (2028, date(2028, 9, 1))]
        {
            let output = Command::new("python3")
                .arg(&script)
                .arg(&path)
                .arg(of.to_string())
                .arg(freeze.to_string())
                .output()
                .unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            let text = String::from_utf8(output.stdout).unwrap();
            let (curves, told): (Vec<&str>, Vec<&str>) = text.lines().partition(|line| line.starts_with("curve\t"));
            let mut told: Vec<String> = told.into_iter().map(str::to_owned).collect();
            told.sort();
            let (ours, our_curves) = lines(&cases, of, freeze);
            let mut difference = String::new();
            for line in ours.iter().filter(|line| !told.contains(line)) {
                writeln!(difference, "ours {line}").unwrap();
            }
            for line in told.iter().filter(|line| !ours.contains(line)) {
                writeln!(difference, "theirs {line}").unwrap();
            }
            assert!(difference.is_empty(), "{of} at {freeze}, seed {seed}:\n{difference}");
            let theirs: BTreeMap<String, f64> = curves
                .into_iter()
                .map(|line| line.trim_start_matches("curve\t").rsplit_once('\t').unwrap())
                .map(|(at, share)| (at.to_owned(), share.parse().unwrap()))
                .collect();
            assert_eq!(theirs.len(), our_curves.len());
            for (at, share) in &our_curves {
                assert!((theirs[at] - share).abs() < 1e-9, "{at}: {share} and {}", theirs[at]);
            }
            (cells, points) = (cells + ours.len(), points + our_curves.len());
        }
    }
    std::fs::remove_dir_all(&folder).unwrap();
    eprintln!("{cells} cells and {points} points of curves agree");
    assert!(cells > 1500 && points > 500);
}
