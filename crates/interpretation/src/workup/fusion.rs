//! Genes that are joined, and which of them were looked for.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::recurrent::FusionGenes;

/// Two genes joined.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Fusion {
    /// The gene that gives the 5' end, or that is written first.
    pub first: String,
    /// The gene that gives the 3' end.
    pub second: String,
}

impl Fusion {
    /// From the two symbols.
    #[must_use]
    pub fn new(first: impl Into<String>, second: impl Into<String>) -> Self {
        Self { first: first.into(), second: second.into() }
    }

    fn joins(&self, gene: &str, partner: &str) -> bool {
        (self.first == gene && self.second == partner) || (self.first == partner && self.second == gene)
    }

    pub(crate) fn is_of(&self, genes: FusionGenes) -> bool {
        match genes {
            FusionGenes::Pairs(pairs) => pairs.iter().any(|(gene, partner)| self.joins(gene, partner)),
            FusionGenes::AnyPartner(gene, except) => {
                self.partner_of(gene).is_some_and(|partner| !except.contains(&partner))
            }
        }
    }

    fn partner_of(&self, gene: &str) -> Option<&str> {
        if self.first == gene {
            Some(&self.second)
        } else if self.second == gene {
            Some(&self.first)
        } else {
            None
        }
    }
}

/// Which fusions were looked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FusionsAssessed {
    /// None were.
    #[default]
    Nothing,
    /// Every fusion of every gene (a whole genome or transcriptome that met its requirements).
    All,
    /// Those of these genes, with any partner.
    Genes(BTreeSet<String>),
}
