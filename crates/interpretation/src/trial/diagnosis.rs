//! Whether a patient's diagnosis is, or lies under, the one that a trial asks for: by our own hierarchy, or by an `OncoTree` file.

use std::collections::BTreeMap;

use guideline::truth::Truth;
use serde_json::Value;

use crate::disease::Disease;

/// Diagnoses by name and code, each with all that lie above it.
#[derive(Debug, Clone, Default)]
pub struct DiagnosisTree {
    /// The key of a node by each of its names, in lower case.
    names: BTreeMap<String, String>,
    /// What lies above a node, itself included.
    above: BTreeMap<String, Vec<String>>,
    /// The nodes under which every haematological diagnosis lies.
    liquid: Vec<String>,
}

/// A file that is no tree.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the OncoTree file cannot be read: {0}; give the JSON that oncotree.info serves, with code, name and children at each node"
)]
pub struct TreeError(String);

impl DiagnosisTree {
    /// The hierarchy of `knowledge/diseases.tsv`.
    #[must_use]
    pub fn own() -> Self {
        let mut tree = Self { liquid: vec!["haem".into()], ..Self::default() };
        for disease in Disease::all() {
            for name in
                [disease.code(), disease.en(), disease.da()].into_iter().chain(disease.oncotree_names().iter().copied())
            {
                tree.names.insert(name.to_lowercase(), disease.code().to_owned());
            }
            let above = Disease::all().filter(|other| disease.is_a(*other)).map(|other| other.code().to_owned());
            tree.above.insert(disease.code().to_owned(), above.collect());
        }
        tree
    }

    /// From the JSON of `OncoTree`.
    pub fn from_oncotree(text: &str) -> Result<Self, TreeError> {
        let value: Value = serde_json::from_str(text).map_err(|error| TreeError(error.to_string()))?;
        let root = value.get("TISSUE").ok_or_else(|| TreeError("no node TISSUE".into()))?;
        let liquid = ["MYELOID", "LYMPH", "HEMATOPOIETIC", "BLOOD"].map(String::from).into();
        let mut tree = Self { liquid, ..Self::default() };
        tree.add(root, &[])?;
        Ok(tree)
    }

    fn add(&mut self, node: &Value, above: &[String]) -> Result<(), TreeError> {
        let text = |key: &str| node.get(key).and_then(Value::as_str);
        let (Some(code), Some(name)) = (text("code"), text("name")) else {
            return Err(TreeError(format!(
                "a node under {} has no code or name",
                above.last().map_or("the root", |it| it)
            )));
        };
        for name in [code, name] {
            self.names.entry(name.to_lowercase()).or_insert_with(|| code.to_owned());
        }
        let above: Vec<String> = above.iter().cloned().chain([code.to_owned()]).collect();
        self.above.insert(code.to_owned(), above.clone());
        for child in node.get("children").and_then(Value::as_object).into_iter().flat_map(serde_json::Map::values) {
            self.add(child, &above)?;
        }
        Ok(())
    }

    fn above(&self, name: &str) -> Option<(&str, &[String])> {
        let key = self.names.get(&name.trim().to_lowercase())?;
        Some((key, self.above.get(key)?))
    }

    /// Whether the patient's diagnosis is the one asked for. Unknown where either is not in the tree, and where the patient's is
    /// the wider one, so that it may yet turn out to be it.
    #[must_use]
    pub fn is(&self, patient: &str, asked: &str) -> Truth {
        let Some((patient, above)) = self.above(patient) else { return Truth::Unknown };
        match asked {
            "_LIQUID_" => above.iter().any(|code| self.liquid.contains(code)).into(),
            "_SOLID_" => (!above.iter().any(|code| self.liquid.contains(code))).into(),
            _ => match self.above(asked) {
                None => Truth::Unknown,
                Some((asked, _)) if above.iter().any(|code| code == asked) => Truth::Yes,
                Some((_, above_asked)) if above_asked.iter().any(|code| code == patient) => Truth::Unknown,
                Some(_) => Truth::No,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_narrower_diagnosis_is_the_wider_and_a_wider_may_be_the_narrower() {
        let tree = DiagnosisTree::own();
        for (patient, asked, truth) in [
            ("AMLNPM1", "Acute Myeloid Leukemia", Truth::Yes),
            ("AML", "AML with Mutated NPM1", Truth::Unknown),
            ("AML", "Myelodysplastic Syndromes", Truth::No),
            ("AML", "_LIQUID_", Truth::Yes),
            ("AML", "_SOLID_", Truth::No),
            ("AML", "Melanoma", Truth::Unknown),
            ("something", "Acute Myeloid Leukemia", Truth::Unknown),
        ] {
            assert_eq!(tree.is(patient, asked), truth, "{patient} / {asked}");
        }
    }

    #[test]
    fn an_oncotree_file_is_read_or_refused() {
        let text = r#"{"TISSUE": {"code": "TISSUE", "name": "Tissue", "children": {
            "MYELOID": {"code": "MYELOID", "name": "Myeloid", "children": {
                "AML": {"code": "AML", "name": "Acute Myeloid Leukemia", "children": {}}}},
            "SKIN": {"code": "SKIN", "name": "Skin", "children": {}}}}}"#;
        let tree = DiagnosisTree::from_oncotree(text).unwrap();
        assert_eq!(tree.is("AML", "Myeloid"), Truth::Yes);
        assert_eq!((tree.is("AML", "Skin"), tree.is("AML", "_LIQUID_")), (Truth::No, Truth::Yes));
        assert!(DiagnosisTree::from_oncotree("{}").is_err() && DiagnosisTree::from_oncotree("<xml>").is_err());
    }
}
