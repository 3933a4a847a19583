//! KPI-VOL: patients and units of 30x, beside what was planned.

use std::collections::{BTreeMap, BTreeSet};

use clinic::ledger::Entry;
use guideline::cited::CitedItem;
use serde_json::Value;

use super::case::{Case, Kind};
use super::year::{Stratum, count};

/// What was accepted and sequenced in a calendar year.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Volume {
    /// Patients with a referral that was accepted in the year.
    pub patients: u32,
    /// Referrals that were accepted in the year.
    pub referrals: u32,
    /// Units set aside in the year, whenever the referral was accepted.
    pub reserved: u64,
    /// Units sequenced in the year.
    pub consumed: u64,
    /// Units given back in the year.
    pub returned: u64,
    /// Referrals accepted in the year of which the ledger has no entry.
    pub not_recorded: u32,
}

/// The key under which patients of both indications are counted once.
pub const BOTH: &str = "all";

/// The volume of a year, by indication ([`BOTH`] for the two together), stratum and value.
pub(super) fn volume(cases: &[Case], year: i16) -> BTreeMap<(String, Stratum, String), Volume> {
    let mut cells: BTreeMap<(String, Stratum, String), Volume> = BTreeMap::new();
    let mut patients: BTreeMap<(String, Stratum, String), BTreeSet<&str>> = BTreeMap::new();
    for case in cases {
        let accepted = case.accepted.is_some_and(|day| day.year() == year);
        let booked: Vec<Entry> =
            case.progress.bookings.iter().filter(|(day, _)| day.year() == year).map(|(_, entry)| *entry).collect();
        if !accepted && booked.is_empty() {
            continue;
        }
        for indication in [BOTH, &case.indication] {
            for stratum in Stratum::EVERY {
                let key = (indication.to_owned(), stratum, stratum.of(case));
                let cell = cells.entry(key.clone()).or_default();
                for entry in &booked {
                    match entry {
                        Entry::Reserve(units) => cell.reserved += units,
                        Entry::Consume(units) => cell.consumed += units,
                        Entry::Return(units) => cell.returned += units,
                    }
                }
                if accepted {
                    cell.referrals += 1;
                    cell.not_recorded += u32::from(case.progress.bookings.is_empty());
                    patients.entry(key).or_default().insert(&case.patient);
                }
            }
        }
    }
    for (key, patients) in patients {
        cells.entry(key).or_default().patients = count(patients.len());
    }
    cells
}

/// A planning figure as the guideline prints it, and the cell of [`Volume`] that it is held against.
#[derive(Debug, Clone)]
pub struct Planned<'g> {
    /// The item, with page and words.
    pub item: &'g CitedItem,
    /// Indication, stratum and value.
    pub cell: (&'static str, Stratum, &'static str),
    /// Patients a year.
    pub patients: u64,
}

/// Planning figures of patients: the item, its key, and what it is held against.
const PATIENTS: &[(&str, &str, (&str, Stratum, &str))] = &[
    ("COM-VOL-01", "patients_per_year", (BOTH, Stratum::Kind, "new")),
    ("COM-VOL-02", "patients", (BOTH, Stratum::Kind, "previously-referred")),
    ("RR-VOL-01", "patients_per_year", ("RR", Stratum::Kind, "new")),
    ("RR-VOL-03", "patients", ("RR", Stratum::Kind, "previously-referred")),
    ("RR-REPEAT-03", "repeat_patients_per_year_at_most", ("RR", Stratum::Kind, "repeat")),
    ("COM-VOL-01", "mc_patients_per_year", ("MC", Stratum::Kind, "new")),
    ("MC-VOL-02", "patients", ("MC", Stratum::Kind, "previously-referred")),
    ("MC-REPEAT-06", "repeat_patients", ("MC", Stratum::Kind, "repeat")),
    ("MC-VOL-01", "aml_patients_per_year", ("MC", Stratum::DiseaseGroup, "MC-AML")),
    ("MC-VOL-01", "mds_patients_per_year", ("MC", Stratum::DiseaseGroup, "MC-MDS")),
];

fn item<'g>(items: &'g [CitedItem], id: &str) -> Option<&'g CitedItem> {
    items.iter().find(|item| item.id == id)
}

fn figure(items: &[CitedItem], id: &str, key: &str) -> Option<u64> {
    item(items, id)?.values.get(key).and_then(Value::as_u64)
}

/// The planning figures of patients that a guideline has.
#[must_use]
pub fn planned(items: &[CitedItem]) -> Vec<Planned<'_>> {
    let read = |(id, key, cell): &(&str, &str, (&'static str, Stratum, &'static str))| {
        Some(Planned { item: item(items, id)?, cell: *cell, patients: figure(items, id, key)? })
    };
    PATIENTS.iter().filter_map(read).collect()
}

/// Units of 30x a year that a guideline plans with, under each reading of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlannedUnits {
    /// The quota (COM-VOL-03).
    pub quota: u64,
    /// The sum of what the forms print (INC-04).
    pub printed: u64,
    /// The same with germline for everybody (INC-03).
    pub with_germline: u64,
    /// If repeats come on top of the previously referred (INC-14): repeats of MC without new germline on what is printed, and with it on the sum
    /// with germline.
    pub with_repeats: (u64, u64),
    /// Of new patients alone, once those who were referred before are done (INC-15).
    pub after_first_year: u64,
}

/// The planned units; `None` of a guideline that has not all of these figures.
///
/// METHOD: printed = RR-VOL-07 + MC-VOL-03 + MC-VOL-04; with germline, MC-VOL-04 counts its germline; repeats are RR-REPEAT-03 at four units
/// and MC-REPEAT-06 at three or four.
#[must_use]
pub fn planned_units(items: &[CitedItem]) -> Option<PlannedUnits> {
    let units = |id, key| figure(items, id, key);
    let new = units("MC-VOL-03", "units_30x_per_year")?;
    let forms = units("RR-VOL-07", "units_30x_per_year")? + new;
    let (printed, with_germline) =
        (forms + units("MC-VOL-04", "units_30x")?, forms + units("MC-VOL-04", "units_30x_with_germline")?);
    let rr = units("RR-REPEAT-03", "repeat_patients_per_year_at_most")?
        * units("RR-SEQ-03", "units_30x_per_patient_per_year")?;
    let mc = units("MC-REPEAT-06", "repeat_patients")?;
    Some(PlannedUnits {
        quota: units("COM-VOL-03", "units_30x_per_year")?,
        printed,
        with_germline,
        with_repeats: (
            printed + rr + mc * units("MC-SEQ-02", "tumour_units_30x")?,
            with_germline + rr + mc * units("MC-SEQ-02", "units_30x_per_patient_per_year")?,
        ),
        after_first_year: units("RR-VOL-05", "units_30x_per_year")? + new,
    })
}

/// The kinds in which referrals are counted apart (INC-14).
pub const KINDS: [Kind; 3] = [Kind::New, Kind::PreviouslyReferred, Kind::Repeat];
