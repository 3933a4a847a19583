//! Junctions of one rearrangement, and its kind.

use genome::breakend::{Breakend, Orientation};

use super::call::JunctionCall;
use crate::model::joint::Event;

/// What a rearrangement looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RearrangementKind {
    /// Bases are lost.
    Deletion,
    /// A stretch stands twice, one copy behind the other.
    TandemDuplication,
    /// A stretch is turned round; of one junction of it alone: the two sides of one orientation on one contig.
    Inversion,
    /// Two contigs are joined.
    Translocation,
    /// Bases come in.
    Insertion,
    /// One end is not known.
    SingleBreakend,
}

impl RearrangementKind {
    /// Its name in `EVENTTYPE` (VCF 4.4, reserved values).
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Deletion => "DEL",
            Self::TandemDuplication => "DUP",
            Self::Inversion => "INV",
            Self::Translocation => "TRA",
            Self::Insertion => "INS",
            Self::SingleBreakend => "SGL",
        }
    }
}

/// The rearrangement that a junction is part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rearrangement {
    /// Its number, from 1 in genome order: the same for all its junctions.
    pub number: usize,
    /// Its kind.
    pub kind: RearrangementKind,
    /// Whether the other junction is there too: the exchange is balanced, but for what is lost or doubled at the breaks.
    pub reciprocal: bool,
}

/// How far apart the breaks of one end may lie in the two junctions of a balanced exchange.
///
/// METHOD: bases are lost or doubled at the breaks, a few as a rule, some ten thousand at times (*BCR*::*ABL1* may lose
/// more). Among the few junctions that pass, two on the same contigs with all sides opposite do not meet by chance.
const EXCHANGE: u32 = 100_000;

/// How far apart the two clips of an insertion may lie: a target is doubled or lost.
const INSERTION: u32 = 50;

/// Numbers the rearrangements of the junctions that pass; what is doubted is in none.
pub fn rearrangements(calls: &mut [JunctionCall]) {
    let mut number = 0;
    for at in 0..calls.len() {
        if !calls[at].passes() || calls[at].rearrangement.is_some() {
            continue;
        }
        number += 1;
        let partner = partner(calls, at);
        let kind = match partner {
            Some(_) if calls[at].place.ends.1.is_none() => RearrangementKind::Insertion,
            _ => kind(&calls[at]),
        };
        let reciprocal = partner.is_some() && kind != RearrangementKind::Insertion;
        for of in [Some(at), partner].into_iter().flatten() {
            calls[of].rearrangement = Some(Rearrangement { number, kind, reciprocal });
        }
    }
}

/// The kind of one junction.
#[must_use]
pub fn kind(call: &JunctionCall) -> RearrangementKind {
    let (first, Some(second)) = call.place.ends else { return RearrangementKind::SingleBreakend };
    let (first, second) = (first.breakend, second.breakend);
    if first.contig != second.contig {
        return RearrangementKind::Translocation;
    }
    match (first.orientation, second.orientation) {
        (Orientation::KeepsLeft, Orientation::KeepsRight) => {
            let lost = (second.position.get() - first.position.get()).saturating_sub(1) as usize;
            let more = call.place.inserted.len() > lost;
            if more { RearrangementKind::Insertion } else { RearrangementKind::Deletion }
        }
        (Orientation::KeepsRight, Orientation::KeepsLeft) => RearrangementKind::TandemDuplication,
        _ => RearrangementKind::Inversion,
    }
}

/// The nearest later call that is the other junction of a balanced exchange, or the other clip of an insertion.
fn partner(calls: &[JunctionCall], at: usize) -> Option<usize> {
    let one = &calls[at];
    let may_be = kind(one);
    if !matches!(
        may_be,
        RearrangementKind::Inversion | RearrangementKind::Translocation | RearrangementKind::SingleBreakend
    ) {
        return None;
    }
    let free = |call: &JunctionCall| call.passes() && call.rearrangement.is_none() && call.class == Event::Somatic;
    let apart = |place: usize| Some((apart(one, &calls[place])?, place));
    let others = (at + 1..calls.len()).filter(|place| free(&calls[*place]));
    others.filter_map(apart).min().map(|(_, place)| place)
}

/// Bases between the breaks of two calls, if all their sides are opposite and near.
fn apart(one: &JunctionCall, other: &JunctionCall) -> Option<u32> {
    let opposite = |one: Breakend, other: Breakend, within: u32| {
        let distance = one.position.get().abs_diff(other.position.get());
        (one.contig == other.contig && one.orientation != other.orientation && distance <= within).then_some(distance)
    };
    let within = if one.place.ends.1.is_none() { INSERTION } else { EXCHANGE };
    let first = opposite(one.place.ends.0.breakend, other.place.ends.0.breakend, within)?;
    match (one.place.ends.1, other.place.ends.1) {
        (Some(second), Some(others)) => Some(first + opposite(second.breakend, others.breakend, within)?),
        (None, None) => Some(first),
        _ => None,
    }
}
