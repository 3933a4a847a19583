//! An order: what was asked for (`ServiceRequest`), and how far its answer is (`Task`).

use std::collections::BTreeSet;

use ::fhir::code::{danish, own_extension, own_identifier, own_system};
use ::fhir::element::{coding, concept, concept_in_words, extension, narrative};
use clinic::clock::Milestone;
use clinic::code::CodeList;
use clinic::order::{Hold, Kind as OrderKind, Order, OrderState};
use clinic::specimen::PairRole;
use serde_json::{Value, json};

use super::{Kind, Teller, coded, instant, staff, unit};

/// `Task.status` of an order: the answer's way in FHIR's few words. The fine state is `Task.businessStatus`.
pub(crate) fn task_status(state: OrderState, holds: bool) -> &'static str {
    match state {
        OrderState::Delivered | OrderState::Acknowledged | OrderState::Discussed | OrderState::Closed => "completed",
        OrderState::Cancelled => "cancelled",
        _ if holds => "on-hold",
        OrderState::Submitted => "requested",
        OrderState::Accepted => "accepted",
        OrderState::Provisional | OrderState::DataReleased | OrderState::ReviewPending | OrderState::Signed => {
            "in-progress"
        }
    }
}

/// `ServiceRequest.status` of an order.
pub(crate) fn request_status(state: OrderState, holds: bool) -> &'static str {
    match task_status(state, holds) {
        "completed" => "completed",
        "cancelled" => "revoked",
        "on-hold" => "on-hold",
        _ => "active",
    }
}

/// What is ordered, in Danish and English.
const WHAT: (&str, &str) = (
    "Helgenomsekventering af tumor og normalprøve ved hæmatologisk cancer",
    "Whole-genome sequencing of tumour and normal in haematological cancer",
);

fn milestone(own: Milestone) -> (&'static str, &'static str) {
    match own {
        Milestone::MdtDecision => ("MDT-beslutning", "MDT decision"),
        Milestone::Submitted => ("Rekvisition indsendt", "Requisition submitted"),
        Milestone::PairReceived => ("Alle nødvendige prøver modtaget", "All required specimens received"),
        Milestone::TumourReceived => ("Tumorprøve modtaget", "Tumour specimen received"),
        Milestone::GermlineReceived => ("Germlineprøve modtaget", "Germline specimen received"),
        Milestone::DnaAccepted => ("DNA godkendt", "DNA accepted"),
        Milestone::Sequenced => ("Sekventering færdig", "Sequencing complete"),
        Milestone::DataReleased => ("Data frigivet", "Data released"),
        Milestone::Signed => ("Svar underskrevet", "Report signed"),
        Milestone::Acknowledged => ("Svar åbnet af rekvirenten", "Report opened by the requester"),
        Milestone::Discussed => ("Drøftet på MDT", "Discussed at the MDT"),
    }
}

impl Teller<'_> {
    fn requisition(&self, order: &Order) -> Value {
        json!({ "system": own_identifier("requisition"), "value": self.id(order.id.as_str()) })
    }

    pub(super) fn specimens_of(&self, order: &Order) -> Vec<Value> {
        let used = [PairRole::Tumour, PairRole::Germline].map(|role| self.case.seen.course.in_use(order, role));
        used.into_iter().flatten().map(|own| self.reference(Kind::Specimen, own.id.as_str())).collect()
    }

    pub(super) fn service_request(&self, order: &Order) -> Value {
        let own = &order.submission;
        let facts = self.facts(&order.id);
        let purpose = facts.and_then(|facts| facts["request.purpose"].as_str());
        let code = |system: &str, code: &str| concept(&[coding(&own_system(system), code)], code);
        let reasons: Vec<Value> = [Some(code("indication", &own.indication)), Some(code("route", &own.route))]
            .into_iter()
            .chain([purpose.map(|own| code("purpose", own))])
            .flatten()
            .collect();
        let (earlier, repeat) = match &own.kind {
            OrderKind::Repeat { earlier, reason } => {
                let why =
                    extension(&own_extension("repeat-reason"), "valueCodeableConcept", coded("repeat-reason", *reason));
                (Some(json!([self.reference(Kind::ServiceRequest, earlier.as_str())])), Some(why))
            }
            OrderKind::New | OrderKind::PreviouslyReferred => (None, None),
        };
        let extensions = [
            Some(extension(&own_extension("rule-set"), "valueString", own.rule_set.as_str())),
            Some(extension(&own_extension("requisition-date"), "valueDate", own.requisition.to_string())),
            repeat,
        ];
        let answers = facts.map(|_| json!([self.reference(Kind::QuestionnaireResponse, order.id.as_str())]));
        let condition = self.condition(order).map(|_| json!([self.reference(Kind::Condition, order.id.as_str())]));
        json!({
            "resourceType": "ServiceRequest",
            "id": self.id(order.id.as_str()),
            "meta": self.meta(&[danish("dk-core-person-servicerequest")]),
            "language": "da",
            "text": narrative(&[format!("{} ({}/{})", WHAT.0, own.indication, own.route)]),
            "contained": [{
                "resourceType": "PractitionerRole", "id": "requester",
                "practitioner": staff(own.requester.as_str()), "organization": unit(&own.unit),
            }],
            "extension": extensions.into_iter().flatten().collect::<Vec<_>>(),
            "identifier": [{ "system": own_identifier("order"), "value": order.id }],
            "basedOn": earlier,
            "requisition": self.requisition(order),
            "status": request_status(order.state, !order.holds.is_empty()),
            "intent": "order",
            // DK Core knows no `urgent`; a fast track is no acute request either.
            "priority": if own.fast_track { "asap" } else { "routine" },
            "code": concept_in_words(&[coding(&own_system("service"), crate::cds::SERVICE)], WHAT.0, WHAT.1),
            "subject": self.subject(),
            "authoredOn": order.stamps.submitted.map(instant),
            "requester": { "reference": "#requester" },
            "performer": own.site.as_deref().map(|site| json!([
                { "type": "Organization", "identifier": { "system": own_identifier("site"), "value": site } }
            ])),
            "reasonCode": reasons,
            "reasonReference": condition,
            "supportingInfo": answers,
            "specimen": self.specimens_of(order),
        })
    }

    pub(super) fn task(&self, order: &Order) -> Value {
        let stamps = &order.stamps;
        let holds: &BTreeSet<Hold> = &order.holds;
        let on_hold: Vec<Value> = holds.iter().map(|hold| coded("hold", *hold)).collect();
        let request = self.reference(Kind::ServiceRequest, order.id.as_str());
        let reached = self.case.seen.course.milestones(order).0.into_iter().map(|(own, at)| {
            let (da, en) = milestone(own);
            let what = concept_in_words(&[coding(&own_system("milestone"), own.code())], da, en);
            json!({ "type": what, "valueDateTime": instant(at) })
        });
        // R4 has one reason of a status; of several holds each is told by code, in one concept.
        let reason = (!on_hold.is_empty()).then(|| {
            let codings: Vec<Value> = on_hold.iter().map(|own| own["coding"][0].clone()).collect();
            let text: Vec<&str> = on_hold.iter().filter_map(|own| own["text"].as_str()).collect();
            concept(&codings, &text.join("; "))
        });
        json!({
            "resourceType": "Task",
            "id": self.id(order.id.as_str()),
            "meta": self.meta(&[]),
            "language": "da",
            "text": narrative(&[format!("{}: {}", WHAT.0, coded("order-state", order.state)["text"].as_str().unwrap_or_default())]),
            "identifier": [{ "system": own_identifier("order"), "value": order.id }],
            "basedOn": [request],
            "groupIdentifier": self.requisition(order),
            "status": task_status(order.state, !holds.is_empty()),
            "statusReason": reason,
            "businessStatus": coded("order-state", order.state),
            "intent": "order",
            "code": { "coding": [coding("http://hl7.org/fhir/CodeSystem/task-code", "fulfill")] },
            "focus": request,
            "for": self.subject(),
            "executionPeriod": { "start": stamps.submitted.map(instant), "end": stamps.ended.map(instant) },
            "authoredOn": stamps.submitted.map(instant),
            "lastModified": self.case.seen.course.last.map(instant),
            "output": reached.collect::<Vec<_>>(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every state has a word of FHIR's value sets `task-status` and `request-status`.
    #[test]
    fn every_state_has_a_status() {
        for state in OrderState::CODES.iter().filter_map(|code| OrderState::from_code(code)) {
            for holds in [false, true] {
                let task = ["requested", "accepted", "in-progress", "on-hold", "completed", "cancelled"];
                assert!(task.contains(&task_status(state, holds)), "{state:?}");
                assert!(
                    ["active", "on-hold", "revoked", "completed"].contains(&request_status(state, holds)),
                    "{state:?}"
                );
            }
        }
        assert_eq!(task_status(OrderState::Cancelled, true), "cancelled", "what is over is not on hold");
    }
}
