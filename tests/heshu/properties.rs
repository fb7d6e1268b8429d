//! Any text at all: nothing panics, and every span cuts the words that are quoted.

use std::sync::{Arc, OnceLock};

use heshu::check::Checker;
use heshu::extract::Extractor;
use heshu::model::{Claim, Document, Field, Origin};
use heshu::report::{self, Lang};
use heshu::rules::Rules;
use proptest::prelude::*;

fn rooms() -> &'static (Extractor, Checker) {
    static ROOMS: OnceLock<(Extractor, Checker)> = OnceLock::new();
    ROOMS.get_or_init(|| {
        let rules = Arc::new(Rules::embedded().expect("the built-in rules"));
        (Extractor::new(rules.clone()), Checker::new(rules))
    })
}

fn document(title: Option<String>, text: String) -> Document {
    Document {
        id: "p".to_owned(),
        hash: "0".repeat(32),
        title,
        publisher: None,
        url: None,
        published: Some(jiff::civil::date(2024, 10, 18)),
        text,
        origin: Origin { path: "p.txt".to_owned(), text_line: Some(1), ..Origin::default() },
    }
}

/// Text that looks like news about numbers, and text that looks like nothing.
fn text() -> impl Strategy<Value = String> {
    const WORDS: [&str; 64] = [
        "3",
        "0",
        "47%",
        "百分之",
        "三分之二",
        "一万",
        "亿",
        "兆",
        "12.5",
        "1,234",
        "，",
        "。",
        "、",
        "（",
        "）",
        "至",
        "~",
        "-",
        "：",
        "比",
        "年",
        "2024年",
        "去年",
        "3月18日",
        "同比",
        "增长",
        "下降",
        "了",
        "倍",
        "翻番",
        "个百分点",
        "成",
        "近",
        "超过",
        "不足",
        "左右",
        "多",
        "余",
        "其中",
        "占",
        "共",
        "人",
        "家",
        "元",
        "万元",
        "亿美元",
        "吨",
        "公里",
        "全市",
        "居民",
        "收入",
        "由",
        "从",
        "降至",
        "增至",
        "分别",
        "和",
        "等",
        "第",
        "\n",
        "\u{3000}",
        "。”",
        "“",
        "🙂",
    ];
    let words = prop::collection::vec(prop::sample::select(WORDS.to_vec()), 0..60).prop_map(|w| w.concat());
    prop_oneof![4 => words, 1 => any::<String>(), 1 => "[0-9０-９一二三四五六七八九十百千万亿.,%％]{0,200}"]
}

fn check_spans(claim: &Claim, document: &Document) {
    let whole: Vec<char> = match claim.field {
        Field::Title => document.title.as_deref().unwrap_or_default().chars().collect(),
        Field::Text => document.text.chars().collect(),
    };
    let cut = |start: usize, end: usize| whole.get(start..end).map(|c| c.iter().collect::<String>());
    let q = &claim.quantity;
    assert_eq!(cut(q.start, q.end).as_deref(), Some(q.text.as_str()), "quantity");
    let s = &claim.sentence;
    assert_eq!(cut(s.start, s.end).as_deref(), Some(s.text.as_str()), "sentence");
    assert!(s.start <= q.start && q.end <= s.end, "the sentence holds the quantity");
    let mention = |what: &str, text: &str, start: usize, end: usize| {
        if start < end {
            assert_eq!(cut(start, end).as_deref(), Some(text), "{what}");
        }
    };
    if let Some(m) = &claim.subject {
        mention("subject", &m.text, m.start, m.end);
    }
    if let Some(m) = &claim.metric {
        mention("metric", &m.text, m.start, m.end);
    }
    if let Some(m) = &claim.source {
        mention("source", &m.text, m.start, m.end);
    }
    if let Some(m) = &claim.baseline {
        mention("baseline", &m.text, m.start, m.end);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_gives_claims_whose_spans_cut_the_quoted_words(title in prop::option::of(text()), text in text()) {
        let document = document(title, text);
        let (extractor, checker) = rooms();
        let extraction = extractor.extract(&document);
        for claim in &extraction.claims {
            check_spans(claim, &document);
        }
        let findings = checker.check(&document, &extraction);
        // Nothing that is printed breaks a terminal of 80 columns or sends it commands.
        for lang in [Lang::Zh, Lang::En] {
            let mut out = String::new();
            report::sheet(&mut out, &document, &extraction.claims, &findings, &Default::default(), lang);
            for finding in &findings {
                report::finding(&mut out, finding, &[&document], lang);
            }
            let plain = anstream::adapter::strip_str(&out).to_string();
            for line in plain.lines() {
                let width: usize = line.chars().map(|c| unicode_width::UnicodeWidthChar::width(c).unwrap_or(0)).sum();
                prop_assert!(width <= 80, "{width} columns: {line}");
                prop_assert!(!line.chars().any(char::is_control), "{line:?}");
            }
        }
    }
}
