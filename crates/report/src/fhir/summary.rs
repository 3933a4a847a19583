//! The report itself: `DiagnosticReport` (Genomics Reporting, genomic-report; DK Core, dk-core-diagnostic-report).

use data_encoding::BASE64;
use interpretation::language::{Language, Words};
use serde_json::{Map, Value, json};

use super::code::{LOINC, danish, genetics, genomics, own_extension, own_identifier};
use super::element::{Json, coding, extension, narrative, parts, say};
use super::finding::label;
use super::{Form, Writer};
use crate::document::Statement;
use crate::words::Label;

impl Writer<'_> {
    /// The first entry of the bundle.
    pub(super) fn report(&self, forms: &[Form<'_>]) -> Json {
        let document = self.document;
        let conclusion = self.conclusion();
        let mut extensions = vec![
            extension(
                &genomics("genomic-study-reference"),
                "valueReference",
                json!({ "reference": self.reference("Procedure", "study") }),
            ),
            extension(&own_extension("issued-date"), "valueDate", document.given().to_string()),
            extension(&own_extension("knowledge-date"), "valueDate", document.knowledge_date.to_string()),
            self.version(),
        ];
        extensions.extend(self.without_result.iter().cloned());
        let sentences = document.limitations.iter().chain(&document.supplement);
        extensions.extend(sentences.map(note));
        let signers = (0..document.signatures.len())
            .map(|index| json!({ "reference": self.reference("Practitioner", &format!("signer/{index}")) }));
        let mut lines = vec![label(Label::Title).da.into_owned()];
        lines.extend((!document.is_signed()).then(|| label(Label::Draft).da.into_owned()));
        lines.extend(conclusion.da.lines().map(str::to_owned));
        lines.extend(document.limitations.iter().map(|told| told.says.da.clone().into_owned()));
        let mut resource = json!({
            "resourceType": "DiagnosticReport",
            "meta": { "profile": [genomics("genomic-report"), danish("dk-core-diagnostic-report")] },
            "language": "da",
            "text": narrative(&lines),
            "extension": extensions,
            "identifier": [{ "system": own_identifier("report-sha256"), "value": self.hash }],
            "basedOn": [{ "reference": self.reference("ServiceRequest", "") }],
            "status": self.status(),
            "category": [{ "coding": [genetics()] }],
            // The first is the profile's of Genomics Reporting, the second of DK Core's list of documents.
            "code": { "coding": [coding(LOINC, "51969-4"), coding(LOINC, "11502-2")], "text": label(Label::Title).da },
            "subject": { "reference": self.reference("Patient", "") },
            "resultsInterpreter": signers.collect::<Vec<_>>(),
            "specimen": self.specimen_references(),
            "result": self.results,
            "presentedForm": self.forms(forms),
        });
        if let Value::Object(fields) = &mut resource {
            say(fields, "conclusion", &conclusion);
        }
        self.entry("", resource)
    }

    fn version(&self) -> Json {
        let version = &self.document.version;
        let mut told = vec![extension("number", "valuePositiveInt", version.number)];
        told.extend(version.reason.as_deref().map(|reason| extension("reason", "valueString", reason)));
        parts(&own_extension("report-version"), &told)
    }

    /// The answers to the referral's questions, a line each.
    fn conclusion(&self) -> Words {
        let in_language = |language: Language| {
            let answers = self.document.conclusion.answers.iter().map(|answer| {
                let asked = answer.asked_for.then(|| format!(" ({})", Label::AskedFor.text(language)));
                let (question, contribution) = (answer.question.words(), answer.contribution.words());
                let says = answer.says.iter().map(|told| told.says.in_language(language));
                let says: Vec<&str> = says.collect();
                format!(
                    "{}{}: {}. {}",
                    question.in_language(language),
                    asked.unwrap_or_default(),
                    contribution.in_language(language),
                    says.join("; ")
                )
            });
            let lines: Vec<String> = answers.map(|line| line.trim_end().to_owned()).collect();
            format!("{}\n{}", lines.join("\n"), Label::NoOrder.text(language))
        };
        Words::new(in_language(Language::English), in_language(Language::Danish))
    }

    fn forms(&self, forms: &[Form<'_>]) -> Vec<Json> {
        let is_pdf = |form: &&Form<'_>| form.content_type == "application/pdf";
        let any_pdf = forms.iter().any(|form| is_pdf(&form));
        let chosen = forms.iter().filter(|form| !any_pdf || is_pdf(form));
        chosen
            .map(|form| {
                json!({
                    "contentType": form.content_type,
                    "language": form.language.choose("en", "da"),
                    "data": BASE64.encode(form.bytes),
                    "size": form.bytes.len(),
                    "title": Label::Title.text(form.language),
                    "creation": self.document.given().to_string(),
                })
            })
            .collect()
    }
}

/// A sentence on the report as a whole (Genomics Reporting, genomic-report-note).
fn note(statement: &Statement) -> Json {
    let kind = genomics("coded-annotation-types-cs").replace("StructureDefinition", "CodeSystem");
    let code = extension(
        &genomics("annotation-code"),
        "valueCodeableConcept",
        json!({ "coding": [coding(&kind, "test-disclaimer")] }),
    );
    let mut annotation = Map::new();
    annotation.insert("extension".into(), json!([code]));
    say(&mut annotation, "text", &statement.says);
    extension(&genomics("genomic-report-note"), "valueAnnotation", Value::Object(annotation))
}
