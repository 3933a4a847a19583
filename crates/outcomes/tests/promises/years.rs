//! The yearly figures against a second reading in Python on three simulated national years.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use clinic::clock::{beginning_of, day_of};
use clinic::code::CodeList;
use fastrand::Rng;
use jiff::civil::{Date, date};
use jiff::{SignedDuration, ToSpan};
use outcomes::kpi::{Case, Tally, Volume, activity, read, write, year};

use crate::kpi::{clocks, heading, row};

/// Three national years with everything that can be missing, late, or in the future.
pub fn drawn(random: &mut Rng, referrals: i32) -> String {
    let mut table = heading();
    let regions = ["hovedstaden", "sjaelland", "syddanmark", "midtjylland", "nordjylland"];
    let mut fates: BTreeMap<String, (String, String)> = BTreeMap::new();
    for referral in 0..referrals {
        // Some patients are referred again, and die once.
        let patient =
            format!("p{}", if referral > 100 && random.u8(0..8) == 0 { random.i32(0..referral) } else { referral });
        let accepted = date(2026, 1, 1) + i64::from(random.i32(0..1095)).days();
        let after = |random: &mut Rng, day: Date, most: i32| day + i64::from(random.i32(0..most)).days();
        let rr = random.u8(0..5) == 0;
        let mut cells: Vec<(&str, String)> = vec![
            ("referral", format!("r{referral}")),
            ("patient", patient.clone()),
            ("indication", if rr { "RR" } else { "MC" }.into()),
            ("region", random.choice(regions).unwrap().into()),
            ("route", random.choice(["A", "B", "C"]).unwrap().into()),
            ("disease_group", random.choice(["MC-AML", "MC-MDS", "lymphoma", "myeloma"]).unwrap().into()),
            ("kind", random.choice(["new", "new", "new", "previously-referred", "repeat"]).unwrap().into()),
        ];
        for name in ["aml", "fast_track", "germline_reused"] {
            cells.push((name, random.choice(["yes", "no", "no", "no", ""]).unwrap().into()));
        }
        match random.u8(0..10) {
            0 => {
                cells.push(("refused", accepted.to_string()));
                cells.push(("refused_as", random.choice(["not-eligible", "out-of-scope", "redirect"]).unwrap().into()));
                let rules = random.choice(["RR-ELIG-05", "RR-ELIG-05 RR-ELIG-06", "MC-REQ-02", ""]).unwrap();
                cells.push(("refused_by", rules.into()));
            }
            1 => {}
            _ => cells.push(("accepted", accepted.to_string())),
        }
        let taken = cells.last().is_some_and(|(name, _)| *name == "accepted");
        let order = if taken { order(random, accepted) } else { vec![] };
        let by_moments = order.iter().find(|(name, _)| *name == "T6").map(|(_, at)| day_of(at.parse().unwrap()));
        cells.extend(order);
        cells.extend(answers(random));
        for name in ["choice_variant", "protocol_id", "treatment_category"] {
            cells.push((name, random.choice(["x", "x", "x", ""]).unwrap().into()));
        }
        let by_day = (taken && random.u8(0..3) == 0).then(|| after(random, accepted, 60));
        let signed = by_moments.or(by_day);
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
                let death = if random.bool() { end.to_string() } else { String::new() };
                let seen = if random.u8(0..10) > 0 { end.to_string() } else { String::new() };
                if !fates.contains_key(&patient) {
                    fates.insert(patient.clone(), (death, seen));
                }
            }
        }
        let (death, seen) = fates.entry(patient).or_default().clone();
        let dies = death.parse::<Date>().ok();
        cells.extend([("death", death), ("last_seen", seen)]);
        // Nothing is given or grows after a death.
        let later = |name: &str, value: &str| {
            ["first_dose", "progression", "assessed"].contains(&name)
                && value.parse::<Date>().ok() > dies
                && dies.is_some()
        };
        cells.retain(|(name, value)| !later(name, value));
        table += &row(&cells.iter().map(|(name, value)| (*name, value.as_str())).collect::<Vec<_>>());
    }
    table
}

/// What is said with yes and no, or not at all.
fn answers(random: &mut Rng) -> Vec<(&'static str, String)> {
    let names = [
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
    ];
    names.map(|name| (name, random.choice(["yes", "yes", "no", "no", ""]).unwrap().into())).into()
}

/// What happened to an order, with moments around the changes of the clock and around midnight among them.
fn order(random: &mut Rng, accepted: Date) -> Vec<(&'static str, String)> {
    let mut cells = Vec::new();
    let mut at = beginning_of(accepted) + SignedDuration::from_secs(random.i64(0..86_400));
    cells.push(("T0", (beginning_of(accepted) - SignedDuration::from_hours(24 * random.i64(0..9))).to_string()));
    let (received, mut holds, mut units) = (at, Vec::new(), vec![format!("{accepted}=reserve:4")]);
    let stop = random.usize(0..12);
    for (place, name) in ["T1", "T2a", "T2", "T3", "T4", "T5", "T6", "T7", "T8"].into_iter().enumerate() {
        if place >= stop {
            break;
        }
        let step = if random.u8(0..4) == 0 { random.i64(0..9) * 3600 } else { random.i64(0..9 * 86_400) };
        at += SignedDuration::from_secs(step);
        if random.u8(0..12) > 0 {
            cells.push((name, at.to_string()));
            if name == "T2" && random.u8(0..6) > 0 {
                cells.push(("T2b", at.to_string()));
            }
        }
        if name == "T4" {
            units.push(format!("{}=consume:{}", day_of(at), random.u8(1..=4)));
        }
        if random.u8(0..8) == 0 {
            let until = at + SignedDuration::from_secs(random.i64(0..5 * 86_400));
            holds.push(if random.u8(0..9) == 0 { format!("{at}/..") } else { format!("{at}/{until}") });
            holds.push(format!("{received}/{}", received + SignedDuration::from_hours(random.i64(0..90))));
        }
    }
    if random.u8(0..8) == 0 {
        cells.push(("ended", (at + SignedDuration::from_hours(5)).to_string()));
    }
    cells.push(("holds", holds.join(" ")));
    cells.push(("units", if random.u8(0..9) == 0 { String::new() } else { units.join(" ") }));
    cells.push(("form_seconds", random.choice(["", "30", "95", "180", "400"]).unwrap().into()));
    cells.push(("excepted", random.choice(["", "", "", "RR-REQ-02"]).unwrap().into()));
    cells
}

/// Our figures on the service in the lines of the second reading.
fn activity_lines(cases: &[Case], of: i16, freeze: Date) -> Vec<String> {
    let done = activity(cases, &clocks(), of, freeze);
    let mut lines = Vec::new();
    let figure = |own: Option<f64>| own.map_or("None".to_owned(), |own| format!("{own:?}"));
    for ((indication, stratum, value), cell) in &done.volume {
        let Volume { patients, referrals, reserved, consumed, returned, not_recorded } = cell;
        let figures = format!("{patients}\t{referrals}\t{reserved}\t{consumed}\t{returned}\t{not_recorded}");
        lines.push(format!("VOL\t{indication}\t{}\t{value}\t{figures}", stratum.name()));
    }
    for ((clock, stratum, value), cell) in &done.turnaround.cells {
        let numbers = [cell.within_target, cell.within_limit, cell.held].map(|own| own.to_string()).join("\t");
        lines.push(format!(
            "TAT\t{clock}\t{}\t{value}\t{}\t{}\t{}\t{numbers}\t{}\t{}\t{}\t{}\t{}\t{}",
            stratum.name(),
            cell.taken.len(),
            figure(cell.median()),
            figure(cell.p90()),
            cell.held_seconds,
            cell.running,
            cell.running_late,
            figure(cell.oldest),
            cell.ended,
            cell.not_recorded
        ));
    }
    for own in &done.turnaround.ageing {
        let late = own.late.map_or("None", |late| if late { "False" } else { "True" });
        lines.push(format!(
            "AGE\t{}\t{}\t{}\t{:?}\t{late}\t{}",
            own.clock, own.referral, own.region, own.age, own.held_seconds
        ));
    }
    for ((indication, stratum, value), cell) in &done.answered {
        let answers = cell.refused.iter().map(|(answer, count)| (format!("as {}", answer.code()), *count));
        let rules = cell.rules.iter().map(|(rule, count)| (format!("by {rule}"), *count));
        let others = [("accepted", cell.accepted), ("without", cell.without_rule), ("undecided", cell.undecided)];
        let others = others.into_iter().filter(|(_, count)| *count > 0).map(|(kind, count)| (kind.to_owned(), count));
        for (kind, count) in answers.chain(rules).chain(others) {
            lines.push(format!("EQ\t{indication}\t{}\t{value}\t{kind}\t{count}", stratum.name()));
        }
    }
    for ((indication, stratum, value), cell) in &done.quality {
        let Tally { yes, no, not_due, .. } = cell.complete;
        let (minutes, without) = (figure(cell.median_minutes()), cell.without_time);
        lines.push(format!(
            "Q\t{indication}\t{}\t{value}\t{yes}\t{no}\t{not_due}\t{minutes}\t{without}",
            stratum.name()
        ));
    }
    lines
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
    lines.extend(activity_lines(cases, of, freeze));
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
        let written = write(&cases).unwrap();
        assert_eq!(write(&read(&written).unwrap()).unwrap(), written, "what is written is read as the same");
        assert_eq!(
            year(&read(&written).unwrap(), 2027, date(2028, 3, 1)).shares,
            year(&cases, 2027, date(2028, 3, 1)).shares
        );
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
    assert!(cells > 20_000 && points > 400);
}
