//! Whole extraction beside jieba-rs tagging the same text: in process, warm, one thread.
//!
//! `cargo bench --bench extract` prints both and their ratio. The text is `$HESHU_BENCH_TEXTS` (JSON lines with
//! `text`), else the articles of `corpus/`, repeated to 10 MB; with `HESHU_RATIO=0.5` the run ends with a failure where
//! extraction is not half as fast.

mod texts;

use std::sync::{Arc, LazyLock};

use heshu::extract::{Extractor, Scene};
use heshu::model::Document;
use heshu::quantity::{Context, Reader, Scan};
use heshu::rules::Rules;
use heshu::text::{View, sentences};
use jieba_rs::Jieba;
use texts::{TEXTS, bytes, document};

static EXTRACTOR: LazyLock<Extractor> =
    LazyLock::new(|| Extractor::new(Arc::new(Rules::embedded().expect("the built-in rules load"))));
static JIEBA: LazyLock<Jieba> = LazyLock::new(Jieba::new);
static DOCUMENTS: LazyLock<Vec<Document>> = LazyLock::new(|| TEXTS.iter().map(|text| document(text)).collect());

fn extract_all() -> usize {
    DOCUMENTS.iter().map(|d| EXTRACTOR.extract(d).claims.len()).sum()
}

fn tag_all() -> usize {
    TEXTS.iter().map(|text| JIEBA.tag(text, true).len()).sum()
}

#[divan::bench(sample_count = 2, sample_size = 1)]
fn extract(bencher: divan::Bencher<'_, '_>) {
    bencher.counter(bytes()).bench_local(extract_all);
}

/// The words of every sentence with a number, numbers and times being read already.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn segment(bencher: divan::Bencher<'_, '_>) {
    let rules = Rules::embedded().expect("the built-in rules load");
    let reader = Reader::new(&rules);
    let scan = |text| {
        let view = View::new(text);
        let scan = reader.read(&view, &Context::default());
        (view, scan)
    };
    let read: Vec<_> = TEXTS.iter().map(|text| scan(text)).collect();
    bencher.counter(bytes()).bench_local(|| {
        let words = |(view, scan): &(View<'_>, Scan)| -> usize {
            sentences(view)
                .into_iter()
                .map(|s| Scene::new(view, scan, s, &rules.segmenter))
                .filter(|s| !s.numbers.is_empty())
                .map(|s| s.tokens.len())
                .sum()
        };
        read.iter().map(words).sum::<usize>()
    });
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn tag(bencher: divan::Bencher<'_, '_>) {
    bencher.counter(bytes()).bench_local(tag_all);
}

fn main() {
    divan::main();
    texts::compare("extraction", extract_all, tag_all);
}
