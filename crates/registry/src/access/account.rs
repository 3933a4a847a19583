//! An account: a member of staff as the registers say, with the roles and units in which they may work.

use clinic::code::{CodeList, Specialty};
use clinic::identifier::StaffId;
use clinic::language::Language;
use clinic::staff::Role;
use serde::{Deserialize, Serialize};

/// In which role and at which unit somebody works.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Membership {
    /// The role.
    pub role: Role,
    /// The unit (SOR number).
    pub unit: String,
}

/// An account. Its password is kept apart and never leaves the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// Who; also what is typed at sign-in.
    pub id: StaffId,
    /// The name that colleagues see.
    pub name: String,
    /// Authorisation id, where the person has one.
    #[serde(default)]
    pub authorisation_id: Option<String>,
    /// What the provider of identities calls the person, where they sign in there; no two accounts have the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Specialty as registered.
    pub specialty: Specialty,
    /// Roles and units; a session is in one of them.
    pub memberships: Vec<Membership>,
    /// Whether the person may come in.
    pub active: bool,
}

/// What is wrong with an account.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AccountFault {
    /// Nobody can tell who it is.
    #[error("name: it is empty; give the name that colleagues know")]
    NoName,
    /// No role.
    #[error("memberships: there is none; give a role and a unit")]
    NoMembership,
    /// A role without a unit.
    #[error("memberships: {0} has no unit; give its number")]
    NoUnit(&'static str),
    /// Whoever keeps or gives out the log, or keeps the computers, has no other part.
    #[error("memberships: {0} stands alone, so that nobody watches or administers themselves; make another account")]
    StandsAlone(&'static str),
    /// It would be nobody's in particular.
    #[error("subject: it is empty; give what the provider calls the person, or leave it out")]
    NoSubject,
    /// The provider's word would open two accounts.
    #[error("subject: another account has it; give each person their own")]
    SubjectTaken,
    /// The name is the program's.
    #[error("id: {0:?} is the program's own; choose another")]
    Reserved(String),
}

/// Ids that stand in the log for nobody in particular.
pub(crate) const NOBODY: &str = "unknown";
const RESERVED: &[&str] = &[NOBODY, "operator"];

impl AccountFault {
    /// The field.
    #[must_use]
    pub fn field(&self) -> &'static str {
        match self {
            Self::NoName => "name",
            Self::NoMembership | Self::NoUnit(_) | Self::StandsAlone(_) => "memberships",
            Self::NoSubject | Self::SubjectTaken => "subject",
            Self::Reserved(_) => "id",
        }
    }

    /// What is wrong and what to do.
    #[must_use]
    pub fn words(&self, language: Language) -> String {
        match (self, language) {
            (own, Language::En) => own.to_string(),
            (Self::NoName, _) => "name: navnet mangler; skriv det, kolleger kender".into(),
            (Self::NoMembership, _) => "memberships: der er ingen; angiv rolle og afdeling".into(),
            (Self::NoSubject, _) => {
                "subject: feltet er tomt; skriv, hvad udbyderen kalder personen, eller udelad det".into()
            }
            (Self::SubjectTaken, _) => "subject: en anden konto har den; giv hver person sin egen".into(),
            (Self::NoUnit(role), _) => format!("memberships: {role} mangler afdeling; angiv dens nummer"),
            (Self::StandsAlone(role), _) => format!(
                "memberships: {role} står alene, så ingen overvåger eller administrerer sig selv; opret en konto mere"
            ),
            (Self::Reserved(id), _) => format!("id: {id:?} er programmets eget; vælg et andet"),
        }
    }
}

impl Account {
    /// Everything that is wrong with it.
    #[must_use]
    pub fn faults(&self) -> Vec<AccountFault> {
        let mut faults = Vec::new();
        if RESERVED.contains(&self.id.as_str()) {
            faults.push(AccountFault::Reserved(self.id.to_string()));
        }
        if self.name.trim().is_empty() {
            faults.push(AccountFault::NoName);
        }
        if self.subject.as_ref().is_some_and(|own| own.trim().is_empty()) {
            faults.push(AccountFault::NoSubject);
        }
        if self.memberships.is_empty() {
            faults.push(AccountFault::NoMembership);
        }
        let without = self.memberships.iter().filter(|own| own.unit.trim().is_empty());
        faults.extend(without.map(|own| AccountFault::NoUnit(own.role.code())));
        let alone = self
            .memberships
            .iter()
            .filter(|own| matches!(own.role, Role::Auditor | Role::SubjectAccess | Role::Operator));
        faults
            .extend(alone.filter(|_| self.memberships.len() > 1).map(|own| AccountFault::StandsAlone(own.role.code())));
        faults
    }
}
