//! Accounts, units and sessions in the store.

use clinic::code::CodeList;
use clinic::identifier::StaffId;
use clinic::staff::Role;
use jiff::{SignedDuration, Timestamp};

use super::password::{HashError, Unfit, fits, hash};
use super::{Account, AccountFault, MOST_SESSIONS, Membership, Session, SessionId, Unit, Units};
use crate::audit::{Access, Record};
use crate::precondition::{Precondition, Version};
use crate::store::{Row, Store, StoreError, Transaction, Value, json, number};

/// How long a password that somebody else set lets its owner in, to choose one (own figure, to be confirmed).
pub const FIRST_LASTS: SignedDuration = SignedDuration::from_hours(72);

/// Why an account is not kept.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// Everything that is wrong with it.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Faults(Vec<AccountFault>),
    /// The password is none.
    #[error(transparent)]
    Unfit(#[from] Unfit),
    /// Nothing was computed.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// There is one already.
    #[error("there is an account {0} already; choose another name")]
    Taken(StaffId),
    /// There is none.
    #[error("there is no account {0}")]
    NoSuch(StaffId),
    /// The store does not take it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An account with its password's hash.
pub(super) struct Kept {
    pub account: Account,
    pub password: Option<String>,
    /// Until when its owner may choose one, where somebody else set it.
    pub first_until: Option<Timestamp>,
}

impl Store {
    /// Adds an account with its first password, or with none where the provider of identities says who it is. The person chooses another
    /// at the first sign-in.
    ///
    /// # Errors
    /// See [`DirectoryError`].
    pub fn add_account(
        &self,
        access: &Access,
        account: &Account,
        password: Option<&str>,
        now: Timestamp,
    ) -> Result<Version, DirectoryError> {
        sound(account)?;
        // Without either nobody would come in.
        let password = match password {
            None if account.subject.is_some() => None,
            given => {
                let given = given.unwrap_or_default();
                fits(given, &account.id, self.leaked_passwords())?;
                Some(hash(given)?)
            }
        };
        let record = Record::of(access, now, "write", &format!("account {}", account.id));
        let added = self.recorded(&record, |transaction, record| {
            if kept(transaction, account.id.as_str())?.is_some() {
                refused(record, "taken");
                return Ok(Ok(Err(DirectoryError::Taken(account.id.clone()))));
            }
            if is_anothers(transaction, account)? {
                refused(record, "subject-taken");
                return Ok(Ok(Err(DirectoryError::Faults(vec![AccountFault::SubjectTaken]))));
            }
            let sql = "INSERT INTO account (id, version, body, password, subject, first_until) VALUES ($1, 1, $2, $3, $4, $5)";
            let first_until = password.as_ref().map(|_| (now + FIRST_LASTS).as_second());
            let values = [
                account.id.as_str().into(),
                json(account)?.as_str().into(),
                password.as_deref().into(),
                account.subject.as_deref().into(),
                first_until.map_or(Value::Null, Value::from),
            ];
            transaction.execute(sql, &values)?;
            Ok(Ok(Ok(Version(1))))
        });
        added?
    }

    /// Sets what an account says, and ends its sessions: they were begun under what it said before.
    ///
    /// # Errors
    /// See [`DirectoryError`]; a version that is missing or old is [`StoreError::Unmet`].
    pub fn set_account(
        &self,
        access: &Access,
        account: &Account,
        seen: Precondition,
        now: Timestamp,
    ) -> Result<Version, DirectoryError> {
        sound(account)?;
        let record = Record::of(access, now, "write", &format!("account {}", account.id));
        let set = self.recorded(&record, |transaction, record| {
            let now = version(transaction, "SELECT version FROM account WHERE id = $1", account.id.as_str())?;
            if let Err(unmet) = seen.against(now) {
                refused(record, &unmet.status().to_string());
                return Ok(Err(unmet.into()));
            }
            if is_anothers(transaction, account)? {
                refused(record, "subject-taken");
                return Ok(Ok(Err(DirectoryError::Faults(vec![AccountFault::SubjectTaken]))));
            }
            let sql = "UPDATE account SET body = $1, subject = $2, version = version + 1 WHERE id = $3";
            let values =
                [json(account)?.as_str().into(), account.subject.as_deref().into(), account.id.as_str().into()];
            transaction.execute(sql, &values)?;
            end_sessions(transaction, &account.id, None)?;
            Ok(Ok(Ok(Version(now.0 + 1))))
        });
        set?
    }

    /// Sets another's password, and ends their sessions. The person chooses another at the next sign-in.
    ///
    /// # Errors
    /// See [`DirectoryError`].
    pub fn set_password(
        &self,
        access: &Access,
        account: &StaffId,
        password: &str,
        now: Timestamp,
    ) -> Result<(), DirectoryError> {
        fits(password, account, self.leaked_passwords())?;
        let password = hash(password)?;
        let record = Record::of(access, now, "write", &format!("password of {account}"));
        let set = self.recorded(&record, |transaction, record| {
            let changed = keep_password(transaction, account, &password, Some(now + FIRST_LASTS))?;
            end_sessions(transaction, account, None)?;
            if changed == 0 {
                refused(record, "no-such");
            }
            Ok(Ok(changed == 1))
        })?;
        if set { Ok(()) } else { Err(DirectoryError::NoSuch(account.clone())) }
    }

    /// Takes every password for its owner's, as in a demonstration, where all stand on the page.
    pub(crate) fn passwords_are_own(&self) -> Result<(), StoreError> {
        self.unrecorded(|transaction| {
            transaction.execute("UPDATE account SET first_until = NULL", &[])?;
            Ok(())
        })
    }

    /// Every account, with its version.
    pub fn accounts(&self, access: &Access, now: Timestamp) -> Result<Vec<(Account, Version)>, StoreError> {
        let record = Record::of(access, now, "read", "accounts");
        self.observed(&record, |transaction, _| {
            let rows =
                transaction.query("SELECT body, password, first_until, version FROM account ORDER BY id", &[])?;
            Ok(rows.iter().map(|row| Ok((read(row)?.account, Version(number(row.whole(3)))))).collect())
        })
    }

    /// Sets a unit in the register.
    ///
    /// # Errors
    /// A version that is missing or old is [`StoreError::Unmet`].
    pub fn set_unit(
        &self,
        access: &Access,
        unit: &Unit,
        seen: Precondition,
        now: Timestamp,
    ) -> Result<Version, StoreError> {
        let record = Record::of(access, now, "write", "units");
        self.recorded(&record, |transaction, record| {
            let now = version(transaction, "SELECT version FROM unit WHERE id = $1", &unit.id)?;
            if let Err(unmet) = seen.against(now) {
                refused(record, &unmet.status().to_string());
                return Ok(Err(unmet.into()));
            }
            let sql = "INSERT INTO unit (id, version, body) VALUES ($1, 1, $2) \
                       ON CONFLICT (id) DO UPDATE SET body = excluded.body, version = unit.version + 1";
            transaction.execute(sql, &[unit.id.as_str().into(), json(unit)?.as_str().into()])?;
            Ok(Ok(Version(now.0 + 1)))
        })
    }

    /// Every unit, with its version.
    pub fn unit_register(&self, access: &Access, now: Timestamp) -> Result<Vec<(Unit, Version)>, StoreError> {
        let record = Record::of(access, now, "read", "units");
        self.observed(&record, |transaction, _| {
            let rows = transaction.query("SELECT body, version FROM unit ORDER BY id", &[])?;
            Ok(rows.iter().map(|row| Ok((read_unit(row)?, Version(number(row.whole(1)))))).collect())
        })
    }
}

/// The version that a row of a register has; 0 where there is none.
fn version(transaction: &mut dyn Transaction, sql: &str, id: &str) -> Result<Version, StoreError> {
    Ok(Version(transaction.one(sql, &[id.into()])?.map_or(0, |row| number(row.whole(0)))))
}

fn read_unit(row: &Row) -> Result<Unit, StoreError> {
    serde_json::from_str(row.text(0)).map_err(|_| StoreError::Register("units"))
}

fn sound(account: &Account) -> Result<(), DirectoryError> {
    let faults = account.faults();
    if faults.is_empty() { Ok(()) } else { Err(DirectoryError::Faults(faults)) }
}

fn refused(record: &mut Record, outcome: &str) {
    "refused".clone_into(&mut record.action);
    record.outcome.push(outcome.to_owned());
}

/// Whether another account has the same subject.
fn is_anothers(transaction: &mut dyn Transaction, account: &Account) -> Result<bool, StoreError> {
    let Some(subject) = &account.subject else { return Ok(false) };
    let sql = "SELECT id FROM account WHERE subject = $1 AND id <> $2";
    Ok(transaction.one(sql, &[subject.as_str().into(), account.id.as_str().into()])?.is_some())
}

/// The account that the provider's word opens.
pub(super) fn by_subject(transaction: &mut dyn Transaction, subject: &str) -> Result<Option<Account>, StoreError> {
    let row =
        transaction.one("SELECT body, password, first_until FROM account WHERE subject = $1", &[subject.into()])?;
    Ok(row.as_ref().map(read).transpose()?.map(|kept| kept.account))
}

fn read(row: &Row) -> Result<Kept, StoreError> {
    let account = serde_json::from_str(row.text(0)).map_err(|_| StoreError::Register("account"))?;
    let password = row.text(1);
    let first_until = at(row, 2, "account")?;
    Ok(Kept { account, password: (!password.is_empty()).then(|| password.to_owned()), first_until })
}

pub(super) fn kept(transaction: &mut dyn Transaction, account: &str) -> Result<Option<Kept>, StoreError> {
    let row = transaction.one("SELECT body, password, first_until FROM account WHERE id = $1", &[account.into()])?;
    row.as_ref().map(read).transpose()
}

/// An account by its id; `None` where there is none.
pub(crate) fn account_of(transaction: &mut dyn Transaction, id: &StaffId) -> Result<Option<Account>, StoreError> {
    Ok(kept(transaction, id.as_str())?.map(|kept| kept.account))
}

pub(super) fn keep_password(
    transaction: &mut dyn Transaction,
    account: &StaffId,
    password: &str,
    first_until: Option<Timestamp>,
) -> Result<u64, StoreError> {
    let sql = "UPDATE account SET password = $1, first_until = $2 WHERE id = $3";
    let until = first_until.map_or(Value::Null, |own| own.as_second().into());
    Ok(transaction.execute(sql, &[password.into(), until, account.as_str().into()])?)
}

pub(super) fn units(transaction: &mut dyn Transaction) -> Result<Units, StoreError> {
    let rows = transaction.query("SELECT body FROM unit", &[])?;
    let units = rows.iter().map(|row| read_unit(row).map(|unit| (unit.id.clone(), unit)));
    Ok(Units(units.collect::<Result<_, StoreError>>()?))
}

const SESSION: &str = "SELECT id, account, role, unit, created, seen, renewed, provider, renewed_from FROM session";

/// A time that may be missing.
fn at(row: &Row, column: usize, register: &'static str) -> Result<Option<Timestamp>, StoreError> {
    let Some(Value::Whole(seconds)) = row.0.get(column) else { return Ok(None) };
    Timestamp::from_second(*seconds).map(Some).map_err(|_| StoreError::Register(register))
}

fn read_session(row: &Row) -> Result<Session, StoreError> {
    let known = |column| at(row, column, "session")?.ok_or(StoreError::Register("session"));
    let text = |column| matches!(row.0.get(column), Some(Value::Text(_))).then(|| row.text(column).to_owned());
    let role = Role::from_code(row.text(2)).ok_or(StoreError::Register("session"))?;
    Ok(Session {
        id: SessionId::kept(row.text(0)),
        account: StaffId::new(row.text(1)).map_err(|_| StoreError::Register("session"))?,
        membership: Membership { role, unit: row.text(3).to_owned() },
        created: known(4)?,
        seen: known(5)?,
        renewed: at(row, 6, "session")?,
        provider: text(7),
        renewed_from: text(8),
    })
}

pub(super) fn session(transaction: &mut dyn Transaction, id: &SessionId) -> Result<Option<Session>, StoreError> {
    let row = transaction.one(&format!("{SESSION} WHERE id = $1"), &[id.as_str().into()])?;
    row.as_ref().map(read_session).transpose()
}

pub(super) fn sessions(transaction: &mut dyn Transaction, account: &StaffId) -> Result<Vec<Session>, StoreError> {
    let rows =
        transaction.query(&format!("{SESSION} WHERE account = $1 ORDER BY created"), &[account.as_str().into()])?;
    rows.iter().map(read_session).collect()
}

pub(super) fn begin(transaction: &mut dyn Transaction, session: &Session) -> Result<(), StoreError> {
    let sql =
        "INSERT INTO session (id, account, role, unit, created, seen, provider) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let values = [
        session.id.as_str().into(),
        session.account.as_str().into(),
        session.membership.role.code().into(),
        session.membership.unit.as_str().into(),
        session.created.as_second().into(),
        session.seen.as_second().into(),
        session.provider.as_deref().into(),
    ];
    transaction.execute(sql, &values)?;
    let mut others = sessions(transaction, &session.account)?;
    others.retain(|own| own.id != session.id);
    others.sort_by_key(|own| std::cmp::Reverse(own.seen));
    for over in others.iter().skip(MOST_SESSIONS - 1) {
        end_session(transaction, &session.account, over.id.as_str())?;
    }
    Ok(())
}

/// Ends one session of an account; how many there were.
pub(super) fn end_session(transaction: &mut dyn Transaction, account: &StaffId, id: &str) -> Result<u64, StoreError> {
    let sql = "DELETE FROM session WHERE account = $1 AND id = $2";
    Ok(transaction.execute(sql, &[account.as_str().into(), id.into()])?)
}

/// Ends the sessions of an account, but for one that stays; how many.
pub(super) fn end_sessions(
    transaction: &mut dyn Transaction,
    account: &StaffId,
    but: Option<&SessionId>,
) -> Result<u64, StoreError> {
    let stays = but.map_or("", SessionId::as_str);
    let sql = "DELETE FROM session WHERE account = $1 AND id <> $2";
    Ok(transaction.execute(sql, &[account.as_str().into(), stays.into()])?)
}

/// Sessions that are over are not kept.
pub(super) fn end_old_sessions(transaction: &mut dyn Transaction, now: Timestamp) -> Result<(), StoreError> {
    let (idle, absolute) = ((now - super::IDLE).as_second(), (now - super::ABSOLUTE).as_second());
    transaction.execute("DELETE FROM session WHERE seen <= $1 OR created <= $2", &[idle.into(), absolute.into()])?;
    Ok(())
}
