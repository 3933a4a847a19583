//! The human assemblies, and whether a list of contigs was made against one.

use std::fmt;
use std::str::FromStr;

use crate::contig::{ContigDifference, ContigList};
use crate::position::Length;

/// A human reference assembly of the Genome Reference Consortium.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Assembly {
    /// December 2013, `GCA_000001405.15`.
    GRCh38,
    /// February 2009, `GCA_000001405.1`.
    GRCh37,
}

/// A name that is no known assembly.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a known assembly: GRCh38 (hg38) or GRCh37 is wanted")]
pub struct UnknownAssembly(pub String);

/// Chromosome, length in `GRCh38`, length in `GRCh37`, in bases (NCBI assembly reports; the mitochondrion is the
/// revised Cambridge sequence, `NC_012920.1`, in both).
const CHROMOSOMES: [(&str, u32, u32); 25] = [
    ("1", 248_956_422, 249_250_621),
    ("2", 242_193_529, 243_199_373),
    ("3", 198_295_559, 198_022_430),
    ("4", 190_214_555, 191_154_276),
    ("5", 181_538_259, 180_915_260),
    ("6", 170_805_979, 171_115_067),
    ("7", 159_345_973, 159_138_663),
    ("8", 145_138_636, 146_364_022),
    ("9", 138_394_717, 141_213_431),
    ("10", 133_797_422, 135_534_747),
    ("11", 135_086_622, 135_006_516),
    ("12", 133_275_309, 133_851_895),
    ("13", 114_364_328, 115_169_878),
    ("14", 107_043_718, 107_349_540),
    ("15", 101_991_189, 102_531_392),
    ("16", 90_338_345, 90_354_753),
    ("17", 83_257_441, 81_195_210),
    ("18", 80_373_285, 78_077_248),
    ("19", 58_617_616, 59_128_983),
    ("20", 64_444_167, 63_025_520),
    ("21", 46_709_983, 48_129_895),
    ("22", 50_818_468, 51_304_566),
    ("X", 156_040_895, 155_270_560),
    ("Y", 57_227_415, 59_373_566),
    ("MT", 16_569, 16_569),
];

impl Assembly {
    /// All known assemblies, the newest first.
    pub const ALL: [Self; 2] = [Self::GRCh38, Self::GRCh37];

    /// Its name with the consortium.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::GRCh38 => "GRCh38",
            Self::GRCh37 => "GRCh37",
        }
    }

    /// The assembly in which a chromosome has this length; `None` if it is none of 1-22, X and Y, or if neither has it. The
    /// mitochondrion is the same in both and tells nothing.
    #[must_use]
    pub fn of_chromosome(name: &str, length: Length) -> Option<Self> {
        let name = name.strip_prefix("chr").unwrap_or(name);
        let (_, grch38, grch37) = CHROMOSOMES.iter().find(|row| row.0 == name && name != "MT")?;
        match length.get() {
            bases if bases == *grch38 => Some(Self::GRCh38),
            bases if bases == *grch37 => Some(Self::GRCh37),
            _ => None,
        }
    }

    /// The first chromosome (1-22, X, Y, mitochondrion) that a list lacks or holds with another length. The names may
    /// be `1` and `MT` or, in UCSC's style, `chr1` and `chrM`. `None`: the list was made against this assembly.
    ///
    /// UCSC's hg19 is not quite `GRCh37`: its `chrM` is another sequence of 16,571 bases, and that is the difference
    /// named.
    #[must_use]
    pub fn first_difference(self, contigs: &ContigList) -> Option<ContigDifference> {
        let ucsc = contigs.find("chr1").is_some();
        CHROMOSOMES.iter().find_map(|(chromosome, grch38, grch37)| {
            let name = match (ucsc, *chromosome) {
                (true, "MT") => "chrM".to_owned(),
                (true, _) => format!("chr{chromosome}"),
                (false, _) => (*chromosome).to_owned(),
            };
            let expected = Length::new(match self {
                Self::GRCh38 => *grch38,
                Self::GRCh37 => *grch37,
            })
            .ok()?;
            match contigs.find(&name).and_then(|index| contigs.get(index)) {
                None => Some(ContigDifference::Missing { name }),
                Some(contig) if contig.length == expected => None,
                Some(contig) => Some(ContigDifference::Length { name, expected, found: contig.length }),
            }
        })
    }
}

impl fmt::Display for Assembly {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Assembly {
    type Err = UnknownAssembly;

    /// Reads the consortium's name or `hg38`. `hg19` is refused because its mitochondrion is not that of
    /// `GRCh37`.
    fn from_str(text: &str) -> Result<Self, UnknownAssembly> {
        match text {
            "GRCh38" | "hg38" => Ok(Self::GRCh38),
            "GRCh37" => Ok(Self::GRCh37),
            _ => Err(UnknownAssembly(text.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contig::{Contig, ContigName};

    fn list(prefix: &str, mitochondrion: (&str, u32), length: fn(&(&str, u32, u32)) -> u32) -> ContigList {
        let chromosomes = CHROMOSOMES[..24].iter().map(|row| (format!("{prefix}{}", row.0), length(row)));
        let all = chromosomes.chain([(mitochondrion.0.to_owned(), mitochondrion.1)]);
        let contig = |(name, length): (String, u32)| Contig {
            name: ContigName::new(&name).unwrap(),
            length: Length::new(length).unwrap(),
            md5: None,
        };
        ContigList::new(all.map(contig).collect()).unwrap()
    }

    #[test]
    fn an_assembly_is_told_by_its_lengths_in_either_style() {
        let hg38 = list("chr", ("chrM", 16_569), |row| row.1);
        assert_eq!(Assembly::GRCh38.first_difference(&hg38), None);
        let difference = Assembly::GRCh37.first_difference(&hg38).map(|difference| difference.to_string());
        assert_eq!(difference.as_deref(), Some("contig chr1 has 248956422 bases where 249250621 are expected"));
        assert_eq!(Assembly::GRCh37.first_difference(&list("", ("MT", 16_569), |row| row.2)), None);
        let missing = Assembly::GRCh38.first_difference(&list("", ("M", 16_569), |row| row.1));
        assert_eq!(missing, Some(ContigDifference::Missing { name: "MT".into() }));
    }

    #[test]
    fn one_chromosome_tells_an_assembly_and_the_mitochondrion_does_not() {
        let of = |name, bases| Assembly::of_chromosome(name, Length::new(bases).unwrap());
        assert_eq!(of("chr17", 83_257_441), Some(Assembly::GRCh38));
        assert_eq!([of("17", 81_195_210), of("chrX", 155_270_560)], [Some(Assembly::GRCh37); 2]);
        assert_eq!([of("MT", 16_569), of("17", 7_000_000), of("chrUn", 83_257_441)], [None; 3]);
    }

    #[test]
    fn hg19_is_not_taken_for_grch37() {
        let hg19 = list("chr", ("chrM", 16_571), |row| row.2);
        let difference = Assembly::GRCh37.first_difference(&hg19).map(|difference| difference.to_string());
        assert_eq!(difference.as_deref(), Some("contig chrM has 16571 bases where 16569 are expected"));
        assert!("hg19".parse::<Assembly>().is_err());
        assert!(Assembly::ALL.iter().all(|assembly| assembly.name().parse() == Ok(*assembly)));
    }
}
