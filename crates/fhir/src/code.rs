//! Names of code systems, profiles and extensions, each with where it was read.
//!
//! DK Core: HL7 Denmark DK Core (FHIR 4.0.1), sources of June 2026. What is ours stands under [`OWN`] and in docs/fhir.md.

/// The placeholder under which our own code systems and extensions stand, until an organisation owns them.
pub const OWN: &str = "https://example.org/marv/fhir";

/// LOINC.
pub const LOINC: &str = "http://loinc.org";
/// Unified Code for Units of Measure.
pub const UCUM: &str = "http://unitsofmeasure.org";
/// Why a value is missing; FHIR R4.
pub const DATA_ABSENT: &str = "http://terminology.hl7.org/CodeSystem/data-absent-reason";
/// Person numbers (DK Core, dk-core-cpr-identifier).
pub const CPR: &str = "urn:oid:1.2.208.176.1.2";
/// National replacement numbers (DK Core, dk-core-x-ecpr-identifier).
pub const X_ECPR: &str = "urn:oid:1.2.208.176.1.6.1.1";
/// Authorisations of health professionals (DK Core, dk-core-authorization-identifier).
pub const AUTHORISATION: &str = "https://autregweb.sst.dk";
/// Units of the health service (DK Core, dk-core-sor-identifier).
pub const SOR: &str = "urn:oid:1.2.208.176.1.1";
/// Diagnoses of the Danish classification (DK Core, dk-core-person-servicerequest).
pub const SKS_D: &str = "urn:oid:1.2.208.176.2.4.12";

/// A profile of DK Core.
#[must_use]
pub fn danish(id: &str) -> String {
    format!("http://hl7.dk/fhir/core/StructureDefinition/{id}")
}

/// A code system of HL7's terminology.
#[must_use]
pub fn hl7(id: &str) -> String {
    format!("http://terminology.hl7.org/CodeSystem/{id}")
}

/// An extension of ours.
#[must_use]
pub fn own_extension(id: &str) -> String {
    format!("{OWN}/StructureDefinition/{id}")
}

/// A code system of ours.
#[must_use]
pub fn own_system(id: &str) -> String {
    format!("{OWN}/CodeSystem/{id}")
}

/// A naming system of ours.
#[must_use]
pub fn own_identifier(id: &str) -> String {
    format!("{OWN}/identifier/{id}")
}
