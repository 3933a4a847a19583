//! What was found: small variants, tandem duplications, fusions, copy number, karyotypes.

use super::front::or_dash;
use super::number::{bases, fraction, number, percent};
use super::{Block, PageSection, Span, Text, Tone, Writer};
use crate::bundle::{Confirmed, Kind, Segment};
use crate::document::finding::{
    Banded, CalledFusion, CopyNumber, Fusions, Genomic, SmallVariants, TandemAnswer, TandemRow, VariantRow,
};
use crate::words::Label;

impl<'d> Writer<'d> {
    pub(super) fn findings(&self) -> Vec<PageSection> {
        let document = self.document;
        let karyotypes = &document.karyotypes;
        let mut karyotype = vec![Block::Subheading(self.say(Label::KaryotypeBanded).to_owned())];
        karyotype.extend(self.blocks(&karyotypes.banded, |seen| self.banded(seen)));
        karyotype.push(Block::Subheading(self.say(Label::KaryotypeGenomic).to_owned()));
        karyotype.extend(self.blocks(&karyotypes.genomic, |seen| self.genomic(seen)));
        vec![
            self.section(
                "small-variants",
                Label::SmallVariants,
                self.blocks(&document.small_variants, |told| self.small_variants(told)),
            ),
            self.section(
                "tandem-duplications",
                Label::Tandem,
                self.blocks(&document.tandem_duplications, |told| self.tandem(told)),
            ),
            self.section("fusions", Label::Fusions, self.blocks(&document.fusions, |told| self.fusions(told))),
            self.section(
                "copy-number",
                Label::CopyNumber,
                self.blocks(&document.copy_number, |told| self.copy_number(told)),
            ),
            self.section("karyotype", Label::Karyotypes, karyotype),
        ]
    }

    fn small_variants(&self, told: &'d SmallVariants) -> Vec<Block> {
        let mut blocks = Vec::new();
        // What its caller doubts is no finding: it stands apart, without a judgement that could be taken for one.
        let (doubted, variants): (Vec<&VariantRow>, Vec<&VariantRow>) =
            told.variants.iter().partition(|variant| !variant.counts && !variant.doubts.is_empty());
        if variants.is_empty() {
            blocks.push(Block::Note(Tone::Missing, Text::plain(self.say(Label::NoVariants))));
        } else {
            let columns = [(Label::Change, 3), (Label::Position, 3), (Label::Vaf, 2), (Label::Judgement, 6)];
            let rows = variants.iter().map(|variant| self.variant(variant, self.judgement(variant))).collect();
            blocks.push(self.table(Label::SmallVariantsCaption, &columns, rows));
            let picture = crate::picture::fractions(&variants, told.limit, self.language);
            blocks.extend(picture.map(Block::Picture));
        }
        if !doubted.is_empty() {
            let columns = [(Label::Change, 3), (Label::Position, 3), (Label::Vaf, 2), (Label::Doubts, 6)];
            let doubts = |variant: &VariantRow| vec![self.doubts(&variant.doubts).into()];
            let rows = doubted.iter().map(|variant| self.variant(variant, doubts(variant))).collect();
            blocks.push(self.table(Label::DoubtedCaption, &columns, rows));
        }
        let limit = match told.limit {
            Some(limit) => format!("{} ({})", percent(limit, self.language), self.say(Label::LimitOther)),
            None => self.say(Label::NotStated).to_owned(),
        };
        let mut facts = vec![(self.say(Label::Limit).to_owned(), Text::plain(limit))];
        if !told.not_found.is_empty() {
            let genes =
                told.not_found.iter().map(|one| format!("{} ({})", one.gene, percent(one.limit, self.language)));
            facts.push((self.say(Label::NotFoundIn).to_owned(), genes.collect::<Vec<_>>().join(", ").into()));
        }
        if !told.not_assessed.is_empty() {
            let genes: Vec<String> =
                told.not_assessed.iter().map(|one| format!("{} ({})", one.gene, self.words(&one.why))).collect();
            facts.push((self.say(Label::NotAssessedIn).to_owned(), genes.join(", ").into()));
        }
        blocks.push(Block::Facts(facts));
        blocks.extend(self.to_reads());
        blocks
    }

    /// The way to the page of the reads, where the bundle has any.
    fn to_reads(&self) -> Option<Block> {
        let files = &self.document.provenance.files;
        files.iter().find(|file| file.name == crate::bundle::name::READS)?;
        let to = format!("reads.{}.html", self.language.choose("en", "da"));
        Some(Block::Paragraph(Text(vec![Span::Link { text: self.say(Label::ToReads).to_owned(), to }])))
    }

    fn variant(&self, variant: &'d VariantRow, judged: Vec<Text>) -> Vec<Vec<Text>> {
        let mut place: Vec<Text> = Vec::new();
        place.extend(variant.genomic.as_ref().map(Text::code));
        if let Some(coding) = &variant.coding {
            let transcript = variant.transcript.as_ref().map(|name| format!("{name}:")).unwrap_or_default();
            place.push(Text::code(format!("{transcript}{coding}")));
        }
        place.extend(
            Some(variant.consequences.join(", ").replace('_', " "))
                .filter(|words| !words.is_empty())
                .map(|words| self.english(&words)),
        );
        let mut share: Vec<Text> = Vec::new();
        share.extend(variant.fraction.as_ref().map(|told| Text::plain(fraction(told, self.language))));
        share.extend(
            variant
                .normal_fraction
                .map(|told| Text::plain(format!("{}: {}", self.say(Label::InNormal), percent(told, self.language)))),
        );
        vec![vec![Text::strong(&*variant.name)], or_dash(place), or_dash(share), judged]
    }

    fn judgement(&self, variant: &'d VariantRow) -> Vec<Text> {
        let counts = if variant.counts { Label::Counts } else { Label::DoesNotCount };
        let mut lines = vec![Text::strong(self.say(counts))];
        if !variant.doubts.is_empty() {
            lines.push(Text::plain(format!("{}: {}", self.say(Label::Doubts), variant.doubts.join(", "))));
        }
        let Some(judged) = &variant.judgement else {
            lines.push(Text::plain(self.say(Label::StatedNotCalled)));
            return lines;
        };
        lines.push(Text::plain(format!(
            "{} {}; {}: {} ({} {})",
            self.say(Label::Tier),
            judged.tier,
            self.say(Label::Oncogenicity),
            self.words(&judged.oncogenicity),
            judged.points,
            self.say(Label::Points),
        )));
        let told = judged.reasons.iter().chain(&judged.meaning).chain(&judged.resistance);
        lines.extend(told.map(|statement| self.statement(statement)));
        if !judged.criteria_not_assessed.is_empty() {
            lines.push(Text::plain(format!(
                "{}: {}",
                self.say(Label::CriteriaOpen),
                judged.criteria_not_assessed.join(", ")
            )));
        }
        lines
    }

    fn tandem(&self, rows: &'d [TandemRow]) -> Vec<Block> {
        let rows = rows.iter().map(|row| {
            let name = format!("{}-{}", row.gene, row.kind.short());
            let answer: Vec<Text> = match &row.answer {
                TandemAnswer::Found { duplications } => duplications
                    .iter()
                    .map(|told| {
                        let shares = self.duplication(told);
                        let said: Vec<String> =
                            told.name.iter().cloned().chain(Some(shares).filter(|shares| !shares.is_empty())).collect();
                        let colon = if said.is_empty() { "" } else { ": " };
                        Text::strong(self.say(Label::Found)).and(format!("{colon}{}", said.join(", ")))
                    })
                    .collect(),
                TandemAnswer::NotFound { limit } => {
                    vec![Text::plain(format!("{} {}", self.say(Label::NotFoundAt), percent(*limit, self.language)))]
                }
                TandemAnswer::NotAssessed { why } => {
                    vec![Text::strong(self.say(Label::NotAssessed)).and(format!(": {}", self.words(why)))]
                }
            };
            vec![vec![Text::strong(name)], answer]
        });
        vec![self.table(Label::TandemCaption, &[(Label::Gene, 2), (Label::Answer, 8)], rows.collect())]
    }

    fn fusions(&self, told: &'d Fusions) -> Vec<Block> {
        let mut rows: Vec<Vec<Vec<Text>>> = told.called.iter().map(|fusion| self.fusion(fusion)).collect();
        rows.extend(told.stated.iter().map(|name| {
            let dash = || or_dash(Vec::new());
            vec![vec![Text::strong(&**name)], dash(), dash(), vec![self.say(Label::StatedNotCalled).into()]]
        }));
        let mut blocks = Vec::new();
        let segments = self.document.copy_number.result().map_or(&[][..], |told| &told.segments);
        blocks.extend(crate::picture::junctions(&told.called, segments, self.language).map(Block::Picture));
        if rows.is_empty() {
            blocks.push(Block::Note(Tone::Missing, Text::plain(self.say(Label::NoFusions))));
        } else {
            let columns = [(Label::Name, 3), (Label::Parts, 4), (Label::Places, 3), (Label::Evidence, 3)];
            blocks.push(self.table(Label::FusionsCaption, &columns, rows));
        }
        blocks.push(Block::Paragraph(match &told.looked_for {
            None => Text::plain(self.say(Label::FusionsAll)),
            Some(genes) if genes.is_empty() => Text::plain(self.say(Label::FusionsUnknown)),
            Some(genes) => Text::plain(format!("{}: {}.", self.say(Label::FusionsSome), genes.join(", "))),
        }));
        blocks
    }

    fn fusion(&self, told: &'d CalledFusion) -> Vec<Vec<Text>> {
        let fusion = &told.fusion;
        let parts = [&fusion.five_prime, &fusion.three_prime].into_iter().flatten().map(Text::plain);
        let parts = parts.chain(fusion.frame.as_ref().map(|frame| self.english(frame)));
        let mut support: Vec<Text> = Vec::new();
        support.extend(fusion.fragments.map(|count| Text::plain(format!("{}: {count}", self.say(Label::Fragments)))));
        support.extend(fusion.fraction.map(|share| Text::plain(format!("VAF {}", percent(share, self.language)))));
        support.push(match fusion.filters.as_slice() {
            [] => Text::plain(self.say(Label::Passed)),
            doubts => Text::plain(format!("{}: {}", self.say(Label::Doubts), self.doubts(doubts))),
        });
        support.extend(fusion.class.map(|class| Text::plain(self.say(Label::of_class(class)))));
        if fusion.reciprocal {
            support.push(Text::plain(self.say(Label::Reciprocal)));
        }
        support.extend(
            fusion.known_pair.as_ref().map(|pair| Text::plain(format!("{}: {pair}", self.say(Label::KnownPair)))),
        );
        support.push(Text::strong(self.say(if told.counts { Label::Counts } else { Label::DoesNotCount })));
        vec![
            vec![Text::strong(fusion.name.as_deref().unwrap_or("–"))],
            or_dash(parts.collect()),
            or_dash(fusion.breakends.iter().map(|breakend| self.breakend(breakend)).collect()),
            support,
        ]
    }

    /// Where a break is, and which side of it the junction keeps.
    fn breakend(&self, breakend: &str) -> Text {
        let sides = [(":left", Label::KeptLeft), (":right", Label::KeptRight)];
        let kept = sides.into_iter().find_map(|(side, label)| Some((breakend.strip_suffix(side)?, label)));
        match kept {
            Some((place, label)) => Text::code(place).and(format!(" ({})", self.say(label))),
            None => Text::code(breakend),
        }
    }

    fn copy_number(&self, told: &'d CopyNumber) -> Vec<Block> {
        let mut blocks = vec![Block::Picture(crate::picture::genome(&told.segments, self.language))];
        let changed: Vec<&Segment> = told
            .segments
            .iter()
            .filter(|segment| !matches!(segment.kind, Kind::Neutral | Kind::NotAssessable))
            .collect();
        if changed.is_empty() {
            blocks.push(Block::Note(Tone::Missing, Text::plain(self.say(Label::NoSegments))));
        } else {
            let columns =
                [(Label::Place, 4), (Label::Length, 2), (Label::Kind, 4), (Label::Copies, 2), (Label::CellShare, 3)];
            let rows = changed.into_iter().map(|segment| self.segment(segment)).collect();
            blocks.push(self.table(Label::CopyNumberCaption, &columns, rows));
        }
        let not_known = || self.say(Label::NotKnown).to_owned();
        let purity = told.purity.as_ref();
        let share = purity.and_then(|fit| fit.purity).map_or_else(not_known, |share| percent(share, self.language));
        let ploidy =
            purity.and_then(|fit| fit.ploidy).map_or_else(not_known, |ploidy| number(ploidy, 2, self.language));
        let mut text = Text::plain(share);
        if let Some([low, high]) = purity.and_then(|fit| fit.purity_interval) {
            let [low, high] = [low, high].map(|share| number(share * 100.0, 0, self.language));
            text = text.and(format!(" ({low}–{high})"));
        }
        if let Some(evidence) = purity.and_then(|fit| fit.decided_by.as_ref()) {
            text = text.and(format!(", {} ", self.say(Label::Evidence))).join(self.english(evidence));
        }
        if let Some(because) = purity.and_then(|fit| fit.ambiguous_because.as_ref()) {
            let text = Text::strong(format!("{}. ", self.say(Label::FitAmbiguous)));
            blocks.push(Block::Note(Tone::Hint, text.join(self.english(because))));
        }
        blocks.push(Block::Facts(vec![
            (self.say(Label::Purity).to_owned(), text),
            (self.say(Label::Ploidy).to_owned(), ploidy.into()),
            (self.say(Label::NotAssessable).to_owned(), bases(told.not_assessable_bases, self.language).into()),
        ]));
        blocks
    }

    fn segment(&self, segment: &'d Segment) -> Vec<Vec<Text>> {
        let whole = |count: Option<u32>| count.map_or("?".to_owned(), |count| count.to_string());
        let share = segment.clonal_fraction.map_or_else(
            || self.say(Label::NotKnown).to_owned(),
            |share| {
                let within = segment.clonal_interval.map(|[low, high]| {
                    format!(" ({}–{})", number(low * 100.0, 0, self.language), number(high * 100.0, 0, self.language))
                });
                percent(share, self.language) + &within.unwrap_or_default()
            },
        );
        vec![
            vec![Text(vec![Span::Code(format!("{}:{}-{}", segment.contig, segment.start, segment.end))])],
            vec![bases(segment.length(), self.language).into()],
            vec![self.say(Label::of(segment.kind)).into()],
            vec![format!("{} ({})", whole(segment.total), whole(segment.minor)).into()],
            vec![share.into()],
        ]
    }

    fn banded(&self, seen: &'d Banded) -> Vec<Block> {
        let mut blocks = vec![Block::Paragraph(Text::code(&*seen.text))];
        if !seen.not_understood.is_empty() {
            let pieces = seen.not_understood.join("; ");
            blocks.push(Block::Note(
                Tone::Hint,
                Text::strong(format!("{}: ", self.say(Label::NotUnderstood))).and(pieces),
            ));
        }
        blocks.push(self.editions(Label::KaryotypeCaption, seen.answers.iter()));
        blocks
    }

    fn genomic(&self, seen: &'d Genomic) -> Vec<Block> {
        let mut blocks = vec![Block::Paragraph(Text::code(&*seen.text))];
        if !seen.banded.is_empty() {
            let rows = seen.banded.iter().map(|one| {
                let confirmed = match one.confirmed {
                    Confirmed::Confirmed => Label::Confirmed,
                    Confirmed::Partly => Label::PartlyConfirmed,
                    Confirmed::NotConfirmed => Label::NotConfirmed,
                    Confirmed::NotAssessable => Label::NotAssessable,
                };
                let by = one.by.iter().map(Text::code).collect();
                vec![vec![Text::code(&*one.written)], vec![Text::strong(self.say(confirmed))], or_dash(by)]
            });
            let columns = [(Label::ByBanding, 4), (Label::ByGenome, 3), (Label::Seen, 5)];
            blocks.push(self.table(Label::ConfirmationCaption, &columns, rows.collect()));
        }
        let listed = [(Label::OnlyGenome, &seen.only_genome), (Label::Unexplained, &seen.unexplained)];
        let listed = listed.into_iter().filter(|(_, names)| !names.is_empty());
        let listed: Vec<_> =
            listed.map(|(label, names)| (self.say(label).to_owned(), Text::code(names.join(", ")))).collect();
        if !listed.is_empty() {
            blocks.push(Block::Facts(listed));
        }
        if !seen.answers.is_empty() {
            blocks.push(self.editions(Label::GenomicCaption, seen.answers.iter()));
        }
        if !seen.notes.is_empty() {
            blocks.push(Block::List(seen.notes.iter().map(|note| Text::plain(self.words(note))).collect()));
        }
        blocks
    }

    /// Whether the report counts, for the parts that say it again.
    pub(super) fn is_draft(&self) -> bool {
        !self.document.is_signed()
    }
}
