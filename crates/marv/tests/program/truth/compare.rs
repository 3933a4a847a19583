//! Calls a prepared pair and holds what is called against what is told.

use std::fs;
use std::io::Read as _;
use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

use super::case::{Expected, Outcome, Run};
use super::prepare::{Piece, Prepared};

/// What differs from what is told, and a row for each variant.
#[derive(Debug, Default)]
pub struct Compared {
    pub wrong: Vec<String>,
    pub rows: Vec<String>,
}

/// One line of a VCF, at its place on the genome.
#[derive(Debug)]
struct Line {
    at: String,
    reference: String,
    alternate: String,
    filter: String,
    info: String,
    format: String,
    tumour: String,
    normal: String,
}

impl Line {
    fn passes(&self) -> bool {
        self.filter == "PASS"
    }

    /// Whether it is the variant. Lengths alone tell a long one.
    fn is(&self, at: &str, change: &str) -> bool {
        let longer = |more: &str, less: &str, wanted: &str| wanted.parse() == Ok(more.len().abs_diff(less.len()));
        let (reference, alternate) = (&self.reference, &self.alternate);
        let same = if let Some(length) = change.strip_prefix("del") {
            reference.len() > alternate.len() && longer(reference, alternate, length)
        } else if let Some(length) = change.strip_prefix("ins").or(change.strip_prefix("dup")) {
            alternate.len() > reference.len() && longer(alternate, reference, length)
        } else {
            change.split_once('>') == Some((reference, alternate))
        };
        same && self.at == at
    }

    fn value(&self, key: &str) -> Option<&str> {
        let place = self.format.split(':').position(|name| name == key)?;
        self.tumour.split(':').nth(place)
    }

    fn best(&self) -> &str {
        self.info.split(';').find_map(|field| field.strip_prefix("BEST=")).unwrap()
    }

    fn told(&self) -> String {
        let of = |sample: &str| sample.split(':').skip(1).take(3).collect::<Vec<&str>>().join(" ");
        format!("{} {} | {} | {}", self.filter, self.best(), of(&self.tumour), of(&self.normal))
    }
}

/// Calls the pair.
pub fn compare(run: &Run, prepared: &Prepared, scratch: &Path) -> Compared {
    let (sites, out) = (scratch.join("sites.vcf"), scratch.join("out"));
    fs::write(&sites, named(run, prepared)).unwrap();
    let mut command = Command::cargo_bin("marv").unwrap();
    command.arg("call").arg("--tumour").arg(&prepared.tumour).arg("--reference").arg(&prepared.reference);
    command.args(prepared.normal.iter().flat_map(|normal| ["--normal".as_ref(), normal.as_os_str()]));
    command.arg("--out").arg(&out).arg("--sites").arg(&sites);
    command.args(run.stops.iter().flat_map(|check| ["--accept", check]));
    if run.hotspots {
        command.arg("--hotspots").arg(&sites);
    }
    let mut result = Compared::default();
    let done = command.output().unwrap();
    if !done.status.success() {
        result.wrong.push(format!("{}: {}", done.status, String::from_utf8_lossy(&done.stderr)));
        return result;
    }
    let quality: Value = serde_json::from_slice(&fs::read(out.join("quality.json")).unwrap()).unwrap();
    let checks = quality["quality"]["checks"].as_array().unwrap().iter();
    let stops: Vec<&str> =
        checks.filter(|check| check["verdict"] == "stop").map(|check| check["name"].as_str().unwrap()).collect();
    if stops != run.stops {
        result.wrong.push(format!("stopped by {stops:?}, and {:?} are told", run.stops));
    }
    let calls = lines(&out.join("somatic.vcf.gz"), &prepared.pieces);
    let genotyped = lines(&out.join("sites.vcf.gz"), &prepared.pieces);
    for expected in &run.variant {
        let of = |lines: &'_ [Line]| lines.iter().position(|line| line.is(&expected.at, &expected.change));
        let (call, site) = (of(&calls).map(|at| &calls[at]), of(&genotyped).map(|at| &genotyped[at]));
        result
            .wrong
            .extend(faults(expected, call, site).map(|fault| format!("{} {}: {fault}", expected.at, expected.change)));
        let told = call.or(site).map_or_else(|| "no line".to_owned(), Line::told);
        let origin = if call.is_some() { "called" } else { "site" };
        let mark = if expected.differs() { "differs" } else { "" };
        result
            .rows
            .push(format!("{}\t{}\t{:?}\t{mark}\t{origin}: {told}", expected.at, expected.change, expected.truth));
    }
    let named = |line: &Line| run.variant.iter().any(|expected| line.is(&expected.at, &expected.change));
    let further: Vec<&Line> = calls.iter().filter(|line| line.passes() && !named(line)).collect();
    if further.len() > run.further_false_calls {
        let text = |line: &&Line| format!("\n  {} {}>{} {}", line.at, line.reference, line.alternate, line.told());
        result.wrong.push(format!(
            "{} further calls pass, and at most {} are told:{}",
            further.len(),
            run.further_false_calls,
            further.iter().map(text).collect::<String>()
        ));
    }
    if run.further_false_calls > 0 {
        result.rows.push(format!("\t\tAbsent\tdiffers\t{} further calls pass", further.len()));
    }
    result
}

/// What a call and the genotyped site say other than what is told.
fn faults(expected: &Expected, call: Option<&Line>, site: Option<&Line>) -> impl Iterator<Item = String> {
    let outcome = match call {
        None => Outcome::None,
        Some(line) if line.passes() => Outcome::Pass,
        Some(_) => Outcome::Doubted,
    };
    let same = match expected.call {
        Outcome::Any => true,
        Outcome::NoPass => outcome != Outcome::Pass,
        told => outcome == told,
    };
    let mut faults = Vec::new();
    if !same {
        faults.push(format!(
            "{outcome:?}, and {:?} is told; {}",
            expected.call,
            call.map_or_else(String::new, Line::told)
        ));
    }
    let doubts: Vec<&str> = call.map(|line| line.filter.split(';').collect()).unwrap_or_default();
    for doubt in expected.doubts.iter().filter(|doubt| !doubts.contains(&doubt.as_str())) {
        faults.push(format!("no doubt {doubt}, only {doubts:?}"));
    }
    let Some(line) = site.or(call) else {
        if expected.best.is_some() || expected.af.is_some() {
            faults.push("no line to compare with".to_owned());
        }
        return faults.into_iter();
    };
    if expected.best.as_ref().is_some_and(|best| line.best() != best) {
        faults.push(format!("the best explanation is {}, and {:?} is told", line.best(), expected.best));
    }
    if let Some([least, greatest]) = expected.af {
        let fraction: f64 = line.value("AF").unwrap().parse().unwrap();
        if !(least..=greatest).contains(&fraction) {
            faults.push(format!("allele fraction {fraction}, and {least} to {greatest} are told"));
        }
    }
    faults.into_iter()
}

/// A VCF of the variants that are named: those told by bases, by a length on the reference, and those of the candidates.
fn named(run: &Run, prepared: &Prepared) -> String {
    let mut lines = vec![String::from("##fileformat=VCFv4.4\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n")];
    for expected in &run.variant {
        let (contig, position) = expected.at.rsplit_once(':').unwrap();
        let position: u64 = position.parse().unwrap();
        let piece = prepared.pieces.iter().find(|piece| piece.contains(contig, position));
        let piece = piece.unwrap_or_else(|| panic!("{} lies on no piece of the reference", expected.at));
        let at = usize::try_from(position - piece.start).unwrap();
        let bases = |length: &str| &piece.bases[at..=at + length.parse::<usize>().unwrap()];
        let change = &expected.change;
        let (reference, alternate) = if let Some(length) = change.strip_prefix("del") {
            (bases(length), bases("0"))
        } else if let Some(length) = change.strip_prefix("dup") {
            (bases("0"), bases(length))
        } else if let Some(both) = change.split_once('>') {
            both
        } else {
            continue;
        };
        lines.push(format!("{}\t{}\t.\t{reference}\t{alternate}\t.\t.\t.\n", piece.name(), at + 1));
    }
    let candidates =
        run.candidates.as_ref().map(|file| fs::read_to_string(super::shared_data().unwrap().join(file)).unwrap());
    for line in candidates.iter().flat_map(|text| text.lines()).filter(|line| !line.starts_with('#')) {
        let fields: Vec<&str> = line.split('\t').collect();
        if fields[4].chars().all(|letter| letter.is_ascii_alphabetic()) {
            lines.push(format!("{}\t{}\t.\t{}\t{}\t.\t.\t.\n", fields[0], fields[1], fields[3], fields[4]));
        }
    }
    lines.concat()
}

/// The lines of a compressed VCF.
fn lines(path: &Path, pieces: &[Piece]) -> Vec<Line> {
    let mut text = String::new();
    hts::bgzf::TextReader::new(fs::File::open(path).unwrap()).unwrap().read_to_string(&mut text).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            let piece = pieces.iter().find(|piece| piece.name() == fields[0]).unwrap();
            let field = |at: usize| fields.get(at).copied().unwrap_or_default().to_owned();
            Line {
                at: format!("{}:{}", piece.contig, fields[1].parse::<u64>().unwrap() + piece.start - 1),
                reference: field(3),
                alternate: field(4),
                filter: field(6),
                info: field(7),
                format: field(8),
                tumour: field(9),
                normal: field(10),
            }
        })
        .collect()
}

/// Rows of fields between tabs, in columns.
pub fn table(rows: &[String]) -> String {
    let rows: Vec<Vec<&str>> = rows.iter().map(|row| row.split('\t').collect()).collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width =
        |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|field| field.len()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let line = |row: &Vec<&str>| {
        let fields = row.iter().zip(&widths).map(|(field, width)| format!("{field:width$}"));
        fields.collect::<Vec<String>>().join("  ").trim_end().to_owned() + "\n"
    };
    rows.iter().map(line).collect()
}
