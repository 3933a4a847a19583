//! From the files of a run to a pair that `marv call` takes: one reference, and reads of the samples `tumour` and `normal`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::case::{ReferenceSource, Run};
use super::told;

/// A stretch of a contig that the reference knows.
#[derive(Debug)]
pub struct Piece {
    pub contig: String,
    /// Its first base, from 1.
    pub start: u64,
    pub bases: String,
}

impl Piece {
    /// Its name in the FASTA of the run.
    pub fn name(&self) -> String {
        if self.start == 1 { self.contig.clone() } else { format!("{}_{}", self.contig, self.start) }
    }

    pub fn contains(&self, contig: &str, position: u64) -> bool {
        self.contig == contig && (self.start..self.start + self.bases.len() as u64).contains(&position)
    }
}

/// What `marv call` is given.
#[derive(Debug)]
pub struct Prepared {
    pub pieces: Vec<Piece>,
    pub reference: PathBuf,
    pub tumour: PathBuf,
    pub normal: Option<PathBuf>,
}

/// One alignment, field by field.
pub type Record = Vec<String>;

/// What a program writes; fails if it fails.
pub fn output(command: &mut Command) -> String {
    let done = command.stderr(Stdio::piped()).output().unwrap();
    assert!(done.status.success(), "{command:?}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

fn samtools(arguments: &[&str]) -> String {
    output(Command::new("samtools").args(arguments))
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Prepares a run in a folder.
pub fn prepare(run: &Run, data: &Path, scratch: &Path) -> Prepared {
    let full = |files: &[String]| files.iter().map(|file| data.join(file)).collect::<Vec<PathBuf>>();
    let mut specimens = vec![("tumour", full(&run.tumour), "")];
    if !run.normal.is_empty() {
        specimens.push(("normal", full(&run.normal), &run.normal_names));
    }
    let mut reads: Vec<Vec<Record>> = Vec::new();
    if !run.align {
        reads
            .extend(specimens.iter().map(|(_, files, names)| alignments(&samtools(&["view", path(&files[0])]), names)));
    }
    let pieces = match &run.reference {
        ReferenceSource::Fasta(file) => fasta(&data.join(file), |_| true),
        ReferenceSource::Record(file, record) => fasta(&data.join(file), |name| name == record),
        ReferenceSource::Testcase(file) => vec![slice(&data.join(file))],
        ReferenceSource::Reads => told::pieces(&reads),
    };
    let reference = scratch.join("reference.fa");
    let text: Vec<String> = pieces.iter().map(|piece| format!(">{}\n{}\n", piece.name(), piece.bases)).collect();
    fs::write(&reference, text.concat()).unwrap();
    samtools(&["faidx", path(&reference)]);
    if run.align {
        output(Command::new("bwa").args(["index", path(&reference)]));
        reads.extend(specimens.iter().map(|(_, files, names)| aligned(files, names, &reference, scratch)));
    } else {
        for records in &mut reads {
            move_to(&pieces, records);
        }
    }
    let mut bams = specimens.iter().zip(&reads).map(|((sample, ..), records)| write(sample, records, &pieces, scratch));
    let (tumour, normal) = (bams.next().unwrap(), bams.next());
    drop(bams);
    Prepared { pieces, reference, tumour, normal }
}

/// The alignments of reads whose names begin so.
fn alignments(sam: &str, names: &str) -> Vec<Record> {
    let lines = sam.lines().filter(|line| !line.starts_with('@') && line.starts_with(names));
    lines.map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

/// Reads aligned with bwa: of a BAM, or of FASTQ files whose order is that of the pairs.
fn aligned(files: &[PathBuf], names: &str, reference: &Path, scratch: &Path) -> Vec<Record> {
    let mut pairs = [scratch.join("first.fq"), scratch.join("second.fq")];
    if files.len() == 2 {
        pairs = [files[0].clone(), files[1].clone()];
    } else {
        let together = scratch.join("together");
        samtools(&["collate", "-o", path(&together), path(&files[0])]);
        let [first, second] = &pairs;
        samtools(&[
            "fastq",
            "-n",
            "-0",
            "/dev/null",
            "-s",
            "/dev/null",
            "-1",
            path(first),
            "-2",
            path(second),
            path(&together),
        ]);
    }
    alignments(&output(Command::new("bwa").arg("mem").arg(reference).args(&pairs)), names)
}

/// The records of a FASTA file, plain or compressed.
fn fasta(file: &Path, wanted: impl Fn(&str) -> bool) -> Vec<Piece> {
    let compressed = file.extension().is_some_and(|extension| extension == "gz");
    let text =
        if compressed { output(Command::new("gzip").arg("-dc").arg(file)) } else { fs::read_to_string(file).unwrap() };
    let records = text.split('>').filter_map(|record| record.split_once('\n'));
    let pieces: Vec<Piece> = records
        .map(|(header, bases)| (header.split_whitespace().next().unwrap(), bases))
        .filter(|(name, _)| wanted(name))
        .map(|(name, bases)| {
            let (contig, range) = name.split_once(':').unwrap_or((name, "1"));
            let start = range.split('-').next().unwrap().parse().unwrap();
            Piece { contig: contig.to_owned(), start, bases: bases.split_whitespace().collect() }
        })
        .collect();
    assert!(!pieces.is_empty(), "{}: no such record", file.display());
    pieces
}

/// The slice of a test case of Varlociraptor: `name:` and `seq:` under `reference:`.
fn slice(file: &Path) -> Piece {
    let text = fs::read_to_string(file).unwrap();
    let (_, reference) = text.split_once("\nreference:").unwrap();
    let value = |key: &str| {
        let line = reference.lines().find_map(|line| line.trim().strip_prefix(key)).unwrap();
        line.trim().trim_matches('\'').to_owned()
    };
    Piece { contig: value("name:"), start: 1, bases: value("seq:").to_uppercase() }
}

/// Moves alignments to the pieces; those that lie on none are left out.
fn move_to(pieces: &[Piece], records: &mut Vec<Record>) {
    let place = |contig: &str, position: &str| {
        let position: u64 = position.parse().unwrap();
        let piece = pieces.iter().find(|piece| piece.contains(contig, position))?;
        Some((piece.name(), (position - piece.start + 1).to_string()))
    };
    records.retain_mut(|fields| {
        let Some(own) = place(&fields[2], &fields[3]) else { return false };
        let mate = if fields[6] == "=" { place(&fields[2], &fields[7]) } else { place(&fields[6], &fields[7]) };
        let (contig, position) = mate.unwrap_or(("*".into(), "0".into()));
        fields[6] = if contig == own.0 { "=".into() } else { contig };
        fields[7] = position;
        (fields[2], fields[3]) = own;
        true
    });
}

/// A sorted BAM of one sample, with its index.
fn write(sample: &str, records: &[Record], pieces: &[Piece], scratch: &Path) -> PathBuf {
    let contigs = pieces.iter().map(|piece| format!("@SQ\tSN:{}\tLN:{}\n", piece.name(), piece.bases.len()));
    let group = format!("@RG\tID:{sample}\tSM:{sample}\n");
    let lines = records.iter().map(|fields| {
        let others = fields.iter().filter(|field| !field.starts_with("RG:Z:")).map(String::as_str);
        others.chain([format!("RG:Z:{sample}\n").as_str()]).collect::<Vec<&str>>().join("\t")
    });
    let text: String = contigs.chain([group]).chain(lines).collect();
    let (sam, bam) = (scratch.join(format!("{sample}.sam")), scratch.join(format!("{sample}.bam")));
    fs::write(&sam, text).unwrap();
    samtools(&["sort", "-o", path(&bam), path(&sam)]);
    samtools(&["index", path(&bam)]);
    bam
}
