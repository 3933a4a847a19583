//! Our gene tables against what others published: symbols against MANE, former names against Ensembl, numbers of mutations
//! against the cohorts.
//!
//! The tables of others are not ours to distribute: see `shared`.

use crate::shared;

use std::collections::{BTreeMap, BTreeSet};

use interpretation::disease::Disease;
use interpretation::gene::Gene;
use interpretation::gene::hotspot::hotspots;
use interpretation::gene::list::{list_of, lists};
use interpretation::gene::role::{AlterationKind, roles};
use interpretation::protein::ProteinChange;
use interpretation::source::Standing;
use shared::shared_data;

/// Symbol and sequence of every protein-coding gene with a MANE transcript.
fn mane(text: &str) -> BTreeMap<&str, &str> {
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split('\t').collect::<Vec<_>>())
        .map(|cells| (cells[3], cells[10]))
        .collect()
}

fn genes() -> BTreeSet<&'static Gene> {
    let listed = lists().iter().flat_map(|list| &list.genes);
    roles().iter().map(|row| &row.gene).chain(hotspots().iter().map(|row| &row.gene)).chain(listed).collect()
}

#[test]
fn every_gene_is_a_current_symbol_and_the_x_linked_ones_lie_on_x() {
    let Some(text) = shared_data("gene_models_grch38/MANE.GRCh38.v1.5.summary.txt.gz") else { return };
    let mane = mane(&text);
    assert!(mane.len() > 15_000);
    let x_linked = &list_of("x-linked").unwrap().genes;
    for gene in genes() {
        let sequence = mane.get(gene.symbol()).unwrap_or_else(|| panic!("{gene} is no symbol of MANE"));
        let pseudoautosomal = gene.symbol() == "CRLF2";
        assert_eq!(
            sequence.starts_with("NC_000023") && !pseudoautosomal,
            x_linked.contains(gene),
            "{gene} on {sequence}"
        );
    }
}

#[test]
fn every_former_name_is_a_synonym_and_no_current_symbol() {
    let (Some(synonyms), Some(text)) = (
        shared_data("knowledge/ideogram_cc0/homo-sapiens-synonyms.tsv.gz"),
        shared_data("gene_models_grch38/MANE.GRCh38.v1.5.summary.txt.gz"),
    ) else {
        return;
    };
    let mane = mane(&text);
    let synonyms: BTreeMap<&str, BTreeSet<String>> = synonyms
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .map(|(symbol, names)| (symbol, names.split('\t').map(str::to_uppercase).collect()))
        .collect();
    let mut names = 0;
    for symbol in mane.keys() {
        // A symbol of MANE that is a former name here would be turned into another gene.
        let gene = symbol.parse::<Gene>().unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(gene.symbol(), *symbol, "a former name here");
        for (former, _) in gene.former_names() {
            names += 1;
            let known = synonyms.get(symbol).is_some_and(|names| names.contains(former));
            assert!(known || *symbol == "PWWP3A", "{former} is no synonym of {symbol}");
        }
    }
    assert!(names > 100, "{names}");
}

/// Mutations by gene and first residue. Substitutions, frameshifts and in-frame changes alike.
fn count(text: &str, gene: &str, change: &str) -> BTreeMap<(String, String), u32> {
    let mut lines = text.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let header = lines.next().unwrap();
    let [gene, change] = [gene, change].map(|name| header.iter().position(|column| *column == name).unwrap());
    let mut counts = BTreeMap::new();
    for cells in lines {
        // As the cohorts wrote it: the letter and number behind `p.`, whatever follows.
        let Some(written) = cells.get(change).and_then(|text| text.strip_prefix("p.")) else { continue };
        let digits = written.chars().skip(1).take_while(char::is_ascii_digit).count();
        let residue = written.get(..=digits).filter(|_| digits > 0);
        let name = cells[gene].parse::<Gene>();
        if let (Some(residue), Ok(gene)) = (residue, name) {
            *counts.entry((gene.to_string(), residue.to_owned())).or_insert(0) += 1;
        }
    }
    counts
}

#[test]
fn the_mutations_of_the_hot_spots_are_those_of_the_cohorts() {
    let (Some(aml), Some(mds)) = (
        shared_data("cohorts/AML-multistage/AMLSG_Genetic.txt"),
        shared_data("interpretation/iwg-pm-mds-sample/maf.tsv"),
    ) else {
        return;
    };
    let aml = count(&aml, "GENE", "AA_CHANGE");
    // The sample of the MDS cohort can only show that we do not say too few.
    let mds = count(&mds, "GENE", "PROTEIN_CHANGE");
    let mut compared = 0;
    for row in hotspots().iter().filter(|row| row.citation.source == "IPSSM2022" && row.aml.is_some()) {
        let residue = if row.gene.symbol() == "GNAS" { "R844".to_owned() } else { row.residue.to_string() };
        let key = (row.gene.to_string(), residue);
        let counted = aml.get(&key).copied().unwrap_or(0);
        // The AML cohort's rows of SRSF2 have no protein change: the table was counted from the complementary DNA.
        if row.gene.symbol() != "SRSF2" {
            assert_eq!(Some(counted), row.aml, "{key:?}");
            compared += 1;
        }
        assert!(mds.get(&key).copied().unwrap_or(0) <= row.mds.unwrap_or(0), "{key:?}");
    }
    assert!(compared > 250, "{compared}");
}

#[test]
fn roles_that_are_checked_agree_with_the_share_of_truncating_mutations() {
    let Some(text) = shared_data("interpretation/hotspots/cohort_gene_frequencies.tsv") else { return };
    let mut share = BTreeMap::new();
    for cells in text.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>()) {
        let number = |at: usize| cells[at].parse::<f64>().unwrap();
        share.insert(cells[0], (number(3) + number(6)) / (number(2) + number(5)));
    }
    let checked: Vec<_> = roles().iter().filter(|row| row.citation.standing == Standing::Checked).collect();
    assert!(checked.len() > 20);
    for row in checked {
        let has = |kind| row.alterations.iter().any(|alteration| alteration.kind == kind);
        assert!(
            row.alterations.iter().all(|alteration| alteration.residues.is_none()),
            "{}: no count speaks of its residues",
            row.gene
        );
        assert!(!has(AlterationKind::Truncating) || share[row.gene.symbol()] >= 0.25, "{}", row.gene);
        let counted =
            hotspots().iter().any(|spot| spot.gene == row.gene && spot.citation.standing == Standing::Checked);
        assert!(!has(AlterationKind::Hotspot) || counted, "{}", row.gene);
    }
}

#[test]
fn the_changes_that_the_cohorts_write_are_understood() {
    let (Some(aml), Some(mds)) = (
        shared_data("cohorts/AML-multistage/AMLSG_Genetic.txt"),
        shared_data("interpretation/iwg-pm-mds-sample/maf.tsv"),
    ) else {
        return;
    };
    for (text, column) in [(aml, "AA_CHANGE"), (mds, "PROTEIN_CHANGE")] {
        let header: Vec<&str> = text.lines().next().unwrap().split('\t').collect();
        let at = header.iter().position(|name| *name == column).unwrap();
        let written: Vec<&str> = text
            .lines()
            .skip(1)
            .filter_map(|line| line.split('\t').nth(at))
            .filter(|change| change.starts_with("p."))
            .collect();
        let refused: BTreeSet<&&str> =
            written.iter().filter(|change| change.parse::<ProteinChange>().is_err()).collect();
        eprintln!("{column}: {} of {} kinds of text refused: {refused:?}", refused.len(), written.len());
        assert!(refused.len() * 100 <= written.len(), "{refused:?}");
    }
}

/// Names by code, and the code above each.
fn oncotree(node: &serde_json::Value, above: &mut Vec<String>, found: &mut BTreeMap<String, (String, Vec<String>)>) {
    let code = node["code"].as_str().unwrap_or_default().to_owned();
    found.insert(code.clone(), (node["name"].as_str().unwrap_or_default().to_owned(), above.clone()));
    above.push(code);
    for child in node["children"].as_object().into_iter().flat_map(|children| children.values()) {
        oncotree(child, above, found);
    }
    above.pop();
}

#[test]
fn the_diseases_of_oncotree_have_its_codes_and_names_and_lie_as_there() {
    let Some(text) = shared_data("interpretation/oncotree/oncotree_2025_10_03.json") else { return };
    let tree: serde_json::Value = serde_json::from_str(&text).unwrap();
    let mut known = BTreeMap::new();
    oncotree(&tree["TISSUE"], &mut Vec::new(), &mut known);
    for disease in Disease::all().filter(|disease| disease.citation().source == "ONCOTREE2025") {
        if let Some((name, above)) = known.get(disease.code()) {
            assert_eq!(disease.oncotree_names(), [name.as_str()]);
            for parent in disease.parents().filter(|parent| known.contains_key(parent.code())) {
                assert!(above.iter().any(|code| code == parent.code()), "{disease:?} under {parent:?}");
            }
        } else {
            let names: Vec<&str> = known.values().map(|(name, _)| name.as_str()).collect();
            assert!(disease.oncotree_names().iter().all(|name| names.contains(name)), "{disease:?}");
        }
    }
}
