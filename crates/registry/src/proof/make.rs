//! Making a proof: the whole log is walked and verified, and its tree is signed only if it holds.

use std::collections::BTreeMap;

use clinic::course::{Event, Stamped};
use clinic::identifier::{OrderId, PatientId};
use jiff::Timestamp;
use serde_json::Value;

use super::check::{Doubt, read};
use super::merkle::{growth, path, root};
use super::{HEAD, Hash, Head, Logged, PROOF, Proven, Signed, SigningKey, Since, event_leaf, record_leaf};
use crate::audit::{Access, Anchor, Fault, Record, Stored, Told};
use crate::person::person;
use crate::store::{DatabaseError, Store, StoreError, Transaction, Walked};

/// Why there is no proof.
#[derive(Debug, thiserror::Error)]
pub enum ProofError {
    /// The store does not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no such order.
    #[error("the patient has no order {0} that was submitted: take pseudonym and order from the order's page")]
    NoOrder(OrderId),
    /// Its decision record is not bound.
    #[error(
        "the log does not bind the decision record of the order {0}: it was submitted with an earlier program, or no record was kept"
    )]
    Unbound(OrderId),
    /// The log does not hold, so nothing of it is signed.
    #[error("the log does not hold, so nothing of it is signed; `marv audit verify` tells more: {0}")]
    Faulty(Fault),
    /// The earlier head is not to be read.
    #[error("the earlier head: {0}")]
    Since(#[from] Doubt),
    /// The earlier head is of another log.
    #[error(
        "the log of this store does not go on from the earlier head: it is another store's, or the log was changed or cut off since"
    )]
    NotSince,
    /// Something in the proof would tell who the patient is.
    #[error(
        "the patient's number, name or birth date stands in what would be shown, so nothing is shown: correct the free text of the referral's form"
    )]
    Names,
}

impl ProofError {
    /// What the log says of it.
    fn code(&self) -> &'static str {
        match self {
            Self::Store(_) => "store",
            Self::NoOrder(_) => "no-order",
            Self::Unbound(_) => "unbound",
            Self::Faulty(_) => "faulty",
            Self::Since(_) | Self::NotSince => "not-since",
            Self::Names => "names",
        }
    }
}

/// Who asks for a proof, and by what it is made.
#[derive(Debug)]
pub struct Asked<'a> {
    /// Who, and why.
    pub access: Access,
    /// The key that signs.
    pub key: &'a SigningKey,
    /// Anchors, against which an end that was cut off is seen.
    pub anchors: &'a [Anchor],
    /// An earlier signed file, from whose head on the log is to be shown to have only grown.
    pub since: Option<&'a [u8]>,
    /// The time.
    pub now: Timestamp,
}

/// The leaves of the log, and the record of one event.
#[derive(Default)]
struct Log {
    leaves: Vec<Hash>,
    /// The record that speaks of the event, and the number of the first event that it added.
    found: Option<(Stored, u64)>,
}

impl Log {
    fn take(&mut self, stored: &Stored, record: Option<&Record>, events: &BTreeMap<u64, Told>, wanted: Option<u64>) {
        self.leaves.push(record_leaf(stored.seq, &stored.body));
        let Some(added) = record.and_then(|own| own.added.as_ref()) else { return };
        let own = added.first..added.first.saturating_add(added.count);
        if wanted.is_some_and(|seq| own.contains(&seq)) {
            self.found = Some((stored.clone(), added.first));
        }
        self.leaves.extend(events.range(own).map(|(seq, own)| event_leaf(*seq, &own.patient, &own.body)));
    }
}

impl Store {
    /// The proof of an order, as the text of its file. That it was made is logged.
    ///
    /// # Errors
    /// See [`ProofError`].
    pub fn prove(&self, asked: &Asked<'_>, patient: &PatientId, order: &OrderId) -> Result<String, ProofError> {
        let record = Record { patients: vec![patient.clone()], ..read_by(asked, "proof") };
        self.made(&record, &mut |session| self.proof(session, asked, patient, order))
    }

    /// The head of the log, as the text of its file: to be kept or printed elsewhere. That it was made is logged.
    ///
    /// # Errors
    /// See [`ProofError`].
    pub fn head(&self, asked: &Asked<'_>) -> Result<String, ProofError> {
        self.made(&read_by(asked, "tree-head"), &mut |session| {
            let log = self.leaves(session, asked, None)?;
            self.signed(asked, &log, None)
        })
    }

    /// Makes a file, and logs that it was made or refused before anybody gets it.
    fn made(
        &self,
        record: &Record,
        make: &mut dyn FnMut(&mut dyn Transaction) -> Result<String, ProofError>,
    ) -> Result<String, ProofError> {
        self.observed(record, |session, record| match make(session) {
            Ok(text) => Ok(Ok(Ok(text))),
            Err(ProofError::Store(error)) => Err(error),
            Err(refused) => {
                "refused".clone_into(&mut record.action);
                record.outcome = vec![refused.code().to_owned()];
                Ok(Ok(Err(refused)))
            }
        })?
    }

    fn proof(
        &self,
        session: &mut dyn Transaction,
        asked: &Asked<'_>,
        patient: &PatientId,
        order: &OrderId,
    ) -> Result<String, ProofError> {
        let (seq, body, bound) = submission(session, patient, order)?;
        let bound = bound.ok_or_else(|| ProofError::Unbound(order.clone()))?;
        let kept = self.shown_decision(session, patient.as_str(), order)?.filter(|(_, sha256)| *sha256 == bound);
        let (decision, _) = kept.ok_or(ProofError::Faulty(Fault::Decision(seq)))?;
        let log = self.leaves(session, asked, Some(seq))?;
        let (record, first) = log.found.as_ref().ok_or(ProofError::Faulty(Fault::Unlogged(seq)))?;
        let of_record = place(record.seq + first - 2);
        let of_event = of_record + 1 + place(seq - first);
        let logged = |seq, body: &str, own| Logged { seq, body: body.to_owned(), path: path(&log.leaves, own) };
        let proven = Proven {
            patient: patient.clone(),
            order: order.clone(),
            event: logged(seq, &body, of_event),
            record: logged(record.seq, &record.body, of_record),
            decision,
        };
        if names(session, &proven)? {
            return Err(ProofError::Names);
        }
        self.signed(asked, &log, Some(proven))
    }

    /// Walks the log; what does not hold is not gone on with.
    fn leaves(&self, session: &mut dyn Transaction, asked: &Asked<'_>, wanted: Option<u64>) -> Result<Log, ProofError> {
        let mut log = Log::default();
        let Walked { mut faults, records, events } =
            self.walk(session, asked.anchors, &mut |stored, record, events| log.take(stored, record, events, wanted))?;
        faults.sort();
        match faults.into_iter().next() {
            Some(fault) => Err(ProofError::Faulty(fault)),
            None if log.leaves.len() as u64 == records + events => Ok(log),
            None => Err(StoreError::from(DatabaseError("the log changed while it was read".into())).into()),
        }
    }

    fn signed(&self, asked: &Asked<'_>, log: &Log, proven: Option<Proven>) -> Result<String, ProofError> {
        let own = |count: usize| Head { size: count as u64, root: root(&log.leaves[..count]) };
        let since = match asked.since.map(|file| read(file, &asked.key.public())).transpose()? {
            None => None,
            Some(earlier) => {
                let count = place(earlier.head.size);
                let goes_on =
                    earlier.store == self.id() && (1..=log.leaves.len()).contains(&count) && own(count) == earlier.head;
                if !goes_on {
                    return Err(ProofError::NotSince);
                }
                Some(Since { head: earlier.head, path: growth(&log.leaves, count) })
            }
        };
        let signed = Signed {
            schema: if proven.is_some() { PROOF } else { HEAD }.to_owned(),
            store: self.id().to_owned(),
            at: asked.now,
            head: own(log.leaves.len()),
            since,
            key: asked.key.public().to_string(),
            proven,
        };
        let unwritable = |error| StoreError::from(DatabaseError(Box::new(error)));
        let mut value = serde_json::to_value(signed).map_err(unwritable)?;
        value["signature"] = Value::String(asked.key.sign(&value.to_string()));
        Ok(format!("{value}\n"))
    }
}

fn read_by(asked: &Asked<'_>, resource: &str) -> Record {
    Record::of(&asked.access, asked.now, "read", resource)
}

fn place(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// The event of an order's submission: number, words, and the SHA-256 of the decision record that it binds.
fn submission(
    session: &mut dyn Transaction,
    patient: &PatientId,
    order: &OrderId,
) -> Result<(u64, String, Option<String>), ProofError> {
    let sql = "SELECT seq, body FROM event WHERE patient = $1 ORDER BY version";
    for row in session.query(sql, &[patient.as_str().into()]).map_err(StoreError::from)? {
        let seq = u64::try_from(row.whole(0)).unwrap_or_default();
        let stamped: Stamped = serde_json::from_str(row.text(1)).map_err(|_| StoreError::Unreadable(seq))?;
        match stamped.event {
            Event::OrderSubmitted { order: own, submission } if own == *order => {
                return Ok((seq, row.text(1).to_owned(), submission.decision));
            }
            _ => {}
        }
    }
    Err(ProofError::NoOrder(order.clone()))
}

/// Whether the patient's number, name or birth date on the register stands in what would be shown.
fn names(session: &mut dyn Transaction, proven: &Proven) -> Result<bool, StoreError> {
    let Some(person) = person(session, &proven.patient)? else { return Ok(false) };
    let shown = [proven.decision.to_string(), proven.event.body.clone(), proven.record.body.clone()]
        .map(|own| own.to_lowercase());
    let number = person.identity.number.as_str().to_lowercase();
    let written = format!("{}-{}", &number[..6], &number[6..]);
    let name = person.identity.name.trim().to_lowercase();
    let telling = [number, written, name, person.identity.birth.to_string()];
    Ok(telling.iter().any(|own| !own.is_empty() && shown.iter().any(|text| text.contains(own.as_str()))))
}
