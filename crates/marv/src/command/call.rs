//! `marv call`: somatic small variants of a tumour/germline pair.

use std::collections::BTreeMap;
use std::fs;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, bail};
use calling::collect::{Pass, collect_pieces};
use calling::genes::Genes;
use calling::identity::{FileIdentity, PairIdentity};
use calling::normals_panel::NormalsPanel;
use calling::pair::Pair;
use calling::pass::tandem::Loci;
use calling::pilot::Pilot;
use calling::scatter::{self, Difference, Journal, Part, RunIdentity};
use calling::shard;
use calling::snps::Snps;
use calling::structural::Places;
use calling::survey::Watched;
use calling::tier::Tiers;
use calling::variant_list::VariantList;
use clap::Args;
use hts::bed::Regions;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::{Value, json};

use super::asked::Asked;
use super::gather;
use crate::results;

/// Calls somatic SNVs, MNVs, indels, tandem duplications up to 300 bases and junctions of one person's tumour against the
/// germline.
///
/// Reads are primary, mapped, neither failed nor duplicates; overlapping mates count once. A call with a doubt stands in
/// the file with the doubt's name in FILTER. Copies of each segment of the genome go to segments.tsv, what they say of purity
/// and ploidy to purity.json. Not yet called: insertions beyond 300 bases but for their two ends; the evidence for them is
/// collected and stands in tables.
///
/// A run that was killed goes on where it stood when the same command is given again. After a stop of the quality checks
/// the same command with --accept judges anew without reading the reads again. With --part the genome is collected in
/// several runs, on several computers if wanted, and marv gather judges all of it.
///
/// Exit codes: 0 calls, or the evidence of a part, were written; 1 a file cannot be used; 2 wrong arguments; 16 a quality
/// check stopped the pair, and no calls were written. Any other, such as 137, comes from the system that ended the run.
#[derive(Debug, Args)]
pub struct Call {
    /// Reads of the tumour: a BAM or CRAM (3.0, 3.1) sorted by coordinate, with its index. May be repeated for several
    /// tumours of one person.
    #[arg(long, required = true, value_name = "FILE")]
    tumour: Vec<PathBuf>,
    /// Reads of the germline. May be repeated; without it the tumour is called alone, which is a lesser mode.
    #[arg(long, value_name = "FILE")]
    normal: Vec<PathBuf>,
    /// The reference that the reads were aligned to: a FASTA with its .fai. A CRAM is decoded with it and nothing else.
    #[arg(long, value_name = "FASTA")]
    reference: PathBuf,
    /// Where the results go: somatic.vcf.gz, segments.tsv, purity.json, quality.json, manifest.json. Earlier results there are never overwritten.
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    #[command(flatten)]
    asked: Asked,
    /// Collect a part of the evidence for marv gather, and call nothing: 3/17 is the third of 17 parts of equal size, and
    /// writes part-3-of-17.evidence. Without a value: all that is asked for.
    #[arg(long, value_name = "NUMBER/OF", num_args = 0..=1, default_missing_value = "1/1", conflicts_with = "accept")]
    part: Option<Part>,
    /// The genes of a panel (BED), in which less evidence convinces.
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
    /// What people without the disease show (VCF with INFO/AC and INFO/AN, of merged calls of normals): the prior of an
    /// artefact at each variant, and no filter.
    #[arg(long, value_name = "VCF")]
    panel_of_normals: Option<PathBuf>,
    /// Variants to be genotyped whatever is seen (VCF), such as those of an earlier sample: written to sites.vcf.gz with
    /// counts and the least allele fraction that would have been seen. They change no call.
    #[arg(long, value_name = "VCF")]
    sites: Option<PathBuf>,
    /// Loci of tandem duplications (BED with names), such as knowledge/loci/tandem.grch38.bed: duplications and insertions of
    /// 3 to 400 bases there go to tandem.vcf.gz, with their allelic ratio, and every read, also unmapped and cut off ones and their
    /// mates, to itd.bam. A name that ends in -PTD asks for partial tandem duplications of a whole gene.
    #[arg(long, value_name = "BED")]
    itd: Option<PathBuf>,
    /// Pairs of places that recur joined in the disease (a table with the columns name, contig1, start1, end1, keeps1, contig2,
    /// start2, end2, keeps2): two fragments convince. docs/structural.md.
    #[arg(long, value_name = "TSV")]
    known_pairs: Option<PathBuf>,
    /// The loci of immunoglobulins and T-cell receptors (BED with names): junctions within one are set apart, since lymphocytes
    /// make them themselves.
    #[arg(long, value_name = "BED")]
    immune_loci: Option<PathBuf>,
    /// Workers. The results are the same for any number.
    #[arg(long, default_value_t = 2, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: u16,
    /// Accept a stop of the quality checks by its name, e.g. depth:SAMPLE; the acceptance is written into the results.
    #[arg(long, value_name = "CHECK")]
    accept: Vec<String>,
}

impl Call {
    /// The files beside reads and reference that evidence depends on, by their options.
    fn inputs(&self) -> [(&'static str, &Option<PathBuf>); 9] {
        [
            ("--panel", &self.panel),
            ("--genes", &self.genes),
            ("--snps", &self.snps),
            ("--hotspots", &self.hotspots),
            ("--panel-of-normals", &self.panel_of_normals),
            (results::SITES_OPTION, &self.sites),
            (results::ITD_OPTION, &self.itd),
            ("--known-pairs", &self.known_pairs),
            ("--immune-loci", &self.immune_loci),
        ]
    }

    fn read_inputs(&self) -> anyhow::Result<BTreeMap<String, FileIdentity>> {
        let given = self.inputs().into_iter().filter_map(|(option, path)| Some((option, path.as_deref()?)));
        given.map(|(option, path)| Ok((option.to_owned(), FileIdentity::of(path)?))).collect()
    }
}

impl Call {
    /// Everything that the results follow from; the number of threads and the folder are not among it.
    pub fn rests_on(&self) -> anyhow::Result<Value> {
        let pair = PairIdentity::of(&Pair::open(&self.tumour, &self.normal, &self.reference)?)?;
        Ok(json!({
            "program": results::program()?, "reads": pair, "files": self.read_inputs()?, "regions": self.asked.stated()?,
            "accepted": self.accept,
        }))
    }
}

/// Judges parts that this command collected with `--part`, as one run would have.
pub fn gather_parts(call: &Call, parts: &[PathBuf]) -> anyhow::Result<ExitCode> {
    results::refuse_earlier(&call.out, false)?;
    let mut files = gather::opened(parts)?;
    let first = files.first().context("no part was given")?.run();
    let pair = PairIdentity::of(&Pair::open(&call.tumour, &call.normal, &call.reference)?)?;
    let wanted = RunIdentity { pair, inputs: call.read_inputs()?, ..first.clone() };
    if let Some(Difference { what, first, second }) = wanted.difference(first) {
        bail!(
            "the parts were collected otherwise than asked for now: {what}: {second}, now {first}; collect them anew"
        );
    }
    gather::judge(&mut files, &call.asked, &call.accept, &call.out)
}

pub fn run(call: &Call) -> anyhow::Result<ExitCode> {
    let pair = Pair::open(&call.tumour, &call.normal, &call.reference)?;
    let contigs = pair.reference.contigs();
    let pieces = shard::plan(contigs, call.asked.read(contigs)?.as_ref());
    let pieces = call.part.map_or(&pieces[..], |part| part.pieces(&pieces));
    let list = |path: &Option<PathBuf>| {
        let list = path.as_deref().map(|path| VariantList::read(path, &pair.reference));
        list.transpose().map(Option::unwrap_or_default)
    };
    let tiers = Tiers {
        hotspots: list(&call.hotspots)?,
        panel: call.panel.as_deref().map(|path| Regions::read(path, contigs)).transpose()?,
        normals: match &call.panel_of_normals {
            Some(path) => NormalsPanel::read(path, &pair.reference)?,
            None => NormalsPanel::default(),
        },
        sites: list(&call.sites)?,
    };
    let watched = Watched {
        snps: call.snps.as_deref().map(|path| Snps::read(path, contigs)).transpose()?.unwrap_or_default(),
        tandem_loci: call.itd.as_deref().map(|path| Loci::read(path, contigs)).transpose()?.unwrap_or_default(),
        genes: call.genes.as_deref().map(|path| Genes::read(path, contigs)).transpose()?.unwrap_or_default(),
        places: Places::read(call.known_pairs.as_deref(), call.immune_loci.as_deref(), contigs)?,
    };
    let identity = PairIdentity::of(&pair)?;
    results::refuse_unknown(&call.accept, &identity)?;

    let evidence = call.part.map(|part| call.out.join(part.file_name()));
    let journal = evidence.clone().unwrap_or(call.out.join("calls")).with_extension("journal");
    match &evidence {
        Some(evidence) if evidence.exists() => bail!("{} is there; give another folder with --out", evidence.display()),
        Some(_) => {}
        None => results::refuse_earlier(&call.out, journal.exists())?,
    }
    pair.check_checksums(pieces.iter().map(|piece| piece.contig))?;
    fs::create_dir_all(&call.out).with_context(|| format!("cannot make {}", call.out.display()))?;

    let pilot = Pilot::read(&pair)?;
    let run = RunIdentity {
        program: results::program()?,
        pair: identity,
        inputs: call.read_inputs()?,
        genes: watched.genes.names().to_vec(),
        places: watched.places.clone(),
        pilot: pilot.sha256().to_owned(),
    };
    let kept = Journal::begin(&journal, run, pieces)?;
    let missing = kept.missing(pieces);
    if missing.len() < pieces.len() {
        anstream::eprintln!("{} of {} pieces were collected before", pieces.len() - missing.len(), pieces.len());
    }
    let bar = progress_bar();
    let progress = |done: usize, all: usize| {
        bar.set_length(u64::try_from(all).unwrap_or(u64::MAX));
        bar.set_position(u64::try_from(done).unwrap_or(u64::MAX));
    };
    let pass = Pass { pair: &pair, tiers: &tiers, watched: &watched, pilot: &pilot };
    let keep = |piece: &_, collected| kept.add(piece, &collected);
    collect_pieces(pass, &missing, usize::from(call.threads), &keep, &progress)?;
    bar.finish_and_clear();

    if let Some(evidence) = evidence {
        kept.publish(pieces, &evidence)?;
        anstream::eprintln!("{} pieces written to {}", pieces.len(), evidence.display());
        return Ok(ExitCode::SUCCESS);
    }
    // Held to the end: no other run may write these results meanwhile.
    let mut evidence = [kept.into_evidence()];
    let (run, collected) = scatter::gather(&mut evidence, pieces)?;
    let code = results::write(&run, &collected, &call.asked, &call.accept, &call.out)?;
    if code == ExitCode::SUCCESS {
        fs::remove_file(&journal).with_context(|| format!("cannot remove {}", journal.display()))?;
    }
    Ok(code)
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

#[cfg(test)]
mod tests {
    use clap::FromArgMatches;

    use super::*;

    /// Options that evidence does not depend on, or that the identity of a run or its pieces hold.
    const OTHERWISE: [&str; 9] =
        ["tumour", "normal", "reference", "out", "regions", "region", "part", "threads", "accept"];

    /// Evidence that was collected under different options must not be joined.
    #[test]
    fn every_option_is_part_of_what_two_runs_must_share_or_is_said_not_to_be() {
        let command = Call::augment_args(clap::Command::new("call"));
        let options: Vec<String> = command.get_arguments().map(|option| option.get_id().to_string()).collect();
        let arguments = command.get_matches_from(["call", "--tumour", "T", "--reference", "R", "--out", "O"]);
        let call = Call::from_arg_matches(&arguments).unwrap();
        let inputs = call.inputs().map(|(option, _)| option.trim_start_matches("--").replace('-', "_"));
        for option in options {
            assert!(
                OTHERWISE.contains(&option.as_str()) != inputs.contains(&option),
                "--{option}: add it to Call::inputs if it names a file that evidence depends on, to RunIdentity if it \
                 is another setting of that kind, or to OTHERWISE"
            );
        }
    }
}
