//! Output for other tools keeps to their published forms.

use heshu::model::{Decision, Finding, Review, ReviewedArticle, SCHEMA};
use heshu::store::Logs;
use serde_json::Value;

use crate::{root, run_in};

/// Where a value does not keep to a schema.
fn faults(schema: &str, value: &Value) -> Vec<String> {
    let text = std::fs::read_to_string(root().join("tests/schemas").join(schema)).expect("a schema");
    // One pattern of the published schema holds a bracket that only browsers let stand.
    let text = text.replace("-[a-zA-Z]{2}]?$", "-[a-zA-Z]{2}\\\\]?$");
    let schema: Value = serde_json::from_str(&text).expect("a schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("a valid schema");
    validator.iter_errors(value).map(|e| format!("{} at {}", e, e.instance_path())).take(5).collect()
}

fn sarif(arguments: &[&str]) -> Value {
    let printed = run_in(root(), &[&["check", "--format", "sarif"], arguments].concat()).stdout;
    serde_json::from_slice(&printed).expect("SARIF is JSON")
}

#[test]
fn sarif_keeps_to_the_schema_of_oasis() {
    let empty = sarif(&["--select", "style", "corpus/articles/sport.jsonl"]);
    assert_eq!(faults("sarif-2.1.0.json", &empty), [""; 0]);
    let folder = tempfile::tempdir().expect("a folder");
    let decided = folder.path().join("decided.jsonl");
    let decided = decided.to_str().expect("a path");
    let article = "tests/cmd/check.in/bus.txt";
    let added = run_in(root(), &["baseline", "add", article, "--all", "--reason", "可比口径", "--baseline", decided]);
    assert!(added.status.success());
    let all =
        sarif(&["--all", "--style", "--baseline", decided, "corpus", article, "tests/cmd/config.in/sport/game.txt"]);
    assert_eq!(faults("sarif-2.1.0.json", &all), [""; 0]);
    let results = all["runs"][0]["results"].as_array().expect("results");
    assert!(results.iter().any(|r| r["suppressions"][0]["justification"] == "可比口径"));
    assert!(results.iter().any(|r| r["fixes"].is_array()));
    let rules = all["runs"][0]["tool"]["driver"]["rules"].as_array().expect("rules");
    for result in results {
        let rule = &rules[result["ruleIndex"].as_u64().expect("an index") as usize];
        assert_eq!(rule["id"], result["ruleId"]);
        assert!(!rule["help"]["text"].as_str().unwrap_or_default().is_empty());
        assert!(result["partialFingerprints"]["heshu/v1"].is_string() && !result["locations"][0].is_null());
    }
}

#[test]
fn exported_sarif_says_what_reviewers_dismissed() {
    let folder = tempfile::tempdir().expect("a folder");
    let article = root().join("tests/cmd/check.in/bus.txt");
    let done = run_in(folder.path(), &["run", article.to_str().expect("a path"), "--store", "s", "--quiet"]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let export = |arguments: &[&str]| run_in(folder.path(), &[&["export", "--store", "s"], arguments].concat()).stdout;
    let flags = String::from_utf8(export(&["--verdict", "flag"])).expect("UTF-8");
    let flag: Finding = serde_json::from_str(flags.lines().next().expect("a flag")).expect("a finding");
    let (mut logs, _, _) = Logs::open(&folder.path().join("s")).expect("a store");
    let decision = Review {
        schema: SCHEMA,
        n: 0,
        when: "2025-03-01T08:00:00Z".parse().expect("a time"),
        who: "阿岩".to_owned(),
        decision: Decision::FalseAlarm,
        reason: None,
        comment: "可比口径".to_owned(),
        undoes: None,
        fingerprint: flag.fingerprint.clone(),
        finding: flag.id,
        check: flag.check,
        articles: flag.docs.into_iter().map(|id| ReviewedArticle { id, title: None, url: None }).collect(),
        quoted: String::new(),
    };
    logs.decisions.keep(&mut [decision]).expect("kept");
    drop(logs);
    let log: Value = serde_json::from_slice(&export(&["--format", "sarif"])).expect("SARIF is JSON");
    assert_eq!(faults("sarif-2.1.0.json", &log), [""; 0]);
    let results = log["runs"][0]["results"].as_array().expect("results");
    let (dismissed, others): (Vec<_>, Vec<_>) = results.iter().partition(|r| r["suppressions"].is_array());
    assert!(!others.is_empty());
    assert_eq!(dismissed.len(), 1);
    assert_eq!(dismissed[0]["partialFingerprints"]["heshu/v1"], flag.fingerprint.as_str());
    let said = dismissed[0]["suppressions"][0]["justification"].as_str().unwrap_or_default();
    assert!(said.contains("可比口径"), "{said}");
}

#[test]
fn regions_of_sarif_cut_out_what_they_quote() {
    let log = sarif(&["--all", "tests/cmd/check.in/bus.txt"]);
    let text = std::fs::read_to_string(root().join("tests/cmd/check.in/bus.txt")).expect("bus.txt");
    let chars: Vec<char> = text.chars().collect();
    let mut seen = 0;
    for result in log["runs"][0]["results"].as_array().expect("results") {
        let related = result["relatedLocations"].as_array().into_iter().flatten();
        for location in result["locations"].as_array().into_iter().flatten().chain(related) {
            let region = &location["physicalLocation"]["region"];
            let at = |name: &str| region[name].as_u64().expect("a number") as usize;
            let quoted: String = chars[at("charOffset")..][..at("charLength")].iter().collect();
            assert_eq!(region["snippet"]["text"], quoted.as_str());
            let line: Vec<char> = text.lines().nth(at("startLine") - 1).expect("a line").chars().collect();
            assert_eq!(line[at("startColumn") - 1..at("endColumn") - 1].iter().collect::<String>(), quoted);
            seen += 1;
        }
    }
    assert!(seen > 5);
}
