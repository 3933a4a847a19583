//! `marv simulate`: pairs of tumour and normal reads with known truth.

use std::fs;
use std::io::Write;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::Args;
use hts::fasta::ReferenceGenome;
use simulation::{Plan, simulate};

/// Makes a tumour/normal pair with known truth: for in-silico dilutions, for tests, and to see what a depth can show.
///
/// The plan is a JSON object; what it leaves out has its default. `marv simulate --show-plan` prints the whole default plan.
/// Its parts: the reference (`synthetic`), inherited and acquired small variants (`germline`, `somatic`), hot spots of given
/// allele fractions (`hotspots`), structural variants, gains and losses of each clone (`structure`), `purity`,
/// `tumour_in_normal`, the samples with depth, foreign DNA and damage (`tumour`, `normal`), errors (`sequencing`), and whether
/// BAM or FASTQ is written (`output`). docs/simulation.md describes each, with examples.
///
/// The truth is in truth.vcf.gz, hotspots.vcf.gz, `truth_sv.vcf.gz`, `truth_cn.tsv`, germline.vcf.gz, population.vcf.gz and
/// truth.json; the last is written when all else is complete.
#[derive(Debug, Args)]
pub struct Simulate {
    /// The plan (JSON). Without it the default plan is carried out.
    #[arg(long, value_name = "JSON")]
    plan: Option<PathBuf>,
    /// A reference (FASTA with .fai) to draw from. Without it one is made up.
    #[arg(long, value_name = "FASTA")]
    reference: Option<PathBuf>,
    /// Where the files go; the folder must be new or empty.
    #[arg(long, value_name = "FOLDER", required_unless_present = "show_plan")]
    out: Option<PathBuf>,
    /// Workers. The files are the same for any number.
    #[arg(long, default_value = "2", value_name = "N")]
    threads: NonZeroUsize,
    /// Print the plan with all its defaults, and make nothing.
    #[arg(long)]
    show_plan: bool,
}

pub fn run(command: &Simulate) -> anyhow::Result<ExitCode> {
    let plan: Plan = match &command.plan {
        None => Plan::default(),
        Some(path) => {
            let text = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
            serde_json::from_slice(&text).with_context(|| format!("{} is no plan", path.display()))?
        }
    };
    if command.show_plan {
        writeln!(std::io::stdout(), "{}", serde_json::to_string_pretty(&plan)?)?;
        return Ok(ExitCode::SUCCESS);
    }
    let Some(out) = &command.out else { bail!("name a folder with --out") };
    if out.read_dir().is_ok_and(|mut files| files.next().is_some()) {
        bail!("{} is not empty; give another folder with --out", out.display());
    }
    let reference = command.reference.as_deref().map(ReferenceGenome::open).transpose()?;
    let made = simulate(&plan, reference.as_ref(), out, command.threads);
    if made.is_err() {
        // Half a pair is of no use, and the folder was empty; the error says why it is not whole.
        let _ = std::fs::remove_dir_all(out);
    }
    let summary = made?;
    let mut text = std::io::stdout().lock();
    writeln!(text, "tumour: {} fragments; normal: {} fragments", summary.tumour.fragments, summary.normal.fragments)?;
    writeln!(text, "{}", out.display())?;
    Ok(ExitCode::SUCCESS)
}
