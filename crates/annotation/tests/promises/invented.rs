//! What variants do to an invented gene, the same on either strand.

use crate::made;

use annotation::annotate::{Annotated, Asked};
use made::World;

/// `c.` and `p.` and terms on `INV`.
fn told(annotated: &Annotated) -> String {
    let Some(found) = annotated.transcripts.iter().find(|transcript| transcript.gene == "INV") else {
        return annotated.most_severe().to_string();
    };
    let description = found.hgvs.as_deref().map_or("-", |hgvs| hgvs.strip_prefix("INVT.1:").unwrap());
    let protein = found.protein.as_ref().map_or("-".to_owned(), annotation::hgvs::protein::ProteinChange::describe);
    let other = found.other_placement.as_ref().map_or(String::new(), |other| format!(" or {other}"));
    format!("{description} {protein} {}{other}", found.consequences)
}

/// Replaces bases from a place counted from the first coding base as 1, or behind that place by `+` bases.
fn check(cases: &[((usize, i64), u32, &str, &str)]) {
    let worlds = [World::new(false), World::new(true)];
    for ((coding, more), deleted, inserted, expected) in cases {
        let place = i64::from(worlds[0].coding[coding - 1]) + more;
        let place = u32::try_from(place).unwrap();
        for world in &worlds {
            assert_eq!(told(&world.annotate(place, *deleted, inserted, Asked::Preferred)), *expected);
        }
    }
}

#[test]
fn substitutions() {
    check(&[
        ((10, 0), 1, "C", "c.10T>C p.(Trp4Arg) missense_variant"),
        ((12, 0), 1, "A", "c.12G>A p.(Trp4Ter) stop_gained"),
        ((6, 0), 1, "C", "c.6T>C p.(Ala2=) synonymous_variant"),
        ((1, 0), 1, "G", "c.1A>G p.(Met1?) start_lost"),
        ((3, 0), 1, "A", "c.3G>A p.(Met1?) start_lost"),
        ((73, 0), 1, "C", "c.73T>C p.(Ter25GlnextTer2) stop_lost"),
        ((75, 0), 1, "G", "c.75A>G p.(Ter25=) stop_retained_variant"),
        ((1, -3), 1, "G", "c.-3A>G - 5_prime_UTR_variant"),
        ((75, 5), 1, "C", "c.*5G>C - 3_prime_UTR_variant"),
        ((31, 1), 1, "A", "c.31+1G>A p.? splice_donor_variant"),
        ((32, -1), 1, "A", "c.32-1G>A p.? splice_acceptor_variant"),
        (
            (31, 5),
            1,
            "A",
            "c.31+5G>A - splice_donor_5th_base_variant&splice_region_variant&splice_donor_region_variant&intron_variant",
        ),
        ((31, 20), 1, "T", "c.31+20G>T - intron_variant"),
        ((32, -20), 1, "T", "c.32-20C>T - intron_variant"),
        ((32, 0), 1, "A", "c.32T>A p.(Leu11Ter) stop_gained&splice_region_variant"),
    ]);
}

#[test]
fn several_bases_at_once() {
    check(&[
        ((10, 0), 2, "AA", "c.10_11delinsAA p.(Trp4Lys) missense_variant"),
        ((10, 0), 2, "CA", "c.10_11inv p.(Trp4Gln) missense_variant"),
        ((9, 0), 4, "CCAG", "c.9_11delinsCCA p.(Lys3_Trp4delinsAsnGln) missense_variant"),
        ((6, 0), 7, "CAAATAG", "c.6_11delinsCAAATA p.(Trp4Ter) stop_gained"),
        ((10, 0), 4, "GGGGCCC", "c.10_12delinsGGGGCC p.(Trp4delinsGlyAla) protein_altering_variant"),
        ((1, -6), 2, "TG", "c.-6_-5delinsTG - 5_prime_UTR_premature_start_codon_gain_variant&5_prime_UTR_variant"),
    ]);
}

#[test]
fn indels_are_moved_3_prime_in_dna_and_in_protein() {
    check(&[
        ((13, 0), 3, "", "c.20_22del p.(Gln7del) inframe_deletion"),
        ((13, 0), 0, "CAG", "c.20_22dup p.(Gln7dup) inframe_insertion"),
        ((13, 0), 6, "", "c.17_22del p.(Gln6_Gln7del) inframe_deletion"),
        ((13, 0), 0, "CAGCAG", "c.17_22dup p.(Gln6_Gln7dup) inframe_insertion"),
        ((10, 0), 0, "GGG", "c.9_10insGGG p.(Lys3_Trp4insGly) inframe_insertion"),
        ((10, 0), 1, "", "c.10del p.(Trp4GlyfsTer?) frameshift_variant"),
        ((13, 0), 0, "T", "c.12_13insT p.(Gln5SerfsTer6) frameshift_variant"),
        ((11, 0), 3, "", "c.11_13del p.(Trp4Ter) stop_gained&inframe_deletion"),
        ((16, 0), 0, "GGGTAG", "c.15_16insGGGTAG p.(Gln5_Gln6insGlyTer) stop_gained&inframe_insertion"),
        ((16, 0), 0, "TAATTT", "c.15_16insTAATTT p.(Gln6Ter) stop_gained&inframe_insertion"),
        ((1, 0), 0, "A", "c.1dup p.(Met1=) start_retained_variant"),
        ((1, -2), 4, "", "c.-2_2del p.(Met1?) start_lost&5_prime_UTR_variant"),
        ((2, 0), 2, "", "c.2_3del p.(Met1?) start_lost"),
        ((73, 0), 0, "TCT", "c.73_74insCTT p.(Asp24_Ter25insSer) inframe_insertion"),
        ((73, 0), 1, "", "c.73del p.(Ter25LysextTer?) frameshift_variant&stop_lost"),
        ((72, 0), 4, "TCCA", "c.73_74delinsCC p.(Ter25ProextTer2) stop_lost"),
    ]);
}

#[test]
fn borders_of_exons() {
    check(&[
        (
            (29, 0),
            6,
            "",
            "c.30_31+4del p.? splice_donor_variant&splice_region_variant&splice_donor_region_variant&coding_sequence_variant&intron_variant",
        ),
        // Both readings leave a donor, TGT|GTAAGT or T|GTGTAAGT; the first leaves all of the intron as it was.
        (
            (31, 0),
            0,
            "TG",
            "c.31+1_31+2dup p.? frameshift_variant&splice_region_variant or splice_region_variant&intron_variant",
        ),
        // The last bases of the exon twice, named in the exon; the first bases of the intron twice, far enough from the site.
        (
            (30, 0),
            0,
            "AT",
            "c.30_31dup p.(Leu11TyrfsTer?) frameshift_variant&splice_region_variant or splice_region_variant&coding_sequence_variant",
        ),
        ((31, 1), 0, "A", "c.31_31+1insA p.? splice_region_variant&coding_sequence_variant"),
        (
            (32, -3),
            0,
            "GG",
            "c.32-4_32-3insGG - splice_region_variant&splice_polypyrimidine_tract_variant&intron_variant",
        ),
    ]);
    let world = World::new(true);
    let (start, end) = world.exons[1];
    let lost = told(&world.annotate(start - 20, end - start + 41, "", Asked::Preferred));
    assert!(lost.starts_with("c.32-20_60+20del p.? splice_acceptor_variant&splice_donor_variant&"), "{lost}");
}

#[test]
fn neighbours_and_transcripts_that_are_not_translated() {
    let world = World::new(false);
    let terms = |place, gene: &str| {
        let told = world.annotate(place, 1, "N", Asked::Preferred);
        let found = told.transcripts.iter().find(|transcript| transcript.gene == gene);
        found.map(|found| (found.consequences.to_string(), found.distance, found.hgvs.clone()))
    };
    assert_eq!(terms(1001, "INV"), Some(("upstream_gene_variant".into(), Some(5000), None)));
    assert_eq!(terms(1000, "INV"), None);
    let behind = world.exons[2].1;
    assert_eq!(terms(behind + 7, "INV"), Some(("downstream_gene_variant".into(), Some(7), None)));
    let exon = terms(150, "LNC").unwrap();
    assert_eq!(exon, ("non_coding_transcript_exon_variant".into(), None, exon.2.clone()));
    assert!(exon.2.unwrap().starts_with("LNCT.1:n.51"));
    assert_eq!(terms(250, "LNC").unwrap().0, "intron_variant&non_coding_transcript_variant");
    let nowhere = world.store.contigs().find("chr2").unwrap();
    let position = genome::position::Position::new(777).unwrap();
    let base = world.store.bases(nowhere, position.into()).unwrap();
    let other = [genome::sequence::Base::N];
    let told = annotation::annotate::annotate(&world.store, nowhere, position, &base, &other, Asked::All).unwrap();
    assert_eq!((told.most_severe().name(), told.transcripts.len()), ("intergenic_variant", 0));
}

#[test]
fn the_chromosome_is_described_forwards_whatever_the_gene() {
    let (forward, mirrored) = (World::new(false), World::new(true));
    let place = forward.coding[12];
    let told = forward.annotate(place, 3, "", Asked::Preferred);
    assert_eq!(told.hgvs, format!("chr1:g.{}_{}del", place + 7, place + 9));
    let told = mirrored.annotate(place, 3, "", Asked::Preferred);
    // The base before the repeat is G as well, so that it can lie one further.
    let first = mirrored.length + 1 - (place + 1);
    assert_eq!(told.hgvs, format!("chr1:g.{first}_{}del", first + 2));
}
