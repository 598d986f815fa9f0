//! One binary, a module for each concern.

mod decode;
mod generated;
