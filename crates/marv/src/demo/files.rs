//! The files that describe the genome: FASTA, gene models, bands, regions and hot spots.

use std::fmt::Write as _;
use std::fs;
use std::ops::Range;
use std::path::Path;

use annotation::store::{Sources, prepare};
use anyhow::Context;
use genome::contig::ContigName;
use genome::position::Strand;
use genome::sequence::Base;
use hts::fasta::{FastaWriter, ReferenceGenome};

use super::coding::{HOT_SPOTS, NPM1_DOUBLED, bases};
use super::facts::{CHROMOSOMES, Chromosome};
use super::genome::{DemoGenome, PlacedGene};
use super::variants::{npm1_insertion, substitution};

/// The reference.
pub const REFERENCE: &str = "reference.fa";
/// The store of reference, genes and bands.
pub const STORE: &str = "demo.store";
/// Coding sequence of the genes.
pub const PANEL: &str = "panel.bed";
/// The same with the genes' names.
pub const GENES: &str = "genes.bed";
/// Recurrent variants.
pub const HOT_SPOT_FILE: &str = "hotspots.vcf";
/// Loci of tandem duplications.
pub const TANDEM: &str = "itd.bed";
/// Arms of chromosomes.
pub const ARMS: &str = "arms.bed";
const GENE_MODELS: &str = "genes.gtf";
const BANDS: &str = "cytobands.txt";

/// What the reference is called, so that nobody takes it for a human one.
const ASSEMBLY: &str = "marv-demo";
/// Bases beside coding sequence that belong to the panel: splice sites.
const BESIDE: usize = 20;

/// Writes all of them, and the store that is made from them.
pub fn write(genome: &DemoGenome, folder: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let path = |name: &str| folder.join(name);
    let mut fasta = FastaWriter::create(&path(REFERENCE))?;
    for (name, bases) in &genome.contigs {
        fasta.write(&ContigName::new(name)?, bases)?;
    }
    fasta.finish()?;
    let texts = [
        (GENE_MODELS, gene_models(genome)),
        (BANDS, bands(genome)?),
        (PANEL, regions(&genome.genes, BESIDE)),
        (GENES, regions(&genome.genes, 0)),
        (HOT_SPOT_FILE, hot_spots(genome)?),
        (TANDEM, tandem_loci(genome)?),
        (ARMS, arms(genome)?),
    ];
    for (name, text) in texts {
        fs::write(path(name), text).with_context(|| format!("cannot write {}", path(name).display()))?;
    }
    let sources = Sources {
        genes: &path(GENE_MODELS),
        mane: None,
        cytobands: Some(&path(BANDS)),
        other_assembly: Some(ASSEMBLY),
    };
    prepare(&ReferenceGenome::open(&path(REFERENCE))?, &sources, &path(STORE))?;
    Ok(())
}

/// Gene models (GTF 2.2: the stop codon is no part of CDS).
fn gene_models(genome: &DemoGenome) -> String {
    let mut text =
        "##description: made-up genes on a made-up genome, with the names and exons of MANE Select\n".to_owned();
    for gene in &genome.genes {
        let symbol = gene.facts.symbol;
        let strand = if gene.facts.strand == Strand::Forward { '+' } else { '-' };
        let mut line = |feature: &str, Range { start, end }: Range<usize>, number: Option<usize>| {
            let exon = number.map_or_else(String::new, |number| format!(" exon_number \"{number}\";"));
            let _infallible = writeln!(
                text,
                "{}\tmarv\t{feature}\t{}\t{end}\t.\t{strand}\t.\tgene_id \"DEMO-{symbol}\"; transcript_id \
                 \"DEMO-{symbol}.1\"; gene_name \"{symbol}\"; gene_biotype \"protein_coding\"; transcript_biotype \
                 \"protein_coding\"; tag \"Ensembl_canonical\";{exon}",
                gene.facts.contig,
                start + 1,
            );
        };
        line("transcript", gene.start..gene.end(), None);
        for (number, exon) in gene.exons().enumerate() {
            line("exon", exon, Some(number + 1));
        }
        for part in without_stop(gene) {
            line("CDS", part, None);
        }
        if let Some(last) = gene.translated().last() {
            line("stop_codon", last_codon(gene, &last), None);
        }
    }
    text
}

fn last_codon(gene: &PlacedGene, last: &Range<usize>) -> Range<usize> {
    match gene.facts.strand {
        Strand::Forward => last.end - 3..last.end,
        Strand::Reverse => last.start..last.start + 3,
    }
}

fn without_stop(gene: &PlacedGene) -> impl Iterator<Item = Range<usize>> {
    let last = gene.translated().last();
    gene.translated()
        .map(move |part| match gene.facts.strand {
            Strand::Forward if Some(&part) == last.as_ref() => part.start..part.end - 3,
            Strand::Reverse if Some(&part) == last.as_ref() => part.start + 3..part.end,
            _ => part,
        })
        .filter(|part| !part.is_empty())
}

/// Each chromosome's bands with their bases, 0-based.
fn banded(genome: &DemoGenome, chromosome: &'static Chromosome) -> anyhow::Result<Vec<(&'static str, Range<usize>)>> {
    let mut start = 0;
    let band = |(name, end): &(&'static str, u32)| {
        let end = genome.place(chromosome.name, *end)?;
        Ok((*name, std::mem::replace(&mut start, end)..end))
    };
    chromosome.bands.iter().map(band).collect()
}

/// The bands as UCSC writes them. The two at the centromere are stained as such, all others as if they were pale.
fn bands(genome: &DemoGenome) -> anyhow::Result<String> {
    let mut text = String::new();
    for chromosome in CHROMOSOMES {
        let bands = banded(genome, chromosome)?;
        let long = bands.iter().position(|(name, _)| name.starts_with('q')).unwrap_or_default();
        for (place, (name, Range { start, end })) in bands.iter().enumerate() {
            let stain = if place == long || place + 1 == long { "acen" } else { "gneg" };
            writeln!(text, "{}\t{start}\t{end}\t{name}\t{stain}", chromosome.name)?;
        }
    }
    Ok(text)
}

/// The arms of chromosomes, by the names that rules use, such as 7q.
fn arms(genome: &DemoGenome) -> anyhow::Result<String> {
    let mut text = String::new();
    for chromosome in CHROMOSOMES {
        let bands = banded(genome, chromosome)?;
        for arm in ["p", "q"] {
            let mut of_arm = bands.iter().filter(|(name, _)| name.starts_with(arm)).map(|(_, range)| range);
            let Some(first) = of_arm.next() else { continue };
            let end = of_arm.next_back().unwrap_or(first).end;
            let number = chromosome.name.trim_start_matches("chr");
            writeln!(text, "{}\t{}\t{end}\t{number}{arm}", chromosome.name, first.start)?;
        }
    }
    Ok(text)
}

fn bed_line(contig: &str, Range { start, end }: &Range<usize>, name: &str) -> String {
    format!("{contig}\t{start}\t{end}\t{name}\n")
}

fn regions(genes: &[PlacedGene], beside: usize) -> String {
    let of_gene = |gene: &PlacedGene| {
        let line = |part: Range<usize>| {
            let wider = part.start.saturating_sub(beside)..part.end + beside;
            bed_line(gene.facts.contig, &wider, gene.facts.symbol)
        };
        gene.translated().map(line).collect::<String>()
    };
    genes.iter().map(of_gene).collect()
}

/// Loci of tandem duplications; `knowledge/loci/tandem.grch38.bed` says why these exons. A name that ends in -PTD is searched
/// for partial tandem duplications of the whole gene.
fn tandem_loci(genome: &DemoGenome) -> anyhow::Result<String> {
    const LOCI: &[(&str, std::ops::RangeInclusive<usize>)] =
        &[("FLT3", 13..=15), ("WT1", 7..=7), ("KIT", 8..=11), ("CEBPA", 1..=1), ("BCOR", 15..=15)];
    let mut text = String::new();
    for (symbol, numbers) in LOCI {
        let gene = genome.gene(symbol)?;
        for exon in gene.exons().skip(numbers.start() - 1).take(numbers.clone().count()) {
            text.push_str(&bed_line(gene.facts.contig, &exon, symbol));
        }
    }
    let gene = genome.gene("KMT2A")?;
    text.push_str(&bed_line(gene.facts.contig, &(gene.start..gene.end()), "KMT2A-PTD"));
    Ok(text)
}

fn letters(bases: &[Base]) -> String {
    bases.iter().map(|base| char::from(base.letter())).collect()
}

/// The recurrent variants as a VCF.
fn hot_spots(genome: &DemoGenome) -> anyhow::Result<String> {
    let mut text = "##fileformat=VCFv4.3\n".to_owned();
    for (name, bases) in &genome.contigs {
        writeln!(text, "##contig=<ID={name},length={}>", bases.len())?;
    }
    text.push_str("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n");
    let mut lines = Vec::new();
    for spot in HOT_SPOTS {
        let gene = genome.gene(spot.gene)?;
        let (at, base) = substitution(genome, spot)?;
        lines.push((gene.facts.contig, at, genome.bases(gene.facts.contig)?[at..=at].to_vec(), vec![base]));
    }
    let at = npm1_insertion(genome)? - 1;
    let contig = genome.gene("NPM1")?.facts.contig;
    let before = genome.bases(contig)?[at..=at].to_vec();
    let inserted = [before.clone(), bases(NPM1_DOUBLED)].concat();
    lines.push((contig, at, before, inserted));
    let order = |name: &str| genome.contigs.iter().position(|(contig, _)| *contig == name);
    lines.sort_by_key(|(contig, at, ..)| (order(contig), *at));
    for (contig, at, reference, alternate) in lines {
        writeln!(text, "{contig}\t{}\t.\t{}\t{}\t.\t.\t.", at + 1, letters(&reference), letters(&alternate))?;
    }
    Ok(text)
}
