//! What the benches read, and how they compare two ways of going through it.

use std::sync::LazyLock;
use std::time::Instant;

use divan::counter::BytesCount;
use heshu::model::{Document, Origin};

/// Bytes of text that one iteration goes through, at least.
const BYTES: usize = 10_000_000;

/// The texts of `$HESHU_BENCH_TEXTS` (JSON lines with `text`), else of the articles of `corpus/`, over and over.
pub static TEXTS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let once = match std::env::var("HESHU_BENCH_TEXTS") {
        Ok(path) => of_lines(&std::fs::read_to_string(path).expect("HESHU_BENCH_TEXTS is a file")),
        Err(_) => walkdir::WalkDir::new(concat!(env!("CARGO_MANIFEST_DIR"), "/corpus/articles"))
            .sort_by_file_name()
            .into_iter()
            .filter_map(|entry| std::fs::read_to_string(entry.ok()?.path()).ok())
            .flat_map(|file| of_lines(&file))
            .collect(),
    };
    let size: usize = once.iter().map(String::len).sum();
    assert!(size > 0, "no texts");
    once.iter().cycle().take(once.len() * BYTES.div_ceil(size)).cloned().collect()
});

/// The texts of JSON lines; other lines hold none.
fn of_lines(file: &str) -> Vec<String> {
    let text = |line| serde_json::from_str::<serde_json::Value>(line).ok()?["text"].as_str().map(str::to_owned);
    file.lines().filter_map(text).collect()
}

/// A text as a document of some day, by which it can be read and checked.
pub fn document(text: &str) -> Document {
    Document {
        id: String::new(),
        hash: String::new(),
        title: None,
        publisher: None,
        url: None,
        published: Some(jiff::civil::date(2025, 3, 4)),
        text: text.to_owned(),
        origin: Origin::default(),
    }
}

/// How many bytes an iteration goes through.
pub fn bytes() -> BytesCount {
    BytesCount::new(TEXTS.iter().map(String::len).sum::<usize>())
}

/// Prints how many times as fast `ours` is as tagging, both warm and in turns, the best of three each. Ends with a
/// failure where that is less than `$HESHU_RATIO`. Does nothing where the command line names a bench.
pub fn compare(name: &str, ours: impl Fn() -> usize, tagging: impl Fn() -> usize) {
    if std::env::args().skip(1).any(|arg| !arg.starts_with('-')) {
        return;
    }
    let time = |work: &dyn Fn() -> usize| {
        let started = Instant::now();
        divan::black_box(work());
        started.elapsed().as_secs_f64()
    };
    time(&ours);
    let (mut best_ours, mut best_tagging) = (f64::MAX, f64::MAX);
    for _ in 0..3 {
        best_ours = best_ours.min(time(&ours));
        best_tagging = best_tagging.min(time(&tagging));
    }
    let ratio = best_tagging / best_ours;
    println!("{name} is {ratio:.3} times as fast as tagging");
    if let Some(wanted) = std::env::var("HESHU_RATIO").ok().and_then(|r| r.parse::<f64>().ok()) {
        assert!(ratio >= wanted, "not {wanted} times as fast");
    }
}
