//! `marv interpret` as a user gives it.

use crate::findings;

use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use serde_json::Value;

const CASE: &str = r#"
sample = "S-0001"
date = 2026-11-26
[disease]
group = "AML"
[patient]
age = 64
sex = "female"
[marrow]
blasts = 62
[blood]
haemoglobin = { value = 5.9, unit = "mmol/L" }
blasts = 20
[history]
cytotoxic_therapy = false
mds = false
mds_mpn = false
germline_predisposition = false
[karyotype]
banded = "46,XX[20]"
[assessed]
genes = "all"
limit = 0.05
internal_tandem_duplications = ["FLT3"]
fusions = "all"
[[mutation]]
gene = "NPM1"
name = "p.(Trp288CysfsTer12)"
fraction = 0.42
[[mutation]]
gene = "SRSF2"
name = "p.(Pro95His)"
fraction = 0.44
"#;

fn interpret(folder: &Path, case: &str, more: &[&str]) -> Output {
    let file = folder.join("case.toml");
    fs::write(&file, case).unwrap();
    Command::cargo_bin("marv").unwrap().arg("interpret").arg("--case").arg(&file).args(more).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn a_case_has_its_text_in_both_languages() {
    let folder = tempfile::tempdir().unwrap();
    for (language, name) in [("da", "interpret_da"), ("en", "interpret_en")] {
        let output = interpret(folder.path(), CASE, &["--language", language]);
        assert!(output.status.success(), "{}", text(&output.stderr));
        insta::assert_snapshot!(name, text(&output.stdout));
    }
}

#[test]
fn the_document_has_every_answer_with_its_path_and_the_same_bytes_each_time() {
    let folder = tempfile::tempdir().unwrap();
    let first = interpret(folder.path(), CASE, &["--json"]);
    let document = findings::document(&first.stdout);
    assert_eq!(document["schema"], "marv-findings/1");
    let eln = &document["eln"]["answered"];
    assert_eq!(eln[1]["edition"]["en"], "ELN 2022");
    assert_eq!(eln[1]["possible"], serde_json::json!(["favourable"]), "NPM1 spares the myelodysplasia-related gene");
    assert_eq!(eln[1]["path"][0]["citation"]["source"], "ELN2022");
    let looked_for = &document["looked_for"];
    assert_eq!(looked_for["other_genes_at"], 0.05);
    assert_eq!(looked_for["fusions_assessed"], "all");
    let itd = looked_for["genes"].as_array().unwrap().iter().find(|gene| gene["gene"] == "FLT3").unwrap();
    assert_eq!((&itd["answer"], &itd["limit"]), (&"not_found".into(), &0.05.into()), "{itd}");
    assert_eq!(first.stdout, interpret(folder.path(), CASE, &["--json"]).stdout);
}

#[test]
fn what_is_missing_leaves_the_answer_open() {
    let folder = tempfile::tempdir().unwrap();
    let without_itd = CASE.replace("internal_tandem_duplications = [\"FLT3\"]\n", "");
    let output = interpret(folder.path(), &without_itd, &["--language", "en"]);
    let said = text(&output.stdout);
    assert!(
        said.contains("ELN 2022: not settled: favourable or intermediate")
            || said.contains("would settle it: FLT3-ITD"),
        "{said}"
    );
    assert!(said.contains("FLT3 internal tandem duplication: not assessed."), "{said}");
}

#[test]
fn faults_come_all_at_once_and_nothing_is_interpreted() {
    let folder = tempfile::tempdir().unwrap();
    let faulty = CASE.replace("5.9, unit = \"mmol/L\"", "95, unit = \"g/dL\"").replace("blasts = 62", "blasts = 620");
    let output = interpret(folder.path(), &faulty, &["--out", "never"]);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2));
    assert!(said.contains("blood.haemoglobin.value") && said.contains("divide by 10"), "{said}");
    assert!(said.contains("marrow.blasts") && output.stdout.is_empty(), "{said}");
    assert!(!folder.path().join("never").exists());
}

#[test]
fn earlier_results_are_never_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let out = out.to_str().unwrap();
    assert!(interpret(folder.path(), CASE, &["--out", out]).status.success());
    let before = fs::read(Path::new(out).join("findings.json")).unwrap();
    let again = interpret(folder.path(), &CASE.replace("NPM1", "TP53"), &["--out", out]);
    assert_eq!(again.status.code(), Some(1));
    assert!(text(&again.stderr).contains("give another folder with --out"));
    assert_eq!(fs::read(Path::new(out).join("findings.json")).unwrap(), before);
    assert!(Path::new(out).join("findings.da.txt").exists() && Path::new(out).join("findings.en.txt").exists());
}

const MAF: &str = "Hugo_Symbol\tNCBI_Build\tChromosome\tStart_Position\tEnd_Position\tVariant_Classification\tReference_Allele\t\
    Tumor_Seq_Allele2\tTumor_Sample_Barcode\tHGVSp_Short\tt_depth\tt_alt_count\n\
    TP53\tGRCh38\tchr17\t7675088\t7675088\tMissense_Mutation\tC\tT\tS-0001\tp.R175H\t90\t40\n\
    TTN\tGRCh38\tchr2\t178600000\t178600000\tSilent\tC\tT\tS-0001\tp.L100=\t90\t40\n\
    NRAS\tGRCh38\tchr1\t114713908\t114713908\tMissense_Mutation\tT\tA\tS-0002\tp.Q61L\t90\t40\n";

/// Calls that name genes themselves need no store: the driver counts in the rules, the silent change is left out, and of a
/// table with two persons one must be named.
#[test]
fn called_variants_count_in_the_rules() {
    let folder = tempfile::tempdir().unwrap();
    let calls = folder.path().join("calls.maf");
    fs::write(&calls, MAF).unwrap();
    let calls = calls.to_str().unwrap();
    let without = CASE.split("[[mutation]]").next().unwrap();
    let output = interpret(folder.path(), without, &["--json", "--calls", calls, "--tumour", "S-0001"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let document = findings::document(&output.stdout);
    let variants = document["variants"].as_array().unwrap();
    assert_eq!(variants.len(), 1, "the silent change of TTN and the other person's NRAS are not there");
    assert_eq!((&variants[0]["gene"], &variants[0]["counts"]), (&Value::from("TP53"), &Value::from(true)));
    assert_eq!(document["eln"]["answered"][1]["possible"], serde_json::json!(["adverse"]));
    fs::write(folder.path().join("odd.maf"), MAF.replace("p.R175H", "p.KIM2014fs")).unwrap();
    let odd = folder.path().join("odd.maf");
    let said = interpret(folder.path(), without, &["--calls", odd.to_str().unwrap(), "--tumour", "S-0001"]);
    assert!(
        text(&said.stderr).contains("\"p.KIM2014fs\" is not read; only its class counts"),
        "{}",
        text(&said.stderr)
    );
    let both = interpret(folder.path(), without, &["--calls", calls]);
    assert_eq!(both.status.code(), Some(1));
    assert!(text(&both.stderr).contains("name one with --tumour"), "{}", text(&both.stderr));
}

/// The same case at a later day, without its `SRSF2`: the earlier findings alone are compared.
#[test]
fn an_earlier_sample_is_compared() {
    let folder = tempfile::tempdir().unwrap();
    let earlier = folder.path().join("earlier");
    let first = CASE.replace("2026-11-26", "2026-05-01");
    assert!(interpret(folder.path(), &first, &["--out", earlier.to_str().unwrap()]).status.success());
    let later = CASE.split("[[mutation]]\ngene = \"SRSF2\"").next().unwrap().replace("0.42", "0.10");
    let later = format!("{later}[response]\nafter = \"first induction\"\nmarrow_blasts_before = 62\n");
    let output = interpret(folder.path(), &later, &["--json", "--earlier", earlier.to_str().unwrap()]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let document = findings::document(&output.stdout);
    let events = document["course"]["comparison"]["events"].as_array().unwrap();
    let clearance = |event: &Value| format!("{} {}", event["gene"], event["clearance"]).replace('"', "");
    assert_eq!(events.iter().map(clearance).collect::<Vec<_>>(), ["NPM1 persists", "SRSF2 not_assessable"]);
    assert_eq!(events[1]["now"]["at_most"], 0.05, "not found at the stated limit, which is above the threshold");
    assert_eq!(
        document["course"]["response"]["aml"]["answered"]["response"]["possible"],
        serde_json::json!(["no response"])
    );
    let said = |language| {
        let arguments = ["--language", language, "--earlier", earlier.to_str().unwrap()];
        text(&interpret(folder.path(), &later, &arguments).stdout)
    };
    let (english, danish) = (said("en"), said("da"));
    assert!(
        english.contains("Not detected is not remission") && english.contains("not cleared: it persists"),
        "{english}"
    );
    assert!(danish.contains("Ikke påvist er ikke remission") && danish.contains("SKAL BEKRÆFTES"), "{danish}");
    let other_way =
        interpret(folder.path(), &CASE.replace("2026-11-26", "2026-01-01"), &["--earlier", earlier.to_str().unwrap()]);
    assert!(text(&other_way.stderr).contains("must not be the later one"), "{}", text(&other_way.stderr));
    let no_document = interpret(folder.path(), CASE, &["--earlier", folder.path().join("case.toml").to_str().unwrap()]);
    assert!(text(&no_document.stderr).contains("is no JSON"), "{}", text(&no_document.stderr));
    let unknown = interpret(folder.path(), &format!("{CASE}[response]\nremission = true\n"), &[]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(text(&unknown.stderr).contains("remission"), "{}", text(&unknown.stderr));
}

#[test]
fn a_trial_is_answered_criterion_by_criterion() {
    let folder = tempfile::tempdir().unwrap();
    let trial = folder.path().join("trial.toml");
    let criteria = r#"
protocol_no = "EXAMPLE-1"
[[treatment_list.step]]
step_code = "1"
match = [
    { genomic = { hugo_symbol = "NPM1", variant_category = "Mutation" } },
    { haematology = { eln_2022 = ["favorable"] } },
    { clinical = { age_numerical = ">=65" } },
]
"#;
    fs::write(&trial, criteria).unwrap();
    let output = interpret(folder.path(), CASE, &["--json", "--trials", trial.to_str().unwrap()]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let document = findings::document(&output.stdout);
    let criteria = document["trials"][0]["places"][0]["criteria"].as_array().unwrap();
    let states: Vec<&str> = criteria.iter().map(|criterion| criterion["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["pass", "pass", "fail"], "{criteria:?}");
    fs::write(&trial, "protocol_no = 1").unwrap();
    let refused = interpret(folder.path(), CASE, &["--trials", trial.to_str().unwrap()]);
    assert!(text(&refused.stderr).contains("no trial in CTML"), "{}", text(&refused.stderr));
}

#[test]
fn a_sample_after_induction_has_no_class_and_no_risk_group() {
    let folder = tempfile::tempdir().unwrap();
    for (after, asked) in [("first induction", false), ("second induction", false), ("later", true)] {
        let case = format!("{CASE}\n[response]\nafter = \"{after}\"\n");
        let output = interpret(folder.path(), &case, &["--json"]);
        assert!(output.status.success(), "{}", text(&output.stderr));
        let document = findings::document(&output.stdout);
        assert_eq!(document["eln"]["answered"].is_array(), asked, "{after}");
        assert_eq!(!document["classes"].as_array().unwrap().is_empty(), asked, "{after}");
    }
}

/// The header and one row of a fusion table as STAR-Fusion writes it, made up.
#[test]
fn a_called_fusion_counts() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("star-fusion.fusion_predictions.tsv");
    let rows = "#FusionName\tJunctionReadCount\tSpanningFragCount\tSpliceType\tLeftGene\tLeftBreakpoint\tRightGene\t\
        RightBreakpoint\n\
        RUNX1--RUNX1T1\t20\t12\tONLY_REF_SPLICE\tRUNX1^ENSG00000159216.18\tchr21:34859474:-\t\
        RUNX1T1^ENSG00000079102.16\tchr8:92017363:-\n";
    fs::write(&table, rows).unwrap();
    let output = interpret(folder.path(), CASE, &["--json", "--calls", table.to_str().unwrap()]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let document = findings::document(&output.stdout);
    assert_eq!(document["eln"]["answered"][1]["path"][0]["rule"], "ELN22-1", "core binding factor");
}

/// A caller of germline and tumour together does not say which is which: what half of the normal's reads carry is inherited,
/// and no finding of the tumour. The patient has not decided what to be told, so that it stands nowhere.
#[test]
fn what_the_normal_carries_is_no_finding_of_the_tumour() {
    let folder = tempfile::tempdir().unwrap();
    let maf = folder.path().join("calls.maf");
    let header = MAF.lines().next().unwrap();
    let row = MAF.lines().nth(1).unwrap();
    fs::write(&maf, format!("{header}\tn_depth\tn_alt_count\n{row}\t30\t15\n")).unwrap();
    let without = CASE.split("[[mutation]]").next().unwrap();
    let output = interpret(folder.path(), without, &["--json", "--calls", maf.to_str().unwrap()]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let document = findings::document(&output.stdout);
    assert_eq!(document["variants"].as_array().map(Vec::len), Some(0));
    assert_eq!(document["possible_germline"]["shown"].as_array().map(Vec::len), Some(0));
    assert_eq!(document["possible_germline"]["held_back"], 1);
    assert!(!text(&output.stdout).contains("R175H"));
}

/// A likely driver that its caller doubts is no finding. But the gene is not "not mutated" by that: it is not known, and the
/// answers that turn on it say what would settle them.
#[test]
fn a_driver_that_its_caller_doubts_leaves_the_gene_open() {
    let folder = tempfile::tempdir().unwrap();
    let maf = folder.path().join("calls.maf");
    let (header, row) = (MAF.lines().next().unwrap(), MAF.lines().nth(1).unwrap());
    fs::write(&maf, format!("{header}\tFILTER\n{row}\tweak_evidence\n")).unwrap();
    let output = interpret(folder.path(), CASE, &["--json", "--calls", maf.to_str().unwrap()]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let document = findings::document(&output.stdout);
    let variant = &document["variants"][0];
    assert_eq!([&variant["counts"], &variant["doubted"]], [&Value::from(false), &Value::from(true)]);
    assert_eq!(document["eln"]["answered"][1]["possible"], serde_json::json!(["adverse", "favourable"]));
    let facts = &document["eln"]["answered"][1]["path"][0]["facts"];
    assert_eq!(
        facts[0]["seen"]["en"],
        "not assessed: seen, but doubted by its caller: TP53 p.R175H, VAF 44.4 % (weak_evidence)",
        "{facts}"
    );
    assert_eq!(
        document["tp53"]["bernard"]["possible"].as_array().map(Vec::len),
        Some(3),
        "multi-hit, single hit, none"
    );
    let said = text(&interpret(folder.path(), CASE, &["--language", "en", "--calls", maf.to_str().unwrap()]).stdout);
    assert!(said.contains("would settle it: TP53 mutated"), "{said}");

    // Below the limit at which the gene was looked at it opens nothing: what is said is said of what lies above.
    let looked_at = CASE.replace("limit = 0.05", "limit = 0.5");
    assert_ne!(looked_at, CASE);
    let below = interpret(folder.path(), &looked_at, &["--json", "--calls", maf.to_str().unwrap()]);
    let document = findings::document(&below.stdout);
    assert_eq!(document["variants"][0]["doubted"], Value::from(true), "it is still told");
    let tp53 = document["looked_for"]["genes"].as_array().unwrap().iter().find(|one| one["gene"] == "TP53");
    assert!(tp53.is_none_or(|tp53| tp53["answer"] == "not_found"), "{tp53:?}");
}
