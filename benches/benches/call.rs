//! Whole calls to a server on loopback, which has its own thread in this process. The same run measures bare reqwest
//! with a strict derive.
#![allow(missing_docs)]

use std::sync::Arc;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use genauth_bench::call::Caller;
use genauth_bench::{body, server};

fn call(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let server = server::start(&body::repaired()).expect("a port on loopback");
    let mut group = criterion.benchmark_group("call");
    for in_flight in [1, 64, 1024] {
        group.throughput(Throughput::Elements(in_flight as u64));
        for who in ["ours", "bare"] {
            let caller = Arc::new(Caller::new(who, server, 1).expect("a client"));
            group.bench_function(BenchmarkId::new(in_flight.to_string(), who), |bencher| match in_flight {
                1 => bencher.to_async(&runtime).iter(|| caller.call(0)),
                _ => bencher.to_async(&runtime).iter(|| caller.calls(in_flight)),
            });
        }
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = call
}
criterion_main!(benches);
