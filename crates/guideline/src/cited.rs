//! Requirements that are data: numbers, clocks, KPIs, capabilities, report content, context.

use crate::citation::Passage;

/// A requirement that is held as data.
#[derive(Debug, Clone, PartialEq)]
pub struct CitedItem {
    /// Its id in the check list.
    pub id: String,
    /// Its kind in the check list (num, clock, kpi, cap, report, gov, ctx).
    pub kind: String,
    /// The file that holds it.
    pub file: String,
    /// Page and words.
    pub passage: Passage,
    /// In Danish.
    pub da: String,
    /// In English.
    pub en: String,
    /// Figures and lists; every figure has its unit in its key.
    pub values: serde_json::Map<String, serde_json::Value>,
}

/// A rule that the source does not state, with its basis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DerivedItem {
    /// Its id in the check list.
    pub id: String,
    /// Law, logic or practice that it follows from.
    pub basis: String,
    /// In Danish.
    pub da: String,
    /// In English.
    pub en: String,
}

/// A definition that the check list's annexes hold: a clock, a KPI, a code list. Keys as in the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Definition {
    /// `clock`, `kpi` or `list`.
    pub kind: String,
    /// Its id.
    pub id: String,
    /// The file that holds it.
    pub file: String,
    /// The requirements it serves.
    pub requirements: Vec<String>,
    /// Everything else.
    pub fields: serde_json::Map<String, serde_json::Value>,
}
