//! The facade over HTTP: read, searched, and told about; problems in FHIR's own words.

use std::sync::Arc;

use ::fhir::code::{CPR, X_ECPR, own_identifier, own_system};
use ::fhir::element::{coding, concept_in_words, pruned};
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Path, RawQuery, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use axum::routing::{MethodRouter, get, post};
use clinic::cpr::Cpr;
use clinic::identifier::PatientId;
use clinic::language::Language;
use serde_json::{Value, json};

use super::answer::{Problem, answer, problem, problem_with, store_problem};
use super::{Answered, Route, Service, everything, export, nothing_here, report_file};
use crate::access::policy::Denial;
use crate::access::{Case, Viewer, Work};
use crate::audit::Record;
use crate::fhir::{
    Filter, FilterError, Kind, audit_event, capability_statement, patient_of, request_status, resources, task_status,
};
use crate::report::NotShown;
use crate::store::StoreError;
use crate::web::{why_not, words};

const FHIR_JSON: &str = "application/fhir+json";
/// The facade's part of the addresses.
const FACADE: &str = "/fhir/";
/// Larger than any problem that is told.
const LARGEST_PROBLEM: usize = 1 << 20;

/// The handler of a route of the facade.
pub(super) fn guarded(route: &Route) -> MethodRouter<Arc<Service>> {
    let mut parts = route.path.strip_prefix(FACADE).unwrap_or_default().split('/');
    let (first, second) = (parts.next().unwrap_or_default(), parts.next());
    if route.path == "/fhir/Patient/{id}/$everything" {
        return get(
            move |State(service): State<Arc<Service>>,
                  viewer: Viewer,
                  headers: HeaderMap,
                  Path(id): Path<String>,
                  RawQuery(query): RawQuery| async move {
                everything::everything(&service, viewer, &headers, id, query.unwrap_or_default().as_bytes()).await
            },
        );
    }
    match (Kind::named(first), second) {
        (None, None) if first == "metadata" => get(metadata),
        (None, None) if first == "$export" => get(export::begin),
        (None, None) if first == "$export-status" => get(export::status),
        (None, Some("{kind}")) if first == "$export-file" => get(export::file),
        (Some(Kind::Patient), Some("$export")) => get(export::begin),
        (Some(kind), None) => get(
            move |State(service): State<Arc<Service>>,
                  viewer: Viewer,
                  headers: HeaderMap,
                  RawQuery(query): RawQuery| async move {
                search(kind, &service, viewer, &headers, query.unwrap_or_default().as_bytes()).await
            },
        ),
        (Some(kind @ (Kind::Binary | Kind::Bundle)), Some("{id}")) => get(
            move |State(service): State<Arc<Service>>, viewer: Viewer, headers: HeaderMap, Path(id): Path<String>| async move {
                report_file::read(kind, &service, viewer, &headers, id).await
            },
        ),
        (Some(kind), Some("{id}")) => get(
            move |State(service): State<Arc<Service>>, viewer: Viewer, headers: HeaderMap, Path(id): Path<String>| async move {
                read(kind, &service, viewer, &headers, id).await
            },
        ),
        (Some(kind), Some("_search")) => post(
            move |State(service): State<Arc<Service>>, viewer: Viewer, headers: HeaderMap, body: Bytes| async move {
                if !is_form(&headers) {
                    return Err(problem(Problem::FORM, &[]));
                }
                if kind == Kind::Patient {
                    return by_number(&service, viewer, &headers, &body).await;
                }
                search(kind, &service, viewer, &headers, &body).await
            },
        ),
        _ => get(nothing_here),
    }
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.split(';').next().map(str::trim) == Some("application/x-www-form-urlencoded")
}

/// The service's own address: as browsers know it, or as the request names this computer.
pub(super) fn base(service: &Service, headers: &HeaderMap) -> String {
    let host = || {
        let host = headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let fits =
            !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte));
        format!("http://{}", if fits { host } else { "localhost" })
    };
    service.reach.origin.clone().unwrap_or_else(host)
}

pub(super) fn told(resource: &Value) -> Response {
    let mut response = answer(StatusCode::OK, FHIR_JSON, resource);
    let version = resource["meta"]["versionId"].as_str().map(|version| format!("W/\"{version}\""));
    if let Some(tag) = version.and_then(|tag| HeaderValue::from_str(&tag).ok()) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

async fn metadata(State(service): State<Arc<Service>>, headers: HeaderMap) -> Response {
    told(&capability_statement(&base(&service, &headers)))
}

/// What the log says was read.
fn logged(kind: Kind) -> String {
    if kind == Kind::Patient { "person".to_owned() } else { format!("fhir {}", kind.name()) }
}

/// The case that resources are told of, with what its reports say where that is told too.
pub(super) fn case(
    own: &Service,
    (logged, tells_content): (&str, bool),
    viewer: &Viewer,
    patient: &PatientId,
) -> Result<Case, StoreError> {
    match own.reports.as_ref().filter(|_| tells_content) {
        Some(reports) => own.store.case_with_reports(viewer, patient, (logged, reports), own.now()),
        None => own.store.case(viewer, patient, logged, own.now()),
    }
}

/// The same resource with the whole addresses of its files (FHIR R4, Attachment): where it is served it does not know.
fn addressed(base: &str, mut resource: Value) -> Value {
    for form in resource.get_mut("presentedForm").and_then(Value::as_array_mut).into_iter().flatten() {
        form["url"] = json!(format!("{base}/fhir/{}", form["url"].as_str().unwrap_or_default()));
    }
    resource
}

async fn read(kind: Kind, service: &Arc<Service>, viewer: Viewer, headers: &HeaderMap, id: String) -> Answered {
    let patient = patient_of(&id).ok_or_else(|| problem(Problem::NOTHING, &[]))?;
    let case = service.waiting(move |own| case(own, (&logged(kind), kind.tells_content()), &viewer, &patient)).await?;
    let case = case.map_err(|error| store_problem(&error))?;
    let found = resources(kind, &case, None).into_iter().find(|resource| resource["id"] == *id);
    let base = base(service, headers);
    found.map(|resource| told(&addressed(&base, resource))).ok_or_else(|| problem(Problem::NOTHING, &[]))
}

pub(super) fn pairs(text: &[u8]) -> Result<Vec<(String, String)>, Response> {
    let pairs: Vec<(String, String)> = form_urlencoded::parse(text).into_owned().collect();
    let is_json = |form: &str| ["json", "application/json", FHIR_JSON].contains(&form.replace(' ', "+").as_str());
    if pairs.iter().any(|(name, form)| name == "_format" && !is_json(form)) {
        return Err(problem(Problem::FORM, &[]));
    }
    Ok(pairs)
}

pub(super) fn wrong(errors: &[FilterError]) -> Response {
    let fields: Vec<_> = errors.iter().map(|own| (own.parameter, own.da.clone(), own.en.clone())).collect();
    problem_with(Problem::SEARCH, &fields)
}

/// A page of what a search found.
#[derive(Default)]
pub(super) struct Found {
    total: usize,
    page: Vec<Value>,
    /// What a reader has to know of it: outcomes.
    outcomes: Vec<Value>,
}

impl Found {
    /// The page that is asked for of the resources that fit.
    pub(super) fn page(all: impl IntoIterator<Item = Value>, asked: &Filter, outcomes: Vec<Value>) -> Self {
        let mut found: Vec<Value> = all.into_iter().filter(|resource| asked.fits(resource)).collect();
        let total = found.len();
        let page = found.drain(asked.offset.min(total)..asked.offset.saturating_add(asked.count).min(total)).collect();
        Self { total, page, outcomes }
    }
}

/// What is not shown is as if it were not there; what the role may not is told.
fn or_nothing<T: Default>(found: Result<T, StoreError>) -> Result<T, Response> {
    match found {
        Err(StoreError::Denied(Denial::Relation | Denial::State)) => Ok(T::default()),
        found => found.map_err(|error| store_problem(&error)),
    }
}

/// What was found of one patient.
fn of_patient(
    own: &Service,
    kind: Kind,
    viewer: &Viewer,
    patient: &PatientId,
    asked: &Filter,
) -> Result<Found, StoreError> {
    if kind == Kind::AuditEvent {
        return of_log(own, viewer, patient, asked);
    }
    let case = case(own, (&logged(kind), kind.tells_content()), viewer, patient)?;
    Ok(Found::page(resources(kind, &case, None), asked, withheld(&case)))
}

/// A page of a patient's log. One that every record fits is counted and cut by the store.
fn of_log(own: &Service, viewer: &Viewer, patient: &PatientId, asked: &Filter) -> Result<Found, StoreError> {
    let event = |record: &Record| audit_event(record, patient, own.store.id());
    let of_patient = json!({ "entity": [{ "what": { "reference": format!("Patient/{patient}") } }] });
    let (total, records) = if asked.fits(&of_patient) {
        let part = [asked.offset, asked.count].map(|own| u32::try_from(own).unwrap_or(u32::MAX));
        let (total, records) = own.store.patient_log_page(viewer, patient, part.into(), own.now())?;
        (usize::try_from(total).unwrap_or(usize::MAX), records)
    } else {
        let wanted = |record: &Record| asked.fits(&event(record));
        own.store.patient_log_search(viewer, patient, &wanted, (asked.offset, asked.count), own.now())?
    };
    Ok(Found { total, page: records.iter().map(event).collect(), outcomes: vec![] })
}

/// What is not shown of a report though it should be: no findings is then no answer.
pub(super) fn withheld(case: &Case) -> Vec<Value> {
    let outcome = |why: NotShown| {
        let [da, en] = [Language::Da, Language::En].map(|language| why_not(why, words(language)).1);
        let details = concept_in_words(&[coding(&own_system("problem"), why.code())], da, en);
        let issue = json!({ "severity": "warning", "code": "incomplete", "details": details });
        json!({ "resourceType": "OperationOutcome", "issue": [issue] })
    };
    case.contents.iter().filter_map(|own| own.bundle.as_ref().err()).map(|why| outcome(*why)).collect()
}

async fn search(kind: Kind, service: &Arc<Service>, viewer: Viewer, headers: &HeaderMap, query: &[u8]) -> Answered {
    let filter = Filter::read(kind, &pairs(query)?).map_err(|errors| wrong(&errors))?;
    let base = base(service, headers);
    let asked = filter.clone();
    let found = match filter.patient.clone() {
        Some(patient) => {
            let found = service.waiting(move |own| of_patient(own, kind, &viewer, &patient, &asked));
            or_nothing(found.await?)?
        }
        None => {
            let found = service.waiting(move |own| {
                let wanted = |work: &Work| asked.fits(&state_of(kind, work));
                own.store.cases(&viewer, &logged(kind), &wanted, (asked.offset, asked.count), own.now())
            });
            let (total, cases) = found.await?.map_err(|error| store_problem(&error))?;
            let page = cases.iter().flat_map(|(order, case)| resources(kind, case, Some(order))).collect();
            Found { total, page, outcomes: vec![] }
        }
    };
    Ok(page_of(&base, kind.name(), &filter, found))
}

/// A page, with where the next is.
pub(super) fn page_of(base: &str, at: &str, filter: &Filter, found: Found) -> Response {
    let address = |offset| format!("{base}/fhir/{at}?{}", filter.query(offset));
    let next = filter.offset.saturating_add(filter.count);
    let next = (filter.count > 0 && next < found.total).then(|| address(next));
    told(&bundle(base, found, &address(filter.offset), next))
}

/// As much of a resource as follows from the state of an order.
fn state_of(kind: Kind, work: &Work) -> Value {
    let holds = !work.holds.is_empty();
    if kind == Kind::ServiceRequest {
        return json!({ "status": request_status(work.state, holds) });
    }
    let state = coding(&own_system("order-state"), clinic::code::CodeList::code(work.state));
    json!({ "status": task_status(work.state, holds), "businessStatus": { "coding": [state] } })
}

/// Finds a person by number. The number is in the body and in nothing that is answered but the resource itself.
async fn by_number(service: &Arc<Service>, viewer: Viewer, headers: &HeaderMap, form: &[u8]) -> Answered {
    let pairs = pairs(form)?;
    let own = ["replacement-number", "former-number"].map(own_identifier);
    let systems = [&[CPR.to_owned(), X_ECPR.to_owned()], &own[..]].concat();
    let number = match pairs.iter().filter(|(name, _)| name != "_format").collect::<Vec<_>>().as_slice() {
        [(name, value)] if name == "identifier" => {
            let (system, number) = value.rsplit_once('|').unwrap_or(("", value));
            let known = system.is_empty()
                || systems.iter().any(|own| own == system)
                || system.starts_with("urn:oid:1.2.208.176.1.6.1.3");
            Cpr::parse(number).ok().filter(|_| known)
        }
        _ => None,
    };
    let number = number.ok_or_else(|| {
        let da = "send identifier alene: et CPR-nummer eller erstatningsnummer, med eller uden dets system";
        let en = "send identifier alone: a CPR number or a replacement number, with or without its system";
        wrong(&[FilterError { parameter: "identifier", da: da.to_owned(), en: en.to_owned() }])
    })?;
    let base = base(service, headers);
    let case = service.waiting(move |own| own.store.case_by_number(&viewer, &number, own.now())).await?;
    let case = case.map_err(|error| store_problem(&error))?;
    let found: Vec<Value> = case.iter().flat_map(|case| resources(Kind::Patient, case, None)).collect();
    let found = Found { total: found.len(), page: found, outcomes: vec![] };
    Ok(told(&bundle(&base, found, &format!("{base}/fhir/Patient/_search"), None)))
}

fn bundle(base: &str, found: Found, own: &str, next: Option<String>) -> Value {
    let link = |relation: &str, url: &str| json!({ "relation": relation, "url": url });
    let links: Vec<Value> =
        [Some(link("self", own)), next.map(|next| link("next", &next))].into_iter().flatten().collect();
    let entry = |resource: Value| {
        let [kind, id] = ["resourceType", "id"].map(|field| resource[field].as_str().unwrap_or_default());
        json!({ "fullUrl": format!("{base}/fhir/{kind}/{id}"), "resource": addressed(base, resource), "search": { "mode": "match" } })
    };
    let outcome = |resource: Value| json!({ "resource": resource, "search": { "mode": "outcome" } });
    let entries: Vec<Value> =
        found.outcomes.into_iter().map(outcome).chain(found.page.into_iter().map(entry)).collect();
    let bundle =
        json!({ "resourceType": "Bundle", "type": "searchset", "total": found.total, "link": links, "entry": entries });
    pruned(bundle).unwrap_or_default()
}

/// The layer that tells the facade's problems as `OperationOutcome`, whoever found them.
pub(super) async fn outcomes(request: Request, next: Next) -> Response {
    let of_facade = request.uri().path().starts_with(FACADE);
    let response = next.run(request).await;
    let is_problem =
        response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/problem+json");
    if !of_facade || !is_problem {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let told = to_bytes(body, LARGEST_PROBLEM).await.ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let outcome = operation_outcome(parts.status, &told.unwrap_or_default()).to_string();
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(FHIR_JSON));
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(outcome))
}

/// FHIR's code of an issue, by the status of HTTP.
fn issue_code(status: StatusCode) -> &'static str {
    match status {
        StatusCode::UNAUTHORIZED => "login",
        StatusCode::FORBIDDEN => "forbidden",
        StatusCode::NOT_FOUND => "not-found",
        StatusCode::METHOD_NOT_ALLOWED | StatusCode::UNSUPPORTED_MEDIA_TYPE => "not-supported",
        StatusCode::PAYLOAD_TOO_LARGE => "too-long",
        StatusCode::TOO_MANY_REQUESTS => "throttled",
        StatusCode::CONFLICT => "incomplete",
        StatusCode::SERVICE_UNAVAILABLE => "transient",
        status if status.is_server_error() => "exception",
        _ => "invalid",
    }
}

fn operation_outcome(status: StatusCode, problem: &Value) -> Value {
    let kind = problem["type"].as_str().and_then(|own| own.rsplit(':').next()).unwrap_or_default();
    let issue = |said: &Value| {
        let [da, en] = ["da", "en"].map(|language| said[language].as_str().unwrap_or_default());
        let path = said["path"].as_str().filter(|path| !path.is_empty());
        json!({
            "severity": "error",
            "code": issue_code(status),
            "details": concept_in_words(&[coding(&own_system("problem"), kind)], da, en),
            "expression": path.map(|path| json!([path])),
        })
    };
    let errors = problem["errors"].as_array().filter(|errors| !errors.is_empty());
    let issues: Vec<Value> = errors.map_or_else(|| vec![issue(problem)], |errors| errors.iter().map(issue).collect());
    pruned(json!({ "resourceType": "OperationOutcome", "issue": issues })).unwrap_or_default()
}
