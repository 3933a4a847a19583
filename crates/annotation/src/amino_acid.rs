//! Amino acids, and the genetic codes that name them.

use std::fmt;

use genome::sequence::Base;
use serde::{Deserialize, Serialize};

/// An amino acid, the end of a protein, or one that is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AminoAcid(u8);

/// One-letter and three-letter names (IUPAC-IUB, Eur J Biochem 1984;138:9-37). `Ter` is the end of a protein and `Xaa` an
/// amino acid that is not known (HGVS Nomenclature, "Standards").
const NAMES: [(u8, &str); 23] = [
    (b'A', "Ala"),
    (b'C', "Cys"),
    (b'D', "Asp"),
    (b'E', "Glu"),
    (b'F', "Phe"),
    (b'G', "Gly"),
    (b'H', "His"),
    (b'I', "Ile"),
    (b'K', "Lys"),
    (b'L', "Leu"),
    (b'M', "Met"),
    (b'N', "Asn"),
    (b'P', "Pro"),
    (b'Q', "Gln"),
    (b'R', "Arg"),
    (b'S', "Ser"),
    (b'T', "Thr"),
    (b'U', "Sec"),
    (b'V', "Val"),
    (b'W', "Trp"),
    (b'Y', "Tyr"),
    (b'*', "Ter"),
    (b'X', "Xaa"),
];

impl AminoAcid {
    /// The end of a protein.
    pub const END: Self = Self(b'*');
    /// Methionine, with which proteins begin.
    pub const MET: Self = Self(b'M');
    /// Selenocysteine.
    pub const SEC: Self = Self(b'U');
    /// An amino acid that is not known.
    pub const UNKNOWN: Self = Self(b'X');

    /// The one-letter name.
    #[must_use]
    pub fn letter(self) -> char {
        char::from(self.0)
    }
}

/// The three-letter name.
impl fmt::Display for AminoAcid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(NAMES.iter().find(|(letter, _)| *letter == self.0).map_or("Xaa", |(_, name)| name))
    }
}

/// Which amino acids codons stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum GeneticCode {
    /// Of the nucleus: NCBI translation table 1.
    Standard,
    /// Of the mitochondrion of vertebrates: NCBI translation table 2.
    VertebrateMitochondrial,
}

/// Amino acids of the 64 codons, each base in the order T, C, A, G (NCBI, "The Genetic Codes", tables 1 and 2).
const STANDARD: &[u8; 64] = b"FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG";
const MITOCHONDRIAL: &[u8; 64] = b"FFLLSSSSYY**CCWWLLLLPPPPHHQQRRRRIIMMTTTTNNKKSS**VVVVAAAADDEEGGGG";

impl GeneticCode {
    /// The amino acid of three bases; not known if one of them is not.
    #[must_use]
    pub fn amino_acid(self, codon: [Base; 3]) -> AminoAcid {
        let table = match self {
            Self::Standard => STANDARD,
            Self::VertebrateMitochondrial => MITOCHONDRIAL,
        };
        let place = codon.iter().try_fold(0usize, |place, base| {
            let digit = match base {
                Base::T => 0,
                Base::C => 1,
                Base::A => 2,
                Base::G => 3,
                Base::N => return None,
            };
            Some(4 * place + digit)
        });
        place.and_then(|place| table.get(place)).map_or(AminoAcid::UNKNOWN, |letter| AminoAcid(*letter))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use genome::sequence::Sequence;

    fn read(code: GeneticCode, text: &str) -> String {
        let bases: Sequence = text.parse().unwrap();
        bases.as_chunks().0.iter().map(|codon| code.amino_acid(*codon).letter()).collect()
    }

    #[test]
    fn the_two_codes_differ_where_the_tables_say() {
        let codons = "ATGTGGTGATAATAGAGAAGGATAATTNCA";
        assert_eq!(read(GeneticCode::Standard, codons), "MW***RRIIX");
        assert_eq!(read(GeneticCode::VertebrateMitochondrial, codons), "MWW****MIX");
    }

    #[test]
    fn every_letter_of_the_tables_has_a_name() {
        for letter in STANDARD.iter().chain(MITOCHONDRIAL) {
            assert_ne!(AminoAcid(*letter).to_string(), "Xaa");
        }
        assert_eq!((AminoAcid::END.to_string(), AminoAcid::SEC.to_string()), ("Ter".into(), "Sec".into()));
    }
}
