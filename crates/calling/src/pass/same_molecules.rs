//! Whether several candidates are one event: shown by the same molecules at one place.
//!
//! METHOD: a longer change can be written in several ways, and an aligner writes it in one way in one read and in another in the
//! next: as one gap, as two, as a gap and a substitution. Each way is a candidate, and all are shown by the same fragments. The
//! candidate that explains its fragments best is kept, and the others say that they are told by it.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use genome::variant::Variant;

use super::evidence::Told;
use super::neighbours::{Evaluated, is_substitution};

/// Bases between two changes of one event.
const NEAR: u32 = 10;

/// Least fragments that show both, and their least share (per cent) of those that show the less frequent one.
const LEAST_SHARED: usize = 2;
const SHARED_PER_CENT: usize = 80;

/// The fragments that show a candidate, by specimen and name, with what it explains of each.
#[derive(Debug, Clone, Default)]
pub(super) struct Molecules(BTreeMap<(usize, u64), f64>);

impl Molecules {
    pub(super) fn of(tumours: &[Told]) -> Self {
        let each = tumours.iter().enumerate();
        Self(each.flat_map(|(at, told)| told.shown_by.iter().map(move |(name, ln)| ((at, *name), *ln))).collect())
    }

    pub(super) fn shared_with(&self, other: &Self) -> Vec<(usize, u64)> {
        self.0.keys().filter(|name| other.0.contains_key(name)).copied().collect()
    }

    /// Whether nearly all of the fewer are among the others.
    pub(super) fn are(&self, other: &Self) -> bool {
        let (shared, fewer) = (self.shared_with(other).len(), self.0.len().min(other.0.len()));
        shared >= LEAST_SHARED && shared * 100 >= fewer * SHARED_PER_CENT
    }

    /// What is explained of some of them.
    pub(super) fn explained(&self, names: &[(usize, u64)]) -> f64 {
        names.iter().filter_map(|name| self.0.get(name)).sum()
    }

    fn all_explained(&self) -> f64 {
        self.0.values().sum()
    }
}

/// Whether two changes lie at one place and may be ways of writing one. Two substitutions are not, however near: a molecule may
/// hold both.
fn may_be_one(one: &Variant, other: &Variant) -> bool {
    let (left, right) = (one.interval(), other.interval());
    let reaches = |from: u32, to: u32| from <= to.saturating_add(NEAR);
    one.contig() == other.contig()
        && !(is_substitution(one) && is_substitution(other))
        && reaches(left.start().get(), right.end().get())
        && reaches(right.start().get(), left.end().get())
}

/// For each candidate the one that tells the same event best; `None` if it is that itself. `candidates` are in genome order.
#[must_use]
pub fn told_by(candidates: &[Evaluated], tumours: usize) -> Vec<Option<Variant>> {
    let molecules = |(_, samples): &Evaluated| Molecules::of(&samples[..tumours.min(samples.len())]);
    let best_of = |candidate: &Evaluated| {
        let others = candidates.iter().filter(|other| other.0 != candidate.0 && may_be_one(&other.0, &candidate.0));
        let others: Vec<(&Variant, Molecules)> = others.map(|other| (&other.0, molecules(other))).collect();
        if others.is_empty() {
            return None;
        }
        let own = molecules(candidate);
        let rank = |variant: &'_ Variant, molecules: &Molecules| (molecules.all_explained(), Reverse(variant.clone()));
        let mut best = (rank(&candidate.0, &own), None);
        for (variant, theirs) in &others {
            let rank = rank(variant, theirs);
            if own.are(theirs) && rank > best.0 {
                best = (rank, Some((*variant).clone()));
            }
        }
        best.1
    };
    candidates.iter().map(best_of).collect()
}

#[cfg(test)]
mod tests {
    use genome::contig::ContigIndex;
    use genome::position::{Length, Position};
    use genome::reference::ReferenceWindow;
    use genome::sequence::Sequence;

    use super::*;
    use crate::model::evidence::SiteEvidence;

    fn candidate(at: u32, deleted: &str, inserted: &str, names: std::ops::Range<u64>, each: f64) -> Evaluated {
        let reference: Sequence = "ACGGTTACCATGCATTGCAACGTGTACCAGGTTCAATGCC".parse().unwrap();
        let contig = ContigIndex::new(0).unwrap();
        let window =
            ReferenceWindow::new(contig, Length::new(40).unwrap(), Position::new(1).unwrap(), &reference).unwrap();
        let of = |text: &str| text.parse::<Sequence>().map(|bases| bases.to_vec()).unwrap_or_default();
        let variant = Variant::new(contig, Position::new(at).unwrap(), &of(deleted), &of(inserted), &window).unwrap();
        (variant, vec![Told { site: SiteEvidence::default(), shown_by: names.map(|name| (name, each)).collect() }])
    }

    /// As on chr6 of HCC1395: bases are lost, some are kept, one more is lost, and the whole is one change.
    #[test]
    fn the_pieces_of_a_change_are_told_by_the_whole() {
        let whole = candidate(9, "CATGCATTG", "AT", 0..20, 60.0);
        let pieces = [candidate(8, "CCAT", "C", 0..20, 40.0), candidate(16, "TG", "T", 2..14, 20.0)];
        let all = [pieces[0].clone(), whole.clone(), pieces[1].clone()];
        assert_eq!(told_by(&all, 1), [Some(whole.0.clone()), None, Some(whole.0.clone())]);
        // Other molecules, another place, or two substitutions: as many events.
        let apart = [candidate(8, "CCAT", "C", 0..20, 40.0), candidate(16, "TG", "T", 18..40, 20.0)];
        let far = [candidate(2, "CG", "C", 0..20, 40.0), candidate(16, "TG", "T", 0..20, 20.0)];
        let substitutions = [candidate(9, "C", "T", 0..20, 9.0), candidate(12, "G", "A", 0..20, 10.0)];
        for events in [apart, far, substitutions] {
            assert_eq!(told_by(&events, 1), [None, None], "{events:?}");
        }
    }
}
