//! Events for the feature `tracing`: each refusal gives one, at debug level, with the reason. No token, claim or
//! profile is in an event.

use crate::error::Error;

/// Makes a function for each event: name, field, level, text. Without the feature `tracing` it does nothing.
macro_rules! events {
    ($($(#[$meta:meta])* fn $name:ident($($field:ident: $type:ty)?) = $level:ident, $text:literal;)*) => {$(
        $(#[$meta])*
        pub(super) fn $name($($field: $type)?) {
            #[cfg(feature = "tracing")]
            tracing::$level!(target: "genauth", $($field = %$field,)? $text);
            #[cfg(not(feature = "tracing"))]
            {
                $(let _ = $field;)?
            }
        }
    )*};
}

events! {
    /// Reports that a request is refused.
    fn refused(reason: &'static str) = debug, "request refused";
    /// Reports that a call for a profile, roles or a permission failed, so that every request that waits for the call
    /// is refused.
    fn call_failed(reason: &Error) = debug, "request refused";
    /// Reports that the published keys can't be fetched.
    fn keys_failed(reason: &'static str) = debug, "no keys fetched";
    /// Reports that a published key isn't used.
    fn key_left_out(reason: &'static str) = debug, "published key left out";
    /// Reports that the program is set up wrongly, so that no request can be answered.
    #[cfg(feature = "axum")]
    fn misconfigured(reason: &'static str) = error, "request refused";
    /// Reports once that Redis is out of reach, so that this instance goes on alone.
    #[cfg(feature = "redis")]
    fn redis_lost(reason: &'static str) = warn, "shared cache lost";
    /// Reports that Redis is in reach again.
    #[cfg(feature = "redis")]
    fn redis_back() = info, "shared cache found again";
    /// Reports that Redis refused a command, with the code of Redis's error, such as `OOM`.
    #[cfg(feature = "redis")]
    fn redis_refused(code: &str) = debug, "shared cache refused a command";
}
