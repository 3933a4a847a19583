//! A demonstration that was run, and what its reports say, held against `planted.json` and the bundle.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use assert_cmd::cargo::cargo_bin;
use serde_json::Value;

use crate::demo_report::numbers;

/// A demonstration in a folder of its own.
pub struct Demonstration {
    folder: tempfile::TempDir,
    scale: &'static str,
    planted: Vec<Value>,
}

/// A sample of the patient: the name of its folder, and of its column in `planted.json`.
#[derive(Debug, Clone, Copy)]
pub struct TimePoint {
    folder: &'static str,
    column: &'static str,
}

impl TimePoint {
    pub const DIAGNOSIS: Self = Self { folder: "diagnosis", column: "at_diagnosis" };
    pub const AFTER_INDUCTION: Self = Self { folder: "after-induction", column: "after_induction" };
}

impl Demonstration {
    pub fn make(scale: &'static str) -> Self {
        let mut made = Self { folder: tempfile::tempdir().unwrap(), scale, planted: Vec::new() };
        let output = made.again();
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{told}\n{}", String::from_utf8_lossy(&output.stderr));
        assert!(told.contains("ELIGIBLE") && told.contains("findings.en.txt"), "{told}");
        let planted = made.json("planted.json");
        made.planted.extend(rows(&planted).cloned());
        made
    }

    /// The command, given once more.
    pub fn again(&self) -> Output {
        let out = self.folder.path().join("patient");
        let mut command = Command::new(cargo_bin("marv"));
        command.args(["demo", "--lang", "en", "--scale", self.scale, "--out"]).arg(out).output().unwrap()
    }

    pub fn json(&self, file: &str) -> Value {
        serde_json::from_slice(&fs::read(self.folder.path().join("patient").join(file)).unwrap()).unwrap()
    }

    pub fn told(&self, time: TimePoint) -> Told<'_> {
        let report = self.json(&format!("{}/result/report/report.json", time.folder));
        Told { demonstration: self, time, report }
    }
}

/// What the report of a sample says.
pub struct Told<'d> {
    demonstration: &'d Demonstration,
    time: TimePoint,
    report: Value,
}

impl Told<'_> {
    /// What is planted of a kind, with its fraction; `None` where it is not in this sample.
    fn planted<'s>(&'s self, kind: &'s str) -> impl Iterator<Item = (&'s Value, Option<f64>)> {
        let events = self.demonstration.planted.iter().filter(move |event| event["kind"] == kind);
        events.map(|event| (event, event[self.time.column].as_f64()))
    }

    fn result(&self, section: &str) -> &Value {
        assert_eq!(self.report[section]["state"], "performed", "{section}");
        &self.report[section]["result"]
    }

    fn bundle(&self, file: &str) -> Value {
        self.demonstration.json(&format!("{}/result/{file}", self.time.folder))
    }

    /// The rows of a table of the bundle, each by the names of its columns.
    fn table(&self, file: &str) -> Vec<Vec<(String, String)>> {
        let path = self.demonstration.folder.path().join("patient").join(self.time.folder).join("result").join(file);
        let text = fs::read_to_string(path).unwrap();
        let mut lines = text.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t'));
        let header: Vec<&str> = lines.next().unwrap().collect();
        lines.map(|row| header.iter().map(|name| (*name).to_owned()).zip(row.map(str::to_owned)).collect()).collect()
    }

    /// The values of the bundle are those of the report.
    pub fn bundle_and_report_agree(&self) {
        let key = |row: &Value| (row["genomic"].clone(), row["counts"].clone());
        let findings = self.bundle("findings.json");
        let small = |row: &&Value| row["event"] == "small_variant";
        let found: BTreeSet<String> = rows(&findings["variants"])
            .filter(small)
            .map(|row| format!("{:?}", (key(row), &row["fraction"])))
            .collect();
        let told = rows(&self.result("small_variants")["variants"]);
        let told: BTreeSet<String> = told.map(|row| format!("{:?}", (key(row), &row["fraction"]["value"]))).collect();
        assert_eq!(found, told);
        let of = |file, columns: &[&str]| -> Vec<Vec<String>> {
            let cell = |row: &[(String, String)], column: &&str| {
                row.iter().find(|(name, _)| name == column).map(|(_, cell)| cell.clone()).unwrap()
            };
            self.table(file).iter().map(|row| columns.iter().map(|column| cell(row, column)).collect()).collect()
        };
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned).replace("null", ".");
        let segments = rows(&self.result("copy_number")["segments"]);
        let columns = ["contig", "start", "end", "total", "minor", "kind"];
        let segments: Vec<Vec<String>> =
            segments.map(|row| columns.iter().map(|name| text(&row[name])).collect()).collect();
        assert_eq!(of("calls/segments.tsv", &columns), segments);
        let called = rows(&self.result("fusions")["called"]);
        let called: Vec<Vec<String>> = called
            .map(|row| [&row["name"], &row["breakends"][0], &row["breakends"][1], &row["fragments"]].map(text).into())
            .collect();
        assert_eq!(of("fusions.tsv", &["name", "breakend1", "breakend2", "fragments"]), called);
        let text = self.bundle("karyotype.json")["text"].clone();
        // The report writes the share of cells behind each abnormality.
        let told = self.karyotype();
        let told: String = told.split('[').map(|part| part.split_once(']').map_or(part, |(_, rest)| rest)).collect();
        assert_eq!(text.as_str(), Some(&*told));
    }

    /// Every planted variant counts with its fraction, and nothing else counts.
    pub fn small_variants(&self) {
        let told: Vec<&Value> = rows(&self.result("small_variants")["variants"]).collect();
        let named =
            |event: &Value| told.iter().find(|row| row["gene"] == event["what"] && row["protein"] == event["name"]);
        let mut wanted = BTreeSet::new();
        for (event, fraction) in self.planted("small variant") {
            let Some(fraction) = fraction else {
                assert!(named(event).is_none(), "{event} is not there, and is told");
                continue;
            };
            let row = named(event).unwrap_or_else(|| panic!("{event} is not told"));
            assert_eq!((&row["counts"], &row["doubts"]), (&true.into(), &Value::Array(vec![])), "{event}");
            let seen = row["fraction"]["value"].as_f64().unwrap();
            let depth = row["fraction"]["depth"].as_f64().unwrap();
            // Four standard deviations of so many reads.
            let spread = 4.0 * (fraction * (1.0 - fraction) / depth).sqrt();
            assert!((seen - fraction).abs() < spread, "{event} has {seen} of {depth}");
            wanted.insert(row["name"].as_str().unwrap());
        }
        let counting: BTreeSet<&str> =
            told.iter().filter(|row| row["counts"] == true).map(|row| row["name"].as_str().unwrap()).collect();
        assert_eq!(counting, wanted);
        let hereditary = &self.report["hereditary"];
        assert_eq!((&hereditary["shown"], &hereditary["held_back"]), (&Value::Array(vec![]), &0.into()));
    }

    /// What is not planted is not told, but for what its caller doubts.
    pub fn nothing_else(&self) {
        for row in rows(&self.result("small_variants")["variants"]).filter(|row| row["counts"] != true) {
            assert_ne!(row["doubts"], Value::Array(vec![]), "{row}");
        }
    }

    /// A planted duplication is found with its name; where none is planted, none is told, and at which limit.
    pub fn tandem_duplications(&self) {
        let events: Vec<_> = self.planted("internal tandem duplication").collect();
        for row in rows(self.result("tandem_duplications")) {
            let planted = events.iter().find(|(event, fraction)| event["what"] == row["gene"] && fraction.is_some());
            match planted {
                Some((event, fraction)) => {
                    let [found] = rows(&row["answer"]["duplications"]).collect::<Vec<_>>()[..] else { panic!("{row}") };
                    assert!(found["name"].as_str().unwrap().ends_with(event["name"].as_str().unwrap()), "{row}");
                    let seen = found["fraction"].as_f64().unwrap();
                    assert!((seen - fraction.unwrap()).abs() < 0.1, "{row}");
                }
                None => {
                    assert_eq!(row["answer"]["answer"], "not_found", "{row}");
                    assert!((0.01..0.25).contains(&row["answer"]["limit"].as_f64().unwrap()), "{row}");
                }
            }
        }
        assert!(events.iter().all(|(event, _)| {
            rows(self.result("tandem_duplications"))
                .any(|row| row["gene"] == event["what"] && row["kind"] == "internal")
        }));
    }

    /// The planted fusion counts, at its places; what else is joined are the ends of the planted events.
    pub fn fusions(&self) {
        let planted: Vec<(Vec<(&str, i64)>, &Value)> = ["fusion", "loss of an arm"]
            .iter()
            .flat_map(|kind| self.planted(kind))
            .filter(|(_, fraction)| fraction.is_some())
            .map(|(event, _)| (rows(&event["places"]).map(place).collect(), event))
            .collect();
        let told: Vec<&Value> = rows(&self.result("fusions")["called"]).collect();
        for row in &told {
            let ends: Vec<(&str, i64)> = rows(&row["breakends"]).map(breakend).collect();
            let is_near = |(places, _): &(Vec<(&str, i64)>, &Value)| {
                places
                    .iter()
                    .all(|(contig, at)| ends.iter().any(|(name, end)| name == contig && (end - at).abs() <= 10))
            };
            let event = planted.iter().find(|event| is_near(event)).unwrap_or_else(|| panic!("{row} is not planted"));
            if row["counts"] == true {
                let names: BTreeSet<&str> = row["name"].as_str().unwrap().split("::").collect();
                assert_eq!(names, event.1["what"].as_str().unwrap().split("::").collect(), "{row}");
            }
        }
        for (event, fraction) in self.planted("fusion") {
            let counts = told.iter().any(|row| row["name"] == event["what"] && row["counts"] == true);
            assert_eq!(counts, fraction.is_some(), "{event}");
        }
        assert_eq!(self.result("fusions")["stated"], Value::Array(vec![]));
    }

    /// The planted loss is the only changed segment.
    pub fn loss(&self) {
        let unchanged = ["neutral", "not_assessable"];
        let changed: Vec<&Value> = rows(&self.result("copy_number")["segments"])
            .filter(|segment| !unchanged.contains(&segment["kind"].as_str().unwrap()))
            .collect();
        let [(event, Some(fraction))] = self.planted("loss of an arm").collect::<Vec<_>>()[..] else {
            panic!("one loss")
        };
        let [segment] = changed[..] else { panic!("{changed:?}") };
        assert_eq!(segment["kind"], "loss");
        let [(contig, start), (_, end)] = rows(&event["places"]).map(place).collect::<Vec<_>>()[..] else {
            panic!("{event}")
        };
        assert_eq!(segment["contig"], contig);
        let [from, to] = ["start", "end"].map(|side| segment[side].as_i64().unwrap());
        let shared = to.min(end) - from.max(start);
        // What is lost and the segment share four fifths of each.
        assert!(shared * 5 >= (end - start) * 4 && shared * 5 >= (to - from) * 4, "{segment} for {event}");
        let purity = self.result("copy_number")["purity"]["purity"].as_f64().unwrap();
        let cells = purity * segment["clonal_fraction"].as_f64().unwrap();
        assert!((cells - 2.0 * fraction).abs() < 0.05, "{cells} of the cells, planted {}", 2.0 * fraction);
    }

    fn karyotype(&self) -> &str {
        self.report["karyotypes"]["genomic"]["result"]["text"].as_str().unwrap()
    }

    /// The genome's karyotype has the planted abnormalities and no other. The end of a loss in few cells may be open.
    pub fn bands(&self) {
        let text = self.karyotype();
        let abnormal: Vec<&str> = text.strip_prefix("46,XX,").unwrap_or_else(|| panic!("{text}")).split(',').collect();
        let [exchange, loss] = abnormal[..] else { panic!("{text}") };
        assert!(exchange.starts_with("t(5;11)(q35") && exchange.contains(";p15"), "{text}");
        assert!(loss.starts_with("del(7)(q22"), "{text}");
        if self.time.column == TimePoint::DIAGNOSIS.column {
            assert!(loss.contains("q36"), "{text}");
            let banded = &self.report["karyotypes"]["genomic"]["result"]["banded"];
            assert_eq!(banded[0]["confirmed"], "confirmed", "{banded}");
        }
    }

    /// Blood in the skin: its share is within what is stated.
    pub fn quality(&self) {
        let [leak] = rows(&self.result("quality")["tumour_in_normal"]).collect::<Vec<_>>()[..] else {
            panic!("one normal")
        };
        let [low, high] = numbers(&leak["interval"])[..] else { panic!("{leak}") };
        assert!((low..=high).contains(&0.05), "{leak}");
    }

    /// The reads behind each variant that counts show it in its share of the tumour; the cut-out files are there.
    pub fn reads(&self) {
        let reads = self.bundle("reads/reads.json");
        let variants = rows(&self.result("small_variants")["variants"]).filter(|row| row["counts"] == true);
        for row in variants {
            let of = |site: &&Value| site["name"] == row["name"];
            let site = rows(&reads["sites"]).find(of).unwrap_or_else(|| panic!("no reads of {}", row["name"]));
            let share = |role: &str| {
                let specimen = rows(&site["specimens"]).find(|specimen| specimen["role"] == role).unwrap();
                assert!(!specimen["reads"].as_array().unwrap().is_empty(), "{role} of {}", row["name"]);
                specimen["differing"].as_f64().unwrap() / specimen["over"].as_f64().unwrap()
            };
            let stated = row["fraction"]["value"].as_f64().unwrap();
            assert!((share("tumour") - stated).abs() < 0.12, "{}: {} and {stated}", row["name"], share("tumour"));
            assert!(share("normal") < 0.2, "{}", row["name"]);
        }
        let counting = rows(&self.result("fusions")["called"]).filter(|row| row["counts"] == true);
        for name in counting.map(|row| row["name"].as_str().unwrap()) {
            let ends = rows(&reads["sites"]).filter(|site| site["name"].as_str().unwrap().starts_with(name));
            assert_eq!(ends.count(), 2, "both ends of {name}");
        }
        let folder = self.demonstration.folder.path().join("patient").join(self.time.folder).join("result");
        for file in ["reads/tumour.bam", "reads/tumour.bam.bai", "reads/normal.bam"] {
            let size = fs::metadata(folder.join(file)).unwrap().len();
            assert!((100..4_000_000).contains(&size), "{file}: {size}");
        }
        let page = fs::read_to_string(folder.join("report/reads.da.html")).unwrap();
        assert_eq!(page.matches("<section").count(), rows(&reads["sites"]).count());
        assert!(!page.contains("<script"));
    }

    /// What the data say stands on the page and on paper, in both languages.
    pub fn page_and_paper_agree(&self) {
        let folder = self.demonstration.folder.path().join("patient").join(self.time.folder).join("result/report");
        let named = |row: &Value| row["name"].as_str().map(str::to_owned);
        let variants = rows(&self.result("small_variants")["variants"]);
        let mut wanted: Vec<String> =
            variants.flat_map(|row| [named(row), row["genomic"].as_str().map(str::to_owned)]).flatten().collect();
        wanted.extend(rows(&self.result("fusions")["called"]).filter_map(named));
        wanted.extend(
            rows(&self.result("fusions")["called"])
                .flat_map(|row| rows(&row["breakends"]))
                .map(|end| end.as_str().unwrap().trim_end_matches(":left").trim_end_matches(":right").to_owned()),
        );
        wanted.extend(
            rows(self.result("tandem_duplications"))
                .flat_map(|row| rows(&row["answer"]["duplications"]))
                .filter_map(named),
        );
        wanted.push(self.karyotype().to_owned());
        for language in ["da", "en"] {
            let html = fs::read_to_string(folder.join(format!("report.{language}.html"))).unwrap();
            let paper = paper(&folder.join(format!("report.{language}.pdf")));
            let mut sentences = wanted.clone();
            for answer in rows(&self.report["conclusion"]["answers"]) {
                sentences.extend(rows(&answer["says"]).map(|told| told["says"][language].as_str().unwrap().to_owned()));
            }
            for (place, text) in [("page", Some(without_markup(&html))), ("paper", paper)] {
                let Some(text) = text.map(|text| closed(&text)) else { continue };
                for sentence in &sentences {
                    assert!(text.contains(&closed(sentence)), "{sentence:?} is not on the {place} ({language})");
                }
            }
        }
    }
}

/// The members of an array; none of what is no array.
fn rows(array: &Value) -> impl Iterator<Item = &Value> {
    array.as_array().into_iter().flatten()
}

/// A place of `planted.json`.
fn place(place: &Value) -> (&str, i64) {
    (place[0].as_str().unwrap(), place[1].as_i64().unwrap())
}

/// `chr5:682941:left`.
fn breakend(text: &Value) -> (&str, i64) {
    let mut parts = text.as_str().unwrap().split(':');
    (parts.next().unwrap(), parts.next().unwrap().parse().unwrap())
}

/// The text of a PDF; `None` without pdftotext, which is said.
fn paper(pdf: &Path) -> Option<String> {
    match Command::new("pdftotext").arg("-raw").arg(pdf).arg("-").output() {
        Ok(output) => {
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            Some(String::from_utf8(output.stdout).unwrap())
        }
        Err(error) => {
            eprintln!(
                "SKIPPED: the paper is not read, pdftotext cannot be run: {error}; ./test installs poppler-utils"
            );
            None
        }
    }
}

fn without_markup(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        rest = after.split_once('>').map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
        .iter()
        .fold(text, |text, (coded, plain)| text.replace(coded, plain))
}

/// Without what a line break adds: spaces, hyphens and invisible letters.
fn closed(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}' | '\u{ad}' | '\u{200b}' | '\u{fe0e}'))
        .collect()
}
