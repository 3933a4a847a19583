//! Copies of a repeat as one place: an expected pair of which one side is a repeated element.

use std::collections::BTreeMap;

use genome::breakend::Orientation;
use genome::contig::ContigIndex;
use genome::position::Position;

use super::junction::JunctionPlace;
use super::places::Places;
use crate::pass::structure::Edge;
use crate::pass::structure::claim::REACH;

/// The name of an expected pair, and the contig and side of the end that reads tell.
type SureEnd<'p> = (&'p str, ContigIndex, Orientation);

/// Edges of expected pairs that differ by nothing but the copy of the repeat become the one with the most fragments; all others
/// stay as they are.
///
/// METHOD: an aligner puts the reads of a repeat on any of its copies (LINX takes *DUX4* on 4q and 10q for one). In the
/// table of expected pairs the copies are rows of one name; the window that all rows share is the place that reads tell.
#[must_use]
pub fn as_one(edges: impl IntoIterator<Item = Edge>, places: &Places) -> Vec<Edge> {
    let mut edges: Vec<Edge> = edges.into_iter().collect();
    let mut at_sure_end: BTreeMap<SureEnd<'_>, Vec<(Position, usize)>> = BTreeMap::new();
    for (at, edge) in edges.iter().enumerate() {
        let (first, Some(second)) = JunctionPlace::of(edge).ends else { continue };
        let ends = [first.breakend, second.breakend];
        let Some(pair) = places.pair(ends[0], ends[1]) else { continue };
        let Some(sure) =
            places.shared_window(&pair.name).and_then(|window| ends.into_iter().find(|end| window.holds(*end)))
        else {
            continue;
        };
        at_sure_end.entry((&pair.name, sure.contig, sure.orientation)).or_default().push((sure.position, at));
    }
    let mut gone = vec![false; edges.len()];
    for mut all in at_sure_end.into_values() {
        all.sort_unstable();
        for near in all.chunk_by(|one, other| other.0.get() - one.0.get() <= REACH) {
            let Some(best) =
                near.iter().map(|(_, at)| *at).max_by_key(|at| (edges[*at].fragments(), std::cmp::Reverse(*at)))
            else {
                continue;
            };
            for at in near.iter().map(|(_, at)| *at).filter(|at| *at != best) {
                let support = std::mem::take(&mut edges[at].support);
                for (sum, part) in edges[best].support.iter_mut().zip(&support) {
                    sum.add(part);
                }
                gone[at] = true;
            }
        }
    }
    edges.into_iter().zip(gone).filter_map(|(edge, gone)| (!gone).then_some(edge)).collect()
}
