//! Two processes of one program: the second one is a server, whose work isn't counted.

use std::env::current_exe;
use std::fs::read_to_string;
use std::io::{self, BufRead, BufReader, Lines, Read};
use std::process::{Child, ChildStdout, Command, Stdio};

/// The second process.
#[derive(Debug)]
pub struct Second {
    lines: Lines<BufReader<ChildStdout>>,
    // The process ends when this value goes, because its standard input is closed then.
    _process: Child,
}

impl Second {
    /// Starts this program again, with these arguments.
    ///
    /// # Errors
    /// If the program doesn't start.
    pub fn start(words: &[&str]) -> io::Result<Self> {
        let mut command = Command::new(current_exe()?);
        let mut process = command.args(words).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let output = process.stdout.take().ok_or_else(|| io::Error::other("no output"))?;
        Ok(Self { lines: BufReader::new(output).lines(), _process: process })
    }

    /// The next line of its output.
    ///
    /// # Errors
    /// If the process has ended.
    pub fn line(&mut self) -> io::Result<String> {
        self.lines.next().unwrap_or_else(|| Err(io::Error::other("the second process has ended")))
    }
}

/// Waits until the first process ends, or drops its [`Second`].
///
/// # Errors
/// If there is no standard input.
pub fn wait_for_end() -> io::Result<()> {
    io::stdin().read_to_end(&mut Vec::new()).map(drop)
}

/// The CPU time of this thread in nanoseconds, from Linux's /proc.
///
/// # Errors
/// On other systems.
pub fn processor_time() -> io::Result<u64> {
    let text = read_to_string("/proc/thread-self/schedstat")?;
    let time = text.split_whitespace().next().and_then(|time| time.parse().ok());
    time.ok_or_else(|| io::Error::other("no times"))
}
