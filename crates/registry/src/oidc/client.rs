//! The client of HTTP that asks the provider: with a limit to time and size, and no redirection.

use std::error::Error;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use openidconnect::{HttpRequest, HttpResponse};
use rustls::pki_types::CertificateDer;
use ureq::Agent;
use ureq::tls::{Certificate, RootCerts, TlsConfig, TlsProvider};

use crate::authorities::ciphers;

/// How long somebody waits for a provider (own figure).
const PATIENCE: Duration = Duration::from_secs(10);
/// How much a provider may say, in bytes.
const MOST: u64 = 1 << 20;

/// A client for one provider.
pub(super) struct Client(Agent);

impl Client {
    pub(super) fn new(authorities: &[CertificateDer<'static>], https_only: bool) -> Self {
        let trusted: Vec<_> = authorities.iter().map(|own| Certificate::from_der(own.as_ref()).to_owned()).collect();
        let tls = TlsConfig::builder()
            .provider(TlsProvider::Rustls)
            .unversioned_rustls_crypto_provider(ciphers())
            .root_certs(RootCerts::Specific(Arc::new(trusted)))
            .build();
        // What a provider answers is for the library to judge, an error by status too. A redirection could lead anywhere.
        let config = Agent::config_builder()
            .tls_config(tls)
            .https_only(https_only)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .timeout_global(Some(PATIENCE))
            .user_agent("marv")
            .build();
        Self(config.new_agent())
    }

    /// Asks once.
    ///
    /// # Errors
    /// No answer, no whole one, or one that is too large.
    pub(super) fn ask(&self, request: HttpRequest) -> io::Result<HttpResponse> {
        let (head, body) = self.0.run(request).map_err(io::Error::other)?.into_parts();
        let body = body.into_with_config().limit(MOST).read_to_vec().map_err(io::Error::other)?;
        Ok(HttpResponse::from_parts(head, body))
    }
}

/// Whether nothing was asked because of the certificate that was shown.
pub(super) fn is_about_certificate(error: &io::Error) -> bool {
    let mut inner: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(own) = inner {
        if matches!(own.downcast_ref(), Some(rustls::Error::InvalidCertificate(_))) {
            return true;
        }
        // What an `io::Error` holds is not its source, and neither is what `ureq` holds.
        inner = match (own.downcast_ref::<io::Error>(), own.downcast_ref::<ureq::Error>()) {
            (Some(error), _) | (_, Some(ureq::Error::Io(error))) => {
                error.get_ref().map(|held| held as &(dyn Error + 'static))
            }
            (_, Some(ureq::Error::Rustls(error))) => Some(error),
            _ => own.source(),
        };
    }
    false
}
