//! The viewer: who asks, as the session and the registers say and never as the request says.

use clinic::staff::{Role, Staff};
use jiff::Timestamp;

use super::{ABSOLUTE, Account, Membership, Session, SessionId, Units};
use crate::audit::Access;

/// Whoever is signed in, in one role at one unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    account: Account,
    session: Session,
    staff: Staff,
    units: Units,
}

impl Viewer {
    /// A viewer; `None` where the session is over, the account may not come in, or the membership was taken away.
    #[must_use]
    pub fn new(account: Account, session: Session, units: Units, now: Timestamp) -> Option<Self> {
        let holds = account.active && account.memberships.contains(&session.membership) && session.lasts(now);
        let staff = Staff {
            id: account.id.clone(),
            role: session.membership.role,
            unit: session.membership.unit.clone(),
            authorisation_id: account.authorisation_id.clone(),
            specialty: account.specialty,
            stepped_up: session.renewed,
        };
        holds.then_some(Self { account, session, staff, units })
    }

    /// The name that colleagues see.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.account.name
    }

    /// The actor of a wish in a course.
    #[must_use]
    pub fn staff(&self) -> &Staff {
        &self.staff
    }

    /// The role of this session.
    #[must_use]
    pub fn role(&self) -> Role {
        self.staff.role
    }

    /// The role and unit of this session.
    #[must_use]
    pub fn membership(&self) -> &Membership {
        &self.session.membership
    }

    /// Every role and unit that the person may choose.
    #[must_use]
    pub fn memberships(&self) -> &[Membership] {
        &self.account.memberships
    }

    /// The session.
    #[must_use]
    pub fn session(&self) -> &SessionId {
        &self.session.id
    }

    /// When the session ends at the latest, whatever is asked in it.
    #[must_use]
    pub fn ends(&self) -> Timestamp {
        self.session.created + ABSOLUTE
    }

    /// When the person last identified themselves again; good for a signature while [`Staff::may_sign`] says so.
    #[must_use]
    pub fn renewed(&self) -> Option<Timestamp> {
        self.session.renewed
    }

    /// Whether the person came in by the provider of identities, and so shows there who they are.
    #[must_use]
    pub fn is_by_provider(&self) -> bool {
        self.session.provider.is_some()
    }

    /// The register of units as it was when the request came.
    #[must_use]
    pub fn units(&self) -> &Units {
        &self.units
    }

    /// What the log says of an access.
    #[must_use]
    pub fn access(&self, purpose: &str) -> Access {
        Access { by: self.staff.clone(), purpose: purpose.to_owned() }
    }
}
