//! Units: where somebody works, as the register says. What is a unit's own follows from its place in an order.

use std::collections::BTreeMap;

use clinic::code::Region;
use serde::{Deserialize, Serialize};

/// A unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// SOR number.
    pub id: String,
    /// Name in Danish.
    pub da: String,
    /// Name in English.
    pub en: String,
    /// Its region; none for a national unit.
    #[serde(default)]
    pub region: Option<Region>,
    /// The sequencing site that it is, by the code of the guideline's register.
    #[serde(default)]
    pub site: Option<String>,
    /// Whether it interprets the orders of its region.
    #[serde(default)]
    pub interprets: bool,
}

/// The register of units, by number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Units(pub BTreeMap<String, Unit>);

impl Units {
    /// A unit.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Unit> {
        self.0.get(id)
    }
}
