//! The log of a patient in parts, the newest entry first: no answer grows with how often somebody has looked.
//!
//! To read a log is to add to it. So whoever goes from part to part says up to which record the log is told, and no entry moves from one
//! part to another meanwhile.

use clinic::clock::day_of;
use clinic::identifier::PatientId;
use jiff::Timestamp;
use jiff::civil::Date;

use super::Viewer;
use super::policy::{Action, Relation, permits};
use crate::audit::Record;
use crate::part::Part;
use crate::store::{SPOKEN_OF, Store, StoreError, Transaction, logged_record, number, whole};

/// Records of a part.
const RECORDS: u64 = 500;
/// Records that are looked through at a time for those of a day.
const STRETCH: i64 = 500;

/// What is asked of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogWanted {
    /// The records of a Danish day; all where there is none.
    pub day: Option<Date>,
    /// None later than this one; up to the last where there is none.
    pub until: Option<u64>,
    /// Which part, from 1.
    pub part: u64,
}

/// A part of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogPart {
    /// Its records, the newest first.
    pub records: Vec<Record>,
    /// Which part it is.
    pub part: Part,
    /// The record up to which the log is told.
    pub until: u64,
}

impl Store {
    /// A part of the records that speak of a patient, for whoever may read the log ([`Action::ReadAccessLog`]) or give it to the patient
    /// ([`Action::ReadOwnLog`]). Reading it is itself logged.
    ///
    /// # Errors
    /// [`StoreError::Denied`] by the policy.
    pub fn log_part(
        &self,
        action: Action,
        viewer: &Viewer,
        patient: &PatientId,
        wanted: LogWanted,
        now: Timestamp,
    ) -> Result<LogPart, StoreError> {
        if let Err(denial) = permits(viewer.role(), action, Relation::None, None) {
            return self.refuse(viewer, "audit", denial, now);
        }
        self.observed(&Record::of(&viewer.in_course(), now, "read", "audit"), |transaction, record| {
            record.patients.push(patient.clone());
            Ok(Ok(part(transaction, patient, wanted)?))
        })
    }

    /// A further part of a log whose reading is already logged as a whole.
    pub(crate) fn log_part_of_whole(&self, patient: &PatientId, wanted: LogWanted) -> Result<LogPart, StoreError> {
        self.looked(|transaction| part(transaction, patient, wanted))
    }
}

fn part(transaction: &mut dyn Transaction, patient: &PatientId, wanted: LogWanted) -> Result<LogPart, StoreError> {
    let until = match wanted.until {
        Some(until) => until,
        None => {
            let sql = format!("SELECT MAX(seq) FROM {SPOKEN_OF} AS own");
            transaction.one(&sql, &[patient.as_str().into()])?.map_or(0, |row| number(row.whole(0)))
        }
    };
    let (part, records) = match wanted.day {
        None => of_all(transaction, patient, until, wanted.part)?,
        Some(day) => of_day(transaction, patient, until, wanted.part, day)?,
    };
    Ok(LogPart { records, part, until })
}

fn of_all(
    transaction: &mut dyn Transaction,
    patient: &PatientId,
    until: u64,
    wanted: u64,
) -> Result<(Part, Vec<Record>), StoreError> {
    let sql = format!("SELECT COUNT(*) FROM {SPOKEN_OF} AS own WHERE seq <= $2");
    let count = transaction.one(&sql, &[patient.as_str().into(), whole(until)])?;
    let part = Part::of(wanted, RECORDS, count.map_or(0, |row| number(row.whole(0))));
    let sql = format!(
        "SELECT seq, body FROM audit WHERE seq IN (SELECT seq FROM {SPOKEN_OF} AS own WHERE seq <= $2 \
         ORDER BY seq DESC LIMIT $3 OFFSET $4) ORDER BY seq DESC"
    );
    let values = [patient.as_str().into(), whole(until), whole(part.size), whole(part.before())];
    let rows = transaction.query(&sql, &values)?;
    Ok((part, rows.iter().map(logged_record).collect::<Result<_, StoreError>>()?))
}

/// A day is asked of the records themselves, a stretch at a time: the index has no time, and records need not be in its order.
fn of_day(
    transaction: &mut dyn Transaction,
    patient: &PatientId,
    until: u64,
    wanted: u64,
    day: Date,
) -> Result<(Part, Vec<Record>), StoreError> {
    // A Danish day lies within two days of UTC, in which a record is written; what is of the other hours falls out below.
    let written = |day: Date| format!("%\"at\":\"{day}T%");
    let two_days = [written(day), written(day.yesterday().unwrap_or(day))];
    let sql = format!(
        "SELECT seq, body FROM audit WHERE seq IN {SPOKEN_OF} AND seq < $2 AND (body LIKE $3 OR body LIKE $4) \
         ORDER BY seq DESC LIMIT $5"
    );
    let (first, mut total, mut kept) = (wanted.saturating_sub(1).saturating_mul(RECORDS), 0, Vec::new());
    let mut below = until.saturating_add(1);
    loop {
        let [today, yesterday] = two_days.each_ref().map(|own| own.as_str().into());
        let values = [patient.as_str().into(), whole(below), today, yesterday, STRETCH.into()];
        let rows = transaction.query(&sql, &values)?;
        let Some(last) = rows.last() else { break };
        below = number(last.whole(0));
        for row in &rows {
            let record = logged_record(row)?;
            if day_of(record.at) == day {
                if (first..first.saturating_add(RECORDS)).contains(&total) {
                    kept.push(record);
                }
                total += 1;
            }
        }
    }
    let part = Part::of(wanted, RECORDS, total);
    // A part that is not there is answered with the last that is.
    if part.number == wanted.max(1) { Ok((part, kept)) } else { of_day(transaction, patient, until, part.number, day) }
}
