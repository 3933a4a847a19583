//! A course as JSON: what is shown of it, and nothing that says who somebody is.

use clinic::consent::Consent;
use clinic::course::Course;
use clinic::order::Order;
use clinic::sign_off::ReportVersion;
use clinic::specimen::Specimen;
use serde_json::{Map, Value, json};

use crate::access::Seen;

/// The course.
pub(super) fn course(seen: &Seen) -> Value {
    let own = &seen.course;
    json!({
        "patient": own.patient,
        "version": seen.version.0,
        "transplanted": own.transplanted,
        "joined": own.joined,
        "joined_into": own.joined_into,
        "consents": own.consents.iter().map(consent).collect::<Vec<_>>(),
        "orders": own.orders.iter().map(|order| self::order(own, order)).collect::<Vec<_>>(),
        "refused": own.refused.iter().map(|(id, at, own)| json!({ "id": id, "at": at, "referral": own })).collect::<Vec<_>>(),
        "specimens": own.specimens.iter().map(specimen).collect::<Vec<_>>(),
    })
}

fn consent(own: &Consent) -> Value {
    json!({
        "id": own.id, "state": own.state, "recorded": own.recorded, "withdrawn": own.withdrawn, "record": own.record,
    })
}

fn order(course: &Course, own: &Order) -> Value {
    let milestones: Map<String, Value> = course
        .milestones(own)
        .0
        .into_iter()
        .map(|(milestone, at)| (clinic::code::CodeList::code(milestone).to_owned(), json!(at)))
        .collect();
    json!({
        "id": own.id,
        "state": own.state,
        "holds": own.holds,
        "submission": own.submission,
        "units": { "reserved": own.ledger.reserved, "consumed": own.ledger.consumed, "returned": own.ledger.returned },
        "milestones": milestones,
        "reused_germline": own.reused_germline,
        "depth_accepted": own.depth_accepted,
        "identity": own.identity,
        "released_on": own.released_on,
        "reports": own.reports.iter().map(report).collect::<Vec<_>>(),
        "decision": own.decision,
        "findings": own.findings,
        "outcome": super::outcome::outcome(&own.outcomes),
    })
}

fn report(own: &ReportVersion) -> Value {
    let signed = own.signed.as_ref().map(|(by, at)| json!({ "by": by, "at": at }));
    json!({
        "report": own.report,
        "interpreter": own.interpreter,
        "signed": signed,
        "recipients": own.recipients,
        "superseded": own.superseded,
    })
}

fn specimen(own: &Specimen) -> Value {
    json!({
        "id": own.id,
        "order": own.order,
        "material": own.material,
        "state": own.state,
        "label": own.label,
        "replaces": own.replaces,
        "collected": own.collected,
        "received": own.received,
        "dna_accepted": own.dna_accepted,
        "sequenced": own.sequenced,
        "mean_depth": own.mean_depth,
        "rejected": own.rejected,
    })
}
