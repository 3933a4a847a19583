//! Paper, screen, FHIR and phenopacket carry the same values for every reported finding: read back from each form as its readers
//! would, and held against each other.

use crate::made;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use interpretation::language::Language::{self, Danish, English};
use report::bundle::{Bundle, Kind, sha256};
use report::compose::{Meta, compose};
use report::document::finding::TandemAnswer;
use report::document::{Document, Fraction};
use report::page::number::fraction;
use report::page::page;
use report::phenopacket::phenopacket;
use serde_json::{Value, json};

fn document(meta: &Meta) -> Document {
    let folder = tempfile::tempdir().unwrap();
    made::bundle(folder.path());
    compose(&Bundle::open(folder.path()).unwrap(), &made::referral(&[]), meta).unwrap()
}

/// What one form says of the small variants, by name: their HGVS names, and the share of reads with its interval; and of each
/// edition its answer.
#[derive(Debug, Clone, Default, PartialEq)]
struct Told {
    variants: BTreeMap<String, Finding>,
    answers: BTreeMap<String, String>,
}

#[derive(Debug, Clone, PartialEq)]
struct Finding {
    hgvs: Vec<String>,
    share: Option<Fraction>,
}

/// Paper and screen as text without white space and hyphens, which the typesetter may add.
fn bare(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric() || "%>*+=_.,;:?()".contains(*letter)).collect()
}

fn by_document(document: &Document) -> Told {
    let variants = &document.small_variants.result().unwrap().variants;
    let told = variants.iter().filter(|row| row.counts || row.doubts.is_empty());
    let variants = told.map(|row| {
        let names = [&row.genomic, &row.coding, &row.protein].into_iter().flatten().cloned().collect();
        (row.name.clone(), Finding { hgvs: names, share: row.fraction })
    });
    let risk = &document.risk;
    let editions = [&document.classes, &risk.aml, &risk.mds, &risk.lymphoid];
    let editions = editions.into_iter().filter_map(|section| section.result()).flatten();
    let answers = editions.map(|answer| {
        let names: Vec<&str> = answer.possible.iter().map(|class| &*class.words.en).collect();
        (answer.edition.en.to_string(), names.join(" or "))
    });
    Told { variants: variants.collect(), answers: answers.collect() }
}

fn components<'v>(observation: &'v Value, code: &'v str) -> impl Iterator<Item = &'v Value> {
    let all = observation["component"].as_array().into_iter().flatten();
    all.filter(move |one| one["code"]["coding"].as_array().into_iter().flatten().any(|coding| coding["code"] == code))
}

fn english(words: &Value) -> String {
    let translation = &words["_text"]["extension"][0]["extension"][1]["valueString"];
    translation.as_str().or(words["text"].as_str()).unwrap_or_default().to_owned()
}

fn by_fhir(bundle: &Value) -> Told {
    let mut told = Told::default();
    for observation in bundle["entry"].as_array().unwrap().iter().map(|entry| &entry["resource"]) {
        let text = |code: &str| {
            components(observation, code)
                .find_map(|one| one["valueCodeableConcept"]["text"].as_str())
                .map(str::to_owned)
        };
        let number = |code: &str| components(observation, code).find_map(|one| one["valueQuantity"]["value"].as_f64());
        let is_variant = observation["code"]["coding"][0]["code"] == "69548-6";
        let doubted = components(observation, "caller-filter").next().is_some();
        let counts = components(observation, "counts-in-class-and-risk").any(|one| one["valueBoolean"] == true);
        let names: Vec<String> = ["81290-9", "48004-6", "48005-3"].into_iter().filter_map(text).collect();
        if is_variant && !names.is_empty() && (counts || !doubted) {
            let name = english(&observation["code"]);
            let share = components(observation, "81258-6").next().map(|one| {
                let interval = &one["extension"][0]["valueRange"];
                let ends = [&interval["low"]["value"], &interval["high"]["value"]].map(Value::as_f64);
                let whole = |code: &str| number(code).map(|count| format!("{count}").parse().unwrap());
                Fraction {
                    value: one["valueQuantity"]["value"].as_f64().unwrap(),
                    interval: ends[0].zip(ends[1]).map(|(low, high)| [low, high]),
                    alternate: whole("82121-5"),
                    depth: whole("reads-that-tell"),
                }
            });
            told.variants.insert(name, Finding { hgvs: names, share });
        }
        let possible: Vec<String> =
            components(observation, "possible-answer").map(|one| english(&one["valueCodeableConcept"])).collect();
        if components(observation, "settled").next().is_some() {
            told.answers.insert(english(&observation["code"]), possible.join(" or "));
        }
    }
    told
}

fn by_phenopacket(packet: &Value) -> Told {
    let mut told = Told::default();
    for finding in packet["interpretations"][0]["diagnosis"]["genomicInterpretations"].as_array().unwrap() {
        let variation = &finding["variantInterpretation"]["variationDescriptor"];
        let extension = |name: &str| {
            let all = variation["extensions"].as_array().into_iter().flatten();
            all.filter(|one| one["name"] == name).find_map(|one| one["value"].as_str()?.parse::<f64>().ok())
        };
        let hgvs: Vec<String> = variation["expressions"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|one| one["syntax"].as_str().unwrap().starts_with("hgvs"))
            .map(|one| {
                let value = one["value"].as_str().unwrap();
                // The change of the transcript stands behind the transcript.
                if one["syntax"] == "hgvs.c" { value.rsplit(':').next().unwrap().to_owned() } else { value.to_owned() }
            })
            .collect();
        if hgvs.is_empty() {
            continue;
        }
        let whole = |name: &str| extension(name).map(|count| format!("{count}").parse().unwrap());
        let low_and_high = extension("allele-frequency-95-low").zip(extension("allele-frequency-95-high"));
        let share = extension("allele-frequency").map(|value| Fraction {
            value,
            interval: low_and_high.map(|(low, high)| [low, high]),
            alternate: whole("reads-with-allele"),
            depth: whole("reads-that-tell"),
        });
        told.variants.insert(variation["label"].as_str().unwrap().to_owned(), Finding { hgvs, share });
    }
    for measurement in packet["measurements"].as_array().unwrap() {
        if let Some(answer) = measurement["value"]["ontologyClass"]["label"].as_str() {
            let edition = measurement["assay"]["label"].as_str().unwrap().to_owned();
            let answer = answer.trim_start_matches("not settled: ");
            told.answers.insert(edition, if answer == "no rule applies" { String::new() } else { answer.to_owned() });
        }
    }
    told
}

/// The text of a page, without its pictures and style.
fn text_of(html: &str) -> String {
    let body = html.split("</style>").nth(1).unwrap_or_default();
    let mut text = String::new();
    let mut inside = false;
    for letter in body.chars() {
        match letter {
            '<' => inside = true,
            '>' => inside = false,
            other if !inside => text.push(other),
            _ => {}
        }
    }
    text.replace("&gt;", ">").replace("&lt;", "<").replace("&#39;", "'").replace("&quot;", "\"").replace("&amp;", "&")
}

/// What stands in a text for people: the name and the share side by side, every HGVS name, each edition's answer.
fn missing(told: &Told, text: &str, language: Language, words: &BTreeMap<String, (String, String)>) -> Vec<String> {
    let text = bare(text);
    let mut missing = Vec::new();
    let mut wanted = |part: String| {
        if !text.contains(&bare(&part)) {
            missing.push(part);
        }
    };
    for (name, finding) in &told.variants {
        if let Some(share) = &finding.share {
            wanted(format!("{name}{}", fraction(share, language)));
        }
        finding.hgvs.iter().filter(|name| !name.starts_with("p.")).for_each(|name| wanted(name.clone()));
    }
    for edition in told.answers.keys() {
        let (edition, answer) = &words[edition];
        wanted(format!("{edition}{answer}"));
    }
    missing
}

/// The name of each edition and its answer in the words of the page.
fn words(document: &Document, language: Language) -> BTreeMap<String, (String, String)> {
    let risk = &document.risk;
    let editions = [&document.classes, &risk.aml, &risk.mds, &risk.lymphoid];
    let editions = editions.into_iter().filter_map(|section| section.result()).flatten();
    let row = |answer: &report::document::answer::EditionAnswer| {
        let names: Vec<&str> = answer.possible.iter().map(|class| class.words.in_language(language)).collect();
        let (open, or, none) = match language {
            English => ("not settled: ", " or ", "no rule applies"),
            Danish => ("ikke afgjort: ", " eller ", "ingen regel gælder"),
        };
        let said = match &names[..] {
            [] => none.to_owned(),
            [one] => (*one).to_owned(),
            // The page names the first four and counts the others.
            several => format!("{open}{}", several.iter().take(4).copied().collect::<Vec<_>>().join(or)),
        };
        (answer.edition.en.to_string(), (answer.edition.in_language(language).to_owned(), said))
    };
    editions.map(row).collect()
}

/// What differs between the forms; empty if they all say the same.
fn disagreements(document: &Document, forms: &Forms) -> Vec<String> {
    let told = by_document(document);
    let mut found = Vec::new();
    let mut held = |form: &str, other: &Told| {
        for (name, finding) in &told.variants {
            if other.variants.get(name) != Some(finding) {
                found.push(format!("{form}: {name}: {:?}, not {finding:?}", other.variants.get(name)));
            }
        }
        for (edition, answer) in &told.answers {
            if other.answers.get(edition) != Some(answer) {
                found.push(format!("{form}: {edition}: {:?}, not {answer}", other.answers.get(edition)));
            }
        }
        if other.variants.len() != told.variants.len() {
            found.push(format!("{form}: {:?}", other.variants.keys()));
        }
    };
    held("fhir", &by_fhir(&forms.fhir));
    held("phenopacket", &by_phenopacket(&forms.phenopacket));
    for (language, html, paper) in &forms.pages {
        let words = words(document, *language);
        found.extend(missing(&told, &text_of(html), *language, &words).into_iter().map(|part| format!("html: {part}")));
        let paper = paper.iter().flat_map(|paper| missing(&told, paper, *language, &words));
        found.extend(paper.map(|part| format!("pdf: {part}")));
    }
    found
}

struct Forms {
    fhir: Value,
    phenopacket: Value,
    /// Each language with the page and the text of the paper; the latter `None` without `pdftotext`.
    pages: Vec<(Language, String, Option<String>)>,
}

fn read(pdf: &[u8]) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.pdf");
    std::fs::write(&file, pdf).unwrap();
    match Command::new("pdftotext").arg("-raw").arg(&file).arg("-").output() {
        Ok(output) => Some(String::from_utf8(output.stdout).unwrap()),
        Err(error) => {
            eprintln!("SKIPPED: pdftotext cannot be run: {error}; paper is not held against the other forms");
            None
        }
    }
}

fn forms(document: &Document) -> Forms {
    let hash = sha256(serde_json::to_string(document).unwrap().as_bytes());
    let set = |language| {
        let page = page(document, language);
        let pdf = report::typeset::pdf(&page, &hash, document.issued).unwrap();
        (language, report::html::html(&page, &hash), read(&pdf))
    };
    Forms {
        fhir: report::fhir::bundle(document, &hash, &[]),
        phenopacket: serde_json::to_value(phenopacket(document, &hash)).unwrap(),
        pages: [Danish, English].map(set).into(),
    }
}

#[test]
fn paper_screen_fhir_and_phenopacket_carry_the_same_values() {
    let document = document(&made::meta());
    let forms = forms(&document);
    let told = by_document(&document);
    assert!(told.variants.len() >= 3 && told.answers.len() >= 6, "{told:#?}");
    assert_eq!(disagreements(&document, &forms), Vec::<String>::new());

    // One value changed in one form is seen: each kind of value, in each form.
    let changed = |change: &dyn Fn(&mut Forms)| {
        let mut other =
            Forms { fhir: forms.fhir.clone(), phenopacket: forms.phenopacket.clone(), pages: forms.pages.clone() };
        change(&mut other);
        disagreements(&document, &other)
    };
    let first =
        told.variants.values().find(|finding| finding.share.is_some_and(|share| share.interval.is_some())).unwrap();
    let share = first.share.unwrap();
    let (low, coding) = (share.interval.unwrap()[0], first.hgvs.iter().find(|name| name.starts_with("c.")).unwrap());
    let class = told.answers.values().find(|answer| !answer.is_empty() && !answer.contains(" or ")).unwrap();
    let in_text = |value: &Value, from: &str, to: &str| -> Value {
        let text = value.to_string();
        assert!(text.contains(from), "{from} stands there");
        serde_json::from_str(&text.replace(from, to)).unwrap()
    };
    for (from, to) in [
        (json!(share.value).to_string(), "0.123".to_owned()),
        (json!(low).to_string(), "0.0123".to_owned()),
        (coding.clone(), "c.1A>C".to_owned()),
        (class.clone(), "another class".to_owned()),
    ] {
        let fhir = changed(&|forms| forms.fhir = in_text(&forms.fhir, &from, &to));
        assert!(fhir.iter().any(|found| found.starts_with("fhir")), "{from}: {fhir:?}");
        let packet = changed(&|forms| forms.phenopacket = in_text(&forms.phenopacket, &from, &to));
        assert!(packet.iter().any(|found| found.starts_with("phenopacket")), "{from}: {packet:?}");
    }
    let percent = |share: f64| report::page::number::number(share * 100.0, 1, Danish);
    let class =
        words(&document, Danish).into_values().map(|(_, answer)| answer).find(|answer| !answer.contains(':')).unwrap();
    for from in [percent(share.value), percent(low), coding.replace('>', "&gt;"), class] {
        let html = changed(&|forms| {
            assert!(forms.pages[0].1.contains(&from), "{from} stands there");
            forms.pages[0].1 = forms.pages[0].1.replace(&from, "9,9");
        });
        assert!(html.iter().any(|found| found.starts_with("html")), "{from}: {html:?}");
        if forms.pages[0].2.is_some() {
            let paper = changed(&|forms| {
                let from = bare(&from.replace("&gt;", ">"));
                let text = bare(forms.pages[0].2.as_ref().unwrap());
                assert!(text.contains(&from), "{from} stands there");
                forms.pages[0].2 = Some(text.replace(&from, "9,9"));
            });
            assert!(paper.iter().any(|found| found.starts_with("pdf")), "{from}: {paper:?}");
        }
    }
}

/// Neither the person nor anything that may be inherited.
#[test]
fn a_phenopacket_knows_no_person() {
    let mut document = document(&made::meta());
    document.order.diagnosis = Some("written by hand: Testperson Et".into());
    let mut germline = String::new();
    if let report::document::Section::Performed { result } = &mut document.small_variants {
        result.variants[0].origin = interpretation::variant::Origin::Germline;
        germline.clone_from(&result.variants[0].name);
    }
    let packet = serde_json::to_string(&phenopacket(&document, "00")).unwrap();
    let born = document.patient.born.map(|day| day.to_string()).unwrap_or_default();
    let mut forbidden =
        vec![germline, document.patient.cpr.clone(), born, "Testperson".to_owned(), "Testlæge".to_owned()];
    forbidden.extend(document.order.authorisation_id.clone());
    forbidden.extend(document.order.requester.clone());
    forbidden.extend(document.order.unit.clone());
    forbidden.extend(document.patient.region.map(|region| format!("\"{region}\"")));
    forbidden.extend(document.hereditary.shown.iter().map(|row| row.disorder.clone()));
    for part in forbidden.iter().filter(|part| !part.is_empty()) {
        assert!(!packet.contains(part.as_str()), "{part}: {packet}");
    }
    assert!(packet.contains(&document.sample));
    let packet: Value = serde_json::from_str(&packet).unwrap();
    let known: Vec<&str> = packet["metaData"]["resources"]
        .as_array()
        .unwrap()
        .iter()
        .map(|resource| resource["namespacePrefix"].as_str().unwrap())
        .collect();
    let mut terms = Vec::new();
    curies(&packet, &mut terms);
    assert!(terms.len() > 10, "{terms:?}");
    for term in terms {
        let (prefix, code) = term.split_once(':').unwrap_or_else(|| panic!("{term} is no CURIE"));
        assert!(known.contains(&prefix) && !code.contains(char::is_whitespace), "{term}");
    }
}

/// The ids of terms, genes and variations.
fn curies(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            let is_term = fields.contains_key("label") || fields.contains_key("moleculeContext");
            found.extend(fields.get("id").filter(|_| is_term).map(|id| id.as_str().unwrap().to_owned()));
            found.extend(fields.get("valueId").map(|id| id.as_str().unwrap().to_owned()));
            fields.values().for_each(|field| curies(field, found));
        }
        Value::Array(members) => members.iter().for_each(|member| curies(member, found)),
        _ => {}
    }
}

#[test]
fn the_schema_of_phenopackets_reads_every_packet() {
    let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    let target = target.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target"));
    let python = target.join("phenopackets/bin/python");
    if !python.exists() {
        eprintln!(
            "SKIPPED: {} is missing (./test installs it): no foreign reader of phenopackets was asked",
            python.display()
        );
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let bare = tempfile::tempdir().unwrap();
    made::bare_bundle(bare.path(), &made::findings(made::BARE_CASE, Vec::new(), false));
    let bare = compose(&Bundle::open(bare.path()).unwrap(), &made::referral(&[]), &made::meta()).unwrap();
    let draft = document(&Meta { signers: Vec::new(), ..made::meta() });
    let mut vrs = document(&made::meta());
    if let report::document::Section::Performed { result } = &mut vrs.small_variants {
        result.variants[0].vrs = Some("ga4gh:VA.KjSfpc3M6qxGqRUuqrmDXjmvC7zaxSfd".into());
    }
    let mut files = Vec::new();
    for (name, document) in [("rich", vrs), ("draft", draft), ("bare", bare)] {
        let packet = serde_json::to_string(&phenopacket(&document, "00")).unwrap();
        assert_eq!(packet.contains("\"id\":\"ga4gh:VA.Kj"), name == "rich");
        assert_eq!(packet.contains("COMPLETED"), name != "draft");
        let file = folder.path().join(format!("{name}.json"));
        std::fs::write(&file, packet).unwrap();
        files.push(file);
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/foreign/phenopacket.py");
    let output = Command::new(&python).arg(&script).args(&files).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.matches(" findings").count() == files.len(), "{said}");

    // What the schema does not have is refused.
    let faulty = folder.path().join("faulty.json");
    std::fs::write(&faulty, r#"{ "id": "x", "subject": { "cpr": "1" } }"#).unwrap();
    assert!(!Command::new(&python).arg(&script).arg(&faulty).output().unwrap().status.success());
}

/// What page and paper say of structure: place, copies and share of cells of each changed segment, name, fragments and share of each
/// fusion, name and shares of each duplication, both karyotypes. FHIR is held against the same document in `fhir.rs`.
fn structure(document: &Document, language: Language) -> Vec<String> {
    let percent = |share: f64| report::page::number::percent(share, language);
    let whole = |count: Option<u32>| count.map_or("?".to_owned(), |count| count.to_string());
    let mut wanted = Vec::new();
    let segments = &document.copy_number.result().unwrap().segments;
    for segment in segments.iter().filter(|one| one.kind != Kind::Neutral && one.kind != Kind::NotAssessable) {
        wanted.push(format!("{}:{}-{}", segment.contig, segment.start, segment.end));
        let copies = format!("{} ({})", whole(segment.total), whole(segment.minor));
        wanted.push(copies + &segment.clonal_fraction.map(percent).unwrap_or_default());
    }
    for called in &document.fusions.result().unwrap().called {
        let fusion = &called.fusion;
        wanted.extend(fusion.name.clone());
        let share = fusion.fraction.map(|share| format!("VAF {}", percent(share)));
        wanted.push(fusion.fragments.map_or(String::new(), |count| format!(": {count}")) + &share.unwrap_or_default());
    }
    for row in document.tandem_duplications.result().unwrap() {
        wanted.push(format!("{}-{}", row.gene, row.kind.short()));
        if let TandemAnswer::Found { duplications } = &row.answer {
            for told in duplications {
                wanted.extend(told.name.clone());
                wanted.extend(told.fraction.map(percent));
                wanted.extend(told.allelic_ratio.map(|ratio| report::page::number::number(ratio, 2, language)));
            }
        }
    }
    wanted.push(document.karyotypes.banded.result().unwrap().text.clone());
    wanted.extend(document.karyotypes.genomic.result().map(|seen| seen.text.clone()));
    wanted.retain(|part| !part.is_empty());
    wanted
}

#[test]
fn paper_and_screen_carry_the_values_of_structure() {
    let document = document(&made::meta());
    let forms = forms(&document);
    for (language, html, paper) in &forms.pages {
        let wanted = structure(&document, *language);
        assert!(wanted.len() > 10, "{wanted:?}");
        for text in [Some(text_of(html)), paper.clone()].into_iter().flatten() {
            let text = bare(&text);
            let missing =
                |text: &str| wanted.iter().filter(|part| !text.contains(&bare(part))).cloned().collect::<Vec<_>>();
            assert_eq!(missing(&text), Vec::<String>::new(), "{language:?}");
            for part in &wanted {
                assert!(
                    missing(&text.replace(&bare(part), "9,9")).contains(part),
                    "{part} that is changed is not seen"
                );
            }
        }
    }
}
