//! The cytogenetic columns, from a karyotype in ISCN.

use super::{Chromosomes, DERIVED};
use crate::karyotype::groups::{del5q, del7_7q, del17_17p, ipssr_group, three_or_more};
use crate::karyotype::{Sex, parse};
use crate::risk::ipss_m::Input;
use crate::risk::ipss_r::CytogeneticGroup;

/// A column that gives the sex, or that nobody can read.
pub(super) fn sex(text: &str) -> Result<Sex, String> {
    match text.to_ascii_lowercase().as_str() {
        "f" | "female" | "k" | "kvinde" => Ok(Sex::Female),
        "m" | "male" | "mand" => Ok(Sex::Male),
        _ => Err("give F or M (K or M in Danish), or NA".to_owned()),
    }
}

/// States what the karyotype says, and returns what a reader has to know of it.
pub(super) fn read(text: &str, sex: Option<Sex>, input: &mut Input) -> Vec<String> {
    let karyotype = parse(text, sex);
    let seen = karyotype.cytogenetics();
    let group = ipssr_group(&seen);
    input.del5q = del5q(&seen);
    input.del7_7q = del7_7q(&seen);
    input.del17_17p = del17_17p(&seen);
    input.complex = three_or_more(&seen);
    let pieces: Vec<&str> = karyotype.not_understood().map(|span| span.of(text)).collect();
    let mut notes = Vec::new();
    if !pieces.is_empty() {
        notes.push(format!("not understood in the karyotype: {}", pieces.join(" | ")));
    }
    for other in &group.other_readings {
        notes.push(format!("group of IPSS-R, if {}: {}", other.reading, listed(&other.possible)));
    }
    for reading in karyotype.readings() {
        let possible = ipssr_group(&karyotype.cytogenetics_in(Some(reading))).possible;
        if possible != group.possible {
            notes.push(format!("group of IPSS-R, if {}: {}", reading.en(), listed(&possible)));
        }
    }
    input.cytogenetics = group.possible;
    notes
}

pub(super) fn listed(groups: &[CytogeneticGroup]) -> String {
    groups.iter().map(|group| group.name()).collect::<Vec<_>>().join("; ")
}

impl Chromosomes {
    /// Whether the table's own column of this name would compete with the karyotype.
    pub(super) fn derives(column: &str) -> bool {
        DERIVED.contains(&column)
    }
}
