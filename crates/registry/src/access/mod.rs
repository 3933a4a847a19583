//! Who comes in, and as whom: accounts, passwords, sessions, units, and the viewer that every request is answered to.
//!
//! A session is looked up at every request together with its account, so what an administrator takes away is gone at once.

mod account;
mod case;
mod common_password;
mod desk;
mod directory;
mod draft;
mod extract;
mod figures;
mod glass;
mod identification;
mod leaked_password;
mod log;
mod log_search;
mod open_orders;
mod outcomes;
pub mod password;
pub mod policy;
mod register;
mod relation;
mod session;
mod sign_in;
mod throttle;
mod timeline;
mod unit;
mod viewer;

pub use account::{Account, AccountFault, Membership};
pub use case::{Case, EVERYTHING};
pub(crate) use case::{case, tells_person};
pub use desk::{Seen, Wish, Work};
pub(crate) use desk::{denied, has_shown_again, standing};
pub(crate) use directory::account_of;
pub use directory::{DirectoryError, FIRST_LASTS};
pub use extract::Extract;
pub use figures::{CaseMemory, Figures, NO_REGION};
pub use glass::{GLASS_LASTS, Glass, GlassPart};
pub use identification::Underway;
pub use leaked_password::{LeakedPasswords, LeakedPasswordsError};
pub use log::{LogPart, LogWanted};
pub use open_orders::Open;
pub use outcomes::{AskedAt, DueForm};
pub use register::{Contradiction, RowFault, Taken};
pub use relation::Standing;
pub use session::{ABSOLUTE, IDLE, MOST_SESSIONS, SEEN_WITHIN, Session, SessionId, Token};
pub use sign_in::{Attempt, SignInError, Started};
pub use throttle::WINDOW;
pub use unit::{Unit, Units};
pub use viewer::Viewer;
