//! Checking a proof, without a store and without its key: the signature, the decision, and the way into the log.

use std::collections::BTreeMap;

use clinic::course::{Event, Stamped};
use clinic::eligibility::RECORD_SCHEMA;
use clinic::identifier::{OrderId, PatientId};
use clinic::order::Submission;
use guideline::decide::Conclusion;
use guideline::rule::Stage;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

use super::decision::{WITHHELD, sha256};
use super::merkle::{only_grew, root_by_path};
use super::{HEAD, Head, PROOF, Proven, PublicKey, Signed, event_leaf, record_leaf};
use crate::audit::{Record, digest};

/// Why a file is not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Doubt {
    /// The bytes are not in the one form that they may have.
    #[error(
        "the file is not in canonical form (one line of JSON, keys in order, no white space): it was changed, or is no signed file of Marv"
    )]
    Form,
    /// A part is missing, or there is one too many.
    #[error("the file does not have the parts of its kind: {0}")]
    Parts(String),
    /// It is signed with another key.
    #[error("the file names another public key than the one that was given")]
    Key,
    /// The signature does not fit.
    #[error("the signature does not fit: the file was changed, or another key signed it")]
    Signature,
    /// The event is not the submission of this order.
    #[error("the event is not the submission of this order")]
    Order,
    /// The record does not speak of the event.
    #[error("the audit record does not speak of the event and of the patient")]
    Record,
    /// The decision record is not the one that the submission binds.
    #[error("the decision record is not the one that the order was submitted on")]
    Decision,
    /// The decision record and the submission do not say the same.
    #[error("the decision record and the submission do not say the same: {0}")]
    Differs(&'static str),
    /// A rule was asked about something else than what was known.
    #[error("rule {0} was asked about other facts than those that were known")]
    Inputs(String),
    /// What is shown is not in the log.
    #[error("the {0} is not in the log whose root is signed")]
    NotInLog(&'static str),
    /// The log did not only grow.
    #[error("the log did not only grow since the earlier head")]
    NotGrown,
    /// The earlier head is another, or was not asked for.
    #[error("the file does not go on from the earlier head that was given: have it made with --since and that file")]
    Since,
}

/// What a file shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The store whose log it is.
    pub store: String,
    /// When the file was made, by the clock of whoever made it.
    pub at: Timestamp,
    /// The log then.
    pub head: Head,
    /// The earlier head since which it only grew.
    pub since: Option<Head>,
    /// The order; nothing in a file that shows the head alone.
    pub order: Option<CheckedOrder>,
}

/// What a proof shows of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedOrder {
    /// Pseudonym of the patient.
    pub patient: PatientId,
    /// The order.
    pub order: OrderId,
    /// Who submitted it, when.
    pub submitted: Stamped,
    /// Number of the event.
    pub event: u64,
    /// The audit record.
    pub record: Record,
    /// The answer on the referral and on the plan.
    pub answers: [String; 2],
    /// Rule set id, version and hash.
    pub rule_set: String,
    /// Facts that were known.
    pub facts: usize,
    /// Rules that were asked, in all tracks and stages.
    pub rules: usize,
    /// Facts whose value is withheld.
    pub withheld: Vec<String>,
}

/// Checks a file, and that it goes on from the head of an earlier one where that is given.
///
/// # Errors
/// The first [`Doubt`].
pub fn check(file: &[u8], key: &PublicKey, since: Option<&[u8]>) -> Result<Checked, Doubt> {
    let signed = read(file, key)?;
    if let Some(earlier) = since.map(|file| read(file, key)).transpose()? {
        let goes_on =
            signed.since.as_ref().is_some_and(|own| own.head == earlier.head) && signed.store == earlier.store;
        if !goes_on {
            return Err(Doubt::Since);
        }
    }
    let of = |head: Head| (head.size, head.root);
    if let Some(own) = &signed.since
        && !only_grew(of(own.head), of(signed.head), &own.path)
    {
        return Err(Doubt::NotGrown);
    }
    let order = signed.proven.map(|proven| order(proven, signed.head)).transpose()?;
    let since = signed.since.map(|own| own.head);
    Ok(Checked { store: signed.store, at: signed.at, head: signed.head, since, order })
}

/// Reads a file whose form and signature hold.
pub(super) fn read(file: &[u8], key: &PublicKey) -> Result<Signed, Doubt> {
    let mut value: Value = serde_json::from_slice(file).map_err(|_| Doubt::Form)?;
    if format!("{value}\n").as_bytes() != file {
        return Err(Doubt::Form);
    }
    let missing = || Doubt::Parts("signature".into());
    let signature = value.as_object_mut().and_then(|parts| parts.remove("signature")).ok_or_else(missing)?;
    let text = value.to_string();
    let signed: Signed = serde_json::from_value(value).map_err(|error| Doubt::Parts(error.to_string()))?;
    if signed.key != key.to_string() {
        return Err(Doubt::Key);
    }
    if !key.has_signed(&text, signature.as_str().ok_or_else(missing)?) {
        return Err(Doubt::Signature);
    }
    let schema = if signed.proven.is_some() { PROOF } else { HEAD };
    if signed.schema == schema { Ok(signed) } else { Err(Doubt::Parts("schema".into())) }
}

fn order(own: Proven, head: Head) -> Result<CheckedOrder, Doubt> {
    let Proven { patient, order, decision, event, record: logged } = own;
    let submitted: Stamped = serde_json::from_str(&event.body).map_err(|_| Doubt::Order)?;
    let submission = match &submitted.event {
        Event::OrderSubmitted { order: own, submission } if *own == order => submission,
        _ => return Err(Doubt::Order),
    };
    let record: Record = serde_json::from_str(&logged.body).map_err(|_| Doubt::Record)?;
    let first = speaks_of(&record, logged.seq, &patient, event.seq, &event.body).ok_or(Doubt::Record)?;
    if submission.decision.as_ref() != Some(&sha256(&decision)) {
        return Err(Doubt::Decision);
    }
    let said = Said::read(&decision, submission)?;
    let rules = same_inputs(&said)?;

    // Before a record stand the records with smaller numbers, and the events that they added.
    let of_record = (logged.seq - 1).checked_add(first - 1).ok_or(Doubt::Record)?;
    let of_event = of_record.checked_add(1 + event.seq - first).ok_or(Doubt::Record)?;
    let leaves = [
        ("audit record", record_leaf(logged.seq, &logged.body), of_record, &logged.path),
        ("event", event_leaf(event.seq, patient.as_str(), &event.body), of_event, &event.path),
    ];
    for (what, leaf, place, path) in leaves {
        if root_by_path(leaf, place, head.size, path) != Some(head.root) {
            return Err(Doubt::NotInLog(what));
        }
    }
    let withheld = said.input.facts.iter().filter(|(_, value)| value.get(WITHHELD).is_some());
    Ok(CheckedOrder {
        withheld: withheld.map(|(fact, _)| fact.clone()).collect(),
        facts: said.input.facts.len(),
        rules,
        rule_set: submission.rule_set.clone(),
        answers: [said.verdict, said.plan],
        event: event.seq,
        patient,
        order,
        record,
        submitted,
    })
}

/// The number of the first event that a record added, if it added this one in the patient's course.
fn speaks_of(record: &Record, seq: u64, patient: &PatientId, event: u64, body: &str) -> Option<u64> {
    let added = record.added.as_ref()?;
    let own = record.action == "write" && record.seq == seq && seq > 0 && record.patients.contains(patient);
    let among = added.first > 0 && added.first <= event && event - added.first < added.count;
    let alone = added.count != 1 || added.sha256 == digest([body]);
    (own && among && alone).then_some(added.first)
}

/// What is read of a decision record.
#[derive(Deserialize)]
struct Said {
    schema: String,
    rule_set: SaidRuleSet,
    day: String,
    verdict: String,
    plan: String,
    indication: String,
    route: String,
    exceptions: Vec<SaidException>,
    input: SaidInput,
    rules: BTreeMap<String, SaidRule>,
    tracks: BTreeMap<String, BTreeMap<String, SaidStage>>,
}

#[derive(Deserialize)]
struct SaidRuleSet {
    id: String,
    version: String,
    hash: String,
}

#[derive(Deserialize)]
struct SaidException {
    rule: String,
}

#[derive(Deserialize)]
struct SaidInput {
    facts: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
struct SaidRule {
    version: u64,
}

#[derive(Deserialize)]
struct SaidStage {
    verdict: String,
    rules: Vec<SaidFinding>,
}

#[derive(Deserialize)]
struct SaidFinding {
    id: String,
    version: u64,
    inputs: BTreeMap<String, Value>,
}

impl Said {
    /// Reads a record that says what the submission says, and that it was granted.
    fn read(decision: &Value, submission: &Submission) -> Result<Self, Doubt> {
        let said = Self::deserialize(decision).map_err(|error| Doubt::Parts(error.to_string()))?;
        let SaidRuleSet { id, version, hash } = &said.rule_set;
        let excepted: Vec<&String> = said.exceptions.iter().map(|own| &own.rule).collect();
        let track = format!("{}/{}", said.indication, said.route);
        let of_track = |stage| said.tracks.get(&track).and_then(|own| own.get(stage)).map(|own| &own.verdict);
        for (holds, what) in [
            (said.schema == RECORD_SCHEMA, "schema"),
            (submission.rule_set == format!("{id} {version} {hash}"), "rule set"),
            (submission.requisition.to_string() == said.day, "day"),
            (submission.indication == said.indication, "indication"),
            (submission.route == said.route, "route"),
            (submission.excepted.iter().eq(excepted), "exceptions"),
            (said.verdict == Conclusion::Pass.name(Stage::Referral), "verdict"),
            (said.plan == Conclusion::Pass.name(Stage::Plan), "plan"),
            (of_track("referral") == Some(&said.verdict), "verdict of the track"),
            (of_track("plan") == Some(&said.plan), "plan of the track"),
        ] {
            if !holds {
                return Err(Doubt::Differs(what));
            }
        }
        Ok(said)
    }
}

/// How many rules were asked, each about what was known and about nothing else.
fn same_inputs(said: &Said) -> Result<usize, Doubt> {
    let mut count = 0;
    for finding in said.tracks.values().flat_map(BTreeMap::values).flat_map(|stage| &stage.rules) {
        let known = |fact: &String| said.input.facts.get(fact).unwrap_or(&Value::Null);
        let same = finding.inputs.iter().all(|(fact, value)| known(fact) == value);
        let named = said.rules.get(&finding.id).is_some_and(|rule| rule.version == finding.version);
        if !(same && named) {
            return Err(Doubt::Inputs(finding.id.clone()));
        }
        count += 1;
    }
    Ok(count)
}
