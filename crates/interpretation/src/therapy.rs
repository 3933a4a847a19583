//! Evidence on drugs, by biomarker, disease and date. Never an order and never a ranking (DER-12): rows are told in the order
//! of the table, each with its reasons, and the tumour board decides.

pub mod approval;
pub mod biomarker;
mod danish;
mod table;

use guideline::truth::Truth;
use jiff::civil::Date;
use serde::Serialize;

use crate::decision_list::{Evidence, Fact};
use crate::disease::Disease;
use crate::findings::Findings;
use crate::guideline_statement::{GuidelineStatement, statements_on};
use crate::resistance::{Resistance, resistance_of};
use crate::tier::{Aspect, Level, Statement};
use crate::variant::Variant;
use approval::{Denmark, KNOWN_TO};

pub use danish::{danish_approval, danish_setting};
pub use table::{Line, Therapy, therapies};

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Question<'f> {
    /// What was found.
    pub findings: &'f Findings,
    /// The disease.
    pub disease: Disease,
    /// Newly diagnosed, or relapsed or refractory; `None` if it is not stated.
    pub line: Option<Line>,
    /// The day on which approvals are to be in force.
    pub on: Date,
}

/// One row of the table that may apply, with its reasons.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TherapyEvidence {
    /// The row.
    pub row: &'static Therapy,
    /// Whether what the label asks for is there; unknown where it was not assessed.
    pub biomarker: Truth,
    /// The facts that carry it.
    pub facts: Vec<Fact>,
    /// Findings that bear on the drug without being asked for, and that are there.
    pub related: Vec<Fact>,
    /// Whether the line of treatment is that of the row.
    pub line: Truth,
    /// Approved by the European agency on the day.
    pub ema: Truth,
    /// Approved by the American agency on the day.
    pub fda: Truth,
    /// The Danish Medicines Council.
    pub denmark: Denmark,
    /// Variants found by which the drug acts less.
    pub resistance: Vec<(String, &'static Resistance, Truth)>,
}

/// The answer to a question.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TherapyAnswer {
    /// The rows of the disease whose biomarker is there or was not assessed, in the order of the table.
    pub evidence: Vec<TherapyEvidence>,
    /// What the Danish recommendations of 2022 say on these findings, with their contradictions.
    pub guideline: Vec<GuidelineStatement>,
    /// The last day that the table's data know of.
    pub data_to: Date,
    /// Whether the question is about a later day: approvals and withdrawals since are not known.
    pub beyond_data: bool,
    /// Rows without a person who keeps them.
    pub without_owner: usize,
}

/// Asks the table.
#[must_use]
pub fn ask(question: Question<'_>) -> TherapyAnswer {
    let evidence: Vec<TherapyEvidence> = therapies()
        .iter()
        .filter(|row| row.diseases.iter().any(|disease| question.disease.is_a(*disease)))
        .map(|row| judge(row, question))
        .filter(|told| told.biomarker != Truth::No)
        .collect();
    TherapyAnswer {
        without_owner: evidence.iter().filter(|told| told.row.owner.is_none()).count(),
        evidence,
        guideline: statements_on(question.findings, question.disease),
        data_to: KNOWN_TO,
        beyond_data: question.on > KNOWN_TO,
    }
}

fn judge(row: &'static Therapy, question: Question<'_>) -> TherapyEvidence {
    let Evidence { truth, facts } = row.biomarker.evidence(question.findings);
    let there = |term: &biomarker::Biomarker| {
        let evidence = term.evidence(question.findings);
        if evidence.truth == Truth::Yes { evidence.facts } else { Vec::new() }
    };
    let line = match (row.line, question.line) {
        (Line::Any, _) => Truth::Yes,
        (_, None | Some(Line::Any)) => Truth::Unknown,
        (of_row, Some(asked)) => (of_row == asked).into(),
    };
    let found = &question.findings.variants;
    let resistance = found.iter().flat_map(|variant| {
        let rows =
            resistance_of(variant, question.disease).filter(|(resistance, _)| resistance.drugs.contains(&row.drug));
        rows.map(|(resistance, truth)| (variant.name(), resistance, truth)).collect::<Vec<_>>()
    });
    TherapyEvidence {
        row,
        biomarker: truth,
        facts,
        related: row.related.iter().flat_map(there).collect(),
        line,
        ema: row.ema.in_force(question.on),
        fda: row.fda.in_force(question.on),
        denmark: row.denmark,
        resistance: resistance.collect(),
    }
}

/// What the table says of one variant, as statements for its tier: level A where a drug that asks for it is approved for the
/// disease by either agency on the day, C where it is approved for another disease or used off label.
#[must_use]
pub fn statements_for(variant: &Variant, disease: Disease, on: Date) -> Vec<Statement> {
    let asking = therapies().iter().filter(|row| row.biomarker.names(variant));
    let approvals = asking.map(|row| {
        let here = row.diseases.iter().any(|known| disease.is_a(*known));
        let approved = [row.ema, row.fda].iter().any(|approval| approval.in_force(on) == Truth::Yes);
        let level = if here && approved { Level::A } else { Level::C };
        let where_ = if here { "this disease" } else { "another disease" };
        let hvor = if here { "denne sygdom" } else { "en anden sygdom" };
        Statement {
            aspect: Aspect::Therapeutic,
            level,
            en: format!("{} in {where_}: EMA {}; FDA {}", row.drug, row.ema, row.fda),
            da: format!("{} ved {hvor}: EMA {}; FDA {}", row.drug, row.ema, row.fda),
            truth: Truth::Yes,
            citation: row.citation,
        }
    });
    let resistances = resistance_of(variant, disease).map(|(row, truth)| Statement {
        aspect: Aspect::Therapeutic,
        level: Level::C,
        en: format!("{}: {}", row.effect, row.drugs.join(", ")),
        da: format!("{}: {}", row.effect.da(), row.drugs.join(", ")),
        truth,
        citation: row.citation,
    });
    approvals.chain(resistances).collect()
}

#[cfg(test)]
mod tests;
