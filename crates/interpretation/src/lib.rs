//! From somatic findings to their meaning.
//!
//! This crate knows genes, karyotypes, risk scores, classifications and therapy evidence. It does not know who the patient
//! is, and it opens no file of reads: it sees findings, a pseudonym and clinical values without identity.
//!
//! - [`case_file`]: a case as a person writes it.
//! - [`meaning`]: one document with everything that a case's findings mean, and its text.
//! - [`language`]: Danish and English.
//! - [`classification`]: WHO 2017, WHO 5th edition and ICC side by side.
//! - [`clinical`]: the clinical values that classifications ask for.
//! - [`earlier_tests`]: what WGS found that no test before it had.
//! - [`eln`]: genetic risk of acute myeloid leukaemia, ELN 2017, 2022 and 2024.
//! - [`recurrent`]: recurrent rearrangements, their fusions, and what banding does not see.
//! - [`refractoriness`]: the guideline's flag of a high risk of primary refractoriness.
//! - [`response`]: the fall of transcripts, clearance of drivers, clonal evolution, remission by published criteria.
//! - [`course`]: two samples of one person, event by event.
//! - [`workup`]: what is known of one patient's disease, as the rules ask for it.
//! - [`source`]: the papers and books that every rule, coefficient and row comes from.
//! - [`cytogenetics`]: the abnormalities of chromosomes that rules ask for.
//! - [`decision_list`]: ordered rules over three-valued facts, and an answer with its path.
//! - [`genomic`]: the karyotype that a genome adds up to, from copies and junctions.
//! - [`karyotype`]: karyotypes as laboratories write them, and the groups that follow.
//! - [`laboratory`]: values of blood and marrow, each with its unit.
//! - [`risk`]: risk scores; [`lymphoid`]: markers and risk of mature lymphoid neoplasms.
//! - [`table`]: our curated tables, each row with its source.
//! - [`gene`]: genes by their current symbol, what they do in a lineage, their hot spots and the lists they are on.
//! - [`protein`]: changes of proteins as laboratories write them.
//! - [`disease`]: diseases as a small hierarchy.
//! - [`variant`]: a small variant with what annotation says of it, by [`consequence`]; [`pattern`] says which a row speaks of.
//! - [`oncogenicity`]: how surely it is oncogenic, by published points; [`resistance`]: which drugs it makes act less.
//! - [`tier`]: its weight for diagnosis, prognosis and treatment, by published tiers.
//! - [`predisposition`]: what may be inherited; [`incidental`]: what of it is said, by the patient's choice.
//! - [`findings`]: what was found in one patient and counts; [`therapy`]: evidence on drugs by date.
//! - [`trial`]: trials in an open format, matched criterion by criterion.
//! - [`guideline_statement`]: what the recommendations of 2022 say on findings, with their contradictions.
//! - [`driver`]: whether a variant drives the disease, and why that is said.
//!
//! Three things hold everywhere:
//! - *Missing is not wild type*: a fact is yes, no, or unknown ([`guideline::truth::Truth`]).
//! - An answer carries edition, rule path, source and what is missing.
//! - Where a published table can be read in two ways, every reading is answered and the default is named.

pub mod case_file;
pub mod classification;
pub mod clinical;
pub mod consequence;
pub mod course;
pub mod cytogenetics;
pub mod decision_list;
pub mod disease;
pub mod driver;
pub mod earlier_tests;
pub mod eln;
pub mod findings;
pub mod gene;
pub mod genomic;
pub mod guideline_statement;
pub mod incidental;
pub mod karyotype;
pub mod laboratory;
pub mod language;
pub mod lymphoid;
pub mod meaning;
pub mod oncogenicity;
pub mod pattern;
pub mod predisposition;
pub mod protein;
pub mod recurrent;
pub mod refractoriness;
pub mod resistance;
pub mod response;
pub mod risk;
pub mod source;
pub mod table;
pub mod therapy;
pub mod tier;
pub mod trial;
pub mod variant;
pub mod workup;

#[cfg(test)]
mod vignette;
