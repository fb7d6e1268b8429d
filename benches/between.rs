//! How the comparison of articles grows: 10⁴, 10⁵, 10⁶ claims in groups of ten, each in words of its article's own. Prints
//! seconds, nanoseconds a claim (also by the logarithm of their count), what is found and the peak of memory. `cargo bench --bench between -- 100000` runs one size.

use std::sync::Arc;
use std::time::Instant;

use heshu::check::Across;
use heshu::extract::Extractor;
use heshu::model::{Claim, Document, Origin};
use heshu::rules::Rules;

const NAME: &str = "东一二三四五";
/// Stands for how an article says who told it, so that no two articles are copies of one text.
const VOICE: &str = "据甲乙丙丁戊己介绍";

fn main() {
    let sizes: Vec<usize> = std::env::args().filter_map(|a| a.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![10_000, 100_000, 1_000_000] } else { sizes };
    let rules = Arc::new(Rules::embedded().expect("rules load"));
    let extractor = Extractor::new(rules.clone());
    let document = Document {
        id: "a".to_owned(),
        hash: "a".to_owned(),
        title: None,
        publisher: None,
        url: None,
        published: "2024-05-03".parse().ok(),
        text: format!("{VOICE}，白石水库群{NAME}片5月2日蓄水量为1234万立方米。"),
        origin: Origin::default(),
    };
    let claims = extractor.extract(&document).claims;
    let template = claims.first().expect("a claim").clone();
    for n in sizes {
        let start = Instant::now();
        let mut across = Across::new(rules.clone());
        // ten articles a group, ten claims an article; the groups of an article lie apart
        let groups = (n / 10).max(1);
        for article in 0..n / 10 {
            let made: Vec<Claim> =
                (0..10).map(|k| claim(&template, article, (article / 10 * 10 + k) % groups, k)).collect();
            across.add(&made);
        }
        let added = start.elapsed();
        let found = across.disagreements(1).len();
        let whole = start.elapsed();
        // a claim that is off differs from the nine others of its group, and is found at least once
        assert!(found >= n / 1000, "claims of {n} that are off: {}, findings: {found}", n / 1000);
        let each = whole.as_nanos() as f64 / n as f64;
        println!(
            "{n} claims: added in {added:.2?}, compared in {:.2?}, {each:.0} ns each, {:.0} by log n, {found} findings, peak {}",
            whole - added,
            each / (n as f64).log2(),
            peak()
        );
    }
}

/// A claim of an article about the thing of a group; one in a thousand is off.
fn claim(template: &Claim, article: usize, group: usize, k: usize) -> Claim {
    let mut claim = template.clone();
    let (name, voice) = (name(group), format!("据{}介绍", name(article)));
    claim.doc.id = format!("d{article}");
    claim.id = format!("d{article}c{k}");
    // each claim has a sentence of its own
    let shift = k * 100;
    claim.sentence.text = claim.sentence.text.replace(NAME, &name).replace(VOICE, &voice);
    claim.sentence.start += shift;
    claim.sentence.end += shift;
    claim.quantity.start += shift;
    claim.quantity.end += shift;
    claim.subject = None;
    claim.metric = None;
    claim.source = None;
    if let Some(time) = &mut claim.time {
        time.start += shift;
        time.end += shift;
    }
    if (article * 10 + k) % 1000 == 7 {
        claim.quantity.text = "1243万立方米".to_owned();
        let off = heshu::model::Number::from(rust_decimal::Decimal::from(12_430_000));
        (claim.quantity.value, claim.quantity.lower, claim.quantity.upper) = (off, Some(off), Some(off));
    }
    claim
}

/// Six characters for a number, of two thousand and as if by chance (splitmix64), so that names of different numbers have
/// hardly two neighbours in common.
fn name(number: usize) -> String {
    let sign = |at: u64| {
        let n = (number as u64 * 6 + at).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        char::from_u32(0x5000 + ((n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb) >> 33) as u32 % 2003)
    };
    (0..6).filter_map(sign).collect()
}

/// The most memory that the process has held.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().find_map(|l| l.strip_prefix("VmHWM:")).unwrap_or(" ?").trim().to_owned()
}
