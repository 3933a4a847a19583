//! Specimens: what was taken, and what was made of it. Culture and DNA are specimens of their own, with their parent.

use ::fhir::code::{own_extension, own_identifier, own_system};
use ::fhir::element::{coding, concept_in_words, extension, narrative};
use clinic::course::Event;
use clinic::specimen::{Material, Specimen, SpecimenState};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Kind, Teller, coded, instant};

/// What is made of a specimen: code, Danish, English.
type Made = (&'static str, &'static str, &'static str);
const CULTURE: Made = ("culture", "Fibroblastkultur", "Fibroblast culture");
const DNA: Made = ("dna", "DNA", "DNA");

impl Teller<'_> {
    /// When something last happened to a specimen.
    fn when(&self, is_it: impl Fn(&Event) -> bool) -> Option<Timestamp> {
        self.case.events.iter().rev().find(|own| is_it(&own.event)).map(|own| own.at)
    }

    pub(super) fn specimens(&self, own: &Specimen) -> Vec<Value> {
        let cultured =
            self.when(|event| matches!(event, Event::CultureEstablished { specimen } if *specimen == own.id));
        let culture = cultured.map(|at| self.made(own, CULTURE, own.id.as_str(), at));
        let parent = if culture.is_some() { format!("{}.{}", own.id, CULTURE.0) } else { own.id.to_string() };
        let dna = own.dna_accepted.map(|at| self.made(own, DNA, &parent, at));
        [Some(self.taken(own)), culture, dna].into_iter().flatten().collect()
    }

    fn taken(&self, own: &Specimen) -> Value {
        let material = match own.material {
            Material::Tumour(own) => coded("tumour-material", own),
            Material::Germline(own) => coded("germline-material", own),
        };
        let extensions = [
            Some(extension(&own_extension("specimen-role"), "valueCode", coding_of(own))),
            Some(extension(
                &own_extension("specimen-state"),
                "valueCodeableConcept",
                coded("specimen-state", own.state),
            )),
            own.mean_depth.map(|depth| extension(&own_extension("mean-depth"), "valueUnsignedInt", depth)),
            own.replaces.as_ref().map(|old| {
                extension(&own_extension("replaces"), "valueReference", self.reference(Kind::Specimen, old.as_str()))
            }),
        ];
        // What is planned is no specimen yet, so it has no status.
        let status = match own.state {
            SpecimenState::Planned => None,
            SpecimenState::Rejected => Some("unsatisfactory"),
            SpecimenState::NotTaken => Some("unavailable"),
            _ => Some("available"),
        };
        json!({
            "resourceType": "Specimen",
            "id": self.id(own.id.as_str()),
            "meta": self.meta(&[]),
            "language": "da",
            "text": narrative(&[material["text"].as_str().unwrap_or_default().to_owned()]),
            "extension": extensions.into_iter().flatten().collect::<Vec<_>>(),
            "identifier": [{ "system": own_identifier("specimen"), "value": own.id }],
            "accessionIdentifier": own.label.as_deref().map(|label| json!({ "system": own_identifier("label"), "value": label })),
            "status": status,
            "type": material,
            "subject": self.subject(),
            "receivedTime": own.received.map(instant),
            "request": [self.reference(Kind::ServiceRequest, own.order.as_str())],
            "collection": { "collectedDateTime": own.collected.map(instant) },
            "condition": own.rejected.map(|why| json!([coded("rejection-reason", why)])),
        })
    }

    fn made(&self, own: &Specimen, (code, da, en): Made, parent: &str, at: Timestamp) -> Value {
        json!({
            "resourceType": "Specimen",
            "id": self.id(&format!("{}.{code}", own.id)),
            "meta": self.meta(&[]),
            "language": "da",
            "text": narrative(&[da.to_owned()]),
            "extension": [extension(&own_extension("specimen-role"), "valueCode", coding_of(own))],
            "type": concept_in_words(&[coding(&own_system("specimen-made"), code)], da, en),
            "subject": self.subject(),
            "parent": [self.reference(Kind::Specimen, parent)],
            "request": [self.reference(Kind::ServiceRequest, own.order.as_str())],
            "processing": [{ "timeDateTime": instant(at) }],
        })
    }
}

/// Which half of the pair.
fn coding_of(own: &Specimen) -> &'static str {
    clinic::code::CodeList::code(own.material.role())
}
