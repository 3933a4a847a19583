//! Guessing is slowed down: by account and address together, by address, and by account.
//!
//! An account is locked from one address after few failures, so that a stranger elsewhere cannot lock somebody out; from everywhere
//! only after many. What was typed is kept as a hash: it may be anything.

use jiff::{SignedDuration, Timestamp};

use crate::audit::digest;
use crate::store::{StoreError, Transaction};

/// How long failures count, and so how long somebody is locked out.
pub const WINDOW: SignedDuration = SignedDuration::from_mins(15);
/// Failures of one account from one address.
pub(super) const PAIR: i64 = 5;
/// Failures from one address.
pub(super) const ADDRESS: i64 = 20;
/// Failures of one account from anywhere.
pub(super) const ACCOUNT: i64 = 50;

/// What is counted, and how much of it is borne.
pub(super) fn subjects(account: &str, address: &str) -> [(String, i64); 3] {
    [
        (digest(["pair", account, address]), PAIR),
        (digest(["address", address]), ADDRESS),
        (digest(["account", account]), ACCOUNT),
    ]
}

/// Counts an attempt before it is judged, so that many at once are no way around; or says until when there is no attempt.
pub(super) fn count(
    session: &mut dyn Transaction,
    account: &str,
    address: &str,
    now: Timestamp,
) -> Result<Result<(), Timestamp>, StoreError> {
    session.execute("DELETE FROM attempt WHERE since <= $1", &[(now - WINDOW).as_second().into()])?;
    let mut locked: Option<Timestamp> = None;
    let subjects = subjects(account, address);
    for (subject, most) in &subjects {
        let sql = "SELECT failures, since FROM attempt WHERE subject = $1";
        if let Some(row) = session.one(sql, &[subject.as_str().into()])?
            && row.whole(0) >= *most
        {
            let since = Timestamp::from_second(row.whole(1)).unwrap_or(now);
            locked = locked.max(Some(since + WINDOW));
        }
    }
    if let Some(until) = locked {
        return Ok(Err(until));
    }
    for (subject, _) in &subjects {
        let sql = "INSERT INTO attempt (subject, failures, since) VALUES ($1, 1, $2) \
                   ON CONFLICT (subject) DO UPDATE SET failures = attempt.failures + 1";
        session.execute(sql, &[subject.as_str().into(), now.as_second().into()])?;
    }
    Ok(Ok(()))
}

/// An attempt that succeeded was no failure. What others failed at from the same address stays counted.
pub(super) fn forget(session: &mut dyn Transaction, account: &str, address: &str) -> Result<(), StoreError> {
    let [pair, address, account] = subjects(account, address).map(|(subject, _)| subject);
    session.execute("DELETE FROM attempt WHERE subject = $1", &[pair.as_str().into()])?;
    for subject in [address, account] {
        let sql = "UPDATE attempt SET failures = failures - 1 WHERE subject = $1";
        session.execute(sql, &[subject.as_str().into()])?;
    }
    Ok(())
}
