//! Verifying and rebuilding the whole store, a stretch of records and a course at a time.

use std::collections::{BTreeMap, BTreeSet};

use clinic::course::{Course, Event, Stamped};
use clinic::identifier::PatientId;

use super::database::{DatabaseError, Row, Session, Value};
use super::{Store, StoreError, course, number, read_model, whole};
use crate::audit::{Anchor, Chain, Fault, Record, Stored, Told, digest};

/// Records in memory at a time.
const STRETCH: i64 = 5_000;
/// Faults of one kind that are told one by one.
const TOLD: i64 = 10;

/// What a walk over the log saw.
#[derive(Debug)]
pub(crate) struct Walked {
    /// Audit records read.
    pub(crate) records: u64,
    /// Events that they speak of.
    pub(crate) events: u64,
    /// What is wrong.
    pub(crate) faults: Vec<Fault>,
}

/// What a verification saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Audit records read.
    pub records: u64,
    /// Events that they speak of.
    pub events: u64,
    /// Anchors of this store.
    pub anchors: u64,
    /// [`digest`] of the read models as they are stored.
    pub read_models: String,
    /// What is wrong.
    pub faults: Vec<Fault>,
}

/// Whoever walks along the log: sees each record as it is stored and as it is read, with the events that it may speak of, by number.
pub(crate) type Along<'w> = &'w mut dyn FnMut(&Stored, Option<&Record>, &BTreeMap<u64, Told>);

impl Store {
    /// Verifies the chain, the events it speaks of, the anchors, the index of patients and the read models.
    pub fn verify(&self, anchors: &[Anchor]) -> Result<Verified, StoreError> {
        let mut seen = None;
        self.database.look(&mut |session| {
            seen = Some(self.look(session, anchors)?);
            Ok(())
        })?;
        seen.ok_or_else(|| DatabaseError::says("the transaction did no work").into())
    }

    fn look(&self, session: &mut dyn Session, anchors: &[Anchor]) -> Result<Verified, StoreError> {
        let mut walked = self.walk(session, anchors, &mut |_, _, _| ())?;
        let is = read_model::stored(session)?;
        walked.faults.extend((as_they_follow(session).ok().as_ref() != Some(&is)).then_some(Fault::ReadModels));
        walked.faults.sort();
        let anchors = anchors.iter().filter(|anchor| anchor.store == self.id).count() as u64;
        let Walked { records, events, faults } = walked;
        Ok(Verified { records, events, anchors, read_models: digest_of(&is), faults })
    }

    /// Walks the whole log and verifies it, with somebody [`Along`].
    pub(crate) fn walk(
        &self,
        session: &mut dyn Session,
        anchors: &[Anchor],
        along: Along<'_>,
    ) -> Result<Walked, StoreError> {
        let mut chain = Chain::new(&self.key, &self.id, anchors);
        let mut decisions = Vec::new();
        let (mut records, mut index_differs, mut after) = (0, false, i64::MIN);
        loop {
            let sql = "SELECT seq, body, code FROM audit WHERE seq > $1 ORDER BY seq LIMIT $2";
            let rows = session.query(sql, &[after.into(), STRETCH.into()])?;
            let Some(last) = rows.last().map(|row| row.whole(0)) else {
                break;
            };
            let read: Vec<Option<Record>> = rows.iter().map(|row| serde_json::from_str(row.text(1)).ok()).collect();
            let events = events_of(session, read.iter().flatten())?;
            decisions.extend(self.other_decisions(session, &events)?);
            index_differs |= told(read.iter().flatten()) != indexed(session, after, last)?;
            for (row, record) in rows.iter().zip(&read) {
                let stored =
                    Stored { seq: number(row.whole(0)), body: row.text(1).to_owned(), code: row.text(2).to_owned() };
                along(&stored, record.as_ref(), &events);
                chain.take(stored, record.as_ref(), &events);
            }
            records += rows.len() as u64;
            after = last;
        }
        let (told, _, mut faults) = chain.end();
        let sql = "SELECT seq FROM event WHERE seq > $1 OR seq < 1 ORDER BY seq LIMIT $2";
        let unlogged = session.query(sql, &[whole(told), TOLD.into()])?;
        faults.extend(unlogged.iter().map(|row| Fault::Unlogged(number(row.whole(0)))));
        index_differs |=
            session.one("SELECT seq FROM audit_subject WHERE seq > $1 LIMIT 1", &[after.into()])?.is_some();
        faults.extend(index_differs.then_some(Fault::Index));
        faults.extend(decisions);
        Ok(Walked { records, events: told, faults })
    }

    /// Submissions whose decision record is not the one that they were decided on.
    fn other_decisions(
        &self,
        session: &mut dyn Session,
        events: &BTreeMap<u64, Told>,
    ) -> Result<Vec<Fault>, StoreError> {
        let mut faults = Vec::new();
        for (seq, own) in events.iter().filter(|(_, own)| own.body.contains("\"order-submitted\"")) {
            // What cannot be read is told by the chain.
            let Ok(Stamped { event: Event::OrderSubmitted { order, submission }, .. }) =
                serde_json::from_str(&own.body)
            else {
                continue;
            };
            if submission.decision.is_some() {
                let kept = self.shown_decision(session, &own.patient, &order)?.map(|(_, sha256)| sha256);
                faults.extend((kept != submission.decision).then_some(Fault::Decision(*seq)));
            }
        }
        Ok(faults)
    }

    /// Makes the read models anew from the events; their digest afterwards, which is the same on every database.
    pub fn rebuild(&self) -> Result<String, StoreError> {
        let mut done = String::new();
        self.database.transaction(&mut |session| {
            rebuild(session)?;
            done = digest_of(&read_model::stored(session)?);
            Ok(())
        })?;
        Ok(done)
    }
}

/// Makes every row of the read models anew.
pub(super) fn rebuild(session: &mut dyn Session) -> Result<(), StoreError> {
    session.execute("DELETE FROM order_row", &[])?;
    session.execute("DELETE FROM specimen_row", &[])?;
    each_course(session, |session, course| read_model::set(session, course))
}

/// The events that records speak of.
fn events_of<'r>(
    session: &mut dyn Session,
    records: impl Iterator<Item = &'r Record>,
) -> Result<BTreeMap<u64, Told>, StoreError> {
    let added: Vec<_> = records.filter_map(|record| record.added.as_ref()).collect();
    let first = added.iter().map(|added| added.first).min().unwrap_or(1);
    let end = added.iter().map(|added| added.first.saturating_add(added.count)).max().unwrap_or(1);
    let sql = "SELECT seq, patient, body FROM event WHERE seq >= $1 AND seq < $2";
    let rows = session.query(sql, &[whole(first), whole(end)])?;
    let told = |row: &Row| Told { patient: row.text(1).to_owned(), body: row.text(2).to_owned() };
    Ok(rows.iter().map(|row| (number(row.whole(0)), told(row))).collect())
}

fn told<'r>(records: impl Iterator<Item = &'r Record>) -> BTreeSet<(u64, String)> {
    records.flat_map(|record| record.patients.iter().map(|own| (record.seq, own.to_string()))).collect()
}

fn indexed(session: &mut dyn Session, after: i64, last: i64) -> Result<BTreeSet<(u64, String)>, StoreError> {
    let sql = "SELECT seq, patient FROM audit_subject WHERE seq > $1 AND seq <= $2";
    let rows = session.query(sql, &[Value::Whole(after), Value::Whole(last)])?;
    Ok(rows.iter().map(|row| (number(row.whole(0)), row.text(1).to_owned())).collect())
}

fn each_course(
    session: &mut dyn Session,
    mut take: impl FnMut(&mut dyn Session, &Course) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let patients = session.query("SELECT DISTINCT patient FROM event", &[])?;
    for row in patients {
        // A patient that is no identifier was put in by hand, and is told of as an event that no record speaks of.
        if let Ok(patient) = PatientId::new(row.text(0)) {
            let (course, _) = course(session, &patient)?;
            take(session, &course)?;
        }
    }
    Ok(())
}

fn as_they_follow(session: &mut dyn Session) -> Result<(Vec<Row>, Vec<Row>), StoreError> {
    let (mut orders, mut specimens) = (Vec::new(), Vec::new());
    each_course(session, |_, course| {
        let (own_orders, own_specimens) = read_model::rows(course)?;
        orders.extend(own_orders);
        specimens.extend(own_specimens);
        Ok(())
    })?;
    orders.sort();
    specimens.sort();
    Ok((orders, specimens))
}

fn digest_of((orders, specimens): &(Vec<Row>, Vec<Row>)) -> String {
    let lines: Vec<String> = orders.iter().chain(specimens).map(|row| format!("{:?}", row.0)).collect();
    digest(lines.iter().map(String::as_str))
}
