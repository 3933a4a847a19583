//! Response and evolution in the report: every event at both time points, and the reason where there is nothing to compare.

use crate::made;

use interpretation::case_file;
use interpretation::course::pair::EventKey;
use interpretation::course::{Compared, EventKind, SampleEvents, SampleName, SeenEvent, pair};
use interpretation::language::Language::{self, Danish, English};
use interpretation::meaning::{Asked, LookedFor, compose};
use interpretation::response::sighting::{Sighting, count};
use interpretation::risk::tp53::AllelicState;
use interpretation::variant::Variant;
use report::bundle::Bundle;
use report::compose::compose as report_of;
use report::document::conclusion::{Contribution, Question};
use report::document::{Document, Section};
use report::html::html;
use report::page::page;

const RESPONSE: &str = "[response]\nafter = 'second induction'\ncourses = 2\ntreatment = ['gilteritinib']\n\
    marrow_blasts_before = 62\nextramedullary = false\nmrd = 'negative'\n\
    transcript.blood = { diagnosis = 1.0, now = 0.0004 }\ntranscript.marrow = { diagnosis = 1.0, now = 0.01 }\n";

fn seen(gene: &str, change: &str, sighting: Sighting) -> SeenEvent {
    let variant = Variant::new(gene.parse().unwrap(), change.parse().unwrap());
    let place = format!("chr1:g.{gene}");
    SeenEvent {
        key: EventKey::of_variant(&place, ""),
        kind: EventKind::SmallVariant,
        gene: Some(gene.into()),
        name: variant.name(),
        place: Some(place),
        counts: true,
        variant: Some(variant),
        sighting,
        tumour_cells: None,
    }
}

fn reads(alternate: u32, depth: u32) -> Sighting {
    Sighting::counted(count(alternate, depth).unwrap())
}

/// `NPM1` cleared, `DNMT3A` persisting, `NRAS` come up, `WT1` not assessed.
pub fn document() -> Document {
    let file = case_file::read(&format!("{}{RESPONSE}", made::CASE)).unwrap();
    let mut meaning = compose(&file, made::calls(), &[]);
    let npm1 = seen("NPM1", "p.W288Cfs*12", reads(44, 104));
    let mut now = SampleEvents { seen: vec![seen("NRAS", "p.G12D", reads(9, 90))], ..SampleEvents::default() };
    now.looked_at.insert(npm1.key.clone(), (reads(0, 140), None));
    now.seen.push(seen("DNMT3A", "p.R882H", reads(30, 100)));
    // Before, every gene was looked at down to 1 %.
    let at_one_percent = genome::quantity::AlleleFraction::new(0.01).ok();
    let looked_for = LookedFor { other_genes_at: at_one_percent, genes: Vec::new(), ..meaning.looked_for.clone() };
    let before = SampleEvents {
        seen: vec![npm1, seen("DNMT3A", "p.R882H", reads(62, 103)), seen("WT1", "p.R462W", reads(7, 100))],
        looked_for: Some(looked_for),
        ..SampleEvents::default()
    };
    let compared = Compared {
        earlier: SampleName { sample: "S-0000".into(), date: jiff::civil::date(2026, 5, 2) },
        pairs: pair::pair(&before, &now),
        tp53: [vec![AllelicState::NoMutation], vec![AllelicState::NoMutation]],
        antigens: Vec::new(),
        notes: Vec::new(),
    };
    meaning.compare(compared, &file);
    assert!(matches!(&meaning.course.as_ref().unwrap().response.as_ref().unwrap().aml, Asked::Answered(_)));
    of(&serde_json::to_string(&meaning).unwrap(), &[])
}

fn of(findings: &str, changes: &[(&str, &str)]) -> Document {
    let folder = tempfile::tempdir().unwrap();
    made::bare_bundle(folder.path(), findings);
    let bundle = Bundle::open(folder.path()).unwrap_or_else(|faults| panic!("{faults}"));
    report_of(&bundle, &made::referral(changes), &made::meta()).unwrap()
}

fn said(document: &Document, language: Language) -> String {
    let page = page(document, language);
    let section = page.sections.iter().find(|section| section.id == "course").unwrap();
    serde_json::to_string(&section.blocks).unwrap()
}

/// It had been said that no list covers the stated group, which is acute myeloid leukaemia.
#[test]
fn the_conclusion_says_why_no_risk_is_given_after_induction() {
    let document = document();
    let answers = &document.conclusion.answers;
    let prognosis = answers.iter().find(|answer| answer.question == Question::Prognosis).unwrap();
    // The flag of primary refractoriness is one; "none found" had been said beside it.
    assert_eq!(prognosis.contribution, Contribution::Found);
    let says = |language| -> Vec<&str> { prognosis.says.iter().map(|told| told.says.in_language(language)).collect() };
    assert!(says(English)[0].contains("primary refractoriness"), "{:?}", says(English));
    let induction = "The sample was taken after induction; the risk is that of the disease at diagnosis";
    assert_eq!(says(English)[1..], [induction, "The requester states no mature lymphoid neoplasm"]);
    let induction = "Prøven er taget efter induktion; risikoen er den, sygdommen havde ved diagnosen";
    assert_eq!(says(Danish)[1..], [induction, "Rekvirenten angiver ingen moden lymfoid neoplasi"]);
}

#[test]
fn every_event_stands_at_both_time_points() {
    let document = document();
    let english = said(&document, English);
    for part in [
        "Not detected is not remission",
        "S-0000, 2026-05-02",
        "42.3 % (33.3–51.9)",
        "44 of 104",
        "not seen; excluded from 2.1 %",
        "\"cleared\"",
        "not cleared: it persists",
        "often outlast a remission",
        "NRAS p.G12D: new",
        "gilteritinib, quizartinib, venetoclax (given)",
        "KLCO2015",
        "not satisfactory",
        "NGC2022",
        "page 16",
    ] {
        assert!(english.contains(part), "{part}: {english}");
    }
    let danish = said(&document, Danish);
    for part in [
        "Ikke påvist er ikke remission",
        "42,3 % (33,3–51,9)",
        "44 af 104",
        "ikke clearet: den består",
        "ikke undersøgt",
    ] {
        assert!(danish.contains(part), "{part}: {danish}");
    }
    assert!(document.limitations.iter().all(|said| !said.says.en.contains("cannot show")), "the course is read");
    let sources: Vec<&str> = document.provenance.sources.iter().map(|row| row.id.as_str()).collect();
    assert!(sources.contains(&"KLCO2015") && sources.contains(&"MCMAHON2019"), "{sources:?}");
    assert!(html(&page(&document, English), "").contains("Response and evolution"));
}

/// The picture has a line for each event whose share is known in both samples, and says the same in words.
#[test]
fn the_course_is_drawn_and_told_in_words() {
    let document = document();
    let comparison = document.course.result().unwrap().comparison.clone().unwrap();
    let picture = report::picture::course(&comparison, Danish).unwrap();
    assert_eq!(
        picture.alternative,
        "DNMT3A p.R882H: 60,2 % → 30 %, aftagende; NPM1 p.W288Cfs*12: 42,3 % → < 2,1 %, forsvundet: ikke set ved denne grænse; \
         NRAS p.G12D: < 1 % → 10 %, ny."
    );
    // NPM1 and NRAS are not seen in one of the samples: dashed, with an open mark at the limit.
    assert_eq!(picture.svg.matches("stroke-dasharray").count(), 2);
    assert_eq!(picture.svg.matches("fill=\"none\"").count(), 2);
    assert!(picture.svg.contains("NRAS p.G12D &lt; 1 %</text>"), "{}", picture.svg);
    assert!(!picture.svg.contains("WT1"), "its share now is not known: it stands in the table alone");
    for language in [Danish, English] {
        let set = page(&document, language);
        let html = html(&set, "");
        let picture = report::picture::course(&comparison, language).unwrap();
        assert!(html.contains(&picture.svg.replacen("<svg ", "", 1)), "the page has the drawing");
        report::typeset::pdf(&set, "hash", document.issued).unwrap();
    }
    let nothing = report::bundle::Comparison { events: Vec::new(), ..comparison };
    assert!(report::picture::course(&nothing, English).is_none());
}

/// Danish has decimal commas; nomenclature (HGVS, ISCN) has points in both languages.
#[test]
fn danish_text_has_no_decimal_point() {
    let folder = tempfile::tempdir().unwrap();
    made::bundle(folder.path());
    let rich = report_of(&Bundle::open(folder.path()).unwrap(), &made::referral(&[]), &made::meta()).unwrap();
    for document in [document(), rich] {
        let page = page(&document, Danish);
        let json = serde_json::to_value(&page).unwrap();
        let mut found = Vec::new();
        points(&json, &mut found);
        assert!(found.is_empty(), "{found:#?}");
        let english = serde_json::to_string(&report::page::page(&document, English)).unwrap();
        assert!(english.contains("42.") && !english.contains("42,3 %"), "English keeps its points");
    }
    let mut found = Vec::new();
    points(&serde_json::json!({ "kind": "plain", "is": "VAF 42.3 %, t(5;11)(q35.2;p15.4)[0.23]" }), &mut found);
    assert_eq!(found.len(), 1, "one is seen, and ISCN is none");
}

/// Numbers with a decimal point in the text of a page.
fn points(value: &serde_json::Value, found: &mut Vec<String>) {
    use serde_json::Value;
    match value {
        Value::Object(span) if span.get("kind").is_some_and(|kind| kind == "plain" || kind == "strong") => {
            let text = span["is"].as_str().unwrap_or_default();
            let is_inside = |letter: char| letter.is_alphanumeric() || "._-".contains(letter);
            for word in text.split(|letter: char| !is_inside(letter) && letter != '[') {
                if word.contains('.')
                    && word.trim_end_matches('.').contains('.')
                    && word.trim_end_matches('.').parse::<f64>().is_ok()
                {
                    found.push(text.to_owned());
                }
            }
        }
        Value::Object(fields) => fields.values().for_each(|field| points(field, found)),
        Value::Array(members) => members.iter().for_each(|member| points(member, found)),
        _ => {}
    }
}

#[test]
fn without_an_earlier_sample_the_section_says_why() {
    let findings = made::findings(made::CASE, made::calls(), false);
    assert!(matches!(of(&findings, &[]).course, Section::NotApplicable { .. }));
    let repeat = [("\"repeat\": false", "\"repeat\": true")];
    assert!(matches!(of(&findings, &repeat).course, Section::NotPerformed { .. }));
    let stated = made::findings(&format!("{}{RESPONSE}", made::CASE), made::calls(), false);
    let document = of(&stated, &[]);
    let told = document.course.result().unwrap();
    assert!(told.comparison.is_none() && told.response.len() == 3 && told.molecular.is_some());
    assert!(said(&document, English).contains("No earlier sample was given"));
}
