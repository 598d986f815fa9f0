//! The results of `bin/network`, as tables and as the page's plot.

use std::fs::read_to_string;
use std::path::Path;

use genauth_bench::figures::{Round, spread};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::Result;

/// The clients in the order of the columns: the name in the results, the name on the page, the colour of the plot.
const CONTENDERS: [(&str, &str, RGBColor); 4] = [
    ("ours", "genauth", BLUE),
    ("bare", "bare reqwest", BLACK),
    ("Node", "Node SDK", RGBColor(20, 140, 60)),
    ("Python", "Python SDK", RED),
];
/// The delay for the page's first table and its plot.
const DELAY: u64 = 5;

type Figure = fn(&Round) -> Option<f64>;

/// All rounds of all clients.
pub(crate) struct Network(Vec<Round>);

impl Network {
    /// Reads the rounds.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let text = read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let rounds: std::result::Result<Vec<Round>, _> = text.lines().map(serde_json::from_str).collect();
        Ok(Self(rounds?))
    }

    fn of<'a>(&'a self, delay: u64, situation: &'a str, contender: &'a str) -> impl Iterator<Item = &'a Round> {
        let rounds = self.0.iter();
        rounds.filter(move |round| round.delay == delay && round.situation == situation && round.contender == contender)
    }

    /// The median of a figure over the rounds.
    fn figure(&self, delay: u64, situation: &str, contender: &str, figure: fn(&Round) -> f64) -> Option<f64> {
        spread(self.of(delay, situation, contender).map(|round| Some(figure(round))))[0]
    }

    fn present(&self) -> impl Iterator<Item = (&'static str, &'static str, RGBColor)> {
        CONTENDERS.into_iter().filter(|(name, ..)| self.0.iter().any(|round| round.contender == *name))
    }

    fn situations(&self) -> Vec<&str> {
        let mut situations: Vec<&str> = Vec::new();
        for round in &self.0 {
            if !situations.contains(&round.situation.as_str()) {
                situations.push(&round.situation);
            }
        }
        situations
    }

    /// The number of rounds with each delay, in words.
    pub(crate) fn rounds(&self) -> String {
        let rounds = |delay: &u64| self.of(*delay, "cold start", "ours").count();
        let each: Vec<String> =
            self.delays().iter().map(|delay| format!("{} rounds with {delay} ms each way", rounds(delay))).collect();
        each.join(", ")
    }

    fn delays(&self) -> Vec<u64> {
        let mut delays: Vec<u64> = self.0.iter().map(|round| round.delay).collect();
        delays.sort_unstable();
        delays.dedup();
        delays
    }

    /// The situations in which another client is faster than ours. To rule out noise, the other client's slowest round
    /// must beat our fastest.
    pub(crate) fn faster(&self) -> String {
        let figures: [(_, Figure); 2] = [("median", |round| round.median), ("99th percentile", |round| round.p99)];
        let mut found = Vec::new();
        for situation in self.situations() {
            for (name, title, _) in self.present().filter(|(name, ..)| *name != "ours") {
                for (what, figure) in figures {
                    let [_, _, slowest] = spread(self.of(DELAY, situation, name).map(figure));
                    let [_, fastest, _] = spread(self.of(DELAY, situation, "ours").map(figure));
                    if slowest.is_some_and(|slowest| fastest.is_none_or(|fastest| slowest < fastest)) {
                        found.push(format!("{situation}: the {what} of {title}"));
                    }
                }
            }
        }
        if found.is_empty() { "none".to_owned() } else { found.join("; ") }
    }

    /// The page's first table, with a row for each client.
    pub(crate) fn call(&self) -> Result<String> {
        const WARM: &str = "64 in flight";
        let cpu = |name| self.figure(DELAY, WARM, name, |round| round.cpu);
        let ours = cpu("ours").ok_or("no figures of ours")?;
        let mut table = String::from(
            "| | CPU time of a call | median call | first call of a program | calls that a restart of the server fails |\n\
             | --- | ---: | ---: | ---: | ---: |\n",
        );
        for (name, title, _) in self.present() {
            let cpu = cpu(name).ok_or("no CPU time")?;
            let times = if name == "ours" { String::new() } else { format!(", {} times ours", factor(cpu / ours)) };
            table += &format!(
                "| {title} | {cpu:.3} ms{times} | {} ms | {} ms | {} |\n",
                shown(self.middle(DELAY, WARM, name, |round| round.median)),
                shown(self.middle(DELAY, "first call", name, |round| round.median)),
                failed(self.of(DELAY, "restart, 64 in flight", name)),
            );
        }
        Ok(table)
    }

    fn middle(&self, delay: u64, situation: &str, contender: &str, figure: Figure) -> Option<f64> {
        spread(self.of(delay, situation, contender).map(figure))[0]
    }

    /// A table for each delay, with a row for each situation and a column for each client.
    pub(crate) fn tables(&self) -> String {
        let mut text = String::new();
        for delay in self.delays() {
            let titles: String = self.present().map(|(_, title, _)| format!(" {title} |")).collect();
            let rule = " ---: |".repeat(self.present().count() + 2);
            text += &format!("| {delay} ms each way |{titles} medians | 99th percentiles |\n| --- |{rule}\n");
            for situation in self.situations() {
                text += &format!("| {situation} |");
                for (name, ..) in self.present() {
                    let figure = |figure| shown(self.middle(delay, situation, name, figure));
                    text += &format!(" {}, {} |", figure(|round| round.median), figure(|round| round.p99));
                }
                for figure in [|round: &Round| round.median, |round: &Round| round.p99] {
                    text += &format!(" {} |", self.to_bare(delay, situation, figure));
                }
                text.push('\n');
            }
            text.push('\n');
        }
        text
    }

    /// Our figure divided by the figure of bare reqwest in the same round.
    fn to_bare(&self, delay: u64, situation: &str, figure: Figure) -> String {
        let pairs = self.of(delay, situation, "ours").zip(self.of(delay, situation, "bare"));
        let ratios: Vec<_> = pairs.filter_map(|(ours, bare)| Some(figure(ours)? / figure(bare)?)).map(Some).collect();
        match spread(ratios.into_iter()) {
            [Some(middle), Some(least), Some(most)] => format!("{middle:.2} ({least:.2} to {most:.2})"),
            _ => String::new(),
        }
    }

    /// The cost of each situation: connections, resumed handshakes, failures, CPU time.
    pub(crate) fn connections(&self) -> String {
        let titles: String = self.present().map(|(_, title, _)| format!(" {title} |")).collect();
        let rule = " ---: |".repeat(self.present().count());
        let mut text = format!("| |{titles}\n| --- |{rule}\n");
        for situation in self.situations() {
            text += &format!("| {situation} |");
            for (name, ..) in self.present() {
                let figure = |figure| self.figure(DELAY, situation, name, figure);
                let (Some(connections), Some(resumed), Some(failed), Some(cpu)) = (
                    figure(|round| round.connections as f64),
                    figure(|round| round.resumed as f64),
                    figure(|round| round.failed as f64),
                    figure(|round| round.cpu),
                ) else {
                    text += " |";
                    continue;
                };
                let resumed = if resumed > 0.0 { format!(", {resumed:.0} resumed") } else { String::new() };
                let failed = if failed > 0.0 { format!(", {failed:.0} failed") } else { String::new() };
                text += &format!(" {connections:.0}{resumed}{failed}, {} ms |", short(cpu));
            }
            text.push('\n');
        }
        text
    }

    /// The failures of a burst in which some connections are stalled, in words.
    pub(crate) fn stalled(&self) -> String {
        let clients: Vec<String> = self
            .present()
            .filter_map(|(name, title, _)| {
                let round = self.0.iter().find(|round| round.contender == name)?;
                let (failed, calls) = (round.failed, round.calls);
                Some(format!("{title} {failed} of {calls}"))
            })
            .collect();
        format!(
            "If one connection of 100 never answers, some calls of a cold burst fail: {}. With reqwest, and so with this \
             crate, a call whose connection isn't up takes a connection that another call gives back.",
            clients.join("; ")
        )
    }

    /// Draws a row for each situation. Each client has a line in the row, from its median to its 99th percentile.
    pub(crate) fn plot(&self, path: &Path) -> Result<()> {
        const ROW: i32 = 62;
        const LEFT: i32 = 190;
        const TOP: i32 = 44;
        let (situations, clients) = (self.situations(), self.present().collect::<Vec<_>>());
        let height = TOP + ROW * situations.len() as i32 + 40;
        let area = SVGBackend::new(path, (860, height as u32)).into_drawing_area();
        area.fill(&WHITE)?;
        let all = self.0.iter().filter(|round| round.delay == DELAY);
        let most = all.flat_map(|round| [round.median, round.p99]).flatten().fold(10.0, f64::max);
        let (least, width) = (8.0_f64, 620.0);
        let x = |ms: f64| LEFT + ((ms / least).log10() / (most / least).log10() * width) as i32;
        let small = ("sans-serif", 16).into_font().color(&BLACK);
        for ms in [10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000] {
            if f64::from(ms) > most {
                break;
            }
            let at = x(f64::from(ms));
            area.draw(&PathElement::new([(at, TOP), (at, height - 36)], RGBColor(220, 220, 220)))?;
            let centre = small.clone().pos(Pos::new(HPos::Center, VPos::Top));
            area.draw(&Text::new(format!("{ms} ms"), (at, height - 30), centre))?;
        }
        for (index, (_, title, color)) in clients.iter().enumerate() {
            let at = LEFT + 150 * index as i32;
            area.draw(&Rectangle::new([(at, 14), (at + 20, 20)], color.filled()))?;
            area.draw(&Text::new(*title, (at + 26, 11), small.clone()))?;
        }
        for (row, situation) in situations.iter().enumerate() {
            let top = TOP + ROW * row as i32;
            let right = small.clone().pos(Pos::new(HPos::Right, VPos::Center));
            area.draw(&Text::new((*situation).to_owned(), (LEFT - 14, top + ROW / 2 - 4), right))?;
            for (index, (name, _, color)) in clients.iter().enumerate() {
                let y = top + 6 + 13 * index as i32;
                let median = self.middle(DELAY, situation, name, |round| round.median);
                let p99 = self.middle(DELAY, situation, name, |round| round.p99);
                let Some(median) = median else {
                    area.draw(&Cross::new((x(most) + 16, y), 5, color.stroke_width(2)))?;
                    continue;
                };
                area.draw(&PathElement::new([(x(median), y), (x(p99.unwrap_or(most)), y)], color.stroke_width(4)))?;
                area.draw(&Circle::new((x(median), y), 5, color.filled()))?;
                if p99.is_none() {
                    area.draw(&Cross::new((x(most) + 16, y), 5, color.stroke_width(2)))?;
                }
            }
        }
        area.present()?;
        Ok(())
    }
}

fn shown(milliseconds: Option<f64>) -> String {
    milliseconds.map_or_else(|| "failed".to_owned(), short)
}

/// How many calls failed, and how many were made, over all rounds.
fn failed<'a>(rounds: impl Iterator<Item = &'a Round>) -> String {
    let (failed, calls) = rounds.fold((0, 0), |(failed, calls), round| (failed + round.failed, calls + round.calls));
    if failed == 0 { "none".to_owned() } else { format!("{failed} of {calls}") }
}

/// A number with about three digits.
fn short(value: f64) -> String {
    match value {
        ..1.0 => format!("{value:.3}"),
        ..10.0 => format!("{value:.2}"),
        ..100.0 => format!("{value:.1}"),
        _ => format!("{value:.0}"),
    }
}

fn factor(value: f64) -> String {
    if value < 9.5 { format!("{value:.2}") } else { format!("{value:.0}") }
}
