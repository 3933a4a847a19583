//! Who comes in, and as whom: accounts, passwords, sessions, units, and the viewer that every request is answered to.
//!
//! A session is looked up at every request together with its account, so what an administrator takes away is gone at once.

mod account;
mod directory;
pub mod password;
mod session;
mod sign_in;
mod throttle;
mod unit;
mod viewer;

pub use account::{Account, AccountFault, Membership};
pub use directory::DirectoryError;
pub use session::{ABSOLUTE, IDLE, Session, SessionId, Token};
pub use sign_in::{Attempt, SignInError, Started};
pub use throttle::WINDOW;
pub use unit::{Unit, Units};
pub use viewer::Viewer;
