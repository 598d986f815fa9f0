fn status(error: &genauth::Error) -> u16 {
    match error.kind() {
        _ if error.is_unauthorized() => 401, // log in again
        _ if error.is_forbidden() => 403,    // the user is suspended, locked, or has no access
        _ if error.is_retryable() => 503,    // with Retry-After from error.retry_after()
        genauth::ErrorKind::Config => 500,   // a fault of this program's configuration
        _ => 502,                            // the service or a gateway sent an answer that isn't usable
    }
}
