//! Real articles against real tables, as far as a reader has said what must come out. The texts are not part
//! of the repository: without them (`HESHU_SHARED`, or `../shared`) these tests say that they were skipped.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use heshu::check::table;
use heshu::extract::Extractor;
use heshu::ingest;
use heshu::link::Index;
use heshu::model::{Document, Field, Finding, Verdict};
use heshu::rules::Rules;
use heshu::tables::TableReader;

/// What a reader says of one number.
struct Mark {
    doc: String,
    field: Field,
    start: usize,
    end: usize,
    outcome: String,
    cell: String,
}

fn corpus() -> Option<PathBuf> {
    let beside = || crate::root().parent().map(|p| p.join("shared"));
    let shared = std::env::var_os("HESHU_SHARED").map(PathBuf::from).or_else(beside)?;
    let corpus = shared.join("corpus");
    if !corpus.join("articles.jsonl").is_file() {
        eprintln!("skipped: no texts at {}", corpus.display());
        return None;
    }
    Some(corpus)
}

fn marks(name: &str) -> Vec<Mark> {
    let text = std::fs::read_to_string(crate::root().join("tests/links").join(name)).expect("marks");
    let lines = text.lines().filter(|l| !l.starts_with('#') && !l.is_empty());
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let [doc, field, start, end, outcome, cell] = cells[..] else { panic!("six cells: {line}") };
            Mark {
                doc: doc.to_owned(),
                field: if field == "title" { Field::Title } else { Field::Text },
                start: start.parse().expect("an offset"),
                end: end.parse().expect("an offset"),
                outcome: outcome.to_owned(),
                cell: cell.to_owned(),
            }
        })
        .collect()
}

/// What the tables say of the articles that are named, by article and place.
fn findings(corpus: &std::path::Path, wanted: &BTreeSet<&str>) -> BTreeMap<(String, Field, usize, usize), Finding> {
    let rules = Arc::new(Rules::embedded().expect("rules load"));
    let reader = TableReader::new(&rules);
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(corpus.join("tables")).expect("tables").flatten().map(|e| e.path()).collect();
    files.sort();
    let tables: Vec<_> = files.iter().map(|f| reader.read(f).unwrap_or_else(|e| panic!("{e}"))).collect();
    let index = Index::new(&rules, &tables);
    let extractor = Extractor::new(rules.clone());
    let documents = ingest::documents(&[corpus.join("articles.jsonl")], ingest::Options::default());
    let documents: Vec<Document> = documents.flatten().filter(|d| wanted.contains(d.id.as_str())).collect();
    assert_eq!(documents.len(), wanted.len(), "an article is missing");
    documents
        .iter()
        .flat_map(|d| table::check(&rules, &index, d, &extractor.extract(d)))
        .filter_map(|f| {
            let span = f.spans.first()?;
            Some(((span.doc.clone(), span.field, span.start, span.end), f))
        })
        .collect()
}

#[test]
fn hand_checked_pairs_come_out_as_said() {
    let Some(corpus) = corpus() else { return };
    let marks = marks("hand_checked.tsv");
    let found = findings(&corpus, &marks.iter().map(|m| m.doc.as_str()).collect());
    let wrong: Vec<String> = marks
        .iter()
        .filter_map(|m| {
            let finding = found.get(&(m.doc.clone(), m.field, m.start, m.end));
            let verdict = finding.map(|f| f.verdict);
            let cell = finding.is_some_and(|f| f.records.last() == Some(&m.cell));
            let right = match m.outcome.as_str() {
                "agree" => cell && verdict == Some(Verdict::Pass),
                "contradict" => cell && matches!(verdict, Some(Verdict::Flag | Verdict::Note)),
                _ => !matches!(verdict, Some(Verdict::Pass | Verdict::Flag | Verdict::Note)),
            };
            (!right).then(|| format!("{} {}: {} {}, is {verdict:?}", m.doc, m.start, m.outcome, m.cell))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {}: {wrong:#?}", wrong.len(), marks.len());
}
