//! The document of a synthetic case: what is said, what is not, and what stands against a report.

use crate::made;

use std::path::Path;

use interpretation::language::Language::{self, Danish, English};
use report::bundle::Bundle;
use report::compose::{Meta, Refusals, compose, sign};
use report::document::conclusion::{Contribution, Question};
use report::document::{Document, Section};
use report::fhir;
use report::page::{Block, Page, PageSection, Span, Text, page};
use report::phenopacket::phenopacket;

fn open(folder: &Path) -> Bundle {
    Bundle::open(folder).unwrap_or_else(|faults| panic!("{faults}"))
}

fn rich(changes: &[(&str, &str)]) -> Document {
    let folder = tempfile::tempdir().unwrap();
    made::bundle(folder.path());
    compose(&open(folder.path()), &made::referral(changes), &made::meta()).unwrap()
}

fn bare() -> Document {
    let folder = tempfile::tempdir().unwrap();
    made::bare_bundle(folder.path(), &made::findings(made::BARE_CASE, Vec::new(), false));
    compose(&open(folder.path()), &made::referral(&[]), &made::meta()).unwrap()
}

fn plain(text: &Text) -> String {
    let span = |span: &Span| match span {
        Span::Plain(text)
        | Span::Strong(text)
        | Span::Code(text)
        | Span::Foreign { text, .. }
        | Span::Link { text, .. } => text.clone(),
        Span::Cite { id, place, remembered } => {
            format!(" [{id}{}{place}{}]", if place.is_empty() { "" } else { ", " }, if *remembered { " ?" } else { "" })
        }
    };
    text.0.iter().map(span).collect()
}

/// A page as lines, pictures by their words.
fn lines(page: &Page) -> String {
    let mut lines = vec![page.title.clone(), page.running.clone()];
    lines.extend(page.across.map(str::to_owned));
    let section = |section: &PageSection| -> Vec<String> {
        let mut lines = vec![String::new(), format!("## {}", section.heading)];
        lines.extend(section.blocks.iter().flat_map(block));
        lines
    };
    lines.extend(page.head.iter().flat_map(block));
    lines.extend(page.sections.iter().flat_map(section));
    lines.join("\n") + "\n"
}

fn block(block: &Block) -> Vec<String> {
    match block {
        Block::Facts(facts) => facts.iter().map(|(name, text)| format!("{name}: {}", plain(text))).collect(),
        Block::Paragraph(text) => vec![plain(text)],
        Block::Note(tone, text) => vec![format!("! {tone:?}: {}", plain(text))],
        Block::List(items) => items.iter().map(|text| format!("- {}", plain(text))).collect(),
        Block::Subheading(text) => vec![format!("### {text}")],
        Block::Table(table) => {
            let titles: Vec<&str> = table.columns.iter().map(|column| column.title.as_str()).collect();
            let mut lines = vec![format!("[{}] {}", table.caption, titles.join(" | "))];
            for row in &table.rows {
                assert_eq!(row.len(), table.columns.len(), "{}", table.caption);
                let cells: Vec<String> =
                    row.iter().map(|cell| cell.iter().map(plain).collect::<Vec<_>>().join(" / ")).collect();
                lines.push(format!("| {}", cells.join(" | ")));
            }
            lines
        }
        Block::Picture(picture) => vec![format!("({}) {}", picture.caption, picture.alternative)],
    }
}

#[test]
fn the_report_is_said_in_both_languages() {
    let folder = tempfile::tempdir().unwrap();
    made::bundle(folder.path());
    made::bare_bundle(folder.path(), &made::kept_findings());
    let document = compose(&open(folder.path()), &made::referral(&[]), &made::meta()).unwrap();
    for (language, name) in [(Danish, "report_da"), (English, "report_en")] {
        insta::assert_snapshot!(name, lines(&page(&document, language)));
    }
}

#[test]
fn a_nearly_empty_bundle_has_every_section_with_its_reason() {
    let document = bare();
    let (full, empty) = (page(&rich(&[]), Danish), page(&document, Danish));
    let ids = |page: &Page| page.sections.iter().map(|section| section.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&full), ids(&empty));
    assert!(empty.sections.iter().all(|section| !section.blocks.is_empty()));
    assert!(matches!(document.copy_number, Section::NotPerformed { .. }));
    assert!(matches!(document.fusions, Section::NotPerformed { .. }));
    assert!(matches!(document.small_variants, Section::NotPerformed { .. }));
    assert!(matches!(document.tandem_duplications, Section::NotPerformed { .. }));
    assert!(matches!(document.trials, Section::NotPerformed { .. }));
    assert!(matches!(document.therapy, Section::NotPerformed { .. }));
    assert!(matches!(document.quality, Section::NotPerformed { .. }));
}

fn answer(document: &Document, question: Question) -> Contribution {
    document.conclusion.answers.iter().find(|answer| answer.question == question).unwrap().contribution
}

/// Nothing was looked for: that is never "none found".
#[test]
fn what_nobody_looked_for_is_not_assessed() {
    let document = bare();
    let classes = document.classes.result().unwrap();
    assert!(classes.iter().all(|class| class.possible.len() > 4), "every class stands in the data");
    for question in [Question::Pathogenesis, Question::TargetedTrial, Question::TargetedTreatment] {
        assert_eq!(answer(&document, question), Contribution::NotAssessed, "{question:?}");
    }
    let said = lines(&page(&document, English));
    assert!(said.contains("No detection limit is stated"), "{said}");
    assert!(!said.contains("none found") && !said.contains("None found ("), "{said}");
}

#[test]
fn the_question_of_the_referral_comes_first() {
    let myeloid = rich(&[]);
    assert_eq!(myeloid.conclusion.answers[0].question, Question::Diagnosis);
    assert!(myeloid.conclusion.answers[..3].iter().all(|answer| answer.asked_for));
    let relapsed = rich(&[("\"MC-P1\"", "\"RR-P1\"")]);
    assert_eq!(relapsed.conclusion.answers[0].question, Question::TargetedTrial);
    assert_eq!(answer(&relapsed, Question::TargetedTrial), Contribution::None, "64 is below 65");
    assert_eq!(relapsed.conclusion.answers.len(), Question::ALL.len());
}

fn refused(meta: &Meta, changes: &[(&str, &str)]) -> String {
    let folder = tempfile::tempdir().unwrap();
    made::bundle(folder.path());
    let Err(Refusals(refusals)) = compose(&open(folder.path()), &made::referral(changes), meta) else {
        panic!("a report was made")
    };
    refusals.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn two_different_persons_sign_or_it_is_a_draft() {
    let folder = tempfile::tempdir().unwrap();
    made::bundle(folder.path());
    let bundle = open(folder.path());
    let signed = |signers: &[&str]| {
        let signers = signers.iter().map(|signer| (*signer).to_owned()).collect();
        compose(&bundle, &made::referral(&[]), &Meta { signers, ..made::meta() })
    };
    for signers in [&[][..], &["Testlæge Et (TST01)"]] {
        let document = signed(signers).unwrap();
        assert!(!document.is_signed());
        let page = page(&document, Danish);
        assert_eq!(page.across, Some("Udkast, ikke underskrevet"));
        assert!(lines(&page).contains("UDKAST, IKKE UNDERSKREVET"));
    }
    let twice = signed(&["Testlæge Et (TST01)", " testlæge  et (tst01)"]);
    assert!(twice.unwrap_err().to_string().contains("four eyes"));
    assert!(signed(&["Testlæge Et (TST01)", "Testlæge To (TST02)"]).unwrap().is_signed());
    assert!(signed(&["A", "B", "C"]).is_err() && signed(&["A", " "]).is_err());
}

#[test]
fn what_is_signed_stays_as_it_was_and_the_pages_are_set_from_it() {
    let folder = tempfile::tempdir().unwrap();
    made::bundle(folder.path());
    let (bundle, referral) = (open(folder.path()), made::referral(&[]));
    let data = |document: &Document| serde_json::to_string_pretty(document).unwrap();
    let draft = compose(&bundle, &referral, &Meta { signers: Vec::new(), ..made::meta() }).unwrap();
    let at_once = compose(&bundle, &referral, &made::meta()).unwrap();
    assert_eq!(data(&draft), data(&at_once), "one checksum from interpretation to signature");
    let read = |draft: &Document| Document::read(data(draft).as_bytes()).unwrap();
    let signed = sign(read(&draft), &made::meta().signers, made::meta().issued, Some(&referral)).unwrap();
    assert_eq!(data(&signed), data(&draft));
    for language in [Danish, English] {
        assert_eq!(html(&signed, language), html(&at_once, language));
        assert_ne!(html(&read(&draft), language), html(&signed, language));
    }
    assert_eq!(fhir::bundle(&signed, "hash", &[]), fhir::bundle(&at_once, "hash", &[]));
    assert_eq!(phenopacket(&signed, "hash"), phenopacket(&at_once, "hash"));
    // Signed later, it is given later.
    let later = sign(read(&draft), &made::meta().signers, jiff::civil::date(2026, 11, 30), Some(&referral)).unwrap();
    assert_eq!(later.given(), jiff::civil::date(2026, 11, 30));
    assert!(lines(&page(&later, English)).contains("Given on: 2026-11-30"), "{}", lines(&page(&later, English)));
    // What stands against it is told at once.
    let withdrawn =
        ("\"tissue_register_informed_date\"", "\"withdrawn_date\": \"2026-11-20\", \"tissue_register_informed_date\"");
    let early = jiff::civil::date(2026, 11, 26);
    let refused =
        sign(read(&draft), &["A".to_owned()], early, Some(&made::referral(&[withdrawn]))).unwrap_err().to_string();
    for part in ["withdrawn on 2026-11-20", "1 persons", "before the report was composed on 2026-11-27"] {
        assert!(refused.contains(part), "{part}: {refused}");
    }
    let mut other = read(&draft);
    other.patient.cpr.clear();
    assert!(
        sign(other, &made::meta().signers, made::meta().issued, Some(&referral))
            .unwrap_err()
            .to_string()
            .contains("another person")
    );
    let shape = data(&draft).replace("marv-report/1", "marv-report/9");
    assert!(Document::read(shape.as_bytes()).unwrap_err().to_string().contains("marv-report/9"));
    assert!(Document::read(b"{").is_err());
}

#[test]
fn everything_that_stands_against_a_report_is_told_at_once() {
    let meta = Meta { issued: jiff::civil::date(2026, 11, 1), reason: Some("typing error".into()), ..made::meta() };
    let tissue = "\"tissue_register_informed_date\"";
    let withdrawn = "\"withdrawn_date\": \"2026-10-01\", \"tissue_register_informed_date\"";
    let said = refused(&meta, &[(tissue, withdrawn)]);
    for part in ["withdrawn on 2026-10-01", "the findings of 2026-11-26", "first version"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let early = [("\"date\": \"2026-04-17\"", "\"date\": \"2026-12-01\"")];
    assert!(refused(&made::meta(), &early).contains("the requisition of 2026-12-01"));
    assert!(refused(&Meta { version: 2, ..made::meta() }, &[]).contains("say why"));
    let unsigned = [("\"signed_date\": \"2026-04-15\",", "")];
    assert!(refused(&made::meta(), &unsigned).contains("consent.signed_date"));
}

#[test]
fn an_amendment_says_what_it_amends_and_why() {
    let folder = tempfile::tempdir().unwrap();
    made::bundle(folder.path());
    let meta = Meta { version: 3, reason: Some("the second fusion was misread".into()), ..made::meta() };
    let document = compose(&open(folder.path()), &made::referral(&[]), &meta).unwrap();
    let said = lines(&page(&document, English));
    assert!(said.contains("Version: 3, amends version 2: the second fusion was misread"), "{said}");
}

/// The choice of the referral is in force, also where the case file allowed more.
#[test]
fn what_the_patient_does_not_want_to_be_told_stands_nowhere() {
    let folder = tempfile::tempdir().unwrap();
    let allowed = made::CASE.replace("treatable-only", "all");
    let findings = made::findings(&allowed, made::calls(), false);
    assert!(findings.contains("D140Gfs"), "the fixture tells it");
    made::bare_bundle(folder.path(), &findings);
    let bundle = open(folder.path());
    let of = |choice: &str| {
        let change = format!("\"incidental_choice\": \"{choice}\"");
        compose(&bundle, &made::referral(&[("\"incidental_choice\": \"treatable-only\"", &change)]), &made::meta())
            .unwrap()
    };
    let told = serde_json::to_string(&of("all")).unwrap();
    assert!(told.contains("DDX41"), "{told}");
    for choice in ["none", "undecided"] {
        let document = of(choice);
        let said = serde_json::to_string(&document).unwrap();
        assert!(!said.contains("DDX41") && !said.contains("D140Gfs"), "{choice}");
        assert!(document.hereditary.held_back >= 1);
        for language in [Danish, English] {
            assert!(!lines(&page(&document, language)).contains("DDX41"), "{choice}");
        }
    }
}

#[test]
fn parts_of_the_findings_that_are_not_known_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let findings = made::findings(made::BARE_CASE, Vec::new(), false);
    let more = findings.replacen('{', "{ \"risk_of_another_kind\": { \"group\": \"high\" },", 1);
    made::bare_bundle(folder.path(), &more);
    let document = compose(&open(folder.path()), &made::referral(&[]), &made::meta()).unwrap();
    assert!(
        lines(&page(&document, English))
            .contains("parts that this version of the report cannot show: risk_of_another_kind")
    );
}

#[test]
fn every_fault_of_a_bundle_is_told_with_file_field_and_remedy() {
    let folder = tempfile::tempdir().unwrap();
    made::bundle(folder.path());
    let findings = std::fs::read_to_string(folder.path().join("findings.json")).unwrap();
    let broken = findings
        .replace("\"date\": \"2026-11-26\"", "\"date\": \"soon\"")
        .replace("marv-findings/1", "marv-findings/9");
    std::fs::write(folder.path().join("findings.json"), broken).unwrap();
    let segments = std::fs::read_to_string(folder.path().join("calls/segments.tsv")).unwrap();
    std::fs::write(folder.path().join("calls/segments.tsv"), segments.replace("neutral", "normal")).unwrap();
    std::fs::write(folder.path().join("calls/quality.json"), "{").unwrap();
    let said = Bundle::open(folder.path()).unwrap_err().to_string();
    for part in ["findings.json: schema", "findings.json: date", "segments.tsv: line 3, kind", "calls/quality.json"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let empty = tempfile::tempdir().unwrap();
    assert!(Bundle::open(empty.path()).unwrap_err().to_string().contains("marv interpret --out"));
}

#[test]
fn a_segment_lies_where_a_contig_can() {
    let folder = tempfile::tempdir().unwrap();
    made::bundle(folder.path());
    let file = folder.path().join("calls/segments.tsv");
    let segments = std::fs::read_to_string(&file).unwrap();
    let (heading, row) = segments.split_at(segments.find("chr").unwrap());
    let row: Vec<&str> = row.lines().next().unwrap().split('\t').collect();
    let said = |start: &str, end: &str| {
        let row = [&[row[0], start, end], &row[3..]].concat().join("\t");
        std::fs::write(&file, format!("{heading}{row}\n")).unwrap();
        Bundle::open(folder.path()).err().map(|faults| faults.to_string()).unwrap_or_default()
    };
    assert_eq!(said("1", "2147483647"), "");
    let wanted = "is no position, which is a whole number from 1 to 2147483647";
    for (start, end, column) in [("0", "9", "start"), ("1", "2147483648", "end"), ("1", "18446744073709551615", "end")]
    {
        let told = said(start, end);
        assert!(told.contains(&format!("line 3, {column}: {wanted}")), "{start}-{end}: {told}");
    }
}

/// The words of the recommendations that a report quotes are in their text.
#[test]
fn quotes_are_in_the_source() {
    // The guideline's own check finds each quote of its files on its page of the source.
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../guidelines/ngc-haem-2022");
    let files = ["rules/common/strategy/COM-STRAT-01.toml", "cited/context-strategy.toml", "cited/report-content.toml"];
    let text = files.map(|file| std::fs::read_to_string(folder.join(file)).unwrap()).concat();
    for (place, quote) in report::compose::QUOTES {
        let page = place.strip_prefix("page ").unwrap();
        let before = &text[..text.find(&format!("quote = \"{quote}\"")).unwrap_or_else(|| panic!("{quote}"))];
        let stated = before.rsplit("page = ").next().unwrap().lines().next().unwrap();
        assert_eq!(stated, page, "{quote}");
    }
}

fn html(document: &Document, language: Language) -> String {
    report::html::html(&page(document, language), "hash")
}

#[test]
fn the_page_needs_nothing_else_and_shows_what_the_blocks_say() {
    let document = rich(&[]);
    for language in [Danish, English] {
        let html = html(&document, language);
        assert!(html.starts_with("<!DOCTYPE html>\n<html lang="));
        for forbidden in ["<script", "http://", "https://", "url(", "@import", "<link", "<iframe", "<img"] {
            let found = html.replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
            assert!(!found.contains(forbidden), "{forbidden}");
        }
        assert_eq!(html.matches("<main>").count(), 1);
        assert_eq!(html.matches("<table ").count(), html.matches("<caption>").count());
        assert!(html.matches("scope=\"row\"").count() > 20);
        // Every link within the page leads somewhere.
        for link in html.split("href=\"#").skip(1).map(|rest| &rest[..rest.find('"').unwrap()]) {
            assert!(html.contains(&format!("id=\"{link}\"")), "{link}");
        }
    }
}

/// Names and free texts of others: markup of HTML and of the typesetter, controls, and what turns the direction of writing.
#[test]
fn a_hostile_text_stays_a_text() {
    const EVIL: &str = "<script>alert(1)</script> #panic[x] \" onload=x & \\u0007 '";
    let folder = tempfile::tempdir().unwrap();
    let findings = made::findings(made::CASE, made::calls(), true);
    let mut value: serde_json::Value = serde_json::from_str(&findings).unwrap();
    for (pointer, evil) in [
        ("/variants/0/gene", EVIL),
        ("/variants/0/genomic", "]] #eval(\"1\") <img src=x>"),
        ("/karyotype/text", "46,XX</code><script>"),
        ("/sample", "S-<b>1</b>"),
        ("/trials/0/protocol", "#read(\"/etc/passwd\")"),
    ] {
        *value.pointer_mut(pointer).unwrap() = evil.into();
    }
    made::bundle(folder.path());
    std::fs::write(folder.path().join("findings.json"), value.to_string()).unwrap();
    let fusions = std::fs::read_to_string(folder.path().join("fusions.tsv")).unwrap();
    std::fs::write(folder.path().join("fusions.tsv"), fusions.replace("RUNX1::RUNX1T1", "<svg/onload=x>::\u{1}"))
        .unwrap();
    let document = compose(&open(folder.path()), &made::referral(&[]), &made::meta()).unwrap();
    let html = html(&document, English);
    for forbidden in ["<script", "<img", "<svg/onload", "<b>", "\u{1}", "\u{7}"] {
        assert!(!html.contains(forbidden), "{forbidden}");
    }
    assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt; #panic[x]"));
}

/// DER-12: drugs stand in the order of the data, whatever is known of each, and no word and no number puts one before another.
#[test]
fn the_report_ranks_no_drug() {
    let told = |turned: bool| {
        let mut findings: serde_json::Value = serde_json::from_str(&made::kept_findings()).unwrap();
        let evidence = findings["therapy"]["evidence"].as_array_mut().unwrap();
        assert!(evidence.len() > 5);
        if turned {
            evidence.reverse();
        }
        let folder = tempfile::tempdir().unwrap();
        made::bare_bundle(folder.path(), &findings.to_string());
        compose(&open(folder.path()), &made::referral(&[]), &made::meta()).unwrap()
    };
    let (as_it_is, turned) = (told(false), told(true));
    let drugs = |document: &Document| document.therapy.result().unwrap().drugs.clone();
    let mut other = drugs(&turned);
    other.reverse();
    assert_eq!(drugs(&as_it_is), other, "the order is that of the data, and nothing else of a drug changes with it");
    // Approved or not, for this line or for another: rows are not put in the order of it.
    let fits: Vec<_> = drugs(&as_it_is).iter().map(|drug| drug.line_fits).collect();
    let mut sorted = fits.clone();
    sorted.sort_by_key(|own| format!("{own:?}"));
    sorted.dedup();
    assert!(sorted.len() > 1, "the case has drugs of more than one line: {fits:?}");
    for language in [Danish, English] {
        let rows = |document: &Document| {
            let page = page(document, language);
            let section = page.sections.iter().find(|own| own.id == "therapy").unwrap();
            let tables =
                section.blocks.iter().filter_map(|own| if let Block::Table(table) = own { Some(table) } else { None });
            tables.flat_map(|table| &table.rows).map(|row| plain(&row[0][0])).collect::<Vec<_>>()
        };
        let mut other = rows(&turned);
        other.reverse();
        assert_eq!(rows(&as_it_is), other);
        // It says so itself, and says nothing else.
        let text = lines(&page(&as_it_is, language)).to_lowercase();
        let (says, table) = match language {
            Danish => ("rangordner intet", "som ikke er en rangordning"),
            English => ("ranks nothing", "which is no ranking"),
        };
        assert!(text.contains(says) && text.contains(table), "{text}");
        for never in ["first choice", "preferred", "best option", "førstevalg", "foretrukne", "bedste valg"] {
            assert!(!text.contains(never), "{never}: {text}");
        }
    }
}
