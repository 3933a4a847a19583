//! Tandem duplications, fusions, copy number, karyotypes.

use interpretation::language::Words;
use serde_json::json;

use super::Writer;
use super::code::{ISCN, LOINC, SEQUENCE_ONTOLOGY, chromosome, own_extension, own_system};
use super::element::{
    Json, between, coding, component, concept, concept_in_words, count, extended, extension, one, own, own_words,
    reads_with,
};
use super::finding::{gene, label};
use super::observation::Observation;
use crate::bundle::{Class, Confirmation, Confirmed, Kind, Segment};
use crate::document::finding::{CalledFusion, Duplication, TandemAnswer, TandemKind, TandemRow};
use crate::words::Label;

/// Component 48019-4, by the Sequence Ontology.
fn change(code: &str, name: &str) -> Json {
    let is = concept(&[coding(SEQUENCE_ONTOLOGY, code)], name);
    component("48019-4", "Coding DNA change type", "valueCodeableConcept", is)
}

/// Component 81258-6, a share without its reads.
fn share(value: f64) -> Json {
    component("81258-6", "Sample allelic frequency", "valueQuantity", one(value))
}

impl Writer<'_> {
    pub(super) fn structure(&mut self) {
        self.tandem();
        self.fusions();
        self.copy_number();
        self.karyotypes();
    }

    fn tandem(&mut self) {
        let section = &self.document.tandem_duplications;
        let rows = section.result().map_or(&[][..], Vec::as_slice);
        let members = rows.iter().enumerate().flat_map(|(index, row)| self.tandem_row(index, row)).collect();
        self.section("tandem-duplications", &label(Label::Tandem), section, members, Vec::new());
    }

    fn tandem_row(&mut self, index: usize, row: &TandemRow) -> Vec<String> {
        let name = format!("{}-{}", row.gene, row.kind.short());
        let key = format!("tandem/{index}");
        let code = match row.kind {
            TandemKind::Internal => "internal",
            TandemKind::Partial => "partial",
        };
        let made = |key: String, name: &str| {
            let kind = concept(&[coding(&own_system("tandem-duplication"), code)], row.kind.short());
            let is = [
                gene(&row.gene),
                change("SO:1000173", "tandem_duplication"),
                own("tandem-duplication", "valueCodeableConcept", kind),
            ];
            Observation::variant(key, name).with(is)
        };
        match &row.answer {
            TandemAnswer::Found { duplications } => {
                let found = duplications.iter().enumerate().map(|(index, one)| {
                    let Duplication { name: stated, fraction, allelic_ratio } = one;
                    let mut observation = made(format!("{key}/{index}"), &name).present();
                    observation
                        .components
                        .extend(stated.as_deref().map(|text| own("stated-name", "valueString", text)));
                    observation.components.extend(fraction.map(share));
                    observation.components.extend(
                        allelic_ratio.map(|ratio| own("allelic-ratio", "valueQuantity", super::element::one(ratio))),
                    );
                    let reference = self.observe(observation);
                    self.findings.push((name.clone(), reference.clone()));
                    reference
                });
                found.collect()
            }
            TandemAnswer::NotFound { limit } => vec![self.observe(made(key, &name).not_found(*limit))],
            TandemAnswer::NotAssessed { why } => vec![self.observe(made(key, &name).without_value("unknown", why))],
        }
    }

    fn fusions(&mut self) {
        let section = &self.document.fusions;
        let (mut members, mut components) = (Vec::new(), Vec::new());
        if let Some(told) = section.result() {
            let scope = match told.looked_for.as_deref() {
                None => label(Label::FusionsAll),
                Some([]) => label(Label::FusionsUnknown),
                Some(_) => label(Label::FusionsSome),
            };
            components.push(own_words("looked-for", &scope));
            let genes = told.looked_for.iter().flatten();
            components.extend(genes.map(|gene| own("looked-for-gene", "valueString", gene.as_str())));
            for (index, fusion) in told.called.iter().enumerate() {
                members.push(self.fusion(index, fusion));
            }
            for (index, name) in told.stated.iter().enumerate() {
                let mut observation = fusion_of(format!("fusion-stated/{index}"), name);
                observation.note(&label(Label::StatedNotCalled));
                let reference = self.observe(observation);
                self.findings.push((name.clone(), reference.clone()));
                members.push(reference);
            }
        }
        self.section("fusions", &label(Label::Fusions), section, members, components);
    }

    fn fusion(&mut self, index: usize, called: &CalledFusion) -> String {
        let fusion = &called.fusion;
        // Only a junction by which one gene goes on in another is a gene fusion; one without genes is named by its places.
        let places = fusion.breakends.join(" – ");
        let key = format!("fusion/{index}");
        let mut observation = match &fusion.name {
            Some(name) if fusion.class == Some(Class::Fusion) => fusion_of(key, name),
            Some(name) => Observation::variant(key, name).present().with(name.split("::").map(gene)),
            None => Observation::variant(key, &places).present(),
        };
        let text = |code: &str, is: &str| own(code, "valueString", is);
        let stated = [
            ("five-prime-part", &fusion.five_prime),
            ("three-prime-part", &fusion.three_prime),
            ("frame", &fusion.frame),
            ("known-pair", &fusion.known_pair),
        ];
        let stated = stated.into_iter().filter_map(|(code, is)| Some(text(code, is.as_deref()?)));
        observation.components.extend(stated);
        observation.components.extend(fusion.breakends.iter().map(|place| text("breakend", place)));
        observation.components.extend(fusion.fragments.map(reads_with));
        observation.components.extend(fusion.fraction.map(share));
        observation.components.push(own("reciprocal", "valueBoolean", fusion.reciprocal));
        observation.components.push(own("counts-in-class-and-risk", "valueBoolean", called.counts));
        observation.components.extend(fusion.class.map(|class| text("fusion-class", class_code(class))));
        observation.components.extend(fusion.filters.iter().map(|filter| text("caller-filter", filter)));
        let reference = self.observe(observation);
        if let Some(name) = fusion.name.as_ref().filter(|_| called.counts) {
            self.findings.push((name.clone(), reference.clone()));
        }
        reference
    }

    fn copy_number(&mut self) {
        let section = &self.document.copy_number;
        let (mut members, mut components) = (Vec::new(), Vec::new());
        if let Some(told) = section.result() {
            if let Some(purity) = &told.purity {
                components.extend(purity.purity.map(|is| own("purity", "valueQuantity", one(is))));
                let interval = purity.purity_interval;
                components.extend(interval.map(|is| own("purity-interval", "valueRange", between(is))));
                let another = purity.ambiguous_because.as_deref();
                components.extend(another.map(|is| own("another-fit-is-nearly-as-good", "valueString", is)));
                components.extend(purity.ploidy.map(|is| own("ploidy", "valueQuantity", one(is))));
                components.extend(purity.decided_by.as_deref().map(|is| own("purity-rests-on", "valueString", is)));
            }
            components.push(own("bases-not-assessable", "valueQuantity", count(told.not_assessable_bases)));
            for (index, segment) in told.segments.iter().enumerate().filter(|(_, one)| one.kind != Kind::Neutral) {
                members.push(self.segment(index, segment));
            }
        }
        self.section("copy-number", &label(Label::CopyNumber), section, members, components);
    }

    /// A segment that differs from two copies, one of each allele, or of which nothing can be said. Its ends are estimates, which
    /// LOINC's codes for exact, inner and outer ends do not mean.
    fn segment(&mut self, index: usize, segment: &Segment) -> String {
        let Segment { contig, start, end, .. } = segment;
        let kind = label(Label::of(segment.kind));
        let place = json!({ "low": count(*start), "high": count(*end) });
        let mut observation =
            Observation::variant(format!("segment/{index}"), &format!("{contig}:{start}-{end} {}", kind.da)).with([
                own(
                    "segment-kind",
                    "valueCodeableConcept",
                    concept_in_words(&[coding(&own_system("segment-kind"), code(segment.kind))], &kind),
                ),
            ]);
        if let Some(answer) = chromosome(contig) {
            let is = concept(&[coding(LOINC, answer)], contig);
            observation.components.push(component("48000-4", "Chromosome", "valueCodeableConcept", is));
        }
        let first = concept(&[coding(LOINC, "LA30102-0")], "1-based character counting");
        observation.components.extend([
            component("92822-6", "Coordinate system", "valueCodeableConcept", first),
            own("contig", "valueString", contig.as_str()),
            own("estimated-start-end", "valueRange", place),
        ]);
        let ontology = match segment.kind {
            Kind::Gain | Kind::HighGain => Some(("SO:0001742", "copy_number_gain")),
            Kind::Loss | Kind::HomozygousLoss => Some(("SO:0001743", "copy_number_loss")),
            // The Sequence Ontology's loss of heterozygosity (SO:0001786) is a loss of function of an allele, not this.
            Kind::CnLoh | Kind::Neutral | Kind::NotAssessable => None,
        };
        observation.components.extend(ontology.map(|(code, name)| change(code, name)));
        observation
            .components
            .extend(segment.total.map(|copies| component("82155-3", "Copy number", "valueQuantity", count(copies))));
        observation
            .components
            .extend(segment.minor.map(|copies| own("copies-of-rarer-allele", "valueQuantity", count(copies))));
        observation.components.extend(segment.clonal_fraction.map(|is| {
            let interval = segment
                .clonal_interval
                .map(|interval| extension(&own_extension("interval"), "valueRange", between(interval)));
            let share = own("share-of-tumour-cells", "valueQuantity", one(is));
            extended(share, &interval.into_iter().collect::<Vec<_>>())
        }));
        let measured = [("depth-ratio", segment.depth_ratio), ("allele-balance", segment.balance)];
        observation
            .components
            .extend(measured.into_iter().filter_map(|(code, is)| Some(own(code, "valueQuantity", one(is?)))));
        self.observe(match segment.kind {
            Kind::NotAssessable => observation.without_value("unknown", &label(Label::KindNotAssessable)),
            _ => observation.present(),
        })
    }

    /// Karyotypes: the text of the nomenclature stands in component 81291-7.
    fn karyotypes(&mut self) {
        let karyotypes = &self.document.karyotypes;
        let mut components = Vec::new();
        let mut answers = Vec::new();
        if let Some(banded) = karyotypes.banded.result() {
            components.push(iscn(&banded.text));
            components
                .extend(banded.not_understood.iter().map(|text| own("not-understood", "valueString", text.as_str())));
            answers.extend(&banded.answers);
        }
        let mut members = Vec::new();
        for (index, answer) in answers.into_iter().enumerate() {
            members.push(self.edition(&format!("karyotype-group/{index}"), "karyotype-group", answer));
        }
        self.section("karyotype-banded", &label(Label::KaryotypeBanded), &karyotypes.banded, members, components);
        let (mut members, mut components) = (Vec::new(), Vec::new());
        if let Some(told) = karyotypes.genomic.result() {
            components.push(iscn(&told.text));
            let lists = [("only-in-genome", &told.only_genome), ("unexplained-junction", &told.unexplained)];
            let texts = lists.into_iter().flat_map(|(code, texts)| texts.iter().map(move |text| (code, text)));
            components.extend(texts.map(|(code, text)| own(code, "valueString", text.as_str())));
            components.extend(told.banded.iter().map(confirmation));
            components.extend(told.notes.iter().map(|note| own_words("note", note)));
            for (index, answer) in told.answers.iter().enumerate() {
                members.push(self.edition(&format!("karyotype-group-genomic/{index}"), "karyotype-group", answer));
            }
        }
        self.section("karyotype-genomic", &label(Label::KaryotypeGenomic), &karyotypes.genomic, members, components);
    }
}

fn fusion_of(key: String, name: &str) -> Observation {
    let genes = name.split("::").map(gene);
    Observation::variant(key, name).present().with(genes.chain([change("SO:0001565", "gene_fusion")]))
}

/// Whether the genome shows an abnormality of the banded karyotype, and by what.
fn confirmation(told: &Confirmation) -> Json {
    let words = match told.confirmed {
        Confirmed::Confirmed => label(Label::Confirmed),
        Confirmed::Partly => label(Label::PartlyConfirmed),
        Confirmed::NotConfirmed => label(Label::NotConfirmed),
        Confirmed::NotAssessable => label(Label::NotAssessable),
    };
    let by = if told.by.is_empty() { String::new() } else { format!(" ({})", told.by.join("; ")) };
    let says = |seen: &str| format!("{}: {seen}{by}", told.written);
    own_words("banded-abnormality", &Words::new(says(&words.en), says(&words.da)))
}

fn class_code(class: Class) -> &'static str {
    match class {
        Class::Fusion => "fusion",
        Class::WithinGene => "within_gene",
        Class::KnownPair => "known_pair",
        Class::SameEnds => "same_ends",
        Class::NoPartner => "no_partner",
    }
}

fn iscn(text: &str) -> Json {
    let is = concept(&[coding(ISCN, text)], text);
    component("81291-7", "Cytogenomic nomenclature (ISCN)", "valueCodeableConcept", is)
}

fn code(kind: Kind) -> &'static str {
    match kind {
        Kind::Neutral => "neutral",
        Kind::Gain => "gain",
        Kind::Loss => "loss",
        Kind::CnLoh => "cnloh",
        Kind::HomozygousLoss => "homozygous_loss",
        Kind::HighGain => "high_gain",
        Kind::NotAssessable => "not_assessable",
    }
}
