//! `marv annotate`: what the variants of a VCF file do to genes.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use annotation::ann;
use annotation::annotate::{AnnotateError, Annotated, Asked, annotate};
use annotation::store::AnnotationStore;
use anyhow::{Context, bail};
use clap::Args;
use genome::sequence::{Ambiguity, Base, Sequence};
use genome::variant::VariantError;
use hts::unfinished::UnfinishedFile;
use hts::vcf::{VariantSite, VariantSites, VcfWriter};

/// Says what the variants of a VCF file do to genes: consequence, HGVS and band.
///
/// The answer is given for the preferred transcript of each gene (MANE Select, else the source's canonical one, else the
/// longest that is translated) and for MANE Plus Clinical; the selection is stated with each. Variants need not be
/// normalised. Calls on GRCh37 are refused: lift them over first.
///
/// With --out the lines of the file are written again with the field ANN ("Variant annotations in VCF format" v1.0). The
/// table has a line for each allele and transcript. What cannot be annotated (`<DEL>`, breakends, `*`, a base that
/// the reference does not know) has a line that says why.
///
/// Columns of the table: contig, position, id, reference, alternate, `hgvs_g`, cytoband, gene, transcript, counterpart (the
/// accession that MANE pairs with it), selection, consequence (Sequence Ontology, the most severe first), impact, part (exon
/// or intron), `other_numbers` (of the exon or residue, in the literature or on another transcript), `hgvs_c`, `hgvs_p` (predicted, therefore in parentheses),
/// distance (to a gene that it does not touch), `other_placement` (consequence if the same bases lie as far 5' as they can),
/// remarks. An empty field does not apply.
#[derive(Debug, Args)]
pub struct Annotate {
    /// The store that `marv reference prepare` made.
    #[arg(long, value_name = "STORE")]
    store: PathBuf,
    /// The variants: VCF, plain or compressed, in genome order if --out is given.
    #[arg(long, value_name = "VCF")]
    vcf: PathBuf,
    /// The same lines with the field ANN.
    #[arg(long, value_name = "VCF.GZ")]
    out: Option<PathBuf>,
    /// The table (tab-separated). Without this and --out it goes to the standard output.
    #[arg(long, value_name = "TSV")]
    table: Option<PathBuf>,
    /// Answer for all transcripts.
    #[arg(long)]
    all_transcripts: bool,
}

const COLUMNS: [&str; 20] = [
    "contig",
    "position",
    "id",
    "reference",
    "alternate",
    "hgvs_g",
    "cytoband",
    "gene",
    "transcript",
    "counterpart",
    "selection",
    "consequence",
    "impact",
    "part",
    "other_numbers",
    "hgvs_c",
    "hgvs_p",
    "distance",
    "other_placement",
    "remarks",
];

pub fn run(command: &Annotate) -> anyhow::Result<ExitCode> {
    let store = AnnotationStore::open(&command.store)?;
    let mut sites = VariantSites::open(&command.vcf, store.contigs())?;
    refuse_other_assembly(command, &store, &sites)?;
    let asked = if command.all_transcripts { Asked::All } else { Asked::Preferred };
    let header = annotated_header(sites.header(), &store);
    let mut vcf = command.out.as_ref().map(|path| VcfWriter::create(path, &header, store.contigs())).transpose()?;
    let unfinished = command
        .table
        .as_ref()
        .map(|path| UnfinishedFile::create(path).with_context(|| format!("cannot write {}", path.display())));
    let mut table = unfinished.transpose()?.map(std::io::BufWriter::new);
    let mut to_stdout = (vcf.is_none() && table.is_none()).then(|| std::io::BufWriter::new(std::io::stdout().lock()));
    let mut write = |row: &str| -> std::io::Result<()> {
        match (&mut table, &mut to_stdout) {
            (Some(table), _) => writeln!(table, "{row}"),
            (None, Some(stdout)) => writeln!(stdout, "{row}"),
            (None, None) => Ok(()),
        }
    };
    write(&COLUMNS.join("\t"))?;
    let wants_rows = command.table.is_some() || command.out.is_none();
    let mut not_annotated = 0usize;
    while let Some(site) = sites.read()? {
        let mut values = Vec::new();
        let Ok(reference) = bases(site.reference()) else {
            bail!(
                "{}: {}: REF {:?} is no sequence of bases",
                command.vcf.display(),
                place(&store, site),
                site.reference()
            );
        };
        for allele in site.alternates() {
            let name = store.contigs().get(site.contig()).map_or("", |contig| contig.name.as_str());
            let told = match ask(command, &store, site, &reference, allele, asked)? {
                Ok(told) => told,
                Err(reason) => {
                    not_annotated += 1;
                    if wants_rows {
                        let (first, empty) = (start_of_row(name, site, allele), "\t".repeat(COLUMNS.len() - 5));
                        write(&format!("{first}{empty}not annotated: {reason}"))?;
                    }
                    continue;
                }
            };
            if vcf.is_some() {
                values.extend(ann::values(allele, &told));
            }
            if wants_rows {
                for row in rows(&start_of_row(name, site, allele), &told) {
                    write(&row)?;
                }
            }
        }
        if let Some(vcf) = &mut vcf {
            let length = u32::try_from(reference.len()).unwrap_or(1);
            let end = site.position().checked_add(length.saturating_sub(1)).unwrap_or(site.position());
            vcf.write(&with_field(site.line(), &values), site.contig(), site.position(), end)?;
        }
    }
    if let Some(mut stdout) = to_stdout {
        stdout.flush()?;
    }
    if let Some(vcf) = vcf {
        vcf.finish()?;
    }
    if let Some(table) = table {
        table.into_inner().map_err(std::io::IntoInnerError::into_error)?.publish()?;
    }
    if not_annotated > 0 {
        eprintln!("marv: {not_annotated} alleles were not annotated; --table says why");
    }
    Ok(ExitCode::SUCCESS)
}

/// What an allele does, or why that cannot be said. Calls on another assembly end the run.
fn ask(
    command: &Annotate,
    store: &AnnotationStore,
    site: VariantSite,
    reference: &[Base],
    allele: &str,
    asked: Asked,
) -> anyhow::Result<Result<Annotated, &'static str>> {
    let Ok(alternate) = bases(allele) else { return Ok(Err("no sequence of bases")) };
    match annotate(store, site.contig(), site.position(), reference, &alternate, asked) {
        Ok(told) => Ok(Ok(told)),
        Err(AnnotateError::Variant(VariantError::NoChange)) => Ok(Err("it is the allele of the reference")),
        Err(AnnotateError::Variant(VariantError::Mismatch { reference: Base::N, .. })) => {
            Ok(Err("a base of the reference is not known"))
        }
        Err(error @ AnnotateError::Variant(VariantError::Mismatch { .. })) => bail!(
            "{}: {}: {error}; are the calls on {}? calls on GRCh37 must be lifted over first",
            command.vcf.display(),
            place(store, site),
            store.assembly()
        ),
        Err(error) => bail!("{}: {}: {error}", command.vcf.display(), place(store, site)),
    }
}

fn bases(allele: &str) -> Result<Sequence, genome::sequence::NotABase> {
    Sequence::parse(allele.as_bytes(), Ambiguity::ToFirst)
}

fn place(store: &AnnotationStore, site: VariantSite) -> String {
    let name = store.contigs().get(site.contig()).map_or("", |contig| contig.name.as_str());
    format!("{name}:{}", site.position())
}

/// Calls on another assembly are told by the lengths of contigs that their header states.
fn refuse_other_assembly(command: &Annotate, store: &AnnotationStore, sites: &VariantSites) -> anyhow::Result<()> {
    for (name, length) in sites.stated_lengths() {
        let known = store.contigs().find(name).and_then(|index| store.contigs().get(index));
        if let Some(contig) = known.filter(|contig| contig.length.get() != length) {
            bail!(
                "{}: its header says that {name} has {length} bases; in the store ({}) it has {}. The calls are on another \
                 assembly: lift them over first (bcftools +liftover, CrossMap), or call the reads on {}",
                command.vcf.display(),
                store.assembly(),
                contig.length,
                store.assembly()
            );
        }
    }
    Ok(())
}

/// The header with the field and the store that it comes from, before the line of columns.
fn annotated_header(header: &str, store: &AnnotationStore) -> String {
    let columns = header.rfind("#CHROM").unwrap_or(header.len());
    let (before, columns) = header.split_at(columns);
    let kept: Vec<&str> = before.lines().filter(|line| !line.starts_with("##INFO=<ID=ANN,")).collect();
    format!("{}\n{}\n##marv_reference_store={}\n{columns}", kept.join("\n"), ann::HEADER, store.id())
}

/// The line with the field; one that it had is replaced.
fn with_field(line: &str, values: &[String]) -> String {
    let mut fields: Vec<&str> = line.split('\t').collect();
    let info = fields.get(7).copied().unwrap_or(".");
    let mut entries: Vec<String> =
        info.split(';').filter(|entry| *entry != "." && !entry.starts_with("ANN=")).map(str::to_owned).collect();
    if !values.is_empty() {
        entries.push(format!("ANN={}", values.join(",")));
    }
    let info = if entries.is_empty() { ".".to_owned() } else { entries.join(";") };
    if let Some(field) = fields.get_mut(7) {
        *field = &info;
    }
    fields.join("\t")
}

fn start_of_row(contig: &str, site: VariantSite, allele: &str) -> String {
    format!("{contig}\t{}\t{}\t{}\t{allele}", site.position(), site.id().unwrap_or(""), site.reference())
}

fn rows(start: &str, told: &Annotated) -> Vec<String> {
    let start = format!("{start}\t{}\t{}", told.hgvs, told.cytoband.as_deref().unwrap_or(""));
    if told.transcripts.is_empty() {
        let term = told.most_severe();
        return vec![format!("{start}\t\t\t\t\t{term}\t{}\t\t\t\t\t\t\t", term.impact())];
    }
    let row = |transcript: &annotation::annotate::TranscriptAnnotation| {
        let impact = transcript.consequences.most_severe().map(|term| term.impact().to_string());
        [
            start.clone(),
            transcript.gene.clone(),
            transcript.transcript.clone(),
            transcript.counterpart.clone().unwrap_or_default(),
            transcript.selection.to_string(),
            transcript.consequences.to_string(),
            impact.unwrap_or_default(),
            transcript.part.map(|part| part.to_string()).unwrap_or_default(),
            transcript.other_numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "),
            transcript.hgvs.clone().unwrap_or_default(),
            transcript.hgvs_protein().unwrap_or_default(),
            transcript.distance.map(|distance| distance.to_string()).unwrap_or_default(),
            transcript.other_placement.as_ref().map(ToString::to_string).unwrap_or_default(),
            transcript.remarks.join("; "),
        ]
        .join("\t")
    };
    told.transcripts.iter().map(row).collect()
}
