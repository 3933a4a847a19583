//! The columns of a table of patients.

use csv::StringRecord;

use super::problem::{Problem, Problems};
use super::{Chromosomes, Options, scores};
use crate::risk::ipss_m::Gene;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Carried over, not used.
    Label,
    /// A number, or NA.
    Number,
    /// 1, 0 or NA.
    Flag,
    /// A cytogenetic group of IPSS-R, or NA.
    Group,
    /// How many mutations of `TP53`: 0, 1, 2 or more, or NA.
    Count,
}

/// A column that is known here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name, as in the published program.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether the table must have it.
    pub needed: bool,
    /// What it means, and its unit.
    pub meaning: &'static str,
}

const fn needed(name: &'static str, kind: Kind, meaning: &'static str) -> Column {
    Column { name, kind, needed: true, meaning }
}

const fn optional(name: &'static str, kind: Kind, meaning: &'static str) -> Column {
    Column { name, kind, needed: false, meaning }
}

/// The columns beside the genes of IPSS-M, which are [`Gene::ALL`] by name: all needed, 1, 0 or NA.
pub const COLUMNS: [Column; 15] = [
    optional("ID", Kind::Label, "what you call the patient; carried over"),
    optional("SEX", Kind::Label, "carried over"),
    needed("HB", Kind::Number, "haemoglobin in the stated unit"),
    needed("PLT", Kind::Number, "platelets, 10^9/L"),
    needed("BM_BLAST", Kind::Number, "blasts in the marrow, %"),
    optional("ANC", Kind::Number, "neutrophils, 10^9/L; for IPSS-R"),
    optional("AGE", Kind::Number, "years; for IPSS-RA"),
    needed("CYTO_IPSSR", Kind::Group, "cytogenetic group of IPSS-R"),
    needed("del5q", Kind::Flag, "del(5q): 1, 0 or NA"),
    needed("del7_7q", Kind::Flag, "-7 or del(7q): 1, 0 or NA"),
    needed("del17_17p", Kind::Flag, "-17 or del(17p): 1, 0 or NA"),
    needed("complex", Kind::Flag, "complex karyotype, three abnormalities or more: 1, 0 or NA"),
    needed("TP53mut", Kind::Count, "mutations of TP53: 0, 1, 2 or more, or NA"),
    needed("TP53maxvaf", Kind::Number, "greatest allele fraction of TP53 as a fraction, 0 to 1"),
    needed("TP53loh", Kind::Flag, "loss of heterozygosity at TP53: 1, 0 or NA"),
];

/// Every column that is known: those of [`COLUMNS`] and the genes.
fn known() -> impl Iterator<Item = Column> {
    let genes = Gene::ALL.iter().map(|gene| needed(gene.name(), Kind::Flag, "mutated: 1, 0 or NA"));
    COLUMNS.into_iter().chain(genes)
}

/// The header of a table whose columns are all there.
#[derive(Debug)]
pub(super) struct Header {
    names: Vec<String>,
    /// The known columns with their place.
    places: Vec<(Column, usize)>,
    /// The places of karyotype and sex.
    pub(super) karyotype: Option<(usize, Option<usize>)>,
}

impl Header {
    pub(super) fn read(names: &StringRecord, options: &Options) -> Result<Self, Problems> {
        let mut problems = Vec::new();
        let mut named = |option: &'static str, name: &str| {
            let place = names.iter().position(|other| other == name);
            if place.is_none() {
                problems.push(Problem::NoSuchColumn { option, name: name.to_owned() });
            }
            place
        };
        let karyotype = options.chromosomes.as_ref().map(|columns| {
            let sex = columns.sex.as_ref().map(|sex| named("--sex-column", sex));
            (named("--karyotype-column", &columns.karyotype), sex)
        });
        let mut places = Vec::new();
        for column in known() {
            let mut found = names.iter().enumerate().filter(|(_, name)| *name == column.name);
            if karyotype.is_some() && Chromosomes::derives(column.name) {
                if found.next().is_some() {
                    problems.push(Problem::BesideKaryotype { name: column.name });
                }
            } else if let Some((place, _)) = found.next() {
                places.push((column, place));
            } else if column.needed {
                let similar = names.iter().any(|name| similar_to(name) == Some(column.name));
                problems.push(Problem::MissingColumn { name: column.name, wanted: column.meaning, similar });
            }
        }
        for (place, name) in names.iter().enumerate() {
            let earlier = names.iter().take(place).any(|other| other == name);
            let similar = similar_to(name).filter(|similar| places.iter().all(|(column, _)| column.name != *similar));
            if name.is_empty() {
                problems.push(Problem::NamelessColumn { number: place + 1 });
            } else if earlier {
                problems.push(Problem::RepeatedColumn { name: name.to_owned() });
            } else if karyotype.is_some_and(|(text, sex)| [text, sex.flatten()].contains(&Some(place))) {
            } else if scores::is_own(name) {
                problems.push(Problem::OwnColumn { name: name.to_owned() });
            } else if known().all(|column| column.name != name) && (!options.keep_others || similar.is_some()) {
                problems.push(Problem::UnknownColumn { name: name.to_owned(), similar });
            }
        }
        if problems.is_empty() {
            let karyotype = karyotype.and_then(|(text, sex)| Some((text?, sex.flatten())));
            Ok(Self { names: names.iter().map(str::to_owned).collect(), places, karyotype })
        } else {
            Err(Problems(problems))
        }
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    /// The known column of this name and its place in a row.
    pub(super) fn place(&self, name: &str) -> Option<(Column, usize)> {
        self.places.iter().find(|(column, _)| column.name == name).copied()
    }
}

/// The known column that an unknown name probably stands for: the same letters and digits, or the gene's newer name.
fn similar_to(name: &str) -> Option<&'static str> {
    let plain = |text: &str| -> String {
        text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
    };
    let wanted = match plain(name).as_str() {
        "KMT2APTD" => "MLLPTD".to_owned(),
        "HGB" | "HEMOGLOBIN" | "HAEMOGLOBIN" => "HB".to_owned(),
        "PLATELETS" => "PLT".to_owned(),
        other => other.to_owned(),
    };
    known().map(|column| column.name).find(|column| *column != name && plain(column) == wanted)
}
