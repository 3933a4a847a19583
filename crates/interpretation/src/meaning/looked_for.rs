//! What was looked for in the tumour, by which limit, and what was found: without it nobody could say "not found" of a gene.

use genome::detection::{Detection, NotAssessed};
use genome::quantity::AlleleFraction;
use serde::{Deserialize, Serialize};

use crate::language::Words;
use crate::workup::{Event, Fusion, FusionsAssessed, Mutation, Workup, danish, seen_but_doubted};

/// What was looked for, and what was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LookedFor {
    /// For genes that are not named here: the fraction at which a small variant would have been seen. `None`: they were not
    /// looked at.
    pub other_genes_at: Option<AlleleFraction>,
    /// Of each gene and kind of change of which something is stated.
    pub genes: Vec<GeneAnswer>,
    /// Fusions found.
    pub fusions: Vec<Fusion>,
    /// Fusions looked for.
    pub fusions_assessed: FusionsAssessed,
}

/// One gene and one kind of change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GeneAnswer {
    /// The gene.
    pub gene: String,
    /// The kind of change.
    pub event: Event,
    /// What is known.
    #[serde(flatten)]
    pub answer: Answer,
}

/// Found, not found at a limit, or not assessed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum Answer {
    /// These count.
    Found {
        /// The changes.
        mutations: Vec<Mutation>,
    },
    /// None was seen, and one would have been seen at this fraction.
    NotFound {
        /// The fraction.
        limit: AlleleFraction,
    },
    /// Nothing can be said.
    NotAssessed {
        /// Why.
        why: Words,
    },
}

impl LookedFor {
    /// What a work-up states.
    pub(super) fn of(workup: &Workup) -> Self {
        let answer = |gene: &str, event| match workup.detection(gene, event)?.into_owned() {
            Detection::Found(mutations) => Some(Answer::Found { mutations }),
            Detection::NotFoundAtLimit(limit) => Some(Answer::NotFound { limit }),
            Detection::NotAssessed(NotAssessed::Doubted) => {
                Some(Answer::NotAssessed { why: seen_but_doubted(workup.doubted(gene, event)) })
            }
            Detection::NotAssessed(why) => Some(Answer::NotAssessed { why: Words::new(why.to_string(), danish(why)) }),
        };
        Self {
            other_genes_at: workup.other_genes_at,
            genes: workup
                .stated()
                .filter_map(|(gene, event)| {
                    Some(GeneAnswer { gene: gene.to_owned(), event, answer: answer(gene, event)? })
                })
                .collect(),
            fusions: workup.fusions.clone(),
            fusions_assessed: workup.fusions_assessed.clone(),
        }
    }
}
