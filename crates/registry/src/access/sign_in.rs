//! Coming in, showing again who one is, and going out. Every attempt is logged, whatever comes of it.

use clinic::code::CodeList;
use clinic::identifier::StaffId;
use jiff::Timestamp;

use super::account::NOBODY;
use super::directory::{self, Kept};
use super::password::{HashError, Unfit, fits, hash, verify};
use super::{Account, Membership, Session, Token, Viewer, throttle};
use crate::audit::{Access, Record};
use crate::store::{Store, StoreError, Transaction};

/// Somebody at the door.
#[derive(Clone, Copy)]
pub struct Attempt<'a> {
    /// The account that was typed.
    pub account: &'a str,
    /// The password that was typed.
    pub password: &'a str,
    /// The address that it came from.
    pub address: &'a str,
    /// The role and unit that are wanted; the first of the account where none is named.
    pub membership: Option<&'a Membership>,
}

/// A session that has begun.
#[derive(Debug)]
pub struct Started {
    /// For the cookie.
    pub token: Token,
    /// Who came in.
    pub viewer: Viewer,
}

/// Why nobody came in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// Account, password or role; which of them is not told.
    #[error("account, password or role do not fit together")]
    Wrong,
    /// Too many failures.
    #[error("too many failed attempts: try again after {until}")]
    Locked {
        /// When the next attempt is judged.
        until: Timestamp,
    },
    /// Whoever came in by the provider of identities shows there who they are.
    #[error("show who you are at the provider at which you signed in")]
    AtProvider,
    /// The new password is none.
    #[error(transparent)]
    Unfit(#[from] Unfit),
    /// Nothing was computed.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// The store does not take it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A session whose use was written down less than this many seconds ago is not written again.
const SEEN_EVERY: i64 = 60;

impl Store {
    /// Lets somebody in.
    ///
    /// # Errors
    /// See [`SignInError`].
    pub fn sign_in(&self, attempt: &Attempt<'_>, now: Timestamp) -> Result<Started, SignInError> {
        let typed = attempt.account.trim().to_lowercase();
        let attempt = &Attempt { account: &typed, ..*attempt };
        let kept = self.judged(attempt, None, now)?;
        let wanted = attempt.membership.or(kept.account.memberships.first());
        let held = wanted.filter(|wanted| kept.account.active && kept.account.memberships.contains(wanted));
        let Some(membership) = held else {
            return Err(self
                .turned_away(&self.by(Some(&kept.account), now), "wrong")
                .err()
                .map_or(SignInError::Wrong, Into::into));
        };
        self.started(&kept.account, membership, None, now, |transaction| {
            throttle::forget(transaction, attempt.account, attempt.address)
        })
    }

    /// Begins a session of somebody who showed who they are.
    pub(super) fn started(
        &self,
        account: &Account,
        membership: &Membership,
        provider: Option<String>,
        now: Timestamp,
        also: impl Fn(&mut dyn Transaction) -> Result<(), StoreError>,
    ) -> Result<Started, SignInError> {
        let token = Token::make().map_err(StoreError::Unguessable)?;
        let session = Session {
            id: token.id(),
            account: account.id.clone(),
            membership: membership.clone(),
            created: now,
            seen: now,
            renewed: None,
            provider,
        };
        let mut record = self.by(Some(account), now);
        (record.role, record.unit) = (membership.role.code().to_owned(), membership.unit.clone());
        let viewer = self.recorded(&record, |transaction, _| {
            also(transaction)?;
            directory::end_old_sessions(transaction, now)?;
            directory::begin(transaction, &session)?;
            let units = directory::units(transaction)?;
            let viewer = Viewer::new(account.clone(), session.clone(), units, now);
            Ok(viewer.ok_or(StoreError::NoSession))
        })?;
        Ok(Started { token, viewer })
    }

    /// Takes a renewed identification, which a signature asks for (DER-14).
    ///
    /// # Errors
    /// See [`SignInError`].
    pub fn renew(&self, viewer: &Viewer, password: &str, address: &str, now: Timestamp) -> Result<(), SignInError> {
        let account = viewer.staff().id.as_str();
        if viewer.is_by_provider() {
            // A password proves less than what opened this session.
            self.turned_away(&Record::of(&viewer.access("renewal"), now, "refused", "session"), "at-provider")?;
            return Err(SignInError::AtProvider);
        }
        let attempt = Attempt { account, password, address, membership: Some(viewer.membership()) };
        self.judged(&attempt, Some(viewer), now)?;
        let record = Record::of(&viewer.access("renewal"), now, "write", "session");
        Ok(self.recorded(&record, |transaction, _| {
            throttle::forget(transaction, account, address)?;
            let sql = "UPDATE session SET renewed = $1 WHERE id = $2";
            let changed = transaction.execute(sql, &[now.as_second().into(), viewer.session().as_str().into()])?;
            Ok(if changed == 1 { Ok(()) } else { Err(StoreError::NoSession) })
        })?)
    }

    /// Changes the own password; every other session of the person ends.
    ///
    /// # Errors
    /// See [`SignInError`].
    pub fn change_password(
        &self,
        viewer: &Viewer,
        (old, new): (&str, &str),
        address: &str,
        now: Timestamp,
    ) -> Result<(), SignInError> {
        let account = &viewer.staff().id;
        fits(new, account)?;
        let attempt =
            Attempt { account: account.as_str(), password: old, address, membership: Some(viewer.membership()) };
        self.judged(&attempt, Some(viewer), now)?;
        let kept = hash(new)?;
        let record = Record::of(&viewer.access("password"), now, "write", "account");
        Ok(self.recorded(&record, |transaction, _| {
            throttle::forget(transaction, account.as_str(), address)?;
            directory::keep_password(transaction, account, &kept)?;
            directory::end_sessions(transaction, account, Some(viewer.session()))?;
            Ok(Ok(()))
        })?)
    }

    /// Whose token it is, if it opens anything now. The use of a session is written down once a minute.
    pub fn viewer(&self, token: &Token, now: Timestamp) -> Result<Option<Viewer>, StoreError> {
        let found = self.looked(|transaction| {
            let Some(session) = directory::session(transaction, &token.id())? else { return Ok(None) };
            let Some(kept) = directory::kept(transaction, session.account.as_str())? else { return Ok(None) };
            Ok(Some((kept.account, session, directory::units(transaction)?)))
        })?;
        let Some((account, session, units)) = found else { return Ok(None) };
        if now.as_second() - session.seen.as_second() >= SEEN_EVERY && session.lasts(now) {
            let sql = "UPDATE session SET seen = $1 WHERE id = $2";
            self.unrecorded(|transaction| {
                Ok(transaction.execute(sql, &[now.as_second().into(), session.id.as_str().into()])?)
            })?;
        }
        Ok(Viewer::new(account, session, units, now))
    }

    /// Works in another of the own roles from now on. A renewed identification does not come along.
    ///
    /// # Errors
    /// [`SignInError::Wrong`] when the role is not the person's.
    pub fn choose(&self, viewer: &Viewer, membership: &Membership, now: Timestamp) -> Result<(), SignInError> {
        let record = Record::of(&viewer.access("role"), now, "write", "session");
        if !viewer.memberships().contains(membership) {
            self.turned_away(&record, "wrong")?;
            return Err(SignInError::Wrong);
        }
        Ok(self.recorded(&record, |transaction, _| {
            let sql = "UPDATE session SET role = $1, unit = $2, renewed = NULL WHERE id = $3";
            let (role, unit) = (membership.role.code().into(), membership.unit.as_str().into());
            transaction.execute(sql, &[role, unit, viewer.session().as_str().into()])?;
            Ok(Ok(()))
        })?)
    }

    /// Ends this session.
    pub fn sign_out(&self, viewer: &Viewer, now: Timestamp) -> Result<(), StoreError> {
        let record = Record::of(&viewer.access("sign-out"), now, "write", "session");
        self.recorded(&record, |transaction, _| {
            transaction.execute("DELETE FROM session WHERE id = $1", &[viewer.session().as_str().into()])?;
            Ok(Ok(()))
        })
    }

    /// Ends every session of an account at once; how many there were.
    pub fn end_sessions(&self, access: &Access, account: &StaffId, now: Timestamp) -> Result<u64, StoreError> {
        let record = Record::of(access, now, "write", &format!("sessions of {account}"));
        self.recorded(&record, |transaction, _| Ok(Ok(directory::end_sessions(transaction, account, None)?)))
    }

    /// The sessions of an account.
    pub fn sessions(&self, access: &Access, account: &StaffId, now: Timestamp) -> Result<Vec<Session>, StoreError> {
        let record = Record::of(access, now, "read", &format!("sessions of {account}"));
        self.recorded(&record, |transaction, _| {
            let all = directory::sessions(transaction, account)?;
            Ok(Ok(all.into_iter().filter(|own| own.lasts(now)).collect()))
        })
    }

    /// Counts an attempt, and compares the password while nothing else waits.
    fn judged(&self, attempt: &Attempt<'_>, viewer: Option<&Viewer>, now: Timestamp) -> Result<Kept, SignInError> {
        let mut kept = None;
        let counted = self.unrecorded(|transaction: &mut dyn Transaction| {
            kept = directory::kept(transaction, attempt.account)?;
            throttle::count(transaction, attempt.account, attempt.address, now)
        })?;
        let known = kept.as_ref().map(|own| &own.account);
        let record = viewer
            .map_or_else(|| self.by(known, now), |own| Record::of(&own.access("renewal"), now, "refused", "session"));
        if let Err(until) = counted {
            self.turned_away(&record, "locked")?;
            return Err(SignInError::Locked { until });
        }
        let fits = verify(attempt.password, kept.as_ref().and_then(|own| own.password.as_deref()));
        match kept.filter(|_| fits) {
            Some(kept) => Ok(kept),
            None => {
                self.turned_away(&record, "wrong")?;
                Err(SignInError::Wrong)
            }
        }
    }

    pub(super) fn turned_away(&self, record: &Record, outcome: &str) -> Result<(), StoreError> {
        let record = Record { action: "refused".into(), outcome: vec![outcome.into()], ..record.clone() };
        self.recorded(&record, |_, _| Ok(Ok(())))
    }

    /// A record of somebody who is not in yet. What was typed is not in it unless it is an account.
    #[expect(clippy::unused_self, reason = "reads like the other records")]
    pub(super) fn by(&self, account: Option<&Account>, now: Timestamp) -> Record {
        let membership = account.and_then(|own| own.memberships.first());
        Record {
            seq: 0,
            at: now,
            by: account.map_or_else(|| NOBODY.to_owned(), |own| own.id.to_string()),
            role: membership.map_or_else(String::new, |own| own.role.code().to_owned()),
            unit: membership.map_or_else(String::new, |own| own.unit.clone()),
            purpose: "sign-in".into(),
            action: "write".into(),
            resource: "session".into(),
            patients: vec![],
            outcome: vec![],
            added: None,
        }
    }
}
