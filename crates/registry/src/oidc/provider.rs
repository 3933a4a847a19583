//! The way to the provider, and what comes back: who somebody is, and when they showed it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use clinic::language::Language;
use data_encoding::BASE64URL_NOPAD;
use jiff::{SignedDuration, Timestamp};
use openidconnect::core::{
    CoreAuthPrompt, CoreAuthenticationFlow, CoreClient, CoreIdToken, CoreJsonWebKey, CoreJsonWebKeySet,
    CoreJwsSigningAlgorithm,
};
use openidconnect::{
    AuthenticationContextClass, AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, CsrfToken,
    DiscoveryError, IdTokenVerifier, IssuerUrl, JsonWebTokenType, LanguageTag, LogoutRequest, Nonce, NonceVerifier,
    PkceCodeChallenge, PkceCodeVerifier, PostLogoutRedirectUrl, ProviderMetadataWithLogout, RedirectUrl,
    RequestTokenError, Scope, SignatureVerificationError, TokenResponse,
};
use serde_json::{Map, Value};

use super::Settings;
use super::client::{Client, is_about_certificate};
use crate::access::{ABSOLUTE, Token};
use crate::audit::digest;
use crate::rsa_key;

/// Where the provider sends a browser back to.
pub const RETURN: &str = "/sign-in/returned";
/// How long what the provider says of itself and its keys is believed (own figure).
const BELIEVED: Duration = Duration::from_mins(10);
/// How soon it is asked again for a key that is not known (own figure).
const AGAIN: Duration = Duration::from_secs(30);
/// How long a provider that did not answer is left alone (own figure).
const SILENT: Duration = Duration::from_secs(3);
/// How far the provider's clock may differ from ours (own figure).
pub const SLACK: SignedDuration = SignedDuration::from_secs(30);
/// Event of a logout token (`OpenID` Connect Back-Channel Logout 1.0, section 2.4).
const LOGGED_OUT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// What is asked of the provider: that somebody shows who they are, or shows it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// To come in; a sign-in at the provider that is younger than a session may last is enough.
    ComeIn,
    /// To sign, submit or break the glass: now, whatever was shown before.
    ShowAgain,
}

/// Who somebody is, as the provider says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identified {
    /// The value of the claim that an account's `subject` is compared with.
    pub subject: String,
    /// When they showed it.
    pub at: Timestamp,
    /// The provider's session; empty where it names none.
    pub session: String,
}

/// Why nobody is known to be somebody. What the provider said is not repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotIdentified {
    /// The provider does not answer, or not as the standard says.
    #[error("the provider does not answer")]
    Unreachable,
    /// What answers shows no certificate of the provider's that is trusted.
    #[error("the provider shows no certificate for its name by an authority that is trusted: look at authorities_file")]
    Certificate,
    /// The provider took no code back.
    #[error("the provider does not know this sign-in any more")]
    Code,
    /// Its token does not fit; which part is told to those who keep the log.
    #[error("what the provider says does not fit: {0}")]
    Token(&'static str),
}

impl NotIdentified {
    /// Whether it is the provider that cannot be asked, and not somebody's token that does not fit.
    #[must_use]
    pub fn is_of_the_provider(self) -> bool {
        matches!(self, Self::Unreachable | Self::Certificate)
    }

    /// A stable code for the log.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Unreachable => "provider-unreachable",
            Self::Certificate => "provider-certificate",
            Self::Code => "provider-code",
            Self::Token(part) => part,
        }
    }
}

/// What the provider says of itself, and since when.
struct Known {
    metadata: ProviderMetadataWithLogout,
    since: Instant,
}

/// What was last heard of the provider, and when it last did not answer.
#[derive(Default)]
struct Heard {
    known: Option<Arc<Known>>,
    silent: Option<Instant>,
}

/// A provider of identities.
pub struct Provider {
    settings: Settings,
    origin: String,
    client: Client,
    heard: Mutex<Heard>,
}

/// Values that are bound to one browser's way to the provider and back: whoever has the secret in its cookie, and nobody else, knows them.
///
/// METHOD: SHA-256 of the secret's 256 random bits, each under a name of its own; so nothing has to be kept that would let somebody
/// else go the way to its end.
fn bound(name: &str, secret: &Token) -> String {
    digest([name, secret.secret()])
}

impl Provider {
    /// A provider, and the origin at which browsers see this service. Nothing is asked yet: a provider that does not answer keeps no
    /// local account out.
    #[must_use]
    pub fn new(settings: Settings, origin: String) -> Self {
        let client = Client::new(&settings.authorities, settings.issuer.starts_with("https://"));
        Self { settings, origin, client, heard: Mutex::default() }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self, language: Language) -> &str {
        language.pick(&self.settings.da, &self.settings.en)
    }

    /// What it says of itself; asked for anew when that is older than `most`.
    fn known(&self, most: Duration) -> Result<Arc<Known>, NotIdentified> {
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = heard.known.as_ref().filter(|own| own.since.elapsed() < most) {
            return Ok(Arc::clone(own));
        }
        // Whoever waited while another got no answer does not wait for none of their own.
        if heard.silent.is_some_and(|since| since.elapsed() < SILENT) {
            return Err(NotIdentified::Unreachable);
        }
        let issuer = IssuerUrl::new(self.settings.issuer.clone()).map_err(|_| NotIdentified::Unreachable)?;
        let told = ProviderMetadataWithLogout::discover(&issuer, &|request| self.client.ask(request));
        let metadata = match told {
            Ok(metadata) => metadata,
            Err(error) => {
                heard.silent = Some(Instant::now());
                return Err(if let DiscoveryError::Request(error) = error {
                    silence(&error)
                } else {
                    NotIdentified::Unreachable
                });
            }
        };
        let own = Arc::new(Known { metadata, since: Instant::now() });
        *heard = Heard { known: Some(Arc::clone(&own)), silent: None };
        Ok(own)
    }

    /// The address to which a browser is sent.
    ///
    /// # Errors
    /// A provider that does not answer, or shows no certificate that is trusted.
    pub fn way(&self, secret: &Token, asked: Asked, language: Language) -> Result<String, NotIdentified> {
        let known = self.known(BELIEVED)?;
        let client = CoreClient::from_provider_metadata(known.metadata.clone(), self.client_id(), None)
            .set_redirect_uri(self.back()?);
        let (state, nonce) = (bound("state", secret), bound("nonce", secret));
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier(secret));
        let mut request = client
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, || CsrfToken::new(state), || Nonce::new(nonce))
            .set_pkce_challenge(challenge)
            .add_scopes(self.settings.scopes.iter().cloned().map(Scope::new))
            .add_ui_locale(LanguageTag::new(language.pick("da", "en").to_owned()));
        for level in &self.settings.acr_values {
            request = request.add_auth_context_value(AuthenticationContextClass::new(level.clone()));
        }
        request = match asked {
            Asked::ComeIn => request.set_max_age(Duration::try_from(ABSOLUTE).unwrap_or_default()),
            Asked::ShowAgain => request.set_max_age(Duration::ZERO).add_prompt(CoreAuthPrompt::Login),
        };
        Ok(request.url().0.to_string())
    }

    /// Whether a browser comes back from where it was sent.
    #[must_use]
    pub fn is_back(secret: &Token, state: &str) -> bool {
        // Hashed once more, so that the time a comparison takes tells nothing.
        digest([state]) == digest([bound("state", secret).as_str()])
    }

    /// Whether the issuer that an answer names is the provider (RFC 9207); an answer need name none.
    #[must_use]
    pub fn is_by(&self, issuer: Option<&str>) -> bool {
        issuer.is_none_or(|issuer| issuer == self.settings.issuer)
    }

    /// Who comes back with a code.
    ///
    /// # Errors
    /// See [`NotIdentified`].
    pub fn identified(&self, secret: &Token, code: &str, now: Timestamp) -> Result<Identified, NotIdentified> {
        let known = self.known(BELIEVED)?;
        let own_secret = ClientSecret::new(self.settings.secret.0.clone());
        let client = CoreClient::from_provider_metadata(known.metadata.clone(), self.client_id(), Some(own_secret))
            .set_redirect_uri(self.back()?);
        let answer = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|_| NotIdentified::Unreachable)?
            .set_pkce_verifier(verifier(secret))
            .request(&|request| self.client.ask(request))
            .map_err(|error| match error {
                RequestTokenError::ServerResponse(_) => NotIdentified::Code,
                RequestTokenError::Request(error) => silence(&error),
                _ => NotIdentified::Unreachable,
            })?;
        let token = answer.id_token().ok_or(NotIdentified::Token("token-missing"))?;
        let claims = self.verified(token, &[], Some(&Nonce::new(bound("nonce", secret))))?;
        self.of(&claims, now)
    }

    /// What a token says, once it is known to be the provider's, for this service, and for now.
    fn verified(
        &self,
        token: &CoreIdToken,
        kinds: &[&str],
        nonce: Option<&Nonce>,
    ) -> Result<Map<String, Value>, NotIdentified> {
        let judged = |known: &Known| {
            let kinds = kinds.iter().filter_map(|kind| JsonWebTokenType::new((*kind).to_owned()).normalize().ok());
            let mut verifier = self.verifier(known);
            if kinds.clone().next().is_some() {
                verifier = verifier.set_allowed_jose_types(kinds);
            }
            let same = |given: Option<&Nonce>| match (nonce, given) {
                (Some(nonce), given) => nonce.verify(given),
                (None, None) => Ok(()),
                (None, Some(_)) => Err("there is a nonce".to_owned()),
            };
            token.claims(&verifier, same).map(|_| ())
        };
        let unknown_key =
            Err(ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey));
        let mut verified = judged(&*self.known(BELIEVED)?);
        if verified == unknown_key {
            // The provider may have a new key.
            verified = judged(&*self.known(AGAIN)?);
        }
        verified.map_err(|error| NotIdentified::Token(part(&error)))?;
        let text = token.to_string();
        let payload = text.split('.').nth(1).and_then(|part| BASE64URL_NOPAD.decode(part.as_bytes()).ok());
        let claims = payload.and_then(|json| serde_json::from_slice(&json).ok());
        claims.ok_or(NotIdentified::Token("token-unreadable"))
    }

    /// Signatures with a key of the provider's alone: neither none, nor one with a secret that two share.
    fn verifier(&self, known: &Known) -> IdTokenVerifier<'_, CoreJsonWebKey> {
        use CoreJwsSigningAlgorithm::{EcdsaP256Sha256, EcdsaP384Sha384, EdDsa, RsaSsaPkcs1V15Sha256, RsaSsaPssSha256};
        let legacy = self.settings.legacy_rsa;
        let keys = known.metadata.jwks().keys().iter().filter(|key| rsa_key::is_long_enough(key, legacy)).cloned();
        let keys = CoreJsonWebKeySet::new(keys.collect());
        let all = [RsaSsaPssSha256, EcdsaP256Sha256, EcdsaP384Sha384, EdDsa, RsaSsaPkcs1V15Sha256];
        let algorithms = all.into_iter().filter(|own| legacy || !rsa_key::is_legacy(own));
        IdTokenVerifier::new_public_client(self.client_id(), known.metadata.issuer().clone(), keys)
            .set_allowed_algs(algorithms)
    }

    /// What the library leaves to us: for whom the token was made, how and when somebody showed who they are, and the claim.
    fn of(&self, claims: &Map<String, Value>, now: Timestamp) -> Result<Identified, NotIdentified> {
        let text = |name: &str| claims.get(name).and_then(Value::as_str);
        if text("azp").is_some_and(|party| party != self.settings.client_id) {
            return Err(NotIdentified::Token("token-party"));
        }
        let levels = &self.settings.acr_values;
        if !levels.is_empty() && !text("acr").is_some_and(|level| levels.iter().any(|own| own == level)) {
            return Err(NotIdentified::Token("token-level"));
        }
        let at = claims.get("auth_time").and_then(Value::as_i64).and_then(|second| Timestamp::from_second(second).ok());
        // It was asked for with `max_age`, so it must be there (`OpenID` Connect Core 1.0, section 3.1.2.1).
        let at = at.filter(|at| (-SLACK..ABSOLUTE + SLACK).contains(&now.duration_since(*at)));
        let at = at.ok_or(NotIdentified::Token("token-time"))?;
        let subject = text(&self.settings.claim).filter(|subject| !subject.trim().is_empty());
        Ok(Identified {
            subject: subject.ok_or(NotIdentified::Token("token-claim"))?.to_owned(),
            at,
            session: text("sid").unwrap_or_default().to_owned(),
        })
    }

    /// Whose sessions the provider has ended: the claim's value where the token has it, and the provider's session.
    ///
    /// # Errors
    /// See [`NotIdentified`].
    pub fn ended(&self, token: &str) -> Result<(Option<String>, Option<String>), NotIdentified> {
        let unreadable = NotIdentified::Token("token-unreadable");
        let token: CoreIdToken = serde_json::from_value(Value::from(token)).map_err(|_| unreadable)?;
        let claims = self.verified(&token, &["logout+jwt", "JWT"], None)?;
        let is_event = claims.get("events").and_then(|events| events.get(LOGGED_OUT)).is_some_and(Value::is_object);
        let text = |name: &str| claims.get(name).and_then(Value::as_str).map(str::to_owned);
        match (text(&self.settings.claim), text("sid")) {
            (None, None) => Err(NotIdentified::Token("token-claim")),
            named if is_event && text("jti").is_some() => Ok(named),
            _ => Err(NotIdentified::Token("token-event")),
        }
    }

    /// Where somebody who went out here goes out at the provider too, if it has such a place (`OpenID` Connect RP-Initiated Logout 1.0).
    #[must_use]
    pub fn way_out(&self) -> Option<String> {
        let known = self.known(BELIEVED).ok()?;
        let place = known.metadata.additional_metadata().end_session_endpoint.clone()?;
        let back = PostLogoutRedirectUrl::new(format!("{}/sign-in", self.origin)).ok()?;
        let request = LogoutRequest::from(place).set_client_id(self.client_id()).set_post_logout_redirect_uri(back);
        Some(request.http_get_url().to_string())
    }

    fn client_id(&self) -> ClientId {
        ClientId::new(self.settings.client_id.clone())
    }

    fn back(&self) -> Result<RedirectUrl, NotIdentified> {
        RedirectUrl::new(format!("{}{RETURN}", self.origin)).map_err(|_| NotIdentified::Unreachable)
    }
}

/// Why the provider did not answer.
fn silence(error: &std::io::Error) -> NotIdentified {
    if is_about_certificate(error) { NotIdentified::Certificate } else { NotIdentified::Unreachable }
}

fn verifier(secret: &Token) -> PkceCodeVerifier {
    PkceCodeVerifier::new(bound("verifier", secret))
}

/// Which part of a token does not fit, as the log says it.
fn part(error: &ClaimsVerificationError) -> &'static str {
    match error {
        ClaimsVerificationError::Expired(_) => "token-expired",
        ClaimsVerificationError::InvalidAudience(_) => "token-audience",
        ClaimsVerificationError::InvalidIssuer(_) => "token-issuer",
        ClaimsVerificationError::InvalidNonce(_) => "token-nonce",
        ClaimsVerificationError::SignatureVerification(_) => "token-signature",
        _ => "token-kind",
    }
}
