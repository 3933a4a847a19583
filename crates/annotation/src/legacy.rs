//! Other numbers of the same exon or residue, under which the literature or another transcript knows it.

use std::fmt;

/// What is numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Numbered {
    /// An exon, from 1, of a transcript with so many.
    Exon { of: usize, exon: usize, other: u32 },
    /// Residues from one on, of a protein with so many, have numbers that are so many higher, or lower.
    Residues { of: u32, from: u32, higher: i32 },
}

#[derive(Debug, Clone, Copy)]
struct Row {
    gene: &'static str,
    numbered: Numbered,
    used_by: &'static str,
    source: &'static str,
}

/// Every row that is known. A transcript of another length has none.
const ROWS: &[Row] = &[
    Row {
        gene: "NPM1",
        numbered: Numbered::Exon { of: 11, exon: 11, other: 12 },
        used_by: "the literature",
        source: "Falini et al., N Engl J Med 2005;352:254-266: the last exon is exon 12; NM_002520, MANE Select, has 11",
    },
    Row {
        gene: "MYD88",
        numbered: Numbered::Residues { of: 296, from: 1, higher: 13 },
        used_by: "the literature",
        source: "Ngo et al., Nature 2011;470:115-119: L265P, of a protein with 13 more residues at its start than that of \
                 NM_002468.5, MANE Select",
    },
    Row {
        gene: "MYD88",
        numbered: Numbered::Residues { of: 296, from: 216, higher: 21 },
        used_by: "NM_001172567",
        source: "RefSeq: a further 8 residues of a longer exon 3; L273P",
    },
    Row {
        gene: "RUNX1",
        numbered: Numbered::Residues { of: 480, from: 33, higher: -27 },
        used_by: "NM_001001890",
        source: "RefSeq: another first exon, RUNX1b of 453 residues, by which the table of TCGA (N Engl J Med \
                 2013;368:2059-2074) numbers; R174 for R201",
    },
    Row {
        gene: "WT1",
        numbered: Numbered::Residues { of: 522, from: 300, higher: -5 },
        used_by: "the literature",
        source: "the table of Papaemmanuil et al., N Engl J Med 2016;374:2209-2221, which numbers a protein of 517 residues; \
                 R458* for R463*",
    },
    Row {
        gene: "CD79B",
        numbered: Numbered::Residues { of: 229, from: 24, higher: 1 },
        used_by: "NM_001039933",
        source: "RefSeq: a further residue of a longer exon 2; Y197 for Y196 (oncokb/oncokb issue 1439)",
    },
    Row {
        gene: "GNAS",
        numbered: Numbered::Residues { of: 394, from: 47, higher: 643 },
        used_by: "NM_080425",
        source: "RefSeq: another first exon, the protein XLas; R844 for R201",
    },
];

/// Another number of an exon or residue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OtherNumber {
    /// Whether it is an exon; else a residue.
    pub is_exon: bool,
    /// The number.
    pub number: u32,
    /// Who uses it: the literature, or another transcript.
    pub used_by: &'static str,
    /// Where that is said.
    pub source: &'static str,
}

/// `exon 12 (the literature)`.
impl fmt::Display for OtherNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = if self.is_exon { "exon" } else { "residue" };
        write!(f, "{what} {} ({})", self.number, self.used_by)
    }
}

/// Other numbers of an exon and of a residue; each is given as number from 1 and how many there are.
#[must_use]
pub fn other_numbers(gene: &str, exon: Option<(usize, usize)>, residue: Option<(u32, u32)>) -> Vec<OtherNumber> {
    let number = |row: &Row| match row.numbered {
        Numbered::Exon { of, exon: number, other } => (exon == Some((number, of))).then_some((true, other)),
        Numbered::Residues { of, from, higher } => {
            let (number, all) = residue?;
            let other = number.checked_add_signed(higher).filter(|_| all == of && number >= from);
            other.map(|other| (false, other))
        }
    };
    let rows = ROWS.iter().filter(|row| row.gene == gene);
    rows.filter_map(|row| {
        number(row).map(|(is_exon, number)| OtherNumber { is_exon, number, used_by: row.used_by, source: row.source })
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(gene: &str, exon: Option<(usize, usize)>, residue: Option<(u32, u32)>) -> Vec<String> {
        other_numbers(gene, exon, residue).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_numbers_of_the_literature_are_told() {
        assert_eq!(told("NPM1", Some((11, 11)), Some((288, 294))), ["exon 12 (the literature)"]);
        assert_eq!(
            told("MYD88", Some((5, 5)), Some((252, 296))),
            ["residue 265 (the literature)", "residue 273 (NM_001172567)"]
        );
        assert_eq!(told("CD79B", None, Some((196, 229))), ["residue 197 (NM_001039933)"]);
        assert_eq!(told("RUNX1", None, Some((201, 480))), ["residue 174 (NM_001001890)"]);
        assert_eq!(told("WT1", None, Some((463, 522))), ["residue 458 (the literature)"]);
        assert_eq!(told("GNAS", None, Some((201, 394))), ["residue 844 (NM_080425)"]);
    }

    #[test]
    fn another_transcript_has_no_other_numbers() {
        assert!(told("NPM1", Some((11, 12)), None).is_empty());
        assert!(told("MYD88", None, Some((265, 309))).is_empty());
        assert!(told("CD79B", None, Some((20, 229))).is_empty());
        assert!(ROWS.iter().all(|row| row.source.len() > 20));
    }
}
