//! Does a fixed amount of work, for instruments that count: callgrind, the allocator, the kernel.
//!
//!     count decode CODEC BODY TIMES
//!     count call CLIENT IN_FLIGHT ROUNDS TOKENS
//!     count operation CLIENT departments|permission TIMES
//!     count allocations                prints allocations and reallocations per decode and per call
//!     count memory CLIENT IN_FLIGHT    prints the most bytes allocated while IN_FLIGHT calls are in flight
//!     count serve BODY                 prints its address, and serves BODY until standard input ends
//!
//! The server is a second process, so that its work isn't counted.

use std::alloc::System;
use std::env::args;
use std::error::Error;
use std::net::SocketAddr;
use std::sync::Arc;

use genauth_bench::call::Caller;
use genauth_bench::process::{Second, wait_for_end};
use genauth_bench::{Codec, body, server};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

fn main() -> Result<()> {
    let words: Vec<String> = args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        ["decode", codec, body, times] => decode(codec, body, times.parse()?),
        ["call", client, in_flight, rounds, tokens] => {
            call(client, in_flight.parse()?, rounds.parse()?, tokens.parse()?)
        }
        #[cfg(feature = "operations")]
        ["operation", client, operation, times] => one_operation(client, operation, times.parse()?),
        ["serve", body] => serve(body),
        ["allocations"] => allocations(),
        ["memory", client, in_flight] => memory(client, in_flight.parse()?),
        _ => Err("usage: see the head of benches/src/bin/count.rs".into()),
    }
}

fn decode(codec: &str, body: &str, times: u64) -> Result<()> {
    let codec = Codec::named(codec).ok_or("no such codec")?;
    let body = body::named(body).ok_or("no such body")?;
    for _ in 0..times {
        codec.decode(body.as_bytes());
    }
    Ok(())
}

fn runtime() -> Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?)
}

fn call(client: &str, in_flight: usize, rounds: u64, tokens: usize) -> Result<()> {
    let server = Server::start("repaired")?;
    let caller = Arc::new(Caller::new(client, server.address, tokens).map_err(|error| error.to_string())?);
    runtime()?.block_on(async {
        for round in 0..rounds {
            match in_flight {
                1 => caller.call(round as usize).await,
                _ => caller.calls(in_flight).await,
            }
        }
    });
    Ok(())
}

#[cfg(feature = "operations")]
fn one_operation(client: &str, operation: &str, times: u64) -> Result<()> {
    let server = Server::start(operation)?;
    let caller = Caller::new(client, server.address, 1).map_err(|error| error.to_string())?;
    runtime()?.block_on(async {
        for _ in 0..times {
            match operation {
                "departments" => caller.departments().await,
                _ => caller.permission().await,
            }
            .map_err(|error| error.to_string())?;
        }
        Ok(())
    })
}

/// A second process of this program, which is the server.
struct Server {
    address: SocketAddr,
    _process: Second,
}

impl Server {
    fn start(body: &str) -> Result<Self> {
        let mut process = Second::start(&["serve", body])?;
        Ok(Self { address: process.line()?.parse()?, _process: process })
    }
}

fn serve(body: &str) -> Result<()> {
    println!("{}", server::start(&body::named(body).ok_or("no such body")?)?);
    Ok(wait_for_end()?)
}

/// Allocations and reallocations of one run, after a run to warm up.
fn allocated(mut run: impl FnMut()) -> usize {
    const RUNS: usize = 100;
    run();
    let region = Region::new(ALLOCATOR);
    for _ in 0..RUNS {
        run();
    }
    let change = region.change();
    (change.allocations + change.reallocations).div_ceil(RUNS)
}

fn allocations() -> Result<()> {
    for name in body::NAMES {
        let body = body::named(name).ok_or("no such body")?;
        for (codec_name, codec) in Codec::ALL {
            let strict = matches!(codec, Codec::Strict | Codec::StrictText);
            let body = if strict && name == "sample" { body::repaired() } else { body.clone() };
            println!("decode {name} {codec_name} {}", allocated(|| codec.decode(body.as_bytes())));
        }
    }
    let (runtime, server) = (runtime()?, Server::start("repaired")?);
    for client in ["ours", "bare"] {
        let caller = Caller::new(client, server.address, 1).map_err(|error| error.to_string())?;
        println!("call sequential {client} {}", allocated(|| runtime.block_on(caller.call(0))));
    }
    Ok(())
}

/// Prints the most bytes that are allocated while this many calls are in flight, without the bytes from before.
fn memory(client: &str, in_flight: usize) -> Result<()> {
    let server = Server::start("repaired")?;
    let caller = Arc::new(Caller::new(client, server.address, 1).map_err(|error| error.to_string())?);
    let standing = || {
        let stats = ALLOCATOR.stats();
        stats.bytes_allocated.saturating_sub(stats.bytes_deallocated)
    };
    let before = standing();
    let most = runtime()?.block_on(async {
        let calls = tokio::spawn({
            let caller = caller.clone();
            async move { caller.calls(in_flight).await }
        });
        let mut most = 0;
        while !calls.is_finished() {
            most = most.max(standing());
            tokio::task::yield_now().await;
        }
        most
    });
    println!("{}", most - before);
    Ok(())
}
