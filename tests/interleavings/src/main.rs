//! Runs each scenario through many orders of its steps, and the old table through those that show its fault.

use std::process::ExitCode;

use shuttle::scheduler::{PctScheduler, RandomScheduler, Scheduler};
use shuttle::{Config, FailurePersistence, Runner};

mod before;
mod now;

/// How many orders each scheduler tries.
const ORDERS: usize = 5_000;

/// Whether a scenario holds in every order that is tried: orders at random, and orders with few switches between
/// threads, which find other faults. A failure is printed if it isn't expected, with the order that leads to it.
fn holds(scenario: fn(), is_expected: bool) -> bool {
    let mut config = Config::default();
    if !is_expected {
        config.failure_persistence = FailurePersistence::None;
    }
    let run = |scheduler: Box<dyn Scheduler + Send>| drop(Runner::new(scheduler, config.clone()).run(scenario));
    let all = || {
        run(Box::new(RandomScheduler::new(ORDERS)));
        run(Box::new(PctScheduler::new(3, ORDERS)));
    };
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(all)).is_ok()
}

fn main() -> ExitCode {
    use now::scenarios as now;
    let mut is_well = true;
    for (name, scenario) in [
        ("revoked after a call", now::revoked_after_a_call as fn()),
        ("well after a failure", now::well_after_a_failure),
        ("a forgotten token", now::forgotten_token),
        ("a forgotten user", now::forgotten_user),
        ("one call", now::one_call),
        ("a dropped call", now::dropped_call),
        ("a call without a sign of life", now::call_without_a_sign),
    ] {
        let holds = holds(scenario, true);
        is_well &= holds;
        println!("{name}: {}", if holds { "holds" } else { "FAILS" });
    }
    // The faults of the old table are expected, and their panics would look like failures.
    std::panic::set_hook(Box::new(|_| {}));
    for (name, scenario) in [
        ("revoked after a call", before::scenarios::revoked_after_a_call as fn()),
        ("well after a failure", before::scenarios::well_after_a_failure),
        ("a forgotten user", before::scenarios::forgotten_user),
    ] {
        let holds = holds(scenario, false);
        is_well &= !holds;
        println!("{name}, in the old table: {}", if holds { "NOT FOUND" } else { "the fault is found" });
    }
    if is_well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
