//! Routes for logged-in users: which requests are let in, how many calls they cost, and the answers to all others.

mod account;
mod cache;
mod config;
mod cookie;
mod documented;
mod errors;
mod forge;
mod grants;
mod http;
mod interleavings;
mod keys;
mod layers;
mod logout;
mod machine;
mod operate;
mod roles;
mod shared;
mod stalls;
mod tokens;
