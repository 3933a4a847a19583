//! The first sheet: whose report it is, the answer, the drivers, karyotype, class and risk.

use jiff::civil::Date;

use super::number::{fraction, number, percent};
use super::{Block, PageSection, Text, Tone, Writer, sentence};
use crate::document::Document;
use crate::document::answer::{EditionAnswer, Named};
use crate::document::finding::{Duplication, TandemAnswer};
use crate::document::identity::SpecimenMaterial;
use crate::words::Label;

type Row = Vec<Vec<Text>>;

impl<'d> Writer<'d> {
    /// Which report of whom.
    pub(super) fn named(&self, of: Date) -> String {
        let Document { patient, sample, version, .. } = self.document;
        format!("{} · {sample} · {of} · {} {}", patient.cpr, self.say(Label::Version).to_lowercase(), version.number)
    }

    pub(super) fn running(&self) -> String {
        let named = self.named(self.document.given());
        if self.is_draft() { format!("{named} · {}", self.say(Label::DraftShort)) } else { named }
    }

    pub(super) fn head(&self) -> Vec<Block> {
        let document = self.document;
        let (patient, order) = (&document.patient, &document.order);
        let mut blocks = Vec::new();
        if self.is_draft() {
            blocks.push(Block::Note(Tone::Draft, Text::strong(self.say(Label::Draft))));
        }
        let stated = |value: &Option<String>| value.clone().unwrap_or_else(|| self.say(Label::NotStated).to_owned());
        let born = patient.born.map(|day| format!(", {} {day}", self.say(Label::Born).to_lowercase()));
        let unit = order.unit.as_ref().map(|unit| format!(", {} {unit}", self.say(Label::Unit)));
        let who = order.authorisation_id.as_ref().map(|id| format!(" ({id})"));
        let number = document.version.number;
        let version = match &document.version.reason {
            Some(reason) => format!("{number}, {} {}: {reason}", self.say(Label::Amends), number.saturating_sub(1)),
            None => number.to_string(),
        };
        let diagnosis = match (&order.diagnosis_code, &order.diagnosis) {
            (Some(code), Some(words)) => format!("{code}, {words}"),
            (code, words) => stated(&code.clone().or_else(|| words.clone())),
        };
        let purpose = match &order.purpose {
            Some(purpose) => format!("{} ({})", self.words(&purpose.words), purpose.code),
            None => self.say(Label::NotStated).to_owned(),
        };
        let fact = |label: Label, text: String| (self.say(label).to_owned(), Text::plain(text));
        let mut facts = vec![
            (self.say(Label::Patient).to_owned(), Text::strong(&*patient.cpr).and(born.unwrap_or_default())),
            fact(Label::Sample, document.sample.clone()),
            fact(Label::Requester, stated(&order.requester) + &who.unwrap_or_default() + &unit.unwrap_or_default()),
            fact(
                Label::Requisition,
                format!("{}, {} {}", order.date, self.say(Label::Indication).to_lowercase(), stated(&order.indication)),
            ),
            fact(Label::Diagnosis, diagnosis),
            fact(Label::Purpose, purpose),
        ];
        if let Some(earlier) = &order.repeats {
            facts.push(fact(Label::EarlierOrder, earlier.clone()));
        }
        for specimen in &document.specimens {
            let label = if specimen.role == "tumour" { Label::Tumour } else { Label::Normal };
            facts.push(fact(label, self.material(specimen)));
        }
        facts.push(fact(
            Label::Issued,
            format!(
                "{}; {} {}",
                document.given(),
                self.say(Label::KnowledgeDate).to_lowercase(),
                document.knowledge_date
            ),
        ));
        facts.push(fact(Label::Version, version));
        blocks.push(Block::Facts(facts));
        blocks
    }

    fn material(&self, specimen: &'d SpecimenMaterial) -> String {
        let material = specimen.material.as_ref().map_or(self.say(Label::NotStated), |words| self.words(words));
        if specimen.samples.is_empty() {
            return material.to_owned();
        }
        format!("{material}; {} {}", self.say(Label::Reads), specimen.samples.join(", "))
    }

    pub(super) fn front(&self) -> Vec<PageSection> {
        vec![
            self.section("conclusion", Label::Conclusion, self.conclusion()),
            self.section("glance", Label::Glance, self.glance()),
        ]
    }

    fn conclusion(&self) -> Vec<Block> {
        let rows = self.document.conclusion.answers.iter().map(|answer| {
            let mut question = vec![Text::strong(answer.question.words().in_language(self.language))];
            if answer.asked_for {
                question.push(Text::plain(self.say(Label::AskedFor)));
            }
            let mut says: Vec<Text> =
                vec![Text::strong(sentence(answer.contribution.words().in_language(self.language)))];
            says.extend(
                answer.says.iter().map(|told| Text::plain(self.words(&told.says)).cited_briefly(&told.citations)),
            );
            vec![question, says]
        });
        let columns = [(Label::Question, 3), (Label::Answer, 9)];
        vec![
            self.table(Label::ConclusionCaption, &columns, rows.collect()),
            Block::Paragraph(Text::plain(self.say(Label::NoOrder))),
        ]
    }

    fn glance(&self) -> Vec<Block> {
        let drivers = self.drivers();
        let mut blocks = Vec::new();
        if drivers.is_empty() {
            let label = self.say(Label::Drivers);
            blocks.push(Block::Note(Tone::Missing, Text::strong(format!("{label}. ")).and(self.say(Label::NoDrivers))));
        } else {
            let columns = [(Label::Change, 4), (Label::Vaf, 4), (Label::Tier, 1), (Label::Meaning, 6)];
            blocks.push(self.table(Label::DriversCaption, &columns, drivers));
        }
        let karyotypes = &self.document.karyotypes;
        let text = |text: Option<&String>, why: Option<&'d interpretation::language::Words>| match text {
            Some(text) => Text::code(text),
            None => Text::plain(why.map_or(self.say(Label::NotStated), |why| self.words(why))),
        };
        let banded = text(karyotypes.banded.result().map(|seen| &seen.text), karyotypes.banded.why());
        let genomic = text(karyotypes.genomic.result().map(|seen| &seen.text), karyotypes.genomic.why());
        let tp53 = self.document.allele_states.result().and_then(|told| told.states.first());
        let tp53 = tp53.map(|state| format!("{} ({})", self.possible(state), self.words(&state.edition)));
        blocks.push(Block::Facts(vec![
            (self.say(Label::KaryotypeBanded).to_owned(), banded),
            (self.say(Label::KaryotypeGenomic).to_owned(), genomic),
            (
                self.say(Label::AlleleStates).to_owned(),
                tp53.unwrap_or_else(|| self.say(Label::NotAssessed).to_owned()).into(),
            ),
            (self.say(Label::NotPerformed).to_owned(), self.without_result().into()),
        ]));
        blocks
    }

    /// The sections without a result: a reader of the first sheet has to know them.
    fn without_result(&self) -> String {
        let document = self.document;
        let sections = [
            (document.small_variants.why(), Label::SmallVariants),
            (document.tandem_duplications.why(), Label::Tandem),
            (document.fusions.why(), Label::Fusions),
            (document.copy_number.why(), Label::CopyNumber),
            (document.karyotypes.genomic.why(), Label::KaryotypeGenomic),
            (document.classes.why(), Label::Classes),
            (document.therapy.why(), Label::Therapy),
            (document.trials.why(), Label::Trials),
            (document.quality.why(), Label::Quality),
        ];
        let missing: Vec<&str> =
            sections.into_iter().filter(|(why, _)| why.is_some()).map(|(_, label)| self.say(label)).collect();
        if missing.is_empty() { self.say(Label::NothingMissing).to_owned() } else { missing.join("; ") }
    }

    /// What counts, whatever found it.
    fn drivers(&self) -> Vec<Row> {
        let none = || vec![Text::plain("–")];
        let mut rows: Vec<Row> = Vec::new();
        let variants = self.document.small_variants.result().map_or(&[][..], |told| &told.variants);
        for variant in variants.iter().filter(|variant| variant.counts) {
            let vaf = variant
                .fraction
                .as_ref()
                .map_or_else(|| self.say(Label::NotStated).to_owned(), |told| fraction(told, self.language));
            let judged = variant.judgement.as_ref();
            let meaning = judged.map_or_else(
                || vec![Text::plain(self.say(Label::StatedNotCalled))],
                |judged| {
                    judged
                        .meaning
                        .iter()
                        .map(|told| Text::plain(self.words(&told.says)).cited_briefly(&told.citations))
                        .collect()
                },
            );
            let tier = judged.map_or("–", |judged| judged.tier.as_str());
            rows.push(vec![vec![Text::strong(&*variant.name)], vec![vaf.into()], vec![tier.into()], or_dash(meaning)]);
        }
        for row in self.document.tandem_duplications.result().into_iter().flatten() {
            let TandemAnswer::Found { duplications } = &row.answer else { continue };
            let name = format!("{}-{}", row.gene, row.kind.short());
            let shares = duplications.iter().map(|told| Text::plain(self.duplication(told))).collect();
            rows.push(vec![vec![Text::strong(name)], or_dash(shares), none(), none()]);
        }
        if let Some(fusions) = self.document.fusions.result() {
            for told in fusions.called.iter().filter(|told| told.counts) {
                let fusion = &told.fusion;
                let share = fusion.fraction.map(|share| percent(share, self.language));
                let fragments =
                    fusion.fragments.map(|count| format!("{count} {}", self.say(Label::Fragments).to_lowercase()));
                let seen: Vec<String> = share.into_iter().chain(fragments).collect();
                rows.push(vec![
                    vec![Text::strong(fusion.name.as_deref().unwrap_or("–"))],
                    or_dash(if seen.is_empty() { Vec::new() } else { vec![seen.join(", ").into()] }),
                    none(),
                    vec![fusion.class.map_or("–", |class| self.say(Label::of_class(class))).into()],
                ]);
            }
            for name in &fusions.stated {
                rows.push(vec![
                    vec![Text::strong(&**name)],
                    none(),
                    none(),
                    vec![self.say(Label::StatedNotCalled).into()],
                ]);
            }
        }
        rows
    }

    pub(super) fn duplication(&self, told: &Duplication) -> String {
        let share = told.fraction.map(|share| percent(share, self.language));
        let ratio = told
            .allelic_ratio
            .map(|ratio| format!("{} {}", self.say(Label::AllelicRatio), number(ratio, 2, self.language)));
        share.into_iter().chain(ratio).collect::<Vec<_>>().join(", ")
    }

    /// The classes that are left, in a line.
    pub(super) fn possible(&self, answer: &'d EditionAnswer) -> String {
        let names = self.names(&answer.possible);
        match answer.possible.len() {
            0 => self.say(Label::NoRule).to_owned(),
            1 => names,
            _ => format!("{}: {names}", self.say(Label::NotSettled)),
        }
    }

    pub(super) fn names(&self, classes: &'d [Named]) -> String {
        let names: Vec<&str> = classes.iter().map(|class| self.words(&class.words)).collect();
        let (named, more) = names.split_at(names.len().min(CLASSES));
        named.join(self.language.choose(" or ", " eller ")) + &self.more(more.len())
    }
}

/// How many classes that are still possible are named; all of them stand in the data.
const CLASSES: usize = 4;

pub(super) fn or_dash(lines: Vec<Text>) -> Vec<Text> {
    let told: Vec<Text> = lines.into_iter().filter(|line| *line != Text::plain("")).collect();
    if told.is_empty() { vec![Text::plain("–")] } else { told }
}
