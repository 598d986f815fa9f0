//! Routes for logged-in users: which requests are let in, how many calls they cost, and the answers to all others.

mod cache;
mod config;
mod cookie;
mod documented;
mod errors;
mod forge;
mod http;
mod interleavings;
mod keys;
mod layers;
mod machine;
mod shared;
mod stalls;
mod tokens;
