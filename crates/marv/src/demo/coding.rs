//! Coding sequences: made up, but for the codons at which mutations recur.

use genome::sequence::Base;
use simulation::random::Random;

/// A recurrent substitution: the codon on GRCh38 and the one that it becomes.
#[derive(Debug, Clone, Copy)]
pub struct HotSpot {
    /// The symbol.
    pub gene: &'static str,
    /// The residue, on the transcript of MANE Select.
    pub residue: usize,
    /// Its codon.
    pub codon: &'static str,
    /// The codon that it becomes.
    pub becomes: &'static str,
}

const fn hot_spot(gene: &'static str, residue: usize, codon: &'static str, becomes: &'static str) -> HotSpot {
    HotSpot { gene, residue, codon, becomes }
}

/// Recurrent substitutions of myeloid neoplasms. Residues and changes: `knowledge/genes/hotspots.tsv`; codons: those of the
/// published coding changes, such as `c.2645G>A`.
pub const HOT_SPOTS: &[HotSpot] = &[
    hot_spot("NRAS", 12, "GGT", "GAT"),
    hot_spot("NRAS", 13, "GGT", "GAT"),
    hot_spot("NRAS", 61, "CAA", "CGA"),
    hot_spot("DNMT3A", 882, "CGC", "CAC"),
    hot_spot("DNMT3A", 882, "CGC", "TGC"),
    hot_spot("SF3B1", 700, "AAA", "GAA"),
    hot_spot("IDH1", 132, "CGT", "CAT"),
    hot_spot("IDH1", 132, "CGT", "TGT"),
    hot_spot("KIT", 816, "GAC", "GTC"),
    hot_spot("WT1", 462, "CGG", "TGG"),
    hot_spot("KRAS", 12, "GGT", "GAT"),
    hot_spot("KRAS", 13, "GGC", "GAC"),
    hot_spot("PTPN11", 76, "GAG", "AAG"),
    hot_spot("FLT3", 835, "GAT", "TAT"),
    hot_spot("IDH2", 140, "CGG", "CAG"),
    hot_spot("IDH2", 172, "AGG", "AAG"),
    hot_spot("TP53", 175, "CGC", "CAC"),
    hot_spot("TP53", 248, "CGG", "CAG"),
    hot_spot("TP53", 273, "CGT", "CAT"),
    hot_spot("SRSF2", 95, "CCC", "CAC"),
    hot_spot("U2AF1", 34, "TCT", "TTT"),
    hot_spot("U2AF1", 157, "CAG", "CCG"),
];

/// The residue of NPM1 before which type A inserts, and what it inserts behind the first base of its codon: the first four
/// bases stand twice then, `c.860_863dup` (Falini et al., N Engl J Med 2005;352:254-266).
pub const NPM1_RESIDUE: usize = 288;
/// The four bases that type A doubles.
pub const NPM1_DOUBLED: &str = "TCTG";

/// The residues of the juxtamembrane domain that the tandem duplication of FLT3 doubles: 19 codons, 57 bases, within exon 14.
pub const FLT3_DOUBLED: std::ops::RangeInclusive<usize> = 594..=612;

/// Stretches of which each residue is kept. Those of NPM1 have the codons of GRCh38, because the reading frame that the
/// insertion opens must end where it does; those of FLT3 (583 to 617) have other codons for the same residues.
const KEPT: &[(&str, usize, &str)] = &[
    ("NPM1", 286, "GATCTCTGGCAGTGGAGGAAGTCTCTTTAA"),
    (
        "FLT3",
        583,
        "GGAAGCTCTGATAATGAGTACTTCTATGTGGACTTTCGCGAATATGAGTACGACCTGAAGTGGGAATTCCCAAGGGAGAACCTCGAATTTGGGAAAGTCCTTGGC",
    ),
];

/// What follows the stop codon of NPM1 and is translated in the frame that the insertion opens, up to its stop codon.
const BEHIND_NPM1: &str = "GAAAATAG";

/// The bases of a text of A, C, G and T.
pub fn bases(text: &str) -> Vec<Base> {
    let base = |letter| Base::from_iupac(letter, genome::sequence::Ambiguity::Refuse);
    text.bytes().filter_map(base).collect()
}

/// A coding sequence of so many bases, from start to stop codon.
///
/// METHOD: each codon is one of the 61 that code for an amino acid, with equal chance; then what is kept is written over.
pub fn coding_sequence(gene: &str, length: usize, random: &mut Random) -> Vec<Base> {
    let mut coding = bases("ATG");
    while coding.len() + 3 < length {
        let codon = [random.base(), random.base(), random.base()];
        if ![[Base::T, Base::A, Base::A], [Base::T, Base::A, Base::G], [Base::T, Base::G, Base::A]].contains(&codon) {
            coding.extend(codon);
        }
    }
    coding.extend(bases("TAA"));
    let kept = KEPT.iter().copied();
    let hot_spots = HOT_SPOTS.iter().map(|spot| (spot.gene, spot.residue, spot.codon));
    for (_, residue, codons) in kept.chain(hot_spots).filter(|(of, ..)| *of == gene) {
        let codons = bases(codons);
        let start = 3 * (residue - 1);
        if let Some(place) = coding.get_mut(start..start + codons.len()) {
            place.copy_from_slice(&codons);
        }
    }
    coding
}

/// What is kept behind the stop codon.
pub fn behind_stop(gene: &str) -> Vec<Base> {
    if gene == "NPM1" { bases(BEHIND_NPM1) } else { Vec::new() }
}
