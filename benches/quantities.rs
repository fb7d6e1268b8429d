//! Reading numbers and times beside jieba-rs tagging the same text: in process, warm, one thread.
//!
//! `cargo bench --bench quantities` prints both and their ratio. The text is `$HESHU_BENCH_TEXTS` (JSON lines with
//! `text`), else the articles of `corpus/`, repeated to 10 MB; with `HESHU_RATIO=2` the run ends with a failure where
//! reading is not twice as fast.

#[allow(dead_code)] // numbers are read of bare texts, not of documents
mod texts;

use std::sync::LazyLock;

use heshu::quantity::{Context, Reader};
use heshu::rules::Rules;
use heshu::text::View;
use jieba_rs::Jieba;
use texts::{TEXTS, bytes};

static READER: LazyLock<Reader> = LazyLock::new(|| Reader::new(&Rules::embedded().expect("the built-in rules load")));
static JIEBA: LazyLock<Jieba> = LazyLock::new(Jieba::new);

fn read_all() -> usize {
    TEXTS.iter().map(|text| READER.read(&View::new(text), &Context::default()).numbers.len()).sum()
}

fn tag_all() -> usize {
    TEXTS.iter().map(|text| JIEBA.tag(text, true).len()).sum()
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn read(bencher: divan::Bencher<'_, '_>) {
    bencher.counter(bytes()).bench_local(read_all);
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn view(bencher: divan::Bencher<'_, '_>) {
    bencher.counter(bytes()).bench_local(|| TEXTS.iter().map(|text| View::new(text).len()).sum::<usize>());
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn tag(bencher: divan::Bencher<'_, '_>) {
    bencher.counter(bytes()).bench_local(tag_all);
}

fn main() {
    divan::main();
    texts::compare("reading numbers and times", read_all, tag_all);
}
