//! From an edge of the breakend graph to a junction's place.

use genome::breakend::{Breakend, BreakendAllele, Junction, Orientation};
use genome::position::Position;
use genome::sequence::{Base, Sequence};

use crate::pass::structure::claim::{EXACT, REACH};
use crate::pass::structure::{Breakpoint, Edge, Side};

/// One end of a junction with how far it may lie elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct End {
    /// The most probable place.
    pub breakend: Breakend,
    /// How many bases left (0 or below) and right of it the break may lie.
    pub uncertainty: (i32, i32),
    /// The reference's base there; `N` if the place is not known to the base.
    pub reference: Base,
    /// The greatest mapping quality; `None` if no record states it.
    pub mapping_quality: Option<u8>,
}

/// Where what is joined, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JunctionPlace {
    /// The end that comes first in the genome, and the other; `None` of a single breakend.
    pub ends: (End, Option<End>),
    /// Whether a read shows it to the base.
    pub precise: bool,
    /// Bases that both sides share.
    pub homology: u16,
    /// New bases between the two, on the forward strand of the first contig; `N` where only their number is known.
    pub inserted: Sequence,
    /// Fragments that show a place to the base, within [`EXACT`] of this one at both ends.
    pub exact_fragments: u32,
    /// Per specimen, the fragments that go on as the reference does; `None` if they could not be counted.
    pub spanning: Option<Vec<u32>>,
}

impl JunctionPlace {
    /// The place of an edge.
    #[must_use]
    pub fn of(edge: &Edge) -> Self {
        let exact = most_told(&edge.breakpoints);
        let end = |side: &Side, exact: Option<Position>, shared: (i32, i32), reference, mapping_quality| {
            let (position, uncertainty) = exact.map_or_else(|| estimated(side), |position| (position, shared));
            let breakend = Breakend { contig: side.contig, position, orientation: side.orientation };
            End { breakend, uncertainty, reference, mapping_quality }
        };
        let told = exact.as_ref().map(|(breakpoint, _)| breakpoint);
        let homology = told.map_or(0, |breakpoint| breakpoint.homology);
        let [base, mate_base] = told.map_or([Base::N; 2], |breakpoint| breakpoint.reference);
        let [of_first, of_second] = edge.mapping_qualities;
        // Shared bases were given to the second end: the first may keep that many more, and the second that many less.
        let shared = |side: &Side, right| {
            if side.orientation == right { (0, homology.into()) } else { (-i32::from(homology), 0) }
        };
        let first =
            end(&edge.first, told.map(|at| at.first), shared(&edge.first, Orientation::KeepsLeft), base, of_first);
        let second = edge.second.as_ref().map(|side| {
            let shared = shared(side, Orientation::KeepsRight);
            end(side, told.and_then(|at| at.second), shared, mate_base, of_second)
        });
        let inserted =
            told.map(|at| if at.inserted.is_empty() { unknown(at.inserted_length) } else { at.inserted.clone() });
        let place = Self {
            ends: (first, second),
            precise: told.is_some(),
            homology,
            inserted: inserted.unwrap_or_default(),
            exact_fragments: exact.as_ref().map_or(0, |(_, fragments)| *fragments),
            spanning: told.map(|at| at.spanning.clone()),
        };
        place.in_genome_order()
    }

    /// Shared bases that moved may have changed which end comes first.
    fn in_genome_order(self) -> Self {
        match (self.ends, self.junction()) {
            ((first, Some(second)), Some(junction)) if junction.first() != first.breakend => {
                Self { ends: (second, Some(first)), inserted: junction.inserted().clone(), ..self }
            }
            _ => self,
        }
    }

    /// The junction; `None` of a single breakend.
    #[must_use]
    pub fn junction(&self) -> Option<Junction> {
        let second = self.ends.1?;
        Some(Junction::new(self.ends.0.breakend, second.breakend, self.inserted.clone()))
    }

    /// The alternate alleles of its records: of both ends, or of the one that is known.
    #[must_use]
    pub fn alleles(&self) -> Vec<BreakendAllele> {
        match self.junction() {
            Some(junction) => junction.alleles().to_vec(),
            None => vec![BreakendAllele { local: self.ends.0.breakend, mate: None, inserted: Sequence::default() }],
        }
    }

    /// Its ends, one or two.
    pub fn each_end(&self) -> impl Iterator<Item = End> {
        [Some(self.ends.0), self.ends.1].into_iter().flatten()
    }
}

/// The exact place that most fragments name, and how many name it or one beside it.
///
/// METHOD: what names the same two bases and as many new ones is one place; the widest homology and the best known new bases are
/// taken. The aligner's own gaps say nothing of homology, and a part of a read that is cut out nothing of new bases.
fn most_told(all: &[Breakpoint]) -> Option<(Breakpoint, u32)> {
    let key = |at: &Breakpoint| (at.first, at.second, at.inserted_length);
    let count =
        |at: &Breakpoint| all.iter().filter(|other| key(other) == key(at)).map(|other| other.fragments).sum::<u32>();
    let best = all.iter().max_by_key(|at| (count(at), std::cmp::Reverse(key(at))))?;
    let same = || all.iter().filter(|other| key(other) == key(best));
    let inserted = same().filter(|at| !at.inserted.is_empty()).max_by_key(|at| at.fragments);
    let homology = same().map(|at| at.homology).max().unwrap_or(0);
    let inserted = inserted.map(|at| at.inserted.clone()).unwrap_or_default();
    let beside = |one: Position, other: Position| one.get().abs_diff(other.get()) <= EXACT;
    let near = |at: &&Breakpoint| {
        beside(at.first, best.first) && at.second.zip(best.second).is_none_or(|(one, other)| beside(one, other))
    };
    let exact = all.iter().filter(near).map(|at| at.fragments).sum();
    Some((Breakpoint { homology, inserted, ..best.clone() }, exact))
}

/// METHOD: the break lies behind the last base of every read in front of it, and at most [`REACH`] behind the first of
/// them. The stretch of an edge begins at the nearest last base and ends `REACH` behind the furthest.
fn estimated(side: &Side) -> (Position, (i32, i32)) {
    let (start, end) = (side.interval.start(), side.interval.end());
    let reach = i32::try_from(REACH).unwrap_or(i32::MAX);
    match side.orientation {
        Orientation::KeepsLeft => (end.checked_sub(REACH).unwrap_or(start).max(start), (0, reach)),
        Orientation::KeepsRight => (start.checked_add(REACH).unwrap_or(end).min(end), (-reach, 0)),
    }
}

fn unknown(bases: u32) -> Sequence {
    (0..bases).map(|_| Base::N).collect()
}
