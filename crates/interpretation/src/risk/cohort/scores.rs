//! The columns that are added to a table of patients.

use guideline::truth::Truth;

use super::cell::Patient;
use super::header::Header;
use super::{DERIVED, Options, Written, chromosomes};
use crate::laboratory::{BlastPercentage, Haemoglobin, HaemoglobinUnit};
use crate::risk::ipss_m::{IpssM, Scenario, TERMS, TermId, ipss_m, sf3b1_5q, sf3b1_alpha, tp53_multi};
use crate::risk::ipss_r::{Category, ipss_r, ipss_ra};

/// The columns added to every table, in their order.
pub const ADDED: [&str; 26] = [
    "IPSSRscore",
    "IPSSRcat",
    "IPSSRscore_least",
    "IPSSRscore_most",
    "IPSSRcat_possible",
    "IPSSRAscore",
    "IPSSRAcat",
    "IPSSRAscore_least",
    "IPSSRAscore_most",
    "IPSSRAcat_possible",
    "IPSSMraw_best",
    "IPSSMscore_best",
    "IPSSMcat_best",
    "IPSSMraw_mean",
    "IPSSMscore_mean",
    "IPSSMcat_mean",
    "IPSSMraw_worst",
    "IPSSMscore_worst",
    "IPSSMcat_worst",
    "IPSSMscore",
    "IPSSMcat",
    "IPSSMcomment",
    "IPSSMmissing",
    "TP53multi",
    "SF3B1_5q",
    "SF3B1_alpha",
];

/// The last column.
const NOTES: &str = "notes";

const SCENARIOS: [&str; 3] = ["best", "mean", "worst"];

fn contribution(term: TermId, scenario: &str) -> String {
    format!("IPSSM_{}_{scenario}", term.name())
}

/// Whether a name is one that is added.
pub(super) fn is_own(name: &str) -> bool {
    ADDED.contains(&name)
        || name == NOTES
        || SCENARIOS.iter().any(|scenario| TERMS.iter().any(|term| contribution(term.id, scenario) == name))
}

/// The names of the columns added.
pub(super) fn names(options: &Options) -> impl Iterator<Item = String> + '_ {
    let derived = DERIVED.into_iter().filter(|_| options.chromosomes.is_some());
    let scenarios = SCENARIOS.into_iter().filter(|_| options.contributions);
    let terms = scenarios.flat_map(|scenario| TERMS.iter().map(move |term| contribution(term.id, scenario)));
    derived.chain(ADDED).map(str::to_owned).chain(terms).chain([NOTES.to_owned()])
}

fn or_na(text: Option<impl ToString>) -> String {
    text.map_or_else(|| "NA".to_owned(), |text| text.to_string())
}

/// The cells added for a patient.
pub(super) fn cells(patient: &Patient, options: &Options) -> Vec<String> {
    let number = |value: f64| Written(value, options.decimal_comma);
    let input = &patient.input;
    let revised = ipss_r(&input.values, &input.cytogenetics);
    let adjusted = ipss_ra(&revised, patient.age);
    let molecular = ipss_m(input);
    let mut cells = Vec::new();
    if options.chromosomes.is_some() {
        cells.push(match input.cytogenetics.len() {
            5 => "NA".to_owned(),
            _ => chromosomes::listed(&input.cytogenetics),
        });
        cells.extend([input.del5q, input.del7_7q, input.del17_17p, input.complex].map(flag));
    }
    cells.extend([
        or_na(revised.total.definite().map(number)),
        or_na(revised.definite()),
        number(revised.total.least()).to_string(),
        number(revised.total.most()).to_string(),
        listed(&revised.possible),
    ]);
    match &adjusted {
        None => cells.extend(std::iter::repeat_n("NA".to_owned(), 5)),
        Some(adjusted) => cells.extend([
            or_na(adjusted.score().map(number)),
            or_na(adjusted.definite()),
            or_na(adjusted.possible_scores.first().copied().map(number)),
            or_na(adjusted.possible_scores.last().copied().map(number)),
            listed(&adjusted.possible),
        ]),
    }
    let scenarios = [&molecular.best, &molecular.mean, &molecular.worst];
    for scenario in scenarios {
        let Scenario { raw, score, category, .. } = scenario;
        cells.extend([format!("{:.6}", number(*raw)), format!("{:.2}", number(score.get())), category.to_string()]);
    }
    let missing: Vec<&str> = molecular.missing().map(TermId::name).collect();
    cells.extend([
        or_na(molecular.score().map(|score| format!("{:.2}", number(score.get())))),
        or_na(molecular.category()),
        molecular.certainty.comment().to_owned(),
        missing.join("; "),
        flag(tp53_multi(input)),
        flag(sf3b1_5q(input)),
        flag(sf3b1_alpha(input)),
    ]);
    if options.contributions {
        let terms = scenarios.into_iter().flat_map(|scenario| &scenario.contributions);
        cells.extend(terms.map(|term| format!("{:.6}", number(term.adds))));
    }
    let other_readings =
        revised.other_readings.iter().map(|other| format!("IPSS-R, if {}: {}", other.reading, listed(&other.possible)));
    let notes = revised.notes.iter().chain(&molecular.notes).map(|note| note.en.clone());
    cells.push(
        patient
            .karyotype
            .iter()
            .cloned()
            .chain(notes)
            .chain(other_readings)
            .chain(clamped(&molecular))
            .collect::<Vec<_>>()
            .join("; "),
    );
    cells
}

fn listed(categories: &[Category]) -> String {
    categories.iter().map(|category| category.name()).collect::<Vec<_>>().join("; ")
}

fn flag(truth: Truth) -> String {
    match truth {
        Truth::Yes => "1",
        Truth::No => "0",
        Truth::Unknown => "NA",
    }
    .to_owned()
}

fn clamped(molecular: &IpssM) -> Option<String> {
    let (ambiguity, [best, mean, worst]) = molecular.clamped?;
    Some(format!("IPSS-M, if haemoglobin is {}: {best}, {mean}, {worst} (best, mean, worst)", ambiguity.readings[1]))
}

/// The value in the middle of a column.
fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

/// What should be looked at in the whole table.
pub(super) fn warnings(header: &Header, patients: &[Patient], options: &Options) -> Vec<String> {
    let mut warnings = Vec::new();
    for (name, effect) in [("ANC", "IPSS-R and IPSS-RA are given as what is possible"), ("AGE", "IPSS-RA is not given")]
    {
        if header.place(name).is_none() {
            warnings.push(format!("there is no column {name}: {effect}"));
        }
    }
    let values = |of: fn(&Patient) -> Option<f64>| patients.iter().filter_map(of).collect::<Vec<f64>>();
    let grams = |patient: &Patient| patient.input.values.haemoglobin.map(Haemoglobin::grams_per_decilitre);
    // Half of a cohort of myelodysplasia lies near 9.7 g/dL (6.0 mmol/L). A middle outside 7 to 15 is another unit's.
    if let Some(middle) = median(values(grams)).filter(|middle| !(7.0..=15.0).contains(middle)) {
        let unit = options.haemoglobin_unit;
        let other = match unit {
            HaemoglobinUnit::GramPerDecilitre => HaemoglobinUnit::MillimolePerLitre,
            HaemoglobinUnit::MillimolePerLitre => HaemoglobinUnit::GramPerDecilitre,
        };
        warnings.push(format!(
            "half of the haemoglobins lie {} {middle:.1} g/dL as {} are read: was {} meant?",
            if middle < 7.0 { "below" } else { "above" },
            unit.name(),
            other.name()
        ));
    }
    let blasts = values(|patient| patient.input.values.blasts.map(BlastPercentage::get));
    if blasts.iter().any(|share| *share > 0.0) && blasts.iter().all(|share| *share <= 1.0) {
        warnings.push("no blast count is above 1 %: is BM_BLAST written as a fraction?".to_owned());
    }
    warnings
}
