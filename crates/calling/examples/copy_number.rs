//! Draws a genome of known copies and tells its copy numbers: one step of `bench/copy-number`, which measures.
//!
//! `copy_number FOLDER SEED changed|quiet DEPTH [peer]` writes truth.tsv, segments.tsv and purity.json of a tumour of that depth, and the
//! time it took; with `peer` also ratios and alleles as cnvkit reads them. How genomes are drawn stands in `tests/promises/drawn.rs`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::pedantic,
    reason = "a tool of a bench; it fails loudly"
)]

#[path = "../tests/promises/drawn.rs"]
mod drawn;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::Instant;

use calling::copy_number::CopyNumber;
use calling::copy_number::evidence::Evidence;
use calling::copy_number::fit::Stated;
use calling::copy_number::normalise;
use calling::fitness::sex::Sex;
use drawn::{Drawing, Event};
use fastrand::Rng;

/// The human chromosomes in whole megabases.
const LENGTHS: [u32; 24] =
    [248, 242, 198, 190, 181, 170, 159, 145, 138, 133, 135, 133, 114, 107, 101, 90, 83, 80, 58, 64, 46, 50, 156, 57];

fn contigs() -> Vec<(String, u32)> {
    let name = |at: usize| match at {
        22 => "chrX".to_owned(),
        23 => "chrY".to_owned(),
        at => format!("chr{}", at + 1),
    };
    LENGTHS.iter().enumerate().map(|(at, length)| (name(at), length * 1_000_000)).collect()
}

/// Six to twelve changes of 5 to 100 Mb, each in a fifth of all cells or more, on chromosomes of their own.
fn events(random: &mut Rng, purity: f64) -> Vec<Event> {
    let mut autosomes: Vec<usize> = (0..22).collect();
    random.shuffle(&mut autosomes);
    let count = random.usize(6..=12);
    let event = |contig: usize, random: &mut Rng| {
        let length = LENGTHS[contig];
        let most = random.u32(2..95);
        let size = if random.u32(0..4) == 0 { length } else { (5 + random.u32(0..most)).min(length) };
        let start = random.u32(0..=length - size);
        let copies = match random.u32(0..10) {
            0..=3 => [1, 0],
            4..=6 => [2, 1],
            7..=8 => [2, 0],
            _ => [3, 1],
        };
        // Half of the changes are of all tumour cells.
        let least = 0.2 / purity;
        let clonal = if random.bool() { 1.0 } else { least + (1.0 - least) * random.f64() };
        Event { contig, start: start * 1_000_000, end: (start + size) * 1_000_000, copies, clonal }
    };
    autosomes.into_iter().take(count).map(|contig| event(contig, random)).collect()
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, seed, kind, depth, ..] = arguments.as_slice() else {
        panic!("FOLDER SEED changed|quiet DEPTH [peer]")
    };
    let (folder, seed) = (Path::new(folder), seed.parse::<u64>().unwrap());
    let mut random = Rng::with_seed(seed);
    let sex = if random.bool() { Sex::Xx } else { Sex::Xy };
    let quiet = kind == "quiet";
    let purity = 0.01 * f64::from(random.u32(if quiet { 20..=95 } else { 30..=95 }));
    let drawing = Drawing {
        seed,
        contigs: contigs(),
        events: if quiet { Vec::new() } else { events(&mut random, purity) },
        purity,
        // From a hundred to a thousand and a half in the genome.
        substitutions: 0.03 + 0.47 * random.f64(),
        clonal_substitutions: 0.2 + 0.6 * random.f64(),
        // Half of the genomes have one branch, the others many.
        branch: random.bool().then(|| 0.2 + 0.5 * random.f64()),
        depths: [depth.parse().unwrap(), 30.0],
        wave: 0.005 + 0.015 * random.f64(),
        sex,
        ..Drawing::default()
    };
    let evidence = drawing.draw();
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join("truth.tsv"), truth(&drawing)).unwrap();
    let began = Instant::now();
    let found = CopyNumber::of(&evidence, Stated::default(), &[]);
    let seconds = began.elapsed().as_secs_f64();
    found.write_segments(&folder.join("segments.tsv"), "bench", &evidence.contigs).unwrap();
    found.write_purity(&folder.join("purity.json"), "bench", &evidence, Stated::default()).unwrap();
    if arguments.get(4).is_some_and(|peer| peer == "peer") {
        peer(folder, &evidence);
    }
    println!("{seconds:.1}");
}

fn truth(drawing: &Drawing) -> String {
    let mut text = format!("#purity\t{}\ncontig\tstart\tend\ttotal\tminor\tclonal_fraction\n", drawing.purity);
    for event in &drawing.events {
        let (total, minor) = (event.copies[0] + event.copies[1], event.copies[0].min(event.copies[1]));
        let name = &drawing.contigs[event.contig].0;
        let Event { start, end, clonal, .. } = *event;
        writeln!(text, "{name}\t{}\t{end}\t{total}\t{minor}\t{clonal}", start + 1).unwrap();
    }
    text
}

/// The same ratios, corrected for GC content as here, in bins of ten windows, and the same alleles.
fn peer(folder: &Path, evidence: &Evidence) {
    let name = |contig: genome::contig::ContigIndex| evidence.contigs.get(contig).unwrap().name.to_string();
    let mut ratios = "chromosome\tstart\tend\tgene\tdepth\tlog2\tweight\n".to_owned();
    for windows in normalise::ratios(evidence).chunk_by(|one, next| one.run == next.run) {
        for bin in windows.chunks(10) {
            let sum = |of: fn(&normalise::Ratio) -> f64| bin.iter().map(of).sum::<f64>();
            let ratio = (sum(|window| window.tumour) / sum(|window| window.normal)).max(0.01);
            let (start, end) = (bin[0].start(), bin[bin.len() - 1].start() + 1000);
            let weight = bin.len() as f64 / 10.0;
            writeln!(ratios, "{}\t{start}\t{end}\t-\t{ratio:.4}\t{:.4}\t{weight}", name(bin[0].contig), ratio.log2())
                .unwrap();
        }
    }
    fs::write(folder.join("sample.cnr"), ratios).unwrap();
    let mut alleles = "##fileformat=VCFv4.2\n\
        ##FORMAT=<ID=GT,Number=1,Type=String,Description=\"g\">\n\
        ##FORMAT=<ID=AD,Number=R,Type=Integer,Description=\"a\">\n\
        ##FORMAT=<ID=DP,Number=1,Type=Integer,Description=\"d\">\n"
        .to_owned();
    for contig in evidence.contigs.contigs() {
        writeln!(alleles, "##contig=<ID={},length={}>", contig.name, contig.length).unwrap();
    }
    alleles.push_str("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tsample\n");
    for snp in &evidence.snps {
        let (reference, alternate) = (snp.reference, snp.alternate);
        let depth = reference + alternate;
        writeln!(
            alleles,
            "{}\t{}\t.\tA\tG\t50\tPASS\t.\tGT:AD:DP\t0/1:{reference},{alternate}:{depth}",
            name(snp.contig),
            snp.place + 1
        )
        .unwrap();
    }
    fs::write(folder.join("snps.vcf"), alleles).unwrap();
}
