//! Calls of record systems in the store: each token is good for one call, whichever instance of the service it reaches, and each call has its
//! record. Nothing of what was asked is kept.

use jiff::Timestamp;

use super::{Caller, Untrusted};
use crate::audit::Record;
use crate::store::{Store, StoreError, Transaction};

/// What tokens were shown, until they end.
pub(crate) const TABLE: &[&str] = &["CREATE TABLE shown_token (id TEXT PRIMARY KEY, ends BIGINT NOT NULL)"];

impl Store {
    /// Takes a record system's token, unless it was shown before; either has its record.
    ///
    /// # Errors
    /// A store that fails: then nobody is answered.
    pub fn takes_call(&self, caller: &Caller, now: Timestamp) -> Result<bool, StoreError> {
        let record = Record {
            seq: 0,
            at: now,
            by: caller.issuer.clone(),
            role: "record-system".into(),
            unit: String::new(),
            purpose: "decision-support".into(),
            action: "read".into(),
            resource: "guideline".into(),
            patients: vec![],
            outcome: vec![],
            added: None,
        };
        self.recorded(&record, |transaction: &mut dyn Transaction, record| {
            transaction.execute("DELETE FROM shown_token WHERE ends <= $1", &[now.as_second().into()])?;
            let sql = "INSERT INTO shown_token (id, ends) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING";
            let is_new =
                transaction.execute(sql, &[caller.token.as_str().into(), caller.ends.as_second().into()])? == 1;
            if !is_new {
                record.action = "refused".into();
                record.outcome.push(Untrusted::Again.code().to_owned());
            }
            Ok(Ok(is_new))
        })
    }
}
