//! A relay that holds back every byte as long as a network would.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

/// Relays to `upstream`. Every byte, and every end of a connection, arrives `delay` later.
pub async fn relay(listener: TcpListener, upstream: SocketAddr, delay: Duration) {
    while let Ok((client, _)) = listener.accept().await {
        tokio::spawn(connection(client, upstream, delay));
    }
}

async fn connection(client: TcpStream, upstream: SocketAddr, delay: Duration) -> io::Result<()> {
    let server = TcpStream::connect(upstream).await?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    // Loopback connects at once. On a network, connecting takes a round trip before the first byte leaves.
    let connected = Instant::now() + 2 * delay;
    let ((from_client, to_client), (from_server, to_server)) = (client.into_split(), server.into_split());
    tokio::spawn(pump(from_client, to_server, connected, delay));
    tokio::spawn(pump(from_server, to_client, connected, delay));
    Ok(())
}

async fn pump(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, connected: Instant, delay: Duration) {
    let (sender, mut pieces) = mpsc::unbounded_channel::<(Instant, Vec<u8>)>();
    let writer = tokio::spawn(async move {
        while let Some((at, piece)) = pieces.recv().await {
            sleep_until(at).await;
            // An empty piece stands for the end of the connection.
            if piece.is_empty() || to.write_all(&piece).await.is_err() {
                let _ = to.shutdown().await;
                return;
            }
        }
    });
    loop {
        let mut piece = Vec::with_capacity(16 * 1024);
        let ended = !matches!(from.read_buf(&mut piece).await, Ok(1..));
        if ended {
            piece.clear();
        }
        let sent = sender.send((Instant::now().max(connected) + delay, piece));
        if ended || sent.is_err() {
            break;
        }
    }
    let _ = writer.await;
}
