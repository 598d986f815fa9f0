//! Measures calls over HTTP/1.1 and HTTP/2 on a network with latency: a relay holds back every byte for half a round
//! trip, and may hold one connection back for longer, as a lost packet does.
//!
//!     cargo run --release --manifest-path tests/network/Cargo.toml --example latency

#[allow(dead_code)]
#[path = "../tests/it/server.rs"]
mod server;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use genauth::AuthenticationClient;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;

use server::{Fault, Server};

const ROUND_TRIP: Duration = Duration::from_millis(40);
/// How long a lost packet holds back the bytes that follow on its connection.
const LOSS: Duration = Duration::from_millis(200);
/// A call without a lost packet is faster than this, unless it is the first on its connection.
const LATE: Duration = Duration::from_millis(180);
const BODY: &str = r#"{"statusCode":200,"message":"ok","data":{"userId":"u1"}}"#;

#[tokio::main]
async fn main() {
    println!("median in milliseconds, and calls that took more than {} ms", LATE.as_millis());
    for (network, lost_one_in) in [("no loss", usize::MAX), ("one answer in 100 late", 100)] {
        for (protocol, http2) in [("HTTP/1.1", false), ("HTTP/2", true)] {
            let client = client(lost_one_in, http2).await;
            for (what, at_once, rounds) in
                [("64 at once, first", 64, 1), ("64 at once, later", 64, 20), ("one after another", 1, 200)]
            {
                let (median, late) = measure(&client, at_once, rounds).await;
                println!("{network:24}{protocol:10}{what:20}{median:7.0}{late:7.1} %");
            }
        }
    }
}

async fn measure(client: &AuthenticationClient, at_once: usize, rounds: usize) -> (f64, f64) {
    let mut times = Vec::new();
    for _ in 0..rounds {
        let mut calls = JoinSet::new();
        for _ in 0..at_once {
            let client = client.clone();
            calls.spawn(async move {
                let started = Instant::now();
                client.get_profile().await.expect("a profile");
                started.elapsed()
            });
        }
        times.extend(calls.join_all().await);
    }
    times.sort();
    let late = times.iter().filter(|&&time| time > LATE).count();
    (times[times.len() / 2].as_secs_f64() * 1000.0, 100.0 * late as f64 / times.len() as f64)
}

async fn client(lost_one_in: usize, http2: bool) -> AuthenticationClient {
    let key = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).expect("a certificate");
    let mut config = ServerConfig::builder_with_provider(aws_lc_rs::default_provider().into())
        .with_safe_default_protocol_versions()
        .expect("protocol versions")
        .with_no_client_auth()
        .with_single_cert(
            vec![key.cert.der().clone()],
            PrivatePkcs8KeyDer::from(key.signing_key.serialize_der()).into(),
        )
        .expect("a configuration");
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let server = Server::start(Fault::None, Arc::new(config), BODY).await;
    let relay = relay(server.address, lost_one_in).await;
    // The server runs until the program ends.
    std::mem::forget(server);
    let builder = AuthenticationClient::builder().app_host(format!("https://{relay}")).access_token("t");
    let root = reqwest::Certificate::from_der(key.cert.der()).expect("a certificate");
    let client = reqwest::Client::builder().tls_certs_only([root]).no_proxy();
    let client = if http2 { client } else { client.http1_only() };
    builder.http_client(client.build().expect("a client")).build().expect("a client")
}

/// Holds back every byte for half a round trip, a new connection for a whole round trip, and one answer in
/// `lost_one_in` for longer.
async fn relay(to: SocketAddr, lost_one_in: usize) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let answers = Arc::new(AtomicUsize::new(1));
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let answers = answers.clone();
            tokio::spawn(async move {
                tokio::time::sleep(ROUND_TRIP).await;
                let server = TcpStream::connect(to).await.expect("the server");
                let _ = (client.set_nodelay(true), server.set_nodelay(true));
                let ((from_client, to_client), (from_server, to_server)) = (client.into_split(), server.into_split());
                tokio::spawn(hold_back(from_client, to_server, |_| Duration::ZERO));
                hold_back(from_server, to_client, move |_| {
                    let is_lost = answers.fetch_add(1, Ordering::Relaxed).is_multiple_of(lost_one_in);
                    if is_lost { LOSS } else { Duration::ZERO }
                })
                .await;
            });
        }
    });
    address
}

async fn hold_back(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin + Send + 'static,
    more: impl Fn(&[u8]) -> Duration,
) {
    let (sender, mut receiver) = mpsc::unbounded_channel::<(Instant, Vec<u8>)>();
    tokio::spawn(async move {
        while let Some((due, bytes)) = receiver.recv().await {
            tokio::time::sleep_until(due.into()).await;
            if to.write_all(&bytes).await.is_err() {
                return;
            }
        }
        let _ = to.shutdown().await;
    });
    let mut buffer = vec![0; 16 * 1024];
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        let due = Instant::now() + ROUND_TRIP / 2 + more(&buffer[..read]);
        if sender.send((due, buffer[..read].to_vec())).is_err() {
            return;
        }
    }
}
