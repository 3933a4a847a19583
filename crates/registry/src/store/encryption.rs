//! The way to a `PostgreSQL` server: by a socket or within this computer as it is, to another computer by TLS alone.
//!
//! The server's certificate must be for the host that the address names, and signed by an authority of `sslrootcert`, or else of this
//! computer: what `PostgreSQL` calls `verify-full`. There is nothing less. The service shows who it is by a certificate of its own (`sslcert`, `sslkey`) or
//! by a password out of a file (`password_file`): what stands in an address is seen by whoever lists the processes.

use std::net::IpAddr;
use std::path::Path;

use postgres::Config;
use postgres::config::{Host, SslMode};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::database::DatabaseError;
use crate::authorities::{OF_THIS_COMPUTER, authorities, ciphers};
use crate::secret_file;

/// Where a server is, and how what is said to it is encrypted.
pub(super) struct Way {
    pub config: Config,
    pub tls: Option<MakeRustlsConnect>,
}

impl Way {
    /// Reads an address: that of the driver, with `sslrootcert=FILE`, `sslcert=FILE`, `sslkey=FILE`, `password_file=FILE` and `sslmode=verify-full`
    /// besides.
    ///
    /// # Errors
    /// An address that is none, or would not be encrypted towards another computer; a file without authorities; a password in the address; a key
    /// or password that others can read.
    pub(super) fn to(address: &str) -> Result<Self, DatabaseError> {
        let (address, file) = taken(address, "sslrootcert");
        let (address, certificate) = taken(&address, "sslcert");
        let (address, key) = taken(&address, "sslkey");
        let (address, password) = taken(&address, "password_file");
        let mut config: Config = address.replace("sslmode=verify-full", "sslmode=require").parse()?;
        if config.get_password().is_some() {
            let text = "password: whoever lists the processes of this computer sees it in an address; write password_file=FILE";
            return Err(DatabaseError::says(text));
        }
        if let Some(file) = password {
            config.password(secret("password_file", &file)?.trim_end_matches(['\r', '\n']));
        }
        let own = match (certificate, key) {
            (None, None) => None,
            (Some(certificate), Some(key)) => Some(own_certificate(&certificate, &key)?),
            _ => {
                return Err(DatabaseError::says(
                    "sslcert, sslkey: one is of no use without the other; give both files",
                ));
            }
        };
        let is_here = is_here(&config);
        if !is_here && config.get_ssl_mode() == SslMode::Disable {
            let text = "sslmode=disable: another computer is reached by TLS alone; write sslmode=verify-full, with sslrootcert=FILE for an authority of \
                        your own";
            return Err(DatabaseError::says(text));
        }
        if is_here && file.is_none() && own.is_none() && config.get_ssl_mode() != SslMode::Require {
            return Ok(Self { config, tls: None });
        }
        config.ssl_mode(SslMode::Require);
        let file = file.unwrap_or_else(|| OF_THIS_COMPUTER.to_owned());
        let mut roots = RootCertStore::empty();
        let all =
            authorities(Path::new(&file)).map_err(|error| DatabaseError::says(format!("sslrootcert: {error}")))?;
        for own in all {
            roots.add(own).map_err(|error| DatabaseError::says(format!("sslrootcert: {file}: {error}")))?;
        }
        let built = ClientConfig::builder_with_provider(ciphers()).with_safe_default_protocol_versions();
        let built = built.map_err(|error| DatabaseError::says(error.to_string()))?;
        let built = built.with_root_certificates(roots);
        let client = match own {
            Some((chain, key)) => built
                .with_client_auth_cert(chain, key)
                .map_err(|error| DatabaseError::says(format!("sslcert, sslkey: {error}")))?,
            None => built.with_no_client_auth(),
        };
        Ok(Self { config, tls: Some(MakeRustlsConnect::new(client)) })
    }
}

/// What a file holds that others cannot read.
fn secret(field: &str, file: &str) -> Result<String, DatabaseError> {
    secret_file::read(Path::new(file)).map_err(|error| DatabaseError::says(format!("{field}: {file}: {error}")))
}

/// The certificate by which the service shows who it is, with those between it and its authority, and its key.
fn own_certificate(
    certificate: &str,
    key: &str,
) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), DatabaseError> {
    let chain =
        authorities(Path::new(certificate)).map_err(|error| DatabaseError::says(format!("sslcert: {error}")))?;
    let own = PrivateKeyDer::from_pem_slice(secret("sslkey", key)?.as_bytes());
    let own = own.map_err(|error| DatabaseError::says(format!("sslkey: {key} is no PEM of a key: {error}")))?;
    Ok((chain, own))
}

/// Whether every server of an address is on this computer. Where it gives an IP address too, that is where it leads.
fn is_here(config: &Config) -> bool {
    if !config.get_hostaddrs().is_empty() {
        return config.get_hostaddrs().iter().all(IpAddr::is_loopback);
    }
    config.get_hosts().iter().all(|host| match host {
        Host::Unix(_) => true,
        Host::Tcp(name) => name == "localhost" || name.parse().is_ok_and(|ip: IpAddr| ip.is_loopback()),
    })
}

/// Takes a setting that the driver does not know out of an address, as `name=value` among others or after `?` of a URL. The value holds no
/// space.
fn taken(address: &str, name: &str) -> (String, Option<String>) {
    let begins = |at: usize| address[..at].chars().next_back().is_none_or(|before| " \t\n?&".contains(before));
    let Some(at) = address.match_indices(&format!("{name}=")).map(|(at, _)| at).find(|at| begins(*at)) else {
        return (address.to_owned(), None);
    };
    let rest = &address[at + name.len() + 1..];
    let (value, after) = rest.split_at(rest.find(|c: char| c.is_whitespace() || c == '&').unwrap_or(rest.len()));
    let after = after.strip_prefix('&').unwrap_or(after);
    (format!("{}{after}", &address[..at]), Some(value.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way(address: &str) -> Result<bool, String> {
        Way::to(address).map(|way| way.tls.is_some()).map_err(|error| error.to_string())
    }

    #[test]
    fn another_computer_is_reached_by_tls_alone() {
        for here in [
            "host=/run/postgresql dbname=marv",
            "host=localhost",
            "host=127.0.0.1",
            "host=::1",
            "postgresql://localhost/marv",
            "host=db.example hostaddr=127.0.0.1",
        ] {
            assert_eq!(way(here), Ok(false), "{here}");
        }
        for (elsewhere, told) in [
            ("host=db.example sslmode=disable", "sslmode=disable"),
            ("host=localhost,db.example sslmode=disable", "sslmode=disable"),
            // Where it leads counts, and not what it is called.
            ("host=localhost hostaddr=192.0.2.1 sslmode=disable", "sslmode=disable"),
            ("postgresql://db.example/marv?sslmode=disable", "sslmode=disable"),
            ("host=db.example sslrootcert=/nowhere/ca.pem", "/nowhere/ca.pem cannot be read"),
            ("postgresql://db.example/marv?sslrootcert=/nowhere/ca.pem&user=marv", "/nowhere/ca.pem cannot be read"),
            ("host=localhost sslrootcert=/nowhere/ca.pem", "/nowhere/ca.pem cannot be read"),
            ("host=localhost password=s3cret", "password_file=FILE"),
            ("postgresql://marv:s3cret@localhost/marv", "password_file=FILE"),
            ("host=localhost password_file=/nowhere/password", "/nowhere/password"),
            ("host=localhost sslcert=/nowhere/own.pem", "give both"),
            ("host=localhost sslcert=/nowhere/own.pem sslkey=/nowhere/own.key", "/nowhere/own.pem cannot be read"),
        ] {
            assert!(way(elsewhere).unwrap_err().contains(told), "{elsewhere}: {:?}", way(elsewhere));
            assert!(!way(elsewhere).unwrap_err().contains("s3cret"), "{elsewhere}");
        }
    }

    #[test]
    fn a_setting_is_taken_out_and_nothing_else() {
        let of = |address| taken(address, "sslrootcert");
        assert_eq!(of("host=a sslrootcert=/x user=b"), ("host=a  user=b".into(), Some("/x".into())));
        assert_eq!(of("postgresql://a/b?sslrootcert=/x&user=c"), ("postgresql://a/b?user=c".into(), Some("/x".into())));
        assert_eq!(of("host=a password=nosslrootcert=x"), ("host=a password=nosslrootcert=x".into(), None));
    }
}
