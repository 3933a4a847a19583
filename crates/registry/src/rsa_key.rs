//! RSA keys and signatures of others that are taken, and those that are taken where somebody has asked for it alone.
//!
//! OWASP ASVS 5.0 (appendix C) asks for 128 bits of security, which an RSA key of 3072 bits has, and lets PKCS#1 v1.5 (RS256, RS384) pass no more.
//! `OpenID` Connect asks every provider for RS256 nevertheless, and CDS Hooks names RS384: hence `legacy_rsa`.

use data_encoding::BASE64URL_NOPAD;
use openidconnect::core::{CoreJsonWebKey, CoreJwsSigningAlgorithm};

/// The fewest bits of a key.
pub(crate) fn shortest(legacy: bool) -> usize {
    if legacy { 2048 } else { 3072 }
}

/// Whether a key is no RSA key, or has bits enough.
pub(crate) fn is_long_enough(key: &CoreJsonWebKey, legacy: bool) -> bool {
    let value = serde_json::to_value(key).unwrap_or_default();
    let modulus = value.get("n").and_then(serde_json::Value::as_str);
    modulus.is_none_or(|text| bits(text).is_some_and(|bits| bits >= shortest(legacy)))
}

/// Bits of a modulus as a JSON Web Key has it (RFC 7518, section 6.3.1.1).
fn bits(modulus: &str) -> Option<usize> {
    let bytes = BASE64URL_NOPAD.decode(modulus.as_bytes()).ok()?;
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    let first = bytes.get(zeros)?;
    Some(8 * (bytes.len() - zeros) - first.leading_zeros() as usize)
}

/// Whether a signature is padded by PKCS#1 v1.5.
pub(crate) fn is_legacy(algorithm: &CoreJwsSigningAlgorithm) -> bool {
    matches!(
        algorithm,
        CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256
            | CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384
            | CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(bytes: &[u8]) -> CoreJsonWebKey {
        let json = serde_json::json!({ "kty": "RSA", "kid": "a", "n": BASE64URL_NOPAD.encode(bytes), "e": "AQAB" });
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn an_rsa_key_has_bits_enough() {
        for (bytes, strict, legacy) in [
            (vec![0xff; 384], true, true),
            ([vec![0, 0x80], vec![1; 383]].concat(), true, true),
            // 3071 bits.
            ([vec![0x7f], vec![1; 383]].concat(), false, true),
            (vec![0xff; 256], false, true),
            (vec![0xff; 255], false, false),
            (vec![0; 400], false, false),
            (vec![], false, false),
        ] {
            let own = key(&bytes);
            assert_eq!((is_long_enough(&own, false), is_long_enough(&own, true)), (strict, legacy), "{}", bytes.len());
        }
        let curve = serde_json::json!({ "kty": "EC", "crv": "P-256", "x": "AA", "y": "AA" });
        assert!(is_long_enough(&serde_json::from_value(curve).unwrap(), false));
    }
}
