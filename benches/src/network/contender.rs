//! A client as a process of its own, which reads commands from its standard input.

use std::error::Error;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde::Deserialize;

/// How to start a client.
#[derive(Debug, Clone)]
pub struct Contender {
    /// The client's name in the results.
    pub name: String,
    /// The program with its first arguments. The URL and the certificate follow them.
    pub command: Vec<String>,
}

/// The result of a command.
#[derive(Debug, Deserialize)]
pub struct Answer {
    /// Seconds that the command took.
    pub seconds: f64,
    /// Seconds of the process's CPU time.
    pub cpu: f64,
    /// Calls that failed.
    pub failed: usize,
    /// The error of the last failed call.
    pub failure: Option<String>,
    /// Milliseconds of each call that succeeded.
    pub ms: Vec<f64>,
}

/// A running client.
#[derive(Debug)]
pub struct Running {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Contender {
    /// Starts a process that calls this URL and trusts this certificate, and waits until it is ready.
    ///
    /// # Errors
    /// If the process doesn't start.
    pub fn start(&self, url: &str, root: &str) -> Result<Running, Box<dyn Error>> {
        let (program, arguments) = self.command.split_first().ok_or("no program")?;
        let mut process = Command::new(program)
            .args(arguments)
            .args([url, root])
            .env("NODE_EXTRA_CA_CERTS", root)
            .env("NO_PROXY", "localhost")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{}: {program}: {error}", self.name))?;
        let input = process.stdin.take().ok_or("no input")?;
        let output = BufReader::new(process.stdout.take().ok_or("no output")?);
        let mut running = Running { process, input, output };
        match running.line()?.as_str() {
            "ready" => Ok(running),
            other => Err(format!("{}: {other:?} in place of \"ready\"", self.name).into()),
        }
    }
}

impl Running {
    /// Begins a command, and doesn't wait for its end.
    ///
    /// # Errors
    /// If the process has ended.
    pub fn begin(&mut self, command: &str) -> Result<(), Box<dyn Error>> {
        writeln!(self.input, "{command}")?;
        Ok(self.input.flush()?)
    }

    /// Waits for the end of the command that was begun.
    ///
    /// # Errors
    /// If the process ends before it answers.
    pub fn end(&mut self) -> Result<Answer, Box<dyn Error>> {
        Ok(serde_json::from_str(&self.line()?)?)
    }

    /// Begins a command, and waits for its end.
    ///
    /// # Errors
    /// If the process ends before it answers.
    pub fn command(&mut self, command: &str) -> Result<Answer, Box<dyn Error>> {
        self.begin(command)?;
        self.end()
    }

    fn line(&mut self) -> Result<String, Box<dyn Error>> {
        let mut line = String::new();
        if self.output.read_line(&mut line)? == 0 {
            return Err("the client ended".into());
        }
        Ok(line.trim_end().to_owned())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
