//! The FHIR bundle says what the document says: read by two foreign readers, compared value by value with document and page.

use crate::made;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use interpretation::language::Language::Danish;
use report::bundle::{Bundle, Kind, sha256};
use report::compose::{Meta, compose};
use report::document::answer::EditionAnswer;
use report::document::finding::TandemAnswer;
use report::document::{Document, Section};
use report::fhir::{self, Form};
use serde_json::Value;

fn document(changes: &[(&str, &str)], meta: &Meta) -> Document {
    let folder = tempfile::tempdir().unwrap();
    made::bundle(folder.path());
    std::fs::write(
        folder.path().join("karyotype.json"),
        r#"{ "text": "46,XX,t(8;21)(q22;q22),del(7)(q21.3)",
             "notes": [{ "da": "kopineutrale ændringer står ikke i teksten", "en": "copy-neutral changes are not in the text" }] }"#,
    )
    .unwrap();
    compose(&Bundle::open(folder.path()).unwrap(), &made::referral(changes), meta).unwrap()
}

fn rich() -> Document {
    document(&[], &made::meta())
}

fn bare() -> Document {
    let folder = tempfile::tempdir().unwrap();
    made::bare_bundle(folder.path(), &made::findings(made::BARE_CASE, Vec::new(), false));
    compose(&Bundle::open(folder.path()).unwrap(), &made::referral(&[]), &made::meta()).unwrap()
}

fn html(document: &Document) -> String {
    report::html::html(&report::page::page(document, Danish), "hash")
}

fn bundle(document: &Document) -> Value {
    let hash = sha256(serde_json::to_string(document).unwrap().as_bytes());
    let page = html(document);
    fhir::bundle(document, &hash, &[Form::named("report.da.html", page.as_bytes()).unwrap()])
}

fn resources<'b>(bundle: &'b Value, kind: &str) -> Vec<&'b Value> {
    let resources = bundle["entry"].as_array().unwrap().iter().map(|entry| &entry["resource"]);
    resources.filter(|resource| resource["resourceType"] == kind).collect()
}

fn report(bundle: &Value) -> &Value {
    resources(bundle, "DiagnosticReport")[0]
}

fn has_code(element: &Value, code: &str) -> bool {
    element["coding"].as_array().into_iter().flatten().any(|coding| coding["code"] == code)
}

/// Observations by a code of theirs.
fn observations<'b>(bundle: &'b Value, code: &str) -> Vec<&'b Value> {
    resources(bundle, "Observation").into_iter().filter(|one| has_code(&one["code"], code)).collect()
}

/// The components of an observation by their code.
fn components<'o>(observation: &'o Value, code: &str) -> Vec<&'o Value> {
    let all = observation["component"].as_array().into_iter().flatten();
    all.filter(|component| has_code(&component["code"], code)).collect()
}

fn number(observation: &Value, code: &str) -> Option<f64> {
    components(observation, code).first().map(|one| one["valueQuantity"]["value"].as_f64().unwrap())
}

fn texts(observation: &Value, code: &str) -> Vec<String> {
    let text = |one: &Value| {
        let text = one["valueString"].as_str().or(one["valueCodeableConcept"]["text"].as_str());
        text.unwrap_or_default().to_owned()
    };
    components(observation, code).into_iter().map(text).collect()
}

/// As the page writes it: escaped, and with the entity of the apostrophe.
fn on_page(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;").replace('\'', "&#39;")
}

fn percent(share: f64) -> String {
    let text = format!("{:.1}", share * 100.0);
    format!("{} %", text.strip_suffix(".0").unwrap_or(&text).replace('.', ","))
}

#[test]
fn every_small_variant_has_the_values_of_the_document_and_the_page() {
    let document = rich();
    let (bundle, page) = (bundle(&document), html(&document));
    let told = document.small_variants.result().unwrap();
    assert!(told.variants.len() >= 5);
    for row in &told.variants {
        let found = observations(&bundle, "69548-6");
        let found = found.iter().find(|one| one["code"]["text"] == *row.name).unwrap_or_else(|| panic!("{}", row.name));
        assert!(has_code(&found["valueCodeableConcept"], "LA9633-4"));
        assert_eq!(texts(found, "48018-6").join("; "), row.gene);
        assert_eq!(texts(found, "81290-9"), row.genomic.clone().into_iter().collect::<Vec<_>>());
        assert_eq!(texts(found, "48004-6"), row.coding.clone().into_iter().collect::<Vec<_>>());
        assert_eq!(texts(found, "48005-3"), row.protein.clone().into_iter().collect::<Vec<_>>());
        assert_eq!(texts(found, "51958-7"), row.transcript.clone().into_iter().collect::<Vec<_>>());
        assert_eq!(texts(found, "caller-filter"), row.doubts);
        assert_eq!(texts(found, "vrs-allele-id"), row.vrs.clone().into_iter().collect::<Vec<_>>());
        assert_eq!(number(found, "fraction-in-normal"), row.normal_fraction);
        assert_eq!(components(found, "counts-in-class-and-risk")[0]["valueBoolean"], row.counts);
        let fraction = row.fraction.unwrap();
        let share = components(found, "81258-6")[0];
        assert_eq!(share["valueQuantity"]["value"].as_f64(), Some(fraction.value));
        let range = &share["extension"][0]["valueRange"];
        let bounds =
            fraction.interval.map(|_| [&range["low"]["value"], &range["high"]["value"]].map(|is| is.as_f64().unwrap()));
        assert_eq!(bounds, fraction.interval);
        assert_eq!(number(found, "82121-5"), fraction.alternate.map(f64::from));
        assert_eq!(number(found, "reads-that-tell"), fraction.depth.map(f64::from));
        for text in [row.name.as_str(), row.coding.as_deref().unwrap(), row.genomic.as_deref().unwrap()] {
            assert!(page.contains(&on_page(text)), "{text}");
        }
        assert!(page.contains(&percent(fraction.value)), "{}", row.name);
        let judgement = row.judgement.as_ref().unwrap();
        let judged = observations(&bundle, "variant-judgement");
        let judged = judged.iter().find(|one| one["code"]["text"] == *row.name).unwrap();
        assert_eq!(texts(judged, "53037-8"), [judgement.oncogenicity.da.clone().into_owned()]);
        assert_eq!(texts(judged, "93044-6").join("; "), judgement.tier);
        assert!(page.contains(&on_page(&judgement.tier)));
        let of = judged["derivedFrom"][0]["reference"].as_str().unwrap();
        assert_eq!(of, format!("urn:uuid:{}", found["id"].as_str().unwrap()));
    }
    let limit = observations(&bundle, "small-variants")[0];
    assert_eq!(number(limit, "limit-in-other-genes"), told.limit);
}

/// Not found stands with its limit, not assessed with its reason: neither is ever the other, and neither is silence.
#[test]
fn missing_is_not_wild_type() {
    let document = rich();
    let bundle = bundle(&document);
    for row in document.tandem_duplications.result().unwrap() {
        let name = format!("{}-{}", row.gene, row.kind.short());
        let found = observations(&bundle, "69548-6");
        let found: Vec<_> = found.into_iter().filter(|one| one["code"]["text"] == *name).collect();
        match &row.answer {
            TandemAnswer::Found { duplications } => {
                assert_eq!(found.len(), duplications.len());
                for (one, stated) in found.iter().zip(duplications) {
                    assert!(has_code(&one["valueCodeableConcept"], "LA9633-4"));
                    assert_eq!(number(one, "allelic-ratio"), stated.allelic_ratio);
                    assert_eq!(number(one, "81258-6"), stated.fraction);
                }
            }
            TandemAnswer::NotFound { limit } => {
                assert!(has_code(&found[0]["valueCodeableConcept"], "LA9634-2"));
                assert_eq!(found[0]["extension"][0]["valueQuantity"]["value"].as_f64(), Some(*limit));
            }
            TandemAnswer::NotAssessed { why } => {
                assert!(has_code(&found[0]["dataAbsentReason"], "unknown"));
                assert_eq!(found[0]["dataAbsentReason"]["text"], *why.da);
                assert!(found[0]["valueCodeableConcept"].is_null());
            }
        }
    }
    // A copy number that cannot be assessed has no value either.
    let segments = observations(&bundle, "69548-6");
    let open = segments.iter().find(|one| texts(one, "contig") == ["chrX"]).unwrap();
    assert!(open["valueCodeableConcept"].is_null() && has_code(&open["dataAbsentReason"], "unknown"));
}

#[test]
fn segments_fusions_and_karyotypes_have_the_values_of_the_document() {
    let document = rich();
    let (bundle, page) = (bundle(&document), html(&document));
    let variants = observations(&bundle, "69548-6");
    for segment in document.copy_number.result().unwrap().segments.iter().filter(|one| one.kind != Kind::Neutral) {
        let found = variants.iter().find(|one| texts(one, "contig") == [segment.contig.clone()]).unwrap();
        let range = &components(found, "estimated-start-end")[0]["valueRange"];
        assert_eq!(range["low"]["value"], segment.start);
        assert_eq!(range["high"]["value"], segment.end);
        assert_eq!(number(found, "82155-3"), segment.total.map(f64::from));
        assert_eq!(number(found, "copies-of-rarer-allele"), segment.minor.map(f64::from));
        assert_eq!(number(found, "share-of-tumour-cells"), segment.clonal_fraction);
        assert!(!components(found, "48000-4").is_empty());
    }
    assert_eq!(number(observations(&bundle, "copy-number")[0], "purity"), Some(0.81));
    for called in &document.fusions.result().unwrap().called {
        let fusion = &called.fusion;
        let places = fusion.breakends.join(" – ");
        let name = fusion.name.as_deref().unwrap_or(&places);
        let found = variants.iter().find(|one| one["code"]["text"] == *name).unwrap();
        assert_eq!(texts(found, "48018-6").join("::"), fusion.name.clone().unwrap_or_default());
        assert_eq!(texts(found, "breakend"), fusion.breakends);
        assert_eq!(number(found, "81258-6"), fusion.fraction);
        assert_eq!(number(found, "82121-5"), fusion.fragments.map(f64::from));
        assert_eq!(texts(found, "caller-filter"), fusion.filters);
        assert!(page.contains(&on_page(fusion.name.as_deref().unwrap_or_default())));
    }
    let banded = &document.karyotypes.banded.result().unwrap().text;
    let genomic = &document.karyotypes.genomic.result().unwrap().text;
    for (code, text) in [("karyotype-banded", banded), ("karyotype-genomic", genomic)] {
        assert_eq!(texts(observations(&bundle, code)[0], "81291-7").join("; "), *text);
        assert!(page.contains(&on_page(text)));
    }
}

#[test]
fn classes_risk_and_drugs_have_the_answers_of_the_document() {
    let document = rich();
    let (bundle, page) = (bundle(&document), html(&document));
    let check = |code: &str, answers: &[EditionAnswer]| {
        let found: Vec<_> = observations(&bundle, code)
            .into_iter()
            .filter(|one| has_code(&one["code"], "diagnostic-implication"))
            .collect();
        assert_eq!(found.len(), answers.len(), "{code}");
        for (one, answer) in found.iter().zip(answers) {
            assert_eq!(one["code"]["text"], *answer.edition.da);
            let names: Vec<String> = answer.possible.iter().map(|one| one.words.da.clone().into_owned()).collect();
            assert_eq!(texts(one, "possible-answer"), names);
            assert_eq!(components(one, "settled")[0]["valueBoolean"], answer.is_settled());
            let scores: Vec<f64> =
                components(one, "score").iter().map(|one| one["valueQuantity"]["value"].as_f64().unwrap()).collect();
            assert_eq!(scores, answer.scores);
            assert_eq!(components(one, "81259-4").len(), usize::from(code == "class" && answer.is_settled()));
            // The page names up to a few of many.
            if answer.is_settled() {
                assert!(names.iter().all(|name| page.contains(&on_page(name))), "{names:?}");
            }
        }
    };
    check("class", document.classes.result().unwrap());
    check("risk-aml", document.risk.aml.result().unwrap());
    check("allele-state", &document.allele_states.result().unwrap().states);
    check("refractoriness", std::slice::from_ref(&document.risk.refractoriness));
    let drugs = &document.therapy.result().unwrap().drugs;
    let found = observations(&bundle, "therapeutic-implication");
    assert_eq!(found.len(), drugs.len());
    for (one, row) in found.iter().zip(drugs) {
        assert_eq!(texts(one, "51963-7").join("; "), row.drug);
        assert_eq!(texts(one, "setting").join("; "), row.setting);
        assert_eq!([texts(one, "ema"), texts(one, "fda")], [[row.ema.clone()], [row.fda.clone()]]);
        assert_eq!(texts(one, "danish-medicines-council"), [row.denmark.da.clone().into_owned()]);
        assert!(page.contains(&on_page(&row.drug)));
        // Evidence, never an order.
        assert!(one["note"][0]["text"].as_str().unwrap().contains("ordinerer intet"));
    }
    for kind in ["MedicationRequest", "Task", "CarePlan"] {
        assert!(resources(&bundle, kind).is_empty());
    }
}

/// An implication names the findings that it rests on, and claims the profile only then.
#[test]
fn an_implication_rests_on_a_finding_or_does_not_claim_to() {
    let document = rich();
    let bundle = bundle(&document);
    let mut linked = 0;
    for one in resources(&bundle, "Observation") {
        let implication = |profile: &Value| profile.as_str().unwrap().ends_with("-implication");
        let claims = one["meta"]["profile"].as_array().unwrap().iter().any(implication);
        assert!(!claims || one["derivedFrom"].is_array(), "{}", one["code"]["text"]);
        linked += usize::from(claims);
    }
    assert!(linked > 6, "{linked}");
    let adverse = observations(&bundle, "risk-aml");
    let by_tp53 = adverse.iter().find(|one| one["code"]["text"] == "ELN 2024 (mindre intensiv behandling)").unwrap();
    let tp53 = observations(&bundle, "69548-6");
    let tp53 = tp53.iter().find(|one| one["code"]["text"] == "TP53 p.R175H").unwrap();
    let reference = format!("urn:uuid:{}", tp53["id"].as_str().unwrap());
    assert_eq!(by_tp53["derivedFrom"][0]["reference"], *reference);
    let states = tp53["extension"].as_array().unwrap();
    assert_eq!(states.len(), document.allele_states.result().unwrap().states.len());
}

/// A section is there with a result, or with FHIR's reason and the report's words; the report lists those without one.
#[test]
fn every_section_is_there_or_says_why_not() {
    const SECTIONS: [&str; 15] = [
        "small-variants",
        "copy-number",
        "fusions",
        "tandem-duplications",
        "allele-state",
        "karyotype-banded",
        "karyotype-genomic",
        "class",
        "risk-aml",
        "risk-mds",
        "risk-lymphoid",
        "markers",
        "therapy",
        "trials",
        "quality",
    ];
    for document in [rich(), bare()] {
        let (bundle, page) = (bundle(&document), html(&document));
        let mut without = BTreeSet::new();
        for code in SECTIONS {
            let section = observations(&bundle, code);
            let section = section
                .iter()
                .find(|one| !has_code(&one["code"], "diagnostic-implication"))
                .unwrap_or_else(|| panic!("{code}"));
            let performed = has_code(&section["valueCodeableConcept"], "performed");
            assert_ne!(performed, section["dataAbsentReason"].is_object(), "{code}");
            if !performed {
                let why = section["dataAbsentReason"]["text"].as_str().unwrap().trim_end_matches('.');
                let mut letters = why.chars();
                let capital = letters.next().unwrap().to_uppercase().collect::<String>() + letters.as_str();
                assert!(page.contains(&on_page(&capital)), "{code}: {why}");
                without.insert(code);
            }
        }
        let listed = report(&bundle)["extension"].as_array().unwrap().iter();
        let listed = listed.filter(|one| one["url"].as_str().unwrap().ends_with("/section-without-result"));
        let listed: BTreeSet<&str> = listed.map(|one| one["extension"][0]["valueCode"].as_str().unwrap()).collect();
        assert_eq!(listed, without);
        for (code, is_performed) in [
            ("copy-number", matches!(document.copy_number, Section::Performed { .. })),
            ("therapy", matches!(document.therapy, Section::Performed { .. })),
        ] {
            assert_eq!(!without.contains(code), is_performed);
        }
    }
}

#[test]
fn a_draft_is_preliminary_and_a_later_version_amended() {
    let meta = |signers: usize, version: u32| Meta {
        signers: made::meta().signers.into_iter().take(signers).collect(),
        version,
        reason: (version > 1).then(|| "a karyotype came".to_owned()),
        ..made::meta()
    };
    for (signers, version, status) in
        [(0, 1, "preliminary"), (1, 1, "preliminary"), (2, 1, "final"), (2, 2, "amended"), (1, 2, "preliminary")]
    {
        let bundle = bundle(&document(&[], &meta(signers, version)));
        let report = report(&bundle);
        assert_eq!(report["status"], status);
        assert!(resources(&bundle, "Observation").iter().all(|one| one["status"] == status));
        assert_eq!(report["resultsInterpreter"].as_array().map_or(0, Vec::len), signers);
    }
}

#[test]
fn ids_are_unique_every_reference_leads_somewhere_and_the_same_document_gives_the_same_bytes() {
    let document = rich();
    let first = bundle(&document);
    let ids: Vec<&str> =
        first["entry"].as_array().unwrap().iter().map(|entry| entry["fullUrl"].as_str().unwrap()).collect();
    let known: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(known.len(), ids.len());
    let text = first.to_string();
    for rest in text.split("\"reference\":\"").skip(1) {
        let reference = &rest[..rest.find('"').unwrap()];
        assert!(known.contains(reference), "{reference}");
    }
    assert_eq!(text, bundle(&rich()).to_string());
    let other = bundle(&bare());
    assert_ne!(other["id"], first["id"]);
    // Every observation is a result of the report.
    assert_eq!(report(&first)["result"].as_array().unwrap().len(), resources(&first, "Observation").len());
}

#[test]
fn a_person_number_is_one_and_a_replacement_number_is_not() {
    let mut document = rich();
    let identifier = |document: &Document| resources(&bundle(document), "Patient")[0]["identifier"][0].clone();
    let replacement = identifier(&document);
    assert_eq!(replacement["value"], *document.patient.cpr);
    assert_ne!(replacement["system"], "urn:oid:1.2.208.176.1.2");
    // Born in the future: nobody's.
    document.patient.cpr = "3112575000".into();
    assert_eq!(identifier(&document)["system"], "urn:oid:1.2.208.176.1.2");
}

/// What the patient does not want to be told stands nowhere, attachments apart, which have their own test.
#[test]
fn what_is_held_back_is_a_number_only() {
    let document =
        document(&[("\"incidental_choice\": \"treatable-only\"", "\"incidental_choice\": \"none\"")], &made::meta());
    assert!(document.hereditary.held_back >= 1);
    let fhir = fhir::bundle(&document, "00", &[]);
    let shown = observations(&fhir, "may-be-inherited");
    assert!(shown.is_empty());
    let held = components(observations(&fhir, "hereditary")[0], "held-back")[0]["valueInteger"].clone();
    assert_eq!(held, document.hereditary.held_back);
    assert!(!fhir.to_string().contains("DDX41"));
}

#[test]
fn of_the_forms_the_pdf_is_attached_and_else_the_page() {
    let document = rich();
    let (page, pdf) = (b"<!DOCTYPE html>".as_slice(), b"%PDF-1.7".as_slice());
    let html = Form::named("report.en.html", page).unwrap();
    let typeset = Form::named("report.da.pdf", pdf).unwrap();
    assert!(Form::named("report.json", pdf).is_none() && Form::named("notes.pdf", pdf).is_none());
    let attached = |forms: &[Form<'_>]| report(&fhir::bundle(&document, "00", forms))["presentedForm"].clone();
    let both = attached(&[html, typeset]);
    assert_eq!(both.as_array().unwrap().len(), 1);
    assert_eq!([&both[0]["contentType"], &both[0]["language"]], ["application/pdf", "da"]);
    assert_eq!(both[0]["data"], "JVBERi0xLjc=");
    assert_eq!(attached(&[html])[0]["data"], "PCFET0NUWVBFIGh0bWw+");
    assert!(attached(&[]).is_null());
}

/// A bundle whose every text is hostile.
fn hostile() -> Document {
    const EVIL: &str = "<script>alert(1)</script> ]]>  & \u{7}\u{202e} '\"";
    let folder = tempfile::tempdir().unwrap();
    let mut value: Value = serde_json::from_str(&made::findings(made::CASE, made::calls(), true)).unwrap();
    for pointer in [
        "/variants/0/gene",
        "/variants/0/genomic",
        "/variants/1/coding",
        "/karyotype/text",
        "/sample",
        "/trials/0/protocol",
    ] {
        *value.pointer_mut(pointer).unwrap() = EVIL.into();
    }
    made::bundle(folder.path());
    std::fs::write(folder.path().join("findings.json"), value.to_string()).unwrap();
    let meta = Meta { signers: vec![EVIL.into(), "\u{1}".into()], ..made::meta() };
    compose(&Bundle::open(folder.path()).unwrap(), &made::referral(&[]), &meta).unwrap()
}

#[test]
fn a_hostile_text_stays_a_text() {
    let bundle = fhir::bundle(&hostile(), "00", &[]);
    for entry in bundle["entry"].as_array().unwrap() {
        let div = entry["resource"]["text"]["div"].as_str().unwrap_or_default();
        let plain = div.replace("<p>", "").replace("</p>", "").replace("</div>", "");
        let plain = plain.replace("<div xmlns=\"http://www.w3.org/1999/xhtml\">", "");
        assert!(!plain.contains('<') && !plain.contains('>'), "{div}");
    }
    assert!(!bundle.to_string().contains("\\u0007"));
}

pub fn tools() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    target.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target")).join("fhir")
}

/// The bundles that the foreign readers get.
fn written(folder: &Path) -> Vec<PathBuf> {
    let draft = Meta { signers: Vec::new(), ..made::meta() };
    let mut person = rich();
    person.patient.cpr = "3112575000".into();
    let bundles = [
        ("rich", bundle(&person)),
        ("draft", bundle(&document(&[], &draft))),
        ("bare", bundle(&bare())),
        ("hostile", fhir::bundle(&hostile(), "00", &[])),
    ];
    let write = |(name, bundle): (&str, Value)| {
        let path = folder.join(format!("{name}.json"));
        std::fs::write(&path, bundle.to_string()).unwrap();
        path
    };
    bundles.into_iter().map(write).collect()
}

pub fn read_by(mut command: Command, files: &[PathBuf]) {
    let output = command.args(files).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert_eq!(said.matches(" resources").count(), files.len(), "{said}");
}

#[test]
fn the_models_of_fhir_resources_read_every_bundle() {
    let python = tools().join("python/bin/python");
    if !python.exists() {
        eprintln!(
            "SKIPPED: {} is missing (./test installs it): no foreign reader of FHIR R4 was asked",
            python.display()
        );
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(python);
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/foreign/validate.py"));
    read_by(command, &written(folder.path()));
}

#[test]
fn the_validator_of_the_npm_package_fhir_finds_nothing() {
    let package = tools().join("node/node_modules/fhir");
    if !package.exists() {
        eprintln!(
            "SKIPPED: {} is missing (./test installs it): no foreign validator of FHIR R4 was asked",
            package.display()
        );
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new("node");
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/foreign/validate.js")).arg(package);
    read_by(command, &written(folder.path()));
}

/// The service tells a report's own bundle; its tests read this one. `MARV_BLESS=1` writes it anew.
#[test]
fn the_bundle_that_the_services_tests_read_is_what_is_written() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/foreign/report.fhir.json");
    let document = rich();
    let hash = sha256(serde_json::to_string(&document).unwrap().as_bytes());
    let written = serde_json::to_string(&fhir::bundle(&document, &hash, &[])).unwrap() + "\n";
    if std::env::var_os("MARV_BLESS").is_some() {
        std::fs::write(&file, &written).unwrap();
    }
    assert!(
        std::fs::read_to_string(&file).unwrap() == written,
        "run this test with MARV_BLESS=1 and read the difference"
    );
}
