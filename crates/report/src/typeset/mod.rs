//! The report as PDF/A-2a: tagged, fonts inside, the same bytes for the same data.
//!
//! The template is code of ours; the page comes to it as data (`page.json`), so that nothing in a name, a free text or a file can
//! become an instruction to the typesetter. There are no packages, no network, no fonts of the machine and no clock.

mod world;

use jiff::civil::Date;
use typst::comemo::evict;
use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::page::Page;
use world::Sheet;

/// Why no PDF came out.
#[derive(Debug, thiserror::Error)]
pub enum TypesetError {
    /// The page has no form as JSON.
    #[error("the page cannot be given to the typesetter: {0}")]
    Page(#[from] serde_json::Error),
    /// The typesetter refuses.
    #[error("the typesetter refuses: {0}")]
    Refused(String),
}

/// Sets a page as PDF. `hash`: the checksum of the data that it was set from; `issued`: the day that stands in the file, since
/// no clock is read.
///
/// # Errors
/// What the typesetter says, such as a text that the standard has no room for.
pub fn pdf(page: &Page, hash: &str, issued: Date) -> Result<Vec<u8>, TypesetError> {
    let sheet = Sheet::new(page, hash)?;
    let compiled = typst::compile::<PagedDocument>(&sheet).output.map_err(|errors| refused(&errors));
    let pdf = compiled.and_then(|document| {
        let standards = PdfStandards::new(&[PdfStandard::A_2a])
            .map_err(|error| TypesetError::Refused(error.message().to_string()))?;
        let day = |part: i8| u8::try_from(part).unwrap_or(1);
        let midnight = Datetime::from_ymd_hms(issued.year().into(), day(issued.month()), day(issued.day()), 0, 0, 0);
        let options = PdfOptions {
            ident: Smart::Custom(hash.to_owned()),
            creator: Smart::Custom(Some("Marv".into())),
            timestamp: midnight.map(Timestamp::new_utc),
            standards,
            ..PdfOptions::default()
        };
        typst_pdf::pdf(&document, &options).map_err(|errors| refused(&errors))
    });
    // What the typesetter remembers between runs would only grow in a service.
    evict(0);
    pdf
}

fn refused(errors: &[SourceDiagnostic]) -> TypesetError {
    let said: Vec<&str> = errors.iter().map(|error| error.message.as_str()).collect();
    TypesetError::Refused(said.join("; "))
}
