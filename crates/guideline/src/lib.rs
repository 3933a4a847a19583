//! Guidelines as data.
//!
//! A guideline is a folder of files that a person can read: rules with their condition, the words and the page they come
//! from, days in force and their own cases. This crate knows what a fact, a criterion, a rule and a decision are. It knows
//! no medicine: the facts a rule may name are handed to it as a [`fact::Vocabulary`] by the room that owns them.
//!
//! - [`truth`]: yes, no and unknown, combined as Kleene's strong three-valued logic.
//! - [`fact`]: what is known of one case.
//! - [`criterion`]: a closed, total language over facts; no loops, no defaults, no rule refers to a rule.
//! - [`rule`], [`code_set`], [`switch`], [`cited`]: the parts of a guideline.
//! - [`rule_file`]: from the folder to a [`rule_set::RuleSet`], or every problem found, each with file and remedy.
//! - [`decide`]: the decision of one track, and why.
//! - [`relevance`]: which unknown facts could still change the answer.
//! - [`counterfactual`]: the fewest changes that would open the way.
//!
//! The file format is described in `docs/rule-format.md`.

pub mod citation;
pub mod cited;
pub mod code_set;
pub mod counterfactual;
pub mod criterion;
pub mod decide;
pub mod fact;
pub mod relevance;
pub mod rule;
pub mod rule_file;
pub mod rule_set;
mod solve;
pub mod switch;
pub mod truth;

#[cfg(test)]
mod properties;
