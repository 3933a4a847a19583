//! Answers: JSON with the headers that every answer has, and problems as RFC 9457 tells them.

use axum::body::Body;
use axum::http::{Response, StatusCode, header};
use clinic::course::Refusal;
use clinic::language::Language;
use serde_json::{Value, json};

use crate::access::policy::Denial;
use crate::precondition::Unmet;
use crate::report::NotShown;
use crate::store::StoreError;
use crate::web::{why_not, words};

/// A problem, in both languages, with the remedy.
#[derive(Debug, Clone, Copy)]
pub(super) struct Problem {
    status: StatusCode,
    code: &'static str,
    da: &'static str,
    en: &'static str,
}

macro_rules! problems {
    ($($name:ident = $status:ident, $code:literal, $da:literal, $en:literal;)+) => {
        impl Problem {
            $(pub(super) const $name: Self = Self { status: StatusCode::$status, code: $code, da: $da, en: $en };)+
        }
    };
}

problems! {
    NOTHING = NOT_FOUND, "nothing-here", "Her er ingenting. Se /openapi.json.", "There is nothing here. See /openapi.json.";
    SIGN_IN = UNAUTHORIZED, "sign-in", "Log ind først.", "Sign in first.";
    CLIENT = UNAUTHORIZED, "client", "Vis, hvilket journalsystem der spørger.", "Show which record system asks.";
    WRONG = UNAUTHORIZED, "wrong", "Konto, adgangskode eller rolle passer ikke sammen. Prøv igen.", "Account, password or role do not fit together. Try again.";
    LOCKED = TOO_MANY_REQUESTS, "locked", "For mange mislykkede forsøg. Vent til det nævnte tidspunkt, eller spørg jeres administrator.", "Too many failed attempts. Wait until the time named, or ask your administrator.";
    TOO_MANY = TOO_MANY_REQUESTS, "too-many", "For mange forespørgsler herfra. Vent lidt.", "Too many requests from here. Wait a little.";
    ELSEWHERE = FORBIDDEN, "elsewhere", "Forespørgslen kommer fra et andet websted og blev ikke udført. Åbn siden her, og prøv igen.", "The request comes from another site and was not carried out. Open the page here and try again.";
    ROLE = FORBIDDEN, "role", "Din rolle giver ikke ret til dette. En anden skal gøre det.", "Your role does not give leave to do this. Another person must.";
    RENEW = FORBIDDEN, "renew", "Bekræft igen, at det er dig (POST /v1/session/renewal), og send inden for fem minutter.", "Show again who you are (POST /v1/session/renewal), and send it within five minutes.";
    AT_PROVIDER = FORBIDDEN, "at-provider", "Vis det igen hos den udbyder, du loggede ind hos (/sign-in/provider?again=yes).", "Show it again at the provider at which you signed in (/sign-in/provider?again=yes).";
    FIRST = FORBIDDEN, "first-password", "Adgangskoden er den, du fik. Vælg din egen, og send den med som new.", "The password is the one that you were given. Choose one of your own, and send it along as new.";
    EXPIRED = FORBIDDEN, "expired-password", "Adgangskoden, du fik, er udløbet. Bed jeres administrator om en ny.", "The password that you were given has run out. Ask your administrator for another.";
    PROVIDER_ALONE = FORBIDDEN, "provider-alone", "Her logges ind hos udbyderen (/sign-in/provider).", "People sign in at the provider here (/sign-in/provider).";
    HEADERS = BAD_REQUEST, "headers", "Et hoved mangler eller er forkert; det er nævnt.", "A header is missing or wrong; it is named.";
    UNSEEN = PRECONDITION_REQUIRED, "unseen", "Sig, hvilken udgave du har set: send If-Match med ETag fra din seneste læsning, eller If-None-Match: * for noget nyt.", "Say which version you have seen: send If-Match with the ETag of your last reading, or If-None-Match: * for something new.";
    STALE = PRECONDITION_FAILED, "stale", "En anden har ændret det imens. Læs det igen, og tag stilling på ny.", "Somebody else has changed it meanwhile. Read it again and decide anew.";
    REFUSED = CONFLICT, "refused", "Det kan ikke ske nu; alle grunde er nævnt med det, der skal til.", "This cannot be done now; all reasons are named, with the remedy.";
    KEY = UNPROCESSABLE_ENTITY, "key-reused", "Idempotency-Key er brugt til noget andet. Tag en ny.", "The Idempotency-Key was used for something else. Take a new one.";
    METHOD = METHOD_NOT_ALLOWED, "method", "Sådan spørges der ikke her. Se /openapi.json.", "This is not how to ask here. See /openapi.json.";
    KIND = UNSUPPORTED_MEDIA_TYPE, "kind", "Send det som application/json.", "Send it as application/json.";
    FORM = UNSUPPORTED_MEDIA_TYPE, "form", "En søgning sendes som application/x-www-form-urlencoded, og svaret er application/fhir+json.", "A search is sent as application/x-www-form-urlencoded, and the answer is application/fhir+json.";
    SEARCH = BAD_REQUEST, "search", "Søgningen kan ikke forstås; alt er nævnt.", "The search is not understood; all is named.";
    TOO_LARGE = PAYLOAD_TOO_LARGE, "too-large", "Det sendte er større end 1 MiB. Send kun felterne.", "What was sent is larger than 1 MiB. Send the fields only.";
    UNREADABLE = BAD_REQUEST, "unreadable", "Det sendte er ikke et JSON-objekt, eller et felt står to gange. Se på stedet.", "What was sent is no JSON object, or a field stands twice. Look at the place.";
    FIELDS = UNPROCESSABLE_ENTITY, "fields", "Felter er forkerte; alle er nævnt. Ret dem, og send igen.", "Fields are wrong; all are named. Correct them and send again.";
    BEFORE_FORCE = UNPROCESSABLE_ENTITY, "before-force", "Rekvisitionen er ældre end retningslinjen.", "The requisition is older than the guideline.";
    NO_TRACK = UNPROCESSABLE_ENTITY, "no-such-track", "Den valgte indikation og rute findes ikke sammen. Vælg en af de nævnte.", "There is no such indication and route. Choose one of those named.";
    UNAVAILABLE = SERVICE_UNAVAILABLE, "unavailable", "Lageret eller dets log kan ikke skrives, så intet slipper igennem. Intet er sket. Meld det.", "The store or its log cannot be written, so nothing passes. Nothing was done. Report it.";
    FAILED = INTERNAL_SERVER_ERROR, "failed", "Noget gik galt her. Prøv igen, og meld det, hvis det sker igen.", "Something went wrong here. Try again, and report it if it happens again.";
}

pub(super) fn answer(status: StatusCode, kind: &'static str, value: &Value) -> Response<Body> {
    text_answer(status, kind, value.to_string())
}

pub(super) fn text_answer(status: StatusCode, kind: &'static str, text: String) -> Response<Body> {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    let always = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    for (name, value) in always {
        response.headers_mut().insert(name, header::HeaderValue::from_static(value));
    }
    response
}

pub(crate) fn json_answer(status: StatusCode, value: &Value) -> Response<Body> {
    answer(status, "application/json", value)
}

pub(super) fn problem(problem: Problem, errors: &[Value]) -> Response<Body> {
    let Problem { status, code, da, en } = problem;
    let value = json!({
        "type": format!("urn:marv:problem:{code}"),
        "status": status.as_u16(),
        "title": en,
        "da": da,
        "en": en,
        "errors": errors,
    });
    let mut response = answer(status, "application/problem+json", &value);
    response.extensions_mut().insert(Code(code));
    response
}

/// Which problem an answer tells, for the log.
#[derive(Clone, Copy)]
pub(super) struct Code(pub &'static str);

/// A problem whose errors are fields with words of their own.
pub(super) fn problem_with(own: Problem, fields: &[(&str, String, String)]) -> Response<Body> {
    let errors: Vec<Value> = fields.iter().map(|(path, da, en)| json!({ "path": path, "da": da, "en": en })).collect();
    problem(own, &errors)
}

/// What a store does not do, told without what it was about.
pub(super) fn store_problem(error: &StoreError) -> Response<Body> {
    let fields = |path, da: &str, en: &str| problem_with(Problem::FIELDS, &[(path, da.to_owned(), en.to_owned())]);
    match error {
        StoreError::NoSession => problem(Problem::SIGN_IN, &[]),
        StoreError::Denied(Denial::Role) => problem(Problem::ROLE, &[]),
        // What is not shown is as if it were not there.
        StoreError::Denied(_) => problem(Problem::NOTHING, &[]),
        StoreError::Unmet(Unmet::Required) => problem(Problem::UNSEEN, &[]),
        StoreError::Unmet(Unmet::Stale { .. }) => problem(Problem::STALE, &[]),
        StoreError::Refused(refusals) => problem(Problem::REFUSED, &refusals.iter().map(refusal).collect::<Vec<_>>()),
        StoreError::KeyReused => problem(Problem::KEY, &[]),
        StoreError::AnotherPerson => fields(
            "referral.patient",
            "henvisningen er ikke den registrerede persons; ret henvisningen, eller find det rigtige forløb",
            "the referral is not the registered person's; correct the referral, or find the right course",
        ),
        StoreError::AnotherBirthDate => fields(
            "birth",
            "nummeret er registreret med en anden fødselsdato; sammenlign begge med CPR-registret",
            "the number is on register with another birth date; compare both with the CPR register",
        ),
        StoreError::NumberTaken => fields(
            "number",
            "nummeret er en anden patients i registret; er det samme person, så foreslå at lægge de to forløb sammen",
            "the number is another patient's on the register; if it is the same person, propose to join the two courses",
        ),
        StoreError::NotShown(why) => {
            let status = if *why == NotShown::Absent { StatusCode::NOT_FOUND } else { StatusCode::CONFLICT };
            let [da, en] = [Language::Da, Language::En].map(|language| why_not(*why, words(language)).1);
            problem(Problem { status, code: why.code(), da, en }, &[])
        }
        StoreError::NotRenewed => problem(Problem::RENEW, &[]),
        StoreError::NoReason => fields("reason", "mangler; skriv, hvorfor", "is missing; write why"),
        _ => problem(Problem::UNAVAILABLE, &[]),
    }
}

/// Something that stands against a wish.
pub(super) fn refusal(own: &Refusal) -> Value {
    json!({ "code": own.code(), "rules": own.rules(), "da": own.words(Language::Da), "en": own.words(Language::En) })
}
