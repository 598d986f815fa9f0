//! Faults of more than one call: how the calls end, and the test that runs each row.

use std::fmt::Write as _;

/// A fault, how the calls end, the file of the row's test, and the test.
type Row = (&'static str, &'static str, &'static str, &'static str);

const STALE: &str = "tests/it/faults/stale.rs";
const CANCEL: &str = "tests/it/faults/cancel.rs";
const LIFE: &str = "tests/it/faults/life.rs";
const CONNECT: &str = "tests/it/faults/connect.rs";
const TRANSPORT: &str = "src/transport/tests.rs";
const HTTP2: &str = "tests/network/tests/it/http2.rs";
const RETRIES: &str = "tests/it/faults/retries.rs";
const PROXY: &str = "tests/it/faults/proxy.rs";
const ROOTS: &str = "tests/it/faults/roots.rs";
const SUBSCRIBER: &str = "tests/it/blocking/subscriber.rs";
const RUNTIME: &str = "src/runtime.rs";
const STALLS: &str = "tests/it/resource_server/stalls.rs";
const ERRORS: &str = "tests/it/errors.rs";

const ROWS: [Row; 39] = [
    (
        "300 calls, every connection closed by the server while idle",
        "none fails",
        STALE,
        "connections_closed_while_idle_fail_no_call",
    ),
    (
        "300 calls, every connection closed by the server as it is used again",
        "none fails, at most 2 attempts each",
        STALE,
        "connections_closed_as_they_are_used_again_fail_no_call",
    ),
    (
        "bursts of calls, every connection closed by the server as it is used again, no retries",
        "none fails",
        STALE,
        "bursts_on_connections_closed_as_they_are_used_again_fail_no_call",
    ),
    (
        "a burst of 256, then a server that closes or resets each connection, or answers no HTTP",
        "one call sends at most `max_retries` + 2 requests",
        STALE,
        "after_a_burst_a_call_sends_few_requests",
    ),
    (
        "an outage in which every connection is closed, 100 calls",
        "220 requests: each call's, its repetition, 20 retries",
        STALE,
        "an_outage_in_which_connections_are_closed_doubles_the_load_at_most",
    ),
    (
        "6,000 calls dropped at random",
        "all places are free, the retry budget is as it was",
        CANCEL,
        "calls_cancelled_at_random_leave_all_places_free_and_the_budget_as_it_was",
    ),
    (
        "10,000 calls at once with 1,024 descriptors for client and server together",
        "none fails, none is retried",
        LIFE,
        "ten_thousand_calls_at_once_with_1024_descriptors",
    ),
    (
        "a call beyond `max_in_flight` whose deadline passes",
        "`Timeout`, nothing is sent",
        LIFE,
        "calls_beyond_the_limit_wait_inside_their_deadline",
    ),
    (
        "`connect(8)`, then a burst of 8 calls",
        "8 connections in all, with a server that answers",
        CONNECT,
        "a_burst_uses_the_connections_that_were_opened_ahead",
    ),
    (
        "`connect` to a server that refuses, or stays silent",
        "`Connect`, or `Timeout` after `attempt_timeout`; the places in flight are free",
        CONNECT,
        "a_connection_that_fails_is_told_and_costs_no_place",
    ),
    (
        "a client with an idle connection in a process that was forked",
        "each call opens a connection of its own; `connect` is `Config`",
        TRANSPORT,
        "a_forked_process_opens_connections_of_its_own",
    ),
    (
        "twenty idle connections go silent, and 25 requests behind `RequireUser` follow, one after the other",
        "each is let in after half of its time at the latest: a second attempt gets the answer",
        STALLS,
        "twenty_silent_connections_refuse_nobody",
    ),
    (
        "a service that answers after six tenths of the time, behind `RequireUser`",
        "each is let in; at most 1.1 requests for a call, once the retry budget is used up",
        STALLS,
        "a_slow_service_lets_everybody_in_and_gets_few_more_requests",
    ),
    (
        "an operation that changes something: closed, reset, 503, half an answer, or no body",
        "sent once",
        TRANSPORT,
        "what_may_not_be_repeated_is_sent_once",
    ),
    (
        "an operation that changes something: no connection, or 429",
        "retried",
        TRANSPORT,
        "what_may_not_be_repeated_is_retried_if_nothing_was_sent",
    ),
    (
        "a parameter that makes the URL longer than 65,534 bytes",
        "`Config`, which names the parameter; nothing is sent",
        ERRORS,
        "a_parameter_that_no_url_can_hold_is_named",
    ),
    (
        "a call that is dropped",
        "its connection is closed, its place is free",
        LIFE,
        "a_dropped_call_frees_its_connection_and_its_place",
    ),
    (
        "a runtime that ends, with calls under way",
        "the client works on in the next",
        LIFE,
        "a_client_outlives_the_runtimes_that_used_it",
    ),
    (
        "a runtime that is kept but not driven, with an idle connection in it",
        "a call in another runtime waits for `attempt_timeout`, then is retried there",
        LIFE,
        "a_runtime_that_is_not_driven_costs_an_attempt",
    ),
    ("a call without a tokio runtime", "`Config`", LIFE, "without_a_runtime_a_call_is_an_error"),
    (
        "one answer more than requests on a connection",
        "the connection is closed; if the next request is already on it, that call is given the answer",
        LIFE,
        "an_answer_too_many_is_not_kept_for_the_next_call",
    ),
    (
        "a program that has HTTP/2: a connection that goes silent",
        "the next call waits for `attempt_timeout`, then succeeds: the crate speaks HTTP/1.1",
        HTTP2,
        "a_connection_that_goes_silent_costs_one_attempt",
    ),
    (
        "a program that has HTTP/2: connections with 64 calls on them break, or refuse their requests, no retries",
        "none fails, 2 attempts each",
        HTTP2,
        "connections_that_break_with_64_calls_on_them_fail_none",
    ),
    (
        "a program that has HTTP/2: each connection ends after an answer, or as it is used again, no retries",
        "none fails",
        HTTP2,
        "connections_for_one_request_fail_no_call",
    ),
    (
        "over HTTP/2, which a program's own `http_client` may choose: a connection that goes silent",
        "calls end with `Timeout` until the program closes the connection, unless `http2_keep_alive_interval` is set",
        HTTP2,
        "a_client_that_was_passed_speaks_http2_and_has_its_faults",
    ),
    (
        "64 MiB of body, with and without Content-Length",
        "`TooLarge`, peak memory grows by less than 16 MiB",
        LIFE,
        "a_body_of_64_mib_costs_no_16_mib",
    ),
    (
        "Retry-After in seconds, or as a date against the response's Date",
        "waited for",
        RETRIES,
        "retry_after_is_waited_for",
    ),
    (
        "Retry-After beyond the call's deadline",
        "the error at once",
        RETRIES,
        "retry_after_beyond_the_deadline_is_an_error_at_once",
    ),
    (
        "an outage of 100 calls",
        "120 requests; ten later successes pay for a retry",
        RETRIES,
        "an_outage_costs_twenty_retries_for_each_client",
    ),
    (
        "`HTTP_PROXY` and `HTTPS_PROXY` set, loopback host",
        "the proxy isn't used",
        PROXY,
        "the_systems_proxy_is_used_except_for_loopback",
    ),
    (
        "`HTTP_PROXY` and `HTTPS_PROXY` set, another host",
        "the proxy is used, not with `system_proxy(false)`",
        PROXY,
        "the_systems_proxy_is_used_except_for_loopback",
    ),
    (
        "a proxy whose URL has a user and a password",
        "both are sent to it, without the URL's escapes",
        PROXY,
        "the_systems_proxy_is_used_except_for_loopback",
    ),
    (
        "a proxy that refuses to connect",
        "`Connect`, the token isn't sent to it",
        PROXY,
        "the_systems_proxy_is_used_except_for_loopback",
    ),
    (
        "a proxy that asks for credentials, by 407 to CONNECT",
        "`Connect`, one attempt, not retryable",
        PROXY,
        "the_systems_proxy_is_used_except_for_loopback",
    ),
    (
        "no CA certificates on the machine, https host",
        "`Config` from `build`, unless a root certificate is added",
        ROOTS,
        "a_machine_without_certificates",
    ),
    ("no CA certificates on the machine, http loopback host", "a profile", ROOTS, "a_machine_without_certificates"),
    (
        "the blocking client's thread stands still",
        "`Timeout`, half a second after the deadline at the latest",
        SUBSCRIBER,
        "a_stalled_thread_costs_the_deadline_and_no_more",
    ),
    (
        "a panic on the blocking client's thread, such as a subscriber's",
        "`Config`; the next call works",
        SUBSCRIBER,
        "a_panic_on_the_thread_is_told_as_one",
    ),
    (
        "a blocking client in a process that was forked",
        "`Config`, nothing is sent",
        RUNTIME,
        "a_forked_process_is_told_so",
    ),
];

/// The rows as text. Panics if a row's test doesn't exist.
pub(super) fn rows() -> String {
    let mut text = String::new();
    for (fault, outcome, file, test) in ROWS {
        let path = format!("{}/../{file}", env!("CARGO_MANIFEST_DIR"));
        let source = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        assert!(source.contains(&format!("fn {test}()")), "{file} has no test {test}");
        let _ = writeln!(text, "| {fault} | {outcome} | `{test}` in [{file}](../{file}) |");
    }
    text
}
