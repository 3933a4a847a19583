//! Survival figures against R: `survival` and `cmprsk`, on random sets and on published cohorts.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use fastrand::Rng;
use outcomes::proportion::Proportion;
use outcomes::survival::{Band, CumulativeIncidence, Days, FollowUp, KaplanMeier, log_rank};

/// A patient as both sides read it: entered, left, event (0, 1, 2), group.
#[derive(Debug, Clone, Copy)]
struct Row {
    entered: Option<f64>,
    left: f64,
    event: u8,
    group: usize,
}

type Set = (String, Vec<Row>);

/// The largest difference seen, by figure; and how many figures were compared.
#[derive(Default)]
struct Agreement {
    worst: BTreeMap<String, (f64, u32)>,
}

impl Agreement {
    fn add(&mut self, set: &str, what: &str, time: f64, theirs: f64, ours: Option<f64>) {
        let ours = ours.unwrap_or(f64::NAN);
        let both_unknown = theirs.is_nan() && ours.is_nan();
        // Figures above one (chi-squares, days) are compared in relation to their size.
        let difference = if both_unknown { 0.0 } else { (theirs - ours).abs() / theirs.abs().max(1.0) };
        assert!(difference <= 1e-9, "{set}, {what} at {time}: R {theirs}, ours {ours}");
        let entry = self.worst.entry(what.to_owned()).or_default();
        entry.0 = entry.0.max(difference);
        entry.1 += 1;
    }

    fn print(&self, of: &str) {
        for (what, (worst, count)) in &self.worst {
            eprintln!("{of}: {what}: {count} figures, largest difference {worst:.1e}");
        }
    }
}

/// `None` where R or a package is missing; said aloud.
fn r(sets: &[Set]) -> Option<Vec<(String, String, f64, f64)>> {
    let asked =
        Command::new("Rscript").args(["-e", "library(survival); library(cmprsk)"]).stderr(Stdio::null()).status();
    if !asked.is_ok_and(|status| status.success()) {
        eprintln!("SKIPPED: R with survival and cmprsk is not installed; survival figures are not compared");
        return None;
    }
    let mut text = String::new();
    for (set, rows) in sets {
        for Row { entered, left, event, group } in rows {
            let entered = entered.map_or("NA".to_owned(), |time| time.to_string());
            writeln!(text, "{set}\t{entered}\t{left}\t{event}\t{group}").unwrap();
        }
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/promises/survival.R");
    let mut child = Command::new("Rscript").arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    // R reads all before it writes; the pipe is still filled from beside it.
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success(), "the script in R failed");
    let lines = String::from_utf8(output.stdout).unwrap();
    let read = |line: &str| {
        let [set, what, time, value] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let number = |text: &str| if text == "NA" { f64::NAN } else { text.parse().unwrap() };
        (set.to_owned(), what.to_owned(), number(time), number(value))
    };
    Some(lines.lines().map(read).collect())
}

fn follow_ups<E: Clone>(rows: &[Row], event: impl Fn(u8) -> Option<E>) -> Vec<FollowUp<E>> {
    let days = |time| Days::new(time).unwrap();
    rows.iter()
        .map(|row| match row.entered {
            None => FollowUp::from_origin(days(row.left), event(row.event)),
            Some(entered) => FollowUp::from_entry(days(entered), days(row.left), event(row.event)).unwrap(),
        })
        .collect()
}

fn one(event: u8) -> Option<()> {
    (event == 1).then_some(())
}

fn competing(event: u8) -> Option<u8> {
    (event > 0).then_some(event)
}

/// Each figure that R tells of the sets is ours too.
fn compare(sets: &[Set], of: &str) {
    let Some(told) = r(sets) else { return };
    let mut agreement = Agreement::default();
    let mut compared: BTreeMap<&str, usize> = BTreeMap::new();
    let mut told_of: BTreeMap<String, Vec<(String, f64, f64)>> = BTreeMap::new();
    for (set, what, time, value) in told {
        told_of.entry(set).or_default().push((what, time, value));
    }
    for (set, rows) in sets {
        let curve = KaplanMeier::of(follow_ups(rows, one));
        let incidence = CumulativeIncidence::of(follow_ups(rows, competing), &1);
        let mut groups: BTreeMap<usize, Vec<FollowUp>> = BTreeMap::new();
        for (row, patient) in rows.iter().zip(follow_ups(rows, one)) {
            groups.entry(row.group).or_default().push(patient);
        }
        let test = log_rank(&groups.into_values().collect::<Vec<_>>()).ok();
        for (what, time, theirs) in &told_of[set] {
            let at = Days::new(*time).unwrap();
            let step = curve.at(at);
            let interval = |band| step.and_then(|step| step.interval(band));
            let ours = match what.as_str() {
                "at-risk" => Some(f64::from(curve.at_risk(at))),
                "survival" => step.map(|step| step.survival),
                "standard-error" => step.map(outcomes::survival::Step::standard_error),
                "lower-plain" => interval(Band::Plain).map(|i| i.lower),
                "upper-plain" => interval(Band::Plain).map(|i| i.upper),
                "lower-log-log" => interval(Band::LogLog).map(|i| i.lower),
                "upper-log-log" => interval(Band::LogLog).map(|i| i.upper),
                "median-plain" | "median-log-log" => curve.median(Band::Plain).time,
                "median-lower-plain" => curve.median(Band::Plain).lower,
                "median-upper-plain" => curve.median(Band::Plain).upper,
                "median-lower-log-log" => curve.median(Band::LogLog).lower,
                "median-upper-log-log" => curve.median(Band::LogLog).upper,
                "incidence" => incidence.at(at).map(|step| step.incidence),
                "variance" => incidence.at(at).map(|step| step.variance),
                "chi-square" => test.as_ref().map(|test| test.chi_square),
                "p-value" => test.as_ref().map(|test| test.p_value),
                "expected" => test.as_ref().map(|test| test.expected[0]),
                other => panic!("{other}"),
            };
            agreement.add(set, what, *time, *theirs, ours);
            *compared.entry(set).or_default() += 1;
        }
    }
    assert!(
        sets.iter().all(|(set, _)| compared.get(set.as_str()).is_some_and(|count| *count > 5)),
        "each set is told of"
    );
    for (_, what, at, theirs) in told_of_wilson(&told_of) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small whole numbers")]
        let (x, n) = ((at % 1000.0) as u32, (at / 1000.0) as u32);
        let ours = Proportion::new(x, n).unwrap().interval().unwrap();
        agreement.add("wilson", &what, at, theirs, Some(if what == "lower" { ours.lower } else { ours.upper }));
    }
    agreement.print(of);
}

fn told_of_wilson(told: &BTreeMap<String, Vec<(String, f64, f64)>>) -> Vec<(&str, String, f64, f64)> {
    told["wilson"].iter().map(|(what, at, value)| ("wilson", what.clone(), *at, *value)).collect()
}

/// A set with ties, censoring at time zero, and events at the last time.
fn drawn(number: u64, truncated: bool) -> Set {
    let mut random = Rng::with_seed(number);
    let size = random.usize(4..60);
    // Few possible times make ties; a scale of a part of a day makes decimals.
    let (times, scale) = (random.u32(3..80), if random.bool() { 1.0 } else { 0.25 });
    let groups = random.usize(1..5);
    let rows = (0..size)
        .map(|_| {
            let entered = (truncated && random.u8(0..3) > 0).then(|| f64::from(random.u32(0..times)) * scale);
            let least = u32::from(truncated);
            let left = entered.unwrap_or(0.0) + f64::from(random.u32(least..=times)) * scale;
            let event = if left == 0.0 { 0 } else { random.u8(0..3) };
            Row { entered, left, event, group: random.usize(0..groups) }
        })
        .collect();
    (format!("{}{number:05}", if truncated { "truncated-" } else { "drawn-" }), rows)
}

#[test]
fn a_thousand_random_sets_agree_with_r() {
    compare(&(0..1000).map(|number| drawn(number, false)).collect::<Vec<_>>(), "random sets");
}

#[test]
fn sets_with_late_entry_agree_with_r() {
    compare(&(0..200).map(|number| drawn(number, true)).collect::<Vec<_>>(), "late entry");
}

fn shared(file: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("MARV_SHARED_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"), PathBuf::from);
    let path = folder.join("cohorts").join(file);
    if !path.exists() {
        eprintln!("SKIPPED: no {file} in the shared data; the published cohort is not compared");
        return None;
    }
    Some(path)
}

/// The rows of a table with a heading, by column.
fn table(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(path).unwrap();
    let heads: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let row = |row: csv::StringRecord| heads.iter().cloned().zip(row.iter().map(str::to_owned)).collect();
    reader.records().map(|record| row(record.unwrap())).collect()
}

/// A number of a column; `None` where it is `NA` or empty.
fn number(row: &BTreeMap<String, String>, column: &str) -> Option<f64> {
    row[column].parse().ok()
}

/// The number of a word among the words of a column.
fn group(words: &mut Vec<String>, word: &str) -> usize {
    words.iter().position(|known| known == word).unwrap_or_else(|| {
        words.push(word.to_owned());
        words.len() - 1
    })
}

/// Gerstung et al., Nat Genet 2017;49:332 (AMLSG; PMID 28092685): 1,540 patients. Survival by cytogenetic risk; relapse with death
/// competing from the remission on; survival since the diagnosis of those who came to a remission, from the remission on.
#[test]
fn the_amlsg_cohort_agrees_with_r() {
    let Some(path) = shared("AML-multistage/AMLSG_Clinical_Anon.csv") else { return };
    let rows = table(&path);
    assert_eq!(rows.len(), 1540);
    let mut risks = Vec::new();
    let (mut survival, mut relapse, mut since) = (Vec::new(), Vec::new(), Vec::new());
    for row in &rows {
        let (Some(left), Some(died)) = (number(row, "OS"), number(row, "Status")) else { continue };
        let event = u8::from(died > 0.5);
        let group = group(&mut risks, &row["C_Risk"]);
        survival.push(Row { entered: None, left, event, group });
        let Some(remission) = number(row, "CR_date").filter(|day| *day < left) else { continue };
        since.push(Row { entered: Some(remission), left, event, group });
        let relapsed = number(row, "Recurrence_date").filter(|day| *day >= remission && *day <= left);
        let (end, event) = relapsed.map_or((left, if event == 1 { 2 } else { 0 }), |day| (day, 1));
        relapse.push(Row { entered: None, left: end - remission, event, group });
    }
    eprintln!(
        "AMLSG: {} survivals, {} remissions, {} relapses or deaths followed",
        survival.len(),
        since.len(),
        relapse.len()
    );
    assert!(survival.len() > 1500 && since.len() > 1000 && risks.len() >= 3);
    compare(&[("survival".into(), survival), ("relapse".into(), relapse), ("since".into(), since)], "AMLSG");
}

/// The Cancer Genome Atlas, N Engl J Med 2013;368:2059 (PMID 23634996): survival by molecular risk, in months.
#[test]
fn the_tcga_cohort_agrees_with_r() {
    let Some(path) = shared("tcga_laml/laml_tcga_pub_clinical_data.csv") else { return };
    let mut risks = Vec::new();
    let mut survival = Vec::new();
    for row in table(&path) {
        let Some(left) = number(&row, "Overall Survival (Months)") else { continue };
        let event = u8::from(row["Overall Survival Status"].starts_with('1'));
        survival.push(Row { entered: None, left, event, group: group(&mut risks, &row["Risk (Molecular)"]) });
    }
    eprintln!("TCGA: {} patients, {} risk groups", survival.len(), risks.len());
    assert!(survival.len() >= 190 && risks.len() >= 3);
    compare(&[("tcga".into(), survival)], "TCGA");
}
