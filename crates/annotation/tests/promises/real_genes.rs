//! Real genes on GRCh38, from the shared data.

use crate::made;

use std::path::Path;
use std::sync::LazyLock;

use annotation::annotate::{Annotated, Asked, TranscriptAnnotation, annotate};
use annotation::fusion::{Frame, read_junction};
use annotation::store::Prepared;
use annotation::transcript::Selection;
use genome::breakend::{Breakend, Junction, Orientation};
use genome::position::Position;
use genome::sequence::{Ambiguity, Sequence};
use hts::lines::Lines;
use made::Memory;

/// The 22 genes whose bases are shared, and the residues of their proteins (NCBI Gene, MANE Select).
const GENES: [(&str, usize); 22] = [
    ("NRAS", 189),
    ("DNMT3A", 912),
    ("SF3B1", 1304),
    ("IDH1", 414),
    ("KIT", 976),
    ("TET2", 2002),
    ("NPM1", 294),
    ("EZH2", 751),
    ("ABL1", 1130),
    ("WT1", 522),
    ("FLT3", 993),
    ("IDH2", 452),
    ("TP53", 393),
    ("SRSF2", 221),
    ("CEBPA", 358),
    ("ASXL1", 1541),
    ("RUNX1", 480),
    ("U2AF1", 240),
    ("BCR", 1271),
    ("ZRSR2", 482),
    ("BCOR", 1755),
    ("STAG2", 1268),
];

fn lines(path: &Path) -> Vec<String> {
    let mut lines = Lines::open(path).unwrap();
    let mut all = Vec::new();
    while lines.advance().unwrap() {
        all.push(lines.text().unwrap().to_owned());
    }
    all
}

/// GRCh38 of which the regions of these genes are known.
fn reference(folder: &Path) -> Memory {
    let mut contigs: Vec<(String, u32, made::Stretches)> = Vec::new();
    for line in lines(&folder.join("hamlet-ref.fa.fai")) {
        let mut fields = line.split('\t');
        contigs.push((fields.next().unwrap().into(), fields.next().unwrap().parse().unwrap(), Vec::new()));
    }
    let mut add = |header: &str, letters: &str| {
        let (contig, interval) = header.split(' ').next().unwrap().split_once(':').unwrap();
        let start: u32 = interval.split_once('-').unwrap().0.parse().unwrap();
        let bases = Sequence::parse(letters.as_bytes(), Ambiguity::ToN).unwrap();
        contigs.iter_mut().find(|held| held.0 == contig).unwrap().2.push((start - 1, bases));
    };
    let (mut header, mut letters) = (String::new(), String::new());
    for line in lines(&folder.join("haem22_grch38_regions.fa.gz")) {
        match line.strip_prefix('>') {
            Some(next) => {
                if !header.is_empty() {
                    add(&header, &letters);
                }
                next.clone_into(&mut header);
                letters.clear();
            }
            None => letters.push_str(&line),
        }
    }
    add(&header, &letters);
    Memory::new(contigs)
}

static PREPARED: LazyLock<Option<Prepared>> = LazyLock::new(|| {
    let shared = made::shared("no real gene was annotated")?;
    let regions = shared.join("grch38_gene_regions");
    let folder = tempfile::tempdir().unwrap();
    let mane = shared.join("gene_models_grch38/MANE.GRCh38.v1.5.summary.txt.gz");
    let genes = regions.join("hamlet-ref.gtf.gz");
    Some(made::prepared(&reference(&regions), &genes, folder.path(), Some(&mane), None))
});

fn at(contig: &str, position: u32, reference: &str, alternate: &str) -> Annotated {
    let store = &PREPARED.as_ref().unwrap().store;
    let contig = store.contigs().find(contig).unwrap();
    let (reference, alternate): (Sequence, Sequence) = (reference.parse().unwrap(), alternate.parse().unwrap());
    let position = Position::new(position).unwrap();
    annotate(store, contig, position, &reference, &alternate, Asked::Preferred).unwrap()
}

fn on<'a>(annotated: &'a Annotated, gene: &str) -> &'a TranscriptAnnotation {
    annotated.transcripts.iter().find(|transcript| transcript.gene == gene).unwrap()
}

fn described(told: &TranscriptAnnotation) -> String {
    let coding = told.hgvs.as_deref().map_or("-", |hgvs| hgvs.split_once(':').unwrap().1);
    let protein = told.protein.as_ref().map_or("-".to_owned(), annotation::hgvs::protein::ProteinChange::describe);
    format!("{coding} {protein} {}", told.consequences)
}

#[test]
fn the_mane_transcripts_translate_to_proteins_of_the_known_length() {
    let Some(prepared) = &*PREPARED else { return };
    for (symbol, residues) in GENES {
        let genes = prepared.store.genes_named(symbol).unwrap();
        let [stored] = &genes[..] else { panic!("{symbol}: {} genes", genes.len()) };
        let first = &stored.gene.transcripts[0];
        assert_eq!(first.selection, Selection::ManeSelect, "{symbol}");
        let spliced = prepared.store.spliced(stored, 0).unwrap().unwrap();
        let protein = spliced.protein.as_ref().unwrap_or_else(|| panic!("{symbol} {} gives no protein", first.id));
        assert_eq!(protein.len() - 1, residues, "{symbol}");
    }
}

#[test]
fn hot_spots_have_the_names_of_the_literature() {
    if PREPARED.is_none() {
        return;
    }
    for (contig, position, reference, alternate, gene, expected) in [
        ("chr5", 171_410_539, "C", "CTCTG", "NPM1", "c.860_863dup p.(Trp288CysfsTer12) frameshift_variant"),
        ("chr13", 28_018_505, "C", "A", "FLT3", "c.2503G>T p.(Asp835Tyr) missense_variant"),
        ("chr2", 25_234_373, "C", "T", "DNMT3A", "c.2645G>A p.(Arg882His) missense_variant"),
        ("chr2", 197_402_110, "T", "C", "SF3B1", "c.2098A>G p.(Lys700Glu) missense_variant"),
        ("chr2", 208_248_388, "C", "T", "IDH1", "c.395G>A p.(Arg132His) missense_variant"),
        ("chr15", 90_088_702, "C", "T", "IDH2", "c.419G>A p.(Arg140Gln) missense_variant"),
        ("chr21", 43_104_346, "G", "A", "U2AF1", "c.101C>T p.(Ser34Phe) missense_variant"),
        ("chr17", 76_736_877, "G", "T", "SRSF2", "c.284C>A p.(Pro95His) missense_variant"),
        ("chr17", 7_675_088, "C", "T", "TP53", "c.524G>A p.(Arg175His) missense_variant"),
        ("chr1", 114_716_126, "C", "T", "NRAS", "c.35G>A p.(Gly12Asp) missense_variant"),
        ("chr4", 54_733_155, "A", "T", "KIT", "c.2447A>T p.(Asp816Val) missense_variant"),
        ("chr20", 32_434_638, "A", "AG", "ASXL1", "c.1934dup p.(Gly646TrpfsTer12) frameshift_variant"),
        ("chr9", 130_872_896, "C", "T", "ABL1", "c.944C>T p.(Thr315Ile) missense_variant"),
    ] {
        let told = at(contig, position, reference, alternate);
        assert_eq!(described(on(&told, gene)), expected, "{gene}");
    }
}

#[test]
fn the_last_exon_of_npm1_is_eleven_and_twelve_in_the_literature() {
    if PREPARED.is_none() {
        return;
    }
    let told = at("chr5", 171_410_539, "C", "CTCTG");
    let npm1 = on(&told, "NPM1");
    assert_eq!(npm1.part.map(|part| part.to_string()).as_deref(), Some("exon 11/11"));
    assert_eq!(npm1.other_numbers[0].to_string(), "exon 12 (the literature)");
    assert_eq!(npm1.counterpart.as_deref().map(|id| &id[..9]), Some("NM_002520"));
    assert_eq!(told.hgvs, "NC_000005.10:g.171410540_171410543dup");
}

/// The place of a coding base on the contig, by the transcript itself.
fn coding_place(gene: &str, number: u32) -> (String, u32) {
    let store = &PREPARED.as_ref().unwrap().store;
    let stored = &store.genes_named(gene).unwrap()[0];
    let transcript = &stored.gene.transcripts[0];
    let offset = transcript.coding.as_ref().unwrap().start + number - 1;
    let position = transcript.position(offset, stored.gene.strand).unwrap();
    (store.contigs().get(stored.gene.contig).unwrap().name.to_string(), position.get())
}

#[test]
fn internal_tandem_duplications_of_flt3_are_duplications() {
    let Some(prepared) = &*PREPARED else { return };
    // FLT3 lies on the reverse strand: the duplicated bases end at the lower place.
    let (contig, low) = coding_place("FLT3", 1800);
    let (_, high) = coding_place("FLT3", 1774);
    let index = prepared.store.contigs().find(&contig).unwrap();
    let interval = genome::position::Interval::new(Position::new(low).unwrap(), Position::new(high).unwrap()).unwrap();
    let bases = prepared.store.bases(index, interval).unwrap();
    let anchor = prepared.store.bases(index, Position::new(low - 1).unwrap().into()).unwrap();
    let told = at(&contig, low - 1, &anchor.to_string(), &format!("{anchor}{bases}"));
    assert_eq!(described(on(&told, "FLT3")), "c.1774_1800dup p.(Val592_Asp600dup) inframe_insertion");
    // With bases between the copies it is an insertion of both.
    let told = at(&contig, low - 1, &anchor.to_string(), &format!("{anchor}TCT{bases}"));
    let described = described(on(&told, "FLT3"));
    assert!(described.contains("ins") && described.ends_with("inframe_insertion"), "{described}");
}

#[test]
fn cebpa_has_one_exon_and_reads_on_in_another_frame() {
    if PREPARED.is_none() {
        return;
    }
    // The variant of Pabst et al., Nat Genet 2001;27:263-270, and of families: the long form is cut, the short one made.
    let (contig, place) = coding_place("CEBPA", 68);
    let store = &PREPARED.as_ref().unwrap().store;
    let index = store.contigs().find(&contig).unwrap();
    let base = store.bases(index, Position::new(place).unwrap().into()).unwrap();
    let told = at(&contig, place, &base.to_string(), &format!("{base}{base}"));
    let cebpa = on(&told, "CEBPA");
    assert_eq!(described(cebpa), "c.68dup p.(His24AlafsTer84) frameshift_variant");
    assert_eq!(cebpa.part.map(|part| part.to_string()).as_deref(), Some("exon 1/1"));
}

#[test]
fn bcr_abl1_has_the_frames_of_the_literature() {
    let Some(prepared) = &*PREPARED else { return };
    let store = &prepared.store;
    let gene = |symbol: &str| store.genes_named(symbol).unwrap().remove(0);
    let (bcr, abl1) = (gene("BCR"), gene("ABL1"));
    let exons = |gene: &annotation::store::StoredGene| gene.gene.transcripts[0].exons.clone();
    let end = |gene: &annotation::store::StoredGene, position, orientation| Breakend {
        contig: gene.gene.contig,
        position,
        orientation,
    };
    // e1a2, e13a2, e14a2, e19a2 and those that join exon 3 of ABL1 are in frame (Baccarani et al., Haematologica
    // 2019;104:1141-1152); e8a2 is not without further bases.
    for (exon, next, frame) in [
        (1, 2, Frame::InFrame),
        (13, 2, Frame::InFrame),
        (14, 2, Frame::InFrame),
        (19, 2, Frame::InFrame),
        (14, 3, Frame::InFrame),
        (8, 2, Frame::OutOfFrame),
    ] {
        let first = end(&bcr, exons(&bcr)[exon - 1].end().checked_add(20).unwrap(), Orientation::KeepsLeft);
        let second = end(&abl1, exons(&abl1)[next - 1].start().checked_sub(20).unwrap(), Orientation::KeepsRight);
        let read = read_junction(store, &Junction::new(first, second, Sequence::default())).unwrap();
        let fusions: Vec<_> = read.fusions.iter().filter(|fusion| fusion.to_string() == "BCR::ABL1").collect();
        let [fusion] = fusions[..] else { panic!("e{exon}a{next}: {read:?}") };
        assert_eq!((fusion.first.exon, fusion.second.exon, fusion.frame), (exon, next, frame), "e{exon}a{next}");
        assert_eq!(fusion.within_gene(), None);
        // The other derivative keeps the other ends, and fuses the other way round.
        let first = Breakend { orientation: Orientation::KeepsRight, ..first };
        let second = Breakend { orientation: Orientation::KeepsLeft, ..second };
        let read = read_junction(store, &Junction::new(first, second, Sequence::default())).unwrap();
        assert!(read.fusions.iter().any(|fusion| fusion.to_string() == "ABL1::BCR"));
        // Two ends with a promoter make no transcript of both.
        let second = Breakend { orientation: Orientation::KeepsLeft, ..second };
        let first = Breakend { orientation: Orientation::KeepsLeft, ..first };
        let read = read_junction(store, &Junction::new(first, second, Sequence::default())).unwrap();
        assert!(read.fusions.is_empty() && read.partners.iter().all(|partners| !partners.is_empty()));
    }
}
