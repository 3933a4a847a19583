//! The queue, as workers and those who look after them meet it.

use clinic::code::CodeList;
use clinic::order::OrderState;
use jiff::{SignedDuration, Timestamp};

use super::table::{JOB, read};
use super::{Job, JobState, MOST_ATTEMPTS, Sha256};
use crate::audit::{Access, Record};
use crate::store::{Row, Store, StoreError, Transaction, Value, number};

/// What is to become of a job that did not succeed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// It is tried again after this time, until it has been begun [`MOST_ATTEMPTS`] times.
    After(SignedDuration),
    /// It could not be begun: it is tried again after this time, and the attempt does not count.
    NotBegun(SignedDuration),
    /// It would not succeed another time either.
    Never,
}

fn whole(number: u64) -> Value {
    i64::try_from(number).unwrap_or(i64::MAX).into()
}

fn record(access: &Access, now: Timestamp, job: &Job, outcome: String) -> Record {
    let record = Record::of(access, now, "write", &format!("{} {}", job.kind.code(), job.event));
    Record { patients: vec![job.patient.clone()], outcome: vec![outcome], ..record }
}

impl Store {
    /// Claims the job that has waited longest: one in the queue whose time has come, or one whose worker has said nothing. `None` where
    /// there is nothing to do, which leaves no record.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn claim_job(
        &self,
        access: &Access,
        worker: &str,
        lease: SignedDuration,
        now: Timestamp,
    ) -> Result<Option<Job>, StoreError> {
        // Asking finds nothing most of the time, and then nothing is written.
        if self.looked(|transaction| Ok(next_of(transaction, now)?.is_none()))? {
            return Ok(None);
        }
        let first = Record::of(access, now, "write", "jobs");
        self.recorded(&first, |transaction, record| {
            let Some(row) = next_of(transaction, now)? else {
                record.outcome.push("none".to_owned());
                return Ok(Ok(None));
            };
            let mut job = read(&row)?;
            record.resource = format!("{} {}", job.kind.code(), job.event);
            record.patients.push(job.patient.clone());
            // Begun too often, and never ended: whoever began it died with it.
            let given_up = job.attempts >= MOST_ATTEMPTS;
            job.state = if given_up { JobState::Failed } else { JobState::Claimed };
            record.outcome.push(job.state.code().to_owned());
            job.attempts += u64::from(!given_up);
            job.worker = if given_up { job.worker } else { worker.to_owned() };
            job.lease = (!given_up).then(|| now + lease);
            let sql =
                "UPDATE job SET state = $1, attempts = $2, worker = $3, lease = $4, trouble = $5 WHERE event = $6";
            let values = [
                job.state.code().into(),
                whole(job.attempts),
                job.worker.as_str().into(),
                job.lease.map_or(0, Timestamp::as_second).into(),
                if given_up { "given-up" } else { job.trouble.as_str() }.into(),
                whole(job.event),
            ];
            transaction.execute(sql, &values)?;
            Ok(Ok(Some(job).filter(|_| !given_up)))
        })
    }

    /// Says that the worker is still at it; `false` where the claim is another's by now. It answers nobody and has no record.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn keep_job(&self, job: &Job, lease: SignedDuration, now: Timestamp) -> Result<bool, StoreError> {
        self.unrecorded(|transaction| {
            let sql =
                "UPDATE job SET lease = $1 WHERE event = $2 AND state = 'claimed' AND attempts = $3 AND worker = $4";
            let values =
                [(now + lease).as_second().into(), whole(job.event), whole(job.attempts), job.worker.as_str().into()];
            Ok(transaction.execute(sql, &values)? == 1)
        })
    }

    /// Ends a job with its result; `false` where the claim is another's by now, and then nothing is changed.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn finish_job(&self, access: &Access, job: &Job, result: &Sha256, now: Timestamp) -> Result<bool, StoreError> {
        let sql = "UPDATE job SET state = 'done', result = $1, lease = 0, trouble = '' \
                   WHERE event = $2 AND state = 'claimed' AND attempts = $3 AND worker = $4";
        let values = [result.as_str().into(), whole(job.event), whole(job.attempts), job.worker.as_str().into()];
        self.ends(&record(access, now, job, result.to_string()), sql, &values)
    }

    /// Puts a job that did not succeed back in the queue, or gives it up, with a word on why; `false` where the claim is another's by now.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn fail_job(
        &self,
        access: &Access,
        job: &Job,
        (trouble, again): (&str, Again),
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let (state, due, attempts) = match again {
            Again::After(time) if job.attempts < MOST_ATTEMPTS => (JobState::Queued, now + time, job.attempts),
            Again::NotBegun(time) => (JobState::Queued, now + time, job.attempts - 1),
            Again::After(_) | Again::Never => (JobState::Failed, now, job.attempts),
        };
        let sql = "UPDATE job SET state = $1, due = $2, attempts = $3, trouble = $4, lease = 0 \
                   WHERE event = $5 AND state = 'claimed' AND attempts = $6 AND worker = $7";
        let values = [
            state.code().into(),
            due.as_second().into(),
            whole(attempts),
            trouble.into(),
            whole(job.event),
            whole(job.attempts),
            job.worker.as_str().into(),
        ];
        self.ends(&record(access, now, job, format!("{} {trouble}", state.code())), sql, &values)
    }

    fn ends(&self, record: &Record, sql: &str, values: &[Value]) -> Result<bool, StoreError> {
        self.recorded(record, |transaction, record| {
            let ended = transaction.execute(sql, values)? == 1;
            if !ended {
                "refused".clone_into(&mut record.action);
                record.outcome = vec!["claim-lost".to_owned()];
            }
            Ok(Ok(ended))
        })
    }

    /// Puts a job that was given up in the queue again; `false` where it was not.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn retry_job(&self, access: &Access, event: u64, now: Timestamp) -> Result<bool, StoreError> {
        let first = Record::of(access, now, "write", &format!("job {event}"));
        let sql = "UPDATE job SET state = 'queued', due = $1, attempts = 0 WHERE event = $2 AND state = 'failed'";
        self.ends(&first, sql, &[now.as_second().into(), whole(event)])
    }

    /// The jobs that are not done, the first due first; whose they are is logged.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn open_jobs(&self, access: &Access, now: Timestamp) -> Result<Vec<Job>, StoreError> {
        self.observed(&Record::of(access, now, "read", "jobs"), |transaction, record| {
            let rows = transaction.query(&format!("{JOB} WHERE state <> 'done' ORDER BY due, event"), &[])?;
            let jobs = rows.iter().map(read).collect::<Result<Vec<Job>, StoreError>>()?;
            record.patients.extend(jobs.iter().map(|job| job.patient.clone()));
            Ok(Ok(jobs))
        })
    }

    /// A job, by the event that made it due; whose it is is logged.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn job(&self, access: &Access, event: u64, now: Timestamp) -> Result<Option<Job>, StoreError> {
        self.observed(&Record::of(access, now, "read", "jobs"), |transaction, record| {
            let row = transaction.one(&format!("{JOB} WHERE event = $1"), &[whole(event)])?;
            let job = row.as_ref().map(read).transpose()?;
            record.patients.extend(job.iter().map(|job| job.patient.clone()));
            Ok(Ok(job))
        })
    }

    /// How many orders are open in each state, and since when: counts and times, of nobody.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn waiting_orders(&self, access: &Access, now: Timestamp) -> Result<Vec<Waiting>, StoreError> {
        self.observed(&Record::of(access, now, "read", "order counts"), |transaction, _| {
            let sql = "SELECT state, COUNT(*), MIN(submitted) FROM order_row \
                       WHERE state NOT IN ('closed', 'cancelled') GROUP BY state";
            let mut all = Vec::new();
            for row in transaction.query(sql, &[])? {
                let unreadable = || StoreError::Register("orders");
                let state = OrderState::from_code(row.text(0)).ok_or_else(unreadable)?;
                let oldest = Some(row.text(2)).filter(|text| !text.is_empty());
                let oldest = oldest.map(str::parse).transpose().map_err(|_| unreadable())?;
                all.push(Waiting { state, count: number(row.whole(1)), oldest });
            }
            let place = |own: &Waiting| OrderState::CODES.iter().position(|code| *code == own.state.code());
            all.sort_by_key(place);
            Ok(Ok(all))
        })
    }

    /// How many jobs there are of each state: counts and nothing else, so it leaves no record.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn count_jobs(&self) -> Result<Vec<(JobState, u64)>, StoreError> {
        self.looked(|transaction| {
            let rows = transaction.query("SELECT state, COUNT(*) FROM job GROUP BY state", &[])?;
            let count =
                |state: &str| rows.iter().find(|row| row.text(0) == state).map_or(0, |row| number(row.whole(1)));
            Ok(JobState::CODES.iter().filter_map(|code| Some((JobState::from_code(code)?, count(code)))).collect())
        })
    }
}

/// Open orders of one state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// The state.
    pub state: OrderState,
    /// How many.
    pub count: u64,
    /// When the oldest of them was submitted.
    pub oldest: Option<Timestamp>,
}

/// The job that has waited longest, of those that may be claimed.
fn next_of(transaction: &mut dyn Transaction, now: Timestamp) -> Result<Option<Row>, StoreError> {
    let sql = format!(
        "{JOB} WHERE (state = 'queued' AND due <= $1) OR (state = 'claimed' AND lease <= $2) ORDER BY due, event LIMIT 1"
    );
    Ok(transaction.one(&sql, &[now.as_second().into(), now.as_second().into()])?)
}
