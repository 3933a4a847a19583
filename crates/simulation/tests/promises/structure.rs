//! Structural variants and changes of copy number, read back from the files.
use crate::read_back;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::num::NonZeroUsize;
use std::path::Path;

use genome::breakend::{BreakendAllele, Junction, Orientation};
use genome::sequence::Base;
use hts::alignments::{CigarKind, Record};
use hts::fasta::ReferenceGenome;
use read_back::{aligned, assert_binomial, bytes, each_record, info, lines, made, pileup, ran, reference};
use simulation::plan::EventKind;
use simulation::{Plan, SimulationError, simulate};

/// Events of every kind in three clones of all, half and a fifth of the tumour cells.
const EVENTS: &str = r#"[
    { "kind": "deletion", "clone": "all", "haplotype": 1, "contig": "one", "start": 30001, "end": 40000, "microhomology": 3 },
    { "kind": "duplication", "clone": "all", "haplotype": 2, "contig": "one", "start": 60001, "end": 70000, "bases": "GATTACA", "copies": 2 },
    { "kind": "inversion", "clone": "half", "haplotype": 1, "contig": "one", "start": 90001, "end": 96000 },
    { "kind": "insertion", "clone": "half", "haplotype": 2, "contig": "one", "start": 110001, "length": 900 },
    { "kind": "translocation", "clone": "all", "haplotype": 1, "contig": "one", "start": 130001, "mate_contig": "two", "mate_start": 40001, "length": 2 },
    { "kind": "translocation", "clone": "half", "haplotype": 2, "contig": "one", "start": 140001, "mate_contig": "two", "mate_start": 70001, "inverted": true, "unbalanced": true },
    { "kind": "copy_neutral_loh", "clone": "fifth", "haplotype": 1, "contig": "three", "start": 30001 },
    { "kind": "duplication", "clone": "half", "haplotype": 2, "contig": "three" },
    { "kind": "deletion", "haplotype": 2, "contig": "two", "start": 20001, "end": 28000 }
]"#;

/// A plan of three contigs without errors and without inherited indels.
fn plan(events: &str) -> Plan {
    let text = format!(
        r#"{{
            "seed": 3,
            "synthetic": {{ "copied": 0, "contigs": [
                {{ "name": "one", "length": 150000 }}, {{ "name": "two", "length": 90000 }}, {{ "name": "three", "length": 60000 }}
            ] }},
            "germline": {{ "snv_rate": 0.004, "indel_rate": 0 }},
            "somatic": {{
                "snv_rate": 0.001, "mnv_rate": 0, "insertion_rate": 0, "deletion_rate": 0, "duplication_rate": 0,
                "clones": [
                    {{ "name": "half", "allele_fraction": 0.25 }}, {{ "name": "all", "allele_fraction": 0.5 }},
                    {{ "name": "fifth", "allele_fraction": 0.1 }}
                ]
            }},
            "purity": 0.8,
            "tumour_in_normal": 0.1,
            "structure": {{ "events": {events} }},
            "tumour": {{ "sample": "T", "depth": 80, "contamination": 0.05 }},
            "normal": {{ "sample": "N", "depth": 40 }},
            "sequencing": {{ "error_scale": 0, "indel_error": 0, "failed_reads": 0 }}
        }}"#
    );
    serde_json::from_str(&text).unwrap()
}

const CONTIGS: [&str; 3] = ["one", "two", "three"];

fn contig(name: &str) -> usize {
    CONTIGS.iter().position(|contig| *contig == name).unwrap()
}

/// A line of `truth_cn.tsv`.
struct Segment {
    contig: usize,
    /// 0-based, end not included.
    places: std::ops::Range<usize>,
    copies: [f64; 2],
    cell_fraction: f64,
    depths: [f64; 2],
}

fn segments(folder: &Path) -> Vec<Segment> {
    let segment = |line: &Vec<String>| {
        let number = |field: usize| line[field].parse::<f64>().unwrap();
        let place = |field: usize| line[field].parse::<usize>().unwrap();
        Segment {
            contig: contig(&line[0]),
            places: place(1) - 1..place(2),
            copies: [number(3), number(4)],
            cell_fraction: number(7),
            depths: [number(9), number(10)],
        }
    };
    lines(&folder.join("truth_cn.tsv")).iter().map(segment).collect()
}

#[test]
fn depth_and_allele_fractions_follow_the_copies() {
    let plan = plan(EVENTS);
    let folder = made(&plan);
    let segments = segments(folder.path());
    let mut depths = CONTIGS.map(|_| vec![[0u32; 2]; 150_000]);
    for (sample, file) in ["tumour.bam", "normal.bam"].into_iter().enumerate() {
        each_record(&folder.path().join(file), |record| {
            if !record.flags().is_duplicate() && !record.flags().is_unmapped() {
                let contig = record.contig().unwrap().get();
                for (place, _) in aligned(record) {
                    depths[contig][place][sample] += 1;
                }
            }
        });
    }
    let mut examined = 0;
    for segment in segments.iter().filter(|segment| segment.places.len() > 5000) {
        for (sample, expected) in segment.depths.iter().enumerate() {
            // The ends of a contig have fewer fragments.
            let inside = segment.places.start + 800..segment.places.end - 800;
            let bases: u32 = depths[segment.contig][inside.clone()].iter().map(|depth| depth[sample]).sum();
            let mean = f64::from(bases) / f64::from(u32::try_from(inside.len()).unwrap());
            // Reads are drawn in proportion: a Poisson number of about d l / 151 reads.
            let reads = expected * f64::from(u32::try_from(inside.len()).unwrap()) / 151.0;
            let tolerance = (4.5 * 1.5 / reads.sqrt()).max(0.01);
            assert!((mean / expected - 1.0).abs() < tolerance, "{inside:?}: depth {mean}, expected {expected}");
            examined += 1;
        }
    }
    assert!(examined > 30, "{examined} segments");

    // Inherited: the share of the first haplotype, by segment.
    let base = |text: &str| text.parse::<genome::sequence::Sequence>().unwrap()[0];
    let germline = lines(&folder.path().join("germline.vcf.gz"));
    let heterozygous: Vec<(usize, usize, Base, bool)> = germline
        .iter()
        .filter(|line| line[9] == "1|0" || line[9] == "0|1" || line[9] == "1|.")
        .map(|line| (contig(&line[0]), line[1].parse::<usize>().unwrap() - 1, base(&line[4]), line[9] != "0|1"))
        .collect();
    let lost = |line: &&Vec<String>| line[0] == "two" && (20_001..=28_000).contains(&line[1].parse::<u32>().unwrap());
    assert!(germline.iter().filter(lost).count() > 10 && germline.iter().filter(lost).all(|line| line[9] == "1|."));
    let somatic = lines(&folder.path().join("truth.vcf.gz"));
    let acquired: Vec<(usize, usize, Base)> =
        somatic.iter().map(|line| (contig(&line[0]), line[1].parse::<usize>().unwrap() - 1, base(&line[4]))).collect();
    let places = heterozygous.iter().map(|(contig, place, ..)| (*contig, *place));
    let wanted: HashSet<_> = places.chain(acquired.iter().map(|(contig, place, _)| (*contig, *place))).collect();
    let pileup = pileup(&folder.path().join("tumour.bam"), &wanted);
    let counted = |contig: usize, place: usize, base: Base| {
        let counts = &pileup[&(contig, place)];
        (counts.get(&base).copied().unwrap_or(0), counts.values().sum::<u32>())
    };
    let mut by_segment: BTreeMap<(usize, usize, usize), [f64; 3]> = BTreeMap::new();
    for Segment { contig, places, copies, cell_fraction, .. } in &segments {
        let of_segment = by_segment.entry((*contig, places.start, places.end)).or_default();
        for (sum, number) in of_segment.iter_mut().zip([copies[0], copies[1], 1.0]) {
            *sum += cell_fraction * number;
        }
    }
    let mut differing = 0;
    for ((contig, start, end), [first, second, cells]) in by_segment {
        assert!((cells - 1.0).abs() < 0.001, "all cells have some state");
        let normal = if (start, end) == (20_000, 28_000) { [1.0, 0.0] } else { [1.0, 1.0] };
        let [first, second] = [0.8 * first + 0.2 * normal[0], 0.8 * second + 0.2 * normal[1]];
        let (mut count, mut depth) = (0, 0);
        for (_, place, base, on_first) in heterozygous.iter().filter(|site| site.0 == contig) {
            if (start..end).contains(place) {
                let (with, all) = counted(contig, *place, *base);
                count += if *on_first { with } else { all - with };
                depth += all;
            }
        }
        // The other person's alleles are drawn anew at each site: 5 % of them, of any kind.
        let (fraction, slack) = (first / (first + second), 0.05 * f64::from(depth));
        let (k, n) = (f64::from(count), f64::from(depth));
        let tolerance = 4.5 * (n * fraction * (1.0 - fraction)).sqrt() + slack;
        assert!(
            (k - n * fraction).abs() <= tolerance,
            "{contig}:{start}-{end}: {count} of {depth}, expected {fraction}"
        );
        differing += usize::from((fraction - 0.5).abs() > 0.1 && depth > 500);
    }
    assert!(differing >= 4, "{differing} segments are out of balance");

    // Acquired: by the fraction that the truth file says.
    let mut by_fraction: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    for (line, (contig, place, base)) in somatic.iter().zip(&acquired) {
        let (with, all) = counted(*contig, *place, *base);
        let sum = by_fraction.entry(info(line, "VAF_TRUE").unwrap()).or_default();
        (sum.0, sum.1) = (sum.0 + with, sum.1 + all);
    }
    assert!(by_fraction.len() > 12, "{} fractions", by_fraction.len());
    for (fraction, (count, depth)) in by_fraction {
        assert_binomial(count, depth, fraction.parse().unwrap(), &format!("variants of {fraction}"));
    }
}

/// Where a record is clipped: (contig, 1-based base next to the clip, side that is kept).
fn clips(record: Record<'_>) -> Vec<(usize, u32, Orientation)> {
    let contig = record.contig().unwrap().get();
    let operations: Vec<_> = record.cigar().collect();
    let start = record.position().unwrap().get();
    let covered: u32 = operations
        .iter()
        .filter(|operation| operation.kind.consumes_reference())
        .map(|operation| operation.length)
        .sum();
    let clipped = |place: usize| {
        let operation = operations[place];
        matches!(operation.kind, CigarKind::SoftClip | CigarKind::HardClip) && operation.length >= 30
    };
    let mut found = Vec::new();
    if clipped(0) {
        found.push((contig, start, Orientation::KeepsRight));
    }
    if clipped(operations.len() - 1) {
        found.push((contig, start + covered - 1, Orientation::KeepsLeft));
    }
    found
}

#[test]
fn reads_across_junctions_are_split_where_the_truth_has_them() {
    let plan = plan(EVENTS);
    let folder = made(&plan);
    let genome = ReferenceGenome::open(&folder.path().join("reference.fa")).unwrap();
    let truth = lines(&folder.path().join("truth_sv.vcf.gz"));
    let sides: Vec<&Vec<String>> = truth.iter().filter(|line| info(line, "SVTYPE") == Some("BND")).collect();
    let allele = |line: &[String]| {
        let index = genome.contigs().find(&line[0]).unwrap();
        let position = genome::position::Position::new(line[1].parse().unwrap()).unwrap();
        let reference: genome::sequence::Sequence = line[3].parse().unwrap();
        BreakendAllele::parse(index, position, reference[0], &line[4], genome.contigs()).unwrap()
    };
    let by_id: HashMap<&str, &Vec<String>> = sides.iter().map(|line| (line[2].as_str(), *line)).collect();
    let mut junctions: BTreeMap<&str, HashSet<Junction>> = BTreeMap::new();
    for line in &sides {
        let (own, mate) =
            (allele(line).junction().unwrap(), allele(by_id[info(line, "MATEID").unwrap()]).junction().unwrap());
        assert_eq!(own, mate, "the two records of {}", line[2]);
        junctions.entry(info(line, "EVENTTYPE").unwrap()).or_default().insert(own);
    }
    let numbers: Vec<(&str, usize)> = junctions.iter().map(|(kind, found)| (*kind, found.len())).collect();
    assert_eq!(numbers, [("DEL", 2), ("DUP", 1), ("INV", 2), ("TRA", 3)]);
    let symbols: Vec<&str> = truth.iter().filter_map(|line| line[4].strip_prefix('<')).collect();
    assert_eq!(symbols, ["DEL>", "DUP:TANDEM>", "INV>", "DEL>"]);
    let inserted = truth.iter().find(|line| info(line, "SVTYPE") == Some("INS")).unwrap();
    assert_eq!((inserted[4].len(), info(inserted, "SVLEN")), (901, Some("900")));
    let homology = truth.iter().find(|line| line[2] == "E1").and_then(|line| info(line, "HOMLEN"));
    assert_eq!(homology, Some("3"));

    let bases = reference(folder.path());
    for (file, depth, key) in [("tumour.bam", 80.0, "VAF_TRUE"), ("normal.bam", 40.0, "VAF_NORMAL")] {
        let mut clipped: HashMap<(usize, u32, Orientation), u32> = HashMap::new();
        let mut at_insertion = 0u32;
        each_record(&folder.path().join(file), |record| {
            if record.flags().is_duplicate() || record.flags().is_unmapped() {
                return;
            }
            for (place, base) in aligned(record) {
                let contig = record.contig().unwrap().get();
                // Without errors only variants differ, and they are not here.
                assert!(bases[contig][place] == base || record.edit_distance() > Some(0));
            }
            for clip in clips(record) {
                let (contig, at, _) = clip;
                if record.tag(b"SA").is_some() {
                    *clipped.entry(clip).or_default() += 1;
                } else if contig == 0 && at.abs_diff(110_001) < 5 {
                    at_insertion += 1;
                }
            }
        });
        let mut explained = 0;
        for line in &sides {
            let allele = allele(line);
            let (position, contig) = (allele.local.position.get(), allele.local.contig.get());
            // An alignment continues over the bases that both sides have, and at most by chance over one or two more.
            let shift: i64 = info(line, "CIPOS").map_or(0, |range| {
                range.split(',').map(|end| end.parse::<i64>().unwrap()).find(|end| *end != 0).unwrap()
            });
            let at = |by: i64| u32::try_from(i64::from(position) + by).unwrap();
            let around = at(shift.min(0) - 3)..=at(shift.max(0) + 3);
            let count: u32 = around.filter_map(|at| clipped.get(&(contig, at, allele.local.orientation))).sum();
            explained += count;
            // Reads with 30 bases and more on both sides, of about 151 that cover the junction.
            let local = segments(folder.path())
                .into_iter()
                .find(|segment| segment.contig == contig && segment.places.contains(&(position as usize - 1)));
            let local = local.map_or(depth, |segment| segment.depths[usize::from(key == "VAF_NORMAL")]);
            let fraction: f64 = info(line, key).unwrap().parse().unwrap();
            let expected = local * fraction * 91.0 / 151.0;
            let tolerance = 4.5 * (1.3 * expected).sqrt() + 0.12 * expected + 0.5;
            assert!(
                (f64::from(count) - expected).abs() < tolerance,
                "{file} {}: {count}, expected {expected}",
                line[2]
            );
        }
        let ends: u32 = clipped.values().sum();
        assert!(explained * 10 > ends * 9, "{explained} of {ends} clips lie at a junction");
        // Clipped from the left and from the right; the inserted bases are nowhere else.
        let fraction: f64 = info(inserted, key).unwrap().parse().unwrap();
        let expected = 2.0 * depth * fraction * 91.0 / 151.0;
        assert!((f64::from(at_insertion) - expected).abs() < 4.5 * expected.sqrt() + 0.15 * expected, "{at_insertion}");
    }
}

#[test]
fn any_number_of_threads_makes_the_same_bytes_and_bcftools_reads_the_truth() {
    let mut plan = plan(EVENTS);
    (plan.tumour.depth, plan.normal.depth) = (8.0, 4.0);
    plan.output.reads = true;
    let with = |threads| {
        let folder = tempfile::tempdir().unwrap();
        simulate(&plan, None, folder.path(), NonZeroUsize::new(threads).unwrap()).unwrap();
        folder
    };
    let one = with(1);
    let first = bytes(one.path());
    assert!(first == bytes(with(3).path()));
    assert!(["truth_cn.tsv", "truth_sv.vcf.gz", "truth_sv.vcf.gz.tbi"].iter().all(|name| first.contains_key(*name)));
    for file in ["truth.vcf.gz", "truth_sv.vcf.gz", "germline.vcf.gz"] {
        for arguments in [&["view", "-o", "out.bcf", "-Ob", file][..], &["view", "-r", "one:1-100000", file]] {
            if !ran("bcftools", arguments, one.path()) {
                return;
            }
        }
    }
    if ran("samtools", &["quickcheck", "tumour.bam", "normal.bam"], one.path()) {
        ran("samtools", &["index", "tumour.bam", "other.bai"], one.path());
    }
}

/// What bwa makes of the FASTQ files of the same reads.
#[test]
fn bwa_finds_discordant_pairs_and_split_reads_at_the_junctions() {
    let mut plan = plan(EVENTS);
    (plan.tumour.depth, plan.normal.depth) = (30.0, 2.0);
    (plan.purity, plan.tumour.contamination) = (1.0, 0.0);
    plan.output.reads = true;
    let folder = made(&plan);
    let path = folder.path();
    if !ran("bwa", &["index", "reference.fa"], path) {
        return;
    }
    ran("bwa", &["mem", "-t", "2", "-o", "bwa.sam", "reference.fa", "tumour_R1.fastq.gz", "tumour_R2.fastq.gz"], path);
    if !ran("samtools", &["sort", "--write-index", "-o", "bwa.bam##idx##bwa.bam.bai", "bwa.sam"], path) {
        return;
    }
    // By contig pair: pairs that are no proper pair, and reads in several parts.
    let found = |file: &str| {
        let (mut apart, mut split) = (0u32, 0u32);
        let mut between: HashMap<(usize, usize), u32> = HashMap::new();
        each_record(&path.join(file), |record| {
            let flags = record.flags();
            if flags.is_unmapped() || flags.is_mate_unmapped() {
                return;
            }
            let own = record.contig().unwrap().get();
            let mate = record.mate_contig().unwrap().get();
            split += u32::from(flags.is_supplementary());
            if !flags.is_supplementary() && flags.is_first() && !flags.is_proper_pair() {
                apart += 1;
                *between.entry((own.min(mate), own.max(mate))).or_default() += 1;
            }
        });
        (apart, split, between)
    };
    let (apart, split, between) = found("bwa.bam");
    let (own_apart, own_split, own_between) = found("tumour.bam");
    assert!(apart > 100 && split > 50, "{apart} pairs apart and {split} reads in parts");
    assert!(between[&(0, 1)] > 25 && !between.contains_key(&(0, 2)), "{between:?}");
    // The direct alignments are much the same.
    for (bwa, own, what) in [(apart, own_apart, "apart"), (split, own_split, "in parts")] {
        assert!(bwa.abs_diff(own) * 5 < bwa, "{bwa} {what} by bwa, {own} by the simulator");
    }
    assert!(between[&(0, 1)].abs_diff(own_between[&(0, 1)]) * 10 < between[&(0, 1)], "{between:?} {own_between:?}");
}

#[test]
fn random_events_are_as_many_as_wanted_and_apart() {
    let mut plan = plan("[]");
    (plan.tumour.depth, plan.normal.depth) = (0.5, 0.5);
    plan.structure.random = serde_json::from_str(
        r#"{ "deletions": 4, "duplications": 3, "inversions": 3, "insertions": 3, "translocations": 2, "lengths": [50, 3000] }"#,
    )
    .unwrap();
    let folder = made(&plan);
    let truth = lines(&folder.path().join("truth_sv.vcf.gz"));
    let mut events: BTreeMap<&str, HashSet<&str>> = BTreeMap::new();
    for line in &truth {
        events.entry(info(line, "EVENTTYPE").unwrap()).or_default().insert(info(line, "EVENT").unwrap());
        assert!(info(line, "CLONE").is_some() && !line[7].contains("PANEL"));
    }
    let numbers: Vec<(&str, usize)> = events.iter().map(|(kind, found)| (*kind, found.len())).collect();
    assert_eq!(numbers, [("DEL", 4), ("DUP", 3), ("INS", 3), ("INV", 3), ("TRA", 2)]);
    plan.structure.random.deletions = 1000;
    let error = simulate(&plan, None, &folder.path().join("none"), NonZeroUsize::MIN).unwrap_err();
    assert!(error.to_string().contains("structure.random.deletions is 1000: at most"), "{error}");
}

#[test]
fn the_events_of_the_documentation_can_be() {
    let text = include_str!("../../../../docs/simulation.md");
    let example = text.split("```json\n").find(|part| part.contains("\"structure\"")).unwrap();
    let mut plan: Plan = serde_json::from_str(example.split("```").next().unwrap()).unwrap();
    (plan.tumour.depth, plan.normal.depth) = (0.05, 0.05);
    let folder = tempfile::tempdir().unwrap();
    let summary = simulate(&plan, None, folder.path(), NonZeroUsize::MIN).unwrap();
    let expected = [("DEL", 23), ("DUP", 12), ("INS", 11), ("INV", 11), ("LOH", 1), ("TRA", 3)];
    assert_eq!(summary.events.into_iter().collect::<Vec<_>>(), expected);
}

#[test]
fn events_that_cannot_be_are_named_with_field_value_and_remedy() {
    let refused = |events: &str| {
        let target = tempfile::tempdir().unwrap();
        let error = simulate(&plan(events), None, &target.path().join("out"), NonZeroUsize::MIN).unwrap_err();
        assert!(matches!(error, SimulationError::Plan(_)), "{error}");
        assert!(!target.path().join("out").exists());
        error.to_string()
    };
    let told = refused(
        r#"[{ "kind": "deletion", "clone": "all", "contig": "four", "start": 5000, "end": 6000 },
            { "kind": "deletion", "clone": "all", "contig": "one", "start": 5000, "end": 160000 },
            { "kind": "inversion", "clone": "all", "contig": "one", "start": 500, "end": 3000 },
            { "kind": "inversion", "clone": "all", "contig": "one", "start": 5000 },
            { "kind": "deletion", "clone": "all", "contig": "one", "end": 5000, "length": 3 }]"#,
    );
    for part in [
        "structure.events[0].contig is \"four\": the name of a contig of the reference is wanted",
        "structure.events[1].end is 160000: a position on the contig, which has 150000 bases is wanted",
        "structure.events[2].start is 500: a place 1000 bases and more from the ends",
        "structure.events[3].start is 5000: a stretch within the contig: its ends are not inverted",
        "structure.events[4].start is 1: a stretch within the contig, if its junction is described",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    let overlapping = r#"[{ "kind": "deletion", "clone": "all", "haplotype": 1, "contig": "one", "start": 5001, "end": 9000 },
        { "kind": "inversion", "clone": "all", "haplotype": 1, "contig": "one", "start": 8001, "end": 12000 },
        { "kind": "inversion", "clone": "all", "haplotype": 2, "contig": "one", "start": 8001, "end": 12000 }]"#;
    let told = refused(overlapping);
    assert!(told.contains("structure.events[1] is 8001-12000 of haplotype 1: a place that does not overlap"), "{told}");
    assert_eq!(told.lines().count(), 1, "the other haplotype may: {told}");
    // What is lost cannot be turned.
    let told = refused(
        r#"[{ "kind": "deletion", "clone": "all", "haplotype": 1, "contig": "one", "start": 5001, "end": 19000 },
            { "kind": "inversion", "clone": "half", "haplotype": 1, "contig": "one", "start": 8001, "end": 12000 }]"#,
    );
    assert!(told.contains("structure.events[1] is INV at 8001-12000 of haplotype 1: a stretch that stands"), "{told}");
    assert_eq!(EventKind::Inversion.word(), "INV");
}
