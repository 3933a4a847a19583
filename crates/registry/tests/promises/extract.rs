//! The follow-up table of two simulated years: who may take it out, what is in it, and that it is the same again.

use clinic::clock::Clock;
use jiff::Timestamp;
use jiff::civil::date;
use outcomes::kpi::{Audience, Kind, Stratum, activity, publish, read, write, year};
use registry::access::{Attempt, Extract, Unit, Viewer};
use registry::audit::AuditKey;
use registry::demo::{PASSWORD, fill};
use registry::precondition::{Precondition, Version};
use registry::store::{Place, Store, StoreError};

use crate::client::operator;
use crate::pages::asked::rule_set;
use crate::pages::demo::examples;

fn now() -> Timestamp {
    "2026-11-26T12:00:00Z".parse().unwrap()
}

fn viewer(store: &Store, account: &str) -> Viewer {
    let attempt = Attempt { account, password: PASSWORD, address: "10.0.0.1", membership: None };
    store.sign_in(&attempt, now()).unwrap().viewer
}

#[test]
fn a_store_gives_the_same_table_for_the_same_freeze_to_whom_it_may() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&Place::File(folder.path().join("demo.db")), AuditKey::new([7; 32]), None).unwrap();
    let rules = rule_set();
    fill(&store, &rules, examples(), now(), 30).unwrap();
    let programme = viewer(&store, "program");
    let extract = |store: &Store, who: &Viewer, freeze| store.extract(who, &rules, freeze, now());
    let whole = extract(&store, &programme, date(2026, 11, 26)).unwrap();
    let bytes = write(&whole.cases).unwrap();
    let cases = read(&bytes).unwrap_or_else(|faults| panic!("{faults:#?}"));
    assert_eq!(write(&cases).unwrap(), bytes, "our own table is read as it was written");
    assert!(cases.len() > 260 && cases.iter().any(|case| case.kind == Kind::Repeat));

    // The sums are those of the read models, which come another way.
    let rows = |unit: &str| store.orders(&operator(), unit, now()).unwrap();
    let units = (1..=5).map(|number| format!("999000000000000{number}"));
    let rows: Vec<_> = units.flat_map(|unit| rows(&unit)).collect();
    // Refused referrals are no orders.
    let (refused, accepted): (Vec<_>, Vec<_>) = cases.iter().partition(|case| case.refused.is_some());
    assert!(
        refused.len() > 15 && refused.iter().all(|case| case.report.is_none() && case.accepted.is_none()),
        "{}",
        refused.len()
    );
    assert_eq!(rows.len(), accepted.len());
    let booked = |of: fn(&clinic::ledger::Ledger) -> u64| {
        cases.iter().map(|case| of(&case.progress.ledger().unwrap())).sum::<u64>()
    };
    let kept = |column: usize| rows.iter().map(|row| u64::try_from(row.whole(column)).unwrap()).sum::<u64>();
    assert_eq!(
        (booked(|own| own.reserved), booked(|own| own.consumed), booked(|own| own.returned)),
        (kept(13), kept(14), kept(15))
    );
    let signed = rows.iter().filter(|row| !row.text(11).is_empty()).count();
    assert_eq!(cases.iter().filter(|case| case.report.is_some()).count(), signed);

    // Figures come out of it.
    let clocks = Clock::all(&rules.definitions).unwrap();
    let done = activity(&cases, &clocks, 2026, date(2026, 11, 26));
    let answer = &done.turnaround.cells[&("NGC-STD-ANSWER".to_owned(), Stratum::All, "all".to_owned())];
    assert!(answer.taken.len() > 50 && answer.median().is_some() && answer.not_recorded == 0, "{answer:?}");
    let groups: std::collections::BTreeSet<&str> = cases.iter().map(|case| case.disease_group.as_str()).collect();
    assert!(groups.contains("MC-AML") && groups.contains("MC-MDS") && groups.contains("RR-LYM"), "{groups:?}");

    // Reports, answers and registers are in it: each indicator has something to say.
    let whole = year(&cases, 2026, date(2026, 11, 26));
    for id in ["KPI-RR-1", "KPI-RR-3", "KPI-RR-4", "KPI-MC-1", "KPI-MC-2", "KPI-MC-3"] {
        let own = &whole.shares[&(id, Stratum::All, "all".to_owned())];
        assert!(own.yes > 0 && own.no > 0, "{id}: {own:?}");
    }
    assert!(
        cases.iter().any(|case| case.death.is_some()) && cases.iter().any(|case| case.progress.form_seconds.is_some())
    );

    // What is recorded after the freeze changes nothing: the table of the summer is the same from the store of the summer.
    let summer = write(&extract(&store, &programme, date(2026, 6, 30)).unwrap().cases).unwrap();
    let early = read(&summer).unwrap();
    assert!(
        early.len() < cases.len() && early.iter().all(|case| case.accepted.is_none_or(|day| day <= date(2026, 6, 30)))
    );
    let copy = folder.path().join("copy.db");
    store.backup(&operator(), &copy, now()).unwrap();
    let restored = Store::open(&Place::File(copy), AuditKey::new([7; 32]), None).unwrap();
    let again = extract(&restored, &viewer(&restored, "program"), date(2026, 6, 30)).unwrap();
    assert_eq!(write(&again.cases).unwrap(), summer, "byte for byte from a backup");
    let told = |cases: &[outcomes::kpi::Case]| {
        let freeze = date(2026, 6, 30);
        let figures = (&year(cases, 2025, freeze), &activity(cases, &clocks, 2025, freeze));
        publish(figures, &clocks, (2025, freeze), Audience::Public).csv()
    };
    assert_eq!(told(&again.cases), told(&early), "and so are the figures that are published of it");

    // A data manager sees the reports of the own region; a requester takes nothing out; both are in the log.
    let own = extract(&store, &viewer(&store, "datamanager"), date(2026, 11, 26)).unwrap();
    assert!(
        !own.cases.is_empty()
            && own
                .cases
                .iter()
                .all(|case| case.region == "hovedstaden" && (case.report.is_some() || case.refused.is_some()))
    );
    let denied = extract(&store, &viewer(&store, "rekvirent"), date(2026, 11, 26));
    assert!(matches!(denied, Err(StoreError::Denied(denial)) if denial.code() == "denied-role"));
    let patient = clinic::identifier::PatientId::new(&cases[0].patient).unwrap();
    let log = store.access_log(&operator(), &patient, now()).unwrap();
    let taken = log.iter().filter(|record| record.resource == "follow-up extract");
    assert!(taken.clone().count() >= 1 && taken.into_iter().all(|own| own.action == "read"), "{log:?}");
    assert_eq!(store.verify(&[]).unwrap().faults, []);
}

#[test]
fn a_unit_without_a_region_is_named_and_its_orders_are_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&Place::File(folder.path().join("demo.db")), AuditKey::new([7; 32]), None).unwrap();
    let rules = rule_set();
    let (demo, _) = fill(&store, &rules, examples(), now(), 5).unwrap();
    let unit = demo.units.iter().find(|unit| unit.id == "9990000000000004").unwrap();
    let nowhere = Unit { region: None, ..unit.clone() };
    store.set_unit(&operator(), &nowhere, Precondition::Seen(Version(1)), now()).unwrap();
    let Extract { cases, without_region } =
        store.extract(&viewer(&store, "program"), &rules, date(2026, 11, 26), now()).unwrap();
    assert_eq!(without_region.into_iter().collect::<Vec<_>>(), ["9990000000000004"]);
    assert!(!cases.is_empty() && cases.iter().all(|case| case.region != "midtjylland"));
}
