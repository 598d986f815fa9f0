//! [`Claims`]: what a verified token says.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde_json::{Map, Value};

/// The claims of a token whose signature, issuer, audience and times were checked. Cheap to clone. `Debug` shows none
/// of them.
///
/// Without local verification ([`verify_locally(false)`](super::AuthenticatorBuilder::verify_locally)) the claims of a
/// [`User`](super::User) are empty: nobody has checked them.
#[derive(Clone, Default)]
pub struct Claims(Option<Arc<Map<String, Value>>>);

impl Claims {
    /// The claim of this name (RFC 7519, section 4), as it stands in the token.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.as_ref()?.get(name)
    }

    /// `sub`: the ID of the user. A machine token has none, or the ID of its client.
    pub fn subject(&self) -> Option<&str> {
        self.text("sub")
    }

    /// The scopes in `scope`, which separates them by blanks.
    pub fn scopes(&self) -> impl Iterator<Item = &str> {
        self.text("scope").unwrap_or_default().split(' ').filter(|scope| !scope.is_empty())
    }

    /// The ID of the application that the token was issued to: `client_id` (RFC 9068), or else `azp` (OpenID Connect).
    pub fn client_id(&self) -> Option<&str> {
        self.text("client_id").or_else(|| self.text("azp"))
    }

    /// The audiences in `aud`, which is one text or a list of texts.
    pub fn audiences(&self) -> impl Iterator<Item = &str> {
        let aud = self.get("aud");
        let list = aud.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        aud.and_then(Value::as_str).into_iter().chain(list.iter().filter_map(Value::as_str))
    }

    /// `exp`: when the token expires. None only if there are no claims.
    pub fn expires_at(&self) -> Option<SystemTime> {
        let seconds = self.get("exp")?.as_f64()?;
        let since_1970 = Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or(Duration::MAX);
        // Neither an expiry before 1970 nor one after the end of the clock is told exactly.
        Some(SystemTime::UNIX_EPOCH.checked_add(since_1970).unwrap_or_else(far_away))
    }

    /// The claim of this name, if it is a text.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_str()
    }

    /// Whether the token is for a program and not for a user: it has no `sub`, or its own client as `sub`.
    pub(super) fn is_machines(&self) -> bool {
        let clients = [self.get("client_id"), self.get("azp")];
        match self.get("sub") {
            None => true,
            sub => clients.iter().any(Option::is_some) && clients.iter().all(|id| id.is_none() || *id == sub),
        }
    }

    /// The claims as they are written, to estimate their memory.
    pub(super) fn members(&self) -> Option<&Map<String, Value>> {
        self.0.as_deref()
    }
}

/// A hundred years from now: further away than any token's expiry, and within the range of every system's clock.
fn far_away() -> SystemTime {
    SystemTime::now() + Duration::from_secs(60 * 60 * 24 * 365 * 100)
}

impl fmt::Debug for Claims {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Claims").finish_non_exhaustive()
    }
}

/// A name that comes twice is an error: another reader of the token may take the other value.
impl<'de> Deserialize<'de> for Claims {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = Map<String, Value>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Map::new();
                while let Some((name, value)) = map.next_entry::<String, Value>()? {
                    if members.insert(name, value).is_some() {
                        return Err(A::Error::custom("a name comes twice"));
                    }
                }
                Ok(members)
            }
        }

        deserializer.deserialize_map(Members).map(|members| Self(Some(Arc::new(members))))
    }
}
