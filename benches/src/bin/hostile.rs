//! The cost of an answer of 4 MiB that was made to do harm: the most memory that the call adds, without the body
//! itself, and the CPU time of the calling thread.
//!
//!     hostile                  prints a table of all shapes, for docs/faults.md
//!     hostile serve SHAPE      prints its address, and serves the shape until standard input ends
//!     hostile call ADDRESS     calls once, and prints MiB, milliseconds and the outcome
//!
//! Each call has a process of its own, because a process keeps memory that it once used. The program reads /proc, so it
//! needs Linux.

use std::env::{args, current_exe};
use std::error::Error;
use std::fs;
use std::process::Command;

use genauth::AuthenticationClient;
use genauth_bench::process::{Second, processor_time, wait_for_end};
use genauth_bench::server;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The client's default limit for a body.
const LENGTH: usize = 4 * 1024 * 1024;
/// A depth that the decoder still accepts inside of the envelope and the profile.
const DEPTH: usize = 90;

/// A body: a beginning, a unit that is repeated until the body is full, and an end.
struct Shape {
    name: &'static str,
    before: &'static str,
    unit: Unit,
    after: &'static str,
}

enum Unit {
    Same(&'static str),
    /// `DEPTH` times the opening text, then `DEPTH` times the closing text.
    Deep(&'static str, &'static str),
    /// A text with another number in place of `?` each time.
    Numbered(&'static str),
    /// A text that is encoded as a JSON string.
    Encoded(&'static str),
    /// A beginning, a repeated unit and an end, all encoded as a JSON string this many times.
    Opened(&'static str, &'static str, &'static str, usize),
}

use Unit::{Deep, Encoded, Numbered, Opened, Same};

const SHAPES: &[Shape] = &[
    shape("empty objects where identities belong", r#""userId":"x","identities":["#, Same("{},"), "{}]"),
    shape("identities of one short field", r#""userId":"x","identities":["#, Same(r#"{"type":"a"},"#), "{}]"),
    shape("identities and one that doesn't fit", r#""userId":"x","identities":["#, Same(r#"{"type":"a"},"#), "5]"),
    shape("one-letter texts where texts belong", r#""userId":"x","departmentIds":["#, Same(r#""a","#), r#""a"]"#),
    shape("one-digit numbers where texts belong", r#""userId":"x","departmentIds":["#, Same("1,"), "1]"),
    shape("objects 90 deep, in custom data", r#""userId":"x","customData":{"a":["#, Deep(r#"{"":"#, "}"), "0]}"),
    shape("objects 90 deep, no userId", r#""new":["#, Deep(r#"{"":"#, "}"), "0]"),
    shape("objects 90 deep, in custom data, no userId", r#""customData":{"a":["#, Deep(r#"{"":"#, "}"), "0]}"),
    shape("lists 90 deep", r#""userId":"x","new":["#, Deep("[", "]"), "0]"),
    shape("empty lists", r#""userId":"x","new":["#, Same("[],"), "0]"),
    shape("one-digit numbers", r#""userId":"x","new":["#, Same("1,"), "0]"),
    shape("one-digit numbers, no userId", r#""new":["#, Same("1,"), "0]"),
    shape("one-letter texts", r#""userId":"x","customData":{"a":["#, Same(r#""a","#), "0]}"),
    shape("objects of one member", r#""userId":"x","new":["#, Same(r#"{"a":0},"#), "0]"),
    shape(
        "objects of twelve members",
        r#""userId":"x","new":["#,
        Same(r#"{"a":0,"b":0,"c":0,"d":0,"e":0,"f":0,"g":0,"h":0,"i":0,"j":0,"k":0,"l":0},"#),
        "0]",
    ),
    shape("everything at once", r#""userId":"x","new":["#, Same(r#"[{"a":"b"},1,"c",[],{},null,true],"#), "0]"),
    shape("unknown keys of the profile", r#""userId":"x","#, Numbered(r#""?":0,"#), r#""a":0"#),
    shape("unknown keys of custom data", r#""userId":"x","customData":{"#, Numbered(r#""?":0,"#), r#""a":0}"#),
    shape("keys with white space", r#""userId":"x","#, Numbered(r#""? city":0,"city ":1,"#), r#""a":0"#),
    shape("one key again and again", r#""userId":"x","#, Same(r#""city":"a","#), r#""a":0"#),
    shape("custom data again and again", r#""userId":"x","#, Same(r#""customData":{"a":[]},"#), r#""a":0"#),
    shape("userId again and again", r#""userId":"x","#, Same(r#""userId":1,"#), r#""a":0"#),
    shape("lists in strings", r#""userId":"x","postIdList":["#, Encoded(r#"["a","b"]"#), r#""a"]"#),
    shape("identities in strings", r#""userId":"x","identities":["#, Encoded(r#"{"originConnIds":"[\"a\"]"}"#), "{}]"),
    shape("empty objects in one string", r#""userId":"x","identities":"#, Opened("[", "{},", "{}]", 1), ""),
    shape("numbers in one string", r#""userId":"x","customData":"#, Opened(r#"{"a":["#, "1,", "0]}", 1), ""),
    shape("half emojis in one string", r#""userId":"x","departmentIds":"#, Opened("[\"", r"\ud83d", "\"]", 1), ""),
    shape(
        "half emojis, and the string is cut",
        r#""userId":"x","departmentIds":"#,
        Opened("[\"", r"\ud83d", "", 1),
        "",
    ),
    shape(
        "a list in a string in a string",
        r#""userId":"x","departmentIds":"#,
        Opened("[", r#""a","#, r#""a"]"#, 2),
        "",
    ),
    shape("half emojis", r#""userId":"x","name":""#, Same(r"\ud83d"), r#"""#),
    shape("control characters as they are", r#""userId":"x","name":""#, Same("\u{1}"), r#"""#),
    shape("numbers beyond a double", r#""userId":"x","new":["#, Same("1e999,"), "0]"),
    shape("one long text", r#""userId":"x","name":""#, Same("a"), r#"""#),
    shape("lists beyond the depth", r#""userId":"x","new":"#, Same("["), "0"),
];

const fn shape(name: &'static str, before: &'static str, unit: Unit, after: &'static str) -> Shape {
    Shape { name, before, unit, after }
}

impl Shape {
    fn body(&self) -> String {
        let begin = [r#"{"statusCode":200,"requestId":"ab-1","data":{"#, self.before].concat();
        let end = [self.after, "}}"].concat();
        let room = LENGTH - begin.len() - end.len();
        let filling = match self.unit {
            Same(unit) => unit.repeat(room / unit.len()),
            Deep(open, close) => {
                let pile = open.repeat(DEPTH) + "0" + &close.repeat(DEPTH) + ",";
                pile.repeat(room / pile.len())
            }
            Numbered(unit) => {
                let mut filling = String::with_capacity(room);
                for number in 0.. {
                    let next = unit.replace('?', &format!("{number:x}"));
                    if filling.len() + next.len() > room {
                        break;
                    }
                    filling += &next;
                }
                filling
            }
            Encoded(unit) => {
                let unit = encoded(unit) + ",";
                unit.repeat(room / unit.len())
            }
            Opened(before, unit, after, times) => {
                let opened = |count: usize| {
                    let text = [before, &unit.repeat(count), after].concat();
                    (0..times).fold(text, |text, _| encoded(&text))
                };
                let each = opened(1001).len() - opened(1).len();
                opened((room - opened(0).len()) * 1000 / each - 1)
            }
        };
        [begin, filling, end].concat()
    }
}

fn encoded(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn main() -> Result<()> {
    let words: Vec<String> = args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        [] => table(),
        ["serve", name] => {
            let shape = SHAPES.iter().find(|shape| shape.name == name).ok_or("no such shape")?;
            println!("{}", server::start(&shape.body())?);
            Ok(wait_for_end()?)
        }
        ["call", address] => call(address),
        _ => Err("usage: see the head of benches/src/bin/hostile.rs".into()),
    }
}

fn table() -> Result<()> {
    println!("| 4 MiB of | memory | CPU | outcome |\n| --- | --- | --- | --- |");
    for Shape { name, .. } in SHAPES {
        let mut server = Second::start(&["serve", name])?;
        let output = Command::new(current_exe()?).args(["call", &server.line()?]).output()?;
        let row = String::from_utf8(output.stdout)?;
        if !output.status.success() {
            return Err(format!("{name}: {}", String::from_utf8_lossy(&output.stderr)).into());
        }
        println!("| {name} | {} |", row.trim());
    }
    Ok(())
}

fn call(address: &str) -> Result<()> {
    let client =
        AuthenticationClient::builder().app_host(format!("http://{address}")).access_token("token").max_retries(0);
    let client = client.build()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    // Resets `VmHWM`, the kernel's mark of the most memory that this process has used.
    fs::write("/proc/self/clear_refs", "5")?;
    let (before, began) = (kibibytes("VmRSS:")?, processor_time()?);
    let result = runtime.block_on(client.get_profile().send());
    let (most, took) = (kibibytes("VmHWM:")?, processor_time()? - began);
    let outcome = match &result {
        Ok(response) => match response.drift().len() {
            0 => "a profile".to_owned(),
            1 => "a profile, drift at 1 place".to_owned(),
            places => format!("a profile, drift at {places} places"),
        },
        Err(error) => format!("`{:?}` at `{}`", error.kind(), error.json_path().unwrap_or("nowhere")),
    };
    let above = most.saturating_sub(before + LENGTH as u64 / 1024);
    println!("{:.0} MiB | {} ms | {outcome}", above as f64 / 1024.0, took.div_ceil(1_000_000));
    Ok(())
}

/// One of the kernel's figures for this process, in KiB.
fn kibibytes(name: &str) -> Result<u64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)).ok_or("no such line")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}
