//! Any bytes at all, the first line as the title: claims and findings come out without panic, and their spans cut
//! the words that are quoted.
#![no_main]

mod words;

use std::sync::{Arc, LazyLock};

use heshu::check::Checker;
use heshu::extract::Extractor;
use heshu::model::{Document, Field, Origin};
use heshu::rules::Rules;
use libfuzzer_sys::{fuzz_mutator, fuzz_target};

static ROOMS: LazyLock<(Extractor, Checker)> = LazyLock::new(|| {
    let rules = Arc::new(Rules::embedded().expect("the built-in rules"));
    (Extractor::new(rules.clone()), Checker::new(rules))
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| { words::mutate(data, size, max_size, seed) });

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let (title, text) = text.split_once('\n').unwrap_or(("", &text));
    let document = Document {
        id: "f".to_owned(),
        hash: "0".repeat(32),
        title: (!title.is_empty()).then(|| title.to_owned()),
        publisher: None,
        url: None,
        published: (data.len() % 2 == 0).then(|| jiff::civil::date(2024, 2, 29)),
        text: text.to_owned(),
        origin: Origin::default(),
    };
    let extraction = ROOMS.0.extract(&document);
    let fields = [Field::Title, Field::Text].map(|field| -> Vec<char> {
        if field == Field::Title { title.chars().collect() } else { text.chars().collect() }
    });
    for claim in &extraction.claims {
        let whole = &fields[usize::from(claim.field == Field::Text)];
        let cut = |start: usize, end: usize| whole[start..end].iter().collect::<String>();
        let (q, s) = (&claim.quantity, &claim.sentence);
        assert_eq!(cut(q.start, q.end), q.text);
        assert_eq!(cut(s.start, s.end), s.text);
        assert!(s.start <= q.start && q.end <= s.end, "the sentence holds the quantity: {}", q.text);
        let subject = claim.subject.iter().map(|m| (m.start, m.end, &m.text));
        let metric = claim.metric.iter().map(|m| (m.start, m.end, &m.text));
        let others = claim.source.iter().chain(&claim.baseline).map(|m| (m.start, m.end, &m.text));
        for (start, end, words) in subject.chain(metric).chain(others).filter(|(start, end, _)| start < end) {
            assert_eq!(&cut(start, end), words);
        }
    }
    ROOMS.1.check(&document, &extraction);
});
