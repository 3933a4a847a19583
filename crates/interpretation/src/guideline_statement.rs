//! What the Danish recommendations of 2022 say of drugs and transplantation, called up by findings, with their own
//! contradictions beside them.
//!
//! The sentences are those of `guidelines/ngc-haem-2022`; which finding calls which is ours
//! (`knowledge/guideline_statements.tsv`). No treatment is derived from them (DER-12, INC-28).

use std::sync::LazyLock;

use guideline::truth::Truth;
use serde::{Deserialize, Serialize};

use crate::disease::Disease;
use crate::findings::Findings;
use crate::source::Citation;
use crate::table::{self, NONE, TableErrors};
use crate::therapy::biomarker::Biomarker;

/// A sentence of the recommendations, in its own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// The page.
    pub page: u32,
    /// The Danish words.
    pub quote: String,
}

/// A place where the recommendations are at odds with themselves, or with time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Inconsistency {
    /// Its number.
    pub id: &'static str,
    /// What is at odds, in English.
    pub finding_en: String,
    /// What is at odds, in Danish.
    pub finding_da: String,
    /// How it is handled, in English.
    pub treatment_en: String,
    /// How it is handled, in Danish.
    pub treatment_da: String,
    /// The sentences.
    pub passages: Vec<Passage>,
}

/// A statement that findings call up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GuidelineStatement {
    /// The requirement's number.
    pub item: &'static str,
    /// Whether the finding it speaks of is there; unknown where it was not assessed.
    pub truth: Truth,
    /// What it says, in English.
    pub en: String,
    /// What it says, in Danish.
    pub da: String,
    /// The words themselves.
    pub passage: Passage,
    /// The year and month of which it speaks.
    pub as_of: &'static str,
    /// What it is at odds with.
    pub inconsistency: Option<Inconsistency>,
    /// Where it stands.
    pub citation: Citation,
}

struct Row {
    item: &'static str,
    biomarker: Biomarker,
    disease: Disease,
    inconsistency: Option<&'static str>,
    citation: Citation,
}

static ROWS: LazyLock<Result<Vec<Row>, TableErrors>> = LazyLock::new(|| {
    table::read(
        "knowledge/guideline_statements.tsv",
        include_str!("../../../knowledge/guideline_statements.tsv"),
        &["item", "biomarker", "disease", "inconsistency"],
        |row, faults| {
            let (biomarker, disease) = (row.value("biomarker", faults), row.value("disease", faults));
            let (item, inconsistency) = (row.text("item"), row.text("inconsistency"));
            if ITEMS.as_ref().is_ok_and(|items| items.iter().all(|known| known.id != item)) {
                faults.note("item", item, "an item of cited/evidence.toml or cited/report-content.toml");
            }
            let inconsistency = Some(inconsistency).filter(|id| *id != NONE);
            Some(Row { item, biomarker: biomarker?, disease: disease?, inconsistency, citation: row.citation() })
        },
    )
});

#[derive(Deserialize)]
struct Items {
    item: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    id: String,
    da: String,
    en: String,
    #[serde(flatten)]
    passage: Passage,
}

static ITEMS: LazyLock<Result<Vec<Item>, String>> = LazyLock::new(|| {
    let mut items = Vec::new();
    for text in [
        include_str!("../../../guidelines/ngc-haem-2022/cited/evidence.toml"),
        include_str!("../../../guidelines/ngc-haem-2022/cited/report-content.toml"),
    ] {
        items.extend(toml::from_str::<Items>(text).map_err(|error| error.to_string())?.item);
    }
    Ok(items)
});

#[derive(Deserialize)]
struct InconsistencyFile {
    da: Words,
    en: Words,
    #[serde(rename = "where")]
    passages: Vec<Passage>,
}

#[derive(Deserialize)]
struct Words {
    finding: String,
    treatment: String,
}

/// The files of the inconsistencies that statements name.
const INCONSISTENCIES: [(&str, &str); 2] = [
    ("INC-28", include_str!("../../../guidelines/ngc-haem-2022/inconsistencies/INC-28.toml")),
    ("INC-29", include_str!("../../../guidelines/ngc-haem-2022/inconsistencies/INC-29.toml")),
];

static INCONSISTENCY: LazyLock<Result<Vec<Inconsistency>, String>> = LazyLock::new(|| {
    INCONSISTENCIES
        .into_iter()
        .map(|(id, text)| {
            let InconsistencyFile { da, en, passages } = toml::from_str(text).map_err(|error| error.to_string())?;
            Ok(Inconsistency {
                id,
                finding_en: en.finding,
                finding_da: da.finding,
                treatment_en: en.treatment,
                treatment_da: da.treatment,
                passages,
            })
        })
        .collect()
});

/// The month of the recommendations.
const AS_OF: &str = "2022-03";

/// The statements that speak of findings of this patient, or of findings that were not assessed, in the order of the table.
#[must_use]
pub fn statements_on(findings: &Findings, disease: Disease) -> Vec<GuidelineStatement> {
    let rows = ROWS.as_deref().unwrap_or(&[]).iter().filter(|row| disease.is_a(row.disease));
    rows.filter_map(|row| {
        let truth = row.biomarker.evidence(findings).truth;
        let item = ITEMS.as_deref().unwrap_or(&[]).iter().find(|item| item.id == row.item)?;
        (truth != Truth::No).then(|| GuidelineStatement {
            item: row.item,
            truth,
            en: item.en.clone(),
            da: item.da.clone(),
            passage: item.passage.clone(),
            as_of: AS_OF,
            inconsistency: row.inconsistency.and_then(inconsistency).cloned(),
            citation: row.citation,
        })
    })
    .collect()
}

fn inconsistency(id: &str) -> Option<&'static Inconsistency> {
    INCONSISTENCY.as_deref().unwrap_or(&[]).iter().find(|known| known.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_can_be_read_and_name_what_there_is() {
        assert_eq!(ROWS.as_ref().map(|_| ()).map_err(ToString::to_string), Ok(()));
        assert_eq!((ITEMS.as_ref().err(), INCONSISTENCY.as_ref().err()), (None, None));
        for row in ROWS.as_ref().unwrap() {
            assert!(row.inconsistency.is_none_or(|id| inconsistency(id).is_some()), "{}", row.item);
        }
    }

    #[test]
    fn a_finding_that_was_not_assessed_calls_its_statement_as_unknown() {
        let statements = statements_on(&Findings::default(), "AML".parse().unwrap());
        assert!(statements.iter().all(|statement| statement.truth == Truth::Unknown));
        assert!(statements.iter().any(|statement| statement.item == "MC-REP-08"));
        assert!(statements_on(&Findings::default(), "CLLSLL".parse().unwrap()).is_empty());
    }
}
