//! A client for the [GenAuth](https://www.genauth.ai) (formerly Authing) V3 API, for back ends that receive a user's
//! access token.
//!
//! ```no_run
//! use genauth::AuthenticationClient;
//!
//! # async fn example(token: &str) -> Result<(), genauth::Error> {
//! let client = AuthenticationClient::builder().app_host("https://example.genauth.ai").build()?;
//! let user = client.get_profile().access_token(token).with_identities(true).await?;
//! println!("{} {:?}", user.user_id, user.email);
//! # Ok(())
//! # }
//! ```
//!
//! # Main types
//!
//! [`AuthenticationClient`] is built once and shared; cloning the client is cheap. A method such as
//! [`get_profile`](AuthenticationClient::get_profile) begins a [`Call`]. Awaited, a call gives the data, such as a
//! [`UserDto`](types::UserDto); [`send`](Call::send) gives the [`Response`], which also has the request ID, the number
//! of attempts and the [`Drift`]. A failure is an [`Error`] of an [`ErrorKind`]. An [`AccessToken`] never shows itself.
//!
//! # Usage
//!
//! One client serves any number of users at once; each call brings its token. Flags ask for more than the basic
//! profile:
//!
//! ```no_run
//! # async fn example(client: genauth::AuthenticationClient, token: genauth::AccessToken) -> Result<(), genauth::Error> {
//! let response = client
//!     .get_profile()
//!     .access_token(token)
//!     .with_custom_data(true)
//!     .with_identities(true)
//!     .with_department_ids(true)
//!     .real_ip([203, 0, 113, 7].into()) // the end user's address, for the service's rate limits
//!     .timeout(std::time::Duration::from_secs(3))
//!     .send()
//!     .await?;
//! println!("request {:?}", response.request_id());
//! let user = response.into_inner();
//! # Ok(())
//! # }
//! ```
//!
//! [`AuthenticationClient::from_env`] reads `GENAUTH_APP_HOST`, `GENAUTH_APP_ID`, `GENAUTH_USER_POOL_ID` and
//! `GENAUTH_ACCESS_TOKEN`.
//!
//! # Which roles has the user?
//!
//! Roles, groups, tenants and identities are lists:
//!
//! ```no_run
//! # async fn example(client: genauth::AuthenticationClient, token: &str) -> Result<(), genauth::Error> {
//! let roles = client.get_role_list().namespace("default").access_token(token).await?;
//! let groups = client.get_group_list().access_token(token).await?;
//! # let _ = (roles, groups);
//! # Ok(())
//! # }
//! ```
//!
//! These lists include roles that are disabled or have ended. To let a user in by a role, use `has_role` of
//! `resource_server::User`.
//!
//! # Which departments?
//!
//! Departments, authorized resources and logins come in pages, each with the total count:
//!
//! ```no_run
//! # async fn example(client: genauth::AuthenticationClient, token: &str) -> Result<(), genauth::Error> {
//! let page = client.get_department_list().page(1).limit(50).access_token(token).await?;
//! for department in page.list.iter().flatten() {
//!     println!("{:?}, of {:?}", department.name, page.total_count);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # May the user do this?
//!
//! The mandatory parameters of an operation are arguments of its method; the optional ones are setters:
//!
//! ```no_run
//! # async fn example(client: genauth::AuthenticationClient, token: &str) -> Result<(), genauth::Error> {
//! let resources = vec!["report".to_owned(), "invoice".to_owned()];
//! let answer = client.check_permission_by_string_resource(resources, "read").access_token(token).await?;
//! for row in answer.check_result_list.iter().flatten() {
//!     println!("{:?}: {:?}", row.resource, row.enabled);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Which apps, which logins, how safe?
//!
//! ```no_run
//! # async fn example(client: genauth::AuthenticationClient, token: &str) -> Result<(), genauth::Error> {
//! let apps = client.get_accessible_apps().access_token(token).await?;
//! let logins = client.get_login_history().success(false).limit(10).access_token(token).await?;
//! let security = client.get_security_level().access_token(token).await?;
//! # let _ = (apps, logins, security);
//! # Ok(())
//! # }
//! ```
//!
//! [`operations`] lists all operations, each with its HTTP method and path.
//!
//! # Routes for logged-in users
//!
//! The feature `resource-server` has a tower layer that protects routes: see `resource_server`.
//!
//! # Cookbook
//!
//! **A value that the schema doesn't know.** Enums are open: an unknown value is kept in `Other`. A later version of
//! this crate may have a variant for the value. To be independent of that, compare the text.
//!
//! ```
//! use genauth::types::{UserDto, UserStatus};
//!
//! let text = r#"{"userId": "u1", "status": "Frozen", "loginsCount": "3", "plan": "gold"}"#;
//! let user: UserDto = serde_json::from_str(text)?;
//! assert_ne!(user.status, Some(UserStatus::Activated));
//! assert_eq!(user.status.as_ref().map(UserStatus::as_str), Some("Frozen"));
//! assert_eq!(user.logins_count, Some(3));
//! assert_eq!(user.extra["plan"], "gold");
//! // Two places where the answer differs from the schema: an unknown status, and an unknown field.
//! assert_eq!(user.drift().len(), 2);
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! When the schema gains a field, its key is no longer in `extra` but has a field of its own. That is a minor release.
//!
//! **Custom data as a type of your own.**
//!
//! ```
//! # use genauth::types::UserDto;
//! #[derive(serde::Deserialize)]
//! struct Custom {
//!     school: String,
//! }
//!
//! let user: UserDto = serde_json::from_str(r#"{"userId": "u1", "customData": {"school": "Tsinghua"}}"#)?;
//! let custom: Option<Custom> = user.custom_data_as()?;
//! assert_eq!(custom.map(|custom| custom.school).as_deref(), Some("Tsinghua"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! **A test of your own**, against a tenant on loopback (feature `mock`), and a profile without any server:
//!
//! ```
//! # #[cfg(feature = "mock")] {
//! use genauth::{AuthenticationClient, mock::Tenant};
//!
//! #[tokio::main(flavor = "current_thread")]
//! async fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let tenant = Tenant::start().await?;
//!     let token = tenant.token_for(serde_json::json!({"userId": "u1", "name": "Ada"}))?;
//!     let client = AuthenticationClient::builder().app_host(tenant.url()).build()?;
//!     let user = client.get_profile().access_token(token).await?;
//!     assert_eq!(user.name.as_deref(), Some("Ada"));
//!     Ok(())
//! }
//! # main().unwrap();
//! # }
//! let mut user = genauth::types::UserDto::default();
//! user.user_id = "u1".into();
//! ```
//!
//! **Behind a private certificate authority**, pass its certificate:
//! `builder.add_root_certificate(std::fs::read("ca.pem")?)`.
//!
//! **Fast first calls.** A service opens its connections before it takes requests:
//!
//! ```no_run
//! # async fn example(client: genauth::AuthenticationClient) {
//! if let Err(error) = client.connect(16).await {
//!     eprintln!("the first calls will open their connections: {error}");
//! }
//! # }
//! ```
//!
//! # Features
//!
//! `rustls` (default), `native-tls` or `rustls-no-provider` for TLS; `account`, `resource-server`, `axum`,
//! `redis`, `blocking`, `mock`, `jiff`, `chrono`, `schemars`, `tracing`, `codegen`. The README lists what each feature
//! adds, and the default limits of a call.

#![cfg_attr(docsrs, feature(doc_cfg))]

// Sorted by name. ARCHITECTURE.md has the modules in the order of their layers.
mod call;
mod client;
mod envelope;
mod error;
mod operation;
#[cfg(feature = "blocking")]
mod runtime;
mod secret;
mod text;
mod token;
mod transport;
mod wire;

// Generated from schema/ by build.rs, or the checked-in copy of the same text.
#[cfg(feature = "codegen")]
#[allow(dead_code, missing_docs, unreachable_pub, unused_imports, clippy::all)]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/generated/mod.rs"));
}
#[cfg(not(feature = "codegen"))]
#[allow(dead_code, missing_docs, unreachable_pub, unused_imports, clippy::all)]
#[rustfmt::skip]
mod generated;

mod custom_data;

/// A type for each operation: the parameters of a call, and by [`Operation`] the HTTP method, the path, and whether the
/// request may be repeated.
pub mod operations {
    pub use crate::generated::calls::operations::*;
}
pub mod types;

pub use crate::call::{Async, Call};
pub use crate::client::{AuthenticationClient, AuthenticationClientBuilder};
pub use crate::envelope::Response;
pub use crate::error::{Error, ErrorKind};
pub use crate::generated::calls::*;
pub use crate::operation::Operation;
pub use crate::secret::Secret;
pub use crate::token::AccessToken;
pub use crate::wire::drift::{Drift, DriftKind};

/// The README's examples, compiled.
#[cfg(all(doctest, feature = "account", feature = "mock", feature = "resource-server"))]
#[doc = include_str!("../README.md")]
mod readme {}

/// The programs of docs/account.md, compiled.
#[cfg(all(doctest, feature = "account", feature = "mock", feature = "resource-server"))]
#[doc = include_str!("../docs/account.md")]
mod account_page {}

#[cfg(feature = "blocking")]
pub mod blocking;
#[cfg(feature = "mock")]
pub mod mock;
#[cfg(feature = "resource-server")]
pub mod resource_server;
