//! The gene lists that published rules name.

use std::sync::LazyLock;

use serde::Deserialize;

use super::{Gene, Symbol};
use crate::source::{self, Citation, Standing};

/// A gene list of one edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GeneList {
    /// Short name, such as `eln-2022-mr`.
    pub id: &'static str,
    /// Its name in English.
    pub en: &'static str,
    /// Its name in Danish.
    pub da: &'static str,
    /// Its genes.
    pub genes: Vec<Gene>,
    /// Where it stands.
    pub citation: Citation,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    list: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    en: String,
    da: String,
    genes: Vec<String>,
    source: String,
    place: String,
    standing: Standing,
}

static LISTS: LazyLock<Result<Vec<GeneList>, String>> =
    LazyLock::new(|| read(include_str!("../../../../knowledge/genes/lists.toml")));

fn read(text: &str) -> Result<Vec<GeneList>, String> {
    let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
    file.list.into_iter().map(list).collect()
}

/// Embedded once for the life of the program, as the text of every other table is.
fn list(entry: Entry) -> Result<GeneList, String> {
    let Entry { id, en, da, genes, source, place, standing } = entry;
    let known = source::find(&source).ok_or_else(|| format!("list {id}: source {source} is not in sources.toml"))?;
    let symbol = |written: &String| match written.parse::<Symbol>() {
        Ok(Symbol(gene)) if gene.symbol() == written => Ok(gene),
        _ => Err(format!("list {id}: \"{written}\" is no gene symbol")),
    };
    let genes = genes.iter().map(symbol).collect::<Result<_, _>>()?;
    let [id, en, da, place] = [id, en, da, place].map(|text| &*String::leak(text));
    Ok(GeneList { id, en, da, genes, citation: Citation { source: &known.id, place, standing } })
}

/// All lists, in the order of the file.
#[must_use]
pub fn lists() -> &'static [GeneList] {
    LISTS.as_deref().unwrap_or(&[])
}

/// The list of this id.
#[must_use]
pub fn list_of(id: &str) -> Option<&'static GeneList> {
    lists().iter().find(|list| list.id == id)
}

/// The lists that the gene is on.
pub fn lists_with(gene: &Gene) -> impl Iterator<Item = &'static GeneList> {
    lists().iter().filter(move |list| list.genes.contains(gene))
}

impl Gene {
    /// Whether it lies on the X chromosome, so that a man has one copy.
    #[must_use]
    pub fn is_x_linked(&self) -> bool {
        list_of("x-linked").is_some_and(|list| list.genes.contains(self))
    }

    /// Whether it is a gene of clonal haematopoiesis.
    #[must_use]
    pub fn is_of_clonal_haematopoiesis(&self) -> bool {
        list_of("chip").is_some_and(|list| list.genes.contains(self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_lists_can_be_read_and_are_as_long_as_published() {
        assert_eq!(LISTS.as_ref().err(), None);
        let length = |id| list_of(id).map(|list| list.genes.iter().collect::<BTreeSet<_>>().len());
        for (id, genes) in
            [("ipss-m-main", 16), ("ipss-m-residual", 15), ("eln-2022-mr", 9), ("who5-mr", 8), ("icc-mr", 9)]
        {
            assert_eq!(length(id), Some(genes), "{id}");
            assert_eq!(list_of(id).map(|list| list.genes.len()), Some(genes), "{id} names a gene twice");
        }
    }

    #[test]
    fn a_list_without_a_source_or_with_a_former_name_is_refused() {
        let text = |gene: &str, source: &str| {
            format!(
                "[[list]]\nid = \"x\"\nen = \"x\"\nda = \"x\"\ngenes = [\"{gene}\"]\nsource = \"{source}\"\nplace = \"p\"\n\
                 standing = \"read\""
            )
        };
        assert!(read(&text("TET2", "ELN2022")).is_ok());
        assert!(read(&text("TET2", "NOWHERE")).is_err_and(|error| error.contains("NOWHERE")));
        assert!(read(&text("tet2", "ELN2022")).is_err());
    }

    #[test]
    fn stag2_is_x_linked_and_tet2_is_not() {
        let gene = |symbol: &str| symbol.parse::<Gene>().unwrap();
        assert!(gene("STAG2").is_x_linked() && !gene("TET2").is_x_linked());
        assert!(gene("TET2").is_of_clonal_haematopoiesis() && !gene("NPM1").is_of_clonal_haematopoiesis());
    }
}
