//! Karyotypes of the published cohorts: what share of their pieces is understood, and how far the groups and flags agree with
//! the published ones. Prints the figures of docs/karyotype.md. SKIPPED where the shared data are absent.
//!
//! With `MARV_SHOW_DISAGREEMENTS` set, each disagreement is printed. These are rows of patients: never commit them.

use crate::shared;

use std::collections::BTreeMap;

use guideline::truth::Truth;
use interpretation::cytogenetics::{Abnormality, Cytogenetics};
use interpretation::karyotype::groups::{complex_2017, complex_2022, ipssr_group, monosomal, three_or_more};
use interpretation::karyotype::{Karyotype, Sex, TokenKind, parse};
use shared::{csv, shared_data, table};

/// Counts of one comparison.
#[derive(Default)]
struct Agreement {
    agree: u32,
    open: u32,
    differ: u32,
}

impl Agreement {
    fn add(&mut self, truth: Truth, published: bool, what: &str, text: &str) {
        let kind = match truth {
            Truth::Unknown => &mut self.open,
            truth if (truth == Truth::Yes) == published => {
                self.agree += 1;
                return;
            }
            _ => &mut self.differ,
        };
        *kind += 1;
        show(&format!("{what}: {truth:?}, published {published}: {text}"));
    }

    fn share(&self) -> f64 {
        f64::from(self.agree) / f64::from(self.agree + self.open + self.differ)
    }

    /// The share that agrees of those that are settled.
    fn settled(&self) -> f64 {
        f64::from(self.agree) / f64::from(self.agree + self.differ)
    }

    fn print(&self, what: &str) {
        let Self { agree, open, differ } = self;
        eprintln!(
            "{what}: {agree} agree, {open} not settled, {differ} differ ({:.1} %, {:.1} % of the settled)",
            self.share() * 100.0,
            self.settled() * 100.0
        );
    }
}

fn show(words: &str) {
    if std::env::var_os("MARV_SHOW_DISAGREEMENTS").is_some() {
        eprintln!("  {words}");
    }
}

/// The share of tokens understood; texts that are no karyotype at all are left out.
fn understood<'a>(karyotypes: impl Iterator<Item = &'a Karyotype>, what: &str) -> f64 {
    let (mut all, mut not, mut read, mut none) = (0_u32, 0_u32, 0_u32, 0_u32);
    for karyotype in karyotypes {
        if !karyotype.is_assessed() {
            none += 1;
            continue;
        }
        read += 1;
        for token in &karyotype.tokens {
            all += 1;
            if token.kind == TokenKind::NotUnderstood {
                not += 1;
                show(&format!("not understood: {:?} in {}", token.span.of(&karyotype.text), karyotype.text));
            }
        }
    }
    let share = 1.0 - f64::from(not) / f64::from(all);
    eprintln!(
        "{what}: {read} karyotypes, {none} texts without one; {} of {all} tokens understood ({:.2} %)",
        all - not,
        share * 100.0
    );
    share
}

#[test]
fn myelodysplastic_karyotypes() {
    let Some(data) = shared_data("interpretation/iwg-pm-mds-sample/df_clinical.tsv") else { return };
    let (mut group, mut complex) = (Agreement::default(), Agreement::default());
    let mut karyotypes = Vec::new();
    for row in table(&data).iter().filter(|row| !matches!(row.get("CYTOGENETICS"), "NA" | "")) {
        let sex = match row.get("SEX") {
            "F" => Some(Sex::Female),
            "M" => Some(Sex::Male),
            _ => None,
        };
        let karyotype = parse(row.get("CYTOGENETICS"), sex);
        let cytogenetics = karyotype.cytogenetics();
        let published = row.get("CYTO_IPSSR").replace('-', " ").replace("Int", "Intermediate");
        if published != "NA" {
            let answer = ipssr_group(&cytogenetics);
            let truth = match answer.definite() {
                None => Truth::Unknown,
                Some(ours) => Truth::from(ours.name() == published),
            };
            let ours: Vec<&str> = answer.possible.iter().map(|group| group.name()).collect();
            group.add(truth, true, &format!("IPSS-R {ours:?}, published {published}"), row.get("CYTOGENETICS"));
        }
        if row.get("complex") != "NA" {
            complex.add(
                three_or_more(&cytogenetics),
                row.get("complex") == "complex",
                "complex",
                row.get("CYTOGENETICS"),
            );
        }
        karyotypes.push(karyotype);
    }
    group.print("IPSS-R group, MDS");
    complex.print("three or more, MDS");
    assert!(understood(karyotypes.iter(), "MDS") >= 0.95);
    assert!(group.share() >= 0.973);
}

/// A published flag, and what it asks.
type Flag = (&'static str, fn(&Cytogenetics) -> Truth);

const FLAGS: [Flag; 14] = [
    ("t_8_21", |seen| seen.has(Abnormality::T8_21)),
    ("inv16_t16_16", |seen| seen.has(Abnormality::Inv16)),
    ("t_15_17", |seen| seen.has(Abnormality::T15_17)),
    ("t_9_11", |seen| seen.has(Abnormality::T9_11)),
    ("t_v_11", |seen| seen.has(Abnormality::Other11q23)),
    ("t_6_9", |seen| seen.has(Abnormality::T6_9)),
    ("inv3_t3_3", |seen| seen.has(Abnormality::Inv3)),
    ("t_9_22", |seen| seen.has(Abnormality::T9_22)),
    ("minus5_5q", |seen| any(seen, &[Abnormality::Monosomy5, Abnormality::Del5q, Abnormality::Unbalanced5q])),
    ("minus7", |seen| seen.has(Abnormality::Monosomy7)),
    ("minus7q", |seen| any(seen, &[Abnormality::Del7q, Abnormality::Unbalanced7q])),
    ("mono17_17p_abn17p", |seen| any(seen, &[Abnormality::Monosomy17, Abnormality::Abnormal17p])),
    ("plus8_8q", |seen| seen.has(Abnormality::Trisomy8)),
    ("minusY", |seen| seen.has(Abnormality::LossY)),
];

fn any(seen: &Cytogenetics, abnormalities: &[Abnormality]) -> Truth {
    abnormalities.iter().map(|one| seen.has(*one)).fold(Truth::No, Truth::or)
}

#[test]
fn acute_myeloid_karyotypes() {
    let Some(data) = shared_data("interpretation/iscn/aml_karyotypes_reference.tsv") else { return };
    let mut flags: BTreeMap<&str, Agreement> = BTreeMap::new();
    let mut complex = Agreement::default();
    let mut karyotypes = Vec::new();
    for row in &table(&data) {
        let text = row.get("karyotype");
        let karyotype = parse(text, None);
        if karyotype.is_assessed() {
            let cytogenetics = karyotype.cytogenetics();
            for (name, asks) in FLAGS {
                if let Some(published) = flag(row.get(name)) {
                    flags.entry(name).or_default().add(asks(&cytogenetics), published, name, text);
                }
            }
            if let Some(published) = flag(row.get("complex")) {
                complex.add(truth_of(&complex_2017(&cytogenetics)), published, "complex", text);
            }
        }
        karyotypes.push(karyotype);
    }
    for (name, agreement) in &flags {
        agreement.print(name);
    }
    complex.print("complex, AML");
    assert!(understood(karyotypes.iter(), "AML") >= 0.95);
    assert!(complex.settled() >= 0.99);
}

/// The authored vignettes that speak of karyotypes.
#[test]
fn vignettes() {
    let Some(data) = shared_data("interpretation/vignettes/vignettes.json") else { return };
    let all: serde_json::Value = serde_json::from_str(&data).unwrap();
    let mut asked = 0;
    for case in all["cases"].as_array().unwrap() {
        let Some(text) = case["input"]["karyotype"].as_str() else { continue };
        let sex = match case["input"]["sex"].as_str() {
            Some("M") => Some(Sex::Male),
            Some("F") => Some(Sex::Female),
            _ => None,
        };
        let seen = parse(text, sex).cytogenetics();
        match case["rule"].as_str().unwrap() {
            "ipssr_cyto" => {
                let group = ipssr_group(&seen);
                assert_eq!(group.definite().map(|group| group.name()), case["expected"].as_str(), "{case}");
            }
            "mk_ck" => {
                let expected = |name: &str| case["expected"][name].as_bool();
                assert_eq!(monosomal(&seen).definite().copied(), expected("monosomal"), "{case}");
                assert_eq!(complex_2022(&seen).definite().copied(), expected("complex_eln2022"), "{case}");
            }
            _ => continue,
        }
        asked += 1;
    }
    eprintln!("{asked} vignettes agree");
    assert!(asked > 10);
}

/// The supplementary table of TCGA (N Engl J Med 2013): its classification of each karyotype.
#[test]
fn karyotypes_of_tcga() {
    let Some(data) = shared_data("cohorts/tcga_laml/SuppTable01.csv") else { return };
    let mut classes: BTreeMap<&str, Agreement> = BTreeMap::new();
    let mut karyotypes = Vec::new();
    let rows = csv(&data, ',');
    let column = |name: &str| rows[0].iter().position(|cell| cell == name).unwrap();
    let (text, class) = (column("Cytogenetics"), column("Cytogenetic Classification"));
    for row in rows[1..].iter().filter(|row| row.len() > class) {
        let karyotype = parse(&row[text], None);
        if karyotype.is_assessed() {
            let seen = karyotype.cytogenetics();
            for (name, truth) in [
                ("PML-RARA", seen.has(Abnormality::T15_17)),
                ("RUNX1-RUNX1T1", seen.has(Abnormality::T8_21)),
                ("CBFB-MYH11", seen.has(Abnormality::Inv16)),
                ("BCR-ABL1", seen.has(Abnormality::T9_22)),
                ("MLL translocation", any(&seen, &[Abnormality::T9_11, Abnormality::Other11q23])),
                ("Normal Karyotype", !seen.abnormalities.at_least(1)),
                ("Complex Cytogenetics", truth_of(&complex_2017(&seen))),
            ] {
                classes.entry(name).or_default().add(truth, row[class].starts_with(name), name, &row[text]);
            }
        }
        karyotypes.push(karyotype);
    }
    for (name, agreement) in &classes {
        agreement.print(name);
    }
    assert!(understood(karyotypes.iter(), "TCGA") >= 0.95);
}

fn truth_of(answer: &interpretation::decision_list::Answer<bool>) -> Truth {
    answer.definite().map_or(Truth::Unknown, |yes| Truth::from(*yes))
}

fn flag(cell: &str) -> Option<bool> {
    match cell {
        "1" | "TRUE" => Some(true),
        "0" | "FALSE" => Some(false),
        _ => None,
    }
}
