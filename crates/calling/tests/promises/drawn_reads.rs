//! Pairs drawn read by read: what is put in is called, what is inherited is not, and no thread count changes a byte.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use calling::collect::{Collected, collect};
use calling::contamination::Contamination;
use calling::fitness::Fitness;
use calling::identity::PairIdentity;
use calling::judge::{Call, Judgement, judge};
use calling::model::doubt::Doubt;
use calling::model::prior::Tier;
use calling::normals_panel::NormalsPanel;
use calling::pair::{Pair, PairError};
use calling::pass::alleles::AlleleCounts;
use calling::quality::{Verdict, quality};
use calling::snps::Snps;
use calling::survey::Watched;
use calling::tier::Tiers;
use calling::variant_list::VariantList;
use calling::vcf_output::{self, Provenance};
use fastrand::Rng;
use genome::contig::{Contig, ContigIndex, ContigList, ContigName};
use genome::position::{Length, Position};
use genome::sequence::Base;
use hts::alignments::{BamWriter, CigarKind, CigarOperation, Header, ReadGroup, RecordBuffer};
use hts::fasta::FastaWriter;

const READ: usize = 100;

const PROVENANCE: Provenance<'_> = Provenance { program: "marv", checks: &[], accepted: &[] };

/// A change of the reference: at `at` (zero-based) `deleted` bases go and `inserted` come.
#[derive(Clone)]
struct Change {
    at: usize,
    deleted: usize,
    inserted: Vec<Base>,
    /// Share of the tumour's and the normal's molecules, in per mille.
    tumour: usize,
    normal: usize,
}

struct Drawn {
    folder: tempfile::TempDir,
    reference: Vec<Base>,
    /// Where every fifth read is placed badly.
    repeated: std::ops::Range<usize>,
}

fn contigs(length: usize) -> ContigList {
    let contig = Contig {
        name: ContigName::new("chrT").unwrap(),
        length: Length::new(u32::try_from(length).unwrap()).unwrap(),
        md5: None,
    };
    ContigList::new(vec![contig]).unwrap()
}

fn reference(length: usize, seed: u64) -> Vec<Base> {
    let mut random = Rng::with_seed(seed);
    (0..length).map(|_| Base::ACGT[random.usize(..4)]).collect()
}

impl Drawn {
    fn new(reference: Vec<Base>, changes: &[Change], depths: (usize, usize), seed: u64) -> Self {
        Self::with_repeat(reference, 0..0, changes, depths, seed)
    }

    fn with_repeat(
        reference: Vec<Base>,
        repeated: std::ops::Range<usize>,
        changes: &[Change],
        (tumour, normal): (usize, usize),
        seed: u64,
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut fasta = FastaWriter::create(&folder.path().join("reference.fa")).unwrap();
        fasta.write(&ContigName::new("chrT").unwrap(), &reference).unwrap();
        fasta.finish().unwrap();
        let drawn = Self { folder, reference, repeated };
        drawn.reads("tumour", tumour, changes, |change| change.tumour, 0, seed);
        drawn.reads("normal", normal, changes, |change| change.normal, 0, seed + 1);
        drawn
    }

    /// With a tumour in which some `G` of a million were oxidised before they were read.
    fn oxidised(reference: Vec<Base>, changes: &[Change], damage: usize, seed: u64) -> Self {
        let drawn = Self::new(reference, changes, (1, 30), seed);
        drawn.reads("tumour", 90, changes, |change| change.tumour, damage, seed);
        drawn
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn pair(&self) -> Pair {
        Pair::open(&[self.path("tumour.bam")], &[self.path("normal.bam")], &self.path("reference.fa")).unwrap()
    }

    /// Pairs of reads at a depth; one molecule in a thousand bases is misread, at quality 37.
    fn reads(
        &self,
        sample: &str,
        depth: usize,
        changes: &[Change],
        share: impl Fn(&Change) -> usize,
        damage: usize,
        seed: u64,
    ) {
        let mut random = Rng::with_seed(seed);
        let group = ReadGroup { id: "1".into(), sample: Some(sample.into()), library: None, platform: None };
        let header = Header::new(contigs(self.reference.len()), vec![group]).unwrap();
        let mut records = Vec::new();
        for number in 0..depth * self.reference.len() / (2 * READ) {
            let length = 250 + random.usize(..100);
            let start = random.usize(..self.reference.len() - length - 50);
            let carried: Vec<&Change> = changes.iter().filter(|change| random.usize(..1000) < share(change)).collect();
            let swapped = random.bool();
            for (right, from) in [(false, start), (true, start + length - READ)] {
                let (from, bases, cigar) = self.aligned(from, &carried);
                let bases = bases
                    .into_iter()
                    .map(|base| match (right == swapped, right, base) {
                        _ if random.usize(..10_000) < 2 => Base::ACGT[random.usize(..4)],
                        // The first mate reads the damaged strand: G as T, which on the other strand is C as A.
                        (true, false, Base::G) if random.usize(..1_000_000) < damage => Base::T,
                        (true, true, Base::C) if random.usize(..1_000_000) < damage => Base::A,
                        _ => base,
                    })
                    .collect();
                records.push(RecordBuffer {
                    name: format!("{sample}{number}").into_bytes(),
                    flags: 0x3 | if right { 0x10 } else { 0x20 } | if right == swapped { 0x40 } else { 0x80 },
                    contig: ContigIndex::new(0),
                    position: Position::from_zero_based(u32::try_from(from).unwrap()).ok(),
                    mapping_quality: if self.repeated.contains(&from) && number % 5 == 0 { 10 } else { 60 },
                    cigar,
                    mate_contig: ContigIndex::new(0),
                    mate_position: Position::from_zero_based(
                        u32::try_from(if right { start } else { start + length - READ }).unwrap(),
                    )
                    .ok(),
                    template_length: i32::try_from(length).unwrap() * if right { -1 } else { 1 },
                    bases,
                    qualities: vec![37; READ],
                    read_group: Some(b"1".to_vec()),
                    ..RecordBuffer::default()
                });
            }
        }
        records.sort_by_key(|record| record.position);
        let mut writer = BamWriter::create(&self.path(&format!("{sample}.bam")), &header).unwrap();
        for record in &records {
            writer.write(record).unwrap();
        }
        writer.finish().unwrap();
    }

    /// A read of [`READ`] bases from a reference position on, with the changes that its molecule carries, and where it lies.
    fn aligned(&self, from: usize, carried: &[&Change]) -> (usize, Vec<Base>, Vec<CigarOperation>) {
        if let Some(long) =
            carried.iter().find(|change| is_long(change) && (from + 6..from + READ).contains(&change.at))
        {
            return self.cut_off(from, long);
        }
        let mut bases = Vec::new();
        let mut cigar: Vec<CigarOperation> = Vec::new();
        let mut push = |kind, count: usize| {
            let length = u32::try_from(count).unwrap();
            match cigar.last_mut() {
                Some(last) if last.kind == kind => last.length += length,
                _ if length > 0 => cigar.push(CigarOperation { kind, length }),
                _ => {}
            }
        };
        let mut at = from;
        while bases.len() < READ {
            let change = carried.iter().find(|change| change.at == at && at > from + 5 && bases.len() + 30 < READ);
            match change {
                Some(change) if change.deleted == change.inserted.len() => {
                    bases.extend(&change.inserted);
                    push(CigarKind::Match, change.deleted);
                    at += change.deleted;
                }
                Some(change) => {
                    bases.extend(&change.inserted);
                    push(CigarKind::Insertion, change.inserted.len());
                    push(CigarKind::Deletion, change.deleted);
                    at += change.deleted;
                    bases.push(self.reference[at]);
                    push(CigarKind::Match, 1);
                    at += 1;
                }
                None => {
                    let snv = carried
                        .iter()
                        .find(|change| change.at == at && change.deleted == 1 && change.inserted.len() == 1);
                    bases.push(snv.map_or(self.reference[at], |change| change.inserted[0]));
                    push(CigarKind::Match, 1);
                    at += 1;
                }
            }
        }
        (from, bases, cigar)
    }

    /// A read over a long insertion, as an aligner leaves it: the longer of its two ends lies on the reference.
    fn cut_off(&self, from: usize, change: &Change) -> (usize, Vec<Base>, Vec<CigarOperation>) {
        let rest = change.at + change.deleted..change.at + change.deleted + READ;
        let bases =
            [&self.reference[from..change.at], &change.inserted, &self.reference[rest]].concat()[..READ].to_vec();
        let (left, right) = (change.at - from, READ.saturating_sub(change.at - from + change.inserted.len()));
        let operation = |kind, length: usize| CigarOperation { kind, length: u32::try_from(length).unwrap() };
        let (matched, clipped) = (CigarKind::Match, CigarKind::SoftClip);
        if left >= right {
            (from, bases, vec![operation(matched, left), operation(clipped, READ - left)])
        } else {
            (change.at + change.deleted, bases, vec![operation(clipped, READ - right), operation(matched, right)])
        }
    }
}

fn is_long(change: &Change) -> bool {
    change.inserted.len() >= 40
}

fn other(base: Base) -> Base {
    if base == Base::A { Base::G } else { Base::A }
}

fn snv(reference: &[Base], at: usize, tumour: usize, normal: usize) -> Change {
    Change { at, deleted: 1, inserted: vec![other(reference[at])], tumour, normal }
}

fn changes(reference: &[Base]) -> Vec<Change> {
    vec![
        snv(reference, 3_000, 300, 0),
        snv(reference, 6_000, 100, 0),
        snv(reference, 9_000, 500, 500),
        snv(reference, 12_000, 1000, 1000),
        Change { at: 15_000, deleted: 3, inserted: vec![], tumour: 300, normal: 0 },
        Change { at: 18_000, deleted: 0, inserted: vec![Base::C, Base::A, Base::T, Base::G], tumour: 250, normal: 0 },
        Change { at: 21_000, deleted: 2, inserted: vec![], tumour: 500, normal: 500 },
    ]
}

fn called(collected: &Collected) -> Vec<Call> {
    judge(collected, 1, &Contamination::UNKNOWN).calls.into_iter().filter(|call| call.doubts.is_empty()).collect()
}

fn positions(calls: &[Call]) -> Vec<u32> {
    calls.iter().map(|call| call.variant.position().get()).collect()
}

fn quiet(_: usize, _: usize) {}

#[test]
fn what_is_somatic_is_called_and_what_is_inherited_is_not() {
    let reference = reference(25_000, 1);
    let drawn = Drawn::new(reference.clone(), &changes(&reference), (90, 30), 7);
    let collected = collect(&drawn.pair(), None, &Tiers::default(), &Watched::default(), 2, &quiet).unwrap();
    let calls = called(&collected);
    let near = |at: u32| calls.iter().any(|call| call.variant.position().get().abs_diff(at) <= 12);
    for at in [3_001, 6_001, 15_000, 18_000] {
        assert!(near(at), "{at} is missing among {:?}", positions(&calls));
    }
    assert_eq!(calls.len(), 4, "{:?}", positions(&calls));
    let third = &calls[0].samples[0];
    assert!((third.fraction.most_likely.get() - 0.3).abs() < 0.15, "{third:?}");
    assert!((60..130).contains(&third.depth), "{}", third.depth);
    let pair = PairIdentity::of(&drawn.pair()).unwrap();
    let fitness = Fitness::of(&collected.survey, &pair.reference.contigs, (1, 1));
    let fit =
        quality(&pair, &[], &collected, &fitness, &judge(&collected, 1, &Contamination::UNKNOWN).tumour_in_normal);
    assert!(fit.checks.iter().all(|check| check.verdict != Verdict::Stop), "{:?}", fit.checks);
    assert!((fit.samples[0].mean_depth - 90.0).abs() < 5.0);
}

#[test]
fn what_the_aligner_cuts_off_is_assembled() {
    let reference = reference(12_000, 21);
    let mut random = Rng::with_seed(22);
    let new: Vec<Base> = (0..50).map(|_| Base::ACGT[random.usize(..4)]).collect();
    let repeated = reference[6_000 - 60..6_000].to_vec();
    let long = |at: usize, inserted: &[Base], normal| Change {
        at,
        deleted: 0,
        inserted: inserted.to_vec(),
        tumour: 300,
        normal,
    };
    let changes = [long(3_000, &new, 0), long(6_000, &repeated, 0), long(9_000, &new, 500)];
    let drawn = Drawn::new(reference, &changes, (90, 30), 23);
    let calls = called(&collect(&drawn.pair(), None, &Tiers::default(), &Watched::default(), 2, &quiet).unwrap());
    let found: Vec<(u32, usize)> =
        calls.iter().map(|call| (call.variant.position().get(), call.variant.alternate().len() - 1)).collect();
    // Left-aligned: the duplication stands before its first copy.
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].0.abs_diff(3_000) < 5 && found[0].1 == 50, "{found:?}");
    assert!(found[1].0.abs_diff(5_940) < 5 && found[1].1 == 60, "{found:?}");
}

#[test]
fn alleles_are_counted_where_a_specimen_or_the_list_shows_two() {
    let reference = reference(25_000, 1);
    let drawn = Drawn::new(reference.clone(), &changes(&reference), (90, 30), 7);
    let pair = drawn.pair();
    let shown = collect(&pair, None, &Tiers::default(), &Watched::default(), 2, &quiet).unwrap().survey.alleles;
    let positions = |alleles: &AlleleCounts| alleles.iter().map(|(site, _)| site.position.get()).collect::<Vec<u32>>();
    assert_eq!(positions(&shown)[..2], [3_001, 9_001], "a tenth of the tumour at 6,001 is too little here");
    let (site, alleles) = shown.iter().find(|(site, _)| site.position.get() == 9_001).unwrap();
    assert_eq!((site.reference, site.alternate, site.frequency), (reference[9_000], other(reference[9_000]), None));
    assert_eq!(site.beside, [reference[8_999], reference[9_001]]);
    // 90 and 30 reads are fewer fragments: mates overlap.
    for (alleles, reads) in alleles.iter().zip([90.0, 30.0]) {
        let (depth, share) = (f64::from(alleles.depth()), f64::from(alleles.alternate) / f64::from(alleles.depth()));
        assert!(depth < reads * 1.25 && depth > reads * 0.5 && (share - 0.5).abs() < 0.25, "{alleles:?}");
    }
    let (_, homozygous) = shown.iter().find(|(site, _)| site.position.get() == 12_001).unwrap();
    assert!(homozygous.iter().all(|alleles| alleles.reference == 0 && alleles.alternate > 10), "{homozygous:?}");

    let list = |position: usize, base: Base| {
        let path = drawn.path("snps.vcf");
        let (found, alternate) = (base, other(base));
        let header = "##fileformat=VCFv4.4\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n";
        let line = format!("chrT\t{position}\t.\t{found}\t{alternate}\t.\t.\tAF=0.2\n");
        std::fs::write(&path, format!("{header}{line}")).unwrap();
        Watched { snps: Snps::read(&path, pair.reference.contigs()).unwrap(), ..Watched::default() }
    };
    let with_list = list(5_000, reference[4_999]);
    let both = collect(&pair, None, &Tiers::default(), &with_list, 2, &quiet).unwrap().survey.alleles;
    assert_eq!(both.len(), shown.len() + 1);
    let (site, alleles) = both.iter().find(|(site, _)| site.position.get() == 5_000).unwrap();
    assert!(site.frequency.is_some() && alleles.iter().all(|alleles| alleles.alternate == 0 && alleles.reference > 10));

    let elsewhere = list(5_000, other(reference[4_999]));
    let error = collect(&pair, None, &Tiers::default(), &elsewhere, 2, &quiet).unwrap_err().to_string();
    assert!(error.contains("chrT") && error.contains("5000") && error.contains("same assembly"), "{error}");
}

#[test]
fn any_number_of_threads_writes_the_same_bytes() {
    let reference = reference(230_000, 2);
    let drawn = Drawn::new(reference.clone(), &changes(&reference), (20, 10), 11);
    let pair = drawn.pair();
    let write = |threads: usize, name: &str| {
        let collected = collect(&pair, None, &Tiers::default(), &Watched::default(), threads, &quiet).unwrap();
        let judgement = judge(&collected, 1, &Contamination::UNKNOWN);
        vcf_output::write(
            &drawn.path(name),
            &PairIdentity::of(&pair).unwrap(),
            &judgement.calls,
            &BTreeSet::new(),
            PROVENANCE,
        )
        .unwrap();
        (std::fs::read(drawn.path(name)).unwrap(), std::fs::read(drawn.path(&format!("{name}.tbi"))).unwrap())
    };
    let one = write(1, "one.vcf.gz");
    assert_eq!(one, write(2, "two.vcf.gz"));
    assert_eq!(one, write(7, "seven.vcf.gz"));
}

#[test]
fn shifting_the_contig_shifts_the_calls() {
    let reference = reference(25_000, 3);
    let own = changes(&reference);
    let drawn = Drawn::new(reference.clone(), &own, (60, 30), 13);
    let mut calls =
        positions(&called(&collect(&drawn.pair(), None, &Tiers::default(), &Watched::default(), 1, &quiet).unwrap()));

    // 99,000 unknown bases in front: the variants now lie around the border of the first piece.
    let front = 85_000usize;
    let mut longer = vec![Base::N; front];
    longer.extend(&reference);
    let moved = Drawn { folder: tempfile::tempdir().unwrap(), reference: longer.clone(), repeated: 0..0 };
    let mut fasta = FastaWriter::create(&moved.path("reference.fa")).unwrap();
    fasta.write(&ContigName::new("chrT").unwrap(), &longer).unwrap();
    fasta.finish().unwrap();
    for sample in ["tumour", "normal"] {
        let from = hts::alignments::AlignmentFile::open(&drawn.path(&format!("{sample}.bam"))).unwrap();
        let group = ReadGroup { id: "1".into(), sample: Some(sample.into()), library: None, platform: None };
        let header = Header::new(contigs(longer.len()), vec![group]).unwrap();
        let mut writer = BamWriter::create(&moved.path(&format!("{sample}.bam")), &header).unwrap();
        let mut reader = from.reader().unwrap();
        reader.whole_file().unwrap();
        while let Some(record) = reader.read().unwrap() {
            let shift = |position: Option<Position>| {
                position.and_then(|position| position.checked_add(u32::try_from(front).unwrap()))
            };
            writer
                .write(&RecordBuffer {
                    name: record.name().to_vec(),
                    flags: record.flags().bits(),
                    contig: record.contig(),
                    position: shift(record.position()),
                    mapping_quality: 60,
                    cigar: record.cigar().collect(),
                    mate_contig: record.mate_contig(),
                    mate_position: shift(record.mate_position()),
                    template_length: record.template_length(),
                    bases: (0..record.read_length()).map(|at| record.base(at)).collect(),
                    qualities: record.qualities().unwrap().to_vec(),
                    read_group: Some(b"1".to_vec()),
                    ..RecordBuffer::default()
                })
                .unwrap();
        }
        writer.finish().unwrap();
    }
    let shifted =
        positions(&called(&collect(&moved.pair(), None, &Tiers::default(), &Watched::default(), 2, &quiet).unwrap()));
    for call in &mut calls {
        *call += u32::try_from(front).unwrap();
    }
    assert_eq!(calls, shifted);
    assert!(!shifted.is_empty());
}

#[test]
fn specimens_that_do_not_belong_together_are_refused() {
    let reference = reference(2_000, 4);
    let drawn = Drawn::new(reference.clone(), &[], (5, 5), 17);
    let fasta = drawn.path("reference.fa");
    let tumour = [drawn.path("tumour.bam")];
    let same = Pair::open(&tumour, &tumour, &fasta).unwrap_err();
    assert!(matches!(same, PairError::SameSample { .. }), "{same}");
    assert!(matches!(Pair::open(&[], &tumour, &fasta), Err(PairError::NoTumour)));
    assert!(matches!(Pair::open(&tumour, &[], Path::new("/no/such.fa")), Err(PairError::Reference(_))));
    let missing = [drawn.path("no.bam")];
    assert!(matches!(Pair::open(&missing, &[], &fasta), Err(PairError::Alignment(_))));
    // A reference of another length.
    let other = Drawn::new(self::reference(2_001, 5), &[], (5, 5), 19);
    let error = Pair::open(&tumour, &[], &other.path("reference.fa")).unwrap_err();
    assert!(error.to_string().contains("chrT"), "{error}");
}

#[test]
fn bases_that_change_together_are_one_variant_and_others_are_not() {
    let reference = reference(12_000, 31);
    let two = |at: usize| vec![other(reference[at]), reference[at + 1], other(reference[at + 2])];
    let together = Change { at: 3_000, deleted: 3, inserted: two(3_000), tumour: 300, normal: 0 };
    // Each in molecules of its own, nearly always: 200 and 200 per mille.
    let apart = [snv(&reference, 6_000, 200, 0), snv(&reference, 6_001, 200, 0)];
    let inherited = [snv(&reference, 9_000, 500, 500), snv(&reference, 9_002, 300, 0)];
    let changes = [&[together], &apart[..], &inherited[..]].concat();
    let drawn = Drawn::new(reference, &changes, (90, 30), 33);
    let calls = called(&collect(&drawn.pair(), None, &Tiers::default(), &Watched::default(), 2, &quiet).unwrap());
    let found: Vec<(u32, usize)> =
        calls.iter().map(|call| (call.variant.position().get(), call.variant.alternate().len())).collect();
    assert_eq!(found, [(3_001, 3), (6_001, 1), (6_002, 1), (9_003, 1)]);
}

/// Some of the normal show what two fifths of the tumour do. One such variant may as well be anything; with twenty of them
/// the tumour in the normal is measured.
#[test]
fn tumour_in_the_normal_that_was_not_measured_is_doubted() {
    let judged = |sites: usize| {
        let reference = reference(25_000, 61);
        let changes: Vec<Change> = (1..=sites).map(|site| snv(&reference, site * 1_000, 400, 60)).collect();
        let drawn = Drawn::new(reference.clone(), &changes, (90, 40), 63);
        let collected = collect(&drawn.pair(), None, &Tiers::default(), &Watched::default(), 2, &quiet).unwrap();
        judge(&collected, 1, &Contamination::UNKNOWN).calls
    };
    let [one, many] = [1, 20].map(judged);
    let doubted = |call: &Call| call.doubts.contains(&Doubt::TumourInNormalDependent);
    let at_first = |calls: &[Call]| calls.iter().find(|call| call.variant.position().get() == 1_001).cloned();
    let first = at_first(&one).unwrap();
    assert!(doubted(&first) && first.depends_on_leak, "{first:?}");
    assert!(!many.iter().any(doubted) && many.iter().filter(|call| call.doubts.is_empty()).count() >= 19);
}

fn list(drawn: &Drawn, name: &str, lines: &[(usize, String, String)]) -> PathBuf {
    let mut text = "##fileformat=VCFv4.4\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n".to_owned();
    for (at, reference, alternate) in lines {
        writeln!(text, "chrT\t{}\t.\t{reference}\t{alternate}\t.\t.\t.", at + 1).unwrap();
    }
    let path = drawn.path(name);
    std::fs::write(&path, text).unwrap();
    path
}

#[test]
fn what_is_asked_for_is_answered_whatever_is_seen() {
    let reference = reference(12_000, 41);
    let letters =
        |range: std::ops::Range<usize>| reference[range].iter().map(|base| char::from(base.letter())).collect();
    let base = |at: usize| -> String { letters(at..at + 1) };
    let changed = |at: usize| other(reference[at]).to_string();
    let changes = [snv(&reference, 3_000, 300, 0), snv(&reference, 6_000, 25, 0)];
    let drawn = Drawn::new(reference.clone(), &changes, (90, 30), 43);
    let lines = [
        (3_000, base(3_000), changed(3_000)),
        (6_000, base(6_000), changed(6_000)),
        (9_000, base(9_000), changed(9_000)),
        (10_000, letters(10_000..10_003), base(10_000)),
    ];
    let pair = drawn.pair();
    let sites = VariantList::read(&list(&drawn, "sites.vcf", &lines), &pair.reference).unwrap();
    let hotspots = VariantList::read(&list(&drawn, "hotspots.vcf", &lines[1..3]), &pair.reference).unwrap();
    let none = judge(
        &collect(&pair, None, &Tiers::default(), &Watched::default(), 2, &quiet).unwrap(),
        1,
        &Contamination::UNKNOWN,
    );
    let asked = judge(
        &collect(&pair, None, &Tiers { sites, ..Tiers::default() }, &Watched::default(), 2, &quiet).unwrap(),
        1,
        &Contamination::UNKNOWN,
    );
    assert_eq!(none.calls, asked.calls, "asking changes no call");
    let seen: Vec<u32> = asked.sites.iter().map(|site| site.samples[0].alternate).collect();
    assert_eq!(asked.sites.len(), 4);
    assert!(seen[0] > 15 && (2..6).contains(&seen[1]) && seen[2] == 0 && seen[3] == 0, "{seen:?}");
    assert!(asked.sites.iter().all(|site| site.samples[0].depth > 60 && site.samples[0].reference > 30));

    let path = drawn.path("sites.vcf.gz");
    vcf_output::write_sites(&path, &PairIdentity::of(&pair).unwrap(), &asked.sites, PROVENANCE).unwrap();
    let mut written = hts::vcf::VariantSites::open(&path, pair.reference.contigs()).unwrap();
    let mut limits = Vec::new();
    while let Some(site) = written.read().unwrap() {
        limits.push(site.sample(0, "LOD").unwrap().parse::<f64>().unwrap());
    }
    assert!(limits.len() == 4 && limits.iter().all(|limit| (0.03..0.09).contains(limit)), "{limits:?}");

    // Two or three fragments are too few in the genome and enough at a hot spot.
    let passes = |judgement: &Judgement| {
        judgement.calls.iter().any(|call| call.variant.position().get() == 6_001 && call.doubts.is_empty())
    };
    let hot = judge(
        &collect(&pair, None, &Tiers { hotspots, ..Tiers::default() }, &Watched::default(), 2, &quiet).unwrap(),
        1,
        &Contamination::UNKNOWN,
    );
    assert!(passes(&hot), "{:?}", hot.calls);
    assert!(hot.calls.iter().all(|call| call.variant.position().get() != 9_001));
}

/// G>A before a run of 16 A: a read that ends within the run would also fit one G less. It comes from the substitution.
#[test]
fn a_substitution_at_the_edge_of_a_run_is_no_indel() {
    let mut reference = reference(6_000, 71);
    let run = "CAGGAAAAAAAAAAAAAAAAGC".parse::<genome::sequence::Sequence>().unwrap();
    reference.splice(3_000..3_000 + run.len(), run.iter().copied());
    let changes = [Change { at: 3_003, deleted: 1, inserted: vec![Base::A], tumour: 800, normal: 0 }];
    let drawn = Drawn::new(reference, &changes, (60, 30), 73);
    let pair = drawn.pair();
    let lines = [(3_001, "AG".to_owned(), "A".to_owned()), (3_003, "G".to_owned(), "GA".to_owned())];
    let sites = VariantList::read(&list(&drawn, "sites.vcf", &lines), &pair.reference).unwrap();
    let tiers = Tiers { sites, ..Tiers::default() };
    let collected = collect(&pair, None, &tiers, &Watched::default(), 2, &quiet).unwrap();
    assert_eq!(positions(&called(&collected)), [3_004]);
    let asked = judge(&collected, 1, &Contamination::UNKNOWN).sites;
    let shown: Vec<u32> = asked.iter().map(|site| site.samples[0].alternate).collect();
    assert!(shown.len() == 2 && shown.iter().all(|shown| *shown <= 1), "{shown:?}");
}

#[test]
fn a_list_of_another_reference_is_refused() {
    let reference = reference(3_000, 51);
    let drawn = Drawn::new(reference.clone(), &[], (2, 2), 53);
    let pair = drawn.pair();
    let read = |at: usize, from: &str, to: &str| {
        let path = list(&drawn, "list.vcf", &[(at, from.into(), to.into())]);
        VariantList::read(&path, &pair.reference).map(|list| list.variants().len()).map_err(|error| error.to_string())
    };
    let wrong = other(reference[1_000]).to_string();
    let error = read(1_000, &wrong, &reference[1_000].to_string()).unwrap_err();
    assert!(error.contains("list.vcf: chrT:1001") && error.contains("assembly"), "{error}");
    assert!(read(1_000, &reference[1_000].to_string(), "<DEL>").unwrap_err().contains("<DEL>"));
    assert!(read(1_000, &reference[1_000].to_string(), &"A".repeat(400)).unwrap_err().contains("400"));
    assert_eq!(read(1_000, &reference[1_000].to_string(), "*"), Ok(0));
    assert_eq!(read(1_000, &reference[1_000].to_string(), "."), Ok(0));
}

#[test]
fn damage_of_the_dna_is_learned_and_not_called() {
    let reference = reference(100_000, 61);
    let changes: Vec<Change> = (1..20).map(|place| snv(&reference, place * 5_000, 100, 0)).collect();
    let drawn = Drawn::oxidised(reference, &changes, 5_000, 63);
    let pair = drawn.pair();
    let collected = collect(&pair, None, &Tiers::default(), &Watched::default(), 2, &quiet).unwrap();
    let calls = called(&collected);
    let real = |call: &&Call| call.variant.position().zero_based().is_multiple_of(5_000);
    let (found, made_up) = (calls.iter().filter(real).count(), calls.iter().filter(|call| !real(call)).count());
    assert!(found >= 18 && made_up <= 1, "{found} of 19 found, {made_up} made up");
}

#[test]
fn what_normals_show_is_believed_less_where_the_reads_are_of_two_minds() {
    let reference = reference(12_000, 71);
    // Weak, and seen in the normal too; and strong, in the tumour only.
    let changes = [snv(&reference, 3_000, 60, 0), snv(&reference, 6_000, 400, 0)];
    let drawn = Drawn::new(reference.clone(), &changes, (90, 30), 73);
    let pair = drawn.pair();
    let mut text = "##fileformat=VCFv4.3\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n".to_owned();
    for at in [3_000, 6_000] {
        let (from, to) = (reference[at], other(reference[at]));
        writeln!(text, "chrT\t{}\t.\t{from}\t{to}\t.\t.\tAC=40;AN=200", at + 1).unwrap();
    }
    let path = drawn.path("normals.vcf");
    std::fs::write(&path, &text).unwrap();
    let normals = NormalsPanel::read(&path, &pair.reference).unwrap();
    let quality = |normals: NormalsPanel| -> Vec<f64> {
        let tiers = Tiers { normals, ..Tiers::default() };
        let collected = collect(&pair, None, &tiers, &Watched::default(), 2, &quiet).unwrap();
        let calls = judge(&collected, 1, &Contamination::UNKNOWN).calls;
        [3_001, 6_001]
            .map(|at| {
                calls.iter().find(|call| call.variant.position().get() == at).map_or(0.0, |call| call.quality.get())
            })
            .to_vec()
    };
    let (without, with) = (quality(NormalsPanel::default()), quality(normals));
    assert!(without[0] > 13.0 && with[0] < 3.0, "{without:?} {with:?}");
    assert!(with[1] > 13.0, "four in ten in the tumour and none in the normal is no artefact: {with:?}");
    std::fs::write(&path, text.replace("AC=40;", "")).unwrap();
    let error = NormalsPanel::read(&path, &pair.reference).unwrap_err().to_string();
    assert!(error.contains("chrT:3001") && error.contains("INFO/AC"), "{error}");
}

#[test]
fn where_reads_are_placed_badly_a_tier_of_its_own_is_judged() {
    let reference = reference(25_000, 71);
    let changes = [snv(&reference, 5_000, 300, 0), snv(&reference, 15_000, 300, 0)];
    let drawn = Drawn::with_repeat(reference, 14_000..16_000, &changes, (90, 30), 73);
    let collected = collect(&drawn.pair(), None, &Tiers::default(), &Watched::default(), 2, &quiet).unwrap();
    let tiers: Vec<(u32, Tier)> =
        called(&collected).iter().map(|call| (call.variant.position().get(), call.tier)).collect();
    assert_eq!(tiers, [(5_001, Tier::HighConfidence), (15_001, Tier::LowConfidence)]);
    assert_eq!(collected.leak_sites[0].len(), 1, "the place tells nothing of tumour in the normal");
}
