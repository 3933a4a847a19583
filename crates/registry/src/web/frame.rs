//! What stands around every page: its language, its head and foot, its headers.

use askama::Template;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use clinic::code::CodeList;
use clinic::language::Language;
use clinic::staff::Role;
use guideline::rule_set::{Bilingual, RuleSet};
use jiff::{SignedDuration, Timestamp};

use super::code_words::code_word;
use super::door::BEGINNING;
use super::language_of_parts::marked;
use super::requisition::Choice;
use super::words::{Words, words};
use crate::access::policy::{Action, Relation, permits};
use crate::access::{IDLE, SEEN_WITHIN, Viewer};

const STYLE: &str = include_str!("../../templates/style.css");

/// How long a browser keeps the language, in seconds: a year.
const LANGUAGE_LASTS: u32 = 31_536_000;

/// The cookie of the language, and its name where browsers come by TLS: another host or path cannot set that one.
const LANGUAGE: &str = "language";
const SAFE_LANGUAGE: &str = "__Host-language";

const SESSION: &str = include_str!("../../templates/session.js");

/// Only our own style, our own one script and what it asks, no frame, and forms that are sent here alone.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; \
                      frame-ancestors 'none'; base-uri 'none'";

/// How long before its end a session says so, as the words of the pages do (WCAG 2.2.1 asks for 20 seconds).
const WARNING: SignedDuration = SignedDuration::from_mins(2);

/// An entry of the menu.
pub(super) struct Entry {
    pub to: &'static str,
    pub name: &'static str,
    pub here: bool,
}

/// Whoever is signed in, as the head of a page shows.
pub(super) struct Who {
    pub account: String,
    pub name: String,
    pub role: String,
    pub unit: String,
    pub others: Vec<super::requisition::Choice>,
    /// How long the session lasts without a request at least.
    pub idle: SignedDuration,
    /// How long it lasts at most from now on.
    pub left: SignedDuration,
    /// How long before its end that is said.
    pub warning: SignedDuration,
}

/// What every page is written with.
pub(super) struct Frame {
    pub language: Language,
    pub w: &'static Words,
    pub menu: Vec<Entry>,
    /// The page itself, for coming back in the other language; empty where it came out of a form.
    pub path: String,
    pub rules: String,
    pub hash: String,
    pub encoding: String,
    pub viewer: Option<Who>,
    pub demo: bool,
    /// Whether there is more behind a sign-in.
    pub door: bool,
    /// The provider at which whoever came in by it shows again who they are.
    pub provider: Option<String>,
}

impl Frame {
    pub fn new(language: Language, path: &str, rule_set: &RuleSet) -> Self {
        let w = words(language);
        let entries = ["/requisition", "/rules", "/questions", "/statements", "/registers"];
        let under = |to: &str| path == to || path.strip_prefix(to).is_some_and(|rest| rest.starts_with('/'));
        let identity = &rule_set.identity;
        let hash = rule_set.hash.to_string();
        Self {
            language,
            w,
            menu: entries.into_iter().map(|to| Entry { to, name: open_page(to, w), here: under(to) }).collect(),
            path: path.to_owned(),
            rules: format!("{} {}", identity.id, identity.version),
            hash: hash.get(..12).unwrap_or_default().to_owned(),
            viewer: None,
            demo: false,
            door: false,
            provider: None,
            encoding: if identity.encoding_reviewed_by.is_empty() {
                w.draft_encoding.to_owned()
            } else {
                String::new()
            },
        }
    }

    /// With the way to what is behind a sign-in.
    pub fn before_the_door(mut self) -> Self {
        self.door = true;
        self.menu.insert(0, Entry { to: BEGINNING, name: open_page(BEGINNING, self.w), here: false });
        self
    }

    /// Of a page that came out of a form, to which no link leads back.
    pub fn out_of_a_form(mut self) -> Self {
        self.path = String::new();
        self
    }

    /// The same in a language.
    pub fn in_language(mut self, language: Language) -> Self {
        let w = words(language);
        for own in &mut self.menu {
            own.name = open_page(own.to, w);
        }
        if !self.encoding.is_empty() {
            w.draft_encoding.clone_into(&mut self.encoding);
        }
        Self { language, w, ..self }
    }

    /// The frame as whoever is signed in sees it.
    pub fn of_viewer(mut self, viewer: &Viewer, now: Timestamp) -> Self {
        let w = self.w;
        let path = self.path.clone();
        let entry = |to: &'static str, name, action| {
            let may = permits(viewer.role(), action, Relation::None, None).is_ok();
            may.then(|| Entry { to, name, here: path == to })
        };
        let mut own: Vec<Entry> = [
            entry("/worklist", w.worklist, Action::ReadWorklist),
            entry("/ageing", w.ageing, Action::ReadWorklist),
            entry("/outcomes", w.outcomes, Action::ReadDueOutcomes),
            entry("/figures", w.key_figures, Action::ReadFigures),
            entry("/published", w.published, Action::ReadPublished),
            entry("/patients", w.patients, Action::FindPerson),
            entry("/break-glass", w.break_glass, Action::BreakGlass),
            entry("/accounts", w.accounts, Action::KeepAccounts),
            entry("/units", w.units, Action::KeepUnits),
            entry("/logs", w.logs, Action::ReadOwnLog),
            entry("/broken-glass", w.broken_glass, Action::ReviewBreakGlass),
        ]
        .into_iter()
        .flatten()
        .collect();
        own.append(&mut self.menu);
        self.menu = own;
        let language = self.language;
        let role = |role: Role| code_word(Role::CODES, role.code(), language).to_owned();
        let unit = |id: &str| {
            let unit = viewer.units().get(id);
            unit.map_or_else(|| id.to_owned(), |unit| language.pick(&unit.da, &unit.en).to_owned())
        };
        let others = viewer.memberships().iter().map(|own| Choice {
            value: format!("{}|{}", own.role.code(), own.unit),
            name: format!("{}, {}", role(own.role), unit(&own.unit)),
            chosen: own == viewer.membership(),
        });
        let others = others.collect();
        self.viewer = Some(Who {
            account: viewer.staff().id.to_string(),
            name: viewer.name().to_owned(),
            role: role(viewer.role()),
            unit: unit(&viewer.staff().unit),
            others,
            idle: IDLE - SEEN_WITHIN,
            left: viewer.ends().duration_since(now),
            warning: WARNING,
        });
        self
    }

    /// The code of the language.
    pub fn code(&self) -> &'static str {
        self.language.pick("da", "en")
    }

    /// Text of the guideline, in which what is Danish is marked as such.
    pub fn marked(&self, text: &str) -> String {
        marked(text, self.language, false)
    }

    /// The same of what was found in the source, whose quotations are the printed words.
    pub fn quoting(&self, text: &str) -> String {
        marked(text, self.language, true)
    }

    /// The code of the other language.
    pub fn other(&self) -> &'static str {
        self.language.pick("en", "da")
    }

    /// The password of a demonstration, which its pages show.
    pub fn demo_password(&self) -> Option<&'static str> {
        self.demo.then_some(crate::demo::PASSWORD)
    }

    pub fn pick<'t>(&self, text: &'t Bilingual) -> &'t str {
        self.language.pick(&text.da, &text.en)
    }
}

/// What the menu calls a page that is open to everyone, and the way to the others.
fn open_page(to: &str, w: &'static Words) -> &'static str {
    match to {
        "/requisition" => w.check_referral,
        "/rules" => w.rules,
        "/questions" => w.questions,
        "/statements" => w.statements,
        "/registers" => w.registers,
        _ => w.my_work,
    }
}

/// Where somebody begins: the list of what waits, or the first page that the role has.
pub(super) fn home(role: Role) -> &'static str {
    let first = [
        ("/worklist", Action::ReadWorklist),
        ("/published", Action::ReadPublished),
        ("/accounts", Action::KeepAccounts),
        ("/logs", Action::ReadOwnLog),
    ];
    let may = |action| permits(role, action, Relation::None, None).is_ok();
    first.into_iter().find(|(_, action)| may(*action)).map_or("/", |(to, _)| to)
}

/// The language that a browser was told; Danish unless it was.
pub(super) fn language_of(headers: &HeaderMap) -> Language {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|line| line.split(';')).map(str::trim);
    if pairs.any(|pair| [LANGUAGE, SAFE_LANGUAGE].iter().any(|name| pair.strip_prefix(name) == Some("=en"))) {
        Language::En
    } else {
        Language::Da
    }
}

/// An answer with a page.
pub(super) fn page(status: StatusCode, template: &impl Template) -> Response {
    let (status, body) = match template.render() {
        Ok(body) => (status, body),
        Err(_) => (StatusCode::INTERNAL_SERVER_ERROR, String::from("500")),
    };
    answer(status, Body::from(body))
}

/// The same, of a page that is made while it is sent.
pub(super) fn answer(status: StatusCode, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let always = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::REFERRER_POLICY, "same-origin"),
    ];
    for (name, value) in always {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// The one style of all pages.
pub(super) fn style() -> Response {
    own_file(STYLE, "text/css; charset=utf-8")
}

/// The one script, of the pages of whoever is signed in.
pub(super) fn session_script() -> Response {
    own_file(SESSION, "text/javascript; charset=utf-8")
}

fn own_file(text: &'static str, kind: &'static str) -> Response {
    let mut response = Response::new(Body::from(text));
    let always = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "no-cache"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    for (name, value) in always {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// The answer, and the language with it.
pub(super) fn remembering(language: Language, secure: bool, mut response: Response) -> Response {
    let code = language.pick("da", "en");
    let (name, safe) = if secure { (SAFE_LANGUAGE, "; Secure") } else { (LANGUAGE, "") };
    let cookie = format!("{name}={code}; Path=/; Max-Age={LANGUAGE_LASTS}; SameSite=Lax; HttpOnly{safe}");
    if let Ok(cookie) = HeaderValue::try_from(cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// Goes to a page of this service; anything else leads to the start.
pub(super) fn go_to(place: &str) -> Response {
    let own = place.starts_with('/')
        && !place.starts_with("//")
        && place.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    let place = HeaderValue::from_str(if own { place } else { "/" }).unwrap_or(HeaderValue::from_static("/"));
    response.headers_mut().insert(header::LOCATION, place);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The first page.
#[derive(Template)]
#[template(path = "start.html")]
pub(super) struct Start {
    pub frame: Frame,
}

/// A page with one thing to say.
#[derive(Template)]
#[template(path = "notice.html")]
pub(super) struct Notice {
    frame: Frame,
    title: &'static str,
    text: &'static str,
}

impl Notice {
    pub fn of(frame: Frame, say: impl Fn(&'static Words) -> (&'static str, &'static str)) -> Self {
        let (title, text) = say(frame.w);
        Self { frame, title, text }
    }

    pub fn answer(&self, status: StatusCode) -> Response {
        page(status, self)
    }
}

/// Something went wrong here.
pub(super) fn failed(frame: Frame) -> Response {
    Notice::of(frame, |words| (words.failed, words.failed_text)).answer(StatusCode::INTERNAL_SERVER_ERROR)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_elsewhere() {
        let place = |to: &str| go_to(to).headers()[header::LOCATION].to_str().unwrap().to_owned();
        assert_eq!(place("/rules/RR-ELIG-05"), "/rules/RR-ELIG-05");
        for elsewhere in ["//example.org", "https://example.org", "/\\example.org", "rules", "/a\nb", ""] {
            assert_eq!(place(elsewhere), "/", "{elsewhere}");
        }
    }
}
