//! A client as a program, which `network` measures: this crate, or bare reqwest with a strict derive. The programs in
//! `scripts/programs/network` do the same with the vendor's SDKs.
//!
//!     contender ours|bare URL ROOT-CERTIFICATE
//!
//! Each line of standard input is a command: `new` makes a client, `connect N` opens N connections ahead if the client
//! can, `calls N IN_FLIGHT` makes N calls, and `for SECONDS IN_FLIGHT` makes calls for this time. The program answers
//! each command with a line of JSON: seconds, CPU seconds, the number of failed calls, the last failure, and the
//! milliseconds of each call that succeeded.

use std::error::Error;
use std::io::{BufRead, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use genauth_bench::call::{Caller, Failure};
use rustix::time::{ClockId, clock_gettime};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::task::JoinSet;

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [who, url, root] = &words[..] else { return Err("usage: contender ours|bare URL ROOT-CERTIFICATE".into()) };
    let root = std::fs::read(root)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    // A thread reads the commands, so that the runtime goes on between commands, as in a real program.
    let (sender, lines) = tokio::sync::mpsc::unbounded_channel();
    std::thread::spawn(move || {
        std::io::stdin().lock().lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
    });
    println!("ready");
    runtime.block_on(obey(lines, who, url, &root))
}

async fn obey(mut lines: UnboundedReceiver<String>, who: &str, url: &str, root: &[u8]) -> Result<(), Box<dyn Error>> {
    let mut caller: Option<Arc<Caller>> = None;
    while let Some(line) = lines.recv().await {
        let words: Vec<&str> = line.split(' ').collect();
        let (begin, used) = (Instant::now(), cpu());
        let calls = match words[..] {
            ["new"] => {
                // The old client and its connections must be gone before the new client is made.
                drop(caller.take());
                caller = Some(Arc::new(Caller::over_tls(who, url, root).map_err(plain)?));
                Calls::default()
            }
            ["connect", connections] => {
                let caller = caller.as_ref().ok_or("no client")?;
                caller.connect(connections.parse()?).await.map_err(plain)?;
                Calls::default()
            }
            [what, amount, in_flight] => {
                let caller = caller.as_ref().ok_or("no client")?;
                let (most, until) = match what {
                    "calls" => (amount.parse()?, None),
                    _ => (usize::MAX, Some(begin + Duration::from_secs_f64(amount.parse()?))),
                };
                run(caller, most, until, in_flight.parse()?).await?
            }
            _ => return Err(format!("unknown command {line:?}").into()),
        };
        let answer = serde_json::json!({
            "seconds": begin.elapsed().as_secs_f64(),
            "cpu": (cpu() - used).as_secs_f64(),
            "failed": calls.failed,
            "failure": calls.failure,
            "ms": calls.milliseconds,
        });
        println!("{answer}");
        std::io::stdout().flush()?;
    }
    Ok(())
}

#[derive(Default)]
struct Calls {
    milliseconds: Vec<f64>,
    failed: usize,
    /// The error of the last failed call.
    failure: Option<String>,
}

async fn run(
    caller: &Arc<Caller>,
    most: usize,
    until: Option<Instant>,
    in_flight: usize,
) -> Result<Calls, Box<dyn Error>> {
    let begun = Arc::new(AtomicUsize::new(0));
    let mut workers = JoinSet::new();
    for _ in 0..in_flight {
        let (caller, begun) = (caller.clone(), begun.clone());
        workers.spawn(async move {
            let mut calls = Calls::default();
            while begun.fetch_add(1, Ordering::Relaxed) < most && until.is_none_or(|until| Instant::now() < until) {
                let begin = Instant::now();
                match caller.try_call(0).await {
                    Ok(()) => calls.milliseconds.push(begin.elapsed().as_secs_f64() * 1e3),
                    Err(error) => {
                        calls.failed += 1;
                        calls.failure = Some(format!("{error:#}"));
                    }
                }
            }
            calls
        });
    }
    let mut all = Calls::default();
    while let Some(calls) = workers.join_next().await {
        let calls = calls?;
        all.milliseconds.extend(calls.milliseconds);
        all.failed += calls.failed;
        all.failure = calls.failure.or(all.failure);
    }
    Ok(all)
}

fn plain(failure: Failure) -> Box<dyn Error> {
    failure
}

/// The CPU time of this process.
fn cpu() -> Duration {
    let used = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(used.tv_sec as u64, used.tv_nsec as u32)
}
