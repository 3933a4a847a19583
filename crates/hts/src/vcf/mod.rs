//! Variant calls as text: writing VCF with its tabix index, and reading the sites of one, and tandem duplications.

pub(crate) mod bcf;
mod bcf_value;
mod sites;
mod tandem;
mod writer;

pub use sites::{SitesError, VariantSite, VariantSites};
pub use tandem::{LocusLimit, TandemCalls, TandemCallsError, TandemChange, TandemEvent, told_in_tandem};
pub use writer::{VcfWriteError, VcfWriter};
