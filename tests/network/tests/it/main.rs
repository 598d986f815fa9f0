//! The fault tests over TLS, in a program whose reqwest has its default features, against servers that offer HTTP/2.

mod faults;
mod http2;
mod server;
// Not all of it is used here.
#[allow(dead_code)]
#[path = "../../../it/support.rs"]
mod support;
