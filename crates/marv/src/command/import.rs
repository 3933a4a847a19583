//! `marv import`: says what the call files of a laboratory are, before they are interpreted.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use genome::assembly::Assembly;
use genome::variant::VariantKind;
use hts::call_sets::{CallSet, Filters, Role, Status, Told};
use serde::Serialize;

use crate::terminal::{BAD, GOOD, HEADING, OPEN, QUIET, harmless, wrapped};

/// Says of each call file what it is: its form, the program that wrote it, the assembly, which column is the tumour, how many
/// records of which kind, which filters, and what is missing. Nothing is written.
///
/// VCF of any caller, MAF, copy number segments, fusions, purity and ploidy are read; docs/import.md is the table of forms.
///
/// Exit codes: 0 every file was read; 1 one was refused, with the reason; 2 wrong arguments.
#[derive(Debug, Args)]
pub struct Import {
    /// The files, plain or compressed with bgzip or gzip.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The column of the tumour, where the file does not say or says it wrongly.
    #[arg(long, value_name = "NAME")]
    tumour: Option<String>,
    /// The column of the normal.
    #[arg(long, value_name = "NAME")]
    normal: Option<String>,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

/// What a file is.
#[derive(Debug, Serialize)]
struct Report {
    file: String,
    /// Why it was refused; all else is then empty.
    refused: Option<String>,
    #[serde(flatten)]
    found: Option<Found>,
}

#[derive(Debug, Serialize)]
struct Found {
    form: &'static str,
    caller: Option<String>,
    caller_version: Option<String>,
    assembly: Option<&'static str>,
    assembly_contradictory: bool,
    assembly_because: Vec<String>,
    samples: Vec<SampleReport>,
    records: usize,
    counts: BTreeMap<&'static str, usize>,
    filters: BTreeMap<String, usize>,
    caller_says: BTreeMap<&'static str, usize>,
    missing: Vec<String>,
    notes: Vec<NoteReport>,
}

#[derive(Debug, Serialize)]
struct SampleReport {
    name: String,
    role: &'static str,
    because: &'static str,
}

#[derive(Debug, Serialize)]
struct NoteReport {
    note: String,
    count: usize,
    first_line: usize,
}

fn kind(kind: VariantKind) -> &'static str {
    match kind {
        VariantKind::Snv => "SNV",
        VariantKind::Mnv => "MNV",
        VariantKind::Insertion => "insertion",
        VariantKind::Deletion => "deletion",
        VariantKind::Complex => "deletion-insertion",
    }
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Somatic => "somatic",
        Status::Germline => "germline",
        Status::LossOfHeterozygosity => "loss of heterozygosity",
        Status::Undecided => "undecided",
    }
}

fn counts(set: &CallSet) -> BTreeMap<&'static str, usize> {
    let small = set.small_variants.iter().map(|variant| kind(variant.kind()));
    let structural = set.structural_variants.iter().map(|variant| match variant.event.name() {
        // Beside the small ones of the same name.
        "deletion" => "structural deletion",
        "insertion" => "structural insertion",
        other => other,
    });
    let segments = set.segments.iter().map(|_| "segment");
    let fusions = set.fusions.iter().map(|_| "fusion");
    let purity = set.purity_ploidy.iter().map(|_| "purity and ploidy");
    let mut counts = BTreeMap::new();
    for kind in small.chain(structural).chain(segments).chain(fusions).chain(purity) {
        *counts.entry(kind).or_default() += 1;
    }
    counts
}

fn filters(set: &CallSet) -> BTreeMap<String, usize> {
    let small = set.small_variants.iter().map(|variant| &variant.filters);
    let structural = set.structural_variants.iter().map(|variant| &variant.filters);
    let mut counts = BTreeMap::new();
    for filters in small.chain(structural) {
        let names = match filters {
            Filters::NotApplied => &["no filter applied".to_owned()][..],
            Filters::Passed => &["PASS".to_owned()],
            Filters::Failed(names) => names,
        };
        for name in names {
            *counts.entry(name.clone()).or_default() += 1;
        }
    }
    counts
}

fn caller_says(set: &CallSet) -> BTreeMap<&'static str, usize> {
    let small = set.small_variants.iter().filter_map(|variant| variant.status);
    let structural = set.structural_variants.iter().filter_map(|variant| variant.status);
    let mut counts = BTreeMap::new();
    for said in small.chain(structural) {
        *counts.entry(status(said)).or_default() += 1;
    }
    counts
}

/// What an interpretation would want and the file does not say.
fn missing(set: &CallSet) -> Vec<String> {
    let mut missing = Vec::new();
    let assembly = match set.build.assembly() {
        Some(Assembly::GRCh38) => None,
        Some(Assembly::GRCh37) => Some("positions of GRCh38: these are of GRCh37, which is not interpreted"),
        None if set.build.contradictory() => Some("one assembly: the file names two"),
        None => Some("the assembly: nothing in the file says which"),
    };
    missing.extend(assembly.map(str::to_owned));
    let calls = !set.small_variants.is_empty() || !set.structural_variants.is_empty();
    if calls && set.sample(Role::Tumour).is_none() {
        missing.push("the tumour: no column is known to be it (--tumour NAME)".into());
    }
    if calls && set.samples.len() > 1 && set.sample(Role::Normal).is_none() {
        missing.push("the normal: no column is known to be it (--normal NAME)".into());
    }
    let named = set.named_samples().len();
    if named > 1 {
        missing.push(format!("one person: the lines name {named} samples"));
    }
    let of = |count: usize, all: usize, what: &str| (count > 0).then(|| format!("{what} in {count} of {all}"));
    let (small, structural) = (&set.small_variants, &set.structural_variants);
    for (place, sample) in set.samples.iter().enumerate() {
        let without = small.iter().filter(|variant| variant.support.get(place).is_none_or(|s| s.count.is_none()));
        missing.extend(of(without.count(), small.len(), &format!("read counts of {}, small variants", sample.name)));
        let without = structural.iter().filter(|variant| {
            variant.support.get(place).is_none_or(|s| s.split_reads.or(s.read_pairs).or(s.fragments).is_none())
        });
        missing.extend(of(
            without.count(),
            structural.len(),
            &format!("reads of {}, structural variants", sample.name),
        ));
    }
    let without = set.segments.iter().filter(|segment| segment.total.is_none());
    missing.extend(of(without.count(), set.segments.len(), "copy numbers (a ratio alone is none), segments"));
    let without = set.segments.iter().filter(|segment| segment.minor.is_none());
    missing.extend(of(without.count(), set.segments.len(), "copy numbers of the rarer allele, segments"));
    missing
}

fn found(set: &CallSet) -> Found {
    let sample = |sample: &hts::call_sets::Sample| SampleReport {
        name: sample.name.clone(),
        role: sample.role.name(),
        because: sample.because,
    };
    let notes =
        set.notes.iter().map(|(note, count, first_line)| NoteReport { note: note.to_string(), count, first_line });
    Found {
        form: set.form.name(),
        caller: set.caller.name.clone(),
        caller_version: set.caller.version.clone(),
        assembly: set.build.assembly().map(Assembly::name),
        assembly_contradictory: set.build.contradictory(),
        assembly_because: set.build.because().map(str::to_owned).collect(),
        samples: set.samples.iter().map(sample).collect(),
        records: set.records,
        counts: counts(set),
        filters: filters(set),
        caller_says: caller_says(set),
        missing: missing(set),
        notes: notes.collect(),
    }
}

fn report(path: &Path, told: &Told) -> Report {
    let file = path.display().to_string();
    match CallSet::read(path, told) {
        Ok(set) => Report { file, refused: None, found: Some(found(&set)) },
        Err(error) => Report { file, refused: Some(error.to_string()), found: None },
    }
}

/// Counts as text: `12 SNV, 3 deletion`.
fn listed<'a>(counts: impl IntoIterator<Item = (&'a str, usize)>) -> String {
    let parts: Vec<String> = counts.into_iter().map(|(name, count)| format!("{count} {}", harmless(name))).collect();
    if parts.is_empty() { "none".into() } else { parts.join(", ") }
}

fn print(out: &mut impl Write, report: &Report) -> std::io::Result<()> {
    let (mark, style) = if report.refused.is_some() { ("✗", BAD) } else { ("✓", GOOD) };
    writeln!(out, "{style}{mark}{style:#} {HEADING}{}{HEADING:#}", harmless(&report.file))?;
    if let Some(reason) = &report.refused {
        let reason = reason.strip_prefix(&format!("{}: ", report.file)).unwrap_or(reason);
        for line in reason.lines() {
            writeln!(out, "  {}", wrapped(&harmless(line), 4))?;
        }
    }
    let Some(found) = &report.found else { return Ok(()) };
    let caller = found.caller.as_deref().unwrap_or("program not stated");
    let version = found.caller_version.as_deref().map_or_else(String::new, |version| format!(" {version}"));
    let assembly = match found.assembly {
        Some(assembly) => assembly,
        None if found.assembly_contradictory => "assembly contradictory",
        None => "assembly not known",
    };
    writeln!(out, "  {} · {}{} · {assembly}", found.form, harmless(caller), harmless(&version))?;
    for because in &found.assembly_because {
        writeln!(out, "    {QUIET}{}{QUIET:#}", wrapped(&harmless(because), 4))?;
    }
    for sample in &found.samples {
        writeln!(out, "  {}: {} {QUIET}({}){QUIET:#}", harmless(&sample.name), sample.role, sample.because)?;
    }
    let counts = listed(found.counts.iter().map(|(name, count)| (*name, *count)));
    writeln!(out, "  {} records: {}", found.records, wrapped(&counts, 4))?;
    if !found.filters.is_empty() {
        let filters = listed(found.filters.iter().map(|(name, count)| (name.as_str(), *count)));
        writeln!(out, "  filters: {}", wrapped(&filters, 4))?;
    }
    if !found.caller_says.is_empty() {
        let says = listed(found.caller_says.iter().map(|(name, count)| (*name, *count)));
        writeln!(out, "  the program says: {}", wrapped(&says, 4))?;
    }
    for missing in &found.missing {
        writeln!(out, "  {OPEN}?{OPEN:#} missing: {}", wrapped(&harmless(missing), 4))?;
    }
    for note in &found.notes {
        let times = if note.count == 1 { "once".to_owned() } else { format!("{} times", note.count) };
        let text = format!("{} ({times}, first in line {})", note.note, note.first_line);
        writeln!(out, "  {OPEN}!{OPEN:#} {}", wrapped(&text, 4))?;
    }
    Ok(())
}

pub fn run(import: &Import) -> anyhow::Result<ExitCode> {
    let told = Told { tumour: import.tumour.clone(), normal: import.normal.clone() };
    let reports: Vec<Report> = import.files.iter().map(|path| report(path, &told)).collect();
    let refused = reports.iter().filter(|report| report.refused.is_some()).count();
    let found = reports.iter().filter_map(|report| report.found.as_ref());
    let assemblies: BTreeSet<&str> = found.filter_map(|found| found.assembly).collect();
    let mut out = anstream::stdout().lock();
    if import.json {
        serde_json::to_writer_pretty(&mut out, &serde_json::json!({ "assemblies": assemblies, "files": reports }))?;
        writeln!(out)?;
    } else {
        for report in &reports {
            print(&mut out, report)?;
        }
        writeln!(out, "{} files read, {refused} refused", reports.len() - refused)?;
        if assemblies.len() > 1 {
            writeln!(out, "{BAD}!{BAD:#} the files are of different assemblies; give those of one")?;
        }
    }
    Ok(if refused == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
