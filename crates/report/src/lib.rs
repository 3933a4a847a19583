//! The one room where DNA and a patient meet: the report as data, as type and as a page, in Danish and English.
//!
//! A bundle of results without a person, a referral, and the people who sign become one [`document::Document`]. PDF and HTML
//! are set from it, page by page the same values; the same data give the same bytes.
//!
//! - [`bundle`]: what the analysis left, read leniently. No reads, no calls: only JSON and tables.
//! - [`document`]: the report as data. Every section is there, with a result or the reason why it has none.
//! - [`compose`]: from the one to the other, and what stands against a report.
//! - [`words`]: what the report calls things, in both languages.
//! - [`page`]: the document in one language, in blocks; [`picture`]: its drawings.
//! - [`compare`]: two reports held against each other.
//! - [`html`]: one file that needs nothing else; [`typeset`]: PDF/A; [`fhir`] and [`phenopacket`]: the same values for other
//!   systems.
//! - [`yearly`]: the follow-up of a year, of no patient, set the same way.
//!
//! Three things hold everywhere:
//! - *Not found is not wild type*: it is said with its limit, or as not assessed.
//! - No order is given and nothing is ranked: evidence stands with its date and source, and the conference decides (DER-12).
//! - What the patient does not want to be told is counted, and stands nowhere (DER-13).

pub mod bundle;
pub mod compare;
pub mod compose;
pub mod document;
pub mod fhir;
pub mod html;
pub mod page;
pub mod phenopacket;
pub mod picture;
pub mod typeset;
pub mod words;
pub mod yearly;
