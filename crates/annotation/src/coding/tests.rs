use super::*;

fn coding(start: u32, end: u32) -> Coding {
    Coding { start, end, start_complete: true, end_complete: true, protein: None, selenocysteines: Vec::new() }
}

fn letters(protein: &[AminoAcid]) -> String {
    protein.iter().map(|residue| residue.letter()).collect()
}

/// The protein, and what a change does: the first base that is lost counted from 1, bases lost, and bases that come in.
fn told(coding: &Coding, code: GeneticCode, bases: &str, change: (u32, u32, &str)) -> (String, String) {
    let bases: Sequence = bases.parse().unwrap();
    let protein = protein(coding, &bases, code).unwrap();
    let inserted: Sequence = change.2.parse().unwrap();
    let translated = Translated { coding, bases: &bases, code, protein: &protein };
    let change = SplicedChange { start: change.0 - 1, deleted: change.1, inserted: &inserted };
    let effect = effect(&translated, change);
    let terms: Vec<&str> = effect.terms.iter().map(|term| term.name()).collect();
    let described = effect.protein.map_or("-".to_owned(), |protein| protein.describe());
    (letters(&protein), format!("{described} {}", terms.join("&")))
}

#[test]
fn mitochondrial_stop_codons_are_completed_by_the_tail() {
    // AGA ends a protein there, ATA is methionine, TGA tryptophan, and T alone is completed to TAA.
    let code = GeneticCode::VertebrateMitochondrial;
    let (protein, said) = told(&coding(0, 10), code, "ATGTGAATAT", (5, 1, "C"));
    assert_eq!((protein.as_str(), said.as_str()), ("MWM*", "p.(Trp2Ser) missense_variant"));
    assert_eq!(told(&coding(0, 12), code, "ATGTGAATAAGA", (9, 1, "C")).1, "p.(Met3Ile) missense_variant");
    let bases: Sequence = "ATGTGAATAT".parse().unwrap();
    assert_eq!(protein_of(&bases, GeneticCode::Standard), None, "elsewhere nothing completes a codon");
}

fn protein_of(bases: &Sequence, code: GeneticCode) -> Option<String> {
    protein(&coding(0, u32::try_from(bases.len()).unwrap()), bases, code).map(|protein| letters(&protein))
}

#[test]
fn selenocysteine_is_where_the_source_says_and_moves_with_the_frame() {
    let bases = "ATGGCTTGAAAATAA";
    let plain: Sequence = bases.parse().unwrap();
    assert_eq!(protein_of(&plain, GeneticCode::Standard), None, "a stop codon before the end is no protein");
    let coding = Coding { selenocysteines: vec![2], ..coding(0, 15) };
    let said = |change| told(&coding, GeneticCode::Standard, bases, change);
    assert_eq!(said((4, 1, "A")), ("MAUK*".into(), "p.(Ala2Thr) missense_variant".into()));
    assert_eq!(said((4, 3, "")).1, "p.(Ala2del) inframe_deletion");
    assert_eq!(said((4, 0, "CCC")).1, "p.(Met1_Ala2insPro) inframe_insertion");
    assert_eq!(said((8, 1, "A")).1, "p.(Sec3Ter) stop_gained", "TAA is a stop codon and nothing else");
    assert_eq!(said((8, 1, "C")).1, "p.(Sec3Ser) missense_variant");
    // In another frame TGA is what it is elsewhere.
    assert_eq!(said((4, 1, "")).1, "p.(Ala2LeufsTer?) frameshift_variant");
}

#[test]
fn a_protein_may_begin_with_another_codon_than_atg() {
    let bases = "CTGGCTTAA";
    let said = |change| told(&coding(0, 9), GeneticCode::Standard, bases, change);
    assert_eq!(said((5, 1, "A")), ("MA*".into(), "p.(Ala2Asp) missense_variant".into()));
    assert_eq!(said((1, 1, "G")).1, "p.(Met1?) start_lost");
}

#[test]
fn a_transcript_without_its_end_is_read_as_far_as_it_goes() {
    let coding = Coding { end_complete: false, ..coding(0, 8) };
    let said = |change| told(&coding, GeneticCode::Standard, "ATGGCTAA", change);
    assert_eq!(said((5, 1, "A")), ("MA".into(), "p.(Ala2Asp) missense_variant".into()));
    assert_eq!(said((8, 1, "C")).1.split_once(' ').unwrap().1, "incomplete_terminal_codon_variant");
}

#[test]
fn a_base_that_is_not_known_gives_a_residue_that_is_not_known() {
    let said = told(&coding(0, 9), GeneticCode::Standard, "ATGGCTTAA", (5, 1, "N"));
    assert_eq!(said.1, "p.(Ala2Xaa) missense_variant");
}

#[test]
fn a_new_start_codon_before_the_first_is_told() {
    // ATA before the start codon, or the last two bases of it with a new A.
    let said = |change| told(&coding(6, 15), GeneticCode::Standard, "CCATACATGGCTTAA", change).1;
    assert_eq!(said((5, 1, "G")), "- 5_prime_UTR_variant&5_prime_UTR_premature_start_codon_gain_variant");
    assert_eq!(said((5, 1, "C")), "- 5_prime_UTR_variant");
}
