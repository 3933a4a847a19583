//! The shapes of a guideline's files. Every table is closed: an unknown key is an error.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer};

/// A TOML date without time, as a civil date.
fn date<'de, D: Deserializer<'de>>(from: D) -> Result<Date, D::Error> {
    let moment = toml::value::Datetime::deserialize(from)?;
    let wrong = || serde::de::Error::custom(format!("a date such as 2022-06-03 is wanted, not {moment}"));
    match moment {
        toml::value::Datetime { date: Some(day), time: None, offset: None } => {
            let part = |number: u8| i8::try_from(number).map_err(|_| wrong());
            let year = i16::try_from(day.year).map_err(|_| wrong())?;
            Date::new(year, part(day.month)?, part(day.day)?).map_err(|_| wrong())
        }
        _ => Err(wrong()),
    }
}

fn some_date<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Date>, D::Error> {
    date(from).map(Some)
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Scalar {
    Truth(bool),
    Whole(i64),
    Code(String),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Condition {
    pub all: Option<Vec<Condition>>,
    pub any: Option<Vec<Condition>>,
    pub not: Option<Box<Condition>>,
    pub fact: Option<String>,
    pub switch: Option<String>,
    pub is: Option<Scalar>,
    pub at_least: Option<i64>,
    pub at_most: Option<i64>,
    pub r#in: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleDocument {
    pub id: String,
    pub version: u32,
    pub kind: String,
    pub indications: Vec<String>,
    pub routes: Option<Vec<String>>,
    pub stages: Vec<String>,
    #[serde(deserialize_with = "date")]
    pub from: Date,
    #[serde(default, deserialize_with = "some_date")]
    pub until: Option<Date>,
    pub r#override: String,
    #[serde(default)]
    pub inconsistencies: Vec<String>,
    pub needs: Vec<String>,
    pub when: Option<Condition>,
    pub require: Option<Condition>,
    pub on_no: Option<String>,
    pub redirect: Option<String>,
    pub task: Option<String>,
    pub alternative: Option<String>,
    pub never_gates: Option<Vec<String>>,
    pub da: WordsDocument,
    pub en: WordsDocument,
    #[serde(default)]
    pub citation: Vec<CitationDocument>,
    #[serde(default)]
    pub case: Vec<CaseDocument>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WordsDocument {
    pub says: String,
    pub remedy: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CitationDocument {
    pub requirement: String,
    pub page: Option<u32>,
    pub line: Option<u32>,
    pub quote: Option<String>,
    pub basis: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CaseDocument {
    pub name: String,
    pub facts: BTreeMap<String, Scalar>,
    #[serde(default)]
    pub switches: BTreeMap<String, String>,
    #[serde(default, deserialize_with = "some_date")]
    pub day: Option<Date>,
    pub expect: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SetDocument {
    pub id: String,
    pub status: String,
    pub source: String,
    pub da: String,
    pub en: String,
    #[serde(default)]
    pub entry: Vec<EntryDocument>,
    #[serde(default)]
    pub except: Vec<ExceptDocument>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EntryDocument {
    pub key: String,
    #[serde(deserialize_with = "date")]
    pub from: Date,
    #[serde(default, deserialize_with = "some_date")]
    pub until: Option<Date>,
    #[serde(default)]
    pub tags: Vec<String>,
    pub name: Option<String>,
    pub name_en: Option<String>,
    pub region: Option<String>,
    pub partner: Option<String>,
    pub sor_status: Option<String>,
    pub unit_register: Option<String>,
    pub note: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExceptDocument {
    pub key: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct InconsistencyDocument {
    pub id: String,
    pub owner: String,
    pub default: String,
    pub da: FindingDocument,
    pub en: FindingDocument,
    pub r#where: Vec<PassageDocument>,
    pub option: Vec<OptionDocument>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FindingDocument {
    pub finding: String,
    pub treatment: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PassageDocument {
    pub page: u32,
    pub line: Option<u32>,
    pub quote: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OptionDocument {
    pub id: String,
    pub da: String,
    pub en: String,
    #[serde(default)]
    pub changes: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PagesDocument {
    pub pages_in_document: u32,
    pub page: Vec<PageDocument>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PageDocument {
    pub number: u32,
    pub first_line: u32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RequirementsDocument {
    pub requirement: Vec<RequirementDocument>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RequirementDocument {
    pub id: String,
    pub kind: String,
    pub page: Option<u32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleSetDocument {
    pub id: String,
    pub version: String,
    pub jurisdiction: String,
    pub publisher: String,
    pub title: BilingualDocument,
    pub source_title: String,
    pub source_case: String,
    pub source_pages_read: String,
    #[serde(deserialize_with = "date")]
    pub effective_from: Date,
    pub authored: String,
    pub approval: Option<ApprovalDocument>,
    #[serde(default)]
    pub consultation: Vec<ConsultationDocument>,
    pub encoding: EncodingDocument,
    #[serde(default)]
    pub indication: Vec<ChoiceDocument>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BilingualDocument {
    pub da: String,
    pub en: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ApprovalDocument {
    pub body: String,
    #[serde(deserialize_with = "date")]
    pub date: Date,
    pub requirement: String,
    pub page: u32,
    pub line: Option<u32>,
    pub quote: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConsultationDocument {
    pub body: String,
    #[serde(deserialize_with = "date")]
    pub date: Date,
    pub page: u32,
    pub line: Option<u32>,
    pub quote: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EncodingDocument {
    pub status: String,
    pub reviewed_by: Vec<String>,
    pub da: String,
    pub en: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ChoiceDocument {
    pub id: String,
    pub da: String,
    pub en: String,
    pub default_when: Option<Condition>,
    #[serde(default)]
    pub route: Vec<ChoiceDocument>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CitedDocument {
    #[serde(default)]
    pub item: Vec<ItemDocument>,
    #[serde(default)]
    pub clock: Vec<toml::Table>,
    #[serde(default)]
    pub kpi: Vec<toml::Table>,
    #[serde(default)]
    pub list: Vec<toml::Table>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ItemDocument {
    pub id: String,
    pub kind: String,
    pub page: u32,
    pub line: Option<u32>,
    pub quote: String,
    pub da: String,
    pub en: String,
    #[serde(default)]
    pub values: toml::Table,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DerivedDocument {
    #[serde(default)]
    pub derived: Vec<DerivedItemDocument>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DerivedItemDocument {
    pub id: String,
    pub basis: String,
    pub da: String,
    pub en: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TraceDocument {
    #[serde(default)]
    pub entry: Vec<TraceEntryDocument>,
    #[serde(default)]
    pub behaviour: BTreeMap<String, BehaviourDocument>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BehaviourDocument {
    pub r#where: Option<String>,
    pub test: Option<String>,
    pub reason: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TraceEntryDocument {
    pub id: String,
    pub held_by: String,
    pub r#where: Option<String>,
    pub test: Option<String>,
    pub reason: String,
}
