//! A network to measure on: a server over TLS, a delay before the server, and programs that call the server.
//!
//! `server` answers and counts, `delay` stands between server and clients, `contender` runs a client as a process of
//! its own, and `situations` has the loads under which a client is measured.

pub mod contender;
pub mod delay;
pub mod server;
pub mod situations;
