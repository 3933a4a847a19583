//! What a findings document says of variants, as far as a comparison asks.

use std::fs;
use std::path::Path;

use anyhow::{Context, bail};
use interpretation::meaning::variants::Reads;
use interpretation::meaning::{LookedFor, SCHEMA};
use interpretation::protein::ProteinChange;
use interpretation::risk::tp53::AllelicState;
use interpretation::variant::Variant;
use interpretation::workup::Event;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::Value;

/// A findings document.
#[derive(Debug, Deserialize)]
struct Document {
    schema: String,
    sample: String,
    date: Date,
    looked_for: Option<LookedFor>,
    variants: Vec<SaidVariant>,
    tp53: Tp53,
}

#[derive(Debug, Deserialize)]
struct Tp53 {
    bernard: Possible,
}

#[derive(Debug, Deserialize)]
struct Possible {
    possible: Vec<AllelicState>,
}

/// A variant of a findings document.
#[derive(Debug, Clone, Deserialize)]
pub struct SaidVariant {
    /// Place and change on the chromosome.
    pub genomic: String,
    gene: String,
    coding: Option<String>,
    protein: String,
    /// Which kind of caller found it.
    pub event: Event,
    /// The share of reads with it.
    pub fraction: Option<f64>,
    /// The reads that it rests on.
    pub reads: Option<Reads>,
    /// Whether it counts in class and risk.
    pub counts: bool,
}

/// A sample's findings.
#[derive(Debug)]
pub struct Said {
    /// The pseudonym.
    pub sample: String,
    /// The day.
    pub date: Date,
    /// What was looked for.
    pub looked_for: Option<LookedFor>,
    /// Called variants.
    pub variants: Vec<SaidVariant>,
    /// All states of `TP53` that are possible (Bernard 2020).
    pub tp53: Vec<AllelicState>,
}

impl Said {
    /// Reads a file.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let text = fs::read(path).with_context(|| {
            format!("cannot read {}; the earlier sample is a bundle of marv analyse, or findings.json", path.display())
        })?;
        let document = serde_json::from_slice(&text).with_context(|| format!("{} is no JSON", path.display()))?;
        Self::of(document).with_context(|| {
            format!("{} is no findings document of this version; make it again with marv interpret", path.display())
        })
    }

    /// Of a document.
    pub fn of(document: Value) -> anyhow::Result<Self> {
        let Document { schema, sample, date, looked_for, variants, tp53 } = serde_json::from_value(document)?;
        if schema != SCHEMA {
            bail!("its schema is {schema:?}, not {SCHEMA:?}");
        }
        Ok(Self { sample, date, looked_for, variants, tp53: tp53.bernard.possible })
    }
}

impl SaidVariant {
    /// The variant, as far as a document says it.
    pub fn variant(&self) -> anyhow::Result<Variant> {
        let protein = self.protein.parse().unwrap_or(ProteinChange::Unknown);
        let mut variant = Variant::new(self.gene.parse()?, protein);
        variant.coding.clone_from(&self.coding);
        variant.event = self.event;
        Ok(variant)
    }
}
