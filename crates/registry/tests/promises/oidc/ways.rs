//! A browser on its way to the provider and back, without a browser.

use registry::audit::digest;

use super::Door;
use crate::client::{Answer, ask};

/// Somebody who has set out.
pub struct Way {
    /// The cookie of the way, and of the session where there is one.
    pub cookie: String,
    /// What stands in the address to which the browser is sent.
    pub query: Vec<(String, String)>,
}

/// A value of the cookie that an answer sets.
pub fn cookie(answer: &Answer, name: &str) -> Option<String> {
    let set = answer.head.lines().filter_map(|line| line.strip_prefix("set-cookie: "));
    let mut pairs = set.filter_map(|line| line.split(';').next());
    pairs.rfind(|pair| pair.starts_with(&format!("{name}="))).map(str::to_owned)
}

impl Way {
    /// Sets out; `session` is the cookie of whoever shows again who they are.
    pub fn begun(door: &Door, session: Option<&str>) -> Self {
        let path = if session.is_some() {
            "/sign-in/provider?again=yes&to=/sessions"
        } else {
            "/sign-in/provider?to=/sessions"
        };
        let answer = ask(door.address, "GET", path, &[("Cookie", session.unwrap_or_default())], b"");
        assert_eq!(answer.status, 200, "{}", answer.text);
        let way = cookie(&answer, "marv-way").unwrap();
        assert!(answer.head.contains("HttpOnly; SameSite=Lax; Max-Age=600"), "{}", answer.head);
        let address = answer.head.lines().find_map(|line| line.strip_prefix("refresh: 0; url=")).unwrap();
        let query = address.split_once('?').unwrap().1;
        let query = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let cookie = session.map_or_else(|| way.clone(), |session| format!("{session}; {way}"));
        Self { cookie, query }
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    pub fn state(&self) -> &str {
        self.get("state").unwrap()
    }

    pub fn nonce(&self) -> &str {
        self.get("nonce").unwrap()
    }

    /// Comes back with what the provider would send along.
    pub fn back(&self, door: &Door, answer: &[(&str, &str)]) -> Answer {
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(answer).finish();
        ask(door.address, "GET", &format!("/sign-in/returned?{query}"), &[("Cookie", &self.cookie)], b"")
    }

    pub fn back_with_code(&self, door: &Door) -> Answer {
        self.back(door, &[("code", "c"), ("state", self.state())])
    }

    /// What the service must show the token endpoint for this way: the verifier of the challenge (RFC 7636).
    pub fn verifier(&self) -> String {
        let secret = self.cookie.split("marv-way=").nth(1).unwrap();
        digest(["verifier", secret])
    }
}
