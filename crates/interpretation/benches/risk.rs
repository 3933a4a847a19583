//! Patients per second: a drawn table through `risk::cohort::score`, from its bytes to the bytes with the scores, on one core.
//! `bench/risk [PATIENTS]`.

#![allow(clippy::unwrap_used, reason = "a bench that cannot run has nothing to say")]

use std::time::Instant;

use interpretation::laboratory::HaemoglobinUnit;
use interpretation::risk::cohort::{COLUMNS, Kind, Options, score};
use interpretation::risk::ipss_m::Gene;

fn main() {
    let patients: usize = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(100_000);
    let table = drawn(patients);
    let options = Options {
        haemoglobin_unit: HaemoglobinUnit::GramPerDecilitre,
        decimal_comma: false,
        chromosomes: None,
        keep_others: false,
        contributions: false,
    };
    let begin = Instant::now();
    let scored = score(table.as_bytes(), &options).unwrap();
    let seconds = begin.elapsed().as_secs_f64();
    println!(
        "{} patients, IPSS-R, IPSS-RA and IPSS-M in three scenarios, {:.1} MB read, {:.1} MB written: {seconds:.2} s, {:.0} patients per second",
        scored.patients,
        megabytes(table.len()),
        megabytes(scored.text.len()),
        f64::from(u32::try_from(scored.patients).unwrap()) / seconds
    );
}

fn megabytes(bytes: usize) -> f64 {
    f64::from(u32::try_from(bytes).unwrap()) / 1e6
}

/// A table of drawn patients, one value in ten not known; the same each time.
fn drawn(patients: usize) -> String {
    let mut random = fastrand::Rng::with_seed(4);
    let names: Vec<(&str, Kind)> = COLUMNS
        .iter()
        .map(|column| (column.name, column.kind))
        .chain(Gene::ALL.iter().map(|gene| (gene.name(), Kind::Flag)))
        .collect();
    let mut table = names.iter().map(|(name, _)| *name).collect::<Vec<_>>().join("\t");
    for patient in 0..patients {
        let cells = names.iter().map(|(name, kind)| match kind {
            Kind::Label => patient.to_string(),
            _ if random.u8(0..10) == 0 => "NA".to_owned(),
            Kind::Flag => random.u8(0..2).to_string(),
            Kind::Group => ["Very Good", "Good", "Intermediate", "Poor", "Very Poor"][random.usize(0..5)].to_owned(),
            Kind::Count => ["0", "1", "2 or more"][random.usize(0..3)].to_owned(),
            Kind::Number if *name == "TP53maxvaf" => format!("{:.2}", random.f64()),
            Kind::Number if *name == "HB" => format!("{:.1}", 5.0 + 10.0 * random.f64()),
            Kind::Number => random.u8(1..60).to_string(),
        });
        table.push('\n');
        table.push_str(&cells.collect::<Vec<_>>().join("\t"));
    }
    table
}
