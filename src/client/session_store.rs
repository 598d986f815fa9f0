//! TLS sessions that later connections resume. rustls's own store keeps eight TLS 1.3 tickets for a server, and each
//! ticket serves one connection. After a restart of the service, most of a program's connections would need a full
//! handshake.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rustls::NamedGroup;
use rustls::client::{ClientSessionMemoryCache, ClientSessionStore, Tls12ClientSessionValue, Tls13ClientSessionValue};
use rustls::pki_types::ServerName;

/// How many TLS 1.3 tickets are kept. A ticket takes a few hundred bytes. The tickets of one connection share a copy of
/// the server's certificates, some 4 KiB.
const MAX_TICKETS: usize = 64;

type Tickets = VecDeque<(ServerName<'static>, Tls13ClientSessionValue)>;

/// rustls's store for all but TLS 1.3 tickets.
pub(super) struct SessionStore {
    others: ClientSessionMemoryCache,
    /// The oldest ticket first.
    tickets: Mutex<Tickets>,
}

impl SessionStore {
    fn tickets(&self) -> MutexGuard<'_, Tickets> {
        self.tickets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for SessionStore {
    fn default() -> Self {
        // The size that rustls takes by default: 32 servers, since the host of a proxy is a server too.
        Self { others: ClientSessionMemoryCache::new(256), tickets: Mutex::default() }
    }
}

impl fmt::Debug for SessionStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionStore").finish_non_exhaustive()
    }
}

impl ClientSessionStore for SessionStore {
    fn insert_tls13_ticket(&self, server: ServerName<'static>, ticket: Tls13ClientSessionValue) {
        let mut tickets = self.tickets();
        if tickets.len() == MAX_TICKETS {
            tickets.pop_front();
        }
        tickets.push_back((server, ticket));
    }

    /// The newest ticket of this server.
    fn take_tls13_ticket(&self, server: &ServerName<'static>) -> Option<Tls13ClientSessionValue> {
        let mut tickets = self.tickets();
        let newest = tickets.iter().rposition(|(of, _)| of == server)?;
        tickets.remove(newest).map(|(_, ticket)| ticket)
    }

    fn set_kx_hint(&self, server: ServerName<'static>, group: NamedGroup) {
        self.others.set_kx_hint(server, group);
    }

    fn kx_hint(&self, server: &ServerName<'_>) -> Option<NamedGroup> {
        self.others.kx_hint(server)
    }

    fn set_tls12_session(&self, server: ServerName<'static>, session: Tls12ClientSessionValue) {
        self.others.set_tls12_session(server, session);
    }

    fn tls12_session(&self, server: &ServerName<'_>) -> Option<Tls12ClientSessionValue> {
        self.others.tls12_session(server)
    }

    fn remove_tls12_session(&self, server: &ServerName<'static>) {
        self.others.remove_tls12_session(server);
    }
}
