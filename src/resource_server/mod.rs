//! Routes for logged-in users: verify the access token, ask the service once, remember the user.
//!
//! A resource server is OAuth 2.0's name for a back end that accepts access tokens. [`RequireUser`] is a tower layer for
//! servers on `http` requests, such as axum, tonic and hyper; [`Authenticator`] does the same for a token at hand.
//!
//! ```no_run
//! use std::sync::Arc;
//!
//! use axum::{Extension, Router, routing::get};
//! use genauth::AuthenticationClient;
//! use genauth::resource_server::{Authenticator, RequireUser};
//! use genauth::types::UserDto;
//!
//! async fn me(Extension(user): Extension<Arc<UserDto>>) -> String {
//!     format!("hello, {}\n", user.user_id)
//! }
//!
//! # fn example() -> Result<Router, genauth::Error> {
//! let client = AuthenticationClient::builder().app_host("https://example.genauth.ai").build()?;
//! let authenticator = Authenticator::builder(client).audience("APP_ID").build()?;
//! let app = Router::new().route("/me", get(me)).layer(RequireUser::new(authenticator));
//! # Ok(app)
//! # }
//! ```
//!
//! # What is checked
//!
//! Before the service is asked: the signature, by the service's published keys (`/oidc/.well-known/jwks.json`) or the
//! application's secret; the algorithm, by the key's type; `exp`, `nbf`, `iss`, `sub`, `aud`, with 30 seconds for clocks
//! that differ; critical extensions, of which none is known; the length, at most 16 KiB. Then the service is asked for
//! the profile, whose `userId` must be the token's `sub`.
//!
//! Not checked: whether a token was revoked, or its user suspended, since the service was last asked, which is at most
//! [`profile_ttl`](AuthenticatorBuilder::profile_ttl) ago; which scopes a token has; and whether a token is an access token
//! or an ID token, which look alike: the service alone tells them apart.
//!
//! # How long a profile is remembered
//!
//! For `profile_ttl` a revoked token still works. A call is made for each user once in that time. Routes for which that is
//! too long call [`Authenticator::forget`] first, or take a second `Authenticator` whose `profile_ttl` is zero.
//! Call `forget` at a logout. A profile that is read with flags (custom data, identities) can be large: the cache is
//! bounded in number and bytes.
//!
//! # Order of layers
//!
//! A CORS preflight (`OPTIONS`) has no token and must be answered before [`RequireUser`] sees it. In axum the layer that is
//! added last sees a request first: `.layer(RequireUser::new(…)).layer(CorsLayer::…)`. Refusals then carry the CORS headers
//! too. Layers for tracing, timeouts and body limits go outside as well; public routes go into a router of their own, that
//! is merged after the layer was added.
//!
//! # What a stranger can cost
//!
//! A made-up token costs some microseconds of hashing and parsing, and one check of a signature if it names a published
//! key. It costs no call for a profile. One with an unknown key ID causes a fetch of the keys, at most one in 30 seconds;
//! for so long a rotation of keys can go unnoticed.

mod authenticator;
mod bearer;
mod builder;
mod cache;
mod calls;
mod event;
mod judgement;
mod jwks;
mod keys;
mod layer;
mod rejection;
mod size;
mod token;
mod verifier;

pub use authenticator::Authenticator;
pub use builder::AuthenticatorBuilder;
pub use layer::{RequireUser, RequireUserService};
pub use rejection::Rejection;
