//! Feature `tracing`: a span for each call and an event for each attempt, with the names that OpenTelemetry has for
//! HTTP clients. Without the feature these functions do nothing. Spans and events hold no token, query, body or
//! profile, and no key that the service chose.

#[cfg(all(feature = "tracing", any(feature = "blocking", feature = "resource-server")))]
pub(crate) use on::inherit;
#[cfg(feature = "tracing")]
pub(crate) use on::{Reported, Trace};

#[cfg(all(not(feature = "tracing"), any(feature = "blocking", feature = "resource-server")))]
pub(crate) use off::inherit;
#[cfg(not(feature = "tracing"))]
pub(crate) use off::{Reported, Trace};

#[cfg(feature = "tracing")]
mod on {
    use std::collections::HashSet;
    use std::sync::{Mutex, PoisonError};

    use reqwest::{Method, Url};
    use tracing::field::Empty;
    #[cfg(any(feature = "blocking", feature = "resource-server"))]
    use tracing::instrument::WithSubscriber;
    use tracing::{Instrument, Span, debug, info_span, warn};

    use crate::envelope::Response;
    use crate::error::{Error, ErrorKind};
    use crate::text::shown_id;
    use crate::wire::drift::{Drift, DriftKind};

    /// The target of all spans and events, whichever module makes them.
    const TARGET: &str = "genauth";

    pub(crate) struct Trace(Span);

    /// Runs a future in the span and with the subscriber of the current thread, whichever thread polls the future.
    #[cfg(any(feature = "blocking", feature = "resource-server"))]
    pub(crate) fn inherit<F: Future>(future: F) -> impl Future<Output = F::Output> {
        future.in_current_span().with_current_subscriber()
    }

    impl Trace {
        /// The span of one call.
        pub(crate) fn call(method: &Method, template: &'static str, url: &Url) -> Self {
            Self(info_span!(
                target: TARGET,
                "genauth",
                otel.name = format!("{method} {template}"),
                otel.kind = "client",
                otel.status_code = Empty,
                http.request.method = method.as_str(),
                http.request.resend_count = Empty,
                http.response.status_code = Empty,
                server.address = url.host_str(),
                server.port = url.port_or_known_default(),
                url.template = template,
                error.type = Empty,
                genauth.api_code = Empty,
                genauth.request_id = Empty,
            ))
        }

        pub(crate) fn around<F: Future>(&self, future: F) -> impl Future<Output = F::Output> + use<F> {
            future.instrument(self.0.clone())
        }

        pub(crate) fn attempt<T>(&self, result: &Result<Response<T>, Error>, attempts: u32) {
            let (status, error) = (status(result), result.as_ref().err().map(error_type));
            debug!(
                target: TARGET,
                {
                    http.request.resend_count = attempts.saturating_sub(1),
                    http.response.status_code = status,
                    error.type = error.as_deref(),
                },
                "attempt"
            );
        }

        pub(crate) fn end<T>(&self, result: &Result<Response<T>, Error>, reported: &Reported) {
            let attempts = result.as_ref().map_or_else(Error::attempts, Response::attempts);
            if attempts > 1 {
                self.0.record("http.request.resend_count", attempts - 1);
            }
            self.0.record("http.response.status_code", status(result));
            let request_id = result.as_ref().map_or_else(Error::request_id, Response::request_id);
            self.0.record("genauth.request_id", request_id.and_then(shown_id));
            match result {
                Ok(response) => self.0.in_scope(|| reported.report(response.drift())),
                Err(error) => {
                    self.0.record("error.type", error_type(error));
                    self.0.record("genauth.api_code", error.api_code());
                    self.0.record("otel.status_code", "ERROR");
                }
            }
        }
    }

    /// The places for which a client has warned of drift. A place is warned of once, since an older deployment has the
    /// same unknown fields in every profile.
    #[derive(Default)]
    pub(crate) struct Reported(Mutex<HashSet<String>>);

    impl Reported {
        /// The most places that are remembered. A limit is needed, since the service chooses the names of unknown
        /// fields.
        const MAX_PLACES: usize = 1024;

        /// Warns of the places that are new. The other places get an event at debug level.
        fn report(&self, drift: &[Drift]) {
            let (new, known): (Vec<_>, Vec<_>) = drift.iter().partition(|drift| self.is_new(drift));
            if let Some((pointers, unknown_fields)) = shown(&new) {
                let text = "the answer differs from the schema: upgrade genauth, or report it";
                warn!(target: TARGET, pointers, unknown_fields, "{text}");
            }
            if let Some((pointers, unknown_fields)) = shown(&known) {
                debug!(target: TARGET, pointers, unknown_fields, "the answer differs from the schema as before");
            }
        }

        fn is_new(&self, drift: &Drift) -> bool {
            // All elements of a list count as one place.
            let is_name = |step: &&str| !step.bytes().all(|byte| byte.is_ascii_digit());
            let steps: Vec<&str> = drift.pointer().split('/').filter(is_name).collect();
            let mut reported = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            reported.len() < Self::MAX_PLACES && reported.insert(format!("{:?} {}", drift.kind(), steps.join("/")))
        }
    }

    /// The pointers of the schema's fields among the places, and the number of unknown fields.
    fn shown(drift: &[&Drift]) -> Option<(String, usize)> {
        let (unknown, known): (Vec<&Drift>, Vec<&Drift>) =
            drift.iter().copied().partition(|drift| drift.kind() == DriftKind::UnknownField);
        let pointers: Vec<_> = known.iter().map(|drift| drift.pointer()).collect();
        (!drift.is_empty()).then(|| (pointers.join(" "), unknown.len()))
    }

    fn status<T>(result: &Result<Response<T>, Error>) -> Option<u16> {
        result.as_ref().map_or_else(Error::http_status, |response| Some(response.http_status()))
    }

    /// The HTTP status if it is a failure, or else the error's kind.
    fn error_type(error: &Error) -> String {
        let kind = match error.kind() {
            ErrorKind::Config => "config",
            ErrorKind::InvalidToken => "invalid_token",
            ErrorKind::Connect => "connect",
            ErrorKind::Timeout => "timeout",
            ErrorKind::Interrupted => "interrupted",
            ErrorKind::TooLarge => "too_large",
            ErrorKind::Http => "http",
            ErrorKind::Api => "api",
            ErrorKind::Content => "content",
            ErrorKind::Decode => "decode",
        };
        match error.http_status() {
            Some(status) if status >= 400 => status.to_string(),
            _ => kind.to_owned(),
        }
    }
}

#[cfg(not(feature = "tracing"))]
mod off {
    use crate::envelope::Response;
    use crate::error::Error;

    pub(crate) struct Trace;

    #[derive(Default)]
    pub(crate) struct Reported {}

    #[cfg(any(feature = "blocking", feature = "resource-server"))]
    pub(crate) fn inherit<F: Future>(future: F) -> F {
        future
    }

    impl Trace {
        pub(crate) fn call(_: &reqwest::Method, _: &'static str, _: &reqwest::Url) -> Self {
            Self
        }

        pub(crate) fn around<F: Future>(&self, future: F) -> F {
            future
        }

        pub(crate) fn attempt<T>(&self, _: &Result<Response<T>, Error>, _: u32) {}

        pub(crate) fn end<T>(&self, _: &Result<Response<T>, Error>, _: &Reported) {}
    }
}
