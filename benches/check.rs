//! Checking alone beside extraction of the same articles: in process, warm, one thread.
//!
//! `cargo bench --bench check` prints both and their ratio; with `HESHU_CHECK_RATIO=0.25` the run ends with a failure
//! where checking takes more than a quarter of extraction's time. The text is the beginning of that of the other
//! benches: a ratio needs no more.

#[allow(dead_code)] // it compares with tagging and counts all bytes, neither of which is asked here
mod texts;

use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use heshu::check::Checker;
use heshu::extract::{Extraction, Extractor};
use heshu::model::{Document, Origin};
use heshu::rules::Rules;
use texts::TEXTS;

static RULES: LazyLock<Arc<Rules>> = LazyLock::new(|| Arc::new(Rules::embedded().expect("the built-in rules load")));
static EXTRACTOR: LazyLock<Extractor> = LazyLock::new(|| Extractor::new(Arc::clone(&RULES)));
static CHECKER: LazyLock<Checker> = LazyLock::new(|| Checker::new(Arc::clone(&RULES)));
/// Bytes of text, at most.
const BYTES: usize = 600_000;

static DOCUMENTS: LazyLock<Vec<(Document, Extraction)>> = LazyLock::new(|| {
    let document = |text: &String| Document {
        id: String::new(),
        hash: String::new(),
        title: None,
        publisher: None,
        url: None,
        published: Some(jiff::civil::date(2025, 3, 4)),
        text: text.clone(),
        origin: Origin::default(),
    };
    let read = |text: &String| {
        let document = document(text);
        let extraction = EXTRACTOR.extract(&document);
        (document, extraction)
    };
    let mut size = 0;
    let enough = |text: &&String| {
        size += text.len();
        size <= BYTES
    };
    TEXTS.iter().take_while(enough).map(read).collect()
});

fn check_all() -> usize {
    DOCUMENTS.iter().map(|(document, extraction)| CHECKER.check(document, extraction).len()).sum()
}

fn extract_all() -> usize {
    DOCUMENTS.iter().map(|(document, _)| EXTRACTOR.extract(document).claims.len()).sum()
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn check(bencher: divan::Bencher<'_, '_>) {
    let bytes: usize = DOCUMENTS.iter().map(|(document, _)| document.text.len()).sum();
    bencher.counter(divan::counter::BytesCount::new(bytes)).bench_local(check_all);
}

fn time(work: fn() -> usize) -> Duration {
    let start = Instant::now();
    divan::black_box(work());
    start.elapsed()
}

fn main() {
    divan::main();
    // side by side, so that whatever else the machine does falls on both
    let (mut checking, mut extracting) = (Duration::ZERO, Duration::ZERO);
    for _ in 0..3 {
        checking += time(check_all);
        extracting += time(extract_all);
    }
    let ratio = checking.as_secs_f64() / extracting.as_secs_f64();
    println!("checking takes {ratio:.3} of the time of extraction");
    let bar: Option<f64> = std::env::var("HESHU_CHECK_RATIO").ok().and_then(|bar| bar.parse().ok());
    if bar.is_some_and(|bar| ratio > bar) {
        eprintln!("more than {}", bar.unwrap_or_default());
        std::process::exit(1);
    }
}
