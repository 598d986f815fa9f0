//! [`InvalidProfile`]: the error for a profile that can't be registered.

use std::fmt;

/// Why [`Tenant::add_user`](super::Tenant::add_user) refused a profile. The message shows no value of the profile.
#[derive(Debug, Clone)]
pub struct InvalidProfile {
    pub(super) reason: &'static str,
}

impl fmt::Display for InvalidProfile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a profile: {}; give a JSON object with a non-empty string `userId`", self.reason)
    }
}

impl std::error::Error for InvalidProfile {}
