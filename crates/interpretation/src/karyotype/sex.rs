//! Sex chromosomes that are missing or too many in the sex complement and nowhere else.

use super::aberration::{Aberration, Change, Sign, Span};
use super::band::Chromosome;
use super::clone::{CellClone, SexChromosomes};
use super::{Karyotype, Sex};

impl Karyotype {
    /// The patient's sex: as told, else as the clones with two sex chromosomes show it.
    #[must_use]
    pub fn apparent_sex(&self) -> Option<Sex> {
        self.sex.or_else(|| {
            let own = || self.clones.iter().filter(|clone| !clone.donor);
            let written = own().filter_map(|clone| clone.sex_chromosomes);
            let has_y = written.clone().any(|sex| sex.y > 0)
                || own().flat_map(|clone| &clone.aberrations).any(|one| one.lost() == Some(Chromosome::Y));
            if has_y { Some(Sex::Male) } else { written.clone().any(|sex| sex.x > 1).then_some(Sex::Female) }
        })
    }
}

/// The loss that `45,X` tells without a minus, or the gain that `47,XXY` tells without a plus. Only a diploid clone without
/// `c` is read so, and not where a rearranged sex chromosome takes the free place.
pub(super) fn implied(clone: &CellClone, sex: Option<Sex>, span: Span) -> Option<Aberration> {
    let SexChromosomes { x, y, constitutional } = clone.sex_chromosomes?;
    if constitutional || clone.ploidy() != 2 || clone.donor || clone.refers_to.is_some() {
        return None;
    }
    let is_sex = |chromosome: &Chromosome| !chromosome.is_autosome();
    let explained = clone.aberrations.iter().any(|one| match &one.change {
        Change::Whole(chromosome) => one.sign == Sign::Loss && is_sex(chromosome),
        Change::Rearranged(change) => one.sign == Sign::InPlace && change.chromosomes.iter().flatten().any(is_sex),
        _ => false,
    });
    let (sign, chromosome, questionable) = match (x, y) {
        (1, 0) | (0, 1) if explained => return None,
        (1, 0) => (Sign::Loss, if sex == Some(Sex::Female) { Chromosome::X } else { Chromosome::Y }, sex.is_none()),
        (0, 1) => (Sign::Loss, Chromosome::X, false),
        (2, 1) | (3, 0) => (Sign::Gain, Chromosome::X, false),
        (1, 2) => (Sign::Gain, Chromosome::Y, false),
        _ => return None,
    };
    let change = Change::Whole(chromosome);
    Some(Aberration { span, sign, change, least: 1, most: 1, questionable, constitutional: false, cells: None })
}
