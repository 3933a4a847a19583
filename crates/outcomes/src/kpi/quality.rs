//! KPI-Q: whether what follow-up asks is recorded, and what it costs clinicians.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::case::{Case, Report};
use super::indicator::{Answer, INDICATORS};
use super::turnaround::quantile;
use super::volume::BOTH;
use super::year::{Stratum, Tally};

/// Minutes of a clinician that follow-up may take for one patient (RR-DATA-04; the figure is our own).
pub const MINUTES_AT_MOST: f64 = 3.0;

/// The quality of a year's data, and its cost.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Quality {
    /// Patients with a report: complete, not complete, or with a window that is open.
    pub complete: Tally,
    /// Minutes that clinicians spent on each outcome form, ascending.
    pub minutes: Vec<f64>,
    /// Patients with a report of whose form the time is not recorded.
    pub without_time: u32,
}

impl Quality {
    /// Half of the forms took no longer, in minutes. `None` of no form.
    #[must_use]
    pub fn median_minutes(&self) -> Option<f64> {
        quantile(&self.minutes, 1, 2)
    }
}

/// Whether everything is recorded that an indicator asks of a patient: each has an answer, the earlier tests of MC are recorded in full, and
/// it is known until when a patient with RR lived.
pub(super) fn complete(case: &Case, report: &Report, freeze: Date) -> Answer {
    let answers: Vec<Answer> = INDICATORS.iter().filter_map(|own| (own.of)(case, report, freeze)).collect();
    let tests = case.indication != "MC" || report.earlier_tests_complete == Some(true);
    let followed = case.indication != "RR" || case.death.or(case.last_seen).is_some();
    if answers.contains(&Answer::NotRecorded) || !tests || !followed {
        Answer::No
    } else if answers.contains(&Answer::NotDue) {
        Answer::NotDue
    } else {
        Answer::Yes
    }
}

/// The quality of a year's data, by indication ([`BOTH`] for the two together), stratum and value.
pub(super) fn quality(reported: &[(&Case, &Report)], freeze: Date) -> BTreeMap<(String, Stratum, String), Quality> {
    let mut cells: BTreeMap<(String, Stratum, String), Quality> = BTreeMap::new();
    for (case, report) in reported {
        let answer = complete(case, report, freeze);
        for indication in [BOTH, &case.indication] {
            for stratum in Stratum::EVERY {
                let cell = cells.entry((indication.to_owned(), stratum, stratum.of(case))).or_default();
                cell.complete.add(answer);
                match case.progress.form_seconds {
                    Some(seconds) => cell.minutes.push(f64::from(seconds) / 60.0),
                    None => cell.without_time += 1,
                }
            }
        }
    }
    for cell in cells.values_mut() {
        cell.minutes.sort_by(f64::total_cmp);
    }
    cells
}
