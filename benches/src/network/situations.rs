//! The situations in which a client is measured: a first call, a cold start, bursts, a steady load, a minute without a call, and a
//! restart of the server.

use std::error::Error;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::figures::{Round, quantile};
use crate::network::contender::{Answer, Contender, Running};
use crate::network::server::{Seen, Server};

/// How long the server is gone while it restarts.
const GONE: Duration = Duration::from_millis(200);

/// The time between the making of a client and the client's first call.
const STARTED: Duration = Duration::from_millis(200);

/// The lengths of situations.
#[derive(Debug, Clone, Copy)]
pub struct Times {
    /// The length of a steady load in seconds.
    pub load: f64,
    /// The length of the minute without a call. Zero leaves this situation out.
    pub idle: Duration,
}

/// One client with one server.
struct Stage<'a> {
    server: &'a Server,
    root: &'a str,
    delay: u64,
    contender: &'a Contender,
    rounds: &'a mut Vec<Round>,
}

/// A client that waits since its last call.
#[derive(Debug)]
pub struct Waiting<'a> {
    contender: &'a Contender,
    client: Running,
    since: Instant,
}

/// Makes a burst that isn't measured. The burst warms up the server and the client's files, so that the first measured
/// client has no disadvantage.
///
/// # Errors
/// As for [`run`].
pub fn rehearse(server: &Server, root: &str, contender: &Contender) -> Result<(), Box<dyn Error>> {
    let mut client = contender.start(&server.url(), root)?;
    client.command("new")?;
    client.command("calls 256 256").map(drop)
}

/// Measures a client in all situations but the minute without a call.
///
/// # Errors
/// If the client doesn't start, or if it ends too early.
pub fn run<'a>(
    server: &Server,
    root: &str,
    delay: u64,
    contender: &'a Contender,
    times: Times,
    rounds: &mut Vec<Round>,
) -> Result<Waiting<'a>, Box<dyn Error>> {
    let mut stage = Stage { server, root, delay, contender, rounds };
    stage.first("first call", 1, false)?;
    let mut client = stage.cold("cold start", 1)?;
    for in_flight in [64, 256] {
        client = stage.cold(&format!("cold burst of {in_flight}"), in_flight)?;
    }
    // The process and its connections are warm by now. Each load still has its own time to warm up.
    let load = times.load;
    for in_flight in [256, 64, 1] {
        client.command(&format!("for {} {in_flight}", load / 4.0))?;
        stage.measure(&format!("{in_flight} in flight"), |_| client.command(&format!("for {load} {in_flight}")))?;
    }
    client.command(&format!("for {} 64", load / 4.0))?;
    stage.measure("restart, 64 in flight", |server| {
        client.begin(&format!("for {load} 64"))?;
        sleep(Duration::from_secs_f64(load / 3.0));
        server.restart(GONE);
        client.end()
    })?;
    Ok(Waiting { contender, client, since: Instant::now() })
}

/// Has a client make calls, so that the client waits with warm connections. The last restart must be over, because a
/// restart cuts the connections of all clients.
///
/// # Errors
/// If the client has ended.
pub fn warm(waiting: &mut Waiting<'_>) -> Result<(), Box<dyn Error>> {
    for _ in 0..2 {
        waiting.client.command("calls 256 64")?;
    }
    waiting.since = Instant::now();
    Ok(())
}

/// Measures a burst after the time without a call.
///
/// # Errors
/// If the client has ended.
pub fn wake(
    waiting: Waiting<'_>,
    server: &Server,
    delay: u64,
    times: Times,
    rounds: &mut Vec<Round>,
) -> Result<(), Box<dyn Error>> {
    let Waiting { contender, mut client, since } = waiting;
    sleep((since + times.idle).saturating_duration_since(Instant::now()));
    let mut stage = Stage { server, root: "", delay, contender, rounds };
    stage.measure("after a minute, 64 at once", |_| client.command("calls 64 64"))
}

/// Measures a cold burst of 256 calls in which one connection of 100 never answers.
///
/// # Errors
/// As for [`run`].
pub fn stalled(
    server: &Server,
    root: &str,
    delay: u64,
    contender: &Contender,
    rounds: &mut Vec<Round>,
) -> Result<(), Box<dyn Error>> {
    let mut stage = Stage { server, root, delay, contender, rounds };
    server.stall(true);
    let result = stage.cold("cold burst of 256, 1 % stalled", 256);
    server.stall(false);
    result.map(drop)
}

/// Measures a client's first calls, with and without connections that were opened ahead.
///
/// # Errors
/// As for [`run`].
pub fn connected(
    server: &Server,
    root: &str,
    delay: u64,
    contender: &Contender,
    rounds: &mut Vec<Round>,
) -> Result<(), Box<dyn Error>> {
    let mut stage = Stage { server, root, delay, contender, rounds };
    stage.first("first call", 1, false)?;
    stage.first("first call after `connect(1)`", 1, true)?;
    stage.first("first burst of 64", 64, false)?;
    stage.first("first burst of 64 after `connect(64)`", 64, true)
}

impl Stage<'_> {
    /// Measures the first calls, all at once, of a program that made its client at its start. With `connected`, a client
    /// that can has opened its connections then too.
    fn first(&mut self, situation: &str, calls: usize, connected: bool) -> Result<(), Box<dyn Error>> {
        let mut client = self.contender.start(&self.server.url(), self.root)?;
        client.command("new")?;
        if connected {
            client.command(&format!("connect {calls}"))?;
        }
        sleep(STARTED);
        self.measure(situation, |_| client.command(&format!("calls {calls} {calls}")))
    }

    /// Measures a new process that makes a client, and then all calls at once. The time to make the client counts for
    /// every call.
    fn cold(&mut self, situation: &str, calls: usize) -> Result<Running, Box<dyn Error>> {
        let mut client = self.contender.start(&self.server.url(), self.root)?;
        self.measure(situation, |_| {
            let made = client.command("new")?;
            let mut answer = client.command(&format!("calls {calls} {calls}"))?;
            answer.cpu += made.cpu;
            answer.ms.iter_mut().for_each(|ms| *ms += made.seconds * 1e3);
            Ok(answer)
        })?;
        Ok(client)
    }

    fn measure(
        &mut self,
        situation: &str,
        run: impl FnOnce(&Server) -> Result<Answer, Box<dyn Error>>,
    ) -> Result<(), Box<dyn Error>> {
        let before = self.server.seen();
        let mut answer = run(self.server)?;
        let Seen { connections, handshakes, resumed } = self.server.seen();
        answer.ms.sort_by(f64::total_cmp);
        let calls = answer.ms.len() + answer.failed;
        let round = Round {
            delay: self.delay,
            situation: situation.to_owned(),
            contender: self.contender.name.clone(),
            calls,
            failed: answer.failed,
            failure: answer.failure,
            median: quantile(&answer.ms, answer.failed, 0.5),
            p99: quantile(&answer.ms, answer.failed, 0.99),
            cpu: answer.cpu * 1e3 / calls.max(1) as f64,
            connections: connections - before.connections,
            handshakes: handshakes - before.handshakes,
            resumed: resumed - before.resumed,
        };
        println!(
            "{:2} ms  {:32} {:8} {calls:6} calls, {:3} failed, median {}, 99 % {}, {:.3} ms CPU, {} connections, {} handshakes, {} resumed{}",
            round.delay,
            round.situation,
            round.contender,
            round.failed,
            shown(round.median),
            shown(round.p99),
            round.cpu,
            round.connections,
            round.handshakes,
            round.resumed,
            round.failure.as_ref().map(|failure| format!(" ({failure})")).unwrap_or_default(),
        );
        self.rounds.push(round);
        Ok(())
    }
}

fn shown(milliseconds: Option<f64>) -> String {
    milliseconds.map_or_else(|| "never".to_owned(), |ms| format!("{ms:.1} ms"))
}
