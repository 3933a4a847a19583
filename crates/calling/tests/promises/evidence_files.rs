//! Evidence files that are cut off, changed or forged are refused, or what is whole in them is used; nothing panics.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use calling::collect::{Candidate, Collected, SampleSummary};
use calling::identity::{FileIdentity, PairIdentity, ReferenceIdentity, SpecimenIdentity};
use calling::model::evidence::{FragmentEvidence, FragmentStrand, SiteEvidence, Supports};
use calling::model::prior::NormalsShare;
use calling::model::prior::{Change, Tier};
use calling::model::tumour_in_normal::InformativeSite;
use calling::pass::alleles::{AlleleCounts, AlleleSite, Alleles};
use calling::pass::coverage::{Coverage, DepthHistogram, GeneCoverage};
use calling::pass::structure::{Breakpoint, Edge, Edges, LeftOut, Side, Support};
use calling::pass::tandem::TandemReads;
use calling::pass::windows::{WINDOW, Window, WindowDepths};
use calling::processing::Processing;
use calling::scatter::{EvidenceError, EvidenceFile, Journal, Program, RunIdentity, gather};
use calling::shard::{self, Shard};
use calling::snps::PopulationFrequency;
use calling::structural::places::Places;
use calling::survey::Survey;
use genome::breakend::Orientation;
use genome::contig::{Contig, ContigIndex, ContigList, ContigName};
use genome::position::{Interval, Length, Position};
use genome::probability::Probability;
use genome::reference::ReferenceWindow;
use genome::sequence::Base;
use genome::variant::Variant;
use proptest::prelude::*;

fn program() -> Program {
    Program { version: "marv 0".into(), build: "ab".into() }
}

fn run() -> RunIdentity {
    let contig = |name: &str, length| Contig {
        name: ContigName::new(name).unwrap(),
        length: Length::new(length).unwrap(),
        md5: None,
    };
    let contigs = ContigList::new(vec![contig("chr1", 250_000), contig("chr2", 60_000)]).unwrap();
    let specimen = |sample: &str| SpecimenIdentity {
        sample: sample.into(),
        file: format!("{sample}.bam"),
        bytes: 1_000,
        header_sha256: "00".into(),
        index_older: false,
        records: Some([90, 10]),
        processing: Processing::unknown(),
    };
    let reference = ReferenceIdentity { file: "reference.fa".into(), bytes: 310_000, contigs };
    let pair = PairIdentity { tumours: vec![specimen("T")], normals: vec![specimen("N")], reference };
    RunIdentity {
        program: program(),
        pair,
        inputs: BTreeMap::new(),
        genes: vec!["A".into()],
        places: Places::default(),
        pilot: "01".into(),
    }
}

fn pieces() -> Vec<Shard> {
    shard::plan(&run().pair.reference.contigs, None)
}

fn variant(piece: &Shard, at: u32, length: u32) -> Variant {
    let start = Position::new(piece.owned.start().get() + at).unwrap();
    let bases = [Base::A; 3];
    let window = ReferenceWindow::new(piece.contig, Length::new(length).unwrap(), start, &bases).unwrap();
    Variant::new(piece.contig, start, &[Base::A], &[Base::T], &window).unwrap()
}

/// Two edges to the last base of the second contig, of so many specimens.
fn edges(piece: &Shard, specimens: usize) -> Edges {
    let edge = |at: u32| {
        let start = piece.owned.start().checked_add(at).unwrap();
        let side = |contig, start, orientation| Side {
            contig,
            interval: Interval::new(start, start.checked_add(20).unwrap()).unwrap(),
            orientation,
        };
        let second = side(ContigIndex::new(1).unwrap(), Position::new(59_980).unwrap(), Orientation::KeepsRight);
        let breakpoint = Breakpoint {
            first: start,
            second: Position::new(59_990).ok(),
            homology: 3,
            inserted_length: 2,
            inserted: [Base::A, Base::T].as_slice().into(),
            fragments: 2,
            spanning: vec![9; specimens],
            reference: [Base::A, Base::N],
        };
        Edge {
            first: side(piece.contig, start, Orientation::KeepsLeft),
            second: Some(second),
            support: vec![Support { split: 2, ..Support::default() }; specimens],
            mapping_qualities: [Some(60), None],
            breakpoints: vec![breakpoint],
        }
    };
    Edges::from_edges([edge(100), edge(900)], LeftOut { alone: 7, ..LeftOut::default() })
}

/// Evidence with numbers that few decimals cannot say.
fn evidence(piece: &Shard) -> Collected {
    let seed = f32::from(u16::try_from(piece.owned.start().get() / 1_000).unwrap());
    let fragment = FragmentEvidence {
        ln_reference: -1.0 / 3.0 - seed,
        ln_alternate: f32::MIN_POSITIVE,
        mapping_error: 0.1,
        strand: FragmentStrand::Both,
        first_in_pair_forward: None,
        distance_to_end: 17,
        supports: Supports::Alternate,
    };
    let candidate = |at| Candidate {
        variant: variant(piece, at, 250_000),
        tier: Tier::Panel,
        change: Change::Indel { error_rate: Probability::new(1.0 / 7.0).unwrap() },
        normals: NormalsShare::new(3, 100),
        told_by: Some(variant(piece, at + 3, 250_000)),
        samples: vec![SiteEvidence::of_fragments(vec![fragment; 40]), SiteEvidence::default()],
    };
    let summary = SampleSummary { template_lengths: BTreeMap::from([(400, 7)]), ..SampleSummary::default() };
    let mut depths = DepthHistogram::default();
    (0..1_000).for_each(|place| depths.count(place % 40));
    let gene = GeneCoverage { callable: 900, specimens: vec![depths.clone(), depths.clone()] };
    let coverage = Coverage {
        contigs: BTreeMap::from([(piece.contig, vec![depths.clone(), depths])]),
        callable: 1_000,
        genes: BTreeMap::from([(0, gene)]),
    };
    let site = |at| AlleleSite {
        contig: piece.contig,
        position: piece.owned.start().checked_add(at).unwrap(),
        reference: Base::A,
        alternate: Base::T,
        beside: [Base::C, Base::N],
        frequency: PopulationFrequency::new(0.25),
    };
    let alleles = AlleleCounts::from_sites([(site(3), vec![Alleles { reference: 9, alternate: 7, other: 0 }; 2])]);
    let (from, to) = piece.owned.to_half_open();
    let window = |place| Window { contig: piece.contig, place, known: 10, gc: 3 };
    let windows = (from / WINDOW..to.div_ceil(WINDOW)).map(|place| (window(place), vec![900, 300]));
    let windows = WindowDepths::from_windows(windows);
    Collected {
        candidates: vec![candidate(10), candidate(500)],
        sites: vec![candidate(20)],
        implausible: 3,
        samples: vec![summary.clone(), summary],
        leak_sites: vec![vec![InformativeSite { tumour: [9, 20], normal: [0, 30] }]],
        bases: 1_000,
        survey: Survey { alleles, coverage, windows, edges: edges(piece, 2), tandem_reads: TandemReads::default() },
    }
}

fn whole(folder: &Path) -> PathBuf {
    let (path, pieces) = (folder.join("whole.evidence"), pieces());
    let journal = Journal::begin(&folder.join("journal"), run(), &pieces).unwrap();
    // In another order than the genome's.
    for piece in pieces.iter().rev() {
        journal.add(piece, &evidence(piece)).unwrap();
    }
    journal.publish(&pieces, &path).unwrap();
    assert!(!folder.join("journal").exists());
    path
}

static WHOLE: LazyLock<(tempfile::TempDir, Vec<u8>)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let bytes = fs::read(whole(folder.path())).unwrap();
    (folder, bytes)
});

/// Reads a file to its last number.
fn read(path: &Path) -> Result<Collected, EvidenceError> {
    gather(&mut [EvidenceFile::open(path, &program())?], &pieces()).map(|(_, collected)| collected)
}

#[test]
fn what_is_written_comes_back_to_the_last_bit() {
    let folder = tempfile::tempdir().unwrap();
    let mut file = EvidenceFile::open(&whole(folder.path()), &program()).unwrap();
    assert_eq!(*file.run(), run());
    for piece in &pieces() {
        assert_eq!(file.collected(piece).unwrap().unwrap(), evidence(piece));
    }
    let elsewhere = Shard { contig: ContigIndex::new(7).unwrap(), ..pieces()[0] };
    assert!(file.collected(&elsewhere).unwrap().is_none());
    let all = gather(&mut [file], &pieces()).unwrap().1;
    assert_eq!((all.candidates.len(), all.implausible, all.bases), (8, 12, 4_000));
    assert_eq!(all.sites.len(), 4);
    assert!(all.candidates.is_sorted_by(|one, next| one.variant < next.variant));
}

#[test]
fn two_runs_do_not_write_one_journal_and_other_programs_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let first = Journal::begin(&path, run(), &pieces()).unwrap();
    assert!(matches!(Journal::begin(&path, run(), &pieces()), Err(EvidenceError::Locked { .. })));
    first.add(&pieces()[0], &evidence(&pieces()[0])).unwrap();
    drop(first);
    let other = Program { build: "cd".into(), ..program() };
    let error = Journal::begin(&path, RunIdentity { program: other, ..run() }, &pieces()).unwrap_err().to_string();
    assert!(error.contains("marv 0, build ab") && error.contains("marv 0, build cd"), "{error}");
    let other = FileIdentity { file: "hotspots.bed".into(), bytes: 3, sha256: "ee".into() };
    let inputs = BTreeMap::from([("--hotspots".to_owned(), other)]);
    let error = Journal::begin(&path, RunIdentity { inputs, ..run() }, &pieces()).unwrap_err().to_string();
    assert!(error.contains("--hotspots was none and is hotspots.bed of 3 bytes (ee) now"), "{error}");
    // An index that is older in one copy only is remembered, and makes no other run.
    let mut older = run();
    older.pair.normals[0].index_older = true;
    let journal = Journal::begin(&path, older, &pieces()).unwrap();
    assert_eq!(journal.missing(&pieces()), pieces()[1..]);
    for piece in &pieces()[1..] {
        journal.add(piece, &evidence(piece)).unwrap();
    }
    let (run, _) = gather(&mut [journal.into_evidence()], &pieces()).unwrap();
    assert!(run.pair.normals[0].index_older && !run.pair.tumours[0].index_older);
}

#[test]
fn what_no_pass_collects_is_refused_although_its_checksum_holds() {
    type Forgery = fn(&mut Collected, &Shard);
    let forgeries: [(&str, Forgery); 18] = [
        ("number of specimens", |of, _| of.samples.truncate(1)),
        ("number of specimens", |of, _| of.leak_sites.clear()),
        ("counts that no piece has", |of, _| of.bases = 100_001),
        ("counts of reads", |of, _| of.bases = 999),
        ("counts of reads", |of, _| of.survey.coverage.callable = 1_001),
        ("counts of reads", |of, _| drop(of.survey.coverage.genes.insert(1, GeneCoverage::default()))),
        ("alleles", |of, piece| of.survey.alleles.add(evidence(piece).survey.alleles)),
        ("alleles", |of, _| of.survey.alleles = evidence(&pieces()[1]).survey.alleles),
        ("counts of reads", |of, _| of.samples[0].tally.primary = u64::MAX),
        ("structural evidence", |of, _| of.survey.edges = edges(&pieces()[1], 2)),
        ("structural evidence", |of, piece| of.survey.edges = edges(piece, 1)),
        ("structural evidence", |of, _| of.survey.edges.left_out.alone = u64::MAX),
        ("out of order", |of, _| of.candidates.reverse()),
        ("outside its piece", |of, _| of.sites = evidence(&pieces()[1]).sites),
        ("outside its piece", |of, piece| of.candidates[1].variant = variant(piece, 100_001, 250_000)),
        ("every specimen", |of, _| of.candidates[0].samples.truncate(1)),
        ("no number", |of, _| of.candidates[0].samples[0].fragments[0].ln_reference = f32::NAN),
        ("no number", |of, _| of.candidates[0].samples[1].sampling = 0.0),
    ];
    for (told, forge) in forgeries {
        let folder = tempfile::tempdir().unwrap();
        let (path, piece) = (folder.path().join("journal"), pieces()[0]);
        let mut forged = evidence(&piece);
        forge(&mut forged, &piece);
        let journal = Journal::begin(&path, run(), &pieces()).unwrap();
        journal.add(&piece, &forged).unwrap();
        let error = gather(&mut [journal.into_evidence()], &[piece]).unwrap_err();
        assert!(matches!(error, EvidenceError::Damaged { .. }) && error.to_string().contains(told), "{told}: {error}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_cut_or_changed_file_is_refused(at in any::<prop::sample::Index>(), flip in 0u8..8) {
        let (folder, bytes) = &*WHOLE;
        let (path, place) = (folder.path().join(format!("changed-{flip}")), at.index(bytes.len()));
        fs::write(&path, &bytes[..place]).unwrap();
        prop_assert!(read(&path).is_err(), "cut at {}", place);
        let mut changed = bytes.clone();
        changed[place] ^= 1 << flip;
        fs::write(&path, &changed).unwrap();
        // Bytes of gzip's header that say nothing may change.
        if let Ok(collected) = read(&path) {
            prop_assert_eq!(collected, read(&folder.path().join("whole.evidence")).unwrap());
        }
    }

    #[test]
    fn a_journal_that_was_cut_anywhere_goes_on(at in any::<prop::sample::Index>(), tail in prop::collection::vec(any::<u8>(), 0..9)) {
        let (folder, bytes) = &*WHOLE;
        let path = folder.path().join("journal");
        // A finished file without its end is a journal. Behind the cut is what a loss of power may leave.
        fs::write(&path, [&bytes[..at.index(bytes.len())], &tail].concat()).unwrap();
        match Journal::begin(&path, run(), &pieces()) {
            Ok(journal) => {
                for piece in journal.missing(&pieces()) {
                    journal.add(&piece, &evidence(&piece)).unwrap();
                }
                let again = folder.path().join("again");
                journal.publish(&pieces(), &again).unwrap();
                prop_assert!(&fs::read(again).unwrap() == bytes);
            }
            // The cut lies before the first record, and the tail is no beginning of ours.
            Err(EvidenceError::NotEvidence { .. }) => prop_assert!(at.index(bytes.len()) < 8 && !tail.is_empty()),
            Err(error) => prop_assert!(false, "{error}"),
        }
    }
}
