//! What a client is put through: a cold start, bursts, a steady load, a minute without a call, a restart of the server.

use std::error::Error;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::figures::{Round, quantile};
use crate::network::contender::{Answer, Contender, Running};
use crate::network::server::{Seen, Server};

/// How long a restarted server is gone.
const GONE: Duration = Duration::from_millis(200);

/// How long after a program made its client the first call comes.
const STARTED: Duration = Duration::from_millis(200);

/// How long things last.
#[derive(Debug, Clone, Copy)]
pub struct Times {
    /// A steady load, in seconds.
    pub load: f64,
    /// What stands for a minute without a call; none leaves the situation out.
    pub idle: Duration,
}

/// One client before one server.
struct Stage<'a> {
    server: &'a Server,
    root: &'a str,
    delay: u64,
    contender: &'a Contender,
    rounds: &'a mut Vec<Round>,
}

/// Clients that wait since they were last used.
#[derive(Debug)]
pub struct Waiting<'a> {
    contender: &'a Contender,
    client: Running,
    since: Instant,
}

/// Bursts that aren't measured, so that the first client that is measured finds the server and its own files as the others
/// do.
///
/// # Errors
/// As [`run`].
pub fn rehearse(server: &Server, root: &str, contender: &Contender) -> Result<(), Box<dyn Error>> {
    let mut client = contender.start(&server.url(), root)?;
    client.command("new")?;
    client.command("calls 256 256").map(drop)
}

/// Puts a client through all but the minute without a call.
///
/// # Errors
/// Where the client doesn't start, or ends too early.
pub fn run<'a>(
    server: &Server,
    root: &str,
    delay: u64,
    contender: &'a Contender,
    times: Times,
    rounds: &mut Vec<Round>,
) -> Result<Waiting<'a>, Box<dyn Error>> {
    let mut stage = Stage { server, root, delay, contender, rounds };
    stage.first_call()?;
    let mut client = stage.cold("cold start", 1)?;
    for in_flight in [64, 256] {
        client = stage.cold(&format!("cold burst of {in_flight}"), in_flight)?;
    }
    // The process and its connections are warm by now; what follows is no shorter for it.
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

/// Has a client make calls, so that it waits with warm connections. Not before the last restart: that cuts those of all.
///
/// # Errors
/// Where the client ended.
pub fn warm(waiting: &mut Waiting<'_>) -> Result<(), Box<dyn Error>> {
    for _ in 0..2 {
        waiting.client.command("calls 256 64")?;
    }
    waiting.since = Instant::now();
    Ok(())
}

/// A burst after the time without a call.
///
/// # Errors
/// Where the client ended.
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

/// A cold burst of 256 where one connection of 100 never answers.
///
/// # Errors
/// As [`run`].
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

impl Stage<'_> {
    /// The first call of a program that made its client when it started.
    fn first_call(&mut self) -> Result<(), Box<dyn Error>> {
        let mut client = self.contender.start(&self.server.url(), self.root)?;
        client.command("new")?;
        sleep(STARTED);
        self.measure("first call", |_| client.command("calls 1 1"))
    }

    /// A new process that makes a client and these calls at once. To one call, making the client counts as well.
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
