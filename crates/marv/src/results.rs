//! What a judged pair leaves in its folder: quality.json, somatic.vcf.gz and, if asked for, sites.vcf.gz with their
//! indexes, structural.vcf.gz, depth.bed.gz, alleles.tsv.gz and breakends.tsv.gz, segments.tsv and purity.json, tandem.vcf.gz, tandem.json and
//! itd.bam if asked for, and
//! manifest.json last.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;
use std::sync::OnceLock;

use anyhow::{Context, bail};
use calling::collect::Collected;
use calling::copy_number::fit::Stated;
use calling::fitness::Fitness;
use calling::identity::{FileIdentity, PairIdentity};
use calling::judge::judge;
use calling::pass::tandem::LocusEvidence;
use calling::quality::{Quality, Verdict, quality, stopping_checks};
use calling::scatter::{Program, RunIdentity};
use calling::structural::StructuralCalls;
use calling::vcf_output::{self, Provenance};
use calling::{bam_output, structural, tables, tandem};
use hts::unfinished::write_whole;
use serde_json::json;

use crate::command::asked::Asked;
use crate::command::segments;
use crate::terminal::{BAD, GOOD, HEADING, OPEN, wrapped};

/// Written last: results without it are not complete.
pub const MANIFEST: &str = "manifest.json";
const CALLS: &str = "somatic.vcf.gz";
const INDEX: &str = "somatic.vcf.gz.tbi";
const QUALITY: &str = "quality.json";
const DEPTH: &str = "depth.bed.gz";
const ALLELES: &str = "alleles.tsv.gz";
const BREAKENDS: &str = "breakends.tsv.gz";
const ITD: &str = "itd.bam";
const ITD_INDEX: &str = "itd.bam.bai";
const TANDEM: &str = "tandem.vcf.gz";
const TANDEM_INDEX: &str = "tandem.vcf.gz.tbi";
const TANDEM_LOCI: &str = "tandem.json";
const STRUCTURAL: &str = "structural.vcf.gz";
const STRUCTURAL_INDEX: &str = "structural.vcf.gz.tbi";
const SITES: &str = "sites.vcf.gz";
const SITES_INDEX: &str = "sites.vcf.gz.tbi";

/// The option whose file names the variants that are genotyped whatever is seen.
pub const SITES_OPTION: &str = "--sites";

/// The option whose file names the loci of tandem duplications.
pub const ITD_OPTION: &str = "--itd";

/// This program, as evidence and results name it. Its file is read once.
pub fn program() -> anyhow::Result<Program> {
    static RUNNING: OnceLock<Program> = OnceLock::new();
    if let Some(program) = RUNNING.get() {
        return Ok(program.clone());
    }
    // The program that runs, also after another was installed in its place.
    let running = Path::new("/proc/self/exe");
    let build = if running.exists() { running.to_owned() } else { std::env::current_exe()? };
    let version = concat!("marv ", env!("CARGO_PKG_VERSION")).to_owned();
    let build = FileIdentity::of(&build)?.sha256;
    Ok(RUNNING.get_or_init(|| Program { version, build }).clone())
}

/// Refuses a folder with complete results, or with calls of which nobody knows whose they are. `own`: what stands there
/// was begun by an interrupted run that goes on now.
pub fn refuse_earlier(out: &Path, own: bool) -> anyhow::Result<()> {
    if out.join(MANIFEST).exists() {
        bail!("{} holds earlier results; give another folder with --out", out.display());
    }
    let results = [
        CALLS,
        INDEX,
        SITES,
        SITES_INDEX,
        DEPTH,
        ALLELES,
        BREAKENDS,
        ITD,
        ITD_INDEX,
        TANDEM,
        TANDEM_INDEX,
        TANDEM_LOCI,
    ];
    let results = results.iter().chain(&[STRUCTURAL, STRUCTURAL_INDEX]).chain(&segments::FILES);
    if let Some(there) = results.into_iter().find(|name| !own && out.join(name).exists()) {
        bail!(
            "{} holds an earlier {there} without a {MANIFEST}; remove it, or give another folder with --out",
            out.display()
        );
    }
    Ok(())
}

/// Refuses to accept what no check of this pair says.
pub fn refuse_unknown(accept: &[String], pair: &PairIdentity) -> anyhow::Result<()> {
    let may_stop: Vec<String> = stopping_checks(pair).collect();
    if let Some(unknown) = accept.iter().find(|name| !may_stop.contains(name)) {
        bail!("--accept {unknown}: no check of this name can stop the pair; there are {}", may_stop.join(", "));
    }
    Ok(())
}

/// Says the verdicts, and gives the names of those that stop the pair.
fn told<'q>(quality: &'q Quality, accept: &[String]) -> Vec<&'q str> {
    let mut stopped = Vec::new();
    for check in &quality.checks {
        let accepted = accept.contains(&check.name);
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
    for not_performed in &quality.not_performed {
        anstream::eprintln!("not performed  {}", wrapped(not_performed, 6));
    }
    stopped
}

/// Judges all evidence of a pair and writes the results: the same bytes however many runs collected it.
pub fn write(
    run: &RunIdentity,
    collected: &Collected,
    asked: &Asked,
    accept: &[String],
    out: &Path,
) -> anyhow::Result<ExitCode> {
    let (pair, program) = (&run.pair, &run.program.version);
    let specimens = (pair.tumours.len(), pair.normals.len());
    let fitness = Fitness::of(&collected.survey, &pair.reference.contigs, specimens);
    let judgement = judge(collected, pair.tumours.len(), &fitness.contamination());
    let quality = quality(pair, &run.genes, collected, &fitness, &judgement.tumour_in_normal);
    let stopped = told(&quality, accept);
    write_json(&out.join(QUALITY), &json!({ "accepted": accept, "quality": quality }))?;
    if !stopped.is_empty() {
        anstream::eprintln!(
            "{BAD}No calls were written.{BAD:#} If you have judged it, give the same command again with: --accept {}\n\
             What was collected is kept; the reads are not read again.",
            stopped.join(" --accept ")
        );
        return Ok(ExitCode::from(16));
    }
    let provenance = Provenance { program, checks: &quality.checks, accepted: accept };
    let contamination = fitness.contamination();
    let tandem = tandem::call(collected, &pair.reference.contigs, pair.tumours.len(), &judgement, &contamination);
    let in_tandem = tandem.tell(&judgement.calls).collect();
    let (written, left) = vcf_output::write(&out.join(CALLS), pair, &judgement.calls, &in_tandem, provenance)?;
    let mut outputs = vec![QUALITY, CALLS, INDEX];
    if run.inputs.contains_key(SITES_OPTION) {
        vcf_output::write_sites(&out.join(SITES), pair, &judgement.sites, provenance)?;
        outputs.extend([SITES, SITES_INDEX]);
    }
    let leaks = &judgement.tumour_in_normal;
    let junctions = structural::call(collected, specimens.0, &run.places, leaks, &fitness.contamination());
    structural::vcf::write(&out.join(STRUCTURAL), pair, &junctions.calls, provenance)?;
    outputs.extend([STRUCTURAL, STRUCTURAL_INDEX]);
    tables::write_depth(&out.join(DEPTH), pair, &collected.survey)
        .with_context(|| format!("cannot write {}", out.join(DEPTH).display()))?;
    tables::write_alleles(&out.join(ALLELES), pair, &collected.survey)
        .with_context(|| format!("cannot write {}", out.join(ALLELES).display()))?;
    tables::write_breakends(&out.join(BREAKENDS), pair, &collected.survey)
        .with_context(|| format!("cannot write {}", out.join(BREAKENDS).display()))?;
    outputs.extend([DEPTH, ALLELES, BREAKENDS]);
    segments::write(out, out, Stated::default(), None)?;
    outputs.extend(segments::FILES);
    if run.inputs.contains_key(ITD_OPTION) {
        bam_output::write_tandem_reads(&out.join(ITD), pair, &collected.survey.tandem_reads)?;
        tandem::output::write(&out.join(TANDEM), pair, &tandem, provenance)?;
        tandem::output::write_loci(&out.join(TANDEM_LOCI), pair, &tandem)
            .with_context(|| format!("cannot write {}", out.join(TANDEM_LOCI).display()))?;
        outputs.extend([ITD, ITD_INDEX, TANDEM, TANDEM_INDEX, TANDEM_LOCI]);
    }
    let outputs = outputs.iter().map(|name| FileIdentity::of(&out.join(name))).collect::<Result<Vec<_>, _>>()?;
    let passed = judgement.calls.iter().filter(|call| call.doubts.is_empty()).count();
    let specimens: Vec<_> = pair
        .specimens()
        .enumerate()
        .map(|(place, specimen)| {
            let role = if place < pair.tumours.len() { "tumour" } else { "normal" };
            json!({
                "role": role, "sample": specimen.sample, "file": specimen.file, "bytes": specimen.bytes,
                "header_sha256": specimen.header_sha256,
            })
        })
        .collect();
    let reference = &pair.reference;
    let manifest = json!({
        "schema": "marv/calls/2",
        "program": program,
        "specimens": specimens,
        "reference": {
            "file": reference.file, "bytes": reference.bytes, "contigs": reference.contigs.contigs().len(),
            "contigs_sha256": reference.contigs_sha256(),
        },
        "regions": asked.stated()?,
        "inputs": run.inputs,
        "accepted": accept,
        "bases": collected.bases,
        "calls": { "written": written, "passed": passed, "left_out_below_one_in_a_thousand": left,
            "left_out_not_somatic_whatever_leaked": collected.implausible },
        "structural_evidence": { "edges": collected.survey.edges.len(), "left_out": collected.survey.edges.left_out },
        "junctions": junction_counts(&junctions),
        "itd_records_left_out": itd_left_out(collected),
        "not_called": ["the sequence of insertions longer than 300 bases"],
        "outputs": outputs,
    });
    write_json(&out.join(MANIFEST), &manifest)?;
    anstream::eprintln!("{passed} calls without a doubt, {written} written to {}", out.join(CALLS).display());
    Ok(ExitCode::SUCCESS)
}

fn junction_counts(found: &StructuralCalls) -> serde_json::Value {
    json!({
        "written": found.calls.len(), "passed": found.calls.iter().filter(|call| call.passes()).count(),
        "left_out_chance_or_artefact": found.unexplained, "left_out_clips_of_a_junction": found.of_a_junction,
    })
}

/// Per locus that is too deep to be kept whole, the records left out, per tumour, then per normal.
fn itd_left_out(collected: &Collected) -> BTreeMap<&str, Vec<u64>> {
    let loci = collected.survey.tandem_reads.iter();
    let left_out = |locus: &LocusEvidence| locus.specimens.iter().map(|reads| reads.left_out).collect::<Vec<_>>();
    let left_out = loci.map(|(name, locus)| (name, left_out(locus)));
    left_out.filter(|(_, left_out)| left_out.iter().any(|records| *records > 0)).collect()
}

/// Writes a document; nothing half-written stays under the final name.
pub fn write_json(path: &Path, value: &serde_json::Value) -> anyhow::Result<()> {
    write_whole(
        path,
        format!(
            "{value:#}
"
        )
        .as_bytes(),
    )
    .with_context(|| format!("cannot write {}", path.display()))
}
