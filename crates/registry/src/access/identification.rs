//! Somebody on the way to the provider of identities and back: once, in the browser that set out, and within minutes.

use clinic::code::CodeList;
use clinic::identifier::StaffId;
use jiff::{SignedDuration, Timestamp};

use super::{Account, SessionId, SignInError, Started, Token, Viewer, directory};
use crate::audit::Record;
use crate::oidc::{Identified, SLACK};
use crate::store::{Store, StoreError, Value};

/// How long the way may take (own figure).
const AT_MOST: SignedDuration = SignedDuration::from_mins(10);

/// A way that was begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Underway {
    /// The session whose owner shows again who they are; none where somebody comes in.
    pub session: Option<SessionId>,
    /// The page to come back to.
    pub place: String,
    /// When it began, by the clock of this service.
    pub begun: Timestamp,
}

impl Store {
    /// Remembers that the browser with this secret sets out. It has no record: what it leads to has one.
    pub fn sets_out(&self, secret: &Token, underway: &Underway) -> Result<(), StoreError> {
        let id = secret.id();
        self.unrecorded(|transaction| {
            let old = (underway.begun - AT_MOST).as_second();
            transaction.execute("DELETE FROM identification WHERE begun < $1", &[old.into()])?;
            let sql = "INSERT INTO identification (id, session, place, begun) VALUES ($1, $2, $3, $4)";
            let values = [
                id.as_str().into(),
                underway.session.as_ref().map(SessionId::as_str).into(),
                underway.place.as_str().into(),
                underway.begun.as_second().into(),
            ];
            transaction.execute(sql, &values)?;
            Ok(())
        })
    }

    /// Takes up the way of a browser that is back; nobody comes back twice.
    pub fn comes_back(&self, secret: &Token, now: Timestamp) -> Result<Option<Underway>, StoreError> {
        let id = secret.id();
        let found = self.unrecorded(|transaction| {
            let sql = "SELECT session, place, begun FROM identification WHERE id = $1";
            let Some(row) = transaction.one(sql, &[id.as_str().into()])? else { return Ok(None) };
            transaction.execute("DELETE FROM identification WHERE id = $1", &[id.as_str().into()])?;
            let session =
                if matches!(row.0.first(), Some(Value::Text(_))) { Some(SessionId::kept(row.text(0))) } else { None };
            let begun = Timestamp::from_second(row.whole(2)).map_err(|_| StoreError::Register("identification"))?;
            Ok(Some(Underway { session, place: row.text(1).to_owned(), begun }))
        })?;
        Ok(found.filter(|own| now.duration_since(own.begun) < AT_MOST))
    }

    /// Lets somebody in whom the provider knows, if an administrator has made an account for them.
    ///
    /// # Errors
    /// [`SignInError::Wrong`] where there is no open account.
    pub fn sign_in_identified(&self, who: &Identified, now: Timestamp) -> Result<Started, SignInError> {
        let account = self.looked(|transaction| directory::by_subject(transaction, &who.subject))?;
        let own = account.as_ref().filter(|own| own.active);
        let Some((account, membership)) = own.and_then(|own| Some((own, own.memberships.first()?))) else {
            let outcome = if account.is_some() { "closed" } else { "no-account" };
            self.turned_away(&self.by(account.as_ref(), now), outcome)?;
            return Err(SignInError::Wrong);
        };
        self.started(account, membership, Some(who.session.clone()), now, |_| Ok(()))
    }

    /// Takes what the provider says as a renewed identification (DER-14): of the same person, and given since the way was begun. The session goes on under another token.
    ///
    /// # Errors
    /// [`SignInError::Wrong`] where it is another's, or older.
    pub fn renew_identified(
        &self,
        viewer: &Viewer,
        underway: &Underway,
        who: &Identified,
        address: &str,
        now: Timestamp,
    ) -> Result<Token, SignInError> {
        let record = Record::of(&viewer.access("renewal"), now, "write", "session");
        let account: Option<Account> = self.looked(|transaction| directory::by_subject(transaction, &who.subject))?;
        // A browser can leave `prompt` and `max_age` out of the address; the time cannot be left out.
        let faults = [
            (underway.session.as_ref() != Some(viewer.session()), "another-session"),
            (account.is_none_or(|own| own.id != viewer.staff().id), "another-person"),
            (who.at < underway.begun - SLACK, "not-renewed"),
        ];
        if let Some((_, outcome)) = faults.into_iter().find(|(is_so, _)| *is_so) {
            self.turned_away(&record, outcome)?;
            return Err(SignInError::Wrong);
        }
        self.goes_on(viewer, (who.at.min(now), address), &record, |_| Ok(()))
    }

    /// Writes down that somebody came back from the provider and did not get in, and why.
    pub fn not_identified(&self, viewer: Option<&Viewer>, outcome: &str, now: Timestamp) -> Result<(), StoreError> {
        let record = viewer
            .map_or_else(|| self.by(None, now), |own| Record::of(&own.access("renewal"), now, "refused", "session"));
        self.turned_away(&record, outcome)
    }

    /// Ends the sessions that the provider has ended: of a person, of one of its sessions, or both; how many.
    pub fn ended_by_provider(
        &self,
        subject: Option<&str>,
        session: Option<&str>,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let mut record = self.by(None, now);
        record.purpose = "sign-out".into();
        self.recorded(&record, |transaction, record| {
            let account = match subject {
                Some(subject) => match directory::by_subject(transaction, subject)? {
                    Some(account) => Some(account),
                    None => return Ok(Ok(0)),
                },
                None => None,
            };
            let id: Option<&StaffId> = account.as_ref().map(|own| &own.id);
            if let Some(own) = &account {
                record.by = own.id.to_string();
                record.role = own.memberships.first().map_or_else(String::new, |held| held.role.code().to_owned());
            }
            let sql = "DELETE FROM session WHERE provider IS NOT NULL AND account = COALESCE($1, account) \
                       AND provider = COALESCE($2, provider)";
            Ok(Ok(transaction.execute(sql, &[id.map(StaffId::as_str).into(), session.into()])?))
        })
    }
}
