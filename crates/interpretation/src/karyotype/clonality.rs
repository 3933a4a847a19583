//! Which abnormalities are clonal, over all clones.
//!
//! METHOD: a clone is shown by a gain or a structural abnormality in at least two cells, or a loss in at least three. The
//! cells of all clones that carry the abnormality are added. Without a cell count the laboratory's word is taken: a clone
//! that is written is a clone.

use super::aberration::{Aberration, Change, Sign};
use super::clone::Reference;
use super::{Karyotype, Reading};

/// The fewest cells that show a gain or a structural abnormality.
pub const LEAST_CELLS: u32 = 2;

/// The fewest cells that show the loss of a chromosome.
pub const LEAST_CELLS_OF_LOSS: u32 = 3;

/// An abnormality over all clones of a karyotype.
#[derive(Debug, Clone)]
pub struct Found<'k> {
    /// As it is written the first time.
    pub aberration: &'k Aberration,
    /// Where it occurs: clone, cells, and copies as bounds.
    pub occurrences: Vec<Occurrence>,
}

/// An abnormality in one clone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Occurrence {
    /// The place of the clone in [`Karyotype::clones`].
    pub clone: usize,
    /// The cells that carry it, if they were counted.
    pub cells: Option<u32>,
    /// At least so many copies.
    pub least: u32,
    /// At most so many copies.
    pub most: u32,
}

impl Found<'_> {
    /// The cells that carry it, if all were counted.
    #[must_use]
    pub fn cells(&self) -> Option<u32> {
        self.occurrences.iter().try_fold(0_u32, |sum, one| Some(sum.saturating_add(one.cells?)))
    }

    /// Whether it is clonal.
    #[must_use]
    pub fn is_clonal(&self) -> bool {
        self.shown(|_| true)
    }

    /// Whether the occurrences of a kind show a clone by themselves.
    fn shown(&self, which: impl Fn(&Occurrence) -> bool) -> bool {
        let least = if self.aberration.lost().is_some() { LEAST_CELLS_OF_LOSS } else { LEAST_CELLS };
        let mut of_kind = self.occurrences.iter().filter(|one| which(one)).peekable();
        of_kind.peek().is_some()
            && of_kind.try_fold(0_u32, |sum, one| Some(sum.saturating_add(one.cells?))).is_none_or(|sum| sum >= least)
    }

    /// The clonal copies, as bounds: a fourth chromosome 8 in enough cells is a second gain.
    #[must_use]
    pub fn copies(&self) -> (u32, u32) {
        let clonal = |copies: fn(&Occurrence) -> u32| {
            let levels = self.occurrences.iter().map(copies);
            levels.filter(|level| self.shown(|one| copies(one) >= *level)).max().unwrap_or(1)
        };
        (clonal(|one| one.least), clonal(|one| one.most))
    }

    /// The clones in which it occurs.
    pub fn clones(&self) -> impl Iterator<Item = usize> {
        self.occurrences.iter().map(|one| one.clone)
    }
}

impl Karyotype {
    /// The acquired abnormalities over all clones of the patient, in the order written. Inherited ones and variants of
    /// healthy people are left out.
    #[must_use]
    pub fn found(&self, reading: Option<Reading>) -> Vec<Found<'_>> {
        let mut found: Vec<Found<'_>> = Vec::new();
        for (clone, own) in self.clones.iter().enumerate().filter(|(_, clone)| !clone.donor) {
            let mut here: Vec<Found<'_>> = Vec::new();
            let implied = self.implied.iter().filter(|(of, _)| *of == clone).map(|(_, one)| one);
            for aberration in self.expanded(clone).into_iter().chain(implied) {
                if self.is_left_out(aberration, reading) {
                    continue;
                }
                let of_own = own.aberrations.iter().any(|one| std::ptr::eq(one, aberration));
                let cells = aberration.cells.filter(|_| of_own).or(own.cells);
                let (least, most) = (aberration.least, aberration.most);
                match here.iter_mut().find(|known| known.aberration.same(aberration)) {
                    Some(known) => {
                        for occurrence in &mut known.occurrences {
                            occurrence.least = occurrence.least.saturating_add(least);
                            occurrence.most = occurrence.most.saturating_add(most);
                        }
                    }
                    None => {
                        let occurrences = vec![Occurrence { clone, cells, least, most }];
                        here.push(Found { aberration, occurrences });
                    }
                }
            }
            for one in here {
                match found.iter_mut().find(|known| known.aberration.same(one.aberration)) {
                    Some(known) => known.occurrences.extend(one.occurrences),
                    None => found.push(one),
                }
            }
        }
        found
    }

    fn is_left_out(&self, aberration: &Aberration, reading: Option<Reading>) -> bool {
        aberration.constitutional
            || aberration.change == Change::Heteromorphism
            || reading.is_some_and(|reading| reading.leaves_out(self, aberration))
            || (aberration.sign == Sign::Loss && aberration.is_structural())
    }

    /// The abnormalities of a clone with those of the clone it refers to. What the clone has lost or regained is taken away.
    fn expanded(&self, clone: usize) -> Vec<&Aberration> {
        let own = &self.clones[clone];
        let Some(base) = self.base(clone) else { return own.aberrations.iter().collect() };
        let mut all = self.expanded(base);
        for aberration in &own.aberrations {
            let undone = all.iter().position(|known| match (&known.change, &aberration.change) {
                (Change::Whole(a), Change::Whole(b)) => {
                    a == b && known.sign != aberration.sign && known.least == 1 && aberration.least == 1
                }
                (Change::Rearranged(a), Change::Rearranged(b)) if aberration.sign == Sign::Loss => {
                    a.kind == b.kind && a.chromosomes == b.chromosomes
                }
                (a, b) => aberration.sign == Sign::Loss && a == b && aberration.is_structural(),
            });
            match undone {
                Some(place) => {
                    all.remove(place);
                }
                None => all.push(aberration),
            }
        }
        all
    }

    /// The clone to which a clone refers: always an earlier one, or one that refers to none.
    fn base(&self, clone: usize) -> Option<usize> {
        let own = || self.clones.iter().enumerate().filter(|(_, one)| !one.donor);
        let stem = || {
            let abnormal =
                |(_, one): &(usize, &super::CellClone)| !one.aberrations.is_empty() && one.refers_to.is_none();
            let earlier = own().filter(|(place, _)| *place < clone).find(abnormal);
            earlier.or_else(|| own().find(abnormal)).map(|(place, _)| place)
        };
        match self.clones[clone].refers_to? {
            Reference::Stemline => stem(),
            Reference::Sideline(number) => {
                let mut lines = own().filter(|(place, one)| *place < clone && one.refers_to.is_some());
                let number = usize::try_from(number).ok()?.checked_sub(1)?;
                lines.nth(number).map(|(place, _)| place).or_else(stem)
            }
        }
    }
}
