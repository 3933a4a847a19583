//! Variant calls as text: writing VCF with its tabix index, and reading the sites of one.

mod sites;
mod writer;

pub use sites::{SitesError, VariantSite, VariantSites};
pub use writer::{VcfWriteError, VcfWriter};
