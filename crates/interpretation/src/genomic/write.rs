//! The text of a karyotype.

use super::abnormality::{Abnormality, Shape};
use super::change::expected;
use crate::karyotype::{Chromosome, Sex};

/// The number of chromosomes, the sex chromosomes that are as inherited, and the abnormalities in their order, with the share
/// of cells behind each if asked for.
pub(super) fn text(counted: &[&Abnormality], sex: Sex, sets: u8, fractions: bool) -> String {
    let more: i16 = counted.iter().map(|one| i16::from(one.chromosome_number)).sum();
    let number = 23 * i16::from(sets) + more;
    let ploidy = if sets == 2 { String::new() } else { format!("<{sets}n>") };
    let mut text = format!("{number}{ploidy},{}", sex_chromosomes(counted, sex, sets));
    for one in counted {
        let share = one.cells.filter(|_| fractions).map_or_else(String::new, |cells| format!("[{:.2}]", cells.best));
        text = format!("{text},{}{share}", one.iscn);
    }
    text
}

fn sex_chromosomes(counted: &[&Abnormality], sex: Sex, sets: u8) -> String {
    let left = |chromosome: Chromosome| {
        let away = counted.iter().filter(|one| {
            one.chromosomes.contains(&chromosome)
                && match one.shape {
                    Shape::WholeGain | Shape::ExtraDerivative => false,
                    // The other chromosome of a derivative stays as it is.
                    Shape::Derivative => one.chromosomes.first() == Some(&chromosome),
                    _ => one.chromosome_number <= 0,
                }
        });
        usize::from(expected(chromosome, sex, sets)).saturating_sub(away.count())
    };
    "X".repeat(left(Chromosome::X)) + &"Y".repeat(left(Chromosome::Y))
}
