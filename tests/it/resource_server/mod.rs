//! Routes for logged-in users: what gets in, what it costs, and what is answered to the others.

mod cache;
mod config;
mod documented;
mod forge;
mod http;
mod keys;
mod shared;
mod tokens;
