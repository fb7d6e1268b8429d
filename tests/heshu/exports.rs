//! What other tools are given: lines that keep to the published schemas, rows, annotations, reviews, and what is new.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use crate::{root, run_in};

fn schema(name: &str) -> jsonschema::Validator {
    let text = std::fs::read_to_string(root().join("docs/schemas").join(name)).expect("a schema");
    jsonschema::validator_for(&serde_json::from_str(&text).expect("JSON")).expect("a valid schema")
}

fn export(folder: &Path, arguments: &[&str]) -> String {
    let done = run_in(folder, &[&["export", "--store", "s"], arguments].concat());
    assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).expect("UTF-8")
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).expect("a JSON line")).collect()
}

/// The sample corpus in a store, with one more article that contradicts another.
fn sample() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let corpus = root().join("corpus/articles");
    let done =
        run_in(folder.path(), &["run", corpus.to_str().expect("a path"), "--store", "s", "--quiet", "--show", "0"]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let more = [
        r#"{"id":"x","date":"2024-05-03","url":"https://example.org/x","publisher":"甲报","text":"白石隧道全长4.2公里，总投资11亿元。"}"#,
        r#"{"id":"y","date":"2024-05-03","title":"乙报：全长7.2公里","text":"总投资11亿元的白石隧道全长7.2公里。"}"#,
    ];
    std::fs::write(folder.path().join("more.jsonl"), more.join("\n")).expect("written");
    let done = run_in(folder.path(), &["run", "more.jsonl", "--store", "s", "--quiet", "--show", "0"]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    folder
}

#[test]
fn exports_keep_to_what_is_published() {
    let folder = sample();
    let export = |arguments: &[&str]| export(folder.path(), arguments);
    lines_keep_to_their_schemas(&export);
    rows_say_what_lines_say(&export);
    annotations_quote_what_they_point_at(&export);
    what_is_new_is_what_came_after_the_run(&export);
    filters_leave_out_what_does_not_fit(&export);
}

fn lines_keep_to_their_schemas(export: &dyn Fn(&[&str]) -> String) {
    for (what, name) in [("claims", "claim.schema.json"), ("findings", "finding.schema.json")] {
        let validator = schema(name);
        let all = lines(&export(&["--what", what]));
        assert!(all.len() > 100, "{what}: {}", all.len());
        for line in &all {
            let faults: Vec<String> =
                validator.iter_errors(line).map(|e| format!("{e} at {}", e.instance_path())).collect();
            assert!(faults.is_empty(), "{faults:?}: {line}");
        }
        // the schema says something: a line without one of its fields is refused
        let mut broken = all[0].clone();
        let fields: Vec<String> = broken.as_object().expect("an object").keys().cloned().collect();
        for field in fields {
            let taken = broken.as_object_mut().expect("an object").remove(&field).expect("a field");
            assert!(!validator.is_valid(&broken), "{what} without {field}");
            broken[field] = taken;
        }
        assert_eq!(export(&["--what", what]), export(&["--what", what]), "a stable order");
    }
}

fn rows_say_what_lines_say(export: &dyn Fn(&[&str]) -> String) {
    for (what, column, field) in [("claims", "value", "/quantity/value"), ("findings", "message_en", "/message/en")] {
        let all = lines(&export(&["--what", what]));
        let csv = export(&["--what", what, "--format", "csv"]);
        let mut read = csv::Reader::from_reader(csv.as_bytes());
        let at = read.headers().expect("a header").iter().position(|c| c == column).expect("the column");
        let cells: Vec<String> = read.records().map(|r| r.expect("a row")[at].to_owned()).collect();
        let wanted: Vec<&str> = all.iter().filter_map(|l| l.pointer(field)?.as_str()).collect();
        assert_eq!(cells, wanted);
    }
}

fn annotations_quote_what_they_point_at(export: &dyn Fn(&[&str]) -> String) {
    let texts: Vec<Value> = lines(&export(&["--what", "documents"]));
    let cut = |t: &str, from: usize, to: usize| t.chars().skip(from).take(to - from).collect::<String>();
    for (what, least) in [("claims", 100), ("findings", 100)] {
        let all = lines(&export(&["--what", what, "--format", "web-annotation"]));
        assert!(all.len() > least);
        let mut ids = BTreeSet::new();
        for one in &all {
            assert_eq!(one["@context"], "http://www.w3.org/ns/anno.jsonld");
            assert_eq!(one["type"], "Annotation");
            assert!(ids.insert(one["id"].as_str().expect("an id").to_owned()), "{} twice", one["id"]);
            let targets = one["target"].as_array().expect("targets");
            assert!(!targets.is_empty(), "{one}");
            for target in targets {
                let source = target["source"].as_str().expect("a source");
                let document = texts
                    .iter()
                    .find(|d| d["url"] == source || source.ends_with(d["hash"].as_str().expect("a hash")))
                    .expect("the article");
                let selectors = target["selector"].as_array().expect("selectors");
                let quote = selectors.last().expect("a quote");
                let exact = quote["exact"].as_str().expect("words");
                let around =
                    format!("{}{exact}{}", quote["prefix"].as_str().unwrap(), quote["suffix"].as_str().unwrap());
                let field = if selectors.len() > 1 { "text" } else { "title" };
                let text = document[field].as_str().expect("text");
                assert!(text.contains(&around), "{target}");
                if let [place, _] = &selectors[..] {
                    let end = |name: &str| place[name].as_u64().expect("an offset") as usize;
                    assert_eq!(cut(text, end("start"), end("end")), exact);
                }
            }
        }
    }
    let between = lines(&export(&["--format", "web-annotation", "--check", "cross_article_conflict"]));
    assert!(between.iter().any(|a| a["target"].as_array().is_some_and(|t| t.len() == 2)), "{between:?}");
}

fn what_is_new_is_what_came_after_the_run(export: &dyn Fn(&[&str]) -> String) {
    let runs = lines(&export(&["--what", "runs"]));
    assert_eq!(runs.iter().map(|r| r["run"].as_u64().unwrap()).collect::<Vec<_>>(), [1, 2]);
    let new = lines(&export(&["--what", "documents", "--since", "1"]));
    assert_eq!(new.iter().map(|d| d["id"].as_str().unwrap()).collect::<Vec<_>>(), ["x", "y"]);
    let found = lines(&export(&["--since", "1", "--verdict", "flag"]));
    assert_eq!(found.iter().map(|f| f["check"].as_str().unwrap()).collect::<Vec<_>>(), ["cross_article_conflict"]);
    assert!(export(&["--since", "2"]).is_empty());
}

fn filters_leave_out_what_does_not_fit(export: &dyn Fn(&[&str]) -> String) {
    let of = lines(&export(&["--what", "claims", "--publisher", "甲报", "--from", "2024-05-03", "--to", "2024-05-03"]));
    assert!(!of.is_empty() && of.iter().all(|c| c["doc"]["id"] == "x"), "{of:?}");
    assert!(export(&["--what", "claims", "--publisher", "甲报", "--to", "2024-05-02"]).is_empty());
    let notes = lines(&export(&["--verdict", "pass", "--verdict", "note"]));
    assert!(!notes.is_empty() && notes.iter().all(|f| f["verdict"] == "pass" || f["verdict"] == "note"));
}

#[test]
fn what_does_not_go_together_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("a.txt"), "隧道全长4.2公里。").expect("written");
    run_in(folder.path(), &["run", "a.txt", "--store", "s", "--quiet", "--show", "0"]);
    for arguments in [
        ["--what", "documents", "--format", "csv"],
        ["--what", "claims", "--verdict", "flag"],
        ["--what", "claims", "--format", "claim-review"],
        ["--what", "places", "--since", "1"],
        ["--what", "claims", "--since", "7"],
    ] {
        let done = run_in(folder.path(), &[&["export", "--store", "s", "--lang", "en"], &arguments[..]].concat());
        let said = String::from_utf8_lossy(&done.stderr);
        assert_eq!(done.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains("--"), "{said}");
    }
}

#[test]
fn decisions_become_reviews() {
    let folder = tempfile::tempdir().expect("a folder");
    let article = r#"{"id":"a","title":"产量","date":"2024-05-03","url":"https://example.org/a","publisher":"甲报","text":"产量从80吨增至100吨，增长35%。"}"#;
    std::fs::write(folder.path().join("a.jsonl"), article).expect("written");
    run_in(folder.path(), &["run", "a.jsonl", "--store", "s", "--quiet", "--show", "0"]);
    let finding = &lines(&export(folder.path(), &["--verdict", "flag"]))[0];
    let entry = |n: u64, decision: &str, undoes: Option<u64>| {
        serde_json::json!({
            "schema": 1, "n": n, "when": "2024-05-04T08:00:00Z", "who": "阿岩", "decision": decision, "comment": "已问记者",
            "undoes": undoes, "fingerprint": finding["fingerprint"], "finding": finding["id"], "check": finding["check"],
            "articles": [{ "id": "a", "title": "产量", "url": "https://example.org/a" }], "quoted": "产量从80吨增至100吨，增长35%。",
        })
    };
    let keep = |entries: &[Value]| {
        std::fs::create_dir_all(folder.path().join("s/reviews")).expect("a folder");
        let text: String = entries.iter().map(|e| format!("{e}\n")).collect();
        std::fs::write(folder.path().join("s/reviews/decisions.jsonl"), text).expect("written");
        lines(&export(folder.path(), &["--what", "decisions", "--format", "claim-review", "--lang", "zh"]))
    };
    let told = keep(&[entry(1, "false_alarm", None), entry(2, "confirmed", None)]);
    assert_eq!(told.len(), 1, "the last word stands: {told:?}");
    let one = &told[0];
    assert_eq!(
        (&one["@type"], &one["claimReviewed"]),
        (&"ClaimReview".into(), &"产量从80吨增至100吨，增长35%。".into())
    );
    assert_eq!((&one["reviewRating"]["ratingValue"], &one["datePublished"]), (&1.into(), &"2024-05-04".into()));
    assert_eq!(one["itemReviewed"]["appearance"]["publisher"]["name"], "甲报");
    let body = one["reviewBody"].as_str().expect("words");
    assert!(body.contains(finding["message"]["zh"].as_str().unwrap()) && body.contains("已问记者"), "{body}");
    let undone = keep(&[entry(1, "confirmed", None), entry(2, "undone", Some(1))]);
    assert!(undone.is_empty(), "{undone:?}");
    assert!(keep(&[entry(1, "unsure", None)]).is_empty(), "what is open is no review");
}
