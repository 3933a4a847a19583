//! `karyotype.json`: the karyotype that the genome adds up to.

use super::fault::Faults;
use super::json::Fields;
use super::name;

/// The karyotype that the genome adds up to.
#[derive(Debug, Clone, PartialEq)]
pub struct GenomicKaryotype {
    /// In the words of the nomenclature (ISCN).
    pub text: String,
    /// What limits it, in English.
    pub notes: Vec<String>,
}

pub(super) fn read(text: &str, faults: &mut Faults) -> Option<GenomicKaryotype> {
    let mut fields = Fields::parse(name::KARYOTYPE, text, faults)?;
    let notes = fields.optional("notes").unwrap_or_default();
    Some(GenomicKaryotype { text: fields.required("text")?, notes })
}
