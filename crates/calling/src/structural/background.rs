//! How many edges come by chance: fragments of which each says wrongly that two places are joined, and that agree.
//!
//! METHOD: edges are of fifteen kinds: by how far apart their ends lie, and by whether both ends are surely placed and a place is
//! told to the base. In each kind, edges by chance of k fragments, k = 2, 3 ..., are expected to number A (1 - r) r^(k - 2), and their
//! fragments to fall into the specimens as the fragments that cross their places do. A and r are fitted to the pair's own edges by expectation maximisation, together with the number
//! of somatic junctions and that of artefacts, which show the same small share in all specimens. What is usual is added to
//! the counts: each grows with what is seen, and is never below the usual. An artefact is counted where a normal shows it,
//! for all those that no normal happens to show: edges of the tumour alone do not tell the two apart.

use genome::breakend::Breakend;

use super::junction::JunctionPlace;
use crate::model::prior::Expected;

/// Bases of a human genome of which the usual numbers are told.
const GENOME: f64 = 3.1e9;

/// Kinds of edges.
pub const KINDS: usize = 15;

/// Mapping quality from which an end is surely placed.
const SURE: u8 = 20;

/// How far apart two ends are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Distance {
    /// At most a million bases of one contig.
    Near,
    /// Farther on one contig.
    Far,
    /// On two contigs.
    Other,
    /// One end is not known.
    Single,
    /// Some hundred bases, and turned round: as molecules look that folded back on themselves.
    Folded,
}

/// How surely an edge is known.
///
/// METHOD: reads of copies agree by many, wherever they belong. So edges with such an end are counted by themselves: they say
/// nothing of how many pairs agree by chance where every read has its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// Both ends are surely placed, and two fragments name one place to the base, or one with which two pairs agree.
    Exact,
    /// Both ends are surely placed.
    Placed,
    /// The reads of an end fit elsewhere as well.
    Unplaced,
}

/// The kind of an edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct EdgeKind {
    /// How far apart its ends are.
    pub distance: Distance,
    /// How surely it is known.
    pub certainty: Certainty,
}

const NEAR: u32 = 1_000_000;

/// METHOD: a molecule that folds back on itself joins two places within its own length, the one turned round. Such molecules are a
/// part of every library, and pairs of them that lie near each other agree by chance: so they are counted by themselves, and two
/// reads must name one place (ESVEE scales its filter of short inversions by the sample's own rate of them).
const FOLDED: u32 = 1_000;

impl EdgeKind {
    /// The kind of a junction.
    #[must_use]
    pub fn of(place: &JunctionPlace, pairs: u32) -> Self {
        let (first, second) = (place.ends.0, place.ends.1);
        let distance = second.map_or(Distance::Single, |second| distance(first.breakend, second.breakend));
        let with_pairs = distance != Distance::Folded && place.exact_fragments == 1 && pairs >= 2;
        // What no record states is no reason to doubt.
        let placed = place.each_end().all(|end| end.mapping_quality.is_none_or(|quality| quality >= SURE));
        let certainty = match place.exact_fragments >= 2 || with_pairs {
            _ if !placed => Certainty::Unplaced,
            true => Certainty::Exact,
            false => Certainty::Placed,
        };
        Self { distance, certainty }
    }

    fn index(self) -> usize {
        self.distance as usize * 3 + self.certainty as usize
    }
}

fn distance(first: Breakend, second: Breakend) -> Distance {
    let apart = first.position.get().abs_diff(second.position.get());
    if first.contig != second.contig {
        Distance::Other
    } else if apart <= FOLDED && first.orientation == second.orientation {
        Distance::Folded
    } else if apart <= NEAR {
        Distance::Near
    } else {
        Distance::Far
    }
}

/// What is usual in a genome.
#[derive(Debug, Clone, Copy)]
struct Usual {
    somatic: f64,
    germline: f64,
    artefact: f64,
    chance: f64,
    /// The share of edges by chance that have a fragment more.
    further: f64,
}

/// METHOD: orders of magnitude. A person differs from the reference by some thousand junctions that short reads show, nearly all of
/// them near (1000 Genomes Project, Nature 2015;526:75-81: 2,100 to 2,500 structural variants a person by low coverage); a
/// haematological genome has some tens of acquired ones (to be confirmed). Background and artefacts are few where both ends are sure
/// and a place is told to the base, and many where not: from there on the pair's own edges say. Three rows a distance: exact, placed,
/// unplaced.
const USUAL: [Usual; KINDS] = {
    const fn usual(somatic: f64, germline: f64, artefact: f64, chance: f64, further: f64) -> Usual {
        Usual { somatic, germline, artefact, chance, further }
    }
    [
        // Near.
        usual(30.0, 3_000.0, 5.0, 20.0, 0.2),
        usual(5.0, 500.0, 20.0, 200.0, 0.25),
        usual(5.0, 1_000.0, 200.0, 1_000.0, 0.35),
        // Far.
        usual(10.0, 20.0, 1.0, 10.0, 0.2),
        usual(3.0, 20.0, 10.0, 200.0, 0.25),
        usual(3.0, 50.0, 50.0, 1_000.0, 0.35),
        // Other.
        usual(10.0, 30.0, 1.0, 10.0, 0.2),
        usual(3.0, 30.0, 10.0, 300.0, 0.25),
        usual(3.0, 100.0, 100.0, 2_000.0, 0.35),
        // Single.
        usual(5.0, 2_000.0, 1_000.0, 5_000.0, 0.5),
        usual(1.0, 500.0, 1_000.0, 5_000.0, 0.5),
        usual(1.0, 500.0, 5_000.0, 20_000.0, 0.6),
        // Folded.
        usual(3.0, 100.0, 5.0, 20.0, 0.2),
        usual(1.0, 50.0, 100.0, 500.0, 0.25),
        usual(1.0, 50.0, 500.0, 2_000.0, 0.5),
    ]
};

/// Acquired junctions of the normal itself against those of the tumour (as for small variants outside a panel).
const IN_NORMAL: f64 = 0.02;

/// Of two edges of another person one is not in this one's genome.
const STRANGERS: f64 = 0.5;

/// That a tumour has one expected pair. Two in three acute leukaemias and lymphomas have one of some dozens of them (to be
/// confirmed).
const OF_A_PAIR: f64 = 5e-3;

/// That the other junction of an exchange is there, if one is: most exchanges of haematological cancers are balanced (to be
/// confirmed).
const OF_AN_EXCHANGE: f64 = 0.5;

/// Two places at which a junction is expected beforehand.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Expectation {
    /// Pairs of bases that are meant.
    pub area: f64,
    /// How many somatic junctions are expected there beyond those of the whole genome.
    pub somatic: f64,
}

impl Expectation {
    /// Of a pair that recurs in the disease.
    #[must_use]
    pub fn pair(area: f64) -> Self {
        Self { area, somatic: OF_A_PAIR }
    }

    /// Of the other junction of an exchange, within some bases of both ends of one that is somatic with this probability.
    #[must_use]
    pub fn exchange(within: u32, probability: f64) -> Self {
        Self { area: (2.0 * f64::from(within)).powi(2), somatic: OF_AN_EXCHANGE * probability }
    }
}

/// Edges' worth of belief in the usual share of edges with a fragment more.
const STRENGTH: f64 = 10.0;

/// What is expected of each kind, in this part of the genome.
#[derive(Debug, Clone, PartialEq)]
pub struct Background {
    /// The share of a genome that was looked at.
    share: f64,
    somatic: [f64; KINDS],
    artefact: [f64; KINDS],
    chance: [f64; KINDS],
    further: [f64; KINDS],
}

/// What one edge came to under what was expected.
#[derive(Debug, Clone, Copy)]
pub struct Fitted {
    /// Its kind.
    pub kind: EdgeKind,
    /// Its fragments.
    pub fragments: u32,
    /// P(it is there by chance).
    pub chance: f64,
    /// P(it is somatic).
    pub somatic: f64,
    /// For how many artefacts it stands: P(it is an artefact) for each that a normal would show.
    pub artefact: f64,
}

impl Background {
    /// What is usual where so many bases were looked at.
    #[must_use]
    pub fn usual(bases: f64) -> Self {
        let share = (bases / GENOME).max(f64::MIN_POSITIVE);
        let of = |value: fn(&Usual) -> f64| USUAL.each_ref().map(|usual| value(usual) * share);
        let further = USUAL.each_ref().map(|usual| usual.further);
        Self {
            share,
            somatic: of(|usual| usual.somatic),
            artefact: of(|usual| usual.artefact),
            chance: of(|usual| usual.chance),
            further,
        }
    }

    /// What the edges of the pair themselves say.
    #[must_use]
    pub fn fitted(bases: f64, edges: &[Fitted]) -> Self {
        let mut fitted = Self::usual(bases);
        let (mut longer, mut steps) = ([0.0; KINDS], [0.0; KINDS]);
        for edge in edges.iter().filter(|edge| edge.fragments >= 2) {
            let at = edge.kind.index();
            fitted.somatic[at] += edge.somatic;
            fitted.artefact[at] += edge.artefact;
            fitted.chance[at] += edge.chance;
            longer[at] += edge.chance * f64::from(edge.fragments - 2);
            steps[at] += edge.chance * f64::from(edge.fragments - 1);
        }
        for (at, usual) in USUAL.iter().enumerate() {
            fitted.further[at] = (STRENGTH * usual.further + longer[at]) / (STRENGTH + steps[at]);
        }
        fitted
    }

    /// How many of each explanation are expected. `within`: where a junction is looked for by name.
    ///
    /// METHOD: the edges of a kind lie evenly over all places that are as far apart; into two windows falls their part.
    #[must_use]
    pub(crate) fn expected(&self, kind: EdgeKind, within: Option<Expectation>) -> Expected {
        let at = kind.index();
        let bases = self.share * GENOME;
        let places = match kind.distance {
            Distance::Near => bases * f64::from(NEAR),
            // A chromosome is a twentieth of the genome.
            Distance::Far => bases * bases / 40.0,
            Distance::Other => bases * bases / 2.0,
            Distance::Single => bases,
            Distance::Folded => bases * f64::from(FOLDED),
        };
        let part = within.map_or(1.0, |within| (within.area / places).min(1.0));
        let germline = USUAL[at].germline * self.share * part;
        let somatic = self.somatic[at] * part + within.map_or(0.0, |within| within.somatic);
        Expected {
            somatic,
            somatic_in_normal: somatic * IN_NORMAL,
            heterozygous: germline * 2.0 / 3.0,
            homozygous: germline / 3.0,
            artefact: self.artefact[at] * part,
            chance: self.chance[at] * part,
            foreign: germline * STRANGERS,
        }
    }

    /// ln of P(so many fragments of each specimen | by chance), in all orders of the fragments that cross the place, as
    /// the likelihoods of fractions have it. `counts`: per specimen, the fragments that say it and all that cross.
    #[must_use]
    pub fn ln_likelihood(&self, kind: EdgeKind, counts: &[(u32, u32)]) -> f64 {
        let all: u32 = counts.iter().map(|(with, _)| with).sum();
        let crossing: f64 = counts.iter().map(|(_, of)| f64::from(*of)).sum();
        let further = self.further[kind.index()];
        // A single fragment, which only an expected pair keeps, is as much more frequent as two are than three.
        let of_all = (1.0 - further).ln() + (f64::from(all) - 2.0) * further.ln();
        let split = counts.iter().filter(|(with, _)| *with > 0).map(|(with, of)| {
            f64::from(*with) * (f64::from(*of) / crossing).ln() - ln_factorial(*with) - ln_choose(*of, *with)
        });
        of_all + ln_factorial(all) + split.sum::<f64>()
    }
}

fn ln_factorial(n: u32) -> f64 {
    (2..=n).map(|factor| f64::from(factor).ln()).sum()
}

fn ln_choose(of: u32, with: u32) -> f64 {
    let with = with.min(of - with.min(of)).min(of);
    (0..with).map(|at| (f64::from(of - at) / f64::from(at + 1)).ln()).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SURE_OTHER: EdgeKind = EdgeKind { distance: Distance::Other, certainty: Certainty::Exact };

    #[test]
    fn edges_of_the_pair_raise_what_is_expected_by_chance() {
        let edge =
            |fragments, chance| Fitted { kind: SURE_OTHER, fragments, chance, somatic: 1.0 - chance, artefact: 0.0 };
        let none = Background::fitted(GENOME, &[]);
        assert_eq!(none, Background::usual(GENOME));
        let many = Background::fitted(GENOME, &[edge(2, 1.0), edge(2, 1.0), edge(5, 1.0), edge(1, 1.0), edge(40, 0.0)]);
        let at = SURE_OTHER.index();
        assert!((many.chance[at] - none.chance[at] - 3.0).abs() < 1e-12);
        // 10 x 0.2 beforehand; of 6 steps to a further fragment 3 were made.
        assert!((many.further[at] - 5.0 / 16.0).abs() < 1e-12);
        assert!((many.somatic[at] - none.somatic[at] - 1.0).abs() < 1e-12);
        assert!((many.chance[0] - none.chance[0]).abs() < 1e-12);
    }

    #[test]
    fn an_expected_pair_has_its_part_of_the_places() {
        let background = Background::usual(GENOME);
        let everywhere = background.expected(SURE_OTHER, None);
        let pair = background.expected(SURE_OTHER, Some(Expectation::pair(1e10)));
        assert!((pair.chance / everywhere.chance - 1e10 / (GENOME * GENOME / 2.0)).abs() < 1e-15);
        assert!(pair.somatic > OF_A_PAIR && pair.somatic < OF_A_PAIR * 1.01 && everywhere.somatic > pair.somatic);
    }

    #[test]
    fn molecules_that_fold_back_are_a_kind_of_their_own() {
        use genome::breakend::Orientation::{KeepsLeft, KeepsRight};
        use genome::contig::ContigIndex;
        use genome::position::Position;

        let end = |position, orientation| Breakend {
            contig: ContigIndex::new(0).unwrap(),
            position: Position::new(position).unwrap(),
            orientation,
        };
        let of = |apart: u32, second| distance(end(5_000, KeepsLeft), end(5_000 + apart, second));
        assert_eq!((of(300, KeepsLeft), of(300, KeepsRight)), (Distance::Folded, Distance::Near));
        assert_eq!((of(1_001, KeepsLeft), of(2_000_000, KeepsLeft)), (Distance::Near, Distance::Far));
        let folded = EdgeKind { distance: Distance::Folded, certainty: Certainty::Placed };
        let edge = Fitted { kind: folded, fragments: 3, chance: 1.0, somatic: 0.0, artefact: 0.0 };
        let many = Background::fitted(GENOME, &[edge; 500]);
        let near = EdgeKind { distance: Distance::Near, certainty: Certainty::Placed }.index();
        assert!(many.chance[folded.index()] >= 1_000.0, "500 usual, and 500 seen");
        assert!(
            (many.chance[near] - Background::usual(GENOME).chance[near]).abs() < 1e-9,
            "others are not dearer for it"
        );
    }

    #[test]
    fn reads_of_copies_do_not_raise_what_is_expected_of_placed_pairs() {
        use Certainty::{Exact, Placed, Unplaced};
        let distances = [Distance::Near, Distance::Far, Distance::Other, Distance::Single, Distance::Folded];
        let kinds =
            distances.map(|distance| [Exact, Placed, Unplaced].map(|certainty| EdgeKind { distance, certainty }));
        assert!(
            kinds.as_flattened().iter().map(|kind| kind.index()).eq(0..KINDS),
            "a row each, in the order of the table"
        );
        let [_, placed, unplaced] = kinds[0];
        let copies = Fitted { kind: unplaced, fragments: 20, chance: 1.0, somatic: 0.0, artefact: 0.0 };
        let (with, without) = (Background::fitted(GENOME, &[copies; 300]), Background::usual(GENOME));
        assert!(with.further[unplaced.index()] > 0.8);
        assert!((with.further[placed.index()] - without.further[placed.index()]).abs() < 1e-12);
    }

    #[test]
    fn choosing_is_counted() {
        assert!((ln_choose(10, 3).exp() - 120.0).abs() < 1e-9 && (ln_choose(10, 8).exp() - 45.0).abs() < 1e-9);
        assert!(ln_choose(5, 0).abs() < 1e-12 && ln_choose(5, 5).abs() < 1e-12 && ln_choose(0, 0).abs() < 1e-12);
        assert!((ln_factorial(5).exp() - 120.0).abs() < 1e-9);
    }

    proptest! {
        /// Over all ways in which k fragments fall into two specimens, chance adds up to that of k.
        #[test]
        fn splits_add_up(all in 2u32..12, tumour in 12u32..150, normal in 12u32..150) {
            let background = Background::usual(GENOME);
            let of = |with: u32| {
                let counts = [(with, tumour), (all - with, normal)];
                let orders = ln_choose(tumour, with) + ln_choose(normal, all - with);
                (background.ln_likelihood(SURE_OTHER, &counts) + orders).exp()
            };
            let sum: f64 = (0..=all).map(of).sum();
            let further: f64 = 0.2;
            let expected = (1.0 - further) * further.powi(i32::try_from(all).unwrap() - 2);
            prop_assert!((sum / expected - 1.0).abs() < 1e-9, "{sum} {expected}");
        }
    }
}
