//! Does the chain hold, and does it speak of the events that are there?

use std::collections::BTreeMap;

use super::{Anchor, AuditKey, Record, digest};

/// What is kept of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its number.
    pub seq: u64,
    /// Its words.
    pub body: String,
    /// Its code.
    pub code: String,
}

/// An event that records may speak of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// In whose course.
    pub patient: String,
    /// Its words.
    pub body: String,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Fault {
    /// A number is missing or out of order.
    #[error("audit record {expected} is missing: {found} stands in its place")]
    Gap {
        /// The number that should be there.
        expected: u64,
        /// The one that is.
        found: u64,
    },
    /// The code does not fit: the record or the one before it was edited, exchanged or put in.
    #[error("audit record {0} was edited, moved or put in, or one before it was: its code does not fit")]
    Code(u64),
    /// The words are no record, or of another number.
    #[error("audit record {0} cannot be read")]
    Unreadable(u64),
    /// The anchor knows of a record that is not there.
    #[error("the end was cut off: the anchor knows record {anchored}, the last one here is {last}")]
    Cut {
        /// What the anchor knows.
        anchored: u64,
        /// The last that is there.
        last: u64,
    },
    /// The anchor knows another record of this number.
    #[error("audit record {0} is another than the anchored one")]
    Anchored(u64),
    /// Events are not those that a record speaks of.
    #[error("the events {first} to {last} are not those that audit record {record} speaks of")]
    Events {
        /// The record.
        record: u64,
        /// First event.
        first: u64,
        /// Last event.
        last: u64,
    },
    /// An event that no record speaks of.
    #[error("no audit record speaks of event {0}")]
    Unlogged(u64),
    /// The decision record of an order is another than the one that it was submitted on.
    #[error("the decision record is another than the one that event {0} was submitted on, or it is not there")]
    Decision(u64),
    /// The table by which a patient's own log is found does not follow from the records.
    #[error("the index of patients in the audit does not follow from its records")]
    Index,
    /// A read model does not follow from the events.
    #[error("the read models do not follow from the events: rebuild them")]
    ReadModels,
}

/// A chain that is walked record by record, so that it need not be in memory.
pub struct Chain<'k> {
    key: &'k AuditKey,
    store: &'k str,
    anchors: BTreeMap<u64, &'k str>,
    before: String,
    last: u64,
    /// The last event that a record spoke of.
    told: u64,
    faults: Vec<Fault>,
}

impl<'k> Chain<'k> {
    /// The beginning of the chain of a store, with its anchors.
    #[must_use]
    pub fn new(key: &'k AuditKey, store: &'k str, anchors: &'k [Anchor]) -> Self {
        let own = anchors.iter().filter(|anchor| anchor.store == store);
        let anchors = own.map(|anchor| (anchor.seq, anchor.code.as_str())).collect();
        Self { key, store, anchors, before: String::new(), last: 0, told: 0, faults: Vec::new() }
    }

    /// The next record, and the events by number among which are those that it may speak of.
    pub fn take(&mut self, stored: Stored, record: Option<&Record>, events: &BTreeMap<u64, Told>) {
        let expected = self.last + 1;
        if stored.seq != expected {
            self.faults.push(Fault::Gap { expected, found: stored.seq });
        }
        if self.key.code(self.store, &self.before, stored.seq, &stored.body) != stored.code {
            self.faults.push(Fault::Code(stored.seq));
        }
        if self.anchors.get(&stored.seq).is_some_and(|code| *code != stored.code) {
            self.faults.push(Fault::Anchored(stored.seq));
        }
        match record.filter(|record| record.seq == stored.seq) {
            None => self.faults.push(Fault::Unreadable(stored.seq)),
            Some(record) => {
                if let Some(added) = &record.added {
                    let (first, last) = (added.first, added.first + added.count.saturating_sub(1));
                    let own = events.range(first..=last.max(first)).map(|(_, own)| own);
                    // Patients stand in a record in order.
                    let is_named =
                        |own: &Told| record.patients.binary_search_by(|it| it.as_str().cmp(&own.patient)).is_ok();
                    let of_others = own.clone().any(|own| !is_named(own));
                    let bodies = own.map(|own| own.body.as_str());
                    if first != self.told + 1 || of_others || digest(bodies) != added.sha256 {
                        self.faults.push(Fault::Events { record: stored.seq, first, last });
                    }
                    self.told = self.told.max(last);
                }
            }
        }
        // The next is held against what stands here, so that one fault is told once.
        self.before = stored.code;
        self.last = stored.seq;
    }

    /// The last event that a record spoke of, the number of the last record, and everything that is wrong with the chain.
    #[must_use]
    pub fn end(mut self) -> (u64, u64, Vec<Fault>) {
        // One cut is one fault, told by the furthest anchor.
        if let Some((anchored, _)) = self.anchors.range(self.last + 1..).next_back() {
            self.faults.push(Fault::Cut { anchored: *anchored, last: self.last });
        }
        (self.told, self.last, self.faults)
    }
}
