//! Elements of GA4GH Phenopackets 2.0 (ISO 4454:2022), those that a report fills; names and meanings are the schema's.

use serde::Serialize;

/// A term: a CURIE and its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OntologyClass {
    /// The CURIE.
    pub id: String,
    /// Its name.
    pub label: String,
}

/// A case.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Phenopacket {
    /// Its id.
    pub id: String,
    /// The person, under a pseudonym and without any other detail.
    pub subject: Individual,
    /// Classes, groups and scores of the report.
    pub measurements: Vec<Measurement>,
    /// The specimens that were read.
    pub biosamples: Vec<Biosample>,
    /// The findings, on the disease that was stated.
    pub interpretations: Vec<Interpretation>,
    /// The disease that was stated.
    pub diseases: Vec<Disease>,
    /// By what, and with which terms.
    pub meta_data: MetaData,
}

/// The person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Individual {
    /// The pseudonym.
    pub id: String,
}

/// A specimen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Biosample {
    /// The read-group sample.
    pub id: String,
    /// The pseudonym.
    pub individual_id: String,
    /// Tumour or normal, and the material where it is stated.
    pub description: String,
}

/// A disease.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Disease {
    /// Which.
    pub term: OntologyClass,
}

/// What an edition answers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Measurement {
    /// The edition.
    pub assay: OntologyClass,
    /// Its answer.
    pub value: Value,
}

/// A class or a number.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Value {
    /// A class.
    OntologyClass(OntologyClass),
    /// A number.
    Quantity {
        /// Its unit.
        unit: OntologyClass,
        /// The number.
        value: f64,
    },
}

/// The findings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Interpretation {
    /// Its id.
    pub id: String,
    /// `COMPLETED` where two persons have signed, else `IN_PROGRESS`.
    pub progress_status: &'static str,
    /// The disease with the findings.
    pub diagnosis: Diagnosis,
}

/// A disease with the findings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Diagnosis {
    /// The disease.
    pub disease: OntologyClass,
    /// The findings.
    pub genomic_interpretations: Vec<GenomicInterpretation>,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GenomicInterpretation {
    /// The pseudonym.
    pub subject_or_biosample_id: String,
    /// `CONTRIBUTORY` where it counts in class and risk, else `UNKNOWN_STATUS`.
    pub interpretation_status: &'static str,
    /// The finding itself.
    pub variant_interpretation: VariantInterpretation,
}

/// A finding as a variation. Neither a class of germline pathogenicity nor actionability is said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VariantInterpretation {
    /// The variation.
    pub variation_descriptor: VariationDescriptor,
}

/// A variation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VariationDescriptor {
    /// The GA4GH identifier (VRS 2.0) where it is known, else one of ours.
    pub id: String,
    /// As the report names it.
    pub label: String,
    /// The gene.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gene_context: Option<GeneDescriptor>,
    /// In nomenclatures.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub expressions: Vec<Expression>,
    /// Numbers of the finding.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub extensions: Vec<Extension>,
    /// `genomic`.
    pub molecule_context: &'static str,
    /// What kind of change, by the Sequence Ontology.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub structural_type: Option<OntologyClass>,
}

/// A gene.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GeneDescriptor {
    /// An id of ours with the symbol: the report knows no HGNC id.
    pub value_id: String,
    /// The symbol.
    pub symbol: String,
}

/// A variation in a nomenclature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Expression {
    /// `hgvs.g`, `hgvs.c`, `hgvs.p`, `iscn`.
    pub syntax: &'static str,
    /// The text.
    pub value: String,
}

/// A value that the schema has no place for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Extension {
    /// Which.
    pub name: &'static str,
    /// The value as text.
    pub value: String,
}

/// By what, and with which terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MetaData {
    /// The day of the report, at midnight: the report knows no time of day.
    pub created: String,
    /// The program.
    pub created_by: String,
    /// Where the terms come from.
    pub resources: Vec<Resource>,
    /// `2.0`.
    pub phenopacket_schema_version: &'static str,
    /// The report.
    pub external_references: Vec<ExternalReference>,
}

/// Where terms come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Resource {
    /// Its id.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Where it is.
    pub url: String,
    /// Its version.
    pub version: String,
    /// The prefix of its CURIEs.
    pub namespace_prefix: &'static str,
    /// What the prefix stands for.
    pub iri_prefix: String,
}

/// Another document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExternalReference {
    /// Its id.
    pub id: String,
    /// What it is.
    pub description: &'static str,
}
