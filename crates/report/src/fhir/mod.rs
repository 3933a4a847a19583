//! The report as a FHIR R4 (4.0.1) bundle, by HL7 Genomics Reporting STU3 and DK Core (docs/fhir.md).
//!
//! It says what the [`Document`] says and nothing else: a value that is not in the document is not in the bundle, and where the
//! standard asks for one that nobody stated, the bundle says so (a data-absent reason) or does not claim the profile.
//!
//! The bundle is a *collection*: a *document* needs a Composition and an instant, and no clock is read here. Its anchor is the
//! `DiagnosticReport`, its first entry.

mod answer;
mod code;
mod element;
mod evidence;
mod finding;
mod observation;
mod person;
mod structure;
mod study;
mod summary;

use interpretation::language::Language;
use serde_json::{Value, json};

pub use code::OWN;

use crate::document::Document;

/// A form of the report that is attached.
#[derive(Debug, Clone, Copy)]
pub struct Form<'d> {
    /// Its language.
    pub language: Language,
    /// Its type, such as `application/pdf`.
    pub content_type: &'static str,
    /// The file itself.
    pub bytes: &'d [u8],
}

impl<'d> Form<'d> {
    /// By the name under which the report is written, such as `report.da.pdf`; `None` if it is no form for people.
    #[must_use]
    pub fn named(name: &str, bytes: &'d [u8]) -> Option<Self> {
        let mut parts = name.rsplit('.');
        let content_type = match parts.next()? {
            "pdf" => "application/pdf",
            "html" => "text/html",
            _ => return None,
        };
        let language = match parts.next()? {
            "da" => Language::Danish,
            "en" => Language::English,
            _ => return None,
        };
        Some(Self { language, content_type, bytes })
    }
}

/// The bundle of a document: `hash` is the checksum of the document's data, from which every id is made. Of the forms, the PDFs
/// are attached; where there is none, the pages.
#[must_use]
pub fn bundle(document: &Document, hash: &str, forms: &[Form<'_>]) -> Value {
    let mut writer = Writer {
        document,
        hash,
        entries: Vec::new(),
        results: Vec::new(),
        without_result: Vec::new(),
        findings: Vec::new(),
    };
    writer.people();
    writer.study();
    writer.small_variants();
    writer.structure();
    writer.answers();
    writer.evidence();
    let report = writer.report(forms);
    let mut entries = vec![report];
    entries.append(&mut writer.entries);
    let bundle = json!({
        "resourceType": "Bundle",
        "id": uuid(hash, "Bundle"),
        "identifier": { "system": code::own_identifier("report-sha256"), "value": hash },
        "type": "collection",
        "entry": entries,
    });
    element::pruned(bundle).unwrap_or_default()
}

/// What a bundle is written with.
struct Writer<'d> {
    document: &'d Document,
    hash: &'d str,
    entries: Vec<Value>,
    /// References to every observation, in order.
    results: Vec<Value>,
    /// An extension for every section that has no result.
    without_result: Vec<Value>,
    /// Findings that count, by the name under which a fact says them, and their references.
    findings: Vec<(String, String)>,
}

impl Writer<'_> {
    /// The reference to a resource of this bundle.
    fn reference(&self, kind: &str, key: &str) -> String {
        format!("urn:uuid:{}", uuid(self.hash, &format!("{kind}/{key}")))
    }

    /// Adds a resource and gives its reference.
    fn add(&mut self, key: &str, resource: Value) -> String {
        let entry = self.entry(key, resource);
        let reference = entry["fullUrl"].as_str().unwrap_or_default().to_owned();
        self.entries.push(entry);
        reference
    }

    fn entry(&self, key: &str, mut resource: Value) -> Value {
        let kind = resource["resourceType"].as_str().unwrap_or_default().to_owned();
        let id = uuid(self.hash, &format!("{kind}/{key}"));
        resource["id"] = json!(id);
        json!({ "fullUrl": format!("urn:uuid:{id}"), "resource": resource })
    }

    /// A draft is preliminary, a signed report final, and a later version of one amended.
    fn status(&self) -> &'static str {
        match (self.document.is_signed(), self.document.version.number) {
            (false, _) => "preliminary",
            (true, 0 | 1) => "final",
            (true, _) => "amended",
        }
    }
}

/// METHOD: a name-based UUID with SHA-256, version 8 (RFC 9562, section 5.8 and appendix B.2): the same document gives the same
/// ids, and another document or another version gives others.
pub(crate) fn uuid(hash: &str, name: &str) -> String {
    let digest = crate::bundle::sha256(format!("{}\n{hash}\n{name}", code::OWN).as_bytes());
    let part = |from: usize, to: usize| digest.get(from..to).unwrap_or_default();
    let variant = match u8::from_str_radix(part(16, 17), 16).unwrap_or_default() & 3 {
        0 => '8',
        1 => '9',
        2 => 'a',
        _ => 'b',
    };
    format!("{}-{}-8{}-{variant}{}-{}", part(0, 8), part(8, 12), part(13, 16), part(17, 20), part(20, 32))
}

#[cfg(test)]
mod tests {
    use super::uuid;

    #[test]
    fn an_id_is_a_uuid_of_version_eight_and_depends_on_document_and_name() {
        let id = uuid("aa", "Patient/");
        let parts: Vec<&str> = id.split('-').collect();
        assert_eq!(parts.iter().map(|part| part.len()).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
        assert!(parts[2].starts_with('8') && parts[3].starts_with(['8', '9', 'a', 'b']), "{id}");
        assert_eq!(id, uuid("aa", "Patient/"));
        assert_ne!(id, uuid("ab", "Patient/"));
        assert_ne!(id, uuid("aa", "Bundle"));
    }
}
