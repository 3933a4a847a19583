//! Which record systems may ask, and how each shows who it is: a JSON Web Token of its own with every call (CDS Hooks 2.0, "Trusting CDS
//! Clients"). Their keys are given in a file and never fetched, so an address in a token (`jku`) leads nowhere.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use data_encoding::BASE64URL_NOPAD;
use jiff::{SignedDuration, Timestamp};
use openidconnect::core::{CoreJsonWebKey, CoreJsonWebKeySet, CoreJwsSigningAlgorithm};
use openidconnect::{JsonWebKey, JsonWebKeyId};
use serde::Deserialize;
use serde_json::Value;

use super::SERVICE;
use crate::audit::digest;
use crate::rsa_key;

/// How long before its end a token may be made (CDS Hooks 2.0: no more than five minutes).
const LONGEST: SignedDuration = SignedDuration::from_mins(5);
/// How far two clocks may differ (own figure).
const SLACK: SignedDuration = SignedDuration::from_secs(30);
/// Calls a second of one client, where its settings name none (own figure).
const PER_SECOND: u32 = 10;

/// A record system.
struct Client {
    keys: Vec<CoreJsonWebKey>,
    requests_per_second: u32,
    legacy_rsa: bool,
}

/// A call of a record system, whose token fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Which.
    pub issuer: String,
    /// How many calls a second it has.
    pub requests_per_second: u32,
    /// SHA-256 of issuer and `jti`, under which the token is remembered; it is good for one call.
    pub token: String,
    /// When the token ends.
    pub ends: Timestamp,
}

/// The record systems that may ask.
pub struct Clients {
    by_issuer: HashMap<String, Client>,
    /// The address of the service, which a token must name.
    audience: String,
}

/// Everything that is wrong with the settings: field, value and remedy.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.join("\n"))]
pub struct ClientsError(pub Vec<String>);

/// Why a token is not taken. What was sent is not repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Untrusted {
    /// None was shown.
    #[error("there is no token: send Authorization: Bearer and a JWT of your own with each call")]
    Missing,
    /// It is no JWT that is understood.
    #[error(
        "the token is no signed JWT with ES384, ES256, PS384 or PS256 and a kid (RS384 and RS256 by agreement alone)"
    )]
    Unreadable,
    /// `iss` is nobody's who may ask.
    #[error("iss: this issuer may not ask; have it registered")]
    Issuer,
    /// The signature is by none of the issuer's keys.
    #[error("the signature is by none of the keys that were given for the issuer and the kid")]
    Signature,
    /// `aud` is another service's.
    #[error("aud: it must be the address that is called")]
    Audience,
    /// `exp` or `iat` does not fit.
    #[error("exp, iat: the token must be made now and end within five minutes")]
    Time,
    /// `jti` is missing, or was shown before.
    #[error("jti: it is missing, or was sent before; make a token for each call")]
    Again,
}

impl Untrusted {
    /// A stable code for the log.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Missing => "client-missing",
            Self::Unreadable => "client-unreadable",
            Self::Issuer => "client-issuer",
            Self::Signature => "client-signature",
            Self::Audience => "client-audience",
            Self::Time => "client-time",
            Self::Again => "client-again",
        }
    }

    /// The same in Danish.
    #[must_use]
    pub fn da(self) -> &'static str {
        match self {
            Self::Missing => "der er intet token: send Authorization: Bearer og et eget JWT med hvert kald",
            Self::Unreadable => {
                "tokenet er ikke et underskrevet JWT med ES384, ES256, PS384 eller PS256 og et kid (RS384 og RS256 kun efter aftale)"
            }
            Self::Issuer => "iss: denne udsteder må ikke spørge; få den registreret",
            Self::Signature => "underskriften er ikke lavet med en af de nøgler, der er givet for udstederen og kid",
            Self::Audience => "aud: det skal være den adresse, der kaldes",
            Self::Time => "exp, iat: tokenet skal være lavet nu og udløbe inden for fem minutter",
            Self::Again => "jti: det mangler eller er sendt før; lav et token til hvert kald",
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    client: Vec<WrittenClient>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenClient {
    issuer: String,
    keys_file: PathBuf,
    requests_per_second: Option<u32>,
    #[serde(default)]
    legacy_rsa: bool,
}

fn keys(file: &Path, legacy_rsa: bool) -> Result<Vec<CoreJsonWebKey>, String> {
    let name = file.display();
    let text = std::fs::read_to_string(file).map_err(|error| format!("{name} cannot be read: {error}"))?;
    let set: CoreJsonWebKeySet =
        serde_json::from_str(&text).map_err(|error| format!("{name} is no JSON Web Key Set: {error}"))?;
    let named = set.keys().iter().filter(|key| key.key_id().is_some()).cloned().collect::<Vec<_>>();
    if named.is_empty() {
        return Err(format!("{name} holds no key with a kid; give the client's public keys"));
    }
    match named.iter().find(|key| !rsa_key::is_long_enough(key, legacy_rsa)) {
        Some(key) => Err(format!(
            "{name}: the RSA key {:?} is shorter than {} bits; have a longer one, or one of an elliptic curve",
            key.key_id().map_or("", |id| id.as_str()),
            rsa_key::shortest(legacy_rsa)
        )),
        None => Ok(named),
    }
}

impl Clients {
    /// Reads the record systems from a file of TOML; paths in it are taken from its folder. `origin` is where the service is reached.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    pub fn read(file: &Path, origin: &str) -> Result<Self, ClientsError> {
        let name = file.display();
        let text = std::fs::read_to_string(file)
            .map_err(|error| ClientsError(vec![format!("{name} cannot be read: {error}")]))?;
        let written: Written = toml::from_str(&text)
            .map_err(|error| ClientsError(vec![format!("{name}: {}", error.to_string().trim())]))?;
        let mut faults = Vec::new();
        if written.client.is_empty() {
            faults.push(format!("{name}: [[client]] is missing: give each record system, or leave the option out"));
        }
        let mut by_issuer = HashMap::new();
        for WrittenClient { issuer, keys_file, requests_per_second, legacy_rsa } in written.client {
            if issuer.trim().is_empty() || by_issuer.contains_key(&issuer) {
                faults
                    .push(format!("{name}: issuer {issuer:?} is empty or stands twice; give each record system's own"));
            }
            if requests_per_second == Some(0) {
                faults.push(format!("{name}: requests_per_second 0 of {issuer:?} lets nobody ask; give at least 1"));
            }
            let folder = file.parent().unwrap_or(Path::new(""));
            match keys(&folder.join(keys_file), legacy_rsa) {
                Ok(keys) => {
                    let requests_per_second = requests_per_second.unwrap_or(PER_SECOND);
                    by_issuer.insert(issuer, Client { keys, requests_per_second, legacy_rsa });
                }
                Err(error) => faults.push(format!("{name}: keys_file of {issuer:?}: {error}")),
            }
        }
        let audience = format!("{origin}/cds-services/{SERVICE}");
        if faults.is_empty() { Ok(Self { by_issuer, audience }) } else { Err(ClientsError(faults)) }
    }

    /// Who asks. Whether the token was shown before is for whoever remembers tokens ([`Caller::token`]).
    ///
    /// METHOD: RFC 7519 with the claims of CDS Hooks 2.0; the signature is compared by the library that reads ID tokens too.
    ///
    /// # Errors
    /// See [`Untrusted`].
    pub fn trusted(&self, token: Option<&str>, now: Timestamp) -> Result<Caller, Untrusted> {
        let token = token.ok_or(Untrusted::Missing)?;
        let (signed, signature) = token.rsplit_once('.').ok_or(Untrusted::Unreadable)?;
        let (head, claims) = signed.split_once('.').ok_or(Untrusted::Unreadable)?;
        let (head, claims) = (part(head)?, part(claims)?);
        let signature = BASE64URL_NOPAD.decode(signature.as_bytes()).map_err(|_| Untrusted::Unreadable)?;
        let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
        let (algorithm, kid) = (algorithm(&head)?, text(&head, "kid").ok_or(Untrusted::Unreadable)?);
        if head.get("crit").is_some() || text(&head, "typ").is_some_and(|kind| !kind.eq_ignore_ascii_case("jwt")) {
            return Err(Untrusted::Unreadable);
        }
        let issuer = text(&claims, "iss").ok_or(Untrusted::Issuer)?;
        let client = self.by_issuer.get(&issuer).ok_or(Untrusted::Issuer)?;
        if rsa_key::is_legacy(&algorithm) && !client.legacy_rsa {
            return Err(Untrusted::Unreadable);
        }
        let kid = JsonWebKeyId::new(kid);
        let by = |key: &CoreJsonWebKey| {
            key.key_id() == Some(&kid) && key.verify_signature(&algorithm, signed.as_bytes(), &signature).is_ok()
        };
        if !client.keys.iter().any(by) {
            return Err(Untrusted::Signature);
        }
        let is_own = match claims.get("aud") {
            Some(Value::String(one)) => *one == self.audience,
            Some(Value::Array(all)) => all.iter().any(|one| one.as_str() == Some(&self.audience)),
            _ => false,
        };
        if !is_own {
            return Err(Untrusted::Audience);
        }
        let time = |name: &str| claims.get(name).and_then(Value::as_i64).and_then(|at| Timestamp::from_second(at).ok());
        let (made, ends) = time("iat").zip(time("exp")).ok_or(Untrusted::Time)?;
        if made > now + SLACK || ends <= now || ends > now + LONGEST + SLACK {
            return Err(Untrusted::Time);
        }
        let id = text(&claims, "jti").filter(|id| !id.is_empty()).ok_or(Untrusted::Again)?;
        let token = digest([issuer.as_str(), id.as_str()]);
        Ok(Caller { issuer, requests_per_second: client.requests_per_second, token, ends })
    }
}

fn part(text: &str) -> Result<Value, Untrusted> {
    let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| Untrusted::Unreadable)?;
    serde_json::from_slice(&bytes).map_err(|_| Untrusted::Unreadable)
}

/// Signatures with a key of the client's alone.
fn algorithm(head: &Value) -> Result<CoreJwsSigningAlgorithm, Untrusted> {
    use CoreJwsSigningAlgorithm as By;
    match head.get("alg").and_then(Value::as_str) {
        Some("ES384") => Ok(By::EcdsaP384Sha384),
        Some("ES256") => Ok(By::EcdsaP256Sha256),
        Some("RS384") => Ok(By::RsaSsaPkcs1V15Sha384),
        Some("RS256") => Ok(By::RsaSsaPkcs1V15Sha256),
        Some("PS384") => Ok(By::RsaSsaPssSha384),
        Some("PS256") => Ok(By::RsaSsaPssSha256),
        _ => Err(Untrusted::Unreadable),
    }
}
