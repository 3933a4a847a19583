//! The keys of proofs: Ed25519 (RFC 8032), in the files that OpenSSL and others read and make (PKCS #8 and SPKI as PEM, RFC 8410).

use std::fmt;
use std::fs;
use std::path::Path;

use data_encoding::HEXLOWER;
use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{DecodePrivateKey, DecodePublicKey, EncodePrivateKey, EncodePublicKey};
use ed25519_dalek::{Signature, Signer, VerifyingKey};

use crate::audit::unguessable;
use crate::secret_file;

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file cannot be read or made.
    #[error("the key {0}: {1}")]
    File(String, std::io::Error),
    /// It is no signing key.
    #[error("{0} is no signing key (Ed25519, PEM): make one with `marv audit signing-key`")]
    NotSigning(String),
    /// It is no public key.
    #[error("{0} is no public key (Ed25519, PEM): `marv audit public-key` prints the one of a signing key")]
    NotPublic(String),
}

fn text_of(file: &Path, read: impl Fn(&Path) -> std::io::Result<String>) -> Result<(String, String), KeyError> {
    let name = file.display().to_string();
    match read(file) {
        Ok(text) => Ok((name, text)),
        Err(error) => Err(KeyError::File(name, error)),
    }
}

/// The key that signs.
pub struct SigningKey(ed25519_dalek::SigningKey);

/// A key is never printed.
impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(..)")
    }
}

impl SigningKey {
    /// A key from its bytes.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(&bytes))
    }

    /// Makes a key in a new file that only its owner can read.
    pub fn make(file: &Path) -> Result<Self, KeyError> {
        let failed = |error| KeyError::File(file.display().to_string(), error);
        let own = Self::new(unguessable().map_err(failed)?);
        let text = own.0.to_pkcs8_pem(LineEnding::LF).map_err(|error| failed(std::io::Error::other(error)))?;
        secret_file::keep(file, &text).map_err(failed)?;
        Ok(own)
    }

    /// Reads a key.
    pub fn read(file: &Path) -> Result<Self, KeyError> {
        let (name, text) = text_of(file, secret_file::read)?;
        ed25519_dalek::SigningKey::from_pkcs8_pem(&text).map(Self).map_err(|_| KeyError::NotSigning(name))
    }

    /// The public key that belongs to it.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    /// The signature of a text, as hexadecimal digits.
    pub(super) fn sign(&self, text: &str) -> String {
        HEXLOWER.encode(&self.0.sign(text.as_bytes()).to_bytes())
    }
}

/// The key that tells who signed; everybody may have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

/// 64 hexadecimal digits.
impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(self.0.as_bytes()))
    }
}

impl PublicKey {
    /// Reads a key. One under which anything could be signed is none.
    pub fn read(file: &Path) -> Result<Self, KeyError> {
        let (name, text) = text_of(file, |file| fs::read_to_string(file))?;
        let key = VerifyingKey::from_public_key_pem(&text).ok().filter(|key| !key.is_weak());
        key.map(Self).ok_or(KeyError::NotPublic(name))
    }

    /// The key as its file has it.
    ///
    /// # Errors
    /// When it cannot be written as PEM, which no key of 32 bytes meets.
    pub fn to_pem(&self) -> Result<String, KeyError> {
        let failed = |error| KeyError::File(self.to_string(), std::io::Error::other(error));
        self.0.to_public_key_pem(LineEnding::LF).map_err(failed)
    }

    /// Whether a signature, as lower-case hexadecimal digits, is this key's of this text: one signature has one spelling.
    pub(super) fn has_signed(&self, text: &str, signature: &str) -> bool {
        let bytes = HEXLOWER.decode(signature.as_bytes()).ok().and_then(|bytes| <[u8; 64]>::try_from(bytes).ok());
        bytes.is_some_and(|bytes| self.0.verify_strict(text.as_bytes(), &Signature::from_bytes(&bytes)).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes<const N: usize>(digits: &str) -> [u8; N] {
        HEXLOWER.decode(digits.as_bytes()).unwrap().try_into().unwrap()
    }

    /// RFC 8032, section 7.1, tests 1 and 2.
    #[test]
    fn signatures_are_those_of_the_published_cases() {
        for (secret, public, text, signature) in [
            (
                "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
                "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
                "",
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
            ),
            (
                "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
                "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
                "r",
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
            ),
        ] {
            let key = SigningKey::new(bytes(secret));
            assert_eq!(key.public().to_string(), public);
            assert_eq!(key.sign(text), signature);
            assert!(key.public().has_signed(text, signature));
            assert!(!key.public().has_signed(text, &signature.to_uppercase()), "one spelling");
            assert!(!key.public().has_signed("another text", signature));
            assert_eq!(format!("{key:?}"), "SigningKey(..)", "a key is never printed");
        }
    }

    #[test]
    fn keys_go_to_files_and_come_back() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("key");
        let own = SigningKey::make(&file).unwrap();
        assert!(SigningKey::make(&file).is_err(), "no key is overwritten");
        assert_eq!(SigningKey::read(&file).unwrap().public(), own.public());
        let public = folder.path().join("public");
        secret_file::keep(&public, &own.public().to_pem().unwrap()).unwrap();
        assert_eq!(PublicKey::read(&public).unwrap(), own.public());
        // Neither is taken for the other, nor is a key of the audit.
        assert!(matches!(SigningKey::read(&public), Err(KeyError::NotSigning(_))));
        assert!(matches!(PublicKey::read(&file), Err(KeyError::NotPublic(_))));
        let audit = folder.path().join("audit");
        crate::audit::AuditKey::make(&audit).unwrap();
        assert!(matches!(SigningKey::read(&audit), Err(KeyError::NotSigning(_))));
    }
}
