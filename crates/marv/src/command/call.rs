//! `marv call`: somatic small variants of a tumour/germline pair.

use std::fs;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, bail};
use calling::collect::collect;
use calling::genes::Genes;
use calling::judge::judge;
use calling::pair::Pair;
use calling::quality::{Verdict, quality, stopping_checks};
use calling::snps::Snps;
use calling::survey::Watched;
use calling::tier::Tiers;
use calling::variant_list::VariantList;
use calling::vcf_output;
use clap::Args;
use hts::bed::Regions;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::json;

use crate::terminal::{BAD, GOOD, HEADING, OPEN, wrapped};

/// Calls somatic SNVs, MNVs, indels and tandem duplications up to 300 bases of one person's tumour against the germline.
///
/// Reads are primary, mapped, neither failed nor duplicates; overlapping mates count once. A call with a doubt stands in
/// the file with the doubt's name in FILTER. Not yet called: longer events, copy number,
/// structural variants.
#[derive(Debug, Args)]
pub struct Call {
    /// Reads of the tumour: a BAM sorted by coordinate, with its index. May be repeated for several tumours of one person.
    #[arg(long, required = true, value_name = "BAM")]
    tumour: Vec<PathBuf>,
    /// Reads of the germline. May be repeated; without it the tumour is called alone, which is a lesser mode.
    #[arg(long, value_name = "BAM")]
    normal: Vec<PathBuf>,
    /// The reference that the reads were aligned to: a FASTA with its .fai.
    #[arg(long, value_name = "FASTA")]
    reference: PathBuf,
    /// Where the results go: somatic.vcf.gz, quality.json, manifest.json. Earlier results there are never overwritten.
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// Only these regions (BED).
    #[arg(long, value_name = "BED")]
    regions: Option<PathBuf>,
    /// The genes of a panel (BED), in which fewer fragments convince.
    #[arg(long, value_name = "BED")]
    panel: Option<PathBuf>,
    /// Genes (BED with names; several lines of one name are one gene) whose coverage is told.
    #[arg(long, value_name = "BED")]
    genes: Option<PathBuf>,
    /// Common variants of a population (VCF with INFO/AF), which tell whose DNA it is. Without them, the places at which
    /// the specimens differ from the reference are taken.
    #[arg(long, value_name = "VCF")]
    snps: Option<PathBuf>,
    /// Variants that recur in the disease (VCF): two fragments convince.
    #[arg(long, value_name = "VCF")]
    hotspots: Option<PathBuf>,
    /// Variants to be genotyped whatever is seen (VCF), such as those of an earlier sample: written to sites.vcf.gz with
    /// counts and the least allele fraction that would have been seen. They change no call.
    #[arg(long, value_name = "VCF")]
    sites: Option<PathBuf>,
    /// Workers. The results are the same for any number.
    #[arg(long, default_value_t = 2, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: u16,
    /// Accept a stop of the quality checks by its name, e.g. depth:SAMPLE; the acceptance is written into the results.
    #[arg(long, value_name = "CHECK")]
    accept: Vec<String>,
}

const OUTPUTS: [&str; 6] =
    ["manifest.json", "somatic.vcf.gz", "somatic.vcf.gz.tbi", "quality.json", "sites.vcf.gz", "sites.vcf.gz.tbi"];

pub fn run(call: &Call) -> anyhow::Result<ExitCode> {
    let program = concat!("marv ", env!("CARGO_PKG_VERSION"));
    let pair = Pair::open(&call.tumour, &call.normal, &call.reference)?;
    let contigs = pair.reference.contigs();
    let regions = call.regions.as_deref().map(|path| Regions::read(path, contigs)).transpose()?;
    let list = |path: &Option<PathBuf>| {
        let list = path.as_deref().map(|path| VariantList::read(path, &pair.reference));
        list.transpose().map(Option::unwrap_or_default)
    };
    let tiers = Tiers {
        hotspots: list(&call.hotspots)?,
        panel: call.panel.as_deref().map(|path| Regions::read(path, contigs)).transpose()?,
        sites: list(&call.sites)?,
    };
    let watched = Watched {
        snps: call.snps.as_deref().map(|path| Snps::read(path, contigs)).transpose()?.unwrap_or_default(),
        genes: call.genes.as_deref().map(|path| Genes::read(path, contigs)).transpose()?.unwrap_or_default(),
    };
    let may_stop: Vec<String> = stopping_checks(&pair).collect();
    if let Some(unknown) = call.accept.iter().find(|name| !may_stop.contains(name)) {
        bail!("--accept {unknown}: no check of this name can stop the pair; there are {}", may_stop.join(", "));
    }
    fs::create_dir_all(&call.out).with_context(|| format!("cannot make {}", call.out.display()))?;
    if let Some(there) = OUTPUTS.iter().find(|name| call.out.join(name).exists()) {
        bail!("{} holds an earlier {there}; give another folder with --out", call.out.display());
    }

    let bar = progress_bar();
    let progress = |done: usize, all: usize| {
        bar.set_length(u64::try_from(all).unwrap_or(u64::MAX));
        bar.set_position(u64::try_from(done).unwrap_or(u64::MAX));
    };
    let collected = collect(&pair, regions.as_ref(), &tiers, &watched, usize::from(call.threads), &progress)?;
    bar.finish_and_clear();
    let judgement = judge(&collected, pair.tumours.len());
    let quality = quality(&pair, &watched.genes, &collected, &judgement.tumour_in_normal);

    let mut stopped = Vec::new();
    for check in &quality.checks {
        let accepted = call.accept.contains(&check.name);
        let (style, word) = match check.verdict {
            Verdict::Pass => (GOOD, "pass"),
            Verdict::Warn => (OPEN, "warn"),
            Verdict::Stop if accepted => (OPEN, "stop, accepted"),
            Verdict::Stop => (BAD, "STOP"),
        };
        if check.verdict == Verdict::Stop && !accepted {
            stopped.push(check.name.as_str());
        }
        anstream::eprintln!(
            "{style}{word}{style:#}  {HEADING}{}{HEADING:#}  {}",
            check.name,
            wrapped(&check.because, 6)
        );
    }
    anstream::eprintln!("not performed: {}", quality.not_performed.join(", "));
    write_json(&call.out.join("quality.json"), &json!({ "accepted": call.accept, "quality": quality }))?;
    if !stopped.is_empty() {
        anstream::eprintln!(
            "{BAD}No calls were written.{BAD:#} If you have judged it, accept with: --accept {}",
            stopped.join(" --accept ")
        );
        return Ok(ExitCode::from(16));
    }
    let (written, left) = vcf_output::write(&call.out.join("somatic.vcf.gz"), &pair, &judgement.calls, program)?;
    if call.sites.is_some() {
        vcf_output::write_sites(&call.out.join("sites.vcf.gz"), &pair, &judgement.sites, program)?;
    }
    let passed = judgement.calls.iter().filter(|call| call.doubts.is_empty()).count();
    let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned());
    let specimens: Vec<_> = pair
        .specimens()
        .enumerate()
        .map(|(place, specimen)| {
            let role = if place < pair.tumours.len() { "tumour" } else { "normal" };
            json!({ "role": role, "sample": specimen.sample, "file": name(specimen.file.path()) })
        })
        .collect();
    // Written last: results without it are not complete.
    let manifest = json!({
        "schema": "marv/calls/1",
        "program": program,
        "specimens": specimens,
        "reference": name(pair.reference.path()),
        "regions": call.regions.as_deref().and_then(name),
        "panel": call.panel.as_deref().and_then(name),
        "genes": call.genes.as_deref().and_then(name),
        "snps": call.snps.as_deref().and_then(name),
        "hotspots": call.hotspots.as_deref().and_then(name),
        "sites": call.sites.as_deref().and_then(name),
        "accepted": call.accept,
        "bases": collected.bases,
        "calls": { "written": written, "passed": passed, "left_out_below_one_in_a_thousand": left,
            "left_out_not_somatic_whatever_leaked": collected.implausible },
        "not_called": ["events longer than 300 bases", "copy number", "structural variants"],
    });
    write_json(&call.out.join("manifest.json"), &manifest)?;
    anstream::eprintln!(
        "{passed} calls without a doubt, {written} written to {}",
        call.out.join("somatic.vcf.gz").display()
    );
    Ok(ExitCode::SUCCESS)
}

/// Pieces done, with the time left; nothing where the output is no terminal.
fn progress_bar() -> ProgressBar {
    let target =
        if std::io::stderr().is_terminal() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let bar = ProgressBar::with_draw_target(None, target);
    if let Ok(style) = ProgressStyle::with_template("reading {bar:40} {pos}/{len} pieces, {eta} left") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// Writes a file under another name first: nothing half-written stays under the final one.
fn write_json(path: &Path, value: &serde_json::Value) -> anyhow::Result<()> {
    let unfinished = path.with_extension("json.unfinished");
    let context = || format!("cannot write {}", path.display());
    fs::write(&unfinished, format!("{value:#}\n")).with_context(context)?;
    fs::rename(&unfinished, path).with_context(context)
}
