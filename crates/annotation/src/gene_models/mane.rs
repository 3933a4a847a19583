//! The summary of MANE: which transcript of a gene is Select or Plus Clinical, and its name with either source.

use std::collections::HashMap;
use std::path::Path;

use hts::lines::Lines;

use super::GeneModelError;
use crate::transcript::Selection;

/// What MANE says of a transcript.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManeEntry {
    /// The accession with the version that MANE names.
    pub id: String,
    /// The accession of the other source.
    pub counterpart: String,
    /// Select or Plus Clinical.
    pub selection: Selection,
}

/// MANE's transcripts, by accession without version.
#[derive(Debug, Clone, Default)]
pub struct Mane(HashMap<String, ManeEntry>);

/// An accession without its version.
pub(super) fn unversioned(accession: &str) -> &str {
    accession.split_once('.').map_or(accession, |(accession, _)| accession)
}

impl Mane {
    /// Reads `MANE.GRCh38.v*.summary.txt`, compressed or not. Columns are found by name.
    pub fn read(path: &Path) -> Result<Self, GeneModelError> {
        let io = |source| GeneModelError::Io { path: path.to_owned(), source };
        let mut lines = Lines::open(path).map_err(io)?;
        let mut columns: Option<[usize; 3]> = None;
        let mut entries = HashMap::new();
        while lines.advance().map_err(io)? {
            let fields: Vec<&str> = lines.text().map_err(io)?.trim_start_matches('#').split('\t').collect();
            let Some([refseq, ensembl, status]) = columns else {
                let find = |name| fields.iter().position(|field| *field == name);
                let found = (find("RefSeq_nuc"), find("Ensembl_nuc"), find("MANE_status"));
                let (Some(refseq), Some(ensembl), Some(status)) = found else {
                    return Err(GeneModelError::NotMane { path: path.to_owned() });
                };
                columns = Some([refseq, ensembl, status]);
                continue;
            };
            let field = |column: usize| fields.get(column).copied().unwrap_or_default();
            let selection = match field(status) {
                "MANE Select" => Selection::ManeSelect,
                "MANE Plus Clinical" => Selection::ManePlusClinical,
                other => {
                    let fault = format!("MANE_status {other:?}: \"MANE Select\" or \"MANE Plus Clinical\" is expected");
                    let line = lines.number();
                    return Err(GeneModelError::Malformed { path: path.to_owned(), faults: vec![(line, fault)] });
                }
            };
            for (id, counterpart) in [(field(refseq), field(ensembl)), (field(ensembl), field(refseq))] {
                let entry = ManeEntry { id: id.to_owned(), counterpart: counterpart.to_owned(), selection };
                entries.insert(unversioned(id).to_owned(), entry);
            }
        }
        if columns.is_none() {
            return Err(GeneModelError::NotMane { path: path.to_owned() });
        }
        Ok(Self(entries))
    }

    /// What it says of a transcript, whichever the version.
    #[must_use]
    pub fn get(&self, accession: &str) -> Option<&ManeEntry> {
        self.0.get(unversioned(accession))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transcript_is_found_by_either_name_and_any_version() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mane.txt");
        let text = "#symbol\tRefSeq_nuc\tEnsembl_nuc\tMANE_status\nAA\tNM_1.7\tENST01.3\tMANE Select\n";
        std::fs::write(&path, text).unwrap();
        let mane = Mane::read(&path).unwrap();
        let entry = mane.get("ENST01.2").unwrap();
        assert_eq!((entry.id.as_str(), entry.counterpart.as_str()), ("ENST01.3", "NM_1.7"));
        assert_eq!(mane.get("NM_1.7").unwrap().counterpart, "ENST01.3");
        assert!(mane.get("NM_12.7").is_none());
        std::fs::write(&path, text.replace("MANE Select", "Chosen")).unwrap();
        assert!(Mane::read(&path).unwrap_err().to_string().contains("line 2: MANE_status \"Chosen\""));
        std::fs::write(&path, "a\tb\n").unwrap();
        assert!(matches!(Mane::read(&path), Err(GeneModelError::NotMane { .. })));
    }
}
