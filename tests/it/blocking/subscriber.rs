//! The blocking client with a tracing subscriber of the program, which also runs on the client's thread.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use genauth::blocking::AuthenticationClient;
use genauth::mock::Tenant;
use genauth::types::UserDto;
use genauth::{Error, ErrorKind, Response};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::faults::canary::Traces;
use crate::support::{in_child, is_child};

/// A subscriber that does something at the first event on the client's thread.
struct OnClientThread(fn(), AtomicBool);

impl Subscriber for OnClientThread {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("genauth")
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn event(&self, _: &Event<'_>) {
        if thread::current().name() == Some("genauth") && !self.1.swap(true, Ordering::Relaxed) {
            (self.0)();
        }
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

fn subscribe(at_first_event: fn()) {
    let subscriber = OnClientThread(at_first_event, AtomicBool::new(false));
    tracing::subscriber::set_global_default(subscriber).expect("the only global subscriber");
}

fn client(tenant: &Tenant) -> AuthenticationClient {
    let token = tenant.token_for(Tenant::sample_profile()).expect("a token");
    AuthenticationClient::builder().app_host(tenant.url()).access_token(token).build().expect("a client")
}

/// Makes a call with a deadline of one second. The call has its own thread, because it might never end.
fn call(client: &AuthenticationClient) -> Result<Response<UserDto>, Error> {
    let (client, (sender, receiver)) = (client.clone(), mpsc::channel());
    thread::spawn(move || drop(sender.send(client.get_profile().timeout(Duration::from_secs(1)).send())));
    receiver.recv_timeout(Duration::from_secs(20)).expect("a call that ends")
}

#[test]
fn a_stalled_thread_costs_the_deadline_and_no_more() {
    const NAME: &str = "blocking::subscriber::a_stalled_thread_costs_the_deadline_and_no_more";
    if !is_child(NAME) {
        return in_child(NAME, &[], None);
    }
    subscribe(|| {
        loop {
            thread::park();
        }
    });
    let tenant = Tenant::start_blocking().expect("a tenant");
    let client = client(&tenant);
    for _ in 0..2 {
        let started = Instant::now();
        let error = call(&client).expect_err("a stalled thread");
        assert!(error.is_timeout() && error.to_string().contains("thread"), "{error:?}");
        assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    }
}

#[test]
fn a_panic_on_the_thread_is_told_as_one() {
    const NAME: &str = "blocking::subscriber::a_panic_on_the_thread_is_told_as_one";
    if !is_child(NAME) {
        return in_child(NAME, &[], None);
    }
    subscribe(|| panic!("c4n4ry"));
    let tenant = Tenant::start_blocking().expect("a tenant");
    let client = client(&tenant);
    let error = call(&client).expect_err("a panic");
    assert_eq!(error.kind(), ErrorKind::Config);
    assert!(error.to_string().contains("panic") && !error.to_string().contains("c4n4ry"), "{error}");
    assert!(!error.is_retryable() && !error.is_unsent());
    // The client's thread survives the panic.
    call(&client).expect("a profile");
}

#[test]
fn the_span_of_a_call_is_inside_of_the_callers() {
    Traces::of_process();
    let traces = Traces::default();
    let tenant = Tenant::start_blocking().expect("a tenant");
    let client = client(&tenant);
    tracing::subscriber::with_default(traces.clone(), || {
        tracing::info_span!("request").in_scope(|| client.get_profile().send()).expect("a profile");
        client.get_profile().send().expect("a profile");
    });
    let all = traces.all();
    let spans = |name: &str| all.iter().filter(|trace| trace.is_span() && trace.name == name).collect::<Vec<_>>();
    let ([request], [inside, outside]) = (&spans("request")[..], &spans("genauth")[..]) else { panic!("{all:?}") };
    assert_eq!((inside.parent, outside.parent), (request.id, None));
    let events: Vec<_> = all.iter().filter(|trace| !trace.is_span() && trace.target == "genauth").collect();
    assert!(events.iter().any(|event| event.parent == inside.id), "{events:?}");
}
