//! Reads for either allele at the places where people differ, in every specimen: what tells whose DNA it is, and, later,
//! how many copies of each parent's chromosome there are.

use genome::contig::ContigIndex;
use genome::position::{Interval, Position};
use genome::reference::Reference;
use genome::sequence::Base;
use serde::{Deserialize, Serialize};

use super::counts::Counts;
use super::reads::ShardReads;
use crate::shard::Shard;
use crate::snps::{PopulationFrequency, Snps};

/// Least base quality and least mapping quality of a read that is counted.
const COUNTED_QUALITY: u8 = 20;

/// A place without a list is taken where some specimen has so many reads of one other base, and this share of its reads
/// (one in so many), at this depth. Inherited alleles of either genotype pass in any specimen that holds the person's own
/// DNA; so do somatic ones of a tenth and more, which tell tumour and normal apart.
const TELLING_READS: u16 = 4;
const TELLING_ONE_IN: u32 = 10;
const TELLING_DEPTH: u32 = 10;

/// A place with two alleles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlleleSite {
    /// The contig.
    pub contig: ContigIndex,
    /// The position.
    pub position: Position,
    /// The base of the reference.
    pub reference: Base,
    /// The other allele.
    pub alternate: Base,
    /// The bases of the reference before and after; `N` beyond a contig's end.
    pub beside: [Base; 2],
    /// The other allele's frequency in the population; `None` where no list holds the place.
    pub frequency: Option<PopulationFrequency>,
}

/// Fragments of one specimen at a site, those of sufficient quality; mates that disagree are left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alleles {
    /// With the base of the reference.
    pub reference: u16,
    /// With the other allele.
    pub alternate: u16,
    /// With neither: errors of reading.
    pub other: u16,
}

impl Alleles {
    /// Fragments with one of the two alleles.
    #[must_use]
    pub fn depth(self) -> u32 {
        u32::from(self.reference) + u32::from(self.alternate)
    }
}

/// The sites of one contig, from left to right.
#[derive(Debug, Clone, Copy)]
pub struct ContigAlleles<'a> {
    /// The sites; never none.
    pub sites: &'a [AlleleSite],
    alleles: &'a [Alleles],
    specimens: usize,
}

impl ContigAlleles<'_> {
    /// The contig.
    #[must_use]
    pub fn contig(&self) -> ContigIndex {
        self.sites[0].contig
    }

    /// The alleles of a specimen at the site of this place; none for a specimen that is not there.
    #[must_use]
    pub fn of(&self, site: usize, specimen: usize) -> Alleles {
        if specimen >= self.specimens {
            return Alleles::default();
        }
        self.alleles.get(site * self.specimens + specimen).copied().unwrap_or_default()
    }
}

/// A list of a population and a reference that do not belong together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "position {position}: the list of common variants has {listed}, the reference {found}: give a list of the same assembly"
)]
pub struct OtherReference {
    /// The position.
    pub position: Position,
    /// The base in the list.
    pub listed: Base,
    /// The base in the reference.
    pub found: Base,
}

/// The alleles of all specimens at all sites, in genome order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlleleCounts {
    sites: Vec<AlleleSite>,
    /// Site by site, as many as there are specimens.
    alleles: Vec<Alleles>,
}

impl AlleleCounts {
    /// From sites in genome order, each with the alleles of the specimens, tumours first; every site has as many.
    #[must_use]
    pub fn from_sites(sites: impl IntoIterator<Item = (AlleleSite, Vec<Alleles>)>) -> Self {
        let mut counts = Self::default();
        for (site, alleles) in sites {
            counts.sites.push(site);
            counts.alleles.extend(alleles);
        }
        counts
    }

    /// Whether these are sites of one piece, in order, each with the alleles of so many specimens.
    pub(crate) fn is_of(&self, piece: &Shard, specimens: usize) -> bool {
        self.sites.len().checked_mul(specimens) == Some(self.alleles.len())
            && self.sites.iter().all(|site| site.contig == piece.contig && piece.owned.contains(site.position))
            && self.sites.is_sorted_by(|one, next| one.position < next.position)
    }

    /// Adds the sites of other pieces. The order in which pieces are added does not matter.
    pub fn add(&mut self, other: Self) {
        let place = |site: &AlleleSite| (site.contig, site.position);
        let in_order = self.sites.last().map(place) < other.sites.first().map(place) || other.sites.is_empty();
        if in_order {
            self.sites.extend(other.sites);
            self.alleles.extend(other.alleles);
            return;
        }
        let both = [std::mem::take(self), other];
        let mut all: Vec<(AlleleSite, Vec<Alleles>)> = Vec::new();
        for counts in &both {
            all.extend(counts.iter().map(|(site, alleles)| (*site, alleles.to_vec())));
        }
        all.sort_by_key(|(site, _)| place(site));
        *self = Self::from_sites(all);
    }

    /// Every site with the alleles of all specimens, tumours first.
    pub fn iter(&self) -> impl Iterator<Item = (&AlleleSite, &[Alleles])> {
        self.sites.iter().zip(self.alleles.chunks_exact(self.specimens()))
    }

    /// The site at a place.
    #[must_use]
    pub fn find(&self, contig: ContigIndex, position: Position) -> Option<&AlleleSite> {
        let at = self.sites.binary_search_by_key(&(contig, position), |site| (site.contig, site.position)).ok()?;
        self.sites.get(at)
    }

    /// The sites of each contig, in genome order.
    pub fn by_contig(&self) -> impl Iterator<Item = ContigAlleles<'_>> {
        let specimens = self.specimens();
        let mut first = 0;
        self.sites.chunk_by(|one, next| one.contig == next.contig).map(move |sites| {
            let alleles = &self.alleles[first * specimens..(first + sites.len()) * specimens];
            first += sites.len();
            ContigAlleles { sites, alleles, specimens }
        })
    }

    fn specimens(&self) -> usize {
        self.alleles.len().checked_div(self.sites.len()).unwrap_or(0).max(1)
    }

    /// How many sites there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sites.len()
    }

    /// Whether there is no site.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sites.is_empty()
    }

    /// Counts the sites that a piece owns: those of the list, and those that the specimens show. `counts` are those of
    /// `reads`, specimen by specimen.
    ///
    /// # Errors
    /// When the list has another base than the reference.
    pub fn of(
        reads: &[ShardReads],
        counts: &[Counts],
        shard: &Shard,
        window: &impl Reference,
        snps: &Snps,
    ) -> Result<Self, OtherReference> {
        let mut found = Self::default();
        let mut listed = snps.within(shard.contig, shard.owned).iter().peekable();
        let mut seen = Vec::new();
        let (from, to) = shard.owned.to_half_open();
        for position in (from..to).filter_map(|place| Position::from_zero_based(place).ok()) {
            let snp = listed.next_if(|snp| snp.position == position);
            let shown = || counts.iter().filter_map(|counts| shown(counts, position)).max();
            let Some(column) = snp.map(|snp| snp.alternate).or_else(|| Some(shown()?.1)) else { continue };
            let base = |position: Option<Position>| {
                position.and_then(|position| window.base(shard.contig, position)).unwrap_or(Base::N)
            };
            let reference = base(Some(position));
            if reference == Base::N {
                continue;
            }
            if let Some(snp) = snp.filter(|snp| snp.reference != reference) {
                return Err(OtherReference { position, listed: snp.reference, found: reference });
            }
            found.sites.push(AlleleSite {
                contig: shard.contig,
                position,
                reference,
                alternate: column,
                beside: [base(position.checked_sub(1)), base(position.checked_add(1))],
                frequency: snp.map(|snp| snp.frequency),
            });
            found.alleles.extend(reads.iter().map(|reads| alleles(reads, position, [reference, column], &mut seen)));
        }
        Ok(found)
    }
}

/// The base that a specimen shows beside the reference's at a place, with its reads.
fn shown(counts: &Counts, position: Position) -> Option<(u16, Base)> {
    let mismatches = counts.mismatches(position);
    let (column, most) = mismatches.into_iter().enumerate().max_by_key(|(_, reads)| *reads)?;
    let depth = if most < TELLING_READS { return None } else { counts.depth(position) };
    (depth >= TELLING_DEPTH && u32::from(most) * TELLING_ONE_IN >= depth).then_some((most, Base::ACGT[column]))
}

/// The alleles of one specimen at a place. `seen` is room for its reads.
fn alleles(
    reads: &ShardReads,
    position: Position,
    [reference, alternate]: [Base; 2],
    seen: &mut Vec<(u64, Base)>,
) -> Alleles {
    seen.clear();
    let Ok(site) = Interval::new(position, position) else { return Alleles::default() };
    for read in reads.overlapping(site) {
        if read.record.mapping_quality().is_none_or(|quality| quality.phred().get() < COUNTED_QUALITY) {
            continue;
        }
        let Some(at) = read.place_of(position.zero_based()) else { continue };
        if read.record.qualities().is_some_and(|qualities| qualities.get(at).is_some_and(|q| *q >= COUNTED_QUALITY)) {
            seen.push((read.name, read.record.base(at)));
        }
    }
    seen.sort_unstable();
    let mut alleles = Alleles::default();
    for mates in seen.chunk_by(|a, b| a.0 == b.0) {
        let base = mates[0].1;
        let counter = match base {
            _ if mates.iter().any(|mate| mate.1 != base) || base == Base::N => continue,
            base if base == reference => &mut alleles.reference,
            base if base == alternate => &mut alleles.alternate,
            _ => &mut alleles.other,
        };
        *counter = counter.saturating_add(1);
    }
    alleles
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_pieces_does_not_matter() {
        let site = |contig: usize, at: u32| {
            let position = Position::new(at).unwrap();
            let contig = ContigIndex::new(contig).unwrap();
            let (reference, alternate) = (Base::A, Base::G);
            AlleleSite { contig, position, reference, alternate, beside: [Base::N; 2], frequency: None }
        };
        let of = |number: u16| vec![Alleles { reference: number, ..Alleles::default() }; 2];
        let pieces = [
            AlleleCounts::from_sites([(site(0, 5), of(1)), (site(0, 9), of(2))]),
            AlleleCounts::default(),
            AlleleCounts::from_sites([(site(0, 12), of(3))]),
            AlleleCounts::from_sites([(site(1, 2), of(4))]),
        ];
        let join = |order: [usize; 4]| {
            let mut sum = AlleleCounts::default();
            for place in order {
                sum.add(pieces[place].clone());
            }
            sum
        };
        let sum = join([0, 1, 2, 3]);
        assert!([[3, 2, 1, 0], [2, 0, 3, 1], [1, 3, 0, 2]].into_iter().all(|order| join(order) == sum));
        let depths: Vec<u32> = sum.iter().map(|(_, alleles)| alleles[1].depth()).collect();
        assert_eq!((sum.len(), depths), (4, vec![1, 2, 3, 4]));
    }
}
