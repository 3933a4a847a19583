//! The genes for which coverage is told: by name only; this room does not know what they mean.

use std::path::Path;

use genome::contig::{ContigIndex, ContigList};
use genome::position::Interval;
use hts::bed::{BedError, NamedRegion, Regions, read_named};

/// Genes, each with its regions (its exons, say), which neither overlap nor touch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Genes {
    names: Vec<String>,
    regions: Vec<Regions>,
}

impl Genes {
    /// Reads a BED file with names. Lines of one name are one gene; the genes keep the order in which the file first names
    /// them.
    ///
    /// # Errors
    /// When the file cannot be read, or a line has no name.
    pub fn read(path: &Path, contigs: &ContigList) -> Result<Self, BedError> {
        Ok(Self::of(read_named(path, contigs)?))
    }

    fn of(named: Vec<NamedRegion>) -> Self {
        let mut genes: Vec<(String, Vec<(ContigIndex, Interval)>)> = Vec::new();
        let mut places = std::collections::HashMap::new();
        for NamedRegion { contig, interval, name } in named {
            let place = *places.entry(name.clone()).or_insert_with(|| {
                genes.push((name, Vec::new()));
                genes.len() - 1
            });
            genes[place].1.push((contig, interval));
        }
        let (names, regions) =
            genes.into_iter().map(|(name, regions)| (name, regions.into_iter().collect::<Regions>())).unzip();
        Self { names, regions }
    }

    /// The names, each at the gene's place.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The parts of an interval that belong to genes, with the gene's place; by gene, then from left to right.
    pub fn within(&self, contig: ContigIndex, interval: Interval) -> impl Iterator<Item = (usize, Interval)> {
        self.regions.iter().enumerate().flat_map(move |(gene, regions)| {
            let parts = regions.overlapping(contig, interval).iter();
            parts.filter_map(move |region| Some((gene, region.intersection(interval)?)))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_one_name_are_one_gene() {
        let (first, second) = (ContigIndex::new(0).unwrap(), ContigIndex::new(1).unwrap());
        let interval = |from, to| Interval::from_half_open(from, to).unwrap();
        let named = |contig, interval, name: &str| NamedRegion { contig, interval, name: name.into() };
        let genes = Genes::of(vec![
            named(first, interval(100, 200), "B"),
            named(first, interval(150, 250), "A"),
            named(second, interval(0, 9), "B"),
            named(first, interval(190, 300), "B"),
        ]);
        assert_eq!(genes.names(), ["B", "A"]);
        let within: Vec<_> = genes.within(first, interval(180, 260)).collect();
        assert_eq!(within, [(0, interval(180, 260)), (1, interval(180, 250))]);
        assert_eq!(genes.within(second, interval(0, 5)).collect::<Vec<_>>(), [(0, interval(0, 5))]);
    }
}
