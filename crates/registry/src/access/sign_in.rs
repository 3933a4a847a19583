//! Coming in, showing again who one is, and going out. Every attempt is logged, whatever comes of it.

use clinic::code::CodeList;
use clinic::identifier::StaffId;
use jiff::Timestamp;

use super::account::NOBODY;
use super::directory::{self, Kept};
use super::password::{HashError, Unfit, fits, hash, verify};
use super::session::place_of;
use super::{Account, Membership, SEEN_WITHIN, Session, SessionId, Token, Viewer, throttle};
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
    /// The password is the first one, which somebody else set: its owner chooses another.
    #[error("the password is the one that you were given: choose one of your own")]
    First,
    /// The first password was not used in time.
    #[error("the password that you were given has run out: ask your administrator for another")]
    Expired,
    /// No password lets anybody in here.
    #[error("people sign in at the provider of identities here, and not by a password")]
    ProviderAlone,
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

impl Store {
    /// Lets somebody in.
    ///
    /// # Errors
    /// See [`SignInError`].
    pub fn sign_in(&self, attempt: &Attempt<'_>, now: Timestamp) -> Result<Started, SignInError> {
        self.comes_in(attempt, None, now)
    }

    /// Lets somebody in by a password, the first one or their own, with another that they choose in its place. Every other session ends.
    ///
    /// # Errors
    /// See [`SignInError`].
    pub fn choose_password(&self, attempt: &Attempt<'_>, new: &str, now: Timestamp) -> Result<Started, SignInError> {
        self.comes_in(attempt, Some(new), now)
    }

    fn comes_in(&self, attempt: &Attempt<'_>, new: Option<&str>, now: Timestamp) -> Result<Started, SignInError> {
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
        // Whoever has the first password was not guessing, whatever becomes of the other.
        let known = |transaction: &mut dyn Transaction| throttle::forget(transaction, attempt.account, attempt.address);
        let chosen = self.chosen(&kept, (attempt.password, new), now);
        let own = match chosen {
            Ok(own) => own,
            Err(error) => {
                self.unrecorded(known)?;
                return Err(error);
            }
        };
        self.started(&kept.account, membership, None, now, |transaction| {
            if let Some(own) = &own {
                // A first password is good once, also for two who come at the same time.
                let now = directory::kept(transaction, attempt.account)?;
                if now.is_none_or(|now| now.password != kept.password) {
                    return Err(StoreError::NoSession);
                }
                directory::keep_password(transaction, &kept.account.id, own, None)?;
                directory::end_sessions(transaction, &kept.account.id, None)?;
            }
            known(transaction)
        })
    }

    /// What is kept of the password that somebody chooses, which they must in place of the first one.
    fn chosen(
        &self,
        kept: &Kept,
        (old, new): (&str, Option<&str>),
        now: Timestamp,
    ) -> Result<Option<String>, SignInError> {
        let account = &kept.account;
        let turned =
            |outcome, error| self.turned_away(&self.by(Some(account), now), outcome).err().map_or(error, Into::into);
        match (kept.first_until, new) {
            (Some(until), _) if now >= until => Err(turned("expired", SignInError::Expired)),
            (Some(_), None) => Err(turned("first-password", SignInError::First)),
            (None, None) => Ok(None),
            (_, Some(new)) => {
                let fit = if new == old { Err(Unfit::Same) } else { fits(new, &account.id, self.leaked_passwords()) };
                fit.map_err(|error| turned("unfit", error.into()))?;
                Ok(Some(hash(new)?))
            }
        }
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
            renewed_from: None,
            provider,
        };
        let mut record = self.by(Some(account), now);
        (record.role, record.unit) = (membership.role.code().to_owned(), membership.unit.clone());
        if session.provider.is_some() {
            "sign-in-at-provider".clone_into(&mut record.purpose);
        }
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

    /// Takes a renewed identification, which a signature asks for (DER-14). The session goes on under another token.
    ///
    /// # Errors
    /// See [`SignInError`].
    pub fn renew(&self, viewer: &Viewer, password: &str, address: &str, now: Timestamp) -> Result<Token, SignInError> {
        let account = viewer.staff().id.as_str();
        if viewer.is_by_provider() {
            // A password proves less than what opened this session.
            self.turned_away(&Record::of(&viewer.access("renewal"), now, "refused", "session"), "at-provider")?;
            return Err(SignInError::AtProvider);
        }
        let attempt = Attempt { account, password, address, membership: Some(viewer.membership()) };
        self.judged(&attempt, Some(viewer), now)?;
        let record = Record::of(&viewer.access("renewal"), now, "write", "session");
        self.goes_on(viewer, (now, address), &record, |transaction| throttle::forget(transaction, account, address))
    }

    /// Goes on under another token, now that somebody has shown again who they are: when, and from where.
    pub(super) fn goes_on(
        &self,
        viewer: &Viewer,
        (shown, address): (Timestamp, &str),
        record: &Record,
        also: impl Fn(&mut dyn Transaction) -> Result<(), StoreError>,
    ) -> Result<Token, SignInError> {
        let token = Token::make().map_err(StoreError::Unguessable)?;
        self.recorded(record, |transaction, _| {
            also(transaction)?;
            let sql = "UPDATE session SET id = $1, renewed = $2, renewed_from = $3 WHERE id = $4";
            let values = [
                token.id().as_str().into(),
                shown.as_second().into(),
                place_of(address).as_str().into(),
                viewer.session().as_str().into(),
            ];
            Ok(if transaction.execute(sql, &values)? == 1 { Ok(()) } else { Err(StoreError::NoSession) })
        })?;
        Ok(token)
    }

    /// Changes the own password; every other session of the person ends, and this one goes on under another token.
    ///
    /// # Errors
    /// See [`SignInError`].
    pub fn change_password(
        &self,
        viewer: &Viewer,
        (old, new): (&str, &str),
        address: &str,
        now: Timestamp,
    ) -> Result<Token, SignInError> {
        let account = &viewer.staff().id;
        fits(new, account, self.leaked_passwords())?;
        let attempt =
            Attempt { account: account.as_str(), password: old, address, membership: Some(viewer.membership()) };
        self.judged(&attempt, Some(viewer), now)?;
        let kept = hash(new)?;
        let record = Record::of(&viewer.access("password"), now, "write", "account");
        self.goes_on(viewer, (now, address), &record, |transaction| {
            throttle::forget(transaction, account.as_str(), address)?;
            directory::keep_password(transaction, account, &kept, None)?;
            directory::end_sessions(transaction, account, Some(viewer.session()))?;
            Ok(())
        })
    }

    /// Whose token it is, if it opens anything now; asked from another address, somebody has not shown again who they are. The use of a
    /// session is written down where what is kept is older than [`SEEN_WITHIN`].
    pub fn viewer(&self, token: &Token, address: &str, now: Timestamp) -> Result<Option<Viewer>, StoreError> {
        let found = self.looked(|transaction| {
            let Some(session) = directory::session(transaction, &token.id())? else { return Ok(None) };
            let Some(kept) = directory::kept(transaction, session.account.as_str())? else { return Ok(None) };
            Ok(Some((kept.account, session, directory::units(transaction)?)))
        })?;
        let Some((account, session, units)) = found else { return Ok(None) };
        if now.as_second() - session.seen.as_second() >= SEEN_WITHIN.as_secs() && session.lasts(now) {
            let sql = "UPDATE session SET seen = $1 WHERE id = $2";
            self.unrecorded(|transaction| {
                Ok(transaction.execute(sql, &[now.as_second().into(), session.id.as_str().into()])?)
            })?;
        }
        Ok(Viewer::new(account, session.asked_from(address), units, now))
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

    /// Ends the session that a browser had before somebody came in by it anew, which has a record.
    pub fn replaced(&self, session: &SessionId) -> Result<(), StoreError> {
        self.unrecorded(|transaction| {
            transaction.execute("DELETE FROM session WHERE id = $1", &[session.as_str().into()])?;
            Ok(())
        })
    }

    /// Ends this session.
    pub fn sign_out(&self, viewer: &Viewer, now: Timestamp) -> Result<(), StoreError> {
        let record = Record::of(&viewer.access("sign-out"), now, "write", "session");
        self.recorded(&record, |transaction, _| {
            transaction.execute("DELETE FROM session WHERE id = $1", &[viewer.session().as_str().into()])?;
            Ok(Ok(()))
        })
    }

    /// Ends one of the own sessions, or all of them; how many there were.
    ///
    /// # Errors
    /// [`StoreError::NotRenewed`] where the viewer has not shown again who they are.
    pub fn end_own_sessions(&self, viewer: &Viewer, one: Option<&str>, now: Timestamp) -> Result<u64, StoreError> {
        let account = &viewer.staff().id;
        let record = Record::of(&viewer.access("sessions"), now, "write", &format!("sessions of {account}"));
        self.asks_again(viewer, "sessions", now)?;
        self.recorded(&record, |transaction, _| {
            Ok(Ok(match one {
                Some(id) => directory::end_session(transaction, account, id)?,
                None => directory::end_sessions(transaction, account, None)?,
            }))
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
