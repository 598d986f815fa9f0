//! What the service, gateways in front of it and strangers really send: each row stands for its kind.

mod answers;
mod bodies;
mod calls;
