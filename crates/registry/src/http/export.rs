//! Bulk export (HL7 FHIR Bulk Data Access 2.0, system-level export), for data managers: pseudonymous, under consent, and in the log.
//!
//! Nothing waits on the server: an export is its time, and each file is made of the courses as they were then when it is asked for.

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::Response;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::answer::{Problem, answer, json_answer, problem, store_problem, text_answer};
use super::fhir::{base, wrong};
use super::{Answered, Service};
use crate::access::Viewer;
use crate::fhir::{FilterError, Kind, resources};

/// Patients of one file.
const PATIENTS: usize = 200;
/// The types that are exported: everything of a course; whom it is of is not.
const EXPORTED: [Kind; 9] = [
    Kind::Patient,
    Kind::ServiceRequest,
    Kind::Task,
    Kind::Specimen,
    Kind::Consent,
    Kind::QuestionnaireResponse,
    Kind::Condition,
    Kind::Observation,
    Kind::DiagnosticReport,
];

/// What an export is of.
struct Asked {
    types: Vec<Kind>,
    /// Only where something happened after this.
    since: Option<Timestamp>,
    until: Timestamp,
    /// It was asked for at `Patient/$export`; everything that is exported is of patients, so it is the same.
    of_patients: bool,
}

/// Reads the query of an export: types, form, since when, and the time at which it began.
fn asked(query: Option<&str>, now: Timestamp) -> Result<Asked, Response> {
    let mut own = Asked { types: EXPORTED.to_vec(), since: None, until: now, of_patients: false };
    let mut errors = vec![];
    let mut fault = |parameter, da: &str, en: &str| {
        errors.push(FilterError { parameter, da: da.to_owned(), en: en.to_owned() });
    };
    for (name, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
        match name.as_ref() {
            "_type" => {
                let named: Option<Vec<Kind>> = value.split(',').map(Kind::named).collect();
                match named.filter(|all| all.iter().all(|kind| EXPORTED.contains(kind))) {
                    Some(all) => own.types = all,
                    None => fault("_type", "en type eksporteres ikke", "a type is not exported"),
                }
            }
            "_at" => match value.parse() {
                Ok(at) if at <= now => own.until = at,
                _ => fault("_at", "er intet tidspunkt, der har været", "is no instant that has been"),
            },
            "_since" => match value.parse() {
                Ok(since) => own.since = Some(since),
                Err(_) => fault("_since", "et tidspunkt med zone", "an instant with its zone"),
            },
            "_of" if value == "Patient" => own.of_patients = true,
            "_outputFormat" => {
                let value = value.replace(' ', "+");
                if !["ndjson", "application/ndjson", "application/fhir+ndjson"].contains(&value.as_str()) {
                    fault("_outputFormat", "kun application/fhir+ndjson", "application/fhir+ndjson only");
                }
            }
            _ => fault("", "kendte er _type, _since, _outputFormat", "known are _type, _since, _outputFormat"),
        }
    }
    if errors.is_empty() { Ok(own) } else { Err(wrong(&errors)) }
}

impl Asked {
    /// When it is of.
    fn times(&self) -> form_urlencoded::Serializer<'static, String> {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("_at", &self.until.to_string());
        query.extend_pairs(self.since.map(|since| ("_since", since.to_string())));
        query
    }

    fn query(&self) -> String {
        let types: Vec<&str> = self.types.iter().map(|kind| kind.name()).collect();
        self.times().append_pair("_type", &types.join(",")).finish()
    }
}

/// How many patients, with one record that says that an export was asked for.
async fn patients(service: &Arc<Service>, viewer: Viewer, until: Timestamp) -> Result<usize, Response> {
    let counted =
        service.waiting(move |own| own.store.export(&viewer, "export", (None, until), (0, 0), own.now())).await?;
    counted.map(|(total, _)| total).map_err(|error| store_problem(&error))
}

/// Begins an export: the answer names where its files are listed.
pub(super) async fn begin(
    State(service): State<Arc<Service>>,
    viewer: Viewer,
    headers: HeaderMap,
    uri: Uri,
) -> Answered {
    let asked = asked(uri.query(), service.now())?;
    let of = if uri.path().starts_with("/fhir/Patient/") { "&_of=Patient" } else { "" };
    let place = format!("{}/fhir/$export-status?{}{of}", base(&service, &headers), asked.query());
    patients(&service, viewer, asked.until).await?;
    let mut response = answer(
        StatusCode::ACCEPTED,
        "application/fhir+json",
        &json!({ "resourceType": "OperationOutcome", "issue": [
        { "severity": "information", "code": "informational", "diagnostics": "Content-Location names the list of files" },
    ] }),
    );
    let place = HeaderValue::from_str(&place).map_err(|_| problem(Problem::FAILED, &[]))?;
    response.headers_mut().insert(header::CONTENT_LOCATION, place);
    Ok(response)
}

/// The files of an export.
pub(super) async fn status(
    State(service): State<Arc<Service>>,
    viewer: Viewer,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Answered {
    let asked = asked(query.as_deref(), service.now())?;
    let base = base(&service, &headers);
    let parts = patients(&service, viewer, asked.until).await?.div_ceil(PATIENTS);
    let file = |kind: Kind, part: usize| {
        let at = asked.times().finish();
        json!({ "type": kind.name(), "url": format!("{base}/fhir/$export-file/{}/{part}?{at}", kind.name()) })
    };
    let files: Vec<Value> = asked
        .types
        .iter()
        .flat_map(|kind| (0..parts).map(move |part| (*kind, part)))
        .map(|(kind, part)| file(kind, part))
        .collect();
    Ok(json_answer(
        StatusCode::OK,
        &json!({
            "transactionTime": asked.until.to_string(),
            "request": format!("{base}/fhir/{}$export?{}", if asked.of_patients { "Patient/" } else { "" }, asked.query()),
            "requiresAccessToken": true,
            "output": files,
            "error": [],
        }),
    ))
}

/// One file: a resource a line.
pub(super) async fn file(
    State(service): State<Arc<Service>>,
    viewer: Viewer,
    Path((kind, part)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Answered {
    let asked = asked(query.as_deref(), service.now())?;
    let kind = Kind::named(&kind).filter(|kind| EXPORTED.contains(kind));
    let (Some(kind), Ok(part)) = (kind, part.parse::<usize>()) else { return Err(problem(Problem::NOTHING, &[])) };
    let page = (part.saturating_mul(PATIENTS), PATIENTS);
    let made = service.waiting(move |own| {
        let resource = format!("export {}", kind.name());
        let (_, cases) = own.store.export(&viewer, &resource, (asked.since, asked.until), page, own.now())?;
        let told = cases.iter().flat_map(|case| resources(kind, case, None));
        Ok(told.flat_map(|resource| [resource.to_string(), "\n".to_owned()]).collect::<String>())
    });
    let text = made.await?.map_err(|error| store_problem(&error))?;
    Ok(text_answer(StatusCode::OK, "application/fhir+ndjson", text))
}
