//! Whole extraction beside jieba-rs tagging the same text: in process, warm, one thread.
//!
//! `cargo bench --bench extract`. The text is `$HESHU_BENCH_TEXTS` (JSON lines with `text`), else the
//! articles of `corpus/`, repeated.

use std::sync::{Arc, LazyLock};

use divan::counter::BytesCount;
use heshu::extract::Extractor;
use heshu::model::{Document, Origin};
use heshu::rules::Rules;
use jieba_rs::Jieba;

fn main() {
    divan::main();
}

/// Bytes of text that one iteration goes through, at least.
const BYTES: usize = 1_000_000;

static TEXTS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut texts: Vec<String> = match std::env::var("HESHU_BENCH_TEXTS") {
        Ok(path) => std::fs::read_to_string(path)
            .expect("HESHU_BENCH_TEXTS is a file")
            .lines()
            .filter_map(|l| Some(serde_json::from_str::<serde_json::Value>(l).ok()?["text"].as_str()?.to_owned()))
            .collect(),
        Err(_) => walkdir::WalkDir::new("corpus/articles")
            .sort_by_file_name()
            .into_iter()
            .filter_map(|e| std::fs::read_to_string(e.ok()?.path()).ok())
            .collect(),
    };
    let once = texts.clone();
    while texts.iter().map(String::len).sum::<usize>() < BYTES && !once.is_empty() {
        texts.extend(once.iter().cloned());
    }
    texts
});

fn bytes() -> BytesCount {
    BytesCount::new(TEXTS.iter().map(String::len).sum::<usize>())
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn jieba_tags(bencher: divan::Bencher<'_, '_>) {
    let jieba = Jieba::new();
    bencher.counter(bytes()).bench_local(|| TEXTS.iter().map(|t| jieba.tag(t, true).len()).sum::<usize>());
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn extraction(bencher: divan::Bencher<'_, '_>) {
    let extractor = Extractor::new(Arc::new(Rules::embedded().expect("the built-in rules load")));
    let documents: Vec<Document> = TEXTS
        .iter()
        .map(|text| Document {
            id: String::new(),
            hash: String::new(),
            title: None,
            publisher: None,
            url: None,
            published: Some(jiff::civil::date(2025, 3, 4)),
            text: text.clone(),
            origin: Origin::default(),
        })
        .collect();
    bencher.counter(bytes()).bench_local(|| documents.iter().map(|d| extractor.extract(d).claims.len()).sum::<usize>());
}
