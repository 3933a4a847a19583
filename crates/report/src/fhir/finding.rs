//! Small variants and what each of them means.

use interpretation::variant::Origin;

use super::Writer;
use super::code::{HGVS, LOINC, REFSEQ, TO_BE_DETERMINED, own_extension, own_system};
use super::element::{
    Json, coding, component, concept, concept_in_words, extension, fraction_components, one, own, own_words, parts,
};
use super::observation::Observation;
use crate::document::Statement;
use crate::document::finding::{Judgement, VariantRow};
use crate::words::Label;
use interpretation::language::Words;

/// A label in both languages.
pub(super) fn label(label: Label) -> Words {
    use interpretation::language::Language::{Danish, English};
    Words::new(label.text(English), label.text(Danish))
}

/// Component 48018-6, by the gene's symbol: the document has no HGNC id.
pub(super) fn gene(symbol: &str) -> Json {
    component("48018-6", "Gene studied", "valueCodeableConcept", concept(&[], symbol))
}

/// A change by its HGVS name, on a reference sequence where one is known.
fn hgvs(loinc: &str, text: &str, reference: Option<&str>, change: &str) -> Json {
    let full = match reference {
        Some(reference) if !change.contains(':') => format!("{reference}:{change}"),
        _ => change.to_owned(),
    };
    component(loinc, text, "valueCodeableConcept", concept(&[coding(HGVS, &full)], change))
}

impl Writer<'_> {
    pub(super) fn small_variants(&mut self) {
        let section = &self.document.small_variants;
        let mut members = Vec::new();
        let mut components = Vec::new();
        if let Some(told) = section.result() {
            if let Some(limit) = told.limit {
                components.push(own("limit-in-other-genes", "valueQuantity", one(limit)));
            }
            for (index, row) in told.variants.iter().enumerate() {
                members.push(self.small_variant(index, row));
            }
            for (index, told) in told.not_found.iter().enumerate() {
                let key = format!("not-found/{index}");
                let observation = Observation::variant(key, &told.gene).not_found(told.limit).with([gene(&told.gene)]);
                members.push(self.observe(observation));
            }
            for (index, gap) in told.not_assessed.iter().enumerate() {
                let key = format!("not-assessed/{index}");
                let observation =
                    Observation::variant(key, &gap.gene).without_value("unknown", &gap.why).with([gene(&gap.gene)]);
                members.push(self.observe(observation));
            }
        }
        self.section("small-variants", &label(Label::SmallVariants), section, members, components);
    }

    fn small_variant(&mut self, index: usize, row: &VariantRow) -> String {
        let key = format!("small-variant/{index}");
        let origin = match row.origin {
            Origin::Somatic => ("LA6684-0", Words::new("somatic", "somatisk")),
            Origin::Germline => ("LA6683-2", Words::new("germline", "kimbane")),
            Origin::Unknown => ("LA18197-6", Words::new("origin not known", "oprindelse ikke kendt")),
        };
        let mut observation = Observation::variant(key.clone(), &row.name).present().with([gene(&row.gene)]);
        observation.extensions.extend(self.allele_state_extensions(&row.gene));
        if let Some(place) = &row.genomic {
            observation.components.push(hgvs("81290-9", "Genomic change (gHGVS)", None, place));
        }
        observation.components.extend(row.vrs.as_ref().map(|id| own("vrs-allele-id", "valueString", id.as_str())));
        if let Some(transcript) = &row.transcript {
            let is = concept(&[coding(REFSEQ, transcript)], transcript);
            observation.components.push(component("51958-7", "Reference transcript", "valueCodeableConcept", is));
        }
        if let Some(change) = &row.coding {
            observation.components.push(hgvs("48004-6", "DNA change (cHGVS)", row.transcript.as_deref(), change));
        }
        if let Some(change) = &row.protein {
            observation.components.push(hgvs("48005-3", "Amino acid change (pHGVS)", None, change));
        }
        let source = concept_in_words(&[coding(LOINC, origin.0)], &origin.1);
        observation.components.push(component("48002-0", "Genomic source class", "valueCodeableConcept", source));
        observation.components.extend(row.fraction.iter().flat_map(fraction_components));
        observation
            .components
            .extend(row.normal_fraction.map(|share| own("fraction-in-normal", "valueQuantity", one(share))));
        observation.components.push(own("counts-in-class-and-risk", "valueBoolean", row.counts));
        observation
            .components
            .extend(row.doubts.iter().map(|doubt| own("caller-filter", "valueString", doubt.as_str())));
        if row.judgement.is_none() {
            observation.note(&label(Label::StatedNotCalled));
        }
        let reference = self.observe(observation);
        if row.counts {
            self.findings.push((row.name.clone(), reference.clone()));
        }
        if !row.consequences.is_empty() {
            let mut consequence = Observation::consequence(format!("{key}/consequence"), &row.name);
            consequence.derived_from.push(reference.clone());
            let code = concept(&[coding(TO_BE_DETERMINED, "feature-consequence")], "Feature consequence");
            consequence.components.extend(
                row.consequences
                    .iter()
                    .map(|term| serde_json::json!({ "code": code, "valueCodeableConcept": concept(&[], term) })),
            );
            self.observe(consequence);
        }
        if let Some(judgement) = &row.judgement {
            self.judgement(&key, row, judgement, &reference);
        }
        reference
    }

    /// What was judged of a variant: driver, tier, oncogenicity, meaning, resistance.
    fn judgement(&mut self, key: &str, row: &VariantRow, judgement: &Judgement, variant: &str) {
        let words: Words = row.name.clone().into();
        let mut observation = Observation::diagnostic(format!("{key}/judgement"), "variant-judgement", &words);
        observation.derived_from.push(variant.to_owned());
        let class = concept_in_words(&[], &judgement.oncogenicity);
        let status = serde_json::to_value(judgement.driver).unwrap_or_default();
        let status = status.as_str().unwrap_or_default().to_owned();
        observation.components = vec![
            component("53037-8", "Clinical significance", "valueCodeableConcept", class),
            component("93044-6", "Level of evidence", "valueCodeableConcept", concept(&[], &judgement.tier)),
            own("driver", "valueCodeableConcept", concept(&[coding(&own_system("driver"), &status)], &status)),
            own("driver-to-be-confirmed", "valueBoolean", judgement.driver_to_be_confirmed),
            own("oncogenicity-points", "valueInteger", judgement.points),
        ];
        let tiers = ["tier-diagnostic", "tier-prognostic", "tier-therapeutic"].into_iter().zip(&judgement.tiers);
        let tiers = tiers.filter_map(|(code, tier)| Some(own(code, "valueString", tier.as_deref()?)));
        let open = judgement.criteria_not_assessed.iter();
        let open = open.map(|criterion| own("criterion-not-assessed", "valueString", criterion.as_str()));
        observation.components.extend(tiers.chain(open));
        for (code, statements) in
            [("reason", &judgement.reasons), ("meaning", &judgement.meaning), ("acts-less", &judgement.resistance)]
        {
            observation.components.extend(statements.iter().map(|statement| said(code, statement)));
        }
        self.observe(observation);
    }

    /// Both alleles, said on the variants of `TP53` themselves as well.
    fn allele_state_extensions(&self, symbol: &str) -> Vec<Json> {
        let told = self.document.allele_states.result().filter(|_| symbol == "TP53");
        let states = told.into_iter().flat_map(|told| &told.states);
        states
            .map(|state| {
                let mut is = vec![extension("definition", "valueString", &*state.edition.en)];
                is.extend(state.possible.iter().map(|one| super::element::extension_in_words("state", &one.words)));
                is.push(extension("settled", "valueBoolean", state.is_settled()));
                parts(&own_extension("allele-state"), &is)
            })
            .collect()
    }
}

/// A sentence with its citations, as a component.
pub(super) fn said(code: &str, statement: &Statement) -> Json {
    let citations: Vec<Json> = statement.citations.iter().map(super::element::component_cited).collect();
    super::element::extended(own_words(code, &statement.says), &citations)
}
