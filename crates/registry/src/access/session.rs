//! Sessions: a random token that the browser holds, and what the store keeps under its hash.

use std::fmt;

use clinic::identifier::StaffId;
use jiff::{SignedDuration, Timestamp};

use super::Membership;
use crate::audit::{digest, hexadecimal, unguessable};

/// How long a session lasts without a request (own figure, to be confirmed).
pub const IDLE: SignedDuration = SignedDuration::from_mins(15);
/// How old may be what is kept of the last request; so much less may be left than the request says.
pub const SEEN_WITHIN: SignedDuration = SignedDuration::from_mins(1);
/// How long it lasts at most: a working day (own figure, to be confirmed).
pub const ABSOLUTE: SignedDuration = SignedDuration::from_hours(8);
/// How many sessions an account has at a time; with one more the one that was used longest ago ends (own figure, to be confirmed).
pub const MOST_SESSIONS: usize = 5;
/// How far two clocks may differ.
const SLACK: SignedDuration = SignedDuration::from_mins(1);

/// 256 random bits, in hexadecimal. Whoever has it is signed in, so it is never kept, logged or printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

impl Token {
    /// A new one.
    pub fn make() -> std::io::Result<Self> {
        Ok(Self(hexadecimal(&unguessable::<32>()?)))
    }

    /// Reads one from a cookie.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let fits = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        fits.then(|| Self(text.to_owned()))
    }

    /// The text for the cookie.
    #[must_use]
    pub fn secret(&self) -> &str {
        &self.0
    }

    /// Under what the session is kept.
    #[must_use]
    pub fn id(&self) -> SessionId {
        SessionId(digest([self.0.as_str()]))
    }
}

/// SHA-256 of a token: says which session, and opens none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionId(String);

impl SessionId {
    /// As it is kept.
    pub(super) fn kept(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Which.
    pub id: SessionId,
    /// Whose.
    pub account: StaffId,
    /// In which role and at which unit.
    pub membership: Membership,
    /// When it began.
    pub created: Timestamp,
    /// When it was last used, within [`SEEN_WITHIN`].
    pub seen: Timestamp,
    /// When the person last identified themselves again.
    pub renewed: Option<Timestamp>,
    /// From where they did, as a hash of the address.
    pub renewed_from: Option<String>,
    /// The provider's session, where the person came in by a provider of identities; empty where it named none.
    pub provider: Option<String>,
}

/// An address as a session remembers it.
#[must_use]
pub(super) fn place_of(address: &str) -> String {
    digest(["address", address])
}

impl Session {
    /// The same as whoever asks from an address has it: somebody elsewhere shows again who they are.
    pub(super) fn asked_from(mut self, address: &str) -> Self {
        self.renewed = self.renewed.filter(|_| self.renewed_from.as_deref() == Some(&place_of(address)));
        self
    }

    /// Whether it lasts still. A clock that was set back ends it.
    #[must_use]
    pub fn lasts(&self, now: Timestamp) -> bool {
        let within = |since: Timestamp, most| {
            let elapsed = now.duration_since(since);
            elapsed >= -SLACK && elapsed < most
        };
        within(self.created, ABSOLUTE) && within(self.seen, IDLE)
    }
}

#[cfg(test)]
mod tests {
    use clinic::staff::Role;

    use super::*;

    #[test]
    fn a_session_ends_by_itself() {
        let start: Timestamp = "2026-03-02T08:00:00Z".parse().unwrap();
        let membership = Membership { role: Role::Requester, unit: "1".into() };
        let account = StaffId::new("anna").unwrap();
        let id = Token::make().unwrap().id();
        let mut session = Session {
            id,
            account,
            membership,
            created: start,
            seen: start,
            renewed: None,
            renewed_from: None,
            provider: None,
        };
        let minutes = |count| start + SignedDuration::from_mins(count);
        assert!(session.lasts(start) && session.lasts(minutes(14)));
        assert!(!session.lasts(minutes(15)));
        session.seen = minutes(475);
        assert!(session.lasts(minutes(479)) && !session.lasts(minutes(480)));
        assert!(!session.lasts(minutes(473)), "a clock that was set back");
    }

    #[test]
    fn a_token_is_random_and_never_printed() {
        let (one, other) = (Token::make().unwrap(), Token::make().unwrap());
        assert_ne!(one.secret(), other.secret());
        assert_eq!(Token::parse(one.secret()), Some(one.clone()));
        assert_eq!(format!("{one:?}"), "Token(..)");
        assert_ne!(one.id().as_str(), one.secret());
        assert!(Token::parse("").is_none() && Token::parse(&"g".repeat(64)).is_none());
    }
}
