//! Laws that hold for random changes of an invented gene.

use crate::made;

use std::sync::LazyLock;

use annotation::amino_acid::{AminoAcid, GeneticCode};
use annotation::annotate::Asked;
use annotation::consequence::Consequence;
use annotation::hgvs::protein::ProteinChange;
use genome::sequence::{Base, Sequence};
use made::World;
use proptest::prelude::*;

static WORLDS: LazyLock<[World; 2]> = LazyLock::new(|| [World::new(false), World::new(true)]);

/// Translates from the first base to the first stop codon.
fn translate(bases: &[Base]) -> Vec<AminoAcid> {
    let mut protein = Vec::new();
    for codon in bases.as_chunks::<3>().0 {
        let amino_acid = GeneticCode::Standard.amino_acid(*codon);
        protein.push(amino_acid);
        if amino_acid == AminoAcid::END {
            break;
        }
    }
    protein
}

/// What a description makes of a protein: the new one as far as the description tells it.
fn apply(old: &[AminoAcid], change: &ProteinChange) -> Option<Vec<AminoAcid>> {
    let at = |residue: &(AminoAcid, u32)| {
        let place = residue.1 as usize - 1;
        assert_eq!(old[place], residue.0, "the residue that is named stands there");
        place
    };
    let replaced = |from: usize, to: usize, new: &[AminoAcid]| [&old[..from], new, &old[to..]].concat();
    let until_end = |mut protein: Vec<AminoAcid>| {
        if let Some(end) = protein.iter().position(|residue| *residue == AminoAcid::END) {
            protein.truncate(end + 1);
        }
        protein
    };
    Some(until_end(match change {
        ProteinChange::Same { residues } => {
            assert!(at(&residues[0]) <= at(&residues[1]));
            old.to_vec()
        }
        ProteinChange::Substitution { residue, new } => replaced(at(residue), at(residue) + 1, &[*new]),
        ProteinChange::Deletion { residues } => replaced(at(&residues[0]), at(&residues[1]) + 1, &[]),
        ProteinChange::Duplication { residues } => {
            let (from, to) = (at(&residues[0]), at(&residues[1]) + 1);
            replaced(to, to, &old[from..to])
        }
        ProteinChange::Insertion { between, new } => {
            assert_eq!(at(&between[0]) + 1, at(&between[1]));
            replaced(at(&between[1]), at(&between[1]), new)
        }
        ProteinChange::DeletionInsertion { residues, new } => replaced(at(&residues[0]), at(&residues[1]) + 1, new),
        _ => return None,
    }))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, max_global_rejects: 100_000, ..ProptestConfig::with_cases(20_000) })]

    #[test]
    fn the_description_makes_of_the_old_protein_the_new_one(
        start in 4usize..72,
        deleted in 0usize..12,
        letters in prop::collection::vec(prop::sample::select(&Base::ACGT[..]), 0..12),
    ) {
        let coding: Sequence = made::CODING.parse().unwrap();
        let deleted = deleted.min(72 - start);
        let inserted: Sequence = letters.into_iter().collect();
        let (from, to) = (start, start + deleted);
        // Within one exon, so that splicing decides nothing.
        prop_assume!([0..31, 31..60, 60..75].iter().any(|exon| exon.contains(&from) && exon.contains(&to)));
        prop_assume!(coding[from..to] != inserted[..]);
        let behind: Sequence = made::BEHIND.parse().unwrap();
        let altered: Vec<Base> =
            [&coding[..from], &inserted[..], &coding[to..], &behind[..]].concat();
        let (old, new) = (translate(&coding), translate(&altered));
        let [forward, mirrored] = &*WORLDS;
        let place = forward.coding[from];
        let told = [forward, mirrored].map(|world| {
            let told = world.annotate(place, u32::try_from(deleted).unwrap(), &inserted.to_string(), Asked::Preferred);
            told.transcripts.into_iter().find(|told| told.gene == "INV").unwrap()
        });
        prop_assert_eq!(&told[0].hgvs, &told[1].hgvs);
        prop_assert_eq!(&told[0].protein, &told[1].protein);
        prop_assert_eq!(&told[0].consequences, &told[1].consequences);
        if told[0].other_placement.is_some() {
            return Ok(());
        }
        let Some(change) = &told[0].protein else {
            if told[0].consequences.contains(Consequence::ThreePrimeUtr) {
                prop_assert_eq!(old, new, "moved behind the stop codon it changes no residue");
                return Ok(());
            }
            // Moved over a border: then the other placement is told, or a splice site was reached.
            prop_assert!(told[0].other_placement.is_some() || told[0].part.is_none(), "{:?}", told[0]);
            return Ok(());
        };
        match change {
            ProteinChange::Frameshift { residue, new: first, end } => {
                let at = residue.1 as usize - 1;
                prop_assert_eq!(old[at], residue.0);
                prop_assert_eq!(&old[..at], &new[..at]);
                prop_assert_eq!(new[at], *first);
                prop_assert_ne!(old[at], new[at]);
                let expected = (new.last() == Some(&AminoAcid::END)).then(|| u32::try_from(new.len() - at).unwrap());
                prop_assert_eq!(*end, expected);
            }
            ProteinChange::Extension { end, new: first, more } => {
                prop_assert_eq!(*end, 25);
                prop_assert_eq!(new[24], *first);
                let expected = (new.last() == Some(&AminoAcid::END)).then(|| u32::try_from(new.len() - 25).unwrap());
                prop_assert_eq!(*more, expected);
            }
            ProteinChange::Unknown => {
                prop_assert!(told[0].part.is_none() || new.last() != Some(&AminoAcid::END), "{:?} {:?}", told[0], new);
            }
            change => {
                let made = apply(&old, change).unwrap();
                prop_assert_eq!(made, new, "{}", change.describe());
            }
        }
    }
}
