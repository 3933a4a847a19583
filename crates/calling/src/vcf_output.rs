//! Calls as VCF 4.3: header lines that say what made them, and one line a call. Version 4.4 has nothing that is needed here,
//! and readers in use refuse it (htsjdk, and with it IGV 2.16 and GATK).

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use genome::contig::ContigList;
use genome::probability::Probability;
use genome::quantity::{AlleleFraction, Depth};
use genome::variant::Variant;
use hts::vcf::{VcfWriteError, VcfWriter};

use crate::identity::PairIdentity;
use crate::judge::{Call, SampleCall};
use crate::model::detection_limit::detection_limit;
use crate::model::doubt::Doubt;
use crate::model::joint::Event;
use crate::model::prior::Tier;
use crate::quality::{Check, Verdict};

/// Calls less probable than one in a thousand are counted and not written.
pub(crate) const LEAST_QUALITY: f64 = 0.004_345;

/// The name of an event in `CLASS` and `BEST`.
#[must_use]
pub fn event_name(event: Event) -> &'static str {
    match event {
        Event::Reference => "reference",
        Event::GermlineHeterozygous => "germline_heterozygous",
        Event::GermlineHomozygous => "germline_homozygous",
        Event::Somatic => "somatic",
        Event::SomaticInNormal => "somatic_in_normal",
        Event::Artefact => "artefact",
    }
}

/// The name of a tier in `TIER`.
fn tier_name(tier: Tier) -> &'static str {
    match tier {
        Tier::Hotspot => "hotspot",
        Tier::Panel => "panel",
        Tier::HighConfidence => "genome",
        Tier::LowConfidence => "badly_placed",
    }
}

/// Column names: `TUMOR`, `NORMAL`, and numbered from the second of a kind on.
pub(crate) fn columns(pair: &PairIdentity) -> Vec<String> {
    let of = |kind: &'static str, count: usize| {
        (0..count).map(move |place| if place == 0 { kind.to_owned() } else { format!("{kind}{}", place + 1) })
    };
    of("TUMOR", pair.tumours.len()).chain(of("NORMAL", pair.normals.len())).collect()
}

/// What made the calls, for the header.
#[derive(Debug, Clone, Copy)]
pub struct Provenance<'a> {
    /// Name and version of the program.
    pub program: &'a str,
    /// The checks of the pair.
    pub checks: &'a [Check],
    /// The names of the checks whose stop somebody accepted.
    pub accepted: &'a [String],
}

/// A check as a line of the header: whoever has nothing but the calls sees what was doubted and what was accepted.
fn check_line(check: &Check, accepted: bool) -> String {
    let id: String = check.name.chars().map(|char| if ",=<>\" ".contains(char) { '_' } else { char }).collect();
    let because = check.because.replace('\\', "/").replace('"', "'");
    let accepted = if accepted { "yes" } else { "no" };
    format!("##marv_check=<ID={id},Verdict={},Accepted={accepted},Description=\"{because}\">", check.verdict.code())
}

/// The lines of a header that every file has, up to the filter `PASS`.
pub(crate) fn preamble(pair: &PairIdentity, provenance: Provenance<'_>) -> String {
    let mut text = String::from("##fileformat=VCFv4.3\n");
    let mut line = |line: String| {
        text.push_str(&line);
        text.push('\n');
    };
    line(format!("##source={}", provenance.program));
    for check in provenance.checks.iter().filter(|check| check.verdict != Verdict::Pass) {
        line(check_line(check, check.verdict == Verdict::Stop && provenance.accepted.contains(&check.name)));
    }
    line(format!("##reference={}", pair.reference.file));
    for contig in pair.reference.contigs.contigs() {
        line(format!("##contig=<ID={},length={}>", contig.name.as_str(), contig.length.get()));
    }
    line("##FILTER=<ID=PASS,Description=\"No doubt\">".into());
    text
}

/// The lines of a header of small variants, up to those of the file's own fields.
pub(crate) fn header_begin(pair: &PairIdentity, provenance: Provenance<'_>) -> String {
    let mut text = preamble(pair, provenance);
    for doubt in Doubt::ALL {
        let _ = writeln!(text, "##FILTER=<ID={},Description=\"{}\">", doubt.code(), doubt.description());
    }
    text
}

/// A field of a file of calls: its id, number, type and description.
pub(crate) type Field = (&'static str, &'static str, &'static str, &'static str);

/// The lines of a header that describe fields of `INFO` or `FORMAT`.
pub(crate) fn describe(text: &mut String, column: &str, fields: &[Field]) {
    for (id, number, kind, description) in fields {
        let _ = writeln!(text, "##{column}=<ID={id},Number={number},Type={kind},Description=\"{description}\">");
    }
}

/// The lines that name the specimens and the columns.
pub(crate) fn header_end(pair: &PairIdentity) -> String {
    let mut text = String::new();
    for (column, specimen) in columns(pair).iter().zip(pair.specimens()) {
        let sample = specimen.sample.replace('"', "'");
        let _ = writeln!(text, "##SAMPLE=<ID={column},Description=\"read-group sample {sample}\">");
    }
    let _ = writeln!(text, "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t{}", columns(pair).join("\t"));
    text
}

const INFO: [Field; 5] = [
    (
        "CLASS",
        "1",
        "String",
        "The more probable of somatic (in the tumour) and somatic_in_normal (in the normal by itself, as in clonal haematopoiesis)",
    ),
    ("BEST", "1", "String", "The most probable explanation of all"),
    (
        "TIER",
        "1",
        "String",
        "How expected a somatic variant is beforehand: hotspot, panel, genome, or badly_placed where more than one read in ten has a mapping quality below 30",
    ),
    ("LEAK", "0", "Flag", "The verdict would be another one if the normal held no tumour"),
    (
        "TANDEM",
        "0",
        "Flag",
        "The event is told in tandem.vcf.gz, with its fraction corrected for its length: that one counts, and both are one event",
    ),
];

const FORMAT: [Field; 6] = [
    ("GT", "1", "String", "0/1 where the allele is called in the specimen"),
    ("DP", "1", "Integer", "Fragments that cover the place; overlapping mates are one"),
    ("AD", "R", "Integer", "Fragments for each allele"),
    ("AF", "A", "Float", "Allele fraction under the most probable explanation"),
    ("AFCI", "2", "Float", "95 % interval of AF"),
    (
        "LOD",
        "1",
        "Float",
        "Least allele fraction that would have been shown by two fragments with a probability of 95 %; missing where fewer than two cover the place",
    ),
];

fn header(pair: &PairIdentity, provenance: Provenance<'_>) -> String {
    let mut text = header_begin(pair, provenance);
    describe(&mut text, "INFO", &INFO);
    describe(&mut text, "FORMAT", &FORMAT);
    text + &header_end(pair)
}

pub(crate) fn sample(call: &SampleCall, present: bool) -> String {
    let fraction = &call.fraction;
    format!(
        "{}:{}:{},{}:{:.4}:{:.4},{:.4}",
        if present { "0/1" } else { "0/0" },
        call.depth,
        call.reference,
        call.alternate,
        fraction.most_likely.get(),
        fraction.interval.lower().get(),
        fraction.interval.upper().get(),
    )
}

/// Fragments that make an allele seen where it is looked for by name.
const SEEN: u32 = 2;

/// From which fraction on an allele would have been seen. Fragments that cover the place without telling do not count.
fn limit(call: &SampleCall) -> Option<AlleleFraction> {
    let telling = Depth::new(call.reference + call.alternate);
    detection_limit(telling, Depth::new(SEEN), Probability::new(0.95).ok()?)
}

fn line(call: &Call, contigs: &ContigList, tumours: usize, with_limit: bool, in_tandem: bool) -> Option<String> {
    let contig = contigs.get(call.variant.contig())?.name.as_str();
    let doubts: Vec<&str> = call.doubts.iter().map(|doubt| doubt.code()).collect();
    let filter = if doubts.is_empty() { "PASS".to_owned() } else { doubts.join(";") };
    let mut line = format!(
        "{contig}\t{}\t.\t{}\t{}\t{:.2}\t{filter}\tCLASS={};BEST={};TIER={}{}{}\tGT:DP:AD:AF:AFCI{}",
        call.variant.position(),
        call.variant.reference(),
        call.variant.alternate(),
        call.quality.get(),
        event_name(call.class),
        event_name(call.best),
        tier_name(call.tier),
        if call.depends_on_leak { ";LEAK" } else { "" },
        if in_tandem { ";TANDEM" } else { "" },
        if with_limit { ":LOD" } else { "" },
    );
    for (place, sample_call) in call.samples.iter().enumerate() {
        let present = sample_call.alternate > 0 && (place < tumours || call.class == Event::SomaticInNormal);
        let _ = write!(line, "\t{}", sample(sample_call, present));
        if with_limit {
            let limit = limit(sample_call).map_or_else(|| ".".to_owned(), |limit| format!("{:.4}", limit.get()));
            let _ = write!(line, ":{limit}");
        }
    }
    Some(line)
}

/// Writes `somatic.vcf.gz` and its index; answers how many calls were written and how many were too improbable. `in_tandem`: those
/// that `tandem.vcf.gz` tells.
///
/// # Errors
/// When the file cannot be written; nothing stays under its final name then.
pub fn write(
    path: &Path,
    pair: &PairIdentity,
    calls: &[Call],
    in_tandem: &BTreeSet<&Variant>,
    provenance: Provenance<'_>,
) -> Result<(usize, usize), VcfWriteError> {
    let probable = calls.iter().filter(|call| call.quality.get() >= LEAST_QUALITY);
    let written = write_lines(path, pair, probable, in_tandem, provenance, false)?;
    Ok((written, calls.len() - written))
}

/// Writes `sites.vcf.gz` and its index: each variant that was asked for, seen or not, with the least allele fraction that
/// would have been seen.
///
/// # Errors
/// When the file cannot be written; nothing stays under its final name then.
pub fn write_sites(
    path: &Path,
    pair: &PairIdentity,
    sites: &[Call],
    provenance: Provenance<'_>,
) -> Result<(), VcfWriteError> {
    write_lines(path, pair, sites.iter(), &BTreeSet::new(), provenance, true).map(|_| ())
}

fn write_lines<'c>(
    path: &Path,
    pair: &PairIdentity,
    calls: impl Iterator<Item = &'c Call>,
    in_tandem: &BTreeSet<&Variant>,
    provenance: Provenance<'_>,
    with_limit: bool,
) -> Result<usize, VcfWriteError> {
    let contigs = &pair.reference.contigs;
    let mut writer = VcfWriter::create(path, &header(pair, provenance), contigs)?;
    let mut written = 0;
    for call in calls {
        if let Some(line) = line(call, contigs, pair.tumours.len(), with_limit, in_tandem.contains(&call.variant)) {
            writer.write(&line, call.variant.contig(), call.variant.position(), call.variant.interval().end())?;
            written += 1;
        }
    }
    writer.finish()?;
    Ok(written)
}
