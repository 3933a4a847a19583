//! `marv segments`: copy numbers from the tables of a run, without the reads.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use calling::copy_number::CopyNumber;
use calling::copy_number::call::Kind;
use calling::copy_number::evidence::Evidence;
use calling::copy_number::fit::Stated;
use clap::Args;
use genome::quantity::{Ploidy, Purity};
use hts::bed;

use crate::results;

/// What a run writes of copy numbers.
pub const FILES: [&str; 2] = [SEGMENTS, PURITY];
const SEGMENTS: &str = "segments.tsv";
const PURITY: &str = "purity.json";
const ARMS: &str = "arms.tsv";

/// Tells copy numbers, purity and ploidy again from the folder of a run, in seconds: with another purity, or for named regions.
///
/// Read are depth.bed.gz, alleles.tsv.gz, breakends.tsv.gz, somatic.vcf.gz and quality.json; without options the result is
/// that of the run. docs/copy-number.md describes segments.tsv, purity.json and arms.tsv.
#[derive(Debug, Args)]
pub struct Segments {
    /// The folder that marv call or marv gather wrote.
    #[arg(value_name = "CALLS")]
    calls: PathBuf,
    /// The share of tumour cells, from 0.01 to 1, where it is known otherwise.
    #[arg(long, value_name = "SHARE", value_parser = purity)]
    purity: Option<Purity>,
    /// The mean copies of the autosomes in tumour cells, from 0.5 to 8, where they are known otherwise.
    #[arg(long, value_name = "COPIES", value_parser = ploidy)]
    ploidy: Option<Ploidy>,
    /// Named regions (BED), such as 5q: what is seen of each goes to arms.tsv, whether anything is called or not.
    #[arg(long, value_name = "BED")]
    arms: Option<PathBuf>,
    /// Where segments.tsv, purity.json and arms.tsv go. Earlier results there are never overwritten.
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
}

fn within(text: &str, from: f64, to: f64) -> Result<f64, String> {
    let value = text.parse::<f64>().ok().filter(|value| (from..=to).contains(value));
    value.ok_or_else(|| format!("a number from {from} to {to} is wanted"))
}

fn purity(text: &str) -> Result<Purity, String> {
    Purity::new(within(text, 0.01, 1.0)?).map_err(|error| error.to_string())
}

fn ploidy(text: &str) -> Result<Ploidy, String> {
    Ploidy::new(within(text, 0.5, 8.0)?).map_err(|error| error.to_string())
}

pub fn run(arguments: &Segments) -> anyhow::Result<ExitCode> {
    let Segments { calls, purity, ploidy, arms, out } = arguments;
    if !calls.join(results::MANIFEST).exists() {
        bail!(
            "{} holds no {}: the run is not complete, or the folder is not one of calls",
            calls.display(),
            results::MANIFEST
        );
    }
    if let Some(there) = FILES.iter().chain(&[ARMS]).find(|name| out.join(name).exists()) {
        bail!("{} holds an earlier {there}; give another folder with --out", out.display());
    }
    fs::create_dir_all(out).with_context(|| format!("cannot make {}", out.display()))?;
    let found = write(calls, out, Stated { purity: *purity, ploidy: *ploidy }, arms.as_deref())?;
    writeln!(std::io::stdout(), "{}", summary(&found))?;
    Ok(ExitCode::SUCCESS)
}

/// Tells copy numbers from the tables in one folder, and writes them to another, or the same.
pub fn write(calls: &Path, out: &Path, stated: Stated, arms: Option<&Path>) -> anyhow::Result<CopyNumber> {
    let evidence = Evidence::read(calls)?;
    let contigs = &evidence.contigs;
    let regions = arms.map(|path| bed::read_named(path, contigs)).transpose()?.unwrap_or_default();
    let found = CopyNumber::of(&evidence, stated, &regions);
    let program = results::program()?.version;
    let cannot = |name: &str| format!("cannot write {}", out.join(name).display());
    found.write_purity(&out.join(PURITY), &program, &evidence, stated).with_context(|| cannot(PURITY))?;
    if arms.is_some() {
        found.write_arms(&out.join(ARMS), &program, contigs).with_context(|| cannot(ARMS))?;
    }
    found.write_segments(&out.join(SEGMENTS), &program, contigs).with_context(|| cannot(SEGMENTS))?;
    Ok(found)
}

/// The fits and how many segments are changed, for a terminal.
fn summary(found: &CopyNumber) -> String {
    let changed = |kind: &Kind| !matches!(kind, Kind::Neutral | Kind::NotAssessable);
    let changed = found.segments.iter().filter(|(_, call)| changed(&call.kind)).count();
    let mut lines = vec![format!("{changed} of {} segments are changed", found.segments.len())];
    if let Some(fits) = &found.fits {
        lines.push(match fits.purity() {
            Some(purity) => format!("purity {purity:.2}, ploidy {:.2}", fits.best().ploidy),
            None => "the purity is not known".to_owned(),
        });
        lines.push(fits.because());
        let others = fits.all().iter().skip(1).map(|fit| {
            let above = fit.cost() - fits.best().cost();
            format!("  or purity {:.2}, ploidy {:.2}, at a cost of {above:.1} more", fit.mixture.purity, fit.ploidy)
        });
        lines.extend(others);
    }
    lines.extend(found.not_assessed.iter().map(|reason| format!("not assessed: {reason}")));
    lines.join("\n")
}
