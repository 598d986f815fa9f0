//! What a request costs in this crate's layers, and in the layers of crates that verify tokens: CPU time and
//! allocations. Each layer stands before the same route, which answers the user's ID.
//!
//!     peers                prints the table of docs/performance.md
//!     peers serve TOKENS   runs a tenant with this many tokens; the other commands read its output
//!
//! The tenant is a second process, so that its work isn't counted. The CPU time comes from Linux's /proc.

use std::alloc::System;
use std::convert::Infallible;
use std::env::args;
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use axum::routing::get;
use axum::{Extension, Router};
use genauth::AuthenticationClient;
use genauth::resource_server::{Authenticator, RequireToken, RequireUser, User};
use genauth_bench::process::processor_time;
use genauth_bench::tenant::{Provider, serve};
use http::{HeaderValue, Request, Response, header};
use jwt_authorizer::IntoLayer;
use oauth_resource_server::axum::AuthLayer;
use oauth_resource_server::{Credential, KeyNaming, OAuthConfig, OAuthValidator};
use serde::{Deserialize, Serialize};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use tower::{Service, ServiceExt};
use tower_oauth2_resource_server::server::OAuth2ResourceServer;
use tower_oauth2_resource_server::tenant::TenantConfiguration;
use tower_oauth2_resource_server::validation::ClaimsValidationSpec;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The other crates' layers come last.
const LAYERS: [&str; 8] = [
    "open route",
    "genauth",
    "genauth, with a role",
    "genauth, RequireToken",
    "tower-oauth2-resource-server",
    "axum-jwt-auth",
    "jwt-authorizer",
    "oauth-resource-server",
];
/// The first of the other crates' layers.
const OTHERS: usize = 4;
const TOKENS: usize = 100;
const ROUNDS: usize = 15;
/// A round is much longer than 10 ms, because some kernels count CPU time in steps of 10 ms.
const ROUND: u64 = 200_000_000;

fn main() -> Result<()> {
    let words: Vec<String> = args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    match words[..] {
        [] => runtime.block_on(compare()),
        ["serve", tokens] => serve(tokens.parse()?),
        _ => Err("usage: see the head of scripts/programs/peers/src/main.rs".into()),
    }
}

/// The tenant, and `Authorization` headers.
struct Tokens {
    provider: Provider,
    /// Valid tokens, and the same tokens with another token's signature.
    known: Vec<HeaderValue>,
    wrong: Vec<HeaderValue>,
}

impl Tokens {
    fn start() -> Result<Self> {
        let provider = Provider::start(TOKENS)?;
        let parts: Vec<_> = provider.tokens.iter().filter_map(|token| token.rsplit_once('.')).collect();
        let header = |text: String| Ok(HeaderValue::try_from(text)?);
        let known = provider.tokens.iter().map(|token| header(format!("Bearer {token}"))).collect::<Result<_>>()?;
        let signatures = parts.iter().cycle().skip(1);
        let wrong =
            parts.iter().zip(signatures).map(|((signed, _), (_, other))| header(format!("Bearer {signed}.{other}")));
        Ok(Self { known, wrong: wrong.collect::<Result<_>>()?, provider })
    }
}

/// A route behind a layer. jwt-authorizer works with an earlier version of axum.
#[derive(Clone)]
enum App {
    New(Router),
    Old(axum07::Router),
}

/// The claim that a route needs: the fewer claims a crate reads, the less time it takes.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct Claims {
    sub: String,
}

impl App {
    async fn new(layer: &str, service: &Tokens) -> Result<Self> {
        let Provider { url, app_id, .. } = &service.provider;
        let (issuer, keys) = (format!("{url}/oidc"), format!("{url}/oidc/.well-known/jwks.json"));
        let authenticator = || {
            let client = AuthenticationClient::builder().app_host(url).build()?;
            Authenticator::builder(client).audience(app_id.as_str()).build()
        };
        let me = get(|user: User| async move { user.user_id.clone() });
        let router = match layer {
            "open route" => Router::new().route("/me", get(|| async { "x".repeat(24) })),
            "genauth" => Router::new().route("/me", me).route_layer(RequireUser::new(authenticator()?)),
            "genauth, with a role" => {
                Router::new().route("/me", me).route_layer(RequireUser::new(authenticator()?).role("shop", "admin"))
            }
            "genauth, RequireToken" => {
                type Verified = genauth::resource_server::Claims;
                let me =
                    |Extension(claims): Extension<Verified>| async move { claims.subject().unwrap_or("").to_owned() };
                Router::new().route("/me", get(me)).route_layer(RequireToken::new(authenticator()?).users(true))
            }
            "tower-oauth2-resource-server" => {
                // Its check of `nbf` refuses tokens without `nbf`.
                let checks = ClaimsValidationSpec::new().iss(&issuer).exp(true).aud(&vec![app_id.clone()]);
                let tenant = TenantConfiguration::builder(issuer).jwks_url(keys).claims_validation(checks);
                let tenant = tenant.build().await?;
                let server = OAuth2ResourceServer::<Claims>::builder().add_tenant(tenant).build().await?;
                let me = |Extension(claims): Extension<Claims>| async move { claims.sub };
                Router::new().route("/me", get(me)).route_layer(server.into_layer())
            }
            "axum-jwt-auth" => {
                let mut validation = jsonwebtoken10::Validation::new(jsonwebtoken10::Algorithm::RS256);
                validation.set_audience(&[app_id]);
                validation.set_issuer(&[issuer]);
                validation.validate_nbf = true;
                let decoder =
                    axum_jwt_auth::RemoteJwksDecoder::builder().jwks_url(keys).validation(validation).build()?;
                // The keys live as long as this program.
                std::mem::forget(decoder.initialize().await?);
                let decoder: axum_jwt_auth::Decoder<Claims> = Arc::new(decoder);
                let me = |user: axum_jwt_auth::Claims<Claims>| async move { user.claims.sub };
                Router::new().route("/me", get(me)).with_state(decoder)
            }
            "jwt-authorizer" => {
                let validation = jwt_authorizer::Validation::new().aud(&[app_id]).iss(&[issuer]).nbf(true);
                let authorizer = jwt_authorizer::JwtAuthorizer::<Claims>::from_jwks_url(&keys).validation(validation);
                let layer = authorizer.build().await?.into_layer();
                let me =
                    |jwt_authorizer::JwtClaims(claims): jwt_authorizer::JwtClaims<Claims>| async move { claims.sub };
                let router = axum07::Router::new().route("/me", axum07::routing::get(me)).route_layer(layer);
                return Ok(Self::Old(router.with_state(())));
            }
            "oauth-resource-server" => {
                let config = OAuthConfig {
                    enabled: true,
                    issuer,
                    jwks_uri: Some(keys),
                    audience: app_id.clone(),
                    resource: "https://api.example.com".to_owned(),
                    allow_unscoped_tokens: true,
                    ..OAuthConfig::default()
                };
                let config = config.resolve(KeyNaming::Dotted("oauth"))?.ok_or("switched off")?;
                let validator = Arc::new(OAuthValidator::new(&config)?);
                validator.refresh_now().await?;
                let me = |credential: Credential| async move {
                    let Credential::OAuth(token) = credential else { return String::new() };
                    token.subject.clone().unwrap_or_default()
                };
                Router::new().route("/me", get(me)).route_layer(AuthLayer::builder().oauth(validator).build()?)
            }
            _ => return Err(format!("no layer {layer:?}").into()),
        };
        // As `axum::serve` does once: a router without a state would be made anew for each request.
        Ok(Self::New(router.with_state(())))
    }

    /// The status of an answer.
    async fn status(&self, authorization: &HeaderValue) -> u16 {
        match self {
            Self::New(router) => answer::<axum::body::Body, _, _>(router.clone(), authorization).await.status(),
            Self::Old(router) => answer::<axum07::body::Body, _, _>(router.clone(), authorization).await.status(),
        }
        .as_u16()
    }

    async fn body(&self, authorization: &HeaderValue) -> Result<Vec<u8>> {
        Ok(match self {
            Self::New(router) => {
                let body = answer::<axum::body::Body, _, _>(router.clone(), authorization).await.into_body();
                axum::body::to_bytes(body, 1024).await?.into()
            }
            Self::Old(router) => {
                let body = answer::<axum07::body::Body, _, _>(router.clone(), authorization).await.into_body();
                axum07::body::to_bytes(body, 1024).await?.into()
            }
        })
    }

    /// Waits until the layer knows all tokens: some crates fetch keys in the background.
    async fn warm(&self, layer: &str, service: &Tokens) -> Result<()> {
        for _ in 0..100 {
            if self.status(&service.known[0]).await == 200 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        for authorization in &service.known {
            let status = self.status(authorization).await;
            if status != 200 || self.body(authorization).await?.len() != 24 {
                return Err(format!("{layer}: a valid token gets {status}, or another answer").into());
            }
        }
        let refused = if layer == "open route" { 200 } else { 401 };
        for authorization in &service.wrong {
            let status = self.status(authorization).await;
            if status != refused {
                return Err(format!("{layer}: a wrong signature gets {status}").into());
            }
        }
        Ok(())
    }
}

async fn answer<B, R, S>(service: S, authorization: &HeaderValue) -> Response<R>
where
    B: Default,
    S: Service<Request<B>, Response = Response<R>, Error = Infallible>,
{
    let request = Request::get("/me").header(header::AUTHORIZATION, authorization.clone()).body(B::default());
    let Ok(answer) = service.oneshot(request.expect("a request")).await;
    answer
}

/// Microseconds of CPU time for each request of a round.
async fn round(app: &App, authorizations: &[HeaderValue]) -> Result<f64> {
    let (before, mut count, mut time) = (processor_time()?, 0, 0);
    while time < ROUND {
        for authorization in authorizations {
            app.status(authorization).await;
        }
        count += authorizations.len();
        time = processor_time()? - before;
    }
    Ok(time as f64 / 1000.0 / count as f64)
}

async fn allocations(app: &App, authorizations: &[HeaderValue]) -> usize {
    let region = Region::new(ALLOCATOR);
    for authorization in authorizations {
        app.status(authorization).await;
    }
    let change = region.change();
    (change.allocations + change.reallocations).div_ceil(authorizations.len())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

async fn compare() -> Result<()> {
    let service = Tokens::start()?;
    let mut apps = Vec::new();
    for layer in LAYERS {
        let app = App::new(layer, &service).await?;
        app.warm(layer, &service).await?;
        apps.push(app);
    }
    let kinds = [&service.known, &service.wrong];
    // The layers take turns, so that other work on this machine slows all of them.
    let mut times = [const { Vec::new() }; 2];
    for _ in 0..ROUNDS {
        for (authorizations, times) in kinds.iter().zip(&mut times) {
            let mut each = Vec::new();
            for app in &apps {
                each.push(round(app, authorizations).await?);
            }
            times.push(each);
        }
    }
    println!(
        "| layer | known token | to the best other | allocations | wrong signature | to the best other | allocations |\n\
         | --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    );
    for (number, (layer, app)) in LAYERS.iter().zip(&apps).enumerate() {
        print!("| {layer} |");
        for (authorizations, rounds) in kinds.iter().zip(&times) {
            let time = median(rounds.iter().map(|round| round[number]).collect());
            let best = |round: &Vec<f64>| round[OTHERS..].iter().copied().fold(f64::INFINITY, f64::min);
            let ratio = median(rounds.iter().map(|round| round[number] / best(round)).collect());
            print!(" {time:.2} µs | {ratio:.3} | {} |", allocations(app, authorizations).await);
        }
        println!();
    }
    Ok(())
}
