//! What a search asks: which parameters each type knows, and whether a resource fits them.
//!
//! A parameter that is not known is refused and never ignored: an ignored filter shows more than was asked for.

use clinic::clock::beginning_of;
use clinic::cpr::Cpr;
use clinic::identifier::PatientId;
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;

use super::{Kind, patient_of};

/// What a parameter compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compares {
    /// A code, with or without its system.
    Token,
    /// A reference to another resource.
    Reference,
    /// A day or an instant, with or without a prefix.
    Date,
    /// What is later than an instant.
    Since,
}

/// A search parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// What it compares.
    pub compares: Compares,
    /// Where the value stands; lists are looked into.
    pub at: &'static [&'static str],
    /// It follows from the state of an order alone, so it can be asked of many patients at once.
    pub of_state: bool,
}

const fn parameter(name: &'static str, compares: Compares, at: &'static [&'static str]) -> Parameter {
    Parameter { name, compares, at, of_state: false }
}

const ID: Parameter = parameter("_id", Compares::Token, &["id"]);
const PATIENT: Parameter = parameter("patient", Compares::Reference, &["subject", "reference"]);
const BASED_ON: Parameter = parameter("based-on", Compares::Reference, &["basedOn", "reference"]);
const CODE: Parameter = parameter("code", Compares::Token, &["code", "coding"]);
const STATUS: Parameter = parameter("status", Compares::Token, &["status"]);
const STATE_STATUS: Parameter = Parameter { of_state: true, ..STATUS };
const TASK: &[Parameter] = &[
    ID,
    parameter("patient", Compares::Reference, &["for", "reference"]),
    STATE_STATUS,
    Parameter { of_state: true, ..parameter("business-status", Compares::Token, &["businessStatus", "coding"]) },
    parameter("focus", Compares::Reference, &["focus", "reference"]),
];
const SERVICE_REQUEST: &[Parameter] =
    &[ID, PATIENT, STATE_STATUS, BASED_ON, parameter("authored", Compares::Date, &["authoredOn"])];
const SPECIMEN: &[Parameter] =
    &[ID, PATIENT, STATUS, parameter("parent", Compares::Reference, &["parent", "reference"])];
const CONSENT: &[Parameter] = &[ID, parameter("patient", Compares::Reference, &["patient", "reference"]), STATUS];
const AUDIT_EVENT: &[Parameter] = &[
    parameter("patient", Compares::Reference, &["entity", "what", "reference"]),
    parameter("date", Compares::Date, &["recorded"]),
];

/// The parameters of everything of a patient.
pub const EVERYTHING_OF: &[Parameter] = &[
    parameter("_type", Compares::Token, &["resourceType"]),
    parameter("_since", Compares::Since, &["meta", "lastUpdated"]),
];

/// The parameters that a type knows, besides `_count`, `_offset` and `_format`. A patient is also found by number: in a body, at
/// `Patient/_search`, and by `identifier` alone.
#[must_use]
pub fn parameters(kind: Kind) -> &'static [Parameter] {
    match kind {
        Kind::Patient => &[ID],
        Kind::ServiceRequest => SERVICE_REQUEST,
        Kind::Task => TASK,
        Kind::Specimen => SPECIMEN,
        Kind::Consent => CONSENT,
        Kind::QuestionnaireResponse => &[ID, PATIENT, BASED_ON],
        Kind::Observation => &[ID, PATIENT, BASED_ON, CODE],
        Kind::Condition => &[ID, PATIENT, CODE],
        Kind::DiagnosticReport => &[ID, PATIENT, BASED_ON, STATUS],
        Kind::AuditEvent => AUDIT_EVENT,
        Kind::Binary | Kind::Bundle => &[],
    }
}

/// Whether orders of many patients can be asked for.
fn asks_many(kind: Kind) -> bool {
    matches!(kind, Kind::ServiceRequest | Kind::Task)
}

/// What is wrong with a search. What was sent is not repeated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterError {
    /// The parameter, where it is one that is known.
    pub parameter: &'static str,
    /// In Danish.
    pub da: String,
    /// In English.
    pub en: String,
}

fn error(parameter: &'static str, da: &str, en: &str) -> FilterError {
    FilterError { parameter, da: da.to_owned(), en: en.to_owned() }
}

/// Resources of a page, unless the search says otherwise.
const PAGE: usize = 50;
/// The most of a page.
const LARGEST_PAGE: usize = 200;

/// A search that was understood.
#[derive(Debug, Clone)]
pub struct Filter {
    tests: Vec<(Parameter, String)>,
    /// Of which patient; `None` for orders of many.
    pub patient: Option<PatientId>,
    /// Resources of a page.
    pub count: usize,
    /// Resources before the page.
    pub offset: usize,
}

impl Filter {
    /// Reads the pairs of a query or a form.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn read(kind: Kind, pairs: &[(String, String)]) -> Result<Self, Vec<FilterError>> {
        let known = parameters(kind);
        let (mut own, patients, mut wrong) = Self::of(known, pairs);
        let alone = asks_many(kind) && own.tests.iter().all(|(parameter, _)| parameter.of_state);
        match patients.as_slice() {
            [one] => own.patient = Some(one.clone()),
            [] if alone || !wrong.is_empty() => {}
            _ => wrong.push(error(
                if known.contains(&ID) { "_id" } else { "patient" },
                "nævn én patient, ved patient eller _id",
                "name one patient, by patient or _id",
            )),
        }
        if wrong.is_empty() { Ok(own) } else { Err(wrong) }
    }

    /// Reads the query of everything of a patient.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn everything(pairs: &[(String, String)]) -> Result<Self, Vec<FilterError>> {
        let (own, _, mut wrong) = Self::of(EVERYTHING_OF, pairs);
        let mut types = own.tests.iter().filter(|(own, _)| own.name == "_type").flat_map(|(_, all)| all.split(','));
        if types.any(|own| Kind::named(own).is_none()) {
            wrong.push(error("_type", "en type findes ikke her", "there is no such type here"));
        }
        if wrong.is_empty() { Ok(own) } else { Err(wrong) }
    }

    /// What pairs ask of what is known, the patients whom they name, and all that is wrong.
    fn of(known: &[Parameter], pairs: &[(String, String)]) -> (Self, Vec<PatientId>, Vec<FilterError>) {
        let mut own = Self { tests: vec![], patient: None, count: PAGE, offset: 0 };
        let (mut wrong, mut patients, mut unknown) = (vec![], vec![], false);
        for (name, value) in pairs {
            if value.split([',', '|', '/']).any(|part| Cpr::parse(part).is_ok()) {
                wrong.push(error(
                    "identifier",
                    "et nummer sendes kun i en krop: POST Patient/_search med identifier",
                    "a number is sent in a body only: POST Patient/_search with identifier",
                ));
                continue;
            }
            match (name.as_str(), known.iter().find(|parameter| parameter.name == name)) {
                ("_format", _) => {}
                ("_count", _) => own.count = whole("_count", value, LARGEST_PAGE, &mut wrong),
                ("_offset", _) => own.offset = whole("_offset", value, usize::MAX, &mut wrong),
                (_, Some(parameter)) => {
                    patients.extend(subject(*parameter, value, &mut wrong));
                    if parameter.compares == Compares::Date && range(value).is_none() {
                        wrong.push(error(
                            parameter.name,
                            "en dato som ge2026-03-02, eller et tidspunkt med zone",
                            "a date such as ge2026-03-02, or an instant with its zone",
                        ));
                    }
                    if parameter.compares == Compares::Since && value.parse::<Timestamp>().is_err() {
                        wrong.push(error(parameter.name, "et tidspunkt med zone", "an instant with its zone"));
                    }
                    own.tests.push((*parameter, value.clone()));
                }
                (_, None) => unknown = true,
            }
        }
        let names = || known.iter().map(|parameter| parameter.name).collect::<Vec<_>>().join(", ");
        if unknown {
            let (da, en) = ("en parameter kendes ikke; her kendes", "a parameter is not known; known here are");
            let others = "_count, _offset, _format";
            wrong.push(error("", &format!("{da} {}, {others}", names()), &format!("{en} {}, {others}", names())));
        }
        patients.dedup();
        (own, patients, wrong)
    }

    /// Whether a resource fits every parameter.
    #[must_use]
    pub fn fits(&self, resource: &Value) -> bool {
        self.tests.iter().all(|(parameter, wanted)| {
            let found = values(resource, parameter.at);
            match parameter.compares {
                Compares::Date => found.iter().any(|own| fits_date(own, wanted)),
                Compares::Since => found.iter().any(|own| is_later(own, wanted)),
                Compares::Token => found.iter().any(|own| wanted.split(',').any(|wanted| fits_token(own, wanted))),
                Compares::Reference => {
                    found.iter().any(|own| wanted.split(',').any(|wanted| fits_reference(own, wanted)))
                }
            }
        })
    }

    /// The search as a query, from a place on.
    #[must_use]
    pub fn query(&self, offset: usize) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (parameter, value) in &self.tests {
            query.append_pair(parameter.name, value);
        }
        query.append_pair("_count", &self.count.to_string()).append_pair("_offset", &offset.to_string());
        query.finish()
    }
}

fn whole(name: &'static str, value: &str, most: usize, wrong: &mut Vec<FilterError>) -> usize {
    let number = value.parse().ok().filter(|number| *number <= most);
    if number.is_none() {
        let most = if most == usize::MAX { String::new() } else { format!("..{most}") };
        wrong.push(error(name, &format!("et helt tal fra 0{most}"), &format!("a whole number from 0{most}")));
    }
    number.unwrap_or_default()
}

/// The patients that a parameter names.
fn subject(parameter: Parameter, value: &str, wrong: &mut Vec<FilterError>) -> Vec<PatientId> {
    if !matches!(parameter.name, "_id" | "patient") {
        return vec![];
    }
    let each = value.split(',').map(|one| patient_of(one.rsplit('/').next().unwrap_or(one)));
    let all: Option<Vec<PatientId>> = each.collect();
    if all.is_none() {
        wrong.push(error(parameter.name, "er intet id herfra", "is no id of ours"));
    }
    all.unwrap_or_default()
}

/// The values at a place; lists on the way are looked into.
fn values<'r>(resource: &'r Value, at: &[&str]) -> Vec<&'r Value> {
    match (resource, at) {
        (Value::Array(all), _) => all.iter().flat_map(|own| values(own, at)).collect(),
        (Value::Null, _) => vec![],
        (own, []) => vec![own],
        (own, [first, rest @ ..]) => own.get(first).map(|own| values(own, rest)).unwrap_or_default(),
    }
}

/// FHIR R4, search, token: `code`, `system|code`, `|code` and `system|`.
fn fits_token(own: &Value, wanted: &str) -> bool {
    let (system, code) = match own {
        Value::String(code) => (None, code.as_str()),
        _ => (own["system"].as_str(), own["code"].as_str().unwrap_or_default()),
    };
    match wanted.split_once('|') {
        None => code == wanted,
        Some(("", wanted)) => system.is_none() && code == wanted,
        Some((wanted, "")) => system == Some(wanted),
        Some((of, wanted)) => system == Some(of) && code == wanted,
    }
}

/// `id`, `Type/id`, or an address that ends so.
fn fits_reference(own: &Value, wanted: &str) -> bool {
    let own = own.as_str().unwrap_or_default();
    let mut parts = wanted.rsplit('/');
    match (parts.next(), parts.next()) {
        (Some(id), Some(kind)) => own == format!("{kind}/{id}"),
        (Some(id), None) => own.rsplit('/').next() == Some(id),
        (None, _) => false,
    }
}

/// From the beginning to before the end: of a Danish day, or of a second.
fn span(text: &str) -> Option<(Timestamp, Timestamp)> {
    if let Ok(day) = text.parse::<Date>()
        && text.len() == 10
    {
        return Some((beginning_of(day), beginning_of(day.tomorrow().ok()?)));
    }
    let at: Timestamp = text.parse().ok()?;
    Some((at, at + jiff::SignedDuration::from_secs(1)))
}

/// The prefix of a date, and its span.
fn range(wanted: &str) -> Option<(&str, (Timestamp, Timestamp))> {
    let prefix = wanted.get(..2).filter(|own| ["eq", "ge", "le", "gt", "lt"].contains(own));
    Some((prefix.unwrap_or("eq"), span(wanted.get(prefix.map_or(0, str::len)..)?)?))
}

/// FHIR R4, search, date: spans are compared, not points.
fn fits_date(own: &Value, wanted: &str) -> bool {
    let (Some(own), Some((prefix, wanted))) = (own.as_str().and_then(span), range(wanted)) else { return false };
    match prefix {
        "ge" => own.1 > wanted.0,
        "gt" => own.0 >= wanted.1,
        "le" => own.0 < wanted.1,
        "lt" => own.1 <= wanted.0,
        _ => wanted.0 <= own.0 && own.1 <= wanted.1,
    }
}

fn is_later(own: &Value, than: &str) -> bool {
    let own: Option<Timestamp> = own.as_str().and_then(|own| own.parse().ok());
    own > than.parse().ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(kind: Kind, query: &str) -> Result<Filter, Vec<FilterError>> {
        let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        Filter::read(kind, &pairs)
    }

    #[test]
    fn a_search_is_understood_or_refused_as_a_whole() {
        let filter = read(Kind::Task, "patient=Patient/p-1&status=requested,accepted&_count=10&_offset=20").unwrap();
        assert_eq!((filter.patient.unwrap().as_str(), filter.count, filter.offset), ("p-1", 10, 20));
        for (kind, query, parameter) in [
            (Kind::Task, "patient=p-1&colour=red", ""),
            (Kind::Task, "patient:exact=p-1", ""),
            (Kind::Task, "patient=p-1,p-2", "_id"),
            (Kind::Task, "focus=ServiceRequest/p-1.o1", "_id"),
            (Kind::Consent, "", "_id"),
            (Kind::AuditEvent, "date=ge2026-01-01", "patient"),
            (Kind::AuditEvent, "patient=p-1&date=2026", "date"),
            (Kind::Patient, "_id=UPPER", "_id"),
            (Kind::Patient, "_id=3112575000", "identifier"),
            (Kind::Patient, "identifier=urn:oid:1.2.208.176.1.2|3112575000", "identifier"),
            (Kind::Task, "_count=201", "_count"),
            (Kind::Task, "_offset=-1", "_offset"),
        ] {
            let wrong = read(kind, query).unwrap_err();
            assert_eq!(wrong.iter().map(|own| own.parameter).collect::<Vec<_>>(), [parameter], "{query}");
            assert!(wrong.iter().all(|own| !own.en.contains("3112575000") && !own.en.contains("colour")));
        }
        assert!(read(Kind::Task, "status=requested").unwrap().patient.is_none());
        assert_eq!(read(Kind::Task, "colour=red&_count=x").unwrap_err().len(), 2, "everything at once");
    }

    #[test]
    fn tokens_references_and_dates_compare_as_fhir_says() {
        let resource = json!({
            "id": "p-1.o1", "status": "active", "subject": { "reference": "Patient/p-1" }, "authoredOn": "2026-03-02T22:30:00Z",
            "basedOn": [{ "reference": "ServiceRequest/p-1.o0" }], "code": { "coding": [{ "system": "s", "code": "c" }] },
        });
        let fits = |kind, query: &str| read(kind, &format!("patient=p-1&{query}")).unwrap().fits(&resource);
        for query in ["status=active", "status=draft,active", "based-on=p-1.o0", "based-on=ServiceRequest/p-1.o0"] {
            assert!(fits(Kind::ServiceRequest, query), "{query}");
        }
        for query in ["status=draft", "status=s|active", "based-on=Task/p-1.o0", "_id=p-1.o2"] {
            assert!(!fits(Kind::ServiceRequest, query), "{query}");
        }
        // 22:30 UTC is 23:30 in Denmark, in winter.
        for (query, expected) in [
            ("authored=2026-03-02", true),
            ("authored=2026-03-03", false),
            ("authored=ge2026-03-02", true),
            ("authored=gt2026-03-02", false),
            ("authored=gt2026-03-01", true),
            ("authored=le2026-03-02", true),
            ("authored=lt2026-03-02", false),
            ("authored=lt2026-03-03", true),
            ("authored=2026-03-02T22:30:00Z", true),
            ("authored=ge2026-03-02T22:30:01Z", false),
        ] {
            assert_eq!(fits(Kind::ServiceRequest, query), expected, "{query}");
        }
        for (query, expected) in
            [("code=c", true), ("code=s|c", true), ("code=s|", true), ("code=|c", false), ("code=t|c", false)]
        {
            assert_eq!(fits(Kind::Condition, query), expected, "{query}");
        }
        let filter = read(Kind::Condition, "patient=p-1&code=s|c").unwrap();
        assert_eq!(filter.query(50), "patient=p-1&code=s%7Cc&_count=50&_offset=50");
    }
}
