//! A whole file, an empty one, and every fault at once.

use guideline::truth::Truth;

use super::read;
use crate::cytogenetics::Abnormality;
use crate::workup::{Event, FusionsAssessed};

const WHOLE: &str = r#"
sample = "S-0001"
date = 2026-11-26
[disease]
group = "AML"
[patient]
age = 64
sex = "female"
[marrow]
blasts = 62
auer_rods = false
[blood]
haemoglobin = { value = 5.9, unit = "mmol/L" }
platelets = 48
neutrophils = 0.7
blasts = 20
[history]
mds = false
[karyotype]
banded = "46,XX,t(8;21)(q22;q22)[20]"
[assessed]
genes = "all"
limit = 0.05
internal_tandem_duplications = ["FLT3"]
fusions = ["MLL"]
[[mutation]]
gene = "NPM1"
name = "p.(Trp288CysfsTer12)"
fraction = 0.42
[[mutation]]
gene = "FLT3"
kind = "internal tandem duplication"
allelic_ratio = 0.6
[[fusion]]
first = "RUNX1"
second = "RUNX1T1"
"#;

#[test]
fn a_whole_file() {
    let file = read(WHOLE).unwrap();
    let workup = &file.case.workup;
    assert_eq!((file.sample.as_str(), file.date), ("S-0001", jiff::civil::date(2026, 11, 26)));
    assert_eq!(workup.mutated("NPM1").truth, Truth::Yes);
    assert_eq!(workup.mutated("TP53").truth, Truth::No, "all genes were looked at");
    assert_eq!(workup.high_flt3_ratio().truth, Truth::Yes, "what was found goes before what was looked at");
    assert_eq!(workup.duplicated("KMT2A", Event::PartialTandemDuplication).truth, Truth::Unknown, "nobody looked");
    assert_eq!(workup.fusions_assessed, FusionsAssessed::Genes(["KMT2A".to_owned()].into()), "former names are read");
    assert_eq!(workup.has(Abnormality::T8_21).truth, Truth::Yes);
    assert_eq!(file.case.clinical.prior_mds, Truth::No);
    assert_eq!(file.case.clinical.prior_cytotoxic_therapy, Truth::Unknown, "what is left out is not known");
}

#[test]
fn the_least_file_knows_nothing() {
    let file = read("sample = \"S\"\ndate = 2026-01-01\n").unwrap();
    assert_eq!(file.case.workup.mutated("TP53").truth, Truth::Unknown);
    assert!(file.case.clinical.group.is_none() && file.karyotype.is_none());
}

#[test]
fn all_faults_come_at_once_with_field_value_and_remedy() {
    let text = r#"
sample = " "
date = 2026-11-26T10:00:00
[disease]
group = "leukaemia"
[patient]
age = 640
[blood]
haemoglobin = { value = 130, unit = "g/L" }
platelets = 250000
[assessed]
genes = "some"
[[mutation]]
gene = "not a gene"
fraction = 42
allelic_ratio = -1
"#;
    let faults = read(text).unwrap_err().0;
    let fields: Vec<&str> = faults.iter().map(|fault| fault.field.as_str()).collect();
    for field in [
        "sample",
        "date",
        "disease.group",
        "patient.age",
        "blood.haemoglobin.unit",
        "blood.platelets",
        "assessed.limit",
        "assessed.genes",
        "mutation[1].gene",
        "mutation[1].fraction",
        "mutation[1].allelic_ratio",
    ] {
        assert!(fields.contains(&field), "{field} is missing in {fields:?}");
    }
}

#[test]
fn an_unknown_field_is_no_silence() {
    let error = read("sample = \"S\"\ndate = 2026-01-01\n[marow]\nblasts = 3\n").unwrap_err().to_string();
    assert!(error.contains("marow") && error.contains("marrow"), "{error}");
}
