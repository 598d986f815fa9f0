//! Decoding and encoding. The same run measures a strict derive.
#![allow(missing_docs)]

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use genauth_bench::{Codec, body};

fn decode(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("decode");
    for name in body::NAMES {
        let body = body::named(name).expect("a body of this name");
        group.throughput(Throughput::Bytes(body.len() as u64));
        for (codec_name, codec) in Codec::ALL {
            // The derive fails on the documented sample, so it decodes the repaired sample.
            let strict = matches!(codec, Codec::Strict | Codec::StrictText);
            let body = if strict && name == "sample" { body::repaired() } else { body.clone() };
            group.bench_function(BenchmarkId::new(name, codec_name), |bencher| {
                bencher.iter(|| codec.decode(body.as_bytes()));
            });
        }
    }
}

/// How the cost grows with the size of the body.
fn growth(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("growth");
    for identities in body::GROWTH {
        let body = body::identities(identities);
        group.throughput(Throughput::Bytes(body.len() as u64));
        for (name, codec) in Codec::ALL {
            group.bench_function(BenchmarkId::new(name, body.len()), |bencher| {
                bencher.iter(|| codec.decode(body.as_bytes()));
            });
        }
    }
}

fn encode(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("encode");
    let body = body::repaired();
    for (name, codec) in [("ours", Codec::Ours), ("strict", Codec::Strict)] {
        let encode = codec.encoder(&body);
        group.bench_function(BenchmarkId::new("repaired", name), |bencher| bencher.iter(&encode));
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(50);
    targets = decode, growth, encode
}
criterion_main!(benches);
