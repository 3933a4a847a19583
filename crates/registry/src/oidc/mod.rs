//! Sign-in at a provider of identities: `OpenID` Connect Core 1.0 with authorization code and PKCE (RFC 7636).
//!
//! The provider says who somebody is, and when they last showed it. What they may do stands in the account that an administrator
//! has made: no account is made and no role is given by what a provider says.

mod client;
mod provider;
mod settings;

pub use provider::{Asked, Identified, NotIdentified, Provider, SLACK};
pub use settings::{Settings, SettingsError};
