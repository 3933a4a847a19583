//! The findings of a report as a GA4GH Phenopacket 2.0, for exchange under a pseudonym (docs/fhir.md).
//!
//! It says what the [`Document`] says and less: no person number, no birth date, no name, no region, no words that a person wrote
//! freely, no variant of the germline and nothing of the section on what may be inherited. A phenopacket has no place for *not
//! found at this limit*: what it does not list is not known from it, and never wild type. What the caller doubts is no finding and
//! does not stand in it.

mod element;

use interpretation::language::Language::English;
use interpretation::variant::Origin;

pub use element::*;

use crate::bundle::{Kind, Segment};
use crate::document::answer::{EditionAnswer, Named};
use crate::document::finding::{CalledFusion, Duplication, TandemAnswer, TandemRow, VariantRow};
use crate::document::{Document, Fraction};
use crate::fhir::{OWN, uuid};
use crate::words::Label;

/// The prefix of terms of ours.
const PREFIX: &str = "marv";

/// The phenopacket of a document: `hash` is the checksum of the document's data, from which its ids are made.
#[must_use]
pub fn phenopacket(document: &Document, hash: &str) -> Phenopacket {
    let disease = match &document.order.diagnosis_code {
        Some(code) => OntologyClass { id: format!("SKS:{code}"), label: code.clone() },
        None => own("not-stated", Label::NotStated.text(English)),
    };
    let mut measurements = Vec::new();
    for answer in editions(document) {
        measurements.push(class(answer));
        measurements.extend(score(answer));
    }
    let interpretation = Interpretation {
        id: uuid(hash, "Interpretation"),
        progress_status: if document.is_signed() { "COMPLETED" } else { "IN_PROGRESS" },
        diagnosis: Diagnosis { disease: disease.clone(), genomic_interpretations: findings(document) },
    };
    Phenopacket {
        id: uuid(hash, "Phenopacket"),
        subject: Individual { id: document.sample.clone() },
        measurements,
        biosamples: biosamples(document),
        interpretations: vec![interpretation],
        diseases: document.order.diagnosis_code.iter().map(|_| Disease { term: disease.clone() }).collect(),
        meta_data: meta_data(document, hash),
    }
}

/// A term of ours. A CURIE has no white space.
fn own(code: &str, label: &str) -> OntologyClass {
    let code: String = code.chars().map(|letter| if letter.is_whitespace() { '_' } else { letter }).collect();
    OntologyClass { id: format!("{PREFIX}:{code}"), label: label.to_owned() }
}

fn editions(document: &Document) -> impl Iterator<Item = &EditionAnswer> {
    let risk = &document.risk;
    let sections = [&document.classes, &risk.aml, &risk.mds, &risk.lymphoid];
    let states = document.allele_states.result().into_iter().flat_map(|told| &told.states);
    sections.into_iter().flat_map(|section| section.result().into_iter().flatten()).chain(states)
}

/// What an edition answers: one class, or the words that it is not settled.
fn class(answer: &EditionAnswer) -> Measurement {
    let edition = &answer.edition.en;
    let name = |class: &Named| class.words.en.to_string();
    let value = match &answer.possible[..] {
        [] => own("no-rule", Label::NoRule.text(English)),
        [class] => own(class.code.as_deref().unwrap_or(&class.words.en), &class.words.en),
        several => {
            let names: Vec<String> = several.iter().map(name).collect();
            own("not-settled", &format!("{}: {}", Label::NotSettled.text(English), names.join(" or ")))
        }
    };
    Measurement { assay: own(edition, edition), value: Value::OntologyClass(value) }
}

/// The score, where one is settled.
fn score(answer: &EditionAnswer) -> Option<Measurement> {
    let [score] = &answer.scores[..] else { return None };
    let assay = format!("{} {}", answer.edition.en, Label::Score.text(English));
    let unit = OntologyClass { id: "UCUM:1".to_owned(), label: "1".to_owned() };
    Some(Measurement { assay: own(&assay, &assay), value: Value::Quantity { unit, value: *score } })
}

fn biosamples(document: &Document) -> Vec<Biosample> {
    let of = |specimen: &crate::document::identity::SpecimenMaterial| {
        let material = specimen.material.as_ref().map(|material| format!(": {}", material.en)).unwrap_or_default();
        let description = format!("{}{material}", specimen.role);
        let individual_id = document.sample.clone();
        let one = |sample: &String| Biosample {
            id: sample.clone(),
            individual_id: individual_id.clone(),
            description: description.clone(),
        };
        specimen.samples.iter().map(one).collect::<Vec<_>>()
    };
    document.specimens.iter().flat_map(of).collect()
}

fn findings(document: &Document) -> Vec<GenomicInterpretation> {
    let mut found: Vec<(bool, VariationDescriptor)> = Vec::new();
    let variants = document.small_variants.result().map_or(&[][..], |told| &told.variants);
    let is_told = |row: &&VariantRow| row.origin != Origin::Germline && (row.counts || row.doubts.is_empty());
    let told = variants.iter().filter(is_told);
    found.extend(told.map(|row| (row.counts, small_variant(row))));
    for row in document.tandem_duplications.result().into_iter().flatten() {
        if let TandemAnswer::Found { duplications } = &row.answer {
            found.extend(duplications.iter().map(|told| (true, duplication(row, told))));
        }
    }
    if let Some(fusions) = document.fusions.result() {
        let told = fusions.called.iter().filter(|told| told.counts || told.fusion.filters.is_empty());
        found.extend(told.map(|told| (told.counts, junction(told))));
        found.extend(fusions.stated.iter().map(|name| (true, variation(name))));
    }
    let segments = document.copy_number.result().map_or(&[][..], |told| &told.segments);
    found.extend(segments.iter().filter_map(|one| Some((false, segment(one)?))));
    found.extend(document.karyotypes.genomic.result().map(|seen| (false, karyotype(&seen.text))));
    let interpretations = found.into_iter().enumerate().map(|(place, (counts, mut variation_descriptor))| {
        if variation_descriptor.id.is_empty() {
            variation_descriptor.id = format!("{PREFIX}:finding-{}", place + 1);
        }
        GenomicInterpretation {
            subject_or_biosample_id: document.sample.clone(),
            interpretation_status: if counts { "CONTRIBUTORY" } else { "UNKNOWN_STATUS" },
            variant_interpretation: VariantInterpretation { variation_descriptor },
        }
    });
    interpretations.collect()
}

/// A variation that has a name alone.
fn variation(label: &str) -> VariationDescriptor {
    VariationDescriptor {
        id: String::new(),
        label: label.to_owned(),
        gene_context: None,
        expressions: Vec::new(),
        extensions: Vec::new(),
        molecule_context: "genomic",
        structural_type: None,
    }
}

fn gene(symbol: &str) -> GeneDescriptor {
    GeneDescriptor { value_id: format!("{PREFIX}:{symbol}"), symbol: symbol.to_owned() }
}

fn expression(syntax: &'static str, value: impl Into<String>) -> Expression {
    Expression { syntax, value: value.into() }
}

fn extension(name: &'static str, value: &impl ToString) -> Extension {
    Extension { name, value: value.to_string() }
}

fn small_variant(row: &VariantRow) -> VariationDescriptor {
    let coding = row.coding.as_ref().map(|change| match &row.transcript {
        Some(transcript) => format!("{transcript}:{change}"),
        None => change.clone(),
    });
    let expressions = [("hgvs.g", row.genomic.clone()), ("hgvs.c", coding), ("hgvs.p", row.protein.clone())];
    let expressions = expressions.into_iter().filter_map(|(syntax, value)| Some(expression(syntax, value?)));
    VariationDescriptor {
        id: row.vrs.clone().unwrap_or_default(),
        gene_context: Some(gene(&row.gene)),
        expressions: expressions.collect(),
        extensions: row.fraction.as_ref().map(fraction).unwrap_or_default(),
        ..variation(&row.name)
    }
}

/// A share of reads with its interval and the reads behind it.
fn fraction(share: &Fraction) -> Vec<Extension> {
    let mut told = vec![extension("allele-frequency", &share.value)];
    if let Some([low, high]) = share.interval {
        told.extend([extension("allele-frequency-95-low", &low), extension("allele-frequency-95-high", &high)]);
    }
    told.extend(share.alternate.map(|reads| extension("reads-with-allele", &reads)));
    told.extend(share.depth.map(|reads| extension("reads-that-tell", &reads)));
    told
}

fn sequence_ontology(code: &str, label: &str) -> OntologyClass {
    OntologyClass { id: format!("SO:{code}"), label: label.to_owned() }
}

fn duplication(row: &TandemRow, told: &Duplication) -> VariationDescriptor {
    let mut extensions: Vec<Extension> = told.name.iter().map(|name| extension("name", name)).collect();
    extensions.extend(told.fraction.map(|share| extension("allele-frequency", &share)));
    extensions.extend(told.allelic_ratio.map(|ratio| extension("allelic-ratio", &ratio)));
    VariationDescriptor {
        gene_context: Some(gene(&row.gene)),
        extensions,
        structural_type: Some(sequence_ontology("1000173", "tandem_duplication")),
        ..variation(&format!("{}-{}", row.gene, row.kind.short()))
    }
}

fn junction(told: &CalledFusion) -> VariationDescriptor {
    let fusion = &told.fusion;
    let mut extensions: Vec<Extension> = fusion.breakends.iter().map(|place| extension("breakend", place)).collect();
    extensions.extend(fusion.fraction.map(|share| extension("allele-frequency", &share)));
    extensions.extend(fusion.fragments.map(|count| extension("fragments", &count)));
    let places = || fusion.breakends.join(" ");
    VariationDescriptor { extensions, ..variation(&fusion.name.clone().unwrap_or_else(places)) }
}

/// A segment that differs from two copies, one of each allele.
fn segment(one: &Segment) -> Option<VariationDescriptor> {
    let structural_type = match one.kind {
        Kind::Neutral | Kind::NotAssessable => return None,
        Kind::Gain | Kind::HighGain => Some(sequence_ontology("0001742", "copy_number_gain")),
        Kind::Loss | Kind::HomozygousLoss => Some(sequence_ontology("0001743", "copy_number_loss")),
        Kind::CnLoh => None,
    };
    let mut extensions = vec![extension("kind", &Label::of(one.kind).text(English))];
    extensions.extend(one.total.map(|copies| extension("copies", &copies)));
    extensions.extend(one.minor.map(|copies| extension("copies-of-the-rarer-allele", &copies)));
    extensions.extend(one.clonal_fraction.map(|share| extension("share-of-tumour-cells", &share)));
    let label = format!("{}:{}-{}", one.contig, one.start, one.end);
    Some(VariationDescriptor { extensions, structural_type, ..variation(&label) })
}

fn karyotype(text: &str) -> VariationDescriptor {
    let expressions = vec![expression("iscn", text)];
    VariationDescriptor { expressions, ..variation(Label::KaryotypeGenomic.text(English)) }
}

fn meta_data(document: &Document, hash: &str) -> MetaData {
    let program = &document.provenance.composed_by;
    let resource = |id, name, url: &str, namespace_prefix, iri_prefix: &str| Resource {
        id,
        name,
        url: url.to_owned(),
        version: if id == PREFIX { program.clone() } else { "not stated".to_owned() },
        namespace_prefix,
        iri_prefix: iri_prefix.to_owned(),
    };
    let own = format!("{OWN}/CodeSystem/answer");
    MetaData {
        created: format!("{}T00:00:00Z", document.given()),
        created_by: program.clone(),
        resources: vec![
            resource(PREFIX, "Classes and findings of the report", OWN, PREFIX, &format!("{own}#")),
            resource(
                "sks",
                "Sundhedsvæsenets Klassifikationssystem",
                "https://medinfo.dk/sks",
                "SKS",
                "urn:oid:1.2.208.176.2.4.12.",
            ),
            resource(
                "so",
                "Sequence Ontology",
                "http://purl.obolibrary.org/obo/so.owl",
                "SO",
                "http://purl.obolibrary.org/obo/SO_",
            ),
            resource(
                "ucum",
                "Unified Code for Units of Measure",
                "http://unitsofmeasure.org",
                "UCUM",
                "http://unitsofmeasure.org/",
            ),
            resource(
                "vrs",
                "GA4GH Variation Representation Specification 2.0",
                "https://vrs.ga4gh.org",
                "ga4gh",
                "https://vrs.ga4gh.org/",
            ),
        ],
        phenopacket_schema_version: "2.0",
        external_references: vec![ExternalReference { id: format!("sha256:{hash}"), description: "report.json" }],
    }
}
