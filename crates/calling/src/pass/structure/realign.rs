//! Ends of reads that an aligner could not place, laid against the junction that other reads name.
//!
//! METHOD: an aligner places a part of a read from some thirty bases on. What is shorter it cuts off, or lets run on with
//! mismatches. Two steps put such ends together with what is known (the local assembly and realignment to contigs of Manta and
//! GRIDSS, in small):
//!
//! 1. A pair whose mates lie as those of no molecule of the reference says where the other side is to some hundred bases. If its
//!    read is cut off where the break must lie, the rest is looked for there: it names the place to the base.
//! 2. The bases of a junction that is named to the base are written down, and every read over its first breakend is compared with
//!    them and with the reference. A fragment that they explain better shows the junction, whatever the aligner made of it.
//!
//! Only reads at the first breakend are asked: those at the other one are in another piece.

use std::collections::BTreeMap;

use genome::breakend::{Breakend, Orientation};
use genome::contig::ContigList;
use genome::position::{Interval, Position};
use genome::sequence::{Base, Sequence};
use hts::fasta::{FastaError, ReferenceGenome};

use super::claim::{Claim, EXACT, Kind, REACH, Reader, is_sure};
use super::edge::Breakpoint;
use super::spanning::ANCHOR;
use crate::pass::clipped::soft_clips;
use crate::pass::reads::{PlacedRead, ShardReads};

/// Fewest bases that are looked for within [`REACH`]: by chance one in 30,000 is found there.
const SHORTEST_SOUGHT: usize = 12;
/// Bases beside the break that must not differ.
const SURE: usize = 4;
/// New bases between the sides that are looked beyond, at most.
const MOST_INSERTED: usize = 20;
/// Bases that both sides share, at most.
const MOST_SHARED: usize = 30;
/// By so many bases the junction must explain the end of a read better than the reference: chance gives that to one in 4,000 of the
/// few reads that differ from the reference there.
const TELLS: usize = 6;
/// Of the bases of an end one in so many may differ from the junction.
const ONE_ERROR_IN: usize = 10;
/// Bases beyond a break from which a read tells the junction from the reference, as a rule: three of four differ.
pub(super) const TELLING: u32 = 8;

/// The bases from a breakend on into the side that it keeps, outwards from the break; fewer at the end of a contig.
fn inwards(
    reference: &ReferenceGenome,
    contigs: &ContigList,
    end: Breakend,
    count: usize,
    turned: bool,
) -> Result<Vec<Base>, FastaError> {
    let Some(contig) = contigs.get(end.contig) else { return Ok(Vec::new()) };
    let further = u32::try_from(count.saturating_sub(1)).unwrap_or(u32::MAX);
    let (from, to) = match end.orientation {
        Orientation::KeepsRight => (end.position, end.position.checked_add(further).unwrap_or(contig.length.last())),
        Orientation::KeepsLeft => (end.position.checked_sub(further).unwrap_or(Position::FIRST), end.position),
    };
    let Ok(interval) = Interval::new(from, to.min(contig.length.last())) else { return Ok(Vec::new()) };
    let mut bases = reference.sequence(end.contig, interval)?.to_vec();
    if end.orientation == Orientation::KeepsLeft {
        bases.reverse();
    }
    if turned {
        bases = bases.into_iter().map(Base::complement).collect();
    }
    Ok(bases)
}

/// A place so many bases towards the side that is kept, or (below 0) away from it.
fn moved(end: Breakend, bases: i64) -> Option<Breakend> {
    let right = (bases >= 0) == (end.orientation == Orientation::KeepsRight);
    let by = u32::try_from(bases.unsigned_abs()).ok()?;
    let position = if right { end.position.checked_add(by) } else { end.position.checked_sub(by) }?;
    Some(Breakend { position, ..end })
}

/// What the reference goes on with behind a breakend.
fn beyond(end: Breakend) -> Option<Breakend> {
    let orientation = match end.orientation {
        Orientation::KeepsLeft => Orientation::KeepsRight,
        Orientation::KeepsRight => Orientation::KeepsLeft,
    };
    moved(end, -1).map(|next| Breakend { orientation, ..next })
}

/// Whether the second side of a junction is read from its other strand.
fn is_turned(first: Breakend, second: Breakend) -> bool {
    first.orientation == second.orientation
}

fn mismatches(one: &[Base], other: &[Base]) -> usize {
    one.iter().zip(other).filter(|(one, other)| one != other || **one == Base::N).count()
}

/// The read's bases from the last one kept (`KeepsLeft`; else the first) backwards, and those beyond it outwards; `None` if the break
/// lies off the read.
fn around(read: &PlacedRead<'_>, end: Breakend) -> Option<(Vec<Base>, Vec<Base>)> {
    let (left, right) = soft_clips(read);
    let length = read.record.read_length();
    let near = |bases: u32| (bases <= EXACT).then_some(bases as usize);
    let at = read.place_of(end.position.zero_based()).or_else(|| match end.orientation {
        Orientation::KeepsLeft => {
            let further = near(end.position.get().checked_sub(read.aligned.end().get())?)?;
            Some(length.checked_sub(right + 1)? + further)
        }
        Orientation::KeepsRight => left.checked_sub(near(read.aligned.start().get().checked_sub(end.position.get())?)?),
    })?;
    let (before, behind) = ((0..=at.min(length - 1)).rev(), (at + 1)..length);
    let base = |at: usize| read.record.base(at);
    Some(match end.orientation {
        Orientation::KeepsLeft => (before.map(base).collect(), behind.map(base).collect()),
        Orientation::KeepsRight => ((at..length).map(base).collect(), (0..at.min(length)).rev().map(base).collect()),
    })
}

/// The only place at which the end of a read fits, as bases of `region` before it and new bases of the read before those that fit.
///
/// METHOD: of ten bases more than ten, one may differ, and none of those beside the break, or a new base would be taken for one that
/// differs. Without new bases first; a place that is not the only one is none.
fn sought(end: &[Base], region: &[Base]) -> Option<(usize, usize)> {
    for inserted in 0..=end.len().checked_sub(SHORTEST_SOUGHT)?.min(MOST_INSERTED) {
        let rest = &end[inserted..];
        let most = (rest.len() / ONE_ERROR_IN).saturating_sub(1);
        let fits = |at: &usize| {
            let here = region.get(*at..at + rest.len());
            here.is_some_and(|here| rest[..SURE] == here[..SURE] && mismatches(rest, here) <= most)
        };
        let mut all = (0..=REACH as usize).filter(fits);
        if let Some(at) = all.next() {
            return all.next().is_none().then_some((at, inserted));
        }
    }
    None
}

/// Junctions that are named to the base, each with the mapping quality at the second end; `fragments` of the place: those that name it.
type Named = BTreeMap<(Breakend, Breakend, Sequence), (Breakpoint, Option<u8>)>;

fn named(claims: &[Claim]) -> Named {
    let mut all = Named::new();
    for claim in claims.iter().filter(|claim| claim.kind == Kind::Split) {
        let (Some([first, second]), Some(exact)) = (claim.exact_ends(), &claim.exact) else { continue };
        if exact.inserted_length as usize != exact.inserted.len() {
            continue;
        }
        let quality = claim.mapping_qualities[1];
        let told = all
            .entry((first, second, exact.inserted.clone()))
            .or_insert_with(|| (Breakpoint { fragments: 0, ..exact.clone() }, quality));
        told.0.fragments += 1;
        told.0.homology = told.0.homology.max(exact.homology);
        told.1 = told.1.max(quality);
    }
    all
}

impl Reader<'_> {
    /// The first step: pairs of this specimen whose cut-off read names the place.
    pub(super) fn seek_ends(&mut self, reads: &ShardReads, reference: &ReferenceGenome) -> Result<(), FastaError> {
        let pairs = |claim: &&Claim| claim.kind == Kind::Pair && claim.specimen == self.specimen;
        let pairs: Vec<Claim> = self.claims.all.iter().filter(pairs).cloned().collect();
        for pair in pairs {
            let Some(second) = pair.second else { continue };
            let Ok(here) = Interval::new(pair.at, pair.at) else { continue };
            let Some(read) = reads.overlapping(here).find(|read| read.name == pair.fragment && is_cut(read, &pair))
            else {
                continue;
            };
            let first = Breakend { contig: pair.first.contig, position: pair.at, orientation: pair.first.orientation };
            let Some((kept, end)) = around(&read, first).filter(|(_, end)| end.len() >= SHORTEST_SOUGHT) else {
                continue;
            };
            let far = match second.orientation {
                Orientation::KeepsRight => second.interval.start(),
                Orientation::KeepsLeft => second.interval.end(),
            };
            let far = Breakend { contig: second.contig, position: far, orientation: second.orientation };
            let count = second.interval.length().get() as usize + end.len();
            let region = inwards(reference, self.contigs, far, count, is_turned(first, far))?;
            let Some((at, inserted)) = sought(&end, &region) else { continue };
            // What stands before the break is shared if the other side has it too: given to that one, as of split reads.
            let before = region[..at].iter().rev();
            let shared =
                if inserted > 0 { 0 } else { before.zip(&kept).take(MOST_SHARED).take_while(|(a, b)| a == b).count() };
            let step = |bases: usize| i64::try_from(bases).unwrap_or(i64::MAX);
            let ends = moved(first, step(shared)).zip(moved(far, step(at) - step(shared)));
            let Some((first, second)) = ends else { continue };
            let mut exact = Breakpoint::of(first.position, Some(second.position));
            exact.homology = u16::try_from(shared).unwrap_or(u16::MAX);
            let mut new = end[..inserted].to_vec();
            if first.orientation == Orientation::KeepsRight {
                new.reverse();
            }
            exact.insert(u32::try_from(inserted).unwrap_or(u32::MAX), Some(new.as_slice().into()));
            self.push(&read, Kind::Split, first, Some(second), pair.mapping_qualities, Some(exact));
        }
        Ok(())
    }
}

/// Whether a read is cut off where the break of its pair must lie, and no other part of it is aligned.
fn is_cut(read: &PlacedRead<'_>, pair: &Claim) -> bool {
    let (left, right) = soft_clips(read);
    let (clip, last) = match pair.first.orientation {
        Orientation::KeepsLeft => (right, read.aligned.end()),
        Orientation::KeepsRight => (left, read.aligned.start()),
    };
    clip >= SHORTEST_SOUGHT && last == pair.at && read.record.tag(b"SA").is_none()
}

/// A junction with the bases that follow its first breakend, and those that the reference has there.
pub(super) struct Told {
    first: Breakend,
    second: Breakend,
    exact: Breakpoint,
    mapping_quality: Option<u8>,
    joined: Vec<Base>,
    reference: Vec<Base>,
}

impl Told {
    /// All junctions that claims name to the base, from the one that most fragments name on. `longest`: bases of the longest read.
    pub(super) fn all(
        claims: &[Claim],
        contigs: &ContigList,
        longest: usize,
        reference: &ReferenceGenome,
    ) -> Result<Vec<Self>, FastaError> {
        let mut all = Vec::new();
        for ((first, second, inserted), (exact, mapping_quality)) in named(claims) {
            let Some(next) = beyond(first) else { continue };
            let mut joined = inserted.to_vec();
            if first.orientation == Orientation::KeepsRight {
                joined.reverse();
            }
            joined.extend(inwards(reference, contigs, second, longest, is_turned(first, second))?);
            let reference = inwards(reference, contigs, next, longest, false)?;
            all.push(Self { first, second, exact, mapping_quality, joined, reference });
        }
        all.sort_by_key(|told| std::cmp::Reverse(told.exact.fragments));
        Ok(all)
    }

    /// Whether it joins the same sides as another, within some bases.
    fn is_beside(&self, others: [Breakend; 2]) -> bool {
        [self.first, self.second].into_iter().zip(others).all(|(own, other)| {
            let apart = own.position.get().abs_diff(other.position.get());
            (own.contig, own.orientation) == (other.contig, other.orientation) && apart <= 2 * EXACT
        })
    }

    /// Whether it explains the end of a read, and the reference does not.
    fn explains(&self, end: &[Base]) -> bool {
        let compared = end.len().min(self.joined.len()).min(self.reference.len());
        let [of_junction, of_reference] =
            [&self.joined, &self.reference].map(|bases| mismatches(&end[..compared], &bases[..compared]));
        of_junction * ONE_ERROR_IN <= compared && of_reference >= of_junction + TELLS
    }
}

impl Reader<'_> {
    /// The second step: the fragments of this specimen whose reads a junction explains.
    ///
    /// METHOD: an aligner may end a part too early, so that reads of one junction name places beside each other, which explain further
    /// reads alike. Those go to the place that most name, and a read that names one itself keeps it.
    pub(super) fn compare_ends(&mut self, reads: &ShardReads, all: &[Told]) {
        let mut known: BTreeMap<u64, Vec<[Breakend; 2]>> = BTreeMap::new();
        for claim in self.claims.all.iter().filter(|claim| claim.kind == Kind::Split && claim.specimen == self.specimen)
        {
            known.entry(claim.fragment).or_default().extend(claim.exact_ends());
        }
        for told in all {
            let position = told.first.position;
            let from = position.checked_sub(EXACT).unwrap_or(position);
            let Ok(near) = Interval::new(from, position.checked_add(EXACT).unwrap_or(position)) else { continue };
            for read in reads.overlapping(near) {
                let quality = read.record.mapping_quality().map(|quality| quality.phred().get());
                let ends = known.entry(read.name).or_default();
                let is_shown = is_sure(quality)
                    && !ends.iter().any(|ends| told.is_beside(*ends))
                    && around(&read, told.first)
                        .is_some_and(|(kept, end)| kept.len() >= ANCHOR as usize && told.explains(&end));
                if is_shown {
                    ends.push([told.first, told.second]);
                    let exact = Some(Breakpoint { fragments: 1, ..told.exact.clone() });
                    let qualities = [quality, told.mapping_quality];
                    self.push(&read, Kind::Split, told.first, Some(told.second), qualities, exact);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(count: usize, seed: u64) -> Vec<Base> {
        let mut random = fastrand::Rng::with_seed(seed);
        (0..count).map(|_| Base::ACGT[random.usize(..4)]).collect()
    }

    #[test]
    fn an_end_is_found_at_its_only_place_with_new_bases_before_it() {
        let region = drawn(600, 1);
        let end = region[200..220].to_vec();
        assert_eq!(sought(&end, &region), Some((200, 0)));
        let with_new = [&drawn(5, 2)[..], &end].concat();
        assert_eq!(sought(&with_new, &region), Some((200, 5)));
        let mut read_wrongly = end.clone();
        read_wrongly[10] = read_wrongly[10].complement();
        assert_eq!(sought(&read_wrongly, &region), Some((200, 0)), "one of twenty may differ");
        assert_eq!(sought(&read_wrongly[..15], &region), None, "and none of fifteen");
        assert_eq!(sought(&end[..11], &region), None, "too short");
        let twice = [&region[..], &end].concat();
        assert_eq!(sought(&end, &twice[300..]), Some((300, 0)));
        let copies: Vec<Base> = [&region[..240], &end[..]].concat();
        assert_eq!(sought(&end, &copies), None, "two places");
    }

    #[test]
    fn a_junction_explains_an_end_that_the_reference_does_not() {
        let end = |position, orientation| Breakend {
            contig: genome::contig::ContigIndex::new(0).unwrap(),
            position: Position::new(position).unwrap(),
            orientation,
        };
        let (first, second) = (end(100, Orientation::KeepsLeft), end(500, Orientation::KeepsRight));
        let exact = Breakpoint::of(first.position, Some(second.position));
        let (joined, reference) = (drawn(151, 3), drawn(151, 4));
        let told = Told { first, second, exact, mapping_quality: None, joined, reference };
        let shows = |bases: &[Base]| told.explains(bases);
        assert!(shows(&told.joined[..12]) && shows(&told.joined));
        assert!(!shows(&told.reference) && !shows(&told.joined[..5]) && !shows(&[]) && !shows(&drawn(60, 5)));
        let mut read_wrongly = told.joined[..40].to_vec();
        for at in [3, 17, 20, 33] {
            read_wrongly[at] = read_wrongly[at].complement();
        }
        assert!(shows(&read_wrongly), "four of forty");
        read_wrongly[5] = read_wrongly[5].complement();
        assert!(!shows(&read_wrongly), "five of forty");
    }

    #[test]
    fn a_breakend_moves_into_what_it_keeps() {
        let at = |position, orientation| Breakend {
            contig: genome::contig::ContigIndex::new(0).unwrap(),
            position: Position::new(position).unwrap(),
            orientation,
        };
        for (orientation, inner, outer) in [(Orientation::KeepsLeft, 90, 101), (Orientation::KeepsRight, 110, 99)] {
            let end = at(100, orientation);
            assert_eq!(moved(end, 10), Some(at(inner, orientation)));
            assert_eq!(beyond(end).map(|next| next.position.get()), Some(outer));
            assert_ne!(beyond(end).map(|next| next.orientation), Some(orientation));
        }
        assert_eq!(moved(at(5, Orientation::KeepsLeft), 5), None, "off the contig");
    }
}
