//! The yearly indicators, case by case.

use std::path::Path;

use clinic::clock::Clock;
use jiff::civil::{Date, date};
use outcomes::kpi::{
    Activity, COLUMNS, Column, MISSING_RULES, Rate, Stratum, Tally, activity, planned, planned_units, read, year,
};

/// One row, by column; a column that is not named is empty.
pub fn row(cells: &[(&str, &str)]) -> String {
    let of = |name: &str| cells.iter().find(|(own, _)| *own == name).map_or("", |(_, value)| *value);
    for (name, _) in cells {
        assert!(COLUMNS.iter().any(|Column(own, _)| own == name), "{name}");
    }
    COLUMNS.iter().map(|Column(name, _)| of(name)).collect::<Vec<_>>().join(",") + "\n"
}

pub fn heading() -> String {
    COLUMNS.iter().map(|Column(name, _)| *name).collect::<Vec<_>>().join(",") + "\n"
}

const RR: [(&str, &str); 9] = [
    ("referral", "r1"),
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
            "line 3: the referral r1 stands above already; one row for each referral",
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

fn done(rows: &[Vec<(&str, &str)>], freeze: Date) -> Activity {
    let table = rows.iter().fold(heading(), |table, cells| table + &row(cells));
    activity(&read(table.as_bytes()).unwrap(), &clocks(), 2027, freeze)
}

fn part(first: &str) -> (String, Stratum, String) {
    (first.to_owned(), Stratum::All, "all".to_owned())
}

#[test]
fn units_are_those_of_the_day_they_were_booked_and_a_patient_counts_once() {
    let units = "2027-01-10=reserve:4 2027-02-01=consume:3 2028-01-02=consume:1";
    let again = [("referral", "r2"), ("kind", "repeat"), ("report_signed", ""), ("accepted", "2027-11-30")];
    let repeat = with(&[&again[..], &[("units", "2027-11-30=reserve:3 2027-12-24=return:3")]].concat());
    let all = done(&[with(&[("units", units)]), repeat], date(2028, 3, 1));
    let rr = all.volume[&part("RR")];
    assert_eq!(
        (rr.patients, rr.referrals, rr.reserved, rr.consumed, rr.returned),
        (1, 2, 7, 3, 3),
        "not what 2028 took"
    );
    let kind = |word: &str| all.volume[&("RR".to_owned(), Stratum::Kind, word.to_owned())].patients;
    assert_eq!((kind("new"), kind("repeat")), (1, 1), "new and repeat are counted apart (INC-14)");
    assert_eq!(all.volume[&part("all")].patients, 1);
    let early = done(&[with(&[("units", units)])], date(2027, 2, 1));
    assert_eq!(early.volume[&part("RR")].consumed, 3, "known at the end of the day of the freeze");
    let early = done(&[with(&[("units", units)])], date(2027, 2, 20));
    assert_eq!(early.volume[&part("RR")].not_recorded, 0);
}

#[test]
fn holds_are_told_and_not_subtracted_and_open_orders_age() {
    let order = |more: &[(&'static str, &'static str)]| {
        let own = [("T2", "2027-01-10T11:00:00Z"), ("aml", "no"), ("fast_track", "yes"), ("germline_reused", "no")];
        let own = own.into_iter().filter(|(name, _)| more.iter().all(|(other, _)| other != name));
        with(&own.chain(more.iter().copied()).collect::<Vec<_>>())
    };
    // Thirty days to the last second of 9 February: within the limit, beyond the fast track's, with three days on hold.
    let hold = "2027-01-12T00:00:00Z/2027-01-14T00:00:00Z 2027-01-13T00:00:00Z/2027-01-15T00:00:00Z";
    let signed = [("T6", "2027-02-09T22:59:59Z"), ("report_signed", "2027-02-09"), ("holds", hold)];
    let all = done(&[order(&signed)], date(2028, 3, 1));
    let of = |all: &Activity, clock: &str| all.turnaround.cells[&part(clock)].clone();
    let answer = of(&all, "NGC-STD-ANSWER");
    assert_eq!((answer.median(), answer.within_target, answer.within_limit), (Some(30.0), 0, 1));
    assert_eq!((answer.held, answer.held_seconds), (1, 3 * 86_400), "an hour on two holds is one hour");
    assert_eq!(of(&all, "RR-FAST").within_limit, 0, "promised and needed side by side");
    assert_eq!(of(&all, "NGC-STD-DATA").not_recorded, 1, "signed without a moment of release");
    assert!(!all.turnaround.cells.contains_key(&part("MC-FAST")));
    // The same order, frozen before its report.
    let waiting = done(&[order(&[("report_signed", "")])], date(2027, 2, 10));
    let answer = of(&waiting, "NGC-STD-ANSWER");
    assert_eq!((answer.taken.len(), answer.running, answer.running_late, answer.oldest), (0, 1, 1, Some(31.0)));
    assert_eq!(waiting.turnaround.ageing.iter().filter(|own| own.late == Some(true)).count(), 4);
    let ended = done(&[order(&[("report_signed", ""), ("ended", "2027-01-20T10:00:00Z")])], date(2027, 2, 10));
    assert_eq!((of(&ended, "NGC-STD-ANSWER").ended, of(&ended, "NGC-STD-ANSWER").running), (1, 0));
    // Stored germline: nothing of it is waited for.
    let stored = done(&[order(&[("T2a", "2027-01-10T11:00:00Z"), ("germline_reused", "yes")])], date(2028, 3, 1));
    assert!(!stored.turnaround.cells.contains_key(&part("GERMLINE-LAG")));
    // Whether the fast track's clock is this order's is not known.
    let unknown = done(&[order(&[("fast_track", ""), signed[0], signed[1]])], date(2028, 3, 1));
    assert_eq!((of(&unknown, "RR-FAST").not_recorded, of(&unknown, "RR-FAST").taken.len()), (1, 0));
}

#[test]
fn a_refusal_has_its_reasons_and_an_open_referral_is_none() {
    let refused = |id: &'static str, rules: &'static str| {
        let own = [("referral", id), ("accepted", ""), ("report_signed", ""), ("refused", "2027-05-01")];
        with(&[&own[..], &[("refused_as", "not-eligible"), ("refused_by", rules)]].concat())
    };
    let open = with(&[("referral", "r9"), ("accepted", ""), ("report_signed", "")]);
    let rows =
        [with(&[]), refused("r2", "RR-ELIG-05 RR-ELIG-07"), refused("r3", "RR-ELIG-05"), refused("r4", ""), open];
    let all = done(&rows, date(2028, 3, 1));
    let cell = &all.answered[&("RR".to_owned(), Stratum::Region, "midtjylland".to_owned())];
    assert_eq!((cell.share().numerator(), cell.share().denominator(), cell.undecided), (1, 4, 1));
    assert_eq!(
        cell.rules.iter().map(|(rule, count)| (rule.as_str(), *count)).collect::<Vec<_>>(),
        [("RR-ELIG-05", 2), ("RR-ELIG-07", 1)]
    );
    assert_eq!(cell.without_rule, 1);
    let many = Rate::of(7, 5).unwrap();
    assert!(many.rate > 1.0 && many.interval.is_none(), "more than all is a rate and no share");
}

#[test]
fn a_case_is_complete_when_nothing_that_is_asked_is_missing() {
    let full = [
        ("driver", "yes"),
        ("choice_recorded", "2027-02-20"),
        ("choice_by_wgs", "no"),
        ("protocol", "no"),
        ("last_seen", "2028-01-01"),
    ];
    let quality = |more: &[(&'static str, &'static str)], freeze| {
        let kept = full.into_iter().filter(|(name, _)| more.iter().all(|(own, _)| own != name));
        let cells: Vec<_> = kept.chain(more.iter().copied()).collect();
        let all = done(&[with(&cells)], freeze);
        all.quality[&part("RR")].clone()
    };
    let late = date(2028, 3, 1);
    assert_eq!(quality(&[("form_seconds", "90")], late).complete, YES);
    assert_eq!(quality(&[("form_seconds", "90")], late).median_minutes(), Some(1.5));
    assert_eq!((quality(&[], late).median_minutes(), quality(&[], late).without_time), (None, 1));
    assert_eq!(quality(&[("driver", "")], late).complete, NO);
    assert_eq!(quality(&[("last_seen", "")], late).complete, NO);
    assert_eq!(quality(&[], date(2027, 3, 1)).complete, NOT_DUE);
}

#[test]
fn planning_figures_are_the_guidelines_under_each_reading() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../guidelines/ngc-haem-2022");
    let folder = guideline::rule_file::Folder::read(&folder).unwrap();
    let items = guideline::rule_file::load(&folder, &clinic::eligibility::vocabulary()).unwrap().cited;
    let patients: Vec<u64> = planned(&items).iter().map(|own| own.patients).collect();
    assert_eq!(patients, [500, 60, 100, 10, 10, 400, 50, 50, 150, 250]);
    let units = planned_units(&items).unwrap();
    assert_eq!((units.quota, units.printed, units.with_germline), (2200, 2190, 2240), "INC-03 and INC-04");
    assert_eq!((units.with_repeats, units.after_first_year), ((2380, 2480), 2000), "INC-14 and INC-15");
    let indicators =
        ["KPI-RR-1", "KPI-RR-2a", "KPI-RR-2b", "KPI-RR-2c", "KPI-RR-3", "KPI-RR-4", "KPI-MC-1", "KPI-MC-2"];
    let others = ["KPI-MC-3", "KPI-MC-4", "KPI-VOL", "KPI-TAT", "KPI-EQ", "KPI-Q"];
    assert_eq!(MISSING_RULES.iter().map(|own| own.id).collect::<Vec<_>>(), [&indicators[..], &others].concat());
}

#[test]
fn what_cannot_be_of_an_order_is_refused() {
    let told = |more: &[(&str, &str)]| {
        let cells: Vec<(&str, &str)> = RR
            .into_iter()
            .filter(|(name, _)| more.iter().all(|(own, _)| own != name))
            .chain(more.iter().copied())
            .collect();
        let faults = read((heading() + &row(&cells)).as_bytes()).unwrap_err();
        faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    assert!(told(&[("T2", "2027-01-20")]).contains("line 2, T2: \"2027-01-20\" is not an instant"));
    let wrong = told(&[("T2", "2027-01-20T10:00:00Z"), ("T5", "2027-01-19T10:00:00Z")]);
    assert_eq!(wrong, "line 2, T5: \"2027-01-19T10:00:00Z\" is not an instant at or after T2");
    let wrong = told(&[("T6", "2027-02-01T23:00:00Z")]);
    assert!(wrong.ends_with("is not an instant of the day in report_signed"), "it is 2 February in Denmark: {wrong}");
    assert!(told(&[("units", "2027-01-10=reserve:3 2027-02-01=consume:4")]).contains("2027-02-01"));
    assert!(told(&[("units", "2027-01-10=take:3")]).contains("\"2027-01-10=take:3\""));
    assert!(told(&[("holds", "2027-01-10T10:00:00Z/2027-01-09T10:00:00Z")]).contains("holds"));
    assert!(told(&[("refused", "2027-01-10"), ("refused_as", "redirect")]).contains("refused: \"2027-01-10\""));
    assert!(told(&[("refused_by", "RR-ELIG-05")]).contains("of a refused referral alone"));
    assert!(told(&[("accepted", "")]).contains("with a report was accepted"));
    let rows =
        row(&with(&[("last_seen", "2027-09-01")])) + &row(&with(&[("referral", "r2"), ("last_seen", "2027-10-01")]));
    let faults = read((heading() + &rows).as_bytes()).unwrap_err();
    assert_eq!(faults.len(), 1);
    assert!(faults[0].to_string().starts_with("line 3, last_seen: another row of the patient p1"), "{}", faults[0]);
}

pub fn clocks() -> Vec<Clock> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../guidelines/ngc-haem-2022");
    let folder = guideline::rule_file::Folder::read(&folder).unwrap();
    let rules = guideline::rule_file::load(&folder, &clinic::eligibility::vocabulary()).unwrap();
    Clock::all(&rules.definitions).unwrap()
}
