//! Which programs place reads, and which change them, by the names that they write into headers.

use hts::alignments::ProgramLine;
use serde::{Deserialize, Serialize};

use super::options::Options;
use super::{Aligner, plain};

/// What is done to reads after they were placed, as far as calls depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// Copies of a molecule are marked, or left out.
    DuplicateMarking,
    /// Base qualities are estimated anew.
    Recalibration,
    /// Reads around indels are placed anew.
    IndelRealignment,
    /// Copies of a molecule become one read.
    Consensus,
}

/// What a header calls a program that places reads or moves them to another reference, in small letters, and its name here; the
/// longer before the shorter. `bwamem` is the group of the workflows of GATK, `pbrun` is Parabricks. The simulation places the reads
/// that it makes.
const ALIGNERS: &[(&str, &str)] = &[
    ("bwa-mem2", "bwa-mem2"),
    ("bwamem", "bwa"),
    ("bwa", "bwa"),
    ("pbrun", "parabricks"),
    ("parabricks", "parabricks"),
    ("dragen-os", "dragmap"),
    ("dragmap", "dragmap"),
    ("dragen", "dragen"),
    ("minimap2", "minimap2"),
    ("pbmm2", "minimap2"),
    ("bowtie2", "bowtie2"),
    ("bowtie", "bowtie"),
    ("novoalignmpi", "novoalign"),
    ("novoalign", "novoalign"),
    ("strobealign", "strobealign"),
    ("isaac", "isaac"),
    ("snap", "snap"),
    ("giraffe", "vg"),
    ("vg", "vg"),
    ("hisat2", "hisat2"),
    ("star", "star"),
    ("ngmlr", "ngmlr"),
    ("winnowmap", "winnowmap"),
    ("smalt", "smalt"),
    ("gsnap", "gsnap"),
    ("tmap", "tmap"),
    ("leviosam2", "leviosam2"),
    ("leviosam", "leviosam"),
    ("crossmap", "crossmap"),
    ("marv-simulation", "marv-simulation"),
];

/// bwa-mem2 states that its alignments are those of bwa, and Parabricks runs the algorithm of bwa on other hardware.
pub(super) fn family(program: &str) -> &str {
    match program {
        "bwa-mem2" | "parabricks" => "bwa",
        other => other,
    }
}

/// The name of a line in small letters: `PN`, or `ID` without one; without a folder.
fn name(line: &ProgramLine<'_>) -> Option<String> {
    let name = line.name.or(line.id)?;
    // No name of a program is longer.
    let name: String = name.rsplit(['/', '\\']).next()?.chars().take(100).collect();
    Some(name.to_ascii_lowercase())
}

/// The name here of the program, if the line is of one that places reads.
pub(super) fn places(line: &ProgramLine<'_>) -> Option<&'static str> {
    let name = name(line)?;
    // `bwa.1` is a second run of bwa, and `bwatool` is none.
    let ends = |rest: &str| rest.chars().next().is_none_or(|next| !next.is_alphanumeric());
    let is_of = |known: &str| name.strip_prefix(known).is_some_and(ends);
    ALIGNERS.iter().find(|(known, _)| is_of(known)).map(|(_, program)| *program)
}

/// The program, its version and its options, if the line is of one that places reads.
pub(super) fn aligner(line: &ProgramLine<'_>) -> Option<Aligner> {
    let program = places(line)?;
    Some(Aligner {
        program: program.to_owned(),
        version: line.version.and_then(plain).map(str::to_owned),
        options: line.command.and_then(|command| Options::of(program, command)),
    })
}

/// What the program of a line does to reads, if it is known to.
pub(super) fn step(line: &ProgramLine<'_>) -> Option<Step> {
    let name = name(line)?;
    let has = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
    // Programs with many commands write which one into the command line, behind their own name or without it.
    let mut words = line.command.unwrap_or_default().split_ascii_whitespace().take(3);
    let mut runs = |commands: &[&str]| words.any(|word| commands.contains(&word));
    if has(&["markduplicates", "markdup", "samblaster", "streammd", "redux", "dedup"]) {
        Some(Step::DuplicateMarking)
    } else if has(&["bqsr", "qualcal"]) {
        Some(Step::Recalibration)
    } else if has(&["indelrealigner", "abra"]) {
        Some(Step::IndelRealignment)
    } else if has(&["consensus", "gencore"]) {
        Some(Step::Consensus)
    } else if has(&["samtools", "sambamba"]) && runs(&["markdup", "rmdup"]) {
        Some(Step::DuplicateMarking)
    } else if has(&["fgbio"]) && line.command.unwrap_or_default().contains("ConsensusReads") {
        Some(Step::Consensus)
    } else {
        None
    }
}
