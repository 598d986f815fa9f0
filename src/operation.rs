//! [`Operation`]: one operation of the API, as the document describes it.

use crate::envelope::Data;

/// One operation of the API. A value holds the parameters of one call; the constants are the same for all calls.
///
/// Only this crate implements the trait, in code generated from the document.
pub trait Operation: Send + Sync + 'static {
    /// The type of the `data` in the answer's envelope.
    type Data: Data;
    /// The HTTP method.
    const METHOD: reqwest::Method;
    /// The path below the host, with the names of parameters in braces.
    const PATH: &'static str;
    /// Whether the request may be sent a second time: it changes nothing, or the second request changes nothing more.
    const REPEATABLE: bool;

    /// The request as progenitor makes it; None if host and parameters give no valid URL.
    #[doc(hidden)]
    fn request(&self, http: &reqwest::Client, base_url: &str) -> Option<reqwest::Request>;

    /// The number of this combination of parameters, if there are few combinations and only the URL depends on them.
    /// The transport then parses the URL once for each combination.
    #[doc(hidden)]
    fn variant(&self) -> Option<u32> {
        None
    }
}
