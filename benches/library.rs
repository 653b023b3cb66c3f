//! `cargo bench`: the cost of a look-up, a pasted error and a log.

use std::io::Cursor;
use std::sync::LazyLock;

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use explain_errors::Catalog;
use explain_errors::Explainer;
use explain_errors::internal::Human;
use explain_errors::internal::{OutputFormat, Style};
use explain_errors::report::Lookup;

fn main() {
    divan::main();
}

const PASTED: &str = "rpc error: code = Unavailable desc = connection error: desc = \"transport: Error while dialing: dial tcp \
                      10.0.0.7:50051: connect: connection refused\"";

/// The page of a code with its causes, from opening the catalog to the printed text.
#[divan::bench]
fn look_up() -> String {
    let catalog = Catalog::built_in().unwrap();
    let mut lookup = Lookup::new(&catalog);
    lookup.add_code(&catalog, black_box("grpc/unauthenticated"), 1);
    Human.lookup(&lookup, &Style::default()).unwrap()
}

/// One pasted error, from opening the catalog to the printed text, including the markers and patterns that are built
/// for it.
#[divan::bench]
fn pasted_error() -> String {
    let explainer = Explainer::new().unwrap();
    let mut reading = explainer.reading();
    reading.read("-", black_box(PASTED.as_bytes())).unwrap();
    Human.report(&reading.finish(), &Style::default())
}

/// 8 MB of an ordinary log, without errors but with words that also occur in errors.
static LOG: LazyLock<Vec<u8>> = LazyLock::new(|| log(0));
/// The same with an error in every thousandth line.
static FAILING: LazyLock<Vec<u8>> = LazyLock::new(|| log(1000));

fn log(every: usize) -> Vec<u8> {
    const LINES: &[&str] = &[
        "INFO  [worker-{}] orders.Checkout: order {} placed in 41 ms, 3 items, status ok",
        "DEBUG [worker-{}] http: GET /v1/orders/{} 200 1184 \"curl/8.5.0\" core=4 code=0",
        "INFO  [grpc-default-executor-{}] call /orders.v1.Orders/GetOrder finished, id {}, 200 OK",
        "WARN  [worker-{}] retry of order {} scheduled, error budget at 99.2 %, no action needed",
        "INFO  [worker-{}] {\"level\":\"info\",\"msg\":\"request served\",\"order\":{},\"status\":200}",
        "INFO  [worker-{}] connection pool: 12 idle, 4 in use, HTTP/1.1 keep-alive, order {}",
    ];
    let mut log = String::with_capacity(8 << 20);
    let mut at = 0;
    while log.len() < 8_000_000 {
        let line = LINES[at % LINES.len()].replacen("{}", &(at % 16).to_string(), 1);
        log.push_str(&format!("2026-11-21T18:{:02}:{:02}.{:03}Z ", at / 60_000 % 60, at / 1000 % 60, at % 1000));
        log.push_str(&line.replacen("{}", &(at * 7919 % 1_000_003).to_string(), 1));
        if every > 0 && at % every == 0 {
            log.push_str(&format!("\n2026-11-21T18:00:00Z call of order {at} failed: {PASTED}"));
        }
        log.push('\n');
        at += 1;
    }
    log.into_bytes()
}

#[divan::bench(sample_count = 20)]
fn ordinary_log(bencher: Bencher<'_, '_>) {
    scan(bencher, &LOG);
}

#[divan::bench(sample_count = 20)]
fn failing_log(bencher: Bencher<'_, '_>) {
    scan(bencher, &FAILING);
}

fn scan(bencher: Bencher<'_, '_>, log: &'static [u8]) {
    let explainer = Explainer::new().unwrap();
    bencher.counter(BytesCount::new(log.len())).bench_local(|| {
        let mut reading = explainer.reading();
        reading.read("-", Cursor::new(log)).unwrap();
        reading.finish().summary.occurrences
    });
}
