//! Response and evolution: this sample beside an earlier one.

use serde::{Deserialize, Serialize};

use super::answer::EditionAnswer;
use crate::bundle::{Comparison, MolecularResponse};

/// How the disease went.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Course {
    /// The comparison with an earlier sample; `None` if none was given.
    pub comparison: Option<Comparison>,
    /// Response by published criteria, each edition; empty where nothing is stated for it.
    pub response: Vec<EditionAnswer>,
    /// The recommendations' rule for t(8;21); `None` where it is not asked.
    pub molecular: Option<MolecularResponse>,
}
