//! A fake service. The tests have its keys, so that they can sign any token, and choose its answers.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};
use std::time::{Duration, SystemTime};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm,
    Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384,
    RSA_PSS_SHA512, RsaEncoding,
};
use aws_lc_rs::{hmac, rsa};
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Response, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use genauth::AuthenticationClient;
use genauth::resource_server::{Authenticator, AuthenticatorBuilder};
use serde_json::{Value, json};

pub(crate) const AUDIENCE: &str = "app-1";

/// The answers of the service, and the counts of its requests.
pub(crate) struct Service {
    /// The body of the key set.
    pub(crate) keys: String,
    pub(crate) keys_status: StatusCode,
    pub(crate) keys_delay: Duration,
    /// The `userId` of each profile.
    pub(crate) user_id: String,
    /// What is answered instead of a profile.
    pub(crate) answer: Option<String>,
    pub(crate) fetches: usize,
    pub(crate) calls: usize,
}

pub(crate) struct Forge {
    address: SocketAddr,
    service: Arc<Mutex<Service>>,
    serving: tokio::task::JoinHandle<()>,
}

impl Forge {
    pub(crate) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let service = Arc::new(Mutex::new(Service {
            keys: json!({ "keys": [rsa_jwk("rsa"), ec_jwk("p256", P256), ec_jwk("p384", P384)] }).to_string(),
            keys_status: StatusCode::OK,
            keys_delay: Duration::ZERO,
            user_id: "u1".to_owned(),
            answer: None,
            fetches: 0,
            calls: 0,
        }));
        let app = Router::new().fallback(answer).with_state(service.clone());
        let serving = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { address, service, serving }
    }

    pub(crate) fn service(&self) -> MutexGuard<'_, Service> {
        self.service.lock().unwrap()
    }

    /// How often keys were fetched, and how often profiles were.
    pub(crate) fn counts(&self) -> (usize, usize) {
        let service = self.service();
        (service.fetches, service.calls)
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn builder(&self) -> AuthenticatorBuilder {
        let client = AuthenticationClient::builder().app_host(self.url()).max_retries(0).build().unwrap();
        Authenticator::builder(client)
    }

    pub(crate) fn authenticator(&self) -> Authenticator {
        self.builder().audience(AUDIENCE).build().unwrap()
    }

    /// Claims that are valid for an hour.
    pub(crate) fn claims(&self) -> Value {
        let now = now();
        json!({
            "iss": format!("{}/oidc", self.url()), "sub": "u1", "aud": AUDIENCE, "iat": now, "exp": now + 3600,
            "scope": "openid profile", "jti": "1",
        })
    }

    /// A valid token.
    pub(crate) fn token(&self) -> String {
        sign(&json!({ "alg": "RS256", "typ": "JWT", "kid": "rsa" }), &self.claims())
    }
}

impl Drop for Forge {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn answer(State(service): State<Arc<Mutex<Service>>>, request: Request) -> Response<Body> {
    let (status, body, delay) = {
        let mut service = service.lock().unwrap();
        match request.uri().path() {
            "/oidc/.well-known/jwks.json" => {
                service.fetches += 1;
                (service.keys_status, service.keys.clone(), service.keys_delay)
            }
            _ => {
                service.calls += 1;
                let envelope = json!({ "statusCode": 200, "data": { "userId": service.user_id } });
                (StatusCode::OK, service.answer.clone().unwrap_or(envelope.to_string()), Duration::ZERO)
            }
        }
    };
    tokio::time::sleep(delay).await;
    Response::builder().status(status).header("content-type", "application/json").body(Body::from(body)).unwrap()
}

pub(crate) fn now() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs()
}

pub(crate) fn base64(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn rsa_key() -> &'static rsa::KeyPair {
    static KEY: OnceLock<rsa::KeyPair> = OnceLock::new();
    KEY.get_or_init(|| rsa::KeyPair::generate(rsa::KeySize::Rsa2048).unwrap())
}

/// A key of an elliptic curve: the cell that keeps the key, the curve's name, and the algorithm.
pub(crate) type Curve = (&'static OnceLock<EcdsaKeyPair>, &'static str, &'static EcdsaSigningAlgorithm);

static P256_KEY: OnceLock<EcdsaKeyPair> = OnceLock::new();
static P384_KEY: OnceLock<EcdsaKeyPair> = OnceLock::new();
pub(crate) const P256: Curve = (&P256_KEY, "P-256", &ECDSA_P256_SHA256_FIXED_SIGNING);
pub(crate) const P384: Curve = (&P384_KEY, "P-384", &ECDSA_P384_SHA384_FIXED_SIGNING);

fn ec_key((key, _, algorithm): Curve) -> &'static EcdsaKeyPair {
    key.get_or_init(|| EcdsaKeyPair::generate(algorithm).unwrap())
}

pub(crate) fn rsa_jwk(id: &str) -> Value {
    jwk_of(rsa_key(), id)
}

fn jwk_of(key: &rsa::KeyPair, id: &str) -> Value {
    let rsa::PublicKeyComponents { n, e } = rsa::PublicKeyComponents::<Vec<u8>>::from(key.public_key());
    json!({ "kty": "RSA", "kid": id, "n": base64(n), "e": base64(e) })
}

/// The key of the algorithm `RS256 by another key`.
pub(crate) fn another_rsa_jwk(id: &str) -> Value {
    jwk_of(another_rsa_key(), id)
}

fn another_rsa_key() -> &'static rsa::KeyPair {
    static KEY: OnceLock<rsa::KeyPair> = OnceLock::new();
    KEY.get_or_init(|| rsa::KeyPair::generate(rsa::KeySize::Rsa2048).unwrap())
}

fn ed_key() -> &'static Ed25519KeyPair {
    static KEY: OnceLock<Ed25519KeyPair> = OnceLock::new();
    KEY.get_or_init(|| Ed25519KeyPair::generate().unwrap())
}

pub(crate) fn ed_jwk(id: &str) -> Value {
    json!({ "kty": "OKP", "kid": id, "crv": "Ed25519", "x": base64(ed_key().public_key()) })
}

/// The same token with the other form of its ES256 signature: (r, order − s) for (r, s).
pub(crate) fn in_second_form(token: &str) -> String {
    const ORDER: [u32; 8] =
        [0xffff_ffff, 0, 0xffff_ffff, 0xffff_ffff, 0xbce6_faad, 0xa717_9e84, 0xf3b9_cac2, 0xfc63_2551];
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let mut signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    let mut borrow = 0;
    for (index, order) in ORDER.iter().enumerate().rev() {
        let word = &mut signature[32 + 4 * index..36 + 4 * index];
        let s = u32::from_be_bytes(word.try_into().unwrap());
        let (difference, first) = order.overflowing_sub(s);
        let (difference, second) = difference.overflowing_sub(borrow);
        borrow = u32::from(first || second);
        word.copy_from_slice(&difference.to_be_bytes());
    }
    format!("{signed}.{}", base64(signature))
}

pub(crate) fn ec_jwk(id: &str, curve: Curve) -> Value {
    let point = &ec_key(curve).public_key().as_ref()[1..];
    let (x, y) = point.split_at(point.len() / 2);
    json!({ "kty": "EC", "kid": id, "crv": curve.1, "x": base64(x), "y": base64(y) })
}

/// A token with this header and these claims, signed as the header's `alg` says.
pub(crate) fn sign(header: &Value, claims: &Value) -> String {
    sign_as(header["alg"].as_str().unwrap(), header, claims)
}

/// A token that is signed by `algorithm`, whatever its header says.
pub(crate) fn sign_as(algorithm: &str, header: &Value, claims: &Value) -> String {
    sign_text(algorithm, &base64(header.to_string()), &base64(claims.to_string()))
}

/// A token with this header and these claims, both in base64.
pub(crate) fn sign_text(algorithm: &str, header: &str, claims: &str) -> String {
    let signed = format!("{header}.{claims}");
    let key = if algorithm == "RS256 by another key" { another_rsa_key() } else { rsa_key() };
    let encoding: &'static dyn RsaEncoding = match algorithm {
        "RS256" | "RS256 by another key" => &RSA_PKCS1_SHA256,
        "RS384" => &RSA_PKCS1_SHA384,
        "RS512" => &RSA_PKCS1_SHA512,
        "PS256" => &RSA_PSS_SHA256,
        "PS384" => &RSA_PSS_SHA384,
        "PS512" => &RSA_PSS_SHA512,
        "EdDSA" | "Ed25519" => return format!("{signed}.{}", base64(ed_key().sign(signed.as_bytes()))),
        curve => {
            let curve = if curve == "ES256" { P256 } else { P384 };
            let signature = ec_key(curve).sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
            return format!("{signed}.{}", base64(signature.as_ref()));
        }
    };
    let mut signature = vec![0; key.public_modulus_len()];
    key.sign(encoding, &SystemRandom::new(), signed.as_bytes(), &mut signature).unwrap();
    format!("{signed}.{}", base64(signature))
}

/// A token that is signed by an HMAC with this secret.
pub(crate) fn sign_with(secret: impl AsRef<[u8]>, header: &Value, claims: &Value) -> String {
    let algorithm = match header["alg"].as_str() {
        Some("HS384") => hmac::HMAC_SHA384,
        Some("HS512") => hmac::HMAC_SHA512,
        _ => hmac::HMAC_SHA256,
    };
    let signed = format!("{}.{}", base64(header.to_string()), base64(claims.to_string()));
    let signature = hmac::sign(&hmac::Key::new(algorithm, secret.as_ref()), signed.as_bytes());
    format!("{signed}.{}", base64(signature.as_ref()))
}
