//! The genome's own karyotype against the banded one, abnormality by abnormality.

use std::collections::BTreeSet;

use guideline::truth::Truth::{self, No, Unknown, Yes};
use serde::Serialize;

use super::{Abnormality, Cytogenetics};

/// How two examinations stand to each other on one abnormality.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Both found it.
    Agree,
    /// Banding found it and the genome did not: a small clone, a place where short reads do not map, or a slip.
    OnlyBanded,
    /// The genome found it and banding did not: too small for the microscope, or cells that did not divide.
    OnlyGenome,
    /// One of the two cannot say.
    NotAssessable,
}

/// One abnormality in both examinations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Compared {
    /// The abnormality.
    pub abnormality: Abnormality,
    /// What banding says.
    pub banded: Truth,
    /// What the genome says.
    pub genome: Truth,
    /// How they stand to each other.
    pub standing: Standing,
    /// Whether banding usually cannot see it, so that its silence contradicts nothing.
    pub cryptic: bool,
}

/// Compares two examinations. What both exclude is left out; the order is that of the list of abnormalities.
///
/// The numbers of abnormalities are not compared: a genome does not count metaphases.
#[must_use]
pub fn compare(banded: &Cytogenetics, genome: &Cytogenetics) -> Vec<Compared> {
    let named: BTreeSet<Abnormality> = banded.known.keys().chain(genome.known.keys()).copied().collect();
    let compared = |abnormality: Abnormality| {
        let (banded, genome) = (banded.has(abnormality), genome.has(abnormality));
        let standing = match (banded, genome) {
            (No, No) => return None,
            (Yes, Yes) => Standing::Agree,
            (Yes, No) => Standing::OnlyBanded,
            (No, Yes) => Standing::OnlyGenome,
            (Unknown, _) | (_, Unknown) => Standing::NotAssessable,
        };
        Some(Compared { abnormality, banded, genome, standing, cryptic: abnormality.is_cryptic() })
    };
    named.into_iter().filter_map(compared).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::karyotype::parse;

    #[test]
    fn each_abnormality_stands_for_itself() {
        let banded = parse("45,XY,-7,del(20)(q11)[10]", None).cytogenetics();
        let mut genome = Cytogenetics::new("genome", true);
        genome.set(Abnormality::Monosomy7, Yes);
        genome.set(Abnormality::AnyChromosome7, Yes);
        genome.set(Abnormality::T5_11, Yes);
        genome.set(Abnormality::Loss17p, Unknown);
        let standings: Vec<_> = compare(&banded, &genome).iter().map(|one| (one.abnormality, one.standing)).collect();
        assert_eq!(
            standings,
            [
                (Abnormality::T5_11, Standing::OnlyGenome),
                (Abnormality::Monosomy7, Standing::Agree),
                (Abnormality::Loss17p, Standing::NotAssessable),
                (Abnormality::Del20q, Standing::OnlyBanded),
                (Abnormality::AnyChromosome7, Standing::Agree),
            ]
        );
        assert!(compare(&banded, &genome)[0].cryptic);
    }

    #[test]
    fn a_failed_examination_contradicts_nothing() {
        let genome = parse("45,XY,-7[10]", None).cytogenetics();
        let compared = compare(&Cytogenetics::not_assessed("no metaphases"), &genome);
        assert!(compared.iter().all(|one| one.standing == Standing::NotAssessable) && !compared.is_empty());
    }
}
