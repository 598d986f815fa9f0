//! [`Operation`]: one operation of the API, as the document describes it.

use crate::envelope::Data;

/// One operation of the API: what a call of it asks for, and what is known of the operation before it is sent.
///
/// Only this crate implements the trait, by code generated from the document.
pub trait Operation: Send + Sync + 'static {
    /// What the answer's envelope holds.
    type Data: Data;
    /// The HTTP method.
    const METHOD: reqwest::Method;
    /// The path below the host, parameters in braces.
    const PATH: &'static str;
    /// Whether the request may be sent again after it was sent: it changes nothing, or changes the same a second time.
    const REPEATABLE: bool;

    /// The request as progenitor makes it; none where host and parameters give no URL.
    #[doc(hidden)]
    fn request(&self, http: &reqwest::Client, base_url: &str) -> Option<reqwest::Request>;

    /// The number of this set of parameters, where there are few sets and the URL alone differs between them. A URL is
    /// then parsed once for each set.
    #[doc(hidden)]
    fn variant(&self) -> Option<u32> {
        None
    }
}
