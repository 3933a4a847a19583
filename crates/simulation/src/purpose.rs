//! What random numbers are drawn for: the first step of the place of a [stream](crate::random::Random::stream).
//!
//! The numbers stay as they are: another one makes other files from an old seed.

/// The bases of a synthetic contig.
pub(crate) const REFERENCE: u64 = 1;
/// The copied segments of a synthetic reference.
pub(crate) const COPIES: u64 = 2;
/// Inherited variants of a contig.
pub(crate) const GERMLINE: u64 = 3;
/// Acquired variants of a contig.
pub(crate) const SOMATIC: u64 = 4;
/// Acquired variants at given places of a contig.
pub(crate) const PANEL: u64 = 5;
/// Fragments of the tumour sample in a window.
pub(crate) const TUMOUR: u64 = 6;
/// Fragments of the normal sample in a window.
pub(crate) const NORMAL: u64 = 7;
/// Hot spots of a contig, and which of them carry a variant.
pub(crate) const HOT_SPOTS: u64 = 8;
/// Events of chromosomes.
pub(crate) const EVENTS: u64 = 9;
/// When and on which copy the acquired variants of a contig arose.
pub(crate) const BIRTHS: u64 = 10;
/// Fragments of the tumour sample across junctions.
pub(crate) const TUMOUR_JUNCTIONS: u64 = 11;
/// Fragments of the normal sample across junctions.
pub(crate) const NORMAL_JUNCTIONS: u64 = 12;
