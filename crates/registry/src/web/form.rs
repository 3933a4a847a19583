//! A form as a browser sends it, and the draft of a referral that it becomes. Nothing is believed here: what a field does not fit goes
//! on as it was written, and the reading of the referral says what is wrong with it.

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use clinic::referral::draft::{Given, LARGEST_DRAFT};
use clinic::referral::{Field, FieldKind, ReferralDraft, SCHEMA, fields};
use guideline::rule_set::RuleSet;

use super::frame::{Frame, Notice, language_of};
use crate::audit::{hexadecimal, unguessable};
use crate::store::StoreError;

/// Most pairs that a form may have: the requisition has some hundred.
const MOST_PAIRS: usize = 2_000;

/// A form or a query that is too large to be read whole is read not at all.
pub(crate) async fn whole(State(rule_set): State<Arc<RuleSet>>, request: Request, next: Next) -> Response {
    let fits = |sent: &[u8]| sent.split(|byte| *byte == b'&').count() <= MOST_PAIRS;
    let too_large = Frame::new(language_of(request.headers()), "", &rule_set);
    let too_large = || {
        Notice::of(too_large, |words| (words.unreadable, words.unreadable_text)).answer(StatusCode::PAYLOAD_TOO_LARGE)
    };
    if !fits(request.uri().query().unwrap_or_default().as_bytes()) {
        return too_large();
    }
    let kind = request.headers().get(header::CONTENT_TYPE);
    if kind.is_none_or(|kind| !kind.as_bytes().starts_with(b"application/x-www-form-urlencoded")) {
        return next.run(request).await;
    }
    let (head, body) = request.into_parts();
    match to_bytes(body, LARGEST_DRAFT).await {
        Ok(body) if fits(&body) => next.run(Request::from_parts(head, Body::from(body))).await,
        // Larger, or a connection that broke off: nobody reads the answer to that.
        _ => too_large(),
    }
}

/// The key of a form, or the id of what it founds: twelve hexadecimal digits that nobody else chooses. Ten would now and then be a
/// person number by chance (a digit in ten of sixteen, and a day that exists).
///
/// # Errors
/// When the system has no source of random bytes.
pub(crate) fn new_id() -> Result<String, StoreError> {
    Ok(hexadecimal(&unguessable::<6>().map_err(StoreError::Unguessable)?))
}

/// What was sent, in the order in which it was sent. A text without a letter is as good as nothing.
#[derive(Debug, Clone, Default)]
pub struct Form(Vec<(String, String)>);

impl Form {
    /// Reads `application/x-www-form-urlencoded` (WHATWG URL, section 5).
    #[must_use]
    pub fn read(bytes: &[u8]) -> Self {
        let pairs = form_urlencoded::parse(bytes);
        Self(pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect())
    }

    /// What was written under each name, where something was.
    fn given(&self) -> impl Iterator<Item = (&str, &str)> {
        let trimmed = self.0.iter().map(|(name, value)| (name.as_str(), value.trim()));
        trimmed.filter(|(_, value)| !value.is_empty())
    }

    /// Whether nothing was sent.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What was written under a name, where something was.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.given().find(|(own, _)| *own == name).map(|(_, value)| value)
    }

    /// Everything that was written under a name.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.given().filter(move |(own, _)| *own == name).map(|(_, value)| value)
    }

    /// What was written under a name to the last space, as a password is.
    #[must_use]
    pub fn raw(&self, name: &str) -> &str {
        self.0.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value)
    }

    /// The draft of a referral. Names in which no full stop stands are the page's own, such as its buttons.
    #[must_use]
    pub fn draft(&self) -> ReferralDraft {
        let known: HashMap<String, Field> = fields().into_iter().map(|field| (field.path.clone(), field)).collect();
        let mut draft = ReferralDraft::default();
        draft.set("schema", Given::Text(SCHEMA.to_owned()));
        for (path, value) in self.given().filter(|(name, _)| name.contains('.')) {
            let kind = known.get(&pattern(path)).map_or(FieldKind::Text, |field| field.kind);
            // Of what was sent twice the first counts, as everywhere.
            if draft.get(path).is_none() {
                draft.set(path, given(kind, value));
            }
        }
        draft
    }
}

/// The path with `*` for each place in a list of groups.
pub(super) fn pattern(path: &str) -> String {
    let part =
        |part: &str| if part.bytes().all(|byte| byte.is_ascii_digit()) { "*".to_owned() } else { part.to_owned() };
    path.split('.').map(part).collect::<Vec<String>>().join(".")
}

fn given(kind: FieldKind, value: &str) -> Given {
    match kind {
        FieldKind::Truth => match value {
            "yes" => Given::Truth(true),
            "no" => Given::Truth(false),
            _ => Given::Text(value.to_owned()),
        },
        FieldKind::Whole { .. } => value.parse().map_or_else(|_| Given::Text(value.to_owned()), Given::Whole),
        FieldKind::Texts => {
            let lines = value.lines().map(str::trim).filter(|line| !line.is_empty());
            Given::List(lines.map(|line| Given::Text(line.to_owned())).collect())
        }
        _ => Given::Text(value.to_owned()),
    }
}

/// What a field of the form shows of a draft.
pub(super) fn shown(given: Option<&Given>) -> String {
    match given {
        None | Some(Given::Null | Given::Nested) => String::new(),
        Some(Given::Text(text) | Given::Number(text)) => text.clone(),
        Some(Given::Truth(truth)) => if *truth { "yes" } else { "no" }.to_owned(),
        Some(Given::Whole(number)) => number.to_string(),
        Some(Given::List(items)) => items.iter().map(|item| shown(Some(item))).collect::<Vec<_>>().join("\n"),
    }
}

#[cfg(test)]
mod tests {
    use clinic::referral::{Fault, Referral};

    use super::*;

    const EXAMPLE: &str = include_str!("../../../../guidelines/examples/relapsed-dlbcl.json");

    /// A draft as the form would send it.
    fn sent(draft: &ReferralDraft) -> String {
        let mut out = form_urlencoded::Serializer::new(String::new());
        draft.fields().filter(|(path, _)| path.contains('.')).for_each(|(path, own)| {
            out.append_pair(path, &shown(Some(own)));
        });
        out.finish()
    }

    /// Among so many of ten digits some are.
    #[test]
    fn no_id_is_a_person_number() {
        let mut ids = (0..50_000).map(|_| new_id().unwrap());
        assert_eq!(ids.find(|own| clinic::cpr::Cpr::parse(own).is_ok()), None);
    }

    #[test]
    fn a_form_and_a_file_are_the_same_draft() {
        let draft = ReferralDraft::from_json(EXAMPLE.as_bytes()).unwrap();
        assert_eq!(Form::read(sent(&draft).as_bytes()).draft(), draft);
    }

    #[test]
    fn of_what_was_sent_twice_the_first_counts_everywhere() {
        let form = Form::read(b"account=anna&account=bo&fitness.ecog=1&fitness.ecog=2&password=a&password=b");
        assert_eq!((form.get("account"), form.raw("password")), (Some("anna"), "a"));
        let draft = form.draft();
        let ecog: Vec<String> =
            draft.fields().filter(|(path, _)| *path == "fitness.ecog").map(|(_, own)| shown(Some(own))).collect();
        assert_eq!(ecog, ["1"]);
    }

    #[test]
    fn what_does_not_fit_is_named_by_the_reading_and_nothing_is_dropped() {
        let form = Form::read(
            "patient.cpr=12&fitness.ecog=two&requisition.date=&mdt.nonsense=x&do=check&state.relapse=perhaps"
                .as_bytes(),
        );
        assert_eq!(form.get("do"), Some("check"));
        let errors = Referral::from_draft(&form.draft()).unwrap_err();
        let codes: Vec<(&str, &str)> = errors.iter().map(|error| (error.path.as_str(), error.fault.code())).collect();
        let expected = [
            ("fitness.ecog", "not-whole"),
            ("mdt.nonsense", "unknown-field"),
            ("patient.cpr", "cpr-length"),
            ("requisition.date", "required"),
            ("state.relapse", "not-truth"),
        ];
        assert_eq!(codes, expected);
        assert!(errors.iter().any(|error| error.fault == Fault::Required));
    }
}
