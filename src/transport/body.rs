//! Reads a body within the limit.

use bytes::Bytes;

use crate::error::Error;

/// Reads the body, and counts its bytes. An announced length over the limit is refused at once; an announced length
/// below the limit isn't trusted.
pub(super) async fn read(response: &mut reqwest::Response, limit: usize) -> Result<Bytes, Error> {
    let announced = response.content_length().unwrap_or(0);
    if announced > limit as u64 {
        return Err(Error::too_large(limit));
    }
    // Most bodies come in one piece, which isn't copied. Several pieces are joined.
    let (mut first, mut joined) = (Bytes::new(), Vec::new());
    while let Some(piece) = response.chunk().await.map_err(Error::transport)? {
        let so_far = first.len().max(joined.len());
        if piece.len() > limit - so_far {
            return Err(Error::too_large(limit));
        }
        if so_far == 0 {
            first = piece;
            continue;
        }
        if joined.is_empty() {
            joined.reserve((announced as usize).min(64 * 1024));
            joined.extend_from_slice(&first);
        }
        joined.extend_from_slice(&piece);
    }
    Ok(if joined.is_empty() { first } else { joined.into() })
}
