//! [`Challenge`]: what the `WWW-Authenticate` header of a refusal says about this API.

use std::sync::Arc;

use http::HeaderValue;
use reqwest::Url;

use crate::client::is_loopback;
use crate::error::Error;

/// The realm of an API that sets none.
const REALM: &str = "api";

/// Realm, metadata and scopes of a challenge (RFC 6750, section 3, and RFC 9728, section 5.1). `None` stands for the
/// default challenge, so that most refusals allocate nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Challenge(Option<Arc<Parts>>);

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Parts {
    realm: Option<String>,
    metadata: Option<String>,
    scope: Option<String>,
}

impl Challenge {
    pub(super) const DEFAULT: Self = Self(None);

    /// The challenge of an authenticator.
    ///
    /// # Errors
    /// `Config` if the realm can't stand in a header, or if the URL isn't one that a client can fetch.
    pub(super) fn new(realm: Option<String>, metadata: Option<String>) -> Result<Self, Error> {
        if realm.as_deref().is_some_and(|realm| !is_quotable(realm)) {
            return Err(Error::config(
                "realm is empty, or has a character other than visible ASCII and blanks, or has a quote or a \
                 backslash: choose a plain name",
            ));
        }
        if metadata.as_deref().is_some_and(|url| !is_metadata_url(url)) {
            return Err(Error::config(
                "resource_metadata is not an https URL without user info and fragment: write it like \
                 https://api.example.com/.well-known/oauth-protected-resource",
            ));
        }
        let realm = realm.filter(|realm| realm != REALM);
        Ok(Self((realm.is_some() || metadata.is_some()).then(|| Arc::new(Parts { realm, metadata, scope: None }))))
    }

    /// The same challenge, which also names the scopes that a token needs.
    pub(super) fn with_scope(&self, scope: String) -> Self {
        let parts = self.0.as_deref().cloned().unwrap_or_default();
        Self(Some(Arc::new(Parts { scope: Some(scope), ..parts })))
    }

    /// The header's value, with this error code (RFC 6750, section 3.1).
    pub(super) fn header(&self, error: Option<&'static str>) -> HeaderValue {
        let default = Parts::default();
        let parts = self.0.as_deref().unwrap_or(&default);
        let mut text = format!("Bearer realm=\"{}\"", parts.realm.as_deref().unwrap_or(REALM));
        let scope = parts.scope.as_deref().filter(|_| error == Some("insufficient_scope"));
        for (name, value) in [("error", error), ("scope", scope), ("resource_metadata", parts.metadata.as_deref())] {
            if let Some(value) = value {
                text += &format!(", {name}=\"{value}\"");
            }
        }
        // Each part was checked before, so that this doesn't fail.
        HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static("Bearer"))
    }
}

/// Whether a text can stand between quotes as it is (RFC 9110, section 5.6.4).
fn is_quotable(text: &str) -> bool {
    !text.trim().is_empty() && text.bytes().all(|byte| matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'\\')
}

fn is_metadata_url(text: &str) -> bool {
    // A URL as it is written goes into the header, so that the text itself must be quotable.
    let Some(url) = Url::parse(text).ok().filter(|_| is_quotable(text) && !text.contains(' ')) else { return false };
    let is_safe = url.scheme() == "https" || url.scheme() == "http" && is_loopback(&url);
    is_safe && url.fragment().is_none() && url.username().is_empty() && url.password().is_none()
}

/// Checks that a text is a scope.
///
/// # Panics
/// If the text is no scope (RFC 6749, section 3.3).
#[track_caller]
pub(super) fn checked_scope(text: impl Into<String>) -> String {
    let text = text.into();
    let is_allowed = |byte| matches!(byte, b'!'..=b'~') && byte != b'"' && byte != b'\\';
    assert!(
        !text.is_empty() && text.bytes().all(is_allowed),
        "{text:?} is no scope: pass one scope, in visible ASCII without quotes and backslashes"
    );
    text
}
