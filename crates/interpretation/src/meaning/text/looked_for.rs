//! What was looked for and found, as text: without it a reader could not tell "not found" from "not assessed".

use std::collections::BTreeMap;

use super::Page;
use crate::meaning::looked_for::{Answer, GeneAnswer, LookedFor};
use crate::workup::{Event, FusionsAssessed, described};

impl Page {
    pub(super) fn looked_for(&mut self, told: &LookedFor) {
        self.heading("What was looked for", "Hvad der er undersøgt");
        let mut not_found: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut open = Vec::new();
        for GeneAnswer { gene, event, answer } in &told.genes {
            let name = format!("{gene}{}", suffix(*event));
            match answer {
                Answer::Found { mutations } => {
                    let found: Vec<String> = mutations.iter().map(|one| described(one, self.language)).collect();
                    let words = self.say("found", "fundet");
                    self.line(2, format!("{name}: {words}: {}", found.join("; ")));
                }
                Answer::NotFound { limit } => {
                    not_found.entry(self.language.percent(limit.get())).or_default().push(name);
                }
                Answer::NotAssessed { why } => open.push(format!("{name} ({})", why.in_language(self.language))),
            }
        }
        for fusion in &told.fusions {
            let words = self.say("found", "fundet");
            self.line(2, format!("{}::{}: {words}", fusion.first, fusion.second));
        }
        let words = self.say("not found at a limit of", "ikke fundet ved en grænse på");
        for (limit, names) in not_found {
            self.line(2, format!("{words} {limit}: {}", names.join(", ")));
        }
        if let Some(limit) = told.other_genes_at {
            let others = self.say("small variants of all other genes", "små varianter i alle andre gener");
            self.line(2, format!("{words} {}: {others}", self.language.percent(limit.get())));
        }
        let fusions = match &told.fusions_assessed {
            FusionsAssessed::All => self.say("of all genes", "i alle gener").to_owned(),
            FusionsAssessed::Genes(genes) => genes.iter().cloned().collect::<Vec<_>>().join(", "),
            FusionsAssessed::Nothing => self.say("not assessed", "ikke undersøgt").to_owned(),
        };
        let words = self.say("fusions looked for", "undersøgt for fusioner");
        self.line(2, format!("{words}: {fusions}"));
        if !open.is_empty() {
            let words = self.say("not assessed", "ikke undersøgt");
            self.line(2, format!("{words}: {}", open.join("; ")));
        }
    }
}

/// What stands behind a gene's name for a kind of change.
fn suffix(event: Event) -> &'static str {
    match event {
        Event::SmallVariant => "",
        Event::InternalTandemDuplication => "-ITD",
        Event::PartialTandemDuplication => "-PTD",
    }
}
