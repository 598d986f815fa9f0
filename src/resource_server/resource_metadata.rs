//! [`ResourceMetadata`]: the document by which clients find out where to log in (RFC 9728).

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::task::{Context, Poll};

use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, ALLOW, CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode};
use serde_json::json;
use tower_service::Service;

use super::authenticator::Authenticator;
use super::challenge;

/// A tower service that answers the metadata document of this API (RFC 9728, section 3), for anybody. Put it at
/// `/.well-known/oauth-protected-resource`, followed by the path of the API if it has one, outside of every layer that
/// asks for a token, and name its URL with
/// [`resource_metadata`](super::AuthenticatorBuilder::resource_metadata).
///
/// ```
/// # use genauth::{AuthenticationClient, resource_server::{Authenticator, ResourceMetadata}};
/// # fn example(authenticator: &Authenticator) -> axum::Router {
/// let metadata = ResourceMetadata::new(authenticator, "https://api.example.com").scope("order:read");
/// axum::Router::new().route_service("/.well-known/oauth-protected-resource", metadata)
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct ResourceMetadata {
    resource: String,
    issuers: Vec<String>,
    scopes: Vec<String>,
}

impl ResourceMetadata {
    /// The metadata of the API with this identifier: the URL under which clients call it. The document names the
    /// issuers of the authenticator, and the one way to send a token: the header.
    pub fn new(authenticator: &Authenticator, resource: impl Into<String>) -> Self {
        let issuers = authenticator.0.verifier.issuers.clone();
        Self { resource: resource.into(), issuers, scopes: Vec::new() }
    }

    /// Adds a scope that clients may ask for.
    ///
    /// # Panics
    /// If the text is no scope (RFC 6749, section 3.3).
    #[track_caller]
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.scopes.push(challenge::checked_scope(scope));
        self
    }

    fn document(&self) -> String {
        let mut document = json!({
            "resource": self.resource,
            "authorization_servers": self.issuers,
            "bearer_methods_supported": ["header"],
        });
        if !self.scopes.is_empty() {
            document["scopes_supported"] = json!(self.scopes);
        }
        document.to_string()
    }
}

impl<Body> Service<Request<Body>> for ResourceMetadata {
    type Response = Response<String>;
    type Error = Infallible;
    type Future = Ready<Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let mut response = Response::new(String::new());
        let mut header = |name: HeaderName, value| {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        };
        // Clients that run in a page of another site read the document too; it holds nothing secret.
        header(ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            header(ALLOW, "GET, HEAD");
            *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
            return ready(Ok(response));
        }
        header(CONTENT_TYPE, "application/json");
        header(CACHE_CONTROL, "max-age=3600");
        *response.body_mut() = self.document();
        ready(Ok(response))
    }
}
