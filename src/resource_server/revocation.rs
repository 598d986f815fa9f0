//! [`ClientAuth`]: how this program authenticates itself to the service when it revokes a token.

use std::fmt;

use form_urlencoded::{Serializer, byte_serialize};
use reqwest::RequestBuilder;
use reqwest::header::CONTENT_TYPE;

use crate::error::Error;

/// How this program authenticates itself when it revokes a token (RFC 6749, section 2.3), as the console has it for the
/// application. The secret never makes a token acceptable.
#[derive(Clone)]
pub enum ClientAuth {
    /// With this secret in the `Authorization` header: `client_secret_basic`.
    Basic(String),
    /// With this secret in the form: `client_secret_post`.
    Post(String),
    /// Without a secret: `none`.
    Public,
}

impl ClientAuth {
    pub(super) fn secret(&self) -> Option<&str> {
        match self {
            Self::Basic(secret) | Self::Post(secret) => Some(secret),
            Self::Public => None,
        }
    }
}

/// Leaves out the secret.
impl fmt::Debug for ClientAuth {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Basic(_) => "Basic(<redacted>)",
            Self::Post(_) => "Post(<redacted>)",
            Self::Public => "Public",
        })
    }
}

/// The application as the service knows it, for a revocation.
pub(super) struct Revoker {
    pub(super) auth: ClientAuth,
    /// The application's ID.
    pub(super) client_id: Option<String>,
}

impl Revoker {
    /// Makes a request a revocation of a token (RFC 7009, section 2.1).
    ///
    /// # Errors
    /// `Config` without the application's ID.
    pub(super) fn revocation(&self, request: RequestBuilder, token: &str) -> Result<RequestBuilder, Error> {
        let client_id = self.client_id.as_deref().ok_or_else(|| {
            Error::config("the token can't be revoked without the application's ID: set app_id on the client")
        })?;
        let mut form = Serializer::new(String::new());
        form.append_pair("token", token).append_pair("token_type_hint", "access_token");
        let request = match &self.auth {
            // ID and secret are form-encoded before they are joined (RFC 6749, section 2.3.1).
            ClientAuth::Basic(secret) => {
                let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
                request.basic_auth(encoded(client_id), Some(encoded(secret)))
            }
            ClientAuth::Post(secret) => {
                form.append_pair("client_secret", secret).append_pair("client_id", client_id);
                request
            }
            ClientAuth::Public => {
                form.append_pair("client_id", client_id);
                request
            }
        };
        Ok(request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(form.finish()))
    }
}
