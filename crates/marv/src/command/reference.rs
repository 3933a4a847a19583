//! `marv reference`: the store of a reference with its genes and bands.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use annotation::store::{AnnotationStore, Sources, prepare};
use anyhow::bail;
use clap::{Args, Subcommand};
use hts::fasta::ReferenceGenome;

#[derive(Debug, Subcommand)]
pub enum Reference {
    Prepare(Prepare),
    /// Shows what a store was made from.
    Show(Show),
}

/// Makes a reference store: bases, transcripts and bands in one file with checksums, which opens in milliseconds.
///
/// It is made once for an assembly and a release of gene models; `marv annotate` then needs neither FASTA nor GTF. The
/// reference must be GRCh38 with all its chromosomes. Of each gene's transcripts MANE Select comes first, then MANE Plus
/// Clinical, then the source's canonical one, then the longest that is translated.
///
/// Where to take the files from: GTF or GFF3 of Ensembl, GENCODE or RefSeq; MANE.GRCh38.v1.x.summary.txt of NCBI (needed
/// where the gene models do not name MANE's transcripts, and for the accession of the other source); cytoBand.txt of UCSC.
/// Plain, gzip or bgzip.
#[derive(Debug, Args)]
pub struct Prepare {
    /// The reference (FASTA with .fai).
    #[arg(long, value_name = "FASTA")]
    fasta: PathBuf,
    /// Gene models of the same assembly.
    #[arg(long, value_name = "GTF|GFF3")]
    genes: PathBuf,
    /// The summary of MANE.
    #[arg(long, value_name = "TXT")]
    mane: Option<PathBuf>,
    /// Bands of chromosomes.
    #[arg(long, value_name = "TXT")]
    cytobands: Option<PathBuf>,
    /// A name for a reference that is no human assembly, for tests. HGVS then names contigs as the FASTA does.
    #[arg(long, value_name = "NAME")]
    other_assembly: Option<String>,
    /// Where the store goes.
    #[arg(long, value_name = "STORE")]
    out: PathBuf,
}

#[derive(Debug, Args)]
pub struct Show {
    /// The store.
    #[arg(value_name = "STORE")]
    store: PathBuf,
}

pub fn run(command: Reference) -> anyhow::Result<ExitCode> {
    match command {
        Reference::Prepare(command) => run_prepare(&command),
        Reference::Show(command) => show(&AnnotationStore::open(&command.store)?),
    }
}

fn run_prepare(command: &Prepare) -> anyhow::Result<ExitCode> {
    if command.out.exists() {
        bail!("{} exists; give another name with --out", command.out.display());
    }
    let reference = ReferenceGenome::open(&command.fasta)?;
    let sources = Sources {
        genes: &command.genes,
        mane: command.mane.as_deref(),
        cytobands: command.cytobands.as_deref(),
        other_assembly: command.other_assembly.as_deref(),
    };
    let prepared = prepare(&reference, &sources, &command.out)?;
    let mut text = std::io::stdout().lock();
    writeln!(text, "{} genes, {} transcripts", prepared.genes, prepared.transcripts)?;
    let whole = prepared.translated - prepared.untranslatable.len();
    writeln!(text, "{whole} of {} complete translated transcripts give a protein", prepared.translated)?;
    for (gene, transcript) in &prepared.untranslatable {
        writeln!(text, "no protein: {gene} {transcript}")?;
    }
    for transcript in &prepared.unusable {
        writeln!(text, "left out: {transcript} has no exons, or exons that overlap")?;
    }
    for (contig, features) in &prepared.left_out {
        writeln!(text, "left out: {features} features on {contig}, which the reference lacks")?;
    }
    drop(text);
    show(&prepared.store)
}

fn show(store: &AnnotationStore) -> anyhow::Result<ExitCode> {
    let mut text = std::io::stdout().lock();
    writeln!(text, "{}: {}, {} contigs", store.path().display(), store.assembly(), store.contigs().contigs().len())?;
    for source in store.sources() {
        writeln!(text, "{}: {}, {} bytes, SHA-256 {}", source.role, source.name, source.bytes, source.sha256)?;
    }
    writeln!(text, "{} bands", store.cytobands().bands().len())?;
    writeln!(text, "store {}", store.id())?;
    Ok(ExitCode::SUCCESS)
}
