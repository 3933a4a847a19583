//! The report of a year's follow-up: read by foreign readers of FHIR, in a browser, and line by line.

use std::fs;
use std::path::Path;
use std::process::Command;

use clinic::clock::Clock;
use clinic::eligibility::vocabulary;
use guideline::rule_file::{Folder, load};
use guideline::rule_set::RuleSet;
use interpretation::language::Language::{self, Danish, English};
use jiff::ToSpan;
use jiff::civil::date;
use outcomes::kpi::{Audience, COLUMNS, Column, PublishedYear, activity, earlier, publish, read, year};
use report::html::html;
use report::page::{Block, Page, Span};
use report::yearly::{Yearly, measures, page};

use crate::browser::{faults, faults_by};
use crate::fhir::{read_by, tools};

fn rules() -> RuleSet {
    let folder = Folder::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../guidelines/ngc-haem-2022")).unwrap();
    load(&folder, &vocabulary()).unwrap()
}

/// Patients of two years, with every figure from their number alone.
fn published(of: i16, audience: Audience) -> PublishedYear {
    let heading = COLUMNS.iter().map(|Column(name, _)| *name).collect::<Vec<_>>().join(",") + "\n";
    let regions = ["hovedstaden", "sjaelland", "syddanmark", "midtjylland", "nordjylland"];
    let rows = (0..900_usize).map(|patient| {
        let signed = date(2026, 1, 2) + i64::try_from(patient * 727 / 900).unwrap().days();
        let pick = |every: usize| {
            if patient.is_multiple_of(29) {
                ""
            } else if patient.is_multiple_of(every) {
                "yes"
            } else {
                "no"
            }
        };
        let rr = patient.is_multiple_of(5);
        let treated = rr && patient.is_multiple_of(15);
        let dose = if treated { (signed + 20.days()).to_string() } else { String::new() };
        let cell = |name: &str| -> String {
            match name {
                "patient" => format!("p{patient}"),
                "referral" => format!("r{patient}"),
                "fast_track" | "aml" | "germline_reused" => "no".into(),
                "T0" | "T1" => format!("{}T08:00:00Z", signed - 25.days()),
                "T2" | "T2a" | "T2b" => {
                    format!("{}T08:00:00Z", signed - i64::try_from(8 + patient % 17).unwrap().days())
                }
                "T3" | "T4" | "T5" => format!("{}T08:00:00Z", signed - 3.days()),
                "T6" => format!("{signed}T10:00:00Z"),
                "units" => format!("{}=reserve:4 {signed}=consume:4", signed - 25.days()),
                "indication" => if rr { "RR" } else { "MC" }.into(),
                "region" => regions[patient * patient % 11 % 5].into(),
                "route" => if !rr && patient.is_multiple_of(9) { "B" } else { "A" }.into(),
                "disease_group" => ["aml", "mds", "lymphoma"][patient % 3].into(),
                "kind" => if patient.is_multiple_of(40) { "repeat" } else { "new" }.into(),
                "accepted" => (signed - 25.days()).to_string(),
                "report_signed" => signed.to_string(),
                "earlier_tests_complete" | "driver" => pick(2).into(),
                "new_driver" | "class_changed" | "clonal" => pick(4).into(),
                "risk_changed" | "clonal_by_panel" => pick(7).into(),
                "choice_recorded" => (signed + 30.days()).to_string(),
                "choice_by_wgs" => pick(3).into(),
                "choice_variant" | "treatment_category" => "x".into(),
                "protocol" => if treated { "yes" } else { "no" }.into(),
                "because_of_wgs" => if treated { "yes" } else { "" }.into(),
                "protocol_id" => "NCT1".into(),
                "first_dose" => dose.clone(),
                "last_seen" => (signed + 400.days()).to_string(),
                "death" if patient.is_multiple_of(3) => (signed + 400.days()).to_string(),
                _ => String::new(),
            }
        };
        COLUMNS.iter().map(|Column(name, _)| cell(name)).collect::<Vec<_>>().join(",") + "\n"
    });
    let cases = read((heading + &rows.collect::<String>()).as_bytes()).unwrap();
    let freeze = date(of + 1, 12, 1);
    let clocks = Clock::all(&rules().definitions).unwrap();
    publish((&year(&cases, of, freeze), &activity(&cases, &clocks, of, freeze)), &clocks, (of, freeze), audience)
}

fn set(published: &PublishedYear, rules: &RuleSet, language: Language) -> Page {
    let before = earlier(&self::published(2026, Audience::Public).csv(), published.year, Audience::Public).unwrap();
    let clocks = Clock::all(&rules.definitions).unwrap();
    page(&Yearly { published, earlier: &before, clocks: &clocks, rules }, language)
}

/// A line for each.
fn joined<T>(items: &[T], line: impl Fn(&T) -> String) -> String {
    items.iter().map(|own| line(own) + "\n").collect::<Vec<_>>().concat()
}

/// Every word of a page.
fn text(page: &Page) -> String {
    let spans = |text: &report::page::Text| {
        let span = |span: &Span| match span {
            Span::Plain(text)
            | Span::Strong(text)
            | Span::Code(text)
            | Span::Foreign { text, .. }
            | Span::Link { text, .. } => text.clone(),
            Span::Cite { id, place, .. } => format!("[{id}, {place}]"),
        };
        text.0.iter().map(span).collect::<String>()
    };
    let block = |block: &Block| match block {
        Block::Facts(facts) => joined(facts, |(name, own)| format!("{name}: {}", spans(own))),
        Block::Paragraph(own) | Block::Note(_, own) => spans(own) + "\n",
        Block::List(lines) => joined(lines, |own| format!("- {}", spans(own))),
        Block::Subheading(own) => own.clone() + "\n",
        Block::Table(table) => {
            let cells = |row: &Vec<Vec<report::page::Text>>| {
                row.iter().map(|cell| cell.iter().map(spans).collect::<String>()).collect::<Vec<_>>().join(" | ")
            };
            let titles: Vec<&str> = table.columns.iter().map(|own| own.title.as_str()).collect();
            let rows = joined(&table.rows, cells);
            format!("({})\n{}\n{rows}", table.caption, titles.join(" | "))
        }
        Block::Picture(picture) => format!("[{} {}]\n", picture.caption, picture.alternative),
    };
    let mut all = format!("{}\n", page.title);
    all.extend(page.head.iter().map(block));
    for section in &page.sections {
        all.extend(["\n## ", &section.heading, "\n"]);
        all.extend(section.blocks.iter().map(block));
    }
    all
}

#[test]
fn the_report_says_this() {
    let rules = rules();
    insta::assert_snapshot!("yearly.da", text(&set(&published(2027, Audience::Public), &rules, Danish)));
    insta::assert_snapshot!("yearly.en", text(&set(&published(2027, Audience::Public), &rules, English)));
}

#[test]
fn both_languages_have_the_same_figures() {
    let rules = rules();
    let published = published(2027, Audience::Public);
    // Figures of tables; words differ, decimal signs do.
    let figures = |language| {
        let text = text(&set(&published, &rules, language)).replace(',', ".");
        let lines: Vec<&str> = text.lines().filter(|line| line.contains(" | ")).collect();
        // Not the names of rows, nor the hours of a day.
        let cells = |line: &&str| line.split_once(" | ").map_or(String::new(), |(_, cells)| cells.replace("24 h", ""));
        let digits = |line: &&str| cells(line).chars().filter(char::is_ascii_digit).collect::<String>();
        lines.iter().map(digits).collect::<Vec<_>>()
    };
    assert_eq!(figures(Danish), figures(English));
}

#[test]
fn no_small_count_is_in_what_is_published_and_the_internal_one_has_them() {
    let small = |audience| {
        let table = published(2027, audience).csv();
        let count = |line: &str| line.split(',').nth(7).and_then(|cell| cell.parse::<u32>().ok());
        table.lines().filter_map(count).filter(|count| (1..5).contains(count)).count()
    };
    assert_eq!(small(Audience::Public), 0);
    assert!(small(Audience::Internal) > 10);
}

#[test]
fn an_earlier_year_is_never_told_in_another_version() {
    let told = published(2026, Audience::Public).csv();
    let refused = earlier(&told, 2026, Audience::Public).unwrap_err().to_string();
    assert!(refused.contains("2026 was published before"), "{refused}");
    let internal = published(2026, Audience::Internal).csv();
    assert!(earlier(&internal, 2027, Audience::Public).unwrap_err().to_string().contains("internal"));
    assert!(
        earlier("a,b\n", 2027, Audience::Public).is_err()
            && earlier(&told[..told.len() - 9], 2027, Audience::Public).is_err()
    );
}

#[test]
fn foreign_readers_of_fhir_read_the_measures() {
    let (python, package) = (tools().join("python/bin/python"), tools().join("node/node_modules/fhir"));
    if !python.exists() || !package.exists() {
        eprintln!(
            "SKIPPED: {} is missing (./test installs it): no foreign reader of FHIR R4 was asked",
            tools().display()
        );
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("measures.json");
    fs::write(&file, measures(&published(2027, Audience::Public), "00").to_string()).unwrap();
    let foreign = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/foreign");
    let mut models = Command::new(python);
    models.arg(foreign.join("validate.py"));
    read_by(models, std::slice::from_ref(&file));
    let mut validator = Command::new("node");
    validator.arg(foreign.join("validate.js")).arg(package);
    read_by(validator, &[file]);
}

#[test]
fn the_page_is_used_at_any_width_and_by_the_keyboard() {
    let folder = tempfile::tempdir().unwrap();
    let rules = rules();
    let files: Vec<_> = [("da", Danish), ("en", English)]
        .into_iter()
        .map(|(code, language)| {
            let file = folder.path().join(format!("follow-up.{code}.html"));
            fs::write(&file, html(&set(&published(2027, Audience::Public), &rules, language), "hash")).unwrap();
            file
        })
        .collect();
    let Some(faults) = faults(&files) else { return };
    assert!(faults.is_empty(), "{faults}");
}

#[test]
fn charts_are_explored_with_a_script_and_whole_without_one() {
    let folder = tempfile::tempdir().unwrap();
    let page = html(&set(&published(2027, Audience::Public), &rules(), English), "hash");
    // One script, whose hash the page names; nothing else may run and nothing may be asked for.
    assert_eq!(page.matches("<script>").count(), 1);
    assert!(
        page.contains("content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-")
    );
    assert_eq!(page, html(&set(&published(2027, Audience::Public), &rules(), English), "hash"), "byte for byte");
    let file = folder.path().join("follow-up.en.html");
    fs::write(&file, page).unwrap();
    let Some(faults) = faults_by("explore.mjs", &[file]) else { return };
    assert!(faults.is_empty(), "{faults}");
}
