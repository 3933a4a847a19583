//! The human chromosomes, by the names that contigs have.

use crate::position::{Interval, Length};

/// A chromosome of the nucleus or of the mitochondrion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Chromosome {
    /// 1 to 22.
    Autosome(u8),
    /// X.
    X,
    /// Y.
    Y,
    /// The mitochondrion's.
    Mitochondrion,
}

impl Chromosome {
    /// The chromosome of a contig's name, `1` or, in UCSC's style, `chr1`; `None` for every other sequence: unplaced ones,
    /// alternate loci, decoys, viruses.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        match name.strip_prefix("chr").unwrap_or(name) {
            "X" => Some(Self::X),
            "Y" => Some(Self::Y),
            "M" | "MT" => Some(Self::Mitochondrion),
            number if !number.starts_with(['0', '+']) => {
                number.parse().ok().filter(|number| (1..=22).contains(number)).map(Self::Autosome)
            }
            _ => None,
        }
    }

    /// The pseudoautosomal regions, in which X and Y are alike and men have two copies; `None` for other chromosomes, and
    /// where the length is neither that of `GRCh38` nor that of `GRCh37`.
    ///
    /// Source: Genome Reference Consortium, human genome overview (ncbi.nlm.nih.gov/grc/human), regions PAR#1 and PAR#2.
    #[must_use]
    pub fn pseudoautosomal(self, length: Length) -> Option<[Interval; 2]> {
        let [first, second] = match (self, length.get()) {
            (Self::X, 156_040_895) => [(10_001, 2_781_479), (155_701_383, 156_030_895)],
            (Self::Y, 57_227_415) => [(10_001, 2_781_479), (56_887_903, 57_217_415)],
            (Self::X, 155_270_560) => [(60_001, 2_699_520), (154_931_044, 155_260_560)],
            (Self::Y, 59_373_566) => [(10_001, 2_649_520), (59_034_050, 59_363_566)],
            _ => return None,
        };
        let interval = |(start, end): (u32, u32)| Interval::from_half_open(start - 1, end).ok();
        Some([interval(first)?, interval(second)?])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_either_style_are_known_and_others_are_not() {
        assert_eq!(["7", "chr7"].map(Chromosome::of_name), [Some(Chromosome::Autosome(7)); 2]);
        assert_eq!(["X", "chrY"].map(Chromosome::of_name), [Some(Chromosome::X), Some(Chromosome::Y)]);
        assert_eq!(["MT", "chrM"].map(Chromosome::of_name), [Some(Chromosome::Mitochondrion); 2]);
        for other in
            ["chr23", "chr0", "chr01", "+1", "chrUn_KI270302v1", "chrX_KI270880v1_alt", "chrEBV", "", "HLA-A*01"]
        {
            assert_eq!(Chromosome::of_name(other), None, "{other}");
        }
    }

    #[test]
    fn pseudoautosomal_regions_belong_to_an_assembly() {
        let length = |bases| Length::new(bases).unwrap();
        let [first, second] = Chromosome::X.pseudoautosomal(length(156_040_895)).unwrap();
        assert_eq!((first.to_half_open(), second.length().get()), ((10_000, 2_781_479), 329_513));
        // The regions of X and Y are alike, so they are as long as each other.
        for (x, y) in [(156_040_895, 57_227_415), (155_270_560, 59_373_566)] {
            let x = Chromosome::X.pseudoautosomal(length(x)).unwrap();
            let y = Chromosome::Y.pseudoautosomal(length(y)).unwrap();
            assert_eq!(x.map(Interval::length), y.map(Interval::length));
        }
        assert_eq!(Chromosome::X.pseudoautosomal(length(1000)), None);
        assert_eq!(Chromosome::Autosome(1).pseudoautosomal(length(156_040_895)), None);
    }
}
