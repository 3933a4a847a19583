//! Certificates of the authorities that a provider of identities, or a database on another computer, is trusted by.
//!
//! They are read from a file, so that whoever runs the service sees which they are; none is compiled in.

use std::path::Path;
use std::sync::Arc;

use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

/// Where Debian keeps the authorities that a computer trusts.
pub const OF_THIS_COMPUTER: &str = "/etc/ssl/certs/ca-certificates.crt";

/// The certificates in a file of PEM.
///
/// # Errors
/// A file that cannot be read, or holds none, in words with the remedy.
pub fn authorities(file: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let name = file.display();
    let text = std::fs::read(file).map_err(|error| format!("{name} cannot be read: {error}"))?;
    let all: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&text).collect();
    match all {
        Ok(all) if !all.is_empty() => Ok(all),
        Ok(_) => Err(format!("{name} holds no certificate; give those of the authorities as PEM")),
        Err(error) => Err(format!("{name} is no PEM of certificates: {error}")),
    }
}

/// The one implementation of ciphers and signatures that connections use.
#[must_use]
pub fn ciphers() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_a_certificate_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ca.pem");
        assert!(authorities(&file).unwrap_err().contains("cannot be read"));
        std::fs::write(&file, "nothing").unwrap();
        assert!(authorities(&file).unwrap_err().contains("holds no certificate"));
    }
}
