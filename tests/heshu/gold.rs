//! Extraction measured against the claims that a reader marked in the sample corpus. The floors lie a
//! little below what was reached: they may rise, never fall.

use std::collections::BTreeMap;

use heshu::extract::Extractor;
use heshu::ingest;
use heshu::model::Claim;
use heshu::rules::Rules;
use serde_json::Value;

const GOLD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus/gold/sample.jsonl");

/// Field and least F1 in thousandths.
const FLOORS: &[(&str, usize)] =
    &[("mention", 960), ("value", 955), ("unit", 940), ("approx", 945), ("role", 800), ("subject", 550), ("time", 650)];

/// Hits, gold claims that say something in the field, system claims that do.
#[derive(Default, Clone, Copy)]
struct Score {
    hit: usize,
    gold: usize,
    system: usize,
}

impl Score {
    /// F1 in thousandths.
    fn f1(self) -> usize {
        2000 * self.hit / (self.gold + self.system).max(1)
    }
}

fn gold() -> Vec<Value> {
    let text = std::fs::read_to_string(GOLD).expect("corpus/gold/sample.jsonl");
    text.lines().map(|line| serde_json::from_str(line).expect("a JSON line")).collect()
}

/// Claims of the system, by document.
fn system() -> BTreeMap<String, Vec<Claim>> {
    let extractor = Extractor::new(Rules::embedded().expect("rules load").into());
    let documents = ingest::documents(&[GOLD.into()], ingest::Options::default());
    documents
        .filter_map(ingest::Unread::read)
        .map(|document| {
            let document = document.unwrap_or_else(|p| panic!("{}: {}", p.place(), p.message().en));
            let claims = extractor.extract(&document).claims;
            (document.id, claims)
        })
        .collect()
}

/// Whether two short texts name the same: one holds the other, and they are not of very different length.
fn alike(a: &str, b: &str) -> bool {
    let plain = |t: &str| t.chars().filter(|c| c.is_alphanumeric() && !matches!(c, '的' | '了')).collect::<String>();
    let (a, b) = (plain(a), plain(b));
    let (short, long) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    short == long
        || !short.is_empty() && long.contains(short.as_str()) && 20 * short.len() >= 6 * (short.len() + long.len())
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn number(value: &str) -> String {
    let plain = if value.contains('.') { value.trim_end_matches('0').trim_end_matches('.') } else { value };
    plain.to_owned()
}

fn scores() -> BTreeMap<&'static str, Score> {
    let mut scores = BTreeMap::<&'static str, Score>::new();
    let system = system();
    for document in gold() {
        let claims = document["claims"].as_array().expect("claims");
        let ours = &system[text(&document["doc"])];
        let mut free: Vec<&Claim> = ours.iter().collect();
        let pairs: Vec<_> = claims
            .iter()
            .map(|g| {
                let at = |end: &str| g["quantity"][end].as_u64().unwrap_or(0) as usize;
                let meets = |c: &&Claim| c.quantity.start < at("end") && at("start") < c.quantity.end;
                (g, free.iter().position(meets).map(|i| serde_json::to_value(free.remove(i)).expect("a claim")))
            })
            .collect();
        for (field, sparse) in [
            ("mention", false),
            ("value", false),
            ("unit", false),
            ("approx", false),
            ("role", false),
            ("subject", false),
            ("time", true),
            ("source", true),
        ] {
            let score = scores.entry(field).or_default();
            let says = |v: &Value| !sparse || !said(v, field).is_empty();
            score.gold += claims.iter().filter(|g| says(g)).count();
            score.system += ours.iter().filter(|c| says(&serde_json::to_value(c).expect("a claim"))).count();
            score.hit += pairs.iter().filter(|(g, c)| says(g) && c.as_ref().is_some_and(|c| same(g, c, field))).count();
        }
    }
    scores
}

/// What a claim, of gold or of the system, says in a field.
fn said(claim: &Value, field: &str) -> String {
    match field {
        "time" => text(&claim["time"]["norm"]).to_owned(),
        "value" | "unit" | "approx" => {
            let at = if claim["quantity"][field].is_null() { &claim[field] } else { &claim["quantity"][field] };
            if field == "value" { number(text(at)) } else { text(at).to_owned() }
        }
        "role" => text(&claim["role"]).to_owned(),
        _ => text(if claim[field].is_object() { &claim[field]["text"] } else { &claim[field] }).to_owned(),
    }
}

fn same(gold: &Value, system: &Value, field: &str) -> bool {
    match field {
        "mention" => true,
        "subject" | "source" => alike(&said(gold, field), &said(system, field)),
        _ => said(gold, field) == said(system, field),
    }
}

#[test]
fn gold_claims_of_the_sample_corpus_are_found() {
    let scores = scores();
    let table: Vec<_> = scores.iter().map(|(field, s)| format!("{field} {}", s.f1())).collect();
    for (field, floor) in FLOORS {
        let reached = scores[field].f1();
        assert!(reached >= *floor, "F1 of {field} is {reached}‰, the floor is {floor}‰ ({})", table.join(", "));
    }
}
