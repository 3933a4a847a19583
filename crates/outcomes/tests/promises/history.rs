//! A history that was simulated from known figures gives the figures back.

use clinic::clock::{DENMARK, Milestone, Milestones};
use clinic::ledger::Entry;
use jiff::{SignedDuration, Timestamp};
use outcomes::capacity::{
    Calibrated, DAY, Duration, Estimated, NoHistory, Run, Scenario, Weekday, calibrate, simulate,
};
use outcomes::kpi::{Case, Kind, Progress, Treatment};

use super::capacity::national;

/// The scenario from which the history is made: no specimen is rejected and whoever interprets signs, since no milestone tells those.
fn known() -> Scenario {
    let mut known = national();
    known.specimens.rejected = 0.0;
    known.approval.hours = Duration { median: 0.0, p90: 0.0 };
    known.days = 4 * 365;
    known.mdt = vec![Weekday::Tuesday, Weekday::Friday];
    known.sequencing.machines = 2;
    known.sequencing.starts = vec![Weekday::Monday, Weekday::Wednesday];
    known.interpretation.hours = Duration { median: 3.0, p90: 9.0 };
    known
}

/// What a register would have written down of a simulated stretch of time.
fn written(scenario: &Scenario, run: &Run) -> Vec<Case> {
    let instant = |at: i64| -> Timestamp {
        let day = run.calendar.date(usize::try_from(at.div_euclid(DAY)).unwrap());
        let wall = day.at(0, 0, 0, 0) + SignedDuration::from_secs(at.rem_euclid(DAY));
        DENMARK.to_ambiguous_timestamp(wall).compatible().unwrap()
    };
    let case = |(number, journey): (usize, &outcomes::capacity::Journey)| {
        let group = &scenario.patients[journey.group];
        let milestones: Vec<(Milestone, Timestamp)> =
            journey.milestones.iter().map(|(milestone, at)| (*milestone, instant(*at))).collect();
        let day = clinic::clock::day_of(milestones[0].1);
        Case {
            referral: format!("r{number}"),
            patient: format!("p{number}"),
            indication: group.indication.clone(),
            region: "hovedstaden".to_owned(),
            route: "A".to_owned(),
            disease_group: "x".to_owned(),
            kind: if group.name.ends_with("earlier") { Kind::PreviouslyReferred } else { Kind::New },
            accepted: Some(day),
            refused: None,
            progress: Progress {
                milestones: Milestones(milestones),
                aml: Some(group.aml),
                fast_track: Some(journey.urgent),
                germline_reused: Some(group.germline_units == 0),
                bookings: vec![(day, Entry::Reserve(u64::from(group.tumour_units + group.germline_units)))],
                ..Progress::default()
            },
            report: None,
            treatment: Treatment::default(),
            death: None,
            last_seen: None,
        }
    };
    run.journeys.iter().enumerate().map(case).collect()
}

/// A base in which everything that a history tells is another.
fn base() -> Scenario {
    let mut base = known();
    let other = Duration { median: 100.0, p90: 200.0 };
    base.patients.truncate(1);
    base.months = [1.0; 12];
    (base.requisition, base.mdt) = (other, vec![Weekday::Monday]);
    (base.specimens.tumour, base.specimens.germline, base.specimens.cultured) = (other, other, other);
    (base.sequencing.days, base.sequencing.starts) = (9.0, vec![Weekday::Friday]);
    (base.analysis.hours, base.interpretation.hours) = (other, other);
    base
}

/// Whether each interval that was told of a field holds the true figure.
fn holds(told: &Calibrated, field: &str, truth: &[f64]) -> Vec<(String, bool)> {
    let taken = told.taken.iter().find(|own| own.field == field).unwrap_or_else(|| panic!("{field} was not taken"));
    assert_eq!(taken.intervals.len(), truth.len(), "{field}");
    let within = |(own, truth): (&Estimated, &f64)| (own.lower..=own.upper).contains(truth);
    taken.intervals.iter().zip(truth).map(|pair| (field.to_owned(), within(pair))).collect()
}

#[test]
fn a_simulated_history_gives_its_figures_back_within_their_intervals() {
    const SEEDS: u64 = 12;
    let known = known();
    let mean = known.months.iter().sum::<f64>() / 12.0;
    let months: Vec<f64> = known.months.iter().map(|own| own / mean).collect();
    let mut inside: std::collections::BTreeMap<String, (u32, u32)> = std::collections::BTreeMap::new();
    for seed in 0..SEEDS {
        let told = calibrate(&written(&known, &simulate(&known, seed).unwrap()), &base()).unwrap();
        assert_eq!(told.scenario.faults(), Vec::new());
        let own = &told.scenario;
        assert_eq!((&own.mdt, &own.sequencing.starts), (&known.mdt, &known.sequencing.starts));
        assert!((own.sequencing.days - known.sequencing.days).abs() < 1e-9, "{}", own.sequencing.days);
        assert_eq!((own.specimens.rejected, told.in_no_group), (0.0, 0));
        for (name, aml, kind) in [
            ("RR new", false, "RR new"),
            ("AML new", true, "MC AML new"),
            ("MDS new", false, "MC new"),
            ("MC earlier", false, "MC previously-referred"),
        ] {
            let (truth, group) = (
                known.patients.iter().find(|own| own.name == name).unwrap(),
                own.patients.iter().find(|own| own.name == kind).unwrap_or_else(|| panic!("{kind}")),
            );
            assert_eq!(
                (group.aml, group.tumour_units, group.germline_units),
                (aml, truth.tumour_units, truth.germline_units),
                "{name}"
            );
        }
        let both = |own: Duration| [own.median, own.p90];
        let mut all = holds(&told, "months", &months);
        for (field, truth) in [
            ("requisition", known.requisition),
            ("specimens.tumour", known.specimens.tumour),
            ("specimens.germline", known.specimens.germline),
            ("specimens.cultured", known.specimens.cultured),
            ("analysis.hours", known.analysis.hours),
            ("interpretation.hours", known.interpretation.hours),
        ] {
            all.extend(holds(&told, field, &both(truth)));
        }
        for (field, truth) in [
            ("patients \"RR new\".per_year", 100.0),
            ("patients \"RR new\".fast_track", 0.05),
            ("patients \"RR new\".cultured", 0.3),
            ("patients \"MC AML new\".per_year", 150.0),
            ("patients \"MC AML new\".fast_track", 0.2),
            ("patients \"MC new\".per_year", 250.0),
        ] {
            all.extend(holds(&told, field, &[truth]));
        }
        for (field, within) in all {
            let own = inside.entry(field).or_default();
            *own = (own.0 + u32::from(within), own.1 + 1);
        }
    }
    let (hit, of) = inside.values().fold((0, 0), |sum, own| (sum.0 + own.0, sum.1 + own.1));
    eprintln!("{hit} of {of} intervals of 95 % hold the figure that the history was made from: {inside:?}");
    assert!(f64::from(hit) > 0.92 * f64::from(of), "{inside:?}");
    // No single one is off: of twelve pairs at least 17 of 24 hold it, of twelve at least 8 (binomial, less than one of a thousand).
    assert!(inside.values().all(|(hit, of)| f64::from(*hit) > 0.66 * f64::from(*of)), "{inside:?}");
}

#[test]
fn what_no_order_tells_stays_assumed_and_a_short_history_tells_nothing() {
    let mut short = known();
    short.days = 100;
    let cases = written(&short, &simulate(&short, 1).unwrap());
    assert!(matches!(calibrate(&cases, &base()), Err(NoHistory::TooShort(_))));
    assert_eq!(calibrate(&[], &base()), Err(NoHistory::NoOrder));
    // Of a register that knows nothing but the submission, everything but who and how many stays as it was.
    let known = known();
    let mut cases = written(&known, &simulate(&known, 1).unwrap());
    for case in &mut cases {
        case.progress.milestones.0.retain(|(own, _)| *own == Milestone::Submitted);
    }
    let told = calibrate(&cases, &base()).unwrap();
    for field in [
        "mdt",
        "requisition",
        "specimens.tumour",
        "specimens.cultured",
        "sequencing.days",
        "analysis.hours",
        "approval",
    ] {
        assert!(told.assumed.iter().any(|own| own == field), "{field}: {:?}", told.assumed);
        assert!(told.taken.iter().all(|own| own.field != field), "{field}");
    }
    assert_eq!(told.scenario.interpretation, base().interpretation);
}
