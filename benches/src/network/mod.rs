//! A network to measure on: a server over TLS, a delay before it, and the programs that call through both.
//!
//! `server` answers and counts, `delay` stands between it and the clients, `contender` runs a client as a process of its
//! own, `situations` are what a client is put through.

pub mod contender;
pub mod delay;
pub mod server;
pub mod situations;
