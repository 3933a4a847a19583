//! Which version of a course a writer has seen. A writer who does not say is asked; a writer who has seen an older one is told.

/// The number of events in a course; 0 for a course in which nothing has happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(pub u64);

impl std::fmt::Display for Version {
    /// As an entity tag: `"12"`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "\"{}\"", self.0)
    }
}

/// What a writer says of the version (RFC 9110, sections 13.1.1 and 13.1.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precondition {
    /// Nothing.
    Missing,
    /// `If-None-Match: *`: there must be no such course yet.
    New,
    /// `If-Match: "12"`.
    Seen(Version),
}

/// Why a write does not go through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unmet {
    /// 428: the writer must say which version was seen.
    #[error(
        "say which version you have seen: send If-Match with the ETag of your last reading, or If-None-Match: * for a new course"
    )]
    Required,
    /// 412: somebody else has written meanwhile.
    #[error("the course has changed meanwhile: you have seen {seen} and it is {now}; read it again and decide anew")]
    Stale {
        /// What the writer has seen.
        seen: Version,
        /// What it is.
        now: Version,
    },
}

impl Unmet {
    /// The HTTP status.
    #[must_use]
    pub fn status(self) -> u16 {
        match self {
            Self::Required => 428,
            Self::Stale { .. } => 412,
        }
    }
}

/// A header that is no precondition of ours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("If-Match takes one strong ETag such as \"12\", and If-None-Match only *; this is {0:?}")]
pub struct NotAPrecondition(String);

impl Precondition {
    /// Reads the two headers. `If-Match: *` names no version and is therefore as good as nothing.
    ///
    /// # Errors
    /// A weak or malformed tag, several tags, or both headers at once.
    pub fn from_headers(if_match: Option<&str>, if_none_match: Option<&str>) -> Result<Self, NotAPrecondition> {
        match (if_match.map(str::trim), if_none_match.map(str::trim)) {
            (None | Some("*"), None) => Ok(Self::Missing),
            (None, Some("*")) => Ok(Self::New),
            (Some(tag), None) => {
                let digits = tag.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
                let plain = digits.filter(|text| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()));
                let version = plain.and_then(|text| text.parse().ok()).filter(|version| *version > 0);
                version.map(|version| Self::Seen(Version(version))).ok_or_else(|| NotAPrecondition(tag.to_owned()))
            }
            (own, other) => Err(NotAPrecondition(format!("{} {}", own.unwrap_or_default(), other.unwrap_or_default()))),
        }
    }

    /// Holds the version that was seen against the one that is.
    ///
    /// # Errors
    /// See [`Unmet`].
    pub fn against(self, now: Version) -> Result<(), Unmet> {
        let seen = match self {
            Self::Missing => return Err(Unmet::Required),
            Self::New => Version(0),
            Self::Seen(version) => version,
        };
        if seen == now { Ok(()) } else { Err(Unmet::Stale { seen, now }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_writer_names_one_version() {
        let seen = |n| Ok(Precondition::Seen(Version(n)));
        assert_eq!(Precondition::from_headers(Some("\"12\""), None), seen(12));
        assert_eq!(Precondition::from_headers(None, None), Ok(Precondition::Missing));
        assert_eq!(Precondition::from_headers(Some("*"), None), Ok(Precondition::Missing));
        assert_eq!(Precondition::from_headers(None, Some("*")), Ok(Precondition::New));
        for tag in ["W/\"12\"", "12", "\"\"", "\"0\"", "\"+1\"", "\"1\", \"2\"", "\"1e3\"", "\"99999999999999999999\""]
        {
            assert!(Precondition::from_headers(Some(tag), None).is_err(), "{tag}");
        }
        assert!(Precondition::from_headers(Some("\"1\""), Some("*")).is_err());
        assert!(Precondition::from_headers(None, Some("\"1\"")).is_err());
    }

    #[test]
    fn nothing_is_428_and_another_version_is_412() {
        let now = Version(3);
        let status = |own: Precondition| own.against(now).map_err(Unmet::status);
        assert_eq!(status(Precondition::Missing), Err(428));
        assert_eq!(status(Precondition::New), Err(412));
        assert_eq!(status(Precondition::Seen(Version(2))), Err(412));
        assert_eq!(status(Precondition::Seen(Version(4))), Err(412));
        assert_eq!(status(Precondition::Seen(now)), Ok(()));
        assert_eq!(Precondition::New.against(Version(0)), Ok(()));
    }
}
