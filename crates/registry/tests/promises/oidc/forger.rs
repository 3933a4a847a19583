//! A provider that signs whatever it is told to.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use data_encoding::{BASE64, BASE64URL_NOPAD};
use ring::hmac;
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaEncoding, RsaKeyPair,
};
use serde_json::{Value, json};

use super::SECRET;

/// What is signed: a head, claims, and with what.
#[derive(Clone)]
pub struct Token {
    pub head: Value,
    pub claims: Value,
    pub with: With,
}

/// With what a token is signed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum With {
    Own,
    Another,
    /// With an RSA key, as the head says.
    Rsa,
    Secret,
    Nothing,
}

/// What the token endpoint answers.
#[derive(Clone)]
pub enum Says {
    Token(Token),
    Error,
    Nonsense,
    /// Ask another place.
    Elsewhere,
}

pub struct Forger {
    pub issuer: String,
    keys: [EcdsaKeyPair; 2],
    rsa: Option<RsaKeyPair>,
    /// What it calls itself in its metadata, where that is not its issuer.
    pub named: Mutex<Option<String>>,
    /// What was asked at the other place.
    pub strayed: Mutex<Vec<String>>,
    says: Mutex<Says>,
    /// What was asked of the token endpoint last: its `Authorization`, and its form.
    pub asked: Mutex<(String, String)>,
}

fn key() -> EcdsaKeyPair {
    let random = SystemRandom::new();
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref(), &random).unwrap()
}

/// Seconds since 1970.
pub fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

impl Forger {
    pub fn start() -> Arc<Self> {
        Self::with(None)
    }

    pub fn with(rsa: Option<RsaKeyPair>) -> Arc<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let (keys, says) = ([key(), key()], Mutex::new(Says::Error));
        let (asked, named, strayed) = (Mutex::default(), Mutex::default(), Mutex::default());
        let own = Arc::new(Self { issuer, keys, rsa, named, strayed, says, asked });
        let served = Arc::clone(&own);
        std::thread::spawn(move || listener.incoming().for_each(|stream| served.answer(&stream.unwrap())));
        own
    }

    pub fn says(&self, says: Says) {
        *self.says.lock().unwrap() = says;
    }

    /// A token as it should be.
    pub fn good(&self, subject: &str, nonce: &str) -> Token {
        let claims = json!({
            "iss": self.issuer, "aud": "marv", "sub": subject, "nonce": nonce, "iat": now(), "exp": now() + 300, "auth_time": now(),
            "sid": format!("session of {subject}"),
        });
        Token { head: json!({ "alg": "ES256", "kid": "own", "typ": "JWT" }), claims, with: With::Own }
    }

    /// A token that ends somebody's sessions, as it should be.
    pub fn ending(&self, subject: &str) -> Token {
        let claims = json!({
            "iss": self.issuer, "aud": "marv", "sub": subject, "iat": now(), "exp": now() + 120, "jti": "1",
            "sid": format!("session of {subject}"), "events": { "http://schemas.openid.net/event/backchannel-logout": {} },
        });
        Token { head: json!({ "alg": "ES256", "kid": "own", "typ": "logout+jwt" }), claims, with: With::Own }
    }

    pub fn signed(&self, token: &Token) -> String {
        let part = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
        let text = format!("{}.{}", part(&token.head), part(&token.claims));
        let by = |key: &EcdsaKeyPair| key.sign(&SystemRandom::new(), text.as_bytes()).unwrap().as_ref().to_vec();
        let signature = match token.with {
            With::Own => by(&self.keys[0]),
            With::Another => by(&self.keys[1]),
            With::Rsa => {
                let (key, is_pss) = (self.rsa.as_ref().unwrap(), token.head["alg"] == json!("PS256"));
                let padding: &dyn RsaEncoding = if is_pss { &RSA_PSS_SHA256 } else { &RSA_PKCS1_SHA256 };
                let mut signature = vec![0; key.public().modulus_len()];
                key.sign(padding, &SystemRandom::new(), text.as_bytes(), &mut signature).unwrap();
                signature
            }
            With::Secret => {
                hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes()), text.as_bytes()).as_ref().to_vec()
            }
            With::Nothing => vec![],
        };
        format!("{text}.{}", BASE64URL_NOPAD.encode(&signature))
    }

    fn answer(&self, stream: &TcpStream) {
        let mut reader = BufReader::new(stream);
        let (mut first, mut length, mut authorization) = (String::new(), 0, String::new());
        reader.read_line(&mut first).unwrap();
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).unwrap_or_default() <= 2 {
                break;
            }
            match line.trim().split_once(": ") {
                Some((name, value)) if name.eq_ignore_ascii_case("content-length") => length = value.parse().unwrap(),
                Some((name, value)) if name.eq_ignore_ascii_case("authorization") => {
                    value.clone_into(&mut authorization);
                }
                _ => {}
            }
        }
        let mut form = vec![0; length];
        reader.read_exact(&mut form).unwrap();
        let path = first.split(' ').nth(1).unwrap_or_default();
        let (status, body) = match path {
            "/.well-known/openid-configuration" => (200, self.itself().to_string()),
            "/jwks" => (200, self.jwks().to_string()),
            "/elsewhere" => {
                self.strayed.lock().unwrap().push(first.clone());
                (200, String::new())
            }
            "/token" => {
                *self.asked.lock().unwrap() = (authorization, String::from_utf8(form).unwrap());
                self.token()
            }
            _ => (404, String::new()),
        };
        let length = body.len();
        let place = if status == 307 { format!("Location: {}/elsewhere\r\n", self.issuer) } else { String::new() };
        let head = format!(
            "HTTP/1.1 {status} OK\r\n{place}Content-Type: application/json\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n"
        );
        let mut stream = stream;
        stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
    }

    fn itself(&self) -> Value {
        let at = |path: &str| format!("{}{path}", self.issuer);
        json!({
            "issuer": self.named.lock().unwrap().as_ref().unwrap_or(&self.issuer), "authorization_endpoint": at("/auth"), "token_endpoint": at("/token"), "jwks_uri": at("/jwks"),
            "end_session_endpoint": at("/end"), "response_types_supported": ["code"], "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256", "none", "HS256"],
        })
    }

    fn jwks(&self) -> Value {
        let point = self.keys[0].public_key().as_ref();
        let part = |bytes: &[u8]| BASE64URL_NOPAD.encode(bytes);
        let own = json!({ "kty": "EC", "crv": "P-256", "kid": "own", "use": "sig", "alg": "ES256", "x": part(&point[1..33]), "y": part(&point[33..]) });
        let rsa = self.rsa.as_ref().map(|key| {
            let public = PublicKeyComponents::<Vec<u8>>::from(key.public());
            json!({ "kty": "RSA", "kid": "rsa", "use": "sig", "n": part(&public.n), "e": part(&public.e) })
        });
        let keys: Vec<Value> = [Some(own), rsa].into_iter().flatten().collect();
        json!({ "keys": keys })
    }

    fn token(&self) -> (u16, String) {
        match &*self.says.lock().unwrap() {
            Says::Token(token) => {
                let body = json!({ "access_token": "x", "token_type": "Bearer", "expires_in": 60, "id_token": self.signed(token) });
                (200, body.to_string())
            }
            Says::Error => (400, json!({ "error": "invalid_grant" }).to_string()),
            Says::Nonsense => (200, "<html>".into()),
            Says::Elsewhere => (307, "{}".into()),
        }
    }
}

/// The header by which the service shows who it is (RFC 6749, section 2.3.1).
pub fn basic() -> String {
    format!("Basic {}", BASE64.encode(format!("marv:{SECRET}").as_bytes()))
}
