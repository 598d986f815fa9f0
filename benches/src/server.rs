//! A server that answers every request with the same body. The server does little, because it isn't measured.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::{io, thread};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Serves `body` on a free port of loopback, from a thread of its own that lasts as long as the process.
///
/// # Errors
/// If there is no runtime or no port.
pub fn start(body: &str) -> io::Result<SocketAddr> {
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let answer: Arc<[u8]> = (head + body).into_bytes().into();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)))?;
    let address = listener.local_addr()?;
    thread::spawn(move || {
        runtime.block_on(async {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, answer.clone()));
            }
        });
    });
    Ok(address)
}

/// Answers until the client closes the connection. Requests come one after the other. The body of a request is a JSON
/// object, and comes at once.
async fn serve(mut stream: TcpStream, answer: Arc<[u8]>) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut request = Vec::with_capacity(4096);
    while stream.read_buf(&mut request).await? > 0 {
        if request.ends_with(b"\r\n\r\n") && !request.starts_with(b"POST") || request.ends_with(b"}") {
            request.clear();
            stream.write_all(&answer).await?;
        }
    }
    Ok(())
}
