//! `karyotype.json`: the karyotype that the genome adds up to.

use interpretation::language::Words;

use super::fault::Faults;
use super::json::Fields;
use super::name;

/// The karyotype that the genome adds up to.
#[derive(Debug, Clone, PartialEq)]
pub struct GenomicKaryotype {
    /// In the words of the nomenclature (ISCN).
    pub text: String,
    /// What should be known beside it.
    pub notes: Vec<Words>,
}

pub(super) fn read(text: &str, faults: &mut Faults) -> Option<GenomicKaryotype> {
    let mut fields = Fields::parse(name::KARYOTYPE, text, faults)?;
    let notes = fields.optional("notes").unwrap_or_default();
    let with_fractions = fields.optional("text_with_fractions");
    let text = fields.required("text")?;
    Some(GenomicKaryotype { text: with_fractions.unwrap_or(text), notes })
}
