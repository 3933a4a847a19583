//! Proofs: one signed file that shows on what an order was submitted, to somebody who sees neither the store nor the key of its audit
//! (docs/proof.md).
//!
//! The log is a list: each audit record, and after it the events that it added. Its tree of hashes ([`Hash`]) is made when a proof is, so no table
//! holds it. A [`Head`] is the tree's size and root. What is signed is the file without its signature, in canonical form: keys by code point, no
//! white space, one line.

mod check;
mod decision;
mod key;
mod make;
mod merkle;

use clinic::identifier::{OrderId, PatientId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use check::{Checked, CheckedOrder, Doubt, check};
pub use key::{KeyError, PublicKey, SigningKey};
pub use make::{Asked, ProofError};
pub use merkle::Hash;

/// The shape of a proof.
pub const PROOF: &str = "marv/proof/1";
/// The shape of a head by itself.
pub const HEAD: &str = "marv/tree-head/1";

/// The log at some moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// Leaves: records and events.
    pub size: u64,
    /// The root of their tree.
    pub root: Hash,
}

/// An earlier head, and the hashes that show that the log only grew since.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Since {
    head: Head,
    path: Vec<Hash>,
}

/// Something in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Logged {
    /// Its number: of the record, or of the event.
    seq: u64,
    /// Its words, byte by byte.
    body: String,
    /// The hashes beside its way to the root.
    path: Vec<Hash>,
}

/// What every signed file says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Signed {
    schema: String,
    store: String,
    /// When it was made, by the clock of whoever made it.
    at: Timestamp,
    head: Head,
    since: Option<Since>,
    /// The public key.
    key: String,
    /// What a proof says beside the head.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    proven: Option<Proven>,
}

/// An order, with what it was submitted on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Proven {
    patient: PatientId,
    order: OrderId,
    /// The decision record, as it is shown.
    decision: Value,
    /// The submission.
    event: Logged,
    /// The audit record of it.
    record: Logged,
}

/// The leaf of an audit record.
fn record_leaf(seq: u64, body: &str) -> Hash {
    merkle::leaf(&["record", &seq.to_string(), body])
}

/// The leaf of an event.
fn event_leaf(seq: u64, patient: &str, body: &str) -> Hash {
    merkle::leaf(&["event", &seq.to_string(), patient, body])
}
