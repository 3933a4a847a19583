//! A page for the patient: what was examined, and what was found, in plain words from the list below.
//!
//! It says less than the report, and nothing else than it:
//! - only what arose in the diseased cells is told. What may be inherited is never told here, nor that there is anything, nor that
//!   there is nothing: each of these would answer a question that the patient may have chosen not to ask (DER-13).
//! - no share of cells, no risk, no drug, no trial, no advice: what a finding means is told by a person (DER-12).
//! - not found is not the same as not there.

use interpretation::language::{Language, Words};
use interpretation::variant::Origin;

use super::{Block, Page, PageSection, Text, Writer};
use crate::bundle::{Kind, Segment};
use crate::document::Document;
use crate::document::finding::{CalledFusion, TandemAnswer};

/// Sets the page; `None` for a report that two persons have not signed: a draft goes to no patient.
#[must_use]
pub fn patient_page(document: &Document, language: Language) -> Option<Page> {
    if !document.is_signed() {
        return None;
    }
    let patient = Patient { writer: Writer { document, language }, language };
    let sections = vec![
        patient.section("examined", &EXAMINED, patient.examined()),
        patient.section("found", &FOUND, patient.found()),
        patient.section("not-found", &NOT_FOUND, patient.not_found()),
        patient.section("meaning", &MEANING, vec![Block::Paragraph(patient.say(&MEANING_SAYS).into())]),
    ];
    Some(Page {
        language,
        title: patient.say(&TITLE).to_owned(),
        head: vec![Block::Facts(vec![
            (patient.say(&NUMBER).to_owned(), Text::strong(&*document.patient.cpr)),
            (patient.say(&DAY).to_owned(), document.given().to_string().into()),
        ])],
        on_first_sheet: sections.len(),
        sections,
        across: None,
        running: format!("{} · {}", document.patient.cpr, document.given()),
    })
}

/// A sentence of the list: English, Danish.
type Sentence = (&'static str, &'static str);

const TITLE: Sentence = ("Your examination in plain words", "Din undersøgelse i almindelige ord");
const NUMBER: Sentence = ("Person number", "Personnummer");
const DAY: Sentence = ("Day of the report", "Svarets dato");
const EXAMINED: Sentence = ("What was examined", "Hvad er undersøgt");
const FOUND: Sentence = ("What was found", "Hvad er fundet");
const NOT_FOUND: Sentence = ("What the examination cannot tell", "Hvad undersøgelsen ikke kan sige");
const MEANING: Sentence = ("What it means", "Hvad det betyder");

const WHOLE_GENOME: Sentence = (
    "The DNA of your cells has been read. DNA is the recipe that each cell works by. In a blood disease some cells have changes in it \
     that the other cells of the body do not have. Such changes were looked for.",
    "DNA'et i dine celler er læst. DNA er den opskrift, hver celle arbejder efter. Ved en blodsygdom har nogle celler ændringer i den, \
     som kroppens andre celler ikke har. Det er sådanne ændringer, der er ledt efter.",
);
const DISEASED: Sentence = ("The cells with the disease come from", "Cellerne med sygdommen kommer fra");
const HEALTHY: Sentence = ("They were compared with cells from", "De er sammenlignet med celler fra");
const NOTHING: Sentence = (
    "No change was found that can be told in a few words here.",
    "Der er ikke fundet ændringer, der kan fortælles kort her.",
);
const THE_GENE: Sentence = ("A change was found in the gene", "Der er fundet en ændring i genet");
const TWICE: Sentence = ("A piece stands twice in the gene", "Et stykke står to gange i genet");
const JOINED: Sentence = ("Two genes have become joined", "To gener er kommet til at sidde sammen");
const MISSING: Sentence = ("A piece is missing of chromosome", "Der mangler et stykke af kromosom");
const MORE: Sentence =
    ("There is more than usual of a piece of chromosome", "Der er mere end normalt af et stykke af kromosom");
const ALIKE: Sentence =
    ("Both copies are alike of a piece of chromosome", "Begge kopier er ens i et stykke af kromosom");
const IN_CELLS: Sentence = (
    "The changes arose in the cells with the disease. Letters and numbers such as these are the names of genes.",
    "Ændringerne er opstået i cellerne med sygdommen. Bogstaver og tal som disse er navne på gener.",
);
const LIMIT: Sentence = (
    "That a change was not found does not say that it is not there: a change in few cells can be missed.",
    "At en ændring ikke er fundet, siger ikke, at den ikke er der: en ændring i få celler kan blive overset.",
);
const NOT_DONE: Sentence = ("Not examined, or without a result", "Ikke undersøgt, eller uden resultat");
const SMALL: Sentence = ("small changes of genes", "små ændringer i gener");
const DOUBLED: Sentence = ("pieces that stand twice in a gene", "stykker, der står to gange i et gen");
const GENES_JOINED: Sentence = ("genes that are joined", "gener, der sidder sammen");
const PIECES: Sentence =
    ("pieces of chromosomes that are missing or too many", "stykker af kromosomer, der mangler eller er for mange");
const SUPPLEMENT: Sentence = (
    "The examination stands beside the other examinations of your disease and replaces none of them.",
    "Undersøgelsen står ved siden af de andre undersøgelser af din sygdom og erstatter ingen af dem.",
);
const MEANING_SAYS: Sentence = (
    "This page does not tell everything that stands in the report. Your doctor has the report and tells you what it means for you.",
    "Denne side fortæller ikke alt, hvad der står i svaret. Din læge har svaret og fortæller dig, hvad det betyder for dig.",
);

struct Patient<'d> {
    writer: Writer<'d>,
    language: Language,
}

impl Patient<'_> {
    fn say(&self, (en, da): &Sentence) -> &'static str {
        self.language.choose(en, da)
    }

    fn section(&self, id: &'static str, heading: &Sentence, blocks: Vec<Block>) -> PageSection {
        PageSection { id: id.into(), heading: self.say(heading).to_owned(), blocks }
    }

    fn examined(&self) -> Vec<Block> {
        let mut blocks = vec![Block::Paragraph(self.say(&WHOLE_GENOME).into())];
        let specimens = &self.writer.document.specimens;
        let specimens = specimens.iter().filter(|specimen| !specimen.samples.is_empty());
        let lines = specimens.filter_map(|specimen| {
            let material: &Words = specimen.material.as_ref()?;
            let from = if specimen.role == "tumour" { &DISEASED } else { &HEALTHY };
            Some(Text::plain(format!("{}: {}.", self.say(from), material.in_language(self.language))))
        });
        let lines: Vec<Text> = lines.collect();
        blocks.extend(Some(Block::List(lines)).filter(|list| *list != Block::List(Vec::new())));
        blocks
    }

    fn found(&self) -> Vec<Block> {
        let document = self.writer.document;
        let mut lines: Vec<String> = Vec::new();
        let mut tell = |sentence: &Sentence, what: &str| {
            let line = format!("{}: {what}.", self.say(sentence));
            if !lines.contains(&line) {
                lines.push(line);
            }
        };
        let variants = document.small_variants.result().map_or(&[][..], |told| &told.variants);
        for variant in variants.iter().filter(|variant| variant.counts && variant.origin == Origin::Somatic) {
            tell(&THE_GENE, &variant.gene);
        }
        for row in document.tandem_duplications.result().into_iter().flatten() {
            if matches!(row.answer, TandemAnswer::Found { .. }) {
                tell(&TWICE, &row.gene);
            }
        }
        for fusion in document.fusions.result().into_iter().flat_map(|told| &told.called).filter(|told| told.counts) {
            tell(&JOINED, &joined(fusion, self.language));
        }
        for segment in document.copy_number.result().into_iter().flat_map(|told| &told.segments) {
            let sentence = match segment.kind {
                Kind::Loss | Kind::HomozygousLoss => &MISSING,
                Kind::Gain | Kind::HighGain => &MORE,
                Kind::CnLoh => &ALIKE,
                Kind::Neutral | Kind::NotAssessable => continue,
            };
            tell(sentence, chromosome(segment));
        }
        if lines.is_empty() {
            return vec![Block::Paragraph(self.say(&NOTHING).into())];
        }
        let lines = lines.into_iter().map(Text::plain).collect();
        vec![Block::List(lines), Block::Paragraph(self.say(&IN_CELLS).into())]
    }

    fn not_found(&self) -> Vec<Block> {
        let document = self.writer.document;
        let parts = [
            (document.small_variants.why(), &SMALL),
            (document.tandem_duplications.why(), &DOUBLED),
            (document.fusions.why(), &GENES_JOINED),
            (document.copy_number.why(), &PIECES),
        ];
        let parts: Vec<&str> = parts.into_iter().filter_map(|(why, part)| why.map(|_| self.say(part))).collect();
        let mut blocks = vec![Block::Paragraph(self.say(&LIMIT).into())];
        if !parts.is_empty() {
            blocks.push(Block::Paragraph(format!("{}: {}.", self.say(&NOT_DONE), parts.join(", ")).into()));
        }
        blocks.push(Block::Paragraph(self.say(&SUPPLEMENT).into()));
        blocks
    }
}

/// The genes of a fusion, in the order of their names: the two junctions of an exchange are one thing.
fn joined(fusion: &CalledFusion, language: Language) -> String {
    let mut genes: Vec<&str> = fusion.fusion.name.as_deref().unwrap_or_default().split("::").collect();
    genes.sort_unstable();
    genes.join(language.choose(" and ", " og "))
}

fn chromosome(segment: &Segment) -> &str {
    segment.contig.strip_prefix("chr").unwrap_or(&segment.contig)
}
