//! Runs the server: `GENAUTH_APP_HOST=https://… GENAUTH_APP_ID=… cargo run -p genauth-server-example`.
//!
//! `LISTEN` is the address, by default `127.0.0.1:3000`. Ctrl-C and SIGTERM end it.

use std::error::Error;
use std::io::{self, Write, stdout};
use std::pin::pin;
use std::time::Duration;

use genauth::{AuthenticationClient, resource_server::Authenticator};
use genauth_server_example::app;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::{net::TcpListener, select, time};

/// How long a client has for the head of a request, so that a client that sends nothing doesn't hold a connection for
/// ever.
const HEAD_TIMEOUT: Duration = Duration::from_secs(5);
/// How long running requests may take after a signal to end. Longer than the 5 seconds that a request waits for its
/// user.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(6);

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // A wrong configuration ends the program here, and not only at the first login. The audience is GENAUTH_APP_ID.
    let app = app(Authenticator::builder(AuthenticationClient::from_env()?).build()?);
    let address = std::env::var("LISTEN").unwrap_or_else(|_| "127.0.0.1:3000".to_owned());
    let listener = TcpListener::bind(&address).await.map_err(|error| format!("{address}: {error}; set LISTEN"))?;
    let mut told_to_end = pin!(told_to_end()?);
    // A closed standard output is no reason to end the server.
    let _ = writeln!(stdout(), "listening on http://{}", listener.local_addr()?);

    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIMEOUT);
    let connections = GracefulShutdown::new();
    loop {
        select! {
            () = &mut told_to_end => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    let service = TowerToHyperService::new(app.clone());
                    tokio::spawn(connections.watch(http.serve_connection(TokioIo::new(stream), service)));
                }
                // The process may be out of file descriptors. Connections that end free some.
                Err(_) => time::sleep(Duration::from_millis(100)).await,
            },
        }
    }
    drop(listener);
    let _ = time::timeout(SHUTDOWN_TIMEOUT, connections.shutdown()).await;
    Ok(())
}

/// Ends at Ctrl-C, or at the signal that a supervisor sends. Signals are caught from this call on, so that a signal
/// isn't lost if it arrives before the future is awaited.
#[cfg(unix)]
fn told_to_end() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupted, mut terminated) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        select! {
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
