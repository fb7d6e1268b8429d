//! Reading numbers and times against tagging the same text with jieba-rs, in process, warm, one thread.
//!
//! `cargo bench --bench quantities` prints both; the test of the ratio is `HESHU_RATIO=2 cargo bench --bench quantities`,
//! which ends with a failure where reading is not that many times as fast.

use std::sync::LazyLock;
use std::time::Instant;

use divan::counter::BytesCount;
use heshu::quantity::{Context, Reader};
use heshu::rules::Rules;
use heshu::text::View;
use jieba_rs::Jieba;

/// The sample articles over and over, as many bytes as this.
const BYTES: usize = 4 << 20;

static TEXTS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus/articles");
    let mut articles = Vec::new();
    for entry in std::fs::read_dir(folder).expect("corpus/articles") {
        let path = entry.expect("an entry").path();
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        for line in text.lines().filter(|line| line.starts_with('{')) {
            let article: serde_json::Value = serde_json::from_str(line).expect("an article");
            articles.extend(article["text"].as_str().map(str::to_owned));
        }
    }
    let size: usize = articles.iter().map(String::len).sum();
    articles.iter().cycle().take(articles.len() * (BYTES / size.max(1) + 1)).cloned().collect()
});
static READER: LazyLock<Reader> = LazyLock::new(|| Reader::new(&Rules::embedded().expect("built-in rules")));
static JIEBA: LazyLock<Jieba> = LazyLock::new(Jieba::new);

fn read_all() -> usize {
    TEXTS.iter().map(|text| READER.read(&View::new(text), &Context::default()).numbers.len()).sum()
}

fn tag_all() -> usize {
    TEXTS.iter().map(|text| JIEBA.tag(text, true).len()).sum()
}

fn bytes() -> BytesCount {
    BytesCount::new(TEXTS.iter().map(String::len).sum::<usize>())
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn read(bencher: divan::Bencher) {
    bencher.counter(bytes()).bench_local(read_all);
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn tag(bencher: divan::Bencher) {
    bencher.counter(bytes()).bench_local(tag_all);
}

fn main() {
    divan::main();
    let time = |work: fn() -> usize| {
        work();
        let started = Instant::now();
        divan::black_box(work());
        started.elapsed().as_secs_f64()
    };
    let ratio = time(tag_all) / time(read_all);
    println!("reading numbers and times is {ratio:.2} times as fast as tagging");
    if let Some(wanted) = std::env::var("HESHU_RATIO").ok().and_then(|r| r.parse::<f64>().ok()) {
        assert!(ratio >= wanted, "not {wanted} times as fast");
    }
}
