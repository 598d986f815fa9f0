//! [`ClientAuth`]: how this program authenticates itself to the service when it revokes a token.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use form_urlencoded::byte_serialize;

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

/// Who revokes tokens.
pub(super) struct Revoker {
    pub(super) auth: ClientAuth,
    /// The application's ID.
    pub(super) client_id: Option<String>,
}

impl Revoker {
    /// The form and the `Authorization` header of a revocation (RFC 7009, section 2.1).
    pub(super) fn request(&self, token: &str) -> Result<(String, Option<String>), Error> {
        let client_id = self.client_id.as_deref().ok_or_else(|| {
            Error::config("the token can't be revoked without the application's ID: set app_id on the client")
        })?;
        let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
        let mut form = format!("token={}&token_type_hint=access_token", encoded(token));
        let header = match &self.auth {
            // ID and secret are form-encoded before they are joined (RFC 6749, section 2.3.1).
            ClientAuth::Basic(secret) => {
                let pair = format!("{}:{}", encoded(client_id), encoded(secret));
                return Ok((form, Some(format!("Basic {}", STANDARD.encode(pair)))));
            }
            ClientAuth::Post(secret) => {
                form += &format!("&client_secret={}", encoded(secret));
                None
            }
            ClientAuth::Public => None,
        };
        form += &format!("&client_id={}", encoded(client_id));
        Ok((form, header))
    }
}
