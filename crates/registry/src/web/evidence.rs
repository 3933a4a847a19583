//! The report beside the evidence: what somebody reads before they sign. The figures are those of the data that the signature is on.

use std::fmt::Write as _;

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use clinic::code::CodeList;
use clinic::course::CommandKind;
use clinic::identifier::{OrderId, PatientId};
use clinic::language::Language;
use clinic::sign_off::Section;
use serde_json::Value;

use super::case::view::{Making, StepView};
use super::case::{Came, known};
use super::code_words::code_word;
use super::desk::Desk;
use super::frame::{Frame, Notice, page};
use super::requisition::Control;
use crate::access::IDLE;
use crate::access::policy::Denial;
use crate::report::{DATA, NotShown, ReportFile};
use crate::store::StoreError;

/// The schema whose figures this page knows how to show.
const SCHEMA: &str = "marv-report/1";

/// A report in a frame: its own style, its own pictures, no script, no form, and only in a page of ours.
const FRAMED: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'self'; sandbox";

/// A page of ours that frames a report.
const FRAMING: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; frame-src 'self'; \
                       form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// A finding with its figures.
pub(super) struct Finding {
    pub name: String,
    pub figures: String,
    pub said: String,
}

/// Findings of one kind; without any, why.
pub(super) struct Findings {
    pub heading: &'static str,
    pub rows: Vec<Finding>,
    pub none: String,
}

/// The page.
#[derive(Template)]
#[template(path = "evidence.html")]
pub(super) struct Evidence {
    frame: Frame,
    patient: String,
    version: u64,
    order: String,
    report: String,
    choice: String,
    missing: Vec<String>,
    findings: Vec<Findings>,
    known: bool,
    page: Option<String>,
    reads: Option<String>,
    paper: Option<String>,
    is_signed: bool,
    step_up: bool,
    steps: Vec<StepView>,
}

fn text<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

fn words<'v>(value: &'v Value, pointer: &str, language: Language) -> &'v str {
    text(value, &format!("{pointer}/{}", language.pick("da", "en")))
}

fn list<'v>(value: &'v Value, pointer: &str) -> &'v [Value] {
    value.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// A share in percent to a tenth.
fn percent(share: f64, language: Language) -> String {
    let written = format!("{:.1}", 100.0 * share);
    format!("{} %", if language == Language::Da { written.replace('.', ",") } else { written })
}

/// `VAF 41.2 % (95 %: 35.0 %–47.6 %); 92/223`.
fn fraction(value: &Value, frame: &Frame) -> String {
    let language = frame.language;
    let Some(share) = value.get("value").and_then(Value::as_f64) else { return String::new() };
    let mut told = format!("VAF {}", percent(share, language));
    if let [Some(low), Some(high)] = [0, 1].map(|at| value.pointer(&format!("/interval/{at}")).and_then(Value::as_f64))
    {
        let _ = write!(told, " (95 %: {}–{})", percent(low, language), percent(high, language));
    }
    if let (Some(own), Some(all)) = (value["alternate"].as_u64(), value["depth"].as_u64()) {
        let _ = write!(told, "; {own}/{all} {}", frame.w.reads_with);
    }
    told
}

fn variants(data: &Value, frame: &Frame) -> Vec<Finding> {
    let counts = list(data, "/small_variants/result/variants").iter().filter(|own| own["counts"] == true);
    let finding = |own: &Value| {
        let mut figures = fraction(&own["fraction"], frame);
        if let Some(normal) = own["normal_fraction"].as_f64() {
            let _ = write!(figures, "; {} {}", frame.w.in_normal, percent(normal, frame.language));
        }
        let said =
            [words(own, "/judgement/oncogenicity", frame.language), text(own, "/protein"), text(own, "/genomic")];
        Finding { name: text(own, "/name").to_owned(), figures, said: joined(said) }
    };
    counts.map(finding).collect()
}

fn joined<const N: usize>(said: [&str; N]) -> String {
    said.into_iter().filter(|own| !own.is_empty()).collect::<Vec<_>>().join("; ")
}

fn fusions(data: &Value, frame: &Frame) -> Vec<Finding> {
    let counts = list(data, "/fusions/result/called").iter().filter(|own| own["counts"] == true);
    let finding = |own: &Value| {
        let name = match (text(own, "/name"), text(own, "/five_prime"), text(own, "/three_prime")) {
            ("", five, three) => format!("{five}::{three}"),
            (name, ..) => name.to_owned(),
        };
        let mut figures = own["fraction"].as_f64().map(|own| percent(own, frame.language)).unwrap_or_default();
        if let Some(count) = own["fragments"].as_u64() {
            let _ = write!(figures, "; {count} {}", frame.w.fragments);
        }
        let ends: Vec<&str> = list(own, "/breakends").iter().filter_map(Value::as_str).collect();
        Finding { name, figures: figures.trim_start_matches("; ").to_owned(), said: ends.join(", ") }
    };
    counts.map(finding).collect()
}

fn duplications(data: &Value, frame: &Frame) -> Vec<Finding> {
    let finding = |own: &Value| {
        let kind = if own["kind"] == "internal" { "ITD" } else { "PTD" };
        let answer = &own["answer"];
        let (figures, said) = match text(answer, "/answer") {
            "found" => {
                let all = list(answer, "/duplications").iter();
                let shares = all.filter_map(|one| one["fraction"].as_f64()).map(|own| percent(own, frame.language));
                (shares.collect::<Vec<_>>().join(", "), frame.w.found.to_owned())
            }
            "not_found" => {
                let limit = answer["limit"].as_f64().map(|own| percent(own, frame.language)).unwrap_or_default();
                (format!("{} {limit}", frame.w.at_limit), frame.w.not_found_here.to_owned())
            }
            _ => (String::new(), joined([frame.w.not_assessed, words(answer, "/why", frame.language)])),
        };
        Finding { name: format!("{}-{kind}", text(own, "/gene")), figures, said }
    };
    list(data, "/tandem_duplications/result").iter().map(finding).collect()
}

fn quality(data: &Value, frame: &Frame) -> Vec<Finding> {
    let w = frame.w;
    let sample = |own: &Value| Finding {
        name: format!(
            "{} {}",
            if text(own, "/role") == "tumour" { w.tumour_sample } else { w.normal_sample },
            text(own, "/sample")
        ),
        figures: own["mean_depth"].as_f64().map(|depth| format!("{depth:.0}x")).unwrap_or_default(),
        said: String::new(),
    };
    let mut all: Vec<Finding> = list(data, "/quality/result/samples").iter().map(sample).collect();
    if let Some(purity) = data.pointer("/copy_number/result/purity/purity").and_then(Value::as_f64) {
        let ambiguous = data.pointer("/copy_number/result/purity/ambiguous_because").is_some_and(Value::is_string);
        let said = if ambiguous { w.purity_ambiguous.to_owned() } else { String::new() };
        all.push(Finding { name: w.purity.to_owned(), figures: percent(purity, frame.language), said });
    }
    let checks = list(data, "/quality/result/checks").iter().filter(|own| own["verdict"] != "pass");
    all.extend(checks.map(|own| Finding {
        name: text(own, "/name").to_owned(),
        figures: if own["verdict"] == "warn" { w.check_warns } else { w.check_stops }.to_owned(),
        said: words(own, "/words", frame.language).to_owned(),
    }));
    all
}

/// The findings of the data, kind by kind. A kind without any says why, as the report does.
fn findings(data: &Value, frame: &Frame) -> Vec<Findings> {
    let w = frame.w;
    let kinds: [(&'static str, &str, Vec<Finding>); 4] = [
        (w.small_variants, "small_variants", variants(data, frame)),
        (w.tandem_duplications, "tandem_duplications", duplications(data, frame)),
        (w.fusions, "fusions", fusions(data, frame)),
        (w.quality, "quality", quality(data, frame)),
    ];
    let told = |(heading, section, rows): (&'static str, &str, Vec<Finding>)| {
        let performed = data[section]["state"] == "performed";
        let why = words(data, &format!("/{section}/why"), frame.language);
        let none = if performed { w.none_counts.to_owned() } else { joined([w.not_performed, why]) };
        Findings { heading, rows, none }
    };
    kinds.into_iter().map(told).collect()
}

/// Why a report is not shown: a heading and a sentence.
pub(crate) fn why_not(why: NotShown, w: &'static super::Words) -> (&'static str, &'static str) {
    match why {
        NotShown::NoFolder => (w.report_not_shown, w.report_no_folder),
        NotShown::Absent => (w.report_not_shown, w.report_absent),
        NotShown::Altered => (w.report_altered, w.report_altered_text),
        NotShown::NotSet => (w.report_not_shown, w.report_not_set),
        NotShown::Unreadable => (w.report_not_shown, w.report_unreadable),
    }
}

/// Why a report is not shown, on a page of its own.
fn not_shown(desk: &Desk, why: NotShown) -> Response {
    let status = if why == NotShown::Absent { StatusCode::NOT_FOUND } else { StatusCode::CONFLICT };
    let say = |w: &'static super::Words| why_not(why, w);
    Notice::of(desk.frame(""), say).answer(status)
}

type Place = (String, String, String);

fn place((patient, order, report): Place) -> Result<(PatientId, OrderId, String), StoreError> {
    let order = OrderId::new(&order).map_err(|_| StoreError::Denied(Denial::Relation))?;
    Ok((known(&patient)?, order, report))
}

fn read(
    desk: &Desk,
    (patient, order, report): &(PatientId, OrderId, String),
    name: &str,
) -> Result<(crate::access::Seen, ReportFile), StoreError> {
    let reports = desk.service.reports.as_ref();
    let file = reports.map_or(Err(NotShown::NoFolder), |own| own.read(report, name));
    desk.service.store.report_file(&desk.viewer, (patient, Some((order, report))), &file, desk.now())
}

fn answered(desk: &Desk, error: StoreError) -> Result<Response, StoreError> {
    match error {
        StoreError::NotShown(why) => Ok(not_shown(desk, why)),
        error => Err(error),
    }
}

pub(super) async fn evidence(desk: Desk, Path(asked): Path<Place>) -> Response {
    desk.answer(move |desk| {
        let own = place(asked)?;
        let (seen, data) = match read(desk, &own, DATA) {
            Ok(read) => read,
            Err(error) => return answered(desk, error),
        };
        let (patient, order, report) = own;
        let data: Value = serde_json::from_slice(&data.bytes).unwrap_or_default();
        let path = format!("/cases/{patient}/orders/{order}/reports/{report}");
        let frame = desk.frame(&path);
        let language = frame.language;
        let of_order = seen.course.order(&order);
        let version = of_order.and_then(|own| own.reports.iter().find(|own| own.report.sha256 == report));
        let version = version.ok_or(StoreError::Denied(Denial::State))?;
        let is_signed = version.signed.is_some();
        let missing = version.report.sections.iter().filter_map(|(section, filled)| match filled {
            clinic::sign_off::Filled::Given => None,
            clinic::sign_off::Filled::NotPerformed { reason } => {
                Some(format!("{}: {reason}", code_word(Section::CODES, section.code(), language)))
            }
        });
        let code = language.pick("da", "en");
        let reports = desk.service.reports.as_ref();
        let link = |name: String| {
            let there = reports.is_some_and(|own| own.has(&report, &name, is_signed));
            there.then(|| format!("{path}/{name}"))
        };
        let came = Came::default();
        let making = Making { desk, frame: &frame, seen: &seen, came: &came, now: desk.now() };
        let (ahead, aside) = making.steps()?;
        let here = |step: &StepView| {
            matches!(step.kind, CommandKind::Sign | CommandKind::Return)
                && step.hidden.iter().any(|(name, value)| name == "order" && value == order.as_str())
        };
        let steps: Vec<StepView> = ahead.into_iter().chain(aside).filter(here).collect();
        let answer = Evidence {
            patient: patient.to_string(),
            version: seen.version.0,
            order: order.to_string(),
            choice: code_word(clinic::code::IncidentalChoice::CODES, version.report.incidental_choice.code(), language)
                .to_owned(),
            missing: missing.collect(),
            known: data["schema"] == SCHEMA,
            findings: findings(&data, &frame),
            page: link(format!("report.{code}.html")),
            reads: link(format!("reads.{code}.html")),
            paper: link(format!("report.{code}.pdf")),
            is_signed,
            step_up: steps.iter().any(|step| step.kind == CommandKind::Sign)
                && !desk.viewer.staff().may_sign(desk.now()),
            steps,
            report,
            frame,
        };
        let mut response = page(StatusCode::OK, &answer);
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(FRAMING));
        Ok(response)
    })
    .await
}

/// A file of a report: a page in a frame that can do nothing, or paper to keep.
pub(super) async fn file(
    desk: Desk,
    Path((patient, order, report, name)): Path<(String, String, String, String)>,
    headers: HeaderMap,
) -> Response {
    desk.answer(move |desk| {
        let own = place((patient, order, report))?;
        let (_, file) = match read(desk, &own, &name) {
            Ok(read) => read,
            Err(error) => return answered(desk, error),
        };
        // In a frame it goes with the page around it; alone it has no script that could.
        let leaves = file.is_page() && headers.get("sec-fetch-dest").is_none_or(|place| place != "iframe");
        let mut response = as_it_is(file);
        if leaves && let Ok(refresh) = HeaderValue::try_from(format!("{}; url=/sign-in", IDLE.as_secs())) {
            response.headers_mut().insert(header::REFRESH, refresh);
        }
        Ok(response)
    })
    .await
}

/// A file of a report as it lies there: a page in a frame that can do nothing, or something to keep.
pub(crate) fn as_it_is(file: ReportFile) -> Response {
    let is_page = file.is_page();
    let mut response = Response::new(Body::from(file.bytes));
    let always = [
        (header::CONTENT_TYPE, file.kind),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, FRAMED),
        (header::X_FRAME_OPTIONS, "SAMEORIGIN"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    for (name, value) in always {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    if !is_page && let Ok(value) = HeaderValue::try_from(format!("attachment; filename=\"{}\"", file.name)) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    response
}
