//! A made-up genome with real names: random bases, with genes laid where they are on the chromosomes of GRCh38.

use std::ops::{Range, RangeInclusive};

use anyhow::{Context, bail};
use genome::position::Strand;
use genome::sequence::Base;
use simulation::plan::{SyntheticContig, SyntheticPlan};
use simulation::random::Random;
use simulation::synthetic::SyntheticGenome;

use super::coding::{behind_stop, coding_sequence};
use super::facts::{CHROMOSOMES, GENES, GeneFacts};

/// Everything random of the genome follows from this number.
const SEED: u64 = 2022;

/// Bases before the start codon, and of an exon before it that is not translated.
const LEADER: usize = 120;
/// Bases behind the stop codon.
const TRAILER: usize = 300;
/// The shortest and the longest intron; those of people are longer.
const INTRONS: [u32; 2] = [200, 800];
/// Introns whose length matters, by the exon before them: those beside exon 14 of FLT3, which are short, and those in which
/// the translocation breaks.
const INTRONS_AFTER: &[(&str, usize, usize)] =
    &[("FLT3", 13, 86), ("FLT3", 14, 90), ("NUP98", NUP98_LAST_EXON, 3000), ("NSD1", NSD1_FIRST_EXON - 1, 3000)];
/// The last exon of NUP98 and the first of NSD1 that the fusion keeps (Jaju et al., Blood 2001;98:1264-1267).
pub const NUP98_LAST_EXON: usize = 12;
/// The first exon of NSD1 that the fusion keeps.
pub const NSD1_FIRST_EXON: usize = 6;
/// Bases between two genes, and to the end of a contig.
const APART: usize = 2000;

/// A gene on its contig.
#[derive(Debug, Clone)]
pub struct PlacedGene {
    /// What is known of it.
    pub facts: &'static GeneFacts,
    /// Its first base, 0-based.
    pub start: usize,
    /// Its exons, in the order of transcription, counted from the first base that is transcribed.
    exons: Vec<Range<usize>>,
    /// Each exon's part that is translated.
    translated: Vec<Range<usize>>,
    /// Its bases, in the direction of transcription.
    bases: Vec<Base>,
}

impl PlacedGene {
    /// The range of bases on the contig, 0-based, that a range of transcribed places has.
    fn on_contig(&self, range: &Range<usize>) -> Range<usize> {
        match self.facts.strand {
            Strand::Forward => self.start + range.start..self.start + range.end,
            Strand::Reverse => self.end() - range.end..self.end() - range.start,
        }
    }

    /// The base behind its last, 0-based.
    pub fn end(&self) -> usize {
        self.start + self.bases.len()
    }

    /// Its exons on the contig, 0-based, in the order of transcription.
    pub fn exons(&self) -> impl Iterator<Item = Range<usize>> {
        self.exons.iter().map(|exon| self.on_contig(exon))
    }

    /// What is translated of each exon that is, likewise.
    pub fn translated(&self) -> impl Iterator<Item = Range<usize>> {
        self.translated.iter().filter(|part| !part.is_empty()).map(|part| self.on_contig(part))
    }

    /// Where coding bases lie on the contig, 0-based; `first` and `last` as HGVS counts them, from 1. Of bases in several exons
    /// the whole stretch between them.
    pub fn coding(&self, first: usize, last: usize) -> anyhow::Result<Range<usize>> {
        let mut offsets = self.translated.iter().flat_map(Clone::clone);
        let place = |offset: Option<usize>| {
            offset.with_context(|| format!("{} has no base c.{first} to c.{last}", self.facts.symbol))
        };
        let start = place(offsets.nth(first - 1))?;
        let end = if last > first { place(offsets.nth(last - first - 1))? } else { start };
        Ok(self.on_contig(&(start..end + 1)))
    }

    /// Where the codons of residues lie, likewise.
    pub fn codons(&self, residues: RangeInclusive<usize>) -> anyhow::Result<Range<usize>> {
        self.coding(3 * residues.start() - 2, 3 * residues.end())
    }

    /// The middle of the intron behind an exon, counted from 1: a place on the contig, 0-based.
    pub fn intron_after(&self, exon: usize) -> anyhow::Result<usize> {
        let [before, behind] = self.exons.get(exon - 1..=exon).unwrap_or_default() else {
            bail!("{} has no intron behind exon {exon}", self.facts.symbol);
        };
        Ok(self.on_contig(&(before.end..behind.start)).start.midpoint(self.on_contig(&(before.end..behind.start)).end))
    }

    fn transcribe(facts: &'static GeneFacts, random: &mut Random) -> Self {
        let coding = coding_sequence(facts.symbol, facts.exons.iter().sum(), random);
        let mut gene =
            Self { facts, start: 0, exons: Vec::new(), translated: Vec::new(), bases: Vec::with_capacity(40_000) };
        let mut done = 0;
        for (place, translated) in facts.exons.iter().enumerate() {
            let start = gene.bases.len();
            // What is not translated: a whole exon before the start codon, or the bases before it in its exon.
            if done == 0 {
                gene.bases.extend((0..LEADER).map(|_| random.base()));
            }
            let from = gene.bases.len();
            gene.bases.extend(coding.iter().skip(done).take(*translated));
            done += translated;
            let to = gene.bases.len();
            if done == coding.len() {
                gene.bases.extend(behind_stop(facts.symbol));
                gene.bases.extend((0..TRAILER).map(|_| random.base()));
            }
            gene.exons.push(start..gene.bases.len());
            gene.translated.push(from..to);
            if place + 1 < facts.exons.len() {
                gene.intron(place + 1, random);
            }
        }
        gene
    }

    /// Adds the intron behind an exon: GT, anything, AG.
    fn intron(&mut self, exon: usize, random: &mut Random) {
        let fixed = INTRONS_AFTER.iter().find(|(gene, after, _)| *gene == self.facts.symbol && *after == exon);
        let length = fixed.map_or_else(|| random.between(INTRONS[0], INTRONS[1]) as usize, |(.., length)| *length);
        self.bases.extend([Base::G, Base::T]);
        self.bases.extend((4..length).map(|_| random.base()));
        self.bases.extend([Base::A, Base::G]);
    }
}

/// The genome of the demonstration.
#[derive(Debug, Clone)]
pub struct DemoGenome {
    /// Contigs with their bases, in the order of [`CHROMOSOMES`].
    pub contigs: Vec<(&'static str, Vec<Base>)>,
    /// Genes, in the order of [`GENES`].
    pub genes: Vec<PlacedGene>,
}

impl DemoGenome {
    /// Makes it; `scale` is the length of its contigs against that of [`CHROMOSOMES`]. Genes stay as long as they are.
    pub fn make(scale: f64) -> anyhow::Result<Self> {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` cuts to the range of u32")]
        let length = |length: u32| (f64::from(length) * scale).round() as u32;
        let contig = |name: &str, bases| SyntheticContig { name: name.to_owned(), length: length(bases) };
        let plan = SyntheticPlan {
            contigs: CHROMOSOMES.iter().map(|chromosome| contig(chromosome.name, chromosome.length)).collect(),
            copied: 0.0,
            ..SyntheticPlan::default()
        };
        let ground = SyntheticGenome::make(&plan, SEED)?;
        let mut genome = Self { contigs: Vec::new(), genes: Vec::new() };
        for (chromosome, bases) in CHROMOSOMES.iter().zip(ground.sequences()) {
            let mut bases = bases.clone();
            let mut genes = genes_of(chromosome.name);
            lay(&mut genes, bases.len())?;
            for gene in &genes {
                let place = bases.get_mut(gene.start..gene.end()).context("a gene leaves its contig")?;
                match gene.facts.strand {
                    Strand::Forward => place.copy_from_slice(&gene.bases),
                    Strand::Reverse => place
                        .iter_mut()
                        .zip(gene.bases.iter().rev())
                        .for_each(|(place, base)| *place = base.complement()),
                }
            }
            genome.contigs.push((chromosome.name, bases));
            genome.genes.extend(genes);
        }
        Ok(genome)
    }

    /// The gene of a symbol.
    pub fn gene(&self, symbol: &str) -> anyhow::Result<&PlacedGene> {
        let gene = self.genes.iter().find(|gene| gene.facts.symbol == symbol);
        gene.with_context(|| format!("the genome has no gene {symbol}"))
    }

    /// The bases of a contig.
    pub fn bases(&self, contig: &str) -> anyhow::Result<&[Base]> {
        let found = self.contigs.iter().find(|(name, _)| *name == contig);
        found.map(|(_, bases)| bases.as_slice()).with_context(|| format!("the genome has no contig {contig}"))
    }

    /// A place on a contig, 0-based, in thousandths of its length.
    pub fn place(&self, contig: &str, thousandths: u32) -> anyhow::Result<usize> {
        Ok(self.bases(contig)?.len() * thousandths as usize / 1000)
    }
}

/// The genes of a contig, each from its own stream of random numbers.
fn genes_of(contig: &str) -> Vec<PlacedGene> {
    let numbered = GENES.iter().zip(0u64..).filter(|(gene, _)| gene.contig == contig);
    numbered.map(|(gene, number)| PlacedGene::transcribe(gene, &mut Random::stream(SEED, &[1000, number]))).collect()
}

/// Lays genes as near to their places as they can lie apart from each other.
fn lay(genes: &mut [PlacedGene], length: usize) -> anyhow::Result<()> {
    let mut free = APART;
    for gene in genes.iter_mut() {
        let middle = length * gene.facts.place as usize / 1000;
        gene.start = middle.saturating_sub(gene.bases.len() / 2).max(free);
        free = gene.end() + APART;
    }
    let mut end = length;
    for gene in genes.iter_mut().rev() {
        let last = end.checked_sub(gene.bases.len() + APART);
        gene.start = gene.start.min(last.with_context(|| format!("{} does not fit", gene.facts.symbol))?);
        end = gene.start;
    }
    if genes.first().is_some_and(|gene| gene.start < APART) {
        bail!("a contig of {length} bases is too short for its genes; give a larger scale");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::coding::{FLT3_DOUBLED, HOT_SPOTS, bases};

    fn reading(genome: &DemoGenome, gene: &PlacedGene, range: Range<usize>) -> Vec<Base> {
        let forward = genome.bases(gene.facts.contig).unwrap()[range].to_vec();
        match gene.facts.strand {
            Strand::Forward => forward,
            Strand::Reverse => forward.iter().rev().map(|base| base.complement()).collect(),
        }
    }

    #[test]
    fn genes_lie_apart_at_their_places_with_their_codons() {
        for scale in [1.0, 0.25] {
            let genome = DemoGenome::make(scale).unwrap();
            for pair in genome.genes.windows(2).filter(|pair| pair[0].facts.contig == pair[1].facts.contig) {
                assert!(pair[0].end() + APART <= pair[1].start);
            }
            for gene in &genome.genes {
                assert!(gene.facts.exons.iter().sum::<usize>().is_multiple_of(3), "{}", gene.facts.symbol);
                assert_eq!(reading(&genome, gene, gene.codons(1..=1).unwrap()), bases("ATG"));
            }
            for spot in HOT_SPOTS {
                let gene = genome.gene(spot.gene).unwrap();
                let codon = gene.codons(spot.residue..=spot.residue).unwrap();
                assert_eq!(codon.len(), 3, "{} {} lies across an intron", spot.gene, spot.residue);
                assert_eq!(reading(&genome, gene, codon), bases(spot.codon), "{} {}", spot.gene, spot.residue);
            }
            let flt3 = genome.gene("FLT3").unwrap();
            let doubled = flt3.codons(FLT3_DOUBLED).unwrap();
            assert_eq!(doubled.len(), 57);
            let exon = flt3.exons().nth(13).unwrap();
            assert!(exon.start <= doubled.start && doubled.end <= exon.end, "within exon 14");
        }
        assert!(DemoGenome::make(0.02).is_err());
    }
}
