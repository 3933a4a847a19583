//! The tables, and how they came to be. Statements are the same on both databases.
//!
//! | table | holds | persons |
//! |---|---|---|
//! | `meta` | version of the tables, id of the store | none |
//! | `event` | what happened, append-only | pseudonymous |
//! | `audit` | who asked, chained, append-only | staff; patients pseudonymous |
//! | `audit_subject` | which records speak of which patient; follows from `audit` | pseudonymous |
//! | `idempotency` | answers given, by the key of the request | pseudonymous |
//! | `order_row`, `specimen_row` | read models; follow from `event` | pseudonymous |
//! | `account` | who may come in, with the hash of the password | staff |
//! | `unit` | the register of units | none |
//! | `session` | who is in, by the hash of the token | staff |
//! | `identification` | who is on the way to the provider of identities, by the hash of the browser's secret | none |
//! | `person` | who a patient is: number, name, birth date | **identifying**; with the next the one table that is |
//! | `person_before` | what `person` said before a correction, why, and who corrected it | **identifying** |
//! | `joining` | which pseudonym was proposed to be joined into which, why, by whom, and who confirmed it | staff; the reason may be **identifying** |
//! | `care` | which units treat which patient | pseudonymous |
//! | `verdict` | the decision record on which an order was submitted | pseudonymous |
//! | `broken_glass` | who looked without a relation, why, and what the review found | staff; pseudonymous |
//! | `draft` | requisitions that are being written | persons |
//! | `report_file` | SHA-256 of each file of a report as it was first shown | none |
//! | `job` | work that events made due, and what came of it | pseudonymous |
//! | `shown_token` | tokens that record systems have shown, by hash, until they end | none |
//! | `attempt` | failed attempts to come in, by the hash of what was typed and of the address | none |

use super::StoreError;
use super::database::{Session, Value};
use super::verification::rebuild;
use crate::audit::{hexadecimal, unguessable};

/// Each migration once, in order; a migration that was released is never changed.
const MIGRATIONS: &[&[&str]] = &[
    COURSES,
    ACCESS,
    DRAFTS,
    REPORTS,
    crate::job::TABLE,
    super::read_model::LISTS,
    IDENTITY,
    crate::person::correction::TABLES,
    crate::person::joining::TABLES,
    OWN_PASSWORDS,
    crate::cds::TABLE,
];

const OWN_PASSWORDS: &[&str] = &[
    // Until when a password that somebody else set lets its owner choose one; none where it is the owner's own.
    "ALTER TABLE account ADD COLUMN first_until BIGINT",
    // Where the person last identified themselves again, as a hash.
    "ALTER TABLE session ADD COLUMN renewed_from TEXT",
];

const IDENTITY: &[&str] = &[
    "ALTER TABLE account ADD COLUMN subject TEXT",
    "CREATE UNIQUE INDEX account_subject ON account (subject)",
    "ALTER TABLE session ADD COLUMN provider TEXT",
    "CREATE TABLE identification (id TEXT PRIMARY KEY, session TEXT, place TEXT NOT NULL, begun BIGINT NOT NULL)",
];

const REPORTS: &[&str] = &[
    "CREATE TABLE report_file (report TEXT NOT NULL, name TEXT NOT NULL, sha256 TEXT NOT NULL, PRIMARY KEY (report, name))",
];

const DRAFTS: &[&str] = &[
    "CREATE TABLE draft (patient TEXT NOT NULL, unit TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (patient, unit))",
];

const COURSES: &[&str] = &[
    "CREATE TABLE event (seq BIGINT PRIMARY KEY, patient TEXT NOT NULL, version BIGINT NOT NULL, body TEXT NOT NULL, UNIQUE (patient, version))",
    "CREATE TABLE audit (seq BIGINT PRIMARY KEY, body TEXT NOT NULL, code TEXT NOT NULL)",
    "CREATE TABLE audit_subject (seq BIGINT NOT NULL, patient TEXT NOT NULL, PRIMARY KEY (patient, seq))",
    "CREATE TABLE idempotency (key TEXT PRIMARY KEY, request TEXT NOT NULL, version BIGINT NOT NULL, added BIGINT NOT NULL)",
    "CREATE TABLE order_row (patient TEXT NOT NULL, order_id TEXT NOT NULL, indication TEXT NOT NULL, route TEXT NOT NULL, \
     kind TEXT NOT NULL, unit TEXT NOT NULL, site TEXT, state TEXT NOT NULL, holds TEXT NOT NULL, submitted TEXT, \
     data_released TEXT, signed TEXT, delivered TEXT, reserved BIGINT NOT NULL, consumed BIGINT NOT NULL, \
     returned BIGINT NOT NULL, PRIMARY KEY (patient, order_id))",
    "CREATE TABLE specimen_row (patient TEXT NOT NULL, specimen_id TEXT NOT NULL, order_id TEXT NOT NULL, role TEXT NOT NULL, \
     state TEXT NOT NULL, label TEXT, collected TEXT, received TEXT, PRIMARY KEY (patient, specimen_id))",
];

const ACCESS: &[&str] = &[
    "CREATE TABLE account (id TEXT PRIMARY KEY, version BIGINT NOT NULL, body TEXT NOT NULL, password TEXT)",
    "CREATE TABLE unit (id TEXT PRIMARY KEY, version BIGINT NOT NULL, body TEXT NOT NULL)",
    "CREATE TABLE session (id TEXT PRIMARY KEY, account TEXT NOT NULL, role TEXT NOT NULL, unit TEXT NOT NULL, \
     created BIGINT NOT NULL, seen BIGINT NOT NULL, renewed BIGINT)",
    "CREATE INDEX session_account ON session (account)",
    "CREATE TABLE attempt (subject TEXT PRIMARY KEY, failures BIGINT NOT NULL, since BIGINT NOT NULL)",
    "CREATE TABLE person (patient TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE, name TEXT NOT NULL, birth TEXT NOT NULL, \
     protected BIGINT NOT NULL)",
    "CREATE TABLE care (patient TEXT NOT NULL, unit TEXT NOT NULL, since BIGINT NOT NULL, PRIMARY KEY (patient, unit))",
    "CREATE TABLE verdict (patient TEXT NOT NULL, order_id TEXT NOT NULL, record TEXT NOT NULL, PRIMARY KEY (patient, order_id))",
    "CREATE TABLE broken_glass (id TEXT PRIMARY KEY, account TEXT NOT NULL, unit TEXT NOT NULL, patient TEXT NOT NULL, \
     reason TEXT NOT NULL, since BIGINT NOT NULL, until BIGINT NOT NULL, reviewer TEXT, finding TEXT)",
    "CREATE INDEX broken_glass_patient ON broken_glass (patient, account)",
];

/// The version of the tables that this program knows.
pub const SCHEMA: usize = MIGRATIONS.len();

/// The id of a store whose tables are those of this program.
pub(super) fn existing(session: &mut dyn Session) -> Result<String, StoreError> {
    let ask = "SELECT value FROM meta WHERE key = $1";
    let found = session.one(ask, &["schema".into()])?.map_or_else(String::new, |row| row.text(0).to_owned());
    let id = session.one(ask, &["store".into()])?.map_or_else(String::new, |row| row.text(0).to_owned());
    if found == SCHEMA.to_string() && !id.is_empty() {
        Ok(id)
    } else {
        Err(StoreError::Schema { found, known: SCHEMA })
    }
}

/// Brings the tables up to date; the id of the store.
pub(super) fn migrate(session: &mut dyn Session) -> Result<String, StoreError> {
    session.execute("CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)", &[])?;
    let found = session.one("SELECT value FROM meta WHERE key = $1", &["schema".into()])?;
    let found = match found {
        Some(row) => {
            row.text(0).parse().map_err(|_| StoreError::Schema { found: row.text(0).into(), known: SCHEMA })?
        }
        None => 0,
    };
    if found > SCHEMA {
        return Err(StoreError::Schema { found: found.to_string(), known: SCHEMA });
    }
    for statement in MIGRATIONS.iter().skip(found).copied().flatten() {
        session.execute(statement, &[])?;
    }
    let set = "INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
    if found < SCHEMA {
        // A read model that an earlier program made may lack what this one reads.
        rebuild(session)?;
        session.execute(set, &["schema".into(), SCHEMA.to_string().as_str().into()])?;
    }
    if let Some(row) = session.one("SELECT value FROM meta WHERE key = $1", &["store".into()])? {
        return Ok(row.text(0).to_owned());
    }
    let id = hexadecimal(&unguessable::<16>().map_err(StoreError::Unguessable)?);
    session.execute(set, &["store".into(), Value::from(id.as_str())])?;
    Ok(id)
}
