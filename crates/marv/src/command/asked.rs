//! Which regions of the genome are asked for.

use std::path::PathBuf;

use calling::identity::FileIdentity;
use clap::Args;
use genome::contig::ContigList;
use hts::bed::Regions;
use hts::region;
use serde_json::{Value, json};

/// Regions; without any, the whole genome.
#[derive(Debug, Args)]
pub struct Asked {
    /// Only these regions (BED).
    #[arg(long, value_name = "BED", conflicts_with = "region")]
    regions: Option<PathBuf>,
    /// Only this region: a contig, or CONTIG:START-END with both ends included and the first base 1. May be repeated.
    #[arg(long, value_name = "REGION")]
    region: Vec<String>,
}

impl Asked {
    /// The regions on these contigs; `None` for the whole genome.
    pub fn read(&self, contigs: &ContigList) -> anyhow::Result<Option<Regions>> {
        if let Some(bed) = &self.regions {
            return Ok(Some(Regions::read(bed, contigs)?));
        }
        let regions = self.region.iter().map(|text| region::parse(text, contigs));
        Ok(if self.region.is_empty() { None } else { Some(regions.collect::<Result<_, _>>()?) })
    }

    /// What was asked, for the manifest.
    pub fn stated(&self) -> anyhow::Result<Value> {
        Ok(match &self.regions {
            Some(bed) => json!(FileIdentity::of(bed)?),
            None if self.region.is_empty() => Value::Null,
            None => json!(self.region),
        })
    }
}
