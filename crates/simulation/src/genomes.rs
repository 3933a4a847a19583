//! The haplotypes of a stretch of a contig, as the copies in the cells of a sample have them.

use std::ops::Range;

use genome::contig::ContigIndex;
use genome::sequence::Base;

use crate::cells::Shares;
use crate::haplotype::Haplotype;
use crate::structure::{Evolution, Stretch};
use crate::variants::{ContigVariants, GermlineSite, SomaticVariant};

/// A contig with what each copy of it carries.
#[derive(Clone, Copy)]
pub(crate) struct Carried<'a> {
    pub index: ContigIndex,
    pub bases: &'a [Base],
    pub variants: &'a ContigVariants,
    pub evolution: &'a Evolution,
}

/// A haplotype, as a chromosome has it from one place of the contig to another.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Source {
    /// Its number.
    haplotype: usize,
    pub start: usize,
    pub end: usize,
    /// The depth that it adds, in multiples of the mean depth.
    pub share: f64,
}

/// The haplotypes of a stretch of a contig, each that differs once.
#[derive(Debug, Clone)]
pub(crate) struct Genomes {
    haplotypes: Vec<Haplotype>,
    sources: Vec<Source>,
}

/// The part of a sorted list whose places lie in a stretch.
fn within<'a, T>(list: &'a [T], range: &Range<usize>, start: impl Fn(&T) -> u32) -> &'a [T] {
    let from = list.partition_point(|item| (start(item) as usize) < range.start);
    let to = list.partition_point(|item| (start(item) as usize) < range.end);
    &list[from..to]
}

impl Carried<'_> {
    /// The acquired variants within a range that a copy carries in the cells of a generation.
    fn acquired(&self, range: &Range<usize>, generation: usize, stretch: &Stretch) -> Vec<&SomaticVariant> {
        let somatic = within(&self.variants.somatic, range, |variant| variant.edit.start.zero_based());
        let carries = |variant: &&SomaticVariant| {
            self.evolution.first_generation(variant.clone) <= generation
                && self.evolution.descends(stretch, variant.haplotype, variant.birth)
        };
        somatic.iter().filter(carries).collect()
    }

    fn build(
        &self,
        range: &Range<usize>,
        inherited: impl Fn(&GermlineSite) -> bool,
        acquired: &[&SomaticVariant],
    ) -> Haplotype {
        let germline = within(&self.variants.germline, range, |site| site.edit.start.zero_based());
        let inherited = germline.iter().filter(|site| inherited(site)).map(|site| &site.edit);
        let mut edits: Vec<_> = inherited.chain(acquired.iter().map(|variant| &variant.edit)).collect();
        edits.sort_by_key(|edit| edit.start);
        Haplotype::build(self.bases, range.clone(), edits)
    }

    /// The haplotype of a range, as a copy has it in the cells of a generation.
    pub(crate) fn haplotype(&self, range: &Range<usize>, generation: usize, stretch: &Stretch) -> Haplotype {
        self.build(range, |site| site.patient[stretch.side], &self.acquired(range, generation, stretch))
    }

    /// The haplotypes of a range in a sample, with all that `inside` has of it.
    pub(crate) fn genomes(&self, range: &Range<usize>, inside: &Range<usize>, shares: &Shares) -> Genomes {
        let mut genomes = Genomes { haplotypes: Vec::new(), sources: Vec::new() };
        // The haplotype by number: its side and what it has acquired.
        let mut known: Vec<(usize, Vec<&SomaticVariant>)> = Vec::new();
        for generation in self.evolution.generations() {
            for stretch in self.evolution.stretches(generation, self.index) {
                let (start, end) = (stretch.start.max(range.start), stretch.end.min(range.end));
                if start >= inside.end || end <= inside.start {
                    continue;
                }
                let acquired = self.acquired(range, generation, stretch);
                let same = |(side, list): &(usize, Vec<&SomaticVariant>)| {
                    *side == stretch.side
                        && list.len() == acquired.len()
                        && list.iter().zip(&acquired).all(|(a, b)| std::ptr::eq(*a, *b))
                };
                let haplotype = known.iter().position(same).unwrap_or_else(|| {
                    genomes.haplotypes.push(self.build(range, |site| site.patient[stretch.side], &acquired));
                    known.push((stretch.side, acquired));
                    known.len() - 1
                });
                genomes.add(Source { haplotype, start, end, share: shares.of(generation) });
            }
        }
        for side in [0, 1] {
            let haplotype = genomes.haplotypes.len();
            genomes.haplotypes.push(self.build(range, |site| site.contaminant[side], &[]));
            genomes.add(Source { haplotype, start: range.start, end: range.end, share: shares.contaminant });
        }
        genomes
    }
}

impl Genomes {
    fn add(&mut self, source: Source) {
        let place = |source: &Source| (source.haplotype, source.start, source.end);
        match self.sources.iter_mut().find(|known| place(known) == place(&source)) {
            Some(known) => known.share += source.share,
            None => self.sources.push(source),
        }
    }

    /// What there is in the sample, with the haplotypes.
    pub(crate) fn sources(&self) -> impl Iterator<Item = (&Source, &Haplotype)> {
        let present = self.sources.iter().filter(|source| source.share > 0.0);
        present.map(|source| (source, &self.haplotypes[source.haplotype]))
    }
}
