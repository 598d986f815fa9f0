//! Measures clients over TLS on a network with latency: this crate, bare reqwest, and the vendor's SDKs if they are
//! given. The clients call the same server in turns. Each client is a process of its own.
//!
//!     network [--delays 0,5,50] [--rounds 3] [--load SECONDS] [--idle SECONDS] [--stalled] [--connected]
//!             [--only NAME,…] [--node FOLDER] [--python PYTHON] [--results FILE]
//!
//! `--delays` are milliseconds in each direction. `--load` is the length of a load, by default 3 seconds. `--idle` is
//! the time without a call, by default 60 seconds; 0 leaves this situation out. `--stalled` measures only a burst in
//! which one connection of 100 never answers, and `--connected` only the first calls of a program, with and without
//! connections that were opened ahead. `scripts/performance` installs the SDKs for `--node` and `--python`. The file of
//! results gets a line of JSON for each client, situation and round.

use std::error::Error;
use std::path::Path;
use std::time::Duration;

use genauth_bench::body;
use genauth_bench::network::contender::Contender;
use genauth_bench::network::server::{Options, Server};
use genauth_bench::network::situations::Stage;

/// The default of nginx.
const KEEP_ALIVE: Duration = Duration::from_secs(75);

fn main() -> Result<(), Box<dyn Error>> {
    let mut delays = vec![0, 5, 50];
    let (mut rounds, mut stalled, mut connected) = (3, false, false);
    let (mut load, mut idle) = (3.0, Duration::from_secs(60));
    let mut only: Option<Vec<String>> = None;
    let mut results = None;
    let rust = std::env::current_exe()?.with_file_name("contender").display().to_string();
    let contender = |name: &str, command: &[&str]| Contender {
        name: name.to_owned(),
        command: command.iter().map(|word| (*word).to_owned()).collect(),
    };
    let mut contenders = vec![contender("ours", &[&rust, "ours"]), contender("bare", &[&rust, "bare"])];
    let programs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scripts/programs/network");
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        if let "--stalled" | "--connected" = word.as_str() {
            stalled |= word == "--stalled";
            connected |= word == "--connected";
            continue;
        }
        let value = words.next().ok_or_else(|| format!("{word} needs a value"))?;
        match word.as_str() {
            "--delays" => delays = value.split(',').map(str::parse).collect::<Result<_, _>>()?,
            "--rounds" => rounds = value.parse()?,
            "--load" => load = value.parse()?,
            "--idle" => idle = Duration::from_secs_f64(value.parse()?),
            "--only" => only = Some(value.split(',').map(str::to_owned).collect()),
            "--results" => results = Some(value),
            "--python" => {
                contenders.push(contender("Python", &[&value, &programs.join("contender.py").display().to_string()]));
            }
            "--node" => {
                // Node looks for packages in the program's folder.
                let program = Path::new(&value).join("contender.js");
                std::fs::copy(programs.join("contender.js"), &program)?;
                contenders.push(contender("Node", &["node", &program.display().to_string()]));
            }
            _ => return Err(format!("{word}: see the head of benches/src/bin/network.rs").into()),
        }
    }
    contenders.retain(|contender| only.as_ref().is_none_or(|only| only.contains(&contender.name)));

    let root = std::env::temp_dir().join(format!("network-{}.pem", std::process::id()));
    let mut figures = Vec::new();
    for delay in delays {
        let options = Options { delay: Duration::from_millis(delay), keep_alive: KEEP_ALIVE };
        let server = Server::start(&body::repaired(), options)?;
        std::fs::write(&root, server.root())?;
        let root = root.display().to_string();
        let mut stage = Stage { server: &server, root: &root, delay, rounds: &mut figures };
        for contender in &contenders {
            stage.rehearse(contender)?;
        }
        for round in 0..rounds {
            let mut waiting = Vec::new();
            // The order changes with each round, so that no client is always the first.
            for turn in 0..contenders.len() {
                let contender = &contenders[(turn + round) % contenders.len()];
                if stalled {
                    stage.stalled(contender)?;
                } else if connected {
                    stage.connected(contender)?;
                } else {
                    waiting.push((contender, stage.run(contender, load)?));
                }
            }
            if !idle.is_zero() && !waiting.is_empty() {
                // All clients wait with warm connections: a restart cuts the connections of all.
                for (_, client) in &mut waiting {
                    client.command("calls 256 64")?;
                    client.command("calls 256 64")?;
                }
                std::thread::sleep(idle);
                for (contender, client) in waiting {
                    stage.wake(contender, client)?;
                }
            }
        }
    }
    std::fs::remove_file(root)?;
    if let Some(results) = results {
        let lines: Result<Vec<String>, _> = figures.iter().map(serde_json::to_string).collect();
        std::fs::write(results, lines?.join("\n") + "\n")?;
    }
    Ok(())
}
