//! Names of code systems, profiles and extensions, each with where it was read.
//!
//! Genomics Reporting: HL7 Genomics Reporting Implementation Guide STU3 (3.0.0, 12 December 2024; FHIR 4.0.1), sources of the
//! published version. What the service says too stands in the crate `fhir`; what is ours stands under [`OWN`] and in docs/fhir.md.

use super::element::{Json, coding};
use serde_json::json;

pub use ::fhir::code::OWN;
pub(super) use ::fhir::code::{
    AUTHORISATION, CPR, DATA_ABSENT, LOINC, SKS_D, SOR, UCUM, danish, own_extension, own_identifier, own_system,
};

/// Human Genome Variation Society; Genomics Reporting, Aliases.
pub(super) const HGVS: &str = "http://varnomen.hgvs.org";
/// The NCBI's reference sequences; Genomics Reporting, Aliases.
pub(super) const REFSEQ: &str = "http://www.ncbi.nlm.nih.gov/refseq";
/// Karyotypes; Genomics Reporting, Aliases.
pub(super) const ISCN: &str = "https://iscn.karger.com";
/// Sequence Ontology; Genomics Reporting, Aliases.
pub(super) const SEQUENCE_ONTOLOGY: &str = "http://www.sequenceontology.org";
/// Codes that Genomics Reporting has not yet found elsewhere.
pub(super) const TO_BE_DETERMINED: &str = "http://hl7.org/fhir/uv/genomics-reporting/CodeSystem/tbd-codes-cs";

/// A profile or extension of Genomics Reporting.
pub(super) fn genomics(id: &str) -> String {
    format!("http://hl7.org/fhir/uv/genomics-reporting/StructureDefinition/{id}")
}

/// `laboratory` and `GE`, which every genomic observation carries (Genomics Reporting, genomic-base).
pub(super) fn categories() -> Json {
    json!([{ "coding": [laboratory()] }, { "coding": [genetics()] }])
}

/// Laboratory.
pub(super) fn laboratory() -> Json {
    coding("http://terminology.hl7.org/CodeSystem/observation-category", "laboratory")
}

/// Genetics.
pub(super) fn genetics() -> Json {
    coding("http://terminology.hl7.org/CodeSystem/v2-0074", "GE")
}

/// The answer of LOINC's list of chromosomes (LL2938-0), by the contig's name.
pub(super) fn chromosome(contig: &str) -> Option<&'static str> {
    const CODES: [(&str, &str); 24] = [
        ("1", "LA21254-0"),
        ("2", "LA21255-7"),
        ("3", "LA21256-5"),
        ("4", "LA21257-3"),
        ("5", "LA21258-1"),
        ("6", "LA21259-9"),
        ("7", "LA21260-7"),
        ("8", "LA21261-5"),
        ("9", "LA21262-3"),
        ("10", "LA21263-1"),
        ("11", "LA21264-9"),
        ("12", "LA21265-6"),
        ("13", "LA21266-4"),
        ("14", "LA21267-2"),
        ("15", "LA21268-0"),
        ("16", "LA21269-8"),
        ("17", "LA21270-6"),
        ("18", "LA21271-4"),
        ("19", "LA21272-2"),
        ("20", "LA21273-0"),
        ("21", "LA21274-8"),
        ("22", "LA21275-5"),
        ("X", "LA21276-3"),
        ("Y", "LA21277-1"),
    ];
    let name = contig.strip_prefix("chr").unwrap_or(contig);
    CODES.iter().find(|(chromosome, _)| *chromosome == name).map(|(_, code)| *code)
}
