//! Numbers of real genes: their exons as published, over invented bases. Every residue is alanine.
//!
//! Exons and what is translated: GENCODE v44 and MANE v1.5, `GRCh38`.

use crate::made;

use std::fmt::Write as _;
use std::sync::LazyLock;

use annotation::annotate::{Asked, TranscriptAnnotation, annotate};
use annotation::fusion::{Frame, WithinGene, read_junction};
use annotation::store::AnnotationStore;
use genome::breakend::{Breakend, Junction, Orientation};
use genome::position::Position;
use genome::sequence::{Base, Sequence};
use made::Memory;

struct Structure {
    gene: &'static str,
    transcript: &'static str,
    contig: &'static str,
    strand: char,
    /// From the first to the last, in the order of the contig.
    exons: &'static [(u32, u32)],
    /// The lowest and the highest base that is translated.
    translated: (u32, u32),
}

const STRUCTURES: [Structure; 6] = [
    Structure {
        gene: "MYD88",
        transcript: "ENST00000650905.2",
        contig: "chr3",
        strand: '+',
        exons: &[
            (38_138_661, 38_139_028),
            (38_139_864, 38_139_998),
            (38_140_388, 38_140_568),
            (38_140_757, 38_140_848),
            (38_141_132, 38_143_022),
        ],
        translated: (38_138_701, 38_141_286),
    },
    Structure {
        gene: "GATA2",
        transcript: "ENST00000341105.7",
        contig: "chr3",
        strand: '-',
        exons: &[
            (128_479_427, 128_481_318),
            (128_481_819, 128_481_944),
            (128_483_860, 128_484_005),
            (128_485_727, 128_486_368),
            (128_486_803, 128_487_076),
            (128_492_899, 128_493_201),
        ],
        translated: (128_481_019, 128_487_031),
    },
    Structure {
        gene: "CD79B",
        transcript: "ENST00000006750.8",
        contig: "chr17",
        strand: '-',
        exons: &[
            (63_928_740, 63_929_324),
            (63_929_434, 63_929_475),
            (63_929_770, 63_929_888),
            (63_930_074, 63_930_385),
            (63_931_335, 63_931_385),
            (63_932_195, 63_932_331),
        ],
        translated: (63_929_226, 63_932_261),
    },
    Structure {
        gene: "GNAS",
        transcript: "ENST00000371085.8",
        contig: "chr20",
        strand: '+',
        exons: &[
            (58_891_421, 58_891_865),
            (58_895_612, 58_895_684),
            (58_898_941, 58_898_985),
            (58_903_531, 58_903_585),
            (58_903_672, 58_903_791),
            (58_905_383, 58_905_480),
            (58_909_162, 58_909_216),
            (58_909_350, 58_909_423),
            (58_909_521, 58_909_579),
            (58_909_684, 58_909_804),
            (58_909_951, 58_910_081),
            (58_910_334, 58_910_401),
            (58_910_683, 58_911_192),
        ],
        translated: (58_891_727, 58_910_829),
    },
    // Its first exon alone: that is where its variants lie.
    Structure {
        gene: "ANKRD26",
        transcript: "ENST00000376087.5",
        contig: "chr10",
        strand: '-',
        exons: &[(27_100_085, 27_100_460)],
        translated: (27_100_087, 27_100_326),
    },
    // Its first twelve exons.
    Structure {
        gene: "KMT2A",
        transcript: "ENST00000534358.8",
        contig: "chr11",
        strand: '+',
        exons: &[
            (118_436_492, 118_436_944),
            (118_468_775, 118_468_844),
            (118_471_662, 118_474_315),
            (118_476_805, 118_476_982),
            (118_477_967, 118_478_201),
            (118_480_174, 118_480_238),
            (118_481_715, 118_482_092),
            (118_482_422, 118_482_495),
            (118_484_183, 118_484_314),
            (118_484_862, 118_484_975),
            (118_488_614, 118_488_760),
            (118_489_792, 118_489_887),
        ],
        translated: (118_436_513, 118_489_887),
    },
];

/// Alanine throughout, with a start and a stop codon.
fn protein(count: usize) -> String {
    assert!(count.is_multiple_of(3), "{count} bases are no whole codons");
    format!("ATG{}TAA", "GCT".repeat(count / 3 - 2))
}

static STORE: LazyLock<AnnotationStore> = LazyLock::new(|| {
    let (mut gtf, mut contigs): (String, Vec<(String, u32, made::Stretches)>) = (String::new(), Vec::new());
    for structure in &STRUCTURES {
        let Structure { gene, transcript, contig, strand, exons, translated } = structure;
        let (start, end) = (exons[0].0, exons.last().unwrap().1);
        let mut bases: Vec<Base> =
            made::random(9, (end - start + 1) as usize).parse::<Sequence>().unwrap().iter().copied().collect();
        let mut places: Vec<u32> = exons.iter().flat_map(|(from, to)| *from..=*to).collect();
        places.retain(|place| (translated.0..=translated.1).contains(place));
        let coding: Sequence = protein(places.len()).parse().unwrap();
        let coding = if *strand == '-' { coding.reverse_complement() } else { coding };
        for (place, base) in places.iter().zip(coding.iter()) {
            bases[(place - start) as usize] = *base;
        }
        for (from, to) in *exons {
            let mut line = |feature: &str, from: u32, to: u32| {
                let _ = writeln!(
                    gtf,
                    "{contig}\tx\t{feature}\t{from}\t{to}\t.\t{strand}\t0\tgene_id \"{gene}\"; gene_name \"{gene}\"; \
                     transcript_id \"{transcript}\"; transcript_biotype \"protein_coding\"; tag \"MANE_Select\";"
                );
            };
            line("exon", *from, *to);
            if *from <= translated.1 && *to >= translated.0 {
                line("CDS", (*from).max(translated.0), (*to).min(translated.1));
            }
        }
        let known = (start - 1, bases.into_iter().collect());
        match contigs.iter_mut().find(|held| held.0 == *contig) {
            Some(held) => held.2.push(known),
            None => contigs.push(((*contig).to_owned(), 200_000_000, vec![known])),
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let genes = folder.path().join("genes.gtf");
    std::fs::write(&genes, gtf).unwrap();
    made::prepared(&Memory::new(contigs), &genes, folder.path(), None, Some("invented bases")).store
});

/// A substitution of whatever stands there.
fn at(contig: &str, position: u32, gene: &str) -> TranscriptAnnotation {
    let contig = STORE.contigs().find(contig).unwrap();
    let position = Position::new(position).unwrap();
    let base = STORE.bases(contig, position.into()).unwrap();
    let other = if base[0] == Base::A { Base::C } else { Base::A };
    let told = annotate(&STORE, contig, position, &base, &[other], Asked::Preferred).unwrap();
    told.transcripts.into_iter().find(|transcript| transcript.gene == gene).unwrap()
}

fn coding(told: &TranscriptAnnotation) -> &str {
    let description = told.hgvs.as_deref().unwrap().split_once(":c.").unwrap().1;
    &description[..description.len() - 3]
}

fn numbers(told: &TranscriptAnnotation) -> (u32, Vec<String>) {
    (told.numbers.residue.unwrap().0, told.other_numbers.iter().map(ToString::to_string).collect())
}

#[test]
fn myd88_l265p_is_252_of_mane_select_and_273_of_the_long_form() {
    let told = at("chr3", 38_141_150, "MYD88");
    let others = vec!["residue 265 (the literature)".to_owned(), "residue 273 (NM_001172567)".to_owned()];
    assert_eq!((coding(&told), numbers(&told)), ("755", (252, others)));
}

#[test]
fn cd79b_y196_is_197_of_the_other_transcript() {
    for position in 63_929_437..=63_929_439 {
        let told = at("chr17", position, "CD79B");
        assert_eq!(numbers(&told), (196, vec!["residue 197 (NM_001039933)".to_owned()]));
    }
}

#[test]
fn gnas_r201_is_844_of_the_large_form() {
    let told = at("chr20", 58_909_365, "GNAS");
    assert_eq!((coding(&told), numbers(&told)), ("601", (201, vec!["residue 844 (NM_080425)".to_owned()])));
    assert_eq!(told.part.unwrap().to_string(), "exon 8/13");
}

#[test]
fn the_enhancer_of_gata2_lies_in_intron_4() {
    // Hsu et al., Blood 2013;121:3830-3837: c.1017+572C>T, +9.5 kb.
    let told = at("chr3", 128_483_860 - 572, "GATA2");
    assert_eq!((coding(&told), told.part.unwrap().to_string().as_str()), ("1017+572", "intron 4/5"));
    assert_eq!((told.consequences.to_string().as_str(), &told.protein), ("intron_variant", &None));
}

#[test]
fn variants_before_the_start_of_ankrd26_are_told() {
    // Pippucci et al., Am J Hum Genet 2011;88:115-120: c.-134 to c.-113.
    for before in 113..=134 {
        let told = at("chr10", 27_100_326 + before, "ANKRD26");
        assert_eq!(coding(&told), format!("-{before}"));
        assert!(told.consequences.to_string().ends_with("5_prime_UTR_variant"), "{}", told.consequences);
    }
}

#[test]
fn a_partial_tandem_duplication_of_kmt2a_is_told_by_exons_and_frame() {
    let contig = STORE.contigs().find("chr11").unwrap();
    let end = |position, orientation| Breakend { contig, position: Position::new(position).unwrap(), orientation };
    // The end of the first copy lies in intron 8 or 10, the start of the second in intron 1.
    for (break_in, last) in [(118_483_000, 8), (118_485_500, 10)] {
        let junction = Junction::new(
            end(break_in, Orientation::KeepsLeft),
            end(118_450_000, Orientation::KeepsRight),
            Sequence::default(),
        );
        let read = read_junction(&STORE, &junction).unwrap();
        let [fusion] = &read.fusions[..] else { panic!("{read:?}") };
        assert_eq!(fusion.to_string(), "KMT2A::KMT2A");
        assert_eq!(fusion.within_gene(), Some(WithinGene::Duplicated { first: 2, last }));
        assert_eq!(fusion.frame, Frame::InFrame);
    }
}
