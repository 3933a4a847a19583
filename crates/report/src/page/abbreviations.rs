//! Abbreviations in words: those that the page uses, and no others.

use std::collections::BTreeSet;

use super::{Block, PageSection, Span, Text, Writer};
use crate::words::Label;

/// Short forms that stand for one meaning, in English and Danish. Names of genes, sources and rules are no abbreviations.
const ABBREVIATIONS: &[(&str, &str, &str)] = &[
    ("ALL", "acute lymphoblastic leukaemia", "akut lymfoblastær leukæmi"),
    ("AML", "acute myeloid leukaemia", "akut myeloid leukæmi"),
    ("bZIP", "basic leucine zipper region", "basisk leucin-zipper-region"),
    ("CLL", "chronic lymphocytic leukaemia", "kronisk lymfatisk leukæmi"),
    ("CMML", "chronic myelomonocytic leukaemia", "kronisk myelomonocytær leukæmi"),
    ("CR", "complete remission", "komplet remission"),
    (
        "CRh",
        "complete remission with partial recovery of blood counts",
        "komplet remission med delvis normaliserede blodtal",
    ),
    (
        "CRi",
        "complete remission with incomplete recovery of blood counts",
        "komplet remission uden normaliserede blodtal",
    ),
    ("ELN", "European LeukemiaNet", "European LeukemiaNet"),
    ("EMA", "European Medicines Agency", "Det Europæiske Lægemiddelagentur"),
    ("FDA", "Food and Drug Administration, USA", "de amerikanske lægemiddelmyndigheder"),
    ("ICC", "International Consensus Classification", "International Consensus Classification"),
    ("INC", "a numbered contradiction in the recommendations", "en nummereret modsigelse i anbefalingerne"),
    (
        "IPSS, IPSS-R, IPSS-M, IPSS-RA",
        "International Prognostic Scoring System for MDS, revised, molecular and adjusted for age",
        "International Prognostic Scoring System for MDS, revideret, molekylær og aldersjusteret",
    ),
    ("ITD", "internal tandem duplication", "intern tandem-duplikation"),
    ("IWG", "International Working Group (criteria of response)", "International Working Group (responskriterier)"),
    ("kb, Mb", "thousand and million bases", "tusind og million baser"),
    ("MC", "myeloid cancer, an indication of the recommendations", "myeloid cancer, en indikation i anbefalingerne"),
    ("MDS", "myelodysplastic neoplasm", "myelodysplastisk neoplasi"),
    ("MLFS", "morphologic leukaemia-free state", "morfologisk leukæmifri tilstand"),
    ("MPN", "myeloproliferative neoplasm", "myeloproliferativ neoplasi"),
    ("MRD", "measurable residual disease", "målbar restsygdom"),
    ("NGC", "Danish National Genome Center", "Nationalt Genom Center"),
    (
        "OVS, OS, OM, OP, SBVS, SBS, SBP",
        "criteria of oncogenicity (ClinGen, CGC and VICC 2022): for (O) and against (SB), from very strong (VS) to supporting (P)",
        "kriterier for onkogenicitet (ClinGen, CGC og VICC 2022): for (O) og imod (SB), fra meget stærk (VS) til støttende (P)",
    ),
    ("PR", "partial remission", "partiel remission"),
    ("PTD", "partial tandem duplication", "partiel tandem-duplikation"),
    (
        "RR",
        "refractory or relapsed disease, an indication of the recommendations",
        "refraktær eller recidiveret sygdom, en indikation i anbefalingerne",
    ),
    ("SHA-256", "checksum of a file", "kontrolsum for en fil"),
    ("SOR", "Danish register of health care units", "Sundhedsvæsenets Organisationsregister"),
    ("TKD", "tyrosine kinase domain", "tyrosinkinase-domæne"),
    (
        "I-A, I-B, II-C, II-D, III, IV",
        "tiers of a variant (AMP, ASCO and CAP 2017), I-A with the strongest evidence",
        "niveauer for en variant (AMP, ASCO og CAP 2017), I-A med den stærkeste evidens",
    ),
    (
        "VAF",
        "variant allele fraction: the share of the reads with the variant",
        "variant-allelfraktion: andelen af reads med varianten",
    ),
    ("WGS", "whole-genome sequencing", "helgenomsekventering"),
    ("WHO", "World Health Organization (classification)", "Verdenssundhedsorganisationen (klassifikation)"),
];

impl Writer<'_> {
    /// The section; none where the page has no abbreviation.
    pub(super) fn abbreviations(&self, head: &[Block], sections: &[PageSection]) -> Option<PageSection> {
        let mut used = BTreeSet::new();
        let blocks = head.iter().chain(sections.iter().flat_map(|section| &section.blocks));
        blocks.for_each(|block| words_of(block, &mut used));
        let rows: Vec<(String, Text)> = ABBREVIATIONS
            .iter()
            .filter(|(short, _, _)| short.split(", ").any(|one| used.contains(one)))
            .map(|(short, en, da)| ((*short).to_owned(), Text::plain(self.language.choose(en, da))))
            .collect();
        let has_any = !rows.is_empty();
        has_any.then(|| self.section("abbreviations", Label::Abbreviations, vec![Block::Facts(rows)]))
    }
}

/// The words of a block. A word in parts (`FLT3-ITD`) is its parts too, one with a number (`OS1`) also the word without it.
fn words_of(block: &Block, into: &mut BTreeSet<String>) {
    let mut add = |text: &str| {
        for word in text.split(|letter: char| !letter.is_alphanumeric() && letter != '-') {
            for part in word.split('-').chain([word, word.trim_end_matches(|letter: char| letter.is_ascii_digit())]) {
                into.insert(part.to_owned());
            }
        }
    };
    let mut line = |text: &Text| {
        for span in &text.0 {
            match span {
                Span::Plain(text) | Span::Strong(text) | Span::Foreign { text, .. } => add(text),
                Span::Code(_) | Span::Link { .. } | Span::Cite { .. } => {}
            }
        }
    };
    match block {
        Block::Facts(rows) => rows.iter().for_each(|(name, text)| line(&Text::plain(name).join(text.clone()))),
        Block::Paragraph(text) | Block::Note(_, text) => line(text),
        Block::List(lines) => lines.iter().for_each(line),
        Block::Subheading(text) => add(text),
        Block::Table(table) => {
            table.rows.iter().flatten().flatten().for_each(&mut line);
            add(&table.caption);
            table.columns.iter().for_each(|column| add(&column.title));
        }
        Block::Picture(picture) => add(&picture.caption),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_and_numbered_words_are_found() {
        let mut used = BTreeSet::new();
        words_of(&Block::Paragraph(Text::plain("FLT3-ITD (29,7 %; IPSS-R), OS1, in all").and("VAF")), &mut used);
        for word in ["ITD", "IPSS-R", "IPSS", "OS", "VAF"] {
            assert!(used.contains(word), "{word}");
        }
        assert!(!used.contains("ALL"), "an ordinary word is no abbreviation");
    }

    #[test]
    fn each_stands_once_and_in_both_languages() {
        let all: Vec<&str> = ABBREVIATIONS.iter().flat_map(|(short, _, _)| short.split(", ")).collect();
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
        assert!(ABBREVIATIONS.iter().all(|(_, en, da)| !en.is_empty() && !da.is_empty()));
    }
}
