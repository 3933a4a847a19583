//! Quality, limitations, where it comes from, who signs.

use super::front::or_dash;
use super::number::{number, percent};
use super::{Block, PageSection, Span, Text, Tone, Writer};
use crate::bundle::Verdict;
use crate::document::identity::Capacity;
use crate::document::quality::{CheckRow, Provenance, Quality};
use crate::words::Label;

/// A gene of which less is callable is listed.
const WANTED: f64 = 0.95;

impl<'d> Writer<'d> {
    pub(super) fn closing(&self) -> Vec<PageSection> {
        let document = self.document;
        let told = |statements: &'d [crate::document::Statement]| {
            vec![Block::List(statements.iter().map(|statement| self.statement(statement)).collect())]
        };
        vec![
            self.section("quality", Label::Quality, self.blocks(&document.quality, |quality| self.quality(quality))),
            self.section("limitations", Label::Limitations, told(&document.limitations)),
            self.section("supplement", Label::Supplement, told(&document.supplement)),
            self.section("provenance", Label::Provenance, self.provenance(&document.provenance)),
            self.section("sources", Label::Sources, self.sources()),
            self.section("signatures", Label::Signatures, self.signatures()),
        ]
    }

    fn quality(&self, quality: &'d Quality) -> Vec<Block> {
        let language = self.language;
        let samples = quality.samples.iter().map(|sample| {
            let role = if sample.role == "tumour" { Label::Tumour } else { Label::Normal };
            let covered = sample
                .covered
                .map(|(times, share)| format!("{} ({times} {})", percent(share, language), self.say(Label::Times)));
            let duplicates = sample.duplicates.map(|share| percent(share, language));
            let stated =
                |text: Option<String>| vec![Text::plain(text.unwrap_or_else(|| self.say(Label::NotKnown).to_owned()))];
            vec![
                vec![Text::plain(format!("{}: {}", self.say(role), sample.sample))],
                vec![Text::plain(format!("{}x", number(sample.mean_depth, 1, language)))],
                stated(covered),
                stated(duplicates),
            ]
        });
        let columns = [(Label::Specimen, 4), (Label::MeanDepth, 2), (Label::Covered, 3), (Label::Duplicates, 2)];
        let mut blocks = vec![self.table(Label::QualityCaption, &columns, samples.collect())];
        let mut facts = Vec::new();
        if let Some(share) = quality.callable {
            facts.push((self.say(Label::Callable).to_owned(), percent(share, language).into()));
        }
        for leak in &quality.tumour_in_normal {
            let [low, high] = leak.interval.map(|bound| number(bound * 100.0, 1, language));
            let said = format!("{}: {} ({low}–{high}); ", leak.sample, percent(leak.mean, language));
            facts.push((self.say(Label::TumourInNormal).to_owned(), Text::plain(said).join(self.english(&leak.basis))));
        }
        blocks.push(Block::Facts(facts));
        blocks.extend(self.genes(quality));
        let columns = [(Label::Check, 4), (Label::Verdict, 2), (Label::Explanation, 8)];
        let checks = quality.checks.iter().map(|check| self.check(check)).collect();
        blocks.push(self.table(Label::ChecksCaption, &columns, checks));
        if !quality.not_checked.is_empty() {
            blocks.push(Block::Subheading(self.say(Label::NotChecked).to_owned()));
            blocks.push(Block::List(quality.not_checked.iter().map(|what| self.english(what)).collect()));
        }
        blocks
    }

    fn genes(&self, quality: &'d Quality) -> Vec<Block> {
        if quality.genes.is_empty() {
            return Vec::new();
        }
        let picture = crate::picture::coverage(&quality.genes, self.language);
        let mut blocks = vec![Block::Picture(picture)];
        let weak: Vec<_> =
            quality.genes.iter().filter(|gene| gene.callable.is_none_or(|share| share < WANTED)).collect();
        if weak.is_empty() {
            blocks.push(Block::Paragraph(format!("{} ({}).", self.say(Label::GenesGood), quality.genes.len()).into()));
            return blocks;
        }
        let rows = weak.into_iter().map(|gene| {
            let not_assessed = || self.say(Label::NotAssessed).to_owned();
            let depth =
                gene.tumour_depth.map_or_else(not_assessed, |depth| format!("{}x", number(depth, 1, self.language)));
            let share = gene.callable.map_or_else(not_assessed, |share| percent(share, self.language));
            vec![vec![Text::strong(&*gene.gene)], vec![depth.into()], vec![share.into()]]
        });
        let columns = [(Label::Gene, 3), (Label::MeanDepth, 3), (Label::CallableShare, 3)];
        blocks.push(self.table(Label::GenesCaption, &columns, rows.collect()));
        blocks
    }

    fn check(&self, check: &'d CheckRow) -> Vec<Vec<Text>> {
        let verdict = match check.verdict {
            Verdict::Pass => Label::VerdictPass,
            Verdict::Warn => Label::VerdictWarn,
            Verdict::Stop => Label::VerdictStop,
        };
        let accepted = check.accepted.then(|| self.say(Label::Accepted));
        let said = Some(self.say(verdict)).into_iter().chain(accepted).collect::<Vec<_>>().join(", ");
        let said = if check.verdict == Verdict::Pass { Text::plain(said) } else { Text::strong(said) };
        vec![vec![self.words(&check.words).into()], vec![said], vec![self.english(&check.because)]]
    }

    fn provenance(&self, told: &'d Provenance) -> Vec<Block> {
        let not_stated = || Text::plain(self.say(Label::NotStated));
        let stated = |text: &'d Option<String>| text.as_ref().map_or_else(not_stated, Text::code);
        let facts = vec![
            (self.say(Label::ComposedBy).to_owned(), Text::code(&*told.composed_by)),
            (self.say(Label::CalledBy).to_owned(), stated(&told.called_by)),
            (self.say(Label::Reference).to_owned(), stated(&told.reference)),
        ];
        let files = told.files.iter().map(|file| (&*file.name, &file.sha256));
        let inputs = told.inputs.iter().map(|(name, sum)| (name.as_str(), sum));
        let rows =
            files.chain(inputs).map(|(name, sum)| vec![vec![Text::code(name)], or_dash(vec![Text::code(&**sum)])]);
        vec![
            Block::Facts(facts),
            self.table(Label::InputsCaption, &[(Label::File, 3), (Label::Checksum, 7)], rows.collect()),
        ]
    }

    fn sources(&self) -> Vec<Block> {
        let row = |source: &'d crate::document::quality::SourceRow| {
            let mut text = Text(vec![Span::Strong(format!("{}: ", source.id))]);
            text.0.extend(self.english(&format!("{}. {}", source.citation, source.title)).0);
            text
        };
        vec![Block::List(self.document.provenance.sources.iter().map(row).collect())]
    }

    fn signatures(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        if self.is_draft() {
            let text = Text::strong(format!("{} ", self.say(Label::Unsigned))).and(self.say(Label::Draft));
            blocks.push(Block::Note(Tone::Draft, text));
        }
        if !self.document.signatures.is_empty() {
            let rows = self.document.signatures.iter().map(|signature| {
                let capacity = match signature.capacity {
                    Capacity::Interpreter => Label::Interpreter,
                    Capacity::Approver => Label::Approver,
                };
                vec![
                    vec![Text::strong(&*signature.name)],
                    vec![self.say(capacity).into()],
                    vec![signature.date.to_string().into()],
                ]
            });
            let columns = [(Label::Person, 5), (Label::Capacity, 4), (Label::Date, 2)];
            blocks.push(self.table(Label::SignaturesCaption, &columns, rows.collect()));
        }
        blocks
    }
}
