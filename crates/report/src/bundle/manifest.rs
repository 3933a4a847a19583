//! `calls/manifest.json`: what was called from what, by which program.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::fault::Faults;
use super::json::Fields;
use super::name;

/// What was called from what.
#[derive(Debug, Clone, PartialEq)]
pub struct Manifest {
    /// The program and its version.
    pub program: String,
    /// The specimens whose reads were called.
    pub specimens: Vec<Specimen>,
    /// The file of the reference.
    pub reference: Option<String>,
    /// SHA-256 of the names, lengths and checksums of its contigs.
    pub reference_sha256: Option<String>,
    /// Which regions were asked for.
    pub regions: Option<String>,
    /// Other files that went in, with their checksums.
    pub inputs: BTreeMap<String, String>,
    /// What the caller says it does not call, in English.
    pub not_called: Vec<String>,
}

/// The reads of one specimen.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Specimen {
    /// `tumour` or `normal`.
    pub role: String,
    /// Its read-group sample.
    pub sample: String,
    /// The file.
    pub file: String,
    /// SHA-256 of its header.
    pub header_sha256: Option<String>,
}

#[derive(Deserialize)]
struct Reference {
    file: Option<String>,
    contigs_sha256: Option<String>,
}

#[derive(Deserialize)]
struct Input {
    file: Option<String>,
    sha256: Option<String>,
}

pub(super) fn read(text: &str, faults: &mut Faults) -> Option<Manifest> {
    let mut fields = Fields::parse(name::MANIFEST, text, faults)?;
    let program = fields.required("program");
    let specimens = fields.required("specimens");
    let reference: Option<Reference> = fields.optional("reference");
    let regions: Option<Value> = fields.optional("regions");
    let inputs: BTreeMap<String, Input> = fields.optional("inputs").unwrap_or_default();
    let inputs = inputs.into_iter().map(|(option, input)| {
        let (file, sha256) = (input.file.unwrap_or_default(), input.sha256.unwrap_or_default());
        (format!("{option} {file}").trim().to_owned(), sha256)
    });
    let (inputs, not_called) = (inputs.collect(), fields.optional("not_called").unwrap_or_default());
    let (reference, reference_sha256) = reference.map_or((None, None), |told| (told.file, told.contigs_sha256));
    let regions = regions.map(|regions| regions.as_str().map_or_else(|| regions.to_string(), str::to_owned));
    Some(Manifest {
        program: program?,
        specimens: specimens?,
        reference,
        reference_sha256,
        regions,
        inputs,
        not_called,
    })
}
