//! The table of jobs, and which events make one due.

use clinic::code::CodeList;
use clinic::course::Event;
use clinic::identifier::{OrderId, PatientId};
use jiff::Timestamp;

use super::{Job, JobState, Kind, Sha256};
use crate::store::{Row, StoreError, Transaction, Value, number};

/// The table.
pub(crate) const TABLE: &[&str] = &[
    "CREATE TABLE job (event BIGINT PRIMARY KEY, kind TEXT NOT NULL, patient TEXT NOT NULL, order_id TEXT NOT NULL, state TEXT NOT NULL, \
     due BIGINT NOT NULL, attempts BIGINT NOT NULL, worker TEXT NOT NULL, lease BIGINT NOT NULL, result TEXT, trouble TEXT NOT NULL)",
    "CREATE INDEX job_state ON job (state, due)",
];

/// The job that an event makes due, and the order that it is for. Provisional data wait for the germline (DER-06).
fn made_due(event: &Event) -> Option<(Kind, &OrderId)> {
    match event {
        Event::DataReleased { order, provisional: false, .. } => Some((Kind::Analysis, order)),
        Event::ReportSigned { order, .. } => Some((Kind::Setting, order)),
        _ => None,
    }
}

/// Puts the job of an event in the queue, if it has one; within the transaction that writes the event.
pub(crate) fn due(
    transaction: &mut dyn Transaction,
    seq: u64,
    patient: &PatientId,
    event: &Event,
    at: Timestamp,
) -> Result<(), StoreError> {
    let Some((kind, order)) = made_due(event) else { return Ok(()) };
    let sql = "INSERT INTO job (event, kind, patient, order_id, state, due, attempts, worker, lease, trouble) \
               VALUES ($1, $2, $3, $4, $5, $6, 0, '', 0, '')";
    let values = [
        Value::Whole(i64::try_from(seq).unwrap_or(i64::MAX)),
        kind.code().into(),
        patient.as_str().into(),
        order.as_str().into(),
        JobState::Queued.code().into(),
        at.as_second().into(),
    ];
    transaction.execute(sql, &values)?;
    Ok(())
}

/// The columns, in the order in which [`read`] takes them.
pub(super) const JOB: &str =
    "SELECT event, kind, patient, order_id, state, due, attempts, worker, lease, result, trouble FROM job";

pub(super) fn read(row: &Row) -> Result<Job, StoreError> {
    let unreadable = || StoreError::Register("jobs");
    let time = |column| Timestamp::from_second(row.whole(column)).map_err(|_| unreadable());
    let result = row.text(9);
    Ok(Job {
        event: number(row.whole(0)),
        kind: Kind::from_code(row.text(1)).ok_or_else(unreadable)?,
        patient: PatientId::new(row.text(2)).map_err(|_| unreadable())?,
        order: OrderId::new(row.text(3)).map_err(|_| unreadable())?,
        state: JobState::from_code(row.text(4)).ok_or_else(unreadable)?,
        due: time(5)?,
        attempts: number(row.whole(6)),
        worker: row.text(7).to_owned(),
        lease: if row.whole(8) > 0 { Some(time(8)?) } else { None },
        result: if result.is_empty() { None } else { Some(Sha256::parse(result).ok_or_else(unreadable)?) },
        trouble: row.text(10).to_owned(),
    })
}
