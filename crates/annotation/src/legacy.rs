//! Numbers of exons under which the literature knows a gene, where they differ from those of its transcript today.

/// Exons of a gene that have another number in the literature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LegacyExons {
    /// The symbol.
    pub gene: &'static str,
    /// Exons of the transcript for which the row holds; of another transcript nothing is known.
    pub of: usize,
    /// The exon today, from 1.
    pub exon: usize,
    /// Its number in the literature.
    pub legacy: usize,
    /// Where that is said.
    pub source: &'static str,
}

/// Every row that is known. A transcript with another number of exons has none.
pub const ROWS: &[LegacyExons] = &[LegacyExons {
    gene: "NPM1",
    of: 11,
    exon: 11,
    legacy: 12,
    source: "Falini et al., N Engl J Med 2005;352:254-266, where the last exon is exon 12; the transcript MANE Select, \
             NM_002520, has 11 exons",
}];

/// The number in the literature of an exon, counted from 1, of a transcript with so many exons.
#[must_use]
pub fn exon(gene: &str, of: usize, exon: usize) -> Option<&'static LegacyExons> {
    ROWS.iter().find(|row| row.gene == gene && row.of == of && row.exon == exon)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_exon_of_npm1_is_twelve_in_the_literature() {
        assert_eq!(exon("NPM1", 11, 11).map(|row| row.legacy), Some(12));
        assert_eq!(exon("NPM1", 12, 11), None, "another transcript is not known by these numbers");
        assert_eq!(exon("FLT3", 11, 11), None);
        assert!(ROWS.iter().all(|row| row.exon != row.legacy && row.source.len() > 20));
    }
}
