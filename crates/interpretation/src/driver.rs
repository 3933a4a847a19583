//! Whether a variant drives the disease, and why that is said.

use guideline::truth::Truth;
use serde::{Deserialize, Serialize};

use crate::gene::hotspot::{Hotspot, HotspotMatch};
use crate::gene::role::{Alteration, AlterationKind, GeneRole, Lineage, role_in, roles_of};
use crate::source::{Citation, Standing};
use crate::variant::{Origin, Variant};

/// How surely a variant drives, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DriverStatus {
    /// The change itself recurs in published cohorts.
    Established,
    /// The gene drives in this lineage, and by this kind of change at this place.
    Likely,
    /// The gene drives in this lineage or another, but not, so far as known, by such a change.
    Possible,
    /// Nothing speaks for it.
    NoneKnown,
}

/// One reason, in English and Danish, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// In English.
    pub en: String,
    /// In Danish.
    pub da: String,
    /// Where it stands; `None` for what was seen in the variant itself.
    pub citation: Option<Citation>,
}

/// The judgement on one variant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Driver {
    /// How surely it drives.
    pub status: DriverStatus,
    /// Whether a haematologist has still to confirm a row that the status rests on.
    pub to_be_confirmed: bool,
    /// Why, the weightiest first.
    pub reasons: Vec<Reason>,
    /// What the gene does in the lineage.
    pub role: Option<&'static GeneRole>,
    /// The hot spot it meets.
    pub hotspot: Option<HotspotMatch>,
    /// Whether the gene is one of clonal haematopoiesis: its clone may be older than the disease, and not of it.
    pub clonal_haematopoiesis: bool,
}

/// A frequency above which a variant that is no listed hot spot is taken for a common inherited one (Horak 2022, SBS1).
const COMMON: f64 = 0.01;

impl Driver {
    /// Judges a variant in a disease of this lineage.
    #[must_use]
    pub fn judge(variant: &Variant, lineage: Lineage) -> Self {
        let hotspot = Hotspot::of(&variant.gene, &variant.protein);
        let role = role_in(&variant.gene, lineage);
        let (status, reason) = Self::status(variant, lineage, role, hotspot.as_ref());
        let mut reasons = vec![reason];
        let listed = hotspot.as_ref().is_some_and(|found| found.change_listed);
        let common = variant.population.is_some_and(|frequency| frequency.get() > COMMON) && !listed;
        if common {
            reasons.insert(
                0,
                Reason {
                    en: "common in the population and no listed hot spot: taken for inherited".into(),
                    da: "hyppig i befolkningen og ikke et kendt hotspot: antages nedarvet".into(),
                    citation: Some(Citation::read("HORAK2022", "table 3, SBS1")),
                },
            );
        }
        if variant.origin == Origin::Germline {
            reasons.push(Reason {
                en: "also in the matched normal: not acquired by the tumour".into(),
                da: "også i normalprøven: ikke erhvervet af tumoren".into(),
                citation: None,
            });
        }
        let status = if common { DriverStatus::NoneKnown } else { status };
        let cited = reasons.first().and_then(|reason| reason.citation);
        Self {
            status,
            to_be_confirmed: cited.is_some_and(|citation| citation.standing == Standing::Remembered),
            reasons,
            role,
            hotspot,
            clonal_haematopoiesis: variant.gene.is_of_clonal_haematopoiesis(),
        }
    }

    fn status(
        variant: &Variant,
        lineage: Lineage,
        role: Option<&'static GeneRole>,
        hotspot: Option<&HotspotMatch>,
    ) -> (DriverStatus, Reason) {
        let gene = &variant.gene;
        if variant.is_silent() && !role.is_some_and(has_noncoding) {
            let en = "the product stays as it is".to_owned();
            return (DriverStatus::NoneKnown, Reason { en, da: "produktet er uændret".into(), citation: None });
        }
        let Some(row) = role else {
            return match roles_of(gene).next() {
                Some(other) => (
                    DriverStatus::Possible,
                    Reason {
                        en: format!(
                            "{gene} drives in another lineage ({}), not known in this one ({lineage})",
                            other.lineage
                        ),
                        da: format!(
                            "{gene} driver i en anden linje ({}), ikke kendt i denne ({})",
                            other.lineage.da(),
                            lineage.da()
                        ),
                        citation: Some(other.citation),
                    },
                ),
                None => (
                    DriverStatus::NoneKnown,
                    Reason {
                        en: format!("{gene} is in no row of the table of genes"),
                        da: format!("{gene} findes ikke i gentabellen"),
                        citation: None,
                    },
                ),
            };
        };
        if let Some(found) = hotspot.filter(|found| found.change_listed && names(row, AlterationKind::Hotspot)) {
            return (DriverStatus::Established, hotspot_reason(variant, found));
        }
        if let Some(alteration) = row.alterations.iter().find(|alteration| fits(alteration, variant) == Truth::Yes) {
            // One change of many that a whole protein may suffer is not by that a driver.
            let whole = alteration.residues.is_none()
                && matches!(alteration.kind, AlterationKind::Missense | AlterationKind::Inframe);
            let status = if whole { DriverStatus::Possible } else { DriverStatus::Likely };
            return (
                status,
                Reason {
                    en: format!("{gene}, {} in this lineage: {alteration}", row.role),
                    da: format!("{gene}, {} i denne linje: {}", row.role.da(), alteration.da()),
                    citation: Some(row.citation),
                },
            );
        }
        let other = match hotspot {
            Some(found) => (
                format!("another change at the hot spot {} {}", gene, found.hotspot.residue),
                format!("en anden ændring ved hotspottet {} {}", gene, found.hotspot.residue),
            ),
            None => (
                format!("{gene} drives in this lineage, but by other changes than this"),
                format!("{gene} driver i denne linje, men ved andre ændringer end denne"),
            ),
        };
        (DriverStatus::Possible, Reason { en: other.0, da: other.1, citation: Some(row.citation) })
    }
}

fn names(row: &GeneRole, kind: AlterationKind) -> bool {
    row.alterations.iter().any(|alteration| alteration.kind == kind)
}

fn has_noncoding(row: &GeneRole) -> bool {
    names(row, AlterationKind::Noncoding)
}

/// A row without `hotspot` does not take its hot spots as such; a listed start loss counts with the truncating ones.
fn fits(alteration: &Alteration, variant: &Variant) -> Truth {
    let start = variant.has(crate::consequence::Consequence::StartLost);
    if alteration.kind == AlterationKind::Truncating && alteration.residues.is_none() && start {
        return Truth::Yes;
    }
    alteration.fits(variant)
}

fn hotspot_reason(variant: &Variant, found: &HotspotMatch) -> Reason {
    let (gene, residue) = (&variant.gene, found.hotspot.residue);
    let (en, da) = match found.at_residue {
        Some(all) => (
            format!("{} of {all} mutations counted there are this change", found.same_change),
            format!("{} af {all} optalte mutationer er denne ændring", found.same_change),
        ),
        None => ("not counted".into(), "ikke optalt".into()),
    };
    let (also_en, also_da) = match found.other_numbering {
        Some(other) => (
            format!("; written {other}, the number on another transcript"),
            format!("; skrevet {other}, nummeret på et andet transkript"),
        ),
        None => (String::new(), String::new()),
    };
    let en = format!("hot spot {gene} {residue}: {en}{also_en}");
    let da = format!("hotspot {gene} {residue}: {da}{also_da}");
    Reason { en, da, citation: Some(found.hotspot.citation) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::variant::PopulationFrequency;

    fn judge(gene: &str, change: &str, lineage: Lineage) -> Driver {
        Driver::judge(&Variant::new(gene.parse().unwrap(), change.parse().unwrap()), lineage)
    }

    #[test]
    fn the_status_follows_gene_lineage_and_change() {
        use DriverStatus::{Established, Likely, NoneKnown, Possible};
        for (gene, change, lineage, status) in [
            ("SF3B1", "p.K700E", Lineage::Myeloid, Established),
            ("NPM1", "p.W288Cfs*12", Lineage::Myeloid, Established),
            ("NPM1", "p.L287fs", Lineage::Myeloid, Likely),
            ("TET2", "p.Q1000*", Lineage::Myeloid, Likely),
            ("TET2", "p.M1?", Lineage::Myeloid, Likely),
            ("TET2", "p.P29R", Lineage::Myeloid, Possible),
            ("TET2", "p.L54=", Lineage::Myeloid, NoneKnown),
            ("EZH2", "p.Y646N", Lineage::BCell, Likely),
            ("EZH2", "p.R690H", Lineage::BCell, Possible),
            ("EZH2", "p.R690H", Lineage::Myeloid, Established),
            ("EZH2", "p.R213*", Lineage::BCell, Possible),
            ("EZH2", "p.R213*", Lineage::Myeloid, Likely),
            ("BTK", "p.C481S", Lineage::Myeloid, Possible),
            ("ASXL1", "p.R300*", Lineage::Myeloid, Possible),
            ("TTN", "p.R300*", Lineage::Myeloid, NoneKnown),
            ("SMC3", "p.R300C", Lineage::Myeloid, Possible),
        ] {
            assert_eq!(judge(gene, change, lineage).status, status, "{gene} {change} {lineage}");
        }
    }

    #[test]
    fn what_rests_on_a_remembered_row_says_so() {
        assert!(!judge("SF3B1", "p.K700E", Lineage::Myeloid).to_be_confirmed);
        let remembered = judge("ABL1", "p.T315I", Lineage::BCell);
        assert!(remembered.status == DriverStatus::Established && remembered.to_be_confirmed);
    }

    #[test]
    fn a_common_variant_is_no_driver_unless_it_is_a_hot_spot() {
        let mut variant = Variant::new("TET2".parse().unwrap(), "p.I1873T".parse().unwrap());
        variant.population = PopulationFrequency::new(0.02).ok();
        let driver = Driver::judge(&variant, Lineage::Myeloid);
        assert_eq!(driver.status, DriverStatus::Established);
        assert!(driver.clonal_haematopoiesis);
        variant.protein = "p.L1721W".parse().unwrap();
        assert_eq!(Driver::judge(&variant, Lineage::Myeloid).status, DriverStatus::NoneKnown);
    }

    #[test]
    fn a_residue_by_another_number_is_told() {
        let driver = judge("MYD88", "p.L273P", Lineage::BCell);
        assert_eq!(driver.status, DriverStatus::Established);
        assert!(driver.reasons[0].en.ends_with("written L273, the number on another transcript"));
    }
}
