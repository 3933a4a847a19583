//! Small pairs, and how their files are read back.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::io::{Read as _, Write as _};
use std::num::NonZeroUsize;
use std::path::Path;
use std::process::Command;

use genome::contig::ContigIndex;
use genome::position::{Interval, Position};
use genome::sequence::Base;
use hts::alignments::{AlignmentFile, CigarKind, Record};
use hts::fasta::ReferenceGenome;
use simulation::plan::SyntheticContig;
use simulation::structure::Evolution;
use simulation::variants::{ContigVariants, HotSpots};
use simulation::{Plan, simulate};
use tempfile::TempDir;

/// A plan of two small contigs with many acquired SNVs and nothing else acquired.
pub fn plan() -> Plan {
    let contig = |name: &str, length| SyntheticContig { name: name.into(), length };
    let mut plan = Plan { seed: 11, ..Plan::default() };
    plan.synthetic.contigs = vec![contig("one", 120_000), contig("two", 60_000)];
    plan.somatic.snv_rate = 1e-3;
    plan.somatic.mnv_rate = 0.0;
    plan.somatic.insertion_rate = 0.0;
    plan.somatic.deletion_rate = 0.0;
    plan.somatic.duplication_rate = 0.0;
    plan
}

/// Carries out a plan in a new folder.
pub fn made(plan: &Plan) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    simulate(plan, None, folder.path(), NonZeroUsize::MIN).unwrap();
    folder
}

/// The bases of each contig of the reference.
pub fn reference(folder: &Path) -> Vec<Vec<Base>> {
    let genome = ReferenceGenome::open(&folder.join("reference.fa")).unwrap();
    let whole = |place: usize| {
        let index = ContigIndex::new(place).unwrap();
        let length = genome.contigs().get(index).unwrap().length;
        genome.sequence(index, Interval::new(Position::FIRST, length.last()).unwrap()).unwrap().to_vec()
    };
    (0..genome.contigs().contigs().len()).map(whole).collect()
}

/// The variants of each contig, drawn once more.
pub fn variants(plan: &Plan, reference: &[Vec<Base>]) -> Vec<ContigVariants> {
    let draw = |(place, bases): (usize, &Vec<Base>)| {
        let name = &plan.synthetic.contigs[place].name;
        ContigVariants::draw(
            plan,
            ContigIndex::new(place).unwrap(),
            name,
            bases,
            &HotSpots::default(),
            &Evolution::default(),
        )
        .unwrap()
    };
    reference.iter().enumerate().map(draw).collect()
}

/// Calls with each record of a file.
pub fn each_record(path: &Path, mut call: impl FnMut(Record<'_>)) {
    let mut reader = AlignmentFile::open(path).unwrap().reader().unwrap();
    reader.whole_file().unwrap();
    while let Some(record) = reader.read().unwrap() {
        call(record);
    }
}

/// The aligned bases of a record: (0-based place on the contig, base).
pub fn aligned(record: Record<'_>) -> Vec<(usize, Base)> {
    let (mut at, mut read) = (record.position().unwrap().zero_based() as usize, 0);
    let mut bases = Vec::new();
    for operation in record.cigar() {
        let length = operation.length as usize;
        match operation.kind {
            CigarKind::Match => {
                bases.extend((0..length).map(|offset| (at + offset, record.base(read + offset))));
                at += length;
                read += length;
            }
            CigarKind::Deletion => at += length,
            CigarKind::Insertion | CigarKind::SoftClip => read += length,
            CigarKind::HardClip => {}
            other => panic!("unexpected operation {other:?}"),
        }
    }
    assert_eq!(read, record.read_length(), "the CIGAR uses every base of the read");
    bases
}

/// Fragments with each base, by contig and place; duplicates are left out and mates count once.
pub fn pileup(path: &Path, wanted: &HashSet<(usize, usize)>) -> HashMap<(usize, usize), BTreeMap<Base, u32>> {
    let mut seen: HashMap<(usize, usize), HashMap<Vec<u8>, Base>> = HashMap::new();
    each_record(path, |record| {
        if record.flags().is_duplicate() || record.flags().is_unmapped() {
            return;
        }
        let contig = record.contig().unwrap().get();
        for (place, base) in aligned(record) {
            if wanted.contains(&(contig, place)) {
                seen.entry((contig, place)).or_default().insert(record.name().to_vec(), base);
            }
        }
    });
    let counted = |fragments: HashMap<Vec<u8>, Base>| {
        let mut counts = BTreeMap::new();
        for base in fragments.into_values() {
            *counts.entry(base).or_default() += 1;
        }
        counts
    };
    seen.into_iter().map(|(place, fragments)| (place, counted(fragments))).collect()
}

/// Whether a count is what a fraction leads to expect, within four and a half standard deviations and a small share of
/// sequencing errors.
pub fn assert_binomial(count: u32, depth: u32, fraction: f64, what: &str) {
    let (k, n) = (f64::from(count), f64::from(depth));
    let tolerance = 4.5 * (n * fraction * (1.0 - fraction)).sqrt() + 0.0025 * n;
    assert!((k - n * fraction).abs() <= tolerance, "{what}: {count} of {depth} where {fraction} is expected");
}

/// The lines of a file, behind its header; compressed if its name says so.
pub fn lines(path: &Path) -> Vec<Vec<String>> {
    let mut text = String::new();
    let file = fs::File::open(path).unwrap();
    if path.extension().is_some_and(|end| end == "gz") {
        hts::bgzf::TextReader::new(file).unwrap().read_to_string(&mut text).unwrap();
    } else {
        { file }.read_to_string(&mut text).unwrap();
    }
    let table = text.lines().filter(|line| !line.starts_with('#') && !line.starts_with("contig\t"));
    table.map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

/// The value of a key of a VCF line.
pub fn info<'a>(line: &'a [String], key: &str) -> Option<&'a str> {
    line[7].split(';').find_map(|field| field.strip_prefix(key)?.strip_prefix('='))
}

/// Runs a program in a folder; `false`, loudly, if it is not installed.
pub fn ran(program: &str, arguments: &[&str], folder: &Path) -> bool {
    match Command::new(program).args(arguments).current_dir(folder).output() {
        Ok(output) => {
            let error = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{program} {arguments:?}: {error}");
            assert!(program == "bwa" || error.is_empty(), "{program} {arguments:?}: {error}");
            true
        }
        Err(_) => {
            let _ = writeln!(std::io::stderr(), "SKIPPED: {program} is not installed; apt-get install {program}");
            false
        }
    }
}

/// The bytes of every file of a folder.
pub fn bytes(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let file = |entry: fs::DirEntry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap());
    fs::read_dir(folder).unwrap().map(|entry| file(entry.unwrap())).collect()
}
