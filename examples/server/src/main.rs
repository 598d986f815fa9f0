//! Runs the server: `GENAUTH_APP_HOST=https://… GENAUTH_APP_ID=… cargo run -p genauth-server-example`.
//!
//! `LISTEN` is the address, by default `127.0.0.1:3000`. `PROFILE_TTL` is how long a profile is cached, in seconds. With
//! the feature `redis`, `REDIS_URL` and `REDIS_SECRET` let several instances share what they cache. Ctrl-C and SIGTERM
//! end the server.

use std::error::Error;
use std::io::{self, Write, stdout};
use std::net::TcpListener;
use std::time::Duration;

use axum_server::Handle;
use genauth::{AuthenticationClient, resource_server::Authenticator};
use genauth_server_example::app;

/// How long a request waits for its user.
const USER_TIMEOUT: Duration = Duration::from_secs(2);
/// How long a client has for the head of a request, so that a client that sends nothing doesn't hold a connection for
/// ever.
const HEAD_TIMEOUT: Duration = Duration::from_secs(5);
/// How long running requests may take after a signal to end. Longer than a request waits for its user.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(3);

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // A wrong configuration ends the program here, and not only at the first login. The audience is GENAUTH_APP_ID.
    let mut authenticator = Authenticator::builder(AuthenticationClient::from_env()?).timeout(USER_TIMEOUT);
    if let Ok(seconds) = std::env::var("PROFILE_TTL") {
        authenticator = authenticator.profile_ttl(Duration::from_secs(seconds.parse()?));
    }
    #[cfg(feature = "redis")]
    if let Ok(url) = std::env::var("REDIS_URL") {
        let secret = std::env::var("REDIS_SECRET").map_err(|_| "set REDIS_SECRET: at least 32 random bytes")?;
        authenticator = authenticator.shared_cache(genauth::resource_server::SharedCache::redis(url, secret)?);
    }
    let app = app(authenticator.build()?);
    let address = std::env::var("LISTEN").unwrap_or_else(|_| "127.0.0.1:3000".to_owned());
    let listener = TcpListener::bind(&address).map_err(|error| format!("{address}: {error}; set LISTEN"))?;
    listener.set_nonblocking(true)?;
    let told_to_end = told_to_end()?;
    // A closed standard output is no reason to end the server.
    let _ = writeln!(stdout(), "listening on http://{}", listener.local_addr()?);

    let handle = Handle::new();
    // The first limit counts until the first request is complete, and the second for the heads of later ones.
    let mut server = axum_server::from_tcp(listener)?.handle(handle.clone()).first_request_timeout(HEAD_TIMEOUT);
    server.http_builder().http1().header_read_timeout(HEAD_TIMEOUT);
    tokio::spawn(async move {
        told_to_end.await;
        handle.graceful_shutdown(Some(SHUTDOWN_TIMEOUT));
    });
    Ok(server.serve(app.into_make_service()).await?)
}

/// Ends at Ctrl-C, or at the signal that a supervisor sends. Signals are caught from this call on, so that a signal
/// isn't lost if it arrives before the future is awaited.
#[cfg(unix)]
fn told_to_end() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupted, mut terminated) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupted.recv() => {}
            _ = terminated.recv() => {}
        }
    })
}

#[cfg(windows)]
fn told_to_end() -> io::Result<impl Future<Output = ()>> {
    let mut interrupted = tokio::signal::windows::ctrl_c()?;
    Ok(async move { drop(interrupted.recv().await) })
}
