//! Checking alone beside extraction of the same articles: in process, warm, one thread.
//!
//! `cargo bench --bench check` prints both and their ratio; with `HESHU_CHECK_RATIO=0.25` the run ends with a failure
//! where checking takes more than a quarter of extraction's time. The text is the beginning of that of the other
//! benches: a ratio needs no more. The articles of `corpus/` are full of faults on purpose, and each flag is tried with
//! dozens of repairs: what ordinary news takes is measured with `HESHU_BENCH_TEXTS`.

#[allow(dead_code)] // it compares with tagging and counts all bytes, neither of which is asked here
mod texts;

use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use heshu::check::Checker;
use heshu::extract::{Extraction, Extractor};
use heshu::model::{Document, Verdict};
use heshu::rules::Rules;
use texts::{TEXTS, document};

static RULES: LazyLock<Arc<Rules>> = LazyLock::new(|| Arc::new(Rules::embedded().expect("the built-in rules load")));
static EXTRACTOR: LazyLock<Extractor> = LazyLock::new(|| Extractor::new(Arc::clone(&RULES)));
static CHECKER: LazyLock<Checker> = LazyLock::new(|| Checker::new(Arc::clone(&RULES)));
/// Bytes of text, at most.
const BYTES: usize = 600_000;

static DOCUMENTS: LazyLock<Vec<(Document, Extraction)>> = LazyLock::new(|| {
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

type Read = (Document, Extraction);

fn check_all<'d>(documents: impl IntoIterator<Item = &'d Read>) -> usize {
    documents.into_iter().map(|(document, extraction)| CHECKER.check(document, extraction).len()).sum()
}

fn extract_all<'d>(documents: impl IntoIterator<Item = &'d Read>) -> usize {
    documents.into_iter().map(|(document, _)| EXTRACTOR.extract(document).claims.len()).sum()
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn check(bencher: divan::Bencher<'_, '_>) {
    let bytes: usize = DOCUMENTS.iter().map(|(document, _)| document.text.len()).sum();
    bencher.counter(divan::counter::BytesCount::new(bytes)).bench_local(|| check_all(&*DOCUMENTS));
}

/// The time that checking takes of that of extraction.
fn ratio(documents: &[&Read]) -> f64 {
    let time = |work: &dyn Fn() -> usize| {
        let start = Instant::now();
        divan::black_box(work());
        start.elapsed()
    };
    // side by side, so that whatever else the machine does falls on both
    let (mut checking, mut extracting) = (Duration::ZERO, Duration::ZERO);
    for _ in 0..3 {
        checking += time(&|| check_all(documents.iter().copied()));
        extracting += time(&|| extract_all(documents.iter().copied()));
    }
    checking.as_secs_f64() / extracting.as_secs_f64()
}

fn main() {
    divan::main();
    let all: Vec<&Read> = DOCUMENTS.iter().collect();
    let flagged = |read: &&Read| CHECKER.check(&read.0, &read.1).iter().any(|f| f.verdict == Verdict::Flag);
    let (flagged, sound): (Vec<&Read>, Vec<&Read>) = all.iter().copied().partition(flagged);
    let ratios = (ratio(&all), ratio(&sound));
    println!(
        "checking takes {:.3} of the time of extraction; of the articles without a flag, which need no repairs, {:.3}\n\
         {} of {} articles are flagged",
        ratios.0,
        ratios.1,
        flagged.len(),
        all.len()
    );
    let bar: Option<f64> = std::env::var("HESHU_CHECK_RATIO").ok().and_then(|bar| bar.parse().ok());
    if bar.is_some_and(|bar| ratios.0 > bar) {
        eprintln!("more than {}", bar.unwrap_or_default());
        std::process::exit(1);
    }
}
