//! A client as a process of its own, which is told what to do by its standard input.

use std::error::Error;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde::Deserialize;

/// How a client is started, without the URL and what follows it.
#[derive(Debug, Clone)]
pub struct Contender {
    /// What it is called in figures.
    pub name: String,
    /// The program with its first arguments.
    pub command: Vec<String>,
}

/// What a command came to.
#[derive(Debug, Deserialize)]
pub struct Answer {
    /// Seconds that it took.
    pub seconds: f64,
    /// Seconds of the process's CPU time.
    pub cpu: f64,
    /// Calls that failed.
    pub failed: usize,
    /// What the last of them failed with.
    pub failure: Option<String>,
    /// Milliseconds of each call that didn't.
    pub ms: Vec<f64>,
}

/// A client that runs.
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
    /// Where it doesn't start.
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
    /// Tells what to do, and goes on meanwhile.
    ///
    /// # Errors
    /// Where the process is gone.
    pub fn begin(&mut self, command: &str) -> Result<(), Box<dyn Error>> {
        writeln!(self.input, "{command}")?;
        Ok(self.input.flush()?)
    }

    /// Waits until that is done.
    ///
    /// # Errors
    /// Where the process ends instead.
    pub fn end(&mut self) -> Result<Answer, Box<dyn Error>> {
        Ok(serde_json::from_str(&self.line()?)?)
    }

    /// Both.
    ///
    /// # Errors
    /// As those.
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
