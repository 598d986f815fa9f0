//! The fault tests over TLS, in a program whose reqwest has its default features, against servers that offer HTTP/2.

mod faults;
mod http2;
mod server;
// This program uses only a part of the module.
#[allow(dead_code)]
#[path = "../../../it/support.rs"]
mod support;
