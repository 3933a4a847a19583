//! Accessions of the chromosomes at RefSeq, by which HGVS names them.

use genome::assembly::Assembly;
use genome::chromosome::Chromosome;

/// Number of the accession `NC_0000nn`, version in GRCh38, version in GRCh37 (NCBI assembly reports
/// `GCF_000001405.40` and `GCF_000001405.25`).
const VERSIONS: [(u8, u8, u8); 24] = [
    (1, 11, 10),
    (2, 12, 11),
    (3, 12, 11),
    (4, 12, 11),
    (5, 10, 9),
    (6, 12, 11),
    (7, 14, 13),
    (8, 11, 10),
    (9, 12, 11),
    (10, 11, 10),
    (11, 10, 9),
    (12, 12, 11),
    (13, 11, 10),
    (14, 9, 8),
    (15, 10, 9),
    (16, 10, 9),
    (17, 11, 10),
    (18, 10, 9),
    (19, 10, 9),
    (20, 11, 10),
    (21, 9, 8),
    (22, 11, 10),
    (23, 11, 10),
    (24, 10, 9),
];

/// The mitochondrion's, the revised Cambridge sequence, in both assemblies.
const MITOCHONDRION: &str = "NC_012920.1";

/// The accession of a chromosome of an assembly.
#[must_use]
pub fn of_chromosome(assembly: Assembly, chromosome: Chromosome) -> String {
    let number = match chromosome {
        Chromosome::Autosome(number) => number,
        Chromosome::X => 23,
        Chromosome::Y => 24,
        Chromosome::Mitochondrion => return MITOCHONDRION.to_owned(),
    };
    let version = VERSIONS.iter().find(|row| row.0 == number).map_or(0, |row| match assembly {
        Assembly::GRCh38 => row.1,
        Assembly::GRCh37 => row.2,
    });
    format!("NC_{number:06}.{version}")
}

/// The chromosome and the assembly of an accession; `None` if it is none of these. The mitochondrion is of both
/// assemblies and is given for [`Assembly::GRCh38`].
#[must_use]
pub fn parse(text: &str) -> Option<(Assembly, Chromosome)> {
    if text == MITOCHONDRION {
        return Some((Assembly::GRCh38, Chromosome::Mitochondrion));
    }
    let (number, version) = text.strip_prefix("NC_0000")?.split_once('.')?;
    let (number, version): (u8, u8) = (number.parse().ok()?, version.parse().ok()?);
    let row = VERSIONS.iter().find(|row| row.0 == number)?;
    let assembly = match version {
        version if version == row.1 => Assembly::GRCh38,
        version if version == row.2 => Assembly::GRCh37,
        _ => return None,
    };
    let chromosome = match number {
        23 => Chromosome::X,
        24 => Chromosome::Y,
        number => Chromosome::Autosome(number),
    };
    Some((assembly, chromosome))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accessions_are_read_as_they_are_written() {
        for assembly in Assembly::ALL {
            for chromosome in (1..=22).map(Chromosome::Autosome).chain([Chromosome::X, Chromosome::Y]) {
                assert_eq!(parse(&of_chromosome(assembly, chromosome)), Some((assembly, chromosome)));
            }
        }
        assert_eq!(of_chromosome(Assembly::GRCh38, Chromosome::Autosome(5)), "NC_000005.10");
        for other in ["NC_000001.12", "NC_000025.1", "NT_187361.1", "chr1", "NC_000001", ""] {
            assert_eq!(parse(other), None, "{other}");
        }
    }
}
