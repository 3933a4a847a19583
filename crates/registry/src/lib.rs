//! The service's record: what happened in every course, who asked for it, and what is shown of it.
//!
//! One transaction writes an event, the read models and the audit record, or nothing (docs/service.md).
//!
//! - [`store`]: the door. Every write and every read goes through it and is logged before it is answered.
//! - [`audit`]: the chain of audit records: made with a key, anchored outside, and verified.
//! - [`person`]: who a patient is, kept apart from everything else.
//! - [`report`]: reports as they lie in their folder, shown only where they are what a course holds.
//! - [`published`]: figures as they were published, for whoever sees no patient.
//! - [`findings`]: what the data of a report say that follow-up asks.
//! - [`proof`]: an order with its decision, to be checked by somebody who sees neither the store nor its key.
//! - [`precondition`]: which version a writer has seen.
//! - [`access`]: accounts, passwords, sessions, and whom a request is answered to.
//! - [`operator`]: who answers for the accessibility of the pages.
//! - [`part`]: a long list is given in parts.
//! - [`oidc`]: sign-in at a provider of identities.
//! - `secret_file`: files that hold a secret.
//! - `rsa_key`: RSA keys of others that are taken.
//! - [`authorities`]: the certificates by which others are trusted.
//! - [`cds`]: the guideline's answer as a card in the record system.
//! - [`fhir`]: courses as FHIR R4 resources.
//! - [`http`]: what can be asked over HTTP.
//! - [`job`]: work that events make due.
//! - [`web`]: the pages.
//! - [`demo`]: two simulated years.

pub mod access;
pub mod audit;
pub mod authorities;
pub mod cds;
pub mod demo;
pub mod fhir;
pub mod findings;
pub mod http;
pub mod job;
pub mod oidc;
pub mod operator;
pub mod part;
pub mod person;
pub mod precondition;
pub mod proof;
pub mod published;
pub mod report;
mod rsa_key;
mod secret_file;
pub mod store;
pub mod web;
