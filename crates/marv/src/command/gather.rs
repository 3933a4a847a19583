//! `marv gather`: judges the parts that `marv call --part` collected.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use calling::scatter::{EvidenceFile, gather};
use calling::shard;
use clap::Args;

use super::asked::Asked;
use crate::results;

/// Joins the parts of one pair that `marv call --part` collected, judges them, and writes what one run would have written,
/// byte for byte.
///
/// Parts of different files, options or programs are refused, and so are pieces that are missing or come twice. Parts of
/// less than the whole genome are gathered with the regions that one run would be given. Neither the BAM files nor the
/// reference are needed.
///
/// Exit codes: 0 calls were written; 1 a part cannot be used, or one is missing; 2 wrong arguments; 16 a quality check
/// stopped the pair, and no calls were written.
#[derive(Debug, Args)]
pub struct Gather {
    /// The evidence files of all parts, in any order.
    #[arg(required = true, value_name = "PART")]
    parts: Vec<PathBuf>,
    /// Where the results go: somatic.vcf.gz, quality.json, manifest.json. Earlier results there are never overwritten.
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    #[command(flatten)]
    asked: Asked,
    /// Accept a stop of the quality checks by its name, e.g. depth:SAMPLE; the acceptance is written into the results.
    #[arg(long, value_name = "CHECK")]
    accept: Vec<String>,
}

pub fn run(arguments: &Gather) -> anyhow::Result<ExitCode> {
    let Gather { parts, out, asked, accept } = arguments;
    results::refuse_earlier(out, false)?;
    judge(&mut opened(parts)?, asked, accept, out)
}

/// The evidence files of parts.
pub fn opened(parts: &[PathBuf]) -> anyhow::Result<Vec<EvidenceFile>> {
    let program = results::program()?;
    Ok(parts.iter().map(|path| EvidenceFile::open(path, &program)).collect::<Result<Vec<_>, _>>()?)
}

/// Joins and judges the parts of one result, as one run would have.
pub fn judge(files: &mut [EvidenceFile], asked: &Asked, accept: &[String], out: &Path) -> anyhow::Result<ExitCode> {
    let first = &files.first().context("no part was given")?.run().pair;
    results::refuse_unknown(accept, first)?;
    let contigs = &first.reference.contigs;
    let pieces = shard::plan(contigs, asked.read(contigs)?.as_ref());
    let (run, collected) = gather(files, &pieces)?;
    fs::create_dir_all(out).with_context(|| format!("cannot make {}", out.display()))?;
    results::write(&run, &collected, asked, accept, out)
}
