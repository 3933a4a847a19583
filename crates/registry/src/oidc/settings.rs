//! Which provider, and as whom the service asks it.

use std::fmt;
use std::path::{Path, PathBuf};

use rustls::pki_types::CertificateDer;
use serde::Deserialize;

use crate::authorities::{OF_THIS_COMPUTER, authorities};
use crate::secret_file;

/// The secret that the service shows to the provider; it is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub(super) String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// What is known of the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Its issuer identifier: `https`, or `http` on this computer.
    pub issuer: String,
    /// As what the service is registered there.
    pub client_id: String,
    pub(super) secret: Secret,
    /// Its name on the Danish page.
    pub da: String,
    /// Its name on the English page.
    pub en: String,
    /// The claim that an account's `subject` is compared with.
    pub claim: String,
    /// Scopes besides `openid`.
    pub scopes: Vec<String>,
    /// Levels of authentication (`acr`), one of which the provider must have reached; any where there is none.
    pub acr_values: Vec<String>,
    /// Whether it may sign with RS256 and with RSA keys of fewer than 3072 bits.
    pub legacy_rsa: bool,
    /// By whom its certificate is signed.
    pub authorities: Vec<CertificateDer<'static>>,
}

/// Everything that is wrong with the settings: field, value and remedy.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.join("\n"))]
pub struct SettingsError(pub Vec<String>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    issuer: Option<String>,
    client_id: Option<String>,
    client_secret_file: Option<PathBuf>,
    name: Option<Name>,
    claim: Option<String>,
    #[serde(default)]
    scopes: Vec<String>,
    #[serde(default)]
    acr_values: Vec<String>,
    authorities_file: Option<PathBuf>,
    #[serde(default)]
    legacy_rsa: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Name {
    da: String,
    en: String,
}

/// Whether an issuer is reached by TLS, or on this computer.
fn is_issuer(text: &str) -> bool {
    let here = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
    let of_this_computer = || {
        let rest = here.iter().find_map(|host| text.strip_prefix(host));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']))
    };
    let host = text.strip_prefix("https://");
    (host.is_some_and(|host| !host.is_empty() && !host.starts_with('/')) || of_this_computer())
        && text.bytes().all(|byte| byte.is_ascii_graphic() && !b"?#@\\".contains(&byte))
}

fn secret(file: &Path) -> Result<String, String> {
    let name = file.display();
    let text = secret_file::read(file).map_err(|error| format!("{name} cannot be read: {error}"))?;
    let text = text.trim();
    if text.is_empty() || text.contains(char::is_whitespace) {
        return Err(format!("{name} must hold the secret alone, on one line"));
    }
    Ok(text.to_owned())
}

impl Settings {
    /// Reads settings from a file of TOML; paths in it are taken from its folder.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    pub fn read(file: &Path) -> Result<Self, SettingsError> {
        let name = file.display();
        let text = std::fs::read_to_string(file)
            .map_err(|error| SettingsError(vec![format!("{name} cannot be read: {error}")]))?;
        let written: Written = toml::from_str(&text)
            .map_err(|error| SettingsError(vec![format!("{name}: {}", error.to_string().trim())]))?;
        Self::of(written, file.parent().unwrap_or(Path::new("")))
            .map_err(|faults| SettingsError(faults.into_iter().map(|fault| format!("{name}: {fault}")).collect()))
    }

    fn of(written: Written, folder: &Path) -> Result<Self, Vec<String>> {
        let mut faults = Vec::new();
        let mut given = |field: &str, value: Option<String>, remedy: &str| {
            let value = value.unwrap_or_default();
            if value.trim().is_empty() {
                faults.push(format!("{field} is missing: {remedy}"));
            }
            value
        };
        let issuer = given("issuer", written.issuer, "give the provider's issuer identifier, https://...");
        let client_id =
            given("client_id", written.client_id, "give the name under which the provider knows this service");
        let claim =
            given("claim", written.claim.or_else(|| Some("sub".into())), "give the claim that says who somebody is");
        if !issuer.is_empty() && !is_issuer(&issuer) {
            faults.push(format!(
                "issuer {issuer:?} is none: give https:// and what the provider's configuration calls issuer (http:// on this computer only)"
            ));
        }
        let secret = match written.client_secret_file.as_deref().map(|file| secret(&folder.join(file))) {
            Some(Ok(secret)) => secret,
            Some(Err(error)) => {
                faults.push(format!("client_secret_file: {error}"));
                String::new()
            }
            None => {
                faults.push(
                    "client_secret_file is missing: name a file that holds the secret and that others cannot read"
                        .into(),
                );
                String::new()
            }
        };
        for (field, all) in [("scopes", &written.scopes), ("acr_values", &written.acr_values)] {
            for one in all.iter().filter(|one| one.is_empty() || one.contains(char::is_whitespace)) {
                faults.push(format!("{field}: {one:?} is none; give each by itself, without spaces"));
            }
        }
        let file = written.authorities_file.unwrap_or_else(|| PathBuf::from(OF_THIS_COMPUTER));
        // A provider on this computer is reached without TLS.
        let needed = issuer.starts_with("https://");
        let authorities = match authorities(&folder.join(file)) {
            Ok(all) => all,
            Err(_) if !needed => vec![],
            Err(error) => {
                faults.push(format!("authorities_file: {error}"));
                vec![]
            }
        };
        if !faults.is_empty() {
            return Err(faults);
        }
        let (da, en) = written.name.map_or_else(|| (issuer.clone(), issuer.clone()), |name| (name.da, name.en));
        let Written { scopes, acr_values, legacy_rsa, .. } = written;
        Ok(Self {
            issuer,
            client_id,
            secret: Secret(secret),
            da,
            en,
            claim,
            scopes,
            acr_values,
            legacy_rsa,
            authorities,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn read(text: &str) -> Result<Settings, String> {
        let folder = tempfile::tempdir().unwrap();
        crate::secret_file::make(&folder.path().join("secret")).unwrap().write_all(b"s3cret\n").unwrap();
        let file = folder.path().join("oidc.toml");
        std::fs::write(&file, text).unwrap();
        Settings::read(&file).map_err(|error| error.to_string())
    }

    #[test]
    fn settings_are_read_and_the_secret_is_not_printed() {
        let own = read(
            "issuer = 'http://127.0.0.1:9/op'\nclient_id = 'marv'\nclient_secret_file = 'secret'\nname = { da = 'A', en = 'B' }\nscopes = ['profile']",
        )
        .unwrap();
        assert_eq!((own.claim.as_str(), own.da.as_str(), own.en.as_str()), ("sub", "A", "B"));
        assert_eq!(own.secret.0, "s3cret");
        assert!(!format!("{own:?}").contains("s3cret"));
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        let error = read("issuer = 'http://idp.example'\nscopes = ['a b']\nclient_secret_file = 'none'").unwrap_err();
        for part in
            ["issuer \"http://idp.example\" is none", "client_id is missing", "none cannot be read", "scopes: \"a b\""]
        {
            assert!(error.contains(part), "{part}: {error}");
        }
        assert!(read("isuer = 'x'").unwrap_err().contains("unknown field `isuer`"));
        for issuer in
            ["https://idp.example/realms/x", "https://idp.example", "http://localhost:80", "http://[::1]:80/a"]
        {
            assert!(is_issuer(issuer), "{issuer}");
        }
        for none in [
            "https://",
            "http://127.0.0.1.example",
            "http://localhost@evil.example",
            "idp.example",
            "https://a b",
            "https://a?x",
        ] {
            assert!(!is_issuer(none), "{none}");
        }
    }
}
