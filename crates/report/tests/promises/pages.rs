//! The pages beside the report: the reads behind the findings, and the patient's own.

use crate::made;

use interpretation::language::Language::{Danish, English};
use interpretation::meaning::CalledVariant;
use report::bundle::Bundle;
use report::compose::{Meta, compose};
use report::document::Document;
use report::html::html;
use report::page::{patient_page, reads_page};

fn opened(folder: &std::path::Path) -> Bundle {
    Bundle::open(folder).unwrap_or_else(|faults| panic!("{faults}"))
}

fn document(calls: Vec<CalledVariant>, meta: &Meta, referral: &[(&str, &str)]) -> Document {
    let folder = tempfile::tempdir().unwrap();
    made::bundle(folder.path());
    made::bare_bundle(folder.path(), &made::findings(made::CASE, calls, true));
    compose(&opened(folder.path()), &made::referral(referral), meta).unwrap()
}

#[test]
fn the_reads_are_drawn_and_counted_in_words() {
    let folder = tempfile::tempdir().unwrap();
    made::bundle(folder.path());
    let bundle = opened(folder.path());
    let document = compose(&bundle, &made::referral(&[]), &made::meta()).unwrap();
    assert!(reads_page(&document, &[], English).is_none());
    let page = reads_page(&document, bundle.reads.as_deref().unwrap(), English).unwrap();
    let html = html(&page, "hash");
    assert_eq!(html.matches("<svg").count(), 2);
    assert!(html.contains("Tumour (T-0001): 92 reads over the change, 39 differ from the reference there"), "{html}");
    // What comes in, is left out, differs, and is cut off.
    for drawn in [">+4<", "stroke=\"#d9480f\" stroke-width=\"1.80\"", ">G</text>", "stroke-width=\"2.00\""] {
        assert!(html.contains(drawn), "{drawn}");
    }
    assert!(!html.contains("<script"));
    let report = report::html::html(&report::page::page(&document, English), "hash");
    assert!(report.contains("href=\"reads.en.html\""));
}

#[test]
fn reads_that_are_no_reads_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    made::bundle(folder.path());
    std::fs::write(folder.path().join("reads/reads.json"), r#"{ "sites": [{ "name": "x" }] }"#).unwrap();
    let faults = Bundle::open(folder.path()).unwrap_err().to_string();
    assert!(faults.contains("reads/reads.json"), "{faults}");
}

/// The words of the page, without markup.
fn patient(document: &Document, language: interpretation::language::Language) -> String {
    let page = patient_page(document, language).unwrap();
    html(&page, "hash").split("</style>").nth(1).unwrap().to_owned()
}

#[test]
fn the_patient_reads_what_was_found_in_plain_words() {
    let document = document(made::calls(), &made::meta(), &[]);
    let (danish, english) = (patient(&document, Danish), patient(&document, English));
    for told in [
        "Der er fundet en ændring i genet: NPM1.",
        "Der er fundet en ændring i genet: DNMT3A.",
        "siger ikke, at den ikke er der",
    ] {
        assert!(danish.contains(told), "{told}\n{danish}");
    }
    assert!(english.contains("A piece stands twice in the gene: FLT3."), "{english}");
    // No number of cells, risk, drug, tier or nomenclature; nothing that is doubted.
    for forbidden in ["%", "p.", "VAF", "midostaurin", "adverse", "ugunstig", "ELN", "NRAS"] {
        assert!(!danish.contains(forbidden) && !english.contains(forbidden), "{forbidden}\n{english}");
    }
}

/// The page is the same whether something that may be inherited was found or not, and whatever the patient has chosen.
#[test]
fn nothing_on_the_page_hangs_on_what_may_be_inherited() {
    let with = document(made::calls(), &made::meta(), &[]);
    assert!(made::calls().iter().any(|call| call.variant.gene.to_string() == "DDX41"));
    let without = made::calls().into_iter().filter(|call| call.variant.gene.to_string() != "DDX41").collect();
    let without = document(without, &made::meta(), &[]);
    assert_ne!(with.hereditary, without.hereditary, "something is flagged");
    for language in [Danish, English] {
        let page = patient(&with, language);
        assert_eq!(page, patient(&without, language));
        assert!(!page.contains("DDX41"), "{page}");
    }
}

#[test]
fn a_draft_goes_to_no_patient() {
    let draft = Meta { signers: made::meta().signers[..1].to_vec(), ..made::meta() };
    assert!(patient_page(&document(made::calls(), &draft, &[]), Danish).is_none());
}
