//! Reads drawn one by one: what fragments say of junctions is collected once, whatever the borders of pieces; reads at loci of
//! tandem duplications are kept as they stand.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{LazyLock, Mutex};

use calling::bam_output::write_tandem_reads;
use calling::collect::{Collected, Pass, collect_pieces};
use calling::identity::PairIdentity;
use calling::pair::Pair;
use calling::pass::structure::{Edge, Support};
use calling::pass::tandem::Loci;
use calling::pilot::Pilot;
use calling::shard::{self, Shard};
use calling::structural::places::{ExpectedPair, Places, Window};
use calling::survey::{Survey, Watched};
use calling::tables::write_breakends;
use calling::tier::Tiers;
use fastrand::Rng;
use genome::breakend::Orientation::{KeepsLeft, KeepsRight};
use genome::contig::{Contig, ContigIndex, ContigList, ContigName};
use genome::position::{Interval, Length, Position};
use genome::sequence::Base;
use hts::alignments::{AlignmentFile, BamWriter, CigarKind, CigarOperation, Header, ReadGroup, RecordBuffer};
use hts::bed::Regions;
use hts::fasta::FastaWriter;

const LENGTHS: [(&str, usize); 2] = [("chrT", 230_000), ("chrU", 60_000)];
const REVERSE: u16 = 0x10;
const MATE_REVERSE: u16 = 0x20;
const SUPPLEMENTARY: u16 = 0x800;
const FIRST: u16 = 0x41;
const SECOND: u16 = 0x81;

fn contig(place: usize) -> ContigIndex {
    ContigIndex::new(place).unwrap()
}

fn contigs() -> ContigList {
    let contig = |(name, length)| Contig {
        name: ContigName::new(name).unwrap(),
        length: Length::new(u32::try_from(length).unwrap()).unwrap(),
        md5: None,
    };
    ContigList::new(LENGTHS.map(contig).to_vec()).unwrap()
}

fn operations(cigar: &str) -> Vec<CigarOperation> {
    let mut length = 0;
    let mut all = Vec::new();
    for letter in cigar.chars() {
        match letter.to_digit(10) {
            Some(digit) => length = length * 10 + digit,
            None => {
                let code = u8::try_from("MIDNSHP=X".find(letter).unwrap()).unwrap();
                all.push(CigarOperation { kind: CigarKind::from_code(code).unwrap(), length });
                length = 0;
            }
        }
    }
    all
}

/// Specimens of one reference, with reads from 1-based positions on.
struct Drawn {
    reference: Vec<Vec<Base>>,
    random: Rng,
    reads: [Vec<RecordBuffer>; 2],
}

type Place = (usize, u32);

impl Drawn {
    fn read(
        &mut self,
        specimen: usize,
        name: &str,
        flags: u16,
        at: Place,
        cigar: &str,
        mate: Place,
    ) -> &mut RecordBuffer {
        let cigar = operations(cigar);
        let mut bases = Vec::new();
        let mut next = at.1 as usize - 1;
        for CigarOperation { kind, length } in &cigar {
            let length = *length as usize;
            let template = &self.reference[at.0];
            match kind {
                CigarKind::Match => bases.extend((next..next + length).map(|at| template.get(at).unwrap_or(&Base::N))),
                CigarKind::SoftClip | CigarKind::Insertion => {
                    bases.extend((0..length).map(|_| Base::ACGT[self.random.usize(..4)]));
                }
                _ => {}
            }
            next += if kind.consumes_reference() { length } else { 0 };
        }
        let position = |(_, at): Place| Position::new(at).ok();
        self.reads[specimen].push(RecordBuffer {
            name: name.into(),
            flags,
            contig: Some(contig(at.0)),
            position: position(at),
            mapping_quality: 60,
            mate_contig: Some(contig(mate.0)),
            mate_position: position(mate),
            qualities: vec![37; bases.len()],
            bases,
            cigar,
            read_group: Some(b"1".to_vec()),
            ..RecordBuffer::default()
        });
        self.reads[specimen].last_mut().unwrap()
    }

    /// A pair over a junction: forward at the first place, reverse at the second.
    fn pair(&mut self, specimen: usize, name: &str, first: Place, second: Place) {
        self.read(specimen, name, FIRST | MATE_REVERSE, first, "100M", second);
        self.read(specimen, name, SECOND | REVERSE, second, "100M", first);
    }

    /// The last bases of the last read are those of another place.
    fn goes_on(&mut self, specimen: usize, count: usize, at: Place) {
        let from = at.1 as usize - 1;
        let bases = self.reference[at.0][from..from + count].to_vec();
        let read = self.reads[specimen].last_mut().unwrap();
        let kept = read.bases.len() - count;
        read.bases[kept..].copy_from_slice(&bases);
    }

    /// A forward read in two parts of 60 and 40 bases, its mate behind: `primary_first` says which part is the primary one.
    fn split(&mut self, name: &str, [first, second]: [Place; 2], cigars: [&str; 2], primary_first: bool) {
        let mate = (second.0, second.1 + 200);
        let sa =
            |(contig, at): Place, cigar: &str| Some(format!("{},{at},+,{cigar},60,0;", LENGTHS[contig].0).into_bytes());
        let flags = |primary: bool| FIRST | MATE_REVERSE | if primary { 0 } else { SUPPLEMENTARY };
        let hard = |cigar: &str, primary: bool| if primary { cigar.to_owned() } else { cigar.replace('S', "H") };
        let left = hard(cigars[0], primary_first);
        self.read(0, name, flags(primary_first), first, &left, mate).other_alignments = sa(second, cigars[1]);
        let right = hard(cigars[1], !primary_first);
        self.read(0, name, flags(!primary_first), second, &right, mate).other_alignments = sa(first, cigars[0]);
        self.read(0, name, SECOND | REVERSE, mate, "100M", if primary_first { first } else { second });
    }

    fn write(mut self) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let mut fasta = FastaWriter::create(&folder.path().join("reference.fa")).unwrap();
        for ((name, _), bases) in LENGTHS.iter().zip(&self.reference) {
            fasta.write(&ContigName::new(name).unwrap(), bases).unwrap();
        }
        fasta.finish().unwrap();
        for (sample, reads) in ["tumour", "normal"].into_iter().zip(&mut self.reads) {
            reads.sort_by_key(|record| (record.contig, record.position));
            let group = ReadGroup { id: "1".into(), sample: Some(sample.into()), library: None, platform: None };
            let header = Header::new(contigs(), vec![group]).unwrap();
            let mut writer = BamWriter::create(&folder.path().join(format!("{sample}.bam")), &header).unwrap();
            for record in reads {
                writer.write(record).unwrap();
            }
            writer.finish().unwrap();
        }
        folder
    }
}

static DRAWN: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let mut random = Rng::with_seed(3);
    let reference = LENGTHS.map(|(_, length)| (0..length).map(|_| Base::ACGT[random.usize(..4)]).collect()).to_vec();
    let mut drawn = Drawn { reference, random, reads: [Vec::new(), Vec::new()] };

    // A translocation beside the border of two pieces: chrT up to 100,020, then chrU from 30,001 on.
    for at in 0..6 {
        drawn.pair(0, &format!("translocated{at}"), (0, 99_700 + 40 * at), (1, 30_001 + 30 * at));
    }
    drawn.pair(1, "in-normal", (0, 99_810), (1, 30_050));
    // Chimeric molecules: alone in one of the two places.
    drawn.pair(0, "chimera", (0, 99_850), (1, 45_000));
    drawn.pair(1, "chimera2", (0, 20_000), (1, 45_000));

    // A deletion of 150,061 to 151,000, with 4 bases that both sides share; one read's primary part is the right one.
    for (at, primary_first) in [(0, true), (1, true), (2, false)] {
        let name = format!("deleted{at}");
        let places = [(0, 150_001 + at), (0, 150_997)];
        let left = [64 - at, 36 + at];
        let cigars = [format!("{}M{}S", left[0], left[1]), format!("{}S{}M", left[0] - 4, left[1] + 4)];
        drawn.split(&name, places, [&cigars[0], &cigars[1]], primary_first);
    }
    // Three new bases, known only where the part in hand has them.
    for (at, primary_first) in [(0, true), (1, false)] {
        let name = format!("inserted{at}");
        drawn.split(&name, [(0, 160_001), (1, 10_001)], ["60M40S", "63S37M"], primary_first);
    }

    for at in 0..3 {
        let name = format!("clipped{at}");
        let mate = (0, 180_200);
        drawn.read(0, &name, FIRST | MATE_REVERSE, (0, 180_001 + at), &format!("{}M{}S", 60 - at, 40 + at), mate);
        drawn.read(0, &name, SECOND | REVERSE, mate, "100M", (0, 180_001 + at));
        let name = format!("gap{at}");
        drawn.read(
            0,
            &name,
            FIRST | MATE_REVERSE,
            (0, 190_001 + at),
            &format!("{}M60D{}M", 50 - at, 50 + at),
            (0, 190_300),
        );
        drawn.read(0, &name, SECOND | REVERSE, (0, 190_300), "100M", (0, 190_001 + at));
        // A molecule that is shorter than its reads: the adapter is no evidence, and neither is how the mates lie.
        let name = format!("adapter{at}");
        drawn.read(0, &name, FIRST | MATE_REVERSE, (0, 200_001), "60M40S", (0, 199_990)).template_length = 60;
        drawn.read(0, &name, SECOND | REVERSE, (0, 199_990), "30S70M", (0, 200_001)).template_length = -60;
    }

    // Nonsense where other alignments should stand.
    let nonsense = [
        "",
        ";",
        "chrT",
        "chrT,1,+,50M,60,0",
        "chrX,1,+,50M50S,60,0;",
        "chrT,0,+,50S50M,60,0;",
        "chrT,1,*,50S50M,60,0;",
        "chrT,1,+,50S50,60,0;",
        "chrT,1,+,S50M,60,0;",
        "chrT,1,+,50Q50M,60,0;",
        "chrT,1,+,99999999999M,60,0;",
        "chrT,229990,+,50S50M,60,0;",
        "chrT,1,+,50S50M,600,0;",
        "chrT,1,+,50S50M,60,x;",
        "chrT,1,+,100S,60,0;",
        "chrT,1,+,4294967295S50M,60,0;",
        "chrT,1,+,50S50M,60,0;;",
    ];
    for (place, text) in nonsense.iter().enumerate() {
        let at = (0, 210_001 + 200 * u32::try_from(place).unwrap());
        let read = drawn.read(0, &format!("nonsense{place}"), 0x0, at, "80M20S", at);
        read.other_alignments = Some(text.as_bytes().to_vec());
        (read.mate_contig, read.mate_position) = (None, None);
    }
    // Of neither end it is known where it lies.
    for at in 0..2 {
        drawn.pair(0, &format!("unsure{at}"), (0, 30_000), (1, 50_000));
        for read in drawn.reads[0].iter_mut().rev().take(2) {
            read.mapping_quality = 3;
        }
    }

    // A translocation of which no read is aligned in two parts: chrT up to 120,000, then chrU from 20,001 on. The mate of one lies beyond;
    // of another the end is cut off, and of a third the aligner let it run on.
    drawn.read(0, "beyond", FIRST | MATE_REVERSE, (0, 119_921), "80M20S", (1, 20_151));
    drawn.goes_on(0, 20, (1, 20_001));
    drawn.read(0, "beyond", SECOND | REVERSE, (1, 20_151), "100M", (0, 119_921));
    for (name, cigar, count) in [("cut", "85M15S", 15), ("running-on", "100M", 12)] {
        let at = 120_001 - 100 + u32::try_from(count).unwrap();
        drawn.read(0, name, FIRST | MATE_REVERSE, (0, 119_700), "100M", (0, at));
        drawn.read(0, name, SECOND | REVERSE, (0, at), cigar, (0, 119_700));
        drawn.goes_on(0, count, (1, 20_001));
    }
    drawn.pair(1, "as-the-reference", (0, 119_930), (0, 120_100));

    // A locus: a proper pair, an unmapped mate, a mate far away, a duplicate, and a pair beside it.
    drawn.pair(0, "proper", (0, 50_050), (0, 50_250));
    drawn.read(0, "half", FIRST | 0x8, (0, 50_100), "60M40S", (0, 50_100));
    drawn.read(0, "half", SECOND | 0x4, (0, 50_100), "", (0, 50_100));
    drawn.pair(1, "far", (0, 50_200), (1, 55_000));
    drawn.pair(1, "duplicate", (0, 50_200), (0, 50_400));
    for read in drawn.reads[1].iter_mut().rev().take(2) {
        read.flags |= 0x400;
    }
    drawn.pair(0, "beside", (0, 51_000), (0, 51_200));
    drawn.write()
});

fn path(name: &str) -> PathBuf {
    DRAWN.path().join(name)
}

fn pair() -> Pair {
    Pair::open(&[path("tumour.bam")], &[path("normal.bam")], &path("reference.fa")).unwrap()
}

static PILOT: LazyLock<Pilot> = LazyLock::new(|| Pilot::read(&pair()).unwrap());

/// What some regions give, piece by piece.
fn survey(regions: Option<&Regions>) -> Survey {
    survey_of(regions, &loci())
}

fn survey_of(regions: Option<&Regions>, watched: &Watched) -> Survey {
    let found = Mutex::new(BTreeMap::new());
    let keep = |piece: &Shard, collected: Collected| {
        found.lock().unwrap().insert(*piece, collected.survey);
        Ok(())
    };
    let (pair, tiers) = (pair(), Tiers::default());
    let pass = Pass { pair: &pair, tiers: &tiers, watched, pilot: &PILOT };
    collect_pieces(pass, &shard::plan(&contigs(), regions), 2, &keep, &|_, _| {}).unwrap();
    let mut sum = Survey::default();
    found.into_inner().unwrap().into_values().for_each(|piece| sum.add(piece));
    sum
}

static WHOLE: LazyLock<Survey> = LazyLock::new(|| survey(None));

fn edge_at(position: u32) -> &'static Edge {
    let at = Position::new(position).unwrap();
    let mut found = WHOLE.edges.iter().filter(|edge| edge.first.contig.get() == 0 && edge.first.interval.contains(at));
    let edge = found.next().unwrap();
    assert!(found.next().is_none(), "{:?}", WHOLE.edges);
    edge
}

#[test]
fn pairs_that_agree_are_one_edge_and_chimeras_are_none() {
    let edge = edge_at(100_000);
    let pairs = |pair| Support { pair, ..Support::default() };
    assert_eq!(edge.support, [pairs(6), pairs(1)]);
    let second = edge.second.unwrap();
    assert_eq!((edge.first.orientation, second.orientation), (KeepsLeft, KeepsRight));
    // The last base of the first mates is at 99,799 to 99,999, the first of the second ones at 30,001 to 30,151.
    assert_eq!(edge.first.interval.to_half_open(), (99_798, 99_999 + 480));
    assert_eq!(second.interval.to_half_open(), (30_001 - 480 - 1, 30_151));
    assert_eq!(edge.mapping_qualities, [Some(60), None], "the mate's is not in its record");
    assert_eq!(WHOLE.edges.len(), 6, "{:?}", WHOLE.edges);
}

#[test]
fn split_reads_name_one_place_from_either_part() {
    let edge = edge_at(150_060);
    // The pair says the same, and is not counted again.
    assert_eq!(edge.support, [Support { split: 3, ..Support::default() }, Support::default()]);
    let [breakpoint] = &edge.breakpoints[..] else { panic!("{edge:?}") };
    assert_eq!((breakpoint.first.get(), breakpoint.second.unwrap().get()), (150_060, 150_997));
    assert_eq!((breakpoint.homology, breakpoint.inserted_length, breakpoint.fragments), (4, 0, 3));
    let edge = edge_at(160_060);
    let known: Vec<(u32, usize, u32)> =
        edge.breakpoints.iter().map(|at| (at.inserted_length, at.inserted.len(), at.fragments)).collect();
    assert_eq!(known, [(3, 0, 1), (3, 3, 1)], "cut out of the supplementary record");
    assert_eq!(edge.mapping_qualities, [Some(60), Some(60)]);
}

#[test]
fn ends_that_no_aligner_placed_name_the_place_with_a_pair() {
    let edge = edge_at(120_000);
    assert_eq!(edge.support, [Support { split: 3, ..Support::default() }, Support::default()]);
    let mut random = Rng::with_seed(3);
    let all = LENGTHS.map(|(_, length)| (0..length).map(|_| Base::ACGT[random.usize(..4)]).collect::<Vec<Base>>());
    let shared = (0..100).take_while(|at| all[0][119_999 - at] == all[1][19_999 - at]).count();
    let shared = u32::try_from(shared).unwrap();
    let [breakpoint] = &edge.breakpoints[..] else { panic!("{edge:?}") };
    let place = (breakpoint.first.get(), breakpoint.second.unwrap().get(), u32::from(breakpoint.homology));
    assert_eq!(place, (120_000 - shared, 20_001 - shared, shared));
    assert_eq!((breakpoint.fragments, &breakpoint.spanning[..]), (3, &[0, 1][..]));
}

#[test]
fn gaps_and_lone_clips_are_collected_and_adapters_are_not() {
    let clip = edge_at(180_060);
    assert_eq!((clip.second, clip.first.orientation), (None, KeepsLeft));
    assert_eq!((clip.support[0].clip, clip.breakpoints[0].first.get()), (3, 180_060));
    let gap = edge_at(190_050);
    assert_eq!(gap.support[0], Support { gap: 3, ..Support::default() });
    let at = &gap.breakpoints[0];
    assert_eq!((at.first.get(), at.second.unwrap().get(), at.fragments), (190_050, 190_111, 3));
}

#[test]
fn the_reference_is_counted_and_told_where_a_break_is_exact() {
    let at = &edge_at(150_060).breakpoints[0];
    // Of reads that go on over the break there are none but those of the deletion, which are cut off.
    assert_eq!(at.spanning, [0, 0]);
    let base = |contig: usize, position: usize| {
        let mut random = Rng::with_seed(3);
        let all = LENGTHS.map(|(_, length)| (0..length).map(|_| Base::ACGT[random.usize(..4)]).collect::<Vec<Base>>());
        all[contig][position - 1]
    };
    assert_eq!(at.reference, [base(0, 150_060), base(0, 150_997)]);
    assert_eq!(edge_at(180_060).breakpoints[0].reference, [base(0, 180_060), Base::N]);
}

#[test]
fn between_the_windows_of_an_expected_pair_one_fragment_is_kept_wherever_it_fits() {
    let window = |contig: usize, from, to| Window {
        contig: ContigIndex::new(contig).unwrap(),
        interval: Interval::from_half_open(from, to).unwrap(),
        keeps: None,
    };
    let pair = |first, second| ExpectedPair { name: "A::B".into(), windows: [first, second] };
    let pairs = vec![
        pair(window(0, 99_000, 101_000), window(1, 44_000, 46_000)),
        pair(window(0, 29_000, 31_000), window(1, 49_000, 51_000)),
    ];
    let places = Places { pairs, immune_loci: Vec::new() };
    let watched = Watched { places, ..loci() };
    let found = survey_of(None, &watched);
    assert_eq!(found.edges.len(), WHOLE.edges.len() + 2);
    let kept = |position: u32| {
        let at = Position::new(position).unwrap();
        let edge = found.edges.iter().find(|edge| edge.second.is_some_and(|side| side.interval.contains(at)));
        edge.map(|edge| (edge.support[0].pair, edge.mapping_qualities[0]))
    };
    assert_eq!(kept(44_990), Some((1, Some(60))), "a chimera alone");
    assert_eq!(kept(49_990), Some((2, Some(3))), "of neither end it is known where it lies");
    assert_eq!((found.edges.left_out.unsure, found.edges.left_out.alone), (0, WHOLE.edges.left_out.alone - 1));
}

#[test]
fn what_is_left_out_is_counted() {
    let left_out = WHOLE.edges.left_out;
    assert_eq!((left_out.malformed, left_out.unsure, left_out.crowded), (17, 2, 0));
    // Two chimeras; at the locus the pair with a mate far away, and the read that is cut off.
    assert_eq!(left_out.alone, 4);
}

fn loci() -> Watched {
    let bed = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&bed, "chrT\t50200\t50300\tFLT3\nchrU\t100\t200\tempty\n").unwrap();
    Watched { tandem_loci: Loci::read(bed.path(), &contigs()).unwrap(), ..Watched::default() }
}

#[test]
fn the_borders_of_parts_do_not_matter() {
    let part = |from, to| survey(Some(&Regions::from_iter([(contig(0), Interval::from_half_open(from, to).unwrap())])));
    for near in [50_150, 99_900, 119_998, 150_058, 160_058, 180_058] {
        let whole = part(near - 1_500, near + 1_500);
        assert!(!whole.edges.is_empty() || near == 50_150);
        for border in [near - 100, near - 1, near, near + 1, near + 2, near + 3, near + 100, near + 150] {
            let mut sum = part(near - 1_500, border);
            sum.add(part(border, near + 1_500));
            assert_eq!(sum.edges, whole.edges, "{border}");
            assert_eq!(sum.tandem_reads, whole.tandem_reads, "{border}");
        }
    }
}

#[test]
fn every_fragment_at_a_locus_is_written() {
    let out = tempfile::tempdir().unwrap();
    let (path, identity) = (out.path().join("itd.bam"), PairIdentity::of(&pair()).unwrap());
    write_tandem_reads(&path, &identity, &WHOLE.tandem_reads).unwrap();
    let file = AlignmentFile::open(&path).unwrap();
    let samples: Vec<_> = file.header().read_groups.iter().map(|group| group.sample.clone().unwrap()).collect();
    assert_eq!(samples, ["tumour", "normal"]);
    let mut reader = file.reader().unwrap();
    reader.whole_file().unwrap();
    let mut found = Vec::new();
    while let Some(record) = reader.read().unwrap() {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        assert_eq!(record.qualities().map_or(0, <[u8]>::len), record.read_length());
        found.push((text(record.name()), text(record.read_group().unwrap()), record.flags().is_unmapped()));
    }
    found.sort();
    let of = |name: &str, group: &str, unmapped| (name.to_owned(), group.to_owned(), unmapped);
    let (far, proper) = (of("far", "NORMAL", false), of("proper", "TUMOR", false));
    let half = [of("half", "TUMOR", false), of("half", "TUMOR", true)];
    assert_eq!(found, [[far.clone(), far].to_vec(), half.to_vec(), [proper.clone(), proper].to_vec()].concat());
}

#[test]
fn the_table_of_breakends_can_be_read() {
    let out = tempfile::tempdir().unwrap();
    let path = out.path().join("breakends.tsv.gz");
    write_breakends(&path, &PairIdentity::of(&pair()).unwrap(), &WHOLE).unwrap();
    let mut text = String::new();
    let mut reader = hts::bgzf::TextReader::new(std::fs::File::open(&path).unwrap()).unwrap();
    std::io::Read::read_to_string(&mut reader, &mut text).unwrap();
    let deletion =
        "chrT\t150050\t150070\tleft\tchrT\t150987\t151007\tright\t60\t60\t150060,150997,4,.,3\t3\t0\t0\t0\t0\t0\t0\t0";
    assert!(text.lines().any(|line| line == deletion), "{text}");
    let fields: Vec<usize> = text.lines().map(|line| line.split('\t').count()).collect();
    assert_eq!(fields, [19; 7], "{text}");
}
