//! The situations in which a client is measured: a first call, a cold start, bursts, a steady load, a minute without a
//! call, and a restart of the server.

use std::error::Error;
use std::thread::sleep;
use std::time::Duration;

use crate::figures::{Round, quantile};
use crate::network::contender::{Answer, Contender, Running};
use crate::network::server::{Seen, Server};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// How long the server is gone while it restarts.
const GONE: Duration = Duration::from_millis(200);

/// The time between the making of a client and the client's first call.
const STARTED: Duration = Duration::from_millis(200);

/// Where clients are measured. Each method fails if a client doesn't start, or ends too early.
#[derive(Debug)]
pub struct Stage<'a> {
    /// The server that clients call.
    pub server: &'a Server,
    /// The file of the certificate that clients trust.
    pub root: &'a str,
    /// The server's delay in milliseconds.
    pub delay: u64,
    /// What was measured.
    pub rounds: &'a mut Vec<Round>,
}

#[allow(clippy::missing_errors_doc, reason = "the type's documentation says when its methods fail")]
impl Stage<'_> {
    /// Makes a burst that isn't measured. The burst warms up the server and the client's files, so that the first
    /// measured client has no disadvantage.
    pub fn rehearse(&self, contender: &Contender) -> Result<()> {
        let mut client = contender.start(&self.server.url(), self.root)?;
        client.command("new")?;
        client.command("calls 256 256").map(drop)
    }

    /// Measures a client in all situations but the minute without a call. A steady load takes `load` seconds.
    pub fn run(&mut self, contender: &Contender, load: f64) -> Result<Running> {
        self.first(contender, "first call", 1, false)?;
        let mut client = self.cold(contender, "cold start", 1)?;
        for in_flight in [64, 256] {
            client = self.cold(contender, &format!("cold burst of {in_flight}"), in_flight)?;
        }
        // The process and its connections are warm by now. Each load still has its own time to warm up.
        for in_flight in [256, 64, 1] {
            client.command(&format!("for {} {in_flight}", load / 4.0))?;
            let command = format!("for {load} {in_flight}");
            self.measure(contender, &format!("{in_flight} in flight"), |_| client.command(&command))?;
        }
        client.command(&format!("for {} 64", load / 4.0))?;
        self.measure(contender, "restart, 64 in flight", |server| {
            client.begin(&format!("for {load} 64"))?;
            sleep(Duration::from_secs_f64(load / 3.0));
            server.restart(GONE);
            client.end()
        })?;
        Ok(client)
    }

    /// Measures a burst after the time without a call.
    pub fn wake(&mut self, contender: &Contender, mut client: Running) -> Result<()> {
        self.measure(contender, "after a minute, 64 at once", |_| client.command("calls 64 64"))
    }

    /// Measures a cold burst of 256 calls in which one connection of 100 never answers.
    pub fn stalled(&mut self, contender: &Contender) -> Result<()> {
        self.server.stall(true);
        let result = self.cold(contender, "cold burst of 256, 1 % stalled", 256);
        self.server.stall(false);
        result.map(drop)
    }

    /// Measures a client's first calls, with and without connections that were opened ahead.
    pub fn connected(&mut self, contender: &Contender) -> Result<()> {
        self.first(contender, "first call", 1, false)?;
        self.first(contender, "first call after `connect(1)`", 1, true)?;
        self.first(contender, "first burst of 64", 64, false)?;
        self.first(contender, "first burst of 64 after `connect(64)`", 64, true)
    }

    /// Measures the first calls, all at once, of a program that made its client at its start. With `connected`, a
    /// client that can has opened its connections then too.
    fn first(&mut self, contender: &Contender, situation: &str, calls: usize, connected: bool) -> Result<()> {
        let mut client = contender.start(&self.server.url(), self.root)?;
        client.command("new")?;
        if connected {
            client.command(&format!("connect {calls}"))?;
        }
        sleep(STARTED);
        self.measure(contender, situation, |_| client.command(&format!("calls {calls} {calls}")))
    }

    /// Measures a new process that makes a client, and then all calls at once. The time to make the client counts for
    /// every call.
    fn cold(&mut self, contender: &Contender, situation: &str, calls: usize) -> Result<Running> {
        let mut client = contender.start(&self.server.url(), self.root)?;
        self.measure(contender, situation, |_| {
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
        contender: &Contender,
        situation: &str,
        run: impl FnOnce(&Server) -> Result<Answer>,
    ) -> Result<()> {
        let before = self.server.seen();
        let mut answer = run(self.server)?;
        let Seen { connections, handshakes, resumed } = self.server.seen();
        answer.ms.sort_by(f64::total_cmp);
        let calls = answer.ms.len() + answer.failed;
        let round = Round {
            delay: self.delay,
            situation: situation.to_owned(),
            contender: contender.name.clone(),
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
        print!("{:2} ms  {situation:32} {:8} {calls:6} calls, {:3} failed", self.delay, contender.name, round.failed);
        print!(", median {}, 99 % {}, {:.3} ms CPU", shown(round.median), shown(round.p99), round.cpu);
        print!(", {} connections, {} handshakes, {} resumed", round.connections, round.handshakes, round.resumed);
        println!("{}", round.failure.as_ref().map(|failure| format!(" ({failure})")).unwrap_or_default());
        self.rounds.push(round);
        Ok(())
    }
}

fn shown(milliseconds: Option<f64>) -> String {
    milliseconds.map_or_else(|| "never".to_owned(), |ms| format!("{ms:.1} ms"))
}
