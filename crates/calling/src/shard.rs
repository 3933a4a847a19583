//! Fixed pieces of the genome.
//!
//! The grid is a property of the genome alone: neither the number of threads nor the regions asked for move it. A piece
//! *owns* the variants whose position lies in it; its reads reach over its borders.

use genome::contig::{ContigIndex, ContigList};
use genome::position::{Interval, Position};
use hts::bed::Regions;
use serde::{Deserialize, Serialize};

/// Bases of a piece. At 90x a piece holds about 60,000 reads, some 20 MB.
pub const SHARD_LENGTH: u32 = 100_000;

/// How far beyond a piece reads and reference are looked at, in bases: room for a read, an indel, and a repeat along
/// which it may be moved.
pub const HALO: u32 = 1_000;

/// A piece of the genome with the part of it that is asked for; ordered as the genome is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Shard {
    /// The contig.
    pub contig: ContigIndex,
    /// The part whose variants are called, within one cell of the grid.
    pub owned: Interval,
}

impl Shard {
    /// The part with its halo, within the contig.
    #[must_use]
    pub fn with_halo(&self, contigs: &ContigList) -> Interval {
        let last = contigs.get(self.contig).map_or(self.owned.end(), |contig| contig.length.last());
        let start = self.owned.start().checked_sub(HALO).unwrap_or(Position::FIRST);
        let end = self.owned.end().checked_add(HALO).unwrap_or(last).min(last);
        Interval::new(start, end).unwrap_or(self.owned)
    }
}

/// The pieces of the asked regions, in genome order; without any, the whole of every contig is asked for.
#[must_use]
pub fn plan(contigs: &ContigList, asked: Option<&Regions>) -> Vec<Shard> {
    let whole = asked.is_none().then(|| Regions::whole(contigs));
    let mut shards = Vec::new();
    for (contig, interval) in asked.or(whole.as_ref()).into_iter().flat_map(Regions::iter) {
        let (mut start, end) = interval.to_half_open();
        while start < end {
            let cell_end = (start / SHARD_LENGTH + 1).saturating_mul(SHARD_LENGTH).min(end);
            if let Ok(owned) = Interval::from_half_open(start, cell_end) {
                shards.push(Shard { contig, owned });
            }
            start = cell_end;
        }
    }
    shards
}

#[cfg(test)]
mod tests {
    use genome::contig::{Contig, ContigName};
    use genome::position::Length;

    use super::*;

    fn contigs() -> ContigList {
        let contig = |name: &str, length| Contig {
            name: ContigName::new(name).unwrap(),
            length: Length::new(length).unwrap(),
            md5: None,
        };
        ContigList::new(vec![contig("1", 250_000), contig("2", 100)]).unwrap()
    }

    #[test]
    fn the_grid_covers_every_base_once() {
        let contigs = contigs();
        let shards = plan(&contigs, None);
        let covered: u32 = shards.iter().map(|shard| shard.owned.length().get()).sum();
        assert_eq!((shards.len(), covered), (4, 250_100));
    }

    #[test]
    fn regions_do_not_move_the_grid() {
        let contigs = contigs();
        let first = ContigIndex::new(0).unwrap();
        let asked = Interval::from_half_open(99_990, 100_010).unwrap();
        let owned: Vec<(u32, u32)> = plan(&contigs, Some(&Regions::from_iter([(first, asked)])))
            .iter()
            .map(|shard| shard.owned.to_half_open())
            .collect();
        assert_eq!(owned, [(99_990, 100_000), (100_000, 100_010)]);
        let halo = Shard { contig: first, owned: asked }.with_halo(&contigs);
        assert_eq!(halo.to_half_open(), (98_990, 101_010));
    }
}
