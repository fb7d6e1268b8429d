//! Any bytes at all: numbers and times are read without panic, stand in order, cut the words that are quoted, and
//! have bounds in order.
#![no_main]

mod words;

use std::sync::LazyLock;

use heshu::model::{Number, Span};
use heshu::quantity::{Context, Reader, Scan};
use heshu::rules::Rules;
use heshu::text::View;
use libfuzzer_sys::{fuzz_mutator, fuzz_target};

static READER: LazyLock<Reader> = LazyLock::new(|| Reader::new(&Rules::embedded().expect("the built-in rules")));

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| { words::mutate(data, size, max_size, seed) });

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let view = View::new(&text);
    for reference in [None, Some(jiff::civil::date(2024, 2, 29))] {
        let scan = READER.read(&view, &Context { reference, ..Context::default() });
        places(&text, &scan);
        for found in &scan.numbers {
            let q = &found.quantity;
            in_order(q.lower, q.upper, &q.text);
            let [low, high] = q.hard.unwrap_or_default();
            in_order(low, high, &q.text);
            if let Some(base) = &q.base
                && let (Some(low), Some(high)) = (base.lower, base.upper)
            {
                assert!(low <= high, "base {low} > {high}: {}", q.text);
            }
        }
        for period in &scan.periods {
            if let (Some(from), Some(to)) = (period.from, period.to) {
                assert!(from <= to, "{from} > {to}: {}", period.text);
            }
        }
    }
});

/// Every span cuts its words; numbers and times are in order and apart.
fn places(text: &str, scan: &Scan) {
    let chars: Vec<char> = text.chars().collect();
    let cut = |span: Span| chars[span.start..span.end].iter().collect::<String>();
    let mut spans = Vec::new();
    let mut last = 0;
    for found in &scan.numbers {
        let span = found.quantity.span();
        assert_eq!(cut(span), found.quantity.text);
        assert!(last <= span.start && span.start < span.end, "{span:?} after {last}");
        last = span.end;
        spans.push(span);
        if let Some(rejection) = &found.rejected {
            let span = rejection.span;
            assert!(span.start < span.end && span.end <= chars.len(), "{rejection:?}");
        }
    }
    last = 0;
    for period in &scan.periods {
        let span = period.span();
        assert_eq!(cut(span), period.text);
        assert!(last <= span.start && span.start < span.end, "{span:?} after {last}");
        last = span.end;
        spans.push(span);
    }
    spans.sort();
    assert!(spans.is_sorted_by(|a, b| a.end <= b.start), "{spans:?}");
}

fn in_order(low: Option<Number>, high: Option<Number>, words: &str) {
    if let (Some(low), Some(high)) = (low, high) {
        assert!(low <= high, "{low} > {high}: {words}");
    }
}
