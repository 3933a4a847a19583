//! From the cells of a row to a patient.

use csv::StringRecord;
use genome::quantity::AlleleFraction;
use guideline::truth::Truth;

use super::header::Header;
use super::problem::Problem;
use super::{Kind, Options, chromosomes};
use crate::laboratory::{Age, BlastPercentage, Haemoglobin, Neutrophils, Platelets};
use crate::risk::ipss_m::{Gene, Input, MutationCount};
use crate::risk::ipss_r::CytogeneticGroup;

/// One row.
#[derive(Debug)]
pub(super) struct Patient {
    pub(super) input: Input,
    pub(super) age: Option<Age>,
    /// What has to be known of the karyotype.
    pub(super) karyotype: Vec<String>,
}

/// What stands for a value that is not known, as in the published program.
const NOT_KNOWN: [&str; 4] = ["", "NA", "N/A", "NaN"];

/// A row while it is read: every wrong cell is collected.
struct Row<'a> {
    header: &'a Header,
    line: usize,
    cells: &'a StringRecord,
    decimal_comma: bool,
    problems: Vec<Problem>,
}

/// The patient of a row, or everything that is wrong with it.
pub(super) fn patient(
    header: &Header,
    line: usize,
    cells: &StringRecord,
    options: &Options,
) -> Result<Patient, Vec<Problem>> {
    if cells.len() != header.len() {
        return Err(vec![Problem::Cells { line, found: cells.len(), wanted: header.len() }]);
    }
    if cells.iter().all(str::is_empty) {
        return Err(vec![Problem::EmptyRow { line }]);
    }
    let mut row = Row { header, line, cells, decimal_comma: options.decimal_comma, problems: Vec::new() };
    let mut input = Input::unknown();
    let unit = options.haemoglobin_unit;
    input.values.haemoglobin = row.number("HB", |value| Haemoglobin::new(value, unit));
    input.values.platelets = row.number("PLT", Platelets::new);
    input.values.neutrophils = row.number("ANC", Neutrophils::new);
    input.values.blasts = row.number("BM_BLAST", BlastPercentage::new);
    let age = row.number("AGE", Age::new);
    let karyotype = match header.karyotype {
        Some((text, sex)) => row.karyotype(text, sex, &mut input),
        None => {
            input.cytogenetics = row.group();
            input.del5q = row.flag("del5q");
            input.del7_7q = row.flag("del7_7q");
            input.del17_17p = row.flag("del17_17p");
            input.complex = row.flag("complex");
            Vec::new()
        }
    };
    input.tp53.mutations = row.count();
    input.tp53.greatest_fraction = row.number("TP53maxvaf", |value| {
        AlleleFraction::new(value).map_err(|_| format!("give a fraction from 0 to 1 (45 % is 0.45), not {value}"))
    });
    input.tp53.loss_of_heterozygosity = row.flag("TP53loh");
    for gene in Gene::ALL {
        let mutated = row.flag(gene.name());
        input.genes.set(*gene, mutated);
    }
    if row.problems.is_empty() { Ok(Patient { input, age, karyotype }) } else { Err(row.problems) }
}

impl Row<'_> {
    /// The text of a cell; nothing if it is not known.
    fn text(&self, place: usize) -> Option<&str> {
        let text = self.cells.get(place)?;
        (!NOT_KNOWN.iter().any(|missing| missing.eq_ignore_ascii_case(text))).then_some(text)
    }

    /// The cell at a place, read by a rule that knows what may stand there.
    fn read_at<T>(&mut self, place: usize, rule: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
        let text = self.text(place)?;
        match rule(text) {
            Ok(value) => Some(value),
            Err(remedy) => {
                let column = self.header.names().nth(place).unwrap_or_default().to_owned();
                self.problems.push(Problem::Cell { line: self.line, column, value: text.to_owned(), remedy });
                None
            }
        }
    }

    /// The cell of a known column; nothing if it is not known, or the column is not there.
    fn read<T>(&mut self, name: &str, rule: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
        let (_, place) = self.header.place(name).filter(|(column, _)| column.kind != Kind::Label)?;
        self.read_at(place, rule)
    }

    /// The chromosomes from a karyotype; what is not known stays so.
    fn karyotype(&mut self, place: usize, sex: Option<usize>, input: &mut Input) -> Vec<String> {
        let sex = sex.and_then(|place| self.read_at(place, chromosomes::sex));
        self.text(place).map_or_else(Vec::new, |text| chromosomes::read(text, sex, input))
    }

    fn number<T, E: ToString>(&mut self, name: &str, quantity: impl FnOnce(f64) -> Result<T, E>) -> Option<T> {
        let comma = self.decimal_comma;
        self.read(name, |text| {
            let (written, remedy) = match (comma, text.contains(','), text.contains('.')) {
                (true, _, false) => (text.replace(',', "."), "give a number with a decimal comma, or NA"),
                (true, _, true) => (String::new(), "--decimal-comma is given: write the number with a comma"),
                (false, true, _) => (String::new(), "write the number with a point, or give --decimal-comma"),
                (false, false, _) => (text.to_owned(), "give a number, or NA"),
            };
            let number: f64 = written.parse().map_err(|_| remedy.to_owned())?;
            quantity(number).map_err(|error| error.to_string())
        })
    }

    fn flag(&mut self, name: &str) -> Truth {
        let read = self.read(name, |text| match text {
            "1" => Ok(true),
            "0" => Ok(false),
            _ => Err("give 1 if it is there, 0 if it is not, NA if it was not assessed".to_owned()),
        });
        read.map_or(Truth::Unknown, Truth::from)
    }

    fn count(&mut self) -> Option<MutationCount> {
        self.read("TP53mut", |text| match text {
            "0" => Ok(MutationCount::None),
            "1" => Ok(MutationCount::One),
            "2 or more" => Ok(MutationCount::TwoOrMore),
            other if other.parse::<u32>().is_ok_and(|count| count >= 2) => Ok(MutationCount::TwoOrMore),
            _ => Err("give 0, 1, 2 or more, or NA".to_owned()),
        })
    }

    fn group(&mut self) -> Vec<CytogeneticGroup> {
        let group = self.read("CYTO_IPSSR", |text| {
            let plain = text.replace(['-', '_'], " ");
            let named = |group: &CytogeneticGroup| group.name().eq_ignore_ascii_case(&plain);
            CytogeneticGroup::ALL
                .into_iter()
                .find(named)
                .or_else(|| plain.eq_ignore_ascii_case("Int").then_some(CytogeneticGroup::Intermediate))
                .ok_or_else(|| "give Very Good, Good, Intermediate, Poor or Very Poor, or NA".to_owned())
        });
        group.map_or_else(|| CytogeneticGroup::ALL.to_vec(), |group| vec![group])
    }
}
