//! A word that is part of every secret in the tests, and the places in which the tests search for that word.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::error::Error as _;
use std::fmt::{self, Debug, Write as _};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use genauth::{Error, Response};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};
use tracing_core::span::Current;

pub(crate) const MARKER: &str = "c4n4ry";
/// A token with characters that percent-encoding and JSON change.
pub(crate) const TOKEN: &str = "c4n4ry-token+/~";
/// A body with the marker in everything that belongs to the user: values, an enum value, a misfit, and keys.
pub(crate) const PROFILE: &str = r#"{"statusCode":200,"message":"ok","requestId":"r-1","c4n4ry-key":"c4n4ry","data":{
    "userId":"u-1","name":"c4n4ry-name","gender":"c4n4ry-gender","birthdate":"c4n4ry-date","email":["c4n4ry@example.com"],
    "customData":{"c4n4ry-key":"c4n4ry"},"c4n4ry-key":{"c4n4ry-key":"c4n4ry"}}}"#;

/// The result of a future, and what it traces.
#[allow(dead_code)] // Used only with the feature `tracing`.
pub(crate) async fn traced<T>(future: impl Future<Output = T>) -> (T, Vec<Trace>) {
    // While the process has two subscribers, tracing asks each of them whether it wants a callsite.
    Traces::of_process();
    let traces = Traces::default();
    let guard = tracing::subscriber::set_default(traces.clone());
    let result = future.await;
    drop(guard);
    (result, traces.all())
}

/// The `Debug` texts of a value, on one line and on several lines.
pub(crate) fn texts(value: &dyn Debug) -> String {
    format!("{value:?}\n{value:#?}\n")
}

pub(crate) fn texts_of_error(error: &Error) -> String {
    let mut texts = format!("{error}\n{error:#}\n{}", texts(&error));
    let mut source = error.source();
    while let Some(error) = source {
        let _ = write!(texts, "{error}\n{error:#}\n{error:?}\n{error:#?}\n");
        source = error.source();
    }
    texts
}

pub(crate) fn texts_of_result<T: Debug>(result: &Result<Response<T>, Error>) -> String {
    match result {
        Ok(response) => texts(response) + &texts(response.data()) + &texts(&response.drift()),
        Err(error) => texts_of_error(error),
    }
}

/// Panics if the text holds the marker, as text or as a list of bytes.
pub(crate) fn search(place: &str, text: &str) {
    let bytes: Vec<_> = MARKER.bytes().map(|byte| byte.to_string()).collect();
    let lower = text.to_ascii_lowercase();
    let squeezed: String = lower.split_whitespace().collect();
    assert!(!lower.contains(MARKER) && !squeezed.contains(&bytes.join(",")), "{place} shows a secret:\n{text}");
}

/// A subscriber that collects spans and events with their fields.
#[derive(Clone, Default)]
pub(crate) struct Traces(Arc<Mutex<Vec<Trace>>>);

#[derive(Clone, Debug)]
#[allow(dead_code)] // Read only with the feature `tracing`.
pub(crate) struct Trace {
    /// `None` for an event.
    pub(crate) id: Option<u64>,
    /// The span that it is in.
    pub(crate) parent: Option<u64>,
    metadata: &'static Metadata<'static>,
    pub(crate) name: &'static str,
    pub(crate) target: &'static str,
    pub(crate) level: tracing::Level,
    pub(crate) fields: BTreeMap<&'static str, String>,
    /// Fields that were recorded more than once. A subscriber that writes lines would show every record.
    pub(crate) recorded_again: Vec<&'static str>,
}

thread_local! {
    /// The spans that this thread is in.
    static ENTERED: RefCell<Vec<u64>> = const { RefCell::new(Vec::new()) };
}

impl Trace {
    #[allow(dead_code)] // Used only with the feature `tracing`.
    pub(crate) fn is_span(&self) -> bool {
        self.id.is_some()
    }
}

impl Traces {
    /// The traces of the whole process.
    pub(crate) fn of_process() -> Self {
        static TRACES: OnceLock<Traces> = OnceLock::new();
        let start = || {
            let traces = Traces::default();
            tracing::subscriber::set_global_default(traces.clone()).expect("the only global subscriber");
            traces
        };
        TRACES.get_or_init(start).clone()
    }

    pub(crate) fn all(&self) -> Vec<Trace> {
        self.0.lock().expect("a lock").clone()
    }
}

impl Subscriber for Traces {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let id = NEXT.fetch_add(1, Ordering::Relaxed);
        let mut fields = Fields(BTreeMap::new());
        span.record(&mut fields);
        let parent = if span.is_contextual() { current() } else { span.parent().map(|id| id.into_u64()) };
        self.push(Some(id), parent, span.metadata(), fields);
        Id::from_u64(id)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        let mut fields = Fields(BTreeMap::new());
        values.record(&mut fields);
        let mut traces = self.0.lock().expect("a lock");
        if let Some(trace) = traces.iter_mut().rev().find(|trace| trace.id == Some(span.into_u64())) {
            for (name, value) in fields.0 {
                if trace.fields.insert(name, value).is_some() {
                    trace.recorded_again.push(name);
                }
            }
        }
    }

    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields(BTreeMap::new());
        event.record(&mut fields);
        let parent = if event.is_contextual() { current() } else { event.parent().map(|id| id.into_u64()) };
        self.push(None, parent, event.metadata(), fields);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn current_span(&self) -> Current {
        let Some(id) = current() else { return Current::none() };
        // From the end, since most spans are recent and the traces of a whole process are many.
        let traces = self.0.lock().expect("a lock");
        let entered = traces.iter().rev().find(|trace| trace.id == Some(id));
        entered.map_or_else(Current::none, |trace| Current::new(Id::from_u64(id), trace.metadata))
    }

    fn enter(&self, span: &Id) {
        ENTERED.with_borrow_mut(|entered| entered.push(span.into_u64()));
    }

    fn exit(&self, span: &Id) {
        ENTERED.with_borrow_mut(|entered| {
            let last = entered.iter().rposition(|&id| id == span.into_u64()).expect("a span that was entered");
            entered.remove(last);
        });
    }
}

fn current() -> Option<u64> {
    ENTERED.with_borrow(|entered| entered.last().copied())
}

impl Traces {
    fn push(&self, id: Option<u64>, parent: Option<u64>, metadata: &'static Metadata<'static>, Fields(fields): Fields) {
        let (name, target, level) = (metadata.name(), metadata.target(), *metadata.level());
        let trace = Trace { id, parent, metadata, name, target, level, fields, recorded_again: Vec::new() };
        self.0.lock().expect("a lock").push(trace);
    }
}

struct Fields(BTreeMap<&'static str, String>);

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }
}
