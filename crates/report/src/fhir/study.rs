//! The study and its analyses: what was performed, on which specimen, and how fit the reads were.
//!
//! An analysis of the profile is always completed, so that what was not performed has none; its section says why.

use serde_json::{Value, json};

use super::Writer;
use super::code::{genomics, laboratory, own_extension};
use super::element::{Json, extension, narrative, one, parts, percent};
use super::finding::label;
use super::observation::absent_code;
use crate::bundle::Verdict;
use crate::document::quality::{CheckRow, Quality, SampleRow};
use crate::words::Label;

impl Writer<'_> {
    pub(super) fn study(&mut self) {
        let document = self.document;
        let performed = [
            ("small-variants", Label::SmallVariants, absent_code(&document.small_variants)),
            ("copy-number", Label::CopyNumber, absent_code(&document.copy_number)),
            ("fusions", Label::Fusions, absent_code(&document.fusions)),
            ("tandem-duplications", Label::Tandem, absent_code(&document.tandem_duplications)),
        ];
        let mut analyses = Vec::new();
        for (key, title, absent) in performed {
            // What was not assessable was done all the same.
            if absent.is_none() || absent == Some("unknown") {
                let roles = document.specimens.iter().map(|specimen| &*specimen.role);
                let specimens: Vec<Json> = roles.map(|role| self.specimen_of(role)).collect();
                analyses.push(self.analysis(key, &label(title).da, specimens));
            }
        }
        let quality = document.quality.result();
        for (index, sample) in quality.into_iter().flat_map(|quality| &quality.samples).enumerate() {
            let role = if sample.role == "tumour" { "tumour" } else { "normal" };
            let extensions = vec![self.specimen_of(role), metrics(sample)];
            let title = format!("{} {}", label(Label::Reads).da, sample.sample);
            analyses.push(self.analysis(&format!("reads/{index}"), &title, extensions));
        }
        let status = if analyses.is_empty() { "unknown" } else { "completed" };
        let references = analyses.iter().map(|reference| {
            extension(&genomics("genomic-study-analysis-ext"), "valueReference", json!({ "reference": reference }))
        });
        let referrer = json!({ "reference": self.reference("PractitionerRole", "requester") });
        let referrer = extension(&genomics("genomic-study-referrer-ext"), "valueReference", referrer);
        let title = label(Label::Title).da.into_owned();
        let resource = json!({
            "resourceType": "Procedure",
            "meta": { "profile": [genomics("genomic-study")] },
            "text": narrative(std::slice::from_ref(&title)),
            "extension": references.chain([referrer]).collect::<Vec<_>>(),
            "basedOn": [{ "reference": self.reference("ServiceRequest", "") }],
            "status": status,
            "category": { "coding": [laboratory()] },
            "code": { "text": title },
            "subject": { "reference": self.reference("Patient", "") },
            "note": quality.map(notes),
        });
        self.add("study", resource);
        let words = label(Label::Quality);
        let components = quality.map(numbers).unwrap_or_default();
        self.section("quality", &words, &document.quality, Vec::new(), components);
    }

    fn specimen_of(&self, role: &str) -> Json {
        let reference = json!({ "reference": self.reference("Specimen", role) });
        extension(&genomics("genomic-study-analysis-specimen"), "valueReference", reference)
    }

    fn analysis(&mut self, key: &str, title: &str, extensions: Vec<Json>) -> String {
        let provenance = &self.document.provenance;
        let mut all = vec![extension(&genomics("genomic-study-analysis-title"), "valueString", title)];
        all.extend(extensions);
        let stated = [("called-by", &provenance.called_by), ("reference-genome", &provenance.reference)];
        all.extend(
            stated
                .into_iter()
                .filter_map(|(id, is)| Some(extension(&own_extension(id), "valueString", is.as_deref()?))),
        );
        let resource = json!({
            "resourceType": "Procedure",
            "meta": { "profile": [genomics("genomic-study-analysis")] },
            "text": narrative(&[title.to_owned()]),
            "extension": all,
            "status": "completed",
            "category": { "coding": [laboratory()] },
            "subject": { "reference": self.reference("Patient", "") },
        });
        self.add(&format!("analysis/{key}"), resource)
    }
}

/// Depth and coverage of one specimen (Genomics Reporting, genomic-study-analysis-metrics).
fn metrics(sample: &SampleRow) -> Json {
    let mut told = vec![extension("read-depth", "valueQuantity", one(sample.mean_depth))];
    if let Some((times, share)) = sample.covered {
        told.push(extension("sequencing-coverage", "valueQuantity", percent(share)));
        let which = format!("share of the bases covered at least {times} times");
        told.push(extension("metrics-description", "valueString", which));
    }
    parts(&genomics("genomic-study-analysis-metrics"), &told)
}

fn numbers(quality: &Quality) -> Vec<Json> {
    use super::element::{between, extended, own};
    let mut components: Vec<Json> =
        quality.callable.map(|share| own("callable", "valueQuantity", one(share))).into_iter().collect();
    for leak in &quality.tumour_in_normal {
        let interval = extension(&own_extension("interval-95"), "valueRange", between(leak.interval));
        let sample = extension(&own_extension("sample"), "valueString", leak.sample.as_str());
        let basis = extension(&own_extension("basis"), "valueString", leak.basis.as_str());
        let share = own("tumour-in-normal", "valueQuantity", one(leak.mean));
        components.push(extended(share, &[interval, sample, basis]));
    }
    for gene in &quality.genes {
        let mut told = super::element::own_words("gene-coverage", &gene.gene.clone().into());
        let depth = gene.tumour_depth.map(|depth| extension(&own_extension("mean-depth"), "valueQuantity", one(depth)));
        let share = gene.callable.map(|share| extension(&own_extension("callable"), "valueQuantity", one(share)));
        told = extended(told, &depth.into_iter().chain(share).collect::<Vec<_>>());
        components.push(told);
    }
    components
}

fn notes(quality: &Quality) -> Vec<Value> {
    let check = |check: &CheckRow| {
        let verdict = match check.verdict {
            Verdict::Pass => Label::VerdictPass,
            Verdict::Warn => Label::VerdictWarn,
            Verdict::Stop => Label::VerdictStop,
        };
        let accepted = if check.accepted { format!(", {}", label(Label::Accepted).da) } else { String::new() };
        format!("{}: {}{accepted} ({})", check.words.da, label(verdict).da, check.because)
    };
    let open = label(Label::NotChecked).da;
    let not_checked = quality.not_checked.iter().map(|what| format!("{open}: {what}"));
    quality.checks.iter().map(check).chain(not_checked).map(|text| json!({ "text": text })).collect()
}
